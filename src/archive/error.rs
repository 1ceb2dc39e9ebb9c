//! What can go wrong with an archive, with the place and what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::objects::Oid;
use crate::proof::ProofError;

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{}: no store here; `wirecopy -C {} add PATH` makes one", .dir.display(), .dir.display())]
    NoArchive { dir: PathBuf },
    #[error("{}: {why}; `wirecopy verify` says what else is damaged", .file.display())]
    Damaged { file: PathBuf, why: String },
    #[error("object {oid} of the store: {why}; `wirecopy verify` says what is damaged")]
    Object { oid: Oid, why: String },
    #[error("git's name {oid} fits two different files, which never happens by chance; the second is not stored")]
    Collision { oid: Oid },
    #[error("{}: another process is using this store; try again when it has finished", .lock.display())]
    Locked { lock: PathBuf },
    #[error("{}: a write was stopped here, and nothing can be written to put it right first", .lock.display())]
    Unsettled { lock: PathBuf },
    #[error(
        "verification {when} is not sound (findings: {findings}), so nothing was changed; `wirecopy verify` lists them"
    )]
    Unsound { findings: usize, when: &'static str },
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the store holds no article {name:?}; `wirecopy log` lists what it holds")]
    NotFound { name: String },
    #[error("{name:?} names several articles: {}", .candidates.join(", "))]
    Ambiguous { name: String, candidates: Vec<String> },
    #[error("{name:?} is the whole name of no article; what begins so: {}", .candidates.join(", "))]
    Beginning { name: String, candidates: Vec<String> },
    #[error("{name} has no version {version}: {}", versions(*.last))]
    NoVersion { name: String, version: u32, last: u32 },
    #[error("{name}@v{version} was erased {}: {reason}; its entry in the log stays, its bytes cannot be had", day(*.recorded_at))]
    Erased { name: String, version: u32, reason: String, recorded_at: i64 },
    #[error("{name} is removed already, {}: {reason}", day(*.recorded_at))]
    Removed { name: String, reason: String, recorded_at: i64 },
    #[error("{name}@v{version} is what the store has of it now; there is nothing to bring back")]
    Current { name: String, version: u32 },
    #[error("a reason has 1 to {} bytes, this one {bytes}", super::leaf::MAX_REASON)]
    Reason { bytes: usize },
    #[error(
        "{what} may have no line break, and no character that controls a terminal or turns the direction of writing"
    )]
    Unprintable { what: &'static str },
    #[error("a name has at most {} bytes, this one {bytes}", super::mark::MAX_BY)]
    Name { bytes: usize },
    #[error("{of} names no match: that is m- or l- and 16 hex digits")]
    NoMatch { of: String },
    #[error("no judgement stands on {of}; `wirecopy mark --list` shows what does")]
    Unmarked { of: String },
    #[error("{of} is judged already, between other versions than these")]
    OtherMatch { of: String },
    #[error("{}: {source}", .file.display())]
    Proof { file: PathBuf, source: ProofError },
    #[error("the store is empty: there is nothing to sign yet")]
    Empty,
    #[error("this log is called {found}, since its first checkpoint; it cannot be called {wanted} now")]
    Named { found: String, wanted: String },
    #[error("this log's checkpoints are signed by {found}, not by {wanted}")]
    OtherKey { found: String, wanted: String },
    #[error(
        "the log does not begin as its checkpoint of {size} entries says, so no other is signed; `wirecopy verify` says more"
    )]
    Contradicted { size: u64 },
    #[error("{what} belongs to no checkpoint of this store{}", .why.as_ref().map(|why| format!(": it {why}")).unwrap_or_default())]
    Unfitting { what: &'static str, why: Option<ProofError> },
    #[error(
        "the reply is later than log entry {entry}, which came after its checkpoint; seal the log as it is now, and have that stamped"
    )]
    Late { entry: u64 },
    #[error("no checkpoint covers {name} yet; `wirecopy seal` makes one")]
    Unsealed { name: String },
    #[error("{name} has no sentence {sentence}: it has {count}")]
    NoSentence { name: String, sentence: u32, count: u32 },
    #[error("{name}: its key or this sentence is longer than a proof can hold (65,535 bytes)")]
    TooLong { name: String },
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
    #[error("{}: {why}", .path.display())]
    Foreign { path: PathBuf, why: String },
}

fn versions(last: u32) -> String {
    match last {
        1 => "its only version is v1".to_owned(),
        last => format!("its versions are v1 to v{last}"),
    }
}

/// The moment as people read it.
fn day(seconds: i64) -> String {
    crate::text::utc_minute(seconds).unwrap_or_else(|| format!("{seconds} s"))
}

impl ArchiveError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ArchiveError {
        move |source| ArchiveError::Io { doing, path: path.to_owned(), source }
    }

    pub(super) fn proof(file: &Path) -> impl FnOnce(ProofError) -> ArchiveError {
        move |source| ArchiveError::Proof { file: file.to_owned(), source }
    }

    pub(super) fn damaged(file: &Path, why: impl Into<String>) -> ArchiveError {
        ArchiveError::Damaged { file: file.to_owned(), why: why.into() }
    }
}

pub(super) type Result<T> = std::result::Result<T, ArchiveError>;
