//! From sorted keys to pairs of texts.

use std::mem;

use super::{sorted, told};

/// One key of one text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Posting {
    pub key: u64,
    pub text: u32,
}

/// Two texts that share keys which tell; `a < b`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Candidate {
    pub a: u32,
    pub b: u32,
    /// How many bits the keys tell that both have.
    pub told: u32,
}

/// A key held by no more texts pairs them all. One held by more pairs each text with the first and with the one before
/// it: nothing is dropped, a story of a thousand reprints stays connected, and the work stays linear.
pub(super) const ALL_PAIRS: usize = 48;

/// The pairs of so many texts whose common keys, which are [`telling`](super::telling()) ones, tell at least `least` bits: sorted, each
/// once. The rows may come in parts, all of a key in one.
///
/// Most pairs share one key, and no pair is held for each key that it shares: the texts are gone through one by one, and what
/// others share with one is added up.
pub fn candidates(parts: impl IntoIterator<Item = Vec<Posting>>, texts: u32, least: u32) -> Vec<Candidate> {
    let held = Held::of(parts, texts);
    let mut found = Vec::new();
    // By text: what the keys tell that it shares with the present one; and which share any.
    let mut told = vec![0u32; texts as usize];
    let mut met: Vec<u32> = Vec::new();
    for a in 0..texts {
        for (bits, partners) in held.partners(a) {
            for &b in partners {
                let told = &mut told[b as usize];
                if *told == 0 {
                    met.push(b);
                }
                *told = told.saturating_add(bits);
            }
        }
        let first = found.len();
        for b in met.drain(..) {
            let told = mem::take(&mut told[b as usize]);
            if told >= least {
                found.push(Candidate { a, b, told });
            }
        }
        found[first..].sort_unstable();
    }
    found
}

/// The keys that texts hold: those of one key stand in a row.
struct Held {
    /// The texts of each key, rising.
    texts: Vec<u32>,
    /// How many of those right behind each are paired with it, and what the key tells.
    behind: Vec<(u32, u32)>,
    /// Where each text stands, those of the first before those of the next …
    places: Vec<usize>,
    /// … and where its places end.
    ends: Vec<usize>,
}

impl Held {
    fn of(parts: impl IntoIterator<Item = Vec<Posting>>, texts: u32) -> Held {
        let mut held = Held { texts: Vec::new(), behind: Vec::new(), places: Vec::new(), ends: Vec::new() };
        for postings in parts {
            let mut postings = sorted(postings, |row| row.key);
            postings.dedup();
            for list in postings.chunk_by(|one, other| one.key == other.key).filter(|list| list.len() > 1) {
                let linked = |at: usize| if list.len() <= ALL_PAIRS || at == 0 { u32::MAX } else { 1 };
                let all = (0..list.len() as u32).rev().enumerate();
                // A pair that shares a key is met, though it tells nothing.
                let bits = told(list[0].key).max(1);
                held.texts.extend(list.iter().map(|row| row.text));
                held.behind.extend(all.map(|(at, more)| (more.min(linked(at)), bits)));
            }
        }
        held.ends = vec![0; texts as usize];
        held.texts.iter().for_each(|&text| held.ends[text as usize] += 1);
        let mut before = 0;
        for end in &mut held.ends {
            (*end, before) = (before, before + *end);
        }
        // What is now where the places of each begin is where they end when all are taken.
        held.places = vec![0; held.texts.len()];
        for (place, &text) in held.texts.iter().enumerate() {
            let end = &mut held.ends[text as usize];
            held.places[*end] = place;
            *end += 1;
        }
        held
    }

    /// For each key of a text what it tells, and the later texts that the text is paired with.
    fn partners(&self, text: u32) -> impl Iterator<Item = (u32, &[u32])> {
        let text = text as usize;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.places[start..self.ends[text]].iter().map(|&place| {
            let (behind, bits) = self.behind[place];
            (bits, &self.texts[place + 1..place + 1 + behind as usize])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        #[test]
        fn keys_are_added_up_as_pair_by_pair(
            // What a key tells is its last byte.
            rows in proptest::collection::vec((1u64..9, 0u32..70), 0..400),
            least in 1u32..9,
        ) {
            let postings: Vec<Posting> = rows.into_iter().map(|(key, text)| Posting { key, text }).collect();
            let mut told: BTreeMap<(u32, u32), u32> = BTreeMap::new();
            for key in 1..9 {
                let texts = postings.iter().filter(|row| row.key == key).map(|row| row.text);
                let texts: Vec<u32> = texts.collect::<BTreeSet<u32>>().into_iter().collect();
                for (at, &a) in texts.iter().enumerate() {
                    let all = if texts.len() <= ALL_PAIRS || at == 0 { usize::MAX } else { 1 };
                    texts[at + 1..].iter().take(all).for_each(|&b| *told.entry((a, b)).or_default() += key as u32);
                }
            }
            let expected = told.into_iter().filter(|(_, told)| *told >= least);
            let expected: Vec<Candidate> = expected.map(|((a, b), told)| Candidate { a, b, told }).collect();
            let parts = [0, 1].map(|part| postings.iter().copied().filter(|row| row.key % 2 == part).collect());
            prop_assert_eq!(candidates(parts, 70, least), expected);
        }
    }

    #[test]
    fn texts_that_share_a_key_are_a_pair_once() {
        let rows = [(7, 2), (7, 0), (9, 0), (9, 2), (9, 1), (9, 1)];
        let postings = rows.map(|(key, text)| Posting { key, text }).to_vec();
        let pair = |a, b, told| Candidate { a, b, told };
        let found = |least| candidates([postings.clone()], 3, least);
        assert_eq!(found(9), [pair(0, 1, 9), pair(0, 2, 16), pair(1, 2, 9)]);
        assert_eq!(found(10), [pair(0, 2, 16)]);
    }

    #[test]
    fn a_key_of_many_texts_links_them_all_without_a_square() {
        let many = 1000;
        let rows: Vec<Posting> = (0..many).map(|text| Posting { key: 1, text }).collect();
        let found = candidates([rows], many, 1);
        assert!(found.len() < 2 * many as usize);
        let linked: BTreeSet<u32> = found.iter().filter(|pair| pair.a == 0).map(|pair| pair.b).collect();
        assert_eq!(linked.len(), many as usize - 1);
    }
}
