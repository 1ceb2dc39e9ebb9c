//! Out and in again: whatever the store holds, a package of it gives back the same store, and nothing that was changed on
//! the way is taken in.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;

use super::import::{Kind, kind_of, store};
use super::output::Workplace;
use super::snapshots::{self, Taken, Wanted};
use super::{FORMATS, Format, PackageError, export};
use crate::archive::transfer::Installed;
use crate::archive::{Archive, ArchiveError, Opinion, Options, Pin, Seal, Sealed, Trust, Word, verify, verify_with};
use crate::article::{ArticleId, Capture, Meta, Response, Source};
use crate::proof::{self, Signer};

const NOW: i64 = 1_700_000_000;

fn capture(key: &str, raw: &[u8], outlet: Option<&str>) -> Capture {
    let input = String::from_utf8_lossy(raw).into_owned();
    let response = Response { url: "https://a.example/;x".into(), ip: "::1".into(), ..Response::default() };
    let meta = Meta {
        outlet: outlet.map(str::to_owned),
        url: Some(response.url.clone()),
        extra: [(Response::FIELD.to_owned(), response.json())].into(),
        ..Meta::default()
    };
    let source = Source { path: String::new(), line: None, offset: None };
    Capture::new(ArticleId::from_key(key, key), source, meta, raw.to_vec(), &input)
}

/// A store with two articles, one of them in two versions, a correction, and a judgement of what the two share.
fn example(dir: &Path) -> Archive {
    let mut archive = Archive::open_or_create(dir, Duration::ZERO).unwrap();
    let captures = [
        capture("file:c/a.txt", b"The river burst its banks.\r\n", Some("The Example")),
        capture("id:c/é b", b"Bread is dearer.\n", None),
        capture("file:c/a.txt", b"The river is back.\r\n", Some("The Example")),
        capture("id:c/é b", b"Bread is dearer.\n", Some("Another")),
    ];
    archive.add(&captures, NOW, Duration::ZERO).unwrap();
    let judgement = Opinion {
        of: "m-4f0c2ad1b95e7731".to_owned(),
        versions: captures[1..3].iter().map(|capture| (capture.article.clone(), capture.version.raw)).collect(),
        word: Word::Rejected,
        why: "a form".to_owned(),
        by: None,
    };
    assert!(archive.mark(&judgement, NOW, Duration::ZERO).unwrap());
    archive
}

fn named(name: &str) -> &'static Format {
    Format::named(name).unwrap()
}

fn write(format: &str, from: &Path, to: &Path) -> Result<(), PackageError> {
    export(named(format), from, None, to, NOW, Duration::ZERO, &mut |_, _| ()).map(drop)
}

fn take(path: &Path, into: &Path) -> Result<Installed, PackageError> {
    store(path, kind_of(path)?, into, Duration::ZERO, &mut |_, _| ()).map(|restored| restored.installed)
}

/// Every file below a folder with its bytes.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// The same, by their names below the folder, but for what a store makes anew.
fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let below = |(path, bytes): (PathBuf, _)| (path.strip_prefix(dir).unwrap().to_owned(), bytes);
    files(dir).into_iter().map(below).filter(|(path, _)| !path.starts_with("index")).collect()
}

fn is_sound(dir: &Path) -> bool {
    verify(dir, &mut |_, _| ()).unwrap().findings.is_empty()
}

/// A writer that is at work is waited for.
#[test]
fn an_export_waits_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("from"), dir.path().join("to"));
    example(&from);
    let lock = std::fs::OpenOptions::new().write(true).open(from.join("LOCK")).unwrap();
    lock.lock().unwrap();
    assert!(write("bagit", &from, &to).is_err());
    let writer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(lock);
    });
    let wait = Duration::from_secs(60);
    assert!(export(named("bagit"), &from, None, &to, NOW, wait, &mut |_, _| ()).is_ok());
    writer.join().unwrap();
}

#[test]
fn what_is_restored_is_the_same_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("own");
    example(&own);
    for format in ["bagit", "bundle"] {
        let (package, back) = (dir.path().join(format), dir.path().join(format!("{format}.back")));
        write(format, &own, &package).unwrap();
        assert_eq!(take(&package, &back).unwrap(), Installed::New);
        assert_eq!(contents(&back), contents(&own), "{format}");
        assert!(is_sound(&back));
        assert_eq!(Archive::open(&back).unwrap().marks().unwrap()[0].opinion.why, "a form");
        assert_eq!(take(&package, &back).unwrap(), Installed::Held);
    }
}

#[test]
fn a_package_of_one_store_at_one_time_has_the_same_bytes_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("own");
    example(&own);
    for format in FORMATS {
        let [a, b] = ["a", "b"].map(|name| dir.path().join(format!("{name}.{}", format.name)));
        write(format.name, &own, &a).unwrap();
        write(format.name, &own, &b).unwrap();
        let same =
            if a.is_dir() { contents(&a) == contents(&b) } else { fs::read(&a).unwrap() == fs::read(&b).unwrap() };
        assert!(same, "{}", format.name);
        let again = write(format.name, &own, &a);
        assert!(matches!(again, Err(PackageError::Exists { .. })), "{again:?}");
    }
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 1 + 2 * FORMATS.len(), "{left:?}");
}

#[test]
fn articles_can_be_named_only_where_the_store_is_not_the_point() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("own");
    let archive = example(&own);
    let one = vec![archive.articles().unwrap()[0].id.clone()];
    for format in FORMATS {
        let to = dir.path().join(format.name);
        let written = export(format, &own, Some(one.clone()), &to, NOW, Duration::ZERO, &mut |_, _| ());
        match format.whole {
            true => assert!(matches!(written, Err(PackageError::WholeOnly { .. })), "{}", format.name),
            false => assert_eq!(written.unwrap().articles, 1, "{}", format.name),
        }
    }
}

#[test]
fn a_store_that_is_a_beginning_is_extended_and_any_other_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let [own, old, other, package] = ["own", "old", "other", "package"].map(|name| dir.path().join(name));
    let mut archive = example(&own);
    write("bundle", &own, &package).unwrap();
    assert_eq!(take(&package, &old).unwrap(), Installed::New);
    archive.add(&[capture("file:c/n.txt", b"News.\n", None)], NOW + 1, Duration::ZERO).unwrap();
    archive.add(&[capture("file:c/n.txt", b"Older news.\n", None)], NOW + 2, Duration::ZERO).unwrap();
    for format in ["bagit", "bundle"] {
        let newer = dir.path().join(format!("newer.{format}"));
        write(format, &own, &newer).unwrap();
        let target = dir.path().join(format!("target.{format}"));
        assert_eq!(take(&package, &target).unwrap(), Installed::New);
        assert_eq!(take(&newer, &target).unwrap(), Installed::Extended { entries: 2 });
        assert_eq!(contents(&target), contents(&own), "{format}");
        // What is older than the store changes nothing.
        assert_eq!(take(&package, &target).unwrap(), Installed::Held);
        assert_eq!(contents(&target), contents(&own), "{format}");

        let mut diverged = Archive::open_or_create(&other, Duration::ZERO).unwrap();
        diverged.add(&[capture("file:c/x.txt", b"X.\n", None)], NOW, Duration::ZERO).unwrap();
        let before = contents(&other);
        let error = take(&newer, &other).unwrap_err();
        assert!(matches!(error, PackageError::Archive(ArchiveError::Diverged { .. })), "{error}");
        assert_eq!(contents(&other), before);
    }
    // A fold has put another pack in the place of those the commits brought.
    for n in 0..20 {
        archive.add(&[capture(&format!("file:d/{n}.txt"), b"More.\n", None)], NOW + 3, Duration::ZERO).unwrap();
    }
    for format in ["bagit", "bundle"] {
        let folded = dir.path().join(format!("folded.{format}"));
        write(format, &own, &folded).unwrap();
        let target = dir.path().join(format!("target.{format}"));
        assert_eq!(take(&folded, &target).unwrap(), Installed::Extended { entries: 20 });
        assert_eq!(contents(&target), contents(&own), "{format}");
        assert!(is_sound(&target));
        assert_eq!(take(&package, &target).unwrap(), Installed::Held);
    }
    // A folder for people, with its page alone, is as good as none.
    let page = dir.path().join("page");
    fs::create_dir(&page).unwrap();
    fs::write(page.join("README.md"), "x").unwrap();
    assert_eq!(take(&package, &page).unwrap(), Installed::Extended { entries: 5 });
    assert!(is_sound(&page));
    let full = dir.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter.txt"), "x").unwrap();
    assert!(matches!(take(&package, &full), Err(PackageError::Archive(ArchiveError::Occupied { .. }))));
    assert_eq!(contents(&full).len(), 1);
}

#[test]
fn a_bit_flipped_anywhere_in_a_bundle_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let [own, package, into] = ["own", "package", "into"].map(|name| dir.path().join(name));
    example(&own);
    write("bundle", &own, &package).unwrap();
    let bytes = fs::read(&package).unwrap();
    // One byte of five of the head, and one of eighty of the pack.
    let places = (0..bytes.len()).filter(|at| *at < 300 && at % 5 == 0 || at % 80 == 0 || at + 4 > bytes.len());
    for at in places {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&package, flipped).unwrap();
        assert!(take(&package, &into).is_err(), "the bit at {at} of {}", bytes.len());
        assert!(!into.exists());
    }
    for end in [0, 20, 100, bytes.len() / 2, bytes.len() - 21, bytes.len() - 1] {
        fs::write(&package, &bytes[..end]).unwrap();
        assert!(take(&package, &into).is_err(), "cut at {end}");
    }
    fs::write(&package, [&bytes[..], b"x"].concat()).unwrap();
    assert!(take(&package, &into).is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_bit_flipped_in_any_file_of_a_bag_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let [own, package, into] = ["own", "package", "into"].map(|name| dir.path().join(name));
    example(&own);
    write("bagit", &own, &package).unwrap();
    for (path, bytes) in files(&package).into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert!(take(&package, &into).is_err(), "{}", path.display());
        assert!(!into.exists());
        fs::write(&path, bytes).unwrap();
    }
    assert_eq!(take(&package, &into).unwrap(), Installed::New);
}

/// A bag may be sound, and the store in it not: whoever makes a bag makes its checksums.
#[test]
fn a_sound_bag_with_a_forged_store_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let [own, package, into] = ["own", "package", "into"].map(|name| dir.path().join(name));
    example(&own);
    fs::write(own.join("log/stray"), "x").unwrap();
    write("bagit", &own, &package).unwrap();
    assert!(super::bagit::check(&package, &mut |_, _| ()).unwrap().is_valid());
    let error = take(&package, &into).unwrap_err().to_string();
    assert!(error.contains("does not verify"), "{error}");
    assert!(!into.exists());
}

#[test]
fn what_a_stopped_run_left_is_taken_away_and_nothing_else_is() {
    let dir = tempfile::tempdir().unwrap();
    let [own, package, into] = ["own", "package", "into"].map(|name| dir.path().join(name));
    example(&own);
    write("bundle", &own, &package).unwrap();
    let restore = || store(&package, Kind::Bundle, &into, Duration::ZERO, &mut |_, _| ());
    let part = dir.path().join(".into.part");
    // Somebody's folder, somebody's file.
    fs::create_dir(&part).unwrap();
    fs::write(part.join("letter.txt"), "x").unwrap();
    assert!(matches!(restore(), Err(PackageError::Leftover { .. })));
    fs::write(part.join("wirecopy.part"), "a letter").unwrap();
    assert!(matches!(restore(), Err(PackageError::Leftover { .. })));
    assert_eq!(files(&part).len(), 2);
    fs::remove_dir_all(&part).unwrap();
    fs::write(&part, "x").unwrap();
    assert!(matches!(restore(), Err(PackageError::Leftover { .. })));
    fs::remove_file(&part).unwrap();

    // One where work is done, and the same when it has stopped.
    let place = Workplace::beside(&into).unwrap();
    fs::create_dir(place.new_one()).unwrap();
    fs::write(place.new_one().join("x"), "x").unwrap();
    let mark = fs::read(part.join("wirecopy.part")).unwrap();
    assert!(matches!(restore(), Err(PackageError::Busy { .. })));
    assert!(place.new_one().join("x").exists());
    drop(place);
    for len in [0, 10, mark.len()] {
        fs::create_dir_all(part.join("new/log")).unwrap();
        fs::write(part.join("new/log/x"), "x").unwrap();
        fs::write(part.join("wirecopy.part"), &mark[..len]).unwrap();
        assert!(restore().unwrap().leftover);
        assert!(is_sound(&into) && !part.exists());
    }
    assert!(!restore().unwrap().leftover);
    // Stopped before it was marked.
    fs::create_dir(&part).unwrap();
    assert!(restore().unwrap().leftover);
    assert!(is_sound(&into) && !part.exists());
}

const ORIGIN: &str = "test.example/log";

fn seal(dir: &Path, seed: u8) {
    let signer = Signer::from_seed(ORIGIN, proof::Kind::Log, [seed; 32]).unwrap();
    let what = Seal { ssh: true, request: true, policy: None };
    Archive::open(dir).unwrap().seal(&signer, &what, Duration::ZERO).unwrap();
}

#[test]
fn checkpoints_come_with_the_entries_and_never_go_back() {
    let dir = tempfile::tempdir().unwrap();
    let [own, first, later, more] = ["own", "first", "later", "more"].map(|name| dir.path().join(name));
    let mut archive = example(&own);
    write("bundle", &own, &first).unwrap();
    seal(&own, 1);
    archive.add(&[capture("file:c/n.txt", b"News.\n", None)], NOW + 1, Duration::ZERO).unwrap();
    write("bagit", &own, &later).unwrap();
    seal(&own, 1);
    write("bundle", &own, &more).unwrap();

    let target = dir.path().join("target");
    take(&first, &target).unwrap();
    assert_eq!(take(&later, &target).unwrap(), Installed::Extended { entries: 1 });
    let carried =
        |dir: &Path| contents(dir).into_iter().filter(|(path, _)| path != Path::new("LOCK")).collect::<Vec<_>>();
    assert!(carried(&target) == contents(&later.join("data/store")));
    // The same entries, and a checkpoint more with its signature and request.
    assert_eq!(take(&more, &target).unwrap(), Installed::Sealed { files: 3 });
    assert_eq!(contents(&target), contents(&own));
    assert!(is_sound(&target));
    for old in [&later, &more, &first] {
        assert_eq!(take(old, &target).unwrap(), Installed::Held);
        assert_eq!(contents(&target), contents(&own));
    }
    // Stopped behind the commits, an import goes on with the checkpoints.
    fs::remove_dir_all(target.join("anchors")).unwrap();
    ["policy", "log/checkpoint"].iter().for_each(|name| fs::remove_file(target.join(name)).unwrap());
    assert_eq!(take(&more, &target).unwrap(), Installed::Sealed { files: 7 });
    assert_eq!(contents(&target), contents(&own));

    // A store that another key signed takes in neither entries nor checkpoints.
    let other = dir.path().join("other");
    take(&first, &other).unwrap();
    seal(&other, 2);
    let before = contents(&other);
    let error = take(&more, &other).unwrap_err();
    assert!(matches!(error, PackageError::Archive(ArchiveError::Proof { .. })), "{error}");
    assert_eq!(contents(&other), before);
}

fn grow(dir: &Path, n: i64) {
    let text = format!("News {n}.\n");
    let mut archive = Archive::open(dir).unwrap();
    archive.add(&[capture("file:c/n.txt", text.as_bytes(), None)], NOW + n, Duration::ZERO).unwrap();
}

fn compact(dir: &Path) {
    Archive::open(dir).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap();
}

/// A mirror fed by packages, whichever of the two is compacted between them, and whenever.
#[test]
fn a_mirror_goes_on_whatever_was_compacted() {
    let dir = tempfile::tempdir().unwrap();
    let [own, mirror] = ["own", "mirror"].map(|name| dir.path().join(name));
    example(&own);
    for month in 0..8 {
        grow(&own, 2 * month + 1);
        if month & 1 > 0 {
            compact(&own);
        }
        grow(&own, 2 * month + 2);
        if month & 2 > 0 && mirror.exists() {
            compact(&mirror);
        }
        if month & 4 > 0 {
            seal(&own, 1);
        }
        let package = dir.path().join(month.to_string());
        write(if month % 3 == 0 { "bagit" } else { "bundle" }, &own, &package).unwrap();
        let sealed = mirror.exists().then(|| Archive::open(&mirror).unwrap().sealed().unwrap()).flatten();
        let installed = if month == 0 { Installed::New } else { Installed::Extended { entries: 2 } };
        assert_eq!(take(&package, &mirror).unwrap(), installed, "month {month}");
        assert_eq!(contents(&mirror), contents(&own), "month {month}");
        assert_eq!(take(&package, &mirror).unwrap(), Installed::Held);
        // What was pinned before still holds.
        let pin = |sealed: Sealed| Pin { place: "pin".into(), key: Some(sealed.key), checkpoint: sealed.checkpoint };
        let trust = Trust { pins: sealed.map(pin).into_iter().collect(), ..Trust::default() };
        let report = verify_with(&mirror, &Options { trust, ..Options::default() }, &mut |_, _| ()).unwrap();
        assert_eq!(report.findings, []);
    }
    // Two that each went on alone are two.
    let package = dir.path().join("parted");
    grow(&own, 100);
    grow(&mirror, 101);
    compact(&mirror);
    write("bundle", &own, &package).unwrap();
    let before = contents(&mirror);
    let error = take(&package, &mirror).unwrap_err();
    assert!(matches!(error, PackageError::Archive(ArchiveError::Diverged { .. })), "{error}");
    assert_eq!(contents(&mirror), before);
}

/// Entries that are the same may have come in other commits.
#[test]
fn the_same_entries_in_other_commits_are_another_store() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, package] = ["one", "two", "package"].map(|name| dir.path().join(name));
    let captures = ["a", "b"].map(|name| capture(name, b"News.\n", None));
    Archive::open_or_create(&one, Duration::ZERO).unwrap().add(&captures, NOW, Duration::ZERO).unwrap();
    for capture in captures {
        Archive::open_or_create(&two, Duration::ZERO).unwrap().add(&[capture], NOW, Duration::ZERO).unwrap();
    }
    grow(&two, 1);
    write("bundle", &two, &package).unwrap();
    let before = contents(&one);
    assert!(matches!(take(&package, &one), Err(PackageError::Archive(ArchiveError::Diverged { .. }))));
    assert_eq!(contents(&one), before);
}

#[test]
fn erased_bytes_neither_come_in_nor_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let [own, kept, gone] = ["own", "kept", "gone"].map(|name| dir.path().join(name));
    let mut archive = example(&own);
    let package = |name: &str| {
        let package = dir.path().join(name);
        write("bundle", &own, &package).unwrap();
        package
    };
    let erase = |archive: &mut Archive, key: &str, version| {
        archive.erase(&ArticleId::from_key(key, ""), version, "court order", NOW, Duration::ZERO).unwrap();
    };
    let pending = |dir: &Path| Archive::open(dir).unwrap().pending_erasures().unwrap().len();
    take(&package("whole"), &kept).unwrap();
    erase(&mut archive, "file:c/a.txt", Some(1));
    let declared = package("declared");
    // A new place gets the store as it is, and destroys for itself.
    take(&declared, &gone).unwrap();
    assert_eq!((pending(&own), pending(&gone)), (3, 3));
    compact(&gone);
    assert_eq!(pending(&gone), 0);
    // One that has the bytes, and one that has them no more, learn of it from a package that has them.
    grow(&own, 1);
    archive = Archive::open(&own).unwrap();
    archive.add(&[capture("file:c/secret.txt", b"A name.\n", None)], NOW + 1, Duration::ZERO).unwrap();
    erase(&mut archive, "file:c/secret.txt", None);
    assert_eq!(pending(&own), 5);
    let more = package("more");
    for mirror in [&kept, &gone] {
        assert!(matches!(take(&more, mirror), Ok(Installed::Extended { .. })));
        assert_eq!(pending(mirror), 0, "{}", mirror.display());
        assert!(is_sound(mirror));
        assert_eq!(Archive::open(mirror).unwrap().head(), archive.head());
    }
    // So they go on, though their packs are others.
    grow(&own, 2);
    let last = package("last");
    for mirror in [&kept, &gone] {
        assert_eq!(take(&last, mirror).unwrap(), Installed::Extended { entries: 1 });
        assert_eq!(pending(mirror), 0);
        assert!(is_sound(mirror));
    }
    assert_eq!(contents(&kept), contents(&gone));
}

/// An import takes packs away. One that is not sure of what is there takes nothing.
#[test]
fn a_store_that_was_moved_back_is_not_extended() {
    let dir = tempfile::tempdir().unwrap();
    let [own, mirror, package] = ["own", "mirror", "package"].map(|name| dir.path().join(name));
    example(&own);
    write("bundle", &own, &package).unwrap();
    take(&package, &mirror).unwrap();
    let reference = mirror.join("store.git/refs/heads/archive");
    let old = fs::read(&reference).unwrap();
    grow(&mirror, 1);
    fs::write(&reference, old).unwrap();
    let newer = dir.path().join("newer");
    grow(&own, 2);
    write("bundle", &own, &newer).unwrap();
    let before = contents(&mirror);
    let error = take(&newer, &mirror).unwrap_err();
    assert!(matches!(error, PackageError::Archive(ArchiveError::Unsound { .. })), "{error}");
    assert_eq!(contents(&mirror), before);
}

#[test]
fn an_empty_store_is_no_bundle_and_foreign_things_are_no_package() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("own");
    drop(Archive::open_or_create(&own, Duration::ZERO).unwrap());
    assert!(write("bundle", &own, &dir.path().join("b")).is_err());
    let (bag, back) = (dir.path().join("bag"), dir.path().join("back"));
    write("bagit", &own, &bag).unwrap();
    assert_eq!(take(&bag, &back).unwrap(), Installed::New);
    assert!(is_sound(&back));
    assert!(matches!(kind_of(&own), Err(PackageError::Unknown { .. })));
    assert!(matches!(kind_of(&own.join("packs.sha256")), Err(PackageError::Unknown { .. })));
    let foreign = "# v2 git bundle\n0123456789012345678901234567890123456789 refs/heads/main\n\nPACK";
    fs::write(dir.path().join("foreign"), foreign).unwrap();
    let error = take(&dir.path().join("foreign"), &dir.path().join("x")).unwrap_err().to_string();
    assert!(error.contains("carries no store"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Any history: which articles get which bytes in which order.
    #[test]
    fn any_history_comes_back(steps in proptest::collection::vec((0u8..4, ".{0,40}", any::<bool>()), 1..6)) {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("own");
        let mut archive = Archive::open_or_create(&own, Duration::ZERO).unwrap();
        for (n, (article, text, outlet)) in steps.iter().enumerate() {
            let one = capture(&format!("file:c/{article}"), text.as_bytes(), outlet.then_some("Q"));
            archive.add(&[one], NOW + n as i64, Duration::ZERO).unwrap();
        }
        for format in ["bagit", "bundle"] {
            let (package, back) = (dir.path().join(format), dir.path().join(format!("{format}.back")));
            write(format, &own, &package).unwrap();
            take(&package, &back).unwrap();
            prop_assert_eq!(Archive::open(&back).unwrap().head(), archive.head());
            prop_assert!(is_sound(&back));
        }
    }
}

/// A foreign repository with one commit for each list of files: name, and bytes or nothing for one that goes.
fn repository(dir: &Path, commits: &[&[(&str, Option<&str>)]]) -> git2::Repository {
    let repository = git2::Repository::init(dir).unwrap();
    for (n, changes) in commits.iter().enumerate() {
        commit(&repository, NOW + 3600 * n as i64, changes);
    }
    repository
}

fn commit(repository: &git2::Repository, time: i64, changes: &[(&str, Option<&str>)]) {
    let mut index = repository.index().unwrap();
    for (path, text) in changes {
        match text {
            Some(text) => {
                let mode = if path.ends_with(".link") { 0o120000 } else { 0o100644 };
                let blob = repository.blob(text.as_bytes()).unwrap();
                let entry = git2::IndexEntry {
                    ctime: git2::IndexTime::new(0, 0),
                    mtime: git2::IndexTime::new(0, 0),
                    dev: 0,
                    ino: 0,
                    mode,
                    uid: 0,
                    gid: 0,
                    file_size: 0,
                    id: blob,
                    flags: 0,
                    flags_extended: 0,
                    path: path.as_bytes().to_vec(),
                };
                index.add(&entry).unwrap();
            }
            None => index.remove(Path::new(path), 0).unwrap(),
        }
    }
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let who = git2::Signature::new("A", "a@example.org", &git2::Time::new(time, 90)).unwrap();
    let parent = repository.head().ok().map(|head| head.peel_to_commit().unwrap());
    repository.commit(Some("HEAD"), &who, &who, "x", &tree, &parent.iter().collect::<Vec<_>>()).unwrap();
}

fn wanted() -> Wanted {
    Wanted { collection: "c".to_owned(), path: None, since: None, follow: false, max_article: 1000, apart: None }
}

fn history(dir: &Path, into: &Path, wanted: &Wanted) -> (Archive, Taken) {
    let mut archive = Archive::open_or_create(into, Duration::ZERO).unwrap();
    let taken = snapshots::import(dir, &mut archive, wanted, NOW + 100_000, Duration::ZERO, &mut |_, _| ()).unwrap();
    (archive, taken)
}

fn texts(archive: &Archive, key: &str) -> Vec<String> {
    let article = ArticleId::from_key(key, "");
    let versions = archive.history(&article).unwrap();
    versions.iter().map(|entry| archive.content(&article, Some(entry.version)).unwrap().text).collect()
}

const HISTORY: &[&[(&str, Option<&str>)]] = &[
    &[("n/a.md", Some("One.\n")), ("b.bin", Some("x")), ("c.txt", Some("a\0b")), ("l.link", Some("n/a.md"))],
    &[("n/a.md", Some("Two.\n")), ("d.txt", Some("D.\n"))],
    &[("n/a.md", None), ("n/z.md", Some("Two.\n"))],
    &[("n/z.md", Some("Three.\n")), ("d.txt", None)],
];

#[test]
fn each_commit_of_a_file_is_a_version_and_the_rest_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let [foreign, into] = ["foreign", "into"].map(|name| dir.path().join(name));
    repository(&foreign, HISTORY);
    assert_eq!(kind_of(&foreign).unwrap(), Kind::Repository);
    let (archive, taken) = history(&foreign, &into, &wanted());
    assert_eq!((taken.commits, taken.new, taken.versions), (4, 3, 2));
    let passed: Vec<_> = taken.passed.iter().map(|(why, count)| (*why, *count)).collect();
    let expected = [("deleted", 2), ("inputs that are not text", 1), ("no format that is read", 1)];
    assert_eq!(passed[..3], expected);
    assert_eq!(texts(&archive, "git:c/n/a.md"), ["One.\n", "Two.\n"]);
    assert_eq!(texts(&archive, "git:c/n/z.md"), ["Two.\n", "Three.\n"]);
    assert!(is_sound(&into));

    // Once more: nothing. With a commit more: that.
    let head = archive.head();
    let (archive, again) = history(&foreign, &into, &wanted());
    assert_eq!((again.known, again.new + again.versions + again.corrected), (5, 0));
    assert_eq!(archive.head(), head);
    commit(&git2::Repository::open(&foreign).unwrap(), NOW + 90_000, &[("n/z.md", Some("Two.\n"))]);
    let (archive, more) = history(&foreign, &into, &wanted());
    assert_eq!((more.known, more.versions), (5, 1));
    assert_eq!(texts(&archive, "git:c/n/z.md"), ["Two.\n", "Three.\n", "Two.\n"]);
}

#[test]
fn options_choose_files_times_and_names() {
    let dir = tempfile::tempdir().unwrap();
    let foreign = dir.path().join("foreign");
    repository(&foreign, HISTORY);
    let keys = |archive: &Archive| -> Vec<String> {
        archive.articles().unwrap().iter().map(|article| article.id.key().to_owned()).collect()
    };
    let (archive, taken) = history(&foreign, &dir.path().join("follow"), &Wanted { follow: true, ..wanted() });
    assert_eq!(texts(&archive, "git:c/n/a.md"), ["One.\n", "Two.\n", "Three.\n"]);
    assert_eq!(archive.articles().unwrap()[1].id.name(), "a");
    assert_eq!(taken.passed["renamed"], 1);
    let (archive, _) = history(&foreign, &dir.path().join("path"), &Wanted { path: Some("d.*".into()), ..wanted() });
    assert_eq!(keys(&archive), ["git:c/d.txt"]);
    // The third commit is two hours after 22:13:20.
    let since = Some("2023-11-15T00:13:20Z".to_owned());
    let (archive, _) = history(&foreign, &dir.path().join("since"), &Wanted { since, ..wanted() });
    assert_eq!(texts(&archive, "git:c/n/z.md"), ["Two.\n", "Three.\n"]);
    assert_eq!(keys(&archive).len(), 1);
    let (_, taken) = history(&foreign, &dir.path().join("large"), &Wanted { max_article: 4, ..wanted() });
    assert_eq!(taken.passed["too large"], 4);
}

#[test]
fn a_repository_that_was_rewritten_or_is_another_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let [foreign, other, into] = ["foreign", "other", "into"].map(|name| dir.path().join(name));
    repository(&foreign, HISTORY);
    repository(&other, &[&[("n/z.md", Some("Elsewhere.\n"))]]);
    let (mut archive, _) = history(&foreign, &into, &wanted());
    let head = archive.head();
    let taken = snapshots::import(&other, &mut archive, &wanted(), NOW, Duration::ZERO, &mut |_, _| ());
    assert!(matches!(taken, Err(PackageError::Rewritten { .. })));
    assert_eq!(Archive::open(&into).unwrap().head(), head);
}

/// A repository's own settings have no say, and what is damaged is an error.
#[test]
fn configuration_is_not_read_and_damage_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let [foreign, into] = ["foreign", "into"].map(|name| dir.path().join(name));
    let repository = repository(&foreign, HISTORY);
    fs::write(foreign.join(".git/config"), "no configuration [").unwrap();
    let (archive, taken) = history(&foreign, &into, &wanted());
    assert_eq!(taken.commits, 4);
    drop(archive);
    let blob = repository.blob(b"One.\n").unwrap().to_string();
    fs::remove_file(foreign.join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    let mut archive = Archive::open_or_create(&dir.path().join("other"), Duration::ZERO).unwrap();
    let taken = snapshots::import(&foreign, &mut archive, &wanted(), NOW, Duration::ZERO, &mut |_, _| ());
    let error = taken.unwrap_err().to_string();
    assert!(error.contains(&blob), "{error}");
    for head in ["ref: ../../etc/passwd", "ref: refs/heads/none", "", "0123"] {
        fs::write(foreign.join(".git/HEAD"), head).unwrap();
        assert!(crate::archive::Foreign::open(&foreign).is_err(), "{head}");
    }
}
