//! Packs and indexes against `packs.sha256`, and `packs.sha256` against the commits.
//!
//! Each commit states a digest of the lines before those of its own pack, chained to its parent's. So all but the newest two
//! are fixed by the head, but for those of compactions since. These describe the pack the head itself lies in; packs and
//! indexes are named by and end in their own checksum, so where line and file differ it can be told which is whole.

use std::fs::File;
use std::io;

use super::super::commit::Commit;
use super::super::error::{ArchiveError, Result};
use super::super::files::{Folder, MANIFEST, PACK_DIR, REFERENCE};
use super::super::manifest::{self, Line};
use super::super::objects::{Objects, Oid};
use super::super::pack;
use super::{Check, Class, Manifest};
use crate::hash::Hasher;

/// A pack or index that is not as its line says.
pub(super) struct Mismatch {
    /// The line's number, from 0.
    line: usize,
    file: String,
    detail: String,
    /// The file is whole by git's own checksums, so the line may be what was changed.
    whole: bool,
}

impl Manifest {
    pub(super) fn live(&self) -> std::collections::BTreeMap<&str, (usize, u64, crate::hash::Digest)> {
        manifest::live(&self.lines)
    }

    /// Where each line ends (bytes).
    fn ends(&self) -> Vec<u64> {
        let mut at = 0;
        let end = |line: &Line| {
            at += line.to_string().len() as u64 + 1;
            at
        };
        self.lines.iter().map(end).collect()
    }
}

impl Check<'_> {
    pub(super) fn manifest(&mut self) -> Result<Option<Manifest>> {
        let Some(bytes) = self.file(MANIFEST)? else { return Ok(None) };
        match manifest::parse(&bytes) {
            Ok(lines) => Ok(Some(Manifest { bytes, lines })),
            Err(line) => {
                self.find(Class::Changed, MANIFEST, format!("line {line} is not one of format 1"));
                Ok(None)
            }
        }
    }

    /// Hashes every pack and index whole, and opens for libgit2 those that are there if none is damaged.
    pub(super) fn packs(&mut self, manifest: Option<&Manifest>) -> Result<Vec<Mismatch>> {
        let mut mismatches = Vec::new();
        let live = manifest.map(Manifest::live).unwrap_or_default();
        let mut sound = true;
        for (&name, &(line, len, digest)) in &live {
            let file = format!("{PACK_DIR}/{name}");
            let path = self.folder.path(&file);
            let mut hasher = Hasher::new();
            let read = match File::open(&path).and_then(|mut file| io::copy(&mut file, &mut hasher)) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.find(Class::Missing, file, "is not there");
                    continue;
                }
                Err(error) => return Err(ArchiveError::io("read", &path)(error)),
            };
            self.report.files += 1;
            let found = hasher.finish();
            if (read, found) != (len, digest) {
                let detail = format!("has {read} bytes, sha256 {found}; {MANIFEST} has {len} bytes, sha256 {digest}");
                let whole = pack::is_whole(&file, &self.folder.read(&file)?);
                sound &= whole;
                mismatches.push(Mismatch { line, file, detail, whole });
            }
        }
        // A pack that no line lists is one that libgit2 would find too.
        for name in self.folder.names_in(PACK_DIR)? {
            if name.ends_with(".pack") && !live.contains_key(name.as_str()) {
                let file = format!("{PACK_DIR}/{name}");
                sound &= pack::is_whole(&file, &self.folder.read(&file)?);
            }
        }
        if sound {
            match opened(self.folder) {
                Ok(objects) => (self.objects, self.reread) = (objects, true),
                Err(ArchiveError::Damaged { file, why }) => self.find(Class::Changed, self.folder.name(&file), why),
                Err(error) => return Err(error),
            }
        }
        Ok(mismatches)
    }

    pub(super) fn manifest_history(
        &mut self,
        manifest: Option<&Manifest>,
        commits: Option<&[(Oid, Commit)]>,
        mismatches: Vec<Mismatch>,
    ) {
        let Some(manifest) = manifest else { return };
        let ends = manifest.ends();
        let mut fixed = 0;
        let (mut digest, mut at) = (None, 0);
        for (oid, commit) in commits.unwrap_or_default() {
            let size = commit.packs_size;
            let piece = usize::try_from(size).ok().and_then(|size| manifest.bytes.get(at..size));
            digest = piece.map(|piece| manifest::chained(digest, piece));
            at += piece.map_or(0, <[u8]>::len);
            if digest != Some(commit.packs_digest) {
                self.find(
                    Class::Changed,
                    MANIFEST,
                    format!("its first {size} bytes are not those commit {oid} states"),
                );
                break;
            }
            fixed = size;
        }
        if let Some((oid, head)) = commits.and_then(|commits| commits.last()) {
            let newest = &manifest.lines[ends.partition_point(|&end| end <= head.packs_size)..];
            let (pair, later) = newest.split_at(newest.len().min(2));
            if adds_a_pack(pair) {
                match Later::of(later) {
                    Later::Compactions => {}
                    Later::Commits => {
                        let detail =
                            format!("leads to commit {oid}, but {MANIFEST} has packs of later ones: it was moved back");
                        self.find(Class::History, REFERENCE, detail);
                    }
                    Later::Neither => {
                        let detail =
                            format!("has lines below those of commit {oid}, the newest, that no compaction writes");
                        self.find(Class::Changed, MANIFEST, detail);
                    }
                }
            } else {
                let detail =
                    format!("does not have the pack and index of commit {oid}, the newest, where they must be");
                self.find(Class::Changed, MANIFEST, detail);
            }
        }
        for Mismatch { line, file, detail, whole } in mismatches {
            if whole && ends.get(line).is_some_and(|&end| end > fixed) {
                self.find(
                    Class::Changed,
                    MANIFEST,
                    format!("line {} does not describe its file: {file} {detail}", line + 1),
                );
            } else {
                self.find(Class::Changed, file, detail);
            }
        }
    }
}

/// Whether these are the two lines of a pack and its index.
fn adds_a_pack(lines: &[Line]) -> bool {
    let stem = |line: &Line, extension: &str| match line {
        Line::Added { name, .. } => name.strip_suffix(extension).map(str::to_owned),
        Line::Removed { .. } => None,
    };
    match lines {
        [pack, idx] => stem(pack, ".pack").is_some_and(|pack| stem(idx, ".idx") == Some(pack)),
        _ => false,
    }
}

/// What wrote the lines below those of the newest commit's pack.
enum Later {
    /// Compactions only: each adds packs with their indexes and then gives up others.
    Compactions,
    /// Commits that the reference does not know of.
    Commits,
    Neither,
}

impl Later {
    fn of(mut lines: &[Line]) -> Later {
        while !lines.is_empty() {
            let (added, rest) = lines.split_at(2 * lines.chunks(2).take_while(|pair| adds_a_pack(pair)).count());
            let removed = rest.iter().take_while(|line| matches!(line, Line::Removed { .. })).count();
            let own = |removed: &Line| added.iter().any(|added| added.name() == removed.name());
            if rest.is_empty() || rest[..removed].iter().any(own) {
                return Later::Commits;
            }
            if removed == 0 {
                return Later::Neither;
            }
            lines = &rest[removed..];
        }
        Later::Compactions
    }
}

/// All packs, their indexes in order and of them.
fn opened(folder: &Folder) -> Result<Objects> {
    let objects = Objects::open(folder)?;
    let packs = objects.packs();
    for n in 0..packs.len() {
        packs.index(n)?.check_order()?;
        packs.pack(n)?;
    }
    Ok(objects)
}
