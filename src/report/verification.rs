//! What recomputing a store found.

use super::{Changes, Store};
use crate::archive::{Class, Confirmed, Declaration, Finding, Report};

/// What `verify` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verification {
    /// The store's folder, as the user named it.
    pub path: String,
    /// Where the store stands; `None` if it is too damaged to be opened.
    pub store: Option<Store>,
    pub findings: Vec<FindingRow>,
    /// What this program could not judge, each in a sentence.
    pub unchecked: Vec<String>,
    /// What was taken out and declared.
    pub declared: Vec<Declaration>,
    /// What from outside the store confirms its log.
    pub confirmed: Vec<Confirmed>,
    /// What else is worth knowing of checkpoints and time stamps, each in a sentence.
    pub notes: Vec<String>,
    /// The entries the newest checkpoint covers; `None` before the first.
    pub sealed: Option<u64>,
    /// What was recomputed.
    pub files: u64,
    pub objects: u64,
    pub commits: u64,
    pub log_size: u64,
    /// What was asked for by name.
    pub asked: Option<Asked>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingRow {
    pub class: Class,
    /// A file below the store's folder, an article's version, a log entry or a commit.
    pub place: String,
    pub detail: String,
    pub todo: &'static str,
}

/// What was asked for by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// An article's versions.
    Article { article: String, versions: Vec<VersionRow> },
    /// A file, and the stored versions that have its bytes, or its wording in other bytes.
    File {
        path: String,
        version: String,
        same_bytes: Vec<VersionRow>,
        same_text: Vec<VersionRow>,
        /// Where none has its bytes: the last version of the article that is called as the file is.
        differs: Option<Differs>,
    },
}

/// How a file differs from a stored version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differs {
    pub article: String,
    pub number: u32,
    pub changes: Changes,
}

/// A stored version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionRow {
    pub article: String,
    pub number: u32,
    /// `sha256:` of the raw bytes.
    pub version: String,
    /// Unix seconds.
    pub recorded_at: i64,
    /// No finding names it.
    pub sound: bool,
}

impl Verification {
    pub fn new(path: String, store: Option<Store>, report: &Report, asked: Option<Asked>) -> Verification {
        Verification {
            path,
            store,
            findings: report.findings.iter().map(FindingRow::new).collect(),
            unchecked: report.unchecked.clone(),
            declared: report.declared.clone(),
            confirmed: report.confirmed.clone(),
            notes: report.notes.clone(),
            sealed: report.sealed,
            files: report.files,
            objects: report.objects,
            commits: report.commits,
            log_size: report.log_size,
            asked,
        }
    }

    /// Whether something is wrong: damage, or a file that no version in the store has the bytes of.
    pub fn failed(&self) -> bool {
        let strange = matches!(&self.asked, Some(Asked::File { same_bytes, .. }) if same_bytes.is_empty());
        strange || !self.findings.is_empty()
    }

    /// Whether something from outside the store confirms its log.
    pub fn anchored(&self) -> bool {
        !self.confirmed.is_empty()
    }

    /// Whether everything asked for could be checked.
    pub fn complete(&self) -> bool {
        self.anchored() && self.unchecked.is_empty()
    }
}

impl FindingRow {
    fn new(finding: &Finding) -> FindingRow {
        FindingRow {
            class: finding.class,
            place: finding.place.clone(),
            detail: finding.detail.clone(),
            todo: match finding.class {
                Class::Changed => "put this file back from a copy of the store",
                Class::Missing => "put it back from a copy of the store; nothing in the store declares it gone",
                Class::Unknown => "move it out of the store if it is yours; a store holds its own files only",
                Class::Unsteady => "try this machine's memory and the cable; the disk may hold the right bytes",
                Class::Anchor => "put this file back from a copy of the store, or from where it was kept",
                Class::RolledBack | Class::Rewritten | Class::BackDated => {
                    "do not trust this store; compare it with a copy, and ask who keeps it"
                }
                Class::History | Class::Chain | Class::Article => {
                    "mend the files named above, if any; else put the whole store back from a copy"
                }
            },
        }
    }
}
