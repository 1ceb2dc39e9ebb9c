//! Sorting what is spread evenly, as hashes are: the first bits of a number say about where it belongs.

/// At least so many items are put in order by their first bits.
const MANY: usize = 64;

/// About so many of them begin alike.
const ALIKE: usize = 4;

/// Of the first bits as many are told apart as have their places at hand.
const MOST_BITS: u32 = 16;

/// The items in order. `number` rises with them, and the more evenly it is spread between the least and the greatest, the less
/// is left to compare.
pub fn sorted<T: Copy + Ord>(items: Vec<T>, number: impl Fn(&T) -> u64) -> Vec<T> {
    let numbers = || items.iter().map(&number);
    let (Some(least), Some(most)) = (numbers().min(), numbers().max()) else { return items };
    if items.len() < MANY {
        let mut items = items;
        items.sort_unstable();
        return items;
    }
    let bits = (items.len() / ALIKE).ilog2().min(MOST_BITS);
    let shift = (u64::BITS - (most - least).leading_zeros()).saturating_sub(bits);
    let stretch = |item: &T| ((number(item) - least) >> shift) as usize;
    // Where each stretch begins, and when all items have their places where it ends.
    let mut ends = vec![0; 1 << bits];
    items.iter().for_each(|item| ends[stretch(item)] += 1);
    let mut before = 0;
    for end in &mut ends {
        (*end, before) = (before, before + *end);
    }
    let mut sorted = items.clone();
    for item in &items {
        let end: &mut usize = &mut ends[stretch(item)];
        sorted[*end] = *item;
        *end += 1;
    }
    let mut start = 0;
    for end in ends {
        sorted[start..end].sort_unstable();
        start = end;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_items(
            numbers in proptest::collection::vec(prop_oneof![any::<u64>(), 0u64..9, u64::MAX - 9..=u64::MAX], 0..999),
            shift in 0u32..64,
        ) {
            let items: Vec<(u64, usize)> = numbers.iter().map(|number| number >> shift).zip(0..).collect();
            let mut expected = items.clone();
            expected.sort();
            prop_assert_eq!(sorted(items, |item| item.0), expected);
        }
    }
}
