//! What was read, for reading: a line for the articles by format, one for what was passed over, one for what went wrong.

use super::words::many;
use super::wrap::wrap;
use crate::report::{ReadCounts, View};

/// So many reasons are named; the rest is counted.
const REASONS: usize = 6;

pub(super) fn render(read: &ReadCounts, view: &View) -> String {
    let of = |row: &crate::report::FormatRow| {
        format!("{} {} in {}", row.articles, row.format, many(row.files as usize, "input"))
    };
    let formats: Vec<String> = read.formats.iter().map(of).collect();
    if formats.is_empty() {
        return String::new();
    }
    let mut out = wrap(&[(&format!("Read: {}", formats.join(", ")), None)], "", view.width, view.color);
    for row in read.formats.iter().filter(|row| !row.passed_over.is_empty()) {
        let told = format!("passed over in {}: {}", row.format, counts(&row.passed_over));
        out.push_str(&wrap(&[(&told, None)], "  ", view.width, view.color));
    }
    if !read.problems.is_empty() {
        let told = format!("not read: {}", counts(&read.problems));
        out.push_str(&wrap(&[(&told, None)], "  ", view.width, view.color));
    }
    out
}

/// `3 image/png, 2 status 404, and 7 for 4 more reasons`.
pub(super) fn counts(counts: &[(String, u64)]) -> String {
    let mut named: Vec<String> = counts.iter().take(REASONS).map(|(why, count)| format!("{count} {why}")).collect();
    if let Some(rest) = counts.get(REASONS..).filter(|rest| !rest.is_empty()) {
        let count: u64 = rest.iter().map(|(_, count)| count).sum();
        named.push(format!("and {count} for {}", many(rest.len(), "more reason")));
    }
    named.join(", ")
}
