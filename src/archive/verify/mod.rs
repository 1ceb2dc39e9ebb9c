//! Recomputes everything the archive claims from the bytes on disk, and says what does not hold. Nothing is believed
//! because git says so, and no segmenter or canonicaliser runs: stored bytes and stored spans must give the stored
//! digests. What this cannot see without a checkpoint kept elsewhere: an archive rewritten as a whole, or put back to an
//! older state. Therefore a report without findings is still "unanchored".

mod history;
mod lookups;
mod packs;
mod tiles;

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::path::Path;

use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::index;
use super::leaf::Leaf;
use super::lock;
use super::log;
use super::manifest::Line;
use super::objects::{Objects, Oid};
use crate::hash::Digest;

/// What kind of thing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// A file does not hold the bytes it must hold.
    Changed,
    /// A file that must be there is not.
    Missing,
    /// A file or object that no part of the archive accounts for.
    Unknown,
    /// A commit does not fit the log, its parent or its time.
    History,
    /// An entry of the log does not fit the entry before it.
    Chain,
    /// A version's stored bytes are not those the log has for it.
    Article,
}

/// One thing that does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    pub class: Class,
    /// A file below the archive's folder, an article's version (`NAME@v2`), a log entry or a commit.
    pub place: String,
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.detail)
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Empty if everything recomputes.
    pub findings: Vec<Finding>,
    /// What this program could not judge, each in a sentence.
    pub unchecked: Vec<String>,
    /// Whether a checkpoint from outside confirms the log. Without one a complete rewrite cannot be told.
    pub anchored: bool,
    pub files: u64,
    pub objects: u64,
    pub commits: u64,
    pub log_size: u64,
    /// Versions and metadata corrections whose bytes were read.
    pub records: u64,
    /// The newest commit, if the reference leads to one.
    pub head: Option<Oid>,
    pub log_root: Option<Digest>,
}

/// Verifies the archive in `dir`. Whatever its files hold leads to findings; an error means that the check itself
/// could not be made. `progress` hears of the log entries checked and their number.
pub fn verify(dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let folder = Folder::new(dir);
    if !folder.exists(files::STORE) && !folder.exists(files::MANIFEST) {
        return Err(ArchiveError::NoArchive { dir: dir.to_owned() });
    }
    match lock::settle(&folder) {
        // Then LOCK is not empty, which is a finding.
        Err(ArchiveError::Damaged { .. } | ArchiveError::Object { .. }) | Ok(()) => {}
        Err(error) => return Err(error),
    }
    lock::shared(&folder, || {
        let mut check = Check {
            folder: &folder,
            objects: Objects::none(&folder),
            reread: false,
            report: Report::default(),
            seen: HashSet::new(),
        };
        check.run(progress)?;
        let mut report = check.report;
        report.findings.sort();
        report.findings.dedup();
        Ok(report)
    })
}

struct Check<'a> {
    folder: &'a Folder,
    objects: Objects,
    /// Whether the packs are sound, so that `objects` are theirs.
    reread: bool,
    report: Report,
    /// The objects that commits, trees and log entries name.
    seen: HashSet<Oid>,
}

impl Check<'_> {
    fn run(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        self.fixed_files()?;
        let manifest = self.manifest()?;
        let packs = self.packs(manifest.as_ref())?;
        let sound = packs.is_empty() && self.report.findings.is_empty();
        let commits = self.commits(manifest.as_ref(), sound)?;
        self.manifest_history(manifest.as_ref(), commits.as_deref(), packs);
        for n in 0..self.objects.packs() {
            self.report.objects += u64::from(self.objects.index(n)?.count());
        }
        let head = commits.as_ref().map(|commits| commits.last().map(|(_, commit)| commit.clone()));
        let mut leaves = Vec::new();
        if let Some(Some(head)) = &head {
            leaves = self.log(head)?;
        }
        self.inventory(manifest.as_ref(), head.as_ref().map(|head| head.as_ref().map_or(0, |head| head.log_size)))?;
        if let Some(commits) = commits {
            let read = self.history(&commits, &leaves);
            let names = self.leaves(&leaves, progress);
            // What a changed entry or record should say cannot be told.
            let whole: Option<Vec<Leaf>> = leaves.into_iter().collect();
            if let (Some(leaves), Some(names)) = (whole, names) {
                self.index(&leaves, &names, &commits)?;
            }
            // Below a tree that cannot be read objects would seem to belong nowhere.
            if read && sound {
                self.extra_objects()?;
            }
        }
        Ok(())
    }

    fn find(&mut self, class: Class, place: impl Into<String>, detail: impl Into<String>) {
        self.report.findings.push(Finding { class, place: place.into(), detail: detail.into() });
    }

    /// The file's bytes; a missing one is a finding.
    fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let bytes = self.folder.read_if_any(name)?;
        match bytes {
            Some(_) => self.report.files += 1,
            None => self.find(Class::Missing, name, "is not there"),
        }
        Ok(bytes)
    }

    /// The files whose text never changes.
    fn fixed_files(&mut self) -> Result<()> {
        for (name, text) in [(files::CONFIG, files::CONFIG_TEXT), (files::HEAD, files::HEAD_TEXT), (files::LOCK, "")] {
            if self.file(name)?.is_some_and(|bytes| bytes != text.as_bytes()) {
                self.find(
                    Class::Changed,
                    name,
                    "is not what archive format 1 has there: damaged, or written by a newer wirecopy",
                );
            }
        }
        Ok(())
    }

    /// The commits from the first to the newest; `None` if the reference leads to none that can be read. `sound` says
    /// that nothing was found so far, so a head that cannot be read is the reference's fault.
    fn commits(&mut self, manifest: Option<&Manifest>, sound: bool) -> Result<Option<Vec<(Oid, Commit)>>> {
        let head = match commit::head(self.folder) {
            Ok(head) => head,
            Err(ArchiveError::Damaged { why, .. }) => {
                self.find(Class::Changed, files::REFERENCE, why);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let Some(head) = head else {
            // A first write that was undone leaves the log's empty folders behind.
            let logged = self.folder.list()?.iter().any(|file| file.starts_with("log/"));
            if manifest.is_none_or(|manifest| !manifest.lines.is_empty()) || logged {
                self.find(Class::Missing, files::REFERENCE, "is not there, though the archive is not empty");
                return Ok(None);
            }
            return Ok(Some(Vec::new()));
        };
        self.report.files += 1;
        if !self.reread {
            self.find(Class::History, files::STORE, "no object was read again: not all packs and indexes are sound");
            return Ok(None);
        }
        let mut commits = Vec::new();
        let mut next = Some(head);
        while let Some(oid) = next {
            self.seen.insert(oid);
            match Commit::read(&self.objects, oid) {
                Ok(commit) => {
                    next = commit.parent;
                    commits.push((oid, commit));
                }
                Err(ArchiveError::Object { why, .. }) => {
                    let place = if commits.is_empty() && sound { files::REFERENCE } else { files::STORE };
                    self.find(Class::History, place, format!("commit {oid} cannot be read: {why}"));
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        commits.reverse();
        self.report.commits = commits.len() as u64;
        self.report.head = Some(head);
        Ok(Some(commits))
    }

    /// Every file in the archive's folder must have a reason. What cannot be judged because `packs.sha256` or the
    /// reference (`log_size`) is damaged is left out.
    fn inventory(&mut self, manifest: Option<&Manifest>, log_size: Option<u64>) -> Result<()> {
        let fixed = [files::HEAD, files::CONFIG, files::REFERENCE, files::MANIFEST, files::LOCK, files::README];
        let mut known: BTreeSet<String> = fixed.iter().map(|&name| name.to_owned()).collect();
        if let Some(manifest) = manifest {
            known.extend(manifest.live().into_keys().map(|name| format!("{}/{name}", files::PACK_DIR)));
        }
        // The log was read up to here, so its size is no fantasy.
        let size = log_size.unwrap_or(0).min(self.report.log_size);
        known.extend(log::tiles(size).map(|tile| tile.path()));
        known.extend(index::files(size));
        for name in self.folder.list()? {
            let unjudged = manifest.is_none() && name.starts_with(files::PACK_DIR)
                || log_size.is_none_or(|size| size > self.report.log_size)
                    && (name.starts_with("log/") || name.starts_with("index/"));
            if !known.contains(&name) && !unjudged {
                self.find(Class::Unknown, name, "is no part of the archive");
            }
        }
        Ok(())
    }

    /// Every object must belong to a commit, and every byte of a pack to an object.
    fn extra_objects(&mut self) -> Result<()> {
        for n in 0..self.objects.packs() {
            let (pack, index) = (self.objects.file(n, "pack"), self.objects.index(n)?);
            let mut extra = Vec::new();
            let walked = self.objects.pack(n)?.walk(&index, &mut |_, _, oid, _| {
                if !self.seen.contains(&oid) {
                    extra.push(oid);
                }
                Ok(())
            });
            for oid in extra {
                self.find(Class::Unknown, pack.clone(), format!("holds object {oid}, which belongs to no commit"));
            }
            match walked {
                Err(ArchiveError::Damaged { file, why }) => self.find(Class::Changed, self.folder.name(&file), why),
                walked => walked?,
            }
        }
        Ok(())
    }
}

/// `packs.sha256` as read.
struct Manifest {
    bytes: Vec<u8>,
    lines: Vec<Line>,
}

/// A leaf as it stands in the log; `None` where the file that holds it is damaged.
type Leaves = Vec<Option<Leaf>>;
