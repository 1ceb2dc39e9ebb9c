//! The archive: every version of every article, hashed and never overwritten. Bytes lie in a bare git repository that
//! git itself can read: we write and read its packs, and libgit2 reads back what we write. What was recorded when stands
//! beside it in a Merkle log, and each commit names the log's root. Trust rests on the log's SHA-256, not on git. An
//! index beside both makes lookups fast and is believed by nobody. docs/format.md is the specification, archive format
//! version 1.
//!
//! Nothing is read before it is asked for, so an archive of any size opens in the same time and memory.
//!
//! [`Archive::add`] takes articles in, [`Archive::find`] and [`Archive::history`] look them up, [`verify`] recomputes
//! everything from the bytes on disk, [`Archive::seal`] signs a state of the log, [`Archive::prove`] makes a proof of one
//! version that needs no archive. Times are Unix seconds and come from the caller.

mod add;
mod anchors;
mod at;
mod checkpoint;
mod commit;
mod compact;
mod delta;
mod disk;
mod error;
mod extend;
mod files;
mod fold;
mod foreign;
mod idx;
mod index;
mod inflate;
mod leaf;
mod life;
mod lock;
mod log;
mod manifest;
mod mark;
mod objects;
mod pack;
mod packed;
mod packs;
mod places;
mod prove;
mod published;
mod read;
mod record;
mod remove;
mod second;
#[cfg(test)]
mod tests;
pub mod transfer;
mod tree;
mod verify;

pub use add::{Outcome, Preview};
pub use anchors::Attached;
pub use checkpoint::{Seal, Sealed};
pub use compact::Compaction;
pub use error::ArchiveError;
pub use foreign::{FileKind, Foreign, Step, Touched};
pub use mark::{Mark, Opinion, Word};
pub use objects::Oid;
pub use prove::{Proven, proven};
pub use read::{Article, Change, Content, Declared, Entry, Head};
pub use record::Record;
pub use remove::Taken;
pub use verify::{
    Class, Confirmed, Declaration, Finding, Gone, Options, Part, Pin, Report, Trust, verify, verify_with,
};

use std::path::Path;
use std::time::Duration;

use commit::Commit;
use error::Result;
use files::Folder;
use index::Index;
use log::Log;
use objects::Objects;

/// The archive format this program writes (docs/format.md).
pub const FORMAT: u32 = 1;

/// An archive as it stood when it was opened or last added to.
pub struct Archive {
    folder: Folder,
    state: State,
    /// Whether no stopped write is left to be put right.
    settled: bool,
}

/// What the newest commit leads to. Of all of it only the log's right edge is in memory.
struct State {
    folder: Folder,
    objects: Objects,
    head: Option<(Oid, Commit)>,
    log: Log,
    index: Index,
}

impl Archive {
    /// Opens the archive in `dir`. A write that was stopped half-way is finished or undone first; otherwise opening
    /// writes nothing and needs no lock.
    pub fn open(dir: &Path) -> Result<Archive> {
        let folder = Folder::new(dir);
        let settled = lock::settle(&folder)?;
        if !folder.exists(files::STORE) {
            return Err(ArchiveError::NoArchive { dir: dir.to_owned() });
        }
        for (name, text) in [(files::CONFIG, files::CONFIG_TEXT), (files::HEAD, files::HEAD_TEXT)] {
            if folder.read(name)? != text.as_bytes() {
                let why = "is not what archive format 1 has there: damaged, or written by a newer wirecopy";
                return Err(ArchiveError::damaged(&folder.path(name), why));
            }
        }
        let state = State::load(&folder)?;
        Ok(Archive { folder, state, settled })
    }

    /// Whether a write that was stopped is still to be put right, since nothing can be written here. What was recorded
    /// before it is read.
    pub fn is_unsettled(&self) -> bool {
        !self.settled
    }

    /// Opens the archive in `dir`, and makes an empty one if there is none.
    pub fn open_or_create(dir: &Path, wait: Duration) -> Result<Archive> {
        let folder = Folder::new(dir);
        // It is the last file of an empty archive to be made: without it another process may be making the archive now.
        if !folder.exists(files::MANIFEST) {
            folder.make_dir("")?;
            lock::exclusive(&folder, wait, |mut lock| {
                lock.recover()?;
                if !folder.exists(files::STORE) {
                    lock.begin(&lock::Journal::Create)?;
                    lock.recover()?;
                }
                Ok(())
            })?;
        }
        Archive::open(dir)
    }
}

impl State {
    fn load(folder: &Folder) -> Result<State> {
        let mut head = commit::head(folder)?;
        loop {
            match State::load_at(folder, head) {
                Ok(state) => return Ok(state),
                // A writer may have come between; then the new state is read.
                Err(error) => match commit::head(folder)? {
                    now if now != head => head = now,
                    _ => return Err(error),
                },
            }
        }
    }

    fn load_at(folder: &Folder, head: Option<Oid>) -> Result<State> {
        let objects = Objects::open(folder)?;
        let (head, log) = match head {
            Some(oid) => {
                let commit = Commit::read(&objects, oid)?;
                let log = Log::open(folder, commit.log_size, commit.log_root)?;
                (Some((oid, commit)), log)
            }
            None => (None, Log::empty(folder)),
        };
        let mut state = State { folder: folder.clone(), objects, head, log, index: Index::default() };
        state.settle_commits()?;
        Ok(state)
    }

    /// The commit before one.
    fn parent(&self, commit: &Commit) -> Result<Option<(Oid, Commit)>> {
        let read = |oid| Ok((oid, Commit::read(&self.objects, oid)?));
        commit.parent.map(read).transpose()
    }
}
