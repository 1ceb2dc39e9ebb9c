//! Whether one stop ends its sentence: the rules, from what stands before it and what follows.

use crate::text::cues::{self, Abbreviation, Role};
use crate::text::items::ItemSign;
use crate::text::marks::{
    is_closing_bracket, is_closing_quote, is_direction_mark, is_opening_bracket, is_opening_quote, is_plain_stop,
    is_stop,
};

/// A run of stops with all that closes behind it: `?!”)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop<'a> {
    text: &'a str,
    /// Where its sentence starts.
    sentence: usize,
    at: usize,
    /// Behind the closing marks and footnote signs.
    pub(super) end: usize,
    /// What its last sign is, apart from closing marks.
    kind: Kind,
    /// Whether a quotation closes behind it.
    quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    FullStop,
    Ellipsis,
    Question,
    Exclamation,
    /// Of a script whose stop has no other use.
    Plain,
    /// `:` in Armenian, `;` in Greek.
    Borrowed,
}

/// Longest word before a stop that is looked at, in bytes: no abbreviation is longer.
const WORD: usize = 40;

impl<'a> Stop<'a> {
    /// Reads the stop at byte `at` of a paragraph, in a sentence that starts at `sentence`.
    pub(super) fn read(text: &'a str, sentence: usize, at: usize) -> Option<Stop<'a>> {
        let first = text[at..].chars().next()?;
        let mut stop = Stop { text, sentence, at, end: at, kind: Kind::Plain, quoted: false };
        if matches!(first, ':' | ';') {
            let letter = text[..at].chars().next_back()?;
            let borrowed = match first {
                ':' => ('\u{531}'..='\u{58F}').contains(&letter),
                _ => matches!(letter, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}'),
            };
            stop.kind = Kind::Borrowed;
            stop.end += 1;
            return borrowed.then_some(stop);
        }
        while let Some(kind) = stop.take_run() {
            stop.kind = kind;
            stop.take_closing();
        }
        stop.take_footnotes();
        Some(stop)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.end..]
    }

    /// Takes stops that touch, and the further dots of a spaced ellipsis (`. . .`).
    fn take_run(&mut self) -> Option<Kind> {
        let from = self.end;
        let mut only_dots = true;
        loop {
            let rest = self.rest();
            let run = &rest[..rest.len() - rest.trim_start_matches(is_stop).len()];
            self.end += run.len();
            only_dots &= run.bytes().all(|byte| byte == b'.');
            // White space and dots, if no word hangs on them as on `.zip` or `...and`.
            let gap = self.rest();
            let dots = gap.trim_start_matches([' ', '\u{A0}']);
            let behind = dots.trim_start_matches('.');
            let goes_on = only_dots && self.end > from && dots.len() < gap.len() && behind.len() < dots.len();
            if !goes_on || behind.starts_with(char::is_alphanumeric) {
                break;
            }
            self.end += gap.len() - behind.len();
        }
        let run = &self.text[from..self.end];
        let last = run.chars().next_back()?;
        Some(match run {
            _ if is_plain_stop(last) => Kind::Plain,
            _ if run.contains('?') => Kind::Question,
            _ if run.contains('!') => Kind::Exclamation,
            "." => Kind::FullStop,
            _ => Kind::Ellipsis,
        })
    }

    /// Takes the quotation marks and brackets that close behind the stop.
    fn take_closing(&mut self) {
        loop {
            let rest = self.rest();
            let Some(mark) = rest.chars().next() else { return };
            let behind = &rest[mark.len_utf8()..];
            let before_word = behind.starts_with(char::is_alphanumeric);
            if is_closing_bracket(mark)
                || is_direction_mark(mark)
                || is_closing_quote(mark) && !(before_word && is_opening_quote(mark))
            {
                self.quoted |= is_closing_quote(mark);
                self.end += mark.len_utf8();
            } else if matches!(mark, ' ' | '\u{A0}' | '\u{202F}') && behind.starts_with(['»', '”', ')']) {
                // French sets its marks off; so do some typists.
                self.end += mark.len_utf8();
            } else {
                return;
            }
        }
    }

    /// Takes the signs of footnotes: `[6]`, also behind a space, and digits that touch the stop behind a word (`word.12`).
    fn take_footnotes(&mut self) {
        const DIGITS: [char; 13] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ',', '-', '–'];
        let behind_words = self.word().chars().filter(|c| c.is_alphabetic()).count() > 2
            || self.text[..self.at].ends_with(is_closing_bracket);
        if self.kind == Kind::FullStop && behind_words && self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            let behind = self.rest().trim_start_matches(DIGITS);
            if behind.starts_with(char::is_whitespace) {
                self.end = self.text.len() - behind.len();
            }
        }
        while let Some(inside) = self.rest().trim_start_matches(' ').strip_prefix('[') {
            let behind = inside.trim_start_matches(DIGITS);
            match behind.strip_prefix(']') {
                Some(behind_bracket) if behind.len() < inside.len() => {
                    self.end = self.text.len() - behind_bracket.len()
                }
                _ => return,
            }
        }
    }

    /// Whether the sentence ends here.
    pub(super) fn ends_sentence(&self) -> bool {
        let next = self.rest().trim_start();
        let opened = next.trim_start_matches(is_lead);
        let spaced = next.len() < self.rest().len();
        let Some(first) = opened.chars().next() else { return spaced };
        let next_word = first_word(opened);
        match self.kind {
            // Japanese goes on behind a quotation with a particle in hiragana: 「…。」と言った.
            Kind::Plain if self.quoted && matches!(first, 'ぁ'..='ゖ') => false,
            Kind::Plain => !matches!(first, '、' | '，' | '،' | ',') && !self.is_remark() && !self.is_decimal(),
            _ if !spaced => self.kind != Kind::Borrowed && self.is_glued(first, next_word),
            // `...and`: an ellipsis that opens the next sentence.
            _ if opens_with_ellipsis(opened) => !self.is_remark(),
            _ if matches!(first, ',' | ';' | ':' | '.' | '?' | '!') => false,
            _ if first.is_lowercase() && !is_camel(next_word) && !begins_item(next) => {
                self.ends_before_lower_case(opened, next_word)
            }
            Kind::Borrowed => true,
            _ if self.is_remark() => false,
            Kind::Ellipsis => true,
            Kind::Question | Kind::Exclamation => !(self.quoted && is_attribution(next)),
            Kind::FullStop => self.full_stop_ends(opened, first, next_word),
        }
    }

    /// A full stop before a word with a capital, a number or a sign.
    fn full_stop_ends(&self, opened: &str, first: char, next_word: &str) -> bool {
        let word = self.word();
        let starts = || cues::is(Role::Start, next_word);
        if !word.is_empty() && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()) {
            let is_list_sign = self.word_before().is_empty();
            let is_ordinal = word.len() < 3
                && (cues::is(Role::Month, next_word) || cues::is(Role::BeforeOrdinal, self.word_before()) && !starts());
            return !is_list_sign && !is_ordinal;
        }
        match cues::abbreviation(word) {
            Some(Abbreviation::Inside) => return false,
            Some(Abbreviation::BeforeNumber) => {
                return !(first.is_numeric() || is_roman(next_word) || next_word.chars().count() == 1 && !starts());
            }
            Some(Abbreviation::MayEnd) => return starts(),
            Some(Abbreviation::Time) => return !cues::is(Role::AfterTime, next_word),
            None => {}
        }
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some(_), None) if is_initial(opened) => false,
            // English `I` is a word; any other letter is an initial, unless no name goes before it: `vitamin C. It is`.
            (Some('I'), None) => starts(),
            (Some(_), None) => starts() && self.word_before().starts_with(char::is_lowercase),
            // `U.S.`, `т.д.`
            _ if is_dotted(word) => starts(),
            _ => true,
        }
    }

    /// A stop before a lower-case word. Abbreviations go on so, and so does what follows a quotation; but a question
    /// has been asked, and some write without capitals.
    fn ends_before_lower_case(&self, opened: &str, next_word: &str) -> bool {
        if self.quoted || self.is_remark() {
            return false;
        }
        let casual = || cues::is(Role::Casual, next_word) || self.text[self.sentence..].starts_with(char::is_lowercase);
        match self.kind {
            Kind::FullStop => !self.is_abbreviated() && (is_address(opened) || casual()),
            Kind::Question => true,
            Kind::Exclamation => casual(),
            _ => false,
        }
    }

    /// Whether the word before is, or looks like, an abbreviation.
    fn is_abbreviated(&self) -> bool {
        let word = self.word();
        cues::abbreviation(word).is_some() || is_dotted(word) || word.chars().count() == 1
    }

    /// A stop without white space behind it. Only two sentences run together by mistake end so: `last week.The treaty`.
    fn is_glued(&self, first: char, next_word: &str) -> bool {
        let word = self.word();
        first.is_uppercase()
            && self.kind != Kind::Ellipsis
            && word.chars().count() > 1
            && !self.is_abbreviated()
            && word.chars().skip(1).all(|c| c.is_lowercase() || c.is_ascii_digit() || c == ',')
            && next_word.chars().count() > 1
            && cues::is(Role::Start, next_word)
    }

    /// A full-width stop between digits.
    fn is_decimal(&self) -> bool {
        let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        digit(self.text[..self.at].chars().next_back()) && digit(self.rest().chars().next())
    }

    /// Nothing but the stop in brackets: `(?)`, `[...]`.
    fn is_remark(&self) -> bool {
        self.text[..self.at].ends_with(is_opening_bracket)
    }

    /// The word the stop stands behind, without what opens before it.
    fn word(&self) -> &'a str {
        let mut from = self.at.saturating_sub(WORD).max(self.sentence);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let before = self.text[from..self.at].trim_end_matches(is_direction_mark);
        let parts = |c: char| c.is_whitespace() || matches!(c, '/' | '–' | '—' | ',' | ';' | '=');
        let word = before.rsplit(parts).next().unwrap_or_default();
        word.trim_start_matches(|c| is_lead(c) || is_direction_mark(c))
    }

    /// The word before [`Stop::word`] in the same sentence; empty if there is none.
    fn word_before(&self) -> &'a str {
        let word = self.word();
        let mut from = self.at.saturating_sub(2 * WORD).max(self.sentence);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let before = self.text[from..self.at].trim_end_matches(is_direction_mark);
        let before = before[..before.len() - word.len()].trim_end_matches(|c: char| c.is_whitespace() || is_lead(c));
        before.rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(is_lead)
    }
}

/// What may stand before the first word of a sentence.
fn is_lead(c: char) -> bool {
    is_opening_quote(c)
        || is_opening_bracket(c)
        || is_direction_mark(c)
        || matches!(c, '¿' | '¡' | '-' | '–' | '—' | '•' | '*' | '_' | '~')
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).unwrap_or(text.len());
    text[..end].trim_end_matches(['\'', '’'])
}

/// Lower case with a capital right behind: `iPhone`, a name.
fn is_camel(word: &str) -> bool {
    word.chars().nth(1).is_some_and(char::is_uppercase)
}

/// Single letters, or short groups of them, with full stops between: `U.S`, `a.m`, `куб.м`.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| (1..=3).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic))
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
}

fn opens_with_ellipsis(text: &str) -> bool {
    let word = text.trim_start_matches(['.', '…']);
    word.starts_with(char::is_alphabetic) && (text.starts_with("..") || text.starts_with('…'))
}

/// Begins with the sign of a list item, and a capital behind it: `(a) The`.
fn begins_item(text: &str) -> bool {
    ItemSign::read(text)
        .is_some_and(|sign| sign.is_sure() && text[sign.len..].trim_start().starts_with(char::is_uppercase))
}

/// Begins with a capital letter and a full stop.
fn is_initial(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next() == Some('.')
}

fn is_address(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|scheme| text.starts_with(scheme))
}

/// Whether `text`, behind a quotation, says who spoke: a name and a verb of saying (`Smith asked`).
fn is_attribution(text: &str) -> bool {
    const NAME: usize = 5;
    let mut named = false;
    for word in text.split_whitespace().take(NAME) {
        if named && word.starts_with(char::is_lowercase) && cues::is(Role::Says, word.trim_end_matches([',', '.', ':']))
        {
            return true;
        }
        if !word.starts_with(char::is_uppercase) || word.ends_with(is_stop) && word.chars().count() > 4 {
            return false;
        }
        named = true;
    }
    false
}
