//! Writes that stop half-way, at every step in which the disk changes.

use super::*;
use crate::archive::objects::Kind;
use crate::archive::pack::PackBuilder;

/// Stops the adding of `captures` to a copy of `old` at every step. The answer: how often the write was dropped, and how
/// often kept.
fn stop_everywhere(old: &Path, captures: &[Capture], expected: &[Outcome]) -> (u32, u32) {
    let before = Archive::open(old).unwrap().head();
    let (mut dropped, mut kept) = (0, 0);
    for steps in 0.. {
        let dir = tempfile::tempdir().unwrap();
        copy(old, dir.path());
        let mut archive = create(dir.path());
        files::disk::stop_after(Some(steps));
        let added = archive.add(captures, NOW + 1, Duration::ZERO);
        files::disk::stop_after(None);
        let finished = added.is_ok();
        // The same process goes on, or another one comes.
        let mut archive = if steps % 2 == 0 { archive } else { Archive::open(dir.path()).unwrap() };
        let outcomes = add(&mut archive, captures);
        if outcomes.iter().all(|outcome| *outcome == Outcome::Unchanged) {
            kept += 1;
        } else {
            assert_eq!(outcomes, expected, "after {steps} steps");
            assert!(!finished);
            dropped += 1;
        }
        let head = Archive::open(dir.path()).unwrap().head();
        assert_eq!(head.log_size, before.log_size + captures.len() as u64);
        assert_whole(dir.path());
        if finished {
            break;
        }
    }
    (dropped, kept)
}

#[test]
fn a_write_stopped_at_any_step_leaves_the_old_state_or_the_new_one() {
    let old = tempfile::tempdir().unwrap();
    sample(old.path());
    let captures = [capture("a", "One.\nThree.\n"), capture("new", "New.\n")];
    let (dropped, kept) = stop_everywhere(old.path(), &captures, &[Outcome::NewVersion(3), Outcome::New]);
    assert!(dropped > 12 && kept > 2, "{dropped} dropped, {kept} kept");
}

#[test]
fn a_write_that_fills_files_of_the_log_can_be_stopped_anywhere_too() {
    let old = tempfile::tempdir().unwrap();
    let many: Vec<Capture> = (0..255).map(|n| capture(&format!("n{n}"), &format!("Text {n}.\n"))).collect();
    add(&mut create(old.path()), &many);
    let captures = [capture("n7", "Another.\n"), capture("new", "New.\n")];
    let (dropped, kept) = stop_everywhere(old.path(), &captures, &[Outcome::NewVersion(2), Outcome::New]);
    assert!(dropped > 20 && kept > 8, "{dropped} dropped, {kept} kept");
}

#[test]
fn a_recovery_stopped_at_any_step_is_done_again() {
    let old = tempfile::tempdir().unwrap();
    sample(old.path());
    // Stops in the middle of a write: behind the journal, the packs, the log and the reference.
    for stop in [2, 4, 7, 8, 10, 12, 14, 16, 18, 20] {
        for steps in 0.. {
            let dir = tempfile::tempdir().unwrap();
            copy(old.path(), dir.path());
            let mut archive = create(dir.path());
            files::disk::stop_after(Some(stop));
            let added = archive.add(&[capture("new", "New.\n")], NOW + 1, Duration::ZERO);
            files::disk::stop_after(Some(steps));
            let recovered = Archive::open(dir.path()).is_ok();
            files::disk::stop_after(None);
            assert!(added.is_err() || recovered);
            assert_whole(dir.path());
            if recovered {
                break;
            }
        }
    }
}

#[test]
fn making_an_archive_can_be_stopped_too() {
    for steps in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("deep/store");
        files::disk::stop_after(Some(steps));
        let finished = Archive::open_or_create(&inner, Duration::ZERO).is_ok();
        files::disk::stop_after(None);
        create(&inner);
        assert_whole(&inner);
        if finished {
            break;
        }
    }
}

#[test]
fn a_pack_that_libgit2_cannot_read_is_never_led_to() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let folder = files::Folder::new(dir.path());
    let bytes = || -> Vec<_> {
        every_file(dir.path()).into_iter().map(|name| (std::fs::read(dir.path().join(&name)).unwrap(), name)).collect()
    };
    let before = bytes();
    let mut archive = create(dir.path());
    let (parent, head) = archive.state.head.clone().unwrap();
    let packs = folder.read(files::MANIFEST).unwrap();
    let (packs_size, packs_digest) = (packs.len() as u64, Digest::of(&packs));
    let commit = Commit { parent: Some(parent), message: "Add nothing".to_owned(), packs_size, packs_digest, ..head };
    let mut put = |spoiled: Option<usize>| {
        let mut pack = PackBuilder::default();
        pack.add_one(Kind::Blob, b"A blob.\n")?;
        let oid = pack.add_one(Kind::Commit, commit.encode().as_bytes())?;
        spoiled.into_iter().for_each(|at| pack.spoil(at));
        let put = |mut lock: lock::Lock| archive.put(&mut lock, &pack.finish(), &[], oid, commit.clone());
        lock::exclusive(&folder, Duration::ZERO, put)
    };
    // The blob's kind, its zlib header, its text, its checksum; the commit.
    for at in [0, 1, 5, 16, 40] {
        assert!(matches!(put(Some(at)), Err(ArchiveError::Object { .. })), "byte {at}");
        assert!(bytes() == before, "byte {at}: something was left behind");
    }
    put(None).unwrap();
    assert_eq!(commit::head(&folder).unwrap().map(|oid| oid == parent), Some(false));
}
