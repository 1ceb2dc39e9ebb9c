//! A foreign git repository, read as a history of files: its newest branch from the first commit to the last, and what
//! each changed. A merge counts as one step, as people who follow the branch saw it. Only `HEAD`, the reference it names
//! and the objects are read: no configuration, attributes, hooks or replacements of the repository have a say.
//!
//! libgit2 checks each object against its name. Twenty bytes a commit are held in memory, and the changes of one commit.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{ArchiveError, Result};
use super::objects::Oid;

/// Trees nested deeper than this are not followed: no path a person made is so long.
const MAX_DEPTH: usize = 200;

/// A repository and the commits of its branch.
pub struct Foreign {
    dir: PathBuf,
    odb: git2::Odb<'static>,
    /// The oldest first.
    commits: Vec<Oid>,
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
        git_dir(dir).is_some()
    }

    pub fn open(dir: &Path) -> Result<Foreign> {
        let fail = |why: String| ArchiveError::Foreign { path: dir.to_owned(), why };
        let git = git_dir(dir).ok_or_else(|| fail("is no git repository".to_owned()))?;
        let objects = git.join("objects");
        let name = objects.to_str().ok_or_else(|| fail("its path is not UTF-8, which libgit2 asks for".to_owned()))?;
        let open = || {
            let odb = git2::Odb::new()?;
            odb.add_disk_alternate(name)?;
            Ok(odb)
        };
        let odb = open().map_err(|error: git2::Error| fail(error.message().to_owned()))?;
        let mut foreign = Foreign { dir: dir.to_owned(), odb, commits: Vec::new() };
        let cut = fs::read_to_string(git.join("shallow")).unwrap_or_default();
        let mut next = Some(head(&git).map_err(fail)?);
        while let Some(oid) = next {
            let commit = foreign.commit(oid)?;
            foreign.commits.push(oid);
            // A shallow clone has the commit and not its parents.
            next = commit.parent.filter(|_| !cut.lines().any(|line| line == oid.to_string()));
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
        self.commits.iter().enumerate().map(|(number, &oid)| (oid, number)).collect()
    }

    /// The commits in order, each with what it changed.
    pub fn steps(&self) -> impl Iterator<Item = Result<Step>> {
        let mut tree = None;
        self.commits.iter().map(move |&oid| {
            let commit = self.commit(oid)?;
            let mut touched = Vec::new();
            self.compare(tree, Some(commit.tree), "", 0, &mut touched)?;
            tree = Some(commit.tree);
            Ok(Step { commit: oid, time: commit.time, touched })
        })
    }

    /// The bytes of a file; `None` if it has more than `most`.
    pub fn file(&self, oid: Oid, most: u64) -> Result<Option<Vec<u8>>> {
        let fail = |error: git2::Error| self.fail(oid, error.message());
        let name = git2::Oid::from_bytes(oid.as_bytes()).map_err(fail)?;
        let (len, _) = self.odb.read_header(name).map_err(fail)?;
        if len as u64 > most {
            return Ok(None);
        }
        self.read(oid, git2::ObjectType::Blob).map(Some)
    }

    fn fail(&self, oid: Oid, why: &str) -> ArchiveError {
        ArchiveError::Foreign { path: self.dir.clone(), why: format!("object {oid} cannot be read: {why}") }
    }

    fn read(&self, oid: Oid, kind: git2::ObjectType) -> Result<Vec<u8>> {
        let fail = |error: git2::Error| self.fail(oid, error.message());
        let object = self.odb.read(git2::Oid::from_bytes(oid.as_bytes()).map_err(fail)?).map_err(fail)?;
        if object.kind() != kind {
            return Err(self.fail(oid, &format!("it is no {}", kind.str())));
        }
        Ok(object.data().to_vec())
    }

    fn commit(&self, oid: Oid) -> Result<Header> {
        let bytes = self.read(oid, git2::ObjectType::Commit)?;
        Header::parse(&bytes).ok_or_else(|| self.fail(oid, "it is no commit as git writes it"))
    }

    fn tree(&self, oid: Option<Oid>) -> Result<BTreeMap<Vec<u8>, Entry>> {
        let Some(oid) = oid else { return Ok(BTreeMap::new()) };
        let bytes = self.read(oid, git2::ObjectType::Tree)?;
        entries(&bytes).ok_or_else(|| self.fail(oid, "it is no tree as git writes it"))
    }

    /// What stands otherwise in `new` than in `old`; equal folders are not read.
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
            return Err(self.fail(oid, "its folders are nested too deep"));
        }
        let (old, new) = (self.tree(old)?, self.tree(new)?);
        let mut names: Vec<&Vec<u8>> = old.keys().chain(new.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (before, after) = (old.get(name), new.get(name));
            if before == after {
                continue;
            }
            let path = format!("{prefix}{}", written(name));
            let folder = |entry: Option<&Entry>| entry.filter(|entry| entry.kind.is_none()).map(|entry| entry.oid);
            let file = |entry: Option<&Entry>| entry.and_then(|entry| Some((entry.oid, entry.kind?)));
            if let Some((_, kind)) = file(after).or(file(before))
                && file(before) != file(after)
            {
                let oid = |entry| file(entry).map(|(oid, _)| oid);
                touched.push(Touched { path: path.clone(), before: oid(before), after: oid(after), kind });
            }
            self.compare(folder(before), folder(after), &format!("{path}/"), depth + 1, touched)?;
        }
        Ok(())
    }
}

#[derive(PartialEq, Eq)]
struct Entry {
    oid: Oid,
    /// `None`: a folder.
    kind: Option<FileKind>,
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

fn entries(bytes: &[u8]) -> Option<BTreeMap<Vec<u8>, Entry>> {
    let mut found = BTreeMap::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == 0)?;
        let space = rest[..end].iter().position(|&byte| byte == b' ')?;
        let (mode, name) = (&rest[..space], &rest[space + 1..end]);
        let (oid, after) = rest[end + 1..].split_first_chunk::<20>()?;
        let kind = match mode {
            b"40000" | b"040000" => None,
            b"120000" => Some(FileKind::Link),
            b"160000" => Some(FileKind::Submodule),
            _ => Some(FileKind::File),
        };
        found.insert(name.to_vec(), Entry { oid: Oid::from_bytes(*oid), kind });
        rest = after;
    }
    Some(found)
}

/// The folder that holds the objects' folder.
fn git_dir(dir: &Path) -> Option<PathBuf> {
    let whole = |dir: &Path| dir.join("HEAD").is_file() && dir.join("objects").is_dir();
    [dir.join(".git"), dir.to_owned()].into_iter().find(|dir| whole(dir))
}

/// The commit `HEAD` leads to; the error says why there is none.
fn head(git: &Path) -> std::result::Result<Oid, String> {
    let text = fs::read_to_string(git.join("HEAD")).map_err(|error| format!("its HEAD cannot be read: {error}"))?;
    let text = text.trim_end();
    let Some(name) = text.strip_prefix("ref: ") else {
        return Oid::parse(text).ok_or_else(|| "its HEAD names no commit by SHA-1".to_owned());
    };
    if !name.starts_with("refs/") || name.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return Err(format!("its HEAD names no branch: {name:?}"));
    }
    let loose = fs::read_to_string(git.join(name)).ok().and_then(|text| Oid::parse(text.trim_end()));
    let packed = || {
        let text = fs::read_to_string(git.join("packed-refs")).ok()?;
        text.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').and_then(Oid::parse))
    };
    loose.or_else(packed).ok_or_else(|| format!("its branch {name} has no commit named by SHA-1"))
}

fn written(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_whoever_wrote_it() {
        let hex = "0123456789012345678901234567890123456789";
        let commit = |rest: &str| format!("tree {hex}\n{rest}\n\nsubject\n\nparent {hex}\n").into_bytes();
        let own = Header::parse(&commit("author A <> 1 +0000\ncommitter B C <b@c> 1700000000 -0330")).unwrap();
        assert_eq!((own.time, own.parent), (1_700_000_000, None));
        let merge = format!("parent {hex}\nparent {}\nauthor A <> 1 +0000\ncommitter B <> -5 +0000", "a".repeat(40));
        let merge = Header::parse(&commit(&merge)).unwrap();
        assert_eq!((merge.time, merge.parent.map(|oid| oid.to_string()).as_deref()), (-5, Some(hex)));
        assert!(Header::parse(&commit("author A <> 1 +0000")).is_none());
        assert!(Header::parse(b"tree 01\ncommitter B <> 1 +0000\n\n").is_none());
    }

    #[test]
    fn trees_tell_files_from_what_is_none() {
        let entry = |mode: &str, name: &[u8]| [mode.as_bytes(), b" ", name, b"\0", &[7; 20]].concat();
        let modes = ["100644", "100755", "100664", "120000", "160000", "40000"];
        let tree: Vec<u8> = modes.iter().flat_map(|mode| entry(mode, mode.as_bytes())).collect();
        let kinds: Vec<_> = entries(&tree).unwrap().into_values().map(|entry| entry.kind).collect();
        let file = Some(FileKind::File);
        assert_eq!(kinds, [file, file, file, Some(FileKind::Link), Some(FileKind::Submodule), None]);
        assert!(entries(&tree[..tree.len() - 1]).is_none());
        assert!(entries(b"100644 a").is_none());
        assert_eq!(written(b"a\xff/\xc3\xa9"), "a%FF/é");
    }
}
