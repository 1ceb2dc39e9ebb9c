//! The clock. Only the command line reads it: the archive is told the time.

use std::time::{SystemTime, UNIX_EPOCH};

use std::cell::Cell;
use std::time::Duration;

use super::exit::Failure;
use crate::fetch::Clock;
use crate::text::utc_second;

/// For tests and demonstrations that must come out the same each time: the time as Unix seconds.
const VARIABLE: &str = "WIRECOPY_NOW";

/// The clock on the wall. Where a time is given it passes with each sleep, and in no other way: nobody waits then.
pub(super) struct Wall {
    given: Option<Cell<u64>>,
}

impl Wall {
    pub fn new() -> Result<Wall, Failure> {
        let given = std::env::var_os(VARIABLE).is_some();
        let now = milliseconds(now()?);
        Ok(Wall { given: given.then(|| Cell::new(now)) })
    }
}

impl Clock for Wall {
    fn now(&self) -> u64 {
        match &self.given {
            Some(given) => given.get(),
            None => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64),
        }
    }

    fn sleep(&self, milliseconds: u64) {
        match &self.given {
            Some(given) => given.set(given.get().saturating_add(milliseconds)),
            None => std::thread::sleep(Duration::from_millis(milliseconds)),
        }
    }
}

fn milliseconds(seconds: i64) -> u64 {
    seconds.max(0).unsigned_abs().saturating_mul(1000)
}

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
