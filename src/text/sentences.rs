//! Where sentences end.

use super::{Quotation, Span};

pub(super) fn split(body: &str, _quotations: &[Quotation]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            spans.push(Span::new(start, start + trimmed.len()));
        }
        at += line.len();
    }
    spans
}
