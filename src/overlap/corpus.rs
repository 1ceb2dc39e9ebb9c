//! The texts as the matcher sees them: sentences of units, and how rare each unit is.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::evidence;
use super::lexicon::{Lexicon, Words};
use super::meanings::Meanings;
use super::regions::{Cell, cells};
use crate::article::{Credit, SourceClass, credits, may_cite_documents};
use crate::text::{Kind, Language, Span, Text, Token};

/// What a unit is worth as evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// A word that says something.
    Content,
    /// A number, a date, an amount.
    Value,
    /// An article, a preposition, an auxiliary.
    Function,
    /// A name, a title or a formula as one unit, however long.
    Name,
}

impl Class {
    /// Whether it is evidence.
    pub const fn is_content(self) -> bool {
        matches!(self, Class::Content | Class::Value)
    }

    /// Whether it is what a report is about: a name or a number.
    pub const fn is_fact(self) -> bool {
        matches!(self, Class::Name | Class::Value)
    }
}

/// A word, a value or a whole name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unit {
    /// Equal for units that count as the same; dense over the corpus.
    pub id: u32,
    pub class: Class,
    /// Between quotation marks.
    pub quoted: bool,
    /// In a phrase that many texts have with other names and numbers.
    pub in_form: bool,
    /// … and a name or a number that most of those have in its place.
    pub is_printed: bool,
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

impl Zone {
    /// Whether it is wording of the article.
    pub fn is_text(self) -> bool {
        matches!(self, Zone::Body | Zone::Headline)
    }
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
    pub units: Range<usize>,
}

/// What is found when it is first asked for: of most texts it never is.
type Asked<T> = OnceLock<Box<[T]>>;

/// One text, ready to compare.
#[derive(Clone, Debug)]
pub(crate) struct Prepared<'t> {
    pub text: &'t Text,
    /// In which its words are read.
    pub language: Language,
    /// The first bytes of the text, in their order as a number; zeros where it has fewer.
    pub opening: u64,
    pub units: Vec<Unit>,
    pub sentences: Vec<Sentence>,
    pub cells: Vec<Cell>,
    pub has_bullets: bool,
    pub lexicon: Lexicon,
    facts: OnceLock<Vec<Token>>,
    /// By sentence.
    speakers: Asked<Asked<Span>>,
    credits: OnceLock<Vec<Credit>>,
    /// By sentence: whether it may cite a document.
    may_cite: Asked<OnceLock<bool>>,
}

impl<'t> Prepared<'t> {
    /// A text without units yet; `units` is how many will come.
    pub fn new(text: &'t Text, language: Language, units: usize) -> Prepared<'t> {
        let mut opening = [0; size_of::<u64>()];
        opening.iter_mut().zip(text.body().bytes()).for_each(|(first, byte)| *first = byte);
        Prepared {
            text,
            language,
            opening: u64::from_be_bytes(opening),
            units: Vec::with_capacity(units),
            sentences: Vec::with_capacity(text.sentences().len()),
            cells: Vec::new(),
            has_bullets: text.sentences().iter().any(|sentence| sentence.kind == Kind::Bullet),
            lexicon: Lexicon::default(),
            facts: OnceLock::new(),
            speakers: OnceLock::new(),
            credits: OnceLock::new(),
            may_cite: OnceLock::new(),
        }
    }

    /// Takes in the next unit of the present sentence.
    #[inline]
    pub fn push(&mut self, unit: Unit) {
        self.units.push(unit);
    }

    /// Ends the present sentence, which has so many tokens.
    pub fn end_sentence(&mut self, zone: Zone, tokens: usize) {
        let start = self.sentences.last().map_or(0, |sentence| sentence.units.end);
        self.sentences.push(Sentence { zone, words: tokens as u32, units: start..self.units.len() });
    }

    /// The text with all its sentences.
    pub fn finish(mut self) -> Prepared<'t> {
        self.cells = cells(&self.sentences);
        self
    }

    pub fn units_of(&self, sentence: usize) -> &[Unit] {
        &self.units[self.sentences[sentence].units.clone()]
    }

    /// Where the units of these sentences stand, from the first to the last.
    pub fn units_in(&self, sentences: &Range<usize>) -> Range<usize> {
        match sentences.is_empty() {
            true => 0..0,
            false => self.sentences[sentences.start].units.start..self.sentences[sentences.end - 1].units.end,
        }
    }

    /// The distinct ids of a sentence's units that `counts`, sorted.
    pub fn ids_of(&self, sentence: usize, counts: impl Fn(Class) -> bool) -> Vec<u32> {
        let counted = self.units_of(sentence).iter().filter(|unit| counts(unit.class));
        let mut ids: Vec<u32> = counted.map(|unit| unit.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The canonical bytes of these sentences, from the start of the first to the end of the last.
    pub fn span_of(&self, sentences: &Range<usize>) -> Span {
        let spans = &self.text.sentences()[sentences.clone()];
        spans.iter().map(|sentence| sentence.span).reduce(Span::cover).unwrap_or_else(|| Span::new(0, 0))
    }

    /// The canonical bytes of these units. Where the first begins its sentence, or the last ends it, the marks beside it
    /// belong to it: a quotation is none without its marks.
    pub fn span_of_units(&self, units: &Range<usize>) -> Span {
        if units.is_empty() {
            return Span::new(0, 0);
        }
        let sentence = |unit: usize| self.sentences.partition_point(|sentence| sentence.units.end <= unit);
        let span = |unit: usize, index: usize, is_at_end: bool| match is_at_end {
            true => self.text.sentences()[index].span,
            false => self.units[unit].span,
        };
        let (first, last) = (sentence(units.start), sentence(units.end - 1));
        let start = span(units.start, first, self.sentences[first].units.start == units.start);
        let end = span(units.end - 1, last, self.sentences[last].units.end == units.end);
        Span::new(start.start(), end.end())
    }

    /// The tokens of these sentences that are a number, a date or a negation.
    pub fn facts_in(&self, sentences: &Range<usize>) -> &[Token] {
        let span = self.span_of(sentences);
        let facts = self.facts();
        let before = |end: usize| facts.partition_point(|token| token.span.start() < end);
        &facts[before(span.start())..before(span.end())]
    }

    /// The tokens of the text that are a number, a date or a negation, found when they are first asked for: most texts have no
    /// other to be held against.
    fn facts(&self) -> &[Token] {
        self.facts.get_or_init(|| {
            let mut facts = Vec::new();
            self.text.each_token(|token| {
                if token.class != crate::text::Class::Word || token.is_negation() {
                    facts.push(token);
                }
            });
            facts.shrink_to_fit();
            facts
        })
    }

    /// Who is told to have said something in these sentences, in order and disjoint. That of single sentences is kept: in a large
    /// family each stands in hundreds of pairs.
    pub fn speakers_in(&self, sentences: &Range<usize>) -> Cow<'_, [Span]> {
        let speakers = || self.text.speakers(self.span_of(sentences));
        let none = || self.sentences.iter().map(|_| OnceLock::new()).collect();
        match self.speakers.get_or_init(none).get(sentences.clone()) {
            Some([one]) => Cow::Borrowed(one.get_or_init(|| speakers().into())),
            _ => Cow::Owned(speakers()),
        }
    }

    /// The sources that these sentences name; those of the whole text are found when they are first asked for. Whoever speaks in a
    /// quotation is none.
    pub fn credits_in(&self, sentences: &Range<usize>) -> impl Iterator<Item = &Credit> {
        let credits = self.credits.get_or_init(|| credits(self.text));
        let here = |credit: &&Credit| sentences.contains(&credit.sentence) && credit.class != SourceClass::Speaker;
        credits.iter().filter(here)
    }

    /// The documents that these sentences cite. Most are seen to cite none without reading the text for its credits; whether these
    /// were read before is not asked, so that it tells nothing.
    pub fn documents_in(&self, sentences: &Range<usize>) -> impl Iterator<Item = &Credit> {
        let may_cite = sentences.clone().any(|sentence| self.may_cite_documents(sentence));
        may_cite.then(|| self.credits_in(sentences)).into_iter().flatten().filter(|credit| credit.class.is_document())
    }

    /// Whether a phrase that begins in a sentence may cite a document; it may end in the next.
    fn may_cite_documents(&self, sentence: usize) -> bool {
        let none = || self.sentences.iter().map(|_| OnceLock::new()).collect();
        let asked = || {
            let end = (sentence + 2).min(self.sentences.len());
            may_cite_documents(self.text.slice(self.span_of(&(sentence..end))), self.text.language())
        };
        *self.may_cite.get_or_init(none)[sentence].get_or_init(asked)
    }
}

/// In how many sentences each of so many ids stands.
fn holding(texts: &[Prepared], ids: usize) -> Vec<u32> {
    let mut holding = vec![0; ids];
    // By id, for the few texts whose sentences are cut: the last sentence that has it.
    let mut last = Vec::new();
    let mut sentences = 0;
    for text in texts {
        if text.cells.len() == text.sentences.len() {
            text.lexicon.words.iter().for_each(|word| holding[word.id as usize] += word.held);
            continue;
        }
        last.resize(ids, 0);
        for sentence in 0..text.sentences.len() {
            sentences += 1;
            for unit in text.units_of(sentence) {
                let last = std::mem::replace(&mut last[unit.id as usize], sentences);
                holding[unit.id as usize] += u32::from(last != sentences);
            }
        }
    }
    holding
}

/// All texts at hand, and in how many of their sentences each unit stands.
#[derive(Clone, Debug)]
pub struct Corpus<'t> {
    pub(crate) texts: Vec<Prepared<'t>>,
    /// The key of each id, rising: the same in every corpus.
    keys: Vec<u64>,
    /// What each id tells, …
    bits: Vec<u32>,
    /// … and what one that a single sentence has.
    lone: u32,
    /// What the sentences mean, if there is a model to say it.
    pub(super) meanings: Option<Meanings<'t>>,
}

impl<'t> Corpus<'t> {
    /// `keys` are those of all ids, rising.
    pub(super) fn of(mut texts: Vec<Prepared<'t>>, keys: Vec<u64>) -> Corpus<'t> {
        texts
            .par_iter_mut()
            .for_each_init(|| Words::new(keys.len()), |words, text| text.lexicon = Lexicon::of(text, words));
        let sentences: usize = texts.iter().map(|text| text.sentences.len()).sum();
        let holding = holding(&texts, keys.len());
        let told = |holding: u32| evidence::bits(u64::from(holding), sentences as u64);
        let (bits, lone): (Vec<u32>, u32) = (holding.iter().map(|&holding| told(holding)).collect(), told(1));
        texts.par_iter_mut().flat_map_iter(|text| &mut text.lexicon.words).for_each(|word| {
            let told = if word.class == Class::Function { 0 } else { bits[word.id as usize] };
            word.told = u16::try_from(told).unwrap_or(u16::MAX);
        });
        Corpus { texts, keys, bits, lone, meanings: None }
    }

    /// How many different units there are; ids count from 0.
    pub(super) fn ids(&self) -> usize {
        self.keys.len()
    }

    /// What a unit tells by how rare it is among all, in thousandths of a bit.
    #[inline]
    pub(super) fn bits(&self, id: u32) -> u32 {
        self.bits[id as usize]
    }

    /// Whether more than one sentence has a unit: no other text has what only one sentence has.
    #[inline]
    pub(super) fn is_shared(&self, id: u32) -> bool {
        self.bits[id as usize] < self.lone
    }

    /// The key of an id: the hash of its stem, value or name, which depends on no corpus. Keys rise with their ids.
    #[inline]
    pub(super) fn key(&self, id: u32) -> u64 {
        self.keys[id as usize]
    }
}
