//! Every word the same.

use super::super::Relation;
use super::super::thresholds::COPIED_CONTENT;
use super::Matcher;

pub(super) const MATCHER: Matcher = Matcher {
    relation: Relation::Verbatim,
    about: "all words are equal when folded, in order",
    holds: |wording| wording.whole.units == wording.whole.longer && wording.whole.content >= COPIED_CONTENT,
};
