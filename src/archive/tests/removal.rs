//! Removals, erasures, restorations and captures seen again: honest use in any order, and entries that lie.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::archive::add::Draft;
use crate::archive::leaf::{Body, ErasedBody, SeenBody, VersionBody};
use crate::archive::objects::Kind;
use crate::hash::Digest;

const A: &str = "a";
const B: &str = "b";

fn id(name: &str) -> ArticleId {
    capture(name, "").article
}

fn captured(name: &str, text: &str, at: i64) -> Capture {
    let mut capture = capture(name, text);
    capture.meta.captured_at = Some(at);
    capture
}

/// Two articles: `a` with two versions, `b` with one that has the bytes of a's first.
fn two(dir: &Path) -> Archive {
    let mut archive = create(dir);
    add(&mut archive, &[capture(A, "One.\n"), capture(B, "One.\n")]);
    add(&mut archive, &[capture(A, "Two.\n")]);
    archive
}

fn remove(archive: &mut Archive, name: &str) -> Result<Taken> {
    archive.remove(&id(name), "withdrawn", NOW, Duration::ZERO)
}

fn erase(archive: &mut Archive, name: &str, version: Option<u32>) -> Result<Taken> {
    archive.erase(&id(name), version, "court order", NOW, Duration::ZERO)
}

fn changes(archive: &Archive, name: &str) -> Vec<String> {
    let entries = archive.history(&id(name)).unwrap();
    let told = |entry: &Entry| match &entry.change {
        Change::Version => format!("v{}", entry.version),
        Change::Metadata => format!("meta{}", entry.version),
        Change::Seen => format!("seen{}@{}", entry.version, entry.captured_at.unwrap_or_default()),
        Change::Removed { reason } => format!("removed: {reason}"),
        Change::Erased { reason } => format!("erased{}: {reason}", entry.version),
    };
    entries.iter().map(told).collect()
}

#[test]
fn a_removed_article_keeps_its_versions_and_comes_back_as_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    assert_eq!(remove(&mut archive, A).unwrap(), Taken { erased: vec![], removed: true, nameless: false, kept: 0 });
    assert!(matches!(remove(&mut archive, A), Err(ArchiveError::Removed { reason, .. }) if reason == "withdrawn"));
    let head = archive.head();
    assert_eq!((head.articles, head.versions, head.removed, head.log_size), (1, 1, 1, 4));
    let (article, _) = archive.find(A).unwrap();
    assert_eq!(article.removed, Some(Declared { reason: "withdrawn".to_owned(), recorded_at: NOW }));
    assert_eq!(archive.content(&id(A), Some(1)).unwrap().text, "One.\n");
    let report = assert_whole(dir.path());
    let [declared] = &report.declared[..] else { panic!("{:?}", report.declared) };
    assert_eq!((declared.place.as_str(), declared.gone, declared.reason.as_str()), (A, Gone::Removed, "withdrawn"));
    if let Some(files) = git(dir.path(), &["ls-tree", "-r", "--name-only", "archive"]) {
        let path = |name| StoreId::of(&id(name)).path("txt");
        assert!(!files.contains(&path(A)) && files.contains(&path(B)), "{files}");
    }

    assert_eq!(add(&mut archive, &[capture(A, "Two.\n")]), [Outcome::NewVersion(3)]);
    assert_eq!(changes(&archive, A), ["v1", "v2", "removed: withdrawn", "v3"]);
    assert_eq!(assert_whole(dir.path()).declared, []);
}

#[test]
fn a_version_is_brought_back_as_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    assert_eq!(archive.restore(&id(A), 1, NOW, Duration::ZERO).unwrap(), 3);
    assert_eq!(archive.content(&id(A), None).unwrap().text, "One.\n");
    let current = archive.restore(&id(A), 3, NOW, Duration::ZERO);
    assert!(matches!(current, Err(ArchiveError::Current { version: 3, .. })));
    remove(&mut archive, A).unwrap();
    assert_eq!(archive.restore(&id(A), 3, NOW, Duration::ZERO).unwrap(), 4);
    assert!(matches!(archive.restore(&id(A), 9, NOW, Duration::ZERO), Err(ArchiveError::NoVersion { last: 4, .. })));
    assert_whole(dir.path());
}

#[test]
fn an_erased_version_is_shown_to_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    let taken = erase(&mut archive, A, Some(1)).unwrap();
    assert_eq!(taken, Taken { erased: vec![1], removed: false, nameless: false, kept: 1 }, "b has the text too");
    let refused = archive.content(&id(A), Some(1));
    assert!(matches!(&refused, Err(ArchiveError::Erased { version: 1, reason, .. }) if reason == "court order"));
    assert!(matches!(erase(&mut archive, A, Some(1)), Err(ArchiveError::Erased { .. })));
    assert!(matches!(archive.restore(&id(A), 1, NOW, Duration::ZERO), Err(ArchiveError::Erased { .. })));
    assert_eq!(archive.content(&id(A), None).unwrap().text, "Two.\n");
    assert_eq!(archive.history(&id(A)).unwrap()[0].record, None);
    // Its record is its own; its text is b's too and stays.
    let pending = archive.pending_erasures().unwrap();
    assert_eq!(pending.len(), 1);
    assert!(!pending.contains(&Oid::of(Kind::Blob, b"One.\n")));
    let report = assert_whole(dir.path());
    let declared: Vec<_> = report.declared.iter().map(|declared| (declared.place.as_str(), declared.gone)).collect();
    assert_eq!(declared, [("a@v1", Gone::Erased { pending: true })]);
}

#[test]
fn an_article_erased_whole_is_named_by_its_id_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    let taken = erase(&mut archive, A, None).unwrap();
    assert_eq!(taken, Taken { erased: vec![1, 2], removed: true, nameless: true, kept: 1 });
    assert_eq!(
        changes(&archive, A),
        ["v1", "v2", "removed: court order", "erased1: court order", "erased2: court order"]
    );
    assert!(matches!(archive.find(A), Err(ArchiveError::NotFound { .. })));
    for name in [id(A).store_id(), &id(A).store_id()[..8], id(A).key()] {
        let (article, _) = archive.find(name).unwrap();
        assert_eq!((article.id.name(), article.id.key()), (id(A).store_id(), ""), "{name}");
        assert!(matches!(archive.content(&article.id, None), Err(ArchiveError::Erased { .. })));
        assert!(matches!(erase(&mut archive, A, None), Err(ArchiveError::Erased { .. })));
    }
    let report = assert_whole(dir.path());
    assert!(report.declared.iter().all(|declared| declared.place.starts_with(id(A).store_id())), "{report:?}");
    // What is added again is named again.
    assert_eq!(add(&mut archive, &[capture(A, "Three.\n")]), [Outcome::NewVersion(3)]);
    assert_eq!(archive.find(A).unwrap().0.versions, 3);
    assert_whole(dir.path());
}

#[test]
fn a_reason_must_be_given_and_fit() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    for why in ["", &"x".repeat(513)] {
        let refused = archive.remove(&id(A), why, NOW, Duration::ZERO);
        assert!(matches!(refused, Err(ArchiveError::Reason { bytes }) if bytes == why.len()));
    }
    assert!(archive.remove(&id(A), &"é".repeat(256), NOW, Duration::ZERO).is_ok());
    assert!(matches!(remove(&mut archive, "c"), Err(ArchiveError::NotFound { .. })));
    assert_whole(dir.path());
}

#[test]
fn a_capture_is_seen_again_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    let outcome = |archive: &mut Archive, capture| add(archive, &[capture])[0];
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", 5)), Outcome::New);
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", 5)), Outcome::Unchanged);
    assert_eq!(outcome(&mut archive, capture(A, "One.\n")), Outcome::Unchanged);
    // In any order, and before 1970.
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", -3)), Outcome::SeenAgain);
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", -3)), Outcome::Unchanged);
    assert_eq!(outcome(&mut archive, captured(A, "Two.\n", 7)), Outcome::NewVersion(2));
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", -3)), Outcome::Unchanged, "recorded, so not brought back");
    assert_eq!(outcome(&mut archive, captured(A, "One.\n", 9)), Outcome::NewVersion(3));
    let mut corrected = captured(A, "One.\n", 11);
    corrected.meta.title = Some("A title".to_owned());
    assert_eq!(outcome(&mut archive, corrected.clone()), Outcome::MetadataCorrected);
    assert_eq!(outcome(&mut archive, corrected), Outcome::Unchanged);
    assert_eq!(changes(&archive, A), ["v1", "seen1@-3", "v2", "v3", "meta3"]);
    assert_eq!(archive.history(&id(A)).unwrap()[4].captured_at, Some(11));
    let both = [captured(B, "x\n", 1), captured(B, "x\n", 2)];
    assert_eq!(add(&mut archive, &both), [Outcome::New, Outcome::SeenAgain]);
    assert_whole(dir.path());
}

/// Beyond 256 leaves the index has runs on disk.
fn many(dir: &Path) -> Archive {
    let mut archive = create(dir);
    let captures: Vec<Capture> = (0..258).map(|n| capture(&format!("n{n}"), &format!("Text {n}.\n"))).collect();
    add(&mut archive, &captures);
    archive
}

#[test]
fn the_index_forgets_the_names_of_what_is_erased() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = many(dir.path());
    let run = dir.path().join("index/names/0/0");
    let before = std::fs::read(&run).unwrap();
    erase(&mut archive, "n77", None).unwrap();
    let after = std::fs::read(&run).unwrap();
    assert!(before != after);
    assert!(matches!(archive.find("n77"), Err(ArchiveError::NotFound { .. })));
    assert_eq!(archive.find(id("n77").key()).unwrap().0.id.name(), id("n77").store_id());
    assert_eq!(archive.find("n78").unwrap().0.versions, 1);
    assert_whole(dir.path());
    // The same, made anew by the next writer.
    std::fs::remove_file(&run).unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    assert!(matches!(archive.find("n77"), Err(ArchiveError::NotFound { .. })));
    add(&mut archive, &[capture("new", "New.\n")]);
    assert!(std::fs::read(&run).unwrap() == after);
    assert_whole(dir.path());
}

/// What an article must be after honest use.
#[derive(Default)]
struct Model {
    /// The text of each version, and whether it is erased.
    versions: Vec<(String, bool)>,
    live: bool,
    captures: BTreeSet<(String, i64)>,
}

#[derive(Clone, Debug)]
enum Act {
    Add(u8),
    Capture(u8, i64),
    Remove,
    Restore(u32),
    Erase(Option<u32>),
}

impl Model {
    fn take_in(&mut self, text: String, time: Option<i64>) -> Outcome {
        let known = time.is_some_and(|time| !self.captures.insert((text.clone(), time)));
        let same = self.live && self.versions.last().is_some_and(|(last, _)| *last == text);
        match (same, known, time) {
            (true, false, Some(_)) => Outcome::SeenAgain,
            (_, true, _) if !self.live => {
                let last = self.versions.iter().rposition(|(known, erased)| *known == text && !erased);
                Outcome::LeftOut(last.map(|at| at as u32 + 1))
            }
            (true, ..) | (_, true, _) => Outcome::Unchanged,
            _ => {
                self.versions.push((text, false));
                self.live = true;
                if self.versions.len() == 1 { Outcome::New } else { Outcome::NewVersion(self.versions.len() as u32) }
            }
        }
    }

    fn act(&mut self, archive: &mut Archive, name: &str, act: &Act) {
        let text = |n: &u8| format!("Text {n}.\n");
        match act {
            Act::Add(n) => assert_eq!(add(archive, &[capture(name, &text(n))]), [self.take_in(text(n), None)]),
            Act::Capture(n, at) => {
                assert_eq!(add(archive, &[captured(name, &text(n), *at)]), [self.take_in(text(n), Some(*at))]);
            }
            Act::Remove => {
                assert_eq!(remove(archive, name).is_ok(), self.live);
                self.live = false;
            }
            Act::Restore(number) => {
                let wanted = self.versions.get(*number as usize - 1).filter(|(_, erased)| !erased).cloned();
                let current = self.versions.last().map(|(text, _)| text).filter(|_| self.live);
                let wanted = wanted.filter(|(text, _)| current != Some(text));
                let restored = archive.restore(&id(name), *number, NOW, Duration::ZERO);
                assert_eq!(restored.ok(), wanted.as_ref().map(|_| self.versions.len() as u32 + 1));
                self.live |= wanted.is_some();
                self.versions.extend(wanted);
            }
            Act::Erase(which) => {
                let numbers: Vec<u32> = match which {
                    Some(number) => vec![*number],
                    None => (1..=self.versions.len() as u32).collect(),
                };
                let open = |n: &u32| self.versions.get(*n as usize - 1).is_some_and(|(_, erased)| !erased);
                let numbers: Vec<u32> = numbers.into_iter().filter(open).collect();
                let taken = erase(archive, name, *which);
                assert_eq!(taken.ok().map(|taken| taken.erased), (!numbers.is_empty()).then(|| numbers.clone()));
                numbers.iter().for_each(|n| self.versions[*n as usize - 1].1 = true);
                self.live &= !numbers.contains(&(self.versions.len() as u32));
            }
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0u8..3).prop_map(Act::Add),
        3 => (0u8..3, 0i64..4).prop_map(|(text, at)| Act::Capture(text, at)),
        2 => Just(Act::Remove),
        2 => (1u32..5).prop_map(Act::Restore),
        2 => proptest::option::of(1u32..5).prop_map(Act::Erase),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn honest_use_in_any_order_is_whole_and_as_the_model_has_it(
        acts in proptest::collection::vec((any::<bool>(), act()), 0..14)
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut archive = create(dir.path());
        let mut models: BTreeMap<&str, Model> = BTreeMap::new();
        for (first, act) in acts {
            let name = if first { A } else { B };
            models.entry(name).or_default().act(&mut archive, name, &act);
        }
        let report = assert_whole(dir.path());
        let archive = Archive::open(dir.path()).unwrap();
        let (mut live, mut erased) = (0, 0);
        for (name, model) in &models {
            for (number, (text, gone)) in (1..).zip(&model.versions) {
                let content = archive.content(&id(name), Some(number));
                prop_assert_eq!(content.ok().map(|content| content.text), (!gone).then(|| text.clone()));
            }
            live += usize::from(model.live);
            erased += model.versions.iter().filter(|(_, erased)| *erased).count();
            let entries = archive.history(&id(name)).unwrap();
            prop_assert_eq!(entries.iter().filter(|entry| entry.change == Change::Version).count(), model.versions.len());
        }
        let removed = models.values().filter(|model| !model.live && !model.versions.is_empty()).count();
        prop_assert_eq!((archive.head().articles, archive.head().removed), (live, removed));
        let count = |wanted: fn(Gone) -> bool| report.declared.iter().filter(|declared| wanted(declared.gone)).count();
        prop_assert_eq!(count(|gone| gone == Gone::Removed), removed);
        prop_assert_eq!(count(|gone| gone != Gone::Removed), erased);
    }
}

/// Writes a commit that the program would not write.
pub(super) fn forge(archive: &mut Archive, forge: impl FnOnce(&State, &mut Draft)) {
    let write = |archive: &mut Archive, lock: &mut lock::Lock| {
        let mut draft = archive.draft(NOW);
        forge(&archive.state, &mut draft);
        archive.record(lock, draft, "Forged".to_owned(), String::new())
    };
    archive.writing(Duration::ZERO, write).unwrap();
}

/// Adds a leaf to a forged commit.
fn push(state: &State, name: &str, body: Body, draft: &mut Draft) {
    let id = StoreId::of(&id(name));
    draft.push(id, body, &state.story(id).unwrap());
}

/// The classes of what is found after a forged commit.
fn found(lie: impl FnOnce(&State, &mut Draft)) -> BTreeSet<Class> {
    let dir = tempfile::tempdir().unwrap();
    forge(&mut two(dir.path()), lie);
    verify(dir.path(), &mut |_, _| {}).unwrap().findings.into_iter().map(|finding| finding.class).collect()
}

fn files(draft: &mut Draft, name: &str) {
    draft.changes.extend(["txt", "json", "raw"].map(|extension| (StoreId::of(&id(name)).path(extension), None)));
}

fn tombstone() -> Body {
    Body::Tombstone { reason: "withdrawn".to_owned() }
}

fn seen(raw: &[u8], version: Digest) -> Body {
    Body::Seen(SeenBody { raw: Digest::of(raw), captured_at: 5, version })
}

fn erased(raw: &[u8], version: Digest) -> Body {
    Body::Erased(ErasedBody { version, raw: Digest::of(raw), reason: "court order".to_owned() })
}

/// The hash of the leaf that made a version.
fn made(state: &State, name: &str, version: u32) -> Digest {
    state.story(StoreId::of(&id(name))).unwrap().made_by(version).unwrap()
}

#[test]
fn removals_that_the_log_does_not_declare_are_found() {
    let history = BTreeSet::from([Class::History]);
    // Declared and done is the honest case.
    let honest = |state: &State, draft: &mut Draft| {
        files(draft, A);
        push(state, A, tombstone(), draft);
    };
    assert_eq!(found(honest), BTreeSet::new());
    // Gone, and only something else is said.
    let undeclared = |state: &State, draft: &mut Draft| {
        files(draft, A);
        push(state, B, seen(b"One.\n", made(state, B, 1)), draft);
    };
    assert_eq!(found(undeclared), history);
    // Another article's removal is declared.
    let another = |state: &State, draft: &mut Draft| {
        files(draft, A);
        push(state, B, tombstone(), draft);
    };
    assert_eq!(found(another), history);
    // Declared, and not done.
    assert_eq!(found(|state, draft| push(state, A, tombstone(), draft)), history);
    // An erasure removes nothing by itself.
    let erasure = |state: &State, draft: &mut Draft| {
        files(draft, A);
        push(state, A, erased(b"One.\n", made(state, A, 1)), draft);
    };
    assert_eq!(found(erasure), history);
}

#[test]
fn entries_that_may_not_stand_where_they_do_are_found() {
    type Lie = fn(&State) -> (&'static str, Body);
    let lies: [Lie; 7] = [
        |state| (A, seen(b"Never recorded.\n", made(state, A, 2))),
        |state| (A, seen(b"One.\n", made(state, A, 1))),
        |state| (A, seen(b"One.\n", made(state, B, 1))),
        |state| (A, erased(b"One.\n", made(state, B, 1))),
        |state| (A, erased(b"Two.\n", made(state, A, 1))),
        |state| (A, erased(b"Two.\n", made(state, A, 2))),
        |_| (A, erased(b"One.\n", Digest::of(b"no leaf"))),
    ];
    for (n, lie) in lies.iter().enumerate() {
        let found = found(|state, draft| {
            let (name, body) = lie(state);
            push(state, name, body, draft);
        });
        assert_eq!(found, BTreeSet::from([Class::Chain]), "lie {n}");
    }
    let twice = found(|state, draft| {
        for _ in 0..2 {
            push(state, A, erased(b"One.\n", made(state, A, 1)), draft);
        }
    });
    assert_eq!(twice, BTreeSet::from([Class::Chain]));
}

#[test]
fn an_edited_reason_is_found() {
    let dir = tempfile::tempdir().unwrap();
    remove(&mut two(dir.path()), A).unwrap();
    let folder = files::Folder::new(dir.path());
    let name = "log/tile/entries/000";
    let mut leaves = log::bundle_leaves(&folder.read(name).unwrap(), 4).unwrap().0;
    leaves[3].body = Body::Tombstone { reason: "withdrawn by nobody".to_owned() };
    folder.write(name, &log::bundle_bytes(&leaves)).unwrap();
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    let places: Vec<&str> = report.findings.iter().map(|finding| finding.place.as_str()).collect();
    assert!(places.contains(&name), "{report:#?}");
}

/// A version whose blobs are in no pack, as a compaction leaves it.
fn push_without_blobs(state: &State, name: &str, draft: &mut Draft) {
    let id = StoreId::of(&id(name));
    let story = state.story(id).unwrap();
    let last = state.body(story.record(1).unwrap()).unwrap();
    let gone = |what: &str| Oid::of(Kind::Blob, what.as_bytes());
    let raw = Digest::of(b"gone");
    let version = VersionBody { raw, text: raw, txt_blob: gone("gone"), json_blob: gone("record"), ..last.clone() };
    draft.push_files(id, Some(&version), &story, Some(&last));
    draft.push(id, Body::Version(version), &story);
}

#[test]
fn bytes_that_are_gone_are_missing_unless_they_are_declared_erased() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = two(dir.path());
    forge(&mut archive, |state, draft| push_without_blobs(state, B, draft));
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
    assert!(report.findings.iter().all(|finding| finding.class == Class::Missing && finding.place.ends_with("@v2")));

    erase(&mut archive, B, Some(2)).unwrap();
    let report = assert_whole(dir.path());
    let declared: Vec<_> = report.declared.iter().map(|declared| (declared.place.as_str(), declared.gone)).collect();
    assert_eq!(declared, [("b", Gone::Removed), ("b@v2", Gone::Erased { pending: false })]);
    assert_eq!(archive.pending_erasures().unwrap(), BTreeSet::new());
    // What came before it can be had, and the article goes on.
    assert_eq!(archive.content(&id(B), Some(1)).unwrap().text, "One.\n");
    assert_eq!(add(&mut archive, &[capture(B, "Three.\n")]), [Outcome::NewVersion(3)]);
    assert_whole(dir.path());
}

/// The runs of the index that name what the longer archive has erased are not those it goes on with.
#[test]
fn an_erasure_that_comes_with_an_import_takes_the_names_out_of_the_index() {
    let [old, new] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    add(&mut create(old.path()), &numbered(0..300));
    copy(old.path(), new.path());
    let mut from = create(new.path());
    erase(&mut from, "n7", None).unwrap();
    let run = old.path().join("index/names/0/0");
    let before = std::fs::read(&run).unwrap();
    extend::extend(old.path(), &mut from, Duration::ZERO, &mut |_, _| ()).unwrap();
    assert_ne!(std::fs::read(&run).unwrap(), before);
    assert_eq!(create(old.path()).pending_erasures().unwrap(), BTreeSet::new());
    assert_whole(old.path());
}
