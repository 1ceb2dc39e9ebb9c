//! Taking articles in. One batch is one commit, and an article has at most one new version in a commit, so that
//! `git log -p` shows each change of its wording once. Order of writing: journal, pack, `packs.sha256`, log, and last
//! the reference, which commits it all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::time::Duration;

use rayon::prelude::*;

use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Batch};
use super::index::{self, Row, Span, Stand, Totals};
use super::leaf::{Body, Leaf, SeenBody, StoreId, VersionBody};
use super::life::{Life, Step, Story, Told};
use super::lock::{self, Journal, Lock};
use super::log::Log;
use super::manifest;
use super::objects::{Kind, Objects, Oid};
use super::pack::{MAX_PACK_LEN, Pack, PackBuilder, Packed, Packer};
use super::record::{self, Record};
use super::second;
use super::tree::{self, Changes};
use super::{Archive, State};
use crate::article::{Capture, Meta};
use crate::hash::Digest;

/// What became of a capture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An article that was not in the archive: its version 1.
    New,
    /// Other bytes than those last recorded, or an article that was removed: this version.
    NewVersion(u32),
    /// The same bytes with other metadata.
    MetadataCorrected,
    /// The same bytes and metadata, captured at a time that was not recorded before.
    SeenAgain,
    /// Nothing to record.
    Unchanged,
    /// Nothing to record of an article that was removed: the capture is recorded already, and does not bring it back. The
    /// version that has its bytes, if they are not erased.
    LeftOut(Option<u32>),
}

/// A commit takes at most so many captures, and so many bytes of them: it is built in memory.
const BATCH_CAPTURES: usize = 10_000;
const BATCH_BYTES: usize = 64 << 20;

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
    /// Where the chains of their articles end with them: sequence number and hash.
    ends: BTreeMap<StoreId, ((u32, Digest), Life)>,
    /// The size of the log before.
    log_size: u64,
    /// The names that the records of leaves give to their articles, by the leaf's index in the log.
    names: HashMap<u64, Vec<u64>>,
    /// Runs of the index as they shall be written anew.
    pub(super) runs: Vec<(Span, Vec<Row>)>,
    totals: Totals,
}

/// What is known of an article.
#[derive(Default)]
struct Known {
    /// Its last version, if it is not removed.
    last: Option<(Digest, LatestRecord)>,
    versions: u32,
    /// Raw bytes and time of every capture that states its time.
    captures: BTreeSet<(Digest, i64)>,
    /// Of an article that was removed: which version has which bytes, the erased ones left out.
    gone: BTreeMap<Digest, u32>,
    /// The round of its next change.
    round: usize,
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
    /// When it was captured, if that is not recorded yet.
    captured_at: Option<i64>,
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
        Preview::default().of(Some(self), captures)
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
        let ids: Vec<StoreId> = captures.iter().map(|capture| StoreId::of(&capture.article)).collect();
        let mut known = self.known(ids.iter().copied())?;
        let mut outcomes = Vec::with_capacity(captures.len());
        for (capture, id) in captures.iter().zip(ids) {
            let known = known.entry(id).or_default();
            let (outcome, captured_at) = known.take_in(capture, Some(&self.state))?;
            outcomes.push(outcome);
            if matches!(outcome, Outcome::Unchanged | Outcome::LeftOut(_)) {
                continue;
            }
            if rounds.len() == known.round {
                rounds.push(Vec::new());
            }
            rounds[known.round].push(Item { capture, id, outcome, version: known.versions, captured_at });
            known.round += 1;
        }
        Ok(outcomes)
    }

    /// What is known of these articles, as far as the archive holds them.
    fn known(&self, ids: impl Iterator<Item = StoreId>) -> Result<BTreeMap<StoreId, Known>> {
        let chains = self.state.chains(&ids.collect())?;
        Ok(chains.into_iter().map(|(id, chain)| (id, Known::of(&chain))).collect())
    }

    fn commit(&mut self, lock: &mut Lock, batch: &[Item], now: i64) -> Result<()> {
        let chains = self.state.chains(&batch.iter().map(|item| item.id).collect())?;
        let none = (Story::default(), None);
        let before: BTreeMap<StoreId, (Story, Option<VersionBody>)> =
            chains.into_iter().map(|(id, chain)| (id, Story::of(&chain))).collect();
        let before = |item: &Item| before.get(&item.id).unwrap_or(&none);
        let prepared: Result<Vec<Option<Prepared>>> = batch
            .par_iter()
            .map_init(Packer::new, |packer, item| match item.outcome {
                Outcome::SeenAgain => Ok(None),
                _ => Prepared::of(item, before(item).1.as_ref(), packer).map(Some),
            })
            .collect();
        let mut draft = self.draft(now);
        for (item, prepared) in batch.iter().zip(prepared?) {
            let (story, last) = before(item);
            match (prepared, story.life.last, item.captured_at) {
                (Some(prepared), ..) => draft.push_version(item.id, prepared, story, last.as_ref())?,
                (None, Some((raw, version)), Some(captured_at)) => {
                    draft.push(item.id, Body::Seen(SeenBody { raw, captured_at, version }), story);
                }
                (None, ..) => {}
            }
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
            ends: BTreeMap::new(),
            log_size: self.state.log.size(),
            names: HashMap::new(),
            runs: Vec::new(),
            totals: self.state.totals(),
        }
    }

    /// Makes the commit. Should it be too large, the error speaks of `name`.
    pub(super) fn record(&mut self, lock: &mut Lock, draft: Draft, message: String, name: String) -> Result<()> {
        let (folder, state) = (&self.folder, &self.state);
        let Draft { recorded_at, mut pack, changes, expected, leaves, names, runs, totals, .. } = draft;
        let mut frontier = state.log.frontier().clone();
        leaves.iter().for_each(|leaf| frontier.push(leaf.hash()));

        let parent = state.head.as_ref();
        let listed = parent.map_or(0, |(_, commit)| commit.packs_size);
        let since = folder.read_from(files::MANIFEST, listed)?;
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
            packs_size: listed + since.len() as u64,
            packs_digest: manifest::chained(parent.map(|(_, commit)| commit.packs_digest), &since),
        };
        let oid = pack.add_one(Kind::Commit, commit.encode().as_bytes())?;
        if pack.len() > MAX_PACK_LEN {
            return Err(ArchiveError::TooLarge { name, bytes: pack.len() });
        }
        self.put(lock, &pack.finish(), &leaves, oid, commit)?;
        self.state.index.commits.push(Stand { log_size: self.state.log.size(), totals, commit: oid });
        self.finish(lock, &runs, &names);
        // Whatever hinders it does not hinder the commit, which is made: the packs stay as they are, and what is wrong with
        // them is for the verification to say.
        let _ = self.fold(lock);
        Ok(())
    }

    /// Brings the index to a commit that is made, and ends the write. What hinders it does not undo the commit, so it is no
    /// error: the index is made anew where it is missing, and the next write puts it on the disk.
    pub(super) fn finish(&mut self, lock: &mut Lock, runs: &[(Span, Vec<Row>)], names: &HashMap<u64, Vec<u64>>) {
        let stored = self.state.put_names(runs).and_then(|()| self.state.store_index(names));
        if stored.and_then(|()| lock.end()).is_err() {
            // Takes away what of the index was half written, now or when the archive is opened next.
            let _ = lock.recover();
        }
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
                let _ = lock.recover();
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
        second::check_staged(folder, &pack.oids)?;
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

/// What would become of captures that come part after part, none of which is written. Holds something of each article.
#[derive(Default)]
pub struct Preview(BTreeMap<StoreId, Known>);

impl Preview {
    /// What would become of the next captures, in `archive` or in one that is to be made.
    pub fn of(&mut self, archive: Option<&Archive>, captures: &[Capture]) -> Result<Vec<Outcome>> {
        let ids: Vec<StoreId> = captures.iter().map(|capture| StoreId::of(&capture.article)).collect();
        if let Some(archive) = archive {
            let unmet = ids.iter().copied().filter(|id| !self.0.contains_key(id));
            self.0.extend(archive.known(unmet)?);
        }
        let state = archive.map(|archive| &archive.state);
        let outcome = |(capture, id)| Ok(self.0.entry(id).or_default().take_in(capture, state)?.0);
        captures.iter().zip(ids).map(outcome).collect()
    }
}

impl Draft {
    /// Adds a leaf behind the article's last one, which `story` tells of.
    pub(super) fn push(&mut self, article: StoreId, body: Body, story: &Story) {
        let (end, before) = match self.ends.get(&article) {
            Some((end, life)) => (Some(*end), *life),
            None => (story.end, story.life),
        };
        let leaf = Leaf {
            article,
            seq: end.map_or(0, |(seq, _)| seq + 1),
            prev: end.map(|(_, hash)| hash),
            recorded_at: self.recorded_at,
            body,
        };
        let (hash, mut life) = (leaf.hash(), before);
        // Whoever pushes it has seen to it that it may stand there.
        let _ = life.go_on(&leaf, hash);
        self.totals.go_on(before, life);
        self.ends.insert(article, ((leaf.seq, hash), life));
        self.leaves.push(leaf);
    }

    /// Adds a version with its objects, whose files the tree then has. `last` is the version before.
    fn push_version(
        &mut self,
        id: StoreId,
        version: Prepared,
        story: &Story,
        last: Option<&VersionBody>,
    ) -> Result<()> {
        let Prepared { body, objects, names } = version;
        objects.iter().try_for_each(|object| self.pack.add(object).map(drop))?;
        self.names.insert(self.log_size + self.leaves.len() as u64, names);
        self.push_files(id, Some(&body), story, last);
        self.push(id, Body::Version(body), story);
        Ok(())
    }

    /// Has the tree hold the files of a version, or none, where it held those of `last`, if the article was in it.
    pub(super) fn push_files(
        &mut self,
        id: StoreId,
        files: Option<&VersionBody>,
        story: &Story,
        last: Option<&VersionBody>,
    ) {
        self.changes.insert(id.path("txt"), files.map(|body| body.txt_blob));
        self.changes.insert(id.path("json"), files.map(|body| body.json_blob));
        self.changes.insert(id.path("raw"), files.and_then(|body| body.raw_blob));
        // What a leaf of an unknown kind has made of the files is not known.
        if story.steps.iter().all(|told| told.step != Step::Unread) {
            let held = last.filter(|_| story.life.live).map(|body| body.json_blob);
            self.expected.insert(id.path("json"), held);
        }
    }
}

impl Known {
    fn of(chain: &[(u64, Leaf)]) -> Known {
        let story = Story::read(chain);
        let leaf = story.record(story.life.versions).filter(|_| story.life.live);
        let body = chain.iter().find(|(n, _)| Some(*n) == leaf).and_then(|(n, leaf)| Some((*n, leaf.version()?)));
        Known {
            last: body.map(|(n, body)| (body.raw, LatestRecord::Stored(n, body.meta))),
            versions: story.life.versions,
            captures: chain.iter().filter_map(|(_, leaf)| leaf.capture()).collect(),
            gone: if story.life.live { BTreeMap::new() } else { bytes_of(&story, chain) },
            round: 0,
        }
    }

    /// What becomes of the next capture of the article, and its time if that is to be recorded.
    fn take_in(&mut self, capture: &Capture, state: Option<&State>) -> Result<(Outcome, Option<i64>)> {
        let raw = capture.version.raw;
        let captured_at = capture.meta.captured_at.filter(|&time| self.captures.insert((raw, time)));
        // A capture that is recorded already brings nothing back, be it of an older version or of a removed article.
        let recorded = captured_at.is_none() && capture.meta.captured_at.is_some();
        let outcome = match &self.last {
            Some((last, record)) if *last == raw => match captured_at {
                _ if !record.states(capture, state)? => Outcome::MetadataCorrected,
                Some(_) => Outcome::SeenAgain,
                None => Outcome::Unchanged,
            },
            None if recorded && self.versions > 0 => Outcome::LeftOut(self.gone.get(&raw).copied()),
            _ if recorded => Outcome::Unchanged,
            _ => {
                self.versions += 1;
                if self.versions == 1 { Outcome::New } else { Outcome::NewVersion(self.versions) }
            }
        };
        if !matches!(outcome, Outcome::Unchanged | Outcome::LeftOut(_) | Outcome::SeenAgain) {
            self.last = Some((raw, LatestRecord::Given(record::normal(&capture.meta))));
        }
        Ok((outcome, captured_at))
    }
}

/// The raw bytes of an article's versions that are not erased; of several with the same the last.
fn bytes_of(story: &Story, chain: &[(u64, Leaf)]) -> BTreeMap<Digest, u32> {
    let made = story.steps.iter().filter(|told| told.step == Step::Version && story.erased(told.version).is_none());
    let raw = |told: &Told| chain.iter().find(|(n, _)| *n == told.leaf).and_then(|(_, leaf)| Some(leaf.version()?.raw));
    made.filter_map(|told| Some((raw(told)?, told.version))).collect()
}

impl LatestRecord {
    /// Whether the record states of the article what the capture does.
    fn states(&self, capture: &Capture, state: Option<&State>) -> Result<bool> {
        match self {
            LatestRecord::Given(meta) => Ok(meta.of_article() == record::normal(&capture.meta).of_article()),
            // Equal bytes need not be read. Other bytes may come of another segmenter.
            LatestRecord::Stored(_, digest) if Digest::of(Record::of(capture).encode().as_bytes()) == *digest => {
                Ok(true)
            }
            LatestRecord::Stored(leaf, _) => match state {
                Some(state) => Ok(state.record(*leaf)?.meta.of_article() == record::normal(&capture.meta).of_article()),
                None => Ok(false),
            },
        }
    }
}

impl Prepared {
    /// Makes a capture ready. What the version `before` has already is not packed again.
    fn of(item: &Item, before: Option<&VersionBody>, packer: &mut Packer) -> Result<Prepared> {
        let capture = item.capture;
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
            captured_at: item.captured_at,
            txt_blob,
            json_blob,
            raw_blob,
        };
        Ok(Prepared { body, objects, names: index::names(&record.article, record.meta.url.as_deref()) })
    }
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
    let seen = count(|outcome| outcome == Outcome::SeenAgain);
    let mut message = match batch {
        [one] => {
            let name = one_line(one.capture.article.name());
            match one.outcome {
                Outcome::NewVersion(n) => format!("Add v{n} of {name}"),
                Outcome::MetadataCorrected => format!("Correct the metadata of {name}"),
                Outcome::SeenAgain => format!("See v{} of {name} again", one.version),
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
                some(seen, "capture seen again", "captures seen again"),
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
