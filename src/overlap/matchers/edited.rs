//! Most words of the shorter sentence in order.

use super::super::Relation;
use super::super::thresholds::{COPIED_CONTENT, EDITED_SHARE, EDITED_WORDS};
use super::Matcher;
use crate::align::Score;

pub(super) const MATCHER: Matcher = Matcher {
    relation: Relation::Edited,
    about: "the longer sentence keeps most words of the shorter one, in order",
    holds: |wording| {
        let kept = wording.whole;
        kept.content >= COPIED_CONTENT && kept.units >= EDITED_WORDS && kept.share() >= Score::new(EDITED_SHARE)
    },
};
