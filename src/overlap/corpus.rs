//! The texts as the matcher sees them: sentences of units, and how rare each unit is.

use std::ops::Range;
use std::sync::OnceLock;

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
    /// Equal for units that count as the same; dense over the corpus.
    pub id: u32,
    pub class: Class,
    /// Between quotation marks.
    pub quoted: bool,
    pub span: Span,
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
    /// Its tokens: a name counts as its words.
    pub words: u32,
    units: Range<u32>,
    /// Where its ids begin among those of the text, and how many are names, content, content outside and content inside
    /// quotation marks. The last two are left out, and the second is the third, where nothing is quoted.
    ids: u32,
    counts: [u32; 4],
}

/// One text, ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Prepared<'t> {
    pub text: &'t Text,
    pub units: Vec<Unit>,
    pub sentences: Vec<Sentence>,
    /// The tokens that state a value or a negation.
    facts: Vec<Token>,
    /// The distinct ids of each sentence.
    ids: Vec<u32>,
    credits: OnceLock<Vec<Credit>>,
}

impl<'t> Prepared<'t> {
    /// A text without units yet; `units` is how many will come.
    pub fn new(text: &'t Text, facts: Vec<Token>, units: usize) -> Prepared<'t> {
        Prepared {
            text,
            units: Vec::with_capacity(units),
            sentences: Vec::with_capacity(text.sentences().len()),
            facts,
            ids: Vec::with_capacity(units),
            credits: OnceLock::new(),
        }
    }

    /// Takes in the next unit of the present sentence.
    pub fn push(&mut self, unit: Unit) {
        self.units.push(unit);
    }

    /// Ends the present sentence, which has so many tokens.
    pub fn end_sentence(&mut self, zone: Zone, tokens: usize) {
        let start = self.sentences.last().map_or(0, |sentence| sentence.units.end);
        let units = &self.units[start as usize..];
        let is_content = |unit: &&Unit| unit.class == Class::Content;
        let first = self.ids.len();
        let names = add_distinct(&mut self.ids, units.iter().filter(|unit| unit.class == Class::Name));
        let content = add_distinct(&mut self.ids, units.iter().filter(is_content));
        let mut counts = [names, content, content, 0];
        if units.iter().any(|unit| unit.quoted && unit.class == Class::Content) {
            counts[2] = add_distinct(&mut self.ids, units.iter().filter(is_content).filter(|unit| !unit.quoted));
            counts[3] = add_distinct(&mut self.ids, units.iter().filter(is_content).filter(|unit| unit.quoted));
        }
        let units = start..self.units.len() as u32;
        self.sentences.push(Sentence { zone, words: tokens as u32, units, ids: first as u32, counts });
    }

    /// Gives back what was taken too much of.
    pub fn finish(mut self) -> Prepared<'t> {
        self.ids.shrink_to_fit();
        self
    }

    pub fn units_of(&self, sentence: usize) -> &[Unit] {
        let units = &self.sentences[sentence].units;
        &self.units[units.start as usize..units.end as usize]
    }

    /// The distinct ids of a sentence's names, sorted.
    pub fn names(&self, sentence: usize) -> &[u32] {
        self.list(sentence, 0)
    }

    /// The distinct ids of its content, sorted.
    pub fn content(&self, sentence: usize) -> &[u32] {
        self.list(sentence, 1)
    }

    /// … of its content outside quotation marks.
    pub fn prose(&self, sentence: usize) -> &[u32] {
        self.list(sentence, 2)
    }

    /// … of its content inside them.
    pub fn quoted(&self, sentence: usize) -> &[u32] {
        self.list(sentence, 3)
    }

    fn list(&self, sentence: usize, which: usize) -> &[u32] {
        let Sentence { ids, counts, .. } = self.sentences[sentence];
        let count = |list: usize| counts[list] as usize;
        let before = match which {
            // Not kept apart.
            2 | 3 if counts[3] == 0 => count(0),
            _ => (0..which).map(count).sum(),
        };
        &self.ids[ids as usize + before..][..count(which)]
    }

    /// The tokens of a sentence that state a value or a negation.
    pub fn facts_of(&self, sentence: usize) -> &[Token] {
        let span = self.text.sentences()[sentence].span;
        let before = |end: usize| self.facts.partition_point(|token| token.span.start() < end);
        &self.facts[before(span.start())..before(span.end())]
    }

    /// The credits of the text, found when they are first asked for.
    pub fn credits(&self) -> &[Credit] {
        self.credits.get_or_init(|| credits(self.text))
    }

    /// In how many of its sentences each content id stands, sorted by id; inside and outside quotation marks count apart.
    pub fn holding(&self) -> Vec<(u32, u32)> {
        let lists = (0..self.sentences.len()).flat_map(|sentence| [self.prose(sentence), self.quoted(sentence)]);
        let mut ids: Vec<u32> = lists.flatten().copied().collect();
        ids.sort_unstable();
        ids.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32)).collect()
    }
}

/// Adds the distinct ids of some units, sorted; gives how many there are.
fn add_distinct<'u>(ids: &mut Vec<u32>, units: impl Iterator<Item = &'u Unit>) -> u32 {
    let from = ids.len();
    ids.extend(units.map(|unit| unit.id));
    ids[from..].sort_unstable();
    let mut kept = from;
    for at in from..ids.len() {
        if at == from || ids[at] != ids[kept - 1] {
            ids[kept] = ids[at];
            kept += 1;
        }
    }
    ids.truncate(kept);
    (kept - from) as u32
}

/// All texts at hand, and in how many of their sentences each word stands.
#[derive(Clone, Debug)]
pub struct Corpus<'t> {
    pub(crate) texts: Vec<Prepared<'t>>,
    /// The key of each id, rising: the same in every corpus.
    keys: Vec<u64>,
    holding: Vec<u32>,
    sentences: u64,
}

impl<'t> Corpus<'t> {
    /// `keys` are those of all ids, rising.
    pub(super) fn of(texts: Vec<Prepared<'t>>, keys: Vec<u64>) -> Corpus<'t> {
        let mut holding = vec![0; keys.len()];
        for text in &texts {
            for sentence in 0..text.sentences.len() {
                let lists = [text.prose(sentence), text.quoted(sentence)];
                lists.into_iter().flatten().for_each(|&id| holding[id as usize] += 1);
            }
        }
        let sentences = texts.iter().map(|text| text.sentences.len() as u64).sum();
        Corpus { texts, keys, holding, sentences }
    }

    /// In how many sentences a content id stands.
    pub(super) fn holding(&self, id: u32) -> u32 {
        self.holding[id as usize]
    }

    /// The key of an id: the hash of its stem, value or name, which depends on no corpus. Keys rise with their ids.
    pub(super) fn key(&self, id: u32) -> u64 {
        self.keys[id as usize]
    }

    /// What the content words of two texts tell when they match.
    pub(super) fn weights(&self, a: usize, b: usize) -> Weights {
        let (a, b) = (&self.texts[a], &self.texts[b]);
        let here = (a.sentences.len() + b.sentences.len()) as u64;
        let mut held = a.holding();
        held.extend(b.holding());
        held.sort_unstable();
        let weigh = |same: &[(u32, u32)]| {
            let (id, held) = (same[0].0, same.iter().map(|(_, count)| count).sum::<u32>());
            let anywhere = evidence::bits(u64::from(self.holding(id)), self.sentences);
            // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
            let local = evidence::bits(u64::from(held.saturating_sub(1)), here);
            (id, anywhere.min(local))
        };
        Weights { bits: held.chunk_by(|one, other| one.0 == other.0).map(weigh).collect() }
    }
}

/// What words tell in one pair of texts, in thousandths of a bit.
pub(super) struct Weights {
    /// Sorted by id.
    bits: Vec<(u32, u32)>,
}

impl Weights {
    pub fn of(&self, id: u32) -> u32 {
        self.bits.binary_search_by_key(&id, |(id, _)| *id).map_or(0, |at| self.bits[at].1)
    }

    pub fn sum(&self, ids: &[u32]) -> u64 {
        ids.iter().map(|&id| u64::from(self.of(id))).sum()
    }
}
