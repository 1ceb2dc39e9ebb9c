//! Whole stores on the move: what an export copies, and how a store that comes from elsewhere gets its place. A
//! [`Staging`] is put together in a folder of its own, is verified there, and only then moves: by one rename where there
//! is no store yet, else as `extend.rs` says.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path};
use std::time::Duration;

use super::Archive;
use super::commit::Commit;
use super::disk;
use super::error::{ArchiveError, Result};
use super::extend::extend;
use super::files::{self, Folder};
use super::lock;
use super::manifest::{self, Line};
use super::objects::Oid;
use super::verify::verify;
use crate::hash::Digest;

/// What can be made again from the rest, and is therefore not carried.
const REBUILT: &str = "index/";

/// So often a store is looked at that somebody else may have left with a stopped write.
const TRIES: u32 = 3;

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

/// Runs `work` while nobody writes to the archive in `dir`. Waits up to `wait` for a writer to finish.
pub fn at_rest<T, E: From<ArchiveError>>(
    dir: &Path,
    wait: Duration,
    work: impl FnOnce(&Archive) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let folder = Folder::new(dir);
    let (mut work, mut done) = (Some(work), None);
    // A writer that is killed while it is waited for leaves a write to be put right first.
    for _ in 0..TRIES {
        if !lock::settle(&folder)? {
            // Files would go along that are no part of the archive.
            return Err(ArchiveError::Unsettled { lock: folder.path(files::LOCK) }.into());
        }
        lock::shared(&folder, wait, || {
            if folder.len_if_any(files::LOCK)?.unwrap_or(0) > 0 {
                return Ok(());
            }
            let archive = Archive::open(dir)?;
            // Opening does not read it whole, and what leaves with the store should at least be in its form.
            archive.packs()?;
            done = work.take().map(|work| work(&archive));
            Ok(())
        })?;
        if let Some(done) = done {
            return done;
        }
    }
    Err(ArchiveError::Locked { lock: folder.path(files::LOCK) }.into())
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
    /// The one there has all entries of it, and so many files of checkpoints more now.
    Sealed { files: usize },
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
        disk::create_dir(dir).map_err(ArchiveError::io("make", dir)).map(|()| Staging { folder: Folder::new(dir) })
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
                disk::make_dir(dir)?;
            }
            // An existing file is not followed or overwritten: no name comes twice.
            let mut file = disk::open(&path, OpenOptions::new().write(true).create_new(true))?;
            disk::copy(content, &mut file)
        };
        write().map_err(ArchiveError::io("write", &path))
    }

    /// Makes the pack and its index from a pack's bytes, and says what they are called: `pack-…`. Whether its objects lead
    /// to others is for the verification to say: one pack of several does not hold them all.
    pub fn put_pack(&self, content: &mut dyn Read) -> Result<String> {
        let dir = self.folder.path(files::PACK_DIR);
        disk::make_dir(&dir).map_err(ArchiveError::io("make", &dir))?;
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
            let moved = disk::rename(&staged, into).and_then(|()| disk::sync_dir_of(into));
            return moved.map_err(ArchiveError::io("move the store to", into)).map(|()| Installed::New);
        }
        let mut from = Archive::open(&staged)?;
        let installed = extend(into, &mut from, wait, progress)?;
        drop(from);
        disk::remove_dir_all(&staged).map_err(ArchiveError::io("remove", &staged))?;
        Ok(installed)
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
                    disk::sync(&File::open(entry.path())?)?;
                    disk::sync_dir_of(&entry.path())?;
                }
            }
            disk::sync_dir_of(&folder)
        };
        let name = dir.to_owned();
        sync().map_err(ArchiveError::io("sync", &name))?;
    }
    Ok(())
}
