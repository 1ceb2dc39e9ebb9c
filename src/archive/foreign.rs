//! A foreign git repository, read as a history of files: its newest branch from the first commit to the last, and what
//! each changed. A merge counts as one step, as people who follow the branch saw it. Only references and objects are read:
//! no configuration, attributes, hooks or replacements of the repository have a say.
//!
//! Forty-eight bytes a commit are held in memory, and the changes of one commit.

mod objects;
mod refs;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::error::{ArchiveError, Result};
use super::objects::{Kind, Oid};
use objects::ForeignObjects;
use refs::Layout;

/// Trees nested deeper than this are not followed: no path a person made is so long.
const MAX_DEPTH: usize = 200;

/// A repository and the commits of its branch.
pub struct Foreign {
    dir: PathBuf,
    objects: ForeignObjects,
    /// The oldest first.
    commits: Vec<Seen>,
}

/// What is kept of a commit.
#[derive(Clone, Copy)]
struct Seen {
    oid: Oid,
    tree: Oid,
    time: i64,
}

/// A commit and what it changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub commit: Oid,
    /// When it was committed, Unix seconds, as it says.
    pub time: i64,
    /// By path.
    pub touched: Vec<Touched>,
}

/// A file that a commit changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Touched {
    /// With `/` between folders. Bytes that are no UTF-8 are written `%FF`.
    pub path: String,
    pub before: Option<Oid>,
    pub after: Option<Oid>,
    /// What it is now, or was if it is gone.
    pub kind: FileKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    File,
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Foreign {
    /// Whether `dir` is a git repository, bare or with its files.
    pub fn is_repository(dir: &Path) -> bool {
        Layout::find(dir).is_some()
    }

    pub fn open(dir: &Path) -> Result<Foreign> {
        let fail = |why: String| ArchiveError::Foreign { path: dir.to_owned(), why };
        let layout = Layout::find(dir).ok_or_else(|| fail("is no git repository".to_owned()))?;
        let head = layout.head().map_err(fail)?;
        let objects = ForeignObjects::open(&layout.objects())?;
        let mut foreign = Foreign { dir: dir.to_owned(), objects, commits: Vec::new() };
        let cut: HashSet<Oid> = layout.shallow().into_iter().collect();
        let mut next = Some(head);
        while let Some(oid) = next {
            let commit = foreign.commit(oid)?;
            foreign.commits.push(Seen { oid, tree: commit.tree, time: commit.time });
            // A shallow clone has the commit and not its parents.
            next = commit.parent.filter(|_| !cut.contains(&oid));
        }
        foreign.commits.reverse();
        Ok(foreign)
    }

    /// How many commits its branch has.
    pub fn len(&self) -> usize {
        self.commits.len()
    }

    pub fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }

    /// Which place each commit has in the order, from 0.
    pub fn numbers(&self) -> HashMap<Oid, usize> {
        self.commits.iter().enumerate().map(|(number, commit)| (commit.oid, number)).collect()
    }

    /// The commits in order, each with what it changed.
    pub fn steps(&self) -> impl Iterator<Item = Result<Step>> {
        let mut before = None;
        self.commits.iter().map(move |commit| {
            let mut touched = Vec::new();
            self.compare(before, Some(commit.tree), "", 0, &mut touched)?;
            before = Some(commit.tree);
            Ok(Step { commit: commit.oid, time: commit.time, touched })
        })
    }

    /// The bytes of a file; `None` if it has more than `most`.
    pub fn file(&self, oid: Oid, most: u64) -> Result<Option<Vec<u8>>> {
        Ok(self.objects.read_up_to(oid, Kind::Blob, most)?.map(|bytes| bytes.to_vec()))
    }

    fn commit(&self, oid: Oid) -> Result<Header> {
        let bytes = self.objects.read(oid, Kind::Commit)?;
        Header::parse(&bytes).ok_or_else(|| self.objects.fail(oid, "is no commit as git writes it"))
    }

    /// What stands otherwise in the tree `new` than in `old`; equal folders are not read.
    fn compare(
        &self,
        old: Option<Oid>,
        new: Option<Oid>,
        prefix: &str,
        depth: usize,
        touched: &mut Vec<Touched>,
    ) -> Result<()> {
        if old == new {
            return Ok(());
        }
        if let Some(oid) = new.or(old).filter(|_| depth == MAX_DEPTH) {
            return Err(self.objects.fail(oid, "has its folders nested too deep"));
        }
        let read = |oid: Option<Oid>| oid.map(|oid| self.objects.tree(oid)).transpose();
        let (old_bytes, new_bytes) = (read(old)?, read(new)?);
        let broken = |oid: Option<Oid>| {
            oid.map_or_else(
                || ArchiveError::Foreign { path: self.dir.clone(), why: "holds no tree".to_owned() },
                |oid| self.objects.fail(oid, "is no tree as git writes it"),
            )
        };
        let mut old_entries = Entries::new(old_bytes.as_deref());
        let mut new_entries = Entries::new(new_bytes.as_deref());
        let mut before = old_entries.next().map_err(|()| broken(old))?;
        let mut after = new_entries.next().map_err(|()| broken(new))?;
        // Both are in one order, so what has no counterpart is seen at once.
        while let Some(order) = order(before.as_ref(), after.as_ref()) {
            let gone = before.filter(|_| order.is_le());
            let come = after.filter(|_| order.is_ge());
            if gone != come
                && let Some(entry) = come.or(gone)
            {
                let path = format!("{prefix}{}", written(entry.name));
                let oid = |entry: Option<Entry>| entry.map(|entry| entry.oid);
                match entry.kind {
                    Some(kind) => touched.push(Touched { path, before: oid(gone), after: oid(come), kind }),
                    None => self.compare(oid(gone), oid(come), &format!("{path}/"), depth + 1, touched)?,
                }
            }
            if order.is_le() {
                before = old_entries.next().map_err(|()| broken(old))?;
            }
            if order.is_ge() {
                after = new_entries.next().map_err(|()| broken(new))?;
            }
        }
        Ok(())
    }
}

/// An entry of a tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry<'a> {
    name: &'a [u8],
    oid: Oid,
    /// `None`: a folder.
    kind: Option<FileKind>,
}

impl Entry<'_> {
    /// git sorts a folder as if its name ended in a slash.
    fn order(&self, other: &Entry) -> Ordering {
        let key = |entry: &Entry| entry.kind.is_none().then_some(b'/');
        self.name.iter().copied().chain(key(self)).cmp(other.name.iter().copied().chain(key(other)))
    }
}

/// Which comes first; `None` behind the last of both.
fn order(before: Option<&Entry>, after: Option<&Entry>) -> Option<Ordering> {
    match (before, after) {
        (Some(before), Some(after)) => Some(before.order(after)),
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (None, None) => None,
    }
}

/// The entries of a tree in their order; an error where it is no tree, or has another order than git's.
struct Entries<'a> {
    rest: &'a [u8],
    last: Option<Entry<'a>>,
}

impl<'a> Entries<'a> {
    fn new(bytes: Option<&'a [u8]>) -> Entries<'a> {
        Entries { rest: bytes.unwrap_or_default(), last: None }
    }

    fn next(&mut self) -> std::result::Result<Option<Entry<'a>>, ()> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (entry, rest) = split_entry(self.rest).ok_or(())?;
        if self.last.is_some_and(|last| last.order(&entry).is_ge()) {
            return Err(());
        }
        (self.rest, self.last) = (rest, Some(entry));
        Ok(self.last)
    }
}

/// The entry that stands first, and what follows it.
fn split_entry(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    let space = bytes[..end].iter().position(|&byte| byte == b' ')?;
    let (mode, name) = (&bytes[..space], &bytes[space + 1..end]);
    let (oid, rest) = bytes[end + 1..].split_first_chunk::<20>()?;
    let kind = match mode {
        b"40000" | b"040000" => None,
        b"120000" => Some(FileKind::Link),
        b"160000" => Some(FileKind::Submodule),
        _ => Some(FileKind::File),
    };
    Some((Entry { name, oid: Oid::from_bytes(*oid), kind }, rest))
}

/// What is read of a commit.
struct Header {
    tree: Oid,
    /// The first, if it has any.
    parent: Option<Oid>,
    time: i64,
}

impl Header {
    fn parse(bytes: &[u8]) -> Option<Header> {
        let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap_or(bytes.len());
        // People's names may be in any encoding; what is needed here is ASCII.
        let header = String::from_utf8_lossy(&bytes[..end]);
        let field = |name: &str| header.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let time = field("committer")?.rsplit(' ').nth(1)?.parse().ok()?;
        let parent = match field("parent") {
            Some(hex) => Some(Oid::parse(hex)?),
            None => None,
        };
        Some(Header { tree: Oid::parse(field("tree")?)?, parent, time })
    }
}

fn written(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}
