//! What was found, in three numbers: what is shared, what was lost on the way, and what is known of who followed whom.

use super::super::card::PairCard;
use super::super::{Analysis, GroundRow, LinkRow, Trace};
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
        Findings::of(analysis.articles.len(), analysis.pairs.iter().map(PairCard::of), &trace.links)
    }

    /// Of so many articles.
    pub fn of(articles: usize, pairs: impl Iterator<Item = PairCard>, links: &[LinkRow]) -> Findings {
        let mut found = Findings::default();
        let mut sharing = vec![false; articles];
        for pair in pairs {
            let copies = pair.copies();
            found.copying += usize::from(copies);
            found.other += usize::from(!copies && pair.matches() > 0);
            found.uncredited += (pair.credits_only_a + pair.credits_only_b) as usize;
            found.conflicts += pair.conflicts as usize;
            found.rejected += pair.rejected as usize;
            if copies {
                (sharing[pair.a as usize], sharing[pair.b as usize]) = (true, true);
            }
        }
        found.sharing = sharing.into_iter().filter(|shares| *shares).count();
        for link in links.iter().filter(|link| !link.is_rejected()) {
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
