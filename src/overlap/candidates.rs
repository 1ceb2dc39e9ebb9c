//! Which pairs of a corpus are worth comparing.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::corpus::{Class, Corpus, Prepared};
use super::thresholds::{ALL_PAIRS_TEXTS, CANDIDATE_KEYS};
use crate::index::{Posting, candidates, fingerprints};

/// The pairs of texts that may share wording, as sorted indexes with `a < b`. In a small corpus every pair is; in a
/// large one those that share [`CANDIDATE_KEYS`] fingerprints.
pub fn candidate_pairs(corpus: &Corpus) -> Vec<(usize, usize)> {
    let texts = corpus.texts.len();
    if texts <= ALL_PAIRS_TEXTS {
        return (0..texts).flat_map(|a| (a + 1..texts).map(move |b| (a, b))).collect();
    }
    let postings: Vec<Posting> = corpus
        .texts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(text, prepared)| postings(corpus, text, prepared))
        .collect();
    candidates(postings)
        .into_iter()
        .filter(|candidate| candidate.shared >= CANDIDATE_KEYS)
        .map(|candidate| (candidate.a as usize, candidate.b as usize))
        .collect()
}

fn postings(corpus: &Corpus, text: usize, prepared: &Prepared) -> Vec<Posting> {
    let mut postings = Vec::new();
    let is_text = |sentence: &usize| prepared.sentences[*sentence].zone.is_text();
    for sentence in (0..prepared.sentences.len()).filter(is_text) {
        let units: Vec<u64> = prepared.units_of(sentence).iter().map(|unit| corpus.key(unit.id)).collect();
        let mut telling = prepared.ids_of(sentence, Class::is_content);
        telling.sort_unstable_by_key(|&id| (Reverse(corpus.bits(id)), id));
        let telling: Vec<u64> = telling.into_iter().map(|id| corpus.key(id)).collect();
        postings.extend(fingerprints(&units, &telling).into_iter().map(|key| Posting { key, text: text as u32 }));
    }
    postings
}
