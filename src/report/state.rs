//! Where a store stands.

use crate::archive::{FORMAT, Head};

/// What every command on a store says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    /// Its folder, as the user named it.
    pub path: String,
    pub format: u32,
    pub articles: usize,
    pub versions: usize,
    /// Articles that were removed; they and their versions are not counted above.
    pub removed: usize,
    /// Entries in the log.
    pub log_size: u64,
    /// Hex.
    pub log_root: String,
    /// The newest commit in hex; `None` in an empty store.
    pub head: Option<String>,
}

impl Store {
    pub fn new(path: String, head: &Head) -> Store {
        Store {
            path,
            format: FORMAT,
            articles: head.articles,
            versions: head.versions,
            removed: head.removed,
            log_size: head.log_size,
            log_root: head.log_root.to_string(),
            head: head.commit.map(|commit| commit.to_string()),
        }
    }
}

/// What `status` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    pub store: Store,
    /// When something was last recorded, Unix seconds.
    pub recorded_at: Option<i64>,
    pub packs: usize,
    /// The newest checkpoint; `None` before the first.
    pub sealed: Option<SealedState>,
    /// The checkpoint that is remembered outside the store.
    pub pinned: Option<Pinned>,
    /// What to type next.
    pub next: Vec<String>,
}

/// A checkpoint in the store, as it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedState {
    pub origin: String,
    /// The entries it covers.
    pub size: u64,
    /// The entries that came after it.
    pub behind: u64,
}

/// A checkpoint kept outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pinned {
    /// The file.
    pub place: String,
    pub size: u64,
    /// What speaks against the log being the one it is of.
    pub against: Option<String>,
}
