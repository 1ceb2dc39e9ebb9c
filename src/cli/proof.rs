//! `wirecopy verify --proof`: what a proof file proves, with no store at hand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::keep;
use super::session::Session;
use crate::archive::{self, Trust};
use crate::article::Meta;
use crate::proof::{Attestation, Logged, Ots, Policy, ProofError, Signed, TimeStamp, Verifier, ots};
use crate::report::{Held, Match, ProofCheck, Report};

/// Files that say when the proof's checkpoint existed.
pub(super) struct Evidence<'a> {
    pub stamps: &'a [PathBuf],
    pub ledgers: &'a [PathBuf],
    pub block: Option<&'a Path>,
}

pub(super) fn run(
    session: &Session,
    file: &Path,
    article: Option<&OsString>,
    trust: &Trust,
    evidence: &Evidence,
) -> Result<Exit, Failure> {
    let mut check = ProofCheck { file: file.display().to_string(), ..ProofCheck::default() };
    let read = keep::bytes(file)?;
    let proven = Logged::parse(&read).and_then(|logged| Ok((archive::proven(&logged)?, logged)));
    match proven {
        Err(error) => check.faults.push(format!("it {error}")),
        Ok((proven, logged)) => {
            let signed = &logged.checkpoint;
            let key = self::signed(&mut check, signed, trust);
            if let Some(policy) = &trust.policy {
                cosigned(&mut check, signed, policy);
            }
            stamped(&mut check, signed, key.as_ref(), trust, evidence)?;
            if let Some(path) = article {
                let captures = session.read(std::slice::from_ref(path), Meta::default());
                let [capture] = &captures[..] else { return Ok(Exit::Trouble) };
                let found = match (capture.version.raw == proven.raw, capture.version.text == proven.text) {
                    (true, _) => Match::Bytes,
                    (false, true) => Match::Text,
                    (false, false) => Match::Nothing,
                };
                if found == Match::Nothing {
                    check.faults.push(format!("{} is not the version that is proven", path.display()));
                }
                check.article = Some((path.display().to_string(), found));
            }
            check.held = Some(Held {
                origin: signed.checkpoint().origin.clone(),
                size: signed.checkpoint().size,
                entry: proven.entry,
                key: proven.key,
                recorded_at: proven.recorded_at,
                version: proven.raw.prefixed(),
                text: proven.text.prefixed(),
                sentences: proven.sentences,
                sentence: proven.sentence,
            });
        }
    }
    let exit = match (check.failed(), check.complete()) {
        (true, _) => Exit::No,
        (false, true) => Exit::Done,
        (false, false) => Exit::Unchecked,
    };
    session.print(&Report::Proof(check), &session.view())?;
    Ok(exit)
}

/// Whether a key that was given signed the checkpoint, and which.
fn signed(check: &mut ProofCheck, signed: &Signed, trust: &Trust) -> Option<Verifier> {
    let origin = &signed.checkpoint().origin;
    let given: Vec<&Verifier> = trust.keys.iter().chain(trust.policy.iter().flat_map(|policy| &policy.logs)).collect();
    if given.is_empty() {
        let told = format!(
            "nobody's signature was checked: give the key of {origin} with --key, from where its keeper publishes it"
        );
        check.unchecked.push(told);
        return None;
    }
    if let Some(key) = given.iter().find(|key| signed.verify(key).is_ok()) {
        check.signed = Some(key.to_string());
        return Some((*key).clone());
    }
    let why = given.iter().find_map(|key| signed.verify(key).err());
    let why = why.map(|error| error.to_string()).unwrap_or_default();
    check.faults.push(format!("its checkpoint {why}"));
    None
}

fn cosigned(check: &mut ProofCheck, signed: &Signed, policy: &Policy) {
    match policy.witnessed(signed) {
        Err(error) => check.faults.push(format!("its checkpoint {error}")),
        Ok(witnessed) => {
            if !policy.is_met(&witnessed) {
                check.faults.push("its checkpoint is not cosigned by a quorum of the policy's witnesses".to_owned());
            }
            check.cosigned = witnessed.into_iter().map(|witness| (witness.name, witness.time)).collect();
        }
    }
}

fn stamped(
    check: &mut ProofCheck,
    signed: &Signed,
    key: Option<&Verifier>,
    trust: &Trust,
    evidence: &Evidence,
) -> Result<(), Failure> {
    // Stamps are over the checkpoint with the log's own signature, so its key must be known.
    let bytes = key.map(|key| signed.stamped_bytes(key));
    for file in evidence.stamps {
        let read = TimeStamp::parse(&keep::bytes(file)?);
        let name = file.display();
        match (read, &bytes, &trust.authorities) {
            (Err(error), ..) => check.faults.push(format!("{name}: {error}")),
            (_, None, _) => check.unchecked.push(format!("{name}: not checked without the log's key")),
            (Ok(stamp), Some(bytes), None) => match stamp.verify(bytes) {
                Ok(who) => {
                    check.unchecked.push(format!("{name}: signed by {who}, if it is who it says (--tsa-ca FILE)"))
                }
                Err(error) => check.faults.push(format!("{name}: {error}")),
            },
            (Ok(stamp), Some(bytes), Some(authorities)) => match stamp.verify_with(bytes, authorities) {
                Ok(who) => check.stamped.push((who, stamp.time)),
                Err(error @ ProofError::Untrusted { .. }) => check.unchecked.push(format!("{name}: {error}")),
                Err(error) => check.faults.push(format!("{name}: {error}")),
            },
        }
    }
    let block = evidence.block.map(|file| keep::read(file, ots::Header::parse)).transpose()?;
    for file in evidence.ledgers {
        let read = Ots::parse(&keep::bytes(file)?);
        let name = file.display();
        match (read, &bytes) {
            (Err(error), _) => check.faults.push(format!("{name}: {error}")),
            (_, None) => check.unchecked.push(format!("{name}: not checked without the log's key")),
            (Ok(ots), Some(bytes)) => match (ots.verify(bytes), &block) {
                (Err(error), _) => check.faults.push(format!("{name}: {error}")),
                (Ok(()), Some(block)) if ots.is_in(block) => {
                    // Miners' clocks may be off by two hours; whether the block is in the chain is for who gave it.
                    check.stamped.push((format!("the Bitcoin block {} you gave", block.name()), block.time.into()));
                }
                (Ok(()), Some(_)) => check.faults.push(format!("{name}: does not lead to the block given")),
                (Ok(()), None) => check.unchecked.push(format!("{name}: {}", leads(&ots))),
            },
        }
    }
    Ok(())
}

fn leads(ots: &Ots) -> String {
    let heights = ots.attestations.iter().filter_map(|attestation| match attestation {
        Attestation::Bitcoin { height, root: Some(_) } => Some(height.to_string()),
        _ => None,
    });
    match heights.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "leads to no block yet: have it upgraded, then it proves something".to_owned(),
        blocks => format!("leads to Bitcoin block {blocks}; give its header with --block to check that"),
    }
}
