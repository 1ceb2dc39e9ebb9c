//! The files that say who confirms the log, and when. Each checkpoint has a folder `anchors/SIZE/`:
//!
//! | file | holds |
//! |---|---|
//! | `checkpoint` | the note with the log's own signature, never written again: what all the others are over |
//! | `cosignatures` | signature lines of witnesses, the latest of each |
//! | `checkpoint.sig` | an SSH signature by the log's key |
//! | `checkpoint.tsq` | the request for a time stamp |
//! | `HASH.tsr`, `HASH.ots` | time stamps, named by the first 16 hex digits of their own SHA-256 |
//!
//! `log/checkpoint` is the newest of them with its cosignatures. It follows from the others, so a stopped write is put
//! right by making it anew.

use super::error::{ArchiveError, Result};
use super::files::{ANCHORS, CHECKPOINT, Folder, POLICY};
use crate::hash::Digest;
use crate::proof::{Policy, Signed, note};

/// What others send back for a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attached {
    /// The reply of a time stamp authority (RFC 3161).
    TimeStamp,
    /// A file of OpenTimestamps.
    Ots,
    /// Signature lines of witnesses, alone or under the checkpoint.
    Cosignatures,
}

/// A file in a checkpoint's folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Checkpoint,
    Cosignatures,
    Ssh,
    Request,
    TimeStamp,
    Ots,
}

impl Kind {
    pub(super) fn of_name(name: &str) -> Option<Kind> {
        let hashed = |end: &str| {
            let hash = name.strip_suffix(end)?;
            let hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
            (hash.len() == 16 && hash.bytes().all(hex)).then_some(())
        };
        match name {
            "checkpoint" => Some(Kind::Checkpoint),
            "cosignatures" => Some(Kind::Cosignatures),
            "checkpoint.sig" => Some(Kind::Ssh),
            "checkpoint.tsq" => Some(Kind::Request),
            _ if hashed(".tsr").is_some() => Some(Kind::TimeStamp),
            _ if hashed(".ots").is_some() => Some(Kind::Ots),
            _ => None,
        }
    }

    /// The name of a file of this kind that holds `bytes`.
    pub(super) fn name(self, bytes: &[u8]) -> String {
        let hashed = |end| format!("{}{end}", &Digest::of(bytes).to_string()[..16]);
        match self {
            Kind::Checkpoint => "checkpoint".to_owned(),
            Kind::Cosignatures => "cosignatures".to_owned(),
            Kind::Ssh => "checkpoint.sig".to_owned(),
            Kind::Request => "checkpoint.tsq".to_owned(),
            Kind::TimeStamp => hashed(".tsr"),
            Kind::Ots => hashed(".ots"),
        }
    }
}

/// The path of a file of the checkpoint of `size` entries.
pub(super) fn path(size: u64, name: &str) -> String {
    format!("{ANCHORS}/{size}/{name}")
}

/// The sizes that have a folder with something in it, in order. Other names are left to the inventory; a stopped write
/// may leave an empty folder.
pub(super) fn sizes(folder: &Folder) -> Result<Vec<u64>> {
    let mut sizes = Vec::new();
    for name in folder.names_in(ANCHORS)? {
        let size = name.parse::<u64>().ok().filter(|size| size.to_string() == name);
        if let Some(size) = size
            && !folder.names_in(&format!("{ANCHORS}/{name}"))?.is_empty()
        {
            sizes.push(size);
        }
    }
    sizes.sort_unstable();
    Ok(sizes)
}

/// The checkpoint of `size` entries as it was signed, if it is there.
pub(super) fn checkpoint(folder: &Folder, size: u64) -> Result<Option<Signed>> {
    let name = path(size, "checkpoint");
    let Some(bytes) = folder.read_if_any(&name)? else { return Ok(None) };
    Signed::parse(&bytes).map(Some).map_err(ArchiveError::proof(&folder.path(&name)))
}

/// The same with the witnesses' lines.
pub(super) fn cosigned(folder: &Folder, size: u64) -> Result<Option<Signed>> {
    let Some(signed) = checkpoint(folder, size)? else { return Ok(None) };
    let name = path(size, "cosignatures");
    let Some(bytes) = folder.read_if_any(&name)? else { return Ok(Some(signed)) };
    let lines = note::signatures(&String::from_utf8_lossy(&bytes));
    Ok(Some(signed.with(&lines.map_err(ArchiveError::proof(&folder.path(&name)))?)))
}

/// The newest checkpoint and its size, with the witnesses' lines.
pub(super) fn newest(folder: &Folder) -> Result<Option<(u64, Signed)>> {
    for size in sizes(folder)?.into_iter().rev() {
        if let Some(signed) = cosigned(folder, size)? {
            return Ok(Some((size, signed)));
        }
    }
    Ok(None)
}

/// The policy that names the log's key; `None` before the first checkpoint.
pub(super) fn policy(folder: &Folder) -> Result<Option<Policy>> {
    let Some(bytes) = folder.read_if_any(POLICY)? else { return Ok(None) };
    Policy::parse(&bytes).map(Some).map_err(ArchiveError::proof(&folder.path(POLICY)))
}

/// Puts a stopped write of these files right: what was not yet in its place goes, and what follows from the rest is made
/// anew. A signed checkpoint in its place stays.
pub(super) fn settle(folder: &Folder) -> Result<()> {
    folder.remove_unfinished(POLICY)?;
    folder.remove_unfinished(CHECKPOINT)?;
    for size in sizes(folder)? {
        for name in folder.names_in(&format!("{ANCHORS}/{size}"))? {
            if let Some(name) = name.strip_suffix(".tmp") {
                folder.remove_unfinished(&path(size, name))?;
            }
        }
    }
    match newest(folder)? {
        Some((_, signed)) => folder.write(CHECKPOINT, signed.to_string().as_bytes()),
        // Nothing was signed, so whose signatures to expect is open again.
        None => folder.remove(POLICY),
    }
}
