//! Words between quotation marks that are not the same on both sides.

use super::changes::{Change, Changes};
use super::side::{Item, Side};
use super::{Drift, DriftKind, Verdict};
use crate::overlap::thresholds::QUOTED_CHANGES;
use crate::text::Span;

/// What a change did inside quotations.
struct Requoted<'i> {
    a: Vec<&'i Item>,
    b: Vec<&'i Item>,
}

/// The changed words of quotations, but for those that are told as another fact. Two renderings of one saying differ in many
/// places and are one drift.
pub(super) fn quotations(a: &Side, b: &Side, changes: &Changes, told: &[Drift]) -> Vec<Drift> {
    let changed: Vec<Requoted> = changes.changed.iter().filter_map(|change| requoted(a, b, change)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let gone: Vec<u64> = changed.iter().flat_map(|change| &change.a).map(|item| item.key).collect();
    let come: Vec<u64> = changed.iter().flat_map(|change| &change.b).map(|item| item.key).collect();
    let sorted = |keys: &[u64]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    if sorted(&gone) == sorted(&come) {
        return vec![drift(&whole(&changed), Some(Verdict::Reformatted))];
    }
    let rest = changed.iter().filter_map(|change| untold(change, [&come, &gone], told)).collect::<Vec<Requoted>>();
    match rest.len() {
        0..=QUOTED_CHANGES => rest.iter().map(|change| drift(change, None)).collect(),
        _ => vec![drift(&whole(&rest), None)],
    }
}

fn whole<'i>(changed: &[Requoted<'i>]) -> Requoted<'i> {
    Requoted {
        a: changed.iter().flat_map(|change| &change.a).copied().collect(),
        b: changed.iter().flat_map(|change| &change.b).copied().collect(),
    }
}

/// The words of a change that stand in quotations.
fn requoted<'i>(a: &'i Side, b: &'i Side, change: &Change) -> Option<Requoted<'i>> {
    let (items_a, items_b) = (&a.items[change.a.clone()], &b.items[change.b.clone()]);
    let quoted = |items: &'i [Item]| items.iter().filter(|item| item.quoted).collect::<Vec<&Item>>();
    let found = Requoted { a: quoted(items_a), b: quoted(items_b) };
    // What only one side has was put in or taken out if the other has the quotation.
    let stands = |side: &Side, at: usize| {
        let before = at.checked_sub(1).and_then(|before| side.items.get(before));
        [before, side.items.get(at)].into_iter().flatten().any(|item| item.quoted)
    };
    let is_change = match (found.a.is_empty(), found.b.is_empty()) {
        (true, true) => false,
        (false, false) => true,
        (true, false) => items_a.is_empty() && stands(a, change.a.start),
        (false, true) => items_b.is_empty() && stands(b, change.b.start),
    };
    is_change.then_some(found)
}

/// What is left to tell of a change: no words that moved from or to another place (`elsewhere`, for each side the words the other
/// has more of), and none that are told as another fact.
fn untold<'i>(change: &Requoted<'i>, elsewhere: [&[u64]; 2], told: &[Drift]) -> Option<Requoted<'i>> {
    let rest = |items: &[&'i Item], elsewhere: &[u64], pick: fn(&Drift) -> Option<Span>| -> Vec<&'i Item> {
        let is_told = |item: &Item| told.iter().filter_map(pick).any(|fact| fact.overlaps(item.span));
        items.iter().filter(|item| !is_told(item) && !elsewhere.contains(&item.key)).copied().collect()
    };
    let rest = Requoted {
        a: rest(&change.a, elsewhere[0], |drift| drift.a),
        b: rest(&change.b, elsewhere[1], |drift| drift.b),
    };
    let tells = |items: &[&Item]| items.iter().any(|item| !item.is_small);
    let is_whole = rest.a.len() == change.a.len() && rest.b.len() == change.b.len();
    // Beside another fact only words that took the place of words are a change of their own.
    (is_whole || tells(&rest.a) && tells(&rest.b)).then_some(rest)
}

fn drift(change: &Requoted, verdict: Option<Verdict>) -> Drift {
    let span = |items: &[&Item]| items.iter().map(|item| item.span).reduce(Span::cover);
    let (a, b) = (span(&change.a), span(&change.b));
    let by_sides = match (a, b) {
        (Some(_), None) => Verdict::Dropped,
        (None, Some(_)) => Verdict::Added,
        _ => Verdict::Conflict,
    };
    Drift { kind: DriftKind::Quotation, a, b, verdict: verdict.unwrap_or(by_sides) }
}
