//! Where the result goes: standard output, a pager, or a file.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::exit::Failure;

/// Writes `text` to `file`, or to standard output, through a pager if that is a terminal and the text is long.
///
/// A file is written beside its place and renamed, so that it is whole or not there; a device or a pipe is written to as
/// it is. A reader that closes the pipe has seen enough: no error, and the answer is false.
pub(super) fn write(text: &str, file: Option<&Path>, paged: bool) -> Result<bool, Failure> {
    let Some(file) = file else { return to_stdout(text, paged) };
    let failed = |error| Failure::new(format!("cannot write {}: {error}", file.display()));
    let is_special = std::fs::metadata(file).is_ok_and(|found| !found.is_file());
    if is_special || std::fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink()) {
        return std::fs::write(file, text).map(|()| true).map_err(failed);
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    written.map(|()| true).map_err(|error| {
        // Half a file is of no use; if it cannot be removed either, the message below is still the one to give.
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

/// Writes pages to a folder, and says how many. They are written beside it; a folder of an earlier report is exchanged for the new
/// one, any other is left as it is.
pub(super) fn write_folder(folder: &Path, pages: impl Iterator<Item = (String, String)>) -> Result<usize, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("cannot write {}: {error}", folder.display()));
    let is_there = std::fs::symlink_metadata(folder).is_ok();
    if is_there {
        let strange = |name: &str| !(name.ends_with(".html") && (name.starts_with("f-") || name.starts_with("others")));
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            if strange(&name.to_string_lossy()) {
                let what = format!("{} is there and holds {}", folder.display(), Path::new(&name).display());
                return Err(Failure::new(what).hint("the pages of a large report lie there: take another name with -o"));
            }
        }
    }
    let beside = |ending: &str| {
        let mut beside = folder.as_os_str().to_owned();
        beside.push(format!(".{}.{ending}", std::process::id()));
        std::path::PathBuf::from(beside)
    };
    let (new, old) = (beside("part"), beside("old"));
    let write = || -> std::io::Result<usize> {
        std::fs::create_dir(&new)?;
        let mut count = 0;
        for (name, html) in pages {
            std::fs::write(new.join(name), html)?;
            count += 1;
        }
        if is_there {
            std::fs::rename(folder, &old)?;
        }
        std::fs::rename(&new, folder)?;
        Ok(count)
    };
    let written = write();
    if written.is_err() && is_there && std::fs::symlink_metadata(folder).is_err() {
        // What was there is still the best there is; the message below tells of the failure.
        let _ = std::fs::rename(&old, folder);
    }
    for gone in [&new, &old] {
        // Neither is part of the result; one that cannot be removed does no harm.
        let _ = std::fs::remove_dir_all(gone);
    }
    written.map_err(failed)
}

fn to_stdout(text: &str, paged: bool) -> Result<bool, Failure> {
    let stdout = std::io::stdout();
    let tall = terminal_size::terminal_size().is_some_and(|(_, height)| text.lines().count() > usize::from(height.0));
    if paged && stdout.is_terminal() && tall && pager(text) {
        return Ok(true);
    }
    let mut out = stdout.lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the result: {error}")))
        }
        written => Ok(written.is_ok()),
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
