//! The archive as a whole: what is added is read back, and stays whole through stops, faults and hostile names.

use std::path::Path;
use std::process::Command;

use super::*;
use crate::article::{ArticleId, Capture, Meta, Source};

const NOW: i64 = 1_700_000_000;

fn capture_with(name: &str, text: &str, title: Option<&str>) -> Capture {
    let meta = Meta { title: title.map(str::to_owned), ..Meta::default() };
    let source = Source { path: format!("{name}.txt"), line: None };
    Capture::new(ArticleId::from_file("test", &format!("{name}.txt")), source, meta, text.as_bytes().to_vec(), text)
}

fn capture(name: &str, text: &str) -> Capture {
    capture_with(name, text, None)
}

fn create(dir: &Path) -> Archive {
    Archive::open_or_create(dir, Duration::ZERO).unwrap()
}

fn add(archive: &mut Archive, captures: &[Capture]) -> Vec<Outcome> {
    archive.add(captures, NOW, Duration::ZERO).unwrap()
}

/// git itself, if this machine has it.
fn git(dir: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir.join("store.git")).args(arguments).env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.env("GIT_PAGER", "cat").output().ok()?;
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let all = [output.stdout, output.stderr].concat();
    Some(String::from_utf8_lossy(&all).into_owned())
}

#[test]
fn what_is_added_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    assert_eq!(archive.head().commit, None);
    let outcomes = add(&mut archive, &[capture("a", "One.\nTwo.\n"), capture("b", "Three.\n")]);
    assert_eq!(outcomes, [Outcome::New, Outcome::New]);
    assert_eq!(add(&mut archive, &[capture("a", "One.\nTwo, edited.\n")]), [Outcome::NewVersion(2)]);

    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.head().log_size, 3);
    assert_eq!((archive.head().articles, archive.head().versions), (2, 3));
    let (article, version) = archive.find("a@v1").unwrap();
    assert_eq!((article.versions, version), (2, Some(1)));
    let old = archive.content(&article.id, version).unwrap();
    assert_eq!((old.text.as_str(), old.raw.as_slice()), ("One.\nTwo.\n", b"One.\nTwo.\n".as_slice()));
    assert_eq!(archive.content(&article.id, None).unwrap().text, "One.\nTwo, edited.\n");
    let history = archive.history(&article.id).unwrap();
    assert_eq!(history.iter().map(|entry| (entry.version, entry.leaf)).collect::<Vec<_>>(), [(1, 0), (2, 2)]);
    assert_ne!(history[0].commit, history[1].commit);
}

#[test]
fn git_finds_nothing_to_complain_of_and_shows_the_wording() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &[capture("a", "One.\nTwo.\n"), capture("b", "Three.\n")]);
    add(&mut archive, &[capture("a", "One.\nTwo, edited.\n")]);
    let Some(fsck) = git(dir.path(), &["fsck", "--full", "--strict"]) else { return };
    assert_eq!(fsck, "");
    let shown = git(dir.path(), &["log", "-p"]).unwrap();
    println!("{shown}");
    assert!(shown.contains("    Add v2 of a\n"));
    assert!(shown.contains("\n-Two.\n+Two, edited.\n"));
}

/// Verifies and expects nothing but the missing anchor.
fn assert_whole(dir: &Path) -> Report {
    let report = verify(dir, &mut |_, _| {}).unwrap();
    assert_eq!(report.findings, [], "{}", dir.display());
    assert!(!report.anchored);
    report
}

/// A small archive with every kind of file and change: two articles, one in another encoding, a second version, a
/// correction.
fn sample(dir: &Path) {
    let mut archive = create(dir);
    let latin = Capture::new(
        ArticleId::from_record("c", "latin"),
        Source { path: "c.jsonl".to_owned(), line: Some(3) },
        Meta::default(),
        b"Caf\xe9.\n".to_vec(),
        "Café.\n",
    );
    add(&mut archive, &[capture("a", "One.\nTwo.\n"), latin]);
    let both = [capture("a", "One.\nTwo, edited.\n"), capture_with("a", "One.\nTwo, edited.\n", Some("A title"))];
    assert_eq!(add(&mut archive, &both), [Outcome::NewVersion(2), Outcome::MetadataCorrected]);
}

fn every_file(dir: &Path) -> Vec<String> {
    files::Folder::new(dir).list().unwrap()
}

fn copy(from: &Path, to: &Path) {
    for name in every_file(from) {
        std::fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
        std::fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

fn overwrite(path: &Path, bytes: &[u8]) {
    let _ = std::fs::remove_file(path);
    std::fs::write(path, bytes).unwrap();
}

/// Puts `bytes` in the file's place and expects a finding that names it.
fn assert_named(dir: &Path, name: &str, bytes: &[u8], what: &str) {
    let path = dir.join(name);
    let before = std::fs::read(&path).unwrap();
    overwrite(&path, bytes);
    let report = verify(dir, &mut |_, _| {}).unwrap();
    assert!(report.findings.iter().any(|finding| finding.place == name), "{name}, {what}: {:#?}", report.findings);
    overwrite(&path, &before);
}

#[test]
fn a_flipped_bit_in_any_file_is_found_and_the_file_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let report = assert_whole(dir.path());
    assert_eq!((report.commits, report.log_size), (3, 4));
    let mut tried = 0;
    for name in every_file(dir.path()).iter().filter(|name| *name != files::LOCK) {
        let bytes = std::fs::read(dir.path().join(name)).unwrap();
        // Every byte of small files, every few of large ones; first and last always.
        let step = if bytes.len() <= 600 { 1 } else { 7 };
        for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            for mask in [0xff, 1 << (at % 8)] {
                let mut flipped = bytes.clone();
                flipped[at] ^= mask;
                assert_named(dir.path(), name, &flipped, &format!("byte {at} ^ {mask:02x}"));
                tried += 1;
            }
        }
    }
    assert!(tried > 3000, "{tried}");
    assert_whole(dir.path());
}

#[test]
fn cut_emptied_lengthened_and_lost_files_are_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    for name in every_file(dir.path()) {
        let path = dir.path().join(&name);
        let bytes = std::fs::read(&path).unwrap();
        if name != files::LOCK {
            assert_named(dir.path(), &name, b"", "emptied");
            assert_named(dir.path(), &name, &bytes[..bytes.len() / 2], "cut in half");
            assert_named(dir.path(), &name, &bytes[..bytes.len() - 1], "last byte cut");
        }
        assert_named(dir.path(), &name, &[&bytes[..], b"\n"].concat(), "a byte more");
        std::fs::remove_file(&path).unwrap();
        let report = verify(dir.path(), &mut |_, _| {}).unwrap();
        let named = report.findings.iter().any(|f| f.place == name && f.class == Class::Missing);
        assert!(named, "{name} lost: {:#?}", report.findings);
        overwrite(&path, &bytes);
    }
    assert_whole(dir.path());
}

#[test]
fn a_file_that_does_not_belong_is_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let pack = format!("store.git/objects/pack/pack-{}.pack", "0".repeat(40));
    for name in [
        "x",
        "log/tile/0/000.p/9",
        "log/x",
        "store.git/hooks/post-update",
        "store.git/refs/heads/b",
        "store.git/info/grafts",
        "store.git/objects/info/alternates",
        "store.git/packed-refs",
        &pack,
    ] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"x").unwrap();
        let report = verify(dir.path(), &mut |_, _| {}).unwrap();
        let named = report.findings.iter().any(|f| f.place == name && f.class == Class::Unknown);
        assert!(named, "{name}: {:#?}", report.findings);
        std::fs::remove_file(&path).unwrap();
    }
    std::fs::write(dir.path().join("README.md"), b"for people").unwrap();
    assert_whole(dir.path());
}

#[test]
fn a_write_stopped_at_any_step_leaves_the_old_state_or_the_new_one() {
    let old = tempfile::tempdir().unwrap();
    sample(old.path());
    let before = Archive::open(old.path()).unwrap().head();
    let captures = [capture("a", "One.\nThree.\n"), capture("new", "New.\n")];
    let (mut dropped, mut kept) = (0, 0);
    for steps in 0.. {
        let dir = tempfile::tempdir().unwrap();
        copy(old.path(), dir.path());
        let mut archive = create(dir.path());
        files::disk::stop_after(Some(steps));
        let added = archive.add(&captures, NOW + 1, Duration::ZERO);
        files::disk::stop_after(None);
        let finished = added.is_ok();
        // The same process goes on, or another one comes.
        let mut archive = if steps % 2 == 0 { archive } else { Archive::open(dir.path()).unwrap() };
        let outcomes = add(&mut archive, &captures);
        if outcomes == [Outcome::Unchanged; 2] {
            kept += 1;
        } else {
            assert_eq!(outcomes, [Outcome::NewVersion(3), Outcome::New], "after {steps} steps");
            assert!(!finished);
            dropped += 1;
        }
        assert_eq!(Archive::open(dir.path()).unwrap().head().log_size, before.log_size + 2);
        assert_whole(dir.path());
        if finished {
            break;
        }
    }
    assert!(dropped > 20 && kept > 2, "{dropped} dropped, {kept} kept");
}

#[test]
fn a_recovery_stopped_at_any_step_is_done_again() {
    let old = tempfile::tempdir().unwrap();
    sample(old.path());
    // Stops in the middle of a write: behind the journal, the packs, the log and the reference.
    for stop in [6, 12, 16, 20, 24, 28, 32, 36] {
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
fn without_an_archive_the_error_names_the_folder_and_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let error = Archive::open(dir.path()).err().unwrap().to_string();
    assert!(error.contains(&dir.path().display().to_string()) && error.contains("add PATH"), "{error}");
    assert!(verify(dir.path(), &mut |_, _| {}).is_err());
    assert_eq!(every_file(dir.path()), Vec::<String>::new(), "looking makes nothing");
}

#[test]
fn nothing_new_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let state = |dir: &Path| -> Vec<_> {
        let about = |name: &String| std::fs::metadata(dir.join(name)).unwrap().modified().unwrap();
        every_file(dir).into_iter().map(|name| (about(&name), name)).collect()
    };
    let before = state(dir.path());
    let mut archive = create(dir.path());
    let same = capture_with("a", "One.\nTwo, edited.\n", Some("A title"));
    assert_eq!(add(&mut archive, &[same.clone(), same]), [Outcome::Unchanged; 2]);
    assert_eq!(state(dir.path()), before);
}

#[test]
fn an_article_that_goes_back_to_earlier_bytes_has_a_new_version() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    for (text, outcome) in [("x\n", Outcome::New), ("y\n", Outcome::NewVersion(2)), ("x\n", Outcome::NewVersion(3))] {
        assert_eq!(add(&mut archive, &[capture("a", text)]), [outcome]);
    }
    let id = archive.find("a").unwrap().0.id;
    assert_eq!(archive.history(&id).unwrap().iter().map(|entry| entry.version).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(archive.content(&id, Some(3)).unwrap().text, "x\n");
    assert!(matches!(archive.content(&id, Some(4)), Err(ArchiveError::NoVersion { last: 3, .. })));
    assert_whole(dir.path());
}

#[test]
fn time_never_runs_backwards_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &[capture("a", "x\n")]);
    archive.add(&[capture("a", "y\n")], NOW - 500, Duration::ZERO).unwrap();
    let id = archive.find("a").unwrap().0.id;
    assert!(archive.history(&id).unwrap().iter().all(|entry| entry.recorded_at == NOW));
    assert_whole(dir.path());
}

#[test]
fn one_writer_at_a_time_and_readers_need_no_lock() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let folder = files::Folder::new(dir.path());
    lock::exclusive(&folder, Duration::ZERO, |_| {
        let mut second = Archive::open(dir.path())?;
        let refused = second.add(&[capture("b", "x\n")], NOW, Duration::from_millis(60));
        assert!(matches!(refused, Err(ArchiveError::Locked { .. })));
        assert!(matches!(verify(dir.path(), &mut |_, _| {}), Err(ArchiveError::Locked { .. })));
        Ok(())
    })
    .unwrap();
    // Two that opened before either wrote: the second sees what the first did.
    let (mut one, mut two) = (create(dir.path()), create(dir.path()));
    assert_eq!(add(&mut one, &[capture("b", "x\n")]), [Outcome::New]);
    assert_eq!(add(&mut two, &[capture("b", "x\n")]), [Outcome::Unchanged]);
    assert_eq!(add(&mut two, &[capture("b", "y\n")]), [Outcome::NewVersion(2)]);
    assert_whole(dir.path());
}

#[test]
fn names_cannot_leave_the_archive_or_forge_a_trailer() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("store");
    let mut archive = create(&inner);
    let long = "n".repeat(10_000);
    let names = [
        "../../x",
        "/etc/x",
        "a\n\nLog-Size: 9\nLog-Root: 0",
        "\u{0}\u{1b}[31m",
        "",
        "a@v1",
        "ünï \u{202e}",
        "C:\\x",
        &long,
    ];
    let captures: Vec<Capture> = names
        .iter()
        .map(|name| {
            let source = Source { path: String::new(), line: None };
            Capture::new(ArticleId::from_record("c", name), source, Meta::default(), b"x\n".to_vec(), "x\n")
        })
        .collect();
    for capture in &captures {
        assert_eq!(add(&mut archive, std::slice::from_ref(capture)), [Outcome::New]);
    }
    assert_whole(&inner);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    for capture in &captures {
        assert_eq!(archive.find(capture.article.key()).unwrap().0.id, capture.article);
    }
    assert_eq!(archive.find("a@v1").unwrap().1, None, "a name goes before a version number");
}

#[test]
fn several_articles_of_one_name_are_listed_not_chosen_from() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    let of = |collection: &str, url: Option<&str>| {
        let meta = Meta { url: url.map(str::to_owned), ..Meta::default() };
        let source = Source { path: String::new(), line: None };
        Capture::new(ArticleId::from_file(collection, "sub/a.txt"), source, meta, b"x\n".to_vec(), "x\n")
    };
    add(&mut archive, &[of("one", Some("https://example.org/a")), of("two", None)]);
    for name in ["a", "a.txt", "a@v1"] {
        let Err(ArchiveError::Ambiguous { candidates, .. }) = archive.find(name) else { panic!("{name}") };
        assert!(candidates[0].starts_with("file:one/sub/a.txt (") && candidates.len() == 2, "{candidates:?}");
    }
    let first = archive.find("https://example.org/a").unwrap().0;
    assert_eq!(first.id.key(), "file:one/sub/a.txt");
    assert_eq!(archive.find(&first.id.store_id()[..8]).unwrap().0, first);
    assert_eq!(archive.find(&format!("{}@v1", &first.id.store_id()[..8])).unwrap(), (first, Some(1)));
    assert!(matches!(archive.find("b"), Err(ArchiveError::NotFound { .. })));
}

#[test]
fn a_log_beyond_one_tile_stays_whole_and_readable() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    let many: Vec<Capture> = (0..300).map(|n| capture(&format!("n{n}"), &format!("Text {n}.\n"))).collect();
    add(&mut archive, &many[..200]);
    add(&mut archive, &many[..255]);
    add(&mut archive, &many);
    let report = assert_whole(dir.path());
    assert_eq!((report.commits, report.log_size), (3, 300));
    let log: Vec<String> = every_file(dir.path()).into_iter().filter(|name| name.starts_with("log/")).collect();
    let expected = ["0/000", "0/001.p/44", "1/000.p/1", "entries/000", "entries/001.p/44"];
    assert_eq!(log, expected.map(|name| format!("log/tile/{name}")));
    for name in log {
        let mut bytes = std::fs::read(dir.path().join(&name)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_named(dir.path(), &name, &bytes, "last byte");
    }
    assert_eq!(Archive::open(dir.path()).unwrap().articles().unwrap().len(), 300);
}
