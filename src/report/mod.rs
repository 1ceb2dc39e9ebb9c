//! What a command has to say, as plain owned data, and the forms it can be said in.
//!
//! A report is built once from the results of the layers below; a renderer adds nothing and computes nothing. A new
//! form is one file and one line in [`RENDERERS`].

mod analysis;
mod dot;
mod json;
#[cfg(feature = "cli")]
mod terminal;
mod trace;

pub use analysis::{
    Analysis, Article, DriftRow, EditRow, Extract, Families, NamesRow, OverlapRow, PairRow, Passage, RepeatRow,
};
pub use trace::{Asked, CreditRow, GroundRow, LinkRow, NodeRow, SignRow, Subject, Through, Trace, Unlinked, UnseenRow};

/// Everything one run of a command has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Report {
    /// Shared wording among articles.
    Analysis(Analysis),
    /// Where articles came from.
    Trace(Trace),
}

/// Which part of an analysis is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum By {
    #[default]
    Sentence,
    Passage,
    Article,
    Family,
}

/// How the reader wants it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct View {
    /// Columns of the page.
    pub width: usize,
    pub color: bool,
    /// Marks in ASCII only.
    pub ascii: bool,
    pub by: By,
    /// Whole sentences with their changes.
    pub evidence: bool,
    /// Runs of names that were not counted.
    pub names: bool,
    /// The article × article table in place of the list.
    pub matrix: bool,
    /// At most so many pairs; the rest is counted.
    pub top: Option<usize>,
}

impl Default for View {
    fn default() -> View {
        View {
            width: 100,
            color: false,
            ascii: false,
            by: By::Sentence,
            evidence: false,
            names: false,
            matrix: false,
            top: None,
        }
    }
}

/// One form a report can take.
pub struct Renderer {
    /// What people call it with `--format`.
    pub name: &'static str,
    pub about: &'static str,
    pub render: fn(&Report, &View) -> String,
}

/// Every form.
pub const RENDERERS: &[Renderer] = &[
    #[cfg(feature = "cli")]
    terminal::TEXT,
    json::RENDERER,
    dot::RENDERER,
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
