//! The entries of one article in the log, as stops on a line.

use super::WIDTH;
use crate::archive::Change;
use crate::report::EntryRow;

/// So many stops are drawn, the last ones.
const STOPS: usize = 12;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionLine {
    /// The oldest first, evenly apart: the times stand beside them.
    pub stops: Vec<Stop>,
    /// Older entries that are not drawn.
    pub left_out: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    pub x: usize,
    pub change: Change,
    pub number: u32,
    /// Unix seconds.
    pub recorded_at: i64,
}

impl VersionLine {
    /// `entries` are the newest first.
    pub fn new(entries: &[EntryRow]) -> VersionLine {
        let shown = &entries[..entries.len().min(STOPS)];
        let step = WIDTH / shown.len().max(1);
        let stop = |(at, entry): (usize, &EntryRow)| Stop {
            x: step / 2 + at * step,
            change: entry.change.clone(),
            number: entry.number,
            recorded_at: entry.recorded_at,
        };
        VersionLine { stops: shown.iter().rev().enumerate().map(stop).collect(), left_out: entries.len() - shown.len() }
    }
}
