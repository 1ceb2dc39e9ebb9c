//! From sorted keys to pairs of texts.

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

/// The pairs of texts that share a key, sorted, each once. The rows may come in parts, all of a key in one.
pub fn candidates(parts: impl IntoIterator<Item = Vec<Posting>>) -> Vec<Candidate> {
    // As one number each they are sorted faster.
    let pair = |one: &Posting, other: &Posting| u64::from(one.text) << 32 | u64::from(other.text);
    let mut pairs: Vec<u64> = Vec::new();
    for mut postings in parts {
        postings.sort_unstable();
        postings.dedup();
        for list in postings.chunk_by(|one, other| one.key == other.key) {
            if list.len() <= ALL_PAIRS {
                for (index, one) in list.iter().enumerate() {
                    pairs.extend(list[index + 1..].iter().map(|other| pair(one, other)));
                }
            } else {
                pairs.extend(list.windows(2).map(|next| pair(&next[0], &next[1])));
                pairs.extend(list[2..].iter().map(|other| pair(&list[0], other)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
        .chunk_by(|one, other| one == other)
        .map(|same| Candidate { a: (same[0] >> 32) as u32, b: same[0] as u32, shared: same.len() as u32 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn texts_that_share_a_key_are_a_pair_once() {
        let rows = [(7, 2), (7, 0), (9, 0), (9, 2), (9, 1), (9, 1)];
        let postings = rows.map(|(key, text)| Posting { key, text }).to_vec();
        let pair = |a, b, shared| Candidate { a, b, shared };
        assert_eq!(candidates([postings]), [pair(0, 1, 1), pair(0, 2, 2), pair(1, 2, 1)]);
    }

    #[test]
    fn a_key_of_many_texts_links_them_all_without_a_square() {
        let many = 1000;
        let found = candidates([(0..many).map(|text| Posting { key: 1, text }).collect()]);
        assert!(found.len() < 2 * many as usize);
        let linked: BTreeSet<u32> = found.iter().filter(|pair| pair.a == 0).map(|pair| pair.b).collect();
        assert_eq!(linked.len(), many as usize - 1);
    }
}
