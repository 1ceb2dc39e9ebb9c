//! Amounts: exact decimals, and what digits and separators say. No floats: equal amounts are equal values.

use std::fmt;

/// An exact decimal: `mantissa × 10^exponent`.
///
/// Invariant: the mantissa ends in no zero and zero is `0 × 10^0`, so two equal amounts are the same value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Decimal {
    mantissa: i64,
    exponent: i8,
}

impl Decimal {
    /// `mantissa × 10^exponent`, if it is within range: at most 18 digits, exponents of ±100.
    pub fn new(mantissa: i64, exponent: i8) -> Option<Decimal> {
        let (mut mantissa, mut exponent) = (mantissa, exponent);
        if mantissa == 0 {
            return Some(Decimal { mantissa: 0, exponent: 0 });
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.checked_add(1)?;
        }
        (mantissa.unsigned_abs() < 10u64.pow(18) && exponent.unsigned_abs() <= 100)
            .then_some(Decimal { mantissa, exponent })
    }

    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    pub const fn exponent(self) -> i8 {
        self.exponent
    }

    /// The amount if it is a whole number within range.
    pub fn whole(self) -> Option<i64> {
        let power = 10i64.checked_pow(u32::try_from(self.exponent).ok()?)?;
        self.mantissa.checked_mul(power)
    }

    /// Whether `other` is this amount rounded to the digits `other` has: 1.48 billion rounds to 1.5 billion.
    pub fn rounds_to(self, other: Decimal) -> bool {
        let Some(drop) = i16::from(other.exponent).checked_sub(i16::from(self.exponent)) else { return false };
        let Some(power) = u32::try_from(drop).ok().filter(|&drop| drop > 0).and_then(|drop| 10i64.checked_pow(drop))
        else {
            return false;
        };
        // Half away from zero, as newspapers round.
        let half = self.mantissa.signum() * (power / 2);
        self.mantissa.checked_add(half).is_some_and(|sum| sum / power == other.mantissa)
    }

    /// The sum of two whole numbers, where the second stands below the power of ten of the first: 1億2000万.
    pub(super) fn with(self, small: Decimal, below: u8) -> Option<Decimal> {
        let small = small.whole().filter(|&small| Some(small) < 10i64.checked_pow(u32::from(below)))?;
        Decimal::new(self.whole()?.checked_add(small)?, 0)
    }

    /// The exact sum.
    pub(super) fn plus(self, other: Decimal) -> Option<Decimal> {
        let exponent = self.exponent.min(other.exponent);
        let aligned = |decimal: Decimal| {
            let power = u32::try_from(decimal.exponent.checked_sub(exponent)?).ok()?;
            decimal.mantissa.checked_mul(10i64.checked_pow(power)?)
        };
        Decimal::new(aligned(self)?.checked_add(aligned(other)?)?, exponent)
    }

    pub(super) fn times(self, factor: u8) -> Option<Decimal> {
        Decimal::new(self.mantissa.checked_mul(i64::from(factor))?, self.exponent)
    }

    pub(super) fn scaled(self, exponent: u8) -> Option<Decimal> {
        Decimal::new(self.mantissa, self.exponent.checked_add(i8::try_from(exponent).ok()?)?)
    }

    pub(super) fn negated(self) -> Decimal {
        Decimal { mantissa: -self.mantissa, ..self }
    }
}

impl From<u32> for Decimal {
    fn from(whole: u32) -> Decimal {
        let (mut mantissa, mut exponent) = (i64::from(whole), 0);
        while mantissa != 0 && mantissa % 10 == 0 {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }
        Decimal { mantissa, exponent }
    }
}

/// Plain digits with a full stop before decimals: `1500000000`, `-2.5`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let places = usize::from(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            write!(f, "{sign}{digits}{:0<places$}", "")
        } else if digits.len() > places {
            let (whole, rest) = digits.split_at(digits.len() - places);
            write!(f, "{sign}{whole}.{rest}")
        } else {
            write!(f, "{sign}0.{digits:0>places$}")
        }
    }
}

/// An ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency of a code in upper case; whether such a currency exists is not asked.
    pub fn from_code(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Currency(bytes))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&byte| write!(f, "{}", char::from(byte)))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// An amount of money.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Money {
    pub amount: Decimal,
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount)
    }
}

/// Whether one comma or full stop with three digits behind it parts thousands; `None`: it may begin decimals as well.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub comma_groups: Option<bool>,
    pub stop_groups: Option<bool>,
}

/// Where the language is not known: few amounts have three decimals, and most of those that do are written with a stop.
impl Default for Marks {
    fn default() -> Marks {
        Marks { comma_groups: Some(true), stop_groups: None }
    }
}

/// The amount that digits with separators between them write, where their form decides it whatever the language.
///
/// Two kinds of separators: the last one begins the decimals (`1.234,5`, `1,234.5`). One kind, more than once, or a
/// space or apostrophe: thousands. One comma or full stop: decimals, unless three digits follow; then `marks` decides,
/// for `1.234` is a German thousand and an English decimal.
pub(super) fn written(form: &str, marks: impl FnOnce() -> Marks) -> Option<Decimal> {
    let comma = form.matches(',').count();
    let stop = form.matches('.').count();
    let last = form.rfind([',', '.']);
    let decimals_at = match (comma, stop, last) {
        (0, 0, _) => None,
        (1, 1, Some(at)) => Some(at),
        (1, 0, Some(at)) => match form.len() - at - 1 {
            3 if !form.starts_with('0') => marks().comma_groups.map(|groups| (!groups).then_some(at))?,
            1..=3 => Some(at),
            // `2000,2001` is a list without its space.
            _ => return None,
        },
        (0, 1, Some(at)) => match form.len() - at - 1 {
            3 if !form.starts_with('0') => marks().stop_groups.map(|groups| (!groups).then_some(at))?,
            _ => Some(at),
        },
        (1, _, Some(at)) if form.rfind(',') == Some(at) => Some(at),
        (_, 1, Some(at)) if form.rfind('.') == Some(at) => Some(at),
        (_, 0, _) | (0, _, _) => None,
        _ => return None,
    };
    let (whole, decimals) = match decimals_at {
        Some(at) => (&form[..at], &form[at + 1..]),
        None => (form, ""),
    };
    if !grouped(whole) {
        return None;
    }
    let mut mantissa: i64 = 0;
    for digit in whole.bytes().chain(decimals.bytes()).filter(u8::is_ascii_digit) {
        mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    Decimal::new(mantissa, -i8::try_from(decimals.len()).ok()?)
}

/// Whether digits stand in groups of thousands (`1,234,567`) or of lakhs (`12,34,567`), or are not grouped at all.
fn grouped(whole: &str) -> bool {
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let mut separator = None;
    let mut lengths = Vec::new();
    for group in whole.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        lengths.push(digits);
        if digits < group.len() {
            let mark = &group[digits..];
            if *separator.get_or_insert(mark) != mark {
                return false;
            }
        }
    }
    match lengths.as_slice() {
        [] => false,
        [_] => true,
        [first, middle @ .., last] => {
            let thousands = (1..=3).contains(first) && middle.iter().all(|&n| n == 3);
            let lakhs = (1..=2).contains(first) && separator == Some(",") && middle.iter().all(|&n| n == 2);
            *last == 3 && (thousands || lakhs)
        }
    }
}

/// The sum of number words, taken one after another.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    total: u64,
    /// What stands since the last thousand, million …
    group: u64,
    /// The value of the last word below a hundred, and whether one may follow it.
    last: Option<(Small, u16)>,
    /// The last thousand, million …: what follows is less.
    power: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Small {
    /// Twenty, thirty …: one to nine may follow.
    Ten,
    One,
}

impl Default for Sum {
    fn default() -> Sum {
        Sum { total: 0, group: 0, last: None, power: u64::MAX }
    }
}

impl Sum {
    /// Adds a word below a thousand; false if it cannot follow what stands. `linked`: a hyphen or "et" stands before it, as
    /// in "soixante-dix"; `in_language`: one of a language alone, in which ten goes on as twenty does ("dix-sept", "on iki")
    /// and twenty is counted ("quatre-vingts").
    pub fn add(&mut self, value: u16, linked: bool, in_language: bool) -> bool {
        if value >= 100 {
            return self.add_hundreds(value);
        }
        let counted = linked && in_language && value == 20;
        let fits = match self.last {
            None => true,
            Some((Small::Ten, 60 | 80)) if linked && (10..20).contains(&value) => true,
            Some((Small::Ten, _)) => (1..10).contains(&value),
            Some((Small::One, 4)) if counted => {
                (self.group, self.last) = (self.group + 76, Some((Small::Ten, 80)));
                return true;
            }
            Some((Small::One, _)) => false,
        };
        if fits {
            self.group += u64::from(value);
            let goes_on = value >= 20 && value.is_multiple_of(10) || value == 10 && in_language;
            self.last = Some((if goes_on { Small::Ten } else { Small::One }, value));
        }
        fits
    }

    /// "Cento", "doscientos"; "cents" after "deux".
    fn add_hundreds(&mut self, value: u16) -> bool {
        match self.last {
            None if self.group == 0 => self.group = u64::from(value),
            Some((Small::One, factor @ 2..=9)) if value == 100 && self.group == u64::from(factor) => self.group *= 100,
            _ => return false,
        }
        self.last = None;
        true
    }

    /// Takes a dozen times what stands; false if nothing stands or too much.
    pub fn dozen(&mut self) -> bool {
        let fits = self.total == 0 && (1..100).contains(&self.group);
        if fits {
            (self.group, self.last) = (self.group * 12, Some((Small::One, 0)));
        }
        fits
    }

    /// Multiplies by a power of ten; false if the sum is out of range, nothing stands before it or it is no less than the one
    /// before it.
    pub fn scale(&mut self, exponent: u8) -> bool {
        // "Dos mil millones"
        let whole = self.group == 0 && exponent > 2;
        let base = if whole { self.total } else { self.group };
        let Some(power) = 10u64.checked_pow(u32::from(exponent)) else { return false };
        let Some(scaled) = base.checked_mul(power).filter(|&scaled| scaled <= 10u64.pow(17)) else { return false };
        let is_lower = whole && power > self.power || scaled < self.power;
        if base == 0 || !is_lower || exponent == 2 && base >= 100 {
            return false;
        }
        if exponent == 2 {
            self.group = scaled;
        } else {
            self.total = if whole { scaled } else { self.total + scaled };
            (self.group, self.power) = (0, power);
        }
        self.last = None;
        true
    }

    /// Whether tens stand last.
    pub fn ends_in_tens(&self) -> bool {
        matches!(self.last, Some((Small::Ten, _)))
    }

    /// Whether hundreds or more stand last.
    pub fn ends_in_hundreds(&self) -> bool {
        self.last.is_none() && (self.group > 0 || self.total > 0)
    }

    pub fn value(&self) -> Option<Decimal> {
        Decimal::new(i64::try_from(self.total.checked_add(self.group)?).ok()?, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(mantissa: i64, exponent: i8) -> Option<Decimal> {
        let value = Decimal::new(mantissa, exponent);
        assert!(value.is_some());
        value
    }

    #[test]
    fn separators_are_read_by_their_form() {
        for (form, value) in [
            ("1234", decimal(1234, 0)),
            ("1,234", decimal(1234, 0)),
            ("1,234.5", decimal(12345, -1)),
            ("1.234,5", decimal(12345, -1)),
            ("1.234.567", decimal(1_234_567, 0)),
            ("1.234.567,89", decimal(123_456_789, -2)),
            ("12,34,567", decimal(1_234_567, 0)),
            ("1'234'567", decimal(1_234_567, 0)),
            ("1\u{202f}234\u{202f}567", decimal(1_234_567, 0)),
            ("1,5", decimal(15, -1)),
            ("0,123", decimal(123, -3)),
            ("3.14159", decimal(314_159, -5)),
            ("007", decimal(7, 0)),
        ] {
            assert_eq!(written(form, Marks::default), value, "{form}");
        }
    }

    #[test]
    fn a_form_that_says_two_amounts_says_none() {
        for form in ["1.234", "2000,2001", "1,23,4", "1.2.3", "192.168.0.1", "1,234,56", "99999999999999999999"] {
            assert_eq!(written(form, Marks::default), None, "{form}");
        }
    }

    #[test]
    fn the_language_decides_what_the_form_leaves_open() {
        let [german, english] = [(false, true), (true, false)]
            .map(|(comma, stop)| Marks { comma_groups: Some(comma), stop_groups: Some(stop) });
        assert_eq!(written("1.234", || german), decimal(1234, 0));
        assert_eq!(written("1,234", || german), decimal(1234, -3));
        assert_eq!(written("1.234", || english), decimal(1234, -3));
        assert_eq!(written("1,5", || english), decimal(15, -1));
        assert_eq!(written("1,234", || Marks { comma_groups: None, stop_groups: None }), None);
    }

    #[test]
    fn amounts_are_written_plainly() {
        for (mantissa, exponent, shown) in
            [(15, 8, "1500000000"), (-25, -1, "-2.5"), (5, -3, "0.005"), (0, 0, "0"), (100, 0, "100")]
        {
            assert_eq!(Decimal::new(mantissa, exponent).map(|d| d.to_string()).as_deref(), Some(shown));
        }
    }

    #[test]
    fn an_amount_rounds_only_to_fewer_digits() {
        let [exact, near, far] = [1_480_000, 1_500_000, 1_400_000].map(Decimal::from);
        assert!(exact.rounds_to(near));
        assert!(!exact.rounds_to(far) && !near.rounds_to(exact) && !near.rounds_to(near));
        assert!(exact.negated().rounds_to(near.negated()));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(mantissa in -99_999_999i64..99_999_999, exponent in -7i8..7) {
            let value = Decimal::new(mantissa, exponent).expect("within range");
            let shown = value.to_string();
            let digits = shown.trim_start_matches('-');
            // Three digits after one full stop are the one form that stays open.
            if digits.split_once('.').is_none_or(|(whole, rest)| rest.len() != 3 || whole == "0") {
                let read = written(digits, Marks::default).map(|d| if mantissa < 0 { d.negated() } else { d });
                prop_assert_eq!(read, Some(value));
            }
        }

        #[test]
        fn any_form_is_read_or_refused(form in "[0-9][0-9.,' ]{0,20}") {
            let _ = written(&form, Marks::default);
        }
    }
}
