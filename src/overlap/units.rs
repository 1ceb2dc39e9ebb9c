//! Texts made ready: tokens and names become units.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::background;
use super::corpus::{Class, Corpus, Prepared, Unit, Zone};
use super::thresholds::QUOTED_WORDS;
use crate::article::{Names, Numbered, NumberedTexts, Vocabulary};
use crate::hash;
use crate::index::{Ranks, sorted};
use crate::text::{Language, Span, Text, count_words, is_function_word, is_unspaced, stem};

impl<'t> Corpus<'t> {
    /// Reads the texts: names are learned from all of them, then each is cut into units.
    pub fn new(texts: &[&'t Text]) -> Corpus<'t> {
        let (vocabulary, read) = Vocabulary::read(texts);
        let names = Names::learn(&vocabulary, texts, &read);
        let named: Vec<Vec<Named>> = (0..texts.len()).into_par_iter().map(|text| named(&names, text)).collect();
        drop(names);
        let languages = languages(texts);
        let words = words(&vocabulary, &languages, &read, &named);
        let mut keys: Vec<u64> = named.iter().flatten().map(|name| name.key).collect();
        keys.extend(words.values().flatten().flatten().map(|word| word.key));
        let mut keys = sorted(keys, |&key| key);
        keys.dedup();
        let ranks = Ranks::of(keys);
        let words = words.into_iter().map(|(language, words)| (language, known(&ranks, words))).collect();
        let ids = Ids { ranks, words };
        let prepared = texts.par_iter().zip(named).enumerate();
        let prepared = prepared.map(|(at, (text, named))| ids.prepare(text, languages[at], read.of(at), &named));
        let prepared = prepared.collect();
        drop(read);
        let mut corpus = Corpus::of(prepared, ids.ranks.into_keys());
        background::set_aside(&mut corpus);
        corpus
    }
}

/// A name in one text.
struct Named {
    tokens: Range<u32>,
    key: u64,
}

fn named(names: &Names, text: usize) -> Vec<Named> {
    let mut found = Vec::new();
    names.each(text, |tokens, form| {
        found.push(Named { tokens: tokens.start as u32..tokens.end as u32, key: hash::key(form) });
    });
    found.shrink_to_fit();
    found
}

/// What a spelling is as a unit by itself, in one language.
#[derive(Clone, Copy)]
struct Word {
    key: u64,
    class: Class,
}

/// The units of all spellings that stand outside names, by the languages whose texts have them.
fn words(
    vocabulary: &Vocabulary,
    of_texts: &[Language],
    read: &NumberedTexts,
    named: &[Vec<Named>],
) -> BTreeMap<Language, Vec<Option<Word>>> {
    let languages: BTreeSet<Language> = of_texts.iter().copied().collect();
    let of = |language_of: Language| {
        let mut stands = vec![false; vocabulary.spellings().len()];
        for at in (0..of_texts.len()).filter(|&at| of_texts[at] == language_of) {
            let tokens = read.of(at);
            let ends = named[at].iter().map(|name| name.tokens.end as usize);
            let starts = named[at].iter().map(|name| name.tokens.start as usize).chain([tokens.len()]);
            let outside = [0].into_iter().chain(ends).zip(starts).flat_map(|(start, end)| &tokens[start..end]);
            outside.for_each(|token| stands[token.spelling as usize] = true);
        }
        let words = (0..stands.len()).into_par_iter().map(|at| stands[at].then(|| word(vocabulary, at, language_of)));
        words.collect()
    };
    languages.into_iter().map(|language| (language, of(language))).collect()
}

/// The language that the words of each text are read in: its own. A text that is too short to tell is in that of most others, for
/// sentences of two texts would share nothing if their words had other stems.
fn languages(texts: &[&Text]) -> Vec<Language> {
    let known: Vec<Option<Language>> = texts.iter().map(|text| text.language()).collect();
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    known.iter().flatten().for_each(|&language| *counts.entry(language).or_default() += 1);
    let commonest = counts.into_iter().max_by_key(|&(language, count)| (count, Reverse(language)));
    let others = commonest.map_or(Language::English, |(language, _)| language);
    known.into_iter().map(|language| language.unwrap_or(others)).collect()
}

fn word(vocabulary: &Vocabulary, spelling: usize, language: Language) -> Word {
    let spelling = vocabulary.spellings()[spelling];
    let form = vocabulary.forms()[spelling.form as usize].as_ref();
    if spelling.is_value() {
        return Word { key: hash::key(form), class: if spelling.is_light() { Class::Function } else { Class::Value } };
    }
    let says_little = spelling.is_light() || is_function_word(form, language);
    let class = if says_little { Class::Function } else { Class::Content };
    Word { key: hash::key(&stem(form, language)), class }
}

/// The words with their ids in the place of keys.
fn known(ranks: &Ranks, words: Vec<Option<Word>>) -> Vec<(u32, Class)> {
    let known = |word: Option<Word>| word.map_or((0, Class::Function), |word| (ranks.rank(word.key), word.class));
    words.into_par_iter().map(known).collect()
}

/// The ids of all units.
struct Ids {
    ranks: Ranks,
    words: BTreeMap<Language, Vec<(u32, Class)>>,
}

impl Ids {
    /// Cuts a text into units: a name is one, every other token is one.
    fn prepare<'t>(&self, text: &'t Text, language: Language, tokens: &[Numbered], named: &[Named]) -> Prepared<'t> {
        let words = self.words.get(&language).map(Vec::as_slice).unwrap_or_default();
        let mut quoted = Quoted::of(text);
        let merged: usize = named.iter().map(|name| name.tokens.len() - 1).sum();
        let mut prepared = Prepared::new(text, language, tokens.len() - merged);
        let mut names = named.iter().peekable();
        let mut at = 0;
        for sentence in text.sentences() {
            let start = at;
            while let Some(&Numbered { spelling, span }) =
                tokens.get(at).filter(|token| token.span.start() < sentence.span.end())
            {
                let unit = match names.next_if(|name| name.tokens.start as usize == at) {
                    Some(name) => {
                        at = name.tokens.end as usize;
                        let span = span.cover(tokens[at - 1].span);
                        Unit {
                            id: self.ranks.rank(name.key),
                            class: Class::Name,
                            span,
                            quoted: quoted.holds(span),
                            in_form: false,
                            is_printed: false,
                        }
                    }
                    None => {
                        at += 1;
                        let (id, class) = words[spelling as usize];
                        Unit { id, class, span, quoted: quoted.holds(span), in_form: false, is_printed: false }
                    }
                };
                prepared.push(unit);
            }
            prepared.end_sentence(Zone::from(sentence.kind), at - start);
        }
        prepared.finish()
    }
}

/// The stretches between quotation marks, asked for spans in rising order.
struct Quoted {
    /// In order and disjoint: a quotation within another is part of it.
    outermost: Vec<Span>,
    at: usize,
}

impl Quoted {
    fn of(text: &Text) -> Quoted {
        let mut outermost: Vec<Span> = Vec::new();
        for quotation in text.quotations() {
            let inner = quotation.inner;
            let quoted = text.slice(inner);
            // What has no spaces has its words all the same.
            let words =
                if quoted.contains(is_unspaced) { count_words(quoted) } else { quoted.split_whitespace().count() };
            let long = words >= QUOTED_WORDS;
            match outermost.last_mut() {
                _ if !long => {}
                Some(last) if last.overlaps(inner) => *last = last.cover(inner),
                _ => outermost.push(inner),
            }
        }
        Quoted { outermost, at: 0 }
    }

    fn holds(&mut self, span: Span) -> bool {
        while self.outermost.get(self.at).is_some_and(|quotation| quotation.end() <= span.start()) {
            self.at += 1;
        }
        self.outermost.get(self.at).is_some_and(|quotation| quotation.contains(span))
    }
}
