//! Passages: overlaps that belong together, as one span in both texts.

use super::compare::{Found, Match};
use super::corpus::Corpus;
use super::{Overlap, Relation, overlap};
use crate::text::Span;

/// A run of overlaps that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Canonical bytes.
    pub a: Span,
    pub b: Span,
    /// What most of its overlaps are, by length.
    pub relation: Relation,
    /// Indexes into the overlaps of the pair, rising.
    pub overlaps: Vec<usize>,
}

impl Passage {
    /// The same passage seen from the other side; `place` says where each overlap stands now.
    pub(super) fn mirror(self, place: &[usize]) -> Passage {
        let mut overlaps: Vec<usize> = self.overlaps.into_iter().map(|index| place[index]).collect();
        overlaps.sort_unstable();
        Passage { a: self.b, b: self.a, overlaps, ..self }
    }
}

/// The overlaps of what was found, of which only spans are told, in the order of the first text, and the passages that hold them.
///
/// One sentence pair may be found in two regions: it is one overlap, and both passages hold it.
pub(super) fn dressed(corpus: &Corpus, texts: [usize; 2], found: &[Found]) -> (Vec<Overlap>, Vec<Passage>) {
    let mut matches: Vec<&Match> = found.iter().flat_map(|found| &found.matches).collect();
    let place = |found: &Match| found.sentences.clone().map(|range| (range.start, range.end));
    matches.sort_by_key(|found| (place(found), found.relation));
    matches.dedup_by_key(|found| place(found));
    let passage = |found: &Found| {
        let span = |side: usize| corpus.texts[texts[side]].span_of_units(&found.units[side]);
        let index = |one: &Match| matches.partition_point(|other| place(other) < place(one));
        let mut overlaps: Vec<usize> = found.matches.iter().map(index).collect();
        overlaps.sort_unstable();
        Passage { a: span(0), b: span(1), relation: found.relation, overlaps }
    };
    let mut passages: Vec<Passage> = found.iter().map(passage).collect();
    passages.sort_by_key(|passage| (passage.a, passage.b));
    (matches.into_iter().map(|found| overlap(corpus, texts, found)).collect(), passages)
}
