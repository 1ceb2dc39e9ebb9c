//! The marks and names of rows.

use crate::overlap::{Relation, Verdict};
use crate::report::{PairedRow, mark};

/// The mark of a row's first column.
pub(super) fn row_mark(pair: &PairedRow, ascii: bool) -> &'static str {
    match pair.overlap.relation {
        _ if pair.same => mark(Relation::Verbatim, ascii),
        Relation::Verbatim => mark(Relation::Edited, ascii),
        relation => mark(relation, ascii),
    }
}

pub(super) fn moved_mark(ascii: bool) -> &'static str {
    if ascii { "%" } else { "⇅" }
}

pub(super) fn arrow(ascii: bool) -> &'static str {
    if ascii { "<->" } else { "↔" }
}

/// As diff(1) marks the lines of one file.
pub(super) fn only_mark(side: usize) -> &'static str {
    if side == 0 { "<" } else { ">" }
}

pub(super) fn name(pair: &PairedRow) -> &'static str {
    match pair.overlap.relation {
        _ if pair.same => "the same",
        Relation::Verbatim | Relation::Edited => "edited",
        Relation::Paraphrase => "paraphrase",
        Relation::Quotation => "quotation",
        Relation::CommonSource => "common source",
        Relation::Boilerplate => "boilerplate",
    }
}

/// What stands where something was left out.
pub(super) fn left_out(ascii: bool) -> &'static str {
    if ascii { "..." } else { "…" }
}

pub(super) fn conflict_mark(ascii: bool) -> &'static str {
    if ascii { "!" } else { "≠" }
}

pub(super) fn fact_mark(verdict: Verdict, ascii: bool) -> &'static str {
    match (verdict, ascii) {
        (Verdict::Conflict, ascii) => conflict_mark(ascii),
        (Verdict::Dropped, _) => "-",
        (Verdict::Added, _) => "+",
        (Verdict::Reformatted | Verdict::Rounded, false) => "≈",
        (Verdict::Reformatted | Verdict::Rounded, true) => "~",
    }
}
