//! The archive as a whole.

#![allow(clippy::disallowed_methods, reason = "git itself judges what was written")]

mod attacks;
mod compact;
mod damage;
#[cfg(unix)]
pub(super) mod faults;
mod fold;
mod lookup;
mod marks;
mod modes;
#[cfg(unix)]
mod recovery;
mod removal;
mod seal;
mod spec;
#[cfg(unix)]
mod stops;
mod tamper;
mod trials;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::leaf::{Leaf, StoreId};
use super::*;
use crate::article::{ArticleId, Capture, Meta, Source};
use crate::hash::Digest;

const NOW: i64 = 1_700_000_000;

fn capture_with(name: &str, text: &str, title: Option<&str>) -> Capture {
    let meta = Meta { title: title.map(str::to_owned), ..Meta::default() };
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
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
    assert!(shown.contains("    Add v2 of a\n"));
    assert!(shown.contains("\n-Two.\n+Two, edited.\n"));
    // In the record an edit changes its own sentence's line.
    assert!(shown.contains("\n-    \"1 4 ") && shown.contains("\n+    \"1 12 ") && !shown.contains("\n-    \"0 4 "));
    // Nor does looking at it with git leave anything behind.
    assert_whole(dir.path());
}

/// Verifies and expects nothing but the missing anchor.
fn assert_whole(dir: &Path) -> Report {
    let report = verify(dir, &mut |_, _| {}).unwrap();
    assert_eq!(report.findings, [], "{}", dir.display());
    assert!(report.confirmed.is_empty());
    report
}

/// A small archive with every kind of file and change: two articles, one in another encoding, a second version, a
/// correction.
fn sample(dir: &Path) {
    let mut archive = create(dir);
    let latin = Capture::new(
        ArticleId::from_record("c", "latin"),
        Source { path: "c.jsonl".to_owned(), line: Some(3), offset: None },
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

#[test]
fn without_an_archive_the_error_names_the_folder_and_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let error = Archive::open(dir.path()).err().unwrap().to_string();
    assert!(error.contains(&dir.path().display().to_string()) && error.contains("add PATH"), "{error}");
    assert!(verify(dir.path(), &mut |_, _| {}).is_err());
    assert_eq!(every_file(dir.path()), Vec::<String>::new(), "looking makes nothing");
}

#[test]
fn a_first_write_that_was_undone_is_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    create(dir.path());
    // Files that were begun are taken away; the folders they stood in may stay.
    std::fs::create_dir_all(dir.path().join("log/tile/0")).unwrap();
    assert_whole(dir.path());
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

#[cfg(unix)]
#[test]
fn a_new_article_takes_eight_syncs() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &[capture("a", "x\n")]);
    for (name, text) in [("b", "x\n"), ("a", "y\n")] {
        let before = faults::syncs();
        add(&mut archive, &[capture(name, text)]);
        assert_eq!(faults::syncs() - before, 8);
    }
}

fn numbered(range: std::ops::Range<u32>) -> Vec<Capture> {
    range.map(|n| capture(&format!("n{n}"), &format!("Text {n}.\n"))).collect()
}

/// Without its index, or with a damaged one, an archive answers the same; the next write makes it whole.
#[test]
fn the_index_is_made_anew_wherever_it_is_not_good() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &numbered(0..2060));
    add(&mut archive, &[capture("n7", "Another.\n")]);
    let answers = |archive: &Archive| {
        let of = |name: &str| {
            let (article, _) = archive.find(name).unwrap();
            (archive.history(&article.id).unwrap(), archive.content(&article.id, None).unwrap())
        };
        let n9 = archive.find("n9").unwrap().0;
        let id = n9.id.store_id();
        (of("n7"), of("n2059"), of(&id[..12]), archive.head(), archive.find("n5000").is_err())
    };
    let before = answers(&archive);
    let index: Vec<String> = every_file(dir.path()).into_iter().filter(|name| name.starts_with("index/")).collect();
    assert_eq!(index, ["index/commits", "index/ids/1/0", "index/names/1/0"]);
    for name in index {
        let path = dir.path().join(&name);
        let whole = std::fs::read(&path).unwrap();
        let flipped: Vec<u8> = whole.iter().map(|byte| byte ^ 0x10).collect();
        for bad in [Some(&flipped[..]), Some(&whole[..whole.len() / 2]), Some(b""), None] {
            match bad {
                Some(bad) => overwrite(&path, bad),
                None => std::fs::remove_file(&path).unwrap(),
            }
            assert!(answers(&Archive::open(dir.path()).unwrap()) == before, "{name}");
        }
        overwrite(&path, &flipped);
    }
    std::fs::remove_file(dir.path().join("index/commits")).unwrap();
    let mut archive = create(dir.path());
    answers(&archive);
    add(&mut archive, &[capture("n8", "Another.\n")]);
    assert_whole(dir.path());
    assert_eq!((archive.head().articles, archive.head().versions), (2060, 2062));
}

/// An index that hides an article's last leaf, well-signed as it may be, does not lead to a second branch of its chain.
#[test]
fn an_index_that_hides_a_leaf_is_noticed_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &numbered(0..255));
    add(&mut archive, &[capture("n7", "Another.\n")]);
    let hidden: Vec<index::Row> = {
        let all = (0..255).map(|n| (archive.state.log.leaf(n).unwrap().article.number(), n as u32));
        let mut rows: Vec<_> = all.collect();
        rows.sort_unstable();
        rows
    };
    let span = index::spans(256)[0];
    let bytes = index::encode(index::Kind::Ids, span, archive.state.log.hash(1, 0).unwrap(), &hidden);
    overwrite(&dir.path().join(span.file(index::Kind::Ids)), &bytes);
    let mut archive = Archive::open(dir.path()).unwrap();
    let refused = archive.add(&[capture("n7", "A third.\n")], NOW, Duration::ZERO);
    assert!(matches!(&refused, Err(ArchiveError::Damaged { file, .. }) if file.ends_with("index")), "{refused:?}");
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    assert_eq!(report.findings.iter().map(|f| f.place.as_str()).collect::<Vec<_>>(), [span.file(index::Kind::Ids)]);
    std::fs::remove_dir_all(dir.path().join(index::FOLDER)).unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    assert_eq!(add(&mut archive, &[capture("n7", "A third.\n")]), [Outcome::NewVersion(3)]);
    assert_whole(dir.path());
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
            let source = Source { path: String::new(), line: None, offset: None };
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
        let source = Source { path: String::new(), line: None, offset: None };
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
fn readers_see_a_whole_state_while_another_writes() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut archive = create(dir.path());
            for n in 0..40 {
                let changed = [capture("a", &format!("Number {n}.\n"))];
                archive.add(&changed, NOW + n, Duration::from_secs(5)).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Release);
        });
        let mut last = 0;
        while !done.load(std::sync::atomic::Ordering::Acquire) {
            let archive = Archive::open(dir.path()).unwrap();
            let head = archive.head();
            assert!(head.log_size >= last);
            last = head.log_size;
            let (article, _) = archive.find("a").unwrap();
            assert_eq!(archive.history(&article.id).unwrap().len() as u64, head.log_size - 1);
        }
    });
    assert_whole(dir.path());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(12))]

    /// Any honest use: the archive holds what a plain list would, and verification has nothing to say.
    #[test]
    fn an_honest_archive_of_any_shape_is_whole_and_holds_what_was_added(
        batches in proptest::collection::vec(proptest::collection::vec((0u8..4, 0u8..3, 0u8..2), 0..8), 0..5)
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut archive = create(dir.path());
        let mut model: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for batch in batches {
            let mut captures = Vec::new();
            for (name, text, title) in batch {
                let (name, text) = (format!("n{name}"), format!("Text {text}.\n").repeat(text as usize));
                captures.push(capture_with(&name, &text, (title == 1).then_some("A title")));
                let versions = model.entry(name).or_default();
                if versions.last() != Some(&text) {
                    versions.push(text);
                }
            }
            add(&mut archive, &captures);
        }
        assert_whole(dir.path());
        let archive = Archive::open(dir.path()).unwrap();
        let held: Vec<String> = archive.articles().unwrap().iter().map(|article| article.id.name().to_owned()).collect();
        assert_eq!(held, model.keys().cloned().collect::<Vec<_>>());
        for (name, texts) in model {
            let (article, _) = archive.find(&name).unwrap();
            assert_eq!(article.versions as usize, texts.len());
            for (number, text) in (1..).zip(texts) {
                assert_eq!(archive.content(&article.id, Some(number)).unwrap().text, text);
            }
        }
    }
}
