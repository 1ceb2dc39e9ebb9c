//! Every operation that writes, with every fault at every call that changes the disk: it ends in an error or well, and
//! whoever comes next, the same process or another, finds the old state or the new one and can go on. And with the power
//! cut at every call.

use super::faults::{self, FAULTS, Fault};
use super::*;
use crate::archive::objects::Kind;
use crate::archive::pack::PackBuilder;
use crate::archive::transfer::{Installed, Staging};
use crate::proof::{Kind as KeyKind, Signer, authority};

/// How far an archive has come: its head, its newest checkpoint, and how many files confirm its checkpoints. The head's
/// commit and root stand for all the rest, which is compared byte by byte.
type Facts = (Head, Option<u64>, usize);

fn facts(archive: &Archive) -> Facts {
    let anchors = archive.files().unwrap().iter().filter(|name| name.starts_with(files::ANCHORS)).count();
    (archive.head(), archive.sealed().unwrap().map(|sealed| sealed.checkpoint.checkpoint().size), anchors)
}

/// Every file with its bytes.
fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    every_file(dir).into_iter().map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap())).collect()
}

/// An operation on an archive in a folder, tried on copies of one that was made beforehand.
struct Trial<'a> {
    from: &'a Path,
    run: &'a dyn Fn(&mut Archive) -> Result<()>,
    before: Facts,
    after: Facts,
    done: BTreeMap<String, Vec<u8>>,
}

impl Trial<'_> {
    fn new<'a>(from: &'a Path, run: &'a dyn Fn(&mut Archive) -> Result<()>) -> Trial<'a> {
        let dir = tempfile::tempdir().unwrap();
        copy(from, dir.path());
        let mut archive = create(dir.path());
        let before = facts(&archive);
        run(&mut archive).unwrap();
        assert_eq!(verify(dir.path(), &mut |_, _| {}).unwrap().findings, []);
        Trial { from, run, before, after: facts(&archive), done: bytes(dir.path()) }
    }

    /// Looks at what was left, by another process or by `same`, and finishes the operation if that is to be done. The
    /// answer: whether it had been done.
    fn go_on(&self, dir: &Path, same: Option<Archive>, acknowledged: bool, what: &str) -> bool {
        let mut archive = match same {
            Some(archive) => archive,
            None => Archive::open(dir).unwrap_or_else(|error| panic!("{what}: {error}")),
        };
        let found = facts(&Archive::open(dir).unwrap_or_else(|error| panic!("{what}: {error}")));
        let done = found == self.after;
        // Of the files of a checkpoint some may be there: each is of use alone.
        let between = found.0 == self.before.0 && self.before.0 == self.after.0;
        assert!(done || found == self.before || between, "{what}: {found:?}");
        assert!(done || !acknowledged, "{what}: what was acknowledged is lost");
        // A compaction changes no fact, and what changes them may have been stopped behind the commit point.
        if !done || self.before == self.after {
            (self.run)(&mut archive).unwrap_or_else(|error| panic!("{what}, again: {error}"));
        }
        assert_eq!(facts(&Archive::open(dir).unwrap()), self.after, "{what}");
        let (left, is_index) = (bytes(dir), |name: &String| name.starts_with(index::FOLDER));
        let strange: Vec<&String> =
            left.iter().filter(|(name, _)| !self.done.contains_key(*name)).map(|(name, _)| name).collect();
        assert!(strange.is_empty(), "{what}: left over: {strange:?}");
        for (name, wanted) in self.done.iter().filter(|(name, _)| !is_index(name)) {
            assert!(left.get(name) == Some(wanted), "{what}: {name} is not what it is without a fault");
        }
        if left != self.done {
            // The index may lack what was not written; the next write brings it.
            assert_eq!(verify(dir, &mut |_, _| {}).unwrap().findings, [], "{what}");
        }
        done
    }

    /// Every fault at every call: each comes often enough, before the commit point and behind it.
    fn fail_everywhere(&self) {
        for fault in FAULTS {
            let mut outcomes = [0, 0];
            for at in 0.. {
                let what = format!("{fault:?} at {at}");
                let dir = tempfile::tempdir().unwrap();
                copy(self.from, dir.path());
                let mut archive = create(dir.path());
                let (result, struck) = faults::with(fault, at, || (self.run)(&mut archive));
                // Who was killed does not go on.
                let same = (fault != Fault::Killed && at % 2 == 0).then_some(archive);
                let done = self.go_on(dir.path(), same, result.is_ok(), &what);
                outcomes[usize::from(done)] += 1;
                // Who is told of an error in what only follows the commit would take it for undone.
                if done && fault != Fault::Killed && self.before.0 != self.after.0 {
                    let told = result.err().map(|error| error.to_string()).unwrap_or_default();
                    assert!(!told.contains("/index/") && !told.contains("LOCK"), "{what}: {told}");
                }
                if !struck {
                    break;
                }
            }
            let [undone, done] = outcomes;
            assert!(undone + done > 3 && done > 0, "{fault:?}: {undone} undone, {done} done");
        }
    }

    /// A power cut at every call, that takes all that was not forced to the disk, or part of it; also one that comes when
    /// another process has put a killed one's work right.
    fn cut_everywhere(&self) {
        let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
        for luck in [0, 4] {
            for at in 0.. {
                let what = format!("power cut at {at} with luck {luck}");
                let dir = tempfile::tempdir().unwrap();
                copy(self.from, dir.path());
                let mut archive = create(dir.path());
                faults::watch_power(dir.path());
                let (result, struck) = faults::with(Fault::Killed, at, || (self.run)(&mut archive));
                let mut acknowledged = result.is_ok();
                if luck > 0 && at % 2 == 0 {
                    acknowledged = facts(&Archive::open(dir.path()).unwrap()) == self.after;
                }
                faults::cut_power(|| {
                    chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (chance >> 33) % 8 < luck
                });
                self.go_on(dir.path(), None, acknowledged, &what);
                if !struck {
                    break;
                }
            }
        }
    }
}

fn everywhere(make: impl Fn(&Path), run: impl Fn(&mut Archive) -> Result<()>) {
    let from = tempfile::tempdir().unwrap();
    make(from.path());
    let trial = Trial::new(from.path(), &run);
    trial.fail_everywhere();
    trial.cut_everywhere();
}

fn adds(captures: &[Capture]) -> impl Fn(&mut Archive) -> Result<()> {
    |archive| archive.add(captures, NOW + 1, Duration::ZERO).map(drop)
}

fn seen(name: &str, text: &str) -> Capture {
    let mut capture = capture(name, text);
    capture.meta.captured_at = Some(NOW);
    capture
}

fn id(name: &str) -> ArticleId {
    capture(name, "").article
}

fn seals(archive: &mut Archive) -> Result<()> {
    let signer = Signer::from_seed("test.example/log", KeyKind::Log, [1; 32]).unwrap();
    archive.seal(&signer, &Seal { ssh: true, request: true, policy: None }, Duration::ZERO).map(drop)
}

#[test]
fn the_first_add() {
    everywhere(|_| (), adds(&[capture("a", "One.\n"), capture("b", "Two.\n")]));
}

#[test]
fn an_add_of_every_kind() {
    let captures = [
        capture("a", "One.\nThree.\n"),
        capture("new", "New.\n"),
        capture_with("b", "Same.\n", Some("A title")),
        seen("c", "Seen.\n"),
    ];
    let make = |dir: &Path| {
        sample(dir);
        add(&mut create(dir), &[capture("b", "Same.\n"), capture("c", "Seen.\n")]);
    };
    everywhere(make, adds(&captures));
}

#[test]
fn an_add_that_completes_files_of_the_log_and_the_index() {
    let captures = [capture("n7", "Another.\n"), capture("new", "New.\n")];
    everywhere(|dir| drop(add(&mut create(dir), &numbered(0..255))), adds(&captures));
}

#[test]
fn a_removal() {
    everywhere(sample, |archive| archive.remove(&id("a"), "withdrawn", NOW, Duration::ZERO).map(drop));
}

#[test]
fn a_judgement() {
    everywhere(sample, |archive| {
        archive.mark(&marks::opinion('1', Word::Rejected, "why"), NOW, Duration::ZERO).map(drop)
    });
}

#[test]
fn an_erasure() {
    let make = |dir: &Path| drop(add(&mut create(dir), &numbered(0..257)));
    everywhere(make, |archive| archive.erase(&id("n7"), None, "court order", NOW, Duration::ZERO).map(drop));
}

#[test]
fn a_restoration() {
    everywhere(sample, |archive| archive.restore(&id("a"), 1, NOW, Duration::ZERO).map(drop));
}

#[test]
fn a_seal() {
    everywhere(sample, seals);
}

#[test]
fn an_attached_time_stamp() {
    let make = |dir: &Path| {
        sample(dir);
        seals(&mut create(dir)).unwrap();
    };
    let from = tempfile::tempdir().unwrap();
    make(from.path());
    let sealed = create(from.path()).sealed().unwrap().unwrap();
    let stamp = authority::Authority::new(4).stamp(&sealed.checkpoint.stamped_bytes(&sealed.key), "20231114221420Z");
    let run = |archive: &mut Archive| archive.attach(Attached::TimeStamp, &stamp, Duration::ZERO).map(drop);
    let trial = Trial::new(from.path(), &run);
    trial.fail_everywhere();
    trial.cut_everywhere();
}

#[test]
fn a_compaction() {
    let make = |dir: &Path| {
        sample(dir);
        add(&mut create(dir), &[capture("a", "One.\nTwo.\nThree.\n")]);
    };
    everywhere(make, |archive| archive.compact(Duration::ZERO, &mut |_, _| ()).map(drop));
}

/// Puts the store in `from` together in `place`, and moves it to `into`.
fn import(from: &Path, place: &Path, into: &Path) -> Result<Installed> {
    let staged = Staging::new(place).and_then(|staging| {
        for name in Archive::open(from)?.files()? {
            staging.put(&name, &mut std::fs::File::open(from.join(&name)).unwrap())?;
        }
        staging.install(into, Duration::ZERO, &mut |_, _| ())
    });
    if staged.is_err() {
        let _ = std::fs::remove_dir_all(place);
    }
    staged
}

#[test]
fn an_import_that_extends() {
    let (old, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(old.path());
    copy(old.path(), from.path());
    add(&mut create(from.path()), &[capture("a", "One.\nThree.\n")]);
    let run = |archive: &mut Archive| {
        let place = tempfile::tempdir().unwrap();
        import(from.path(), &place.path().join("place"), &archive.folder.path("")).map(drop)?;
        *archive = Archive::open(&archive.folder.path(""))?;
        Ok(())
    };
    let trial = Trial::new(old.path(), &run);
    trial.fail_everywhere();
    trial.cut_everywhere();
}

/// Extends what `own` makes of an archive to what `part` makes of it.
fn extensions(make: impl Fn(&Path), own: impl Fn(&mut Archive), part: impl Fn(&mut Archive)) {
    let (old, from) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    make(old.path());
    copy(old.path(), from.path());
    own(&mut create(old.path()));
    part(&mut create(from.path()));
    let run = |archive: &mut Archive| {
        let place = tempfile::tempdir().unwrap();
        copy(from.path(), place.path());
        let (into, mut from) = (archive.folder.path(""), Archive::open(place.path())?);
        extend::extend(&into, &mut from, Duration::ZERO, &mut |_, _| ())?;
        *archive = Archive::open(&into)?;
        Ok(())
    };
    let trial = Trial::new(old.path(), &run);
    trial.fail_everywhere();
    trial.cut_everywhere();
}

fn compacts(archive: &mut Archive) {
    archive.compact(Duration::ZERO, &mut |_, _| ()).unwrap();
}

/// Both have compacted since, and the longer one is compacted once more for what it has erased.
#[test]
fn an_extension_with_other_packs_and_an_erasure() {
    let make = |dir: &Path| {
        sample(dir);
        seals(&mut create(dir)).unwrap();
    };
    let part = |archive: &mut Archive| {
        add(archive, &[capture("a", "One.\nThree.\n")]);
        compacts(archive);
        archive.erase(&id("a"), Some(1), "court order", NOW, Duration::ZERO).unwrap();
    };
    extensions(make, compacts, part);
}

#[test]
fn an_extension_that_completes_files_of_the_log_and_the_index() {
    let make = |dir: &Path| drop(add(&mut create(dir), &numbered(0..255)));
    extensions(make, |_| (), |archive| drop(add(archive, &[capture("n7", "Another.\n"), capture("new", "New.\n")])));
}

#[test]
fn an_import_as_a_new_archive() {
    let from = tempfile::tempdir().unwrap();
    sample(from.path());
    let wanted = facts(&create(from.path()));
    for fault in FAULTS {
        for at in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let (place, into) = (dir.path().join("place"), dir.path().join("into"));
            let (done, struck) = faults::with(fault, at, || import(from.path(), &place, &into));
            // A killed one leaves the folder it was at, and who comes next is told so.
            if place.exists() {
                assert!(done.is_err());
                assert!(matches!(import(from.path(), &place, &into), Err(ArchiveError::Io { .. })));
                std::fs::remove_dir_all(&place).unwrap();
            }
            if into.exists() {
                assert_eq!(facts(&Archive::open(&into).unwrap()), wanted, "{fault:?} at {at}");
            }
            assert!(into.exists() || done.is_err());
            import(from.path(), &place, &into).unwrap();
            assert!(!place.exists());
            assert_eq!(facts(&Archive::open(&into).unwrap()), wanted, "{fault:?} at {at}");
            assert_whole(&into);
            if !struck {
                break;
            }
        }
    }
}

#[test]
fn a_recovery_that_fails_is_done_again() {
    let old = tempfile::tempdir().unwrap();
    sample(old.path());
    // Stops in the middle of a write: behind the journal, the packs, the log and the reference.
    for stop in [2, 4, 7, 8, 10, 12, 14, 16, 18, 20] {
        for (fault, at) in FAULTS.into_iter().flat_map(|fault| (0..40).map(move |at| (fault, at))) {
            let dir = tempfile::tempdir().unwrap();
            copy(old.path(), dir.path());
            let mut archive = create(dir.path());
            let (added, _) =
                faults::with(Fault::Killed, stop, || archive.add(&[capture("new", "New.\n")], NOW + 1, Duration::ZERO));
            let (recovered, struck) = faults::with(fault, at, || Archive::open(dir.path()).is_ok());
            assert!(added.is_err() && (recovered || struck), "{fault:?} at {at}");
            assert!(Archive::open(dir.path()).is_ok());
            assert!(!every_file(dir.path()).iter().any(|name| name.ends_with(".tmp") || name.contains("incoming")));
            assert_whole(dir.path());
            if !struck {
                break;
            }
        }
    }
}

#[test]
fn a_journal_of_another_archive_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let head = create(dir.path()).head();
    let (size, commit, packs) = (head.log_size, head.commit.unwrap(), Digest::of(b"others"));
    for sizes in [format!("{} {}", size - 1, size + 1), format!("{size} {}", size - 1), format!("0 {size}")] {
        let line = format!("wirecopy-journal/1 extend {sizes} {packs} {commit}\n");
        overwrite(&dir.path().join(files::LOCK), line.as_bytes());
        let before = bytes(dir.path());
        assert!(matches!(Archive::open(dir.path()), Err(ArchiveError::Damaged { .. })), "{line}");
        assert!(bytes(dir.path()) == before, "{line}");
    }
}

#[test]
fn making_an_archive_can_fail_too() {
    for fault in FAULTS {
        for at in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let inner = dir.path().join("deep/store");
            let (made, struck) = faults::with(fault, at, || Archive::open_or_create(&inner, Duration::ZERO).is_ok());
            assert!(made || struck);
            create(&inner);
            assert_whole(&inner);
            if !struck {
                break;
            }
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
