//! Which of two articles was there first, as far as their wording tells: no date, outlet or credit is looked at.
//!
//! Three things are weighed, all in thousandths of a bit. Where a passage stands among other words, it fits better into the
//! text that it was written for (`context.rs`). Where two articles are versions of one text, texts grow, and reports are cut
//! when they are passed on (`growth.rs`). And several versions of one text have an order in which little is changed from
//! each to the next (`sequence.rs`). An order is no claim that one follows the other: both may follow a third.

mod context;
mod growth;
mod sequence;
mod wording;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::wording::Wording;
use super::families::{joined, shares_wording};
use super::odds::chance;
use super::stemma::by_name;
use super::weights::{BESIDE, MOST_IN_ORDER, VERSIONS};
use crate::article::Capture;
use crate::overlap::Pair;

/// What wording tells of the order of two articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// Indexes of the two articles, the smaller first.
    pub a: usize,
    pub b: usize,
    pub told: Told,
}

/// What each way of telling says for `a` being the earlier, in thousandths of a bit; for `b`, where negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// The passages they share fit better into their text.
    pub context: i64,
    /// The other is longer, or shorter, as later versions are.
    pub growth: i64,
    /// It stands further to the beginning in the order of the versions.
    pub sequence: i64,
}

impl Told {
    /// The same for the other article.
    fn turned(self) -> Told {
        Told { context: -self.context, growth: -self.growth, sequence: -self.sequence }
    }

    /// All together.
    pub fn sum(self) -> i64 {
        self.context + self.growth + self.sequence
    }
}

impl Order {
    /// What is told for `first` being the earlier of two.
    fn of(first: usize, second: usize, told: Told) -> Order {
        match first < second {
            true => Order { a: first, b: second, told },
            false => Order { a: second, b: first, told: told.turned() },
        }
    }

    /// The earlier article; `None` where nothing tells.
    pub fn earlier(&self) -> Option<usize> {
        match self.told.sum() {
            0 => None,
            1.. => Some(self.a),
            _ => Some(self.b),
        }
    }

    /// How likely that is, in thousandths: 500 where nothing tells.
    pub fn confidence(&self) -> u16 {
        chance(self.told.sum().abs().min(MOST_IN_ORDER))
    }
}

/// What the words around the passages of a pair tell for its `a` being the text they were written for, in thousandths of a bit;
/// for `b`, where negative. Nothing of versions of one text, whose subject is the same.
pub(super) struct Contexts(Wording);

impl Contexts {
    pub fn of(captures: &[Capture]) -> Contexts {
        Contexts(Wording::of(captures))
    }

    pub fn bits(&self, pair: &Pair) -> i64 {
        let is_version = self.0.likeness(pair.a, pair.b) >= VERSIONS;
        if is_version { 0 } else { context::bits(pair, &self.0) }
    }
}

/// What is told of each two articles that share wording which counts as copying or are versions of one text, by their indexes.
pub fn orders(captures: &[Capture], pairs: &[Pair]) -> Vec<Order> {
    let wording = &Wording::of(captures);
    let versions = versions(captures, pairs, wording);
    let mut version_of = vec![None; captures.len()];
    for (index, versions) in versions.iter().enumerate() {
        versions.iter().for_each(|&article| version_of[article] = Some(index));
    }
    // A text made of two others joins their versions, and makes them none of each other.
    let are_versions = &|a: usize, b: usize| {
        let is_one = captures[a].article.key() == captures[b].article.key();
        version_of[a].is_some() && version_of[a] == version_of[b] && (is_one || wording.likeness(a, b) >= VERSIONS)
    };
    let apart = pairs
        .par_iter()
        .filter(|pair| shares_wording(pair) && !are_versions(pair.a, pair.b))
        .map(|pair| Order::of(pair.a, pair.b, Told { context: context::bits(pair, wording), ..Told::default() }));
    let versions = by_name(&versions, captures);
    let together = versions.par_iter().flat_map_iter(|versions| {
        let places = sequence::places(versions, wording);
        let pairs = (0..versions.len()).flat_map(|second| (0..second).map(move |first| [first, second]));
        let alike = pairs.filter(move |pair| are_versions(versions[pair[0]], versions[pair[1]]));
        alike.map(move |pair| {
            let [first, second] = pair.map(|member| versions[member]);
            let growth = growth::bits(first, second, wording);
            let told = match &places {
                Some(places) => {
                    let sequence = sequence::bits(pair.map(|member| places[member]), [first, second], wording);
                    Told { growth: growth * BESIDE / 1000, sequence, context: 0 }
                }
                None => Told { growth, ..Told::default() },
            };
            Order::of(first, second, told)
        })
    });
    let mut orders: Vec<Order> = apart.collect();
    orders.extend(together.collect::<Vec<Order>>());
    orders.sort_by_key(|order| (order.a, order.b));
    orders
}

/// The groups of two and more that are versions of one text, members and groups rising: what is known to be one article; and of the
/// others, those that share wording which counts as copying and most of their other words too, each with another of its group.
fn versions(captures: &[Capture], pairs: &[Pair], wording: &Wording) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, capture) in captures.iter().enumerate() {
        known.entry(capture.article.key()).or_default().push(index);
    }
    let is_alone = |article: usize| known.get(captures[article].article.key()).is_none_or(|known| known.len() == 1);
    let alike = pairs.par_iter().filter(|pair| {
        let alone = is_alone(pair.a) && is_alone(pair.b);
        alone && shares_wording(pair) && wording.likeness(pair.a, pair.b) >= VERSIONS
    });
    let mut versions: Vec<(usize, usize)> = alike.map(|pair| (pair.a, pair.b)).collect();
    versions.extend(known.values().flat_map(|known| known.windows(2).map(|two| (two[0], two[1]))));
    joined(captures.len(), versions.into_iter())
}
