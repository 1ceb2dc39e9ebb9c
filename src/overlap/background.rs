//! The background: wording that many texts have and that says nothing about them.
//!
//! The footer of a site and a report syndicated a hundred times are alike in how often they stand in a corpus, and no cap
//! on frequency can tell them apart. What tells them apart is the rest of the texts: those that print one report have much
//! in common, those that have a footer in common have little else.

use rayon::prelude::*;

use super::corpus::{Class, Corpus, Unit, Zone};
use super::regions::cells;
use super::thresholds::{
    COMMON_PAIRS, COMMON_TEXTS, FORM_BLANKS, FORM_DENSITY, LINE_SHARE, RELATED_PAIRS, RELATED_SHARE,
};
use crate::index::{Repeated, SHINGLE, winnowed};

/// Takes sentences that are mostly common phrases for lines of a site: each is compared with its like alone. Marks the words
/// of forms: phrases that many texts have with other names and numbers in them.
pub(super) fn set_aside(corpus: &mut Corpus) {
    if corpus.texts.len() < COMMON_TEXTS {
        return;
    }
    let texts = || (0..corpus.texts.len()).into_par_iter();
    let keys: Vec<Vec<u64>> = texts().map(|text| keys(corpus, text)).collect();
    let common = recurring(&keys, |list| !are_related(&keys, list));
    let forms = recurring(&texts().map(|text| distinct(shingles_of_forms(corpus, text))).collect::<Vec<_>>(), |_| true);
    let found: Vec<(Vec<usize>, Vec<usize>)> =
        texts().map(|text| (lines(corpus, text, &common), filled_in(corpus, text, &forms))).collect();
    for (text, (lines, filled_in)) in corpus.texts.iter_mut().zip(found) {
        filled_in.into_iter().for_each(|unit| text.units[unit].in_form = true);
        if !lines.is_empty() {
            lines.into_iter().for_each(|sentence| text.sentences[sentence].zone = Zone::Boilerplate);
            text.cells = cells(&text.sentences);
        }
    }
}

/// The keys that stand in so many texts as make a phrase common, and whose texts `are_meant`; sorted.
fn recurring(keys: &[Vec<u64>], are_meant: impl Fn(&[(u64, u32)]) -> bool + Sync) -> Vec<u64> {
    // Most keys stand in one text: they need not be sorted.
    let mut repeated = Repeated::new(keys.iter().map(Vec::len).sum());
    keys.iter().flatten().for_each(|&key| repeated.note(key));
    let of_text = |(keys, text): (&Vec<u64>, u32)| -> Vec<(u64, u32)> {
        keys.iter().filter(|&&key| repeated.holds(key)).map(|&key| (key, text)).collect()
    };
    let mut rows: Vec<(u64, u32)> = keys.iter().zip(0..).flat_map(of_text).collect();
    rows.par_sort_unstable();
    let lists: Vec<&[(u64, u32)]> =
        rows.chunk_by(|x, y| x.0 == y.0).filter(|list| list.len() >= COMMON_TEXTS).collect();
    lists.par_iter().filter(|list| are_meant(list)).map(|list| list[0].0).collect()
}

/// The shingles of all sentences of a text, sorted, each once.
fn keys(corpus: &Corpus, text: usize) -> Vec<u64> {
    distinct(sentences(corpus, text).flat_map(|sentence| shingles(corpus, text, sentence)))
}

fn distinct(shingles: impl Iterator<Item = (usize, u64)>) -> Vec<u64> {
    let mut keys: Vec<u64> = shingles.map(|(_, key)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The sentences of the article itself.
fn sentences(corpus: &Corpus, text: usize) -> impl Iterator<Item = usize> {
    let sentences = &corpus.texts[text].sentences;
    (0..sentences.len()).filter(|&sentence| sentences[sentence].zone.is_text())
}

/// The shingles of a sentence, each with where it begins.
fn shingles(corpus: &Corpus, text: usize, sentence: usize) -> Vec<(usize, u64)> {
    let units = corpus.texts[text].units_of(sentence).iter();
    winnowed(&units.map(|unit| corpus.key(unit.id)).collect::<Vec<u64>>())
}

/// The shingles of a text with all names alike, and all numbers; those that hold two of them. The lines of a form may be
/// shorter than a shingle, so they go on from one to the next.
fn shingles_of_forms(corpus: &Corpus, text: usize) -> impl Iterator<Item = (usize, u64)> {
    let units = &corpus.texts[text].units;
    // Most texts have few names and numbers for their length, and are none.
    let facts = units.iter().filter(|unit| unit.class.is_fact()).count();
    let units = if facts * 1000 >= FORM_DENSITY * units.len() { units.as_slice() } else { &[] };
    let key = |unit: &Unit| match unit.class {
        Class::Value => 0,
        Class::Name => 1,
        Class::Content | Class::Function => corpus.key(unit.id),
    };
    let is_of_form = |shingle: &[Unit]| shingle.iter().filter(|unit| unit.class.is_fact()).count() >= FORM_BLANKS;
    let shingles = winnowed(&units.iter().map(key).collect::<Vec<u64>>());
    shingles.into_iter().filter(move |(start, _)| is_of_form(&units[*start..start + SHINGLE]))
}

/// The units of a text that stand in phrases of forms.
fn filled_in(corpus: &Corpus, text: usize, forms: &[u64]) -> Vec<usize> {
    let known = shingles_of_forms(corpus, text).filter(|(_, key)| forms.binary_search(key).is_ok());
    known.flat_map(|(start, _)| start..start + SHINGLE).collect()
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
    sentences(corpus, text).filter(is_line).collect()
}
