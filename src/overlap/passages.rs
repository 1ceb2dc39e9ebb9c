//! Passages: overlaps that belong together, as one span in both texts.

use super::thresholds::PASSAGE_GAP;
use super::{Overlap, Relation};
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

/// Joins overlaps with few sentences between them on both sides, until none can be joined.
pub(super) fn passages(overlaps: &[Overlap]) -> Vec<Passage> {
    let mut groups: Vec<Group> =
        overlaps.iter().enumerate().map(|(index, overlap)| Group::of(index, overlap)).collect();
    // Joining two groups can bring a third into reach: repeat until nothing changes.
    loop {
        let before = groups.len();
        let mut joined: Vec<Group> = Vec::with_capacity(before);
        for group in groups {
            match joined.iter_mut().rev().find(|other| other.is_near(&group)) {
                Some(other) => other.join(group),
                None => joined.push(group),
            }
        }
        groups = joined;
        if groups.len() == before {
            break;
        }
    }
    let mut passages: Vec<Passage> = groups.into_iter().map(|group| group.passage(overlaps)).collect();
    passages.sort_by_key(|passage| (passage.a, passage.b));
    passages
}

/// A passage as it grows: first and last sentence on both sides.
struct Group {
    a: (u32, u32),
    b: (u32, u32),
    boilerplate: bool,
    members: Vec<usize>,
}

impl Group {
    fn of(index: usize, overlap: &Overlap) -> Group {
        let ends = |range: &std::ops::Range<usize>| (range.start as u32, range.end as u32 - 1);
        Group {
            a: ends(&overlap.a.sentences),
            b: ends(&overlap.b.sentences),
            boilerplate: overlap.relation == Relation::Boilerplate,
            members: vec![index],
        }
    }

    fn is_near(&self, other: &Group) -> bool {
        let near = |x: (u32, u32), y: (u32, u32)| y.0 <= x.1 + 1 + PASSAGE_GAP && x.0 <= y.1 + 1 + PASSAGE_GAP;
        self.boilerplate == other.boilerplate && near(self.a, other.a) && near(self.b, other.b)
    }

    fn join(&mut self, other: Group) {
        let cover = |x: (u32, u32), y: (u32, u32)| (x.0.min(y.0), x.1.max(y.1));
        (self.a, self.b) = (cover(self.a, other.a), cover(self.b, other.b));
        self.members.extend(other.members);
    }

    fn passage(mut self, overlaps: &[Overlap]) -> Passage {
        self.members.sort_unstable();
        let covers = |side: fn(&Overlap) -> Span| {
            let mut spans = self.members.iter().map(|&index| side(&overlaps[index]));
            let first = spans.next().unwrap_or_else(|| Span::new(0, 0));
            spans.fold(first, Span::cover)
        };
        let mut lengths: std::collections::BTreeMap<Relation, usize> = std::collections::BTreeMap::new();
        for &index in &self.members {
            *lengths.entry(overlaps[index].relation).or_default() += overlaps[index].a.span.len();
        }
        let relation = lengths.iter().max_by_key(|(relation, length)| (**length, std::cmp::Reverse(**relation)));
        Passage {
            a: covers(|o| o.a.span),
            b: covers(|o| o.b.span),
            relation: relation.map_or(Relation::Edited, |(relation, _)| *relation),
            overlaps: self.members,
        }
    }
}
