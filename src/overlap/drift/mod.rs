//! Facts that changed between two matched sentences: a number, a date, a name, a negation, who speaks, the wording of a
//! quotation.
//!
//! The words of both sides are aligned, and a fact is compared with the fact that stands in its place: in one change, between
//! words that stayed ([`changes`]). What has no counterpart there may have moved; else it was dropped or added. A change is
//! told once, as the most special kind of fact it is.

mod changes;
mod names;
mod negations;
mod quotations;
mod side;
#[cfg(test)]
mod tests;
mod values;

use std::ops::Range;

use self::changes::Changes;
use self::side::Side;
use super::Relation;
use super::corpus::Corpus;
use crate::text::Span;

/// What kind of fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DriftKind {
    Number,
    Date,
    Name,
    Negation,
    /// Who is told to have said something.
    Speaker,
    /// The words between quotation marks.
    Quotation,
}

/// How the two sides stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// They cannot both be right.
    Conflict,
    /// One fact, written differently.
    Reformatted,
    /// One side is less exact.
    Rounded,
    /// Only in a.
    Dropped,
    /// Only in b.
    Added,
}

/// A fact of one side beside its counterpart. At least one side is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drift {
    pub kind: DriftKind,
    /// Canonical bytes.
    pub a: Option<Span>,
    pub b: Option<Span>,
    pub verdict: Verdict,
}

impl Drift {
    /// The same change seen from the other side.
    pub fn mirror(self) -> Drift {
        let verdict = match self.verdict {
            Verdict::Dropped => Verdict::Added,
            Verdict::Added => Verdict::Dropped,
            same => same,
        };
        Drift { a: self.b, b: self.a, verdict, ..self }
    }
}

/// The drift between the sentences `a` = (text, sentences) and `b`, in the order of the text.
pub(super) fn drift(
    corpus: &Corpus,
    a: (usize, &Range<usize>),
    b: (usize, &Range<usize>),
    relation: Relation,
) -> Vec<Drift> {
    let (a, b) = (Side::of(corpus, a), Side::of(corpus, b));
    // Where a thing is retold words stand anywhere; only values can be told to fill one slot.
    if relation.is_retold() {
        return in_order(values::anywhere(&a, &b));
    }
    let changes = Changes::between(&a, &b);
    let mut found = values::in_place(&a, &b, &changes);
    if relation != Relation::Boilerplate {
        found.extend(names::names(&a, &b, &changes));
        found.extend(negations::negations(&a, &b, &changes));
        let words = quotations::quotations(&a, &b, &changes, &found);
        found.extend(words);
    }
    in_order(found)
}

fn in_order(mut found: Vec<Drift>) -> Vec<Drift> {
    found.sort_by_key(|drift| (drift.a.or(drift.b), drift.kind, drift.b));
    found
}
