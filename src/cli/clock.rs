//! The clock. Only the command line reads it: the archive is told the time.

use std::time::{SystemTime, UNIX_EPOCH};

use super::exit::Failure;
use crate::text::utc_second;

/// For tests and demonstrations that must come out the same each time: the time as Unix seconds.
const VARIABLE: &str = "WIRECOPY_NOW";

/// Now, in Unix seconds.
pub(super) fn now() -> Result<i64, Failure> {
    match std::env::var_os(VARIABLE) {
        Some(given) => {
            let seconds = given.to_str().and_then(|given| given.parse::<i64>().ok());
            let known = seconds.filter(|&seconds| utc_second(seconds).is_some());
            known.ok_or_else(|| {
                let what = format!("{VARIABLE} is no time: {}", given.display());
                Failure::new(what).hint("give Unix seconds, such as 1795291925, or unset it")
            })
        }
        None => match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => Ok(since.as_secs() as i64),
            Err(before) => Ok(-(before.duration().as_secs() as i64)),
        },
    }
}
