//! What can go wrong with an archive, with the place and what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::objects::Oid;

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{}: no archive here; `wirecopy -C {} add PATH` makes one", .dir.display(), .dir.display())]
    NoArchive { dir: PathBuf },
    #[error("{}: {why}; `wirecopy verify` says what else is damaged", .file.display())]
    Damaged { file: PathBuf, why: String },
    #[error("object {oid} of the archive: {why}; `wirecopy verify` says what is damaged")]
    Object { oid: Oid, why: String },
    #[error("git's name {oid} fits two different files, which never happens by chance; the second is not stored")]
    Collision { oid: Oid },
    #[error("{}: another process is using this archive; try again when it has finished", .lock.display())]
    Locked { lock: PathBuf },
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the archive holds no article {name:?}; `wirecopy log` lists what it holds")]
    NotFound { name: String },
    #[error("{name:?} names several articles: {}", .candidates.join(", "))]
    Ambiguous { name: String, candidates: Vec<String> },
    #[error("{name} has no version {version}: its versions are v1 to v{last}")]
    NoVersion { name: String, version: u32, last: u32 },
    #[error("{name}: too large for one commit ({bytes} bytes packed, the limit is 2 GiB); split the article")]
    TooLarge { name: String, bytes: u64 },
    #[error("{why}; nothing was taken in")]
    Unfit { why: String },
    #[error("{}: what is here is no store, and no empty folder; name another one with -C DIR", .dir.display())]
    Occupied { dir: PathBuf },
    #[error(
        "{}: the store here is no beginning of the one to be imported; import into another folder with -C DIR, and \
         compare the two with `wirecopy log`",
        .dir.display()
    )]
    Diverged { dir: PathBuf },
    #[error("{}: left behind by an import or export that was stopped; remove it and try again", .path.display())]
    Leftover { path: PathBuf },
    #[error("{}: {why}", .path.display())]
    Foreign { path: PathBuf, why: String },
}

impl ArchiveError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ArchiveError {
        move |source| ArchiveError::Io { doing, path: path.to_owned(), source }
    }

    pub(super) fn damaged(file: &Path, why: impl Into<String>) -> ArchiveError {
        ArchiveError::Damaged { file: file.to_owned(), why: why.into() }
    }
}

pub(super) type Result<T> = std::result::Result<T, ArchiveError>;
