//! The longest stretch two sequences have in common without a break.

use std::ops::Range;

/// The longest stretch common to `a` and `b`, as index ranges; the first in `a`, then in `b`, if several are as long.
/// Takes `a.len() · b.len()` steps: it is meant for sentences.
pub fn longest_run<T: Eq>(a: &[T], b: &[T]) -> (Range<usize>, Range<usize>) {
    let (mut length, mut start_a, mut start_b) = (0, 0, 0);
    // At j + 1 the common stretch that ends with b[j] and the item of `a` before the present one, and with the present one.
    // Two rows in place of one: no step waits for the one before it, so that the machine takes several at a time.
    let mut before = vec![0u32; b.len() + 1];
    let mut lengths = before.clone();
    for (i, x) in a.iter().enumerate() {
        let mut longest = 0;
        for ((length, diagonal), y) in lengths[1..].iter_mut().zip(&before).zip(b) {
            *length = if x == y { diagonal + 1 } else { 0 };
            longest = longest.max(*length);
        }
        if longest > length {
            let end_b = lengths.iter().position(|&length| length == longest).unwrap_or_default();
            (length, start_a, start_b) = (longest, i + 1 - longest as usize, end_b - longest as usize);
        }
        std::mem::swap(&mut before, &mut lengths);
    }
    let length = length as usize;
    (start_a..start_a + length, start_b..start_b + length)
}

/// The same, if it is as long as `least`.
///
/// A stretch so long holds an item of `a` at a multiple of `least`: only what goes through one of them is looked at.
pub fn long_run<T: Eq>(a: &[T], b: &[T], least: usize) -> Option<(Range<usize>, Range<usize>)> {
    let least = least.max(1);
    let mut best: Option<(Range<usize>, Range<usize>)> = None;
    for i in (least - 1..a.len()).step_by(least) {
        for j in (0..b.len()).filter(|&j| b[j] == a[i]) {
            let equal = |(x, y): &(&T, &T)| x == y;
            let before = a[..i].iter().rev().zip(b[..j].iter().rev()).take_while(equal).count();
            let behind = a[i..].iter().zip(&b[j..]).take_while(equal).count();
            let (in_a, in_b) = (i - before..i + behind, j - before..j + behind);
            let is_first = |best: &(Range<usize>, Range<usize>)| {
                in_a.len() > best.0.len()
                    || in_a.len() == best.0.len() && (in_a.start, in_b.start) < (best.0.start, best.1.start)
            };
            if in_a.len() >= least && best.as_ref().is_none_or(is_first) {
                best = Some((in_a, in_b));
            }
        }
    }
    best
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
            prop_assert_eq!(&a[run_a.clone()], &b[run_b.clone()]);
            for least in 1..5 {
                let found = long_run(&a, &b, least);
                prop_assert_eq!(found, (run_a.len() >= least).then(|| (run_a.clone(), run_b.clone())));
            }
            let longer = run_a.len() + 1;
            prop_assert!(a.windows(longer).all(|stretch| b.windows(longer).all(|other| stretch != other)));
        }
    }
}
