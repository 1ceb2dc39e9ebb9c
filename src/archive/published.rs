//! What a static server of C2SP tlog-tiles (<https://c2sp.org/tlog-tiles>) needs beside the log's own files: at the size of
//! the newest checkpoint, each level's last tile where it is not full, under its name for readers, `N.p/WIDTH`. The log's
//! own files go on growing; these stay as they were signed. They follow from the others and are made anew at any time.

use super::error::{ArchiveError, Result};
use super::files::Folder;
use super::leaf::Leaf;
use super::log::{Tile, WIDTH, bundle_bytes, bundle_leaves, tile_bytes};
use crate::hash::Digest;

/// Below it all files of the log stand.
const TILES: &str = "log/tile";

/// A tile that is not full at a checkpoint's size.
pub(super) struct Partial(Tile);

/// The partial tiles of a log of `size` leaves.
pub(super) fn partials(size: u64) -> impl Iterator<Item = Partial> {
    let hashes = (0..8).map(Some).map_while(move |level| {
        let count = size.checked_shr(8 * level.unwrap_or(0)).filter(|count| *count > 0)?;
        Some((level, count))
    });
    let partial = |(level, count): (Option<u32>, u64)| {
        let tile = Tile { level, index: count / WIDTH, width: count % WIDTH };
        (tile.width > 0).then_some(Partial(tile))
    };
    std::iter::once((None, size)).chain(hashes).filter_map(partial)
}

/// Whether it is a name that partial tiles have.
pub(super) fn is_partial(name: &str) -> bool {
    name.starts_with(TILES) && name.contains(".p/")
}

impl Partial {
    pub(super) fn name(&self) -> String {
        format!("{}.p/{}", self.0.path(), self.0.width)
    }

    /// What it has to hold, from the log's own files.
    pub(super) fn bytes(&self, folder: &Folder) -> Result<Vec<u8>> {
        let Tile { level, index, width } = self.0;
        match level {
            None | Some(0) => {
                let name = Tile { level: None, index, width }.path();
                let found = bundle_leaves(&folder.read(&name)?, width as usize);
                let short = || ArchiveError::damaged(&folder.path(&name), format!("does not hold {width} entries"));
                let (leaves, _) = found.ok_or_else(short)?;
                let hashes: Vec<Digest> = leaves.iter().map(Leaf::hash).collect();
                Ok(if level.is_none() { bundle_bytes(&leaves) } else { tile_bytes(&hashes) })
            }
            Some(_) => {
                let name = self.0.path();
                let found = folder.read(&name)?;
                let part = found.get(..width as usize * 32);
                let short = || ArchiveError::damaged(&folder.path(&name), format!("does not hold {width} hashes"));
                part.map(<[u8]>::to_vec).ok_or_else(short)
            }
        }
    }
}

/// Makes the partial tiles those of a checkpoint of `size` leaves, of none if it is `None`. What is as it must be is not
/// touched.
pub(super) fn settle(folder: &Folder, size: Option<u64>) -> Result<()> {
    let wanted: Vec<Partial> = size.into_iter().flat_map(partials).collect();
    for partial in &wanted {
        let bytes = partial.bytes(folder)?;
        if folder.read_if_any(&partial.name())?.as_ref() != Some(&bytes) {
            folder.write(&partial.name(), &bytes)?;
        }
    }
    for name in folder.list_below(TILES)?.iter().filter(|name| is_partial(name)) {
        if !wanted.iter().any(|partial| partial.name() == *name) {
            folder.remove(name)?;
            folder.remove_if_empty(name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(size: u64) -> Vec<String> {
        partials(size).map(|partial| partial.name()).collect()
    }

    #[test]
    fn every_level_that_is_not_full_has_its_part() {
        assert_eq!(names(0), Vec::<String>::new());
        assert_eq!(names(5), ["log/tile/entries/000.p/5", "log/tile/0/000.p/5"]);
        assert_eq!(names(256), ["log/tile/1/000.p/1"]);
        // The example of the specification: a tree of 70,000 entries.
        assert_eq!(
            names(70_000),
            ["log/tile/entries/273.p/112", "log/tile/0/273.p/112", "log/tile/1/001.p/17", "log/tile/2/000.p/1"]
        );
    }
}
