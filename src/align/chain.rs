//! Chains: runs of matches that keep their order on both sides, with a price for what lies between.
//!
//! Co-linear chaining as for spliced alignment (Abouelhoda & Ohlebusch 2005), with a linear gap price; what one chain
//! uses no other may use, so that a moved block comes out as a chain of its own.

use std::collections::HashSet;

/// A match of item `a` of one sequence with item `b` of the other, and what it is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed {
    pub a: u32,
    pub b: u32,
    pub gain: i64,
}

/// Matches in strictly rising order on both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// Indexes into the seeds.
    pub members: Vec<usize>,
    /// The gains less the price of the gaps.
    pub score: i64,
}

/// All chains worth at least `least`, the best first. Two neighbours in a chain that leave out `g` items (the larger
/// gap of the two sides) pay `g · price`. Each item of either side is in at most one chain, once.
pub fn chains(seeds: &[Seed], price: i64, least: i64) -> Vec<Chain> {
    let mut open: Vec<usize> = (0..seeds.len()).collect();
    open.sort_by_key(|&s| (seeds[s].a, seeds[s].b));
    let mut found = Vec::new();
    let (mut used_a, mut used_b) = (HashSet::new(), HashSet::new());
    while let Some(chain) = best(seeds, &open, price) {
        if chain.score < least.max(1) {
            break;
        }
        used_a.extend(chain.members.iter().map(|&m| seeds[m].a));
        used_b.extend(chain.members.iter().map(|&m| seeds[m].b));
        open.retain(|&s| !used_a.contains(&seeds[s].a) && !used_b.contains(&seeds[s].b));
        found.push(chain);
    }
    found
}

/// The best chain among the open seeds (sorted by position); of equals the first.
fn best(seeds: &[Seed], open: &[usize], price: i64) -> Option<Chain> {
    let mut score = vec![0i64; open.len()];
    let mut previous = vec![usize::MAX; open.len()];
    let mut highest = 0;
    let mut end = None;
    for k in 0..open.len() {
        let seed = seeds[open[k]];
        (score[k], previous[k]) = (seed.gain, usize::MAX);
        for m in (0..k).rev() {
            let before = seeds[open[m]];
            // No earlier seed can pay for a gap that costs more than the best chain is worth.
            if i64::from(seed.a - before.a).saturating_sub(1).saturating_mul(price) > highest {
                break;
            }
            if before.a < seed.a && before.b < seed.b {
                let gap = i64::from((seed.a - before.a).max(seed.b - before.b) - 1);
                let joined = score[m] + seed.gain - gap.saturating_mul(price);
                if joined > score[k] {
                    (score[k], previous[k]) = (joined, m);
                }
            }
        }
        if score[k] > highest {
            (highest, end) = (score[k], Some(k));
        }
    }
    let mut members = Vec::new();
    let mut at = end?;
    loop {
        members.push(open[at]);
        match previous[at] {
            usize::MAX => break,
            before => at = before,
        }
    }
    members.reverse();
    Some(Chain { members, score: highest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seed(a: u32, b: u32, gain: i64) -> Seed {
        Seed { a, b, gain }
    }

    #[test]
    fn a_moved_block_is_a_chain_of_its_own() {
        let seeds = [seed(0, 5, 10), seed(1, 6, 10), seed(2, 7, 10), seed(5, 0, 10), seed(6, 1, 10)];
        let chains = chains(&seeds, 1, 1);
        assert_eq!(chains[0], Chain { members: vec![0, 1, 2], score: 30 });
        assert_eq!(chains[1], Chain { members: vec![3, 4], score: 20 });
    }

    #[test]
    fn a_gap_costs_its_longer_side_and_may_break_the_chain() {
        assert_eq!(chains(&[seed(0, 0, 10), seed(1, 4, 10)], 2, 1)[0].score, 20 - 3 * 2);
        assert_eq!(chains(&[seed(0, 0, 10), seed(1, 20, 10)], 2, 1).len(), 2);
    }

    proptest! {
        #[test]
        fn chains_rise_on_both_sides_and_use_an_item_once(
            raw in proptest::collection::vec((0u32..12, 0u32..12, 1i64..40), 0..40),
        ) {
            let seeds: Vec<Seed> = raw.into_iter().map(|(a, b, gain)| seed(a, b, gain)).collect();
            let found = chains(&seeds, 3, 1);
            let mut used: Vec<Seed> = Vec::new();
            for chain in &found {
                let members: Vec<Seed> = chain.members.iter().map(|&m| seeds[m]).collect();
                prop_assert!(members.windows(2).all(|w| w[0].a < w[1].a && w[0].b < w[1].b));
                prop_assert!(members.iter().all(|m| used.iter().all(|u| u.a != m.a && u.b != m.b)));
                used.extend(members);
            }
            prop_assert!(found.windows(2).all(|w| w[0].score >= w[1].score));
        }
    }
}
