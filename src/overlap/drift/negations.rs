//! Negations that came or went between words that stayed.

use super::changes::{Change, Changes};
use super::side::{Item, Side};
use super::{Drift, DriftKind, Verdict};
use crate::overlap::thresholds::{NEGATION_MOVES, SMALL_CHANGE};

/// A negation that came or went in a change. One inside a long insertion says something else, and denies nothing of what both
/// say; one that only moved by a few words still denies the same.
pub(super) fn negations(a: &Side, b: &Side, changes: &Changes) -> Vec<Drift> {
    // Facts that changed beside it make a change no longer.
    let words = |items: &[Item]| items.iter().filter(|item| item.name.is_none() && !item.is_value).count();
    let is_small = |change: &&Change| {
        words(&a.items[change.a.clone()]) <= SMALL_CHANGE && words(&b.items[change.b.clone()]) <= SMALL_CHANGE
    };
    let negations = |side: &Side, items: &std::ops::Range<usize>| -> Vec<usize> {
        items.clone().filter(|&at| side.items[at].is_negation).collect()
    };
    // Those that one side has more of in a change: the item, and where it stands or would stand in b.
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for change in &changes.changed {
        let (in_a, in_b) = (negations(a, &change.a), negations(b, &change.b));
        let small = is_small(&change);
        let kept = in_a.len().min(in_b.len());
        gone.extend(in_a.into_iter().skip(kept).map(|at| (at, change.b.start, small)));
        come.extend(in_b.into_iter().skip(kept).map(|at| (at, at, small)));
    }
    gone.retain(|(_, place, _)| match come.iter().position(|(_, to, _)| to.abs_diff(*place) <= NEGATION_MOVES) {
        Some(moved) => {
            come.remove(moved);
            false
        }
        None => true,
    });
    let conflict = |a, b| Drift { kind: DriftKind::Negation, a, b, verdict: Verdict::Conflict };
    let told = |(at, _, small): &(usize, usize, bool)| small.then_some(*at);
    let mut found: Vec<Drift> = gone.iter().filter_map(told).map(|at| conflict(Some(a.items[at].span), None)).collect();
    found.extend(come.iter().filter_map(told).map(|at| conflict(None, Some(b.items[at].span))));
    found
}
