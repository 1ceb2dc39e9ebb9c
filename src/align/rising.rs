//! The matches that keep their order: the heaviest set that rises on both sides.

/// A match of item `a` of one sequence with item `b` of the other, and what it is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed {
    pub a: u32,
    pub b: u32,
    pub gain: i64,
}

/// The members (indexes into `seeds`, in rising order) of the heaviest set of seeds of which each stands behind the
/// one before on both sides. Seeds worth nothing or less are left out. Takes `n · log n` steps.
///
/// The sums of the best sets that end at or before an item of `b` are kept in a tree of prefix maxima (Fenwick 1994).
/// Of sets that weigh the same the one found first stays, so that the result does not depend on the machine.
pub fn heaviest_rising(seeds: &[Seed]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..seeds.len()).filter(|&s| seeds[s].gain > 0).collect();
    order.sort_by_key(|&s| (seeds[s].a, seeds[s].b, s));
    let mut items: Vec<u32> = order.iter().map(|&s| seeds[s].b).collect();
    items.sort_unstable();
    items.dedup();
    let place = |b: u32| items.partition_point(|&item| item < b);

    let mut best = Best(vec![(0, None); items.len() + 1]);
    let mut before: Vec<Option<usize>> = vec![None; seeds.len()];
    // Seeds of one item of `a` exclude each other: all are looked up before any is entered.
    for group in order.chunk_by(|&x, &y| seeds[x].a == seeds[y].a) {
        let found: Vec<Entry> = group.iter().map(|&s| best.before(place(seeds[s].b))).collect();
        for (&s, (sum, last)) in group.iter().zip(found) {
            before[s] = last;
            best.enter(place(seeds[s].b), (sum + seeds[s].gain, Some(s)));
        }
    }
    let mut members = Vec::new();
    let (_, mut at) = best.before(items.len());
    while let Some(s) = at {
        members.push(s);
        at = before[s];
    }
    members.reverse();
    members
}

/// The weight of a set and its last member.
type Entry = (i64, Option<usize>);

/// A tree of prefix maxima over places from 0.
struct Best(Vec<Entry>);

impl Best {
    /// The heaviest entry at the places below `place`.
    fn before(&self, place: usize) -> Entry {
        let mut found = (0, None);
        let mut node = place;
        while node > 0 {
            if self.0[node].0 > found.0 {
                found = self.0[node];
            }
            node &= node - 1;
        }
        found
    }

    fn enter(&mut self, place: usize, entry: Entry) {
        let mut node = place + 1;
        while node < self.0.len() {
            if entry.0 > self.0[node].0 {
                self.0[node] = entry;
            }
            node += node & node.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seeds(raw: &[(u32, u32, i64)]) -> Vec<Seed> {
        raw.iter().map(|&(a, b, gain)| Seed { a, b, gain }).collect()
    }

    #[test]
    fn one_heavy_match_outweighs_two_light_ones_it_crosses() {
        assert_eq!(heaviest_rising(&seeds(&[(0, 2, 9), (1, 0, 4), (2, 1, 4)])), [0]);
        assert_eq!(heaviest_rising(&seeds(&[(0, 2, 7), (1, 0, 4), (2, 1, 4)])), [1, 2]);
    }

    proptest! {
        #[test]
        fn no_rising_set_is_heavier(raw in proptest::collection::vec((0u32..6, 0u32..6, 1i64..9), 0..10)) {
            let seeds = seeds(&raw);
            let rises = |set: &[usize]| set.windows(2).all(|w| {
                seeds[w[0]].a < seeds[w[1]].a && seeds[w[0]].b < seeds[w[1]].b
            });
            let weight = |set: &[usize]| set.iter().map(|&s| seeds[s].gain).sum::<i64>();
            let found = heaviest_rising(&seeds);
            prop_assert!(rises(&found));
            let mut order: Vec<usize> = (0..seeds.len()).collect();
            order.sort_by_key(|&s| (seeds[s].a, seeds[s].b));
            for chosen in 0u32..1 << seeds.len() {
                let set: Vec<usize> = order.iter().copied().filter(|&s| chosen >> s & 1 == 1).collect();
                prop_assert!(!rises(&set) || weight(&set) <= weight(&found));
            }
        }
    }
}
