//! What findings are called in words, the same on every page for people.

use super::MarkRow;
use super::words::moment;
use crate::article::SourceClass;
use crate::trace::OpenBecause;

/// A judgement with its reason, who made it and when.
pub(super) fn told(mark: &MarkRow) -> String {
    let by = mark.by.as_ref().map_or(String::new(), |by| format!("{by}, "));
    format!("{}: {} ({by}{})", mark.word.name(), mark.why, moment(mark.recorded_at))
}

pub(super) fn class(class: SourceClass) -> &'static str {
    match class {
        SourceClass::Wire => "news agency",
        SourceClass::Outlet => "outlet",
        SourceClass::Record => "record",
        SourceClass::Institution => "institution",
        SourceClass::Speaker => "speaker",
        SourceClass::Unnamed => "unnamed",
        SourceClass::Unknown => "of no known kind",
    }
}

pub(super) fn because(why: OpenBecause) -> &'static str {
    match why {
        OpenBecause::FewSentences => "fewer than three copied sentences: each may come from anywhere",
        OpenBecause::NoSign => "no sign points in a direction",
        OpenBecause::FewSources => {
            "fewer than two named sources are missing from the other (records not counted): it may itself be the source"
        }
        OpenBecause::BothWays => "each has a credit that the other lacks: both may have edited a third text",
        OpenBecause::AgainstDates => "the dates say the reverse of the other signs",
        OpenBecause::Weak => "the signs are too few or too weak",
        OpenBecause::DatesAlone => "only the dates tell the directions apart",
        OpenBecause::Circle => "with the other likely sources it would make a circle",
        OpenBecause::Rejected => "rejected by a person",
    }
}
