//! The line of what was read.

use serde::Serialize;

use super::Lines;
use crate::report::{FormatRow, ReadCounts};

impl Lines<'_> {
    pub(super) fn read(&mut self, read: &ReadCounts) {
        let formats = read.formats.iter().map(FormatField::new).collect();
        self.push("wirecopy/read/1", ReadLine { formats, problems: fields(&read.problems) });
    }
}

#[derive(Serialize)]
struct ReadLine<'r> {
    formats: Vec<FormatField<'r>>,
    problems: Vec<CountField<'r>>,
}

#[derive(Serialize)]
struct FormatField<'r> {
    format: &'r str,
    inputs: u64,
    articles: u64,
    passed_over: Vec<CountField<'r>>,
}

impl<'r> FormatField<'r> {
    fn new(row: &'r FormatRow) -> FormatField<'r> {
        let passed_over = fields(&row.passed_over);
        FormatField { format: &row.format, inputs: row.files, articles: row.articles, passed_over }
    }
}

#[derive(Serialize)]
struct CountField<'r> {
    what: &'r str,
    count: u64,
}

fn fields(counts: &[(String, u64)]) -> Vec<CountField<'_>> {
    counts.iter().map(|(what, count)| CountField { what, count: *count }).collect()
}
