//! Where the result goes: standard output, a pager, or a file.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::exit::Failure;

/// Writes `text` to `file`, or to standard output, through a pager if that is a terminal and the text is long.
///
/// A file is written beside its place and renamed, so that it is whole or not there; a device or a pipe is written to as
/// it is. A reader that closes the pipe has seen enough: no error.
pub(super) fn write(text: &str, file: Option<&Path>, paged: bool) -> Result<(), Failure> {
    let Some(file) = file else { return to_stdout(text, paged) };
    let failed = |error| Failure::new(format!("cannot write {}: {error}", file.display()));
    let is_special = std::fs::metadata(file).is_ok_and(|found| !found.is_file());
    if is_special || std::fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink()) {
        return std::fs::write(file, text).map_err(failed);
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    written.map_err(|error| {
        // Half a file is of no use; if it cannot be removed either, the message below is still the one to give.
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

fn to_stdout(text: &str, paged: bool) -> Result<(), Failure> {
    let stdout = std::io::stdout();
    let tall = terminal_size::terminal_size().is_some_and(|(_, height)| text.lines().count() > usize::from(height.0));
    if paged && stdout.is_terminal() && tall && pager(text) {
        return Ok(());
    }
    let mut out = stdout.lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the result: {error}")))
        }
        _ => Ok(()),
    }
}

/// Shows the text in the user's pager; false if there is none.
fn pager(text: &str) -> bool {
    let command = std::env::var("WIRECOPY_PAGER").or_else(|_| std::env::var("PAGER")).unwrap_or_default();
    let mut words = command.split_whitespace();
    let (program, arguments): (&str, Vec<&str>) = match words.next() {
        Some(program) => (program, words.collect()),
        None => ("less", vec!["-FRX"]),
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "a pager is a program of the user's; without one the text is printed"
    )]
    let child = std::process::Command::new(program).args(arguments).stdin(std::process::Stdio::piped()).spawn();
    let Ok(mut child) = child else { return false };
    if let Some(mut input) = child.stdin.take() {
        // Leaving the pager early closes the pipe.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
