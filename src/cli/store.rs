//! The store as commands meet it: opened, and its errors with a hint.

use std::io::ErrorKind;
use std::time::Duration;

use super::exit::Failure;
use super::session::Session;
use crate::archive::{Archive, ArchiveError};
use crate::report::Store;

/// How long a writer waits for another one.
pub(super) const WAIT: Duration = Duration::from_secs(30);

pub(super) fn open(session: &Session) -> Result<Archive, Failure> {
    Ok(Archive::open(session.store())?)
}

/// How reports name the store and say where it stands.
pub(super) fn state(session: &Session, archive: &Archive) -> Store {
    Store::new(path(session), &archive.head())
}

/// The store's folder as the user named it.
pub(super) fn path(session: &Session) -> String {
    session.store().display().to_string()
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Failure {
        let hint = match &error {
            ArchiveError::Io { source, .. } => match source.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    Some("check who may write there, or name another store with -C DIR")
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Some("name a folder for the store with -C DIR"),
                ErrorKind::StorageFull => Some("free some space and do it again; the store is as it was"),
                _ => None,
            },
            ArchiveError::Removed { .. } => Some("to bring a version back: wirecopy restore ID@v1"),
            ArchiveError::Reason { .. } => Some("say why in a sentence or two: --why TEXT"),
            ArchiveError::Ambiguous { .. } => Some("give more of the name, or its key from `wirecopy log --json`"),
            _ => None,
        };
        let failure = Failure::new(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}
