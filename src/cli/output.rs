//! Where the result goes: standard output, a pager, or a file.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::exit::Failure;
use crate::ingest;

/// What is gathered before it is written: lines go out one by one, and a call of the system for each takes longer than the line.
const BUFFER: usize = 1 << 16;

/// Writes `text` to `file`, or to standard output, through a pager if that is a terminal and the text is long. False where its
/// reader went away.
pub(super) fn write(text: &str, file: Option<&Path>, paged: bool) -> Result<bool, Failure> {
    if paged && file.is_none() && is_tall(text) && pager(text) {
        return Ok(true);
    }
    write_parts(file, |out| out.write_str(text).map(|()| true)).map(|told| told.unwrap_or(true))
}

/// Refuses a file to write to that is `input`, or one of those that a folder of this name is read for: it would be lost.
pub(super) fn spare(file: &Path, input: &OsStr) -> Result<(), Failure> {
    let (Ok(place), Ok(input)) = (fs::canonicalize(file), fs::canonicalize(input)) else { return Ok(()) };
    let is_read = || place.file_name().is_some_and(|name| ingest::is_read(&name.to_string_lossy()));
    if place.is_file() && (place == input || place.starts_with(&input) && is_read()) {
        let what = format!("{} is read, and would be written over", file.display());
        return Err(Failure::new(what).hint("name another file for the result"));
    }
    Ok(())
}

/// Whether it stands for standard output.
pub(super) fn is_standard(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Refuses a place for a result that is in the store: it would be damage there.
pub(super) fn outside(file: &Path, store: &Path) -> Result<(), Failure> {
    let is_store = ["packs.sha256", "store.git"].iter().any(|name| store.join(name).exists());
    let Some(store) = fs::canonicalize(store).ok().filter(|_| is_store) else { return Ok(()) };
    // It need not be there yet, nor the folder it is to be in.
    let there = |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok();
    if file.ancestors().find_map(there).is_some_and(|there| there.starts_with(&store)) {
        let what = format!("{} is in the store, which holds its own files only", file.display());
        return Err(Failure::new(what).hint("name a place outside it with -o"));
    }
    Ok(())
}

/// Writes what `make` says, part by part, to `file` or to standard output. `None` where it has nothing to say.
///
/// A file is written beside its place and renamed, so that it is whole or not there; a device or a pipe is written to as
/// it is. A reader that closes the pipe has seen enough: no error, and the answer is false.
pub(super) fn write_parts(
    file: Option<&Path>,
    make: impl FnOnce(&mut dyn fmt::Write) -> Result<bool, fmt::Error>,
) -> Result<Option<bool>, Failure> {
    let Some(file) = file else {
        return match through(io::stdout().lock(), make) {
            Ok(said) => Ok(said.then_some(true)),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Some(false)),
            Err(error) => Err(Failure::new(format!("cannot write the result: {error}"))),
        };
    };
    let failed = |error| Failure::new(format!("cannot write {}: {error}", file.display()));
    let is_special = fs::metadata(file).is_ok_and(|found| !found.is_file());
    if is_special || fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink()) {
        // To open it may empty it, which is for a result alone.
        let mut text = String::new();
        let said = make(&mut text).is_ok_and(|said| said);
        return if said { fs::write(file, text).map(|()| Some(true)).map_err(failed) } else { Ok(None) };
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let written = File::create(&beside).and_then(|part| through(part, make)).and_then(|said| {
        if said {
            fs::rename(&beside, file)?;
        }
        Ok(said)
    });
    if !matches!(written, Ok(true)) {
        // Half a file is of no use; if it cannot be removed either, the message below is still the one to give.
        let _ = fs::remove_file(&beside);
    }
    written.map(|said| said.then_some(true)).map_err(failed)
}

/// Hands `make` a place to write to, and says what became of it.
fn through(out: impl Write, make: impl FnOnce(&mut dyn fmt::Write) -> Result<bool, fmt::Error>) -> io::Result<bool> {
    let mut sink = Sink { out: BufWriter::with_capacity(BUFFER, out), failed: None };
    let said = make(&mut sink);
    match (sink.failed.take(), said) {
        (Some(error), _) => Err(error),
        (None, Ok(said)) => sink.out.flush().map(|()| said),
        (None, Err(error)) => Err(io::Error::other(error)),
    }
}

/// Text on its way out, and why it did not go.
struct Sink<W: Write> {
    out: BufWriter<W>,
    failed: Option<io::Error>,
}

impl<W: Write> fmt::Write for Sink<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.failed = Some(error);
            fmt::Error
        })
    }
}

/// Writes pages to a folder, and says how many. They are written beside it; a folder of an earlier report is exchanged for the new
/// one, any other is left as it is.
pub(super) fn write_folder(folder: &Path, pages: impl Iterator<Item = (String, String)>) -> Result<usize, Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot write {}: {error}", folder.display()));
    let is_there = fs::symlink_metadata(folder).is_ok();
    if is_there {
        let strange = |name: &str| !(name.ends_with(".html") && (name.starts_with("f-") || name.starts_with("others")));
        for entry in fs::read_dir(folder).map_err(failed)? {
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
    let write = || -> io::Result<usize> {
        fs::create_dir(&new)?;
        let mut count = 0;
        for (name, html) in pages {
            fs::write(new.join(name), html)?;
            count += 1;
        }
        if is_there {
            fs::rename(folder, &old)?;
        }
        fs::rename(&new, folder)?;
        Ok(count)
    };
    let written = write();
    if written.is_err() && is_there && fs::symlink_metadata(folder).is_err() {
        // What was there is still the best there is; the message below tells of the failure.
        let _ = fs::rename(&old, folder);
    }
    for gone in [&new, &old] {
        // Neither is part of the result; one that cannot be removed does no harm.
        let _ = fs::remove_dir_all(gone);
    }
    written.map_err(failed)
}

/// Whether a text is longer than the terminal that is to show it.
fn is_tall(text: &str) -> bool {
    io::stdout().is_terminal()
        && terminal_size::terminal_size().is_some_and(|(_, height)| text.lines().count() > usize::from(height.0))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("result.json");
        let is_alone = || fs::read_dir(folder.path()).unwrap().count() == 1;
        let one =
            write_parts(Some(&file), |out| out.write_str("one\n").and_then(|()| out.write_str("two\n")).map(|()| true));
        assert_eq!(one.unwrap(), Some(true));
        assert!(fs::read_to_string(&file).unwrap() == "one\ntwo\n" && is_alone());
        // One that has nothing to say, and one that fails half-way.
        assert_eq!(write_parts(Some(&file), |_| Ok(false)).unwrap(), None);
        assert!(write_parts(Some(&file), |out| out.write_str("three").and(Err(fmt::Error))).is_err());
        assert!(fs::read_to_string(&file).unwrap() == "one\ntwo\n" && is_alone());
    }

    #[test]
    fn what_is_read_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a.txt", "sources.toml", "graph.dot"] {
            fs::write(path(name), "one").unwrap();
        }
        let spares = |file: &str, input: &Path| spare(&path(file), input.as_os_str()).is_ok();
        assert!(!spares("a.txt", &path("a.txt")));
        assert!(!spares("a.txt", folder.path()));
        assert!(!spares("sources.toml", folder.path()));
        // No article, not read, or not there yet.
        assert!(spares("graph.dot", folder.path()));
        assert!(spares("a.txt", &path("b.txt")));
        assert!(spares("b.txt", folder.path()));
    }

    #[test]
    fn nothing_more_is_made_for_what_cannot_be_written() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut parts = 0;
        let line = "x".repeat(1 << 10);
        let written = through(Full, |out| {
            for _ in 0..1000 {
                out.write_str(&line)?;
                parts += 1;
            }
            Ok(true)
        });
        assert_eq!(written.unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(parts, BUFFER >> 10);
        // What stays in the buffer is found out at the end.
        assert!(through(Full, |out| out.write_str("x").map(|()| true)).is_err());
    }
}
