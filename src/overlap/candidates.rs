//! Which pairs of a corpus are worth comparing.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::corpus::{Corpus, Prepared, Zone};
use super::thresholds::{ALL_PAIRS_TEXTS, CANDIDATE_KEYS, STRONG_CONTENT};
use crate::index::{Posting, RARE, Repeated, SHINGLE, candidates, rare_pairs, winnowed};

/// The pairs of texts that may share wording, as sorted indexes with `a < b`. In a small corpus every pair is; in a
/// large one those that share [`CANDIDATE_KEYS`] fingerprints.
pub fn candidate_pairs(corpus: &Corpus) -> Vec<(usize, usize)> {
    let texts = corpus.texts.len();
    if texts <= ALL_PAIRS_TEXTS {
        return (0..texts).flat_map(|a| (a + 1..texts).map(move |b| (a, b))).collect();
    }
    let keys: Vec<Vec<u64>> = corpus.texts.par_iter().map(|prepared| keys(corpus, prepared)).collect();
    let mut repeated = Repeated::new(keys.iter().map(Vec::len).sum());
    keys.iter().flatten().for_each(|&key| repeated.note(key));
    let of_text = |(keys, text): (Vec<u64>, u32)| {
        keys.into_iter().filter(|&key| repeated.holds(key)).map(move |key| Posting { key, text })
    };
    let postings: Vec<Posting> = keys.into_iter().zip(0..).flat_map(of_text).collect();
    candidates(postings)
        .into_iter()
        .filter(|candidate| candidate.shared >= CANDIDATE_KEYS)
        .map(|candidate| (candidate.a as usize, candidate.b as usize))
        .collect()
}

/// The fingerprints of all sentences of a text, sorted, each once.
fn keys(corpus: &Corpus, prepared: &Prepared) -> Vec<u64> {
    let mut keys = Vec::new();
    let (mut units, mut telling) = (Vec::new(), Vec::new());
    let is_compared = |sentence: &usize| prepared.sentences[*sentence].zone != Zone::Credit;
    for sentence in (0..prepared.sentences.len()).filter(is_compared) {
        units.clear();
        units.extend(prepared.units_of(sentence).iter().map(|unit| corpus.key(unit.id)));
        telling.clear();
        let content = prepared.units_of(sentence).iter().filter(|unit| unit.class.is_content());
        telling.extend(content.map(|unit| (Reverse(corpus.bits(unit.id)), unit.id)));
        telling.sort_unstable();
        telling.dedup();
        let rarest: Vec<u64> = telling.iter().take(RARE).map(|&(_, id)| corpus.key(id)).collect();
        rare_pairs(&rarest, &mut keys);
        for (start, key) in winnowed(&units) {
            keys.push(key);
            // Five words in a row that tell something are enough by themselves: they have a second key.
            let shingle = &prepared.units_of(sentence)[start..start + SHINGLE];
            if shingle.iter().filter(|unit| unit.class.is_content()).count() >= STRONG_CONTENT {
                keys.push(!key);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys.shrink_to_fit();
    keys
}
