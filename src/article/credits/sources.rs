//! The source that stands at a place: one with a table, words that name nobody, a record, or a name.

use super::data::{DATA, Known};
use super::{SourceClass, Words};
use crate::text::{Class, Language, fold, is_function_word};

/// A source and the tokens `first..end` that name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Source {
    pub first: usize,
    pub end: usize,
    pub label: String,
    pub class: SourceClass,
}

/// How a phrase meets a source.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The classes it takes of a source without a table.
    pub takes: &'a [SourceClass],
    /// The source ends with its line.
    pub in_line: bool,
    /// The rest of the line names the source, whatever it is ("Photo: …").
    pub rest_of_line: bool,
}

/// Names are not longer, in tokens.
const LONGEST_NAME: usize = 10;

/// Words before a name with a table ("Russian state news agency TASS").
const LONGEST_LEAD: usize = 5;

/// What leads to a source and the source itself are not longer, with the adverbs after it.
pub(super) const LONGEST: usize = LONGEST_LEAD + LONGEST_NAME + 2;

/// The source at token `index`.
pub(super) fn at(words: &Words, index: usize, place: Place) -> Option<Source> {
    let takes = |class| place.takes.contains(&class);
    let ends = |source: &Source| !place.in_line || !words.joined(source.end) || words.line_ends(source.end);
    if let Some(source) = known(words, index) {
        return Some(source);
    }
    if takes(SourceClass::Unnamed)
        && let Some(source) = unnamed(words, index)
    {
        return Some(source);
    }
    if takes(SourceClass::Record)
        && let Some(source) = record(words, index)
    {
        return Some(source);
    }
    let named = name(words, index, place).filter(|source| takes(source.class) && ends(source));
    named.or_else(|| if place.rest_of_line { rest_of_line(words, index) } else { None })
}

/// A source of `agencies.toml`, what leads to it and what explains it: "the Russian state news agency TASS", "the Korean
/// Central News Agency (KCNA)".
fn known(words: &Words, index: usize) -> Option<Source> {
    let mut introduced = false;
    for first in index..index + LONGEST_LEAD {
        if first > index && !words.joined(first) {
            return None;
        }
        if let Some((mut end, known)) = known_at(words, first) {
            if first > index && !introduced {
                return None;
            }
            let in_brackets = known_at(words, end).filter(|(_, other)| other.label == known.label);
            if let Some((after, _)) = in_brackets.filter(|_| words.gap(end) == "(") {
                end = after;
            }
            while words.joined(end) && DATA.after.contains(&*words.lower(end)) {
                end += 1;
            }
            return Some(Source { first, end, label: known.label.clone(), class: known.class });
        }
        let lead = DATA.before.contains(&*words.lower(first)) || words.is_possessive(first);
        introduced |= lead;
        if !lead && !words.tokens.get(first)?.is_capitalised() {
            return None;
        }
    }
    None
}

/// The longest name of a source with a table at token `first`, and the token after it.
fn known_at(words: &Words, first: usize) -> Option<(usize, &'static Known)> {
    let names = DATA.known.get(words.text(first))?;
    let known = names.iter().find(|known| words.is_run(first, &known.words, |at| words.text(at).into()))?;
    Some((first + known.words.len(), known))
}

/// The token after the name of the source called `label` that begins at token `first`, if one does.
pub(super) fn known_as(words: &Words, first: usize, label: &str) -> Option<usize> {
    known_at(words, first).filter(|(_, known)| known.label == label).map(|(end, _)| end)
}

/// Whether the tokens before `index` are a name of the source called `label`: then brackets only say its short name.
pub(super) fn is_short_for(words: &Words, index: usize, label: &str) -> bool {
    (index.saturating_sub(LONGEST_NAME)..index)
        .any(|first| known_at(words, first).is_some_and(|(end, known)| end == index && known.label == label))
}

/// "media reports"
fn unnamed(words: &Words, first: usize) -> Option<Source> {
    let phrases = DATA.unnamed.get(&*words.lower(first))?;
    let run = phrases.iter().find(|run| words.is_run(first, run, |at| words.lower(at)))?;
    Some(Source { first, end: first + run.len(), label: run.join(" "), class: SourceClass::Unnamed })
}

/// A noun phrase that ends in a word for what can be looked up: "the State Duma's electronic database".
fn record(words: &Words, index: usize) -> Option<Source> {
    let first = words.after_article(index);
    for at in first..first + LONGEST_NAME {
        let token = words.tokens.get(at).filter(|token| token.class == Class::Word)?;
        let lower = words.lower(at);
        if (at > index && !words.joined(at)) || token.is_attribution() {
            return None;
        }
        if DATA.record.contains(&*lower) {
            return Some(Source { first, end: at + 1, label: words.label(first, at + 1), class: SourceClass::Record });
        }
        if is_function_word(&fold(words.text(at)), Language::English) {
            return None;
        }
    }
    None
}

/// A run of capitals with the small words within it: "Observers Research Foundation", "Kremlin spokesman Dmitry Peskov".
fn name(words: &Words, index: usize, place: Place) -> Option<Source> {
    let first = words.after_article(index);
    let mut end = first;
    while end < first + LONGEST_NAME && (end == first || words.joined(end) && !(place.in_line && words.line_ends(end)))
    {
        let within = end > first && DATA.within.contains(&*words.lower(end));
        if is_capital(words, end) || is_title(words, end) {
            end += 1;
        } else if within && words.joined(end + 1) && is_capital(words, end + 1) {
            end += 2;
        } else {
            break;
        }
    }
    // A title that ends the run names nobody ("the Kremlin spokesman").
    while end > first && is_title(words, end - 1) {
        end -= 1;
    }
    if !(first..end).any(|at| is_capital(words, at)) {
        return None;
    }
    let class = match told_class(words, first, end) {
        Some(class) => class,
        // Inside a sentence only a title keeps its article's capital, and after "according to" that is a paper's.
        None if is_titled(words, first, end) && place.takes.contains(&SourceClass::Unknown) => SourceClass::Outlet,
        None if is_adjective(words, end) => return None,
        None => SourceClass::Unknown,
    };
    Some(Source { first, end, label: words.label(first, end), class })
}

fn is_capital(words: &Words, at: usize) -> bool {
    words.tokens.get(at).is_some_and(|token| token.class == Class::Word && token.is_capitalised())
}

/// "spokesman", "President"
fn is_title(words: &Words, at: usize) -> bool {
    DATA.person.contains(&*words.lower(at))
}

/// Whether the name begins with an article in a capital that no sentence begins with.
fn is_titled(words: &Words, first: usize, end: usize) -> bool {
    words.text(first) == "The" && end > first + 1 && words.joined(first)
}

/// The class that the words of a name tell: a title with a name after it a speaker, else what the last hint says.
fn told_class(words: &Words, first: usize, end: usize) -> Option<SourceClass> {
    let hint = |at: usize| hint(words, first, at);
    let person =
        |at: usize| is_capital(words, at) && !is_title(words, at) && !words.is_possessive(at) && hint(at).is_none();
    match (first..end).find(|&at| is_title(words, at)) {
        Some(title) if (title + 1..end).any(person) => Some(SourceClass::Speaker),
        _ => (first..end).rev().find_map(hint),
    }
}

/// Whether the name that ends before `end` only describes what follows: "according to U.S. officials".
fn is_adjective(words: &Words, end: usize) -> bool {
    let after = words.tokens.get(end).filter(|token| words.joined(end) && token.class == Class::Word);
    after.is_some_and(|token| !token.is_attribution() && !is_function_word(&fold(words.text(end)), Language::English))
}

/// The class that the word at `last`, with those before it down to `first`, tells.
fn hint(words: &Words, first: usize, last: usize) -> Option<SourceClass> {
    let hints = DATA.hints.get(&*words.lower(last))?;
    let fits = |run: &[String]| {
        last + 1 >= first + run.len()
            && run.iter().rev().enumerate().all(|(n, word)| words.lower(last - n) == word.as_str())
    };
    hints.iter().find(|(run, _)| fits(run)).map(|(_, class)| *class)
}

/// The rest of the line, if it is short enough to be a name and no caption.
fn rest_of_line(words: &Words, first: usize) -> Option<Source> {
    words.tokens.get(first)?;
    let mut end = first + 1;
    while words.joined(end) && !words.line_ends(end) {
        end += 1;
    }
    let label = words.label(first, end);
    (end - first <= LONGEST_LEAD).then_some(Source { first, end, label, class: SourceClass::Unknown })
}
