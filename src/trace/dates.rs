//! Which of two dates was earlier, where that is beyond doubt.

use super::weights::{DATED_RIGHT, DATED_WRONG};
use crate::article::{Basis, Dated};

/// A clock says a day that the world begins and ends 26 hours apart (UTC+14 to UTC-12): days without a zone that are
/// not more than two apart decide nothing.
const DAYS_APART: i64 = 2;

/// Whether `a` is surely before `b`: two moments that state their zones are, whatever is between them. Dates that were only inferred
/// decide nothing.
pub fn surely_before(a: &Dated, b: &Dated) -> bool {
    if [a, b].iter().any(|date| date.basis == Basis::Inferred) {
        return false;
    }
    if let (Some(a), Some(b)) = (moment(a), moment(b)) {
        return a < b;
    }
    match (days(&a.value), days(&b.value)) {
        (Some((_, last)), Some((first, _))) => last + DAYS_APART < first,
        _ => false,
    }
}

/// The minute that a date with a time and a zone states, counted from one for all.
fn moment(date: &Dated) -> Option<i64> {
    let (first, last) = minutes(date).filter(|_| date.zone.is_some())?;
    (first == last).then_some(first)
}

/// Whether all that `a` may mean is before all that `b` may, each in its own zone.
pub fn is_before(a: &Dated, b: &Dated) -> bool {
    days(&a.value).zip(days(&b.value)).is_some_and(|((_, last), (first, _))| last < first)
}

/// The number of the day that a date states, counted from one day for all; `None` where it states more than one, or was inferred.
pub fn day(date: &Dated) -> Option<i64> {
    let (first, last) = days(&date.value).filter(|_| date.basis != Basis::Inferred)?;
    (first == last).then_some(first)
}

/// How far two dates speak for `a` being before `b`, in thousandths of a bit: [`DATED_RIGHT`] where `a` is dated before, less
/// than nothing, by the other figure [`DATED_WRONG`], where `b` is, and 0 where they may mean the same moment. Dates are often
/// wrong, by an update or a page's own: however far they are apart they never say much.
pub(super) fn dated_bits(a: &Dated, b: &Dated) -> i64 {
    let read = |date: &Dated| minutes(date).filter(|_| date.basis != Basis::Inferred);
    let (Some(a), Some(b)) = (read(a), read(b)) else { return 0 };
    match (a.1 < b.0, b.1 < a.0) {
        (true, _) => DATED_RIGHT,
        (_, true) => -DATED_WRONG,
        _ => 0,
    }
}

/// The first and the last minute a date may mean, as it is written: two pages that state no zone are taken to share one.
fn minutes(date: &Dated) -> Option<(i64, i64)> {
    const DAY: i64 = 24 * 60;
    let (first, last) = days(&date.value)?;
    let Some((_, time)) = date.value.split_once('T') else { return Some((first * DAY, last * DAY + DAY - 1)) };
    let number = |from: usize| time.get(from..from + 2)?.parse::<i64>().ok();
    let at = first * DAY + number(0)? * 60 + number(3)?;
    let (zone, sign) = match time.rfind(['+', '-']) {
        Some(zone) => (zone, if time[zone..].starts_with('-') { -1 } else { 1 }),
        None => return Some((at, at)),
    };
    let ahead = number(zone + 1)? * 60 + number(zone + 4)?;
    Some((at - sign * ahead, at - sign * ahead))
}

/// The first and the last day an ISO 8601 date may mean, counted from one day for all.
pub fn days(value: &str) -> Option<(i64, i64)> {
    let mut parts = value.split('T').next()?.split('-').map(|part| part.parse::<i64>().ok());
    let year = parts.next()??;
    let month = parts.next().map_or(Some(None), |month| month.map(Some))?;
    let day = parts.next().map_or(Some(None), |day| day.map(Some))?;
    Some(match (month, day) {
        (Some(month), Some(day)) => (number(year, month, day), number(year, month, day)),
        (Some(12), None) => (number(year, 12, 1), number(year + 1, 1, 0)),
        (Some(month), None) => (number(year, month, 1), number(year, month + 1, 0)),
        (None, _) => (number(year, 1, 1), number(year, 12, 31)),
    })
}

/// The number of a day in the Gregorian calendar, with the year begun in March so that its odd day comes last (after
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(value: &str) -> Dated {
        Dated::parse(value, Basis::Record).unwrap()
    }

    #[test]
    fn a_date_is_earlier_only_beyond_all_zones() {
        for (a, b, sure) in [
            ("2024-11-09", "2024-11-10", false),
            ("2024-11-09", "2024-11-11T23:59Z", false),
            ("2024-11-09T10:00Z", "2024-11-09T10:01Z", true),
            ("2024-11-09T12:00+02:00", "2024-11-09T10:01Z", true),
            ("2024-11-09T10:00Z", "2024-11-09T12:00+02:00", false),
            ("2024-11-09T10:00", "2024-11-09T23:00Z", false),
            ("2024-11-09", "2024-11-12", true),
            ("2024-02-28", "2024-03-02", true),
            ("2023-02-28", "2023-03-02", false),
            ("2024-12-30", "2025-01-02", true),
            ("2024-11", "2024-11-30", false),
            ("2024-11", "2024-12-02", false),
            ("2024-11", "2024-12-03", true),
            ("2024-12", "2025-01-03", true),
            ("2023", "2024-02", true),
            ("2024", "2024-12-31", false),
        ] {
            assert_eq!(surely_before(&dated(a), &dated(b)), sure, "{a} {b}");
            assert!(!surely_before(&dated(b), &dated(a)), "{b} {a}");
        }
    }

    #[test]
    fn an_inferred_date_decides_nothing() {
        let inferred = Dated { basis: Basis::Inferred, ..dated("2020-01-01") };
        assert!(!surely_before(&inferred, &dated("2024-01-01")));
    }
}
