//! The lines of a store as a whole: where it stands, and what recomputing it found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::history::Changed;
use super::{Lines, moment};
use crate::archive::Gone;
use crate::report::{Asked, Compacted, Differs, State, Store, Verification, VersionRow, class_name};

impl Lines<'_> {
    pub(super) fn state(&mut self, state: &State) {
        self.header("status", &BTreeMap::new(), None);
        self.store(&state.store);
        let line = StatusLine {
            packs: state.packs,
            sealed: state.sealed.as_ref().map(|sealed| sealed.size),
            origin: state.sealed.as_ref().map(|sealed| sealed.origin.as_str()),
            pinned: state.pinned.as_ref().map(|pinned| pinned.size),
            pin: state.pinned.as_ref().map(|pinned| pinned.place.as_str()),
        };
        self.push("wirecopy/status/1", line);
    }

    pub(super) fn compacted(&mut self, done: &Compacted) {
        self.header("compact", &BTreeMap::new(), None);
        self.store(&done.store);
        let line = CompactionLine {
            objects: done.objects,
            erased: done.erased,
            packs_before: done.packs_before,
            packs_after: done.packs_after,
            bytes_before: done.bytes_before,
            bytes_after: done.bytes_after,
        };
        self.push("wirecopy/compaction/1", line);
    }

    pub(super) fn store(&mut self, store: &Store) {
        let line = StoreLine {
            path: &store.path,
            format: store.format,
            articles: store.articles,
            versions: store.versions,
            removed: store.removed,
            log_size: store.log_size,
            log_root: &store.log_root,
            head: store.head.as_deref(),
        };
        self.push("wirecopy/store/1", line);
    }

    pub(super) fn verification(&mut self, verification: &Verification) {
        self.header("verify", &BTreeMap::new(), None);
        if let Some(store) = &verification.store {
            self.store(store);
        }
        match &verification.asked {
            None => {}
            Some(Asked::Article { versions, .. }) => versions.iter().for_each(|row| self.verified(row, None, "stored")),
            Some(Asked::File { path, version, same_bytes, same_text, differs }) => {
                same_bytes.iter().for_each(|row| self.verified(row, Some(path), "bytes"));
                same_text.iter().for_each(|row| self.verified(row, Some(path), "text"));
                if let Some(Differs { article, number, changes }) = differs {
                    let changed = Changed::new(Some(changes), &[]);
                    self.push(
                        "wirecopy/differs/1",
                        DiffersLine { source: path, version, article, number: *number, changed },
                    );
                }
            }
        }
        for finding in &verification.findings {
            let class = class_name(finding.class);
            let line = FindingLine { class, place: &finding.place, detail: &finding.detail, todo: finding.todo };
            self.push("wirecopy/finding/1", line);
        }
        for declared in &verification.declared {
            let (what, pending) = match declared.gone {
                Gone::Removed => ("removed", None),
                Gone::Erased { pending } => ("erased", Some(pending)),
            };
            let (recorded, why) = (moment(declared.recorded_at), declared.reason.as_str());
            self.push("wirecopy/declared/1", DeclaredLine { place: &declared.place, what, pending, recorded, why });
        }
        verification.confirmed.iter().for_each(|confirmed| self.confirmed(confirmed));
        let line = VerificationLine {
            result: match (verification.failed(), verification.complete()) {
                (true, _) => "failed",
                (false, true) => "verified",
                (false, false) => "incomplete",
            },
            findings: verification.findings.len(),
            unchecked: &verification.unchecked,
            anchored: verification.anchored(),
            sealed: verification.sealed,
            notes: &verification.notes,
            files: verification.files,
            objects: verification.objects,
            commits: verification.commits,
            log_size: verification.log_size,
        };
        self.push("wirecopy/verification/1", line);
    }

    fn verified(&mut self, row: &VersionRow, source: Option<&String>, matches: &'static str) {
        let line = VerifiedLine {
            article: &row.article,
            number: row.number,
            version: &row.version,
            recorded: moment(row.recorded_at),
            sound: row.sound,
            source: source.map(String::as_str),
            matches,
        };
        self.push("wirecopy/verified/1", line);
    }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
struct StoreLine<'r> {
    path: &'r str,
    format: u32,
    articles: usize,
    versions: usize,
    #[serde(skip_serializing_if = "is_zero")]
    removed: usize,
    log_size: u64,
    log_root: &'r str,
    head: Option<&'r str>,
}

/// `matches`: `stored` for an article asked for; for a file, whether its `bytes` are those of the version, or only
/// its `text`.
#[derive(Serialize)]
struct VerifiedLine<'r> {
    article: &'r str,
    number: u32,
    version: &'r str,
    recorded: String,
    sound: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'r str>,
    matches: &'static str,
}

/// A file that is in the store under its name, but not with its bytes; against the last version there.
#[derive(Serialize)]
struct DiffersLine<'r> {
    source: &'r str,
    version: &'r str,
    article: &'r str,
    number: u32,
    #[serde(flatten)]
    changed: Changed<'r>,
}

#[derive(Serialize)]
struct StatusLine<'r> {
    packs: usize,
    sealed: Option<u64>,
    origin: Option<&'r str>,
    pinned: Option<u64>,
    pin: Option<&'r str>,
}

#[derive(Serialize)]
struct CompactionLine {
    objects: u64,
    erased: u64,
    packs_before: usize,
    packs_after: usize,
    bytes_before: u64,
    bytes_after: u64,
}

#[derive(Serialize)]
struct FindingLine<'r> {
    class: &'static str,
    place: &'r str,
    detail: &'r str,
    todo: &'static str,
}

/// What is not there, and the log says so.
#[derive(Serialize)]
struct DeclaredLine<'r> {
    place: &'r str,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<bool>,
    recorded: String,
    why: &'r str,
}

#[derive(Serialize)]
struct VerificationLine<'r> {
    result: &'static str,
    findings: usize,
    unchecked: &'r [String],
    anchored: bool,
    sealed: Option<u64>,
    notes: &'r [String],
    files: u64,
    objects: u64,
    commits: u64,
    log_size: u64,
}
