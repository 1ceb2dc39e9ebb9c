//! From a path the user gave to the files to read, one after the other, in an order that is the same everywhere. Of a
//! folder only the names in it and in the folders above are in memory, not those of all files below.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::address::Address;
use super::intake::Intake;
use super::{FORMATS, Format, Note, Problem};
use crate::article::Source;

/// A file to read.
pub(super) struct Found {
    /// Absolute; without links, but for the file's own name and links met below a folder the user gave.
    pub path: PathBuf,
    /// The path as the user gave it, and what follows below it.
    pub shown: String,
    /// The folder the user gave, else the file's own.
    pub root: Rc<Path>,
    /// The user gave the file itself, and not a folder it is in.
    pub is_given: bool,
}

/// Hands over the files at `path`: itself, or all below it that a format knows, in the order of the bytes of their paths.
/// Hidden files are passed over. A folder or file reached once more through a link is not read again.
pub(super) fn find(path: &Path, intake: &mut Intake, take: &mut dyn FnMut(Found, &mut Intake)) {
    let shown = written(path.as_os_str());
    match locate(path) {
        Ok((real, true)) => Walk::new(real, shown).all(intake, take),
        Ok((real, false)) => {
            let root = real.parent().unwrap_or(&real).into();
            take(Found { path: real, shown, root, is_given: true }, intake);
        }
        Err(_) if Address::of_page(&shown).is_some() => {
            let why = "`wirecopy add` and `watch` fetch pages; the article then has a name in the store".to_owned();
            intake.problem(Problem::NotFetched { at: Source { path: shown, line: None, offset: None }, why });
        }
        Err(error) => {
            intake.problem(Problem::Unreadable { at: Source { path: shown, line: None, offset: None }, error })
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

/// A walk through a folder and those below it.
struct Walk {
    /// As the user gave it.
    shown: String,
    root: Rc<Path>,
    /// The folders we are in, the innermost last. Not recursive: folders may be deep.
    open: Vec<Folder>,
    /// What links have led to, without links: folders, and the files in them. Nothing that is met without a link.
    led_to: HashSet<PathBuf>,
    found: bool,
    /// Files that no format knows, by ending.
    skipped: BTreeMap<String, u64>,
}

/// A folder in the course of being read.
struct Folder {
    path: PathBuf,
    /// The path without links, if a link led here or further up.
    linked: Option<PathBuf>,
    /// What is still to be read, the next one last.
    ahead: Vec<Entry>,
}

struct Entry {
    name: OsString,
    folder: bool,
    link: bool,
}

impl Entry {
    /// What the order goes by: the path below the folder.
    fn bytes(&self) -> impl Iterator<Item = u8> {
        self.name.as_encoded_bytes().iter().copied().chain(self.folder.then_some(b'/'))
    }
}

impl Walk {
    fn new(root: PathBuf, shown: String) -> Walk {
        let (open, led_to) = (Vec::new(), HashSet::new());
        Walk { shown, root: root.into(), open, led_to, found: false, skipped: BTreeMap::new() }
    }

    fn all(mut self, intake: &mut Intake, take: &mut dyn FnMut(Found, &mut Intake)) {
        self.enter(self.root.to_path_buf(), None, intake);
        while let Some(folder) = self.open.last_mut() {
            let Some(entry) = folder.ahead.pop() else {
                self.open.pop();
                continue;
            };
            let path = folder.path.join(&entry.name);
            let linked = folder.linked.as_ref().map(|folder| folder.join(&entry.name));
            match self.target(&path, &entry, linked) {
                Ok(Some(linked)) if entry.folder => self.enter(path, linked, intake),
                Ok(Some(_)) => self.hand_over(path, &entry.name, intake, take),
                Ok(None) => {}
                // A broken link that could not have led to an article is no loss.
                Err(error) if is_known(&written(&entry.name), intake) => intake.problem(self.unreadable(&path, error)),
                Err(_) => {}
            }
        }
        if !self.found {
            let mut endings: Vec<String> = Vec::new();
            for ending in FORMATS.iter().flat_map(|format| format.endings).map(|ending| format!(".{ending}")) {
                if !endings.contains(&ending) {
                    endings.push(ending);
                }
            }
            let endings = endings.join(", ");
            intake.problem(Problem::NothingToRead { path: self.shown, skipped: self.skipped, endings });
        } else if !self.skipped.is_empty() {
            intake.note(Note::Skipped { path: self.shown, endings: self.skipped });
        }
    }

    /// The path without links, where a link was followed; `None` if what is there is met elsewhere, or is no file.
    fn target(&mut self, path: &Path, entry: &Entry, linked: Option<PathBuf>) -> io::Result<Option<Option<PathBuf>>> {
        let real = match linked {
            _ if entry.link => path.canonicalize()?,
            Some(real) => real,
            None => return Ok(Some(None)),
        };
        let is_file = || entry.folder || real.is_file();
        let new = is_file() && !self.meets(&real) && self.led_to.insert(real.clone());
        Ok(new.then_some(Some(real)))
    }

    /// Whether the walk comes to a folder or file without following a link.
    fn meets(&self, real: &Path) -> bool {
        real.strip_prefix(&self.root).is_ok_and(|below| !below.iter().any(is_passed_over))
    }

    /// Reads the names in a folder. What could be read of them is gone through, whatever hinders the rest.
    fn enter(&mut self, path: PathBuf, linked: Option<PathBuf>, intake: &mut Intake) {
        let mut ahead = Vec::new();
        if let Err(error) = entries(&path, &mut ahead) {
            intake.problem(self.unreadable(&path, error));
        }
        ahead.sort_by(|a, b| b.bytes().cmp(a.bytes()));
        self.open.push(Folder { path, linked, ahead });
    }

    fn hand_over(
        &mut self,
        path: PathBuf,
        name: &OsStr,
        intake: &mut Intake,
        take: &mut dyn FnMut(Found, &mut Intake),
    ) {
        let name = written(name);
        if is_known(&name, intake) {
            self.found = true;
            let shown = join(&self.shown, &self.root, &path);
            take(Found { shown, path, root: self.root.clone(), is_given: false }, intake);
        } else {
            let ending = name.rsplit_once('.').map_or("no ending".to_owned(), |(_, ending)| format!(".{ending}"));
            *self.skipped.entry(ending).or_insert(0) += 1;
        }
    }

    fn unreadable(&self, path: &Path, error: io::Error) -> Problem {
        Problem::Unreadable {
            at: Source { path: join(&self.shown, &self.root, path), line: None, offset: None },
            error,
        }
    }
}

fn entries(folder: &Path, entries: &mut Vec<Entry>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        let link = kind.is_symlink();
        let folder = if link { entry.path().is_dir() } else { kind.is_dir() };
        if !is_passed_over(&name) && (folder || link || kind.is_file()) {
            entries.push(Entry { name, folder, link });
        }
    }
    Ok(())
}

/// Hidden files; and sheets, which speak of articles and are none.
fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name.as_encoded_bytes().ends_with(b".toml")
}

/// Whether a format knows files of this name, or was given by hand.
fn is_known(name: &str, intake: &Intake) -> bool {
    intake.options.format.is_some() || !Format::of_name(name).is_empty()
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
