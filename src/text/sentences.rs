//! Where sentences end.
//!
//! One pass over each paragraph ([`paragraphs`](super::paragraphs)): at every stop (`.`, `!`, `?`, `…` and their kin in
//! other scripts) the words on both sides decide ([`stops`]). Besides, a sign that counts a list on (`2.` after `1.`)
//! begins a sentence, and nothing inside brackets that were opened in mid-sentence ends one.
//!
//! A sentence keeps what closes behind its stop: quotation marks, brackets, footnote signs. Its span has no white
//! space around it.
//!
//! Stops inside a quotation end sentences too (“We will act. It is time.” said X), unless [`Inside::Whole`] is asked
//! for; that is there to measure what it brings.

mod stops;

use super::items::ItemSign;
use super::marks::{is_closing_bracket, is_opening_bracket, is_stop};
use super::{Quotation, Span};
use stops::Stop;

/// What to do with the sentences inside a quotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inside {
    /// Part them, as everywhere.
    Parted,
    /// Leave a quotation whole.
    Whole,
}

/// The sentences of `body`: in order, disjoint, not empty, together holding every non-space character.
pub(super) fn split(body: &str, paragraphs: &[Span], quotations: &[Quotation], inside: Inside) -> Vec<Span> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs {
        let text = paragraph.of(body);
        let first = quotations.partition_point(|quotation| quotation.outer.start() < paragraph.start());
        let mut whole = match inside {
            Inside::Whole => &quotations[first..],
            Inside::Parted => &[],
        };
        let mut start = 0;
        for end in ends(text) {
            let at = paragraph.start() + end;
            while whole.first().is_some_and(|quotation| quotation.outer.end() <= at) {
                whole = &whole[1..];
            }
            if whole.first().is_some_and(|quotation| quotation.outer.start() < at) {
                continue;
            }
            push(&mut sentences, text, paragraph.start(), start, end);
            start = end;
        }
        push(&mut sentences, text, paragraph.start(), start, text.len());
    }
    sentences
}

/// Adds `start..end` of a paragraph that begins at `base`, without surrounding white space, unless nothing is left.
fn push(sentences: &mut Vec<Span>, text: &str, base: usize, start: usize, end: usize) {
    let words = text[start..end].trim_end();
    let lead = words.len() - words.trim_start().len();
    if lead < words.len() {
        sentences.push(Span::new(base + start + lead, base + start + words.len()));
    }
}

/// Where the sentences of one paragraph end; its own end is left out.
fn ends(text: &str) -> Vec<usize> {
    let brackets = brackets(text);
    let mut brackets = brackets.iter().peekable();
    let mut ends = Vec::new();
    // The sentence's first byte that is no white space.
    let mut start = 0;
    let mut sign = ItemSign::read(text);
    // No sentence ends before this: a bracket opened in mid-sentence closes there, or a stop was read up to there.
    let mut closed_until = 0;
    let mut read_until = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let mut end = None;
        if is_opening_bracket(c)
            && let Some(bracket) = brackets.next_if(|bracket| bracket.start() == at)
            && at > start
        {
            closed_until = closed_until.max(bracket.end());
        }
        if before.is_whitespace()
            && at > start
            && let Some(next) =
                sign.and_then(|sign| ItemSign::read(&text[at..]).filter(|next| next.is_sure() && next.follows(&sign)))
        {
            sign = Some(next);
            end = Some(at);
        } else if at >= read_until
            && (is_stop(c) || matches!(c, ':' | ';'))
            && let Some(stop) = Stop::read(text, start, at)
        {
            read_until = stop.end;
            end = (stop.end >= closed_until && stop.ends_sentence()).then_some(stop.end);
        }
        if let Some(end) = end.filter(|&end| end < text.len()) {
            ends.push(end);
            start = end + (text[end..].len() - text[end..].trim_start().len());
            sign = ItemSign::read(&text[start..]).or(sign);
        }
        before = c;
    }
    ends
}

/// The bracketed stretches of a paragraph, in order of their opening. A bracket that is not closed is none.
fn brackets(text: &str) -> Vec<Span> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, c) in text.char_indices() {
        if is_opening_bracket(c) {
            open.push(at);
        } else if is_closing_bracket(c)
            && let Some(start) = open.pop()
        {
            pairs.push(Span::new(start, at + c.len_utf8()));
        }
    }
    pairs.sort_unstable();
    pairs
}
