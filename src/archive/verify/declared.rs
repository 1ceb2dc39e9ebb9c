//! What is not there any more, and the log says so: articles removed, versions erased. None of it is a finding. An
//! erasure whose blobs are still stored, and named by nothing else, is pending: a compaction has to take them out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::leaf::{Body, ErasedBody, Leaf, StoreId, VersionBody};
use super::super::objects::Oid;
use super::Leaves;
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

/// The erasures of a log, on the way through it. A version is known by the hash of the leaf that made it.
#[derive(Default)]
pub(super) struct Erasures {
    /// The versions that some leaf erases.
    versions: HashSet<Digest>,
    /// Of those met so far that no erasure was met for: article, raw bytes, number.
    open: HashMap<Digest, (StoreId, Digest, u32)>,
    /// The leaves that erase, by index in the log: what people call the version, and the version.
    declared: Vec<(usize, String, Digest)>,
    /// The leaves of erased versions, by index in the log.
    leaves: HashSet<usize>,
    /// Blobs of theirs that are still stored, and the versions.
    stored: BTreeMap<Oid, Vec<Digest>>,
}

impl Erasures {
    pub(super) fn of(leaves: &Leaves) -> Erasures {
        let erased = leaves.iter().flatten().filter_map(|leaf| match &leaf.body {
            Body::Erased(body) => Some(body.version),
            Body::Version(_) | Body::Seen(_) | Body::Tombstone { .. } | Body::Other { .. } => None,
        });
        Erasures { versions: erased.collect(), ..Erasures::default() }
    }

    /// Whether some leaf erases the version.
    pub(super) fn names(&self, version: &Digest) -> bool {
        self.versions.contains(version)
    }

    /// Meets a version that is erased later on.
    pub(super) fn open(&mut self, version: Digest, article: StoreId, raw: Digest, number: u32) {
        self.open.insert(version, (article, raw, number));
    }

    /// Meets leaf `n`, of a version that is erased later on, with those of its blobs that are stored.
    pub(super) fn store(&mut self, n: usize, version: Digest, blobs: impl Iterator<Item = Oid>) {
        self.leaves.insert(n);
        blobs.for_each(|oid| self.stored.entry(oid).or_default().push(version));
    }

    /// The number of the version that a leaf of `article` erases; `None` if that article has no such version, or it was
    /// erased before.
    pub(super) fn close(&mut self, article: StoreId, body: &ErasedBody) -> Option<u32> {
        let (of, raw, number) = self.open.remove(&body.version)?;
        ((of, raw) == (article, body.raw)).then_some(number)
    }

    /// Leaf `n` erases the version, which people call `name`.
    pub(super) fn declare(&mut self, n: usize, name: String, version: Digest) {
        self.declared.push((n, name, version));
    }

    /// All of it in the log's order, with the leaves that removed articles and what people call them.
    pub(super) fn declarations(
        mut self,
        leaves: &Leaves,
        removed: impl Iterator<Item = (usize, String)>,
    ) -> Vec<Declaration> {
        // What other versions name too stays with them.
        let others = leaves.iter().enumerate().filter(|(n, _)| !self.stored.is_empty() && !self.leaves.contains(n));
        let others = others.filter_map(|(_, leaf)| leaf.as_ref()?.version()).flat_map(VersionBody::blobs);
        let kept: HashSet<Oid> = others.filter(|oid| self.stored.contains_key(oid)).collect();
        self.stored.retain(|oid, _| !kept.contains(oid));
        let pending: HashSet<Digest> = self.stored.into_values().flatten().collect();
        let erased = self.declared.into_iter().map(|(n, place, version)| {
            let gone = Gone::Erased { pending: pending.contains(&version) };
            (n, place, gone)
        });
        let mut all: Vec<_> = removed.map(|(n, place)| (n, place, Gone::Removed)).chain(erased).collect();
        all.sort_by_key(|(n, ..)| *n);
        let told = |(n, place, gone): (usize, String, Gone)| {
            let leaf: &Leaf = leaves[n].as_ref()?;
            Some(Declaration { place, gone, reason: leaf.reason()?.to_owned(), recorded_at: leaf.recorded_at })
        };
        all.into_iter().filter_map(told).collect()
    }
}
