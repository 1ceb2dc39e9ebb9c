//! What a text repeats within itself: a dek taken up in the body, a quotation in a sub-headline.

use rayon::prelude::*;

use super::Corpus;
use super::compare::compare_within;
use super::regions::Numbers;
use crate::align::Score;

/// Two sentences of one text with the same wording. Against other texts they count once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repeat {
    pub text: usize,
    /// 0-based; `first < second`.
    pub first: usize,
    pub second: usize,
    /// How much of the shorter sentence the longer one keeps in order.
    pub score: Score,
}

/// The repeats within each text, in order.
pub fn repeats(corpus: &Corpus) -> Vec<Repeat> {
    let numbers = || Numbers::new(corpus);
    let of_text = (0..corpus.texts.len()).into_par_iter();
    of_text.map_init(numbers, |numbers, text| compare_within(corpus, numbers, text)).flatten_iter().collect()
}
