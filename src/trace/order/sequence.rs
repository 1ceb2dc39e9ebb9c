//! The order of several versions of one text: that in which the least is changed from each to the next. Which end is the
//! beginning is told by what changes cost: as texts grow, to take words away costs more than to add them, and in reports the
//! other way round.

use super::growth::reporting;
use super::wording::Wording;
use crate::trace::weights::{AT_ONCE, FARTHER, GROWS, STEP, STEPS};

/// The place of each of three or more versions in their order; `None` for fewer.
pub(super) fn places(versions: &[usize], wording: &Wording) -> Option<Vec<usize>> {
    if versions.len() < 3 {
        return None;
    }
    let costs = Costs::of(versions, wording);
    let order = if versions.len() <= AT_ONCE { costs.best() } else { costs.good() };
    let mut places = vec![0; versions.len()];
    order.into_iter().enumerate().for_each(|(place, version)| places[version] = place);
    Some(places)
}

/// What their places tell for the first of two versions being the earlier. Reports are not one made from the last, but cut
/// from many: of them it tells nothing.
pub(super) fn bits([place_a, place_b]: [usize; 2], articles: [usize; 2], wording: &Wording) -> i64 {
    let steps = (place_a.abs_diff(place_b) as i64 - 1).min(STEPS);
    let bits = (STEP + FARTHER * steps) * (1000 - reporting(&articles, wording)) / 1000;
    if place_a < place_b { bits } else { -bits }
}

/// What it costs that one version is made from another.
struct Costs {
    /// By the version made from, then the version made.
    costs: Vec<Vec<u64>>,
}

impl Costs {
    fn of(versions: &[usize], wording: &Wording) -> Costs {
        let bags: Vec<Vec<u32>> = versions
            .iter()
            .map(|&article| {
                let mut bag: Vec<u32> = wording.words(article).iter().map(|word| word.form).collect();
                bag.sort_unstable();
                bag
            })
            .collect();
        let reporting = reporting(versions, wording);
        // From all for growth to as much for cuts.
        let lean = GROWS - 2 * GROWS * reporting / 1000;
        let cost = |from: &[u32], to: &[u32]| {
            let common = common(from, to);
            let (gone, new) = ((from.len() - common) as i64, (to.len() - common) as i64);
            let changed = gone * (1000 + lean) + new * (1000 - lean);
            // The more is changed, the less one change more tells; in parts of 2^10.
            ((changed.max(0) as u64) << 20).isqrt()
        };
        let row = |from: &Vec<u32>| bags.iter().map(|to| cost(from, to)).collect();
        Costs { costs: bags.iter().map(row).collect() }
    }

    fn versions(&self) -> usize {
        self.costs.len()
    }

    /// The cheapest order of all (M. Held and R. Karp, A dynamic programming approach to sequencing problems, 1962).
    fn best(&self) -> Vec<usize> {
        let count = self.versions();
        // By the set of versions that are placed, and the last of them: the cost, and the one before.
        let mut cheapest: Vec<Vec<Option<(u64, usize)>>> = vec![vec![None; count]; 1 << count];
        for first in 0..count {
            cheapest[1 << first][first] = Some((0, first));
        }
        for placed in 1..1usize << count {
            for last in 0..count {
                let Some((cost, _)) = cheapest[placed][last] else { continue };
                for next in (0..count).filter(|next| placed >> next & 1 == 0) {
                    let cost = cost + self.costs[last][next];
                    let known = &mut cheapest[placed | 1 << next][next];
                    if known.is_none_or(|(other, _)| cost < other) {
                        *known = Some((cost, last));
                    }
                }
            }
        }
        let mut placed = (1 << count) - 1;
        let ends = (0..count).filter_map(|last| Some((cheapest[placed][last]?.0, last)));
        let mut next = ends.min().map(|(_, last)| last);
        let mut order = Vec::with_capacity(count);
        while let Some(last) = next {
            order.push(last);
            let before = cheapest[placed][last].map(|(_, before)| before);
            placed &= !(1 << last);
            next = before.filter(|_| placed != 0);
        }
        order.reverse();
        order
    }

    /// A cheap order of many: one after the other is put where it costs least, then each is moved while that helps.
    fn good(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(self.versions());
        for version in 0..self.versions() {
            self.place(&mut order, version);
        }
        for _ in 0..SWEEPS {
            let before = order.clone();
            for version in 0..self.versions() {
                order.retain(|&placed| placed != version);
                self.place(&mut order, version);
            }
            if order == before {
                break;
            }
        }
        let turned: Vec<usize> = order.iter().rev().copied().collect();
        if self.cost(&turned) < self.cost(&order) { turned } else { order }
    }

    /// Puts a version where it costs least.
    fn place(&self, order: &mut Vec<usize>, version: usize) {
        let between = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| order.get(before)).copied();
            let behind = order.get(at).copied();
            let cost =
                |from: Option<usize>, to: Option<usize>| from.zip(to).map_or(0, |(from, to)| self.costs[from][to]);
            (cost(before, Some(version)) + cost(Some(version), behind)) as i64 - cost(before, behind) as i64
        };
        let at = (0..=order.len()).min_by_key(|&at| (between(at), at)).unwrap_or(0);
        order.insert(at, version);
    }

    fn cost(&self, order: &[usize]) -> u64 {
        order.windows(2).map(|step| self.costs[step[0]][step[1]]).sum()
    }
}

/// So often all versions of a large family are moved at most.
const SWEEPS: usize = 20;

/// How many words two sorted lists have in common, each as often as in both.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        (i, j) = (i + usize::from(x <= y), j + usize::from(y <= x));
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Versions of which each keeps the words of the last one and adds some, in a mixed order.
    fn grown(order: &[usize]) -> Costs {
        let words = |version: usize| 10 + 7 * version as i64;
        let cost = |from: usize, to: usize| {
            let (gone, new) = ((words(from) - words(to)).max(0), (words(to) - words(from)).max(0));
            (((gone * 1100 + new * 900) as u64) << 20).isqrt()
        };
        Costs { costs: order.iter().map(|&from| order.iter().map(|&to| cost(from, to)).collect()).collect() }
    }

    #[test]
    fn versions_that_grow_are_put_in_order_whichever_was_read_first() {
        for order in [&[0, 1, 2][..], &[2, 0, 1], &[3, 1, 4, 0, 2], &[6, 2, 5, 0, 4, 1, 3]] {
            let costs = grown(order);
            let found = |places: Vec<usize>| places.into_iter().map(|version| order[version]).collect::<Vec<_>>();
            let wanted: Vec<usize> = (0..order.len()).collect();
            assert_eq!(found(costs.best()), wanted, "{order:?}");
            assert_eq!(found(costs.good()), wanted, "{order:?}");
        }
    }

    #[test]
    fn words_in_common_count_as_often_as_in_both() {
        assert_eq!(common(&[1, 1, 2, 5], &[1, 2, 2, 5, 5]), 3);
        assert_eq!(common(&[], &[1]), 0);
    }
}
