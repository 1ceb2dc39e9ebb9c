//! A pack's index: which objects are in the pack, and where. Read a few bytes at a time; what is read is held against
//! the file's own length, so that a damaged or forged index can hide an object, but not send a reader anywhere else.
//!
//! Format: git's Documentation/gitformat-pack.txt, index version 2. Ours are of packs below 2 GiB; those of others may have
//! a second table for what lies further.

use std::path::Path;

use super::at::At;
use super::error::{ArchiveError, Result};
use super::objects::Oid;

/// Magic and version, then how many names begin with each byte or a smaller one.
const FANOUT_AT: usize = 8;
const NAMES_AT: u64 = FANOUT_AT as u64 + 256 * 4;
/// The pack's checksum and the index's own.
const END_LEN: u64 = 2 * 20;
/// An index this small (bytes) is read at once: it is that of a few articles, and there may be thousands.
const HELD: u64 = 8 << 10;

/// So many names are read in one piece.
const AT_ONCE: u32 = 200;

pub(super) struct PackIndex {
    file: At,
    fanout: Box<[u32; 256]>,
    /// How many offsets stand in the table for large ones.
    large: u64,
}

/// An offset with this bit is a place in the table for large ones.
const IS_LARGE: u32 = 1 << 31;

impl PackIndex {
    /// Opens the index of a pack of ours, which has no large offsets.
    pub(super) fn open(path: &Path) -> Result<PackIndex> {
        let index = PackIndex::open_large(path)?;
        if index.large > 0 {
            return Err(index.file.damaged("does not have the length its number of objects asks for"));
        }
        Ok(index)
    }

    /// Opens the index of any pack.
    pub(super) fn open_large(path: &Path) -> Result<PackIndex> {
        let file = At::open(path, HELD)?;
        let damaged = |why: &str| Err(file.damaged(why));
        let mut head = [0; NAMES_AT as usize];
        if file.len() >= NAMES_AT + END_LEN {
            file.read(0, &mut head)?;
        }
        let (magic, words) = head.split_at(FANOUT_AT);
        if magic != b"\xfftOc\0\0\0\x02" {
            return damaged("is no index of a pack");
        }
        let mut fanout = Box::new([0; 256]);
        for (count, word) in fanout.iter_mut().zip(words.as_chunks().0) {
            *count = u32::from_be_bytes(*word);
        }
        // Names, CRC-32s and offsets.
        let entries = u64::from(fanout[255]) * (20 + 4 + 4);
        let beyond = file.len().checked_sub(NAMES_AT + entries + END_LEN);
        let large = beyond.filter(|bytes| bytes % 8 == 0).map(|bytes| bytes / 8);
        let Some(large) = large.filter(|&large| fanout.is_sorted() && large <= u64::from(fanout[255])) else {
            return damaged("does not have the length its number of objects asks for");
        };
        Ok(PackIndex { file, fanout, large })
    }

    /// How many objects it lists.
    pub(super) fn count(&self) -> u32 {
        self.fanout[255]
    }

    /// Whether a file is kept open for it.
    pub(super) fn is_file(&self) -> bool {
        self.file.is_file()
    }

    /// The checksum of the pack it was made for.
    pub(super) fn pack_checksum(&self) -> Result<[u8; 20]> {
        self.file.bytes(self.file.len() - END_LEN)
    }

    /// Where the object begins in the pack, if it is listed.
    pub(super) fn find(&self, oid: Oid) -> Result<Option<u64>> {
        let first = usize::from(oid.as_bytes()[0]);
        let mut low = if first == 0 { 0 } else { self.fanout[first - 1] };
        let mut high = self.fanout[first];
        while high - low > AT_ONCE {
            let middle = low + (high - low) / 2;
            if self.name(middle)? <= oid { low = middle } else { high = middle }
        }
        let mut names = vec![0; (high - low) as usize * 20];
        self.file.read(NAMES_AT + u64::from(low) * 20, &mut names)?;
        // In an index that is not in order something may be missed, as in the search before.
        let place = names.as_chunks().0.binary_search(oid.as_bytes());
        place.ok().map(|place| self.offset(low + place as u32)).transpose()
    }

    fn name(&self, n: u32) -> Result<Oid> {
        self.file.bytes(NAMES_AT + u64::from(n) * 20).map(Oid::from_bytes)
    }

    fn offset(&self, n: u32) -> Result<u64> {
        let at = NAMES_AT + u64::from(self.count()) * (20 + 4) + u64::from(n) * 4;
        let offset = u32::from_be_bytes(self.file.bytes(at)?);
        let place = u64::from(offset & !IS_LARGE);
        if offset & IS_LARGE == 0 || place >= self.large {
            return Ok(u64::from(offset));
        }
        let table = NAMES_AT + u64::from(self.count()) * (20 + 4 + 4);
        self.file.bytes(table + place * 8).map(u64::from_be_bytes)
    }

    /// The name of every object, in order.
    pub(super) fn names(&self) -> Result<Vec<Oid>> {
        let mut names = vec![0; self.count() as usize * 20];
        self.file.read(NAMES_AT, &mut names)?;
        Ok(names.as_chunks().0.iter().copied().map(Oid::from_bytes).collect())
    }

    /// Where each of them begins in the pack, in the order of the names.
    pub(super) fn offsets(&self) -> Result<Vec<u32>> {
        let mut offsets = vec![0; self.count() as usize * 4];
        self.file.read(NAMES_AT + u64::from(self.count()) * (20 + 4), &mut offsets)?;
        Ok(offsets.as_chunks().0.iter().map(|offset| u32::from_be_bytes(*offset)).collect())
    }

    pub(super) fn damaged(&self, why: impl Into<String>) -> ArchiveError {
        self.file.damaged(why)
    }

    /// Checks what looking up takes on trust: that the names are in order and where the fan-out says. An object that
    /// is there cannot be hidden then.
    pub(super) fn check_order(&self) -> Result<()> {
        let names = self.names()?;
        let below = |byte: usize| names.partition_point(|oid| usize::from(oid.as_bytes()[0]) <= byte) as u32;
        let fanned = self.fanout.iter().enumerate().all(|(byte, &count)| count == below(byte));
        if !names.is_sorted_by(|a, b| a < b) || !fanned {
            return Err(self.file.damaged("does not have its names in order"));
        }
        Ok(())
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }
}
