//! What was read before anything was done with it: how many articles in which formats, and what else was there.

use std::collections::BTreeMap;

use crate::ingest::Summary;

/// The inputs, counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadCounts {
    pub formats: Vec<FormatRow>,
    /// What went wrong, by kind, and how often.
    pub problems: Vec<(String, u64)>,
}

/// The inputs of one format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormatRow {
    pub format: String,
    pub files: u64,
    pub articles: u64,
    /// What is no article, by why, the commonest first.
    pub passed_over: Vec<(String, u64)>,
}

impl ReadCounts {
    /// Counts what was read behind it too.
    pub fn add(&mut self, more: ReadCounts) {
        for row in more.formats {
            match self.formats.iter_mut().find(|known| known.format == row.format) {
                Some(known) => {
                    known.files += row.files;
                    known.articles += row.articles;
                    sum(&mut known.passed_over, row.passed_over);
                }
                None => self.formats.push(row),
            }
        }
        self.formats.sort_by(|a, b| a.format.cmp(&b.format));
        sum(&mut self.problems, more.problems);
    }

    pub fn new(summary: &Summary) -> ReadCounts {
        let row = |(format, count): (&&'static str, &crate::ingest::Count)| FormatRow {
            format: (*format).to_owned(),
            files: count.files,
            articles: count.articles,
            passed_over: commonest_first(count.passed_over.iter().map(|(why, count)| (why.clone(), *count))),
        };
        ReadCounts {
            formats: summary.formats.iter().map(row).collect(),
            problems: commonest_first(summary.problems.iter().map(|(kind, count)| ((*kind).to_owned(), *count))),
        }
    }
}

fn sum(counts: &mut Vec<(String, u64)>, more: Vec<(String, u64)>) {
    let mut all: BTreeMap<String, u64> = std::mem::take(counts).into_iter().collect();
    more.into_iter().for_each(|(what, count)| *all.entry(what).or_default() += count);
    *counts = commonest_first(all.into_iter());
}

/// So many reasons are named; the rest is counted.
const REASONS: usize = 6;

/// `3 image/png, 2 status 404, and 7 for 4 more reasons`.
pub fn counted(counts: &[(String, u64)]) -> String {
    // Nothing is saved by counting one.
    let shown = if counts.len() == REASONS + 1 { REASONS + 1 } else { REASONS };
    let mut named: Vec<String> = counts.iter().take(shown).map(|(why, count)| format!("{count} {why}")).collect();
    if let Some(rest) = counts.get(shown..).filter(|rest| !rest.is_empty()) {
        let count: u64 = rest.iter().map(|(_, count)| count).sum();
        named.push(format!("and {count} for {} more reasons", rest.len()));
    }
    named.join(", ")
}

fn commonest_first(counts: impl Iterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
