//! The texts as the matcher sees them: sentences of units, and how rare each unit is.

use std::collections::HashMap;
use std::ops::Range;

use super::evidence;
use crate::article::{Credit, credits};
use crate::text::{Kind, Span, Text, Token};

/// What a unit is worth as evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// A word that says something, or a value (number, date, money).
    Content,
    /// An article, a preposition, an auxiliary.
    Function,
    /// A name, a title or a formula as one unit, however long.
    Name,
}

/// A word, a value or a whole name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unit {
    /// Equal for units that count as the same.
    pub key: u64,
    pub class: Class,
    pub span: Span,
    /// Between quotation marks.
    pub quoted: bool,
}

/// Which sentences are compared with each other: like with like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Zone {
    Body,
    /// A headline holds a few names and one verb; against prose it would match every other article of its topic.
    Headline,
    /// The site's own lines.
    Boilerplate,
    /// Credits of persons and pictures are no wording of the article.
    Credit,
}

impl From<Kind> for Zone {
    fn from(kind: Kind) -> Zone {
        match kind {
            Kind::Prose | Kind::Quotation | Kind::Bullet => Zone::Body,
            Kind::Headline | Kind::SubHeadline => Zone::Headline,
            Kind::Boilerplate => Zone::Boilerplate,
            Kind::CreditLine => Zone::Credit,
        }
    }
}

/// One sentence, ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub zone: Zone,
    pub units: Range<usize>,
    pub tokens: Range<usize>,
    /// Distinct content keys outside quotation marks, sorted.
    pub prose: Vec<u64>,
    /// Distinct content keys inside them, sorted.
    pub quoted: Vec<u64>,
    /// All distinct content keys, sorted.
    pub keys: Vec<u64>,
    /// Distinct keys of names, sorted.
    pub names: Vec<u64>,
}

/// One text, ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Prepared<'t> {
    pub text: &'t Text,
    pub credits: Vec<Credit>,
    pub tokens: Vec<Token>,
    pub units: Vec<Unit>,
    pub sentences: Vec<Sentence>,
    /// In how many sentences each content key stands, sorted by key.
    pub holding: Vec<(u64, u32)>,
}

impl<'t> Prepared<'t> {
    /// `tokens` and `units` are the text's, in order.
    pub fn new(text: &'t Text, tokens: Vec<Token>, units: Vec<Unit>) -> Prepared<'t> {
        let mut sentences = Vec::with_capacity(text.sentences().len());
        let (mut at, mut first_token) = (0, 0);
        for sentence in text.sentences() {
            let within = |span: Span| span.start() < sentence.span.end();
            let last_token = first_token + tokens[first_token..].iter().take_while(|token| within(token.span)).count();
            let end = at + units[at..].iter().take_while(|unit| within(unit.span)).count();
            let keys = |is_meant: &dyn Fn(&Unit) -> bool| {
                let meant = units[at..end].iter().filter(|unit| is_meant(unit));
                let mut keys: Vec<u64> = meant.map(|unit| unit.key).collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            };
            sentences.push(Sentence {
                zone: sentence.kind.into(),
                units: at..end,
                tokens: first_token..last_token,
                prose: keys(&|unit| unit.class == Class::Content && !unit.quoted),
                quoted: keys(&|unit| unit.class == Class::Content && unit.quoted),
                keys: keys(&|unit| unit.class == Class::Content),
                names: keys(&|unit| unit.class == Class::Name),
            });
            (at, first_token) = (end, last_token);
        }
        let mut holding: Vec<(u64, u32)> = Vec::new();
        let mut keys: Vec<u64> = sentences.iter().flat_map(|s| s.prose.iter().chain(&s.quoted)).copied().collect();
        keys.sort_unstable();
        for key in keys {
            match holding.last_mut() {
                Some((last, count)) if *last == key => *count += 1,
                _ => holding.push((key, 1)),
            }
        }
        Prepared { text, credits: credits(text), tokens, units, sentences, holding }
    }

    pub fn tokens_of(&self, sentence: usize) -> &[Token] {
        &self.tokens[self.sentences[sentence].tokens.clone()]
    }

    pub fn units_of(&self, sentence: usize) -> &[Unit] {
        &self.units[self.sentences[sentence].units.clone()]
    }
}

/// All texts at hand, and in how many of their sentences each word stands.
#[derive(Clone, Debug)]
pub struct Corpus<'t> {
    pub(crate) texts: Vec<Prepared<'t>>,
    holding: HashMap<u64, u32>,
    sentences: u64,
}

impl<'t> Corpus<'t> {
    pub(crate) fn of(texts: Vec<Prepared<'t>>) -> Corpus<'t> {
        let mut holding = HashMap::new();
        for (key, count) in texts.iter().flat_map(|text| &text.holding) {
            *holding.entry(*key).or_insert(0) += count;
        }
        let sentences = texts.iter().map(|text| text.sentences.len() as u64).sum();
        Corpus { texts, holding, sentences }
    }

    /// In how many sentences a content key stands.
    pub(super) fn holding(&self, key: u64) -> u32 {
        self.holding.get(&key).copied().unwrap_or(0)
    }

    /// What the content words of two texts tell when they match.
    pub(super) fn weights(&self, a: usize, b: usize) -> Weights {
        let (a, b) = (&self.texts[a], &self.texts[b]);
        let here = (a.sentences.len() + b.sentences.len()) as u64;
        let mut bits = HashMap::with_capacity(a.holding.len() + b.holding.len());
        let mut weigh = |key: u64, held: u32| {
            let anywhere = evidence::bits(u64::from(self.holding.get(&key).copied().unwrap_or(held)), self.sentences);
            // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
            let local = evidence::bits(u64::from(held.saturating_sub(1)), here);
            bits.insert(key, anywhere.min(local));
        };
        let mut rest = b.holding.as_slice();
        for &(key, in_a) in &a.holding {
            let before = rest.partition_point(|(other, _)| *other < key);
            rest[..before].iter().for_each(|&(key, count)| weigh(key, count));
            rest = &rest[before..];
            match rest.first() {
                Some(&(other, in_b)) if other == key => {
                    weigh(key, in_a + in_b);
                    rest = &rest[1..];
                }
                _ => weigh(key, in_a),
            }
        }
        rest.iter().for_each(|&(key, count)| weigh(key, count));
        Weights { bits }
    }
}

/// What words tell in one pair of texts, in thousandths of a bit.
pub(super) struct Weights {
    bits: HashMap<u64, u32>,
}

impl Weights {
    pub fn of(&self, key: u64) -> u32 {
        self.bits.get(&key).copied().unwrap_or(0)
    }

    pub fn sum(&self, keys: &[u64]) -> u64 {
        keys.iter().map(|&key| u64::from(self.of(key))).sum()
    }
}
