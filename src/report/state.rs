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
    /// What to type next.
    pub next: Vec<String>,
}
