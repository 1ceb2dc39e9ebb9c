//! What is not there any more, and the log says so: articles removed, versions erased. None of it is a finding. An
//! erasure whose blobs are still stored, and named by nothing else, is pending: a compaction has to take them out.

use std::collections::{BTreeMap, BTreeSet};

use super::super::error::Result;
use super::super::leaf::VersionBody;
use super::super::objects::Oid;
use super::entries::Entries;
use crate::hash::Digest;

/// What is not there any more, with the log's word for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Declaration {
    /// An article, or its version (`NAME@v2`); by its id in the store where its name is erased.
    pub place: String,
    pub gone: Gone,
    pub reason: String,
    /// Unix seconds.
    pub recorded_at: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gone {
    /// From the newest tree; all versions are kept.
    Removed,
    /// The bytes; as long as that is pending only the right to read them.
    Erased { pending: bool },
}

/// The erasures and removals of a log. A version is known by the hash of the leaf that made it.
#[derive(Default)]
pub(super) struct Erasures {
    /// The entries of erased versions, by number.
    pub(super) entries: BTreeSet<u32>,
    /// Blobs of theirs that are still stored, and the versions.
    pub(super) stored: BTreeMap<Oid, Vec<Digest>>,
    /// What entries declare, by number; of an erasure, the version.
    pub(super) declared: Vec<(u32, Declaration, Option<Digest>)>,
}

impl Erasures {
    pub(super) fn append(&mut self, mut other: Erasures) {
        self.entries.append(&mut other.entries);
        self.declared.append(&mut other.declared);
        for (oid, mut versions) in other.stored {
            self.stored.entry(oid).or_default().append(&mut versions);
        }
    }

    /// All declarations, in the log's order.
    pub(super) fn declarations(&mut self, entries: &Entries) -> Result<Vec<Declaration>> {
        // What other versions name too stays with them.
        if !self.stored.is_empty() {
            for leaf in entries.leaves() {
                let (n, leaf) = leaf?;
                if !self.entries.contains(&(n as u32)) {
                    let blobs = leaf.iter().filter_map(|leaf| leaf.version()).flat_map(VersionBody::blobs);
                    blobs.for_each(|oid| drop(self.stored.remove(&oid)));
                }
            }
        }
        let pending: BTreeSet<Digest> = self.stored.values().flatten().copied().collect();
        self.declared.sort_by_key(|(n, ..)| *n);
        let told = self.declared.drain(..).map(|(_, mut declaration, version)| {
            if let Some(version) = version {
                declaration.gone = Gone::Erased { pending: pending.contains(&version) };
            }
            declaration
        });
        Ok(told.collect())
    }
}
