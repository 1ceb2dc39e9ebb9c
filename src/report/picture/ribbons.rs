//! Two articles as two lines of sentences, joined by a ribbon for each match.

use std::collections::BTreeMap;

use super::{WIDTH, stretches};
use crate::overlap::Relation;
use crate::report::OverlapRow;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ribbons {
    /// Where each sentence of the first and of the second article stands.
    pub bars: [Vec<Bar>; 2],
    pub ribbons: Vec<Ribbon>,
    /// The numbers of the matches (from 1) at the middle of each end, on either line.
    pub numbers: [Vec<(usize, String)>; 2],
}

/// An end of a ribbon that is narrower bears no number.
const NUMBERED: usize = 16;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    pub from: usize,
    pub to: usize,
    /// What it shares, if anything.
    pub relation: Option<Relation>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ribbon {
    /// Index of the overlap in its pair.
    pub overlap: usize,
    pub relation: Relation,
    pub a: [usize; 2],
    pub b: [usize; 2],
}

impl Ribbons {
    /// `lengths` are those of the sentences of either article.
    pub fn new(lengths: [&[usize]; 2], overlaps: &[OverlapRow]) -> Ribbons {
        let places = lengths.map(|lengths| stretches(lengths, WIDTH));
        let mut bars = places
            .each_ref()
            .map(|places| places.iter().map(|&[from, to]| Bar { from, to, relation: None }).collect::<Vec<_>>());
        let mut ribbons = Vec::new();
        for (at, overlap) in overlaps.iter().enumerate() {
            let mut ends = [[0; 2]; 2];
            for (side, extract) in [&overlap.a, &overlap.b].into_iter().enumerate() {
                for &sentence in &extract.sentences {
                    if let Some(bar) = bars[side].get_mut(sentence) {
                        // One that is copied says more of a sentence than one that is not.
                        bar.relation =
                            Some(bar.relation.map_or(overlap.relation, |before| before.min(overlap.relation)));
                    }
                }
                let place = |sentence: Option<&usize>| sentence.and_then(|&at| places[side].get(at));
                if let (Some(first), Some(last)) = (place(extract.sentences.first()), place(extract.sentences.last())) {
                    ends[side] = [first[0], last[1]];
                }
            }
            ribbons.push(Ribbon { overlap: at, relation: overlap.relation, a: ends[0], b: ends[1] });
        }
        let numbers = [numbers(ribbons.iter().map(|ribbon| ribbon.a)), numbers(ribbons.iter().map(|ribbon| ribbon.b))];
        Ribbons { bars, ribbons, numbers }
    }
}

/// Several matches may end in one place.
fn numbers(ends: impl Iterator<Item = [usize; 2]>) -> Vec<(usize, String)> {
    let mut places: BTreeMap<[usize; 2], String> = BTreeMap::new();
    for (at, end) in ends.enumerate() {
        let said = places.entry(end).or_default();
        if !said.is_empty() {
            said.push_str(", ");
        }
        said.push_str(&(at + 1).to_string());
    }
    places.retain(|[from, to], said| to - from >= NUMBERED.max(said.len() * 7));
    places.into_iter().map(|([from, to], said)| ((from + to) / 2, said)).collect()
}
