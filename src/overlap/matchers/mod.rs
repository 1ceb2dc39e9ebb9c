//! How two sentences can prove by themselves that they share wording. What no matcher proves is a paraphrase at best,
//! and believed only in a chain.
//!
//! A matcher is one file and one line in [`MATCHERS`]; the first that holds names the relation.

mod edited;
mod quotation;
mod run;
mod verbatim;

use super::Relation;
use super::thresholds::EDITED_SHARE;
use super::wording::Wording;
use crate::align::Score;

/// One way to prove a shared wording.
pub(super) struct Matcher {
    pub relation: Relation,
    /// What is proved and by what, in one line.
    pub about: &'static str,
    pub holds: fn(&Wording) -> bool,
}

/// Every matcher, the most telling first.
pub(super) const MATCHERS: &[Matcher] = &[quotation::MATCHER, verbatim::MATCHER, edited::MATCHER, run::MATCHER];

/// What sentences are called that are believed to belong together: what their wording proves, else by how much of the shorter
/// side it keeps in order.
pub(super) fn called(wording: &Wording) -> Relation {
    let kept = wording.whole;
    proves(wording).unwrap_or(match kept.share() {
        _ if kept.units == kept.longer => Relation::Verbatim,
        share if share >= Score::new(EDITED_SHARE) => Relation::Edited,
        _ => Relation::Paraphrase,
    })
}

/// The relation that the wording proves, if any.
pub(super) fn proves(wording: &Wording) -> Option<Relation> {
    MATCHERS.iter().find(|matcher| (matcher.holds)(wording)).map(|matcher| matcher.relation)
}
