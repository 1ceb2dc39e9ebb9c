//! The pieces of a text: words, runs of digits, signs. What they say together is for the recognisers of values.
//!
//! A word is a run of letters, digits and the marks upon them, and also
//! - an apostrophe between letters ("hasn't", "Russia’s", "O'Neill"), but not after an elision ("l'armée": two words);
//! - the full stops of an initialism ("U.S.", "p.m.");
//! - a hyphen after a first part such as "co-"; any other hyphen parts two words ("Jong-un" meets "Jong Un").
//!
//! Han, kana and the scripts of South-East Asia are written without spaces: there each character with its marks is a
//! word of its own, so that two texts can be compared without a dictionary.

use unicode_segmentation::UnicodeSegmentation as _;

use super::lexicon::{self, Lexeme, Sense};
use super::numbers::Currency;
use super::{dates, words};

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
    pub fn of(body: &'a str) -> Pieces<'a> {
        // A word of news is about six bytes with its space.
        let mut pieces = Pieces { body, list: Vec::with_capacity(body.len() / 6 + 1) };
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

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The words of a piece; nothing past the last.
    pub fn text(&self, index: usize) -> &'a str {
        self.list.get(index).map_or("", |piece| &self.body[piece.start()..piece.end()])
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
            names.push((before + &self.text(at).to_lowercase(), at + 1));
        }
        names.reverse();
        names
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let lexeme = if kind == Kind::Word { meaning(&self.body[start..end]) } else { Lexeme::default() };
        // A `Span` holds bytes as u32 too, and refuses a longer text.
        self.list.push(Piece { start: start as u32, end: end as u32, kind, lexeme });
    }

    /// Takes in the word that begins at `start`; returns its end.
    fn word(&mut self, start: usize) -> usize {
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
        end
    }

    /// Takes in a sign, or a character that is not ASCII.
    fn other(&mut self, start: usize) -> usize {
        let rest = &self.body[start..];
        let Some(c) = rest.chars().next() else { return self.body.len() };
        let end = start + c.len_utf8();
        if c == '%' {
            self.push(start, end, Kind::Percent);
        } else if is_alone(c) {
            let end = start + rest.graphemes(true).next().map_or(c.len_utf8(), str::len);
            self.push(start, end, Kind::Word);
            return end;
        } else if c.is_alphanumeric() {
            return self.word(start);
        } else if !c.is_ascii_punctuation() || c == '$' {
            self.currency(start, end);
        }
        end
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

/// The lexeme of a word in any case.
fn meaning(word: &str) -> Lexeme {
    // No word of the lexicon is longer; lower-casing ASCII on the stack keeps the common case free of allocation.
    const LONGEST: usize = 16;
    let bytes = word.as_bytes();
    let mut lower = [0; LONGEST];
    if !word.is_ascii() {
        return lexicon::lexeme(&word.to_lowercase().replace('’', "'"));
    }
    let Some(lower) = lower.get_mut(..bytes.len()) else { return Lexeme::default() };
    lower.copy_from_slice(bytes);
    lower.make_ascii_lowercase();
    let mut lexeme = str::from_utf8(lower).map(lexicon::lexeme).unwrap_or_default();
    if lower.ends_with(b"n't") {
        lexeme.flags |= lexicon::NEGATION;
    }
    lexeme
}

fn word_end(body: &str, start: usize) -> usize {
    let bytes = body.as_bytes();
    // Where the present part began: a part ends at an apostrophe, hyphen or full stop inside the word.
    let (mut at, mut part) = (start, start);
    loop {
        let Some(&byte) = bytes.get(at) else { return at };
        let letter_after = |from: usize| body[from..].chars().next().is_some_and(|c| c.is_alphabetic() && !is_alone(c));
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => at += 1,
            b'\'' if at > start && letter_after(at + 1) && !elides(&body[start..at]) => (at, part) = (at + 1, at + 1),
            b'-' if letter_after(at + 1) && joins(&body[start..at]) => (at, part) = (at + 1, at + 1),
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
                    '\u{2010}' | '\u{2011}' if letter_after(after) && joins(&body[start..at]) => part = after,
                    '\u{ad}' if letter_after(after) => {}
                    _ if is_alone(c) => return at,
                    _ if c.is_alphanumeric() || is_mark(body, at, after) => {}
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
    chars.next().is_some_and(|c| c.is_alphabetic() && !is_alone(c)) && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

fn elides(part: &str) -> bool {
    part.len() <= 4 && words::is_elision(&part.to_lowercase())
}

fn joins(part: &str) -> bool {
    part.len() <= 7 && words::is_prefix(&part.to_lowercase())
}

/// Whether a character of a script without spaces stands as a word by itself: Han, kana, Thai, Lao, Myanmar, Khmer.
fn is_alone(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

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
    let length = rest.find(|c: char| !c.is_alphanumeric() || is_alone(c)).unwrap_or(rest.len());
    let letters = &rest[..length];
    let Some(first) = letters.chars().next().filter(|c| c.is_alphabetic()) else { return false };
    if letters == "s" {
        return true;
    }
    let lower = letters.to_lowercase();
    let unit = matches!(lexicon::lexeme(&lower).sense, Sense::Scale(_)) || lexicon::money_scale(&lower).is_some();
    let clock = ["AM", "PM"]
        .iter()
        .any(|half| letters.strip_prefix(half).is_some_and(|glued| !glued.contains(char::is_uppercase)));
    first.is_uppercase() && !unit && !clock
}
