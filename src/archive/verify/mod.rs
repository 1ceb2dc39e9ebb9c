//! Recomputes everything the archive claims from the bytes on disk, and says what does not hold. Nothing is believed
//! because git says so, and no segmenter or canonicaliser runs: stored bytes and stored spans must give the stored
//! digests. What this cannot see by itself: an archive rewritten as a whole, or put back to an older state as a whole.
//! That takes something from outside, which [`Trust`] brings; without it a report without findings is "unanchored".

mod anchors;
mod declared;
mod history;
mod lookups;
mod packs;
mod tiles;

pub use declared::{Declaration, Gone};

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
use crate::proof::{Authorities, Policy, Signed, Verifier};

/// What kind of thing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// A file does not hold the bytes it must hold.
    Changed,
    /// A file that must be there is not, or bytes of a version that nothing declares erased.
    Missing,
    /// A file or object that no part of the archive accounts for.
    Unknown,
    /// A commit does not fit the log, its parent or its time.
    History,
    /// An entry of the log does not fit the entry before it.
    Chain,
    /// A version's stored bytes are not those the log has for it.
    Article,
    /// A checkpoint, or what confirms one, does not fit it or is not signed as it must be.
    Anchor,
    /// The log is shorter than a checkpoint says it was.
    RolledBack,
    /// The log is another than a checkpoint says it was.
    Rewritten,
    /// An entry states a time that a time stamp speaks against.
    BackDated,
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

/// What the user brings from outside the archive, and trusts.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Keys of logs.
    pub keys: Vec<Verifier>,
    /// Logs and witnesses.
    pub policy: Option<Policy>,
    /// Checkpoints that were kept elsewhere.
    pub pins: Vec<Pin>,
    /// Time stamp authorities.
    pub authorities: Option<Authorities>,
}

/// A checkpoint that was kept elsewhere.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Where, as the user is told.
    pub place: String,
    pub checkpoint: Signed,
    /// The key it was signed by, if that was kept with it.
    pub key: Option<Verifier>,
}

/// Something from outside that confirms a beginning of the log: `size` entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Confirmed {
    /// A checkpoint kept elsewhere.
    Pin { place: String, size: u64 },
    /// Enough witnesses of a policy that was given; the time of the last of them, Unix seconds.
    Witnesses { names: Vec<String>, size: u64, time: i64 },
    /// A time stamp of an authority that was given; Unix seconds.
    TimeStamp { authority: String, size: u64, time: i64 },
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Empty if everything recomputes.
    pub findings: Vec<Finding>,
    /// What this program could not judge, each in a sentence.
    pub unchecked: Vec<String>,
    /// What was taken out and declared, in the log's order.
    pub declared: Vec<Declaration>,
    /// What from outside confirms the log. Without any, a complete rewrite cannot be told.
    pub confirmed: Vec<Confirmed>,
    /// What else is worth knowing of checkpoints and time stamps, each in a sentence.
    pub notes: Vec<String>,
    /// The entries the newest checkpoint covers; `None` before the first.
    pub sealed: Option<u64>,
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

/// Verifies the archive in `dir` by itself, with nothing from outside.
pub fn verify(dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    verify_with(dir, &Trust::default(), progress)
}

/// Verifies the archive in `dir`. Whatever its files hold leads to findings; an error means that the check itself
/// could not be made. `progress` hears of the log entries checked and their number.
pub fn verify_with(dir: &Path, trust: &Trust, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let folder = Folder::new(dir);
    if !folder.exists(files::STORE) && !folder.exists(files::MANIFEST) {
        return Err(ArchiveError::NoArchive { dir: dir.to_owned() });
    }
    match lock::settle(&folder) {
        // Then LOCK is not empty, which is a finding.
        Err(ArchiveError::Damaged { .. } | ArchiveError::Object { .. } | ArchiveError::Proof { .. }) | Ok(()) => {}
        Err(error) => return Err(error),
    }
    lock::shared(&folder, || held(&folder, trust, progress))
}

/// Verifies the archive while the caller keeps writers away.
pub(super) fn held(folder: &Folder, trust: &Trust, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let mut check = Check::new(folder, Objects::none(folder));
    check.run(trust, progress)?;
    Ok(check.done())
}

/// Verifies history and log as they would be with these objects in place of the archive's.
pub(super) fn over(folder: &Folder, objects: Objects, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let mut check = Check::new(folder, objects);
    check.reread = true;
    let commits = check.commits(None, true)?.unwrap_or_default();
    let leaves = match commits.last() {
        Some((_, head)) => check.log(head)?,
        None => Vec::new(),
    };
    check.contents(&commits, &leaves, true, progress)?;
    Ok(check.done())
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
    fn run(&mut self, trust: &Trust, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
        self.fixed_files()?;
        let manifest = self.manifest()?;
        let packs = self.packs(manifest.as_ref())?;
        let sound = packs.is_empty() && self.report.findings.is_empty();
        let commits = self.commits(manifest.as_ref(), sound)?;
        self.manifest_history(manifest.as_ref(), commits.as_deref(), packs);
        self.report.objects = self.objects.packs().count()?;
        let head = commits.as_ref().map(|commits| commits.last().map(|(_, commit)| commit.clone()));
        let mut leaves = Vec::new();
        if let Some(Some(head)) = &head {
            leaves = self.log(head)?;
        }
        let anchors = self.anchors(trust, head.as_ref().map(Option::as_ref), &leaves)?;
        self.inventory(
            manifest.as_ref(),
            anchors,
            head.as_ref().map(|head| head.as_ref().map_or(0, |head| head.log_size)),
        )?;
        if let Some(commits) = commits
            && let Some(names) = self.contents(&commits, &leaves, sound, progress)?
            // What a changed entry or record should say cannot be told.
            && let Some(leaves) = leaves.into_iter().collect::<Option<Vec<Leaf>>>()
        {
            self.index(&leaves, &names, &commits)?;
        }
        Ok(())
    }

    /// Commits against log, and the log's entries against the bytes they name.
    fn contents(
        &mut self,
        commits: &[(Oid, Commit)],
        leaves: &Leaves,
        sound: bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Vec<Vec<u64>>>> {
        let read = self.history(commits, leaves);
        let names = self.leaves(leaves, progress);
        // Below a tree that cannot be read objects would seem to belong nowhere.
        if read && sound {
            self.extra_objects()?;
        }
        Ok(names)
    }

    fn new(folder: &Folder, objects: Objects) -> Check<'_> {
        Check { folder, objects, reread: false, report: Report::default(), seen: HashSet::new() }
    }

    fn done(mut self) -> Report {
        self.report.findings.sort();
        self.report.findings.dedup();
        self.report
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
            let logged = self.folder.list()?.iter().any(|file| file.starts_with("log/tile/"));
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
    fn inventory(
        &mut self,
        manifest: Option<&Manifest>,
        anchors: BTreeSet<String>,
        log_size: Option<u64>,
    ) -> Result<()> {
        let fixed = [files::HEAD, files::CONFIG, files::REFERENCE, files::MANIFEST, files::LOCK, files::README];
        let mut known = anchors;
        known.extend(fixed.iter().map(|&name| name.to_owned()));
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
        let packs = self.objects.packs();
        for n in 0..packs.len() {
            let (pack, index) = (packs.file(n, "pack"), packs.index(n)?);
            let mut extra = Vec::new();
            let walked = packs.pack(n)?.walk(&index, &mut |_, _, oid, _| {
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
