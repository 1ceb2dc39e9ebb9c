//! How much memory a run may take (`--max-memory`).
//!
//! What texts and results take cannot be cut to it: a run that needs more ends with a message, before the machine swaps. The size
//! meant is what the kernel counts as resident for the whole process, whatever holds it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::exit::{Exit, Failure};
use crate::article::Capture;

/// Bytes, as people write them: `800M`, `1.5G`, `2GiB`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Size(u64);

const UNITS: [(char, u32); 4] = [('T', 40), ('G', 30), ('M', 20), ('K', 10)];

impl FromStr for Size {
    type Err = String;

    fn from_str(written: &str) -> Result<Size, String> {
        let fault = || format!("{written:?} is no size: give a number and K, M, G or T, such as 800M or 1.5G");
        let upper = written.to_ascii_uppercase();
        let bare = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
        let with_unit = UNITS.iter().find_map(|(unit, shift)| Some((bare.strip_suffix(*unit)?, *shift)));
        let (number, shift) = with_unit.unwrap_or((bare, 0));
        let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
        if whole.is_empty() || tenth.len() != 1 || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Err(fault());
        }
        let tenths = format!("{whole}{tenth}").parse::<u64>().map_err(|_| fault())?;
        let bytes = tenths.checked_mul(1 << shift).map(|tenths| tenths / 10).filter(|bytes| *bytes > 0);
        bytes.map(Size).ok_or_else(fault)
    }
}

/// `1.5 GiB`, rounded up: what is said to be needed is enough.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, shift) = UNITS.into_iter().find(|(_, shift)| self.0 >> shift > 0).unwrap_or(('K', 10));
        let tenths = (u128::from(self.0) * 10).div_ceil(1 << shift);
        write!(f, "{}.{} {unit}iB", tenths / 10, tenths % 10)
    }
}

/// With less nothing can be done.
const LEAST: Size = Size(64 << 20);

/// How often it is looked at.
const TURN: Duration = Duration::from_millis(5);

/// A run ends when it has come so near to what it may take: between two looks it takes less than this more.
const MARGIN: u64 = 32 << 20;

/// What comparing takes beside the articles themselves, at the least, as a multiple of their texts: on newsflow, pan13 and
/// reuters21578 it was 6 to 9.
const LEAST_TIMES: u64 = 4;

const HINT: &str = "allow more, or compare fewer articles at a time";

/// What a run may take.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    size: Size,
}

impl Limit {
    /// Ends the program with a message as soon as it takes more than `size`, from now on.
    pub fn keep(size: Size) -> Result<Limit, Failure> {
        if size < LEAST {
            return Err(Failure::new(format!("{size} is too little for --max-memory")).hint("allow 64M or more"));
        }
        if resident().is_none() {
            let what = "--max-memory cannot be kept here: nothing says how much memory the program takes";
            return Err(Failure::new(what).hint("it is read from /proc/self/status, which Linux has"));
        }
        std::thread::spawn(move || {
            // What cannot be read any more cannot be kept either: then nothing is ended.
            while let Some(now) = resident() {
                if now.0 + MARGIN > size.0 {
                    let what = format!("stopped: it would take more than {size} of memory, which --max-memory allows");
                    Failure::new(what).hint(HINT).report();
                    std::process::exit(Exit::Trouble as i32);
                }
                std::thread::sleep(TURN);
            }
        });
        Ok(Limit { size })
    }

    /// Refuses to compare articles for which it is too little in any case, so that nobody waits for nothing.
    pub fn check(self, captures: &[Capture]) -> Result<(), Failure> {
        let texts: u64 = captures.iter().map(|capture| capture.text.body().len() as u64).sum();
        let least = Size(resident().map_or(0, |now| now.0) + MARGIN + LEAST_TIMES * texts);
        if least <= self.size {
            return Ok(());
        }
        let what = format!("to compare {} articles takes {least} of memory or more", captures.len());
        Err(Failure::new(format!("{what}, and --max-memory allows {}", self.size)).hint(HINT))
    }
}

/// What the kernel counts as resident for this process, if it tells.
fn resident() -> Option<Size> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(Size(kibibytes << 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (written, bytes) in [
            ("4096", 4096),
            ("800M", 800 << 20),
            ("1.5G", 3 << 29),
            ("2GiB", 2 << 30),
            ("64kb", 64 << 10),
            ("1T", 1 << 40),
        ] {
            assert_eq!(written.parse(), Ok(Size(bytes)), "{written}");
        }
        for wrong in ["", "G", "1.25G", "-1G", "1.G", ".5G", "0", "0M", "12 apples", "9999999999T", "1GG", "1e3"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_needed_is_rounded_up() {
        for (bytes, shown) in
            [(3 << 29, "1.5 GiB"), ((3 << 29) + 1, "1.6 GiB"), (800 << 20, "800.0 MiB"), (5, "0.1 KiB")]
        {
            assert_eq!(Size(bytes).to_string(), shown);
        }
    }
}
