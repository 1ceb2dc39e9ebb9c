//! The history: a reference to the newest commit, and commits in exactly one form: one parent or none, our neutral name, the recording time, and four trailers that tie
//! git's history to the log and to `packs.sha256`.

use std::fmt::Write as _;

use super::error::{ArchiveError, Result};
use super::files::{Folder, REFERENCE};
use super::objects::{Kind, Objects, Oid};
use crate::hash::Digest;

const WHO: &str = "wirecopy <wirecopy@localhost>";

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Commit {
    pub(super) tree: Oid,
    pub(super) parent: Option<Oid>,
    /// Unix seconds.
    pub(super) time: i64,
    /// For people; nothing rests on it.
    pub(super) message: String,
    pub(super) log_size: u64,
    pub(super) log_root: Digest,
    /// The length of `packs.sha256` before this commit's own pack was added to it, and the digest that chains it to the
    /// parent's.
    pub(super) packs_size: u64,
    pub(super) packs_digest: Digest,
}

/// The commit the archive stands at; `None` before the first.
pub(super) fn head(folder: &Folder) -> Result<Option<Oid>> {
    let Some(bytes) = folder.read_if_any(REFERENCE)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let oid = text.strip_suffix('\n').and_then(Oid::parse);
    oid.map(Some).ok_or_else(|| ArchiveError::damaged(&folder.path(REFERENCE), "is not one commit's name"))
}

impl Commit {
    pub(super) fn read(objects: &Objects, oid: Oid) -> Result<Commit> {
        let foreign = || ArchiveError::Object { oid, why: "is not a commit as wirecopy writes it".to_owned() };
        Commit::decode(&objects.read(oid, Kind::Commit)?).ok_or_else(foreign)
    }

    pub(super) fn encode(&self) -> String {
        let mut out = format!("tree {}\n", self.tree);
        if let Some(parent) = self.parent {
            let _ = writeln!(out, "parent {parent}");
        }
        let _ = write!(
            out,
            "author {WHO} {time} +0000\ncommitter {WHO} {time} +0000\n\n{}\n\n\
             Log-Size: {}\nLog-Root: {}\nPacks-Size: {}\nPacks-Sha256: {}\n",
            self.message,
            self.log_size,
            self.log_root,
            self.packs_size,
            self.packs_digest,
            time = self.time,
        );
        out
    }

    /// Reads a commit back; `None` if it is not in our form.
    pub(super) fn decode(bytes: &[u8]) -> Option<Commit> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (header, rest) = text.split_once("\n\n")?;
        let (message, trailers) = rest.rsplit_once("\n\n")?;
        let mut lines = header.split('\n');
        let mut parents = header.split('\n').filter_map(|line| line.strip_prefix("parent "));
        let parent = match parents.next() {
            Some(hex) => Some(Oid::parse(hex)?),
            None => None,
        };
        let (_, time) = header.rsplit_once(&format!("\ncommitter {WHO} "))?;
        let mut trailers = trailers.split('\n');
        let mut trailer = |name: &str| trailers.next()?.strip_prefix(name)?.strip_prefix(": ");
        let commit = Commit {
            tree: Oid::parse(lines.next()?.strip_prefix("tree ")?)?,
            parent,
            time: time.strip_suffix(" +0000")?.parse().ok()?,
            message: message.to_owned(),
            log_size: trailer("Log-Size")?.parse().ok()?,
            log_root: trailer("Log-Root")?.parse().ok()?,
            packs_size: trailer("Packs-Size")?.parse().ok()?,
            packs_digest: trailer("Packs-Sha256")?.parse().ok()?,
        };
        (commit.encode() == text).then_some(commit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Commit {
        Commit {
            tree: Oid::from_bytes([1; 20]),
            parent: Some(Oid::from_bytes([2; 20])),
            time: 1_700_000_000,
            message: "Add v2 of a\n\nLog-Size: 9".to_owned(),
            log_size: 3,
            log_root: Digest::of(b"log"),
            packs_size: 245,
            packs_digest: Digest::of(b"packs"),
        }
    }

    #[test]
    fn a_commit_is_read_back_as_it_was_written() {
        for parent in [None, example().parent] {
            let commit = Commit { parent, ..example() };
            assert_eq!(Commit::decode(commit.encode().as_bytes()), Some(commit));
        }
    }

    #[test]
    fn another_form_is_no_commit_of_ours() {
        let text = example().encode();
        let cases = [
            ("Log-Size: 3", "Log-Size: 03"),
            ("Log-Size: 3\n", ""),
            ("+0000", "+0100"),
            ("author wirecopy", "author someone"),
            ("\nparent", "\nparent 0303030303030303030303030303030303030303\nparent"),
            ("\n\nAdd", "\nencoding latin1\n\nAdd"),
        ];
        for (from, to) in cases {
            assert!(text.contains(from));
            assert_eq!(Commit::decode(text.replace(from, to).as_bytes()), None, "{to}");
        }
        assert_eq!(Commit::decode(&text.as_bytes()[..text.len() - 1]), None);
    }
}
