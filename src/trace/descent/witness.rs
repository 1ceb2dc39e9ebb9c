//! Witnesses of a stream, and what it costs that one follows another.

use std::collections::BTreeMap;

use super::collation::{Collation, NOTHING, Reading};
use super::styles::{Styles, told};
use crate::trace::weights::*;

/// An article, or a source that is inferred: what it reads in each place of the stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Witness {
    /// The article's place in the family; `None` for an inferred source.
    pub seen: Option<usize>,
    pub readings: Vec<Option<Reading>>,
}

/// How two witnesses differ.
#[derive(Default)]
pub(super) struct Difference {
    /// What the changes of wording tell, in thousandths of a bit.
    pub changes: i64,
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
        let cost =
            |from: usize, to: usize| self.changes + self.alone[to] * (INVENTED + ADDED) + self.stretches[from] * LOST;
        [cost(0, 1), cost(1, 0)]
    }
}

impl Witness {
    /// The articles that have a place of the stream.
    pub fn all(collation: &Collation, stream: &[usize]) -> Vec<Witness> {
        let mut readings: BTreeMap<usize, Vec<Option<Reading>>> = BTreeMap::new();
        for (at, &place) in stream.iter().enumerate() {
            for (member, reading) in &collation.places[place].readings {
                readings.entry(*member).or_insert_with(|| vec![None; stream.len()])[at] = Some(reading.clone());
            }
        }
        readings.into_iter().map(|(member, readings)| Witness { seen: Some(member), readings }).collect()
    }

    /// A source that reads what most of some witnesses read; of readings that are equally frequent it has the first
    /// witness's.
    pub fn agreed(all: &[&Witness]) -> Witness {
        let places = all.first().map_or(0, |first| first.readings.len());
        let readings = (0..places).map(|place| {
            let held: Vec<&Reading> = all.iter().filter_map(|witness| witness.readings[place].as_ref()).collect();
            if held.len() < 2 {
                return None;
            }
            let held: Vec<&Reading> = held.into_iter().filter(|reading| !reading.is_empty()).collect();
            let Some(first) = held.first() else { return Some(Reading::new()) };
            Some((0..first.len()).map(|slot| most(held.iter().map(|reading| reading[slot]))).collect())
        });
        Witness { seen: None, readings: readings.collect() }
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
                    if a != b {
                        styles.changes(a, b, &mut changes);
                    }
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
        (difference.changes, difference.count) = told(changes);
        difference
    }
}

/// The most frequent reading; of equally frequent ones the first.
fn most(readings: impl Iterator<Item = u64>) -> u64 {
    let mut counts: Vec<(u64, usize)> = Vec::new();
    for reading in readings {
        match counts.iter_mut().find(|(known, _)| *known == reading) {
            Some((_, count)) => *count += 1,
            None => counts.push((reading, 1)),
        }
    }
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(NOTHING, |(reading, _)| *reading)
}
