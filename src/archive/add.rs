//! Taking articles in. One batch is one commit, and an article has at most one new version in a commit, so that
//! `git log -p` shows each change of its wording once. Order of writing: journal, pack, `packs.sha256`, log, and last
//! the reference, which commits it all.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::fmt::Write as _;
use std::time::Duration;

use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::leaf::{Body, Leaf, StoreId, VersionBody};
use super::lock::{self, Journal, Lock};
use super::log;
use super::objects::{Kind, Objects, Oid};
use super::pack::{MAX_PACK_LEN, Pack, PackBuilder};
use super::record::{self, Record};
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

/// The message lists so many articles by name.
const LISTED: usize = 20;

/// What is last known of an article.
struct Latest {
    raw: Digest,
    meta: Meta,
    version: u32,
}

/// A capture to be recorded.
struct Item<'a> {
    capture: &'a Capture,
    id: StoreId,
    outcome: Outcome,
    version: u32,
}

impl Archive {
    /// Records the captures, in their order, at the time `now`, and says what became of each. Where nothing is new,
    /// nothing is written. Waits up to `wait` while another process writes.
    pub fn add(&mut self, captures: &[Capture], now: i64, wait: Duration) -> Result<Vec<Outcome>> {
        let folder = self.folder.clone();
        lock::exclusive(&folder, wait, |mut lock| {
            lock.recover()?;
            if commit::head(&folder)? != self.state.head.as_ref().map(|(oid, _)| *oid) {
                self.state = State::load(&folder)?;
            }
            let mut rounds: Vec<Vec<Item>> = Vec::new();
            let outcomes = self.plan(captures, &mut rounds)?;
            for batch in rounds.iter().flat_map(|round| batches(round)) {
                self.commit(&mut lock, batch, now)?;
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
        let mut known: BTreeMap<StoreId, (Option<Latest>, usize)> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(captures.len());
        for capture in captures {
            let id = StoreId::of_key(capture.article.key());
            let (latest, round) = match known.entry(id) {
                Slot::Occupied(slot) => slot.into_mut(),
                Slot::Vacant(slot) => slot.insert((self.latest(id)?, 0)),
            };
            let (raw, meta) = (capture.version.raw, record::normal(&capture.meta));
            let (outcome, version) = match latest {
                None => (Outcome::New, 1),
                Some(last) if last.raw != raw => (Outcome::NewVersion(last.version + 1), last.version + 1),
                Some(last) if last.meta != meta => (Outcome::MetadataCorrected, last.version),
                Some(last) => (Outcome::Unchanged, last.version),
            };
            outcomes.push(outcome);
            if outcome == Outcome::Unchanged {
                continue;
            }
            *latest = Some(Latest { raw, meta, version });
            if rounds.len() == *round {
                rounds.push(Vec::new());
            }
            rounds[*round].push(Item { capture, id, outcome, version });
            *round += 1;
        }
        Ok(outcomes)
    }

    fn latest(&self, id: StoreId) -> Result<Option<Latest>> {
        let Some(last) = self.state.versions(id).pop() else { return Ok(None) };
        let record = self.state.record(last.leaf)?;
        Ok(Some(Latest { raw: record.version.raw, meta: record.meta, version: last.number }))
    }

    fn commit(&mut self, lock: &mut Lock, batch: &[Item], now: i64) -> Result<()> {
        let (folder, state) = (&self.folder, &self.state);
        let recorded_at = now.max(state.leaves.last().map_or(0, |leaf| leaf.recorded_at));

        let mut pack = PackBuilder::default();
        let mut changes = Changes::new();
        let mut leaves: Vec<Leaf> = Vec::with_capacity(batch.len());
        for item in batch {
            leaves.push(state.prepare(item, recorded_at, &mut pack, &mut changes)?);
        }
        let mut frontier = state.frontier.clone();
        leaves.iter().for_each(|leaf| frontier.push(leaf.hash()));

        let packs = folder.read(files::MANIFEST)?;
        let parent = state.head.as_ref();
        let commit = Commit {
            tree: tree::apply(&state.objects, parent.map(|(_, commit)| commit.tree), &changes, &mut pack)?,
            parent: parent.map(|(oid, _)| *oid),
            time: recorded_at,
            message: message(batch),
            log_size: frontier.size(),
            log_root: frontier.root(),
            packs_size: packs.len() as u64,
            packs_digest: Digest::of(&packs),
        };
        let oid = pack.add(&state.objects, Kind::Commit, commit.encode().as_bytes())?;
        if pack.len() > MAX_PACK_LEN {
            let name = batch.first().map_or(String::new(), |item| one_line(item.capture.article.name()));
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
    let objects = Objects::open(folder)?;
    let [file, _] = Pack::files(&pack.name);
    objects.reread(&file)?;
    objects.read(commit.tree, Kind::Tree)?;
    if Commit::read(&objects, oid)? != *commit {
        return Err(ArchiveError::Object { oid, why: "is not the commit that was written".to_owned() });
    }
    Ok(objects)
}

impl State {
    /// The leaf for an item; its blobs go to `pack`, its files to `changes`.
    fn prepare(&self, item: &Item, recorded_at: i64, pack: &mut PackBuilder, changes: &mut Changes) -> Result<Leaf> {
        let capture = item.capture;
        let body = capture.text.body();
        let record = Record::of(capture);
        let json = record.encode();
        let mut blob = |bytes: &[u8]| pack.add(&self.objects, Kind::Blob, bytes);
        let txt_blob = blob(body.as_bytes())?;
        let json_blob = blob(json.as_bytes())?;
        let raw_blob = if capture.raw() == body.as_bytes() { None } else { Some(blob(capture.raw())?) };
        changes.insert(item.id.path("txt"), Some(txt_blob));
        changes.insert(item.id.path("json"), Some(json_blob));
        changes.insert(item.id.path("raw"), raw_blob);

        let chain = self.articles.get(&item.id);
        let previous = chain.and_then(|chain| chain.last()).map(|&index| (&self.leaves[index], self.hashes[index]));
        let misfit = || ArchiveError::Object { oid: txt_blob, why: "has sentences outside its text".to_owned() };
        Ok(Leaf {
            article: item.id,
            seq: previous.map_or(0, |(leaf, _)| leaf.seq + 1),
            prev: previous.map(|(_, hash)| hash),
            recorded_at,
            body: Body::Version(VersionBody {
                raw: record.version.raw,
                text: record.version.text,
                canon: record.canon,
                sentence_root: record.sentence_root(body).ok_or_else(misfit)?,
                sentences: record.sentences.len() as u32,
                segmenter: record.segmenter,
                meta: Digest::of(json.as_bytes()),
                captured_at: capture.captured_at,
                txt_blob,
                json_blob,
                raw_blob,
            }),
        })
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
