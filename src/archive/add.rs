//! Taking articles in. One batch is one commit, and an article has at most one new version in a commit, so that
//! `git log -p` shows each change of its wording once. Order of writing: journal, pack, `packs.sha256`, log, and last
//! the reference, which commits it all.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::Duration;

use rayon::prelude::*;

use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Batch};
use super::index::{self, Stand, Totals};
use super::leaf::{Body, Leaf, StoreId, VersionBody};
use super::lock::{self, Journal, Lock};
use super::log::Log;
use super::objects::{Kind, Objects, Oid};
use super::pack::{MAX_PACK_LEN, Pack, PackBuilder, Packed, Packer};
use super::read;
use super::record::{self, Record};
use super::second::Second;
use super::tree::{self, Changes};
use super::{Archive, State};
use crate::article::{Capture, Meta};
use crate::hash::Digest;

/// What became of a capture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An article that was not in the archive: its version 1.
    New,
    /// Other bytes than those last recorded: this version.
    NewVersion(u32),
    /// The same bytes with other metadata.
    MetadataCorrected,
    /// Nothing to record.
    Unchanged,
}

/// A commit takes at most so many captures, and so many bytes of them: it is built in memory.
const BATCH_CAPTURES: usize = 10_000;
const BATCH_BYTES: usize = 64 << 20;

/// So many objects are read back by one thread at a time.
const READ_BACK: usize = 4_000;

/// The message lists so many articles by name.
const LISTED: usize = 20;

/// A commit to be made: its leaves, and the objects and files that they name.
pub(super) struct Draft {
    recorded_at: i64,
    pack: PackBuilder,
    pub(super) changes: Changes,
    /// What the tree must have had at some of the changed paths, if the index has led to every leaf.
    expected: Changes,
    leaves: Vec<Leaf>,
    /// The names that the records of leaves give to their articles, by the leaf's index in the log.
    names: HashMap<u64, Vec<u64>>,
    totals: Totals,
}

/// What is last known of an article.
struct Latest {
    raw: Digest,
    record: LatestRecord,
    version: u32,
}

enum LatestRecord {
    /// In the archive, by its leaf and its digest.
    Stored(u64, Digest),
    /// On its way there.
    Given(Meta),
}

/// A capture to be recorded.
struct Item<'a> {
    capture: &'a Capture,
    id: StoreId,
    outcome: Outcome,
    version: u32,
}

/// A version ready to be recorded, with the objects that are new.
struct Prepared {
    body: VersionBody,
    objects: Vec<Packed>,
    names: Vec<u64>,
}

impl Archive {
    /// Records the captures, in their order, at the time `now`, and says what became of each. Where nothing is new,
    /// nothing is written. Waits up to `wait` while another process writes.
    pub fn add(&mut self, captures: &[Capture], now: i64, wait: Duration) -> Result<Vec<Outcome>> {
        self.writing(wait, |archive, lock| {
            let mut rounds: Vec<Vec<Item>> = Vec::new();
            let outcomes = archive.plan(captures, &mut rounds)?;
            for batch in rounds.iter().flat_map(|round| batches(round)) {
                archive.commit(lock, batch, now)?;
            }
            Ok(outcomes)
        })
    }

    /// What [`add`](Archive::add) would make of the captures. Nothing is written.
    pub fn preview(&self, captures: &[Capture]) -> Result<Vec<Outcome>> {
        self.plan(captures, &mut Vec::new())
    }

    /// Runs `work` as the only writer, on the archive as it stands now.
    pub(super) fn writing<T>(
        &mut self,
        wait: Duration,
        work: impl FnOnce(&mut Archive, &mut Lock) -> Result<T>,
    ) -> Result<T> {
        let folder = self.folder.clone();
        lock::exclusive(&folder, wait, |mut lock| {
            lock.recover()?;
            if commit::head(&folder)? != self.state.head.as_ref().map(|(oid, _)| *oid) {
                self.state = State::load(&folder)?;
            }
            work(self, &mut lock)
        })
    }

    /// Decides on every capture. The n-th change of one article goes to round n.
    fn plan<'a>(&self, captures: &'a [Capture], rounds: &mut Vec<Vec<Item<'a>>>) -> Result<Vec<Outcome>> {
        let ids: Vec<StoreId> = captures.iter().map(|capture| StoreId::of_key(capture.article.key())).collect();
        let mut known: BTreeMap<StoreId, (Latest, usize)> = BTreeMap::new();
        for (id, chain) in self.state.chains(&ids.iter().copied().collect())? {
            known.extend(latest(&chain).map(|latest| (id, (latest, 0))));
        }
        let mut outcomes = Vec::with_capacity(captures.len());
        for (capture, id) in captures.iter().zip(ids) {
            let raw = capture.version.raw;
            let (outcome, version, round) = match known.get(&id) {
                None => (Outcome::New, 1, 0),
                Some((last, round)) if last.raw != raw => {
                    (Outcome::NewVersion(last.version + 1), last.version + 1, *round)
                }
                Some((last, round)) if !self.has_record(capture, &last.record)? => {
                    (Outcome::MetadataCorrected, last.version, *round)
                }
                Some((last, round)) => (Outcome::Unchanged, last.version, *round),
            };
            outcomes.push(outcome);
            if outcome == Outcome::Unchanged {
                continue;
            }
            let record = LatestRecord::Given(record::normal(&capture.meta));
            known.insert(id, (Latest { raw, record, version }, round + 1));
            if rounds.len() == round {
                rounds.push(Vec::new());
            }
            rounds[round].push(Item { capture, id, outcome, version });
        }
        Ok(outcomes)
    }

    /// Whether the record states what the capture does.
    fn has_record(&self, capture: &Capture, record: &LatestRecord) -> Result<bool> {
        match record {
            LatestRecord::Given(meta) => Ok(*meta == record::normal(&capture.meta)),
            // Equal bytes need not be read. Other bytes may come of another segmenter.
            LatestRecord::Stored(_, digest) if Digest::of(Record::of(capture).encode().as_bytes()) == *digest => {
                Ok(true)
            }
            LatestRecord::Stored(leaf, _) => Ok(self.state.record(*leaf)?.meta == record::normal(&capture.meta)),
        }
    }

    fn commit(&mut self, lock: &mut Lock, batch: &[Item], now: i64) -> Result<()> {
        let chains = self.state.chains(&batch.iter().map(|item| item.id).collect())?;
        let last = |item: &Item| chains.get(&item.id).and_then(|chain| chain.last()).map(|(_, leaf)| leaf);
        let prepared: Result<Vec<Prepared>> = batch
            .par_iter()
            .map_init(Packer::new, |packer, item| {
                let chain = chains.get(&item.id).map_or(&[][..], Vec::as_slice);
                let before = chain.iter().rev().find_map(|(_, leaf)| leaf.version());
                Prepared::of(item.capture, before, packer)
            })
            .collect();
        let mut draft = self.draft(now);
        for (item, prepared) in batch.iter().zip(prepared?) {
            draft.totals.articles += u64::from(item.outcome == Outcome::New);
            draft.totals.versions += u64::from(item.outcome != Outcome::MetadataCorrected);
            let n = self.state.log.size() + draft.leaves.len() as u64;
            draft.push(item.id, prepared, last(item), n)?;
        }
        let name = batch.first().map_or(String::new(), |item| one_line(item.capture.article.name()));
        self.record(lock, draft, message(batch), name)
    }

    /// A commit to be made at the time `now`.
    pub(super) fn draft(&self, now: i64) -> Draft {
        Draft {
            recorded_at: now.max(self.state.head.as_ref().map_or(0, |(_, commit)| commit.time)),
            pack: PackBuilder::default(),
            changes: Changes::new(),
            expected: Changes::new(),
            leaves: Vec::new(),
            names: HashMap::new(),
            totals: self.state.totals(),
        }
    }

    /// Makes the commit. Should it be too large, the error speaks of `name`.
    pub(super) fn record(&mut self, lock: &mut Lock, draft: Draft, message: String, name: String) -> Result<()> {
        let (folder, state) = (&self.folder, &self.state);
        let Draft { recorded_at, mut pack, changes, expected, leaves, names, totals } = draft;
        let mut frontier = state.log.frontier().clone();
        leaves.iter().for_each(|leaf| frontier.push(leaf.hash()));

        let packs = folder.read(files::MANIFEST)?;
        let parent = state.head.as_ref();
        let applied = tree::apply(&state.objects, parent.map(|(_, commit)| commit.tree), &changes)?;
        if let Some((path, _)) = expected.iter().find(|(path, blob)| applied.replaced.get(*path) != Some(*blob)) {
            let why = format!("does not lead to the last entry of {path}; take the folder away, and it is made anew");
            return Err(ArchiveError::damaged(&folder.path(index::FOLDER), why));
        }
        applied.trees.iter().try_for_each(|tree| pack.add(tree).map(drop))?;
        let commit = Commit {
            tree: applied.root,
            parent: parent.map(|(oid, _)| *oid),
            time: recorded_at,
            message,
            log_size: frontier.size(),
            log_root: frontier.root(),
            packs_size: packs.len() as u64,
            packs_digest: Digest::of(&packs),
        };
        let oid = pack.add_one(Kind::Commit, commit.encode().as_bytes())?;
        if pack.len() > MAX_PACK_LEN {
            return Err(ArchiveError::TooLarge { name, bytes: pack.len() });
        }
        self.put(lock, &pack.finish(), &leaves, oid, commit)?;
        self.state.index.commits.push(Stand { log_size: self.state.log.size(), totals, commit: oid });
        self.state.store_index(&names)?;
        lock.end()
    }

    /// Writes a commit: all of it, or nothing. What comes behind it is the index alone, then the journal's end.
    pub(super) fn put(
        &mut self,
        lock: &mut Lock,
        pack: &Pack,
        leaves: &[Leaf],
        oid: Oid,
        commit: Commit,
    ) -> Result<()> {
        let journal = Journal::Add {
            head: commit.parent,
            old_size: self.state.log.size(),
            new_size: commit.log_size,
            packs_size: commit.packs_size,
            pack: pack.name.clone(),
        };
        lock.begin(&journal)?;
        let (objects, log) = match self.stage(pack, leaves, oid, &commit) {
            Ok(staged) => staged,
            Err(error) => {
                // Nothing leads to it yet. Where it cannot be undone now, who opens the archive next does it.
                let _ = lock.undo(&journal).and_then(|()| lock.end());
                return Err(error);
            }
        };
        self.folder.write(files::REFERENCE, format!("{oid}\n").as_bytes())?;
        let index = std::mem::take(&mut self.state.index).grown(log.size());
        self.state = State { folder: self.folder.clone(), objects, head: Some((oid, commit)), log, index };
        Ok(())
    }

    /// Puts everything in its place that the reference will lead to, and reads it back. The order of the files plays no
    /// part: the journal tells of all of them, and all are on the disk when this is done.
    fn stage(&self, pack: &Pack, leaves: &[Leaf], oid: Oid, commit: &Commit) -> Result<(Objects, Log)> {
        let folder = &self.folder;
        let mut batch = Batch::new(folder);
        pack.stage(folder)?;
        // libgit2, which has written none of it, has to read it as we meant it.
        pack.oids.par_chunks(READ_BACK).try_for_each(|oids| {
            let second = Second::open(folder, files::INCOMING)?;
            oids.iter().try_for_each(|oid| second.check(*oid))
        })?;
        pack.place(&mut batch)?;
        let lines: String = pack.lines().iter().map(|line| format!("{line}\n")).collect();
        folder.append(files::MANIFEST, lines.as_bytes())?;
        let log = self.state.log.extended(leaves, &mut batch)?;
        batch.finish()?;

        let objects = Objects::open(folder)?;
        objects.read(commit.tree, Kind::Tree)?;
        if Commit::read(&objects, oid)? != *commit {
            return Err(ArchiveError::Object { oid, why: "is not the commit that was written".to_owned() });
        }
        Ok((objects, log))
    }
}

impl Draft {
    /// Adds a version, whose files the tree then has. `last` is the article's last leaf, `n` where this one will stand.
    fn push(&mut self, id: StoreId, version: Prepared, last: Option<&Leaf>, n: u64) -> Result<()> {
        let Prepared { body, objects, names } = version;
        objects.iter().try_for_each(|object| self.pack.add(object).map(drop))?;
        match last.map(Leaf::version) {
            None => drop(self.expected.insert(id.path("json"), None)),
            Some(Some(before)) => drop(self.expected.insert(id.path("json"), Some(before.json_blob))),
            // What another kind of leaf has made of the files is not known.
            Some(None) => {}
        }
        self.changes.insert(id.path("txt"), Some(body.txt_blob));
        self.changes.insert(id.path("json"), Some(body.json_blob));
        self.changes.insert(id.path("raw"), body.raw_blob);
        self.names.insert(n, names);
        self.leaves.push(Leaf {
            article: id,
            seq: last.map_or(0, |leaf| leaf.seq + 1),
            prev: last.map(Leaf::hash),
            recorded_at: self.recorded_at,
            body: Body::Version(body),
        });
        Ok(())
    }
}

impl Prepared {
    /// Makes a capture ready. What the version `before` has already is not packed again.
    fn of(capture: &Capture, before: Option<&VersionBody>, packer: &mut Packer) -> Result<Prepared> {
        let text = capture.text.body();
        let record = Record::of(capture);
        let json = record.encode();
        let mut objects = Vec::new();
        let mut blob = |bytes: &[u8]| -> Result<Oid> {
            let object = packer.pack(Kind::Blob, bytes)?;
            let oid = object.oid;
            objects.push(object);
            Ok(oid)
        };
        let txt_blob = match before.filter(|before| before.text == record.version.text) {
            Some(before) => before.txt_blob,
            None => blob(text.as_bytes())?,
        };
        let json_blob = blob(json.as_bytes())?;
        let raw_blob = match before.filter(|before| before.raw == record.version.raw) {
            _ if capture.raw() == text.as_bytes() => None,
            Some(VersionBody { raw_blob: Some(raw), .. }) => Some(*raw),
            _ => Some(blob(capture.raw())?),
        };
        let misfit = || ArchiveError::Object { oid: txt_blob, why: "has sentences outside its text".to_owned() };
        let body = VersionBody {
            raw: record.version.raw,
            text: record.version.text,
            canon: record.canon,
            sentence_root: record.sentence_root(text).ok_or_else(misfit)?,
            sentences: record.sentences.len() as u32,
            segmenter: record.segmenter,
            meta: Digest::of(json.as_bytes()),
            captured_at: capture.captured_at,
            txt_blob,
            json_blob,
            raw_blob,
        };
        Ok(Prepared { body, objects, names: index::names(&record.article, record.meta.url.as_deref()) })
    }
}

/// What the leaves of an article say of it last; `None` where none is of a version.
fn latest(chain: &[(u64, Leaf)]) -> Option<Latest> {
    let last = read::versions(chain).pop()?;
    let body = chain.iter().find(|(n, _)| *n == last.leaf)?.1.version()?;
    Some(Latest { raw: body.raw, record: LatestRecord::Stored(last.leaf, body.meta), version: last.number })
}

/// Cuts a round where a commit would grow too large.
fn batches<'a, 'b>(round: &'b [Item<'a>]) -> Vec<&'b [Item<'a>]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (n, item) in round.iter().enumerate() {
        let more = item.capture.raw().len() + item.capture.text.body().len();
        if n > start && (n - start == BATCH_CAPTURES || bytes + more > BATCH_BYTES) {
            batches.push(&round[start..n]);
            (start, bytes) = (n, 0);
        }
        bytes += more;
    }
    if start < round.len() {
        batches.push(&round[start..]);
    }
    batches
}

/// What `git log` shows: the change in a line, then which file is which article.
fn message(batch: &[Item]) -> String {
    let count = |wanted: fn(Outcome) -> bool| batch.iter().filter(|item| wanted(item.outcome)).count();
    let new = count(|outcome| outcome == Outcome::New);
    let versions = count(|outcome| matches!(outcome, Outcome::NewVersion(_)));
    let corrections = count(|outcome| outcome == Outcome::MetadataCorrected);
    let mut message = match batch {
        [one] => {
            let name = one_line(one.capture.article.name());
            match one.outcome {
                Outcome::NewVersion(n) => format!("Add v{n} of {name}"),
                Outcome::MetadataCorrected => format!("Correct the metadata of {name}"),
                _ => format!("Add {name}"),
            }
        }
        _ => {
            let some = |n: usize, one: &str, many: &str| match n {
                0 => None,
                1 => Some(format!("1 {one}")),
                n => Some(format!("{n} {many}")),
            };
            let parts = [
                some(new, "article", "articles"),
                some(versions, "new version", "new versions"),
                some(corrections, "metadata correction", "metadata corrections"),
            ];
            format!("Add {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
    };
    message.push('\n');
    for item in batch.iter().take(LISTED) {
        let _ = write!(message, "\n{} v{} {}", item.id, item.version, one_line(item.capture.article.name()));
    }
    if batch.len() > LISTED {
        let _ = write!(message, "\nand {} more", batch.len() - LISTED);
    }
    message
}

/// A name as it may stand in a message: on one line, without control characters, and not long (characters).
pub(super) fn one_line(name: &str) -> String {
    const LONGEST: usize = 80;
    // Line and paragraph separators, and the marks that turn the direction of writing.
    let unfit = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if unfit(c) { ' ' } else { c };
    let mut line: String = name.chars().map(plain).take(LONGEST).collect();
    if name.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}
