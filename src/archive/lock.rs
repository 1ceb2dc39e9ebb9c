//! One writer at a time, and no half-written state. `LOCK` is empty while nothing is under way. A writer locks it, says
//! in it what it is about to write, and empties it when all is done; so whoever finds text in it and can lock it knows
//! that a write was stopped, and exactly which files it may have left.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::anchors;
use super::commit::{self, Commit};
use super::compact;
use super::disk;
use super::error::{ArchiveError, Result};
use super::extend;
use super::files::{self, Batch, Folder};
use super::fold;
use super::index;
use super::log;
use super::manifest;
use super::objects::{Objects, Oid};
use super::pack::Pack;
use crate::hash::Digest;

const JOURNAL: &str = "wirecopy-journal/1 ";
const RETRY: Duration = Duration::from_millis(50);

/// What a writer is about to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Journal {
    /// Make the archive's empty files.
    Create,
    Add {
        head: Option<Oid>,
        old_size: u64,
        new_size: u64,
        /// The length of `packs.sha256` before.
        packs_size: u64,
        /// The name of the pack to come.
        pack: String,
    },
    /// Put one pack in the place of many small ones.
    Fold {
        /// The length of `packs.sha256` before and after.
        packs_size: u64,
        new_size: u64,
        /// The name of the pack to come.
        pack: String,
    },
    /// Put other packs in the place of those there.
    Compact,
    /// Put the packs of a longer archive in the place of those there, and the rest of its log behind the own.
    Extend {
        old_size: u64,
        new_size: u64,
        /// The digest of the `packs.sha256` to come, and the commit.
        packs: Digest,
        head: Oid,
    },
    /// Write files of checkpoints, none of which the log or a commit leads to.
    Seal,
}

impl Journal {
    fn encode(&self) -> String {
        match self {
            Journal::Create => format!("{JOURNAL}create\n"),
            Journal::Compact => format!("{JOURNAL}compact\n"),
            Journal::Seal => format!("{JOURNAL}seal\n"),
            Journal::Extend { old_size, new_size, packs, head } => {
                format!("{JOURNAL}extend {old_size} {new_size} {packs} {head}\n")
            }
            Journal::Fold { packs_size, new_size, pack } => {
                format!("{JOURNAL}fold {packs_size} {new_size} {pack}\n")
            }
            Journal::Add { head, old_size, new_size, packs_size, pack } => {
                let head = head.map_or("-".to_owned(), |head| head.to_string());
                format!("{JOURNAL}add {head} {old_size} {new_size} {packs_size} {pack}\n")
            }
        }
    }

    fn decode(text: &str) -> Option<Journal> {
        let words: Vec<&str> = text.strip_prefix(JOURNAL)?.strip_suffix('\n')?.split(' ').collect();
        let journal = match words[..] {
            ["create"] => Journal::Create,
            ["compact"] => Journal::Compact,
            ["seal"] => Journal::Seal,
            ["add", head, old_size, new_size, packs_size, pack] if manifest::is_pack_file(&format!("{pack}.pack")) => {
                Journal::Add {
                    head: if head == "-" { None } else { Some(Oid::parse(head)?) },
                    old_size: old_size.parse().ok()?,
                    new_size: new_size.parse().ok()?,
                    packs_size: packs_size.parse().ok()?,
                    pack: pack.to_owned(),
                }
            }
            ["fold", packs_size, new_size, pack] if manifest::is_pack_file(&format!("{pack}.pack")) => Journal::Fold {
                packs_size: packs_size.parse().ok()?,
                new_size: new_size.parse().ok()?,
                pack: pack.to_owned(),
            },
            ["extend", old_size, new_size, packs, head] => Journal::Extend {
                old_size: old_size.parse().ok()?,
                new_size: new_size.parse().ok()?,
                packs: packs.parse().ok()?,
                head: Oid::parse(head)?,
            },
            _ => return None,
        };
        (journal.encode() == text).then_some(journal)
    }
}

/// The held lock.
pub(super) struct Lock<'a> {
    folder: &'a Folder,
    file: &'a mut File,
}

/// Runs `work` as the only writer. Waits up to `wait` for another one to finish.
pub(super) fn exclusive<T>(folder: &Folder, wait: Duration, work: impl FnOnce(Lock) -> Result<T>) -> Result<T> {
    let path = folder.path(files::LOCK);
    let is_new = !path.exists();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = if is_new { disk::open(&path, &options) } else { options.open(&path) };
    let mut file = file.map_err(ArchiveError::io("open", &path))?;
    if is_new {
        disk::sync_dir_of(&path).map_err(ArchiveError::io("sync the name of", &path))?;
    }
    get(&path, wait, || file.try_lock())?;
    let done = work(Lock { folder, file: &mut file });
    release(&file);
    done
}

/// Runs `work` while nobody writes. Waits up to `wait` for a writer to finish.
pub(super) fn shared<T>(folder: &Folder, wait: Duration, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let path = folder.path(files::LOCK);
    let file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return work(),
        file => file.map_err(ArchiveError::io("open", &path))?,
    };
    get(&path, wait, || file.try_lock_shared())?;
    let done = work();
    release(&file);
    done
}

/// Gets a lock, trying again for as long as `wait`.
fn get(path: &Path, wait: Duration, attempt: impl Fn() -> std::result::Result<(), TryLockError>) -> Result<()> {
    let mut waited = Duration::ZERO;
    loop {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(ArchiveError::io("lock", path)(error)),
            Err(TryLockError::WouldBlock) if waited >= wait => {
                return Err(ArchiveError::Locked { lock: path.to_owned() });
            }
            Err(TryLockError::WouldBlock) => {
                thread::sleep(RETRY);
                waited += RETRY;
            }
        }
    }
}

/// Closing the file would do, unless a program that is just being started has it open too. An error is of no matter: it
/// is closed next.
fn release(file: &File) {
    let _ = file.unlock();
}

/// Puts a stopped write right, if there was one and nobody is at it now. False where that is left to somebody who may write
/// here.
pub(super) fn settle(folder: &Folder) -> Result<bool> {
    if fs::metadata(folder.path(files::LOCK)).map_or(0, |about| about.len()) == 0 {
        return Ok(true);
    }
    match exclusive(folder, Duration::ZERO, |mut lock| lock.recover()) {
        // A writer is at work. What was committed before stands.
        Err(ArchiveError::Locked { .. }) => Ok(true),
        // It stands as well where nothing can be written.
        Err(ArchiveError::Io { source, .. }) if is_refused(&source) => Ok(false),
        other => other.map(|()| true),
    }
}

/// Whether the place is not to be written to, by whoever asked.
fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

impl Lock<'_> {
    pub(super) fn begin(&mut self, journal: &Journal) -> Result<()> {
        let begin = |file: &mut File| {
            disk::set_len(file, 0)?;
            file.rewind()?;
            disk::write(file, journal.encode().as_bytes())?;
            disk::sync(file)
        };
        begin(self.file).map_err(ArchiveError::io("write", &self.folder.path(files::LOCK)))
    }

    /// Not forced to the disk: a journal that comes back after a power cut tells of a write that is finished or undone,
    /// and finishing or undoing it once more changes nothing.
    pub(super) fn end(&mut self) -> Result<()> {
        disk::set_len(self.file, 0).map_err(ArchiveError::io("empty", &self.folder.path(files::LOCK)))
    }

    /// Finishes or undoes what a stopped writer began. Stopped itself, it is simply done again.
    pub(super) fn recover(&mut self) -> Result<()> {
        let path = self.folder.path(files::LOCK);
        let mut bytes = Vec::new();
        let read = self.file.rewind().and_then(|()| self.file.read_to_end(&mut bytes));
        read.map_err(ArchiveError::io("read", &path))?;
        if bytes.is_empty() {
            return Ok(());
        }
        // After a power cut a file may be as long as it should be, and hold nothing.
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches('\0');
        // Seen by us is not on the disk yet: what we build on has to be.
        self.folder.sync_names()?;
        match Journal::decode(text) {
            Some(Journal::Create) => create(self.folder)?,
            Some(Journal::Compact) => compact::tidy(self.folder)?,
            Some(Journal::Seal) => anchors::settle(self.folder)?,
            Some(Journal::Fold { packs_size, new_size, pack }) => {
                fold::settle(self.folder, packs_size, new_size, &pack)?;
            }
            Some(Journal::Extend { old_size, new_size, packs, head }) => {
                let size = extend::settle(self.folder, old_size, new_size, packs, head)?;
                let mut batch = Batch::new(self.folder);
                index::sweep(self.folder, size, &mut batch)?;
                batch.finish()?;
            }
            Some(add @ Journal::Add { .. }) => self.redo_or_undo(&add)?,
            // The journal is on the disk before anything else is written, so behind a torn one there is nothing.
            None if !text.ends_with('\n') && (text.starts_with(JOURNAL) || JOURNAL.starts_with(text)) => {}
            None => return Err(ArchiveError::damaged(&path, "is not empty, and what it holds is not ours")),
        }
        self.end()
    }

    fn redo_or_undo(&self, journal: &Journal) -> Result<()> {
        let Journal::Add { head, old_size, new_size, pack, .. } = journal else { return Ok(()) };
        let folder = self.folder;
        let now = commit::head(folder)?;
        let committed = now != *head;
        let (parent, size) = stated(folder, now)?;
        let fits = new_size >= old_size && (!committed || parent == *head);
        if !fits || size != if committed { *new_size } else { *old_size } {
            return Err(misfit(folder));
        }
        if committed {
            let mut batch = Batch::new(folder);
            Pack::staged(pack).iter().try_for_each(|file| batch.remove(file))?;
            index::sweep(folder, size, &mut batch)?;
            return batch.finish();
        }
        self.undo(journal)
    }

    /// Removes what an unfinished write has left.
    fn undo(&self, journal: &Journal) -> Result<()> {
        let Journal::Add { old_size, new_size, packs_size, pack, .. } = journal else { return Ok(()) };
        let folder = self.folder;
        folder.remove_unfinished(files::REFERENCE)?;
        log::cut(folder, *old_size, *new_size)?;
        if folder.len_if_any(files::MANIFEST)?.is_some_and(|len| len > *packs_size) {
            folder.truncate(files::MANIFEST, *packs_size)?;
        }
        // The index first: a pack without index is not seen, an index without pack would be an error.
        let mut batch = Batch::new(folder);
        Pack::files(pack).iter().rev().try_for_each(|file| batch.remove(file))?;
        Pack::staged(pack).iter().try_for_each(|file| batch.remove(file))?;
        batch.finish()
    }
}

/// What a commit states: its parent, and the size of the log; none and 0 where there is no commit.
pub(super) fn stated(folder: &Folder, commit: Option<Oid>) -> Result<(Option<Oid>, u64)> {
    let Some(oid) = commit else { return Ok((None, 0)) };
    let commit = Commit::read(&Objects::open(folder)?, oid)?;
    Ok((commit.parent, commit.log_size))
}

pub(super) fn misfit(folder: &Folder) -> ArchiveError {
    ArchiveError::damaged(&folder.path(files::LOCK), "tells of a write that does not fit the store")
}

/// Makes the files of an empty archive. Those that are there stay as they are.
pub(super) fn create(folder: &Folder) -> Result<()> {
    folder.make_dir(files::PACK_DIR)?;
    folder.make_dir(&format!("{}/pack", files::INCOMING))?;
    folder.make_dir("store.git/refs/heads")?;
    for (name, text) in [(files::CONFIG, files::CONFIG_TEXT), (files::HEAD, files::HEAD_TEXT), (files::MANIFEST, "")] {
        folder.remove_unfinished(name)?;
        if !folder.exists(name) {
            folder.write(name, text.as_bytes())?;
        }
    }
    Ok(())
}
