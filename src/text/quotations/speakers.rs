//! Who speaks a quotation, in the plain shapes only: `X said: "…"`, `"…," X said`, `"…," said X`, `X told Y "…"`,
//! `according to X`. X is a name: words with capitals, also joined as in `Ministry of Defence`. A pronoun or a common
//! noun (`the document said`) names nobody.

use crate::text::cues::{self, Role};
use crate::text::marks::{is_closing_quote, is_opening_quote, is_stop};
use crate::text::{Language, Span, is_function_word};

/// How far from the quotation its speaker is sought, in bytes.
const REACH: usize = 240;

/// Words that may stand between a name and its verb: `has also`.
const BETWEEN: usize = 2;

/// The speaker of the quotation `outer` of a paragraph.
pub(super) fn beside(text: &str, outer: Span) -> Option<Span> {
    let before = clause_before(text, outer.start());
    let after = clause_after(text, outer);
    in_front(&words_of(text, before)).or_else(|| behind(&words_of(text, after)))
}

/// Who says something in the sentences `within`, with or without quotation marks: `X said that`, `X has also said`, `…, said X`,
/// `according to X`. Verbs that may have a thing as their object (`X reported a loss`) say nothing for certain.
pub(super) fn stated(body: &str, within: Span) -> Vec<Span> {
    let words = words_of(body, within);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.is_verb() && !word.is(Role::Reports) {
            let passive = words[at.saturating_sub(BETWEEN)..at].iter().any(|word| word.is(Role::Passive));
            let inverted = !word.ends && (at == 0 || words[at - 1].ends);
            match name_before(&words[..at]) {
                Some(name) if !passive => found.push(name),
                None if inverted => found.extend(name_behind(&words[at + 1..])),
                _ => {}
            }
        } else if word.text.eq_ignore_ascii_case("according") && words.get(at + 1).is_some_and(|next| next.text == "to")
        {
            found.extend(name_behind(&words[at + 2..]));
        }
    }
    found.retain(|speaker| is_direct_in(&words, *speaker));
    found
}

/// Whether it is the name that speaks, and not somebody of that name: `Acme has also said`, not `an Acme spokesman said`.
pub(super) fn is_direct(body: &str, within: Span, speaker: Span) -> bool {
    is_direct_in(&words_of(body, within), speaker)
}

fn is_direct_in(words: &[Word], speaker: Span) -> bool {
    let start = words.partition_point(|word| word.span.end() <= speaker.start());
    let end = words.partition_point(|word| word.span.start() < speaker.end());
    let Some(last) = end.checked_sub(1).map(|last| words[last]) else { return false };
    // A name behind "of" or "for" says whose the speaker is.
    let the = usize::from(start > 0 && words[start - 1].text == "the");
    let before = words[..start - the].iter().rev().take_while(|word| !word.ends);
    let cited =
        words[..start - the].iter().rev().nth(1).is_some_and(|word| word.text.eq_ignore_ascii_case("according"));
    let links = |word: &Word| word.is(Role::NameLink) || word.is(Role::Whose);
    if !cited && before.clone().next().is_some_and(links) {
        return false;
    }
    let next = words[end..].iter().take_while(|word| word.is(Role::Between)).count() + end;
    if !last.ends && words.get(next).is_some_and(Word::is_verb) {
        return true;
    }
    // "said the head of trade at Acme" names nobody who speaks.
    let mut behind_verb = before.take_while(|word| !word.is_verb());
    let goes_on = |word: &Word| word.is(Role::NameEnd) || is_function_word(word.text, Language::English);
    (last.ends || last.bracket || words.get(end).is_none_or(goes_on)) && (cited || !behind_verb.any(links))
}

/// A word of a clause, without the punctuation round it.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    span: Span,
    /// Whether punctuation parts it from the next word.
    ends: bool,
    /// Whether a bracket does.
    bracket: bool,
}

impl Word<'_> {
    fn is(&self, role: Role) -> bool {
        cues::is(role, self.text)
    }

    /// In lower case, for `States` is none.
    fn is_verb(&self) -> bool {
        self.text.starts_with(char::is_lowercase) && self.is(Role::Says)
    }

    fn is_name(&self) -> bool {
        self.text.starts_with(char::is_uppercase) && !self.is(Role::Start)
    }
}

fn words_of(text: &str, clause: Span) -> Vec<Word<'_>> {
    let is_word_char = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    let mut words: Vec<Word> = Vec::new();
    let mut at = clause.start();
    while let Some(start) = text[at..clause.end()].find(char::is_alphanumeric) {
        let start = at + start;
        let length = text[start..clause.end()].find(|c| !is_word_char(c)).unwrap_or(clause.end() - start);
        let word = &text[start..start + length];
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("'s").or(bare.strip_suffix("’s")).unwrap_or(bare);
        let gap = &text[start + length..clause.end()];
        let gap = &gap[..gap.find(char::is_alphanumeric).unwrap_or(gap.len())];
        let bracket = gap.contains(['(', ')']);
        let parts = |c: char| !c.is_whitespace() && !matches!(c, '.' | '(' | ')');
        let ends = gap.contains(parts) || gap.contains('.') && !is_abbreviated(bare);
        words.push(Word { text: bare, span: Span::new(start, start + bare.len()), ends, bracket });
        at = start + length;
    }
    words
}

/// Whether a full stop behind `word` parts nothing: `Mr. Orr`, `Donald J. Orr`.
fn is_abbreviated(word: &str) -> bool {
    cues::abbreviation(word).is_some() || word.chars().count() == 1
}

/// Whether the stop at byte `at` of `text` ends a sentence.
fn is_end(text: &str, at: usize, stop: char) -> bool {
    let word = || text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let behind = || text[at + stop.len_utf8()..].chars().next();
    is_stop(stop) && behind().is_none_or(char::is_whitespace) && !(stop == '.' && is_abbreviated(word()))
}

/// What stands before the quotation in its sentence.
fn clause_before(text: &str, start: usize) -> Span {
    let mut from = start.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = &text[from..start];
    let is_quote = |c| is_closing_quote(c) && !matches!(c, '\'' | '’' | '“');
    let ended = head.char_indices().rfind(|&(at, c)| is_end(head, at, c) || is_quote(c));
    let stop = ended.map_or(0, |(at, c)| at + c.len_utf8());
    Span::new(from + stop, start)
}

/// What goes on behind the quotation in its sentence; nothing if the sentence ends with it.
fn clause_after(text: &str, outer: Span) -> Span {
    let mut to = text.len().min(outer.end() + REACH);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let tail = &text[outer.end()..to];
    let inside = outer.of(text).trim_end_matches(is_closing_quote);
    let goes_on =
        inside.ends_with([',', '?', '!', '…', '，', '？', '！']) || tail.trim_start().starts_with([',', '-', '–', '—']);
    let next = tail.trim_start().chars().next();
    if !goes_on && !next.is_some_and(char::is_lowercase) {
        return Span::new(outer.end(), outer.end());
    }
    let is_quote = |c| is_opening_quote(c) && !matches!(c, '\'' | '’');
    let end = tail.char_indices().find(|&(at, c)| is_end(tail, at, c) || is_quote(c)).map_or(tail.len(), |(at, _)| at);
    Span::new(outer.end(), outer.end() + end)
}

/// `X said that the treaty "…"`, `According to X, "…"`, `said X: "…"`.
fn in_front(words: &[Word]) -> Option<Span> {
    if let Some(verb) = words.iter().rposition(|word| word.is_verb()) {
        return name_before(&words[..verb]).or_else(|| (verb == 0).then(|| name_behind(&words[1..]))?);
    }
    according_to(words)
}

/// `"…," X said`, `"…," said X`, `"…", according to X`.
fn behind(words: &[Word]) -> Option<Span> {
    match words.iter().position(|word| word.is_verb()) {
        Some(0) => name_behind(&words[1..]),
        Some(verb) if !words[..verb].iter().any(|word| word.ends) => name_before(&words[..verb]),
        _ => according_to(words),
    }
}

fn according_to(words: &[Word]) -> Option<Span> {
    let cue =
        words.windows(2).rposition(|pair| pair[0].text.eq_ignore_ascii_case("according") && pair[1].text == "to")?;
    name_behind(&words[cue + 2..])
}

/// The name that `words` end with, but for a few words that belong to the verb.
fn name_before(words: &[Word]) -> Option<Span> {
    // Not a letter alone: `Costa (D) said`.
    let last = words.iter().rposition(|word| word.is_name() && word.text.chars().count() > 1)?;
    let is_near = words.len() - last <= BETWEEN + 1;
    let is_parted = words[last..].iter().any(|word| word.ends || word.is(Role::Pronoun));
    (is_near && !is_parted).then(|| name_up_to(words, last))
}

/// The name in the words behind a verb, up to the next punctuation or preposition; titles may stand before it.
fn name_behind(words: &[Word]) -> Option<Span> {
    let length = words.iter().position(|word| word.ends).map_or(words.len(), |index| index + 1);
    let length = words[..length].iter().position(|word| word.is(Role::NameEnd)).unwrap_or(length);
    let last = words[..length].iter().rposition(Word::is_name)?;
    Some(name_up_to(words, last))
}

/// The whole name whose last word is `words[last]`.
fn name_up_to(words: &[Word], last: usize) -> Span {
    let mut first = last;
    for index in (0..last).rev() {
        let word = &words[index];
        // `of the` links as `of` does.
        let links = word.is(Role::NameLink) || word.text == "the" && index > 0 && words[index - 1].is(Role::NameLink);
        if word.ends || word.bracket || !word.is_name() && !links {
            break;
        }
        if word.is_name() {
            first = index;
        }
    }
    words[first].span.cover(words[last].span)
}
