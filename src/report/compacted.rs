//! What compacting a store did.

use super::Store;
use crate::archive::Compaction;

/// What `compact` says. Bytes are those of packs and indexes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compacted {
    pub store: Store,
    pub objects: u64,
    /// Blobs of versions that were declared erased, which are gone now.
    pub erased: u64,
    pub packs_before: usize,
    pub packs_after: usize,
    pub bytes_before: u64,
    pub bytes_after: u64,
}

impl Compacted {
    pub fn new(store: Store, done: &Compaction) -> Compacted {
        Compacted {
            store,
            objects: done.objects,
            erased: done.erased,
            packs_before: done.packs_before,
            packs_after: done.packs_after,
            bytes_before: done.bytes_before,
            bytes_after: done.bytes_after,
        }
    }
}
