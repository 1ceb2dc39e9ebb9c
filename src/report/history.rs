//! What an article went through in the store, and which articles there are.

use super::{Changes, FieldChange, Store, Wording};
use crate::archive::{Article, Change, Content, Entry};

/// What `log ID` says: one article's entries in the log, the newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    pub article: String,
    pub key: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub versions: u32,
    pub entries: Vec<EntryRow>,
    /// Changed sentences are wanted in full.
    pub whole: bool,
}

/// One entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryRow {
    pub change: Change,
    pub number: u32,
    /// `sha256:` of the raw bytes, and of the canonical text.
    pub version: String,
    pub text: String,
    /// Unix seconds.
    pub recorded_at: i64,
    /// Its index in the log, from 0.
    pub leaf: u64,
    pub commit: Option<String>,
    pub words: usize,
    pub sentences: usize,
    /// Against the version before; `None` for the first, and where the metadata alone changed.
    pub changes: Option<Changes>,
    pub metadata: Vec<FieldChange>,
}

impl History {
    /// `entries` are the article's, the oldest first; `contents` its versions from the first on.
    pub fn new(article: &Article, entries: &[Entry], contents: &[Content], whole: bool) -> History {
        let wording = |number: u32| {
            let content = contents.get((number as usize).checked_sub(1)?)?;
            Some(Wording { body: &content.text, sentences: &content.record.sentences })
        };
        let mut rows: Vec<EntryRow> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| &entries[before]);
            let own = wording(entry.version);
            let older = wording(entry.version.saturating_sub(1)).filter(|_| entry.change == Change::Version);
            rows.push(EntryRow {
                change: entry.change,
                number: entry.version,
                version: entry.record.version.raw.prefixed(),
                text: entry.record.version.text.prefixed(),
                recorded_at: entry.recorded_at,
                leaf: entry.leaf,
                commit: entry.commit.map(|commit| commit.to_string()),
                words: own.map_or(0, Wording::words),
                sentences: entry.record.sentences.len(),
                changes: older.zip(own).map(|(older, own)| Changes::between(older, own)),
                metadata: before.map_or(Vec::new(), |b| FieldChange::between(&b.record.meta, &entry.record.meta)),
            });
        }
        rows.reverse();
        History {
            article: article.id.name().to_owned(),
            key: article.id.key().to_owned(),
            title: article.meta.title.clone(),
            outlet: article.meta.outlet.clone(),
            versions: article.versions,
            entries: rows,
            whole,
        }
    }
}

/// What `log` says: every article, by key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    pub store: Store,
    pub articles: Vec<ListingRow>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListingRow {
    pub article: String,
    pub key: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub versions: u32,
    /// Of its last entry, Unix seconds.
    pub recorded_at: i64,
}

impl Listing {
    pub fn new(store: Store, articles: &[Article]) -> Listing {
        let row = |article: &Article| ListingRow {
            article: article.id.name().to_owned(),
            key: article.id.key().to_owned(),
            title: article.meta.title.clone(),
            outlet: article.meta.outlet.clone(),
            versions: article.versions,
            recorded_at: article.recorded_at,
        };
        Listing { store, articles: articles.iter().map(row).collect() }
    }
}
