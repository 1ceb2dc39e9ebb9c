//! What a command has to say, as plain owned data, and the forms it can be said in.
//!
//! A report is built once from the results of the layers below; a renderer adds nothing and computes nothing. A new
//! form is one file and one line in [`RENDERERS`].

mod added;
mod analysis;
mod card;
mod carried;
mod catalogue;
mod changes;
mod checkpoint;
mod compacted;
mod diff;
mod dossier;
mod explained;
mod folders;
mod graph;
mod history;
mod html;
mod json;
mod layout;
mod marked;
mod marks;
mod markup;
mod orders;
mod outlets;
mod overview;
mod package;
mod patch;
pub mod picture;
mod proof;
mod read;
mod said;
mod state;
mod stored;
mod taken;
#[cfg(feature = "cli")]
mod terminal;
mod trace;
mod trees;
mod veil;
mod verification;
mod words;

use std::fmt::{self, Write};

pub use added::{Added, AddedRow, Answer, AskedRow, Run, SHOWN, Tally};
pub use analysis::{
    Analysis, Article, CreditRow, DriftRow, EditRow, Extract, Families, NamesRow, OverlapRow, PairRow, Passage,
    RepeatRow, names,
};
pub use card::PairCard;
pub use carried::Carried;
pub use catalogue::{
    BadQuery, Basis, Catalogue, List, Listed, Parameter, Part, Query, Said, Takes, Thing, parameters, relations,
};
pub use changes::{ChangeCounts, Changes, FieldChange, SentenceChange, Sentences, wording};
pub use checkpoint::{Compared, ComparedRow, Sealed, Standing};
pub use compacted::Compacted;
pub use diff::{Comparison, Counts, DiffRow, PairedRow, stated};
pub use dossier::{Ask, Dossier, Elsewhere, Findings, Holding, PairView, Reading, Sentence, Shelf};
pub use explained::{Explained, LostPair};
pub use folders::{FolderPair, Folders};
pub use history::{EntryRow, History, Listing, ListingRow, LogFilter, LogShape, Size};
pub use html::{File as HtmlFile, Kept, Served, files as html_files};
pub use json::{Api, CALLS, Call, Gives};
pub use layout::{Kinds, Layout, RowKind, Shape};
pub use marked::{JudgedVersion, ListedMark, MarkList, Marked};
pub use marks::MarkRow;
pub use orders::OrderRow;
pub use outlets::OutletsRow;
pub use overview::Glance;
pub use package::{Bag, Exported, ImportOutcome, Imported};
pub use patch::{Hunk, Line, Patch};
pub use proof::{Held, Match, ProofCheck};
pub use read::{FormatRow, ReadCounts, counted};
pub use state::{Pinned, SealedState, State, Store};
pub use stored::{CandidateRow, Origin, PageRows, QuotationRow, SentenceRow, Stored};
pub use taken::{LostRow, Restored, TakenOut};
pub use trace::{
    GroundRow, LinkRow, NodeRow, SignRow, SourceCredit, Subject, Through, Trace, Unlinked, UnseenRow, Wanted,
    rejected_credits,
};
pub use trees::{TreeNodeRow, TreeRow};
pub use veil::Veil;
pub use verification::{Asked, Differs, FindingRow, Verification, VersionRow};

/// Everything one run of a command has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Report {
    /// Shared wording among articles.
    Analysis(Analysis),
    /// Two texts compared sentence by sentence.
    Comparison(Comparison),
    /// The articles of two folders compared.
    Folders(Folders),
    /// The lines of two files for patch(1).
    Patch(Patch),
    /// Articles taken into the store.
    Added(Added),
    /// Both in one go.
    Run(Box<Run>),
    /// One article's history in the store.
    History(History),
    /// The articles of the store.
    Listing(Listing),
    /// One version of an article.
    Stored(Stored),
    /// What was taken out of the store.
    TakenOut(TakenOut),
    /// A version that was brought back.
    Restored(Restored),
    /// A judgement of a match.
    Marked(Marked),
    /// The judgements of the store.
    MarkList(MarkList),
    /// Where the store stands.
    State(State),
    /// What recomputing the store found.
    Verification(Verification),
    /// A store put into fewer packs.
    Compacted(Compacted),
    /// What a proof file proves.
    Proof(ProofCheck),
    /// A checkpoint that was signed.
    Sealed(Sealed),
    /// Two checkpoints of one log.
    Compared(Compared),
    /// What was written for other tools.
    Exported(Exported),
    /// What came in from a package or a repository.
    Imported(Imported),
    /// What a bag is worth.
    Bag(Bag),
    /// Where articles came from.
    Trace(Trace),
    /// Why two articles share what they do.
    Explained(Box<Explained>),
    /// All that is known of a set of articles.
    Dossier(Box<Dossier>),
}

/// Which part of an analysis is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum By {
    #[default]
    Sentence,
    Passage,
    Article,
    Outlet,
    Family,
}

/// Colours that can be read on a terminal of some kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// The sixteen colours every terminal has, with grounds of their own: on black as on white.
    #[default]
    Ansi,
    /// Of the 256 colours, for a dark and for a light ground.
    Dark,
    Light,
    /// Bold, underlined and struck through, without colour.
    Mono,
}

/// How the reader wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// Columns of the page.
    pub width: usize,
    /// The colours of the terminal; none in a pipe.
    pub color: Option<Theme>,
    /// Marks in ASCII only.
    pub ascii: bool,
    /// The output goes to a program, not to a terminal.
    pub raw: bool,
    pub by: By,
    /// Whole sentences with their changes.
    pub evidence: bool,
    /// Runs of names that were not counted.
    pub names: bool,
    /// The names of overlaps and links.
    pub ids: bool,
    /// The article × article table in place of the list.
    pub matrix: bool,
    /// At most so many pairs; the rest is counted.
    pub top: Option<usize>,
    /// How a comparison of two texts is laid out.
    pub diff: Layout,
}

impl Default for View {
    fn default() -> View {
        View {
            width: 100,
            color: None,
            ascii: false,
            raw: true,
            by: By::Sentence,
            evidence: false,
            names: false,
            ids: false,
            matrix: false,
            top: None,
            diff: Layout::default(),
        }
    }
}

/// One form a report can take.
pub struct Renderer {
    /// What people call it with `--format`.
    pub name: &'static str,
    pub about: &'static str,
    /// Writes a report, each part as soon as it is made; false, and nothing written, where this form has no way to say such a
    /// report. Fails where it cannot be written.
    pub write: fn(&Report, &View, &mut dyn Write) -> Result<bool, fmt::Error>,
}

impl Renderer {
    /// All of it; `None` where this form has no way to say such a report.
    pub fn text(&self, report: &Report, view: &View) -> Option<String> {
        let mut text = String::new();
        (self.write)(report, view, &mut text).is_ok_and(|said| said).then_some(text)
    }

    /// Whether this form has a way to say such a report; no more of it is made than its beginning, where that is made alone.
    pub fn can_say(&self, report: &Report, view: &View) -> bool {
        // What would write has something to say.
        struct Closed;
        impl Write for Closed {
            fn write_str(&mut self, _: &str) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        (self.write)(report, view, &mut Closed).unwrap_or(true)
    }
}

/// Writes what is made in one piece, if it is.
fn whole(text: Option<String>, out: &mut dyn Write) -> Result<bool, fmt::Error> {
    text.map_or(Ok(false), |text| out.write_str(&text).map(|()| true))
}

/// Every form.
pub const RENDERERS: &[Renderer] = &[
    #[cfg(feature = "cli")]
    terminal::TEXT,
    json::RENDERER,
    html::RENDERER,
    graph::CSV,
    graph::DOT,
    graph::GEXF,
    graph::GRAPHML,
    json::prov::RENDERER,
];

/// The form people call `name`.
pub fn renderer(name: &str) -> Option<&'static Renderer> {
    RENDERERS.iter().find(|renderer| renderer.name == name)
}

/// The marks of the relations: Unicode, ASCII.
pub(crate) fn mark(relation: crate::overlap::Relation, ascii: bool) -> &'static str {
    use crate::overlap::Relation::*;
    match (relation, ascii) {
        (Verbatim, _) => "=",
        (Edited, false) => "±",
        (Edited, true) => "+",
        (Paraphrase, false) => "≈",
        (Paraphrase, true) => "~",
        (Quotation, false) => "❝",
        (Quotation, true) => "\"",
        (CommonSource, false) => "∴",
        (CommonSource, true) => "^",
        (Boilerplate, _) => "#",
    }
}

/// What a relation is called in JSON and in addresses.
pub(crate) const fn relation_name(relation: crate::overlap::Relation) -> &'static str {
    use crate::overlap::Relation::*;
    match relation {
        Verbatim => "verbatim",
        Edited => "edited",
        Paraphrase => "paraphrase",
        Quotation => "quotation",
        CommonSource => "common-source",
        Boilerplate => "boilerplate",
    }
}

/// The relation of that name.
fn relation_called(name: &str) -> Option<crate::overlap::Relation> {
    card::RELATIONS.into_iter().find(|relation| relation_name(*relation) == name)
}

/// What a date rests on, in a word.
pub(crate) const fn basis_name(basis: crate::article::Basis) -> &'static str {
    use crate::article::Basis::*;
    match basis {
        Stated => "stated",
        Record => "record",
        Given => "given",
        Inferred => "inferred",
    }
}

/// What a sentence is, in a word.
pub(crate) const fn kind_name(kind: crate::text::Kind) -> &'static str {
    use crate::text::Kind::*;
    match kind {
        Headline => "headline",
        SubHeadline => "sub-headline",
        Bullet => "bullet",
        Prose => "prose",
        Quotation => "quotation",
        CreditLine => "credit-line",
        Boilerplate => "boilerplate",
    }
}

/// What a direction is told to be, in a word.
pub(crate) const fn verdict_name(verdict: crate::trace::Verdict) -> &'static str {
    use crate::trace::Verdict::*;
    match verdict {
        Open => "open",
        Likely => "likely",
        Proven => "proven",
    }
}

/// What kind of fact differs, in a word.
pub(crate) const fn fact_name(kind: crate::overlap::DriftKind) -> &'static str {
    use crate::overlap::DriftKind::*;
    match kind {
        Number => "number",
        Date => "date",
        Name => "name",
        Negation => "negation",
        Speaker => "speaker",
        Quotation => "quotation",
    }
}

/// What kind of damage a finding is, in a word.
pub(crate) const fn class_name(class: crate::archive::Class) -> &'static str {
    use crate::archive::Class::*;
    match class {
        Changed => "changed",
        Missing => "missing",
        Unknown => "unknown",
        History => "history",
        Chain => "chain",
        Article => "article",
        Unsteady => "unsteady",
        Anchor => "anchor",
        RolledBack => "rolled-back",
        Rewritten => "rewritten",
        BackDated => "back-dated",
    }
}
