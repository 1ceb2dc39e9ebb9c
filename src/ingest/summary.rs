//! What was read, counted: how many inputs of each format, how many articles in them, and what else they hold.

use std::collections::BTreeMap;

/// So many reasons are told apart in a format; a crawl of anything may have thousands.
const REASONS: usize = 200;

/// What a run of reading came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    pub formats: BTreeMap<&'static str, Count>,
    /// How many of each kind.
    pub problems: BTreeMap<&'static str, u64>,
}

/// What the inputs of one format came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub files: u64,
    pub articles: u64,
    /// What is no article, by why it is none: records of a crawl, entries of a feed.
    pub passed_over: BTreeMap<String, u64>,
}

impl Summary {
    pub(super) fn of(&mut self, format: &'static str) -> &mut Count {
        self.formats.entry(format).or_default()
    }
}

impl Count {
    pub(super) fn pass_over(&mut self, why: &str) {
        let why = if self.passed_over.len() < REASONS || self.passed_over.contains_key(why) { why } else { "other" };
        *self.passed_over.entry(why.to_owned()).or_default() += 1;
    }
}
