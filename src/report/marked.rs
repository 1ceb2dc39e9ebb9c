//! A judgement that was recorded, and those a store has.

use super::{MarkRow, Store};
use crate::archive::{Mark, Opinion};

/// What `mark` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    pub opinion: Opinion,
    /// What stood on the match before.
    pub before: Option<MarkRow>,
    /// Whether an entry was written, or with `dry` would be: not where that stands already.
    pub recorded: bool,
    /// Nothing was written: this is what would happen.
    pub dry: bool,
    pub store: Store,
    /// What to type next.
    pub next: Vec<String>,
}

/// What `mark --list` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkList {
    /// The store's folder.
    pub path: String,
    /// Those that no longer stand are listed too.
    pub all: bool,
    /// The oldest first.
    pub rows: Vec<ListedMark>,
}

/// A judgement a store has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedMark {
    /// The match.
    pub of: String,
    pub mark: MarkRow,
    /// Its index in the log, from 0.
    pub leaf: u64,
    pub stands: bool,
    /// What the match is between.
    pub versions: Vec<JudgedVersion>,
}

/// A version of an article that was judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JudgedVersion {
    /// What the article is called, if the store has it.
    pub article: Option<String>,
    pub store_id: String,
    /// `sha256:` of the raw bytes.
    pub version: String,
}

impl Marked {
    /// `said` is all that was said before.
    pub fn new(opinion: Opinion, said: &[Mark], recorded: bool, dry: bool, store: Store) -> Marked {
        let before = said.iter().find(|mark| mark.stands && mark.opinion.of == opinion.of).map(MarkRow::new);
        Marked { opinion, before, recorded, dry, store, next: Vec::new() }
    }
}

impl ListedMark {
    /// `names` has what the articles are called that it is between, in their order.
    pub fn new(mark: &Mark, names: Vec<Option<String>>) -> ListedMark {
        let version = |((article, raw), name): (&(crate::article::ArticleId, crate::hash::Digest), _)| JudgedVersion {
            article: name,
            store_id: article.store_id().to_owned(),
            version: raw.prefixed(),
        };
        ListedMark {
            of: mark.opinion.of.clone(),
            mark: MarkRow::new(mark),
            leaf: mark.leaf,
            stands: mark.stands,
            versions: mark.opinion.versions.iter().zip(names).map(version).collect(),
        }
    }
}
