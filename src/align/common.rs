//! The longest common subsequence of two short sequences, a machine word of positions at a time.

/// The positions in `a` and `b` of a longest common subsequence, in order. Of several it takes the one whose matches stand
/// first in `b`, from the end.
///
/// One row of the table of Wagner & Fischer (1974) for each item of `a`, kept as one bit for each item of `b`: 0 where the
/// length grows (Allison & Dix 1986, in the form of Hyyrö 2004). Takes `a.len() · b.len()` comparisons and as many bits.
pub fn longest_common(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let words = b.len().div_ceil(64);
    // Row by row, the one before the first item of `a` first.
    let mut rows = vec![u64::MAX; (a.len() + 1) * words];
    for (i, x) in a.iter().enumerate() {
        let (before, row) = rows[i * words..(i + 2) * words].split_at_mut(words);
        let mut carry = 0;
        for (word, items) in b.chunks(64).enumerate() {
            let mut matches = 0;
            for (bit, y) in items.iter().enumerate() {
                matches |= u64::from(x == y) << bit;
            }
            let old = before[word];
            let kept = old & matches;
            let (sum, over) = old.overflowing_add(kept);
            let (sum, over_too) = sum.overflowing_add(carry);
            row[word] = sum | (old & !matches);
            carry = u64::from(over | over_too);
        }
    }
    let grows = |row: usize, column: usize| rows[row * words + column / 64] >> (column % 64) & 1 == 0;
    let mut pairs = Vec::new();
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 && j > 0 {
        if !grows(i, j - 1) {
            j -= 1;
        } else if grows(i - 1, j - 1) {
            i -= 1;
        } else {
            (i, j) = (i - 1, j - 1);
            pairs.push((i, j));
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Its length, by the table itself.
    fn length(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
                diagonal = above;
            }
        }
        row[b.len()]
    }

    #[test]
    fn what_both_have_in_order_is_found() {
        assert_eq!(longest_common(&[1, 2, 3, 4], &[2, 9, 4]), [(1, 0), (3, 2)]);
        assert_eq!(longest_common(&[], &[1]), []);
        assert_eq!(longest_common(&[1], &[]), []);
    }

    proptest! {
        #[test]
        fn no_common_subsequence_is_longer(
            a in proptest::collection::vec(0u32..5, 0..150),
            b in proptest::collection::vec(0u32..5, 0..150),
        ) {
            let pairs = longest_common(&a, &b);
            prop_assert!(pairs.iter().all(|&(i, j)| a[i] == b[j]));
            prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert_eq!(pairs.len(), length(&a, &b));
        }
    }
}
