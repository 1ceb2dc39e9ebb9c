//! Amounts made of several pieces of a text: numbers in digits and words with their signs and units.

use super::lexicon::{self, NAME_WORDS, Sense};
use super::numbers::{Currency, Decimal, Money, Sum};
use super::scan::{Gap, Kind, Piece, Pieces};
use super::{Class, Span, Value, dates};

/// The amount that begins at piece `index`: a number with what makes it more than one, a sign, a power of ten, a
/// currency, "per cent". Nothing before `from` belongs to it.
pub(super) fn find(pieces: &Pieces, index: usize, from: usize) -> Option<(Span, Class, Option<Value>)> {
    let before = unit_before(pieces, index);
    let is_money = matches!(before, Some(Unit::Money(_)));
    let (number, after) = number(pieces, index + usize::from(before.is_some()), is_money)?;
    let unit = match before {
        Some(before) => Some((before, after)),
        None if number.ordinal => None,
        None => unit(pieces, after),
    };
    if unit.is_none() && number.needs_unit {
        return None;
    }
    // `1.5m` without a currency: metres or millions, so no amount.
    let open = number.money_scale && !matches!(unit, Some((Unit::Money(_), _)));
    let (start, negative) = signed(pieces, index, from);
    let amount = number.value.filter(|_| !open).map(|value| if negative { value.negated() } else { value });
    let (class, value) = match unit {
        Some((Unit::Money(currency), _)) => {
            (Class::Money, amount.map(|amount| Value::Money(Money { amount, currency })))
        }
        Some((Unit::Percent, _)) => (Class::Percent, amount.map(Value::Percent)),
        None if number.ordinal => (Class::Ordinal, amount.map(Value::Ordinal)),
        None => (Class::Number, amount.map(Value::Number)),
    };
    let next = unit.map_or(after, |(_, next)| next);
    let end = pieces.get(next.checked_sub(1)?)?.end();
    Some((Span::new(start, end), class, value))
}

/// The unit that piece `index` names before an amount: `$5`, `USD 5 million`, `%25`, "yüzde 25".
fn unit_before(pieces: &Pieces, index: usize) -> Option<Unit> {
    if !matches!(pieces.gap(index), Gap::Nothing | Gap::Space) {
        return None;
    }
    match pieces.kind(index)? {
        Kind::Currency(currency) => Some(Unit::Money(currency)),
        Kind::Percent => {
            (pieces.gap(index) == Gap::Nothing && pieces.kind(index + 1)? == Kind::Digits).then_some(Unit::Percent)
        }
        Kind::Word if pieces.kind(index + 1) == Some(Kind::Digits) => {
            let code = pieces.text(index);
            let lower = code.to_lowercase();
            if lexicon::percent_before(&lower) {
                return Some(Unit::Percent);
            }
            let upper = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            lexicon::currency(&lower).filter(|_| upper).map(Unit::Money)
        }
        _ => None,
    }
}

/// Where the amount at piece `index` begins, with its minus sign if it has one.
fn signed(pieces: &Pieces, index: usize, from: usize) -> (usize, bool) {
    let start = pieces.get(index).map_or(from, Piece::start);
    let before = &pieces.body()[from.min(start)..start];
    if let Some(rest) = before.strip_suffix('−') {
        return (from + rest.len(), true);
    }
    match before.strip_suffix('-') {
        // A hyphen is a minus only where a word cannot end.
        Some(rest) if rest.ends_with(|c: char| c.is_whitespace() || c == '(') || (rest.is_empty() && from == 0) => {
            (from + rest.len(), true)
        }
        _ => (start, false),
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Percent,
    Money(Currency),
}

/// "млрд"
const LONGEST_SHORT_SCALE: usize = 4;

/// What stands after a number and gives it a kind, and the piece after that. `next` is the piece after the number.
fn unit(pieces: &Pieces, next: usize) -> Option<(Unit, usize)> {
    let number = next.checked_sub(1)?;
    // "1,5 Mrd. Euro": no power of ten is as short that is written out.
    let is_shortened = || {
        matches!(pieces.sense(number), Sense::Scale(_)) && pieces.text(number).chars().count() <= LONGEST_SHORT_SCALE
    };
    match pieces.gap(number) {
        Gap::Nothing | Gap::Space | Gap::Hyphen => {}
        Gap::Stop if is_shortened() => {}
        _ => return None,
    }
    match pieces.kind(next)? {
        Kind::Percent => Some((Unit::Percent, next + 1)),
        // `5 $10 notes`: the sign belongs to what follows it.
        Kind::Currency(_) if pieces.kind(next + 1) == Some(Kind::Digits) && pieces.gap(next) == Gap::Nothing => None,
        Kind::Currency(currency) => Some((Unit::Money(currency), next + 1)),
        Kind::Word if !lexicon::may_begin_unit(pieces.text(next)) => None,
        Kind::Word => pieces.names(next, NAME_WORDS).into_iter().find_map(|(name, after)| {
            let unit =
                if lexicon::percent(&name) { Some(Unit::Percent) } else { lexicon::currency(&name).map(Unit::Money) };
            unit.map(|unit| (unit, after))
        }),
        Kind::Digits | Kind::NumericDate => None,
    }
}

/// A bare number.
struct Number {
    ordinal: bool,
    value: Option<Decimal>,
    /// Ends in a letter that is a power of ten in money only.
    money_scale: bool,
    /// "One", "a": a number only if a unit follows.
    needs_unit: bool,
}

/// The number that begins at piece `index`, and the piece after it.
fn number(pieces: &Pieces, index: usize, money: bool) -> Option<(Number, usize)> {
    match pieces.kind(index)? {
        Kind::Digits => Some(in_digits(pieces, index, money)),
        Kind::Word => in_words(pieces, index),
        Kind::NumericDate | Kind::Currency(_) | Kind::Percent => None,
    }
}

fn in_digits(pieces: &Pieces, index: usize, money: bool) -> (Number, usize) {
    let (value, next) = pieces.amount(index);
    let mut number = Number { ordinal: false, value, money_scale: false, needs_unit: false };
    let gap = pieces.gap(next - 1);
    if gap == Gap::Nothing && ["st", "nd", "rd", "th"].contains(&pieces.text(next)) {
        number.ordinal = true;
        return (number, next + 1);
    }
    if (gap == Gap::Nothing || gap == Gap::Space && money)
        && let Some(exponent) = lexicon::money_scale(&pieces.text(next).to_lowercase())
    {
        number.value = number.value.and_then(|value| value.scaled(exponent));
        number.money_scale = true;
        return (number, next + 1);
    }
    let mut whole = Scaled::of(pieces, (value, next));
    while let Some(part) = whole.part(pieces) {
        whole = part;
    }
    number.value = whole.value;
    (number, whole.next)
}

/// Digits with the powers of ten behind them.
struct Scaled {
    value: Option<Decimal>,
    /// Of the powers of ten.
    exponent: u8,
    /// The piece after them.
    next: usize,
}

impl Scaled {
    /// With the powers of ten that stand behind an amount read so far.
    fn of(pieces: &Pieces, (value, next): (Option<Decimal>, usize)) -> Scaled {
        let mut scaled = Scaled { value, exponent: 0, next };
        while matches!(pieces.gap(scaled.next - 1), Gap::Nothing | Gap::Space | Gap::Hyphen)
            && let Some(exponent) = scale(pieces, scaled.next)
        {
            scaled.value = scaled.value.and_then(|value| value.scaled(exponent));
            scaled.exponent = scaled.exponent.saturating_add(exponent);
            scaled.next += 1;
        }
        scaled
    }

    /// The number with the smaller one behind it that completes it, where the language counts so: 1億2000万,
    /// "3 milyon 500 bin", "۵ هزار و ۲۰۰".
    fn part(&self, pieces: &Pieces) -> Option<Scaled> {
        let adds = self.exponent > 0 && lexicon::adds(pieces.text(self.next - 1));
        let near = |at: usize| matches!(pieces.gap(at), Gap::Nothing | Gap::Space);
        let and = usize::from(pieces.text(self.next) == "و" && near(self.next));
        if !adds || !near(self.next - 1) || pieces.kind(self.next + and)? != Kind::Digits {
            return None;
        }
        let part = Scaled::of(pieces, pieces.amount(self.next + and));
        // After more than a myriad, bare digits may be a year.
        let completes = part.exponent > 0 || self.exponent <= 4;
        let is_dated = dates::begins_date(pieces, part.next - 1);
        if !completes || is_dated || part.exponent >= self.exponent {
            return None;
        }
        Some(Scaled { value: Some(self.value?.with(part.value?, self.exponent)?), ..part })
    }
}

/// The power of ten that piece `index` means behind a number.
fn scale(pieces: &Pieces, index: usize) -> Option<u8> {
    match pieces.sense(index) {
        Sense::Scale(exponent) => Some(exponent),
        _ => lexicon::scale_in(pieces.text(index), || pieces.language()),
    }
}

fn in_words(pieces: &Pieces, index: usize) -> Option<(Number, usize)> {
    // "soixante-dix": what is left of a word that is none of ours is another number.
    if index > 0
        && pieces.gap(index - 1) == Gap::Hyphen
        && pieces.kind(index - 1) == Some(Kind::Word)
        && pieces.sense(index - 1) == Sense::None
    {
        return None;
    }
    let mut sum = Sum::default();
    let mut ordinal = false;
    // Behind "thirty".
    let mut tens = false;
    let mut next = index;
    let mut scaled = false;
    while let Some(sense) =
        (next == index || matches!(pieces.gap(next - 1), Gap::Space | Gap::Hyphen)).then(|| pieces.sense(next))
    {
        let taken = match sense {
            Sense::Cardinal(value) => {
                scaled = false;
                tens = value >= 20;
                sum.add(value)
            }
            Sense::Article => next == index && matches!(pieces.sense(next + 1), Sense::Scale(_)) && sum.add(1),
            Sense::Ordinal(value) => {
                // "Two second halves": only tens and "hundred" go on to an ordinal.
                let taken = (next == index || scaled || pieces.gap(next - 1) == Gap::Hyphen) && sum.add(value);
                if taken {
                    ordinal = true;
                }
                taken
            }
            Sense::Scale(exponent) => {
                scaled = sum.scale(exponent);
                scaled
            }
            // "two hundred and five", "treinta y cinco"
            _ => {
                let joins = match pieces.sense(next + 1) {
                    Sense::Cardinal(1..=9) if tens => lexicon::joins_tens(&pieces.text(next).to_lowercase()),
                    Sense::Cardinal(_) if scaled => pieces.text(next).eq_ignore_ascii_case("and"),
                    _ => false,
                };
                (scaled, tens) = (false, false);
                joins && pieces.gap(next) == Gap::Space
            }
        };
        if !taken {
            break;
        }
        next += 1;
        if ordinal {
            break;
        }
    }
    if next == index {
        return None;
    }
    let needs_unit = next == index + 1 && sum.value() == Decimal::new(1, 0) && !ordinal;
    Some((Number { ordinal, value: sum.value(), money_scale: false, needs_unit }, next))
}
