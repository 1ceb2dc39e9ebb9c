//! The same words between quotation marks.

use super::super::Relation;
use super::super::thresholds::{COPIED_CONTENT, QUOTATION_CONTENT, QUOTATION_SHARE, QUOTATION_WORDS};
use super::super::wording::Wording;
use super::Matcher;
use crate::align::Score;

pub(super) const MATCHER: Matcher = Matcher {
    relation: Relation::Quotation,
    about: "both quote the same words, or what they share is mostly between quotation marks",
    holds: |wording| is_same_quotation(wording) || is_mostly_quoted(wording),
};

fn is_same_quotation(wording: &Wording) -> bool {
    let kept = wording.quoted;
    let enough = kept.content >= COPIED_CONTENT || kept.units >= QUOTATION_WORDS && kept.content >= QUOTATION_CONTENT;
    enough && kept.share() >= Score::new(QUOTATION_SHARE)
}

/// One side may have dropped the marks: still somebody else's words.
fn is_mostly_quoted(wording: &Wording) -> bool {
    let proved = [super::verbatim::MATCHER, super::edited::MATCHER, super::run::MATCHER];
    wording.is_mostly_quoted() && proved.iter().any(|matcher| (matcher.holds)(wording))
}
