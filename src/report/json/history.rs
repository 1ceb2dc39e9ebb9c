//! The lines of a store's contents: what `add` did, an article's entries, the articles.

use std::collections::BTreeMap;

use serde::Serialize;

use super::analysis::{op, verdict};
use super::{Lines, moment};
use crate::archive::{Change, Declared, Outcome};
use crate::report::{
    Added, AddedRow, Answer, AskedRow, ChangeCounts, Changes, Dossier, DriftRow, EntryRow, FieldChange, History,
    Listing, ListingRow, Run, SentenceChange, Sentences, fact_name,
};

impl Lines<'_> {
    pub(super) fn run(&mut self, run: &Run) {
        let mut params = run.analysis.params.clone();
        params.extend(dry(&run.added));
        self.header(run.added.command, &params, Some(run.analysis.method.prefixed()));
        self.added_lines(&run.added);
        self.analysis_lines(&run.analysis, crate::report::By::Sentence, false);
        self.trace_lines(&run.trace, false);
    }

    /// What `run` says of the same articles, without the store.
    pub(super) fn dossier(&mut self, dossier: &Dossier) {
        let analysis = &dossier.analysis;
        self.header(analysis.command, &analysis.params, Some(analysis.method.prefixed()));
        self.analysis_lines(analysis, crate::report::By::Sentence, false);
        self.trace_lines(&dossier.trace, false);
    }

    pub(super) fn added(&mut self, added: &Added) {
        self.header(added.command, &dry(added), None);
        self.added_lines(added);
    }

    fn added_lines(&mut self, added: &Added) {
        added.rows.iter().for_each(|row| self.push("wirecopy/added/1", AddedLine::new(row)));
        added.asked.iter().for_each(|row| self.push("wirecopy/asked/1", AskedLine::new(row)));
        if let Some(store) = &added.store {
            self.store(store);
        }
        self.read(&added.read);
    }

    pub(super) fn history(&mut self, history: &History) {
        self.header("log", &history.params, None);
        self.entries(history);
    }

    /// What follows the header.
    pub(super) fn entries(&mut self, history: &History) {
        for entry in &history.entries {
            match &entry.change {
                Change::Version => self.push("wirecopy/version/1", EntryLine::new(history, entry)),
                Change::Metadata => self.push("wirecopy/correction/1", EntryLine::new(history, entry)),
                Change::Seen => self.push("wirecopy/seen/1", StepLine::new(history, entry, None)),
                Change::Removed { reason } => {
                    self.push("wirecopy/removal/1", StepLine::new(history, entry, Some(reason)));
                }
                Change::Erased { reason } => {
                    self.push("wirecopy/erasure/1", StepLine::new(history, entry, Some(reason)));
                }
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
struct AskedLine<'r> {
    url: &'r str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    feed: bool,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

impl<'r> AskedLine<'r> {
    fn new(row: &'r AskedRow) -> AskedLine<'r> {
        let (outcome, why) = match &row.outcome {
            Answer::Answered => ("answered", None),
            Answer::Unchanged => ("unchanged", None),
            Answer::NotAsked => ("not-asked", None),
            Answer::Failed(why) => ("failed", Some(why.as_str())),
        };
        AskedLine { url: &row.url, feed: row.is_list, outcome, why }
    }
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
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<String>,
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
                Outcome::SeenAgain => "seen",
                Outcome::Unchanged => "unchanged",
                Outcome::LeftOut(_) => "left-out",
            },
            number: row.number,
            version: &row.version,
            source: &row.source,
            line: row.line,
            offset: row.offset,
            captured: row.captured_at.map(moment),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<String>,
    entry: u64,
    commit: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
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
            captured: entry.captured_at.map(moment),
            entry: entry.leaf,
            commit: entry.commit.as_deref(),
            words: entry.size.map(|size| size.words),
            sentences: entry.size.map(|size| size.sentences),
            erased: entry.erased,
            changed: Changed::new(entry.changes.as_ref(), &entry.metadata),
        }
    }
}

/// An entry that brings no bytes: of a capture seen again, a removal, an erasure.
#[derive(Serialize)]
struct StepLine<'r> {
    article: &'r str,
    number: u32,
    version: &'r str,
    recorded: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    captured: Option<String>,
    entry: u64,
    commit: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

impl<'r> StepLine<'r> {
    fn new(history: &'r History, entry: &'r EntryRow, why: Option<&'r String>) -> StepLine<'r> {
        StepLine {
            article: &history.article,
            number: entry.number,
            version: &entry.version,
            recorded: moment(entry.recorded_at),
            captured: entry.captured_at.map(moment),
            entry: entry.leaf,
            commit: entry.commit.as_deref(),
            why: why.map(String::as_str),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<CountsField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    substantive: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    silent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'r [String]>,
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
            counts: changes.map(CountsField::new),
            substantive: changes.map(Changes::substantive),
            silent: changes.map(Changes::silent),
            notes: changes.map(|changes| changes.notes.as_slice()),
            metadata: metadata.iter().map(field).collect(),
        }
    }
}

#[derive(Serialize)]
struct CountsField {
    edited: usize,
    new: usize,
    gone: usize,
    moved: usize,
    facts: usize,
}

impl CountsField {
    fn new(changes: &Changes) -> CountsField {
        let ChangeCounts { edited, new, gone, moved, facts } = changes.counts();
        CountsField { edited, new, gone, moved, facts }
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
    moved: bool,
    substantive: bool,
    edits: Vec<CanonEdit>,
    facts: Vec<FactField<'r>>,
}

/// A fact that differs; `a` and `b` as in the sentence's change.
#[derive(Serialize)]
struct FactField<'r> {
    r#type: &'static str,
    a: Option<FactSide<'r>>,
    b: Option<FactSide<'r>>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct FactSide<'r> {
    text: &'r str,
    canon_bytes: [usize; 2],
}

impl<'r> FactField<'r> {
    fn new(fact: &'r DriftRow) -> FactField<'r> {
        let side = |side: &'r Option<(String, [usize; 2])>| {
            side.as_ref().map(|(text, canon_bytes)| FactSide { text, canon_bytes: *canon_bytes })
        };
        FactField { r#type: fact_name(fact.kind), a: side(&fact.a), b: side(&fact.b), verdict: verdict(fact.verdict) }
    }
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
            moved: change.moved,
            substantive: change.substantive,
            facts: change.facts.iter().map(FactField::new).collect(),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<RemovedField<'r>>,
}

/// That an article was removed.
#[derive(Serialize)]
pub(super) struct RemovedField<'r> {
    recorded: String,
    why: &'r str,
}

impl<'r> RemovedField<'r> {
    pub(super) fn new(declared: &'r Declared) -> RemovedField<'r> {
        RemovedField { recorded: moment(declared.recorded_at), why: &declared.reason }
    }
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
            removed: row.removed.as_ref().map(RemovedField::new),
        }
    }
}
