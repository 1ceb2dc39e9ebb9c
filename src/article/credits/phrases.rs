//! The phrase of a book that begins at a place, with its source.

use super::agencies::AGENCIES;
use super::phrasebook::{First, Form, Part, Phrasebook, Place};
use super::sources::{self, Context, Source};
use super::{SourceClass, Words};
use crate::text::{Class, Span, fold, is_function_word};

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

/// What is met of a form so far.
#[derive(Clone)]
struct Met {
    end: usize,
    source: Option<Source>,
    others: Vec<Source>,
    cue: Option<Span>,
    /// Where the credit ends and its cue, if what follows is only looked at.
    ahead: Option<(usize, Option<Span>)>,
}

/// Words that stand for {some} are not more.
const LONGEST_GAP: usize = 20;

/// Words of the names in a byline are not more.
const LONGEST_NAMES: usize = 7;

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
            let ahead = &self.first[at..(at + sources::LONGEST).min(self.first.len())];
            let followed = |index: usize| ahead.iter().flatten().any(|first| first.follows.contains(&index));
            let alone = |index: usize| book.forms[index].parts.len() == 1;
            let likely = book.by_source.iter().filter(|&&index| alone(index) || followed(index));
            let likely = likely.map(|&index| &book.forms[index]);
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
        if matches!(form.place, Place::Line | Place::Alone) && !words.begins_line(at) {
            return None;
        }
        let Met { end, source, others, cue, ahead } =
            self.goes_on(form, 0, Met { end: at, source: None, others: Vec::new(), cue: None, ahead: None }, start)?;
        // What is only looked at may hold another credit.
        let (end, cue) = ahead.unwrap_or((end, cue));
        let source = source?;
        // A mark names no person.
        if !form.takes_marks && form.parts.len() > 1 && sources::may_be_person(words, &source, book) {
            return None;
        }
        let after = form.marks.last().map_or("", String::as_str);
        if !after.is_empty() && !words.closing(end).starts_with(after) {
            return None;
        }
        // A line that only names an outlet is one of a list of outlets.
        if form.place == Place::Alone && source.class != SourceClass::Wire {
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

    /// What is met of a form from part `first_part` on, where the parts before it have met `met`.
    fn goes_on(&self, form: &Form, first_part: usize, mut met: Met, start: usize) -> Option<Met> {
        let Reader { words, book, .. } = *self;
        for (n, part) in form.parts.iter().enumerate().skip(first_part) {
            // The first word is the one the form was looked up by. What is told soonest is asked first.
            if let Part::Word(word) = part
                && n > 0
                && words.lower(met.end) != word.as_str()
            {
                return None;
            }
            if n > 0 && !words.between(met.end, met.others.last().or(met.source.as_ref()), &form.marks[n]) {
                return None;
            }
            let first = met.end;
            match part {
                Part::Source => {
                    self.source(form, n, &mut met)?;
                    met.ahead = form.ahead.then_some((met.end, met.cue));
                    continue;
                }
                Part::Some | Part::Name => {
                    let ends = |end: &usize| match part {
                        Part::Name => words.line_of_names(first, *end),
                        _ => words.within_sentence(first, *end),
                    };
                    let ends = (first + 1..first + 1 + LONGEST_GAP).take_while(|end| ends(end));
                    return ends.filter_map(|end| self.goes_on(form, n + 1, Met { end, ..met.clone() }, start)).next();
                }
                Part::Verb if n > 0 => {
                    while book.adverbs.contains(&*words.lower(met.end)) && words.joined(met.end + 1) {
                        met.end += 1;
                    }
                    if !book.verbs.contains(&*words.lower(met.end)) {
                        return None;
                    }
                }
                Part::Verb | Part::Word(_) => {}
            }
            met.end += 1;
            let fixed = words.span(first, met.end);
            let fixed = Span::new(fixed.start().max(start), fixed.end());
            met.cue = Some(met.cue.map_or(fixed, |cue| cue.cover(fixed)));
        }
        Some(met)
    }

    /// The source of a form whose part `n` it is, and the further ones of a list.
    fn source(&self, form: &Form, n: usize, met: &mut Met) -> Option<()> {
        let Reader { words, book, .. } = *self;
        let context = Context {
            book,
            takes: &form.takes,
            takes_marks: form.takes_marks,
            glue: &form.glue,
            in_line: form.for_image,
            rest_of_line: form.for_image && form.marks[n].ends_with(':'),
        };
        let is_mark = form.parts.len() == 1 && form.place != Place::Alone;
        let whole = (is_mark && form.marks[0].ends_with(['(', '[']))
            .then(|| sources::bracketed(words, met.end, context, form.place))
            .flatten();
        let source = match whole {
            Some((mut listed, after)) => {
                met.others = listed.split_off(1);
                met.end = after;
                listed.pop()?
            }
            None if is_mark && form.marks[0].is_empty() => {
                let source = sources::bare(words, met.end)?;
                met.end = source.end;
                source
            }
            None => {
                let source = sources::at(words, met.end, context)?;
                met.others = sources::listed(words, &source, context);
                met.end = met.others.last().map_or(source.end, |last| last.end);
                source
            }
        };
        met.source = Some(source);
        Some(())
    }

    fn stands_in_place(&self, at: usize, end: usize, form: &Form) -> bool {
        let words = self.words;
        match form.place {
            Place::Anywhere => true,
            Place::Line => words.begins_line(at) && words.ends_line(end),
            // Where no dash follows the mark, a date tells that it is one, or the word that opens the sentence behind it.
            Place::Opening if form.marks.last().is_some_and(|marks| matches!(marks.as_str(), ")" | "]")) => {
                is_dateline(words, at) && self.opens_sentence(at, end)
            }
            Place::Opening => is_dateline(words, at),
            Place::Alone => {
                let marks = words.opening(at) == form.marks[0] && words.ends_line(end);
                marks && at > 0 && (end >= words.tokens.len() && words.ends_sentence(at) || self.is_under_byline(at))
            }
            Place::Signed => {
                let first = at.saturating_sub(LONGEST_NAMES)..at;
                let first = first.rev().find(|&first| words.begins_line(first));
                words.ends_line(end) && first.is_some_and(|first| words.line_of_names(first, at))
            }
            Place::Closing => {
                let before =
                    words.before(at).trim_end().trim_end_matches('(').trim_end_matches([' ', '"', '”', '“', '»']);
                words.ends_line(end) && (words.begins_line(at) || before.ends_with(['.', '!', '?', '…']))
            }
        }
    }

    /// Whether a sentence begins behind the mark at the tokens `at..end`, which opens a line.
    fn opens_sentence(&self, at: usize, end: usize) -> bool {
        let words = self.words;
        let first = (at.saturating_sub(LONGEST_DATELINE)..at).rev().find(|&first| words.begins_line(first));
        let is_dated = || first.is_some_and(|first| (first..at).any(|at| words.tokens[at].class != Class::Word));
        let next = || fold(words.text(end));
        let is_capital = words.tokens.get(end).is_some_and(|token| token.is_capitalised());
        is_capital && (is_dated() || is_function_word(&next(), self.book.language))
    }

    /// Whether the line before token `at`, which begins one, says who wrote: a word that lines begin with which name a source, and a
    /// name.
    fn is_under_byline(&self, at: usize) -> bool {
        let words = self.words;
        let before = at.saturating_sub(LONGEST_NAMES + 1)..at;
        let Some(first) = before.rev().find(|&first| words.begins_line(first)) else { return false };
        let leads =
            |form: &&Form| form.place == Place::Line && form.parts[0] == Part::Word(words.lower(first).into_owned());
        first + 1 < at && words.line_of_names(first + 1, at) && self.book.forms.iter().any(|form| leads(&form))
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
