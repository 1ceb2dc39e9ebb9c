//! The longest stretch two sequences have in common without a break.

use std::ops::Range;

/// The longest stretch common to `a` and `b`, as index ranges; the first in `a`, then in `b`, if several are as long.
/// Takes `a.len() · b.len()` steps: it is meant for sentences.
pub fn longest_run<T: Eq>(a: &[T], b: &[T]) -> (Range<usize>, Range<usize>) {
    let (mut length, mut start_a, mut start_b) = (0, 0, 0);
    // lengths[j]: the common stretch that ends before a[i] and b[j].
    let mut lengths = vec![0; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = lengths[j + 1];
            lengths[j + 1] = if x == y { diagonal + 1 } else { 0 };
            diagonal = above;
            let found = (i + 1 - lengths[j + 1], j + 1 - lengths[j + 1]);
            if lengths[j + 1] > length || lengths[j + 1] == length && length > 0 && found < (start_a, start_b) {
                (length, (start_a, start_b)) = (lengths[j + 1], found);
            }
        }
    }
    (start_a..start_a + length, start_b..start_b + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_of_the_longest_is_taken() {
        assert_eq!(longest_run(&[7, 1, 2, 3, 9, 1, 2, 3], &[0, 1, 2, 3]), (1..4, 1..4));
        assert_eq!(longest_run(&[1, 2], &[3]), (0..0, 0..0));
    }

    proptest! {
        #[test]
        fn no_common_stretch_is_longer(
            a in proptest::collection::vec(0u64..4, 0..14),
            b in proptest::collection::vec(0u64..4, 0..14),
        ) {
            let (run_a, run_b) = longest_run(&a, &b);
            prop_assert_eq!(&a[run_a.clone()], &b[run_b]);
            let longer = run_a.len() + 1;
            prop_assert!(a.windows(longer).all(|stretch| b.windows(longer).all(|other| stretch != other)));
        }
    }
}
