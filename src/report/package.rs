//! What went out of the store in another form, what came in that way, and what a bag is worth.

use super::Store;
use crate::package::Written;
use crate::package::bagit::Checked;
use crate::package::snapshots::Taken;

/// What `export` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    pub format: &'static str,
    /// Where it was written.
    pub path: String,
    pub written: Written,
    pub store: Store,
    /// What to type next.
    pub next: Vec<String>,
}

/// What `import` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    pub path: String,
    /// `bag`, `bundle` or `repository`.
    pub kind: &'static str,
    pub outcome: ImportOutcome,
    pub store: Store,
    /// What to type next.
    pub next: Vec<String>,
}

/// What became of the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImportOutcome {
    /// It is the one in the package.
    Restored,
    /// It was a beginning of the one in the package, and has so many log entries more now.
    Extended { entries: u64 },
    /// It had all entries, and has so many files of checkpoints more now.
    Sealed { files: usize },
    /// It had all of it.
    Held,
    /// A repository's history was taken in.
    Taken(Taken),
}

/// What `verify --bag` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bag {
    pub path: String,
    pub checked: Checked,
}
