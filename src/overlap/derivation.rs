//! How much of an article comes from what it shares with another, in the three classes of METER (Gaizauskas, Foster,
//! Wilks, Arundel, Clough & Piao 2001).

use super::thresholds::WHOLLY_DERIVED;
use crate::align::Score;

/// How far one article is derived from what it shares with another. Quotations and names do not count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Derivation {
    None,
    Partially,
    Wholly,
}

impl Derivation {
    /// By the share of its own prose that stands in overlaps which count as copying (`own_a` and `own_b` of a
    /// [`Pair`](super::Pair)).
    pub fn of(share: Score) -> Derivation {
        match share {
            share if share >= Score::new(WHOLLY_DERIVED) => Derivation::Wholly,
            share if share > Score::default() => Derivation::Partially,
            _ => Derivation::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_shared_prose_is_partial_and_nearly_all_is_whole() {
        assert_eq!(Derivation::of(Score::new(0)), Derivation::None);
        assert_eq!(Derivation::of(Score::new(WHOLLY_DERIVED - 1)), Derivation::Partially);
        assert_eq!(Derivation::of(Score::FULL), Derivation::Wholly);
    }
}
