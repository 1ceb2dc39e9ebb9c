//! The lines of a store's contents: what `add` did, an article's entries, the articles.

use std::collections::BTreeMap;

use serde::Serialize;

use super::analysis::op;
use super::{Lines, moment};
use crate::archive::{Change, Outcome};
use crate::report::{
    Added, AddedRow, Changes, EntryRow, FieldChange, History, Listing, ListingRow, Run, SentenceChange, Sentences,
};

impl Lines {
    pub(super) fn run(&mut self, run: &Run) {
        let mut params = run.analysis.params.clone();
        params.extend(dry(&run.added));
        self.header(run.added.command, &params, Some(run.analysis.method.prefixed()));
        self.added_lines(&run.added);
        self.analysis_lines(&run.analysis, crate::report::By::Sentence, false);
    }

    pub(super) fn added(&mut self, added: &Added) {
        self.header(added.command, &dry(added), None);
        self.added_lines(added);
    }

    fn added_lines(&mut self, added: &Added) {
        added.rows.iter().for_each(|row| self.push("wirecopy/added/1", AddedLine::new(row)));
        if let Some(store) = &added.store {
            self.store(store);
        }
    }

    pub(super) fn history(&mut self, history: &History) {
        self.header("log", &BTreeMap::from([("article".to_owned(), history.article.clone())]), None);
        for entry in &history.entries {
            match entry.change {
                Change::Version => self.push("wirecopy/version/1", EntryLine::new(history, entry)),
                Change::Metadata => self.push("wirecopy/correction/1", EntryLine::new(history, entry)),
            }
        }
    }

    pub(super) fn listing(&mut self, listing: &Listing) {
        self.header("log", &BTreeMap::new(), None);
        listing.articles.iter().for_each(|row| self.push("wirecopy/listing/1", ListingLine::new(row)));
        self.store(&listing.store);
    }
}

fn dry(added: &Added) -> BTreeMap<String, String> {
    BTreeMap::from([("dry_run".to_owned(), added.dry.to_string())])
}

#[derive(Serialize)]
struct AddedLine<'r> {
    article: &'r str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    version: &'r str,
    source: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    words: usize,
    sentences: usize,
    #[serde(flatten)]
    changed: Changed<'r>,
}

impl<'r> AddedLine<'r> {
    fn new(row: &'r AddedRow) -> AddedLine<'r> {
        AddedLine {
            article: &row.article,
            outcome: match row.outcome {
                Outcome::New => "new",
                Outcome::NewVersion(_) => "version",
                Outcome::MetadataCorrected => "metadata",
                Outcome::Unchanged => "unchanged",
            },
            number: row.number,
            version: &row.version,
            source: &row.source,
            line: row.line,
            words: row.words,
            sentences: row.sentences,
            changed: Changed::new(row.changes.as_ref(), &row.metadata),
        }
    }
}

#[derive(Serialize)]
struct EntryLine<'r> {
    article: &'r str,
    number: u32,
    version: &'r str,
    text: &'r str,
    recorded: String,
    entry: u64,
    commit: Option<&'r str>,
    words: usize,
    sentences: usize,
    #[serde(flatten)]
    changed: Changed<'r>,
}

impl<'r> EntryLine<'r> {
    fn new(history: &'r History, entry: &'r EntryRow) -> EntryLine<'r> {
        EntryLine {
            article: &history.article,
            number: entry.number,
            version: &entry.version,
            text: &entry.text,
            recorded: moment(entry.recorded_at),
            entry: entry.leaf,
            commit: entry.commit.as_deref(),
            words: entry.words,
            sentences: entry.sentences,
            changed: Changed::new(entry.changes.as_ref(), &entry.metadata),
        }
    }
}

/// Against the version before; nothing of it stands in the line of a first version.
#[derive(Serialize)]
pub(super) struct Changed<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    words_removed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words_added: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangeField<'r>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metadata: Vec<MetadataField<'r>>,
}

impl<'r> Changed<'r> {
    pub(super) fn new(changes: Option<&'r Changes>, metadata: &'r [FieldChange]) -> Changed<'r> {
        let field = |change: &'r FieldChange| MetadataField {
            field: &change.field,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
        };
        Changed {
            words_removed: changes.map(|changes| changes.removed),
            words_added: changes.map(|changes| changes.added),
            changes: changes.map(|changes| changes.sentences.iter().map(ChangeField::new).collect()),
            metadata: metadata.iter().map(field).collect(),
        }
    }
}

#[derive(Serialize)]
struct MetadataField<'r> {
    field: &'r str,
    before: Option<&'r str>,
    after: Option<&'r str>,
}

/// `a` is the version before, `b` the new one. Bytes are of the canonical texts.
#[derive(Serialize)]
struct ChangeField<'r> {
    a: Option<SideField<'r>>,
    b: Option<SideField<'r>>,
    edits: Vec<CanonEdit>,
}

#[derive(Serialize)]
struct SideField<'r> {
    sentences: &'r [usize],
    canon_bytes: [usize; 2],
    exact: &'r str,
}

#[derive(Serialize)]
struct CanonEdit {
    op: &'static str,
    canon_a: [usize; 2],
    canon_b: [usize; 2],
}

impl<'r> ChangeField<'r> {
    fn new(change: &'r SentenceChange) -> ChangeField<'r> {
        let side =
            |side: &'r Sentences| SideField { sentences: &side.numbers, canon_bytes: side.bytes, exact: &side.exact };
        ChangeField {
            a: change.before.as_ref().map(side),
            b: change.after.as_ref().map(side),
            edits: change.edits.iter().map(|e| CanonEdit { op: op(e.op), canon_a: e.a, canon_b: e.b }).collect(),
        }
    }
}

#[derive(Serialize)]
struct ListingLine<'r> {
    article: &'r str,
    key: &'r str,
    title: Option<&'r str>,
    outlet: Option<&'r str>,
    versions: u32,
    recorded: String,
}

impl<'r> ListingLine<'r> {
    fn new(row: &'r ListingRow) -> ListingLine<'r> {
        ListingLine {
            article: &row.article,
            key: &row.key,
            title: row.title.as_deref(),
            outlet: row.outlet.as_deref(),
            versions: row.versions,
            recorded: moment(row.recorded_at),
        }
    }
}
