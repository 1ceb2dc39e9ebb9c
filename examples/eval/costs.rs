//! What a stage costs: CPU time of the whole process and the most memory it has had (Linux).

use std::error::Error;
use std::fs;

/// Linux tells CPU time in hundredths of a second, whatever the kernel's own clock (`USER_HZ`).
const TICKS: f64 = 100.0;

/// User and system time of all threads, those that ended too, in seconds.
pub fn cpu() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The program's name, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("no CPU time in /proc/self/stat")?;
    let ticks = |at: usize| -> Result<u64, Box<dyn Error>> {
        Ok(fields.split_whitespace().nth(at).ok_or("no CPU time in /proc/self/stat")?.parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) as f64 / TICKS)
}

/// What `stage` gives, and its CPU seconds.
pub fn timed<T>(stage: impl FnOnce() -> T) -> Result<(T, f64), Box<dyn Error>> {
    let before = cpu()?;
    let result = stage();
    Ok((result, cpu()? - before))
}

/// The most memory the process has had so far, in megabytes (10⁶ bytes).
pub fn peak() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in /proc/self/status")?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes as f64 * 1024.0 / 1e6)
}
