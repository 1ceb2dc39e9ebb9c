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
use crate::index::{Keys, Posting, SHINGLE, repeated, sorted, winnowed};

/// Takes sentences that are mostly common phrases for lines of a site: each is compared with its like alone. Marks the words
/// of forms: phrases that many texts have with other names and numbers in them.
pub(super) fn set_aside(corpus: &mut Corpus) {
    if corpus.texts.len() < COMMON_TEXTS {
        return;
    }
    let texts = || (0..corpus.texts.len()).into_par_iter();
    let keys: Vec<Keys> = texts().map(|text| keys(corpus, text)).collect();
    let common = recurring(&keys, |list| !are_related(&keys, list));
    drop(keys);
    let keys_of_forms: Vec<Keys> = texts().map(|text| keys_of_forms(corpus, text)).collect();
    let forms = recurring(&keys_of_forms, |_| true);
    drop(keys_of_forms);
    let holders = common.texts.par_iter().map(|&text| text as usize);
    let lines: Vec<_> = holders.map(|text| (text, lines(corpus, text, &common.keys))).collect();
    let holders = || forms.texts.par_iter().map(|&text| text as usize);
    let blanks: Vec<Vec<Blank>> = holders().map(|text| blanks(corpus, text, &forms.keys)).collect();
    let printed = printed(blanks.concat());
    let filled_in: Vec<_> = holders().map(|text| (text, filled_in(corpus, text, &forms.keys, &printed))).collect();
    for (text, units) in filled_in {
        for (unit, is_printed) in units {
            let unit = &mut corpus.texts[text].units[unit];
            unit.in_form = true;
            unit.is_printed |= is_printed;
        }
    }
    for (text, lines) in lines.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let text = &mut corpus.texts[text];
        lines.into_iter().for_each(|sentence| text.sentences[sentence].zone = Zone::Boilerplate);
        text.cells = cells(&text.sentences);
    }
}

/// Keys that many texts have.
struct Recurring {
    /// Sorted.
    keys: Vec<u64>,
    /// The texts that have any of them, sorted.
    texts: Vec<u32>,
}

/// The keys that stand in so many texts as make a phrase common, and whose texts `are_meant`.
fn recurring(keys: &[Keys], are_meant: impl Fn(&[Posting]) -> bool + Sync) -> Recurring {
    let (mut recurring, mut texts) = (Vec::new(), Vec::new());
    for rows in repeated(keys) {
        let rows = sorted(rows, |row| row.key);
        let lists: Vec<&[Posting]> =
            rows.chunk_by(|x, y| x.key == y.key).filter(|list| list.len() >= COMMON_TEXTS).collect();
        let lists: Vec<&[Posting]> = lists.into_par_iter().filter(|list| are_meant(list)).collect();
        recurring.extend(lists.iter().map(|list| list[0].key));
        texts.extend(lists.into_iter().flatten().map(|row| row.text));
    }
    texts.sort_unstable();
    texts.dedup();
    Recurring { keys: recurring, texts }
}

/// The shingles of all sentences of a text, sorted, each once.
fn keys(corpus: &Corpus, text: usize) -> Keys {
    let (mut keys, mut units) = (Vec::with_capacity(corpus.texts[text].units.len() / 2), Vec::new());
    sentences(corpus, text).for_each(|sentence| shingles(corpus, text, sentence, &mut units, |_, key| keys.push(key)));
    distinct(keys)
}

/// The [`shingles_of_forms`] of a text, sorted, each once.
fn keys_of_forms(corpus: &Corpus, text: usize) -> Keys {
    let mut keys = Vec::new();
    shingles_of_forms(corpus, text, |_, key| keys.push(key));
    distinct(keys)
}

fn distinct(mut keys: Vec<u64>) -> Keys {
    keys.sort_unstable();
    keys.dedup();
    Keys::of(&keys)
}

/// The sentences of the article itself.
fn sentences(corpus: &Corpus, text: usize) -> impl Iterator<Item = usize> {
    let sentences = &corpus.texts[text].sentences;
    (0..sentences.len()).filter(|&sentence| sentences[sentence].zone.is_text())
}

/// Hands on the shingles of a sentence, each with the unit of the text it begins with; of one shorter than a shingle those
/// that hold the whole of it and what stands beside it. `keys` is room for the keys of units.
fn shingles(corpus: &Corpus, text: usize, sentence: usize, keys: &mut Vec<u64>, mut found: impl FnMut(usize, u64)) {
    let prepared = &corpus.texts[text];
    let own = &prepared.sentences[sentence].units;
    let around = match SHINGLE.saturating_sub(own.len()) {
        0 => own.clone(),
        more => own.start.saturating_sub(more)..(own.end + more).min(prepared.units.len()),
    };
    keys.clear();
    keys.extend(prepared.units[around.clone()].iter().map(|unit| corpus.key(unit.id)));
    if own.len() < SHINGLE {
        // A window of one shingle: all of them are kept.
        let each = keys.windows(SHINGLE).zip(around.start..);
        each.for_each(|(shingle, start)| winnowed(shingle, |_, key| found(start, key)));
    } else {
        winnowed(keys, |start, key| found(around.start + start, key));
    }
}

/// Hands on the shingles of a text with all names alike, and all numbers, if they hold two of them. The lines of a form may be
/// shorter than a shingle, so they go on from one to the next.
fn shingles_of_forms(corpus: &Corpus, text: usize, mut found: impl FnMut(usize, u64)) {
    let units = &corpus.texts[text].units;
    // Most texts have few names and numbers for their length, and are none.
    let facts = units.iter().filter(|unit| unit.class.is_fact()).count();
    if facts * 1000 < FORM_DENSITY * units.len() {
        return;
    }
    let key = |unit: &Unit| match unit.class {
        Class::Value => 0,
        Class::Name => 1,
        Class::Content | Class::Function => corpus.key(unit.id),
    };
    let is_of_form = |shingle: &[Unit]| shingle.iter().filter(|unit| unit.class.is_fact()).count() >= FORM_BLANKS;
    winnowed(&units.iter().map(key).collect::<Vec<u64>>(), |start, key| {
        if is_of_form(&units[start..start + SHINGLE]) {
            found(start, key);
        }
    });
}

/// A place for a name or a number in a phrase of a form, and the id of what stands there.
type Blank = (u64, u32);

/// The blank at `place` of a phrase of this key.
fn blank(key: u64, place: usize, unit: &Unit) -> Blank {
    // Any number that is another for another place.
    (key.wrapping_add((place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)), unit.id)
}

/// Hands on the phrases of forms in a text: where each begins, and its key.
fn phrases(corpus: &Corpus, text: usize, forms: &[u64], mut found: impl FnMut(usize, u64)) {
    shingles_of_forms(corpus, text, |start, key| {
        if forms.binary_search(&key).is_ok() {
            found(start, key);
        }
    });
}

/// The blanks of a text as they are filled in, sorted, each once.
fn blanks(corpus: &Corpus, text: usize, forms: &[u64]) -> Vec<Blank> {
    let units = &corpus.texts[text].units;
    let mut blanks = Vec::new();
    phrases(corpus, text, forms, |start, key| {
        let facts = units[start..start + SHINGLE].iter().enumerate().filter(|(_, unit)| unit.class.is_fact());
        blanks.extend(facts.map(|(place, unit)| blank(key, place, unit)));
    });
    blanks.sort_unstable();
    blanks.dedup();
    blanks
}

/// What is no blank: a name or a number that more than half of those have who fill in the form is printed in it. Sorted.
fn printed(mut blanks: Vec<Blank>) -> Vec<Blank> {
    blanks.par_sort_unstable();
    let mut printed = Vec::new();
    for filled in blanks.chunk_by(|one, other| one.0 == other.0) {
        let same = filled.chunk_by(|one, other| one == other);
        let is_printed = |same: &&[Blank]| same.len() >= COMMON_TEXTS && 2 * same.len() > filled.len();
        printed.extend(same.filter(is_printed).map(|same| same[0]));
    }
    printed
}

/// The units of a text that stand in phrases of forms, and which of them are names and numbers of the form's own.
fn filled_in(corpus: &Corpus, text: usize, forms: &[u64], printed: &[Blank]) -> Vec<(usize, bool)> {
    let units = &corpus.texts[text].units;
    let mut found = Vec::new();
    phrases(corpus, text, forms, |start, key| {
        found.extend(units[start..start + SHINGLE].iter().enumerate().map(|(place, unit)| {
            let is_printed = unit.class.is_fact() && printed.binary_search(&blank(key, place, unit)).is_ok();
            (start + place, is_printed)
        }));
    });
    found
}

/// Whether the texts of a list have more in common than what put them there: whether of some pairs of them, spread over the
/// list, enough share a good part of their shingles.
fn are_related(keys: &[Keys], list: &[Posting]) -> bool {
    let text = |index: usize| keys[list[index % list.len()].text as usize].all();
    let pairs = COMMON_PAIRS.min(list.len() * (list.len() - 1) / 2);
    let is_related = |&pair: &usize| {
        // Neighbours first, then what stands further apart.
        let (one, other) = (text(pair), text(pair + 1 + pair / list.len()));
        let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        shared(fewer, more) * 1000 >= RELATED_SHARE * fewer.len()
    };
    let enough = (RELATED_PAIRS * pairs).div_ceil(1000);
    (0..pairs).filter(is_related).take(enough).count() == enough
}

/// How many keys stand in both of two sorted lists.
fn shared(fewer: &[u64], more: &[u64]) -> usize {
    // A short list is looked up in a long one, lists of about one length are walked side by side.
    if fewer.len() < more.len() / 16 {
        return fewer.iter().filter(|key| more.binary_search(key).is_ok()).count();
    }
    let (mut x, mut y, mut shared) = (0, 0, 0);
    while x < fewer.len() && y < more.len() {
        let (one, other) = (fewer[x], more[y]);
        // No branch: which is smaller is anyone's guess.
        shared += usize::from(one == other);
        x += usize::from(one <= other);
        y += usize::from(other <= one);
    }
    shared
}

/// The sentences of a text of which a good part of the units stands in common phrases.
fn lines(corpus: &Corpus, text: usize, common: &[u64]) -> Vec<usize> {
    let prepared = &corpus.texts[text];
    let mut keys = Vec::new();
    let is_line = |&sentence: &usize| {
        let units = &prepared.sentences[sentence].units;
        let (mut covered, mut end) = (0, units.start);
        shingles(corpus, text, sentence, &mut keys, |start, key| {
            if common.binary_search(&key).is_ok() {
                let here = end.max(start)..(start + SHINGLE).min(units.end);
                covered += here.len();
                end = here.end;
            }
        });
        covered * 1000 >= LINE_SHARE * units.len().max(1)
    };
    sentences(corpus, text).filter(is_line).collect()
}
