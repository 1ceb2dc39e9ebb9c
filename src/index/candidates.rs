//! From sorted keys to pairs of texts.

use std::ops::Range;

/// One key of one text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Posting {
    pub key: u64,
    pub text: u32,
}

/// Two texts that share keys; `a < b`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Candidate {
    pub a: u32,
    pub b: u32,
    /// How many keys.
    pub shared: u32,
}

/// A key held by no more texts pairs them all. One held by more pairs each text with the first and with the one before
/// it: nothing is dropped, a story of a thousand reprints stays connected, and the work stays linear.
const ALL_PAIRS: usize = 48;

/// The pairs of so many texts that share at least `least` keys, sorted, each once. The rows may come in parts, all of a key in one;
/// they are asked for anew for each slice of the texts.
///
/// Pairs are held eight bytes for each key that they share, about `most` of them at a time: where there are more, the pairs of
/// fewer texts are looked for in one go. What is found does not depend on it.
pub fn candidates<P: IntoIterator<Item = Vec<Posting>>>(
    parts: impl Fn() -> P,
    texts: u32,
    least: u32,
    most: usize,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut slice = 0..texts;
    while !slice.is_empty() {
        let mut pairs = pairs(parts(), &mut slice, most);
        pairs.sort_unstable();
        let shared = pairs.chunk_by(|one, other| one == other).filter(|same| same.len() >= least as usize);
        found.extend(shared.map(|same| Candidate { a: first(same[0]), b: same[0] as u32, shared: same.len() as u32 }));
        // The next slice is as wide as this one turned out to be.
        slice = slice.end..texts.min(slice.end.saturating_add(slice.len() as u32));
    }
    found
}

/// Two texts as one number: so they are sorted faster.
fn pair(one: &Posting, other: &Posting) -> u64 {
    u64::from(one.text) << 32 | u64::from(other.text)
}

fn first(pair: u64) -> u32 {
    (pair >> 32) as u32
}

/// The pairs whose first text is in the slice, one for each key. Where they are more than `most`, the slice becomes half of what it
/// was, but never less than a text.
fn pairs(parts: impl IntoIterator<Item = Vec<Posting>>, slice: &mut Range<u32>, most: usize) -> Vec<u64> {
    let mut pairs: Vec<u64> = Vec::new();
    for mut postings in parts {
        postings.sort_unstable();
        postings.dedup();
        for list in postings.chunk_by(|one, other| one.key == other.key) {
            let here =
                list.partition_point(|row| row.text < slice.start)..list.partition_point(|row| row.text < slice.end);
            if list.len() <= ALL_PAIRS {
                for (index, one) in list.iter().enumerate().take(here.end).skip(here.start) {
                    pairs.extend(list[index + 1..].iter().map(|other| pair(one, other)));
                }
            } else {
                let behind = here.end.min(list.len() - 1);
                pairs.extend((here.start.min(behind)..behind).map(|index| pair(&list[index], &list[index + 1])));
                if here.contains(&0) {
                    pairs.extend(list[2..].iter().map(|other| pair(&list[0], other)));
                }
            }
            while pairs.len() > most && slice.len() > 1 {
                slice.end = slice.start.midpoint(slice.end);
                pairs.retain(|&pair| first(pair) < slice.end);
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_is_found_does_not_depend_on_how_much_is_held(
            rows in proptest::collection::vec((0u64..9, 0u32..70), 0..400),
            most in 0usize..300,
        ) {
            let postings: Vec<Posting> = rows.into_iter().map(|(key, text)| Posting { key, text }).collect();
            let parts = || [0, 1].map(|part| postings.iter().copied().filter(|row| row.key % 2 == part).collect());
            let found = |most| candidates(parts, 70, 2, most);
            prop_assert_eq!(found(most), found(usize::MAX));
        }
    }

    #[test]
    fn texts_that_share_a_key_are_a_pair_once() {
        let rows = [(7, 2), (7, 0), (9, 0), (9, 2), (9, 1), (9, 1)];
        let postings = rows.map(|(key, text)| Posting { key, text }).to_vec();
        let pair = |a, b, shared| Candidate { a, b, shared };
        let found = |least| candidates(|| [postings.clone()], 3, least, usize::MAX);
        assert_eq!(found(1), [pair(0, 1, 1), pair(0, 2, 2), pair(1, 2, 1)]);
        assert_eq!(found(2), [pair(0, 2, 2)]);
    }

    #[test]
    fn a_key_of_many_texts_links_them_all_without_a_square() {
        let many = 1000;
        let rows: Vec<Posting> = (0..many).map(|text| Posting { key: 1, text }).collect();
        let found = candidates(|| [rows.clone()], many, 1, usize::MAX);
        assert!(found.len() < 2 * many as usize);
        let linked: BTreeSet<u32> = found.iter().filter(|pair| pair.a == 0).map(|pair| pair.b).collect();
        assert_eq!(linked.len(), many as usize - 1);
    }
}
