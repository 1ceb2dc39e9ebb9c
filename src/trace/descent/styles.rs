//! What a change of wording tells: the rarer it is among all families, the more.
//!
//! That two articles both have "percent" where others have "per cent" is a matter of houses, and tells little of who follows
//! whom; that both have another name or figure tells much.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::collation::{Collation, NOTHING, Reading};
use super::houses::Houses;
use crate::hash::WordHash;
use crate::overlap::log2_thousandths;
use crate::trace::weights::*;

/// How rare changes are over all families.
#[derive(Clone, Debug)]
pub(super) struct Styles {
    /// By what most have: the logarithm of how often it is read and in its place, and that of what is never read.
    read: HashMap<u64, i64, WordHash>,
    never_read: i64,
    /// What the changes tell that were found, by the two readings, the smaller first; and the logarithm of how often what was not
    /// found is changed.
    told: HashMap<(u64, u64), i64, WordHash>,
    never_changed: i64,
    houses: Houses,
}

/// How often readings stand opposite what most articles of a family have, over all families.
#[derive(Default)]
struct Counts {
    /// By what most have: how many readings there are of it and in its place.
    of: HashMap<u64, u64, WordHash>,
    /// By what most have and what some have in its place: in how many families, and in how many readings.
    changes: HashMap<(u64, u64), [u64; 2], WordHash>,
    /// Readings in all, and how many times one or several have something else than most.
    all: [u64; 2],
}

impl Counts {
    /// What is exchanged for each other in many families, the smaller first.
    fn habits(&self) -> BTreeSet<(u64, u64)> {
        let mut families: BTreeMap<(u64, u64), u64> = BTreeMap::new();
        for (&(most, other), &[of_families, _]) in &self.changes {
            *families.entry((most.min(other), most.max(other))).or_default() += of_families;
        }
        families.into_iter().filter(|(_, families)| *families >= HABIT).map(|(change, _)| change).collect()
    }
}

impl Styles {
    /// The styles of some families; `outlet` is that of a member of a family.
    pub fn of(collations: &[Collation], outlet: impl Fn(usize, usize) -> Option<usize>) -> Styles {
        let mut styles = Counts::default();
        for collation in collations {
            let mut changed: BTreeMap<(u64, u64), u64> = BTreeMap::new();
            for place in &collation.places {
                let read: Vec<&[u64]> = place
                    .readings
                    .iter()
                    .map(|(_, reading)| &reading[..])
                    .filter(|reading| !reading.is_empty())
                    .collect();
                for slot in 0..read.first().map_or(0, |reading| reading.len()) {
                    let mut readings: Vec<u64> = read.iter().map(|reading| reading[slot]).collect();
                    readings.sort_unstable();
                    let same: Vec<(u64, u64)> =
                        readings.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect();
                    let Some(&(most, _)) = same.iter().max_by_key(|(_, count)| *count) else { continue };
                    *styles.of.entry(most).or_default() += readings.len() as u64;
                    styles.all[0] += readings.len() as u64;
                    for &(other, count) in same.iter().filter(|(other, _)| *other != most) {
                        *changed.entry((most, other)).or_default() += count;
                        styles.all[1] += 1;
                    }
                }
            }
            for (change, count) in changed {
                let [families, readings] = styles.changes.entry(change).or_default();
                (*families, *readings) = (*families + 1, *readings + count);
            }
        }
        let houses = Houses::of(collations.iter(), &styles.habits(), outlet);
        Styles { houses, ..Styles::counted(styles) }
    }

    /// Each word is taken as read some times more, and changed as often as all words are, into any of many. In one family the
    /// readings that are alike may all come from one change, which is the one that is asked about; what is found in many
    /// families is a habit, and its readings are counted.
    fn counted(Counts { of, changes, all }: Counts) -> Styles {
        let log = |n: u64| i64::from(log2_thousandths(n));
        let [all, any_changes] = all.map(|count| count.max(1));
        let read = |read: u64| log((read + PRIOR_READS) * PRIOR_CHOICES * all);
        let changed = |changed: u64| log(changed * PRIOR_CHOICES * all + PRIOR_READS * any_changes);
        let times =
            |[families, readings]: [u64; 2]| if families >= HABIT { readings } else { families.saturating_sub(1) };
        let (never_read, never_changed) = (read(0), changed(0));
        let read: HashMap<u64, i64, WordHash> = of.into_iter().map(|(word, count)| (word, read(count))).collect();
        // How rare it is that one reading becomes another.
        let change = |from: u64, to: u64| {
            let changed = changes.get(&(from, to)).map_or(never_changed, |&counts| changed(times(counts)));
            read.get(&from).copied().unwrap_or(never_read) - changed
        };
        let told = |&(a, b): &(u64, u64)| ((a.min(b), a.max(b)), tells(change(a, b), change(b, a)));
        let told = changes.keys().map(told).collect();
        Styles { read, never_read, told, never_changed, houses: Houses::default() }
    }

    /// What it tells that one article reads `a` and another `b`, in thousandths of a bit.
    pub fn told(&self, a: u64, b: u64) -> i64 {
        self.told.get(&(a.min(b), a.max(b))).copied().unwrap_or_else(|| {
            let [a, b] = [a, b].map(|word| self.read.get(&word).copied().unwrap_or(self.never_read));
            tells(a - self.never_changed, b - self.never_changed)
        })
    }

    /// What it costs that an article of an outlet has `to` if its source has `from`: what is known of the outlet, or else as much as it
    /// tells of whichever articles.
    pub fn cost(&self, from: u64, to: u64, outlet: Option<usize>) -> i64 {
        self.of_house(from, to, outlet).unwrap_or_else(|| self.told(from, to))
    }

    /// What is known of the outlet, if anything is.
    fn of_house(&self, from: u64, to: u64, outlet: Option<usize>) -> Option<i64> {
        outlet.and_then(|outlet| self.houses.cost(outlet, from, to))
    }

    /// Adds how two readings of a place differ: words that differ side by side are one change, which tells as much as its
    /// rarest.
    pub fn changes(&self, [a, b]: [&Reading; 2], outlets: [Option<usize>; 2], changes: &mut Vec<Change>) {
        let mut run: Option<(usize, Change)> = None;
        for slot in a.differing(b) {
            let [from, to] = [a[slot], b[slot]];
            let told = self.told(from, to);
            let cost = |from: u64, to: u64, outlet: Option<usize>| self.of_house(from, to, outlet).unwrap_or(told);
            let change = Change {
                readings: (from.min(to), from.max(to)),
                told,
                costs: [cost(from, to, outlets[1]), cost(to, from, outlets[0])],
            };
            // Side by side are two slots with no word that both have between them.
            let beside = |last: usize| (last + 1..slot).all(|slot| slot % 2 == 0 && a[slot] == NOTHING);
            let change = match run {
                Some((last, run)) if beside(last) => run.with(change),
                _ => {
                    changes.extend(run.map(|(_, change)| change));
                    change
                }
            };
            run = Some((slot, change));
        }
        changes.extend(run.map(|(_, change)| change));
    }
}

/// What a change tells that is so rare from the one side and so rare from the other.
fn tells(one: i64, other: i64) -> i64 {
    one.min(other).clamp(LEAST_CHANGE, MOST_CHANGE)
}

/// How two articles differ in one stretch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    /// The rarest of two readings, the smaller first.
    readings: (u64, u64),
    /// What it tells of whichever articles.
    told: i64,
    /// What it costs if the second article made it, and if the first did.
    costs: [i64; 2],
}

impl Change {
    /// The two as one.
    fn with(self, other: Change) -> Change {
        let rarest = if self.told >= other.told { self } else { other };
        let costs = [0, 1].map(|way| self.costs[way].max(other.costs[way]));
        Change { costs, ..rarest }
    }
}

/// What some changes cost together if the second article made them, and if the first did; and how many different ones there are.
/// Who writes "per cent" once writes it always.
pub(super) fn together(mut changes: Vec<Change>) -> ([i64; 2], i64) {
    changes.sort_unstable();
    let (mut all, mut count, mut last) = ([0, 0], 0, None);
    for change in changes {
        if last.replace(change.readings) == Some(change.readings) {
            all = all.map(|cost| cost + AGAIN);
        } else {
            all = [0, 1].map(|way| all[way] + change.costs[way]);
            count += 1;
        }
    }
    (all, count)
}
