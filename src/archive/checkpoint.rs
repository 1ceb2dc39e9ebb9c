//! Signing a state of the log, and keeping what others say of it. A log never signs two states that contradict each
//! other: before a new checkpoint, the log must still begin as the last one says.

use std::time::Duration;

use super::anchors::{self, Attached, Kind};
use super::commit;
use super::error::{ArchiveError, Result};
use super::files::{ANCHORS, CHECKPOINT, POLICY};
use super::lock::{self, Journal, Lock};
use super::{Archive, State};
use crate::hash::{Digest, merkle};
use crate::proof::{
    Checkpoint, Ots, Policy, ProofError, Signature, Signed, Signer, TimeStamp, Verifier, cosignature, note, sshsig,
    timestamp,
};

/// A log's clock and an authority's may differ by so much (seconds). Five minutes is what Kerberos and most networks
/// allow between machines that are set by the same time.
pub(super) const SKEW: i64 = 300;

/// What else to write beside a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seal<'a> {
    /// An SSH signature.
    pub ssh: bool,
    /// The request for a time stamp.
    pub request: bool,
    /// The policy to keep from now on, in place of one that names the log's key alone.
    pub policy: Option<&'a [u8]>,
}

/// The newest checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// With the witnesses' lines.
    pub checkpoint: Signed,
    /// The log's key.
    pub key: Verifier,
    /// The files beside it, below the archive's folder.
    pub files: Vec<String>,
    /// Whether the log has grown since (entries).
    pub behind: u64,
}

impl Archive {
    /// The log's name: as its checkpoints have it, else `wanted`, else one made of its first entry.
    pub fn origin(&self, wanted: Option<&str>) -> Result<String> {
        if let Some((_, signed)) = anchors::newest(&self.folder)? {
            let found = signed.checkpoint().origin.clone();
            return match wanted {
                Some(wanted) if wanted != found => Err(ArchiveError::Named { found, wanted: wanted.to_owned() }),
                _ => Ok(found),
            };
        }
        let first = self.state.hashes.first().ok_or(ArchiveError::Empty)?;
        Ok(wanted.map_or_else(|| format!("wirecopy/{}", &first.to_string()[..16]), str::to_owned))
    }

    /// The newest checkpoint; `None` before the first.
    pub fn sealed(&self) -> Result<Option<Sealed>> {
        let Some((size, checkpoint)) = anchors::newest(&self.folder)? else { return Ok(None) };
        let policy = anchors::policy(&self.folder)?;
        let policy = policy.ok_or_else(|| ArchiveError::damaged(&self.folder.path(POLICY), "is not there"))?;
        let file = self.folder.path(&anchors::path(size, "checkpoint"));
        let key = policy.log_of(&checkpoint).map_err(ArchiveError::proof(&file))?.clone();
        let names = self.folder.names_in(&format!("{ANCHORS}/{size}"))?;
        let files = names.iter().map(|name| anchors::path(size, name)).collect();
        Ok(Some(Sealed { checkpoint, key, files, behind: self.state.frontier.size().saturating_sub(size) }))
    }

    /// The root over the first `size` entries; `None` if the log has fewer.
    pub fn root_at(&self, size: u64) -> Result<Option<Digest>> {
        if size > self.state.frontier.size() { Ok(None) } else { self.state.root_at(size).map(Some) }
    }

    /// Signs the log as it is now, unless that is done, and writes what is asked for beside it.
    pub fn seal(&mut self, signer: &Signer, seal: &Seal, wait: Duration) -> Result<Sealed> {
        self.locked(wait, |archive, lock| {
            let folder = &archive.folder;
            let (size, root) = (archive.state.frontier.size(), archive.state.frontier.root());
            let key = signer.verifier();
            let origin = archive.origin(Some(key.name()))?;
            let policy = archive.next_policy(key, seal.policy)?;
            if let Some((last, signed)) = anchors::newest(folder)? {
                archive.state.must_begin_as(last, &signed)?;
            }
            let file = anchors::path(size, "checkpoint");
            let signed = match anchors::checkpoint(folder, size)? {
                Some(signed) => signed,
                None => Signed::new(Checkpoint { origin, size, root, extensions: Vec::new() }, signer)
                    .map_err(ArchiveError::proof(&folder.path(&file)))?,
            };
            signed.verify(key).map_err(ArchiveError::proof(&folder.path(&file)))?;
            let bytes = signed.stamped_bytes(key);
            let mut files = vec![(POLICY.to_owned(), policy), (file, bytes.clone())];
            if seal.ssh {
                files.push((anchors::path(size, "checkpoint.sig"), sshsig::sign(signer, &bytes).into_bytes()));
            }
            if seal.request {
                files.push((anchors::path(size, "checkpoint.tsq"), timestamp::request(&bytes)));
            }
            archive.put_files(lock, &files)
        })?;
        self.sealed()?.ok_or(ArchiveError::Empty)
    }

    /// Keeps what came back for one of the checkpoints, after checking it, and says which (its size). Witnesses must be
    /// named by the archive's policy.
    pub fn attach(&mut self, what: Attached, bytes: &[u8], wait: Duration) -> Result<u64> {
        self.locked(wait, |archive, lock| {
            let folder = &archive.folder;
            let policy = anchors::policy(folder)?.ok_or(ArchiveError::Unfitting { what: "it", why: None })?;
            let mut why = None;
            for size in anchors::sizes(folder)?.into_iter().rev() {
                let Some(signed) = anchors::cosigned(folder, size)? else { continue };
                let file = folder.path(&anchors::path(size, "checkpoint"));
                let log = policy.log_of(&signed).map_err(ArchiveError::proof(&file))?;
                let stamped = signed.stamped_bytes(log);
                let fitting = match what {
                    Attached::TimeStamp => {
                        match TimeStamp::parse(bytes).and_then(|stamp| stamp.verify(&stamped).map(|_| stamp)) {
                            Ok(stamp) => archive
                                .state
                                .must_not_be_late(size, stamp.time)
                                .map(|()| (Kind::TimeStamp, bytes.to_vec()))?,
                            Err(error) => {
                                why = Some(error);
                                continue;
                            }
                        }
                    }
                    Attached::Ots => match Ots::parse(bytes).and_then(|ots| ots.verify(&stamped)) {
                        Ok(()) => (Kind::Ots, bytes.to_vec()),
                        Err(error) => {
                            why = Some(error);
                            continue;
                        }
                    },
                    Attached::Cosignatures => match lines(&signed, bytes, &policy) {
                        Ok(lines) => (Kind::Cosignatures, lines.into_bytes()),
                        Err(error) => {
                            why = Some(error);
                            continue;
                        }
                    },
                };
                let (kind, bytes) = fitting;
                archive.put_files(lock, &[(anchors::path(size, &kind.name(&bytes)), bytes)])?;
                return Ok(size);
            }
            let what = match what {
                Attached::TimeStamp => "the time stamp",
                Attached::Ots => "the OpenTimestamps file",
                Attached::Cosignatures => "the cosignature",
            };
            Err(ArchiveError::Unfitting { what, why })
        })
    }

    /// Runs `work` as the only writer, on the archive as it is by then.
    fn locked<T>(&mut self, wait: Duration, work: impl FnOnce(&mut Archive, &mut Lock) -> Result<T>) -> Result<T> {
        let folder = self.folder.clone();
        lock::exclusive(&folder, wait, |mut lock| {
            lock.recover()?;
            if commit::head(&folder)? != self.state.head.as_ref().map(|(oid, _)| *oid) {
                self.state = State::load(&folder)?;
            }
            work(self, &mut lock)
        })
    }

    /// The policy to keep: the one given, or the one there is, or one that names the log's key alone.
    fn next_policy(&self, key: &Verifier, given: Option<&[u8]>) -> Result<Vec<u8>> {
        let bytes = match (given, self.folder.read_if_any(POLICY)?) {
            (Some(given), _) => given.to_vec(),
            (None, Some(there)) => there,
            (None, None) => format!("log {key}\nquorum none\n").into_bytes(),
        };
        let policy = Policy::parse(&bytes).map_err(ArchiveError::proof(&self.folder.path(POLICY)))?;
        if policy.logs.contains(key) {
            return Ok(bytes);
        }
        let found = policy.logs.iter().map(Verifier::to_string).collect::<Vec<_>>().join(" or ");
        Err(ArchiveError::OtherKey { found, wanted: key.to_string() })
    }

    /// Writes files of checkpoints that are not there yet, and `log/checkpoint` anew.
    fn put_files(&self, lock: &mut Lock, files: &[(String, Vec<u8>)]) -> Result<()> {
        let mut missing = Vec::new();
        for (name, bytes) in files {
            if self.folder.read_if_any(name)?.as_ref() != Some(bytes) {
                missing.push((name, bytes));
            }
        }
        if missing.is_empty() && self.folder.exists(CHECKPOINT) {
            return Ok(());
        }
        lock.begin(&Journal::Seal)?;
        missing.into_iter().try_for_each(|(name, bytes)| self.folder.write(name, bytes))?;
        anchors::settle(&self.folder)?;
        lock.end()
    }
}

/// The lines of the checkpoint's witnesses: those it has and those in `bytes`, the latest of each, in the policy's order.
fn lines(signed: &Signed, bytes: &[u8], policy: &Policy) -> std::result::Result<String, ProofError> {
    let text = String::from_utf8_lossy(bytes);
    let came = match Signed::parse(bytes) {
        Ok(other) if other.note().text() == signed.note().text() => other.note().signatures().to_vec(),
        Ok(other) => {
            let [found, expected] = [other, signed.clone()].map(|signed| signed.checkpoint().root.to_string());
            return Err(ProofError::OtherBytes { found, expected });
        }
        Err(_) => note::signatures(&text)?,
    };
    let all: Vec<Signature> = signed.note().signatures().iter().chain(&came).cloned().collect();
    let mut lines = String::new();
    let mut is_new = false;
    for witness in &policy.witnesses {
        let mut latest: Option<(i64, &Signature)> = None;
        for signature in all.iter().filter(|signature| signature.is_by(&witness.key)) {
            let time = cosignature::verify(&witness.key, signed.note().text(), signature)?;
            if latest.is_none_or(|(last, _)| last < time) {
                latest = Some((time, signature));
            }
        }
        if let Some((_, signature)) = latest {
            is_new |= came.contains(signature);
            lines += &format!("{signature}\n");
        }
    }
    if is_new { Ok(lines) } else { Err(ProofError::Unsigned { key: "any witness of the policy".to_owned() }) }
}

impl State {
    /// The root over the first `size` entries, which must be there.
    pub(super) fn root_at(&self, size: u64) -> Result<Digest> {
        merkle::root_at(size, &mut |level, index| self.node(level, index))
    }

    fn must_begin_as(&self, size: u64, signed: &Signed) -> Result<()> {
        let holds = size <= self.frontier.size() && self.root_at(size)? == signed.checkpoint().root;
        if holds { Ok(()) } else { Err(ArchiveError::Contradicted { size }) }
    }

    /// A stamp that is later than entries which came after its checkpoint would make them look back-dated.
    fn must_not_be_late(&self, size: u64, time: i64) -> Result<()> {
        match usize::try_from(size).ok().and_then(|size| self.leaves.get(size)) {
            Some(leaf) if leaf.recorded_at + SKEW < time => Err(ArchiveError::Late { entry: size }),
            _ => Ok(()),
        }
    }
}
