//! Numbers and dates, slot against slot.

use std::collections::BTreeMap;
use std::ops::Range;

use super::changes::Changes;
use super::side::{Item, Side};
use super::{Drift, DriftKind, Verdict};
use crate::text::{Date, Decimal, Span, Value, fold, is_about, is_one, month_named};

/// Values of sides that keep their words in order: those of one change are held against each other first.
pub(super) fn in_place(a: &Side, b: &Side, changes: &Changes) -> Vec<Drift> {
    let mut found = rewritten(a, b, changes.kept.iter().map(|&(i, j)| (&a.items[i], &b.items[j])));
    let (mut rest_a, mut rest_b) = (Vec::new(), Vec::new());
    for change in &changes.changed {
        let mut left: Vec<&Item> = a.items[change.a.clone()].iter().filter(|item| tells(item)).collect();
        let mut right: Vec<&Item> = b.items[change.b.clone()].iter().filter(|item| tells(item)).collect();
        found.extend(same(a, &mut left, b, &mut right));
        found.extend(counterparts(a, &mut left, b, &mut right));
        found.extend(beside_one(a, &mut left, &change.a, b, &change.b));
        found.extend(beside_one(b, &mut right, &change.b, a, &change.a).into_iter().map(Drift::mirror));
        found.extend(unsure_months(a, &mut left, b, &b.items[change.b.clone()]));
        found.extend(unsure_months(b, &mut right, a, &a.items[change.a.clone()]).into_iter().map(Drift::mirror));
        rest_a.extend(left);
        rest_b.extend(right);
    }
    found.extend(moved_or_missing(a, rest_a, b, rest_b));
    found.extend(exchanged(a, b, changes));
    found
}

/// Scores the other way round, "3-1" and "1-3": both of their numbers changed, or one of them stayed.
fn exchanged(a: &Side, b: &Side, changes: &Changes) -> Vec<Drift> {
    let score = |side: &Side, first: usize| -> Option<([u64; 2], Span)> {
        let [x, y] = [side.items.get(first)?, side.items.get(first + 1)?];
        let between = side.wording(Span::new(x.span.end(), y.span.start())).trim();
        let is_score = x.is_value && y.is_value && x.key != y.key && matches!(between, "-" | "–" | ":");
        is_score.then(|| ([x.key, y.key], x.span.cover(y.span)))
    };
    let changed = changes.changed.iter().flat_map(|change| change.a.clone().zip(change.b.clone()));
    let stayed =
        changes.kept.iter().flat_map(|&(i, j)| [j.checked_sub(1).map(|j| (i, j)), i.checked_sub(1).map(|i| (i, j))]);
    let turned = |(i, j): (usize, usize)| {
        let (([first, second], x), ([last, other], y)) = score(a, i).zip(score(b, j))?;
        let drift = Drift { kind: DriftKind::Number, a: Some(x), b: Some(y), verdict: Verdict::Conflict };
        (first == other && second == last).then_some(drift)
    };
    changed.chain(stayed.flatten()).filter_map(turned).collect()
}

/// Values of sides whose words stand anywhere.
pub(super) fn anywhere(a: &Side, b: &Side) -> Vec<Drift> {
    let told = |side: &Side| side.items.iter().filter(|item| tells(item)).copied().collect::<Vec<Item>>();
    let (told_a, told_b) = (told(a), told(b));
    moved_or_missing(a, told_a.iter().collect(), b, told_b.iter().collect())
}

/// Values without a counterpart in their place: the same may stand elsewhere, or another beside the same word.
fn moved_or_missing<'i>(a: &Side, mut left: Vec<&'i Item>, b: &Side, mut right: Vec<&'i Item>) -> Vec<Drift> {
    let mut found = same(a, &mut left, b, &mut right);
    found.extend(neighbours(a, &mut left, b, &mut right));
    let missing = |side: &Side, item: &Item| is_worth_missing(side, item);
    let dropped = left.into_iter().filter(|item| missing(a, item));
    found.extend(dropped.map(|x| Drift { kind: kind(a, x), a: Some(x.span), b: None, verdict: Verdict::Dropped }));
    let added = right.into_iter().filter(|item| missing(b, item));
    found.extend(added.map(|y| Drift { kind: kind(b, y), a: None, b: Some(y.span), verdict: Verdict::Added }));
    found
}

/// Takes out what both sides state, in whatever order, and tells where it is written otherwise. What is written alike is the same,
/// whatever digits are read as beside other words.
fn same<'i>(a: &Side, left: &mut Vec<&'i Item>, b: &Side, right: &mut Vec<&'i Item>) -> Vec<Drift> {
    let mut pairs = Vec::new();
    let is_same = |x: &Item, y: &Item| x.key == y.key || a.wording(x.span) == b.wording(y.span);
    left.retain(|x| match right.iter().position(|y| is_same(x, y)) {
        Some(at) => {
            pairs.push((*x, right.remove(at)));
            false
        }
        None => true,
    });
    rewritten(a, b, pairs.into_iter())
}

/// The facts that stayed and are written otherwise. Where a line breaks is no writing.
fn rewritten<'i>(a: &Side, b: &Side, pairs: impl Iterator<Item = (&'i Item, &'i Item)>) -> Vec<Drift> {
    let stated = pairs.filter(|(x, y)| tells(x) && tells(y));
    // Nor is a capital, which any word has at the head of a sentence.
    let words = |side: &Side, item: &Item| -> Vec<String> {
        side.wording(item.span).split_whitespace().map(str::to_lowercase).collect()
    };
    let other = |(x, y): &(&Item, &Item)| a.wording(x.span) != b.wording(y.span) && words(a, x) != words(b, y);
    stated.filter(other).map(|(x, y)| paired(a, x, b, y, Verdict::Reformatted)).collect()
}

/// Takes out months in whose place a word stands that is a month too, or another word: "May", "March".
fn unsure_months(side: &Side, own: &mut Vec<&Item>, other: &Side, theirs: &[Item]) -> Vec<Drift> {
    let mut found = Vec::new();
    let mut unsure = theirs.iter().filter(|item| !item.is_value && month_named(other.wording(item.span)).is_some());
    own.retain(|x| {
        let is_month = date(side, x).is_some_and(|date| date.month().is_some());
        let Some(y) = is_month.then(|| unsure.next()).flatten() else { return true };
        found.push(Drift { kind: DriftKind::Date, a: Some(x.span), b: Some(y.span), verdict: Verdict::Conflict });
        false
    });
    found
}

/// Takes out numbers in whose place the other side has its word for one: "One man was killed", "3 men were killed". An article is
/// such a word in most languages: it counts only where nothing else stands in the change but the same number of words.
fn beside_one(
    side: &Side,
    own: &mut Vec<&Item>,
    change: &Range<usize>,
    other: &Side,
    theirs: &Range<usize>,
) -> Vec<Drift> {
    let mut found = Vec::new();
    own.retain(|x| {
        let counts =
            matches!(x.value, Some(Value::Number(number)) if number.whole().is_some()) && date(side, x).is_none();
        let at = change.clone().find(|&at| side.items[at].span == x.span);
        let place = at.map(|at| theirs.start + (at - change.start)).filter(|place| counts && theirs.contains(place));
        let Some(y) = place.map(|place| &other.items[place]) else { return true };
        let word = other.wording(y.span);
        let is_number = fold(word) == "one" || change.len() == theirs.len();
        if y.is_value || !is_number || !is_one(word, other.prepared.language) {
            return true;
        }
        let is_same = x.value == Some(Value::Number(Decimal::from(1)));
        found.push(paired(side, x, other, y, if is_same { Verdict::Reformatted } else { Verdict::Conflict }));
        false
    });
    found
}

/// Takes out values that fill one slot: in turn, each is the counterpart of the next of its kind.
fn counterparts<'i>(a: &Side, left: &mut Vec<&'i Item>, b: &Side, right: &mut Vec<&'i Item>) -> Vec<Drift> {
    let mut found = Vec::new();
    left.retain(|x| match right.iter().position(|y| comparable(a, x, b, y)) {
        Some(at) => {
            let y = right.remove(at);
            found.extend(compared(a, x, b, y).map(|verdict| paired(a, x, b, y, verdict)));
            false
        }
        None => true,
    });
    found
}

/// Takes out values beside one word: in turn, each is the counterpart of the next of its kind that stands beside a word that it
/// stands beside.
fn neighbours<'i>(a: &Side, left: &mut Vec<&'i Item>, b: &Side, right: &mut Vec<&'i Item>) -> Vec<Drift> {
    let mut found = Vec::new();
    // By word: the places in `right` of what stands beside it, rising.
    let mut places: BTreeMap<(bool, u64), Vec<usize>> = BTreeMap::new();
    for (at, y) in right.iter().enumerate() {
        beside(b, y).into_iter().for_each(|key| places.entry(key).or_default().push(at));
    }
    let mut taken = vec![false; right.len()];
    left.retain(|x| {
        let next = |key| places.get(&key)?.iter().copied().find(|&at| !taken[at] && comparable(a, x, b, right[at]));
        let Some(at) = beside(a, x).into_iter().filter_map(next).min() else { return true };
        taken[at] = true;
        found.extend(compared(a, x, b, right[at]).map(|verdict| paired(a, x, b, right[at], verdict)));
        false
    });
    let mut taken = taken.into_iter();
    right.retain(|_| !taken.next().unwrap_or_default());
    found
}

/// The keys of the telling items next to a value: among two before and two after, and on which side of it. A word between two
/// values is behind the one and before the other.
fn beside(side: &Side, item: &Item) -> Vec<(bool, u64)> {
    let at = side.items.partition_point(|other| other.span.start() < item.span.start());
    let near = side.items[at.saturating_sub(2)..side.items.len().min(at + 3)].iter();
    let told = near.filter(|other| other.span != item.span && !other.is_small);
    told.map(|other| (other.span.start() > item.span.start(), other.key)).collect()
}

/// Whether it states something: "this", "last" say nothing that could conflict without the day they are counted from.
fn tells(item: &Item) -> bool {
    let vague = |date: Date| {
        date.relative().is_some() && date.year().is_none() && date.month().is_none() && date.weekday().is_none()
    };
    item.is_value && !matches!(item.value, Some(Value::Date(date)) if vague(date))
}

/// The date that a value is: four digits of a year are one too.
fn date(side: &Side, item: &Item) -> Option<Date> {
    match item.value? {
        Value::Date(date) => Some(date),
        Value::Number(number) => {
            let digits = side.wording(item.span);
            let year = number.whole().and_then(|year| i16::try_from(year).ok())?;
            let written = digits.chars().count() == 4 && digits.chars().all(char::is_numeric);
            (written && (1800..2100).contains(&year)).then(|| Date::new(Some(year), None, None))?
        }
        _ => None,
    }
}

/// Whether two values say something of one kind that can be held against each other: "Monday" and "June 2024" cannot.
fn comparable(a: &Side, x: &Item, b: &Side, y: &Item) -> bool {
    let has_decade = |date: &Date| date.decade().or(date.year()).is_some();
    let common = |x: &Date, y: &Date| {
        x.year().is_some() && y.year().is_some()
            || x.month().is_some() && y.month().is_some()
            || x.weekday().is_some() && y.weekday().is_some()
            || x.time().is_some() && y.time().is_some()
            || has_decade(x) && has_decade(y)
    };
    match (date(a, x), date(b, y)) {
        (Some(x), Some(y)) => common(&x, &y),
        _ => slot(x.value) == slot(y.value) || one_unit_amounts(x, y).is_some(),
    }
}

/// The amounts of two values of which only one says in what: "10 billion dollars" and "10 billion".
fn one_unit_amounts(x: &Item, y: &Item) -> Option<(Decimal, Decimal)> {
    let amount = |value: Value| match value {
        Value::Number(amount) | Value::Percent(amount) => Some(amount),
        Value::Money(money) => Some(money.amount),
        Value::Ordinal(_) | Value::Date(_) => None,
    };
    let bare = |value: Option<Value>| matches!(value, Some(Value::Number(_)));
    let amounts = amount(x.value?)?;
    (bare(x.value) != bare(y.value)).then_some((amounts, amount(y.value?)?))
}

/// Which values can stand in one slot. Digits that leave something open may be any amount.
fn slot(value: Option<Value>) -> u8 {
    match value {
        None | Some(Value::Number(_)) => 0,
        Some(Value::Ordinal(_)) => 1,
        Some(Value::Percent(_)) => 2,
        Some(Value::Money(_)) => 3,
        Some(Value::Date(_)) => 4,
    }
}

/// Whether the absence of a value tells anything: "the two countries" may become "the countries" without loss.
fn is_worth_missing(side: &Side, item: &Item) -> bool {
    let amount = matches!(item.value, Some(Value::Date(_) | Value::Money(_) | Value::Percent(_)));
    amount || side.wording(item.span).contains(char::is_numeric)
}

fn kind(side: &Side, item: &Item) -> DriftKind {
    if date(side, item).is_some() { DriftKind::Date } else { DriftKind::Number }
}

fn paired(a: &Side, x: &Item, b: &Side, y: &Item, verdict: Verdict) -> Drift {
    let kind = if kind(a, x) == kind(b, y) { kind(a, x) } else { DriftKind::Number };
    Drift { kind, a: Some(x.span), b: Some(y.span), verdict }
}

/// Whether two values that fill one slot can both be right; nothing where one of them is not read.
fn compared(a: &Side, item_x: &Item, b: &Side, item_y: &Item) -> Option<Verdict> {
    if is_unread(a, item_x) || is_unread(b, item_y) {
        return None;
    }
    let is_rounded = match (item_x.value, item_y.value) {
        _ if let (Some(x), Some(y)) = (date(a, item_x), date(b, item_y)) => x.agrees_with(y),
        (Some(Value::Number(x)), Some(Value::Number(y))) | (Some(Value::Percent(x)), Some(Value::Percent(y))) => {
            rounded(a, (item_x, x), b, (item_y, y))
        }
        (Some(Value::Money(x)), Some(Value::Money(y))) => {
            x.currency == y.currency && rounded(a, (item_x, x.amount), b, (item_y, y.amount))
        }
        // Digits that leave something open may be the other amount.
        (None, _) | (_, None) if digits(a, item_x) == digits(b, item_y) => return Some(Verdict::Reformatted),
        _ => one_unit_amounts(item_x, item_y).is_some_and(|(x, y)| x == y),
    };
    Some(if is_rounded { Verdict::Rounded } else { Verdict::Conflict })
}

/// Whether a number says nothing we know: words that are read in part, a fraction that is no decimal.
fn is_unread(side: &Side, item: &Item) -> bool {
    let is_fraction = |c: char| matches!(c, '¼'..='¾' | '⅐'..='⅞');
    let words = side.wording(item.span);
    item.value.is_none() && (!words.contains(char::is_numeric) || words.contains(is_fraction))
}

/// The digits of a value, whatever stands between them.
fn digits(side: &Side, item: &Item) -> String {
    side.wording(item.span).chars().filter(|c| c.is_numeric()).collect()
}

/// Whether one number is the other rounded: to fewer digits as written, or behind a word such as "about". 1.48 and 1.5 are one
/// amount, and so are about 500 and 503; 500 and 503 are two.
fn rounded(a: &Side, (item_x, x): (&Item, Decimal), b: &Side, (item_y, y): (&Item, Decimal)) -> bool {
    let about = |side: &Side, item: &Item| {
        let at = side.items.partition_point(|other| other.span.start() < item.span.start());
        at.checked_sub(1).is_some_and(|before| is_about(&fold(side.wording(side.items[before].span))))
    };
    let is_rounder = |exact: (&Side, &Item), round: (&Side, &Item)| {
        digits(round.0, round.1).len() < digits(exact.0, exact.1).len() || about(round.0, round.1)
    };
    x.rounds_to(y) && is_rounder((a, item_x), (b, item_y)) || y.rounds_to(x) && is_rounder((b, item_y), (a, item_x))
}
