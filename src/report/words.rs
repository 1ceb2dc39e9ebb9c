//! Small things as people read them: counts, sentence numbers, shares, digests, moments.

use unicode_width::UnicodeWidthStr;

use crate::text::utc_minute;

/// `1 entry`, `2 entries`.
pub(super) fn many(count: usize, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if count == 1 => format!("1 {what}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{count} {stem}ies"),
        _ => format!("{count} {what}s"),
    }
}

/// 0-based sentences as people count them: `3` or `3-5`.
pub(super) fn numbers(sentences: &[usize]) -> String {
    match sentences {
        [first, .., last] => format!("{}-{}", first + 1, last + 1),
        [only] => (only + 1).to_string(),
        [] => String::new(),
    }
}

pub(super) fn percent(thousandths: u16) -> String {
    format!("{} %", (u32::from(thousandths) + 5) / 10)
}

/// Thousandths of things that are counted, to a tenth: `0.1`.
pub(super) fn tenths(thousandths: u64) -> String {
    let tenths = thousandths.saturating_add(50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// At most `room` columns of a text.
pub(super) fn cut(text: &str, room: usize) -> String {
    cut_with(text, room, "…")
}

/// The same with another mark where something was left out.
pub(super) fn cut_with(text: &str, room: usize, mark: &str) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + 1 + mark.width() > room {
            break;
        }
        kept.push(c);
    }
    kept + mark
}

/// The beginning of a digest or a git name that tells it apart among a few.
pub(super) fn short(digest: &str) -> &str {
    let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
    hex.get(..8).unwrap_or(hex)
}

/// A moment in UTC; beyond the calendar's years, the Unix seconds.
pub(super) fn moment(seconds: i64) -> String {
    utc_minute(seconds).unwrap_or_else(|| format!("{seconds} s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_numbers_read_as_people_write_them() {
        assert_eq!(
            [many(1, "entry"), many(2, "entry"), many(0, "word"), many(3, "day")],
            ["1 entry", "2 entries", "0 words", "3 days"]
        );
        assert_eq!([numbers(&[0]), numbers(&[2, 3, 4])], ["1", "3-5"]);
        assert_eq!([percent(4), percent(5), percent(1000)], ["0 %", "1 %", "100 %"]);
        assert_eq!([0, 49, 58, 949, 950, 1600].map(tenths), ["0.0", "0.0", "0.1", "0.9", "1.0", "1.6"]);
        assert_eq!(short("sha256:705d95e6c06c"), "705d95e6");
    }
}
