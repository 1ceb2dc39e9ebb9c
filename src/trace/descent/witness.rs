//! Witnesses of a stream, and what it costs that one follows another.

use std::collections::BTreeMap;

use super::collation::{Collation, NOTHING, Reading};
use super::styles::{Styles, together};
use crate::trace::weights::*;

/// An article, or a source that is inferred: what it reads in each place of the stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Witness {
    /// The article's place in the family; `None` for an inferred source.
    pub seen: Option<usize>,
    /// The number of its outlet.
    pub outlet: Option<usize>,
    pub readings: Vec<Option<Reading>>,
}

/// How two witnesses differ.
#[derive(Default)]
pub(super) struct Difference {
    /// What the changes of wording cost if the second made them, and if the first did; in thousandths of a bit.
    pub changes: [i64; 2],
    /// How many different changes.
    pub count: i64,
    /// How many places only the first has, and only the second; and in how many stretches.
    alone: [i64; 2],
    stretches: [i64; 2],
}

impl Difference {
    /// What it costs that the second follows the first, and that the first follows the second. A sentence that others have too is
    /// hardly invented twice.
    pub fn costs(&self) -> [i64; 2] {
        let cost = |from: usize, to: usize| self.alone[to] * (INVENTED + ADDED) + self.stretches[from] * LOST;
        [self.changes[0] + cost(0, 1), self.changes[1] + cost(1, 0)]
    }
}

impl Witness {
    /// The articles that have a place of the stream; `outlet` is that of a member.
    pub fn all(collation: &Collation, stream: &[usize], outlet: impl Fn(usize) -> Option<usize>) -> Vec<Witness> {
        let mut readings: BTreeMap<usize, Vec<Option<Reading>>> = BTreeMap::new();
        for (at, &place) in stream.iter().enumerate() {
            for (member, reading) in &collation.places[place].readings {
                readings.entry(*member).or_insert_with(|| vec![None; stream.len()])[at] = Some(reading.clone());
            }
        }
        let witness = |(member, readings)| Witness { seen: Some(member), outlet: outlet(member), readings };
        readings.into_iter().map(witness).collect()
    }

    /// A source that has what any of some witnesses has, for others of the stream have each of its places too, and reads what theirs
    /// most easily come from; of two such readings the first witness's.
    pub fn agreed(all: &[&Witness], styles: &Styles) -> Witness {
        let places = all.first().map_or(0, |first| first.readings.len());
        let readings = (0..places).map(|place| {
            let held = all.iter().filter_map(|witness| Some((witness.readings[place].as_ref()?, witness.outlet)));
            let held: Vec<(&Reading, Option<usize>)> = held.collect();
            if held.is_empty() {
                return None;
            }
            let held: Vec<_> = held.into_iter().filter(|(reading, _)| !reading.is_empty()).collect();
            let all: Vec<&Reading> = held.iter().map(|(reading, _)| *reading).collect();
            let slot = |slot: usize| easiest(held.iter().map(|(reading, outlet)| (reading[slot], *outlet)), styles);
            Some(Reading::agreed(&all, slot))
        });
        Witness { seen: None, outlet: None, readings: readings.collect() }
    }

    /// How many places it has.
    pub fn places(&self) -> usize {
        self.readings.iter().flatten().count()
    }

    pub fn difference(&self, other: &Witness, styles: &Styles) -> Difference {
        let mut difference = Difference::default();
        let mut changes = Vec::new();
        // Who alone had the last place that one of them has.
        let mut alone = None;
        for places in self.readings.iter().zip(&other.readings) {
            let now = match places {
                (Some(a), Some(b)) => {
                    styles.changes([a, b], [self.outlet, other.outlet], &mut changes);
                    None
                }
                (Some(_), None) => Some(0),
                (None, Some(_)) => Some(1),
                (None, None) => continue,
            };
            if let Some(side) = now {
                difference.alone[side] += 1;
                difference.stretches[side] += i64::from(alone != now);
            }
            alone = now;
        }
        (difference.changes, difference.count) = together(changes);
        difference
    }
}

/// The reading that all of these, of their outlets, are most easily had from; of two such the first.
fn easiest(readings: impl Iterator<Item = (u64, Option<usize>)> + Clone, styles: &Styles) -> u64 {
    let first = readings.clone().next().map_or(NOTHING, |(reading, _)| reading);
    if readings.clone().all(|(reading, _)| reading == first) {
        return first;
    }
    let cost = |from: u64| -> i64 {
        let changed = readings.clone().filter(|(reading, _)| *reading != from);
        changed.map(|(reading, outlet)| styles.cost(from, reading, outlet)).sum()
    };
    readings.clone().map(|(reading, _)| reading).min_by_key(|&reading| cost(reading)).unwrap_or(first)
}
