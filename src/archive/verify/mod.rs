//! Recomputes everything the archive claims from the bytes on disk, and says what does not hold. Nothing is believed
//! because git says so, and no segmenter or canonicaliser runs: stored bytes and stored spans must give the stored
//! digests. What this cannot see by itself: an archive rewritten as a whole, or put back to an older state as a whole.
//! That takes something from outside, which [`Trust`] brings; without it a report without findings is "unanchored".
//!
//! The order is that of trust. Packs and indexes are hashed whole before anything in them is read ([`packs`]); the log has
//! to have the root that the newest commit states ([`entries`]); the commits have to follow from the log ([`history`]);
//! what the log names has to have its digests ([`contents`]), and an article's entries have to follow each other
//! ([`articles`]); the index is made anew and compared ([`lookups`]). All but the walk through the commits is done on all
//! cores, and the findings are the same on any number.

mod anchors;
mod articles;
mod catalogue;
mod contents;
mod declared;
mod entries;
mod history;
mod lookups;
mod packs;
mod progress;
mod shape;

pub use declared::{Declaration, Gone};

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::index;
use super::lock;
use super::log;
use super::objects::{Objects, Oid};
use crate::hash::Digest;
use crate::proof::{Authorities, Policy, Signed, Verifier};
use catalogue::Catalogue;
use contents::Told;
use entries::Entries;
use history::{Led, Step};
use packs::{Manifest, Mismatch};
use progress::Progress;

/// What kind of thing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// A file does not hold the bytes it must hold.
    Changed,
    /// A file that must be there is not, or an object that the log or a commit names and nothing declares erased.
    Missing,
    /// A file or object that no part of the archive accounts for.
    Unknown,
    /// A commit does not fit the log or its parent.
    History,
    /// An entry of the log does not follow its article's entry before it.
    Chain,
    /// A version's stored bytes are not those the log has for it.
    Article,
    /// A checkpoint, or what confirms one, does not fit it or is not signed as it must be.
    Anchor,
    /// A part of the archive is of an older state than another, or than a checkpoint says it was.
    RolledBack,
    /// The log is another than a checkpoint says it was.
    Rewritten,
    /// A time does not fit the times around it, or a time stamp speaks against it.
    BackDated,
    /// What was wrong when it was first read was not when it was read again.
    Unsteady,
}

/// One thing that does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    pub class: Class,
    /// A file below the archive's folder, an article's version (`NAME@v2`), a log entry or a commit.
    pub place: String,
    pub detail: String,
}

impl Finding {
    fn new(class: Class, place: impl Into<String>, detail: impl Into<String>) -> Finding {
        Finding { class, place: place.into(), detail: detail.into() }
    }
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

/// How much is checked, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only fixed files, the log, the commits, and the lengths of packs and indexes.
    pub quick: bool,
    /// Only the articles and packs of a part; the log and the history always.
    pub part: Option<Part>,
    /// What is wrong is read a second time, from the disk.
    pub reread: bool,
    /// How long to wait while another process writes.
    pub wait: Duration,
    pub trust: Trust,
}

/// One of so many parts of an archive's articles and packs. All of them together are the whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// From 1.
    number: u32,
    of: u32,
}

impl Part {
    /// `None` unless `number` is one of 1 to `of`, and `of` at most 65,536.
    pub fn new(number: u32, of: u32) -> Option<Part> {
        ((1..=of).contains(&number) && of <= 1 << 16).then_some(Part { number, of })
    }

    fn is(self, place: u64) -> bool {
        place + 1 == u64::from(self.number)
    }
}

impl FromStr for Part {
    type Err = String;

    fn from_str(s: &str) -> std::result::Result<Part, String> {
        let part = || {
            let (number, of) = s.split_once('/')?;
            Part::new(number.parse().ok()?, of.parse().ok()?)
        };
        part().ok_or_else(|| "a part is N/T with N from 1 to T and T at most 65536, as 2/7".to_owned())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Verifies the archive in `dir` by itself, with nothing from outside.
pub fn verify(dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    verify_with(dir, &Options::default(), progress)
}

/// Verifies the archive in `dir`. Whatever its files hold leads to findings; an error means that the check itself
/// could not be made. `progress` hears of the bytes that are done and of how many there are.
pub fn verify_with(dir: &Path, options: &Options, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let folder = Folder::new(dir);
    if !folder.exists(files::STORE) && !folder.exists(files::MANIFEST) {
        return Err(ArchiveError::NoArchive { dir: dir.to_owned() });
    }
    // A writer that is killed while it is waited for leaves a write to be put right first.
    let mut tries = 3;
    loop {
        tries -= 1;
        match lock::settle(&folder) {
            // Then LOCK is not empty, which is a finding.
            Err(ArchiveError::Damaged { .. } | ArchiveError::Object { .. } | ArchiveError::Proof { .. }) => tries = 0,
            // Nor does it become empty where nothing can be written.
            settled => tries *= u32::from(settled?),
        }
        let report = lock::shared(&folder, options.wait, || {
            let settled = folder.len_if_any(files::LOCK)?.unwrap_or(0) == 0;
            if settled || tries == 0 { with(&folder, options, progress).map(Some) } else { Ok(None) }
        })?;
        if let Some(report) = report {
            return Ok(report);
        }
    }
}

fn with(folder: &Folder, options: &Options, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let once = |progress: &mut dyn FnMut(u64, u64)| {
        Progress::telling(progress, |progress| {
            let mut check = Check::new(folder, Objects::none(folder), options, progress);
            check.run()?;
            Ok(check.done())
        })
    };
    let first: Report = once(progress)?;
    if !options.reread || first.findings.is_empty() {
        return Ok(first);
    }
    folder.forget()?;
    let mut report = once(progress)?;
    for finding in first.findings {
        if !report.findings.contains(&finding) {
            let Finding { place, detail, .. } = finding;
            let detail = format!("{detail}; read differently the second time: memory or cable, not the disk");
            report.findings.push(Finding { class: Class::Unsteady, place, detail });
        }
    }
    report.findings.sort();
    Ok(report)
}

/// Verifies the archive while the caller keeps writers away.
pub(super) fn held(folder: &Folder, options: &Options, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    with(folder, options, progress)
}

/// Verifies history and log as they would be with these objects in place of the archive's.
pub(super) fn over(folder: &Folder, objects: Objects, progress: &mut dyn FnMut(u64, u64)) -> Result<Report> {
    let options = Options::default();
    Progress::telling(progress, |progress| {
        let mut check = Check::new(folder, objects, &options, progress);
        if let Some(head) = commit::head(folder)? {
            let catalogue = Catalogue::of(&check.objects.packs())?;
            if let Some(steps) = check.commits(head, &catalogue, true)? {
                let (entries, led, told) = check.log_and_contents(&steps, &catalogue)?;
                check.articles(&entries, &told, &catalogue, &led.erasing)?;
            }
        }
        Ok(check.done())
    })
}

struct Check<'a> {
    folder: &'a Folder,
    objects: Objects,
    options: &'a Options,
    report: Report,
    progress: &'a Progress,
}

/// What the reference leads to.
enum Head {
    /// Nothing was ever committed.
    None,
    At(Oid),
    /// What it says cannot be followed.
    Lost,
}

impl<'a> Check<'a> {
    fn new(folder: &'a Folder, objects: Objects, options: &'a Options, progress: &'a Progress) -> Check<'a> {
        Check { folder, objects, options, report: Report::default(), progress }
    }

    fn run(&mut self) -> Result<()> {
        self.fixed_files()?;
        let manifest = self.manifest()?;
        let (mismatches, readable) = self.packs(manifest.as_ref())?;
        let sound = mismatches.is_empty() && self.report.findings.is_empty();
        let head = self.head(manifest.as_ref())?;
        let log = match head {
            Head::At(head) if !readable => {
                let why = format!("commit {head} was not read, nor any object: not all packs and indexes are sound");
                self.find(Class::History, files::STORE, why);
                self.manifest_history(manifest.as_ref(), None, mismatches);
                None
            }
            Head::At(head) if self.options.quick => self.quick(head, manifest.as_ref(), mismatches)?,
            Head::At(head) => {
                let catalogue = Catalogue::of(&self.objects.packs())?;
                let steps = self.commits(head, &catalogue, sound)?;
                self.manifest_history(manifest.as_ref(), steps.as_deref(), mismatches);
                match &steps {
                    Some(steps) => Some(self.whole(steps, &catalogue)?),
                    None => None,
                }
            }
            Head::None => Some(Entries::none(self.folder)),
            Head::Lost => {
                self.manifest_history(manifest.as_ref(), None, mismatches);
                None
            }
        };
        if self.options.quick {
            let told =
                "quick: no pack was hashed, no article and no index read; `wirecopy verify` without --quick reads all";
            self.report.unchecked.push(told.to_owned());
        } else if let Some(part) = self.options.part {
            let told =
                format!("part {part}: articles and packs of other parts were not checked, nor the index of names");
            self.report.unchecked.push(told);
        }
        let anchors = self.anchors(log.as_ref())?;
        self.inventory(manifest.as_ref(), anchors, log.map(|log| log.size()))
    }

    /// The commits and the log alone.
    fn quick(&mut self, head: Oid, manifest: Option<&Manifest>, mismatches: Vec<Mismatch>) -> Result<Option<Entries>> {
        let mut steps = Vec::new();
        let mut next = Some(head);
        while let Some(oid) = next {
            match Commit::read(&self.objects, oid) {
                Ok(commit) => {
                    next = commit.parent;
                    steps.push(Step::new(oid, &commit));
                }
                Err(ArchiveError::Object { why, .. } | ArchiveError::Damaged { why, .. }) => {
                    // Where nothing else is wrong, it is the reference.
                    let sound = steps.is_empty() && self.report.findings.is_empty();
                    let place = if sound { files::REFERENCE } else { files::STORE };
                    self.find(Class::History, place, format!("commit {oid} cannot be read: {why}"));
                    self.manifest_history(manifest, None, mismatches);
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        steps.reverse();
        self.report.head = Some(head);
        self.report.commits = steps.len() as u64;
        self.manifest_history(manifest, Some(&steps), mismatches);
        match steps.last() {
            Some(head) => self.log(head.log_size, head.log_root).map(Some),
            None => Ok(None),
        }
    }

    /// Everything that the commits lead to, and the index that leads there.
    fn whole(&mut self, steps: &[Step], catalogue: &Catalogue) -> Result<Entries> {
        let (entries, led, told) = self.log_and_contents(steps, catalogue)?;
        let erased = self.articles(&entries, &told, catalogue, &led.erasing)?;
        // What a changed entry or record should say cannot be told.
        if entries.whole && self.report.log_root.is_some() {
            let known = self.options.part.is_none() && told.faulty.keys().all(|n| erased.contains(&(*n as u32)));
            let mut names = told.names;
            names.retain(|(n, _)| !erased.contains(n));
            names.sort_unstable();
            self.index(&entries, known.then_some(&names), &led.stands)?;
        }
        Ok(entries)
    }

    /// The log, the commits against it, and the bytes its entries name.
    fn log_and_contents(&mut self, steps: &[Step], catalogue: &Catalogue) -> Result<(Entries, Led, Told)> {
        let Some(head) = steps.last() else { return Ok((Entries::none(self.folder), Led::default(), Told::default())) };
        let entries = self.log(head.log_size, head.log_root)?;
        let mut led = self.history(steps, &entries, catalogue)?;
        let told = self.contents(&entries, catalogue, &mut led)?;
        self.report.objects = match self.options.part {
            None => catalogue.count(),
            Some(_) => catalogue.read.count(),
        };
        Ok((entries, led, told))
    }

    fn done(mut self) -> Report {
        self.report.findings.sort();
        self.report.findings.dedup();
        self.report
    }

    fn find(&mut self, class: Class, place: impl Into<String>, detail: impl Into<String>) {
        self.report.findings.push(Finding::new(class, place, detail));
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
                let detail = match name {
                    files::LOCK => "is not empty: a write was stopped here, and was not put right",
                    _ => "is not what archive format 1 has there: damaged, or written by a newer wirecopy",
                };
                self.find(Class::Changed, name, detail);
            }
        }
        Ok(())
    }

    fn head(&mut self, manifest: Option<&Manifest>) -> Result<Head> {
        match commit::head(self.folder) {
            Ok(Some(head)) => {
                self.report.files += 1;
                Ok(Head::At(head))
            }
            Ok(None) => {
                // A first write that was undone leaves the log's empty folders behind.
                let logged = self.folder.list()?.iter().any(|file| file.starts_with("log/tile/"));
                if manifest.is_none_or(|manifest| !manifest.lines.is_empty()) || logged {
                    self.find(Class::Missing, files::REFERENCE, "is not there, though the archive is not empty");
                    return Ok(Head::Lost);
                }
                Ok(Head::None)
            }
            Err(ArchiveError::Damaged { why, .. }) => {
                self.find(Class::Changed, files::REFERENCE, why);
                Ok(Head::Lost)
            }
            Err(error) => Err(error),
        }
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
}

fn object_fault(error: ArchiveError) -> String {
    match error {
        ArchiveError::Object { oid, why } => format!("object {oid}: {why}"),
        other => other.to_string(),
    }
}
