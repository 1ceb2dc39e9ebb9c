//! What a sentence is: headline, bullet, prose, quotation and so on.

use super::{Quotation, Sentence, Span};

/// What a sentence is for the reader. Only its own text and its line decide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Headline,
    SubHeadline,
    Bullet,
    Prose,
    /// Most of its words stand inside quotation marks.
    Quotation,
    /// Names who made the text or a picture: a byline, a dateline that stands alone, "Image Credits: …".
    CreditLine,
    /// A line of the site, not of the article: "Read more: …", newsletter lines.
    Boilerplate,
}

/// How credit lines and boilerplate begin, lower-case. The lists are data of the article layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinePhrases {
    pub credit: Vec<String>,
    pub boilerplate: Vec<String>,
}

pub(super) fn classify(_body: &str, spans: &[Span], _quotations: &[Quotation], _lines: &LinePhrases) -> Vec<Sentence> {
    spans.iter().map(|&span| Sentence { span, kind: Kind::Prose }).collect()
}
