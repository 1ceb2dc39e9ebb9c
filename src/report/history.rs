//! What an article went through in the store, and which articles there are.

use std::collections::BTreeMap;

use super::{Changes, FieldChange, Store, wording};
use crate::archive::{Article, Change, Content, Declared, Entry};
use crate::text::{count_words, utc_second};

/// What `log ID` says: one article's entries in the log, the newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    pub article: String,
    pub key: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub versions: u32,
    pub removed: Option<Declared>,
    pub entries: Vec<EntryRow>,
    /// How many entries were left out, because others were asked for.
    pub left_out: usize,
    pub shape: LogShape,
    /// The options that shape the result, by name.
    pub params: BTreeMap<String, String>,
}

/// How entries are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LogShape {
    /// Changed sentences with a few words around each change.
    #[default]
    Brief,
    /// Changed sentences in full.
    Whole,
    /// Figures, a line for each entry.
    Figures,
}

/// Which entries are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LogFilter {
    /// Only versions that change what is said; in them what changes it first.
    pub substantive: bool,
    /// Recorded not before and not after: a moment in UTC as ISO 8601 writes it, from the left as exact as is wanted.
    pub since: Option<String>,
    pub until: Option<String>,
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
    pub captured_at: Option<i64>,
    /// Its index in the log, from 0.
    pub leaf: u64,
    pub commit: Option<String>,
    /// How many words and sentences a version or its corrected record has; `None` where they are erased, and where the
    /// entry brings none.
    pub size: Option<Size>,
    /// The bytes of this version are declared erased.
    pub erased: bool,
    /// Against the version before; `None` where one of them is not there to compare, and where no wording changed.
    pub changes: Option<Changes>,
    pub metadata: Vec<FieldChange>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    pub words: usize,
    pub sentences: usize,
}

impl History {
    /// `entries` are the article's, the oldest first; `contents` its versions that can be read, by number.
    pub fn new(
        article: &Article,
        entries: &[Entry],
        contents: &BTreeMap<u32, Content>,
        filter: &LogFilter,
        shape: LogShape,
    ) -> History {
        let mut rows: Vec<EntryRow> = Vec::new();
        let mut record = None;
        for entry in entries {
            let metadata = match (record, &entry.record) {
                (Some(before), Some(now)) => FieldChange::between(before, &now.meta),
                _ => Vec::new(),
            };
            record = entry.record.as_ref().map(|record| &record.meta).or(record);
            // Nothing is aligned that is not shown.
            if filter.wants_time(entry.recorded_at) {
                rows.push(EntryRow::new(entry, contents, metadata));
            }
        }
        let telling = |row: &EntryRow| row.changes.as_ref().is_some_and(Changes::substantive);
        rows.retain(|row| !filter.substantive || telling(row));
        if filter.substantive {
            rows.iter_mut().for_each(|row| row.changes = row.changes.take().map(Changes::telling_first));
        }
        rows.reverse();
        History {
            article: article.id.name().to_owned(),
            key: article.id.key().to_owned(),
            title: article.meta.title.clone(),
            outlet: article.meta.outlet.clone(),
            versions: article.versions,
            removed: article.removed.clone(),
            left_out: entries.len() - rows.len(),
            entries: rows,
            shape,
            params: filter.params(article.id.name()),
        }
    }
}

impl EntryRow {
    fn new(entry: &Entry, contents: &BTreeMap<u32, Content>, metadata: Vec<FieldChange>) -> EntryRow {
        let own = contents.get(&entry.version);
        let older = contents.get(&entry.version.saturating_sub(1)).filter(|_| entry.change == Change::Version);
        let size = |content: &Content| Size {
            words: count_words(&content.text),
            sentences: entry.record.as_ref().map_or(0, |record| record.sentences.len()),
        };
        let brings_bytes = matches!(entry.change, Change::Version | Change::Metadata);
        EntryRow {
            change: entry.change.clone(),
            number: entry.version,
            version: entry.bytes.raw.prefixed(),
            text: entry.bytes.text.prefixed(),
            recorded_at: entry.recorded_at,
            captured_at: entry.captured_at,
            leaf: entry.leaf,
            commit: entry.commit.map(|commit| commit.to_string()),
            size: own.filter(|_| brings_bytes).map(size),
            erased: brings_bytes && entry.record.is_none(),
            changes: older
                .zip(own)
                .map(|(older, own)| Changes::between(&wording(older), &wording(own)).of_bytes(older.raw == own.raw)),
            metadata,
        }
    }
}

impl LogFilter {
    fn wants_time(&self, recorded_at: i64) -> bool {
        // Of a moment and the beginning of one the common part is compared.
        let moment = utc_second(recorded_at).unwrap_or_default();
        let upto = |bound: &String| moment.get(..bound.len()).unwrap_or(&moment).to_owned();
        let since = self.since.as_ref().is_none_or(|since| upto(since) >= *since);
        let until = self.until.as_ref().is_none_or(|until| upto(until) <= *until);
        since && until
    }

    fn params(&self, article: &str) -> BTreeMap<String, String> {
        let named = [("article", Some(article)), ("since", self.since.as_deref()), ("until", self.until.as_deref())];
        let given = named.into_iter().chain([("substantive", self.substantive.then_some("true"))]);
        given.filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect()
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
    pub removed: Option<Declared>,
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
            removed: article.removed.clone(),
        };
        Listing { store, articles: articles.iter().map(row).collect() }
    }
}
