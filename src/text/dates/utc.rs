//! Moments as people and machines read them, always in UTC.

use jiff::Timestamp;

/// `2026-11-21 20:12Z`, for people. `None` where the Unix seconds are beyond the calendar's years (±9999).
pub fn utc_minute(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%d %H:%MZ").to_string())
}

/// `2026-11-21T20:12:05Z`, as RFC 3339 has it.
pub fn utc_second(seconds: i64) -> Option<String> {
    Some(Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The Unix seconds of a moment as RFC 3339 has it; `None` where `written` is none, or states no offset from UTC.
pub fn unix_second(written: &str) -> Option<i64> {
    written.trim().parse::<Timestamp>().ok().map(Timestamp::as_second)
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
    fn a_moment_needs_its_offset() {
        assert_eq!(unix_second("2026-11-21T20:12:05Z"), Some(1_795_291_925));
        assert_eq!(unix_second(" 2026-11-21T21:12:05+01:00"), Some(1_795_291_925));
        for written in ["2026-11-21T20:12:05", "2026-11-21", "2026-02-30T00:00:00Z", "1795291925", ""] {
            assert_eq!(unix_second(written), None, "{written}");
        }
    }
}
