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

/// Who is told to have said something in the sentences `within` of `body`, in order and disjoint.
pub(super) fn speakers(body: &str, within: Span, quotations: &[Quotation]) -> Vec<Span> {
    let first = quotations.partition_point(|quotation| quotation.outer.end() <= within.start());
    let near = quotations[first..].iter().take_while(|quotation| quotation.outer.start() < within.end());
    let mut found: Vec<Span> = near.filter_map(|quotation| quotation.speaker).collect();
    found.retain(|speaker| within.contains(*speaker) && speakers::is_direct(body, within, *speaker));
    found.extend(speakers::stated(body, within));
    found.sort_unstable();
    found.dedup_by(|next, last| {
        let again = next.overlaps(*last);
        if again {
            *last = last.cover(*next);
        }
        again
    });
    found
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

    /// Whether a quotation with this mark can stand inside one with `outer`. Marks without direction cannot: if both
    /// open, the first was a stray.
    fn nests_in(&self, outer: Mark) -> bool {
        self.family != Family::Single && !(self.first == '"' && outer.first == '"')
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
        while let Some(found) = self.text.as_bytes()[at..].iter().position(|&byte| may_begin_mark(byte)) {
            at += found;
            let Some(mark) = Mark::read(self.text, at) else {
                at += self.text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            at = mark.end();
            let open = self.open.iter().rposition(|open| open.mark.family == mark.family);
            match (self.turn(mark), open) {
                (Turn::Closes | Turn::Either, Some(index)) => self.close(index, mark),
                (Turn::Opens, open) => {
                    if let Some(index) = open.filter(|&index| !mark.nests_in(self.open[index].mark)) {
                        self.open.remove(index);
                    }
                    self.push(Open { mark, is_sure: mark.family != Family::Single });
                }
                (Turn::Either, None) => self.push(Open { mark, is_sure: false }),
                (Turn::Closes, None) | (Turn::Neither, _) => {}
            }
        }
        self.end();
        self.pairs
    }

    /// Opens a mark. No one quotes deeper than a few levels: beyond that the outermost was a stray.
    fn push(&mut self, open: Open) {
        const DEPTH: usize = 8;
        if self.open.len() == DEPTH {
            self.open.remove(0);
        }
        self.open.push(open);
    }

    /// Closes the open mark `index` with `mark`, and drops what was opened inside it and not closed. An apostrophe
    /// must not drop a quotation so.
    fn close(&mut self, index: usize, mark: Mark) {
        if mark.family == Family::Single && self.open[index..].iter().any(|open| open.is_sure) {
            return;
        }
        let opened = self.open[index].mark;
        self.open.truncate(index);
        self.pair(opened, mark.at, mark.end());
    }

    /// At the end of the paragraph: what is open runs up to it, the outermost alone. An apostrophe taken for a single
    /// mark must not, nor a mark that stands free.
    fn end(&mut self) {
        if let Some(open) = self.open.iter().find(|open| open.is_sure).copied() {
            // Where « … « … » stand for two, as in Russian, both end at the one mark that closes.
            let nested = self.pairs.iter().filter(|pair| {
                open.mark.family == Family::Guillemet
                    && pair.outer.start() > open.mark.at
                    && self.text[..pair.outer.end()].ends_with('»')
            });
            match nested.map(|pair| pair.outer.end()).min() {
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
            let dashes = matches!(c, '-' | '–' | '—' | '/' | '¿' | '¡');
            c.is_whitespace() || is_opening_bracket(c) || dashes || c != ',' && is_mark(c)
        });
        let punctuation = |c| matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | ']');
        let free_after = after.is_none_or(|c| c.is_whitespace() || punctuation(c))
            || after == Some('.') && !self.text[mark.end()..].starts_with("..");
        let could_open = free_before && !free_after;
        let could_close = before.is_some_and(|c| !c.is_whitespace()) && !after.is_some_and(char::is_alphanumeric);
        let by_place = match (could_open, could_close) {
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
            // Between letters it opens nothing.
            '"' | '＂' if !free_before && !free_after => Turn::Closes,
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

/// Whether the character that begins with this byte may be a mark.
const fn may_begin_mark(byte: u8) -> bool {
    !byte.is_ascii() || matches!(byte, b'"' | b'\'' | b'`' | b',')
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

#[cfg(test)]
mod tests {
    use super::super::paragraphs;
    use super::*;

    /// What is quoted in `body`, with marks.
    fn outer(body: &str) -> Vec<&str> {
        find(body, &paragraphs::find(body)).into_iter().map(|quotation| quotation.outer.of(body)).collect()
    }

    /// The speakers of the quotations in `body`.
    fn speakers(body: &str) -> Vec<Option<&str>> {
        let quotations = find(body, &paragraphs::find(body));
        quotations.into_iter().map(|quotation| quotation.speaker.map(|speaker| speaker.of(body))).collect()
    }

    #[test]
    fn marks_of_every_kind_are_read() {
        assert_eq!(
            outer("A \"plan\", an “idea” and a 'thought', a ‘whim’."),
            ["\"plan\"", "“idea”", "'thought'", "‘whim’"]
        );
        assert_eq!(
            outer("« Oui », »ja«, «да», ‹non›, „nein“, „nie”, ”nej”."),
            ["« Oui »", "»ja«", "«да»", "‹non›", "„nein“", "„nie”", "”nej”"]
        );
        assert_eq!(outer("``We saw it,'' he said. 彼は「はい」と『本』を。"), ["``We saw it,''", "「はい」", "『本』"]);
    }

    #[test]
    fn the_inner_span_is_words_only() {
        let body = "Il a dit : « Nous irons. » Puis rien.";
        let quotations = find(body, &paragraphs::find(body));
        assert_eq!(quotations[0].inner.of(body), "Nous irons.");
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(
            outer("Russia’s and the allies' plan of the '90s: don't rock 'n' roll. 'Tis so, o' course.").is_empty()
        );
        assert_eq!(outer("‘the allies’ plan failed’ he said"), ["‘the allies’ plan failed’"]);
        assert_eq!(
            outer("He said 'we won't, and the boys' mother can't' today"),
            ["'we won't, and the boys' mother can't'"]
        );
    }

    #[test]
    fn inches_and_stray_marks_are_no_quotations() {
        assert!(outer("A 27\" screen and a 5'10\" man. A lone \" mark.").is_empty());
        assert_eq!(outer("It is \"very 5\" long"), ["\"very 5\""]);
    }

    #[test]
    fn mixed_marks_close_each_other() {
        assert_eq!(
            outer("He added, “It is done.\" They called it \"defensive.” Then"),
            ["“It is done.\"", "\"defensive.”"]
        );
    }

    #[test]
    fn quotations_inside_quotations_follow_the_outer() {
        assert_eq!(outer("“She said ‘no’ twice,” he said."), ["“She said ‘no’ twice,”", "‘no’"]);
        assert_eq!(outer("ООО «Фирма «Ромашка» закрыта."), ["«Фирма «Ромашка»", "«Ромашка»"]);
    }

    #[test]
    fn what_is_not_closed_ends_with_its_paragraph() {
        let body = "He said: “We will go.\n“We will stay.\n“We will see.” He left.";
        assert_eq!(outer(body), ["“We will go.", "“We will stay.", "“We will see.”"]);
        let quotations = find(body, &paragraphs::find(body));
        assert_eq!(quotations[1].inner.of(body), "We will stay.");
    }

    #[test]
    fn a_speaker_is_named_behind_or_before() {
        assert_eq!(speakers("“It is over,” Maria Costa said."), [Some("Maria Costa")]);
        assert_eq!(speakers("“It is over,” said foreign minister Ana de la Cruz in Lima."), [Some("Ana de la Cruz")]);
        assert_eq!(speakers("Costa has also said that the deal “is over”, reported Reuters."), [Some("Costa")]);
        assert_eq!(
            speakers("“It is over,” Mr. Costa told them. “Go!” Capt. Lee shouted."),
            [Some("Mr. Costa"), Some("Capt. Lee")]
        );
        assert_eq!(speakers("“No,” Ana Costa (D) said."), [Some("Ana Costa")]);
        assert_eq!(speakers("Bo Ek of the State Guard said it “failed”."), [Some("Bo Ek of the State Guard")]);
        assert_eq!(speakers("The Ministry of Trade (MOT) told reporters: \"No.\""), [Some("MOT")]);
        assert_eq!(speakers("According to Donald J. Orr, “it was late”."), [Some("Donald J. Orr")]);
        assert_eq!(speakers("“It was late”, according to The Gazette."), [Some("Gazette")]);
        assert_eq!(speakers("„Es ist spät“, sagte Weber am Montag."), [Some("Weber")]);
    }

    #[test]
    fn nobody_speaks_where_no_name_stands() {
        assert_eq!(speakers("“It is over,” he said. “We go,” the document said."), [None, None]);
        assert_eq!(speakers("The United States needs “peace”. After a talk with Costa she said “yes”."), [None, None]);
        assert_eq!(speakers("Costa said little. The “hegemonic” powers left."), [None]);
        assert_eq!(speakers("They called it “security.” Minister Costa said no more."), [None]);
    }
}
