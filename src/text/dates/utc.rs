//! Moments as people and machines read them, always in UTC.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// `2026-11-21 20:12Z`, for people. `None` where the Unix seconds are beyond the calendar's years (±9999).
pub fn utc_minute(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d %H:%MZ").to_string())
}

/// `2026-11-21T20:12:05Z`, as RFC 3339 has it.
pub fn utc_second(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// ISO 8601 of what a clock showed so many seconds and nanoseconds after it showed the first of 1970, with `Z` where that clock is
/// known to be that of UTC: `2024-11-10T12:48:05.25Z`. `None` beyond the calendar's years.
pub fn iso_moment(seconds: i64, nanoseconds: i32, is_utc: bool) -> Option<String> {
    let moment = Timestamp::new(seconds, nanoseconds).ok()?;
    Some(moment.strftime(if is_utc { "%Y-%m-%dT%H:%M:%S%.fZ" } else { "%Y-%m-%dT%H:%M:%S%.f" }).to_string())
}

/// The day so many days after the first of 1970, as ISO 8601 has it. `None` beyond the calendar's years.
pub fn iso_day(days: i64) -> Option<String> {
    Some(Timestamp::from_second(days.checked_mul(86_400)?).ok()?.strftime("%Y-%m-%d").to_string())
}

/// The Unix seconds of a moment as RFC 3339 has it; `None` where `written` is none, or states no offset from UTC.
pub fn unix_second(written: &str) -> Option<i64> {
    written.trim().parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// A date as mail and RSS write it (RFC 2822 with the zones of RFC 822), in ISO 8601, and its zone as it stands there:
/// `Sun, 10 Nov 2024 12:48:00 GMT` is `2024-11-10T12:48:00Z`. `None` where `written` is none.
pub fn mail_date(written: &str) -> Option<(String, String)> {
    let written = written.trim();
    let moment = rfc2822::parse(written).ok()?;
    let zone = written.split('(').next()?.trim_end().rsplit(' ').next()?;
    let form = if moment.offset().is_zero() && !zone.starts_with(['+', '-']) {
        "%Y-%m-%dT%H:%M:%SZ"
    } else {
        "%Y-%m-%dT%H:%M:%S%:z"
    };
    Some((moment.strftime(form).to_string(), zone.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_utc_and_bounded() {
        assert_eq!(utc_minute(1_795_291_925).as_deref(), Some("2026-11-21 20:12Z"));
        assert_eq!(utc_second(1_795_291_925).as_deref(), Some("2026-11-21T20:12:05Z"));
        assert_eq!(utc_second(-1).as_deref(), Some("1969-12-31T23:59:59Z"));
        assert_eq!(utc_minute(i64::MAX), None);
    }

    #[test]
    fn counts_since_1970_are_days_and_moments() {
        assert_eq!(iso_moment(1_731_242_885, 250_000_000, true).as_deref(), Some("2024-11-10T12:48:05.25Z"));
        assert_eq!(iso_moment(-1, 0, false).as_deref(), Some("1969-12-31T23:59:59"));
        assert_eq!(iso_moment(i64::MAX, 0, false), None);
        assert_eq!(
            [0, 20_037, -1].map(iso_day),
            ["1970-01-01", "2024-11-10", "1969-12-31"].map(|day| Some(day.to_owned()))
        );
        assert_eq!([i64::MAX, 10_000_000].map(iso_day), [None, None]);
    }

    #[test]
    fn dates_of_mail_are_read() {
        let read = |written| mail_date(written).map(|(value, zone)| format!("{value} {zone}"));
        assert_eq!(read("Sun, 10 Nov 2024 12:48:00 GMT").as_deref(), Some("2024-11-10T12:48:00Z GMT"));
        assert_eq!(read(" 10 Nov 2024 12:48 +0100 (CET)").as_deref(), Some("2024-11-10T12:48:00+01:00 +0100"));
        assert_eq!(read("Sun, 10 Nov 2024 12:48:00 EST").as_deref(), Some("2024-11-10T12:48:00-05:00 EST"));
        for written in ["Sun, 31 Nov 2024 12:48:00 GMT", "10 Nov 2024", "yesterday", "", "("] {
            assert_eq!(read(written), None, "{written}");
        }
    }

    #[test]
    fn a_moment_needs_its_offset() {
        assert_eq!(unix_second("2026-11-21T20:12:05Z"), Some(1_795_291_925));
        assert_eq!(unix_second(" 2026-11-21T21:12:05+01:00"), Some(1_795_291_925));
        for written in ["2026-11-21T20:12:05", "2026-11-21", "2026-02-30T00:00:00Z", "1795291925", ""] {
            assert_eq!(unix_second(written), None, "{written}");
        }
    }
}
