//! The log's files against the root the newest commit states, a file of entries at a time on all cores. Entries and lowest
//! tiles say the same twice, so where they differ the root tells which of them was changed.
//!
//! Of each entry so little stays in memory that it can be found again: its article, and where it begins in its file. The
//! files themselves stay as long as there are few of them.

use std::borrow::Cow;

use rayon::prelude::*;

use super::super::at::At;
use super::super::error::Result;
use super::super::files::Folder;
use super::super::leaf::{Leaf, MAX_LEN, StoreId};
use super::super::log::{self, Tile, WIDTH};
use super::{Check, Class, Finding};
use crate::hash::{
    Digest,
    merkle::{self, Frontier},
};

/// So many files of entries stay in memory, some 86 MB; those behind them are read again where they are needed.
const HELD: usize = 1 << 10;

/// The entries of a log that was checked.
pub(super) struct Entries {
    folder: Folder,
    /// How many there are by the newest commit.
    size: u64,
    /// The true root over each full file of them; nothing if it is not known.
    runs: Vec<Digest>,
    /// The files that hold them, and the bytes of the first ones.
    bundles: Vec<Tile>,
    held: Vec<Vec<u8>>,
    places: Vec<Option<Place>>,
    /// Whether none is damaged: behind a gap neither roots nor chains can be told.
    pub(super) whole: bool,
}

#[derive(Clone, Copy)]
struct Place {
    article: StoreId,
    /// Where the entry's length begins in its file.
    at: u32,
}

impl Entries {
    pub(super) fn none(folder: &Folder) -> Entries {
        let (runs, bundles, held, places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Entries { folder: folder.clone(), size: 0, runs, bundles, held, places, whole: true }
    }

    /// How many there are by the newest commit. Fewer may have been read.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The root over the first `size` entries; `None` if it cannot be told.
    pub(super) fn root_at(&self, size: u64) -> Option<Digest> {
        let mut frontier = Frontier::default();
        let runs = self.runs.get(..usize::try_from(size / WIDTH).ok()?)?;
        runs.iter().for_each(|root| frontier.push_tree(WIDTH.trailing_zeros(), *root));
        for n in frontier.size()..size {
            frontier.push(self.leaf(usize::try_from(n).ok()?).ok()??.hash());
        }
        Some(frontier.root())
    }

    /// When entry `n` says it was recorded; `None` if it cannot be told.
    pub(super) fn time_of(&self, n: u64) -> Option<i64> {
        Some(self.leaf(usize::try_from(n).ok()?).ok()??.recorded_at)
    }

    /// The root over a run of full files of entries; `None` if it is not known.
    pub(super) fn root_over(&self, leaves: std::ops::Range<u64>) -> Option<Digest> {
        let runs = (leaves.start / WIDTH) as usize..(leaves.end / WIDTH) as usize;
        self.runs.get(runs).map(merkle::root)
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The article of entry `n`; `None` if the entry is damaged.
    pub(super) fn article(&self, n: usize) -> Option<StoreId> {
        self.places[n].map(|place| place.article)
    }

    /// Reads entry `n` again; `None` if it is damaged or not there.
    pub(super) fn leaf(&self, n: usize) -> Result<Option<Leaf>> {
        let Some(Place { at, .. }) = self.places.get(n).copied().flatten() else { return Ok(None) };
        let bundle = n / WIDTH as usize;
        let leaf = |bytes: &[u8]| {
            let (len, rest) = bytes.split_first_chunk::<2>()?;
            Leaf::decode(rest.get(..usize::from(u16::from_be_bytes(*len)))?)
        };
        // What has a place was read from there.
        if let Some(bytes) = self.held.get(bundle) {
            return Ok(bytes.get(at as usize..).and_then(leaf));
        }
        let file = At::open(&self.folder.path(&self.bundles[bundle].path()), 0)?;
        let at = u64::from(at);
        let mut bytes = vec![0; (file.len().saturating_sub(at)).min(2 + MAX_LEN as u64) as usize];
        file.read(at, &mut bytes)?;
        leaf(&bytes).map(Some).ok_or_else(|| file.damaged("holds other entries than when it was first read"))
    }

    /// Reads all entries again, in order, with their numbers; `None` for a damaged one.
    pub(super) fn leaves(&self) -> impl Iterator<Item = Result<(usize, Option<Leaf>)>> + '_ {
        let bundle = |(n, tile): (usize, &Tile)| {
            let range = tile.range();
            let damaged = self.places[range.clone()].iter().all(Option::is_none);
            let read = match self.held.get(n) {
                _ if damaged => Ok(Cow::default()),
                Some(bytes) => Ok(Cow::from(bytes)),
                None => self.folder.read(&tile.path()).map(Cow::from),
            };
            let leaves = read.map(|bytes| parse(&bytes, range.len()).unwrap_or_default());
            let (leaves, error) = leaves.map_or_else(|error| (Vec::new(), Some(error)), |leaves| (leaves, None));
            let mut leaves: Vec<Option<Leaf>> = leaves.into_iter().map(|(_, leaf)| Some(leaf)).collect();
            leaves.resize(range.len(), None);
            let leaves = range.zip(leaves).map(|(n, leaf)| Ok((n, leaf.filter(|_| self.places[n].is_some()))));
            error.map(Err).into_iter().chain(leaves)
        };
        self.bundles.iter().enumerate().flat_map(bundle)
    }
}

/// The leaves of a file of entries, each with its place; `None` if it does not hold exactly `count`.
fn parse(bytes: &[u8], count: usize) -> Option<Vec<(u32, Leaf)>> {
    let mut leaves = Vec::with_capacity(count);
    let mut rest = bytes;
    while !rest.is_empty() {
        let at = bytes.len() - rest.len();
        let (len, after) = rest.split_first_chunk::<2>()?;
        let (leaf, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
        leaves.push((u32::try_from(at).ok()?, Leaf::decode(leaf)?));
        rest = after;
    }
    (leaves.len() == count).then_some(leaves)
}

/// What the two files say that tell of the same entries.
struct Twice {
    /// The bytes of the file of entries, if they are to stay.
    bytes: Option<Vec<u8>>,
    /// Of each entry, where it is; nothing if the file does not hold whole entries.
    places: Vec<Place>,
    /// The earliest and the latest time, if they rise.
    times: Option<(i64, i64)>,
    entries: Option<Hashes>,
    tile: Option<Hashes>,
    findings: Vec<Finding>,
    files: u64,
}

/// The hashes of a run of entries. Of a full run that needs no closer look, the root over them is enough.
#[derive(PartialEq, Eq)]
enum Hashes {
    Run(Digest),
    Each(Vec<Digest>),
}

impl Hashes {
    fn push(&self, frontier: &mut Frontier) {
        match self {
            Hashes::Run(root) => frontier.push_tree(WIDTH.trailing_zeros(), *root),
            Hashes::Each(hashes) => hashes.iter().for_each(|hash| frontier.push(*hash)),
        }
    }

    fn root(&self) -> Digest {
        match self {
            Hashes::Run(root) => *root,
            Hashes::Each(hashes) => merkle::root(hashes),
        }
    }
}

impl Check<'_> {
    /// Checks every file of a log of that size and root, and that times rise.
    pub(super) fn log(&mut self, size: u64, root: Digest) -> Result<Entries> {
        let mut entries = Entries { size, ..Entries::none(self.folder) };
        for bundle in log::tiles(size).take_while(|tile| tile.level.is_none()) {
            // Without this file the size may be a fantasy, so it is not counted up to.
            if !self.folder.exists(&bundle.path()) {
                self.find(Class::Missing, bundle.path(), "is not there");
                return Ok(Entries { size, ..Entries::none(self.folder) });
            }
            entries.bundles.push(bundle);
        }
        self.report.log_size = size;
        let lowest: Vec<Tile> = log::tiles(size).filter(|tile| tile.level == Some(0)).collect();
        let read = entries.bundles.par_iter().enumerate().map(|(n, bundle)| {
            let mut twice = self.twice(bundle, lowest.get(n))?;
            twice.bytes = twice.bytes.filter(|_| n < HELD && !self.options.quick);
            Ok(twice)
        });
        let mut read: Vec<Twice> = read.collect::<Result<_>>()?;
        for (bundle, twice) in entries.bundles.iter().zip(&mut read) {
            self.report.files += twice.files;
            entries.held.extend(twice.bytes.take());
            self.report.findings.append(&mut twice.findings);
            let places = std::mem::take(&mut twice.places).into_iter().map(Some);
            entries.places.extend(places);
            entries.places.resize(bundle.range().end, None);
        }
        match self.truth(size, root, &read)? {
            None if self.agreed(&mut entries, &lowest, &read) => {
                if read.last().is_some_and(|last| last.entries.is_some()) {
                    let detail = format!("the log's root with it is not the one its commit states, {root}");
                    self.find(Class::Changed, entries.bundles[lowest.len()].path(), detail);
                }
                self.higher(size, &entries.runs)?;
            }
            None => {
                let detail = format!("neither its entries nor its tiles have the root {root} its commit states");
                self.find(Class::Changed, "log", detail);
            }
            Some(truth) => {
                self.report.log_root = Some(root);
                self.differing(&mut entries, &lowest, &read, &truth);
                entries.runs = truth[..(size / WIDTH) as usize].iter().map(|run| run.root()).collect();
                self.higher(size, &entries.runs)?;
            }
        }
        entries.whole = entries.places.iter().all(Option::is_some);
        self.times(&entries, &read)?;
        Ok(entries)
    }

    /// Reads a file of entries, and the file of their hashes where there is one.
    fn twice(&self, bundle: &Tile, tile: Option<&Tile>) -> Result<Twice> {
        let mut twice = Twice {
            bytes: None,
            places: Vec::new(),
            times: None,
            entries: None,
            tile: None,
            findings: Vec::new(),
            files: 0,
        };
        let width = bundle.range().len();
        let bytes = self.folder.read(&bundle.path())?;
        self.progress.add(bytes.len() as u64);
        twice.files += 1;
        match parse(&bytes, width) {
            Some(leaves) => {
                let times = leaves.iter().map(|(_, leaf)| leaf.recorded_at);
                if times.clone().is_sorted() {
                    twice.times = times.clone().next().zip(times.max());
                }
                // A leaf read back is written the same, so its bytes are those in the file.
                twice.entries = Some(Hashes::Each(leaves.iter().map(|(_, leaf)| leaf.hash()).collect()));
                twice.places = leaves.into_iter().map(|(at, leaf)| Place { article: leaf.article, at }).collect();
            }
            None => twice.findings.push(Finding::new(Class::Changed, bundle.path(), "does not hold whole log entries")),
        }
        twice.bytes = Some(bytes);
        if let Some(tile) = tile {
            match self.folder.read_if_any(&tile.path())? {
                Some(bytes) => {
                    twice.files += 1;
                    twice.tile = Some(Hashes::Each(hashes(&bytes)));
                }
                None => twice.findings.push(Finding::new(Class::Missing, tile.path(), "is not there")),
            }
        }
        let agree = twice.entries == twice.tile || tile.is_none();
        if let (true, true, Some(entries)) = (agree, width == WIDTH as usize, &twice.entries) {
            let run = || Some(Hashes::Run(entries.root()));
            (twice.entries, twice.tile) = (run(), tile.and_then(|_| run()));
        }
        Ok(twice)
    }

    /// Of each run of entries, the hashes that make the root: those of entries or of tiles, or of each where the tile
    /// above says so.
    fn truth<'r>(&self, size: u64, root: Digest, read: &'r [Twice]) -> Result<Option<Vec<&'r Hashes>>> {
        let mut above = Vec::new();
        for tile in log::tiles(size).filter(|tile| tile.level == Some(1)) {
            let mut hashes = self.folder.read_if_any(&tile.path())?.map(|bytes| hashes(&bytes)).unwrap_or_default();
            hashes.resize(tile.range().len(), Digest::from_bytes([0; 32]));
            above.append(&mut hashes);
        }
        let entries_first = |_: usize, twice: &'r Twice| twice.entries.as_ref().or(twice.tile.as_ref());
        let tiles_first = |_: usize, twice: &'r Twice| twice.tile.as_ref().or(twice.entries.as_ref());
        let as_above = |n: usize, twice: &'r Twice| {
            let said = |hashes: &&Hashes| above.get(n) == Some(&hashes.root());
            twice.entries.as_ref().filter(said).or(tiles_first(n, twice))
        };
        type Choice<'c, 'r> = &'c dyn Fn(usize, &'r Twice) -> Option<&'r Hashes>;
        let choices: [Choice; 3] = [&entries_first, &tiles_first, &as_above];
        for choice in choices {
            let chosen: Option<Vec<&Hashes>> = read.iter().enumerate().map(|(n, twice)| choice(n, twice)).collect();
            let Some(chosen) = chosen else { continue };
            let mut frontier = Frontier::default();
            // A run that has not its number of hashes cannot be the true one, and would leave no place for the next.
            let fits = chosen.iter().zip(log::tiles(size)).all(|(hashes, bundle)| match hashes {
                Hashes::Run(_) => true,
                Hashes::Each(hashes) => hashes.len() == bundle.range().len(),
            });
            if fits {
                chosen.iter().for_each(|hashes| hashes.push(&mut frontier));
                if frontier.root() == root {
                    return Ok(Some(chosen));
                }
            }
        }
        Ok(None)
    }

    /// Whether the entries behind the last full tile must be what was changed: all others stand twice, and agree. Then they
    /// are believed, and what stands once is not.
    fn agreed(&self, entries: &mut Entries, lowest: &[Tile], read: &[Twice]) -> bool {
        let (twice, once) = read.split_at(lowest.len());
        let runs = twice.iter().map(|run| run.entries.as_ref().filter(|_| run.entries == run.tile).map(Hashes::root));
        let runs: Option<Vec<Digest>> = runs.collect();
        let (Some(runs), [_]) = (runs, once) else { return false };
        entries.places[lowest.len() * WIDTH as usize..].fill(None);
        entries.runs = runs;
        true
    }

    /// Names what is not as the root has it. A changed entry is not judged further: the log does not hold it.
    fn differing(&mut self, entries: &mut Entries, lowest: &[Tile], read: &[Twice], truth: &[&Hashes]) {
        for (n, (twice, truth)) in read.iter().zip(truth).enumerate() {
            if let Some(tile) = lowest.get(n)
                && twice.tile.as_ref().is_some_and(|tile| tile != *truth)
            {
                self.find(Class::Changed, tile.path(), "does not hold the hashes of the log's entries");
            }
            let (Some(Hashes::Each(found)), Hashes::Each(truth)) = (&twice.entries, truth) else { continue };
            let range = entries.bundles[n].range();
            let wrong: Vec<usize> =
                range.zip(found.iter().zip(truth)).filter(|(_, (a, b))| a != b).map(|(n, _)| n).collect();
            if let Some(first) = wrong.first() {
                let detail = format!("entry {first} is not the one the log's root holds");
                self.find(Class::Changed, entries.bundles[n].path(), detail);
            }
            wrong.into_iter().for_each(|n| entries.places[n] = None);
        }
    }

    /// The tiles above the lowest.
    fn higher(&mut self, size: u64, runs: &[Digest]) -> Result<()> {
        let mut hashes = runs.to_vec();
        for level in 1.. {
            let mut met = false;
            for tile in log::tiles(size).filter(|tile| tile.level == Some(level)) {
                met = true;
                let Some(bytes) = self.file(&tile.path())? else { continue };
                if hashes.get(tile.range()).is_none_or(|hashes| log::tile_bytes(hashes) != bytes) {
                    self.find(Class::Changed, tile.path(), "does not hold the hashes of the log's entries");
                }
            }
            if !met {
                return Ok(());
            }
            hashes = hashes.chunks_exact(WIDTH as usize).map(merkle::root).collect();
        }
        Ok(())
    }

    /// Times never run backwards.
    fn times(&mut self, entries: &Entries, read: &[Twice]) -> Result<()> {
        let mut latest = i64::MIN;
        for (bundle, twice) in entries.bundles.iter().zip(read) {
            match twice.times {
                Some((first, last)) if first >= latest => latest = last,
                _ => {
                    for n in bundle.range() {
                        let Some(leaf) = entries.leaf(n)? else { continue };
                        if leaf.recorded_at < latest {
                            let detail = "was recorded before the entry above it";
                            self.find(Class::BackDated, format!("log entry {n}"), detail);
                        }
                        latest = latest.max(leaf.recorded_at);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The hashes in a tile. One of another length than it should have has another number of them, or the last one cut.
fn hashes(bytes: &[u8]) -> Vec<Digest> {
    let mut hashes: Vec<Digest> = bytes.as_chunks::<32>().0.iter().map(|hash| Digest::from_bytes(*hash)).collect();
    if !bytes.len().is_multiple_of(32) {
        // No file of whole hashes can be mistaken for this one.
        hashes.push(Digest::of(bytes));
    }
    hashes
}
