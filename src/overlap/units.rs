//! Texts made ready: tokens and names become units.

use rayon::prelude::*;

use super::corpus::{Class, Corpus, Prepared, Unit};
use super::thresholds::QUOTED_WORDS;
use crate::article::Names;
use crate::hash;
use crate::text::{self, Language, Text, Token, Value};

impl<'t> Corpus<'t> {
    /// Reads the texts: names are learned from all of them, then each is cut into units.
    pub fn new(texts: &[&'t Text]) -> Corpus<'t> {
        let tokens: Vec<Vec<Token>> = texts.par_iter().map(|text| text::tokens(text.body())).collect();
        let names = Names::learn(texts.iter().copied().zip(tokens.iter().map(Vec::as_slice)));
        let prepared = texts.par_iter().zip(tokens).map(|(text, tokens)| {
            let units = units(text, &tokens, &names);
            Prepared::new(text, tokens, units)
        });
        Corpus::of(prepared.collect())
    }
}

/// The units of a text: a name is one, every other token is one.
fn units(text: &Text, tokens: &[Token], names: &Names) -> Vec<Unit> {
    let language = text.language().unwrap_or(Language::English);
    let quotations = quotations(text);
    let quoted = |span: text::Span| {
        let after = quotations.partition_point(|quotation| quotation.start() <= span.start());
        after.checked_sub(1).is_some_and(|before| quotations[before].contains(span))
    };
    let mut units = Vec::with_capacity(tokens.len());
    let mut names = names.find(text, tokens).into_iter().peekable();
    let mut at = 0;
    while at < tokens.len() {
        let unit = match names.next_if(|name| name.tokens.start == at) {
            Some(name) => {
                let span = tokens[at].span.cover(tokens[name.tokens.end - 1].span);
                at = name.tokens.end;
                Unit { key: hash::key(&name.form), class: Class::Name, span, quoted: quoted(span) }
            }
            None => {
                let token = tokens[at];
                at += 1;
                let form = token.form(text.body());
                let class = class(token, &form, language);
                let key = match token.value {
                    Some(_) => hash::key(&form),
                    None => hash::key(&text::stem(&form, language)),
                };
                Unit { key, class, span: token.span, quoted: quoted(token.span) }
            }
        };
        units.push(unit);
    }
    units
}

/// The stretches between quotation marks, in order and disjoint: a quotation within another is part of it.
fn quotations(text: &Text) -> Vec<text::Span> {
    let mut outermost: Vec<text::Span> = Vec::new();
    for quotation in text.quotations() {
        let inner = quotation.inner;
        let long = text.slice(inner).split_whitespace().nth(QUOTED_WORDS - 1).is_some();
        match outermost.last_mut() {
            _ if !long => {}
            Some(last) if last.overlaps(inner) => *last = last.cover(inner),
            _ => outermost.push(inner),
        }
    }
    outermost
}

/// Whether a token tells anything by being shared.
fn class(token: Token, form: &str, language: Language) -> Class {
    let says_little = match token.value {
        // "On Saturday", "last month": every report of a day has them.
        Some(Value::Date(date)) => date.year().is_none() && date.day().is_none(),
        Some(_) => false,
        None => token.is_attribution() || token.is_modal() || text::is_function_word(form, language),
    };
    if says_little { Class::Function } else { Class::Content }
}
