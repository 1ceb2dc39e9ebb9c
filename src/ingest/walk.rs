//! From a path the user gave to the files to read, in an order that is the same everywhere.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::intake::Intake;
use super::{FORMATS, Format, Note, Options, Problem};
use crate::article::Source;

/// A file to read.
pub(super) struct Found {
    /// Absolute; without links, but for the file's own name and links met below a folder the user gave.
    pub path: PathBuf,
    /// The path as the user gave it, and what follows below it.
    pub shown: String,
    /// The folder the user gave, else the file's own.
    pub root: PathBuf,
}

/// The files at `path`: itself, or all below it that a format knows, sorted by the bytes of their paths. Hidden files are
/// passed over. A folder or file reached once more through a link is not read again.
pub(super) fn find(path: &Path, options: &Options, intake: &mut Intake) -> Vec<Found> {
    let shown = written(path.as_os_str());
    match locate(path) {
        Ok((real, true)) => below(&real, &shown, options, intake),
        Ok((real, false)) => {
            let root = real.parent().unwrap_or(&real).to_owned();
            vec![Found { path: real, shown, root }]
        }
        Err(error) => {
            intake.problem(Problem::Unreadable { at: Source { path: shown, line: None }, error });
            Vec::new()
        }
    }
}

/// A path made absolute, whichever way it was typed, and whether it is a folder. A file that is a link keeps its own name:
/// the link may be what people know the article by.
fn locate(path: &Path) -> io::Result<(PathBuf, bool)> {
    if std::fs::metadata(path)?.is_dir() {
        return Ok((path.canonicalize()?, true));
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.canonicalize()?,
        _ => Path::new(".").canonicalize()?,
    };
    Ok((folder.join(path.file_name().unwrap_or_default()), false))
}

fn below(root: &Path, shown: &str, options: &Options, intake: &mut Intake) -> Vec<Found> {
    let known = |name: &str| options.format.is_some() || Format::of_name(name).is_some();
    let mut walk = Walk::default();
    walk.folder(root, intake, shown, root);
    // Links come last, so that what they lead to keeps its own name where it stands below the same root.
    while let Some(link) = walk.links.pop_first() {
        match link.canonicalize() {
            Ok(real) if real.is_dir() => walk.folder(&link, intake, shown, root),
            Ok(real) => {
                if real.is_file() && walk.files_met.insert(real) {
                    walk.files.push(link);
                }
            }
            // A broken link that could not have led to an article is no loss.
            Err(error) if known(&written(link.file_name().unwrap_or_default())) => {
                let at = Source { path: join(shown, root, &link), line: None };
                intake.problem(Problem::Unreadable { at, error });
            }
            Err(_) => {}
        }
    }
    let mut skipped = BTreeMap::new();
    let mut found = Vec::new();
    for path in walk.files {
        let name = written(path.file_name().unwrap_or_default());
        if known(&name) {
            found.push(Found { shown: join(shown, root, &path), path, root: root.to_owned() });
        } else {
            let ending = name.rsplit_once('.').map_or("no ending".to_owned(), |(_, ending)| format!(".{ending}"));
            *skipped.entry(ending).or_insert(0) += 1;
        }
    }
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    if found.is_empty() {
        let endings = FORMATS.iter().flat_map(|format| format.endings).map(|ending| format!(".{ending}"));
        let endings = endings.collect::<Vec<_>>().join(", ");
        intake.problem(Problem::NothingToRead { path: shown.to_owned(), skipped, endings });
    } else if !skipped.is_empty() {
        intake.note(Note::Skipped { path: shown.to_owned(), endings: skipped });
    }
    found
}

#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    links: BTreeSet<PathBuf>,
    /// Without links.
    folders_met: HashSet<PathBuf>,
    files_met: HashSet<PathBuf>,
}

impl Walk {
    /// Gathers the files below `folder`, and the links, which the caller follows. Not recursive: folders may be deep.
    fn folder(&mut self, folder: &Path, intake: &mut Intake, shown: &str, root: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            if let Err(error) = self.entries(&folder, &mut folders) {
                let at = Source { path: join(shown, root, &folder), line: None };
                intake.problem(Problem::Unreadable { at, error });
            }
        }
    }

    fn entries(&mut self, folder: &Path, folders: &mut Vec<PathBuf>) -> io::Result<()> {
        let real = folder.canonicalize()?;
        if !self.folders_met.insert(real.clone()) {
            return Ok(());
        }
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            // Sheets speak of articles; they are none.
            if name.as_encoded_bytes().starts_with(b".") || name.as_encoded_bytes().ends_with(b".toml") {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_symlink() {
                self.links.insert(entry.path());
            } else if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && self.files_met.insert(real.join(name)) {
                self.files.push(entry.path());
            }
        }
        Ok(())
    }
}

/// `path`, which lies below `root`, as the user would write it.
fn join(shown: &str, root: &Path, path: &Path) -> String {
    match below_root(root, path) {
        Some(below) if !below.is_empty() => format!("{}/{below}", shown.trim_end_matches('/')),
        _ => shown.to_owned(),
    }
}

/// The part of `path` below `root`, with `/` between folders.
pub(super) fn below_root(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?;
    Some(below.components().map(|part| written(part.as_os_str())).collect::<Vec<_>>().join("/"))
}

/// A name as text. Bytes that are no UTF-8 are written `%FF`, so that no two names become one by being unreadable.
pub(super) fn written(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}
