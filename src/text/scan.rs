//! The pieces of a text: words, runs of digits, signs. What they say together is for the recognisers of values.
//!
//! A word is a run of letters, digits and the marks upon them, and also
//! - an apostrophe between letters ("hasn't", "Russia’s", "O'Neill"), but not after an elision ("l'armée": two words);
//! - the full stops of an initialism ("U.S.", "p.m.");
//! - a hyphen after a first part such as "co-"; any other hyphen parts two words ("Jong-un" meets "Jong Un").
//!
//! Scripts without spaces are cut by a dictionary ([`unspaced`](super::unspaced)). Behind digits their signs, and those
//! of Hangul, are words of their own: 2024|年, 19|일|에.
//!
//! Digits of any script are read as `0` to `9` ([`Pieces::text`]), and so are Chinese numbers that are sure
//! ([`han`](super::han)). In Arabic, Devanagari and Hangul digits begin a new piece inside a word too (و200, 제19차).

use unicode_segmentation::UnicodeSegmentation as _;

use super::Language;
use super::lexicon::{self, Lexeme, Sense};
use super::numbers::{self, Currency, Decimal, Marks};
use super::unspaced::{is_unspaced, word_ends};
use super::{dates, han, letters, words};

#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    start: u32,
    end: u32,
    pub kind: Kind,
    pub lexeme: Lexeme,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Word,
    /// Digits, perhaps with separators between them.
    Digits,
    /// A date in digits alone: `2024-06-19`, `19/06/2024`.
    NumericDate,
    Currency(Currency),
    Percent,
}

/// What stands between a piece and the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gap {
    Nothing,
    Space,
    /// With or without space after it, like the next.
    Comma,
    Stop,
    Hyphen,
    Colon,
    /// Anything else, or the end of the text.
    Other,
}

pub(super) struct Pieces<'a> {
    body: &'a str,
    list: Vec<Piece>,
    /// Numbers that do not stand in the text in ASCII: the index of the piece, in order, and what it reads.
    plain: Vec<(usize, String)>,
    language: &'a dyn Fn() -> Option<Language>,
}

impl Piece {
    pub fn start(&self) -> usize {
        self.start as usize
    }

    pub fn end(&self) -> usize {
        self.end as usize
    }
}

impl<'a> Pieces<'a> {
    /// `language` is asked only where digits leave something open.
    pub fn of(body: &'a str, language: &'a dyn Fn() -> Option<Language>) -> Pieces<'a> {
        // A word of news is about six bytes with its space.
        let list = Vec::with_capacity(body.len() / 6 + 1);
        let mut pieces = Pieces { body, list, plain: Vec::new(), language };
        let mut at = 0;
        while let Some(&byte) = body.as_bytes().get(at) {
            at = match byte {
                b'a'..=b'z' | b'A'..=b'Z' => pieces.word(at),
                b'0'..=b'9' => pieces.digits(at),
                b'$' | b'%' | 128.. => pieces.other(at),
                _ => at + 1,
            };
        }
        pieces
    }

    pub fn body(&self) -> &'a str {
        self.body
    }

    pub fn get(&self, index: usize) -> Option<&Piece> {
        self.list.get(index)
    }

    /// The words of a piece, its digits as ASCII; nothing past the last.
    pub fn text(&self, index: usize) -> &str {
        let Some(piece) = self.list.get(index) else { return "" };
        if matches!(piece.kind, Kind::Digits | Kind::NumericDate)
            && let Ok(at) = self.plain.binary_search_by_key(&index, |(index, _)| *index)
        {
            return &self.plain[at].1;
        }
        &self.body[piece.start()..piece.end()]
    }

    /// The language of the text, if it is known.
    pub fn language(&self) -> Option<Language> {
        (self.language)()
    }

    /// The amount that the digits from piece `index` on write, and the piece after them.
    pub fn amount(&self, index: usize) -> (Option<Decimal>, usize) {
        let in_ascii = self.get(index).is_some_and(|piece| self.body.as_bytes()[piece.start()].is_ascii());
        let marks = || match self.language() {
            _ if !in_ascii => Marks { comma_groups: Some(true), stop_groups: Some(false) },
            Some(language) => Marks { comma_groups: language.comma_groups(), stop_groups: language.stop_groups() },
            None => Marks::default(),
        };
        let next = self.groups_end(index);
        if next > index + 1 {
            let groups: Vec<&str> = (index..next).map(|index| self.text(index)).collect();
            return (numbers::written(&groups.join("\u{a0}"), marks), next);
        }
        (numbers::written(self.text(index), marks), next)
    }

    /// The piece after the groups of three digits that plain spaces part ("12 345"), where the language writes them.
    fn groups_end(&self, index: usize) -> usize {
        let is_short = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_group = |at: usize| {
            let text = self.text(at);
            let whole = text.split([',', '.']).next().unwrap_or_default();
            self.gap(at - 1) == Gap::Space && self.kind(at) == Some(Kind::Digits) && whole.len() == 3
        };
        let more = |at: usize| is_short(self.text(at - 1)) && is_group(at);
        let mut next = index + 1;
        if more(next) && self.language().is_some_and(Language::space_groups) {
            while more(next) {
                next += 1;
            }
        }
        next
    }

    pub fn sense(&self, index: usize) -> Sense {
        self.list.get(index).map_or(Sense::None, |piece| piece.lexeme.sense)
    }

    pub fn kind(&self, index: usize) -> Option<Kind> {
        self.list.get(index).map(|piece| piece.kind)
    }

    /// What stands between piece `index` and the next.
    pub fn gap(&self, index: usize) -> Gap {
        let (Some(piece), Some(next)) = (self.list.get(index), self.list.get(index + 1)) else { return Gap::Other };
        let between = &self.body[piece.end()..next.start()];
        match between {
            "" => return Gap::Nothing,
            " " => return Gap::Space,
            "-" | "\u{2010}" | "\u{2011}" => return Gap::Hyphen,
            ":" => return Gap::Colon,
            _ => {}
        }
        let (mark, space) = match between.as_bytes()[0] {
            b',' => (Gap::Comma, &between[1..]),
            b'.' => (Gap::Stop, &between[1..]),
            _ => (Gap::Space, between),
        };
        // More space than a line's end and one more stands between columns or paragraphs.
        let near = space.len() <= 2 && space != "\n\n" || space == "\u{a0}" || space == "\u{202f}";
        if near && space.chars().all(char::is_whitespace) { mark } else { Gap::Other }
    }

    /// Up to `most` words from `index` on with one space between them, in lower case, the longest run first, each with
    /// the index after it.
    pub fn names(&self, index: usize, most: usize) -> Vec<(String, usize)> {
        let mut names: Vec<(String, usize)> = Vec::new();
        for at in (index..self.list.len()).take(most) {
            let kind = self.list[at].kind;
            if at > index && (self.gap(at - 1) != Gap::Space || kind != Kind::Word) {
                break;
            }
            let before = names.last().map_or(String::new(), |(name, _)| format!("{name} "));
            names.push((before + &letters::plain(self.text(at)), at + 1));
        }
        names.reverse();
        names
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let lexeme = if kind == Kind::Word { meaning(&self.body[start..end]) } else { Lexeme::default() };
        // A `Span` holds bytes as u32 too, and refuses a longer text.
        self.list.push(Piece { start: start as u32, end: end as u32, kind, lexeme });
    }

    /// Takes in a number whose digits stand in another form, read as `plain`.
    fn push_plain(&mut self, start: usize, end: usize, kind: Kind, plain: String) {
        self.plain.push((self.list.len(), plain));
        self.push(start, end, kind);
    }

    /// Takes in the word that begins at `start`; returns its end.
    fn word(&mut self, start: usize) -> usize {
        let rest = &self.body.as_bytes()[start..];
        let letters = ascii_letters(rest);
        // Most words are letters of ASCII and end where these do: nothing behind them can belong to them.
        let ends = match rest.get(letters) {
            Some(b'0'..=b'9' | b'\'' | b'-' | 128..) => false,
            Some(b'.') => letters > 1,
            _ => letters > 0,
        };
        if ends {
            let (end, lexeme) = (start + letters, lexicon::lexeme_of_letters(&self.body[start..start + letters]));
            self.list.push(Piece { start: start as u32, end: end as u32, kind: Kind::Word, lexeme });
            return end;
        }
        let end = word_end(self.body, start);
        self.push(start, end, Kind::Word);
        end
    }

    fn digits(&mut self, start: usize) -> usize {
        let rest = &self.body[start..];
        if let Some((length, _)) = dates::numeric(rest) {
            self.push(start, start + length, Kind::NumericDate);
            return start + length;
        }
        let end = start + digits_end(rest);
        if is_one_word(&self.body[end..]) {
            return self.word(start);
        }
        self.push(start, end, Kind::Digits);
        self.signs(end)
    }

    /// Takes in a number or date in the digits of another script.
    fn foreign_digits(&mut self, start: usize) -> usize {
        let rest = &self.body[start..];
        let plain: String = rest.chars().take(LONGEST_NUMBER).map_while(plain_digit).collect();
        let end = |length: usize| {
            start + rest.chars().take(plain[..length].chars().count()).map(char::len_utf8).sum::<usize>()
        };
        let (kind, length) = match dates::numeric(&plain) {
            Some((length, _)) => (Kind::NumericDate, length),
            None => (Kind::Digits, digits_end(&plain)),
        };
        let end = end(length);
        self.push_plain(start, end, kind, plain[..length].to_owned());
        self.signs(end)
    }

    /// Takes in the signs of Han and Hangul that stand right behind digits: of a date, or powers of ten.
    fn signs(&mut self, mut at: usize) -> usize {
        while let Some(c) = self.body[at..].chars().next() {
            let end = at + c.len_utf8();
            let power = matches!(c, '百' | '千' | '万' | '萬' | '亿' | '億' | '백' | '천' | '만' | '억');
            let sign = matches!(c, '年' | '月' | '日' | '년' | '월' | '일');
            // These two are syllables of many words.
            let free = || matches!(c, '兆' | '조' | '원') && !begins_word(&self.body[end..]);
            if !power && !sign && !free() {
                break;
            }
            self.push(at, end, Kind::Word);
            at = end;
            if sign {
                break;
            }
        }
        at
    }

    /// Takes in a sign, or a character that is not ASCII.
    fn other(&mut self, start: usize) -> usize {
        let rest = &self.body[start..];
        let Some(c) = rest.chars().next() else { return self.body.len() };
        let end = start + c.len_utf8();
        if matches!(c, '%' | '％' | '٪') {
            self.push(start, end, Kind::Percent);
        } else if is_unspaced(c) {
            return self.unspaced(start);
        } else if digit(c).is_some() {
            return self.foreign_digits(start);
        } else if is_word_char(c) {
            return self.word(start);
        } else if !c.is_ascii_punctuation() || c == '$' {
            self.currency(start, end);
        }
        end
    }

    /// Takes in a run of a script without spaces, up to a number in it if there is one.
    fn unspaced(&mut self, start: usize) -> usize {
        let rest = &self.body[start..];
        let is_part = |c: char| is_unspaced(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
        let rest = &rest[..rest.floor_char_boundary(LONGEST_RUN)];
        let run = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        let number = self.first_number(start, run);
        let words = number.as_ref().map_or(run, |number| &run[..number.start]);
        let before_number = number.is_some() || self.body[start + run.len()..].starts_with(|c| digit(c).is_some());
        // The sign of a percentage, before its number.
        let percent = if before_number { words.strip_suffix(PERCENT) } else { None };
        let mut at = 0;
        let known = percent.unwrap_or(words);
        let mut joined = false;
        for end in word_ends(known) {
            let goes_on = || known[end..].chars().next().map(|next| &known[at..end + next.len_utf8()]);
            // The dictionary parts 礼拜|一.
            if !joined && goes_on().is_some_and(|day| matches!(lexicon::lexeme(day).sense, Sense::Weekday(..))) {
                joined = true;
                continue;
            }
            joined = false;
            if known[at..end].contains(char::is_alphanumeric) {
                self.push(start + at, start + end, Kind::Word);
            }
            at = end;
        }
        self.find_past_negations(start, known);
        if percent.is_some() {
            self.push(start + known.len(), start + words.len(), Kind::Word);
        }
        let Some(number) = number else { return start + run.len() };
        let end = start + number.end;
        self.push_plain(start + number.start, end, Kind::Digits, number.plain);
        self.signs(end)
    }

    /// Marks the words in which "was not" begins: the dictionary cuts it in several ways (なか|った, しな|か|った).
    fn find_past_negations(&mut self, start: usize, run: &str) {
        for (at, _) in run.match_indices(PAST_NEGATION) {
            let is_other = run[..at].ends_with(NO_NEGATION);
            let word = self.list.iter_mut().rev().find(|piece| piece.start() <= start + at);
            if let Some(word) = word.filter(|word| !is_other && start + at < word.end()) {
                word.lexeme.flags |= lexicon::NEGATION;
            }
        }
    }

    /// The first sure number in Chinese characters of a run that begins at `start`.
    fn first_number(&self, start: usize, run: &str) -> Option<HanNumber> {
        let mut at = 0;
        while let Some(found) = run[at..].find(han::is_numeral) {
            let first = at + found;
            let length = run[first..].find(|c| !han::is_numeral(c)).unwrap_or(run.len() - first);
            let (numeral, behind) = (&run[first..first + length], &run[first + length..]);
            let percent = run[..first].ends_with(PERCENT);
            // 百分之二点三
            if percent
                && let Some(whole) = small(numeral)
                && let Some(decimals) = behind.strip_prefix(['点', '點'])
            {
                let decimals = &decimals[..decimals.find(|c| !han::is_numeral(c)).unwrap_or(decimals.len())];
                if let Some(digits) = han::digits(decimals).filter(|digits| !digits.is_empty()) {
                    let end = first + length + '点'.len_utf8() + decimals.len();
                    return Some(HanNumber { start: first, end, plain: format!("{whole}.{digits}") });
                }
            }
            // A month, and a day behind it, may be one sign.
            let in_date =
                behind.starts_with('月') || behind.starts_with('日') && self.body[..start + first].ends_with('月');
            let year = || han::digits(numeral).filter(|digits| digits.len() == 4 && behind.starts_with('年'));
            let plain = if percent || in_date { small(numeral) } else { han::number(numeral) };
            if let Some(plain) = plain.map(|number| number.to_string()).or_else(year) {
                return Some(HanNumber { start: first, end: first + length, plain });
            }
            at = first + length;
        }
        None
    }

    /// Takes in a currency sign with the letters before it that belong to it ("US$").
    fn currency(&mut self, start: usize, end: usize) {
        if let Some(before) = self.list.last().filter(|before| before.end() == start && before.kind == Kind::Word)
            && before.end - before.start <= 2
            && let Some(currency) = lexicon::currency(&self.body[before.start()..end].to_lowercase())
        {
            let start = before.start();
            self.list.pop();
            self.push(start, end, Kind::Currency(currency));
        } else if let Some(currency) = lexicon::currency(&self.body[start..end]) {
            self.push(start, end, Kind::Currency(currency));
        }
    }
}

/// Characters of the longest number that is read with other signs than ASCII, and bytes of the longest run without a
/// space that is read at once: so that reading takes time in the length of any text.
const LONGEST_NUMBER: usize = 64;
const LONGEST_RUN: usize = 1024;

/// "Per cent" before its number.
const PERCENT: &str = "百分之";

/// "Was not", in Japanese, and what stands before it in words that deny nothing: was few, was dangerous, was bitter.
const PAST_NEGATION: &str = "なかった";
const NO_NEGATION: [char; 3] = ['少', '危', '切'];

/// A number in Chinese characters: its bytes in a run, and its digits.
struct HanNumber {
    start: usize,
    end: usize,
    plain: String,
}

/// A number, also of one digit.
fn small(numeral: &str) -> Option<u64> {
    let one = || han::digits(numeral)?.parse().ok().filter(|_| numeral.chars().count() == 1);
    let ten = || (numeral == "十").then_some(10);
    han::number(numeral).or_else(one).or_else(ten)
}

/// The digit of a script whose digits we read: Arabic, Persian, Devanagari, full-width.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '０'..='９' => '０',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// A digit, or a mark between digits, in the form ASCII digits have it.
fn plain_digit(c: char) -> Option<char> {
    digit(c).or(match c {
        '٫' | '．' => Some('.'),
        '٬' => Some('\''),
        '，' => Some(','),
        '/' | '-' | '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' => Some(c),
        _ => None,
    })
}

/// Whether a word goes on with `rest` behind a syllable of Hangul or a Han character, other than a particle or counter.
fn begins_word(rest: &str) -> bool {
    const LIGHT: &str = "은는이가을를의에으로와과도만여대달원규円元人";
    rest.chars().next().is_some_and(|c| c.is_alphabetic() && !LIGHT.contains(c))
}

/// A letter or digit. Those of the commonest scripts beside ASCII are known without the table of all, which takes a
/// third of the time of reading them.
fn is_word_char(c: char) -> bool {
    matches!(c, 'à'..='ö' | 'ø'..='ÿ' | 'А'..='я' | 'ء'..='غ' | 'ف'..='ي' | '가'..='힣') || c.is_alphanumeric()
}

/// Whether digits begin a new piece behind `c` in one word.
fn parts_from_digits(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{900}'..='\u{97f}' | '\u{ac00}'..='\u{d7af}')
}

/// The lexeme of a word in any case.
fn meaning(word: &str) -> Lexeme {
    if !word.is_ascii() {
        let has_no_case = word.starts_with(is_unspaced);
        return if has_no_case { lexicon::lexeme(word) } else { of_plain(&letters::plain(word)) };
    }
    if word.len() > lexicon::LONGEST { Lexeme::default() } else { of_plain(&letters::plain(word)) }
}

/// The lexeme of a word in plain letters: "doesn't" denies, whatever its apostrophe is, and so does "없었다고".
fn of_plain(word: &str) -> Lexeme {
    let mut lexeme = lexicon::lexeme(word);
    if word.ends_with("n't") || word.starts_with(is_hangul) && begins_negation(word) {
        lexeme.flags |= lexicon::NEGATION;
    }
    lexeme
}

fn is_hangul(c: char) -> bool {
    matches!(c, '가'..='힣')
}

/// Whether the first syllables, three at most, of a word deny.
fn begins_negation(word: &str) -> bool {
    let mut ends = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]).take(3);
    ends.any(|end| lexicon::lexeme(&word[..end]).flags & lexicon::NEGATION_STEM != 0)
}

/// How many letters of ASCII the bytes begin with. Eight are looked at together: where a word ends is anyone's guess, and a loop
/// over its letters would guess.
fn ascii_letters(bytes: &[u8]) -> usize {
    const ALL: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ALL * 0x80;
    let mut count = 0;
    while let Some(eight) = bytes[count..].first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        let small = (eight | (ALL * 0x20)) & !HIGH;
        // The high bit of a byte says that it is no less than "a", or beyond "z"; no sum is carried over.
        let (from_a, beyond_z) = (small + ALL * (0x80 - u64::from(b'a')), small + ALL * (0x7f - u64::from(b'z')));
        let others = !(from_a & !beyond_z & !eight) & HIGH;
        if others != 0 {
            return count + others.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes[count..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

fn word_end(body: &str, start: usize) -> usize {
    let bytes = body.as_bytes();
    // Where the present part began: a part ends at an apostrophe, hyphen or full stop inside the word.
    let (mut at, mut part) = (start, start);
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let Some(&byte) = bytes.get(at) else { return at };
        let letter_after =
            |from: usize| body[from..].chars().next().is_some_and(|c| c.is_alphabetic() && !is_unspaced(c));
        match byte {
            b'0'..=b'9' if at > start && body[..at].ends_with(parts_from_digits) => return at,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => at += 1,
            b'\'' if at > start && letter_after(at + 1) && !elides(&body[start..at]) => (at, part) = (at + 1, at + 1),
            b'-' if letter_after(at + 1) && (joins(&body[start..at]) || is_joined(&body[at + 1..])) => {
                (at, part) = (at + 1, at + 1)
            }
            b'.' if is_initial(&body[part..at]) && (part > start || initial_after(&body[at + 1..])) => {
                (at, part) = (at + 1, at + 1);
                if !initial_after(&body[at..]) {
                    return at;
                }
            }
            0..128 => return at,
            _ => {
                let Some(c) = body[at..].chars().next() else { return at };
                let after = at + c.len_utf8();
                match c {
                    '’' | 'ʼ' if at > start && letter_after(after) && !elides(&body[start..at]) => part = after,
                    '\u{2010}' | '\u{2011}'
                        if letter_after(after) && (joins(&body[start..at]) || is_joined(&body[after..])) =>
                    {
                        part = after;
                    }
                    '\u{ad}' if letter_after(after) => {}
                    _ if is_unspaced(c) || digit(c).is_some() && body[..at].ends_with(parts_from_digits) => return at,
                    _ if is_word_char(c) || is_mark(body, at, after) => {}
                    _ => return at,
                }
                at = after;
            }
        }
    }
}

/// Whether the character at `at..after` is drawn upon the one before it, so that both are one grapheme.
fn is_mark(body: &str, at: usize, after: usize) -> bool {
    let before = body[..at].chars().next_back().map_or(0, char::len_utf8);
    before > 0 && body[at - before..after].graphemes(true).count() == 1
}

/// Whether `part`, one letter, may stand before a full stop inside an initialism.
fn is_initial(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Whether `rest` begins with one letter and a full stop, or with one letter that ends the word.
fn initial_after(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() && !is_unspaced(c))
        && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

fn elides(part: &str) -> bool {
    part.len() <= 4 && words::is_elision(&part.to_lowercase())
}

fn joins(part: &str) -> bool {
    part.len() <= 7 && words::is_prefix(&part.to_lowercase())
}

/// Whether `rest`, behind a hyphen, begins with the last part of a word.
fn is_joined(rest: &str) -> bool {
    // Nothing longer is one.
    let letters = rest.bytes().take(LONGEST_LAST + 1).take_while(u8::is_ascii_alphabetic).count();
    let goes_on = rest[letters..].starts_with(is_word_char);
    letters <= LONGEST_LAST && !goes_on && words::is_last_part(&rest[..letters].to_ascii_lowercase())
}

const LONGEST_LAST: usize = 8;

/// The length of the digits, with the separators between them, that `rest` begins with.
fn digits_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = run(0);
    loop {
        let Some(mark) = rest[end..].chars().next() else { return end };
        let after = end + mark.len_utf8();
        let more = run(after);
        let joined = match mark {
            ',' | '.' => more > 0,
            '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' => more == 3,
            _ => false,
        };
        if !joined {
            return end;
        }
        end = after + more;
    }
}

/// Whether digits with `rest` right after them are one word ("1990s", "5G", "747B") and not a number with its unit
/// ("5km", "10th", "5pm", "5M").
fn is_one_word(rest: &str) -> bool {
    // Nothing longer is a unit.
    let rest = &rest[..rest.floor_char_boundary(LONGEST_NUMBER)];
    let length = rest.find(|c: char| !c.is_alphanumeric() || is_unspaced(c)).unwrap_or(rest.len());
    let letters = &rest[..length];
    let Some(first) = letters.chars().next().filter(|c| c.is_alphabetic()) else { return false };
    if letters == "s" {
        return true;
    }
    let lower = letters.to_lowercase();
    let unit = matches!(lexicon::lexeme(&lower).sense, Sense::Scale(_) | Sense::ScaleIn(_))
        || lexicon::money_scale(&lower).is_some();
    let clock = ["AM", "PM"]
        .iter()
        .any(|half| letters.strip_prefix(half).is_some_and(|glued| !glued.contains(char::is_uppercase)));
    first.is_uppercase() && !unit && !clock
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_are_counted_by_eights_as_one_by_one(
            letters in "[a-zA-Z]{0,20}",
            behind in proptest::collection::vec(any::<u8>(), 0..12),
        ) {
            let bytes = [letters.as_bytes(), &behind].concat();
            let one_by_one = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            prop_assert_eq!(ascii_letters(&bytes), one_by_one);
        }
    }

    #[test]
    fn every_byte_is_known_for_a_letter_or_none() {
        for byte in 0..=u8::MAX {
            assert_eq!(ascii_letters(&[byte; 9]), if byte.is_ascii_alphabetic() { 9 } else { 0 }, "{byte}");
        }
    }
}
