//! The background: wording that many texts have and that says nothing about them.
//!
//! The footer of a site and a report syndicated a hundred times are alike in how often they stand in a corpus, and no cap
//! on frequency can tell them apart. What tells them apart is the rest of the texts: those that print one report have much
//! in common, those that have a footer in common have little else.

use std::ops::Range;

use rayon::prelude::*;

use super::corpus::{Class, Corpus, Unit, Zone};
use super::regions::cells;
use super::thresholds::{
    COMMON_PAIRS, COMMON_TEXTS, FORM_BLANKS, FORM_DENSITY, LINE_SHARE, RELATED_PAIRS, RELATED_SHARE,
};
use crate::index::{Keys, Posting, Ranks, SHINGLE, repeated, sorted, winnowed};

/// Finds what many texts have: lines of sites, and forms.
pub(super) fn set_aside(corpus: &mut Corpus) {
    if corpus.texts.len() >= COMMON_TEXTS {
        set_aside_lines(corpus);
        mark_forms(corpus);
    }
}

/// Takes sentences that are mostly common phrases for lines of a site: each is compared with its like alone.
fn set_aside_lines(corpus: &mut Corpus) {
    let texts = (0..corpus.texts.len()).into_par_iter();
    let keys: Vec<Keys> = texts.map(|text| keys(corpus, text)).collect();
    let common = recurring(&keys, |list| !are_related(&keys, list));
    drop(keys);
    let holders = common.texts.par_iter().map(|&text| text as usize);
    let lines: Vec<_> = holders.map(|text| (text, lines(corpus, text, &common.keys))).collect();
    for (text, lines) in lines.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let text = &mut corpus.texts[text];
        lines.into_iter().for_each(|sentence| text.sentences[sentence].zone = Zone::Boilerplate);
        text.cells = cells(&text.sentences);
    }
}

/// Marks the words of forms: phrases that many texts have with other names and numbers in them.
fn mark_forms(corpus: &mut Corpus) {
    let texts = (0..corpus.texts.len()).into_par_iter();
    let mut phrases: Vec<Vec<Phrase>> = texts.map(|text| phrases(corpus, text)).collect();
    let keys: Vec<Keys> = phrases.par_iter().map(|phrases| distinct(phrases.iter().map(|phrase| phrase.key))).collect();
    let forms = recurring(&keys, |_| true);
    drop(keys);
    phrases.par_iter_mut().for_each(|phrases| phrases.retain(|phrase| forms.keys.holds(phrase.key)));
    let phrases = || phrases.par_iter().enumerate();
    let blanks: Vec<Vec<Blank>> = phrases().map(|(text, phrases)| blanks(corpus, text, phrases)).collect();
    let printed = printed(blanks.concat());
    let units: Vec<_> = phrases().map(|(text, phrases)| filled_in(corpus, text, phrases, &printed)).collect();
    for (text, units) in corpus.texts.iter_mut().zip(units) {
        for (unit, is_printed) in units {
            let unit = &mut text.units[unit];
            unit.in_form = true;
            unit.is_printed |= is_printed;
        }
    }
}

/// Keys that many texts have.
struct Recurring {
    keys: Ranks,
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
    Recurring { keys: Ranks::of(recurring), texts }
}

/// The shingles of all sentences of a text, sorted, each once.
fn keys(corpus: &Corpus, text: usize) -> Keys {
    let (mut keys, mut units) = (Vec::with_capacity(corpus.texts[text].units.len() / 2), Vec::new());
    sentences(corpus, text).for_each(|sentence| shingles(corpus, text, sentence, &mut units, |_, key| keys.push(key)));
    distinct(keys.into_iter())
}

/// Sorted, each once.
fn distinct(keys: impl Iterator<Item = u64>) -> Keys {
    let mut keys: Vec<u64> = keys.collect();
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

/// What may be a phrase of a form.
#[derive(Clone, Copy)]
struct Phrase {
    /// The unit of the text that it begins with; a shingle of them.
    start: u32,
    /// Of its words, with all names alike, and all numbers.
    key: u64,
}

impl Phrase {
    /// Its units in their text.
    fn units(self) -> Range<usize> {
        self.start as usize..self.start as usize + SHINGLE
    }
}

/// The shingles of a text that hold names or numbers enough. The lines of a form may be shorter than a shingle, so they go on
/// from one to the next.
fn phrases(corpus: &Corpus, text: usize) -> Vec<Phrase> {
    let units = &corpus.texts[text].units;
    let mut phrases = Vec::new();
    // Most texts have few names and numbers for their length, and are none.
    let facts = units.iter().filter(|unit| unit.class.is_fact()).count();
    if facts * 1000 < FORM_DENSITY * units.len() {
        return phrases;
    }
    let key = |unit: &Unit| match unit.class {
        Class::Value => 0,
        Class::Name => 1,
        Class::Content | Class::Function => corpus.key(unit.id),
    };
    winnowed(&units.iter().map(key).collect::<Vec<u64>>(), |start, key| {
        let phrase = Phrase { start: start as u32, key };
        if units[phrase.units()].iter().filter(|unit| unit.class.is_fact()).count() >= FORM_BLANKS {
            phrases.push(phrase);
        }
    });
    phrases
}

/// A place for a name or a number in a phrase of a form, and the id of what stands there.
type Blank = (u64, u32);

/// The blank at `place` of a phrase of this key.
fn blank(key: u64, place: usize, unit: &Unit) -> Blank {
    // Any number that is another for another place.
    (key.wrapping_add((place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)), unit.id)
}

/// The blanks of a text as they are filled in, sorted, each once; `phrases` are those of forms in it.
fn blanks(corpus: &Corpus, text: usize, phrases: &[Phrase]) -> Vec<Blank> {
    let units = &corpus.texts[text].units;
    let of = |phrase: &Phrase| {
        let Phrase { key, .. } = *phrase;
        let facts = units[phrase.units()].iter().enumerate().filter(|(_, unit)| unit.class.is_fact());
        facts.map(move |(place, unit)| blank(key, place, unit))
    };
    let mut blanks: Vec<Blank> = phrases.iter().flat_map(of).collect();
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
fn filled_in(corpus: &Corpus, text: usize, phrases: &[Phrase], printed: &[Blank]) -> Vec<(usize, bool)> {
    let units = &corpus.texts[text].units;
    let of = |phrase: &Phrase| {
        let Phrase { key, .. } = *phrase;
        let is_printed = move |place: usize, unit: &Unit| {
            unit.class.is_fact() && printed.binary_search(&blank(key, place, unit)).is_ok()
        };
        phrase.units().enumerate().map(move |(place, unit)| (unit, is_printed(place, &units[unit])))
    };
    phrases.iter().flat_map(of).collect()
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
fn lines(corpus: &Corpus, text: usize, common: &Ranks) -> Vec<usize> {
    let prepared = &corpus.texts[text];
    let mut keys = Vec::new();
    let is_line = |&sentence: &usize| {
        let units = &prepared.sentences[sentence].units;
        let (mut covered, mut end) = (0, units.start);
        shingles(corpus, text, sentence, &mut keys, |start, key| {
            if common.holds(key) {
                let here = end.max(start)..(start + SHINGLE).min(units.end);
                covered += here.len();
                end = here.end;
            }
        });
        covered * 1000 >= LINE_SHARE * units.len().max(1)
    };
    sentences(corpus, text).filter(is_line).collect()
}
