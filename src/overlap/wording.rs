//! What two sentences have in common in order: the facts the matchers judge by.

use super::corpus::{Class, Unit, Weights};
use super::thresholds::RUN_CELLS;
use crate::align::{Op, Score, Step, longest_run, script};

/// What two sentences have in common, in order. Symmetric: the same for `(b, a)` as for `(a, b)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Wording {
    /// All units.
    pub whole: Kept,
    /// The units between quotation marks on both sides.
    pub quoted: Kept,
    /// The longest unbroken run in units, and the content in it.
    pub run: usize,
    pub run_content: usize,
    /// What the kept content tells, in thousandths of a bit …
    pub bits: u64,
    /// … and how much of it stands between quotation marks on either side.
    pub quoted_bits: u64,
    /// Kept words that are no names.
    pub words: usize,
}

/// How much of two sequences is kept in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Kept {
    /// Units in the longest common subsequence; a name is one.
    pub units: usize,
    /// … of these, content.
    pub content: usize,
    /// Units of the shorter and of the longer side.
    pub shorter: usize,
    pub longer: usize,
}

impl Kept {
    /// How much of the shorter side the longer one keeps in order.
    pub fn share(&self) -> Score {
        Score::of(self.units as u64, self.shorter as u64)
    }

    fn of(a: &[Unit], b: &[Unit]) -> (Kept, Vec<(usize, usize)>) {
        let pairs = aligned(a, b);
        let content = pairs.iter().filter(|(i, j)| is_content(a, *i) && is_content(b, *j)).count();
        let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
        (Kept { units: pairs.len(), content, shorter, longer }, pairs)
    }
}

impl Wording {
    pub fn of(a: &[Unit], b: &[Unit], weights: &Weights) -> Wording {
        let (whole, pairs) = Kept::of(a, b);
        let mut wording = Wording { whole, ..Wording::default() };
        for (i, j) in pairs {
            wording.words += usize::from(a[i].class != Class::Name);
            if is_content(a, i) && is_content(b, j) {
                let bits = u64::from(weights.of(a[i].id));
                wording.bits += bits;
                wording.quoted_bits += if a[i].quoted || b[j].quoted { bits } else { 0 };
            }
        }
        if a.len().saturating_mul(b.len()) <= RUN_CELLS {
            let (run, _) = longest_run(&keys(a), &keys(b));
            wording.run = run.len();
            wording.run_content = run.filter(|&i| is_content(a, i)).count();
        }
        let quoted = |units: &[Unit]| units.iter().filter(|unit| unit.quoted).copied().collect::<Vec<_>>();
        (wording.quoted, _) = Kept::of(&quoted(a), &quoted(b));
        wording
    }
}

fn is_content(units: &[Unit], index: usize) -> bool {
    units[index].class == Class::Content
}

fn keys(units: &[Unit]) -> Vec<u64> {
    units.iter().map(|unit| u64::from(unit.id)).collect()
}

/// The positions that the two sequences keep in common.
fn aligned(a: &[Unit], b: &[Unit]) -> Vec<(usize, usize)> {
    let kept = |step: &Step| step.op == Op::Equal;
    script(&keys(a), &keys(b)).into_iter().filter(kept).flat_map(|step| step.a.zip(step.b)).collect()
}
