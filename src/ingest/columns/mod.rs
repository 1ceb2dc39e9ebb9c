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

use super::Problem;
use super::intake::Intake;
use super::place::Place;
pub(super) use ipc::read as read_arrow;
pub(super) use row_groups::read as read_parquet;

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
