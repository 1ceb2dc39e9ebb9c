//! The log's files against the root the newest commit states. Entries and tiles say the same twice, so where they differ
//! the root tells which of them was changed. The entries behind the last full tile stand there once: where the root does
//! not come out, and all that stands twice agrees, it is their file.

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
            match log::bundle_leaves(&bytes, width).filter(|(_, used)| *used == bytes.len()) {
                Some((read, _)) => leaves.extend(read.into_iter().map(Some)),
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
                let hashes = log::tile_hashes(bytes.as_deref().unwrap_or_default(), tile.width);
                in_tiles.extend(
                    hashes.map_or(vec![None; tile.range().len()], |hashes| hashes.into_iter().map(Some).collect()),
                );
            }
            stored.extend(bytes.map(|bytes| (tile, bytes)));
        }
        let in_entries: Vec<Option<Digest>> = leaves.iter().map(|leaf| leaf.as_ref().map(Leaf::hash)).collect();
        let (twice, once) = in_entries.split_at(in_tiles.len());
        let sound = |twice: &[Option<Digest>]| {
            let hashes: Option<Vec<Digest>> = twice.iter().chain(once).copied().collect();
            hashes.filter(|hashes| merkle::root(hashes) == head.log_root)
        };
        let truth = match sound(twice).or_else(|| sound(&in_tiles)) {
            Some(truth) => {
                self.report.log_root = Some(head.log_root);
                truth
            }
            // What stands twice and agrees is believed, what stands once is not.
            None => match twice.iter().copied().collect::<Option<Vec<Digest>>>() {
                Some(agreed) if twice == in_tiles && !once.is_empty() => {
                    let last = log::tiles(head.log_size).take_while(|tile| tile.level.is_none()).last();
                    let detail = format!("the log's root with it is not the one its commit states, {}", head.log_root);
                    self.find(Class::Changed, last.map_or("log".to_owned(), |last| last.path()), detail);
                    agreed
                }
                _ => {
                    let detail =
                        format!("neither its entries nor its tiles have the root {} its commit states", head.log_root);
                    self.find(Class::Changed, "log", detail);
                    return Ok(leaves);
                }
            },
        };
        for bundle in log::tiles(head.log_size).take_while(|tile| tile.level.is_none()) {
            let wrong =
                |n: &usize| in_entries[*n].zip(truth.get(*n).copied()).is_some_and(|(found, truth)| found != truth);
            if let Some(entry) = bundle.range().find(wrong) {
                self.find(Class::Changed, bundle.path(), format!("entry {entry} is not the one the log's root holds"));
            }
        }
        let mut level = (0, truth.clone());
        for (tile, bytes) in stored {
            while tile.level.is_some_and(|wanted| wanted > level.0) {
                level = (level.0 + 1, level.1.chunks_exact(log::WIDTH as usize).map(merkle::root).collect());
            }
            let hashes = level.1.get(tile.range());
            if hashes.is_none_or(|hashes| log::tile_bytes(hashes) != bytes) {
                self.find(Class::Changed, tile.path(), "does not hold the hashes of the log's entries");
            }
        }
        // A changed entry is not judged further: the log does not hold it.
        let truths = truth.into_iter().map(Some).chain(std::iter::repeat(None));
        let believed = |(leaf, (found, truth))| if found == truth { leaf } else { None };
        Ok(leaves.into_iter().zip(in_entries.into_iter().zip(truths)).map(believed).collect())
    }
}
