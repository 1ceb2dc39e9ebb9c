//! The styles of houses: what an outlet writes wherever others have something else.
//!
//! A house that always has "percent" where others have "pct" says nothing of its source by it. One that mostly has "pct" there did not
//! write "percent" itself: its source did. So who changed a word can tell which of two articles was made from the other,
//! although hardly anybody writes it the third way.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::collation::{Collation, Reading};
use crate::hash::WordHash;
use crate::overlap::log2_thousandths;
use crate::trace::odds::{NEVER, any, power};
use crate::trace::weights::*;

/// An outlet by number, what a source may read, and what an article of the outlet has in its place.
type Change = (u64, u64, u64);

/// In how many articles of an outlet the one, and in how many the other of two readings is found, where a family has both.
type Tally = [u64; 2];

/// What outlets write in the place of what others have.
#[derive(Clone, Default, Debug)]
pub(super) struct Houses {
    /// How unlikely it is that an article of the outlet has this if its source has that, in thousandths of a bit; what the article
    /// itself has is left out of what is known of its outlet.
    changes: HashMap<Change, i64, WordHash>,
}

impl Houses {
    /// The houses of some families. `habits` are the readings, the smaller first, that are exchanged in many; `outlet` is that of
    /// a member of a family.
    pub fn of<'c>(
        collations: impl Iterator<Item = &'c Collation>,
        habits: &BTreeSet<(u64, u64)>,
        outlet: impl Fn(usize, usize) -> Option<usize>,
    ) -> Houses {
        let mut tallies: BTreeMap<(u64, u64), BTreeMap<usize, Tally>> = BTreeMap::new();
        for (family, collation) in collations.enumerate() {
            for ((member, readings), has) in read(collation, habits) {
                let Some(outlet) = outlet(family, member) else { continue };
                let tally = tallies.entry(readings).or_default().entry(outlet).or_default();
                tally.iter_mut().zip(has).for_each(|(count, has)| *count += u64::from(has));
            }
        }
        let mut houses = Houses::default();
        for ((x, y), tallies) in tallies {
            let Some(shares) = Shares::of(&tallies.values().copied().collect::<Vec<_>>()) else { continue };
            for (outlet, [of_x, of_y]) in tallies {
                let outlet = outlet as u64;
                if of_x > 0 {
                    houses.changes.insert((outlet, y, x), shares.unlikely([of_x - 1, of_y], 0));
                }
                if of_y > 0 {
                    houses.changes.insert((outlet, x, y), shares.unlikely([of_x, of_y - 1], 1));
                }
            }
        }
        houses
    }

    /// How unlikely it is that an article of an outlet has `to` if its source has `from`; `None` where nothing is known of it.
    pub fn cost(&self, outlet: usize, from: u64, to: u64) -> Option<i64> {
        self.changes.get(&(outlet as u64, from, to)).copied()
    }
}

/// Which of two readings each article has, where its family has both.
fn read(collation: &Collation, habits: &BTreeSet<(u64, u64)>) -> BTreeMap<(usize, (u64, u64)), [bool; 2]> {
    let mut all: BTreeMap<(usize, (u64, u64)), [bool; 2]> = BTreeMap::new();
    for place in &collation.places {
        let readings: Vec<&(usize, Reading)> =
            place.readings.iter().filter(|(_, reading)| !reading.is_empty()).collect();
        for slot in 0..readings.first().map_or(0, |(_, reading)| reading.len()) {
            let variants: BTreeSet<u64> = readings.iter().map(|(_, reading)| reading[slot]).collect();
            for (&x, &y) in variants.iter().flat_map(|x| variants.range(x + 1..).map(move |y| (x, y))) {
                if !habits.contains(&(x, y)) {
                    continue;
                }
                for (member, reading) in &readings {
                    if let Some(side) = [x, y].iter().position(|word| *word == reading[slot]) {
                        all.entry((*member, (x, y))).or_default()[side] = true;
                    }
                }
            }
        }
    }
    all
}

/// How many houses keep to the one reading, to the other, or to neither; and of what those have that keep to neither, how much is
/// the one and how much the other. All as what it costs, in thousandths of a bit.
#[derive(Clone, Copy, Debug)]
struct Shares {
    houses: [i64; 3],
    readings: [i64; 2],
}

impl Shares {
    /// What explains these tallies best (expectation and maximisation: Dempster, Laird & Rubin 1977); `None` unless some houses keep
    /// to the one and some to the other, and that explains them much better than that none does. Of what all change now and
    /// then, some keep to the one only: those that others copy.
    fn of(tallies: &[Tally]) -> Option<Shares> {
        let all = tallies.iter().fold([0, 0], |[x, y], tally| [x + tally[0], y + tally[1]]);
        let none = Shares { houses: [NEVER, NEVER, 0], readings: shares(all) };
        let mut shares = Shares { houses: [2_000, 2_000, 1_000], readings: none.readings };
        for _ in 0..ROUNDS {
            shares = shares.better(tallies);
        }
        let cost = |shares: Shares| tallies.iter().map(|&tally| any(shares.costs(tally).into_iter())).sum::<i64>();
        let keep = |side: usize| {
            let keeps = |&tally: &Tally| power(shares.unlikely(tally, side)) >> SPARE;
            tallies.iter().map(keeps).sum::<u64>() >= KEEPERS * (power(0) >> SPARE)
        };
        (cost(none) - cost(shares) > STYLE_SHOWN && keep(0) && keep(1)).then_some(shares)
    }

    /// What it costs that a house with this tally keeps to the one, to the other, or to neither.
    fn costs(&self, tally: Tally) -> [i64; 3] {
        let [x, y] = tally.map(|count| count as i64);
        let kept = |with: i64, against: i64| with * IN_STYLE + against * OUT_OF_STYLE;
        let neither = x * self.readings[0] + y * self.readings[1];
        let [of_x, of_y, of_none] = self.houses;
        [of_x.saturating_add(kept(x, y)), of_y.saturating_add(kept(y, x)), of_none.saturating_add(neither)]
    }

    fn better(&self, tallies: &[Tally]) -> Shares {
        let (mut houses, mut readings) = ([0; 3], [0; 2]);
        for &tally in tallies {
            let costs = self.costs(tally);
            let all = any(costs.into_iter());
            let parts = costs.map(|cost| power((cost - all).clamp(0, NEVER)) >> SPARE);
            (0..3).for_each(|kind| houses[kind] += parts[kind]);
            (0..2).for_each(|side| readings[side] += parts[2] / 1024 * tally[side]);
        }
        Shares { houses: shares(houses), readings: shares(readings) }
    }

    /// How unlikely it is that a house with this tally keeps to one of the two.
    fn unlikely(&self, tally: Tally, side: usize) -> i64 {
        let costs = self.costs(tally);
        (costs[side] - any(costs.into_iter())).clamp(0, AGAINST_STYLE)
    }
}

/// What it costs that something is of one of some kinds, of which there are so many.
fn shares<const N: usize>(counts: [u64; N]) -> [i64; N] {
    let log = |count: u64| i64::from(log2_thousandths(count));
    let all = counts.iter().sum::<u64>();
    counts.map(|count| if count == 0 { LEAST_SHARE } else { (log(all) - log(count)).min(LEAST_SHARE) })
}

/// So many times shares are made better; a kind is never thought rarer than one in 2^14.
const ROUNDS: usize = 12;
const LEAST_SHARE: i64 = 14_000;

/// So many bits are left free for sums.
const SPARE: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_that_always_writes_so_would_have_done_it_itself() {
        // Five keep to the one, five to the other, and four have both.
        let kept = [[20, 0], [15, 1], [18, 0], [17, 0], [14, 0], [0, 12], [1, 20], [0, 9], [0, 15], [0, 14]];
        let houses = [&kept[..], &[[3, 10], [4, 9], [5, 12], [2, 9]]].concat();
        let shares = Shares::of(&houses).unwrap();
        assert!(shares.unlikely([20, 0], 0) < 500);
        assert!(shares.unlikely([3, 12], 0) > 4_000 && shares.unlikely([3, 12], 1) > 2_000);
        assert!(Shares::of(&kept[3..]).is_none());
    }

    #[test]
    fn what_all_houses_do_now_and_then_is_no_style() {
        assert!(Shares::of(&[[20, 2], [15, 1], [18, 0], [12, 3], [10, 0], [9, 1], [15, 2], [12, 1]]).is_none());
        assert!(Shares::of(&[[1, 0]; 9].into_iter().chain([[0, 1]; 5]).collect::<Vec<_>>()).is_none());
    }
}
