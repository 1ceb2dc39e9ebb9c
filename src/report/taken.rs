//! What was taken out of the store, or brought back.

use super::Store;
use crate::archive::{Article, Content, Taken};
use crate::text::count_words;

/// What `remove` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakenOut {
    pub article: String,
    /// By which it is still named when its name is erased too.
    pub store_id: String,
    pub why: String,
    /// Nothing was written: this is what would happen.
    pub dry: bool,
    /// It leaves the newest state of the store.
    pub removed: bool,
    /// The versions whose bytes are declared erased. All of them: the name goes too.
    pub erased: Vec<LostRow>,
    pub nameless: bool,
    /// How many files of these versions other versions have too, so that they stay.
    pub kept: usize,
    pub store: Store,
    /// What to type next.
    pub next: Vec<String>,
}

/// A version that is erased.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LostRow {
    pub number: u32,
    /// `sha256:` of the raw bytes.
    pub version: String,
    pub words: usize,
    pub sentences: usize,
}

impl TakenOut {
    /// `lost` holds the versions that are erased, as they were.
    pub fn new(
        article: &Article,
        taken: &Taken,
        lost: &[(u32, Content)],
        why: &str,
        dry: bool,
        store: Store,
    ) -> TakenOut {
        let row = |(number, content): &(u32, Content)| LostRow {
            number: *number,
            version: content.record.version.raw.prefixed(),
            words: count_words(&content.text),
            sentences: content.record.sentences.len(),
        };
        TakenOut {
            article: article.id.name().to_owned(),
            store_id: article.id.store_id().to_owned(),
            why: why.to_owned(),
            dry,
            removed: taken.removed,
            erased: lost.iter().map(row).collect(),
            nameless: taken.nameless,
            kept: taken.kept,
            store,
            next: Vec::new(),
        }
    }
}

/// What `restore` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    pub article: String,
    /// The version that was brought back, and its new number.
    pub from: u32,
    pub number: u32,
    /// Nothing was written: this is what would happen.
    pub dry: bool,
    pub store: Store,
    /// What to type next.
    pub next: Vec<String>,
}
