//! Tables kept by columns: Parquet, and Arrow's own files and streams. A row is an article, whose columns `record` reads by
//! their names. In memory are a few rows of Parquet, with the pages they stand on, or one record batch of Arrow, and both have
//! a bound ([`BOUND`]): what exceeds it is named and passed over.
//!
//! The crates check what they read, but not everywhere: where they break, that is a fault of the file as any other
//! ([`guarded`]).

mod batch;
mod cells;
mod ipc;
mod messages;
mod pages;
mod row_groups;
#[cfg(test)]
pub(super) mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::intake::Intake;
use super::place::Place;
use super::{Format, Problem, Reads};

pub(super) const PARQUET: Format = Format {
    name: "parquet",
    is_article: false,
    endings: &["parquet", "pq"],
    looks: |head| head.starts_with(b"PAR1"),
    reads: Reads::File(row_groups::read),
};

pub(super) const ARROW: Format = Format {
    name: "arrow",
    is_article: false,
    endings: &["arrow", "arrows", "feather"],
    // A stream begins with the length of its first message, some kilobytes.
    looks: |head| {
        let is_stream =
            head.strip_prefix(&messages::CONTINUES).is_some_and(|rest| matches!(rest, [_, _, 0..=15, 0, ..]));
        is_stream || head.starts_with(ipc::MAGIC)
    },
    reads: Reads::Unpacked(ipc::read),
};

/// The most bytes that are unpacked at once: of a batch of Arrow all of it, of Parquet the largest pages of all columns.
const BOUND: u64 = 1 << 30;

/// What a step of reading gave, or why it gave nothing. The crates are not ours, and files are of all kinds: on some that were
/// made to harm they panic, and nothing they were at is used afterwards.
fn guarded<T, E: std::fmt::Display>(step: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(given) => given.map_err(|error| error.to_string()),
        Err(_) => Err("its parts contradict each other".to_owned()),
    }
}

fn broken(what: String, place: &Place, intake: &mut Intake) {
    intake.problem(Problem::Table { at: place.source(None), what });
}
