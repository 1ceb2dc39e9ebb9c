//! Compaction: the same objects in few packs, what came earlier at a path told by its difference from what came next.
//! A newest wording so stays one read away, and a version more costs about its edit.
//!
//! Blobs of versions that were declared erased are left out: here their bytes go.
//!
//! The archive is verified, the new packs are made in a folder beside, verified against the log in their turn, and put
//! in place; then `packs.sha256` is replaced in one move, and what it no longer lists is removed. History and log stay
//! as they are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use rayon::prelude::*;

use super::commit::Commit;
use super::delta;
use super::error::{ArchiveError, Result};
use super::files::{self, Batch, Folder};
use super::lock::{self, Journal};
use super::manifest::{self, COMPACTED, Line};
use super::objects::{Kind, Objects, Oid};
use super::pack::{PackBuilder, Packed, Packer};
use super::second::Second;
use super::{Archive, State, tree, verify};

/// What a compaction did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Compaction {
    pub objects: u64,
    /// Blobs of versions that were declared erased, which are gone now.
    pub erased: u64,
    pub packs_before: usize,
    pub packs_after: usize,
    /// Of packs and indexes.
    pub bytes_before: u64,
    pub bytes_after: u64,
}

/// A pack is built in memory; one this long (bytes) is closed when its series of objects ends.
const PACK_BYTES: u64 = 128 << 20;

/// So many differences at most lie between an object and a whole one. git's own limit is 50; the price of a read.
const MAX_DEPTH: usize = 40;

/// Text packs to about two fifths. A difference longer than this part of the whole would save little, and cost a read.
const WORTHWHILE: usize = 3;

/// Series told at a time, on all cores.
const SERIES: usize = 512;

/// Where the new packs are made, with the folders of an archive inside.
const BESIDE: &str = "compact";

/// What stood at one path, the oldest first. A tree's path ends in `/`.
type Series = BTreeMap<String, Vec<Oid>>;

impl Archive {
    /// Puts all objects into as few packs as they need. An archive that does not verify is left as it is.
    pub fn compact(&mut self, wait: Duration, progress: &mut dyn FnMut(u64, u64)) -> Result<Compaction> {
        let folder = self.folder.clone();
        lock::exclusive(&folder, wait, |mut lock| {
            lock.recover()?;
            sound(&verify::held(&folder, &verify::Options::default(), progress)?, "before compacting")?;
            self.state = State::load(&folder)?;
            if self.state.head.is_none() {
                return Ok(Compaction::default());
            }
            lock.begin(&Journal::Compact)?;
            let done = self.swap(progress);
            // Either the new packs are listed now, or the old ones still are.
            lock.recover()?;
            self.state = State::load(&folder)?;
            done
        })
    }

    fn swap(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Compaction> {
        let folder = &self.folder;
        let beside = Folder::new(&folder.path(BESIDE));
        let objects = &self.state.objects;
        let ((old, lines), total) = (manifest::read(folder)?, objects.packs().count()?);
        let erased = self.state.erased_blobs()?;
        let mut stored = 0;
        for oid in &erased {
            stored += u64::from(objects.holds(*oid)?);
        }
        let mut repack = Repack::new(objects, &beside, erased);
        repack.history(&self.state.commits()?, &mut |done| progress(done, total))?;
        let (packs, objects) = repack.finish()?;
        sound(&verify::over(folder, Objects::open(&beside)?, progress)?, "after compacting")?;

        let live = manifest::live(&lines);
        let added: Vec<&Line> = packs.iter().filter(|line| !live.contains_key(line.name())).collect();
        let given_up = live.iter().filter(|(name, _)| !packs.iter().any(|line| line.name() == **name));
        let given_up: Vec<Line> = given_up
            .map(|(name, (_, _, digest))| Line::Removed {
                digest: *digest,
                name: (*name).to_owned(),
                reason: COMPACTED.to_owned(),
            })
            .collect();
        let compaction = Compaction {
            objects,
            erased: stored,
            packs_before: live.len() / 2,
            packs_after: packs.len() / 2,
            bytes_before: live.values().map(|(_, len, _)| len).sum(),
            bytes_after: packs.iter().map(Line::len).sum(),
        };
        if added.is_empty() {
            return Ok(compaction);
        }
        let mut batch = Batch::new(folder);
        added.iter().try_for_each(|line| batch.take(&beside, &format!("{}/{}", files::PACK_DIR, line.name())))?;
        batch.finish()?;
        let mut manifest = old;
        added.into_iter().chain(&given_up).for_each(|line| manifest.extend(format!("{line}\n").bytes()));
        folder.write(files::MANIFEST, &manifest)?;
        Ok(compaction)
    }
}

/// The new packs in the making.
struct Repack<'a> {
    objects: &'a Objects,
    beside: &'a Folder,
    /// What is not to be told.
    erased: BTreeSet<Oid>,
    told: HashSet<Oid>,
    pack: PackBuilder,
    /// The lines of the packs that are written.
    packs: Vec<Line>,
}

impl<'a> Repack<'a> {
    fn new(objects: &'a Objects, beside: &'a Folder, erased: BTreeSet<Oid>) -> Repack<'a> {
        Repack { objects, beside, erased, told: HashSet::new(), pack: PackBuilder::default(), packs: Vec::new() }
    }

    /// Tells everything the commits, the oldest first, lead to. `progress` hears how many objects are told.
    fn history(&mut self, commits: &[(Oid, Commit)], progress: &mut dyn FnMut(u64)) -> Result<()> {
        // Commits share little but digests: each is told whole.
        let each = commits.iter().map(|(oid, _)| (String::new(), vec![*oid]));
        self.tell(Kind::Commit, each.collect(), progress)?;
        let mut tops: BTreeMap<String, Vec<Oid>> = BTreeMap::new();
        let mut roots = Vec::with_capacity(commits.len());
        for (_, commit) in commits {
            roots.push(commit.tree);
            for (name, oid) in tree::folders(self.objects, commit.tree)? {
                tops.entry(name).or_default().push(oid);
            }
        }
        self.tell(Kind::Tree, vec![(String::new(), roots)], progress)?;
        // One folder of the sixteen at a time, so that not all objects' names are held at once.
        for states in tops.into_values() {
            let (trees, blobs) = series(self.objects, &states)?;
            self.tell(Kind::Blob, blobs.into_iter().collect(), progress)?;
            self.tell(Kind::Tree, trees.into_iter().collect(), progress)?;
        }
        Ok(())
    }

    fn tell(&mut self, kind: Kind, mut all: Vec<(String, Vec<Oid>)>, progress: &mut dyn FnMut(u64)) -> Result<()> {
        for (_, series) in &mut all {
            // The newest first. What stood there twice, or elsewhere too, is told once.
            series.reverse();
            series.retain(|oid| !self.erased.contains(oid) && self.told.insert(*oid));
        }
        for some in all.chunks(SERIES) {
            let packed: Vec<Result<Vec<Packed>>> =
                some.par_iter().map(|(_, oids)| told(self.objects, kind, oids)).collect();
            for series in packed {
                for object in series? {
                    self.pack.add(&object)?;
                }
                if self.pack.len() > PACK_BYTES {
                    self.close()?;
                }
            }
            progress(self.told.len() as u64);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let pack = std::mem::take(&mut self.pack);
        if !pack.is_empty() {
            let pack = pack.finish();
            pack.write(self.beside)?;
            self.packs.extend(pack.lines());
        }
        Ok(())
    }

    /// The lines of all packs, and how many objects they hold. A second reader has to agree that it holds them.
    fn finish(mut self) -> Result<(Vec<Line>, u64)> {
        self.close()?;
        let second = Second::open(self.beside, files::OBJECTS)?;
        self.told.iter().try_for_each(|oid| second.check(*oid))?;
        Ok((self.packs, self.told.len() as u64))
    }
}

/// What stood at one path, the newest first: each told by its difference from the one before it where that is shorter.
fn told(objects: &Objects, kind: Kind, oids: &[Oid]) -> Result<Vec<Packed>> {
    let mut out = Vec::with_capacity(oids.len());
    let mut packer = Packer::new();
    let mut newer: Option<(Oid, Vec<u8>)> = None;
    let mut depth = 0;
    for &oid in oids {
        let bytes = objects.read(oid, kind)?;
        let base = newer.as_ref().filter(|_| depth < MAX_DEPTH && kind != Kind::Commit);
        let short = base.and_then(|(base, known)| Some((*base, delta::make(known, &bytes, bytes.len() / WORTHWHILE)?)));
        depth = if short.is_some() { depth + 1 } else { 0 };
        out.push(match short {
            Some((base, delta)) => packer.pack_upon(kind, &bytes, base, &delta)?,
            None => packer.pack(kind, &bytes)?,
        });
        newer = Some((oid, bytes));
    }
    Ok(out)
}

/// The trees and the blobs below a folder through all its states, the oldest first.
fn series(objects: &Objects, states: &[Oid]) -> Result<(Series, Series)> {
    let (mut trees, mut blobs) = (Series::new(), Series::new());
    let mut before = None;
    for &state in states {
        let mut tree = |path: &str, oid| trees.entry(path.to_owned()).or_default().push(oid);
        for (path, blob) in tree::compare(objects, before, state, &mut tree)? {
            if let Some(blob) = blob {
                blobs.entry(path).or_default().push(blob);
            }
        }
        before = Some(state);
    }
    Ok((trees, blobs))
}

/// Nothing is taken away from an archive that does not verify.
pub(super) fn sound(report: &verify::Report, when: &'static str) -> Result<()> {
    match report.findings.len() {
        0 => Ok(()),
        findings => Err(ArchiveError::Unsound { findings, when }),
    }
}

/// Takes away what a compaction leaves, done or stopped: the folder beside, and packs that are not listed.
pub(super) fn tidy(folder: &Folder) -> Result<()> {
    folder.remove_unfinished(files::MANIFEST)?;
    folder.remove_folder(BESIDE)?;
    sweep(folder)
}

/// Takes away the packs that `packs.sha256` does not list.
pub(super) fn sweep(folder: &Folder) -> Result<()> {
    let (_, lines) = manifest::read(folder)?;
    let live = manifest::live(&lines);
    // The indexes first: a pack without index is not seen, an index without pack would be an error.
    let mut names = folder.names_in(files::PACK_DIR)?;
    names.sort_by_key(|name| !name.ends_with(".idx"));
    let mut batch = Batch::new(folder);
    for name in names {
        if manifest::is_pack_file(&name) && !live.contains_key(name.as_str()) {
            batch.remove(&format!("{}/{name}", files::PACK_DIR))?;
        }
    }
    batch.finish()
}
