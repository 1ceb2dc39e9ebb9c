//! Runs of words that look like copying and are only names, titles or formulas.

use std::collections::HashSet;

use super::Overlap;
use super::corpus::{Class, Corpus, Prepared};
use super::thresholds::NAMES_RUN;
use crate::align::longest_run;
use crate::text::Span;

/// Two sentences that share a long run of words which says nothing: not counted, listed on request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NamesOnly {
    /// 0-based sentences.
    pub a: usize,
    pub b: usize,
    /// The run, in canonical bytes.
    pub span_a: Span,
    pub span_b: Span,
    /// Its length in words.
    pub words: usize,
}

impl NamesOnly {
    pub(super) fn mirror(self) -> NamesOnly {
        NamesOnly { a: self.b, b: self.a, span_a: self.span_b, span_b: self.span_a, words: self.words }
    }
}

/// The sentence pairs outside the overlaps whose longest common run of units holds a name, at least [`NAMES_RUN`]
/// words in all, and too little content to count.
pub(super) fn names_only(corpus: &Corpus, a: usize, b: usize, overlaps: &[Overlap]) -> Vec<NamesOnly> {
    let (left, right) = (&corpus.texts[a], &corpus.texts[b]);
    let taken: HashSet<(usize, usize)> = overlaps
        .iter()
        .flat_map(|o| o.a.sentences.clone().flat_map(|i| o.b.sentences.clone().map(move |j| (i, j))))
        .collect();
    let mut found = Vec::new();
    for i in 0..left.sentences.len() {
        let names: HashSet<u64> =
            left.units_of(i).iter().filter(|unit| unit.class == Class::Name).map(|unit| unit.key).collect();
        for j in 0..right.sentences.len() {
            let shares_name =
                right.units_of(j).iter().any(|unit| unit.class == Class::Name && names.contains(&unit.key));
            if shares_name && !taken.contains(&(i, j)) {
                found.extend(run_of_names(left, i, right, j));
            }
        }
    }
    found
}

fn run_of_names(left: &Prepared, i: usize, right: &Prepared, j: usize) -> Option<NamesOnly> {
    let keys = |text: &Prepared, sentence| text.units_of(sentence).iter().map(|unit| unit.key).collect::<Vec<_>>();
    let (run_a, run_b) = longest_run(&keys(left, i), &keys(right, j));
    let (units_a, units_b) = (&left.units_of(i)[run_a], &right.units_of(j)[run_b]);
    let covered = |units: &[super::corpus::Unit]| Some(units.first()?.span.cover(units.last()?.span));
    let (span_a, span_b) = (covered(units_a)?, covered(units_b)?);
    let words = left.text.slice(span_a).split_whitespace().count();
    let named = units_a.iter().any(|unit| unit.class == Class::Name);
    (named && words >= NAMES_RUN).then_some(NamesOnly { a: i, b: j, span_a, span_b, words })
}
