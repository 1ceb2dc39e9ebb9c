//! Taking articles in. One batch is one commit, and an article has at most one new version in a commit, so that
//! `git log -p` shows each change of its wording once. Order of writing: journal, pack, `packs.sha256`, log, and last
//! the reference, which commits it all.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::leaf::{Body, Leaf, SeenBody, StoreId, VersionBody};
use super::lock::{Journal, Lock};
use super::log;
use super::objects::{Kind, Objects, Oid};
use super::pack::{MAX_PACK_LEN, Pack, PackBuilder};
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
    /// Other bytes than those last recorded, or an article that was removed: this version.
    NewVersion(u32),
    /// The same bytes with other metadata.
    MetadataCorrected,
    /// The same bytes and metadata, captured at a time that was not recorded before.
    SeenAgain,
    /// Nothing to record.
    Unchanged,
}

/// A commit takes at most so many captures, and so many bytes of them: it is built in memory.
const BATCH_CAPTURES: usize = 10_000;
const BATCH_BYTES: usize = 64 << 20;

/// The message lists so many articles by name.
const LISTED: usize = 20;

/// A commit to be made: its leaves, and the blobs and files that they name.
pub(super) struct Draft {
    recorded_at: i64,
    pack: PackBuilder,
    pub(super) changes: Changes,
    leaves: Vec<Leaf>,
    /// The last of the leaves of each article.
    last: BTreeMap<StoreId, usize>,
}

/// What is known of an article.
#[derive(Default)]
struct Known {
    /// Its last version, if it is not removed.
    last: Option<(Digest, Meta)>,
    versions: u32,
    /// Raw bytes and time of every capture that states its time.
    captures: BTreeSet<(Digest, i64)>,
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

    /// Decides on every capture. The n-th change of one article goes to round n.
    fn plan<'a>(&self, captures: &'a [Capture], rounds: &mut Vec<Vec<Item<'a>>>) -> Result<Vec<Outcome>> {
        let mut met: BTreeMap<StoreId, (Known, usize)> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(captures.len());
        for capture in captures {
            let id = StoreId::of(&capture.article);
            let (known, round) = match met.entry(id) {
                Slot::Occupied(slot) => slot.into_mut(),
                Slot::Vacant(slot) => slot.insert((self.known(id)?, 0)),
            };
            let (outcome, captured_at) = known.take_in(capture);
            outcomes.push(outcome);
            if outcome == Outcome::Unchanged {
                continue;
            }
            if rounds.len() == *round {
                rounds.push(Vec::new());
            }
            rounds[*round].push(Item { capture, id, outcome, version: known.versions, captured_at });
            *round += 1;
        }
        Ok(outcomes)
    }

    fn known(&self, id: StoreId) -> Result<Known> {
        let story = self.state.story(id);
        let mut known = Known { versions: story.life.versions, ..Known::default() };
        if let Some(leaf) = story.record(story.life.versions).filter(|_| story.life.live) {
            let record = self.state.record(leaf)?;
            known.last = Some((record.version.raw, record.meta));
        }
        let captures = story.steps.iter().filter_map(|told| self.state.leaves[told.leaf].capture());
        known.captures = captures.collect();
        Ok(known)
    }

    fn commit(&mut self, lock: &mut Lock, batch: &[Item], now: i64) -> Result<()> {
        let mut draft = self.draft(now);
        for item in batch {
            self.state.prepare(item, &mut draft)?;
        }
        let name = batch.first().map_or(String::new(), |item| one_line(item.capture.article.name()));
        self.record(lock, draft, message(batch), name)
    }

    /// A commit to be made at the time `now`.
    pub(super) fn draft(&self, now: i64) -> Draft {
        let recorded_at = now.max(self.state.leaves.last().map_or(0, |leaf| leaf.recorded_at));
        Draft {
            recorded_at,
            pack: PackBuilder::default(),
            changes: Changes::new(),
            leaves: Vec::new(),
            last: BTreeMap::new(),
        }
    }

    /// Makes the commit. Should it be too large, the error speaks of `name`.
    pub(super) fn record(&mut self, lock: &mut Lock, draft: Draft, message: String, name: String) -> Result<()> {
        let (folder, state) = (&self.folder, &self.state);
        let Draft { recorded_at, mut pack, changes, leaves, .. } = draft;
        let mut frontier = state.frontier.clone();
        leaves.iter().for_each(|leaf| frontier.push(leaf.hash()));

        let packs = folder.read(files::MANIFEST)?;
        let parent = state.head.as_ref();
        let commit = Commit {
            tree: tree::apply(&state.objects, parent.map(|(_, commit)| commit.tree), &changes, &mut pack)?,
            parent: parent.map(|(oid, _)| *oid),
            time: recorded_at,
            message,
            log_size: frontier.size(),
            log_root: frontier.root(),
            packs_size: packs.len() as u64,
            packs_digest: Digest::of(&packs),
        };
        let oid = pack.add(&state.objects, Kind::Commit, commit.encode().as_bytes())?;
        if pack.len() > MAX_PACK_LEN {
            return Err(ArchiveError::TooLarge { name, bytes: pack.len() });
        }
        self.put(lock, &pack.finish(), leaves, oid, commit)
    }

    /// Writes a commit: all of it, or nothing.
    pub(super) fn put(
        &mut self,
        lock: &mut Lock,
        pack: &Pack,
        leaves: Vec<Leaf>,
        oid: Oid,
        commit: Commit,
    ) -> Result<()> {
        let old_size = self.state.frontier.size();
        let journal = Journal::Add {
            head: commit.parent,
            old_size,
            new_size: commit.log_size,
            packs_size: commit.packs_size,
            pack: pack.name.clone(),
        };
        lock.begin(&journal)?;
        let objects = match self.stage(pack, &leaves, oid, &commit) {
            Ok(objects) => objects,
            Err(error) => {
                // Nothing leads to it yet. Where it cannot be undone now, who opens the archive next does it.
                let _ = lock.undo(&journal).and_then(|()| lock.end());
                return Err(error);
            }
        };
        self.folder.write(files::REFERENCE, format!("{oid}\n").as_bytes())?;
        self.state.push(leaves);
        self.state.objects = objects;
        self.state.head = Some((oid, commit));
        for tile in log::tiles_beyond(old_size, self.state.frontier.size()) {
            self.folder.remove(&tile.path())?;
        }
        lock.end()
    }

    /// Puts everything in its place that the reference will lead to, and reads it back.
    fn stage(&self, pack: &Pack, leaves: &[Leaf], oid: Oid, commit: &Commit) -> Result<Objects> {
        let folder = &self.folder;
        pack.write(folder)?;
        let lines: String = pack.lines().iter().map(|line| format!("{line}\n")).collect();
        folder.append(files::MANIFEST, lines.as_bytes())?;

        let hashes: Vec<Digest> = self.state.hashes.iter().copied().chain(leaves.iter().map(Leaf::hash)).collect();
        log::write(folder, &self.state.leaves, leaves, &hashes)?;
        read_back(folder, pack, oid, commit)
    }
}

/// The reference moves only to what libgit2, which has written none of it, reads as we meant it.
fn read_back(folder: &Folder, pack: &Pack, oid: Oid, commit: &Commit) -> Result<Objects> {
    let second = Second::open(folder, files::OBJECTS)?;
    pack.oids.iter().try_for_each(|oid| second.read(*oid).map(drop))?;
    let objects = Objects::open(folder)?;
    objects.read(commit.tree, Kind::Tree)?;
    if Commit::read(&objects, oid)? != *commit {
        return Err(ArchiveError::Object { oid, why: "is not the commit that was written".to_owned() });
    }
    Ok(objects)
}

impl State {
    /// Adds the leaf of an item to the draft, with its blobs and files.
    fn prepare(&self, item: &Item, draft: &mut Draft) -> Result<()> {
        let capture = item.capture;
        if let (Outcome::SeenAgain, Some(captured_at)) = (item.outcome, item.captured_at) {
            let last = self.story(item.id).life.last;
            let seen = last.map(|(raw, version)| Body::Seen(SeenBody { raw, captured_at, version }));
            seen.into_iter().for_each(|body| self.push_leaf(item.id, body, draft));
            return Ok(());
        }
        let body = capture.text.body();
        let record = Record::of(capture);
        let json = record.encode();
        let mut blob = |bytes: &[u8]| draft.pack.add(&self.objects, Kind::Blob, bytes);
        let txt_blob = blob(body.as_bytes())?;
        let json_blob = blob(json.as_bytes())?;
        let raw_blob = if capture.raw() == body.as_bytes() { None } else { Some(blob(capture.raw())?) };
        let misfit = || ArchiveError::Object { oid: txt_blob, why: "has sentences outside its text".to_owned() };
        let version = VersionBody {
            raw: record.version.raw,
            text: record.version.text,
            canon: record.canon,
            sentence_root: record.sentence_root(body).ok_or_else(misfit)?,
            sentences: record.sentences.len() as u32,
            segmenter: record.segmenter,
            meta: Digest::of(json.as_bytes()),
            captured_at: item.captured_at,
            txt_blob,
            json_blob,
            raw_blob,
        };
        self.push_version(item.id, version, draft);
        Ok(())
    }

    /// Adds a version leaf to the draft, whose files the tree then has.
    pub(super) fn push_version(&self, id: StoreId, version: VersionBody, draft: &mut Draft) {
        draft.changes.insert(id.path("txt"), Some(version.txt_blob));
        draft.changes.insert(id.path("json"), Some(version.json_blob));
        draft.changes.insert(id.path("raw"), version.raw_blob);
        self.push_leaf(id, Body::Version(version), draft);
    }

    /// Adds a leaf to the draft, behind the article's last one.
    pub(super) fn push_leaf(&self, article: StoreId, body: Body, draft: &mut Draft) {
        let stored = || {
            let &index = self.articles.get(&article)?.last()?;
            Some((self.leaves[index].seq, self.hashes[index]))
        };
        let drafted = draft.last.insert(article, draft.leaves.len()).map(|index| &draft.leaves[index]);
        let before = drafted.map(|leaf| (leaf.seq, leaf.hash())).or_else(stored);
        draft.leaves.push(Leaf {
            article,
            seq: before.map_or(0, |(seq, _)| seq + 1),
            prev: before.map(|(_, hash)| hash),
            recorded_at: draft.recorded_at,
            body,
        });
    }
}

impl Known {
    /// What becomes of the next capture of the article, and its time if that is to be recorded.
    fn take_in(&mut self, capture: &Capture) -> (Outcome, Option<i64>) {
        let (raw, meta) = (capture.version.raw, record::normal(&capture.meta));
        let captured_at = capture.meta.captured_at.filter(|&time| self.captures.insert((raw, time)));
        // A capture that is recorded already brings nothing back, be it of an older version or of a removed article.
        let recorded = captured_at.is_none() && capture.meta.captured_at.is_some();
        let outcome = match &self.last {
            Some((last, known)) if *last == raw => match captured_at {
                _ if *known != meta => Outcome::MetadataCorrected,
                Some(_) => Outcome::SeenAgain,
                None => Outcome::Unchanged,
            },
            _ if recorded => Outcome::Unchanged,
            _ => {
                self.versions += 1;
                if self.versions == 1 { Outcome::New } else { Outcome::NewVersion(self.versions) }
            }
        };
        if outcome != Outcome::Unchanged {
            self.last = Some((raw, meta));
        }
        (outcome, captured_at)
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
