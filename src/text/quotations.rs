//! Quotations by their marks.

use super::Span;

/// Words between quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quotation {
    /// With its marks.
    pub outer: Span,
    /// Without them.
    pub inner: Span,
    /// Who speaks, where the text names it beside the quotation ("…", X said).
    pub speaker: Option<Span>,
}

pub(super) fn find(_body: &str, _paragraphs: &[Span]) -> Vec<Quotation> {
    Vec::new()
}
