//! Streams: places that travel together, as the sentences of one wire do.
//!
//! An article made of two reports has places of both. Each stream has a stemma of its own, so that such an article is not
//! taken for what both reports come from.

use super::collation::{Collation, Place};
use crate::trace::families::root_of;

/// The places of each stream, rising; a place that only a few articles of two streams have may be in both.
pub(super) fn streams(collation: &Collation) -> Vec<Vec<usize>> {
    let holders: Vec<Holders> = collation.places.iter().map(Holders::of).collect();
    // Two places that most of their articles have in common are of one stream …
    let mut root: Vec<usize> = (0..holders.len()).collect();
    for (a, in_a) in holders.iter().enumerate() {
        for (b, in_b) in holders.iter().enumerate().skip(a + 1) {
            if 3 * in_a.common(in_b) > in_a.count() + in_b.count() {
                let (x, y) = (root_of(&mut root, a), root_of(&mut root, b));
                root[x.max(y)] = x.min(y);
            }
        }
    }
    let mut groups: Vec<(Holders, Vec<usize>)> = Vec::new();
    let mut at: Vec<Option<usize>> = vec![None; holders.len()];
    for (place, of_place) in holders.iter().enumerate() {
        let group = *at[root_of(&mut root, place)].get_or_insert(groups.len());
        if group == groups.len() {
            groups.push((Holders::default(), Vec::new()));
        }
        groups[group].0.add(of_place);
        groups[group].1.push(place);
    }
    // … and a group whose articles nearly all are in a larger one tells of that one: what an article added and its copies kept.
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&group| (groups[group].0.count(), groups[group].1.len(), group));
    let mut taken = vec![false; groups.len()];
    for (rank, &small) in order.iter().enumerate() {
        for &large in &order[rank + 1..] {
            let both = groups[small].0.common(&groups[large].0);
            if both > 1 && 3 * both > 2 * groups[small].0.count() {
                let places = groups[small].1.clone();
                groups[large].1.extend(places);
                taken[small] = true;
            }
        }
    }
    let kept = groups.into_iter().zip(taken).filter(|(_, taken)| !taken);
    kept.map(|((_, mut places), _)| {
        places.sort_unstable();
        places.dedup();
        places
    })
    .collect()
}

/// The articles that have a place, or one of some places: a bit for each.
#[derive(Clone, Default)]
struct Holders(Vec<u64>);

impl Holders {
    fn of(place: &Place) -> Holders {
        let mut holders = Holders::default();
        for (member, _) in &place.readings {
            if holders.0.len() <= member / 64 {
                holders.0.resize(member / 64 + 1, 0);
            }
            holders.0[member / 64] |= 1 << (member % 64);
        }
        holders
    }

    fn add(&mut self, other: &Holders) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, more)| *own |= more);
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    fn common(&self, other: &Holders) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::collation::Reading;
    use super::*;

    fn collation(places: &[&[usize]]) -> Collation {
        let reading = || Reading::against(&[], vec![1]);
        let place =
            |members: &&[usize]| Place { readings: members.iter().map(|&member| (member, reading())).collect() };
        Collation { places: places.iter().map(place).collect() }
    }

    #[test]
    fn places_of_two_wires_are_two_streams_though_one_article_has_both() {
        let both = collation(&[&[0, 1, 2, 3], &[3, 70, 80], &[0, 1, 3], &[3, 70, 80], &[0, 2, 3]]);
        assert_eq!(streams(&both), [vec![0, 2, 4], vec![1, 3]]);
    }

    #[test]
    fn what_one_article_added_stays_with_the_rest() {
        let added = collation(&[&[0, 1, 2, 3, 4], &[0, 1, 2, 3, 4], &[3, 4]]);
        assert_eq!(streams(&added), [vec![0, 1, 2]]);
    }
}
