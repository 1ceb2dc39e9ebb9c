//! The archive: every version of every article, hashed and never overwritten. Bytes lie in a bare git repository that
//! git itself can read: we write and read its packs, and libgit2 reads back what we write. What was recorded when stands beside it in a Merkle log,
//! and each commit names the log's root. Trust rests on the log's SHA-256, not on git. docs/format.md is the
//! specification, archive format version 1.
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
mod error;
mod files;
mod idx;
mod inflate;
mod leaf;
mod lock;
mod log;
mod manifest;
mod objects;
mod pack;
mod packed;
mod packs;
mod places;
mod prove;
mod read;
mod record;
mod second;
#[cfg(test)]
mod tests;
mod tree;
mod verify;

pub use add::Outcome;
pub use anchors::Attached;
pub use checkpoint::{Seal, Sealed};
pub use compact::Compaction;
pub use error::ArchiveError;
pub use objects::Oid;
pub use prove::{Proven, proven};
pub use read::{Article, Change, Content, Entry, Head};
pub use record::Record;
pub use verify::{Class, Confirmed, Finding, Options, Part, Pin, Report, Trust, verify, verify_with};

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use commit::Commit;
use error::Result;
use files::Folder;
use leaf::{Leaf, StoreId};
use objects::Objects;

use crate::hash::{Digest, merkle::Frontier};

/// The archive format this program writes (docs/format.md).
pub const FORMAT: u32 = 1;

/// An archive as it stood when it was opened or last added to.
pub struct Archive {
    folder: Folder,
    state: State,
}

/// What the newest commit and the log say.
struct State {
    objects: Objects,
    head: Option<(Oid, Commit)>,
    leaves: Vec<Leaf>,
    hashes: Vec<Digest>,
    frontier: Frontier,
    /// Each article's leaves, by their index in the log.
    articles: BTreeMap<StoreId, Vec<usize>>,
}

impl Archive {
    /// Opens the archive in `dir`. A write that was stopped half-way is finished or undone first; otherwise opening
    /// writes nothing and needs no lock.
    pub fn open(dir: &Path) -> Result<Archive> {
        let folder = Folder::new(dir);
        lock::settle(&folder)?;
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
        Ok(Archive { folder, state })
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
                // A writer that commits meanwhile takes partial tiles of the log away; then the new state is read.
                Err(error) => match commit::head(folder)? {
                    now if now != head => head = now,
                    _ => return Err(error),
                },
            }
        }
    }

    fn load_at(folder: &Folder, head: Option<Oid>) -> Result<State> {
        let objects = Objects::open(folder)?;
        let head = match head {
            Some(oid) => Some((oid, Commit::read(&objects, oid)?)),
            None => None,
        };
        let mut state = State {
            objects,
            head: None,
            leaves: Vec::new(),
            hashes: Vec::new(),
            frontier: Frontier::default(),
            articles: BTreeMap::new(),
        };
        if let Some((_, commit)) = &head {
            state.push(log::read(folder, commit.log_size)?);
            if state.frontier.root() != commit.log_root {
                return Err(ArchiveError::damaged(&folder.path("log"), "does not have the root its commit states"));
            }
        }
        state.head = head;
        Ok(state)
    }

    fn push(&mut self, leaves: Vec<Leaf>) {
        for leaf in leaves {
            let hash = leaf.hash();
            self.articles.entry(leaf.article).or_default().push(self.leaves.len());
            self.frontier.push(hash);
            self.hashes.push(hash);
            self.leaves.push(leaf);
        }
    }
}
