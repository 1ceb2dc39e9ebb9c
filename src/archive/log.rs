//! The log on disk: an append-only list of leaves as static files, laid out as C2SP tlog-tiles describes
//! (<https://c2sp.org/tlog-tiles>), so that any file server can publish it.
//!
//! `log/tile/entries/N` holds 256 leaves, each after its length; `log/tile/L/N` holds 256 hashes of level 8·L. Every file
//! grows at its end until it is full: entries with each leaf, hashes with each full file below. So one more leaf is one
//! more piece of one file.
//!
//! A log is opened by its right edge alone, which has to have the root its commit states. Every other leaf is read when
//! it is asked for, and proven under that root through the tiles above it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::{ArchiveError, Result};
use super::files::{Batch, Folder};
use super::leaf::Leaf;
use crate::hash::{
    Digest,
    merkle::{self, Frontier},
};

/// Leaves in a full bundle, hashes in a full tile.
pub(super) const WIDTH: u64 = 256;
/// Each level is the root over so many, as a power of two.
const HEIGHT: u32 = WIDTH.trailing_zeros();
const HASH: u64 = 32;

/// A file of the log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Tile {
    /// `None`: the leaves themselves.
    pub(super) level: Option<u32>,
    /// Which run of 256 it holds, from 0.
    pub(super) index: u64,
    /// How many it holds, 1 to 256.
    pub(super) width: u64,
}

impl Tile {
    /// The path below the archive's folder: the index in groups of three digits, all but the last after an `x`.
    pub(super) fn path(&self) -> String {
        let mut name = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            name = format!("x{:03}/{name}", rest % 1000);
            rest /= 1000;
        }
        let level = self.level.map_or("entries".to_owned(), |level| level.to_string());
        format!("log/tile/{level}/{name}")
    }

    /// The leaves or hashes of its level that it holds.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        let start = self.index * WIDTH;
        start as usize..(start + self.width) as usize
    }
}

/// How many leaves (`None`) or hashes of a level the files of a log of `size` leaves hold.
fn held(size: u64, level: Option<u32>) -> u64 {
    match level {
        None => size,
        Some(0) => size / WIDTH * WIDTH,
        Some(level) => size.checked_shr(HEIGHT * level).unwrap_or(0),
    }
}

/// The files of a log of `size` leaves, the leaves first.
pub(super) fn tiles(size: u64) -> impl Iterator<Item = Tile> {
    grown(0, size)
}

/// The files that a log of `new` leaves has and one of `old`, which are fewer, has not, or not as full.
pub(super) fn grown(old: u64, new: u64) -> impl Iterator<Item = Tile> {
    let levels = std::iter::once(None).chain((0..8).map(Some)).take_while(move |level| held(new, *level) > 0);
    levels.flat_map(move |level| {
        let (old, new) = (held(old, level), held(new, level));
        let files = if old < new { old / WIDTH..new.div_ceil(WIDTH) } else { 0..0 };
        files.map(move |index| Tile { level, index, width: WIDTH.min(new - index * WIDTH) })
    })
}

/// The bytes of a tile of hashes.
pub(super) fn tile_bytes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The hashes in the bytes of a tile, if there are `width`.
pub(super) fn tile_hashes(bytes: &[u8], width: u64) -> Option<Vec<Digest>> {
    let (hashes, rest) = bytes.as_chunks::<{ HASH as usize }>();
    let whole = rest.is_empty() && hashes.len() as u64 == width;
    whole.then(|| hashes.iter().copied().map(Digest::from_bytes).collect())
}

/// The bytes of a bundle of leaves.
pub(super) fn bundle_bytes<'a>(leaves: impl IntoIterator<Item = &'a Leaf>) -> Vec<u8> {
    let mut out = Vec::new();
    for leaf in leaves {
        let bytes = leaf.encode();
        out.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
        out.extend_from_slice(&bytes);
    }
    out
}

/// The first `count` leaves of a bundle, and how many bytes of it they take.
pub(super) fn bundle_leaves(bytes: &[u8], count: usize) -> Option<(Vec<Leaf>, usize)> {
    let mut leaves = Vec::with_capacity(count);
    let mut rest = bytes;
    for _ in 0..count {
        let (len, after) = rest.split_first_chunk::<2>()?;
        let (leaf, after) = after.split_at_checked(u16::from_be_bytes(*len) as usize)?;
        leaves.push(Leaf::decode(leaf)?);
        rest = after;
    }
    Some((leaves, bytes.len() - rest.len()))
}

/// A full tile and its index.
type Held = (u64, Arc<Vec<Digest>>);

/// The log as a commit states it.
pub(super) struct Log {
    folder: Folder,
    frontier: Frontier,
    /// What the last file of each level from 1 on holds, if it is not full.
    edge: Vec<Vec<Digest>>,
    /// The leaves of the last bundle, if it is not full.
    tail: Vec<Leaf>,
    /// The bundle that was read last, and of each level the tile.
    bundle: Mutex<Option<(u64, Arc<Vec<Leaf>>)>>,
    tiles: Mutex<BTreeMap<u32, Held>>,
}

impl Log {
    /// The first `size` leaves, which have to have that root.
    pub(super) fn open(folder: &Folder, size: u64, root: Digest) -> Result<Log> {
        let mut log = Log::empty(folder);
        let levels = (1..8).take_while(|&level| held(size, Some(level)) > 0).count() as u32;
        for level in 1..=levels {
            log.edge.push(edge_hashes(folder, size, level)?);
        }
        log.tail = last_bundle(folder, size)?.0;
        for level in (1..=levels).rev() {
            for hash in &log.edge[level as usize - 1] {
                log.frontier.push_tree(HEIGHT * level, *hash);
            }
        }
        log.tail.iter().for_each(|leaf| log.frontier.push(leaf.hash()));
        if (log.frontier.size(), log.frontier.root()) != (size, root) {
            return Err(ArchiveError::damaged(&folder.path("log"), "does not have the root its commit states"));
        }
        Ok(log)
    }

    /// The log of an archive that holds nothing.
    pub(super) fn empty(folder: &Folder) -> Log {
        Log {
            folder: folder.clone(),
            frontier: Frontier::default(),
            edge: Vec::new(),
            tail: Vec::new(),
            bundle: Mutex::default(),
            tiles: Mutex::default(),
        }
    }

    pub(super) fn size(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn root(&self) -> Digest {
        self.frontier.root()
    }

    /// The tree as it stands, to be grown by others.
    pub(super) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// The leaves of the last bundle, if it is not full, with their indexes.
    pub(super) fn tail(&self) -> impl Iterator<Item = (u64, &Leaf)> {
        (self.size() - self.tail.len() as u64..).zip(&self.tail)
    }

    /// The leaf at index `n`, proven under the log's root.
    pub(super) fn leaf(&self, n: u64) -> Result<Leaf> {
        let start = self.size() - self.tail.len() as u64;
        let leaf = match n.checked_sub(start) {
            Some(place) => self.tail.get(place as usize).cloned(),
            None => self.bundle(n / WIDTH)?.get((n % WIDTH) as usize).cloned(),
        };
        leaf.ok_or_else(|| self.damaged(format!("has no entry {n}")))
    }

    /// The leaves of a full bundle.
    fn bundle(&self, index: u64) -> Result<Arc<Vec<Leaf>>> {
        let mut last = self.bundle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bundle)) = last.as_ref().filter(|(held, _)| *held == index) {
            return Ok(Arc::clone(bundle));
        }
        let name = Tile { level: None, index, width: WIDTH }.path();
        let bytes = self.folder.read(&name)?;
        let read = bundle_leaves(&bytes, WIDTH as usize).filter(|(_, used)| *used == bytes.len());
        let proven = |leaves: &Vec<Leaf>| -> Result<bool> {
            let hashes: Vec<Digest> = leaves.iter().map(Leaf::hash).collect();
            Ok(merkle::root(&hashes) == self.hash(1, index)?)
        };
        match read {
            Some((leaves, _)) if proven(&leaves)? => {
                let leaves = Arc::new(leaves);
                *last = Some((index, Arc::clone(&leaves)));
                Ok(leaves)
            }
            _ => Err(ArchiveError::damaged(&self.folder.path(&name), "does not hold the log's entries")),
        }
    }

    /// The hash at index `n` of a level from 1 on, proven under the log's root.
    pub(super) fn hash(&self, level: u32, n: u64) -> Result<Digest> {
        let edge = &self.edge.get(level as usize - 1).map_or(&[][..], Vec::as_slice);
        let start = held(self.size(), Some(level)) - edge.len() as u64;
        let hash = match n.checked_sub(start) {
            Some(place) => edge.get(place as usize).copied(),
            None => self.tile(level, n / WIDTH)?.get((n % WIDTH) as usize).copied(),
        };
        hash.ok_or_else(|| self.damaged(format!("has no hash {n} at level {level}")))
    }

    /// The hashes of a full tile, of any level.
    pub(super) fn tile(&self, level: u32, index: u64) -> Result<Arc<Vec<Digest>>> {
        let last = |tiles: &BTreeMap<u32, Held>| {
            tiles.get(&level).filter(|(held, _)| *held == index).map(|(_, tile)| Arc::clone(tile))
        };
        if let Some(tile) = last(&self.tiles.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(tile);
        }
        let name = Tile { level: Some(level), index, width: WIDTH }.path();
        let hashes = tile_hashes(&self.folder.read(&name)?, WIDTH);
        let above = self.hash(level + 1, index)?;
        let Some(hashes) = hashes.filter(|hashes| merkle::root(hashes) == above) else {
            return Err(ArchiveError::damaged(
                &self.folder.path(&name),
                "does not hold the hashes of the log's entries",
            ));
        };
        let hashes = Arc::new(hashes);
        let mut tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        tiles.insert(level, (index, Arc::clone(&hashes)));
        Ok(hashes)
    }

    /// Puts more leaves behind those there are, on disk, and answers with the log they make.
    pub(super) fn extended(&self, leaves: &[Leaf], batch: &mut Batch) -> Result<Log> {
        let (old, new) = (self.size(), self.size() + leaves.len() as u64);
        let all: Vec<&Leaf> = self.tail.iter().chain(leaves).collect();
        let mut log = Log::empty(&self.folder);
        log.frontier = self.frontier.clone();
        leaves.iter().for_each(|leaf| log.frontier.push(leaf.hash()));

        for tile in grown(old, new).take_while(|tile| tile.level.is_none()) {
            let from = (tile.index - old / WIDTH) * WIDTH;
            let bundle = &all[from as usize..(from + tile.width) as usize];
            let before = if from == 0 { bundle_bytes(self.tail.iter()).len() } else { 0 };
            batch.extend(&tile.path(), before as u64, &bundle_bytes(bundle.iter().copied())[before..])?;
        }
        // Of each level what its last files hold, from the first that was not full.
        let mut hashes: Vec<Digest> = all.iter().map(|leaf| leaf.hash()).collect();
        for level in 0.. {
            let (held_old, held_new) = (held(old, Some(level)), held(new, Some(level)));
            for tile in grown(old, new).filter(|tile| tile.level == Some(level)) {
                let from = ((tile.index - held_old / WIDTH) * WIDTH) as usize;
                let before = if from == 0 { (held_old % WIDTH) as usize } else { 0 };
                let more = &hashes[from + before..from + tile.width as usize];
                batch.extend(&tile.path(), before as u64 * HASH, &tile_bytes(more))?;
            }
            if level > 0 {
                log.edge.push(hashes[hashes.len() - (held_new % WIDTH) as usize..].to_vec());
            }
            if held(new, Some(level + 1)) == 0 {
                break;
            }
            let above = self.edge.get(level as usize).cloned().unwrap_or_default();
            let roots = hashes.chunks_exact(WIDTH as usize).map(merkle::root);
            hashes = above.into_iter().chain(roots).collect();
        }
        log.tail = all[all.len() - (new % WIDTH) as usize..].iter().map(|&leaf| leaf.clone()).collect();
        Ok(log)
    }

    fn damaged(&self, why: String) -> ArchiveError {
        ArchiveError::damaged(&self.folder.path("log"), why)
    }
}

/// What the last file of a level holds, if it is not full. A writer may have put more behind it.
fn edge_hashes(folder: &Folder, size: u64, level: u32) -> Result<Vec<Digest>> {
    let held = held(size, Some(level));
    let width = held % WIDTH;
    if width == 0 {
        return Ok(Vec::new());
    }
    let name = Tile { level: Some(level), index: held / WIDTH, width }.path();
    let bytes = folder.read(&name)?;
    let hashes = bytes.get(..(width * HASH) as usize).and_then(|bytes| tile_hashes(bytes, width));
    hashes.ok_or_else(|| ArchiveError::damaged(&folder.path(&name), "does not hold the hashes of the log's entries"))
}

/// The leaves of the last bundle of a log of `size`, if it is not full, and how many bytes they take. A writer may have
/// put more behind them.
fn last_bundle(folder: &Folder, size: u64) -> Result<(Vec<Leaf>, u64)> {
    if size.is_multiple_of(WIDTH) {
        return Ok((Vec::new(), 0));
    }
    let name = Tile { level: None, index: size / WIDTH, width: size % WIDTH }.path();
    let read = bundle_leaves(&folder.read(&name)?, (size % WIDTH) as usize);
    let (leaves, len) =
        read.ok_or_else(|| ArchiveError::damaged(&folder.path(&name), "does not hold whole log entries"))?;
    Ok((leaves, len as u64))
}

/// How many bytes a log of `old` leaves has in a file.
fn len_at(folder: &Folder, tile: &Tile, old: u64) -> Result<u64> {
    match tile.level {
        _ if tile.index * WIDTH >= held(old, tile.level) => Ok(0),
        None => Ok(last_bundle(folder, old)?.1),
        Some(_) => Ok(held(old, tile.level) % WIDTH * HASH),
    }
}

/// Puts behind `old` leaves what the log of `new` ones in another folder, which begins with them, has more.
pub(super) fn bring(folder: &Folder, from: &Folder, old: u64, new: u64, batch: &mut Batch) -> Result<()> {
    for tile in grown(old, new) {
        let (name, len) = (tile.path(), len_at(folder, &tile, old)?);
        let bytes = from.read(&name)?;
        let short = || ArchiveError::damaged(&from.path(&name), format!("has fewer than {len} bytes"));
        batch.extend(&name, len, bytes.get(len as usize..).ok_or_else(short)?)?;
    }
    Ok(())
}

/// Takes back what was put behind `old` leaves on the way to `new` ones.
pub(super) fn cut(folder: &Folder, old: u64, new: u64) -> Result<()> {
    for tile in grown(old, new) {
        let (name, len) = (tile.path(), len_at(folder, &tile, old)?);
        match folder.len_if_any(&name)? {
            Some(_) if len == 0 => folder.remove(&name)?,
            Some(found) if found > len => folder.truncate(&name, len)?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::leaf::{StoreId, tests::example};
    use proptest::prelude::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |index| Tile { level: Some(0), index, width: 256 }.path();
        assert_eq!(path(1_234_067), "log/tile/0/x001/x234/067");
        assert_eq!(path(0), "log/tile/0/000");
        assert_eq!(Tile { level: None, index: 5, width: 1 }.path(), "log/tile/entries/005");
    }

    /// The example of the C2SP specification, a tree of 70,000 entries, which has 273 full tiles of leaves' hashes.
    #[test]
    fn a_log_of_seventy_thousand_has_the_files_the_specification_counts() {
        let count = |level| tiles(70_000).filter(|tile| tile.level == level).count();
        assert_eq!([None, Some(0), Some(1), Some(2), Some(3)].map(count), [274, 273, 2, 1, 0]);
        let growing: Vec<_> =
            tiles(70_000).filter(|tile| tile.width < WIDTH).map(|tile| (tile.path(), tile.width)).collect();
        let expected = [("entries/273", 112), ("1/001", 17), ("2/000", 1)];
        assert_eq!(growing, expected.map(|(path, width)| (format!("log/tile/{path}"), width)));
    }

    #[test]
    fn a_bundle_is_read_back_and_nothing_else_is_one() {
        let leaves = vec![example(); 3];
        let bytes = bundle_bytes(&leaves);
        assert_eq!(bundle_leaves(&bytes, 3), Some((leaves.clone(), bytes.len())));
        assert_eq!(bundle_leaves(&bytes, 2), Some((leaves[..2].to_vec(), bytes.len() / 3 * 2)));
        assert_eq!(bundle_leaves(&bytes, 4), None);
        assert_eq!(bundle_leaves(&bytes[..bytes.len() - 1], 3), None);
    }

    fn leaves(range: std::ops::Range<u64>) -> Vec<Leaf> {
        range.map(|n| Leaf { article: StoreId::of_key(&n.to_string()), ..example() }).collect()
    }

    fn grow(log: &Log, by: u64) -> Log {
        let mut batch = Batch::new(&log.folder);
        let log = log.extended(&leaves(log.size()..log.size() + by), &mut batch).unwrap();
        batch.finish().unwrap();
        log
    }

    fn files(folder: &Folder) -> Vec<(String, Vec<u8>)> {
        folder
            .list()
            .unwrap()
            .into_iter()
            .map(|name| (folder.read(&name).unwrap(), name))
            .map(|(b, n)| (n, b))
            .collect()
    }

    #[test]
    fn a_log_grown_in_any_steps_is_the_same_and_every_leaf_is_proven() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut log = Log::empty(&Folder::new(one.path()));
        let steps = [1, 2, 252, 1, 1, 300, 211, 65_000, 5];
        steps.iter().for_each(|&by| log = grow(&log, by));
        let size = steps.iter().sum::<u64>();
        let whole = grow(&Log::empty(&Folder::new(other.path())), size);
        assert!(files(&log.folder) == files(&whole.folder));
        let read = Log::open(&log.folder, size, whole.root()).unwrap();
        assert_eq!((log.root(), log.edge.clone()), (read.root(), read.edge.clone()));
        for n in (0..size).step_by(997).chain(size - 7..size) {
            assert_eq!(read.leaf(n).unwrap(), leaves(n..n + 1)[0], "{n}");
        }
        assert!(read.leaf(size).is_err());
        assert_eq!(*read.tile(0, 9).unwrap(), leaves(9 * 256..10 * 256).iter().map(Leaf::hash).collect::<Vec<_>>());
        let names: Vec<String> = tiles(size).map(|tile| tile.path()).collect();
        assert!(files(&log.folder).iter().all(|(name, _)| names.contains(name)));
        // A changed byte in any file that a leaf rests on is noticed.
        for name in ["log/tile/entries/000", "log/tile/1/000"] {
            let mut bytes = log.folder.read(name).unwrap();
            bytes[40] ^= 1;
            log.folder.write(name, &bytes).unwrap();
            assert!(matches!(
                Log::open(&log.folder, size, read.root()).unwrap().leaf(3),
                Err(ArchiveError::Damaged { .. })
            ));
            bytes[40] ^= 1;
            log.folder.write(name, &bytes).unwrap();
        }
    }

    #[test]
    fn what_was_put_behind_is_taken_back() {
        for (old, by) in [(0, 1), (3, 1), (3, 253), (255, 1), (256, 1), (511, 2), (700, 600)] {
            let dir = tempfile::tempdir().unwrap();
            let log = grow(&Log::empty(&Folder::new(dir.path())), old);
            let before = files(&log.folder);
            grow(&log, by);
            assert!(files(&log.folder) != before);
            // While it is there, the older log reads as before.
            assert_eq!(Log::open(&log.folder, old, log.root()).unwrap().size(), old);
            cut(&log.folder, old, old + by).unwrap();
            assert!(files(&log.folder) == before, "{old} + {by}");
        }
    }

    proptest! {
        #[test]
        fn what_has_grown_is_the_difference(old in 0u64..200_000, more in 0u64..1000) {
            let others: std::collections::BTreeSet<Tile> = tiles(old).collect();
            let expected: Vec<Tile> = tiles(old + more).filter(|tile| !others.contains(tile)).collect();
            prop_assert_eq!(grown(old, old + more).collect::<Vec<_>>(), expected);
        }
    }
}
