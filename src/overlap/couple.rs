//! Two texts, for callers with grounds of their own to pair sentences: a diff knows what stands around them.

use super::compare::Match;
use super::corpus::{Corpus, Weights, Zone};
use super::wording::Wording;
use super::{Overlap, Relation, matchers, overlap};
use crate::align::Score;

/// Two texts of a corpus.
pub struct Couple<'c, 't> {
    corpus: &'c Corpus<'t>,
    a: usize,
    b: usize,
    weights: Weights,
}

/// What two sentences have in common in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// Of the words of both.
    pub share: Score,
    /// What the common content tells, in thousandths of a bit.
    pub bits: u64,
}

impl<'c, 't> Couple<'c, 't> {
    /// `a` and `b` are indexes into the texts of the corpus.
    pub fn new(corpus: &'c Corpus<'t>, a: usize, b: usize) -> Couple<'c, 't> {
        Couple { corpus, a, b, weights: corpus.weights(a, b) }
    }

    /// What the content words of both sentences tell, in any order: no less than the bits of their [`Likeness`].
    pub fn common_bits(&self, a: usize, b: usize) -> u64 {
        let (mut rest_a, mut rest_b) = (self.corpus.texts[self.a].content(a), self.corpus.texts[self.b].content(b));
        let mut bits = 0;
        while let ([x, after_x @ ..], [y, after_y @ ..]) = (rest_a, rest_b) {
            if x == y {
                bits += u64::from(self.weights.of(*x));
            }
            (rest_a, rest_b) = (if x <= y { after_x } else { rest_a }, if y <= x { after_y } else { rest_b });
        }
        bits
    }

    /// How much the sentences `a` and `b` have in common in order.
    pub fn likeness(&self, a: usize, b: usize) -> Likeness {
        let wording = self.wording(a, b);
        let kept = wording.whole;
        Likeness { share: Score::of(2 * kept.units as u64, (kept.shorter + kept.longer) as u64), bits: wording.bits }
    }

    /// The sentences `a` and `b` as an overlap. That they belong together is the caller's finding: what their wording
    /// alone would not prove is an edit here.
    pub fn overlap(&self, a: usize, b: usize) -> Overlap {
        let wording = self.wording(a, b);
        let zone = self.corpus.texts[self.a].sentences[a].zone;
        let all_kept = wording.whole.units == wording.whole.longer;
        let relation = match matchers::proves(&wording) {
            _ if zone == Zone::Boilerplate => Relation::Boilerplate,
            Some(relation) => relation,
            None if all_kept => Relation::Verbatim,
            None => Relation::Edited,
        };
        let found = Match { a, b, zone, wording, cosine: Score::default() };
        let mut dressed = overlap(self.corpus, self.a, self.b, &found, relation);
        if all_kept {
            // Signs without a word keep nothing of nothing.
            dressed.score = Score::FULL;
        }
        dressed
    }

    fn wording(&self, a: usize, b: usize) -> Wording {
        Wording::of(self.corpus.texts[self.a].units_of(a), self.corpus.texts[self.b].units_of(b), &self.weights)
    }
}
