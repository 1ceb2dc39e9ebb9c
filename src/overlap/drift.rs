//! Facts that changed between two matched sentences: a number, a date, a name, a negation, the wording of a quotation.
//!
//! A fact is compared with the fact that stands in its place: values are aligned in order, and two that differ are one
//! slot only if a value or a word beside them matches.

use std::collections::HashMap;
use std::ops::Range;

use super::Relation;
use super::corpus::{Class, Corpus, Prepared, Unit};
use super::thresholds::SMALL_CHANGE;
use crate::align::{Op, Step, script};
use crate::text::{Date, Language, Span, Token, Value, fold, is_function_word};

/// What kind of fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DriftKind {
    Number,
    Date,
    Name,
    Negation,
    Quotation,
}

/// How the two sides stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// They cannot both be right.
    Conflict,
    /// One fact, written differently.
    Reformatted,
    /// One side is less exact.
    Rounded,
    /// Only in a.
    Dropped,
    /// Only in b.
    Added,
}

/// A fact of one side beside its counterpart. At least one side is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drift {
    pub kind: DriftKind,
    /// Canonical bytes.
    pub a: Option<Span>,
    pub b: Option<Span>,
    pub verdict: Verdict,
}

impl Drift {
    /// The same change seen from the other side.
    pub fn mirror(self) -> Drift {
        let verdict = match self.verdict {
            Verdict::Dropped => Verdict::Added,
            Verdict::Added => Verdict::Dropped,
            same => same,
        };
        Drift { a: self.b, b: self.a, verdict, ..self }
    }
}

/// The drift between the sentences `a` = (text, sentences) and `b`, in the order of the text.
pub(super) fn drift(
    corpus: &Corpus,
    a: (usize, &Range<usize>),
    b: (usize, &Range<usize>),
    relation: Relation,
) -> Vec<Drift> {
    let side = |(text, sentences): (usize, &Range<usize>)| {
        let prepared = &corpus.texts[text];
        Facts { prepared, tokens: prepared.facts_in(sentences), units: &prepared.units[prepared.units_in(sentences)] }
    };
    let (a, b) = (side(a), side(b));
    let in_order = relation != Relation::Paraphrase;
    let mut found = values(&a, &b, in_order);
    // In a paraphrase words stand anywhere; only values can be told to fill one slot.
    if relation != Relation::Paraphrase && relation != Relation::Boilerplate {
        found.extend(in_place(&a, &b));
    }
    if relation == Relation::Quotation {
        found.extend(quotation(&a, &b));
    }
    found.sort_by_key(|drift| (drift.a.or(drift.b), drift.kind));
    found
}

/// The words between the marks, where they are not the same: two renderings of one saying, a shortened one, or two
/// that differ in what they say.
fn quotation(a: &Facts, b: &Facts) -> Option<Drift> {
    let quoted = |facts: &Facts| facts.units.iter().filter(|unit| unit.quoted).copied().collect::<Vec<Unit>>();
    let (quoted_a, quoted_b) = (quoted(a), quoted(b));
    let keys = |units: &[Unit]| units.iter().map(|unit| unit.id).collect::<Vec<_>>();
    if quoted_a.is_empty() || quoted_b.is_empty() || keys(&quoted_a) == keys(&quoted_b) {
        return None;
    }
    let lacks = |units: &[Unit], other: &[Unit]| {
        let content = units.iter().filter(|unit| unit.class.is_content());
        content.into_iter().any(|unit| other.iter().all(|theirs| theirs.id != unit.id))
    };
    let verdict = match (lacks(&quoted_a, &quoted_b), lacks(&quoted_b, &quoted_a)) {
        (false, false) => Verdict::Reformatted,
        (true, true) => Verdict::Conflict,
        _ => Verdict::Rounded,
    };
    let whole = |units: &[Unit]| Some(units.first()?.span.cover(units.last()?.span));
    Some(Drift { kind: DriftKind::Quotation, a: whole(&quoted_a), b: whole(&quoted_b), verdict })
}

/// The facts of one side.
struct Facts<'c> {
    prepared: &'c Prepared<'c>,
    /// Those that state a value or a negation.
    tokens: &'c [Token],
    units: &'c [Unit],
}

impl Facts<'_> {
    fn values(&self) -> Vec<(Span, Value)> {
        self.tokens
            .iter()
            .filter_map(|token| Some((token.span, token.value?)))
            .filter(|(_, value)| !vague(value))
            .collect()
    }

    fn wording(&self, span: Span) -> &str {
        self.prepared.text.slice(span)
    }

    fn negations(&self) -> impl Iterator<Item = Span> {
        self.tokens.iter().filter(|token| token.is_negation()).map(|token| token.span)
    }

    /// The negations among these units.
    fn negations_in(&self, range: &Range<usize>) -> impl Iterator<Item = Span> {
        let units = &self.units[range.clone()];
        let whole = units.first().zip(units.last()).map(|(first, last)| first.span.cover(last.span));
        self.negations().filter(move |span| whole.is_some_and(|whole| whole.contains(*span)))
    }

    /// The ids of the units next to a span: two before and two after.
    fn beside(&self, span: Span) -> Vec<u32> {
        let before = self.units.iter().rev().filter(|unit| unit.span.end() <= span.start()).take(2);
        let after = self.units.iter().filter(|unit| unit.span.start() >= span.end()).take(2);
        before.chain(after).filter(|unit| unit.class != Class::Function).map(|unit| unit.id).collect()
    }
}

/// "This", "last", "first" say nothing that could conflict without the day they are counted from.
fn vague(value: &Value) -> bool {
    matches!(value, Value::Date(date) if date.relative().is_some())
}

/// Whether two values say something of one kind that can be held against each other: "Monday" and "June 2024" cannot.
fn comparable(x: &Value, y: &Value) -> bool {
    let common = |x: &Date, y: &Date| {
        x.year().is_some() && y.year().is_some()
            || x.month().is_some() && y.month().is_some()
            || x.weekday().is_some() && y.weekday().is_some()
            || x.time().is_some() && y.time().is_some()
    };
    slot(x) == slot(y) && !matches!((x, y), (Value::Date(x), Value::Date(y)) if !common(x, y))
}

/// Which values can stand in one slot.
fn slot(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::Ordinal(_) => 1,
        Value::Percent(_) => 2,
        Value::Money(_) => 3,
        Value::Date(_) => 4,
    }
}

/// Numbers and dates, slot against slot.
fn values(a: &Facts, b: &Facts, in_order: bool) -> Vec<Drift> {
    let (values_a, values_b) = (a.values(), b.values());
    let mut keys: HashMap<Value, u64> = HashMap::new();
    let mut key = |value: Value| {
        let next = keys.len() as u64;
        *keys.entry(value).or_insert(next)
    };
    let keys_a: Vec<u64> = values_a.iter().map(|(_, value)| key(*value)).collect();
    let keys_b: Vec<u64> = values_b.iter().map(|(_, value)| key(*value)).collect();
    let steps = script(&keys_a, &keys_b);
    let mut found = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let (left, right) = (&values_a[step.a.clone()], &values_b[step.b.clone()]);
        if step.op == Op::Equal {
            let same = left.iter().zip(right).filter(|(x, y)| a.wording(x.0) != b.wording(y.0));
            found.extend(same.map(|(x, y)| paired(x, y, Verdict::Reformatted)));
            continue;
        }
        // In sentences that keep their words in order the only value of its kind has the place of the other's.
        let beside_match = in_order || index > 0 || index + 1 < steps.len();
        found.extend(unmatched(a, left, b, right, beside_match));
    }
    found
}

/// Values between two matched ones: in turn, each is the counterpart of the next of its kind.
fn unmatched(a: &Facts, left: &[(Span, Value)], b: &Facts, right: &[(Span, Value)], beside_match: bool) -> Vec<Drift> {
    let mut found = Vec::new();
    let mut taken = vec![false; right.len()];
    for x in left {
        let counterpart = right.iter().enumerate().find(|(j, y)| {
            let near = || a.beside(x.0).iter().any(|key| b.beside(y.0).contains(key));
            let alone = left.iter().filter(|l| slot(&l.1) == slot(&x.1)).count() == 1
                && right.iter().filter(|r| slot(&r.1) == slot(&x.1)).count() == 1;
            !taken[*j] && comparable(&x.1, &y.1) && (near() || beside_match && alone)
        });
        match counterpart {
            Some((j, y)) => {
                taken[j] = true;
                found.push(paired(x, y, compared(&x.1, &y.1)));
            }
            None if is_worth_missing(a, x) => {
                found.push(Drift { kind: kind(&x.1), a: Some(x.0), b: None, verdict: Verdict::Dropped });
            }
            None => {}
        }
    }
    let added = right.iter().zip(taken).filter(|(y, taken)| !taken && is_worth_missing(b, y));
    found.extend(added.map(|(y, _)| Drift { kind: kind(&y.1), a: None, b: Some(y.0), verdict: Verdict::Added }));
    found
}

/// Whether the absence of a value tells anything: "the two countries" may become "the countries" without loss.
fn is_worth_missing(facts: &Facts, value: &(Span, Value)) -> bool {
    matches!(value.1, Value::Date(_)) || facts.wording(value.0).contains(|c: char| c.is_numeric())
}

fn kind(value: &Value) -> DriftKind {
    if matches!(value, Value::Date(_)) { DriftKind::Date } else { DriftKind::Number }
}

fn paired(x: &(Span, Value), y: &(Span, Value), verdict: Verdict) -> Drift {
    Drift { kind: kind(&x.1), a: Some(x.0), b: Some(y.0), verdict }
}

/// Whether two values that fill one slot can both be right.
fn compared(x: &Value, y: &Value) -> Verdict {
    let rounded = match (x, y) {
        (Value::Number(x), Value::Number(y)) | (Value::Percent(x), Value::Percent(y)) => {
            x.rounds_to(*y) || y.rounds_to(*x)
        }
        (Value::Money(x), Value::Money(y)) => {
            x.currency == y.currency && (x.amount.rounds_to(y.amount) || y.amount.rounds_to(x.amount))
        }
        (Value::Date(x), Value::Date(y)) => x.agrees_with(*y),
        _ => false,
    };
    if rounded { Verdict::Rounded } else { Verdict::Conflict }
}

/// Names that were exchanged in their place, and negations that came or went, between words that stayed.
fn in_place(a: &Facts, b: &Facts) -> Vec<Drift> {
    let keys = |facts: &Facts| facts.units.iter().map(|unit| u64::from(unit.id)).collect::<Vec<_>>();
    let steps = script(&keys(a), &keys(b));
    let changed = steps.iter().enumerate().filter(|(_, step)| step.op != Op::Equal);
    let between = changed.clone().filter(|(index, _)| *index > 0 && index + 1 < steps.len());
    let mut found: Vec<Drift> = between.filter_map(|(_, step)| exchanged_name(a, b, step)).collect();
    // A negation may move; only one too many on a side changes what is said. One inside a long insertion says something
    // else, and denies nothing of what both say.
    let small = |(index, step): &(usize, &Step)| {
        *index > 0 && index + 1 < steps.len() && step.a.len() <= SMALL_CHANGE && step.b.len() <= SMALL_CHANGE
    };
    let (more_a, more_b) = (a.negations().count(), b.negations().count());
    let lone = |facts: &Facts, range: &Range<usize>| facts.negations_in(range).collect::<Vec<_>>();
    let conflict = |a, b| Drift { kind: DriftKind::Negation, a, b, verdict: Verdict::Conflict };
    let gone = changed.clone().filter(small).flat_map(|(_, step)| lone(a, &step.a));
    found.extend(gone.take(more_a.saturating_sub(more_b)).map(|span| conflict(Some(span), None)));
    let come = changed.filter(small).flat_map(|(_, step)| lone(b, &step.b));
    found.extend(come.take(more_b.saturating_sub(more_a)).map(|span| conflict(None, Some(span))));
    found
}

fn exchanged_name(a: &Facts, b: &Facts, step: &Step) -> Option<Drift> {
    let ([x], [y]) = (&a.units[step.a.clone()], &b.units[step.b.clone()]) else { return None };
    if x.class != Class::Name || y.class != Class::Name {
        return None;
    }
    // "Vladimir Putin" and "Putin", "Treaty on Partnership" and "Partnership Treaty" are one name; "North Korea" and
    // "South Korea" are two.
    let words = |facts: &Facts, span| -> Vec<String> {
        let words = facts.wording(span).split_whitespace().map(|word| fold(word).into_owned());
        words.filter(|word| !is_function_word(word, Language::English)).collect()
    };
    let (words_x, words_y) = (words(a, x.span), words(b, y.span));
    let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
    let verdict =
        if within(&words_x, &words_y) || within(&words_y, &words_x) { Verdict::Reformatted } else { Verdict::Conflict };
    Some(Drift { kind: DriftKind::Name, a: Some(x.span), b: Some(y.span), verdict })
}
