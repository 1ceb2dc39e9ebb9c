//! Quotations by their marks, straight and curly, single and double, guillemets and corner brackets.
//!
//! A paragraph is read once, with a stack of the marks that are open. Curly marks say by themselves whether they open,
//! except that usage differs („German“, ”Swedish”, »Danish«): a mark closes if one that it can close is open. Straight
//! marks are told by their place: a mark opens with space before it and a word behind it. Marks of one family close
//! each other, for sources mix them (“…").
//!
//! An apostrophe is no mark (`Russia’s`, `the allies' plan`, `'90s`): a single mark between letters, before a word that
//! has lost its beginning, or with nothing to close or be closed by.
//!
//! A double mark that is not closed ends with its paragraph. In the news a quotation of several paragraphs opens each
//! and closes only the last; each paragraph is then a quotation of its own, so that the inner span is words only.
//!
//! Quotations inside quotations are listed too, in order of their start, the outer first.

mod speakers;

use super::Span;
use super::marks::{is_closing_quote, is_opening_bracket, is_opening_quote};

/// Words between quotation marks. One to three words without a verb of saying are often no speech but distance or a
/// title (the "hegemonic" powers): count the words of `inner`, and see whether a `speaker` is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quotation {
    /// With its marks.
    pub outer: Span,
    /// Without them, and without white space around.
    pub inner: Span,
    /// Who speaks, where the text names it beside the quotation ("…", X said): the name alone.
    pub speaker: Option<Span>,
}

/// The quotations of `body`, in order of their start, the outer before the inner.
pub(super) fn find(body: &str, paragraphs: &[Span]) -> Vec<Quotation> {
    let mut quotations = Vec::new();
    for paragraph in paragraphs {
        let text = paragraph.of(body);
        let mut pairs = Reader { text, open: Vec::new(), pairs: Vec::new() }.read();
        pairs.sort_unstable_by_key(|pair| (pair.outer.start(), std::cmp::Reverse(pair.outer.end())));
        for pair in &pairs {
            let at = |span: Span| Span::new(paragraph.start() + span.start(), paragraph.start() + span.end());
            let speaker = speakers::beside(text, pair.outer);
            quotations.push(Quotation { outer: at(pair.outer), inner: at(pair.inner), speaker: speaker.map(at) });
        }
    }
    quotations
}

/// Marks that can close one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Family {
    Double,
    Single,
    Guillemet,
    SingleGuillemet,
    Corner,
    WhiteCorner,
}

/// What a mark does where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Turn {
    Opens,
    Closes,
    /// Closes if one of its family is open, else opens.
    Either,
    /// An apostrophe, a sign for inches, a stray mark.
    Neither,
}

/// A mark that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    mark: Mark,
    /// Whether it opens a quotation even if nothing closes it.
    is_sure: bool,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    outer: Span,
    inner: Span,
}

/// A mark where it stands.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    len: usize,
    first: char,
    family: Family,
}

impl Mark {
    /// The mark at byte `at` of `text`, if there is one.
    fn read(text: &str, at: usize) -> Option<Mark> {
        let first = text[at..].chars().next()?;
        let doubled = text[at + first.len_utf8()..].starts_with(first);
        let (family, len) = match first {
            '"' | '“' | '”' | '„' | '‟' | '＂' => (Family::Double, first.len_utf8()),
            // Typewriters and old wires: ``…'', and German ,,…''
            '`' | '\'' | ',' if doubled => (Family::Double, 2),
            '\'' | '‘' | '’' | '‚' => (Family::Single, first.len_utf8()),
            '«' | '»' => (Family::Guillemet, first.len_utf8()),
            '‹' | '›' => (Family::SingleGuillemet, first.len_utf8()),
            '「' | '」' => (Family::Corner, first.len_utf8()),
            '『' | '』' => (Family::WhiteCorner, first.len_utf8()),
            _ => return None,
        };
        Some(Mark { at, len, first, family })
    }

    fn end(&self) -> usize {
        self.at + self.len
    }
}

/// Reads one paragraph.
struct Reader<'a> {
    text: &'a str,
    open: Vec<Open>,
    pairs: Vec<Pair>,
}

impl Reader<'_> {
    fn read(mut self) -> Vec<Pair> {
        let mut at = 0;
        while let Some(found) = self.text[at..].find(is_mark) {
            at += found;
            let Some(mark) = Mark::read(self.text, at) else {
                at += 1;
                continue;
            };
            at = mark.end();
            let open = self.open.iter().rposition(|open| open.mark.family == mark.family);
            match (self.turn(mark), open) {
                (Turn::Closes | Turn::Either, Some(index)) => self.close(index, mark),
                (Turn::Opens, Some(index))
                    if mark.family == Family::Single || self.open[index].mark.first == '"' && mark.first == '"' =>
                {
                    // Marks without direction do not nest: the one before was a stray.
                    self.open.truncate(index);
                    self.open.push(Open { mark, is_sure: true });
                }
                (Turn::Opens, _) => self.open.push(Open { mark, is_sure: true }),
                (Turn::Either, None) => self.open.push(Open { mark, is_sure: false }),
                (Turn::Closes, None) | (Turn::Neither, _) => {}
            }
        }
        self.end();
        self.pairs
    }

    /// Closes the open mark `index` with `mark`, and drops what was opened inside it and not closed.
    fn close(&mut self, index: usize, mark: Mark) {
        let opened = self.open[index].mark;
        self.open.truncate(index);
        self.pair(opened, mark.at, mark.end());
    }

    /// At the end of the paragraph: what is open runs up to it, the outermost alone. An apostrophe taken for a single
    /// mark must not, nor a mark that stands free.
    fn end(&mut self) {
        if let Some(open) = self.open.iter().find(|open| open.is_sure && open.mark.family != Family::Single).copied() {
            // Of « … « … » only one is closed in Russian: both end there.
            let nested = self.pairs.iter().filter(|pair| {
                open.mark.family == Family::Guillemet
                    && pair.outer.start() > open.mark.at
                    && self.text[..pair.outer.end()].ends_with('»')
            });
            match nested.map(|pair| pair.outer.end()).max() {
                Some(end) => self.pair(open.mark, end - '»'.len_utf8(), end),
                None => self.pair(open.mark, self.text.len(), self.text.len()),
            }
        }
    }

    fn pair(&mut self, opened: Mark, inner_end: usize, end: usize) {
        let inside = &self.text[opened.end()..inner_end];
        let words = inside.trim();
        if !words.is_empty() {
            let start = opened.end() + (inside.len() - inside.trim_start().len());
            let inner = Span::new(start, start + words.len());
            self.pairs.push(Pair { outer: Span::new(opened.at, end), inner });
        }
    }

    fn turn(&self, mark: Mark) -> Turn {
        let before = self.text[..mark.at].chars().next_back();
        let after = self.text[mark.end()..].chars().next();
        let is_open = |firsts: &[char]| {
            let last = self.open.iter().rfind(|open| open.mark.family == mark.family);
            last.is_some_and(|open| firsts.contains(&open.mark.first))
        };
        let free_before = before.is_none_or(|c| {
            c.is_whitespace()
                || is_opening_bracket(c)
                || matches!(c, '-' | '–' | '—' | '/' | '¿' | '¡')
                || is_mark(c) && c != ','
        });
        let free_after = after
            .is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | ']'))
            || after == Some('.') && !self.text[mark.end()..].starts_with("..");
        let by_place = match (
            free_before && !free_after,
            !before.is_none_or(char::is_whitespace) && !after.is_some_and(char::is_alphanumeric),
        ) {
            (true, false) => Turn::Opens,
            (false, true) => Turn::Closes,
            _ => Turn::Either,
        };
        match mark.first {
            '「' | '『' | '„' | '‟' => Turn::Opens,
            '」' | '』' => Turn::Closes,
            '`' => Turn::Opens,
            ',' if free_before && !free_after => Turn::Opens,
            ',' => Turn::Neither,
            '\'' if mark.len == 2 => Turn::Closes,
            // German „…“; and a mark of the wrong side where only closing makes sense.
            '“' if is_open(&['„', ',']) || by_place == Turn::Closes => Turn::Closes,
            '“' => Turn::Opens,
            '”' if is_open(&['“', '"', '„', '”', ',', '`', '＂']) => Turn::Closes,
            '”' if by_place == Turn::Opens => Turn::Opens,
            '”' => Turn::Closes,
            '«' if is_open(&['»']) => Turn::Closes,
            '‹' if is_open(&['›']) => Turn::Closes,
            '«' | '‹' => Turn::Opens,
            '»' if is_open(&['«']) || by_place != Turn::Opens => Turn::Closes,
            '›' if is_open(&['‹']) || by_place != Turn::Opens => Turn::Closes,
            '»' | '›' | '‚' => Turn::Opens,
            // A sign for inches behind a number, unless a quotation is open.
            '"' | '＂' if by_place == Turn::Either && !free_after && !free_before => Turn::Closes,
            '"' | '＂' => by_place,
            _ => self.single_turn(mark, by_place, before, after, is_open(&['‚'])),
        }
    }

    /// `'`, `‘` and `’` are apostrophes more often than marks.
    fn single_turn(
        &self,
        mark: Mark,
        by_place: Turn,
        before: Option<char>,
        after: Option<char>,
        low_open: bool,
    ) -> Turn {
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let behind = &self.text[mark.end()..];
        if joins(before) && joins(after) || is_clipped(behind) {
            return Turn::Neither;
        }
        match (mark.first, by_place) {
            ('‘', _) if low_open => Turn::Closes,
            ('‘' | '\'', Turn::Opens) => Turn::Opens,
            ('‘', _) => Turn::Neither,
            (_, Turn::Closes) if is_plural_possessive(before, behind) => Turn::Neither,
            (_, Turn::Closes) => Turn::Closes,
            _ => Turn::Neither,
        }
    }
}

fn is_mark(c: char) -> bool {
    is_opening_quote(c) || is_closing_quote(c) || matches!(c, '`' | ',' | '‟')
}

/// Whether the words behind an apostrophe have lost their beginning: `'90s`, `'tis`, `rock 'n' roll`.
fn is_clipped(behind: &str) -> bool {
    const CLIPPED: [&str; 8] = ["n", "tis", "twas", "em", "til", "till", "cause", "bout"];
    let word = &behind[..behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len())];
    let years = word.strip_suffix('s').unwrap_or(word);
    years.len() == 2 && years.bytes().all(|b| b.is_ascii_digit()) && !behind[word.len()..].starts_with(['\'', '’'])
        || CLIPPED.iter().any(|clipped| word.eq_ignore_ascii_case(clipped))
        || word.starts_with("nineties")
}

/// `the allies' plan`: behind an `s`, before another word, with a mark further on that can close instead.
fn is_plural_possessive(before: Option<char>, behind: &str) -> bool {
    /// How far the closing mark is sought, in bytes.
    const REACH: usize = 300;
    let mut to = behind.len().min(REACH);
    while !behind.is_char_boundary(to) {
        to -= 1;
    }
    let mut last = ' ';
    before == Some('s') && behind.starts_with(' ') && behind[1..].starts_with(char::is_alphabetic) && {
        let mut rest = behind[..to].chars().peekable();
        let mut closes = false;
        while let Some(c) = rest.next() {
            let next = rest.peek();
            closes |=
                matches!(c, '\'' | '’') && !last.is_whitespace() && next.is_none_or(|next| !next.is_alphanumeric());
            if matches!(c, '\'' | '‘') && last.is_whitespace() || closes {
                break;
            }
            last = c;
        }
        closes
    }
}
