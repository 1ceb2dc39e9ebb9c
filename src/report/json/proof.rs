//! The lines of checkpoints and proofs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lines, moment};
use crate::archive::Confirmed;
use crate::report::{Compared, Match, ProofCheck, Sealed, Standing};

impl Lines<'_> {
    pub(super) fn sealed(&mut self, sealed: &Sealed) {
        self.header("seal", &BTreeMap::new(), None);
        let attached = sealed.attached.iter().map(|(what, size)| AttachedPart { what, size: *size }).collect();
        let line = SealedLine {
            path: &sealed.path,
            origin: &sealed.origin,
            size: sealed.size,
            root: &sealed.root,
            key: &sealed.key,
            ssh_key: &sealed.ssh_key,
            files: &sealed.files,
            made: sealed.made.as_deref(),
            remembered: sealed.remembered.as_deref(),
            attached,
        };
        self.push("wirecopy/sealed/1", line);
    }

    pub(super) fn compared(&mut self, compared: &Compared) {
        self.header("checkpoint compare", &BTreeMap::new(), None);
        let [a, b] =
            [&compared.a, &compared.b].map(|row| SidePart { file: &row.file, size: row.size, root: &row.root });
        let standing = match compared.standing {
            Standing::Same => "same",
            Standing::Extends => "extends",
            Standing::TwoViews => "two-views",
            Standing::Open => "open",
        };
        let line = ComparedLine { origin: &compared.origin, a, b, standing, signed: compared.signed };
        self.push("wirecopy/compared/1", line);
    }

    pub(super) fn proof(&mut self, check: &ProofCheck) {
        self.header("verify", &BTreeMap::new(), None);
        let held = check.held.as_ref().map(|held| HeldPart {
            origin: &held.origin,
            size: held.size,
            entry: held.entry,
            key: &held.key,
            recorded: moment(held.recorded_at),
            version: &held.version,
            text: &held.text,
            sentences: held.sentences,
            number: held.sentence.as_ref().map(|(number, _)| *number),
            exact: held.sentence.as_ref().map(|(_, words)| words.as_str()),
        });
        let timed = |all: &'_ [(String, i64)]| {
            all.iter().map(|(who, time)| TimedPart { who: who.clone(), time: moment(*time) }).collect::<Vec<_>>()
        };
        let line = ProofLine {
            file: &check.file,
            result: match (check.failed(), check.complete()) {
                (true, _) => "failed",
                (false, true) => "verified",
                (false, false) => "incomplete",
            },
            faults: &check.faults,
            unchecked: &check.unchecked,
            signed: check.signed.as_deref(),
            cosigned: timed(&check.cosigned),
            stamped: timed(&check.stamped),
            source: check.article.as_ref().map(|(name, _)| name.as_str()),
            matches: check.article.as_ref().map(|(_, found)| match found {
                Match::Bytes => "bytes",
                Match::Text => "text",
                Match::Nothing => "nothing",
            }),
            held,
        };
        self.push("wirecopy/proof/1", line);
    }

    pub(super) fn confirmed(&mut self, confirmed: &Confirmed) {
        let line = match confirmed {
            Confirmed::Pin { place, size } => ConfirmationLine { by: "pin", who: vec![place], size: *size, time: None },
            Confirmed::Witnesses { names, size, time } => ConfirmationLine {
                by: "witnesses",
                who: names.iter().map(String::as_str).collect(),
                size: *size,
                time: Some(moment(*time)),
            },
            Confirmed::TimeStamp { authority, size, time } => {
                ConfirmationLine { by: "time-stamp", who: vec![authority], size: *size, time: Some(moment(*time)) }
            }
        };
        self.push("wirecopy/confirmation/1", line);
    }
}

#[derive(Serialize)]
struct SealedLine<'r> {
    path: &'r str,
    origin: &'r str,
    size: u64,
    root: &'r str,
    key: &'r str,
    ssh_key: &'r str,
    files: &'r [String],
    attached: Vec<AttachedPart<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remembered: Option<&'r str>,
}

#[derive(Serialize)]
struct AttachedPart<'r> {
    what: &'r str,
    size: u64,
}

#[derive(Serialize)]
struct ComparedLine<'r> {
    origin: &'r str,
    a: SidePart<'r>,
    b: SidePart<'r>,
    standing: &'static str,
    signed: bool,
}

#[derive(Serialize)]
struct SidePart<'r> {
    file: &'r str,
    size: u64,
    root: &'r str,
}

#[derive(Serialize)]
struct ProofLine<'r> {
    file: &'r str,
    result: &'static str,
    faults: &'r [String],
    unchecked: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<HeldPart<'r>>,
    signed: Option<&'r str>,
    cosigned: Vec<TimedPart>,
    stamped: Vec<TimedPart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<&'static str>,
}

#[derive(Serialize)]
struct HeldPart<'r> {
    origin: &'r str,
    size: u64,
    entry: u64,
    key: &'r str,
    recorded: String,
    version: &'r str,
    text: &'r str,
    sentences: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<&'r str>,
}

#[derive(Serialize)]
struct TimedPart {
    who: String,
    time: String,
}

#[derive(Serialize)]
struct ConfirmationLine<'r> {
    by: &'static str,
    who: Vec<&'r str>,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}
