//! What became of facts on a link: the stemma says who follows whom, and so on which link a fact was changed or lost.

use super::{DriftRow, LinkRow, NodeRow, OverlapRow, SourceCredit, Trace};
use crate::overlap::Verdict;
use crate::trace::Role;

/// A fact of matched sentences that is not the same at both ends of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The overlap it stands in.
    pub overlap: usize,
    /// Seen from the source: `a` is what the source says, [`Verdict::Dropped`] what it alone says.
    pub fact: DriftRow,
}

impl Trace {
    /// The facts that changed on a likely link between two articles, in the order of the source; what is only written otherwise is
    /// no change, and a fact that one match of a sentence lacks and another has is not lost. Nothing of open links, which have no direction.
    pub fn carried(&self, link: &LinkRow) -> Vec<Carried> {
        let source = link.from.iter().find_map(NodeRow::article).filter(|_| link.directed);
        let Some(source) = source else { return Vec::new() };
        let overlaps = link.overlaps();
        let mut changed: Vec<Carried> = Vec::new();
        for &overlap in &overlaps {
            let row = &self.overlaps[overlap];
            let facts = row.drift.iter().filter(|fact| fact.verdict != Verdict::Reformatted);
            let facts = facts.filter(|fact| !self.is_credited(row, fact));
            changed.extend(facts.map(|fact| {
                let fact = if row.a.article == source { fact.clone() } else { fact.clone().mirror() };
                Carried { overlap, fact }
            }));
        }
        // A sentence may be matched twice, and a fact that one match lacks stand in the other.
        let matched = |[start, end]: [usize; 2], of_source: bool| {
            let side = |&&overlap: &&usize| {
                let (here, there) = self.sides(overlap, source);
                let [first, last] = if of_source { here.bytes } else { there.bytes };
                first <= start && end <= last
            };
            overlaps.iter().filter(side).count()
        };
        let mut kept: Vec<Carried> = Vec::new();
        for carried in &changed {
            let is_same = |other: &&Carried| (&other.fact.a, &other.fact.b) == (&carried.fact.a, &carried.fact.b);
            let alone = match (&carried.fact.a, &carried.fact.b) {
                (Some((_, bytes)), None) => Some((*bytes, true)),
                (None, Some((_, bytes))) => Some((*bytes, false)),
                _ => None,
            };
            let everywhere = alone
                .is_none_or(|(bytes, of_source)| changed.iter().filter(is_same).count() == matched(bytes, of_source));
            if everywhere && !kept.iter().any(|other| is_same(&other)) {
                kept.push(carried.clone());
            }
        }
        let place = |side: &Option<(String, [usize; 2])>| side.as_ref().map(|(_, bytes)| *bytes);
        kept.sort_by_key(|carried| {
            let (here, there) = self.sides(carried.overlap, source);
            (here.bytes, place(&carried.fact.a), there.bytes, place(&carried.fact.b))
        });
        kept
    }

    /// Whether a fact that one side alone has is the name of a source which the article of the other credits too, in another sentence.
    fn is_credited(&self, row: &OverlapRow, fact: &DriftRow) -> bool {
        let (article, other, bytes) = match (&fact.a, &fact.b) {
            (Some((_, bytes)), None) => (row.a.article, row.b.article, bytes),
            (None, Some((_, bytes))) => (row.b.article, row.a.article, bytes),
            _ => return false,
        };
        let holds = |credit: &&SourceCredit| credit.bytes[0] <= bytes[0] && bytes[1] <= credit.bytes[1];
        self.credits_of(article).iter().find(holds).is_some_and(|here| {
            let is_it = |there: &SourceCredit| there.source == here.source && there.role != Role::Image;
            self.credits_of(other).iter().any(is_it)
        })
    }

    /// The credits of an article: they stand in the order of the articles.
    fn credits_of(&self, article: usize) -> &[SourceCredit] {
        let first = self.credits.partition_point(|credit| credit.article < article);
        let behind = &self.credits[first..];
        &behind[..behind.partition_point(|credit| credit.article == article)]
    }
}

impl DriftRow {
    /// The same seen from the other side.
    fn mirror(self) -> DriftRow {
        let verdict = match self.verdict {
            Verdict::Dropped => Verdict::Added,
            Verdict::Added => Verdict::Dropped,
            same => same,
        };
        DriftRow { a: self.b, b: self.a, verdict, ..self }
    }
}
