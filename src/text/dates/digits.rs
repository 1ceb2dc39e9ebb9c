//! Dates and times in digits alone.

use super::{Date, Time};

/// The length of the date in digits alone that `rest` begins with, and the date if the digits say one only:
/// `2024-06-19`, with a time after `T`; `19/06/2024` where no other order fits; `19.06.2024`, day first wherever it is
/// written so.
pub(in crate::text) fn numeric(rest: &str) -> Option<(usize, Option<Date>)> {
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

/// The date of digits that may mean two days, day first.
pub(super) fn day_first(digits: &str) -> Option<Date> {
    let mut parts = digits.split(['-', '/']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(Some(year.parse().ok()?), Some(month.parse().ok()?), Some(day.parse().ok()?))
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
