//! The log's files against the root the newest commit states. Entries and lowest tiles say the same twice, so where
//! they differ the root tells which of them was changed.

use super::super::commit::Commit;
use super::super::error::Result;
use super::super::leaf::Leaf;
use super::super::log;
use super::{Check, Class, Leaves};
use crate::hash::{Digest, merkle};

impl Check<'_> {
    /// Checks every file of the log and returns its leaves.
    pub(super) fn log(&mut self, head: &Commit) -> Result<Leaves> {
        let mut leaves: Leaves = Vec::new();
        for bundle in log::tiles(head.log_size).take_while(|tile| tile.level.is_none()) {
            // Without this file the size may be a fantasy, so it is not counted up to.
            let Some(bytes) = self.file(&bundle.path())? else { return Ok(Leaves::new()) };
            let width = bundle.range().len();
            match log::bundle_leaves(&bytes, width) {
                Some(read) => leaves.extend(read.into_iter().map(Some)),
                None => {
                    self.find(Class::Changed, bundle.path(), "does not hold whole log entries");
                    leaves.resize(leaves.len() + width, None);
                }
            }
        }
        self.report.log_size = head.log_size;
        let mut stored = Vec::new();
        let mut in_tiles: Vec<Option<Digest>> = Vec::new();
        for tile in log::tiles(head.log_size).filter(|tile| tile.level.is_some()) {
            let bytes = self.file(&tile.path())?;
            if tile.level == Some(0) {
                in_tiles.extend(hashes(bytes.as_deref(), tile.range().len()));
            }
            stored.extend(bytes.map(|bytes| (tile, bytes)));
        }
        let in_entries: Vec<Option<Digest>> = leaves.iter().map(|leaf| leaf.as_ref().map(Leaf::hash)).collect();
        let sound = |hashes: &[Option<Digest>]| {
            let hashes: Option<Vec<Digest>> = hashes.iter().copied().collect();
            hashes.filter(|hashes| merkle::root(hashes) == head.log_root)
        };
        let Some(truth) = sound(&in_entries).or_else(|| sound(&in_tiles)) else {
            let detail = format!("neither its entries nor its tiles have the root {} its commit states", head.log_root);
            self.find(Class::Changed, "log", detail);
            return Ok(leaves);
        };
        self.report.log_root = Some(head.log_root);
        for bundle in log::tiles(head.log_size).take_while(|tile| tile.level.is_none()) {
            let wrong = bundle.range().find(|&n| in_entries[n].is_some_and(|hash| hash != truth[n]));
            if let Some(entry) = wrong {
                self.find(Class::Changed, bundle.path(), format!("entry {entry} is not the one the log's root holds"));
            }
        }
        let levels = log::levels(&truth);
        for (tile, bytes) in stored {
            let hashes = tile.level.and_then(|level| levels.get(level as usize)?.get(tile.range()));
            if hashes.is_none_or(|hashes| log::tile_bytes(hashes) != bytes) {
                self.find(Class::Changed, tile.path(), "does not hold the hashes of the log's entries");
            }
        }
        // A changed entry is not judged further: the log does not hold it.
        let believed = |(leaf, (found, truth))| if found == Some(truth) { leaf } else { None };
        Ok(leaves.into_iter().zip(in_entries.into_iter().zip(truth)).map(believed).collect())
    }
}

/// The hashes in a tile, if it has as many as it should.
fn hashes(bytes: Option<&[u8]>, width: usize) -> Vec<Option<Digest>> {
    let (chunks, rest) = bytes.unwrap_or_default().as_chunks::<32>();
    if chunks.len() != width || !rest.is_empty() {
        return vec![None; width];
    }
    chunks.iter().map(|&hash| Some(Digest::from_bytes(hash))).collect()
}
