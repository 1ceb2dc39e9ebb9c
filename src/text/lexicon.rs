//! What single words mean to the recognisers of values, from `data/lexicon.txt`, `data/beside.txt` and `data/units.txt`.

use std::sync::LazyLock;

use super::Language;
use super::letters::plain;
use super::numbers::Currency;
use super::vocabularies::{BESIDE, LEXEMES, UNITS};

/// What a word may mean beside being a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Lexeme {
    pub sense: Sense,
    /// Bits of [`NEGATION`], [`MODAL`], [`ATTRIBUTION`], [`NEGATION_IN`], [`NEGATION_STEM`].
    pub flags: u8,
}

pub(super) const NEGATION: u8 = 1;
pub(super) const MODAL: u8 = 1 << 1;
pub(super) const ATTRIBUTION: u8 = 1 << 2;
/// A negation in some languages and another word elsewhere: [`denies_in`] says.
pub(super) const NEGATION_IN: u8 = 1 << 5;
/// A word denies that begins so.
pub(super) const NEGATION_STEM: u8 = 1 << 6;

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
    Cardinal(u16),
    /// A cardinal in some languages and another word elsewhere: [`counts_in`] says. False: also another word there, so that
    /// it counts only beside another number.
    CardinalIn(u16, bool),
    /// A cardinal and a half: "zweieinhalb".
    AndHalf(u16),
    Ordinal(u8),
    /// A power of ten.
    Scale(u8),
    /// … in some languages.
    ScaleIn(u8),
    Dozen,
    /// Hundredths of the power of ten that follows: "half a million", "a quarter of a million".
    Part(u8),
    /// A fraction in thousandths, 0 if they say it not: "½".
    Vulgar(u16),
}

impl Sense {
    /// A word that more of a number may stand beside.
    pub fn counts(self) -> bool {
        self.is_cardinal() || self.is_scale()
    }

    pub fn is_cardinal(self) -> bool {
        matches!(self, Sense::Cardinal(_) | Sense::CardinalIn(..) | Sense::AndHalf(_))
    }

    pub fn is_scale(self) -> bool {
        matches!(self, Sense::Scale(_) | Sense::ScaleIn(_) | Sense::Dozen)
    }
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

/// What the headings of [`LEXEMES`] say, by number.
static SENSES: LazyLock<Vec<Lexeme>> = LazyLock::new(|| LEXEMES.headings.lines().map(lexeme_under).collect());

/// The headings of [`LEXEMES`], by number, …
static HEADINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| LEXEMES.headings.lines().collect());

/// … and those of [`UNITS`].
static UNIT_HEADINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| UNITS.headings.lines().collect());

/// What the headings of [`BESIDE`] say, by number.
static COMPANIES: LazyLock<Vec<Option<Beside>>> = LazyLock::new(|| BESIDE.headings.lines().map(beside_under).collect());

/// What a word that is no value itself says of the value beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Beside {
    BeforeMonth,
    WithinDate,
    PercentBefore,
    /// The number behind it is not exact.
    About,
    /// A negation before it denies nothing where [`Beside::But`] follows …
    DeniedBut,
    But,
    /// … or where [`Beside::Than`] is next.
    DeniedThan,
    Than,
    /// A smaller number may follow this power of ten and complete the amount.
    Adding,
    /// It may stand between tens and ones …
    TensAnd,
    /// … and behind hundreds and thousands.
    HundredsAnd,
    /// A number before it is an hour …
    Clock,
    /// … or hours and minutes, but no hour alone.
    ClockMinutes,
    /// It makes another number of the number beside it, which is not read.
    Counting,
    /// A number of English, whatever other language has it.
    English,
    /// A power of ten in an amount of money only.
    MoneyScale(u8),
}

/// The longest name of a currency or of "per cent", in words.
pub(super) const NAME_WORDS: usize = 3;

/// What `word`, in plain letters, means. A Turkish ending behind an apostrophe is passed over in a date ("19 Haziran'da").
pub(super) fn lexeme(word: &str) -> Lexeme {
    if !LEXEMES.openings.may_begin(word) {
        return Lexeme::default();
    }
    let whole = if LEXEMES.openings.may_hold(word) { known(word) } else { None };
    whole.or_else(|| dated(word)).unwrap_or_default()
}

/// What a word of the lexicon means.
fn known(word: impl AsRef<[u8]>) -> Option<Lexeme> {
    let under = LEXEMES.of(word).iter().map(|&heading| SENSES[usize::from(heading)]);
    under.reduce(|before, next| Lexeme {
        sense: if next.sense == Sense::None { before.sense } else { next.sense },
        flags: before.flags | next.flags,
    })
}

/// No word of the lexicon in ASCII is longer.
pub(super) const LONGEST: usize = 24;

/// What a word of letters of ASCII means, in any case.
#[inline]
pub(super) fn lexeme_of_letters(word: &str) -> Lexeme {
    let word = word.as_bytes();
    if LEXEMES.openings.may_hold_in_any_case(word) { lexeme_in_any_case(word) } else { Lexeme::default() }
}

fn lexeme_in_any_case(word: &[u8]) -> Lexeme {
    // Lower-casing on the stack keeps the common case free of allocation.
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()) else { return Lexeme::default() };
    lower.iter_mut().zip(word).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    known(lower).unwrap_or_default()
}

/// The month or day that `word` is apart from an ending behind an apostrophe, other than the English "'s".
fn dated(word: &str) -> Option<Lexeme> {
    let at = word.bytes().position(|byte| byte == b'\'')?;
    let lexeme = known(&word[..at]).filter(|_| word.len() > at + 2)?;
    matches!(lexeme.sense, Sense::Month(..) | Sense::Weekday(..)).then_some(lexeme)
}

/// Whether `word`, in any case, denies in a language. Where that is not known, a word does that denies in all but some.
pub(super) fn denies_in(word: &str, language: Option<Language>) -> bool {
    let code = language.map(Language::code);
    headings(&plain(word)).any(|heading| {
        match heading.strip_prefix("negation ").map(|of| (of, of.strip_prefix("not "))) {
            Some((_, Some(but))) => code.is_none_or(|code| !but.split(' ').any(|other| other == code)),
            Some((of, None)) => code == Some(of),
            None => false,
        }
    })
}

/// The headings that `word`, in plain letters, stands under.
fn headings(word: &str) -> impl Iterator<Item = &'static str> {
    LEXEMES.of(word).iter().map(|&heading| HEADINGS[usize::from(heading)])
}

/// What `word`, in lower case, says of a value beside it.
fn beside(word: &str) -> impl Iterator<Item = Beside> {
    BESIDE.of(word).iter().filter_map(|&heading| COMPANIES[usize::from(heading)])
}

/// Whether `word`, in lower case, may stand before a month that is also another word.
pub(super) fn before_month(word: &str) -> bool {
    beside(word).any(|said| said == Beside::BeforeMonth)
}

/// Whether `word`, in lower case, may stand between the parts of a date.
pub(super) fn within_date(word: &str) -> bool {
    beside(word).any(|said| said == Beside::WithinDate)
}

/// The power of ten that `word`, in lower case, means in an amount of money only.
pub(super) fn money_scale(word: &str) -> Option<u8> {
    beside(word).find_map(|said| match said {
        Beside::MoneyScale(exponent) => Some(exponent),
        _ => None,
    })
}

/// Whether `word`, in any case, counts in a language: one of [`Sense::CardinalIn`] or [`Sense::ScaleIn`].
pub(super) fn counts_in(word: &str, language: Language) -> bool {
    headings(&plain(word)).any(|heading| {
        let mut parts = heading.split(' ');
        matches!(parts.next(), Some("cardinal" | "scale")) && parts.next() == Some(language.code())
    })
}

/// Whether `word`, in any case, is the one of a language, which is mostly its article too.
pub fn is_one(word: &str, language: Language) -> bool {
    match lexeme(&plain(word)).sense {
        Sense::Cardinal(1) | Sense::Article => language == Language::English,
        Sense::CardinalIn(1, _) => counts_in(word, language),
        _ => false,
    }
}

/// Whether `word`, in lower case, makes a time of the hours and minutes before it, and of hours alone.
pub(super) fn clock(word: &str) -> (bool, bool) {
    let hours = beside(word).any(|said| said == Beside::Clock);
    (hours || beside(word).any(|said| said == Beside::ClockMinutes), hours)
}

/// Whether `word`, in lower case, beside a number makes it another one that is not read.
pub(super) fn makes_another_number(word: &str) -> bool {
    beside(word).any(|said| said == Beside::Counting)
}

/// Whether `word`, in lower case, is a number in English.
pub(super) fn counts_in_english(word: &str) -> bool {
    beside(word).any(|said| said == Beside::English)
}

/// The hundredths that `name`, in lower case, adds to the number before it: "and a half".
pub(super) fn adds_part(name: &str) -> Option<u8> {
    unit(name)
        .find_map(|heading| PARTS.into_iter().find(|(part, _)| *part == heading))
        .map(|(_, hundredths)| hundredths)
}

/// Whether a smaller number may follow this power of ten and complete the amount.
pub(super) fn adds(word: &str) -> bool {
    beside(word).any(|said| said == Beside::Adding)
}

/// Whether `word`, in lower case, may stand between tens and ones.
pub(super) fn joins_tens(word: &str) -> bool {
    beside(word).any(|said| said == Beside::TensAnd)
}

/// Whether `word`, in lower case, may stand between hundreds or thousands and what is smaller.
pub(super) fn joins_hundreds(word: &str) -> bool {
    beside(word).any(|said| said == Beside::HundredsAnd)
}

/// Whether `word`, in lower case, stands before a number and makes it a percentage.
pub(super) fn percent_before(word: &str) -> bool {
    beside(word).any(|said| said == Beside::PercentBefore)
}

/// Whether `word`, in lower case, says that the number behind it is not exact.
pub fn is_about(word: &str) -> bool {
    beside(word).any(|said| said == Beside::About)
}

/// Whether a negation before these words of a sentence, in lower case, denies nothing: "not only … but", "no fewer than".
pub fn denies_nothing(mut words: impl Iterator<Item = String>) -> bool {
    let is = |word: &str, wanted: Beside| beside(word).any(|said| said == wanted);
    match words.next() {
        Some(first) if is(&first, Beside::DeniedBut) => words.any(|word| is(&word, Beside::But)),
        Some(first) if is(&first, Beside::DeniedThan) => words.next().is_some_and(|word| is(&word, Beside::Than)),
        _ => false,
    }
}

/// The month that `word` with a capital names, or may name.
pub fn month_named(word: &str) -> Option<u8> {
    match lexeme(&plain(word)).sense {
        Sense::Month(month, Company::None | Company::Any) if word.starts_with(char::is_uppercase) => Some(month),
        _ => None,
    }
}

/// The headings of [`UNITS`] that `name` stands under: codes of currencies, and [`PERCENT`].
fn unit(name: &str) -> impl DoubleEndedIterator<Item = &'static str> {
    UNITS.of(name).iter().map(|&heading| UNIT_HEADINGS[usize::from(heading)])
}

/// The heading of what makes a number a percentage.
const PERCENT: &str = "%";

/// The headings of what adds a part to a number, with its hundredths.
const PARTS: [(&str, u8); 3] = [("¼", 25), ("½", 50), ("¾", 75)];

/// The currency of a sign, code or name, in lower case, its words parted by one space.
pub(super) fn currency(name: &str) -> Option<Currency> {
    unit(name).rev().find_map(Currency::from_code)
}

/// False if no name of a currency or of "per cent" begins with this word, in any case.
pub(super) fn may_begin_unit(word: &str) -> bool {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_plain { UNITS.openings.may_hold_in_any_case(word.as_bytes()) } else { UNITS.openings.may_begin(word) }
}

/// Whether `name`, in lower case, makes a number a percentage.
pub(super) fn percent(name: &str) -> bool {
    unit(name).any(|heading| heading == PERCENT)
}

/// What a heading of the lexicon says; nothing if it is none, and a test holds that there is none such.
fn lexeme_under(heading: &str) -> Lexeme {
    use super::dates::Unit;
    let mut parts = heading.split(' ');
    let [section, key, mark] = [(); 3].map(|()| parts.next().unwrap_or_default());
    // "cardinal fr 100 ?"
    let in_language = Language::ALL.iter().any(|language| language.code() == key);
    let alone = parts.next() != Some("?");
    let company = match mark {
        "?" => Company::Any,
        "!" => Company::Day,
        _ => Company::None,
    };
    let number = || key.parse().ok();
    let wide = |digits: &str| digits.parse().ok();
    let flags = match section {
        "negation" if key.is_empty() => NEGATION,
        "negation" => NEGATION_IN,
        "negation-stem" => NEGATION_STEM,
        "modal" => MODAL,
        "attribution" => ATTRIBUTION,
        _ => 0,
    };
    let sense = match section {
        "month" => number().map(|number| Sense::Month(number, company)),
        "weekday" => number().map(|number| Sense::Weekday(number, company)),
        "article" => Some(Sense::Article),
        "cardinal" if in_language => wide(mark).map(|value| Sense::CardinalIn(value, alone)),
        "cardinal" => wide(key).map(Sense::Cardinal),
        "and-half" => wide(key).map(Sense::AndHalf),
        "ordinal" => number().map(Sense::Ordinal),
        "scale" if in_language => mark.parse().ok().map(Sense::ScaleIn),
        "scale" => number().map(Sense::Scale),
        "dozen" => Some(Sense::Dozen),
        "part" => number().map(Sense::Part),
        "fraction" => wide(key).map(Sense::Vulgar),
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
    Lexeme { sense: sense.unwrap_or_default(), flags }
}

/// What a heading of words beside values says, if it is one.
fn beside_under(heading: &'static str) -> Option<Beside> {
    Some(match heading.split_once(' ') {
        None => match heading {
            "before-month" => Beside::BeforeMonth,
            "within-date" => Beside::WithinDate,
            "percent-before" => Beside::PercentBefore,
            "about" => Beside::About,
            "adding" => Beside::Adding,
            "denied-but" => Beside::DeniedBut,
            "but" => Beside::But,
            "denied-than" => Beside::DeniedThan,
            "than" => Beside::Than,
            "tens-and" => Beside::TensAnd,
            "hundreds-and" => Beside::HundredsAnd,
            "clock" => Beside::Clock,
            "clock-minutes" => Beside::ClockMinutes,
            "counting" => Beside::Counting,
            "english" => Beside::English,
            _ => return None,
        },
        Some(("money-scale", exponent)) => Beside::MoneyScale(exponent.parse().ok()?),
        Some(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::entries;
    use super::*;

    #[test]
    fn every_heading_has_a_meaning() {
        for heading in LEXEMES.headings.lines() {
            assert_ne!(lexeme_under(heading), Lexeme::default(), "[{heading}] in data/lexicon.txt");
        }
        for heading in BESIDE.headings.lines() {
            assert!(beside_under(heading).is_some(), "[{heading}] in data/beside.txt");
        }
        for heading in UNITS.headings.lines() {
            assert!(
                heading == PERCENT
                    || PARTS.iter().any(|(part, _)| *part == heading)
                    || Currency::from_code(heading).is_some(),
                "{heading}: in data/units.txt"
            );
        }
    }

    #[test]
    fn the_lexicon_is_in_lower_case() {
        for (section, line) in entries(include_str!("data/lexicon.txt")) {
            assert_eq!(line.to_lowercase(), line, "[{section}]");
        }
    }

    #[test]
    fn every_word_comes_out_of_a_text_as_one_piece() {
        use super::super::scan::{Kind, Pieces};
        use super::super::unspaced::is_unspaced;
        let parted: Vec<&str> = entries(include_str!("data/lexicon.txt"))
            .flat_map(|(_, line)| line.split_once(": ").map_or(line, |(_, words)| words).split_whitespace())
            .map(|word| word.trim_start_matches(['?', '!']))
            // Where no spaces part words, the dictionary cuts by what stands beside them; days it must know.
            .filter(|word| {
                !word.starts_with(is_unspaced) || matches!(lexeme(word).sense, Sense::Weekday(..) | Sense::Day(_))
            })
            .filter(|word| {
                let pieces = Pieces::of(word, &|| None);
                let whole = pieces.get(0).is_some_and(|piece| piece.end() == word.len());
                !whole || pieces.kind(0) != Some(Kind::Word)
            })
            .collect();
        assert_eq!(parted, [""; 0]);
    }

    #[test]
    fn a_word_has_one_sense() {
        for (word, _) in LEXEMES.words() {
            let senses = LEXEMES.of(word).iter().map(|&heading| SENSES[usize::from(heading)].sense);
            let mut senses: Vec<Sense> = senses.filter(|sense| *sense != Sense::None).collect();
            senses.dedup();
            assert!(senses.len() <= 1, "{word}: {senses:?}");
        }
    }

    #[test]
    fn a_unit_has_at_most_three_words() {
        for (name, _) in UNITS.words() {
            assert!((1..=NAME_WORDS).contains(&name.split_whitespace().count()), "{name:?}");
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
        assert_eq!(currency("usd"), Currency::from_code("USD"));
        assert!(percent("per cent") && !percent("") && currency("per cent").is_none());
        assert_eq!(lexeme("mil").sense, Sense::ScaleIn(3));
        assert!(counts_in("mil", Language::Spanish) && !counts_in("mil", Language::English));
        assert!(is_one("eine", Language::German) && !is_one("une", Language::German));
        assert_eq!(money_scale("m"), Some(6));
    }
}
