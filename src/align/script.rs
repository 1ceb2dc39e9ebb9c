//! How one sequence becomes another: the edit script.

use std::ops::Range;

use similar::{Algorithm, DiffOp};

/// What happens to a stretch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Op {
    Equal,
    Delete,
    Insert,
    Replace,
}

/// One stretch of an edit script: indexes into both sequences, half-open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub op: Op,
    pub a: Range<usize>,
    pub b: Range<usize>,
}

/// The steps that make `b` of `a`. They tile both sequences in order, and two neighbours never have the same op.
///
/// Histogram diff: it anchors on rare words first, which keeps accidental matches of small words from tearing a
/// change apart. Ties may fall differently in the script of `(b, a)`: who needs both computes one and turns it round.
pub fn script(a: &[u64], b: &[u64]) -> Vec<Step> {
    similar::capture_diff_slices(Algorithm::Histogram, a, b)
        .into_iter()
        .map(|op| match op {
            DiffOp::Equal { old_index, new_index, len } => {
                Step { op: Op::Equal, a: old_index..old_index + len, b: new_index..new_index + len }
            }
            DiffOp::Delete { old_index, old_len, new_index } => {
                Step { op: Op::Delete, a: old_index..old_index + old_len, b: new_index..new_index }
            }
            DiffOp::Insert { old_index, new_index, new_len } => {
                Step { op: Op::Insert, a: old_index..old_index, b: new_index..new_index + new_len }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                Step { op: Op::Replace, a: old_index..old_index + old_len, b: new_index..new_index + new_len }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn steps_tile_both_sides_and_rebuild_them(
            a in proptest::collection::vec(0u64..6, 0..40),
            b in proptest::collection::vec(0u64..6, 0..40),
        ) {
            let steps = script(&a, &b);
            let (mut at_a, mut at_b) = (0, 0);
            for step in &steps {
                prop_assert_eq!((step.a.start, step.b.start), (at_a, at_b));
                (at_a, at_b) = (step.a.end, step.b.end);
                match step.op {
                    Op::Equal => prop_assert_eq!(&a[step.a.clone()], &b[step.b.clone()]),
                    Op::Delete => prop_assert!(!step.a.is_empty() && step.b.is_empty()),
                    Op::Insert => prop_assert!(step.a.is_empty() && !step.b.is_empty()),
                    Op::Replace => prop_assert!(!step.a.is_empty() && !step.b.is_empty()),
                }
            }
            prop_assert_eq!((at_a, at_b), (a.len(), b.len()));
            prop_assert!(steps.windows(2).all(|pair| pair[0].op != pair[1].op));
        }
    }

    #[test]
    fn a_replaced_word_is_one_step() {
        let steps = script(&[1, 2, 3], &[1, 9, 3]);
        assert_eq!(steps[1], Step { op: Op::Replace, a: 1..2, b: 1..2 });
        assert_eq!(steps.len(), 3);
    }
}
