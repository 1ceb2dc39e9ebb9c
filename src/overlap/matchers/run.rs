//! One long unbroken run, whatever else the sentences say.

use super::super::Relation;
use super::Matcher;

pub(super) const MATCHER: Matcher = Matcher {
    relation: Relation::Edited,
    about: "a run of words too long for chance stands in both sentences",
    holds: |wording| wording.has_long_run(),
};
