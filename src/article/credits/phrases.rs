//! The phrase that begins at a place, with its source.

use super::Words;
use super::data::{DATA, First, Form, Part};
use super::sources::{self, Place, Source};
use crate::text::Span;

/// A phrase in the text: the tokens `first..end`.
pub(super) struct Found {
    pub first: usize,
    pub end: usize,
    pub span: Span,
    /// Its fixed words; all of it where it has none.
    pub cue: Span,
    pub source: Source,
    pub for_image: bool,
    pub hands_on: bool,
}

/// The longest phrase that begins at token `at`.
pub(super) fn longest(words: &Words, at: usize) -> Option<Found> {
    let token = words.tokens.get(at)?;
    let first = DATA.first.get(&*words.lower(at));
    let mut found: Vec<Found> = Vec::new();
    let start = token.span.start();
    let forms = |first: &'static First| first.forms.iter().map(|&form| &DATA.forms[form]);
    found.extend(first.into_iter().flat_map(forms).filter_map(|form| meets(words, at, start, form)));
    if let Some(hump) = words.hump(at) {
        let glued = DATA.first.get(&words.body[hump..token.span.end()].to_lowercase());
        found.extend(glued.into_iter().flat_map(forms).filter_map(|form| meets(words, at, hump, form)));
    }
    if token.is_capitalised() || first.is_some_and(|first| first.source) {
        // To find a source costs more than to see that no verb follows.
        let verb = words.tokens[at..].iter().take(sources::LONGEST).any(|token| token.is_attribution());
        let forms = DATA.by_source.iter().map(|&form| &DATA.forms[form]);
        let likely = forms.filter(|form| verb || form.parts.get(1) != Some(&Part::Verb));
        found.extend(likely.filter_map(|form| meets(words, at, start, form)));
    }
    // Of two as long the earlier in the file.
    found.into_iter().rev().max_by_key(|found| found.end)
}

/// The form at token `at`. Its first word begins at byte `start`: a page may have glued it to another ("SignedImage
/// Credits").
fn meets(words: &Words, at: usize, start: usize, form: &Form) -> Option<Found> {
    if !words.gap(at).ends_with(&*form.marks[0]) {
        return None;
    }
    let mut end = at;
    let mut source: Option<Source> = None;
    let mut cue: Option<Span> = None;
    for (n, part) in form.parts.iter().enumerate() {
        if n > 0 && !words.between(end, source.as_ref(), &form.marks[n]) {
            return None;
        }
        if *part == Part::Source {
            let place = Place {
                takes: &form.takes,
                in_line: form.for_image,
                rest_of_line: form.for_image && form.marks[n].ends_with(':'),
            };
            let met = sources::at(words, end, place)?;
            end = met.end;
            source = Some(met);
            continue;
        }
        let first = end;
        if *part == Part::Verb && n > 0 {
            while DATA.adverbs.contains(&*words.lower(end)) && words.joined(end + 1) {
                end += 1;
            }
        }
        let fits = match part {
            // The first word is the one the form was looked up by.
            Part::Word(word) => n == 0 || words.lower(end) == word.as_str(),
            Part::Verb => n == 0 || DATA.verbs.contains(&*words.lower(end)),
            Part::Source => false,
        };
        if !fits {
            return None;
        }
        end += 1;
        let fixed = words.span(first, end);
        let fixed = Span::new(fixed.start().max(start), fixed.end());
        cue = Some(cue.map_or(fixed, |cue| cue.cover(fixed)));
    }
    let source = source?;
    let after = form.marks.last().map_or("", String::as_str);
    if !after.is_empty() && !words.gap(end).starts_with(after) {
        return None;
    }
    if form.marks[0].ends_with('(') && sources::is_short_for(words, at, &source.label) {
        return None;
    }
    // Brackets belong to the credit they hold.
    let opened = words.before(at).trim_end().strip_suffix('(').filter(|_| form.marks[0].ends_with('('));
    let closed = words.before(end).starts_with(')') && after.starts_with(')');
    let first = opened.map_or(start, |rest| start - (words.before(at).len() - rest.len()));
    let span = Span::new(first, words.span(at, end).end() + usize::from(closed));
    let (for_image, hands_on) = (form.for_image, form.hands_on);
    Some(Found { first: at, end, span, cue: cue.unwrap_or(span), source, for_image, hands_on })
}
