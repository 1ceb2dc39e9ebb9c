//! What was read, for reading: a line for the articles by format, one for what was passed over, one for what went wrong.

use super::words::many;
use super::wrap::wrap;
use crate::report::{ReadCounts, View, counted};

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
        let told = format!("passed over in {}: {}", row.format, counted(&row.passed_over));
        out.push_str(&wrap(&[(&told, None)], "  ", view.width, view.color));
    }
    if !read.problems.is_empty() {
        // What they are called is of many.
        let told: Vec<String> = read.problems.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
        let told = format!("not read: {}", told.join(", "));
        out.push_str(&wrap(&[(&told, None)], "  ", view.width, view.color));
    }
    out
}
