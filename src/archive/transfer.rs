//! Whole stores on the move: what an export copies, and how a store that comes from elsewhere gets its place. A
//! [`Staging`] is put together in a folder of its own, is verified there, and only then moves: by one rename where there
//! is no store yet, else commit by commit, each by the same steps and with the same recovery as any other write.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path};
use std::time::Duration;

use super::Archive;
use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::lock;
use super::manifest::{self, Line};
use super::objects::Oid;
use super::pack::Pack;
use super::verify::verify;
use crate::hash::{Digest, merkle::Frontier};

/// What can be made again from the rest, and is therefore not carried.
const REBUILT: &str = "index/";

/// A pack of the store, as `packs.sha256` has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackFile {
    /// Below the store's folder.
    pub file: String,
    /// Bytes.
    pub len: u64,
    pub digest: Digest,
}

impl PackFile {
    /// The packs that `packs.sha256` says are there, the oldest first; the error is the number of the first line (from 1)
    /// that is none.
    pub fn listed(bytes: &[u8]) -> std::result::Result<Vec<PackFile>, usize> {
        let lines = manifest::parse(bytes)?;
        let live = manifest::live(&lines);
        let pack = |(number, line): (usize, &Line)| match line {
            Line::Added { digest, len, name } if name.ends_with(".pack") => {
                let kept = live.get(name.as_str()).is_some_and(|(last, _, _)| *last == number);
                kept.then(|| PackFile { file: format!("{}/{name}", files::PACK_DIR), len: *len, digest: *digest })
            }
            _ => None,
        };
        Ok(lines.iter().enumerate().filter_map(pack).collect())
    }
}

/// Runs `work` while nobody writes to the archive in `dir`.
pub fn at_rest<T, E: From<ArchiveError>>(
    dir: &Path,
    work: impl FnOnce(&Archive) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    lock::settle(&Folder::new(dir))?;
    let mut done = None;
    lock::shared(&Folder::new(dir), || {
        let archive = Archive::open(dir)?;
        // Opening does not read it whole, and what leaves with the store should at least be in its form.
        archive.packs()?;
        done = Some(work(&archive));
        Ok(())
    })?;
    done.unwrap_or_else(|| Err(ArchiveError::Locked { lock: dir.join(files::LOCK) }.into()))
}

impl Archive {
    /// The files the archive consists of, by their path below its folder with `/`, in order. The lock, the file for people
    /// and what can be made again are left out.
    pub fn files(&self) -> Result<Vec<String>> {
        let mut names = self.folder.list()?;
        names.retain(|name| is_carried(name));
        Ok(names)
    }

    /// The packs `packs.sha256` lists, the oldest first.
    pub fn packs(&self) -> Result<Vec<PackFile>> {
        let path = self.folder.path(files::MANIFEST);
        let bytes = self.folder.read(files::MANIFEST)?;
        PackFile::listed(&bytes)
            .map_err(|line| ArchiveError::damaged(&path, format!("line {line} is not one of format 1")))
    }

    /// One of its files, to be read.
    pub fn open_file(&self, name: &str) -> Result<File> {
        let path = self.folder.path(name);
        File::open(&path).map_err(ArchiveError::io("open", &path))
    }

    /// The tree of files a commit has.
    pub fn tree(&self, commit: Oid) -> Result<Oid> {
        Ok(Commit::read(&self.state.objects, commit)?.tree)
    }
}

fn is_carried(name: &str) -> bool {
    !matches!(name, files::LOCK | files::README) && !name.starts_with(REBUILT) && !name.ends_with(".tmp")
}

/// What came of moving a store into its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Installed {
    /// There was none.
    New,
    /// The one there was a beginning of it, and has so many log entries more now.
    Extended { entries: u64 },
    /// The one there has all of it.
    Held,
}

/// A store on its way in.
pub struct Staging {
    folder: Folder,
}

impl Staging {
    /// Begins in the new folder `dir`, which must stand on the disk the store will be on.
    pub fn new(dir: &Path) -> Result<Staging> {
        let path = dir.to_owned();
        match fs::create_dir(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(ArchiveError::Leftover { path }),
            made => made.map_err(ArchiveError::io("make", &path)).map(|()| Staging { folder: Folder::new(dir) }),
        }
    }

    /// Takes in one file of the store. A name that leads elsewhere, or that no store has, is refused.
    pub fn put(&self, name: &str, content: &mut dyn Read) -> Result<()> {
        let path = self.folder.path(name);
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || name.contains(['\\', '\0']) || name.is_empty() || !is_carried(name) {
            return Err(ArchiveError::Unfit { why: format!("holds a file {name:?}, which is none of a store") });
        }
        let mut write = || {
            if let Some(dir) = path.parent() {
                fs::create_dir_all(dir)?;
            }
            // An existing file is not followed or overwritten: no name comes twice.
            io::copy(content, &mut File::create_new(&path)?)
        };
        write().map(drop).map_err(ArchiveError::io("write", &path))
    }

    /// Makes the pack and its index from a pack's bytes, and says what they are called: `pack-…`. Whether its objects lead
    /// to others is for the verification to say: one pack of several does not hold them all.
    pub fn put_pack(&self, content: &mut dyn Read) -> Result<String> {
        let dir = self.folder.path(files::PACK_DIR);
        fs::create_dir_all(&dir).map_err(ArchiveError::io("make", &dir))?;
        let unfit =
            |error: git2::Error| ArchiveError::Unfit { why: format!("holds no whole pack: {}", error.message()) };
        let mut indexer = git2::Indexer::new(None, &dir, 0o644, false).map_err(unfit)?;
        io::copy(content, &mut indexer).map_err(ArchiveError::io("index a pack in", &dir))?;
        indexer.commit().map(|hex| format!("pack-{hex}")).map_err(unfit)
    }

    /// Says which commit is the newest, in 40 hex digits.
    pub fn put_head(&self, commit: &str) -> Result<()> {
        let oid = Oid::parse(commit);
        let oid = oid.ok_or_else(|| ArchiveError::Unfit { why: format!("names no commit: {commit:?}") })?;
        self.put(files::REFERENCE, &mut format!("{oid}\n").as_bytes())?;
        self.put(files::HEAD, &mut files::HEAD_TEXT.as_bytes())?;
        self.put(files::CONFIG, &mut files::CONFIG_TEXT.as_bytes())
    }

    /// Verifies the store and moves it to `into`. Where that is a store already, it must be a beginning of this one.
    /// `progress` hears of the log entries checked and their number.
    pub fn install(self, into: &Path, wait: Duration, progress: &mut dyn FnMut(u64, u64)) -> Result<Installed> {
        let staged = self.folder.path("");
        self.folder.make_dir(files::PACK_DIR)?;
        // An empty LOCK is part of a store that is at rest.
        lock::exclusive(&self.folder, wait, |_| Ok(()))?;
        let report = verify(&staged, progress)?;
        if let Some(finding) = report.findings.first() {
            let more = match report.findings.len() {
                1 => String::new(),
                n => format!(", and {} findings more", n - 1),
            };
            return Err(ArchiveError::Unfit { why: format!("holds a store that does not verify: {finding}{more}") });
        }
        if is_vacant(into)? {
            sync_below(&staged)?;
            let moved = fs::rename(&staged, into).and_then(|()| files::sync_dir_of(into));
            return moved.map_err(ArchiveError::io("move the store to", into)).map(|()| Installed::New);
        }
        let from = Archive::open(&staged)?;
        let installed = extend(into, &from, wait)?;
        drop(from);
        fs::remove_dir_all(&staged).map_err(ArchiveError::io("remove", &staged))?;
        Ok(installed)
    }

    /// Takes away what was put together, after a failure.
    pub fn discard(dir: &Path) {
        // The failure is what the user must hear of, not what is left of it.
        let _ = fs::remove_dir_all(dir);
    }
}

/// Whether nothing is there, or an empty folder.
fn is_vacant(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        listed => Ok(listed.map_err(ArchiveError::io("list", dir))?.next().is_none()),
    }
}

/// Puts every file and folder below `dir` on the disk.
fn sync_below(dir: &Path) -> Result<()> {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut sync = || {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    folders.push(entry.path());
                } else {
                    File::open(entry.path())?.sync_all()?;
                    files::sync_dir_of(&entry.path())?;
                }
            }
            files::sync_dir_of(&folder)
        };
        let name = dir.to_owned();
        sync().map_err(ArchiveError::io("sync", &name))?;
    }
    Ok(())
}

/// Brings the archive in `into` to where `from` is, which begins with all it has.
fn extend(into: &Path, from: &Archive, wait: Duration) -> Result<Installed> {
    let names = Folder::new(into).names_in("")?;
    if !names.iter().any(|name| name == files::STORE || name == files::MANIFEST)
        && names.iter().any(|name| !matches!(name.as_str(), files::README | files::LOCK))
    {
        return Err(ArchiveError::Occupied { dir: into.to_owned() });
    }
    let mut archive = Archive::open_or_create(into, wait)?;
    archive.writing(wait, |archive, lock| {
        let (own, theirs) = (archive.head(), from.head());
        let shared = own.log_size.min(theirs.log_size);
        if root_at(archive, shared)? != root_at(from, shared)? {
            return Err(ArchiveError::Diverged { dir: into.to_owned() });
        }
        if theirs.log_size <= own.log_size {
            return Ok(Installed::Held);
        }
        let commits = commits_after(from, own.commit, into)?;
        // Each commit with the pack it brought, and nothing else: a folding or compaction has put other packs there.
        let (before, after) = (archive.folder.read(files::MANIFEST)?, from.folder.read(files::MANIFEST)?);
        let since = after.strip_prefix(&before[..]).and_then(|since| std::str::from_utf8(since).ok());
        if !since.is_some_and(|since| since.lines().all(|line| line.starts_with("+ "))) {
            return Err(ArchiveError::OtherPacks { dir: into.to_owned() });
        }
        let packs = packs_of(from, &commits)?;
        for (oid, commit) in commits {
            let Some(&n) = packs.get(&oid) else {
                return Err(ArchiveError::Object { oid, why: "is in no pack".to_owned() });
            };
            let pack = Pack::read(&from.folder, &from.state.objects.packs(), n)?;
            let new = archive.state.log.size()..commit.log_size;
            let leaves = new.map(|n| from.state.log.leaf(n)).collect::<Result<Vec<_>>>()?;
            archive.put(lock, &pack, &leaves, oid, commit)?;
            archive.state.settle_commits()?;
            archive.state.store_index(&HashMap::new())?;
            lock.end()?;
        }
        Ok(Installed::Extended { entries: theirs.log_size - own.log_size })
    })
}

/// The root of the log when it had `size` leaves.
fn root_at(archive: &Archive, size: u64) -> Result<Digest> {
    let mut frontier = Frontier::default();
    for n in 0..size {
        frontier.push(archive.state.log.leaf(n)?.hash());
    }
    Ok(frontier.root())
}

/// The commits of `from` after `head`, the oldest first.
fn commits_after(from: &Archive, head: Option<Oid>, into: &Path) -> Result<Vec<(Oid, Commit)>> {
    let mut commits = Vec::new();
    let mut next = from.state.head.clone();
    while let Some((oid, commit)) = next.filter(|(oid, _)| Some(*oid) != head) {
        next = from.state.parent(&commit)?;
        if next.is_none() && head.is_some() {
            // The logs agree and the commits do not: one of them is not what it was made as.
            return Err(ArchiveError::Diverged { dir: into.to_owned() });
        }
        commits.push((oid, commit));
    }
    commits.reverse();
    Ok(commits)
}

/// The place among the packs of the one that brought each commit.
fn packs_of(archive: &Archive, commits: &[(Oid, Commit)]) -> Result<HashMap<Oid, usize>> {
    let wanted: HashSet<Oid> = commits.iter().map(|(oid, _)| *oid).collect();
    let packs = archive.state.objects.packs();
    let mut found = HashMap::new();
    for n in 0..packs.len() {
        found.extend(packs.index(n)?.names()?.into_iter().filter(|oid| wanted.contains(oid)).map(|oid| (oid, n)));
    }
    Ok(found)
}
