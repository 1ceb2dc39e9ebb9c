//! Two texts, for callers with grounds of their own to pair sentences: a diff knows what stands around them.

use std::ops::Range;

use super::compare::Match;
use super::corpus::{Class, Corpus, Zone};
use super::regions::{Ground, Numbers};
use super::wording::{Kept, Wording};
use super::{Depth, Overlap, Relation, matchers, overlap};
use crate::align::Score;

/// Two texts of a corpus.
pub struct Couple<'c, 't> {
    corpus: &'c Corpus<'t>,
    texts: [usize; 2],
    /// How much is told of the overlaps.
    depth: Depth,
    ground: Ground<'c>,
    /// The distinct numbers of the content of each sentence, sorted.
    content: [Vec<Vec<u32>>; 2],
}

/// What two sentences have in common in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Likeness {
    /// Of the words of both.
    pub share: Score,
    /// What the words and names in common tell, in thousandths of a bit; small words tell nothing.
    pub bits: u64,
    /// How many words that is, a name being one.
    pub words: usize,
}

impl<'c, 't> Couple<'c, 't> {
    /// `a` and `b` are indexes into the texts of the corpus.
    pub fn new(corpus: &'c Corpus<'t>, a: usize, b: usize, depth: Depth) -> Couple<'c, 't> {
        let ground = Ground::new(corpus, &mut Numbers::new(corpus), a, b);
        let content = [0, 1].map(|side| {
            let half = &ground.halves[side];
            let numbers = |sentence: usize| {
                let units = half.text.sentences[sentence].units.clone();
                let content = units.filter(|&unit| half.units()[unit].class != Class::Function);
                let mut numbers: Vec<u32> = content.map(|unit| half.numbers()[unit]).collect();
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            };
            (0..half.text.sentences.len()).map(numbers).collect()
        });
        Couple { corpus, texts: [a, b], depth, ground, content }
    }

    /// What the words and names of both sentences tell, in any order: no less than the bits of their [`Likeness`].
    pub fn common_bits(&self, a: usize, b: usize) -> u64 {
        let (in_a, in_b) = (&self.content[0][a], &self.content[1][b]);
        let common = in_a.iter().filter(|number| in_b.binary_search(number).is_ok());
        common.map(|&number| self.ground.bits_of(number)).sum()
    }

    /// How much the sentences `a` and `b` have in common in order.
    pub fn likeness(&self, a: &Range<usize>, b: &Range<usize>) -> Likeness {
        let wording = self.wording(a, b);
        let Kept { units, shorter, longer, .. } = wording.whole;
        Likeness {
            share: Score::of(2 * units as u64, (shorter + longer) as u64),
            bits: wording.bits + wording.name_bits,
            words: units,
        }
    }

    /// How many words the sentences of a side (0 or 1) have, a name being one.
    pub fn words(&self, side: usize, sentences: &Range<usize>) -> usize {
        self.ground.halves[side].text.units_in(sentences).len()
    }

    /// The sentences `a` and `b` as an overlap. That they belong together is the caller's finding: what their wording
    /// alone would not prove is an edit here.
    pub fn overlap(&self, a: &Range<usize>, b: &Range<usize>) -> Overlap {
        let wording = self.wording(a, b);
        let zone = self.ground.halves[0].text.sentences[a.start].zone;
        let all_kept = wording.whole.units == wording.whole.longer;
        let relation = match matchers::proves(&wording) {
            _ if zone == Zone::Boilerplate => Relation::Boilerplate,
            Some(relation) => relation,
            None if all_kept => Relation::Verbatim,
            None => Relation::Edited,
        };
        let score = wording.whole.share();
        let found = Match { sentences: [a.clone(), b.clone()], wording, relation, score, by_meaning: false };
        let mut dressed = overlap(self.corpus, self.texts, &found).told(self.corpus, self.depth);
        if all_kept {
            // Signs without a word keep nothing of nothing.
            dressed.score = Score::FULL;
        }
        dressed
    }

    fn wording(&self, a: &Range<usize>, b: &Range<usize>) -> Wording {
        Wording::of(&self.ground, [a, b])
    }
}
