//! What can go wrong with a package, with the place and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::archive::ArchiveError;

#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("{}: is there already, and is not overwritten; name another place with -o", .path.display())]
    Exists { path: PathBuf },
    #[error("{}: is in the way, and is not known to be left by an import or export; remove it and try again", .path.display())]
    Leftover { path: PathBuf },
    #[error("{}: another import or export is at work there; try again when it has finished", .path.display())]
    Busy { path: PathBuf },
    #[error("the form {format} is of the whole store, so that it can be restored; name no articles")]
    WholeOnly { format: &'static str },
    #[error(
        "nothing of it was fetched by this program, so there is no answer of a server to write; bags and bundles hold all"
    )]
    NothingFetched,
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{}: {why}", .path.display())]
    Unreadable { path: PathBuf, why: String },
    #[error(
        "the store has {key} from {}, which this repository's branch does not have: another repository, or a rewritten one; \
         name another collection with --collection",
        .commit.as_deref().map_or("elsewhere".to_owned(), |commit| format!("commit {commit}"))
    )]
    Rewritten { key: String, commit: Option<String> },
    #[error(
        "{}: is nothing that import knows: a bag or a bundle of `wirecopy export`, or a git repository",
        .path.display()
    )]
    Unknown { path: PathBuf },
}

impl PackageError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PackageError {
        move |source| PackageError::Io { doing, path: path.to_owned(), source }
    }

    pub(super) fn unreadable(path: &Path, why: impl Into<String>) -> PackageError {
        PackageError::Unreadable { path: path.to_owned(), why: why.into() }
    }
}

pub(super) type Result<T> = std::result::Result<T, PackageError>;
