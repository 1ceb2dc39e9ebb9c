//! The lines of packages: what was written, what came in, what a bag is worth.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Lines;
use crate::report::{Bag, Exported, ImportOutcome, Imported};

impl Lines<'_> {
    pub(super) fn exported(&mut self, exported: &Exported) {
        let params = BTreeMap::from([("format".to_owned(), exported.format.to_owned())]);
        self.header("export", &params, None);
        self.store(&exported.store);
        let written = &exported.written;
        let line = ExportedLine {
            format: exported.format,
            path: &exported.path,
            articles: written.articles,
            versions: written.versions,
            files: written.files,
            bytes: written.bytes,
        };
        self.push("wirecopy/exported/1", line);
    }

    pub(super) fn imported(&mut self, imported: &Imported) {
        self.header("import", &BTreeMap::new(), None);
        self.store(&imported.store);
        let (outcome, entries, taken) = match &imported.outcome {
            ImportOutcome::Restored => ("restored", None, None),
            ImportOutcome::Extended { entries } => ("extended", Some(*entries), None),
            ImportOutcome::Sealed { .. } => ("sealed", None, None),
            ImportOutcome::Held => ("held", None, None),
            ImportOutcome::Taken(taken) => ("taken", None, Some(taken)),
        };
        let line = ImportedLine {
            path: &imported.path,
            kind: imported.kind,
            outcome,
            entries,
            commits: taken.map(|taken| taken.commits),
            new: taken.map(|taken| taken.new),
            versions: taken.map(|taken| taken.versions),
            corrected: taken.map(|taken| taken.corrected),
            seen: taken.map(|taken| taken.seen),
            unchanged: taken.map(|taken| taken.unchanged),
            known: taken.map(|taken| taken.known),
            passed: taken.map(|taken| &taken.passed),
        };
        self.push("wirecopy/imported/1", line);
    }

    pub(super) fn bag(&mut self, bag: &Bag) {
        self.header("verify", &BTreeMap::from([("bag".to_owned(), bag.path.clone())]), None);
        for fault in &bag.checked.faults {
            let severity = if fault.warning { "warning" } else { "error" };
            self.push("wirecopy/bag-fault/1", FaultLine { severity, place: &fault.place, detail: &fault.what });
        }
        let checked = &bag.checked;
        let line = BagLine {
            path: &bag.path,
            valid: checked.is_valid(),
            bagit: checked.version.as_deref(),
            algorithms: &checked.algorithms,
            files: checked.files,
            bytes: checked.bytes,
        };
        self.push("wirecopy/bag/1", line);
    }
}

#[derive(Serialize)]
struct ExportedLine<'r> {
    format: &'static str,
    path: &'r str,
    articles: u64,
    versions: u64,
    files: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct ImportedLine<'r> {
    path: &'r str,
    kind: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unchanged: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<&'r BTreeMap<&'static str, u64>>,
}

#[derive(Serialize)]
struct FaultLine<'r> {
    severity: &'static str,
    place: &'r str,
    detail: &'r str,
}

#[derive(Serialize)]
struct BagLine<'r> {
    path: &'r str,
    valid: bool,
    bagit: Option<&'r str>,
    algorithms: &'r [&'static str],
    files: u64,
    bytes: u64,
}
