//! What single words mean to the recognisers of values, from `data/lexicon.txt` and `data/currencies.txt`.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::Language;
use super::letters::plain;
use super::numbers::Currency;

/// What a word may mean beside being a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Lexeme {
    pub sense: Sense,
    /// Bits of [`NEGATION`], [`MODAL`], [`ATTRIBUTION`].
    pub flags: u8,
}

pub(super) const NEGATION: u8 = 1;
pub(super) const MODAL: u8 = 1 << 1;
pub(super) const ATTRIBUTION: u8 = 1 << 2;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Sense {
    #[default]
    None,
    Month(u8, Company),
    /// ISO 8601 number of the day.
    Weekday(u8, Company),
    /// Days from the day of writing.
    Day(i8),
    /// "last", "this", "next".
    Shift(i8),
    Unit(super::dates::Unit),
    /// "A" and "an", which are a one before "million".
    Article,
    Cardinal(u8),
    Ordinal(u8),
    /// A power of ten.
    Scale(u8),
}

/// What a name of a month or day needs before it counts as one. Company is another part of a date, or before a month a
/// word such as "in".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Company {
    None,
    /// Company and, for a month, a capital.
    Any,
    /// A day before it, or company and a small letter.
    Day,
}

/// The first three letters and the lengths of the words of a table. Most words of a text are in no table: this refuses them
/// without a look-up.
pub(super) struct Openings([[Opened; END + 1]; END]);

/// The words with the same two first letters: a bit for each third letter, and one for each length.
#[derive(Clone, Copy, Default)]
struct Opened {
    thirds: u32,
    lengths: u32,
}

/// What stands for the letter behind the last one of a shorter word.
const END: usize = 26;

impl Openings {
    pub fn of(words: impl IntoIterator<Item = impl AsRef<str>>) -> Openings {
        let mut openings = Openings([[Opened::default(); END + 1]; END]);
        for word in words {
            if let Some((first, second, third)) = opening(word.as_ref()) {
                let opened = &mut openings.0[first][second];
                opened.thirds |= third;
                opened.lengths |= length(word.as_ref());
            }
        }
        openings
    }

    /// False if no word of the table begins like `word`. A word that does not begin with small ASCII letters may always do.
    pub fn may_begin(&self, word: &str) -> bool {
        opening(word).is_none_or(|(first, second, third)| self.0[first][second].thirds & third != 0)
    }

    /// False if no word of the table that begins like `word` has its length.
    pub fn may_hold(&self, word: &str) -> bool {
        opening(word).is_none_or(|(first, second, third)| {
            let opened = self.0[first][second];
            opened.thirds & third != 0 && opened.lengths & length(word) != 0
        })
    }
}

impl Openings {
    /// False if no word of the table is `word`, which is letters of ASCII in any case.
    #[inline]
    fn may_hold_in_any_case(&self, word: &[u8]) -> bool {
        let letter = |byte: &u8| usize::from((byte | 0x20).wrapping_sub(b'a')).min(END);
        let (first, second, third) = match word {
            [first, second, third, ..] => (letter(first), letter(second), letter(third)),
            [first, second] => (letter(first), letter(second), END),
            [first] => (letter(first), END, END),
            [] => return false,
        };
        let Some(opened) = self.0.get(first).map(|opened| opened[second]) else { return true };
        opened.thirds >> third & opened.lengths >> word.len().min(31) & 1 != 0
    }
}

fn opening(word: &str) -> Option<(usize, usize, u32)> {
    let letter = |byte: &u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'));
    match word.as_bytes() {
        [first, second, third, ..] => Some((letter(first)?, letter(second)?, 1 << letter(third)?)),
        [first, second] => Some((letter(first)?, letter(second)?, 1 << END)),
        [first] => Some((letter(first)?, END, 1 << END)),
        [] => None,
    }
}

/// The bit of a word's length; the longest share one.
fn length(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// A table of words that is never written to again: nobody can fill it so that it gets slow, so it needs no hash that is safe
/// from that.
pub(super) type Table<K, V> = HashMap<K, V, BuildHasherDefault<Letters>>;
pub(super) type Words<K> = HashSet<K, BuildHasherDefault<Letters>>;

/// Hashes a word, eight letters at a time.
#[derive(Default)]
pub(super) struct Letters(u64);

impl Hasher for Letters {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks();
        eights.iter().for_each(|eight| self.write_u64(u64::from_le_bytes(*eight)));
        self.write_u64(rest.iter().fold(rest.len() as u64, |letters, &byte| letters << 8 | u64::from(byte)));
    }

    /// The mark behind a string, which is hashed with its length anyway.
    #[inline]
    fn write_u8(&mut self, _: u8) {}

    #[inline]
    fn write_u64(&mut self, number: u64) {
        /// 2⁶⁴ over the golden ratio, odd: its bits have no pattern.
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ number).wrapping_mul(u128::from(FACTOR));
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

struct Lexicon {
    words: Table<String, Lexeme>,
    openings: Openings,
    before_month: Words<&'static str>,
    within_date: Words<&'static str>,
    money_scales: Table<&'static str, u8>,
    /// Powers of ten in some languages only: the codes of the languages, each with the exponent.
    scales_in: Table<&'static str, Vec<(&'static str, u8)>>,
    adding: Words<&'static str>,
    percent_before: Words<&'static str>,
    currencies: Table<String, Currency>,
    percent: Words<String>,
    /// Words before a number that is not exact.
    about: Words<&'static str>,
    /// Of the first words of currencies and of "per cent".
    units: Openings,
}

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| read(include_str!("data/lexicon.txt"), include_str!("data/currencies.txt")));

/// The longest name of a currency or of "per cent", in words.
pub(super) const NAME_WORDS: usize = 3;

/// What `word`, in plain letters, means. A Turkish ending behind an apostrophe is passed over in a date ("19 Haziran'da").
pub(super) fn lexeme(word: &str) -> Lexeme {
    if !LEXICON.openings.may_begin(word) {
        return Lexeme::default();
    }
    let whole = if LEXICON.openings.may_hold(word) { LEXICON.words.get(word).copied() } else { None };
    whole.or_else(|| dated(word)).unwrap_or_default()
}

/// What a word in ASCII of at most [`LONGEST`] bytes means, in any case.
pub(super) fn lexeme_in_ascii(word: &str) -> Lexeme {
    // Lower-casing on the stack keeps the common case free of allocation.
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()) else { return Lexeme::default() };
    lower.iter_mut().zip(word.bytes()).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    str::from_utf8(lower).map(lexeme).unwrap_or_default()
}

/// No word of the lexicon in ASCII is longer.
pub(super) const LONGEST: usize = 16;

/// What a word of letters of ASCII means, in any case.
#[inline]
pub(super) fn lexeme_of_letters(word: &str) -> Lexeme {
    if LEXICON.openings.may_hold_in_any_case(word.as_bytes()) { lexeme_in_ascii(word) } else { Lexeme::default() }
}

/// The month or day that `word` is apart from an ending behind an apostrophe, other than the English "'s".
fn dated(word: &str) -> Option<Lexeme> {
    let at = word.bytes().position(|byte| byte == b'\'')?;
    let lexeme = LEXICON.words.get(&word[..at]).filter(|_| word.len() > at + 2)?;
    matches!(lexeme.sense, Sense::Month(..) | Sense::Weekday(..)).then_some(*lexeme)
}

/// Whether `word`, in lower case, may stand before a month that is also another word.
pub(super) fn before_month(word: &str) -> bool {
    LEXICON.before_month.contains(word)
}

/// Whether `word`, in lower case, may stand between the parts of a date.
pub(super) fn within_date(word: &str) -> bool {
    LEXICON.within_date.contains(word)
}

/// The power of ten that `word`, in lower case, means in an amount of money only.
pub(super) fn money_scale(word: &str) -> Option<u8> {
    LEXICON.money_scales.get(word).copied()
}

/// The power of ten that `word` means in the language of the text only.
pub(super) fn scale_in(word: &str, language: impl FnOnce() -> Option<Language>) -> Option<u8> {
    let scales = LEXICON.scales_in.get(word)?;
    let code = language()?.code();
    scales.iter().find(|(language, _)| *language == code).map(|&(_, exponent)| exponent)
}

/// Whether a smaller number may follow this power of ten and complete the amount.
pub(super) fn adds(word: &str) -> bool {
    LEXICON.adding.contains(word)
}

/// Whether `word`, in lower case, stands before a number and makes it a percentage.
pub(super) fn percent_before(word: &str) -> bool {
    LEXICON.percent_before.contains(word)
}

/// Whether `word`, in lower case, says that the number behind it is not exact.
pub fn is_about(word: &str) -> bool {
    LEXICON.about.contains(word)
}

/// The month that `word` with a capital names, or may name.
pub fn month_named(word: &str) -> Option<u8> {
    match lexeme(&plain(word)).sense {
        Sense::Month(month, Company::None | Company::Any) if word.starts_with(char::is_uppercase) => Some(month),
        _ => None,
    }
}

/// The currency of a sign, code or name, in lower case, its words parted by one space.
pub(super) fn currency(name: &str) -> Option<Currency> {
    LEXICON.currencies.get(name).copied()
}

/// False if no name of a currency or of "per cent" begins with this word, in any case.
pub(super) fn may_begin_unit(word: &str) -> bool {
    LEXICON.units.may_begin(word)
}

/// Whether `name`, in lower case, makes a number a percentage.
pub(super) fn percent(name: &str) -> bool {
    LEXICON.percent.contains(name)
}

/// The entries of a data file: its section and the line, without comments and blank lines.
pub(super) fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    file.lines().map(str::trim).filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then_some((section, line))
    })
}

/// So many bytes of a list of words are a word of its own, about: a table that never grows is built in half the time.
pub(super) const WORD: usize = 8;

/// A line the project's own data files hold but no section knows is left out; a test holds that there is none.
fn read(lexicon: &'static str, currencies: &'static str) -> Lexicon {
    let mut words: Table<String, Lexeme> = Table::with_capacity_and_hasher(lexicon.len() / WORD, Default::default());
    let mut scales_in: Table<_, Vec<_>> = Table::default();
    let mut adding = Words::default();
    let mut percent_before = Words::default();
    let mut before_month = Words::default();
    let mut within_date = Words::default();
    let mut money_scales = Table::default();
    let mut percent = Words::default();
    let mut about = Words::default();
    for (section, line) in entries(lexicon) {
        let mut names = line.split_ascii_whitespace();
        let mut flag = |bit| names.clone().for_each(|word| words.entry(plain(word)).or_default().flags |= bit);
        match section {
            "negation" => flag(NEGATION),
            "modal" => flag(MODAL),
            "attribution" => flag(ATTRIBUTION),
            "before-month" => before_month.extend(names),
            "within-date" => within_date.extend(names),
            "adding" => adding.extend(names),
            "percent-before" => percent_before.extend(names),
            "about" => about.extend(names),
            "percent" => percent.extend(line.split(',').map(|name| plain(name.trim()))),
            _ => {
                let Some(key) = names.next() else { continue };
                for name in names {
                    let (name, sense) = sense(section, key, name);
                    match sense {
                        Some(Sense::Scale(exponent)) if section == "money-scale" => {
                            money_scales.insert(name, exponent);
                        }
                        Some(Sense::Scale(exponent)) if section.starts_with("scale ") => {
                            scales_in.entry(name).or_default().push((&section["scale ".len()..], exponent));
                        }
                        Some(sense) => words.entry(plain(name)).or_default().sense = sense,
                        None => {}
                    }
                }
            }
        }
    }
    let openings = Openings::of(words.keys());
    let currencies = read_currencies(currencies);
    let units = Openings::of(currencies.keys().chain(&percent).filter_map(|name| name.split(' ').next()));
    Lexicon {
        words,
        openings,
        before_month,
        within_date,
        money_scales,
        scales_in,
        adding,
        percent_before,
        currencies,
        percent,
        about,
        units,
    }
}

/// The sense a `name` of a section has under its `key`, and the name without its mark.
fn sense(section: &str, key: &str, name: &'static str) -> (&'static str, Option<Sense>) {
    use super::dates::Unit;
    let (name, company) = match (name.strip_prefix('?'), name.strip_prefix('!')) {
        (Some(rest), _) => (rest, Company::Any),
        (_, Some(rest)) => (rest, Company::Day),
        _ => (name, Company::None),
    };
    let number = || key.parse::<u8>().ok();
    let sense = match section {
        "month" => number().map(|n| Sense::Month(n, company)),
        "weekday" => number().map(|n| Sense::Weekday(n, company)),
        "article" => Some(Sense::Article),
        "cardinal" => number().map(Sense::Cardinal),
        "ordinal" => number().map(Sense::Ordinal),
        "scale" | "money-scale" => number().map(Sense::Scale),
        _ if section.starts_with("scale ") => number().map(Sense::Scale),
        "day" => key.parse().ok().map(Sense::Day),
        "shift" => key.parse().ok().map(Sense::Shift),
        "unit" => match key {
            "week" => Some(Sense::Unit(Unit::Week)),
            "month" => Some(Sense::Unit(Unit::Month)),
            "year" => Some(Sense::Unit(Unit::Year)),
            _ => None,
        },
        _ => None,
    };
    (name, sense)
}

fn read_currencies(file: &'static str) -> Table<String, Currency> {
    let mut names = Table::default();
    for (code, rest) in entries(file).filter_map(|(_, line)| line.split_once(':')) {
        let Some(currency) = Currency::from_code(code) else { continue };
        names.insert(code.to_lowercase(), currency);
        names.extend(rest.split(',').map(|name| (plain(name.trim()), currency)));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = include_str!("data/lexicon.txt");
    const MONEY: &str = include_str!("data/currencies.txt");

    #[test]
    fn every_line_of_the_lexicon_has_a_meaning() {
        let lists = [
            "negation",
            "modal",
            "attribution",
            "before-month",
            "within-date",
            "adding",
            "percent-before",
            "percent",
            "about",
        ];
        for (section, line) in entries(LINES).filter(|(section, _)| !lists.contains(section)) {
            let mut names = line.split_whitespace();
            let key = names.next().expect("a key");
            for name in names {
                assert!(sense(section, key, name).1.is_some(), "[{section}] {line}");
                assert_eq!(name.to_lowercase(), name, "[{section}] {line}");
            }
        }
    }

    #[test]
    fn a_word_has_one_sense() {
        let mut seen: HashMap<&str, (&str, Option<Sense>)> = HashMap::new();
        let keyed = ["month", "weekday", "day", "shift", "unit", "cardinal", "ordinal", "scale"];
        for (section, line) in entries(LINES).filter(|(section, _)| keyed.contains(section)) {
            let mut names = line.split_whitespace();
            let key = names.next().expect("a key");
            for (name, sense) in names.map(|name| sense(section, key, name)) {
                if let Some(before) = seen.insert(name, (section, sense)) {
                    assert_eq!(before, (section, sense), "{name}");
                }
            }
        }
    }

    #[test]
    fn every_currency_line_has_a_code_and_names_of_at_most_three_words() {
        for (_, line) in entries(MONEY) {
            let (code, names) = line.split_once(':').expect("CODE: names");
            assert!(Currency::from_code(code).is_some(), "{line}");
            for name in names.split(',') {
                assert!((1..=NAME_WORDS).contains(&name.split_whitespace().count()), "{line}: {name:?}");
            }
        }
    }

    #[test]
    fn words_carry_their_sense_and_flags() {
        assert_eq!(lexeme("may"), Lexeme { sense: Sense::Month(5, Company::Any), flags: MODAL });
        assert_eq!(lexeme("never").flags, NEGATION);
        assert_eq!(lexeme("said").flags, ATTRIBUTION);
        assert_eq!(lexeme("juin").sense, Sense::Month(6, Company::None));
        assert_eq!(lexeme("zebra"), Lexeme::default());
        assert_eq!(currency("u.s. dollars"), Currency::from_code("USD"));
    }
}
