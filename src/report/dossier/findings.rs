//! What was found, in three numbers: what is shared, what was lost on the way, and what is known of who followed whom.

use super::super::{Analysis, GroundRow, Trace};
use crate::trace::Verdict;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    /// Pairs that share copied wording, and the articles in them.
    pub copying: usize,
    pub sharing: usize,
    /// Pairs that share quotations, documents or lines of a site alone.
    pub other: usize,
    /// Sources that one article of a pair credits beside shared wording and the other does not.
    pub uncredited: usize,
    /// Facts that cannot both be right, in matched sentences.
    pub conflicts: usize,
    /// Inferred links by what is known of their direction.
    pub proven: usize,
    pub likely: usize,
    pub open: usize,
    /// Credits that state a source.
    pub stated: usize,
    /// Overlaps that a person rejected.
    pub rejected: usize,
}

impl Findings {
    pub fn new(analysis: &Analysis, trace: &Trace) -> Findings {
        let mut found = Findings::default();
        let mut sharing = vec![false; analysis.articles.len()];
        for pair in &analysis.pairs {
            found.copying += usize::from(pair.copies());
            found.other += usize::from(!pair.copies() && !pair.overlaps.is_empty());
            found.uncredited += pair.credits_only_a + pair.credits_only_b;
            found.conflicts += pair.conflicts;
            found.rejected += pair.rejected.len();
            if pair.copies() {
                (sharing[pair.a], sharing[pair.b]) = (true, true);
            }
        }
        found.sharing = sharing.into_iter().filter(|shares| *shares).count();
        for link in trace.counted() {
            match &link.ground {
                GroundRow::Stated { .. } => found.stated += 1,
                GroundRow::Inferred { verdict: Verdict::Proven, .. } => found.proven += 1,
                GroundRow::Inferred { verdict: Verdict::Likely, .. } => found.likely += 1,
                GroundRow::Inferred { verdict: Verdict::Open, .. } => found.open += 1,
            }
        }
        found
    }
}
