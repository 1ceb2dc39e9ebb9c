//! Amounts made of several pieces of a text: numbers in digits and words with their signs and units.

use super::letters::plain;
use super::lexicon::{self, NAME_WORDS, Sense};
use super::numbers::{Currency, Decimal, Money, Sum};
use super::scan::{Gap, Kind, Piece, Pieces};
use super::{Class, Span, Value, dates};

/// The amount that begins at piece `index`: a number with what makes it more than one, a sign, a power of ten, a
/// currency, "per cent". Nothing before `from` belongs to it.
pub(super) fn find(pieces: &Pieces, index: usize, from: usize) -> Option<(Span, Class, Option<Value>)> {
    let before = unit_before(pieces, index);
    let is_money = matches!(before, Some(Unit::Money(_)));
    let (number, after) = number(pieces, index + usize::from(before.is_some()), from, is_money)?;
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
    // An en dash is one where no range can be meant: "was –3%", not "3–5", nor a line's dash.
    if let Some(rest) = before.strip_suffix('–')
        && rest.ends_with(|c: char| c.is_whitespace() && c != '\n')
        && !rest.trim_end().ends_with(char::is_numeric)
        && rest.contains(|c: char| !c.is_whitespace())
    {
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
fn number(pieces: &Pieces, index: usize, from: usize, money: bool) -> Option<(Number, usize)> {
    match pieces.kind(index)? {
        Kind::Digits => Some(in_digits(pieces, index, money)),
        Kind::Word => match pieces.sense(index) {
            Sense::Vulgar(part) => Some(with_scale(pieces, thousandths(part), index + 1)),
            Sense::Part(_) | Sense::Article | Sense::CardinalIn(1, _) if let Some(part) = part(pieces, index) => {
                Some(part)
            }
            _ => in_words(pieces, index, from),
        },
        Kind::NumericDate | Kind::Currency(_) | Kind::Percent => None,
    }
}

fn in_digits(pieces: &Pieces, index: usize, money: bool) -> (Number, usize) {
    if let Some((value, next)) =
        slashed(pieces, index).filter(|&(_, next)| matches!(unit(pieces, next), Some((Unit::Percent, _))))
    {
        return (Number { ordinal: false, value, money_scale: false, needs_unit: false }, next);
    }
    let (value, next) = pieces.amount(index);
    let (value, next) = match second_year(pieces, index) {
        Some(year) => (Some(year), next),
        None => with_fraction(pieces, value, next),
    };
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
    whole = whole.with_part(pieces);
    number.value = whole.value;
    (number, whole.next)
}

/// The year that two digits behind another year mean: "2023-24", "1914–18".
fn second_year(pieces: &Pieces, index: usize) -> Option<Decimal> {
    let (before, piece) = (pieces.get(index.checked_sub(1)?)?, pieces.get(index)?);
    let number = |at: usize, length: usize| {
        let text = pieces.text(at);
        let is_plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse::<u32>().ok())?
    };
    let is_range = matches!(&pieces.body()[before.end()..piece.start()], "-" | "–" | "/");
    let (first, last) = (number(index - 1, 4).filter(|year| (1800..2100).contains(year))?, number(index, 2)?);
    let year = first - first % 100 + last;
    // "1999-00"
    let year = if last == 0 && first % 100 == 99 { year + 100 } else { year };
    // Not where more digits follow: a number of something else.
    let ends = !matches!(pieces.gap(index), Gap::Hyphen) || pieces.kind(index + 1) != Some(Kind::Digits);
    (is_range && year > first && ends).then(|| Decimal::from(year))
}

/// A number with the powers of ten behind it.
fn with_scale(pieces: &Pieces, value: Option<Decimal>, next: usize) -> (Number, usize) {
    let scaled = Scaled::of(pieces, (value, next));
    (Number { ordinal: false, value: scaled.value, money_scale: false, needs_unit: false }, scaled.next)
}

/// Thousandths of a whole; none where they say no exact decimal.
fn thousandths(part: u16) -> Option<Decimal> {
    Decimal::new(i64::from(part), -3).filter(|_| part > 0)
}

/// A whole number with the fraction behind it: "2½", "2 1/2".
fn with_fraction(pieces: &Pieces, value: Option<Decimal>, next: usize) -> (Option<Decimal>, usize) {
    let is_whole = value.is_some_and(|value| value.whole().is_some());
    if !is_whole || !matches!(pieces.gap(next - 1), Gap::Nothing | Gap::Space) {
        return (value, next);
    }
    let (part, after) = match pieces.sense(next) {
        Sense::Vulgar(part) => (thousandths(part), next + 1),
        _ if pieces.gap(next - 1) == Gap::Space
            && let Some(part) = slashed(pieces, next) =>
        {
            part
        }
        _ => return (value, next),
    };
    (value.zip(part).and_then(|(value, part)| value.plus(part)), after)
}

/// A fraction less than one in digits: "1/2". `None` as its value: it is no exact decimal.
fn slashed(pieces: &Pieces, index: usize) -> Option<(Option<Decimal>, usize)> {
    let (over, under) = (pieces.get(index)?, pieces.get(index + 1)?);
    let digit = |at: usize| pieces.text(at).parse::<u16>().ok().filter(|_| pieces.kind(at) == Some(Kind::Digits));
    let slash = matches!(&pieces.body()[over.end()..under.start()], "/" | "⁄");
    let (over, under) = (digit(index)?, digit(index + 1)?);
    let is_fraction = slash && (1..under).contains(&over) && matches!(under, 2 | 3 | 4 | 5 | 8);
    is_fraction.then(|| (thousandths(if under == 3 { 0 } else { over * 1000 / under }), index + 2))
}

/// Part of a power of ten: "half a million", "a half million", "a quarter of a million".
fn part(pieces: &Pieces, index: usize) -> Option<(Number, usize)> {
    let near = |at: usize| matches!(pieces.gap(at), Gap::Space | Gap::Hyphen);
    let is_one = |at: usize| matches!(pieces.sense(at), Sense::Article | Sense::CardinalIn(1, _)) && near(at);
    let at = index + usize::from(is_one(index));
    let Sense::Part(part) = pieces.sense(at) else { return None };
    let of = usize::from(near(at) && lexicon::within_date(&pieces.text(at + 1).to_lowercase()) && near(at + 1));
    let scale_at = at + 1 + of + usize::from(near(at + of) && is_one(at + 1 + of));
    // "In the second quarter million-dollar deals …": an article or "of" must say that it is no quarter of a year.
    if !near(scale_at - 1) || part != 50 && of == 0 && at == index {
        return None;
    }
    let value = Decimal::new(i64::from(part), -2);
    if pieces.sense(scale_at) == Sense::Dozen {
        let value = value.and_then(|value| value.times(12));
        return Some((Number { ordinal: false, value, money_scale: false, needs_unit: false }, scale_at + 1));
    }
    // The language is not asked: the words leave no doubt.
    matches!(pieces.sense(scale_at), Sense::Scale(_)).then(|| with_scale(pieces, value, scale_at))
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
        if matches!(pieces.gap(scaled.next - 1), Gap::Space | Gap::Hyphen) && pieces.sense(scaled.next) == Sense::Dozen
        {
            scaled.value = scaled.value.and_then(|value| value.times(12));
            scaled.next += 1;
        }
        scaled
    }

    /// The number with the part behind it that is added: "2 and a half million", "3 millones y medio".
    fn with_part(self, pieces: &Pieces) -> Scaled {
        let near = pieces.gap(self.next - 1) == Gap::Space;
        let part = || {
            let names = pieces.names(self.next, NAME_WORDS).into_iter();
            names.filter_map(|(name, after)| Some((lexicon::adds_part(&name)?, after))).next()
        };
        let may_be = near && lexicon::may_begin_unit(pieces.text(self.next));
        let Some((hundredths, after)) = may_be.then(part).flatten() else { return self };
        let part = Decimal::new(i64::from(hundredths), -2).and_then(|part| part.scaled(self.exponent));
        let value = self.value.zip(part).and_then(|(value, part)| value.plus(part));
        if self.exponent > 0 { Scaled { value, next: after, ..self } } else { Scaled::of(pieces, (value, after)) }
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
        Sense::ScaleIn(exponent) => {
            pieces.language().filter(|&language| lexicon::counts_in(pieces.text(index), language)).map(|_| exponent)
        }
        _ => None,
    }
}

fn in_words(pieces: &Pieces, index: usize, from: usize) -> Option<(Number, usize)> {
    // "quarante-six": what is left of a word that is none of ours is another number.
    if index > 0
        && pieces.gap(index - 1) == Gap::Hyphen
        && pieces.kind(index - 1) == Some(Kind::Word)
        && pieces.sense(index - 1) == Sense::None
    {
        return None;
    }
    let number = |value: Option<Decimal>, ordinal: bool, next: usize| {
        let needs_unit = next == index + 1 && value == Decimal::new(1, 0) && !ordinal;
        Some((Number { ordinal, value, money_scale: false, needs_unit }, next))
    };
    if let Sense::AndHalf(value) = pieces.sense(index) {
        let value = Decimal::new(i64::from(value) * 10 + 5, -1);
        return Some(with_scale(pieces, value, index + 1));
    }
    let mut words = Words { pieces, sum: Sum::default(), exponent: 0, next: index, begins: index };
    let ordinal = words.take();
    if words.next == index {
        return None;
    }
    if ordinal {
        return number(words.sum.value(), true, words.next);
    }
    let whole = Scaled { value: words.sum.value(), exponent: words.exponent, next: words.next }.with_part(pieces);
    // "Three quarters of a million"
    if matches!(pieces.gap(whole.next - 1), Gap::Space | Gap::Hyphen)
        && matches!(pieces.sense(whole.next), Sense::Part(_))
        && let Some((part, after)) = part(pieces, whole.next)
    {
        let count = whole.value.and_then(Decimal::whole).and_then(|count| u8::try_from(count).ok());
        return number(count.zip(part.value).and_then(|(count, part)| part.times(count)), false, after);
    }
    let is_other = is_beside_another(pieces, index, from, whole.next);
    number(whole.value.filter(|_| !is_other), false, whole.next).map(|(number, next)| {
        // One thing of which nothing is known is no number.
        let needs_unit =
            number.needs_unit || is_other && next == index + 1 && pieces.sense(index) == Sense::Cardinal(1);
        (Number { needs_unit, ..number }, next)
    })
}

/// Whether a number in the words `first..next` is part of one that is not read: "trois dizaines", "two thousand million lakh".
fn is_beside_another(pieces: &Pieces, first: usize, from: usize, next: usize) -> bool {
    let near = |at: usize| matches!(pieces.gap(at), Gap::Space | Gap::Hyphen);
    let is_other = |at: usize| {
        pieces.kind(at) == Some(Kind::Word)
            && match pieces.sense(at) {
                Sense::Scale(_) | Sense::Dozen | Sense::AndHalf(_) => true,
                Sense::CardinalIn(value, _) => value > 1 && counts(pieces, at),
                Sense::ScaleIn(_) => counts(pieces, at),
                _ => lexicon::makes_another_number(&plain(pieces.text(at))),
            }
    };
    let is_free = |at: usize| pieces.get(at).is_some_and(|piece| piece.start() >= from);
    let before = |at: usize| near(at) && is_free(at) && is_other(at);
    let joins = |at: usize| near(at) && lexicon::joins_hundreds(&pieces.text(at).to_lowercase());
    near(next - 1) && is_other(next)
        || first >= 1 && before(first - 1)
        || first >= 2 && joins(first - 1) && before(first - 2)
}

/// Whether piece `at` counts: in its language, or, where that is not known, beside a number that is none of English.
fn counts(pieces: &Pieces, at: usize) -> bool {
    if !matches!(pieces.sense(at), Sense::CardinalIn(..) | Sense::ScaleIn(_)) {
        return pieces.sense(at).counts();
    }
    if let Some(language) = pieces.language() {
        return lexicon::counts_in(pieces.text(at), language);
    }
    let near = |at: usize| matches!(pieces.gap(at), Gap::Space | Gap::Hyphen);
    let is_number = |at: usize| {
        let word = || plain(pieces.text(at));
        matches!(pieces.sense(at), Sense::Cardinal(_) | Sense::Scale(_) | Sense::Dozen)
            && !lexicon::counts_in_english(&word())
    };
    let joins = |at: usize| {
        let word = pieces.text(at).to_lowercase();
        lexicon::joins_tens(&word) || lexicon::joins_hundreds(&word)
    };
    let behind = near(at) && (is_number(at + 1) || joins(at + 1) && near(at + 1) && is_number(at + 2));
    let before = || {
        at >= 1 && near(at - 1) && (is_number(at - 1) || at >= 2 && joins(at - 1) && near(at - 2) && is_number(at - 2))
    };
    behind || before()
}

/// A number in words as it is taken, piece by piece.
struct Words<'p, 'a> {
    pieces: &'p Pieces<'a>,
    sum: Sum,
    /// Of the last power of ten, if it stands last.
    exponent: u8,
    /// The piece behind what was taken.
    next: usize,
    begins: usize,
}

impl Words<'_, '_> {
    /// Takes all that is one number; true if it ends in an ordinal.
    fn take(&mut self) -> bool {
        let pieces = self.pieces;
        let near = |at: usize| matches!(pieces.gap(at), Gap::Space | Gap::Hyphen);
        // What stands before "and": "two thousand and three thousand" are two numbers.
        let mut before_and = None;
        let mut linked = false;
        while self.next == self.begins || near(self.next - 1) {
            let (at, first) = (self.next, self.next == self.begins);
            let hyphen = !first && pieces.gap(at - 1) == Gap::Hyphen;
            let taken = match pieces.sense(at) {
                Sense::Cardinal(value) => self.add(value, linked || hyphen, false),
                Sense::CardinalIn(1, _) if first => {
                    is_scale(pieces, at + 1) && counts(pieces, at) && self.add(1, false, false)
                }
                Sense::CardinalIn(1, _) => {
                    let fits = self.sum.ends_in_tens() || self.sum.ends_in_hundreds();
                    fits && counts(pieces, at) && self.add(1, false, true)
                }
                Sense::CardinalIn(value, alone) => {
                    let stands = !first || alone || may_go_on(pieces, at);
                    stands && counts(pieces, at) && self.add(value, linked || hyphen, true)
                }
                Sense::Article => first && is_scale(pieces, at + 1) && self.add(1, false, false),
                Sense::Ordinal(value) => {
                    // "Two second halves": only tens and "hundred" go on to an ordinal.
                    let goes_on = first || self.exponent > 0 || hyphen;
                    if goes_on && self.add(value.into(), hyphen, false) {
                        self.next += 1;
                        return true;
                    }
                    false
                }
                Sense::Scale(exponent) => self.scale(exponent),
                Sense::ScaleIn(exponent) => counts(pieces, at) && self.scale(exponent),
                Sense::Dozen => !first && self.sum.dozen(),
                // "two hundred and five", "treinta y cinco"
                _ if !first && near(at) && !hyphen && self.goes_on_behind(at) => {
                    before_and = before_and.or(Some((self.sum, self.exponent, at)));
                    self.next += 1;
                    linked = true;
                    continue;
                }
                _ => false,
            };
            if !taken {
                if let (true, Some((sum, exponent, next))) = (is_scale(pieces, at), before_and) {
                    (self.sum, self.exponent, self.next) = (sum, exponent, next);
                }
                break;
            }
            linked = false;
            self.next += 1;
        }
        false
    }

    fn add(&mut self, value: u16, linked: bool, in_language: bool) -> bool {
        let fits = self.sum.add(value, linked, in_language);
        if fits {
            self.exponent = if value >= 100 { 2 } else { 0 };
        }
        fits
    }

    fn scale(&mut self, exponent: u8) -> bool {
        // "Mille cinq cents", "mil millones": a thousand needs no one before it, but in English.
        let bare = self.next == self.begins && exponent == 3;
        let word = || plain(self.pieces.text(self.next));
        if bare
            && (!may_go_on(self.pieces, self.next)
                || lexicon::counts_in_english(&word())
                || !self.sum.add(1, false, false))
        {
            return false;
        }
        let fits = self.sum.scale(exponent);
        if fits {
            self.exponent = exponent;
        }
        fits
    }

    /// Whether the word at `at` joins what stands to the smaller number behind it.
    fn goes_on_behind(&self, at: usize) -> bool {
        let pieces = self.pieces;
        if pieces.gap(at) != Gap::Space || !counts(pieces, at + 1) {
            return false;
        }
        let word = pieces.text(at).to_lowercase();
        match pieces.sense(at + 1) {
            Sense::Cardinal(1..=9) | Sense::CardinalIn(1..=9, _) if self.sum.ends_in_tens() => {
                lexicon::joins_tens(&word)
            }
            Sense::Cardinal(11) | Sense::CardinalIn(11, _) if self.sum.ends_in_tens() => word == "et",
            Sense::Cardinal(_) | Sense::CardinalIn(..) if self.sum.ends_in_hundreds() => lexicon::joins_hundreds(&word),
            _ => false,
        }
    }
}

/// Whether the piece is a power of ten, or a dozen.
fn is_scale(pieces: &Pieces, at: usize) -> bool {
    pieces.sense(at).is_scale()
}

/// Whether more of a number stands behind the number word at `at`.
fn may_go_on(pieces: &Pieces, at: usize) -> bool {
    let near = |at: usize| matches!(pieces.gap(at), Gap::Space | Gap::Hyphen);
    let joins = || near(at + 1) && lexicon::joins_hundreds(&pieces.text(at + 1).to_lowercase());
    near(at) && (pieces.sense(at + 1).counts() || joins() && pieces.sense(at + 2).is_cardinal())
}
