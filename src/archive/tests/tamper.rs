//! Attacks by someone who knows the format and leaves every file well-formed, down to git's own checks. What the log
//! holds cannot be contradicted; what has no witness outside cannot be told, and then the report says "unanchored".

use super::*;
use crate::archive::commit::Commit;
use crate::archive::objects::Kind;
use crate::archive::pack::PackBuilder;
use crate::archive::tree::{self, Changes};

/// A path in the tree and what it shall hold; `None` takes it out.
type Forged<'a> = Vec<(String, Option<&'a [u8]>)>;

/// Rewrites the archive's only commit as an attacker would: another tree, another commit, one clean pack for it all,
/// `packs.sha256` and the reference to fit.
fn forge(dir: &Path, forged: Forged, change: impl FnOnce(&mut Commit)) {
    forge_with(dir, forged, &[], change);
}

/// The same, with blobs in the pack that no tree holds.
fn forge_with(dir: &Path, forged: Forged, loose: &[&[u8]], change: impl FnOnce(&mut Commit)) {
    let folder = files::Folder::new(dir);
    let archive = Archive::open(dir).unwrap();
    let (_, mut commit) = archive.state.head.clone().unwrap();
    assert_eq!(commit.parent, None);
    let mut blobs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, blob) in tree::compare(&archive.state.objects, None, commit.tree, &mut |_, _| ()).unwrap() {
        blobs.insert(path, archive.state.objects.read(blob.unwrap(), Kind::Blob).unwrap());
    }
    for (path, bytes) in forged {
        match bytes {
            Some(bytes) => blobs.insert(path, bytes.to_vec()),
            None => blobs.remove(&path),
        };
    }
    for name in folder.names_in(files::PACK_DIR).unwrap() {
        std::fs::remove_file(folder.path(files::PACK_DIR).join(name)).unwrap();
    }
    let mut pack = PackBuilder::default();
    let changes: Changes =
        blobs.into_iter().map(|(path, bytes)| (path, Some(pack.add_one(Kind::Blob, &bytes).unwrap()))).collect();
    for bytes in loose {
        pack.add_one(Kind::Blob, bytes).unwrap();
    }
    let applied = tree::apply(&Objects::none(&folder), None, &changes).unwrap();
    for tree in &applied.trees {
        pack.add(tree).unwrap();
    }
    commit.tree = applied.root;
    change(&mut commit);
    let oid = pack.add_one(Kind::Commit, commit.encode().as_bytes()).unwrap();
    let pack = pack.finish();
    pack.write(&folder).unwrap();
    let lines: String = pack.lines().iter().map(|line| format!("{line}\n")).collect();
    folder.write(files::MANIFEST, lines.as_bytes()).unwrap();
    folder.write(files::REFERENCE, format!("{oid}\n").as_bytes()).unwrap();
    // Whoever rewrites the history takes the index away; it is made anew.
    std::fs::remove_dir_all(folder.path(index::FOLDER)).unwrap();
    // git sees nothing wrong with it.
    if let Some(fsck) = git(dir, &["fsck", "--full", "--strict", "--no-dangling"]) {
        assert_eq!(fsck, "");
    }
}

fn one_commit(dir: &Path) -> StoreId {
    add(&mut create(dir), &[capture("a", "One.\nTwo.\n"), capture("b", "Three.\n")]);
    StoreId::of_key(capture("a", "").article.key())
}

/// The findings after an attack, each as `Class place`.
fn after(forged: impl FnOnce(StoreId) -> Forged<'static>, change: impl FnOnce(&mut Commit)) -> Vec<(Class, String)> {
    let dir = tempfile::tempdir().unwrap();
    let id = one_commit(dir.path());
    forge(dir.path(), forged(id), change);
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    report.findings.into_iter().map(|finding| (finding.class, finding.place)).collect()
}

fn found(findings: &[(Class, String)], class: Class, place: &str) -> bool {
    findings.iter().any(|(found, at)| *found == class && at.starts_with(place))
}

#[test]
fn a_rewrite_that_changes_nothing_is_no_finding() {
    assert_eq!(after(|_| vec![], |_| ()), []);
}

#[test]
fn an_object_that_belongs_to_no_commit_is_found() {
    let dir = tempfile::tempdir().unwrap();
    one_commit(dir.path());
    forge_with(dir.path(), vec![], &[b"stowaway"], |_| ());
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    let oid = Oid::of(Kind::Blob, b"stowaway").to_string();
    let [one] = &report.findings[..] else { panic!("{:#?}", report.findings) };
    assert!(one.class == Class::Unknown && one.place.ends_with(".pack") && one.detail.contains(&oid), "{one}");
}

#[test]
fn a_swapped_text_is_named_by_its_article() {
    let findings = after(|id| vec![(id.path("txt"), Some(b"One.\nFour.\n"))], |_| ());
    assert!(found(&findings, Class::Missing, "a@v1"), "{findings:?}");
    assert!(found(&findings, Class::History, "commit "), "{findings:?}");
}

#[test]
fn a_swapped_record_is_missed_where_the_log_names_another() {
    let findings = after(|id| vec![(id.path("json"), Some(b"{}\n"))], |_| ());
    assert!(found(&findings, Class::Missing, "") && found(&findings, Class::History, "commit "), "{findings:?}");
}

#[test]
fn an_article_taken_out_is_missed() {
    let gone = |id: StoreId| vec![(id.path("txt"), None), (id.path("json"), None)];
    let findings = after(gone, |_| ());
    assert!(found(&findings, Class::Missing, "") && found(&findings, Class::History, "commit "), "{findings:?}");
}

#[test]
fn an_article_put_in_beside_the_log_is_found() {
    let extra = StoreId::of_key("file:test/forged.txt");
    let findings = after(|_| vec![(extra.path("txt"), Some(b"Forged.\n"))], |_| ());
    assert!(found(&findings, Class::History, "commit "), "{findings:?}");
}

#[test]
fn another_date_another_root_and_another_size_are_found() {
    let findings = after(|_| vec![], |commit| commit.time -= 86_400);
    assert!(found(&findings, Class::BackDated, "commit "), "{findings:?}");
    let findings = after(|_| vec![], |commit| commit.log_root = Digest::of(b"another"));
    assert!(found(&findings, Class::Changed, "log"), "{findings:?}");
    for size in [0, 1, 3, 1 << 60, u64::MAX] {
        let findings = after(|_| vec![], |commit| commit.log_size = size);
        assert!(!findings.is_empty(), "{size}");
    }
    for size in [1, u64::MAX] {
        let findings = after(|_| vec![], |commit| commit.packs_size = size);
        assert!(found(&findings, Class::Changed, files::MANIFEST), "{findings:?}");
    }
}

fn two_leaves(folder: &files::Folder) -> Vec<Leaf> {
    log::bundle_leaves(&folder.read("log/tile/entries/000").unwrap(), 2).unwrap().0
}

/// A log that lies but is consistent: other leaves, and tiles, root and commit to fit.
fn relog(dir: &Path, change: impl FnOnce(&mut Vec<Leaf>)) -> Report {
    let folder = files::Folder::new(dir);
    let mut leaves = two_leaves(&folder);
    change(&mut leaves);
    let hashes: Vec<Digest> = leaves.iter().map(Leaf::hash).collect();
    forge(dir, vec![], |commit| {
        (commit.log_size, commit.log_root) = (leaves.len() as u64, crate::hash::merkle::root(&hashes));
    });
    log::tiles(2).for_each(|tile| folder.remove(&tile.path()).unwrap());
    let mut batch = files::Batch::new(&folder);
    Log::empty(&folder).extended(&leaves, &mut batch).unwrap();
    batch.finish().unwrap();
    verify(dir, &mut |_, _| {}).unwrap()
}

#[test]
fn a_consistent_log_that_lies_about_the_stored_bytes_is_found() {
    type Lie = fn(&mut leaf::VersionBody);
    let lies: [Lie; 9] = [
        |body| body.raw = Digest::of(b"lie"),
        |body| body.text = Digest::of(b"lie"),
        |body| body.meta = Digest::of(b"lie"),
        |body| body.sentence_root = Digest::of(b"lie"),
        |body| body.sentences += 1,
        |body| body.canon += 1,
        |body| body.segmenter.push('x'),
        |body| body.txt_blob = body.json_blob,
        |body| body.raw_blob = Some(body.json_blob),
    ];
    for (n, lie) in lies.iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        one_commit(dir.path());
        let report = relog(dir.path(), |leaves| {
            let leaf::Body::Version(body) = &mut leaves[0].body else { panic!("a version") };
            lie(body);
        });
        let named = report.findings.iter().any(|f| f.class == Class::Article && f.place == "a@v1");
        assert!(named, "lie {n}: {:#?}", report.findings);
    }
}

#[test]
fn a_consistent_log_whose_entries_do_not_follow_each_other_is_found() {
    type Lie = fn(&mut Vec<Leaf>);
    let lies: [(Class, Lie); 5] = [
        (Class::Chain, |leaves| leaves[1].seq = 1),
        (Class::Chain, |leaves| leaves[1].prev = Some(Digest::of(b"lie"))),
        (Class::BackDated, |leaves| leaves[1].recorded_at -= 1),
        (Class::BackDated, |leaves| leaves[1].recorded_at += 1),
        (Class::History, |leaves| drop(leaves.pop())),
    ];
    for (n, (class, lie)) in lies.into_iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        one_commit(dir.path());
        let report = relog(dir.path(), lie);
        assert!(report.findings.iter().any(|f| f.class == class), "lie {n}: {:#?}", report.findings);
    }
}

#[test]
fn an_older_commit_that_states_another_root_is_found() {
    let dir = tempfile::tempdir().unwrap();
    one_commit(dir.path());
    let mut archive = Archive::open(dir.path()).unwrap();
    forge(dir.path(), vec![], |commit| commit.log_root = Digest::of(b"lie"));
    let folder = files::Folder::new(dir.path());
    archive.state.objects = Objects::open(&folder).unwrap();
    let forged = commit::head(&folder).unwrap().unwrap();
    archive.state.head = Some((forged, Commit::read(&archive.state.objects, forged).unwrap()));
    archive.state.settle_commits().unwrap();
    add(&mut archive, &[capture("b", "Four.\n")]);
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    let places: Vec<&str> = report.findings.iter().map(|finding| finding.place.as_str()).collect();
    assert_eq!(places, [format!("commit {forged}")]);
}

#[test]
fn a_reference_moved_back_is_named() {
    let dir = tempfile::tempdir().unwrap();
    one_commit(dir.path());
    let first = Archive::open(dir.path()).unwrap().head().commit.unwrap();
    add(&mut create(dir.path()), &[capture("a", "One.\nFour.\n")]);
    overwrite(&dir.path().join(files::REFERENCE), format!("{first}\n").as_bytes());
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    let named = report.findings.iter().any(|f| f.class == Class::RolledBack && f.place == files::REFERENCE);
    assert!(named, "{:#?}", report.findings);
}

#[test]
fn entries_exchanged_between_commits_break_the_chain_or_the_root() {
    let dir = tempfile::tempdir().unwrap();
    one_commit(dir.path());
    let folder = files::Folder::new(dir.path());
    let mut leaves = two_leaves(&folder);
    leaves.swap(0, 1);
    folder.write("log/tile/entries/000", &log::bundle_bytes(&leaves)).unwrap();
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    let named = |finding: &Finding| finding.place == "log/tile/entries/000";
    assert!(report.findings.iter().any(named), "{:#?}", report.findings);
}

/// What only a checkpoint kept elsewhere can tell. It is stated, not hidden: the report is never "anchored".
#[test]
fn an_older_copy_of_the_whole_archive_is_whole_and_unanchored() {
    let (dir, older) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    one_commit(dir.path());
    copy(dir.path(), older.path());
    add(&mut create(dir.path()), &[capture("a", "One.\nFour.\n")]);
    let report = assert_whole(older.path());
    assert!(report.confirmed.is_empty());
}

#[test]
fn kinds_of_later_commands_are_kept_and_said_to_be_unread() {
    let dir = tempfile::tempdir().unwrap();
    let id = one_commit(dir.path());
    let folder = files::Folder::new(dir.path());
    let mut leaves = two_leaves(&folder);
    let (last, recorded_at) = (leaves.iter().position(|leaf| leaf.article == id).unwrap(), leaves[1].recorded_at);
    let prev = Some(leaves[last].hash());
    for (seq, prev, kind) in [(1, prev, "novel"), (2, None, "newer")] {
        let body = leaf::Body::Other { kind: kind.to_owned(), fields: vec![b"why".to_vec()] };
        let prev = prev.or_else(|| leaves.last().map(Leaf::hash));
        leaves.push(Leaf { article: id, seq, prev, recorded_at, body });
    }
    relog(dir.path(), |new| *new = leaves);
    let report = assert_whole(dir.path());
    assert_eq!(report.unchecked.len(), 2, "{:?}", report.unchecked);
    assert!(report.unchecked[0].contains("novel") && report.unchecked[1].contains("newer"));
    // Such an archive can be added to.
    let mut archive = create(dir.path());
    assert_eq!(add(&mut archive, &[capture("a", "Again.\n")]), [Outcome::NewVersion(2)]);
    assert_whole(dir.path());
}
