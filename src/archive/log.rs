//! The log on disk: an append-only list of leaves as static files, laid out as C2SP tlog-tiles describes
//! (<https://c2sp.org/tlog-tiles>), so that any file server can publish it.
//!
//! `log/tile/entries/N` holds 256 leaves, each after its length; `log/tile/L/N` holds 256 hashes of level 8·L. The last
//! of each is partial and ends in `.p/WIDTH`.

use super::error::{ArchiveError, Result};
use super::files::Folder;
use super::leaf::Leaf;
use crate::hash::{Digest, merkle};

/// Leaves in a full bundle, hashes in a full tile.
pub(super) const WIDTH: u64 = 256;

/// A file of the log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Tile {
    /// `None`: the leaves themselves.
    pub(super) level: Option<u32>,
    /// Which run of 256 it holds, from 0.
    index: u64,
    /// How many it holds, 1 to 256.
    width: u64,
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
        let part = if self.width < WIDTH { format!(".p/{}", self.width) } else { String::new() };
        format!("log/tile/{level}/{name}{part}")
    }

    /// The leaves or hashes of its level that it holds.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        let start = self.index * WIDTH;
        start as usize..(start + self.width) as usize
    }
}

/// The files of a log of `size` leaves, the leaves first.
pub(super) fn tiles(size: u64) -> impl Iterator<Item = Tile> {
    tiles_beyond(size, 0)
}

/// The files that a log of `size` leaves has and one of `other` leaves has not.
pub(super) fn tiles_beyond(size: u64, other: u64) -> impl Iterator<Item = Tile> {
    let levels = std::iter::once((None, size, other)).chain((0..8).map_while(move |level| {
        let count = size >> (8 * level);
        (count > 0).then_some((Some(level), count, other >> (8 * level)))
    }));
    levels.flat_map(|(level, count, other)| {
        let tile = move |count: u64, index| Tile { level, index, width: WIDTH.min(count - index * WIDTH) };
        // Whole tiles below `other` are in both; the next one may be.
        let runs = other.min(count) / WIDTH..count.div_ceil(WIDTH);
        runs.map(move |index| tile(count, index))
            .filter(move |new| other <= new.index * WIDTH || tile(other, new.index) != *new)
    })
}

/// The hashes of each tile level: the leaves' own, then the roots of each whole run of 256, and so on.
pub(super) fn levels(hashes: &[Digest]) -> Vec<Vec<Digest>> {
    let mut levels = vec![hashes.to_vec()];
    while let Some(last) = levels.last().filter(|last| last.len() as u64 >= WIDTH) {
        let next = last.chunks_exact(WIDTH as usize).map(merkle::root).collect();
        levels.push(next);
    }
    levels
}

/// The bytes of a tile of hashes.
pub(super) fn tile_bytes(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
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

/// The leaves of a bundle; `None` if it does not hold exactly `count`.
pub(super) fn bundle_leaves(mut bytes: &[u8], count: usize) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    while !bytes.is_empty() {
        let (len, rest) = bytes.split_first_chunk::<2>()?;
        let (leaf, rest) = rest.split_at_checked(u16::from_be_bytes(*len) as usize)?;
        leaves.push(Leaf::decode(leaf)?);
        bytes = rest;
    }
    (leaves.len() == count).then_some(leaves)
}

/// Reads the first `size` leaves.
pub(super) fn read(folder: &Folder, size: u64) -> Result<Vec<Leaf>> {
    let mut leaves = Vec::new();
    for bundle in tiles(size).take_while(|tile| tile.level.is_none()) {
        let name = bundle.path();
        let read = bundle_leaves(&folder.read(&name)?, bundle.range().len());
        leaves
            .extend(read.ok_or_else(|| ArchiveError::damaged(&folder.path(&name), "does not hold whole log entries"))?);
    }
    Ok(leaves)
}

/// Writes the files that a log of `old` and then `new` leaves has and one of `old` leaves has not. `hashes` are those of
/// all leaves.
pub(super) fn write(folder: &Folder, old: &[Leaf], new: &[Leaf], hashes: &[Digest]) -> Result<()> {
    let levels = levels(hashes);
    for tile in tiles_beyond(hashes.len() as u64, old.len() as u64) {
        let range = tile.range();
        let bytes = match tile.level {
            None => {
                let (before, after) = (range.start.min(old.len()), range.end.saturating_sub(old.len()));
                let skipped = range.start.saturating_sub(old.len());
                bundle_bytes(old[before..].iter().chain(&new[skipped..after]))
            }
            Some(level) => tile_bytes(&levels[level as usize][range]),
        };
        folder.write(&tile.path(), &bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::archive::leaf::tests::example;
    use proptest::prelude::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |index, width| Tile { level: Some(0), index, width }.path();
        assert_eq!(path(1_234_067, 256), "log/tile/0/x001/x234/067");
        assert_eq!(path(0, 256), "log/tile/0/000");
        assert_eq!(path(273, 112), "log/tile/0/273.p/112");
        assert_eq!(Tile { level: None, index: 5, width: 1 }.path(), "log/tile/entries/005.p/1");
    }

    /// The example of the C2SP specification: a tree of 70,000 entries.
    #[test]
    fn a_log_of_seventy_thousand_has_the_tiles_the_specification_counts() {
        let count = |level| tiles(70_000).filter(|tile| tile.level == level).count();
        assert_eq!([None, Some(0), Some(1), Some(2), Some(3)].map(count), [274, 274, 2, 1, 0]);
        let partial: Vec<String> = tiles(70_000).map(|tile| tile.path()).filter(|path| path.contains(".p/")).collect();
        let expected = ["entries/273.p/112", "0/273.p/112", "1/001.p/17", "2/000.p/1"];
        assert_eq!(partial, expected.map(|path| format!("log/tile/{path}")));
    }

    #[test]
    fn a_bundle_is_read_back_and_nothing_else_is_one() {
        let leaves = vec![example(); 3];
        let bytes = bundle_bytes(&leaves);
        assert_eq!(bundle_leaves(&bytes, 3), Some(leaves));
        assert_eq!(bundle_leaves(&bytes, 2), None);
        assert_eq!(bundle_leaves(&bytes[..bytes.len() - 1], 3), None);
        assert_eq!(bundle_leaves(&[&bytes[..], &[0]].concat(), 3), None);
    }

    proptest! {
        #[test]
        fn what_is_beyond_is_the_difference(a in 0u64..200_000, more in 0u64..1000) {
            for (size, other) in [(a, a + more), (a + more, a)] {
                let others: BTreeSet<Tile> = tiles(other).collect();
                let expected: Vec<Tile> = tiles(size).filter(|tile| !others.contains(tile)).collect();
                prop_assert_eq!(tiles_beyond(size, other).collect::<Vec<_>>(), expected);
            }
        }

        #[test]
        fn a_level_holds_the_roots_of_the_whole_runs_below(count in 0usize..700) {
            let hashes: Vec<Digest> = (0..count).map(|n| merkle::leaf_hash(&n.to_be_bytes())).collect();
            let levels = levels(&hashes);
            prop_assert_eq!(&levels[0], &hashes);
            prop_assert_eq!(levels.get(1).map_or(0, Vec::len), count / 256);
            for (n, hash) in levels.get(1).into_iter().flatten().enumerate() {
                prop_assert_eq!(*hash, merkle::root(&hashes[n * 256..(n + 1) * 256]));
            }
        }
    }
}
