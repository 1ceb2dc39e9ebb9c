//! The catalogue of attacks, by someone who knows the format, may write every file, and mends every checksum he can. Each
//! has two expected answers: what the archive tells by itself (nothing, where it was forged as a whole: then the report
//! says "unanchored"), and what it tells to someone who kept a checkpoint. Attacks on the checkpoints' own files are in
//! the tests of seals.

use super::seal::{key, pinned};
use super::*;
use crate::archive::commit::Commit;
use crate::archive::leaf::{Body, VersionBody};
use crate::archive::objects::Kind;
use crate::archive::pack::PackBuilder;
use crate::archive::tree::{self, Changes};
use crate::proof::Signer;

use Class::*;

/// What is taken in at a time.
type Batch = (i64, Vec<Capture>);

fn batches() -> Vec<Batch> {
    let latin = Capture::new(
        ArticleId::from_file("test", "latin.txt"),
        Source { path: "latin.txt".to_owned(), line: None, offset: None },
        Meta::default(),
        b"Caf\xe9.\n".to_vec(),
        "Café.\n",
    );
    vec![
        (NOW, vec![capture("a", "One.\nTwo.\n"), capture("b", "Three.\n")]),
        (NOW + 60, vec![capture("a", "One.\nTwo, edited.\n")]),
        (NOW + 120, vec![latin]),
    ]
}

/// An archive of these batches, sealed after the first and the last.
fn made(dir: &Path, batches: &[Batch], signer: &Signer) {
    let mut archive = create(dir);
    for (n, (now, captures)) in batches.iter().enumerate() {
        archive.add(captures, *now, Duration::ZERO).unwrap();
        if n == 0 || n + 1 == batches.len() {
            archive.seal(signer, &Seal::default(), Duration::ZERO).unwrap();
        }
    }
}

/// What becomes of the checkpoints when the rest is replaced.
enum Anchors {
    Left,
    Gone,
    SignedBy(u8),
}

/// Puts an archive in the place of that in `dir` that is whole by itself.
fn replaced(dir: &Path, anchors: Anchors, change: impl FnOnce(&mut Vec<Batch>)) {
    let new = tempfile::tempdir().unwrap();
    let mut forged = batches();
    change(&mut forged);
    made(new.path(), &forged, &key(if let Anchors::SignedBy(seed) = anchors { seed } else { 1 }));
    let of_anchors = |name: &String| {
        name.starts_with("anchors/") || name == "policy" || name == "log/checkpoint" || published::is_partial(name)
    };
    let left = matches!(anchors, Anchors::Left);
    for name in every_file(dir).iter().filter(|name| !(left && of_anchors(name))) {
        std::fs::remove_file(dir.join(name)).unwrap();
    }
    for name in every_file(new.path()) {
        if !of_anchors(&name) || matches!(anchors, Anchors::SignedBy(_)) {
            std::fs::create_dir_all(dir.join(&name).parent().unwrap()).unwrap();
            std::fs::copy(new.path().join(&name), dir.join(&name)).unwrap();
        }
    }
}

/// An archive taken apart, to be put together again with clean packs, trees, commits, tiles and `packs.sha256`.
struct Forge {
    steps: Vec<Forged>,
    /// A blob that no tree holds.
    loose: Option<&'static [u8]>,
}

/// A commit: its time, the entries it adds, the files it changes.
struct Forged {
    time: i64,
    leaves: Vec<Leaf>,
    files: BTreeMap<String, Option<Vec<u8>>>,
}

impl Forge {
    fn of(dir: &Path) -> Forge {
        let archive = Archive::open(dir).unwrap();
        let objects = &archive.state.objects;
        let (mut before, mut done, mut steps) = (None, 0, Vec::new());
        for (_, commit) in archive.state.commits().unwrap() {
            let changed = tree::compare(objects, before, commit.tree, &mut |_, _| ()).unwrap();
            let bytes = |oid: Option<Oid>| oid.map(|oid| objects.read(oid, Kind::Blob).unwrap());
            let files = changed.into_iter().map(|(path, oid)| (path, bytes(oid))).collect();
            let size = commit.log_size;
            let leaves = (done..size).map(|n| archive.state.log.leaf(n).unwrap()).collect();
            steps.push(Forged { time: commit.time, leaves, files });
            (before, done) = (Some(commit.tree), size);
        }
        Forge { steps, loose: None }
    }

    fn body(&mut self, step: usize, leaf: usize) -> &mut VersionBody {
        let Body::Version(body) = &mut self.steps[step].leaves[leaf].body else { panic!("a version") };
        body
    }

    /// Other bytes in an article's file, named by its entry or not.
    fn put(&mut self, step: usize, leaf: usize, extension: &str, bytes: &[u8]) -> Oid {
        let path = self.steps[step].leaves[leaf].article.path(extension);
        self.steps[step].files.insert(path, Some(bytes.to_vec()));
        Oid::of(Kind::Blob, bytes)
    }

    /// Makes every entry follow its article's entry before it.
    fn chain(&mut self) {
        let mut last: BTreeMap<StoreId, (u32, Digest)> = BTreeMap::new();
        for leaf in self.steps.iter_mut().flat_map(|step| &mut step.leaves) {
            let before = last.get(&leaf.article);
            (leaf.seq, leaf.prev) = (before.map_or(0, |(seq, _)| seq + 1), before.map(|(_, hash)| *hash));
            last.insert(leaf.article, (leaf.seq, leaf.hash()));
        }
    }

    /// Puts it together, and signs it with the stolen key.
    fn write(&self, dir: &Path) {
        let folder = Folder::new(dir);
        for name in every_file(dir) {
            let rest = [files::CONFIG, files::HEAD, files::LOCK];
            if !rest.contains(&name.as_str()) {
                std::fs::remove_file(dir.join(name)).unwrap();
            }
        }
        let (mut parent, mut tree, mut manifest) = (None, None, String::new());
        // What the commit before states of `packs.sha256`.
        let mut stated = (0, None);
        let mut leaves: Vec<Leaf> = Vec::new();
        for step in &self.steps {
            let objects = Objects::open(&folder).unwrap();
            let mut pack = PackBuilder::default();
            let mut changes = Changes::new();
            for (path, bytes) in &step.files {
                let oid = bytes.as_ref().map(|bytes| pack.add_one(Kind::Blob, bytes).unwrap());
                changes.insert(path.clone(), oid);
            }
            if let Some(loose) = self.loose {
                pack.add_one(Kind::Blob, loose).unwrap();
            }
            leaves.extend_from_slice(&step.leaves);
            let made = tree::apply(&objects, tree, &changes).unwrap();
            for tree in &made.trees {
                pack.add(tree).unwrap();
            }
            let commit = Commit {
                tree: made.root,
                parent,
                time: step.time,
                message: "Add articles".to_owned(),
                log_size: leaves.len() as u64,
                log_root: crate::hash::merkle::root(&leaves.iter().map(Leaf::hash).collect::<Vec<_>>()),
                packs_size: manifest.len() as u64,
                packs_digest: manifest::chained(stated.1, &manifest.as_bytes()[stated.0..]),
            };
            stated = (manifest.len(), Some(commit.packs_digest));
            let oid = pack.add_one(Kind::Commit, commit.encode().as_bytes()).unwrap();
            let pack = pack.finish();
            pack.write(&folder).unwrap();
            pack.lines().iter().for_each(|line| manifest.push_str(&format!("{line}\n")));
            (parent, tree) = (Some(oid), Some(made.root));
        }
        let mut batch = files::Batch::new(&folder);
        Log::empty(&folder).extended(&leaves, &mut batch).unwrap();
        batch.finish().unwrap();
        folder.write(files::MANIFEST, manifest.as_bytes()).unwrap();
        folder.write(files::REFERENCE, format!("{}\n", parent.unwrap()).as_bytes()).unwrap();
        Archive::open(dir).unwrap().seal(&key(1), &Seal::default(), Duration::ZERO).unwrap();
    }
}

/// Takes the archive apart, changes it, and puts it together again.
fn forged(dir: &Path, change: impl FnOnce(&mut Forge)) {
    let mut forge = Forge::of(dir);
    change(&mut forge);
    forge.write(dir);
}

fn edit(dir: &Path, name: &str, change: impl FnOnce(String) -> String) {
    let path = dir.join(name);
    let before = std::fs::read_to_string(&path).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after);
    overwrite(&path, after.as_bytes());
}

fn put(dir: &Path, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(dir.join(name).parent().unwrap()).unwrap();
    overwrite(&dir.join(name), bytes);
}

/// The packs' names in the order of `packs.sha256`, without extension.
fn stems(dir: &Path) -> Vec<String> {
    let manifest = std::fs::read_to_string(dir.join(files::MANIFEST)).unwrap();
    let names = manifest.lines().filter_map(|line| line.rsplit(' ').next()?.strip_suffix(".pack").map(str::to_owned));
    names.collect()
}

/// A pack of one blob.
fn strange_pack() -> crate::archive::pack::Pack {
    let mut pack = PackBuilder::default();
    pack.add_one(Kind::Blob, b"A stowaway.\n").unwrap();
    pack.finish()
}

/// Puts other bytes in the place of a line's file, and mends the line.
fn reline(dir: &Path, name: &str, bytes: &[u8]) {
    put(dir, &format!("{}/{name}", files::PACK_DIR), bytes);
    edit(dir, files::MANIFEST, |manifest| {
        let line = |line: &str| match line.ends_with(name) {
            true => manifest::Line::added(name, bytes).to_string(),
            false => line.to_owned(),
        };
        manifest.lines().map(|old| format!("{}\n", line(old))).collect()
    });
}

/// A name, what the archive tells by itself, what it tells to who has a checkpoint, and what is done.
type Attack = (&'static str, Option<Class>, Class, fn(&Path));

#[rustfmt::skip]
const CATALOGUE: &[Attack] = &[
    // Forged as a whole, so that everything recomputes.
    ("history rewritten, checkpoints left", Some(Rewritten), Rewritten,
        |dir| replaced(dir, Anchors::Left, |batches| batches[0].1[0] = capture("a", "One.\nTwo, forged.\n"))),
    ("history rewritten, checkpoints taken away", None, Rewritten,
        |dir| replaced(dir, Anchors::Gone, |batches| batches[0].1[0] = capture("a", "One.\nTwo, forged.\n"))),
    ("history rewritten, signed with the stolen key", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[0].1[0] = capture("a", "One.\nTwo, forged.\n"))),
    ("history rewritten, signed with another key", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(2), |batches| batches[0].1[0] = capture("a", "One.\nTwo, forged.\n"))),
    ("another view of what came last", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[2].1[0] = capture("latin", "Tea.\n"))),
    ("a title edited", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[0].1[1] = capture_with("b", "Three.\n", Some("T")))),
    ("an outlet edited", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[0].1[1].meta.outlet = Some("Another".to_owned()))),
    ("two versions exchanged", None, Rewritten, |dir| replaced(dir, Anchors::SignedBy(1), |batches| {
        (batches[0].1[0], batches[1].1[0]) = (batches[1].1[0].clone(), batches[0].1[0].clone());
    })),
    ("an article left out", None, RolledBack, |dir| replaced(dir, Anchors::SignedBy(1), |batches| drop(batches[0].1.pop()))),
    ("a version left out", None, RolledBack, |dir| replaced(dir, Anchors::SignedBy(1), |batches| drop(batches.remove(1)))),
    ("an article slipped in", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[0].1.push(capture("c", "Slipped in.\n")))),
    ("the order of entries changed", None, Rewritten, |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches.swap(1, 2))),
    ("all of it a day earlier", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches.iter_mut().for_each(|(time, _)| *time -= 86_400))),
    ("the last commit back-dated, and its entries", None, Rewritten,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches[2].0 = NOW + 61)),
    ("the whole archive another one", None, RolledBack,
        |dir| replaced(dir, Anchors::SignedBy(2), |batches| *batches = vec![(NOW, vec![capture("x", "Other.\n")])])),
    ("raw bytes replaced under the same text", None, Rewritten, |dir| forged(dir, |forge| {
        let raw = b"Caf\xe9.\r\n";
        forge.body(2, 0).raw = Digest::of(raw);
        forge.body(2, 0).raw_blob = Some(Oid::of(Kind::Blob, raw));
        let path = forge.steps[2].leaves[0].article.path("json");
        let mut record = Record::decode(forge.steps[2].files[&path].as_ref().unwrap()).unwrap();
        record.version.raw = Digest::of(raw);
        let json = record.encode().into_bytes();
        forge.body(2, 0).meta = Digest::of(&json);
        forge.body(2, 0).json_blob = forge.put(2, 0, "json", &json);
        forge.put(2, 0, "raw", raw);
    })),
    // An older state.
    ("the reference moved back", Some(RolledBack), RolledBack, |dir| {
        let commits = Archive::open(dir).unwrap().state.commits().unwrap();
        overwrite(&dir.join(files::REFERENCE), format!("{}\n", commits[0].0).as_bytes());
    }),
    ("an older state, newer checkpoints left", Some(RolledBack), RolledBack,
        |dir| replaced(dir, Anchors::Left, |batches| batches.truncate(2))),
    ("an older state, with its checkpoints", None, RolledBack,
        |dir| replaced(dir, Anchors::SignedBy(1), |batches| batches.truncate(1))),
    ("the log's end cut off", Some(Missing), Missing, |dir| {
        let entries = every_file(dir).into_iter().find(|name| name.starts_with("log/tile/entries/")).unwrap();
        std::fs::remove_file(dir.join(entries)).unwrap();
    }),
    // Clean git objects, and a log that tells otherwise.
    ("a text replaced in the tree", Some(Missing), Missing, |dir| forged(dir, |forge| _ = forge.put(0, 1, "txt", b"Four.\n"))),
    ("a record replaced in the tree", Some(Missing), Missing, |dir| forged(dir, |forge| _ = forge.put(0, 1, "json", b"{}\n"))),
    ("raw bytes replaced in the tree", Some(Missing), Missing, |dir| forged(dir, |forge| _ = forge.put(2, 0, "raw", b"Tea.\n"))),
    ("the texts of two articles exchanged", Some(History), History, |dir| forged(dir, |forge| {
        let [a, b] = [0, 1].map(|leaf| forge.steps[0].leaves[leaf].article.path("txt"));
        let [text_a, text_b] = [&a, &b].map(|path| forge.steps[0].files[path].clone());
        forge.steps[0].files.extend([(a, text_b), (b, text_a)]);
    })),
    ("an article deleted from the tree", Some(History), History, |dir| forged(dir, |forge| {
        let article = forge.steps[0].leaves[1].article;
        forge.steps[2].files.extend(["json", "txt"].map(|extension| (article.path(extension), None)));
    })),
    ("an article deleted, its bytes too", Some(Missing), Missing, |dir| forged(dir, |forge| {
        let article = forge.steps[0].leaves[1].article;
        forge.steps[0].files.retain(|path, _| !path.contains(&article.to_string()));
    })),
    ("an article beside the log", Some(History), History, |dir| forged(dir, |forge| {
        let path = StoreId::of_key("file:test/forged.txt").path("txt");
        forge.steps[1].files.insert(path, Some(b"Forged.\n".to_vec()));
    })),
    ("a commit back-dated", Some(BackDated), BackDated, |dir| forged(dir, |forge| forge.steps[2].time = NOW - 86_400)),
    ("a blob that belongs nowhere", Some(Unknown), Unknown, |dir| forged(dir, |forge| forge.loose = Some(b"A stowaway.\n"))),
    // A log that hangs together and lies.
    ("an entry that names another article's text", Some(Article), Article, |dir| forged(dir, |forge| {
        let other = forge.body(0, 0).txt_blob;
        let text = forge.steps[0].files[&forge.steps[0].leaves[0].article.path("txt")].clone().unwrap();
        forge.put(0, 1, "txt", &text);
        forge.body(0, 1).txt_blob = other;
    })),
    ("a text and its digest replaced, the sentences' root not", Some(Article), Article, |dir| forged(dir, |forge| {
        forge.body(0, 1).txt_blob = forge.put(0, 1, "txt", b"Threw.\n");
        forge.body(0, 1).text = Digest::of(b"Threw.\n");
        forge.body(0, 1).raw = Digest::of(b"Threw.\n");
    })),
    ("sentences' places edited", Some(Article), Article, |dir| forged(dir, |forge| {
        let path = forge.steps[0].leaves[1].article.path("json");
        let json = String::from_utf8(forge.steps[0].files[&path].clone().unwrap()).unwrap();
        let json = json.replace("\"0 6 ", "\"0 5 ").into_bytes();
        forge.body(0, 1).meta = Digest::of(&json);
        forge.body(0, 1).json_blob = forge.put(0, 1, "json", &json);
    })),
    ("an entry back-dated", Some(BackDated), BackDated, |dir| forged(dir, |forge| {
        forge.steps[2].leaves[0].recorded_at = NOW - 86_400;
        forge.steps[2].time = NOW - 86_400;
    })),
    ("an entry twice", Some(Chain), Chain, |dir| forged(dir, |forge| {
        let twice = forge.steps[1].leaves[0].clone();
        forge.steps[1].leaves.push(twice);
    })),
    ("an article's entries in another order", Some(Chain), Chain, |dir| forged(dir, |forge| {
        let (first, second) = (forge.steps[0].leaves[0].clone(), forge.steps[1].leaves[0].clone());
        (forge.steps[0].leaves[0].body, forge.steps[1].leaves[0].body) = (second.body, first.body);
    })),
    ("two versions of one article in a commit", Some(History), History, |dir| forged(dir, |forge| {
        let more = forge.steps.remove(1);
        forge.steps[0].leaves.extend(more.leaves.into_iter().map(|leaf| Leaf { recorded_at: NOW, ..leaf }));
        forge.steps[0].files.extend(more.files);
        forge.chain();
    })),
    // Files.
    ("entries edited", Some(Changed), Changed, |dir| {
        let name = every_file(dir).into_iter().find(|name| name.starts_with("log/tile/entries/")).unwrap();
        let mut bytes = std::fs::read(dir.join(&name)).unwrap();
        bytes[100] ^= 1;
        put(dir, &name, &bytes);
    }),
    ("tiles edited", Some(Changed), Changed, |dir| {
        let name = every_file(dir).into_iter().find(|name| name.starts_with("log/tile/0/")).unwrap();
        let mut bytes = std::fs::read(dir.join(&name)).unwrap();
        bytes[40] ^= 1;
        put(dir, &name, &bytes);
    }),
    ("entries and tiles edited alike", Some(Changed), Changed, |dir| {
        let folder = Folder::new(dir);
        let entries = "log/tile/entries/000";
        let (mut leaves, _) = log::bundle_leaves(&folder.read(entries).unwrap(), 4).unwrap();
        leaves[3].recorded_at += 1;
        folder.write(entries, &log::bundle_bytes(&leaves)).unwrap();
        published::settle(&folder, Some(4)).unwrap();
    }),
    ("an index that hides an object", Some(Changed), Changed, |dir| {
        let name = format!("{}.idx", stems(dir).pop().unwrap());
        let mut bytes = std::fs::read(dir.join(files::PACK_DIR).join(&name)).unwrap();
        // The last byte of the first name: the order stays.
        bytes[8 + 256 * 4 + 19] ^= 1;
        let body = bytes.len() - 20;
        let own = crate::hash::sha1(&bytes[..body]);
        bytes[body..].copy_from_slice(&own);
        reline(dir, &name, &bytes);
    }),
    ("lines of packs.sha256 in another order", Some(Changed), Changed, |dir| edit(dir, files::MANIFEST, |manifest| {
        let mut lines: Vec<&str> = manifest.lines().collect();
        lines.swap(0, 2);
        lines.into_iter().map(|line| format!("{line}\n")).collect()
    })),
    ("packs.sha256 cut short", Some(Changed), Changed,
        |dir| edit(dir, files::MANIFEST, |manifest| manifest.lines().take(2).map(|line| format!("{line}\n")).collect())),
    ("a pack that is not listed", Some(Unknown), Unknown, |dir| strange_pack().write(&Folder::new(dir)).unwrap()),
    ("a pack that is listed, too", Some(RolledBack), RolledBack, |dir| {
        let pack = strange_pack();
        pack.write(&Folder::new(dir)).unwrap();
        let more: String = pack.lines().iter().map(|line| format!("{line}\n")).collect();
        edit(dir, files::MANIFEST, |manifest| manifest + &more);
    }),
    ("a pack taken away", Some(Missing), Missing, |dir| {
        std::fs::remove_file(dir.join(files::PACK_DIR).join(format!("{}.pack", stems(dir)[1]))).unwrap();
    }),
    ("a pack given up as if compacted", Some(Missing), Missing, |dir| {
        let stem = stems(dir)[1].clone();
        for end in ["pack", "idx"] {
            let name = format!("{stem}.{end}");
            let path = dir.join(files::PACK_DIR).join(&name);
            let digest = Digest::of(&std::fs::read(&path).unwrap());
            std::fs::remove_file(path).unwrap();
            edit(dir, files::MANIFEST, |manifest| format!("{manifest}- {digest} {name} compacted\n"));
        }
    }),
    ("a compaction that leaves something out", Some(Missing), Missing, |dir| {
        Archive::open(dir).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap();
        let [lost] = &stems(dir)[stems(dir).len() - 1..] else { panic!("one pack") };
        let pack = strange_pack();
        pack.write(&Folder::new(dir)).unwrap();
        edit(dir, files::MANIFEST, |manifest| {
            let given_up = |end: &str| {
                let name = format!("{lost}.{end}");
                let path = dir.join(files::PACK_DIR).join(&name);
                let digest = Digest::of(&std::fs::read(&path).unwrap());
                std::fs::remove_file(path).unwrap();
                format!("- {digest} {name} compacted\n")
            };
            let added: String = pack.lines().iter().map(|line| format!("{line}\n")).collect();
            manifest + &added + &given_up("pack") + &given_up("idx")
        });
    }),
    ("a second reference", Some(Unknown), Unknown, |dir| put(dir, "store.git/refs/heads/other", b"")),
    ("objects from elsewhere", Some(Changed), Changed, |dir| put(dir, "store.git/objects/info/alternates", b"/elsewhere\n")),
    ("a hook", Some(Unknown), Unknown, |dir| put(dir, "store.git/hooks/post-update", b"#!/bin/sh\n")),
    ("git's configuration", Some(Changed), Changed, |dir| edit(dir, files::CONFIG, |config| config.replace("bare = true", "bare = false"))),
    ("another HEAD", Some(Changed), Changed, |dir| put(dir, files::HEAD, b"ref: refs/heads/other\n")),
    ("a graft", Some(Unknown), Unknown, |dir| put(dir, "store.git/info/grafts", b"")),
];

#[test]
fn every_attack_is_told_for_what_it_is() {
    let whole = tempfile::tempdir().unwrap();
    made(whole.path(), &batches(), &key(1));
    let kept = Archive::open(whole.path()).unwrap().sealed().unwrap().unwrap();
    let with_pin = Options { trust: pinned(kept.checkpoint.clone()), ..Options::default() };
    let report = verify_with(whole.path(), &with_pin, &mut |_, _| {}).unwrap();
    assert_eq!((report.findings, report.confirmed.len()), (vec![], 1));
    // Taken apart and put together again, an archive is as whole as it was.
    let same = tempfile::tempdir().unwrap();
    copy(whole.path(), same.path());
    forged(same.path(), |_| ());
    assert_eq!(verify_with(same.path(), &with_pin, &mut |_, _| {}).unwrap().findings, []);

    assert!(CATALOGUE.len() >= 50);
    let mut wrong = Vec::new();
    for (name, alone, pinned, attack) in CATALOGUE {
        let dir = tempfile::tempdir().unwrap();
        copy(whole.path(), dir.path());
        attack(dir.path());
        let by_itself = verify(dir.path(), &mut |_, _| {}).unwrap();
        let told = match alone {
            Some(class) => by_itself.findings.iter().any(|finding| finding.class == *class),
            None => by_itself.findings.is_empty(),
        };
        if !told || !by_itself.confirmed.is_empty() {
            wrong.push(format!("{name}, by itself: {:#?}", by_itself.findings));
        }
        let report = verify_with(dir.path(), &with_pin, &mut |_, _| {}).unwrap();
        if !report.findings.iter().any(|finding| finding.class == *pinned) {
            wrong.push(format!("{name}, pinned: {:#?}", report.findings));
        }
        // A pin says nothing for an archive that is not the one it was.
        if alone.is_none() && !report.confirmed.is_empty() {
            wrong.push(format!("{name}, pinned and confirmed: {:?}", report.confirmed));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
