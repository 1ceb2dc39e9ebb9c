//! The phrase of a book that begins at a place, with its source.

use super::Words;
use super::agencies::AGENCIES;
use super::phrasebook::{First, Form, Part, Phrasebook, Place};
use super::sources::{self, Context, Source};
use crate::text::{Class, Span};

/// A phrase in the text: the tokens `first..end`.
pub(super) struct Found {
    pub first: usize,
    pub end: usize,
    pub span: Span,
    /// Its fixed words; all of it where it has none.
    pub cue: Span,
    pub source: Source,
    /// The further sources of a list.
    pub others: Vec<Source>,
    pub for_image: bool,
    pub hands_on: bool,
}

/// Words before the mark of a dateline ("WASHINGTON, Nov. 9, 2024 (AP) -") are not more.
const LONGEST_DATELINE: usize = 8;

/// A text read by the phrases of one language.
pub(super) struct Reader<'a> {
    words: &'a Words<'a>,
    book: &'static Phrasebook,
    /// What each token may begin.
    first: Vec<Option<&'static First>>,
}

impl<'a> Reader<'a> {
    pub fn new(words: &'a Words<'a>, book: &'static Phrasebook) -> Reader<'a> {
        let first = (0..words.tokens.len()).map(|at| book.first.get(&*words.lower(at))).collect();
        Reader { words, book, first }
    }

    /// Whether the text has a word without which no phrase cites a document.
    pub fn may_cite_documents(&self) -> bool {
        let Reader { words, book, .. } = *self;
        let glued = |at: usize| self.glued(words.hump(at)?, at);
        let may_cite = |first: &First| first.cites_documents;
        let has = |at: usize| self.first[at].is_some_and(may_cite) || glued(at).is_some_and(may_cite);
        book.documents_anywhere || (0..words.tokens.len()).any(has)
    }

    /// The longest phrase that begins at token `at`.
    pub fn longest(&self, at: usize) -> Option<Found> {
        let Reader { words, book, .. } = *self;
        let token = words.tokens.get(at)?;
        let first = self.first[at];
        let hump = words.hump(at);
        let opens_mark = || sources::is_sign(words, at, book) && words.opening(at).ends_with(['(', '[']);
        let may_be_source = token.is_capitalised() || first.is_some_and(|first| first.source) || opens_mark();
        if first.is_none() && hump.is_none() && !may_be_source {
            return None;
        }
        let mut found: Vec<Found> = Vec::new();
        let start = token.span.start();
        let opening = words.opening(at);
        let forms = |first: &'static First| first.forms.iter().map(|&form| &book.forms[form]);
        found.extend(first.into_iter().flat_map(forms).filter_map(|form| self.meets(at, start, &opening, form)));
        if let Some(hump) = hump {
            let glued = self.glued(hump, at).into_iter();
            found.extend(glued.flat_map(forms).filter_map(|form| self.meets(at, hump, &opening, form)));
        }
        if may_be_source {
            // To find a source costs more than to see that nothing follows which makes it a credit.
            let ahead = self.first[at..].iter().take(sources::LONGEST);
            let followed = ahead.flatten().any(|first| first.follows);
            let forms = book.by_source.iter().map(|&form| &book.forms[form]);
            let likely = forms.filter(|form| followed || form.parts.len() == 1);
            found.extend(likely.filter_map(|form| self.meets(at, start, &opening, form)));
        }
        // Of two as long the earlier in the file.
        found.into_iter().rev().max_by_key(|found| found.end)
    }

    /// What the end of token `at` from byte `hump` on may begin.
    fn glued(&self, hump: usize, at: usize) -> Option<&'static First> {
        let end = self.words.tokens.get(at)?.span.end();
        self.book.first.get(&self.words.body[hump..end].to_lowercase())
    }

    /// The form at token `at`, which the marks `opening` precede. Its first word begins at byte `start`: a page may have glued
    /// it to another ("SignedImage Credits").
    fn meets(&self, at: usize, start: usize, opening: &str, form: &Form) -> Option<Found> {
        let Reader { words, book, .. } = *self;
        if !opening.ends_with(&*form.marks[0]) {
            return None;
        }
        let mut end = at;
        let mut source: Option<Source> = None;
        let mut others: Vec<Source> = Vec::new();
        let mut cue: Option<Span> = None;
        for (n, part) in form.parts.iter().enumerate() {
            // The first word is the one the form was looked up by. What is told soonest is asked first.
            if let Part::Word(word) = part
                && n > 0
                && words.lower(end) != word.as_str()
            {
                return None;
            }
            if n > 0 && !words.between(end, others.last().or(source.as_ref()), &form.marks[n]) {
                return None;
            }
            if *part == Part::Source {
                let context = Context {
                    book,
                    takes: &form.takes,
                    takes_marks: form.takes_marks,
                    glue: &form.glue,
                    in_line: form.for_image,
                    rest_of_line: form.for_image && form.marks[n].ends_with(':'),
                };
                let alone = form.parts.len() == 1;
                let is_bare = alone && form.marks[0].is_empty();
                let bracketed = alone && form.marks[0].ends_with(['(', '[']);
                let whole = bracketed.then(|| sources::bracketed(words, end, context, form.place)).flatten();
                let met = match whole {
                    Some((mut listed, after)) => {
                        end = after;
                        others = listed.split_off(1);
                        listed.pop()?
                    }
                    None => {
                        let met = if is_bare { sources::bare(words, end) } else { sources::at(words, end, context) }?;
                        if !is_bare {
                            others = sources::listed(words, &met, context);
                        }
                        end = others.last().map_or(met.end, |last| last.end);
                        met
                    }
                };
                source = Some(met);
                continue;
            }
            let first = end;
            if *part == Part::Verb && n > 0 {
                while book.adverbs.contains(&*words.lower(end)) && words.joined(end + 1) {
                    end += 1;
                }
            }
            let fits = match part {
                Part::Word(_) => true,
                Part::Verb => n == 0 || book.verbs.contains(&*words.lower(end)),
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
        // A mark names no person.
        if !form.takes_marks && form.parts.len() > 1 && sources::may_be_person(words, &source, book) {
            return None;
        }
        let after = form.marks.last().map_or("", String::as_str);
        if !after.is_empty() && !words.closing(end).starts_with(after) {
            return None;
        }
        if !self.stands_in_place(at, end, form) || !self.is_slashed(at, end, form) {
            return None;
        }
        if form.marks[0].ends_with('(')
            && (sources::is_short_for(words, at, &source.label) || source.is_mark && spells(words, at))
        {
            return None;
        }
        // Brackets belong to the credit they hold.
        let opened = words.before(at).trim_end().strip_suffix('(').filter(|_| form.marks[0].ends_with('('));
        let closed = words.before(end).starts_with(')') && after.starts_with(')');
        let first = opened.map_or(start, |rest| start - (words.before(at).len() - rest.len()));
        let span = Span::new(first, words.span(at, end).end() + usize::from(closed));
        let (for_image, hands_on) = (form.for_image, form.hands_on);
        Some(Found { first: at, end, span, cue: cue.unwrap_or(span), source, others, for_image, hands_on })
    }

    fn stands_in_place(&self, at: usize, end: usize, form: &Form) -> bool {
        let words = self.words;
        match form.place {
            Place::Anywhere => true,
            Place::Line => words.begins_line(at) && words.ends_line(end),
            Place::Opening => is_dateline(words, at),
            Place::Closing => {
                let before =
                    words.before(at).trim_end().trim_end_matches('(').trim_end_matches([' ', '"', '”', '“', '»']);
                words.ends_line(end) && (words.begins_line(at) || before.ends_with(['.', '!', '?', '…']))
            }
        }
    }

    /// A slash joins agencies ("dpa/AFP") as it joins much else ("PA/NJ", "Ann Smith / AP" below a picture): it counts where
    /// all that slashes join are sources, one of which has its name for itself, where it opens the mark at the end of a
    /// line ("/dpa"), and around the mark of a dateline.
    fn is_slashed(&self, at: usize, end: usize, form: &Form) -> bool {
        let words = self.words;
        let opening = words.opening(at);
        match (form.marks[0].as_str(), form.marks.last().map_or("", String::as_str)) {
            ("/", "/") => is_between_slashes(words, at, end),
            ("/", "") if opening != "/" || words.begins_line(at) => {
                let behind_sentence =
                    opening.strip_suffix('/').is_some_and(|marks| marks.ends_with(['.', '!', '?', '…']));
                let own = sources::bare(words, at);
                (behind_sentence || opening == "/") && words.ends_line(end) && own.is_some_and(|own| !own.is_mark)
            }
            ("/", "") | ("", "/") => all_joined(words, at, end, self.book),
            _ => true,
        }
    }
}

/// Whether "/TASS/" at the tokens `at..end` is the mark of a dateline: behind a full stop or a comma, behind a number or a place in
/// capitals, and joined to nothing ("Ann Smith/AFP/Getty Images").
fn is_between_slashes(words: &Words, at: usize, end: usize) -> bool {
    if words.before(end) == "/" {
        return false;
    }
    let Some(last) = at.checked_sub(1).filter(|_| !words.begins_line(at)) else { return true };
    let first = (0..=last).rev().find(|&first| words.begins_line(first)).unwrap_or_default();
    let dated = (first..at).any(|at| words.tokens[at].class != Class::Word);
    words.opening(at) != "/" || dated || words.tokens[last].is_all_caps()
}

/// Whether all that slashes join to the source at the tokens `at..end` are sources, of which one has its name for itself. A desk's
/// sign ("ino/dpa") counts beside one at the end of a line, where nothing else stands before the two.
fn all_joined(words: &Words, at: usize, end: usize, book: &Phrasebook) -> bool {
    let Some(own) = sources::bare(words, at) else { return false };
    let (mut first, mut end, mut is_sure, mut has_sign) = (at, end, !own.is_mark, false);
    while words.opening(first) == "/" && !words.begins_line(first) {
        let mut from = first.saturating_sub(sources::LONGEST_NAME)..first;
        let before = from.find_map(|start| sources::bare(words, start).filter(|found| found.end == first));
        (first, is_sure) = match before {
            Some(before) => (before.first, is_sure || !before.is_mark),
            None if sources::is_sign(words, first - 1, book) => {
                has_sign = true;
                (first - 1, is_sure)
            }
            None => return false,
        };
    }
    while words.gap(end) == "/" && !words.ends_line(end) {
        let next = sources::bare(words, end);
        (end, is_sure) = match next {
            Some(next) => (next.end, is_sure || !next.is_mark),
            None if sources::is_sign(words, end, book) => {
                has_sign = true;
                (end + 1, is_sure)
            }
            None => return false,
        };
    }
    let apart = words.begins_line(first) || words.gap(first).ends_with([',', '.', '!', '?', '…']);
    is_sure && (first < at || end > own.end) && (!has_sign || apart && words.ends_line(end))
}

/// Whether the words of the line before token `at` are a place and a date: capitals, numbers, and what stands after a number.
fn is_dateline(words: &Words, at: usize) -> bool {
    let opening = at.saturating_sub(LONGEST_DATELINE)..at;
    let Some(first) = opening.rev().find(|&first| words.begins_line(first)) else { return false };
    (first..at).all(|at| {
        let token = words.tokens[at];
        let is_small = words.text(at).starts_with(char::is_lowercase);
        let after_number = || at > first && words.tokens[at - 1].class != Class::Word;
        token.class != Class::Word || !is_small || after_number() || AGENCIES.within.contains(words.text(at))
    })
}

/// Whether the letters of token `at` are the first ones of the capitals before it: brackets that abbreviate a name are no
/// mark ("Middle East and North Africa (MENA)").
fn spells(words: &Words, at: usize) -> bool {
    let mut letters = words.text(at).chars().rev().peekable();
    for before in (0..at).rev().take(2 * words.text(at).chars().count()) {
        let is_initial = words.text(before).chars().next() == letters.peek().copied();
        if is_initial {
            letters.next();
        }
        if letters.peek().is_none() {
            return true;
        }
        let small = words.text(before).starts_with(char::is_lowercase);
        if (!is_initial && !small) || (before + 1 < at && !words.joined(before + 1)) {
            return false;
        }
    }
    false
}
