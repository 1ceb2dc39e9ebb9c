//! One side of a matched pair, word by word, with what is known of each.

use std::ops::Range;

use crate::hash;
use crate::overlap::corpus::{Class, Corpus, Prepared, Unit, Zone};
use crate::text::{
    Language, Span, Token, Value, begins_sentences, counting_sign, denies_nothing, is_function_word, joins_names, stem,
    tokens,
};

/// A word or a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Equal for what counts as the same.
    pub key: u64,
    pub span: Span,
    /// Says little by itself.
    pub is_small: bool,
    /// What it states, if digits leave nothing open.
    pub value: Option<Value>,
    /// A number or a date, also one that digits leave open.
    pub is_value: bool,
    pub is_negation: bool,
    pub quoted: bool,
    /// Index of the name it is part of.
    pub name: Option<usize>,
}

/// A name as it stands.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub items: Range<usize>,
    pub span: Span,
    /// The unit it is, if it is a whole one: other forms of a known name are the same.
    pub unit: Option<u32>,
    /// Who is told to have said something.
    pub speaks: bool,
    /// Has its capital at the head of a sentence, where any word has: a name only where another takes its place.
    pub is_open: bool,
    /// … and its capital stands inside the sentence, behind a full stop that ends none.
    pub is_inside: bool,
}

/// The sentences of one side.
pub(super) struct Side<'c> {
    pub prepared: &'c Prepared<'c>,
    pub items: Vec<Item>,
    /// In order and disjoint.
    pub names: Vec<Name>,
}

impl Side<'_> {
    pub fn of<'c>(corpus: &'c Corpus, (text, sentences): (usize, &Range<usize>)) -> Side<'c> {
        let prepared = &corpus.texts[text];
        let mut side = Side { prepared, items: Vec::new(), names: Vec::new() };
        let facts = prepared.facts_in(sentences);
        // What counts the items of a list is no fact.
        let signs: Vec<Span> = sentences
            .clone()
            .map(|sentence| prepared.text.sentences()[sentence].span)
            .map(|span| Span::new(span.start(), span.start() + counting_sign(prepared.text.slice(span))))
            .collect();
        for unit in &prepared.units[prepared.units_in(sentences)] {
            match unit.class {
                _ if signs.iter().any(|sign| sign.contains(unit.span)) => {}
                Class::Name => side.push_name(unit),
                _ => side.push(corpus.key(unit.id), unit, facts),
            }
        }
        if prepared.language != Language::German {
            side.extend_names(sentences);
        }
        side.find_speakers(sentences);
        side.deny_nothing();
        side
    }

    pub fn wording(&self, span: Span) -> &str {
        self.prepared.text.slice(span)
    }

    fn push(&mut self, key: u64, unit: &Unit, facts: &[Token]) {
        let fact = facts.binary_search_by_key(&unit.span.start(), |fact| fact.span.start()).ok().map(|at| facts[at]);
        self.items.push(Item {
            key,
            span: unit.span,
            is_small: unit.class == Class::Function,
            value: fact.and_then(|fact| fact.value),
            is_value: fact.is_some_and(|fact| fact.class != crate::text::Class::Word),
            is_negation: fact.is_some_and(Token::is_negation),
            quoted: unit.quoted,
            name: None,
        });
    }

    /// Takes in the words of a name. What small words joined because it recurs ("Treaty between Russia and the DPRK") are
    /// several names, each of which may change.
    fn push_name(&mut self, unit: &Unit) {
        let (whole, language) = (self.wording(unit.span), self.prepared.language);
        let words = tokens(whole);
        let forms: Vec<(Span, bool, bool, u64)> = words
            .iter()
            .map(|word| {
                let form = word.form(whole);
                let links = !word.is_capitalised() && word.value.is_none();
                let parts = links && !joins_names(&form);
                (word.span, links, parts, hash::key(&stem(&form, language)))
            })
            .collect();
        let parted = forms.iter().any(|(_, _, parts, _)| *parts);
        let mut first = None;
        for (at, &(span, links, parts, key)) in forms.iter().enumerate() {
            let span = Span::new(unit.span.start() + span.start(), unit.span.start() + span.end());
            let item = Item {
                key,
                span,
                is_small: links,
                value: None,
                is_value: false,
                is_negation: false,
                quoted: unit.quoted,
                name: (!parts).then_some(self.names.len()),
            };
            self.items.push(item);
            if !parts {
                first = first.or(Some(self.items.len() - 1));
            }
            let ends = parts || at + 1 == forms.len();
            if let Some(start) = first.filter(|_| ends) {
                let end = self.items.len() - usize::from(parts);
                self.push_whole(start..end, (!parted).then_some(unit.id));
                first = None;
            }
        }
    }

    fn push_whole(&mut self, mut items: Range<usize>, unit: Option<u32>) {
        // "Bank of" before "the": what joins nothing is none of it.
        while items.len() > 1 && self.items[items.end - 1].is_small {
            items.end -= 1;
            self.items[items.end].name = None;
        }
        let span = self.items[items.start].span.cover(self.items[items.end - 1].span);
        self.names.push(Name { items, span, unit, speaks: false, is_open: false, is_inside: false });
    }

    /// Where any word has a capital (at the head of a sentence or a quotation, behind a full stop) it says nothing by itself:
    /// but right before a name the word belongs to it, and alone it may be one.
    fn extend_names(&mut self, sentences: &Range<usize>) {
        let is_body = |sentence: &usize| self.prepared.sentences[*sentence].zone == Zone::Body;
        let bodies: Vec<Span> =
            sentences.clone().filter(is_body).map(|sentence| self.prepared.text.sentences()[sentence].span).collect();
        for at in (0..self.items.len()).rev() {
            let item = self.items[at];
            let word = self.wording(item.span);
            let may_be = item.name.is_none()
                && !item.is_value
                && !item.is_negation
                && word.starts_with(char::is_uppercase)
                && !is_function_word(&word.to_lowercase(), self.prepared.language)
                && !begins_sentences(word)
                && bodies.iter().any(|body| body.contains(item.span));
            if !may_be {
                continue;
            }
            let next = self.items.get(at + 1).filter(|next| {
                let between = self.wording(Span::new(item.span.end(), next.span.start()));
                between == "-" || !between.is_empty() && between.trim().is_empty()
            });
            // "Organisation of African Unity"
            let joined = next.filter(|next| joins_names(self.wording(next.span))).and(self.items.get(at + 2));
            match next.and_then(|next| next.name).or(joined.and_then(|joined| joined.name)) {
                Some(name) => {
                    self.items[at..self.names[name].items.start].iter_mut().for_each(|item| item.name = Some(name));
                    let name_of = &mut self.names[name];
                    name_of.items.start = at;
                    name_of.span = item.span.cover(name_of.span);
                    name_of.unit = None;
                }
                None => {
                    let is_inside = bodies.iter().any(|body| {
                        let before = self.wording(Span::new(body.start(), item.span.start().max(body.start())));
                        // The number of a list is no sentence before it.
                        let is_worded = before.contains(char::is_alphabetic);
                        body.contains(item.span) && is_worded && before.trim_end().ends_with('.')
                    });
                    let name = self.insert_name(at..at + 1, true);
                    self.names[name].is_inside = is_inside;
                }
            }
        }
    }

    /// Takes negations for none that deny nothing: "not only … but", "no fewer than".
    fn deny_nothing(&mut self) {
        for at in 0..self.items.len() {
            if self.items[at].is_negation {
                let behind = self.items[at + 1..].iter().map(|item| self.wording(item.span).to_lowercase());
                let denies_nothing = denies_nothing(behind);
                self.items[at].is_negation = !denies_nothing;
            }
        }
    }

    /// Puts a name among the others; its items belong to none so far.
    fn insert_name(&mut self, items: Range<usize>, is_open: bool) -> usize {
        let at = self.names.partition_point(|name| name.items.start < items.start);
        let span = self.items[items.start].span.cover(self.items[items.end - 1].span);
        self.names.insert(at, Name { items, span, unit: None, speaks: false, is_open, is_inside: false });
        for (index, name) in self.names.iter().enumerate().skip(at) {
            self.items[name.items.clone()].iter_mut().for_each(|item| item.name = Some(index));
        }
        at
    }

    /// Marks the names that are told to have said something; one that speaks is a name, however it is written.
    fn find_speakers(&mut self, sentences: &Range<usize>) {
        for &speaker in &*self.prepared.speakers_in(sentences) {
            let start = self.items.partition_point(|item| item.span.end() <= speaker.start());
            let end = self.items.partition_point(|item| item.span.start() < speaker.end());
            if start >= end {
                continue;
            }
            let named = |item: &Item| item.name.is_some();
            if !self.items[start..end].iter().any(named) && !self.items[start..end].iter().any(|item| item.is_value) {
                self.insert_name(start..end, false);
            }
            for name in &mut self.names {
                name.speaks |= name.span.overlaps(speaker);
            }
        }
        // "Dealers said": more than one speaks at the head of a sentence, and none by name.
        let many = |side: &Side, name: &Name| name.is_open && side.wording(name.span).ends_with('s');
        let open: Vec<bool> = self.names.iter().map(|name| many(self, name)).collect();
        for (name, many) in self.names.iter_mut().zip(open) {
            name.is_open &= !name.speaks || many;
            name.speaks &= !many;
        }
    }
}
