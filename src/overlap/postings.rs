//! Which sentences hold a key: so that only sentences with something in common are looked at.

use std::collections::HashMap;

/// The sentences that hold each key.
pub(super) struct Postings(HashMap<u32, Vec<usize>>);

impl Postings {
    /// `sentences` are index and distinct keys of each.
    pub fn of<'k>(sentences: impl Iterator<Item = (usize, &'k [u32])>) -> Postings {
        let mut postings: HashMap<u32, Vec<usize>> = HashMap::new();
        for (sentence, keys) in sentences {
            for &key in keys {
                postings.entry(key).or_default().push(sentence);
            }
        }
        Postings(postings)
    }

    /// The sentences that hold any of the distinct `keys`, rising, each with the sum of `weigh` over the keys it holds.
    pub fn sharing(&self, keys: &[u32], weigh: impl Fn(u32) -> u64) -> Vec<(usize, u64)> {
        let mut shared: HashMap<usize, u64> = HashMap::new();
        for &key in keys {
            for &sentence in self.0.get(&key).into_iter().flatten() {
                *shared.entry(sentence).or_insert(0) += weigh(key);
            }
        }
        let mut shared: Vec<(usize, u64)> = shared.into_iter().collect();
        shared.sort_unstable();
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_a_key_is_found_with_the_weight_of_all_it_shares() {
        let postings = Postings::of([(0, &[1, 2][..]), (4, &[2, 3]), (7, &[9])].into_iter());
        assert_eq!(postings.sharing(&[3, 2], |key| u64::from(key) * 10), [(0, 20), (4, 50)]);
        assert_eq!(postings.sharing(&[5], |_| 1), []);
    }
}
