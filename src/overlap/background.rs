//! The background: wording that many texts have and that says nothing about them.
//!
//! The footer of a site and a report syndicated a hundred times are alike in how often they stand in a corpus, and no cap
//! on frequency can tell them apart. What tells them apart is the rest of the texts: those that print one report have much
//! in common, those that have a footer in common have little else.

use rayon::prelude::*;

use super::corpus::{Corpus, Zone};
use super::regions::cells;
use super::thresholds::{COMMON_PAIRS, COMMON_TEXTS, LINE_SHARE, RELATED_PAIRS, RELATED_SHARE};
use crate::index::{SHINGLE, winnowed};

/// Takes sentences that are mostly common phrases for lines of a site: each is compared with its like alone.
pub(super) fn set_aside(corpus: &mut Corpus) {
    if corpus.texts.len() < COMMON_TEXTS {
        return;
    }
    let keys: Vec<Vec<u64>> = (0..corpus.texts.len()).into_par_iter().map(|text| keys(corpus, text)).collect();
    let mut rows: Vec<(u64, u32)> =
        keys.iter().zip(0..).flat_map(|(keys, text)| keys.iter().map(move |&key| (key, text))).collect();
    rows.par_sort_unstable();
    let lists: Vec<&[(u64, u32)]> =
        rows.chunk_by(|x, y| x.0 == y.0).filter(|list| list.len() >= COMMON_TEXTS).collect();
    let common: Vec<u64> = lists.par_iter().filter(|list| !are_related(&keys, list)).map(|list| list[0].0).collect();
    if common.is_empty() {
        return;
    }
    let lines: Vec<Vec<usize>> =
        (0..corpus.texts.len()).into_par_iter().map(|text| lines(corpus, text, &common)).collect();
    for (text, lines) in corpus.texts.iter_mut().zip(lines).filter(|(_, lines)| !lines.is_empty()) {
        lines.into_iter().for_each(|sentence| text.sentences[sentence].zone = Zone::Boilerplate);
        text.cells = cells(&text.sentences);
    }
}

/// The winnowed shingles of a text, sorted, each once.
fn keys(corpus: &Corpus, text: usize) -> Vec<u64> {
    let prepared = &corpus.texts[text];
    let sentences = (0..prepared.sentences.len()).filter(|&sentence| prepared.sentences[sentence].zone.is_text());
    let mut keys: Vec<u64> =
        sentences.flat_map(|sentence| shingles(corpus, text, sentence)).map(|(_, key)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn shingles(corpus: &Corpus, text: usize, sentence: usize) -> Vec<(usize, u64)> {
    let units: Vec<u64> = corpus.texts[text].units_of(sentence).iter().map(|unit| corpus.key(unit.id)).collect();
    winnowed(&units)
}

/// Whether the texts of a list have more in common than what put them there: whether of some pairs of them, spread over the
/// list, enough share a good part of their shingles.
fn are_related(keys: &[Vec<u64>], list: &[(u64, u32)]) -> bool {
    let text = |index: usize| keys[list[index % list.len()].1 as usize].as_slice();
    let pairs = COMMON_PAIRS.min(list.len() * (list.len() - 1) / 2);
    let related = (0..pairs).filter(|&pair| {
        // Neighbours first, then what stands further apart.
        let (one, other) = (text(pair), text(pair + 1 + pair / list.len()));
        let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        let shared = fewer.iter().filter(|key| more.binary_search(key).is_ok()).count();
        shared * 1000 >= RELATED_SHARE * fewer.len()
    });
    related.count() * 1000 >= RELATED_PAIRS * pairs
}

/// The sentences of a text of which a good part of the units stands in common phrases.
fn lines(corpus: &Corpus, text: usize, common: &[u64]) -> Vec<usize> {
    let prepared = &corpus.texts[text];
    let is_line = |&sentence: &usize| {
        let units = prepared.sentences[sentence].units.len();
        let (mut covered, mut end) = (0, 0);
        for (start, key) in shingles(corpus, text, sentence) {
            if common.binary_search(&key).is_ok() {
                covered += (start + SHINGLE).saturating_sub(end.max(start));
                end = start + SHINGLE;
            }
        }
        covered * 1000 >= LINE_SHARE * units.max(1)
    };
    let sentences = (0..prepared.sentences.len()).filter(|&sentence| prepared.sentences[sentence].zone.is_text());
    sentences.filter(is_line).collect()
}
