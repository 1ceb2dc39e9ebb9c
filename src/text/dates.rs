//! Dates as texts write them: in all common orders, with as much as the text says and no more.
//!
//! A date is searched for wherever it stands: pages glue dates to other words ("Web DeskNovember 10, 2024 12:48 PMworld").
//! The only door to the crate `jiff`, which knows the calendar.

use std::fmt;

use super::lexicon::{self, Company, Sense};
use super::scan::{Gap, Kind, Pieces};
use super::{Class, Span, Value, tokens};

/// What a text says of a date. Every part may be unsaid.
///
/// Invariant: the day exists in its month and year; the weekday of a full date is known and right. So two wordings of
/// one date are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Date {
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
    weekday: Option<u8>,
    time: Option<Time>,
    relative: Option<Relative>,
}

/// A time of day as stated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    pub minute: u8,
    pub second: Option<u8>,
    /// Minutes east of UTC, where stated.
    pub offset: Option<i16>,
}

/// A time counted from the day of writing: "yesterday", "last month", "this year".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Relative {
    pub unit: Unit,
    /// -1: the one before, 0: this, 1: the next.
    pub shift: i8,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Date {
    /// The date of these parts, if the calendar has it.
    pub fn new(year: Option<i16>, month: Option<u8>, day: Option<u8>) -> Option<Date> {
        let signed = |part: Option<u8>| part.map_or(Some(1), |part| i8::try_from(part).ok());
        // Without a year 29 February may be meant.
        let civil = jiff::civil::Date::new(year.unwrap_or(2000), signed(month)?, signed(day)?).ok()?;
        let full = year.is_some() && month.is_some() && day.is_some();
        let weekday = full.then(|| civil.weekday().to_monday_one_offset().unsigned_abs());
        Some(Date { year, month, day, weekday, ..Date::default() })
    }

    pub const fn year(self) -> Option<i16> {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// ISO 8601: Monday is 1.
    pub const fn weekday(self) -> Option<u8> {
        self.weekday
    }

    pub const fn time(self) -> Option<Time> {
        self.time
    }

    pub const fn relative(self) -> Option<Relative> {
        self.relative
    }

    /// Year, month and day are known.
    pub const fn is_full(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// Whether no part that both state differs: "June" and "19 June 2024" may be one date.
    pub fn agrees_with(self, other: Date) -> bool {
        fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        same(self.year, other.year)
            && same(self.month, other.month)
            && same(self.day, other.day)
            && same(self.weekday, other.weekday)
            && same(self.time, other.time)
            && same(self.relative, other.relative)
    }
}

/// ISO 8601 as exact as is known: `2024`, `2024-06`, `2024-06-19`, `2024-11-10T12:48`, `…+05:30`; without a year
/// `--06-19`, a weekday alone `-W-6`, a time alone `T12:48`. What is counted from the day of writing is written as the
/// unit and the shift: `month-1`, `--10@year+0`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.year, self.month, self.day) {
            (Some(year), None, _) => write!(f, "{year:04}")?,
            (Some(year), Some(month), None) => write!(f, "{year:04}-{month:02}")?,
            (Some(year), Some(month), Some(day)) => write!(f, "{year:04}-{month:02}-{day:02}")?,
            (None, Some(month), None) => write!(f, "--{month:02}")?,
            (None, Some(month), Some(day)) => write!(f, "--{month:02}-{day:02}")?,
            (None, None, _) => {}
        }
        if let Some(weekday) = self.weekday.filter(|_| !self.is_full()) {
            write!(f, "-W-{weekday}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        if let Some(relative) = self.relative {
            if self.month.is_some() || self.weekday.is_some() {
                f.write_str("@")?;
            }
            write!(f, "{relative}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{unit}{:+}", self.shift)
    }
}

/// The dates of `body`, in order; a date in digits that may mean two days is left out.
pub fn dates(body: &str) -> Vec<(Span, Date)> {
    let dated = tokens(body).into_iter().filter(|token| token.class == Class::Date);
    dated
        .filter_map(|token| {
            token.value.and_then(|value| if let Value::Date(date) = value { Some((token.span, date)) } else { None })
        })
        .collect()
}

/// The length of the date in digits alone that `rest` begins with, and the date if the digits say one only:
/// `2024-06-19`, with a time after `T`; `19/06/2024` where no other order fits; `19.06.2024`, day first wherever it is
/// written so.
pub(super) fn numeric(rest: &str) -> Option<(usize, Option<Date>)> {
    let bytes = rest.as_bytes();
    let mut parts = [0u16; 3];
    let mut lengths = [0; 3];
    let mut mark = 0;
    let mut at = 0;
    for index in 0..3 {
        while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            if lengths[index] == 4 {
                return None;
            }
            parts[index] = parts[index] * 10 + u16::from(digit - b'0');
            (at, lengths[index]) = (at + 1, lengths[index] + 1);
        }
        if index < 2 {
            let next = bytes.get(at).copied().filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
            if index == 1 && next != mark {
                return None;
            }
            (at, mark) = (at + 1, next);
        }
    }
    if bytes.get(at) == Some(&mark) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let date = |year: u16, month: u16, day: u16| {
        let year = i16::try_from(year).ok().filter(|year| *year >= 1000);
        Date::new(Some(year?), Some(u8::try_from(month).ok()?), Some(u8::try_from(day).ok()?))
    };
    let [a, b, c] = parts;
    match lengths {
        [4, 1..=2, 1..=2] => {
            let mut date = date(a, b, c)?;
            let stamp = rest[at..].strip_prefix('T').and_then(clock);
            let end = stamp.map_or(at, |(length, _)| at + 1 + length);
            date.time = stamp.map(|(_, time)| time);
            Some((end, Some(date)))
        }
        [1..=2, 1..=2, 4] if mark == b'.' => Some((at, Some(date(c, b, a)?))),
        [1..=2, 1..=2, 4] => match (date(c, b, a), date(c, a, b)) {
            (None, None) => None,
            (Some(day_first), Some(month_first)) => Some((at, (day_first == month_first).then_some(day_first))),
            (day_first, month_first) => Some((at, day_first.or(month_first))),
        },
        _ => None,
    }
}

/// The length of the time of day that `rest` begins with, as in a stamp: `12:48`, `12:48:00.5Z`, `12:48+05:30`.
fn clock(rest: &str) -> Option<(usize, Time)> {
    let two = |at: usize| {
        let digits = rest.get(at..at + 2)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u8>().ok())?
    };
    let hour = two(0).filter(|&hour| hour < 24)?;
    let minute = two(3).filter(|&minute| rest.as_bytes()[2] == b':' && minute < 60)?;
    let mut end = 5;
    let mut second = None;
    if rest[end..].starts_with(':')
        && let Some(found) = two(end + 1).filter(|&second| second <= 60)
    {
        (second, end) = (Some(found), end + 3);
        if let Some(part) = rest[end..].strip_prefix('.') {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            end += if digits > 0 { digits + 1 } else { 0 };
        }
    }
    let mut offset = None;
    if rest[end..].starts_with('Z') {
        (offset, end) = (Some(0), end + 1);
    } else if let (Some(sign @ (b'+' | b'-')), Some(hours)) = (rest.as_bytes().get(end), two(end + 1)) {
        let colon = usize::from(rest[end + 3..].starts_with(':'));
        if let Some(minutes) = two(end + 3 + colon) {
            let east = i16::from(hours) * 60 + i16::from(minutes);
            offset = Some(if *sign == b'-' { -east } else { east });
            end += 5 + colon;
        }
    }
    Some((end, Time { hour, minute, second, offset }))
}

/// The date that begins at piece `index`, or inside it where a page glued a month to a word, with its span. `None` as
/// the date: the digits may mean two days.
pub(super) fn find(pieces: &Pieces, index: usize) -> Option<(Span, Option<Date>)> {
    let piece = pieces.get(index)?;
    if piece.kind == Kind::NumericDate && numeric(pieces.text(index)).is_some_and(|(_, date)| date.is_none()) {
        return Some((Span::new(piece.start(), piece.end()), None));
    }
    let found = if let Some(day) = day_of_week(pieces, index) {
        with_time(pieces, day)
    } else {
        let time = time(pieces, index)?;
        time_first(pieces, time)
    };
    Some((Span::new(found.start, found.end), Some(found.date)))
}

/// A date, where it stands, and the piece after it.
#[derive(Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    next: usize,
    date: Date,
}

impl Found {
    /// A date of the pieces `first..next`.
    fn of(pieces: &Pieces, first: usize, next: usize, date: Date) -> Option<Found> {
        let (start, end) = (pieces.get(first)?.start(), pieces.get(next.checked_sub(1)?)?.end());
        Some(Found { start, end, next, date })
    }
}

/// "12:48 PM" after a date, "at" between them or not.
fn with_time(pieces: &Pieces, day: Found) -> Found {
    let near = matches!(pieces.gap(day.next - 1), Gap::Space | Gap::Comma);
    let at = pieces.text(day.next).eq_ignore_ascii_case("at") && pieces.gap(day.next) == Gap::Space;
    match time(pieces, day.next + usize::from(at)) {
        Some(time) if near && day.date.time.is_none() && day.date.relative.is_none() => {
            Found { end: time.end, next: time.next, date: Date { time: time.date.time, ..day.date }, ..day }
        }
        _ => day,
    }
}

/// A date after "12:48 PM", "on" between them or not.
fn time_first(pieces: &Pieces, time: Found) -> Found {
    // A time that ends inside a piece has other words glued to it.
    if !matches!(pieces.gap(time.next - 1), Gap::Space | Gap::Comma)
        || time.end != pieces.get(time.next - 1).map_or(0, |p| p.end())
    {
        return time;
    }
    let on = pieces.text(time.next).eq_ignore_ascii_case("on") && pieces.gap(time.next) == Gap::Space;
    match day_of_week(pieces, time.next + usize::from(on)) {
        Some(day) if day.date.relative.is_none() && day.date.time.is_none() => {
            Found { start: time.start, date: Date { time: time.date.time, ..day.date }, ..day }
        }
        _ => time,
    }
}

/// A weekday, a day of the calendar, or both: "Tuesday", "Tuesday, 12 November 2024".
fn day_of_week(pieces: &Pieces, index: usize) -> Option<Found> {
    let Sense::Weekday(weekday, company) = pieces.sense(index) else { return calendar(pieces, index) };
    let near = match pieces.gap(index) {
        Gap::Space | Gap::Comma => index + 1,
        Gap::Stop if company == Company::Any => index + 1,
        _ => usize::MAX,
    };
    let the = usize::from(lexicon::within_date(&pieces.text(near).to_lowercase()));
    match calendar(pieces, near.saturating_add(the)) {
        // A weekday that is not the date's stays a token of its own: a slip the text made.
        Some(day) if day.date.day.is_some() && day.date.weekday.is_none_or(|known| known == weekday) => {
            let start = pieces.get(index)?.start();
            Some(Found { start, date: Date { weekday: Some(weekday), ..day.date }, ..day })
        }
        _ if company == Company::None => {
            Found::of(pieces, index, index + 1, Date { weekday: Some(weekday), ..Date::default() })
        }
        _ => None,
    }
}

/// A date of the calendar or one counted from the day of writing.
fn calendar(pieces: &Pieces, index: usize) -> Option<Found> {
    match (pieces.kind(index)?, pieces.sense(index)) {
        (Kind::NumericDate, _) => Found::of(pieces, index, index + 1, numeric(pieces.text(index))?.1?),
        (Kind::Digits, _) => day_first(pieces, index).or_else(|| in_signs(pieces, index)),
        (_, Sense::Month(month, company)) => month_first(pieces, index, month, company),
        (_, Sense::Day(shift)) => {
            let relative = Some(Relative { unit: Unit::Day, shift });
            Found::of(pieces, index, index + 1, Date { relative, ..Date::default() })
        }
        (_, Sense::Shift(_)) => {
            let relative = Some(shifted(pieces, index)?);
            Found::of(pieces, index, index + 2, Date { relative, ..Date::default() })
        }
        (Kind::Word, _) => glued(pieces, index),
        _ => None,
    }
}

/// "last month"
fn shifted(pieces: &Pieces, index: usize) -> Option<Relative> {
    match (pieces.sense(index), pieces.gap(index), pieces.sense(index + 1)) {
        (Sense::Shift(shift), Gap::Space, Sense::Unit(unit)) => Some(Relative { unit, shift }),
        _ => None,
    }
}

/// A month at the end of a word it was glued to, with a number after it: "DeskNovember 10, 2024".
fn glued(pieces: &Pieces, index: usize) -> Option<Found> {
    let text = pieces.text(index);
    let at = text.char_indices().rev().find(|(_, c)| c.is_uppercase())?.0;
    let hump = text[..at].chars().next_back()?.is_lowercase() && pieces.kind(index + 1)? == Kind::Digits;
    let Sense::Month(month, _) = lexicon::lexeme(&text[at..].to_lowercase()).sense else { return None };
    let found = month_and_number(pieces, index, month).filter(|_| hump)?;
    Some(Found { start: pieces.get(index)?.start() + at, ..found })
}

/// "June 19, 2024", "June 2024", "June this year", "in June".
fn month_first(pieces: &Pieces, index: usize, month: u8, company: Company) -> Option<Found> {
    let text = pieces.text(index);
    let capital = text.starts_with(char::is_uppercase);
    if company == Company::Day || (company == Company::Any && !capital) {
        return None;
    }
    if let Some(found) = month_and_number(pieces, index, month) {
        return Some(found);
    }
    let date = Date { month: Some(month), ..Date::default() };
    if pieces.gap(index) == Gap::Space
        && let Some(relative) = shifted(pieces, index + 1).filter(|relative| relative.unit == Unit::Year)
    {
        return Found::of(pieces, index, index + 3, Date { relative: Some(relative), ..date });
    }
    let introduced = index > 0
        && pieces.gap(index - 1) == Gap::Space
        && lexicon::before_month(&pieces.text(index - 1).to_lowercase());
    (company == Company::None || introduced).then(|| Found::of(pieces, index, index + 1, date))?
}

/// A month with the day, the year or both after it.
fn month_and_number(pieces: &Pieces, index: usize, month: u8) -> Option<Found> {
    if !matches!(pieces.gap(index), Gap::Space | Gap::Comma | Gap::Stop) {
        return None;
    }
    let next = index + 1;
    // `June 19,2024`
    if let Some((day, year)) = pieces.text(next).split_once(',')
        && let (Ok(day), Some(year)) = (day.parse::<u8>(), year_of(year))
        && let Some(date) = Date::new(Some(year), Some(month), Some(day))
    {
        return Found::of(pieces, index, next + 1, date);
    }
    let of = usize::from(lexicon::within_date(&pieces.text(next).to_lowercase()));
    if let Some(year) = year(pieces, next + of) {
        return Found::of(pieces, index, next + of + 1, Date::new(Some(year), Some(month), None)?);
    }
    let (day, after) = day(pieces, next)?;
    let near = matches!(pieces.gap(after - 1), Gap::Space | Gap::Comma);
    let full = year(pieces, after).filter(|_| near).and_then(|year| Date::new(Some(year), Some(month), Some(day)));
    match full {
        Some(date) => Found::of(pieces, index, after + 1, date),
        // "June 10:30" and "June 5 percent" name no day.
        None if is_counted(pieces, after) => None,
        None => Found::of(pieces, index, after, Date::new(None, Some(month), Some(day))?),
    }
}

/// Whether what stands before piece `after` is an amount or a time, so no day.
fn is_counted(pieces: &Pieces, after: usize) -> bool {
    match pieces.gap(after - 1) {
        Gap::Colon => true,
        Gap::Nothing | Gap::Space => {
            let percent =
                pieces.kind(after) == Some(Kind::Percent) || lexicon::percent(&pieces.text(after).to_lowercase());
            percent || matches!(pieces.sense(after), Sense::Scale(_))
        }
        _ => false,
    }
}

/// "19 June 2024", "19. Juni 2024", "19th of June", "19 de junio de 2024", "19-Jun-2024".
fn day_first(pieces: &Pieces, index: usize) -> Option<Found> {
    let (day, mut at) = day(pieces, index)?;
    let within = |at: usize| lexicon::within_date(&pieces.text(at).to_lowercase()) && pieces.gap(at) == Gap::Space;
    let near = |at: usize| matches!(pieces.gap(at - 1), Gap::Space | Gap::Stop | Gap::Hyphen | Gap::Comma);
    if !near(at) || pieces.gap(at - 1) == Gap::Comma {
        return None;
    }
    at += usize::from(within(at));
    let Sense::Month(month, company) = pieces.sense(at) else { return None };
    if company == Company::Any && !pieces.text(at).starts_with(char::is_uppercase) {
        return None;
    }
    let next = at + 1;
    let of = usize::from(within(next));
    let full =
        year(pieces, next + of).filter(|_| near(next)).and_then(|year| Date::new(Some(year), Some(month), Some(day)));
    match full {
        Some(date) => Found::of(pieces, index, next + of + 1, date),
        None => Found::of(pieces, index, next, Date::new(None, Some(month), Some(day))?),
    }
}

/// `2024年6月19日`, `2024년 6월 19일`, with the day or without.
fn in_signs(pieces: &Pieces, index: usize) -> Option<Found> {
    let signed = |at: usize, signs: [&str; 2]| pieces.gap(at) == Gap::Nothing && signs.contains(&pieces.text(at + 1));
    let small = |at: usize| pieces.text(at).parse::<u8>().ok();
    let year = year(pieces, index).filter(|_| signed(index, ["年", "년"]))?;
    let month = small(index + 2).filter(|_| signed(index + 2, ["月", "월"]))?;
    match small(index + 4).filter(|_| signed(index + 4, ["日", "일"])) {
        Some(day) => Found::of(pieces, index, index + 6, Date::new(Some(year), Some(month), Some(day))?),
        None => Found::of(pieces, index, index + 4, Date::new(Some(year), Some(month), None)?),
    }
}

/// A day of the month at piece `index`, and the piece after it and its ending ("19th", "1er").
fn day(pieces: &Pieces, index: usize) -> Option<(u8, usize)> {
    let text = pieces.text(index);
    let day = text.parse::<u8>().ok().filter(|day| (1..=31).contains(day) && text.len() <= 2)?;
    let ending = pieces.gap(index) == Gap::Nothing && ["st", "nd", "rd", "th", "er"].contains(&pieces.text(index + 1));
    Some((day, index + 1 + usize::from(ending)))
}

fn year(pieces: &Pieces, index: usize) -> Option<i16> {
    year_of(pieces.text(index))
}

fn year_of(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|year| (1000..3000).contains(year))
}

/// "12:48", "12:48 PM", "5 p.m.", "17:30 GMT".
fn time(pieces: &Pieces, index: usize) -> Option<Found> {
    if pieces.kind(index)? != Kind::Digits {
        return None;
    }
    let part = |at: usize, most: u8| {
        let text = pieces.text(at);
        text.parse::<u8>().ok().filter(|&part| text.len() <= 2 && part < most)
    };
    let sixty = |at: usize| part(at, 60).filter(|_| pieces.gap(at - 1) == Gap::Colon && pieces.text(at).len() == 2);
    let mut hour = part(index, 24)?;
    let minute = sixty(index + 1);
    let second = minute.and_then(|_| sixty(index + 2));
    let mut next = index + 1 + usize::from(minute.is_some()) + usize::from(second.is_some());
    let mut end = pieces.get(next - 1)?.end();
    let half = half_of_day(pieces, next, minute.is_some()).filter(|_| hour <= 12);
    if minute.is_none() && half.is_none() {
        return None;
    }
    if let Some((afternoon, length)) = half {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        end = pieces.get(next)?.start() + length;
        next += 1;
    }
    let zone = ["GMT", "UTC"].contains(&pieces.text(next)) && pieces.gap(next - 1) == Gap::Space;
    if zone {
        end = pieces.get(next)?.end();
        next += 1;
    }
    let time = Time { hour, minute: minute.unwrap_or(0), second, offset: zone.then_some(0) };
    let start = pieces.get(index)?.start();
    Some(Found { start, end, next, date: Date { time: Some(time), ..Date::default() } })
}

/// Whether piece `index` says afternoon, if it says "a.m." or "p.m.", and in how many bytes. `glued`: capitals with
/// small letters after them count too ("PMworld").
fn half_of_day(pieces: &Pieces, index: usize, glued: bool) -> Option<(bool, usize)> {
    if !matches!(pieces.gap(index.checked_sub(1)?), Gap::Nothing | Gap::Space) {
        return None;
    }
    let text = pieces.text(index);
    let (length, half) = match text.to_ascii_lowercase().as_str() {
        half @ ("am" | "pm" | "a.m." | "p.m." | "a.m" | "p.m") => (text.len(), half.starts_with('p')),
        _ if glued && text.chars().skip(2).all(char::is_lowercase) => match text.get(..2)? {
            "AM" => (2, false),
            "PM" => (2, true),
            _ => return None,
        },
        _ => return None,
    };
    Some((half, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> Vec<String> {
        dates(body).iter().map(|(_, date)| date.to_string()).collect()
    }

    #[test]
    fn one_day_in_all_orders_is_one_value() {
        for form in [
            "19 June 2024",
            "June 19, 2024",
            "June 19,2024",
            "June 19th, 2024",
            "19th of June 2024",
            "2024-06-19",
            "2024/06/19",
            "19/06/2024",
            "06/19/2024",
            "19.06.2024",
            "19. Juni 2024",
            "19 juin 2024",
            "19 de junio de 2024",
            "19 giugno 2024",
            "19 de junho de 2024",
            "19 juni 2024",
            "19 czerwca 2024",
            "19 июня 2024",
            "19 червня 2024",
            "2024年6月19日",
            "2024년 6월 19일",
            "Wednesday, 19 June 2024",
            "Wed. 19 June 2024",
            "Wednesday, June 19, 2024",
            "19\nJune 2024",
        ] {
            let found = dates(form);
            assert_eq!(shown(form), ["2024-06-19"], "{form}");
            assert_eq!(found[0].0, Span::new(0, form.len()), "{form}");
            assert_eq!(Some(found[0].1), Date::new(Some(2024), Some(6), Some(19)), "{form}");
        }
    }

    #[test]
    fn a_date_says_as_much_as_the_text() {
        for (body, date) in [
            ("signed in June 2024 and", "2024-06"),
            ("a visit in June.", "--06"),
            ("the June 19 treaty", "--06-19"),
            ("on Saturday", "-W-6"),
            ("Saturday, 9 November", "--11-09-W-6"),
            ("endorsed it last month", "month-1"),
            ("this week", "week+0"),
            ("in October this year", "--10@year+0"),
            ("yesterday", "day-1"),
            ("at 12:48 PM", "T12:48"),
            ("at 5 p.m. local", "T17:00"),
            ("12am", "T00:00"),
            ("17:30 GMT", "T17:30Z"),
            ("In May 2024", "2024-05"),
            ("since May", "--05"),
            ("2024-11-10T12:48:00+05:30", "2024-11-10T12:48:00+05:30"),
            ("2024-11-10T12:48Z", "2024-11-10T12:48Z"),
            ("10:05 on 3 May 2024", "2024-05-03T10:05"),
            ("5 mars 2024", "2024-03-05"),
        ] {
            assert_eq!(shown(body), [date], "{body}");
        }
    }

    #[test]
    fn a_date_is_found_where_a_page_glued_it() {
        let body = "Web DeskNovember 10, 2024 12:48 PMworld";
        let found = dates(body);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.of(body), "November 10, 2024 12:48 PM");
        assert_eq!(found[0].1.to_string(), "2024-11-10T12:48");
        assert_eq!(shown(" date 2024-10-15 Putin"), ["2024-10-15"]);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for body in [
            "it may rain",
            "they march on",
            "5 may have died",
            "the August House",
            "March in step",
            "10.20.30.40",
            "a 3-2 win",
            "version 1.2.3",
            "13/13/2024",
            "June5",
            "he sat down",
        ] {
            assert_eq!(shown(body), Vec::<String>::new(), "{body}");
        }
    }

    #[test]
    fn digits_that_say_two_days_say_none() {
        assert_eq!(shown("02/03/2024"), Vec::<String>::new());
        assert_eq!(shown("03/03/2024"), ["2024-03-03"]);
        assert_eq!(tokens("02/03/2024")[0].class, Class::Date);
    }

    #[test]
    fn the_calendar_is_asked() {
        assert_eq!(Date::new(Some(2024), Some(6), Some(31)), None);
        assert_eq!(Date::new(Some(2023), Some(2), Some(29)), None);
        assert_eq!(shown("31 June 2024"), ["2024-06"]);
        assert_eq!(Date::new(Some(2024), Some(11), Some(9)).and_then(Date::weekday), Some(6));
    }

    #[test]
    fn a_weekday_that_is_not_the_dates_stands_by_itself() {
        assert_eq!(shown("Sunday, 9 November 2024"), ["-W-7", "2024-11-09"]);
    }

    #[test]
    fn dates_agree_unless_a_part_differs() {
        let [full, june, saturday, july] =
            ["19 June 2024", "June", "Saturday", "July 2024"].map(|body| dates(body)[0].1);
        assert!(full.agrees_with(june) && june.agrees_with(full));
        assert!(!full.agrees_with(saturday) && !full.agrees_with(july));
    }
}
