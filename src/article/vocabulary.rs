//! Many texts in numbers: every distinct spelling is one, however often it stands, so that what there is to know of a
//! word is worked out once and not at each of its places.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::Range;

use rayon::prelude::*;

use crate::hash::WordHash;
use crate::text::{Class, Span, Text, Token, Value, fold};

/// A word or a value at its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Numbered {
    /// Index into the spellings of the vocabulary.
    pub spelling: u32,
    pub span: Span,
}

/// Texts by the numbers of a vocabulary: the [`Text::tokens`] of each, in order.
#[derive(Clone, Debug, Default)]
pub struct NumberedTexts {
    /// Of many texts in one list: they are all given back at once.
    stretches: Vec<Vec<Numbered>>,
    /// Of each text, its stretch and where in it.
    places: Vec<(usize, Range<usize>)>,
}

impl NumberedTexts {
    /// The tokens of a text.
    pub fn of(&self, text: usize) -> &[Numbered] {
        let (stretch, range) = &self.places[text];
        &self.stretches[*stretch][range.clone()]
    }
}

/// A form, and what the way it is written tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Spelling {
    /// Index into the forms of the vocabulary.
    pub form: u32,
    marks: u8,
}

const WORD: u8 = 1;
const CAPITALISED: u8 = 1 << 1;
const LONG: u8 = 1 << 2;
const VALUE: u8 = 1 << 3;
const LIGHT: u8 = 1 << 4;
const ATTRIBUTION: u8 = 1 << 5;

impl Spelling {
    /// A word, no number and no date.
    pub const fn is_word(self) -> bool {
        self.marks & WORD != 0
    }

    /// A word that begins with a capital.
    pub const fn is_capitalised(self) -> bool {
        self.marks & CAPITALISED != 0
    }

    /// Four letters or more.
    pub const fn is_long(self) -> bool {
        self.marks & LONG != 0
    }

    /// States a [`Value`], which its form shows.
    pub const fn is_value(self) -> bool {
        self.marks & VALUE != 0
    }

    /// Says little in any language: "said", "would", and a date such as "Saturday" or "last month", which every report of
    /// a day has.
    pub const fn is_light(self) -> bool {
        self.marks & LIGHT != 0
    }

    /// Says that somebody said it: "said", "according".
    pub const fn is_attribution(self) -> bool {
        self.marks & ATTRIBUTION != 0
    }

    fn marks(token: &Token, written: &str) -> u8 {
        let light = match token.value {
            Some(Value::Date(date)) => date.year().or(date.decade()).is_none() && date.day().is_none(),
            Some(_) => false,
            None => token.is_attribution() || token.is_modal(),
        };
        let mark = |holds: bool, mark: u8| if holds { mark } else { 0 };
        mark(token.class == Class::Word, WORD)
            | mark(token.class == Class::Word && token.is_capitalised(), CAPITALISED)
            | mark(written.chars().nth(3).is_some(), LONG)
            | mark(token.value.is_some(), VALUE)
            | mark(light, LIGHT)
            | mark(token.is_attribution(), ATTRIBUTION)
    }
}

/// The distinct spellings of a number of texts. Numbers follow from the texts alone: they are given in the order in which
/// spellings first stand in them.
#[derive(Clone, Debug)]
pub struct Vocabulary<'t> {
    forms: Vec<Cow<'t, str>>,
    spellings: Vec<Spelling>,
}

impl<'t> Vocabulary<'t> {
    /// Reads the texts.
    pub fn read(texts: &[&'t Text]) -> (Vocabulary<'t>, NumberedTexts) {
        let parts = stretches(texts, rayon::current_num_threads());
        let read: Vec<Reader> = parts.into_par_iter().map(Reader::of).collect();
        let mut joined = Joined::default();
        let mut numbered = NumberedTexts::default();
        for (reader, stretch) in read.into_iter().zip(0..) {
            let numbers = joined.take(reader.spellings);
            let mut tokens = reader.tokens;
            tokens.par_iter_mut().for_each(|token| token.spelling = numbers[token.spelling as usize]);
            let starts = [0].into_iter().chain(reader.ends.iter().copied());
            let places = starts.zip(&reader.ends).map(|(start, &end)| (stretch, start..end));
            numbered.places.extend(places);
            numbered.stretches.push(tokens);
        }
        (Vocabulary { forms: joined.forms.list, spellings: joined.spellings.list }, numbered)
    }

    /// The distinct forms in which tokens are compared.
    pub fn forms(&self) -> &[Cow<'t, str>] {
        &self.forms
    }

    /// The distinct spellings.
    pub fn spellings(&self) -> &[Spelling] {
        &self.spellings
    }

    /// What a token is written like.
    pub fn spelling(&self, token: Numbered) -> Spelling {
        self.spellings[token.spelling as usize]
    }

    /// The form in which a token is compared.
    pub fn form(&self, token: Numbered) -> &str {
        &self.forms[self.spelling(token).form as usize]
    }
}

/// The texts in so many stretches of about as many bytes, or fewer.
fn stretches<'a, 't>(texts: &'a [&'t Text], count: usize) -> Vec<&'a [&'t Text]> {
    let all: usize = texts.iter().map(|text| text.body().len()).sum();
    let most = all / count.max(1) + 1;
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, text) in texts.iter().enumerate() {
        bytes += text.body().len();
        if bytes >= most {
            parts.push(&texts[start..=index]);
            (start, bytes) = (index + 1, 0);
        }
    }
    parts.push(&texts[start..]);
    parts
}

/// Reads texts one after the other. A spelling is known by what stands in the text: only the first of its kind is
/// folded.
#[derive(Default)]
struct Reader<'t> {
    /// Of all texts read, one after the other.
    tokens: Vec<Numbered>,
    /// Where the tokens of each text end.
    ends: Vec<usize>,
    words: HashMap<&'t str, u32, WordHash>,
    /// Those words that are [`packed`].
    short: HashMap<u64, u32, WordHash>,
    /// Those of up to twice as many bytes.
    middle: HashMap<u128, u32, WordHash>,
    values: HashMap<Value, u32, WordHash>,
    /// Digits that say two things.
    open: HashMap<&'t str, u32, WordHash>,
    /// Form and marks of each.
    spellings: Vec<(Cow<'t, str>, u8)>,
}

impl<'t> Reader<'t> {
    fn of(texts: &[&'t Text]) -> Reader<'t> {
        let mut reader = Reader { ends: Vec::with_capacity(texts.len()), ..Reader::default() };
        // A word of news is about six bytes with its space; what is not written to takes no memory.
        reader.tokens.reserve(texts.iter().map(|text| text.body().len()).sum::<usize>() / 5);
        for text in texts {
            let body = text.body();
            text.each_token(|token| {
                let spelling = reader.number(body, &token);
                reader.tokens.push(Numbered { spelling, span: token.span });
            });
            reader.ends.push(reader.tokens.len());
        }
        reader
    }

    fn number(&mut self, body: &'t str, token: &Token) -> u32 {
        let next = self.spellings.len() as u32;
        let number = match token.value {
            None if token.class == Class::Word => match packed(body, token.span) {
                Some(Packed::Short(word)) => number_of(&mut self.short, word, next),
                Some(Packed::Middle(word)) => number_of(&mut self.middle, word, next),
                None => number_of(&mut self.words, token.span.of(body), next),
            },
            None => number_of(&mut self.open, token.span.of(body), next),
            Some(value) => number_of(&mut self.values, value, next),
        };
        if number == next {
            let written = token.span.of(body);
            let form = token.value.map_or_else(|| fold(written), |value| Cow::Owned(value.to_string()));
            self.spellings.push((form, Spelling::marks(token, written)));
        }
        number
    }
}

/// The number of a thing, which is `next` if it is new.
fn number_of<T: Eq + Hash>(numbers: &mut HashMap<T, u32, WordHash>, thing: T, next: u32) -> u32 {
    // Most are known: to look first is faster than to ask for a place to write to.
    match numbers.get(&thing) {
        Some(&number) => number,
        None => *numbers.entry(thing).or_insert(next),
    }
}

/// A word as one number, which is looked up in half the time.
enum Packed {
    /// Of up to eight bytes, …
    Short(u64),
    /// … and of more, up to sixteen.
    Middle(u128),
}

/// The word at `span`, if it is short enough. Not the last word of a text: as many bytes are read, whatever the word has.
fn packed(body: &str, span: Span) -> Option<Packed> {
    let bytes = &body.as_bytes()[span.start()..];
    Some(match span.len() {
        length @ 1..=8 => Packed::Short(u64::from_le_bytes(*bytes.first_chunk()?) & u64::MAX >> (64 - 8 * length)),
        length @ 9..=16 => Packed::Middle(u128::from_le_bytes(*bytes.first_chunk()?) & u128::MAX >> (128 - 8 * length)),
        _ => return None,
    })
}

/// Distinct things in the order in which they came, and their numbers.
struct Distinct<T> {
    numbers: HashMap<T, u32, WordHash>,
    list: Vec<T>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Distinct<T> {
        Distinct { numbers: HashMap::default(), list: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Distinct<T> {
    fn number(&mut self, thing: T) -> u32 {
        let next = self.list.len() as u32;
        match self.numbers.entry(thing) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.list.push(new.key().clone());
                *new.insert(next)
            }
        }
    }
}

/// What several readers found, as one.
#[derive(Default)]
struct Joined<'t> {
    forms: Distinct<Cow<'t, str>>,
    spellings: Distinct<Spelling>,
}

impl<'t> Joined<'t> {
    /// Takes in the spellings of the next reader, form and marks of each; the numbers they have now, by the reader's own.
    fn take(&mut self, spellings: Vec<(Cow<'t, str>, u8)>) -> Vec<u32> {
        let number = |(form, marks)| {
            let form = self.forms.number(form);
            self.spellings.number(Spelling { form, marks })
        };
        spellings.into_iter().map(number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LinePhrases;

    #[test]
    fn a_spelling_has_one_number_and_a_form_has_one() {
        let texts = ["The treaty, the Treaty’s 2,000 treaties.", "Two thousand treaties said more."]
            .map(|body| Text::new(body, &LinePhrases::default()));
        let (vocabulary, read) = Vocabulary::read(&[&texts[0], &texts[1]]);
        let forms = |text: usize| read.of(text).iter().map(|&token| vocabulary.form(token)).collect::<Vec<_>>();
        assert_eq!(forms(0), ["the", "treaty", "the", "treaty", "2000", "treaties"]);
        assert_eq!(forms(1), ["2000", "treaties", "said", "more"]);
        assert_eq!(vocabulary.forms(), ["the", "treaty", "2000", "treaties", "said", "more"]);
        assert_eq!(read.of(0)[4].spelling, read.of(1)[0].spelling);
        assert_ne!(read.of(0)[0].spelling, read.of(0)[2].spelling);
        let said = vocabulary.spelling(read.of(1)[2]);
        assert!(said.is_word() && said.is_light() && said.is_long() && !said.is_capitalised() && !said.is_value());
    }

    #[test]
    fn numbers_do_not_depend_on_the_threads() {
        let texts: Vec<Text> = (0..40)
            .map(|n| format!("Word{n} of {} and {}.", n % 7, n % 11))
            .map(|body| Text::new(&body, &LinePhrases::default()))
            .collect();
        let texts: Vec<&Text> = texts.iter().collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (vocabulary, read) = pool.install(|| Vocabulary::read(&texts));
            let tokens: Vec<_> = (0..texts.len()).map(|text| read.of(text).to_vec()).collect();
            (vocabulary.forms, vocabulary.spellings, tokens)
        };
        assert_eq!(with(1), with(3));
        assert_eq!(with(1), with(8));
    }
}
