//! Which sentences hold an id: so that only sentences with something in common are looked at.

use std::collections::HashMap;

/// The sentences that hold each id.
pub(super) struct Postings(HashMap<u32, Vec<usize>>);

impl Postings {
    /// `sentences` are index and distinct ids of each.
    pub fn of<'k>(sentences: impl Iterator<Item = (usize, &'k [u32])>) -> Postings {
        let mut postings: HashMap<u32, Vec<usize>> = HashMap::new();
        for (sentence, ids) in sentences {
            for &id in ids {
                postings.entry(id).or_default().push(sentence);
            }
        }
        Postings(postings)
    }

    /// The sentences that hold any of the distinct `ids`, rising.
    pub fn sharing(&self, ids: &[u32]) -> Vec<usize> {
        let mut sharing: Vec<usize> = ids.iter().filter_map(|id| self.0.get(id)).flatten().copied().collect();
        sharing.sort_unstable();
        sharing.dedup();
        sharing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shares_an_id_is_found_once() {
        let postings = Postings::of([(0, &[1, 2][..]), (4, &[2, 3]), (7, &[9])].into_iter());
        assert_eq!(postings.sharing(&[3, 2]), [0, 4]);
        assert!(postings.sharing(&[5]).is_empty());
    }
}
