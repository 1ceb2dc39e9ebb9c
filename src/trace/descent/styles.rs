//! What a change of wording tells: the rarer it is among all families, the more.
//!
//! That two articles both have "percent" where others have "per cent" is a matter of houses, and tells little of who follows
//! whom; that both have another name or figure tells much.

use std::collections::{BTreeMap, HashMap};

use super::collation::{Collation, NOTHING};
use crate::overlap::log2_thousandths;
use crate::trace::weights::*;

/// How often readings stand opposite what most articles of a family have, over all families.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Styles {
    /// By what most have: how many readings there are of it and in its place.
    of: HashMap<u64, u64>,
    /// By what most have and what some have in its place: in how many families, and in how many readings.
    changes: HashMap<(u64, u64), [u64; 2]>,
    /// Readings in all, and how many times one or several have something else than most.
    all: [u64; 2],
}

impl Styles {
    pub fn of<'c>(collations: impl Iterator<Item = &'c Collation>) -> Styles {
        let mut styles = Styles::default();
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
        styles
    }

    /// What it tells that one article reads `a` and another `b`, in thousandths of a bit.
    pub fn told(&self, a: u64, b: u64) -> i64 {
        self.change(a, b).min(self.change(b, a)).clamp(LEAST_CHANGE, MOST_CHANGE)
    }

    /// How rare it is that `from` becomes `to`. In one family the readings that are alike may all come from one change, which is
    /// the one that is asked about; what is found in many families is a habit, and its readings are counted.
    fn change(&self, from: u64, to: u64) -> i64 {
        let [families, readings] = self.changes.get(&(from, to)).copied().unwrap_or_default();
        let changed = if families >= HABIT { readings } else { families.saturating_sub(1) };
        let read = self.of.get(&from).copied().unwrap_or_default();
        let log = |n: u64| i64::from(log2_thousandths(n));
        // As if each word had been read some times more, and changed as often as all words are, into any of many.
        let [all, changes] = [self.all[0].max(1), self.all[1].max(1)];
        log((read + PRIOR_READS) * PRIOR_CHOICES * all) - log(changed * PRIOR_CHOICES * all + PRIOR_READS * changes)
    }

    /// Adds how two readings of a place differ: words that differ side by side are one change, which tells as much as its
    /// rarest.
    pub fn changes(&self, a: &[u64], b: &[u64], changes: &mut Vec<Change>) {
        let mut run: Option<Change> = None;
        for (slot, (a, b)) in a.iter().zip(b).enumerate() {
            if a != b {
                let change = ((*a.min(b), *a.max(b)), self.told(*a, *b));
                run = Some(run.filter(|run| run.1 >= change.1).unwrap_or(change));
            } else if slot % 2 == 1 || *a != NOTHING {
                changes.extend(run.take());
            }
        }
        changes.extend(run);
    }
}

/// Two readings, the smaller first, and what the change tells.
pub(super) type Change = ((u64, u64), i64);

/// What some changes tell together, and how many different ones there are. Who writes "per cent" once writes it always.
pub(super) fn told(mut changes: Vec<Change>) -> (i64, i64) {
    changes.sort_unstable();
    let (mut all, mut count, mut last) = (0, 0, None);
    for (readings, told) in changes {
        if last.replace(readings) == Some(readings) {
            all += AGAIN;
        } else {
            all += told;
            count += 1;
        }
    }
    (all, count)
}
