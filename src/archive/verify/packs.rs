//! Packs and indexes against `packs.sha256`, and `packs.sha256` against the commits.
//!
//! Each commit states a digest of the lines before those of its own pack, chained to its parent's. So all but the newest two
//! are fixed by the head, but for those of compactions since. These describe the pack the head itself lies in; packs and
//! indexes are named by and end in their own checksum, so where line and file differ it can be told which is whole.

use std::fs::File;
use std::io::{self, Read as _};

use rayon::prelude::*;

use super::super::error::{ArchiveError, Result};
use super::super::files::{MANIFEST, PACK_DIR, REFERENCE};
use super::super::manifest::{self, COMPACTED, Line};
use super::super::objects::Objects;
use super::super::pack;
use super::history::Step;
use super::{Check, Class};
use crate::hash::{Digest, Hasher};

/// How much of a file is hashed at a time (bytes).
const PIECE: usize = 256 << 10;

/// `packs.sha256` as read.
pub(super) struct Manifest {
    pub(super) bytes: Vec<u8>,
    pub(super) lines: Vec<Line>,
}

/// A pack or index that is not as its line says.
pub(super) struct Mismatch {
    /// The line's number, from 0.
    line: usize,
    file: String,
    detail: String,
    /// The file is whole by git's own checksums, so the line may be what was changed.
    whole: bool,
}

enum Look {
    Missing(String),
    Right,
    Wrong(Mismatch),
}

impl Manifest {
    pub(super) fn live(&self) -> std::collections::BTreeMap<&str, (usize, u64, Digest)> {
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

    /// Hashes every pack and index whole, and opens them if none is damaged: then objects may be read.
    pub(super) fn packs(&mut self, manifest: Option<&Manifest>) -> Result<(Vec<Mismatch>, bool)> {
        let live = manifest.map(Manifest::live).unwrap_or_default();
        if !self.options.quick {
            // They are hashed once, and what they hold is read once.
            let bytes: u64 = live.values().map(|(_, len, _)| len).sum();
            self.progress.expect(2 * bytes);
        }
        let listed: Vec<(&str, (usize, u64, Digest))> = live.iter().map(|(&name, &line)| (name, line)).collect();
        let looked: Vec<Look> = listed.par_iter().map(|&(name, line)| self.look(name, line)).collect::<Result<_>>()?;
        let mut mismatches = Vec::new();
        let mut sound = true;
        for look in looked {
            match look {
                Look::Missing(file) => self.find(Class::Missing, file, "is not there"),
                Look::Right => self.report.files += 1,
                Look::Wrong(mismatch) => {
                    self.report.files += 1;
                    sound &= mismatch.whole;
                    mismatches.push(mismatch);
                }
            }
        }
        // A pack that no line lists is one that git would find too.
        for name in self.folder.names_in(PACK_DIR)? {
            if name.ends_with(".pack") && !live.contains_key(name.as_str()) {
                let file = format!("{PACK_DIR}/{name}");
                sound &= pack::is_whole(&file, &self.folder.read(&file)?);
            }
        }
        if sound {
            match self.opened() {
                Ok(objects) => self.objects = objects,
                Err(ArchiveError::Damaged { file, why }) => {
                    self.find(Class::Changed, self.folder.name(&file), why);
                    sound = false;
                }
                Err(error) => return Err(error),
            }
        }
        Ok((mismatches, sound))
    }

    /// Looks at a pack or index: its length and, where that is asked for, all its bytes.
    fn look(&self, name: &str, (line, len, digest): (usize, u64, Digest)) -> Result<Look> {
        let file = format!("{PACK_DIR}/{name}");
        let path = self.folder.path(&file);
        let part = self.options.part.is_none_or(|part| part.has_pack(name));
        let found = if self.options.quick || !part {
            match self.folder.len_if_any(&file)? {
                None => return Ok(Look::Missing(file)),
                Some(found) => (found, None),
            }
        } else {
            let hash = || -> io::Result<(u64, Digest)> {
                let (mut file, mut hasher, mut read) = (File::open(&path)?, Hasher::new(), 0);
                let mut piece = vec![0; PIECE];
                loop {
                    match file.read(&mut piece)? {
                        0 => return Ok((read, hasher.finish())),
                        more => {
                            hasher.update(&piece[..more]);
                            read += more as u64;
                            self.progress.add(more as u64);
                        }
                    }
                }
            };
            match hash() {
                Ok((read, found)) => (read, Some(found)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Look::Missing(file)),
                Err(error) => return Err(ArchiveError::io("read", &path)(error)),
            }
        };
        if found.0 == len && found.1.is_none_or(|found| found == digest) {
            return Ok(Look::Right);
        }
        let hashed = found.1.map_or(String::new(), |found| format!(", sha256 {found}"));
        let detail = format!("has {} bytes{hashed}; {MANIFEST} has {len} bytes, sha256 {digest}", found.0);
        let whole = pack::is_whole(&file, &self.folder.read(&file)?);
        Ok(Look::Wrong(Mismatch { line, file, detail, whole }))
    }

    /// All packs, their indexes in order and of them.
    fn opened(&self) -> Result<Objects> {
        let objects = Objects::open(self.folder)?;
        if !self.options.quick {
            let packs = objects.packs();
            (0..packs.len()).into_par_iter().try_for_each(|n| {
                packs.index(n)?.check_order()?;
                packs.pack(n).map(drop)
            })?;
        }
        Ok(objects)
    }

    pub(super) fn manifest_history(
        &mut self,
        manifest: Option<&Manifest>,
        steps: Option<&[Step]>,
        mismatches: Vec<Mismatch>,
    ) {
        let Some(manifest) = manifest else { return };
        let ends = manifest.ends();
        let mut fixed = 0;
        let (mut digest, mut at) = (None, 0);
        for step in steps.unwrap_or_default() {
            let (oid, size) = (step.oid, step.packs_size);
            let piece = usize::try_from(size).ok().and_then(|size| manifest.bytes.get(at..size));
            digest = piece.map(|piece| manifest::chained(digest, piece));
            at += piece.map_or(0, <[u8]>::len);
            if digest != Some(step.packs_digest) {
                self.find(
                    Class::Changed,
                    MANIFEST,
                    format!("its first {size} bytes are not those commit {oid} states"),
                );
                break;
            }
            fixed = size;
        }
        if let Some(head) = steps.and_then(|steps| steps.last()) {
            let oid = head.oid;
            let newest = &manifest.lines[ends.partition_point(|&end| end <= head.packs_size)..];
            let (pair, later) = newest.split_at(newest.len().min(2));
            if adds_a_pack(pair) {
                match Later::of(later) {
                    Later::Compactions => {}
                    Later::Commits => {
                        let detail =
                            format!("leads to commit {oid}, but {MANIFEST} has packs of later ones: it was moved back");
                        self.find(Class::RolledBack, REFERENCE, detail);
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
            let given_up = |line: &&Line| matches!(line, Line::Removed { reason, .. } if reason == COMPACTED);
            let removed = rest.iter().take_while(given_up).count();
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
