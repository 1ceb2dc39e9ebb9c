//! A pair in figures alone, for lists of many.

use std::collections::BTreeMap;

use super::PairRow;
use crate::overlap::Relation;

/// Every relation, in the order that their counts have on a card.
pub(super) const RELATIONS: [Relation; 6] = [
    Relation::Verbatim,
    Relation::Edited,
    Relation::Paraphrase,
    Relation::Quotation,
    Relation::CommonSource,
    Relation::Boilerplate,
];

/// What a pair shares, in figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PairCard {
    /// Indexes of the articles.
    pub a: u32,
    pub b: u32,
    /// Thousandths of the words.
    pub share_a: u16,
    pub share_b: u16,
    counts: [u32; RELATIONS.len()],
    pub conflicts: u32,
    /// Sources that one side credits and the other does not.
    pub credits_only_a: u32,
    pub credits_only_b: u32,
    pub rejected: u32,
}

impl PairCard {
    pub(super) fn of(pair: &PairRow) -> PairCard {
        PairCard {
            a: pair.a as u32,
            b: pair.b as u32,
            share_a: pair.share_a,
            share_b: pair.share_b,
            counts: RELATIONS.map(|relation| pair.counts.get(&relation).copied().unwrap_or_default() as u32),
            conflicts: pair.conflicts as u32,
            credits_only_a: pair.credits_only_a as u32,
            credits_only_b: pair.credits_only_b as u32,
            rejected: pair.rejected.len() as u32,
        }
    }

    /// How many of its overlaps have the relation.
    pub fn count(&self, relation: Relation) -> u32 {
        RELATIONS.iter().position(|known| *known == relation).map_or(0, |at| self.counts[at])
    }

    /// The relations it has, with their counts.
    pub fn counts(&self) -> BTreeMap<Relation, usize> {
        let counts = RELATIONS.into_iter().zip(self.counts).filter(|(_, count)| *count > 0);
        counts.map(|(relation, count)| (relation, count as usize)).collect()
    }

    /// Its overlaps, whatever they are.
    pub fn matches(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Whether there is anything to show of it: a pair may be compared and share nothing.
    pub fn is_shown(&self) -> bool {
        self.matches() + self.rejected > 0
    }

    pub fn copies(&self) -> bool {
        RELATIONS.iter().zip(self.counts).any(|(relation, count)| relation.is_copying() && count > 0)
    }

    /// The larger of both shares.
    pub fn share(&self) -> u16 {
        self.share_a.max(self.share_b)
    }
}
