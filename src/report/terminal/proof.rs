//! What a proof file proves, and what it does not, in plain words.

use super::style::{Role, paint};
use super::words::{moment, short};
use super::wrap::hang;
use crate::report::{Match, ProofCheck, View};

pub(super) fn render(check: &ProofCheck, view: &View) -> String {
    let line = |mark: &str, told: &str| {
        let mut lines = hang(&format!("{mark:<6}"), &[(told, None)], view.width, view.color);
        if mark == "FAIL" {
            lines.replace_range(..4, &paint("FAIL", Role::Conflict, view.color));
        }
        lines
    };
    let mut out = format!("{}\n", paint(&check.file, Role::Title, view.color));
    check.faults.iter().for_each(|fault| out.push_str(&line("FAIL", fault)));
    if let Some(held) = &check.held {
        // Anyone can make a log and sign it: without a key to trust, the rest is hearsay.
        let mark = if check.signed.is_some() { "ok" } else { "--" };
        let when = moment(held.recorded_at);
        let what = match &held.sentence {
            Some((number, words)) => {
                format!("sentence {number} of {} of {}, recorded {when}: “{words}”", held.sentences, held.key)
            }
            None => format!("the version {} of {}, recorded {when}", short(&held.version), held.key),
        };
        out.push_str(&line(mark, &what));
        let (entry, origin) = (held.entry, &held.origin);
        out.push_str(&line(mark, &format!("entry {entry} of the log {origin} of {} entries", held.size)));
    }
    if let Some(key) = &check.signed {
        out.push_str(&line("ok", &format!("the log is signed by {key}")));
    }
    for (witness, time) in &check.cosigned {
        out.push_str(&line("ok", &format!("cosigned by {witness}, who saw it {}", moment(*time))));
    }
    for (authority, time) in &check.stamped {
        out.push_str(&line("ok", &format!("time-stamped {} by {authority}: it existed by then", moment(*time))));
    }
    if let Some((name, found)) = &check.article {
        let told = match found {
            Match::Bytes => Some(format!("{name} has the bytes of this version")),
            Match::Text => Some(format!("{name} has the text of this version, in other bytes")),
            // It is among the faults.
            Match::Nothing => None,
        };
        told.iter().for_each(|told| out.push_str(&line("ok", told)));
    }
    check.unchecked.iter().for_each(|unchecked| out.push_str(&line("--", unchecked)));
    if check.failed() {
        out.push_str(&line("", "What failed is not proven, whatever else holds."));
        return out;
    }
    out.push_str(&line("", PROVEN_NOT));
    if check.cosigned.is_empty() {
        out.push_str(&line("", "No witness vouches that the log showed the same to others."));
    }
    if check.stamped.is_empty() && check.cosigned.is_empty() {
        out.push_str(&line("", "The time is that of the log keeper's clock; no one else vouches for it."));
    }
    if check.held.as_ref().is_some_and(|held| held.sentence.is_some()) {
        out.push_str(&line(
            "",
            "Other sentences are not shown, but not secret either: who can guess a short one can check the guess.",
        ));
    }
    out
}

const PROVEN_NOT: &str = "This does not prove that the outlet published it: only that the log's keeper recorded it so.";
