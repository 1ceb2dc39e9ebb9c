//! The checkpoints against the log, and everything that confirms a checkpoint against it. First what the archive holds
//! itself must fit together; then what the user brings from outside says whether it is the archive it was.

use std::collections::BTreeSet;

use super::super::anchors::{self, Kind};
use super::super::checkpoint::SKEW;
use super::super::error::Result;
use super::super::files::{ANCHORS, CHECKPOINT, POLICY};
use super::super::published;
use super::entries::Entries;
use super::{Check, Class, Confirmed, Pin, Trust};
use crate::proof::{
    Attestation, Ots, Policy, ProofError, Signed, TimeStamp, Verifier, cosignature, note, sshsig, timestamp,
};
use crate::text::utc_second;

impl Check<'_> {
    /// Checks everything about checkpoints, and says which files it accounts for. `log` is `None` if it is not known where
    /// the log ends.
    pub(super) fn anchors(&mut self, log: Option<&Entries>) -> Result<BTreeSet<String>> {
        let trust = &self.options.trust;
        // A log that does not hold together is judged by itself: which of its roots to believe is open.
        let log = log.filter(|log| log.size() == 0 || self.report.log_root.is_some());
        let sizes = anchors::sizes(self.folder)?;
        let mut known = BTreeSet::new();
        // The newest checkpoint stands a second time where readers of the log find it.
        let shown = self.folder.read_if_any(CHECKPOINT)?.and_then(|bytes| Signed::parse(&bytes).ok());
        let policy = self.policy(!sizes.is_empty() || shown.is_some(), trust, &mut known)?;
        let mut newest = None;
        for size in sizes {
            if !self.folder.exists(&anchors::path(size, "checkpoint")) {
                self.lost(size, shown.as_ref());
            }
            if let Some(signed) = self.anchor(size, policy.as_ref(), trust, log, &mut known)? {
                newest = Some((size, signed));
            }
        }
        let last = newest.as_ref().map(|(_, signed)| signed);
        match shown.filter(|shown| is_left(shown, last, policy.as_ref())) {
            Some(shown) => self.left(&shown, log, &mut known)?,
            None => self.newest(last, &mut known)?,
        }
        self.report.sealed = newest.as_ref().map(|(size, _)| *size);
        if let (Some((size, signed)), Some(given)) = (&newest, &trust.policy) {
            self.witnesses(*size, signed, given);
        }
        for pin in &trust.pins {
            self.pin(pin, policy.as_ref(), newest.as_ref().map(|(_, signed)| signed), trust, log);
        }
        Ok(known)
    }

    /// Whose signatures the archive's checkpoints carry.
    fn policy(&mut self, needed: bool, trust: &Trust, known: &mut BTreeSet<String>) -> Result<Option<Policy>> {
        if !needed && !self.folder.exists(POLICY) {
            return Ok(None);
        }
        known.insert(POLICY.to_owned());
        let Some(bytes) = self.file(POLICY)? else { return Ok(None) };
        let policy = match Policy::parse(&bytes) {
            Ok(policy) => policy,
            Err(error) => {
                self.find(Class::Changed, POLICY, error.to_string());
                return Ok(None);
            }
        };
        let given = trust.keys.iter().chain(trust.policy.iter().flat_map(|policy| &policy.logs));
        let given: Vec<&Verifier> = given.collect();
        if !given.is_empty() && !policy.logs.iter().any(|log| given.contains(&log)) {
            self.find(Class::Anchor, POLICY, "names none of the keys given for this log: it is another log, or forged");
        }
        Ok(Some(policy))
    }

    /// One checkpoint's folder. Gives the checkpoint with its cosignatures.
    fn anchor(
        &mut self,
        size: u64,
        policy: Option<&Policy>,
        trust: &Trust,
        log: Option<&Entries>,
        known: &mut BTreeSet<String>,
    ) -> Result<Option<Signed>> {
        let file = anchors::path(size, "checkpoint");
        let mut names = self.folder.names_in(&format!("{ANCHORS}/{size}"))?;
        if names.is_empty() {
            return Ok(None);
        }
        names.retain(|name| Kind::of_name(name).is_some_and(|kind| kind != Kind::Checkpoint));
        known.extend(names.iter().map(|name| anchors::path(size, name)));
        known.insert(file.clone());
        // Where it is not there, that is told.
        if !self.folder.exists(&file) {
            return Ok(None);
        }
        let Some(bytes) = self.file(&file)? else { return Ok(None) };
        let Some(policy) = policy else { return Ok(None) };
        let signed = Signed::parse(&bytes).and_then(|signed| {
            let log = policy.log_of(&signed)?.clone();
            Ok((signed, log))
        });
        let (signed, key) = match signed {
            Ok(signed) => signed,
            Err(error) => {
                self.find(Class::Anchor, file, error.to_string());
                return Ok(None);
            }
        };
        if signed.checkpoint().size != size || signed.stamped_bytes(&key) != bytes {
            self.find(Class::Anchor, file.clone(), format!("is not the log's own checkpoint of {size} entries"));
            return Ok(None);
        }
        if let Some(log) = log {
            self.extends(&file, &signed, log);
        }
        let mut cosigned = signed;
        for name in names {
            let place = anchors::path(size, &name);
            let Some(content) = self.file(&place)? else { continue };
            let Some(kind) = Kind::of_name(&name) else { continue };
            if kind.name(&content) != name {
                self.find(Class::Changed, place, "does not hold the bytes its name was made of");
                continue;
            }
            match kind {
                Kind::Checkpoint => {}
                Kind::Request if content == timestamp::request(&bytes) => {}
                Kind::Request => self.find(Class::Changed, place, "is not the request for a stamp on this checkpoint"),
                Kind::Ssh => self.must(&place, sshsig::verify(&key, &bytes, &content)),
                Kind::Ots => self.ots(&place, &bytes, &content),
                Kind::TimeStamp => self.time_stamp(&place, size, &bytes, &content, trust, log),
                Kind::Cosignatures => match cosignatures(&cosigned, &content, policy) {
                    Ok((lines, times)) => {
                        cosigned = lines;
                        for (witness, time) in times {
                            self.timed(&format!("{place}: {witness}"), size, time, log);
                        }
                    }
                    Err(error) => self.must(&place, Err(error)),
                },
            }
        }
        Ok(Some(cosigned))
    }

    fn must(&mut self, place: &str, checked: std::result::Result<(), ProofError>) {
        if let Err(error) = checked {
            self.find(Class::Anchor, place, error.to_string());
        }
    }

    /// The log must begin as the checkpoint says.
    fn extends(&mut self, place: &str, signed: &Signed, log: &Entries) -> bool {
        let checkpoint = signed.checkpoint();
        if checkpoint.size > log.size() {
            let detail = format!(
                "is signed for {} entries, but the log has {}: the store was put back to an older state",
                checkpoint.size,
                log.size()
            );
            self.find(Class::RolledBack, place, detail);
            return false;
        }
        match log.root_at(checkpoint.size) {
            Some(root) if root != checkpoint.root => {
                let detail = format!(
                    "states the root {} for {} entries, the log has {root}: one of them was rewritten",
                    checkpoint.root, checkpoint.size
                );
                self.find(Class::Rewritten, place, detail);
                false
            }
            root => root.is_some(),
        }
    }

    /// Says that the checkpoint of `size` entries is not there. `shown` is the one in `log/checkpoint`.
    fn lost(&mut self, size: u64, shown: Option<&Signed>) {
        let detail = match shown.filter(|shown| shown.checkpoint().size == size) {
            None => "is not there",
            Some(shown) if shown.note().signatures().len() > 1 => {
                "is not there; log/checkpoint holds it: copy that back without the lines of witnesses"
            }
            Some(_) => "is not there; log/checkpoint holds it: copy it back",
        };
        self.find(Class::Missing, anchors::path(size, "checkpoint"), detail);
    }

    /// `log/checkpoint`, where what it was made of is lost or cannot be read: it and its partial tiles stay, to make that
    /// whole again.
    fn left(&mut self, shown: &Signed, log: Option<&Entries>, known: &mut BTreeSet<String>) -> Result<()> {
        let size = shown.checkpoint().size;
        if self.folder.names_in(&format!("{ANCHORS}/{size}"))?.is_empty() {
            self.lost(size, Some(shown));
        }
        known.insert(CHECKPOINT.to_owned());
        self.report.files += 1;
        if let Some(log) = log {
            self.extends(CHECKPOINT, shown, log);
        }
        self.partials(size, known)
    }

    /// `log/checkpoint` must be the newest checkpoint, with the partial tiles of its size.
    fn newest(&mut self, newest: Option<&Signed>, known: &mut BTreeSet<String>) -> Result<()> {
        let Some(newest) = newest else { return Ok(()) };
        known.insert(CHECKPOINT.to_owned());
        if self.file(CHECKPOINT)?.is_some_and(|bytes| bytes != newest.to_string().as_bytes()) {
            self.find(Class::Changed, CHECKPOINT, "is not the newest checkpoint in anchors/");
        }
        self.partials(newest.checkpoint().size, known)
    }

    /// The partial tiles of a checkpoint of `size` entries.
    fn partials(&mut self, size: u64, known: &mut BTreeSet<String>) -> Result<()> {
        for tile in published::partials(size) {
            known.insert(tile.name());
            // Where the log's own files are damaged, that is found there.
            let Ok(bytes) = tile.bytes(self.folder) else { continue };
            if self.file(&tile.name())?.is_some_and(|found| found != bytes) {
                self.find(Class::Changed, tile.name(), "is not the part of its tile that the checkpoint covers");
            }
        }
        Ok(())
    }

    fn ots(&mut self, place: &str, stamped: &[u8], content: &[u8]) {
        let ots = match Ots::parse(content).and_then(|ots| ots.verify(stamped).map(|()| ots)) {
            Ok(ots) => ots,
            Err(error) => return self.must(place, Err(error)),
        };
        for attestation in &ots.attestations {
            self.report.notes.push(format!("{place}: {}", told(attestation)));
        }
    }

    fn time_stamp(
        &mut self,
        place: &str,
        size: u64,
        stamped: &[u8],
        content: &[u8],
        trust: &Trust,
        log: Option<&Entries>,
    ) {
        let read = TimeStamp::parse(content).and_then(|stamp| Ok((stamp.verify(stamped)?, stamp)));
        let (authority, stamp) = match read {
            Ok(read) => read,
            Err(error) => return self.must(place, Err(error)),
        };
        let fits = self.timed(&format!("{place}: {authority}"), size, stamp.time, log);
        if let Some(late) = log.and_then(|log| log.time_of(size)).filter(|late| late + SKEW < stamp.time) {
            let (claimed, stamped) = (moment(late), moment(stamp.time));
            let detail = format!(
                "says it was recorded {claimed}, but it came after a checkpoint that was stamped {stamped} ({place})"
            );
            self.find(Class::BackDated, format!("log entry {size}"), detail);
        }
        let time = moment(stamp.time);
        let told = match trust.authorities.as_ref().map(|given| stamp.verify_with(stamped, given)) {
            None => format!("{place}: stamped {time} by {authority}, if it is who it says (--tsa-ca FILE checks that)"),
            Some(Err(error)) => format!("{place}: {error}"),
            Some(Ok(authority)) => {
                if fits && log.is_some_and(|log| size <= log.size()) {
                    self.report.confirmed.push(Confirmed::TimeStamp { authority, size, time: stamp.time });
                }
                return;
            }
        };
        self.report.notes.push(told);
    }

    /// No entry under a checkpoint can have been recorded after others saw it.
    fn timed(&mut self, place: &str, size: u64, time: i64, log: Option<&Entries>) -> bool {
        let last = size.checked_sub(1).and_then(|last| log?.time_of(last));
        if let Some(last) = last.filter(|&last| last > time.saturating_add(SKEW)) {
            let detail =
                format!("saw a checkpoint {}, but its last entry says it was recorded {}", moment(time), moment(last));
            self.find(Class::Anchor, place, detail);
            return false;
        }
        true
    }

    /// The witnesses of a policy from outside.
    fn witnesses(&mut self, size: u64, signed: &Signed, given: &Policy) {
        let checked = given.log_of(signed).and_then(|_| given.witnessed(signed));
        match checked {
            Err(error) => self.must(CHECKPOINT, Err(error)),
            Ok(witnessed) if given.asks_for_witnesses() && given.is_met(&witnessed) => {
                let time = witnessed.iter().map(|witness| witness.time).max().unwrap_or_default();
                let names = witnessed.into_iter().map(|witness| witness.name).collect();
                self.report.confirmed.push(Confirmed::Witnesses { names, size, time });
            }
            Ok(witnessed) if given.asks_for_witnesses() => {
                let names: Vec<&str> = witnessed.iter().map(|witness| witness.name.as_str()).collect();
                let who = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                self.report
                    .notes
                    .push(format!("{CHECKPOINT}: cosigned by {who}, which is no quorum of the policy given"));
            }
            Ok(_) => self.report.notes.push("the policy given asks for no witness, so it confirms nothing".to_owned()),
        }
    }

    /// A checkpoint that was kept elsewhere.
    fn pin(&mut self, pin: &Pin, own: Option<&Policy>, newest: Option<&Signed>, trust: &Trust, log: Option<&Entries>) {
        let checkpoint = pin.checkpoint.checkpoint();
        if let Some(newest) = newest.filter(|newest| newest.checkpoint().origin != checkpoint.origin) {
            let (here, there) = (&newest.checkpoint().origin, &checkpoint.origin);
            let detail = format!("is of the log {there}, this store's is {here}: it was replaced as a whole");
            self.find(Class::Rewritten, pin.place.clone(), detail);
            return;
        }
        // Keys from outside go before the archive's own.
        let given = trust.keys.iter().chain(&pin.key).chain(trust.policy.iter().flat_map(|policy| &policy.logs));
        let given: Vec<&Verifier> = given.filter(|key| key.name() == checkpoint.origin).collect();
        let own: Vec<&Verifier> = own.iter().flat_map(|policy| &policy.logs).collect();
        let keys = if given.is_empty() { &own } else { &given };
        if !keys.iter().any(|key| pin.checkpoint.verify(key).is_ok()) {
            let detail = match keys.is_empty() {
                true => "cannot be checked: no key of its log is known (--key gives it)",
                false => "is not signed by this log's key",
            };
            self.find(Class::Anchor, pin.place.clone(), detail);
            return;
        }
        if !own.is_empty() && !keys.iter().any(|key| own.contains(key)) {
            self.find(Class::Rewritten, POLICY, format!("names another key than the one that signed {}", pin.place));
        }
        if let Some(log) = log
            && self.extends(&pin.place, &pin.checkpoint, log)
        {
            self.report.confirmed.push(Confirmed::Pin { place: pin.place.clone(), size: checkpoint.size });
            // A copy made of the articles alone has none, so it is no damage by itself.
            let file = anchors::path(checkpoint.size, "checkpoint");
            if !self.folder.exists(&file) {
                self.report.notes.push(format!("{file} is not there, though {} was signed", pin.place));
            }
        }
    }
}

/// Whether the checkpoint in `log/checkpoint` is the log's, and none in `anchors/` that can be read is as new.
fn is_left(shown: &Signed, newest: Option<&Signed>, policy: Option<&Policy>) -> bool {
    policy.is_none_or(|policy| policy.log_of(shown).is_ok())
        && newest.is_none_or(|newest| newest.checkpoint().size < shown.checkpoint().size)
}

/// The checkpoint with the witnesses' lines, each of which must be a known witness's, and their times.
fn cosignatures(
    signed: &Signed,
    content: &[u8],
    policy: &Policy,
) -> std::result::Result<(Signed, Vec<(String, i64)>), ProofError> {
    let lines = note::signatures(&String::from_utf8_lossy(content))?;
    let mut times = Vec::new();
    for line in &lines {
        let witness = policy.witnesses.iter().find(|witness| line.is_by(&witness.key));
        let witness = witness.ok_or_else(|| ProofError::Malformed {
            what: "list of cosignatures",
            why: format!("no witness of the policy is called {} with this key", line.name),
        })?;
        times.push((witness.name.clone(), cosignature::verify(&witness.key, signed.note().text(), line)?));
    }
    Ok((signed.with(&lines), times))
}

fn told(attestation: &Attestation) -> String {
    match attestation {
        Attestation::Pending { calendar } => format!("pending at {calendar}, which proves nothing yet"),
        Attestation::Bitcoin { height, root: Some(_) } => {
            format!("leads to Bitcoin block {height}; not checkable without the block's header")
        }
        Attestation::Bitcoin { height, root: None } => {
            format!("leads to Bitcoin block {height} by a step that wirecopy does not compute")
        }
        Attestation::Unknown => "leads to a kind of attestation that wirecopy does not know".to_owned(),
    }
}

fn moment(seconds: i64) -> String {
    utc_second(seconds).unwrap_or_else(|| seconds.to_string())
}
