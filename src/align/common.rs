//! The longest common subsequence of two short sequences, a machine word of positions at a time.

/// The positions in `a` and `b` of a longest common subsequence, in order. Of several it takes the one whose matches stand
/// first in `b`, from the end.
///
/// One row of the table of Wagner & Fischer (1974) for each item of `a`, kept as one bit for each item of `b`: 0 where the
/// length grows (Allison & Dix 1986, in the form of Hyyrö 2004). Takes a look-up for each item and `a.len() · b.len()` bits.
pub fn longest_common(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    if a.len().max(b.len()) <= SHORT {
        return short_common(a, b);
    }
    let words = b.len().div_ceil(64);
    let (row_of, matching) = places(a, b, words);
    // Row by row, the one before the first item of `a` first.
    let mut rows = vec![u64::MAX; (a.len() + 1) * words];
    for (i, &matches) in row_of.iter().enumerate() {
        let (before, row) = rows[i * words..(i + 2) * words].split_at_mut(words);
        let matches = &matching[matches as usize * words..][..words];
        let mut carry = 0;
        for ((old, matches), new) in before.iter().zip(matches).zip(row) {
            let kept = old & matches;
            let (sum, over) = old.overflowing_add(kept);
            let (sum, over_too) = sum.overflowing_add(carry);
            *new = sum | (old & !matches);
            carry = u64::from(over | over_too);
        }
    }
    back(a.len(), b.len(), |row, column| rows[row * words + column / 64] >> (column % 64) & 1 == 0)
}

/// So many items of `b` have room in one word.
const SHORT: usize = 64;

/// The same for up to [`SHORT`] items: without memory of its own.
fn short_common(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    // By a hash of the item: the item and the places of `b` where it stands, none where the slot is free.
    const BITS: u32 = 7;
    let (mut items, mut places) = ([0; 1 << BITS], [0u64; 1 << BITS]);
    let slot = |items: &[u32; 1 << BITS], places: &[u64; 1 << BITS], item: u32| {
        let mut slot = (item.wrapping_mul(SPREAD) >> (32 - BITS)) as usize;
        while places[slot] != 0 && items[slot] != item {
            slot = (slot + 1) % items.len();
        }
        slot
    };
    for (place, &item) in b.iter().enumerate() {
        let at = slot(&items, &places, item);
        items[at] = item;
        places[at] |= 1 << place;
    }
    let mut rows = [u64::MAX; SHORT + 1];
    for (i, &item) in a.iter().enumerate() {
        let (old, matches) = (rows[i], places[slot(&items, &places, item)]);
        rows[i + 1] = old.wrapping_add(old & matches) | (old & !matches);
    }
    back(a.len(), b.len(), |row, column| rows[row] >> column & 1 == 0)
}

/// 2³² over the golden ratio, odd: the upper bits of its multiples have no pattern.
const SPREAD: u32 = 0x9e37_79b9;

/// The way back through the rows of two sequences: `grows` says where the length does.
fn back(a: usize, b: usize, grows: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(a.min(b));
    let (mut i, mut j) = (a, b);
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

/// For each item of `a` the number of a row that has a bit for each place of `b` where the same item stands; and the rows.
fn places(a: &[u32], b: &[u32], words: usize) -> (Vec<u32>, Vec<u64>) {
    const FREE: u32 = u32::MAX;
    // By a hash of the item: the item and its row. At least half of all slots are free.
    let bits = (2 * a.len()).next_power_of_two().max(2).ilog2();
    let mut slots = vec![(0, FREE); 1 << bits];
    let slot = |slots: &[(u32, u32)], item: u32| {
        // 2⁶⁴ over the golden ratio, odd: the upper bits of its multiples have no pattern.
        let mut slot = (u64::from(item).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize;
        while slots[slot].1 != FREE && slots[slot].0 != item {
            slot = (slot + 1) & (slots.len() - 1);
        }
        slot
    };
    let mut distinct = 0;
    let row_of = a.iter().map(|&item| {
        let at = slot(&slots, item);
        if slots[at].1 == FREE {
            slots[at] = (item, distinct);
            distinct += 1;
        }
        slots[at].1
    });
    let row_of = row_of.collect();
    let mut rows = vec![0; distinct as usize * words];
    for (place, &item) in b.iter().enumerate() {
        let row = slots[slot(&slots, item)].1;
        if row != FREE {
            rows[row as usize * words + place / 64] |= 1 << (place % 64);
        }
    }
    (row_of, rows)
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
