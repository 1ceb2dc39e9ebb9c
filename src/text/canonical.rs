//! The canonical form of a text, and the way back to the input.

use super::{Place, Span};

/// A canonical text beside the input it was made of.
#[derive(Clone, Debug)]
pub(super) struct Canonical {
    body: String,
    /// The input where it differs from the body.
    input: Option<String>,
}

impl Canonical {
    pub(super) fn new(input: &str) -> Canonical {
        Canonical { body: input.to_owned(), input: None }
    }
    pub(super) fn body(&self) -> &str {
        &self.body
    }
    pub(super) fn input(&self) -> &str {
        self.input.as_deref().unwrap_or(&self.body)
    }
    pub(super) fn place(&self, span: Span) -> Place {
        let chars = |n: usize| self.body[..n].chars().count();
        Place { bytes: [span.start(), span.end()], chars: [chars(span.start()), chars(span.end())] }
    }
}
