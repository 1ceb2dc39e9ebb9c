//! What two groups of sentences have in common in order: the facts the matchers judge by.

use std::borrow::Cow;
use std::ops::Range;

use super::Relation;
use super::corpus::{Class, Unit};
use super::regions::{Ground, Half, is_common};
use super::thresholds::{COMMON_CELLS, RUN_CELLS, RUN_CONTENT, RUN_WORDS};
use crate::align::{Op, Score, long_run, longest_common, script};

/// What two groups of sentences have in common, in order. Symmetric: the same for `(b, a)` as for `(a, b)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Wording {
    /// All units.
    pub whole: Kept,
    /// The units between quotation marks on both sides.
    pub quoted: Kept,
    /// The longest unbroken run in units, and the content in it; 0 where none is long enough to prove anything.
    pub run: usize,
    pub run_content: usize,
    /// What the kept content tells, in thousandths of a bit …
    pub bits: u64,
    /// … and how much of it stands between quotation marks on either side.
    pub quoted_bits: u64,
    /// What the kept names tell.
    pub name_bits: u64,
    /// Kept words that are no names.
    pub words: usize,
}

/// How much of two sequences is kept in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Kept {
    /// Units in the longest common subsequence; a name is one.
    pub units: usize,
    /// … of these, content.
    pub content: usize,
    /// Units of the shorter and of the longer side.
    pub shorter: usize,
    pub longer: usize,
}

impl Kept {
    /// How much of the shorter side the longer one keeps in order.
    pub fn share(&self) -> Score {
        Score::of(self.units as u64, self.shorter as u64)
    }

    fn of(a: &Side, b: &Side) -> (Kept, Vec<(usize, usize)>) {
        let pairs = aligned(a, b);
        let content = pairs.iter().filter(|(i, j)| a.units[*i].class.is_content() && b.units[*j].class.is_content());
        let (shorter, longer) = (a.units.len().min(b.units.len()), a.units.len().max(b.units.len()));
        (Kept { units: pairs.len(), content: content.count(), shorter, longer }, pairs)
    }
}

/// The units of one side, and their numbers.
struct Side<'g> {
    units: Cow<'g, [Unit]>,
    numbers: Cow<'g, [u32]>,
}

impl<'g> Side<'g> {
    fn of(half: &'g Half, units: &Range<usize>) -> Side<'g> {
        let (all, numbers) = (half.units(), half.numbers());
        Side { units: Cow::Borrowed(&all[units.clone()]), numbers: Cow::Borrowed(&numbers[units.clone()]) }
    }

    /// What stands between quotation marks.
    fn quoted(&self) -> Side<'static> {
        let count = self.units.iter().filter(|unit| unit.quoted).count();
        let (mut units, mut numbers) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let both = self.units.iter().zip(self.numbers.iter()).filter(|(unit, _)| unit.quoted);
        both.for_each(|(&unit, &number)| {
            units.push(unit);
            numbers.push(number);
        });
        Side { units: units.into(), numbers: numbers.into() }
    }
}

impl Wording {
    /// Of sentences of both texts.
    pub fn of(ground: &Ground, sentences: [&Range<usize>; 2]) -> Wording {
        let units = [0, 1].map(|side| ground.halves[side].text.units_in(sentences[side]));
        let [in_a, in_b] = [0, 1].map(|side| Side::of(&ground.halves[side], &units[side]));
        let (a, b) = (&in_a.units, &in_b.units);
        let (whole, pairs) = Kept::of(&in_a, &in_b);
        let mut wording = Wording { whole, ..Wording::default() };
        for (i, j) in pairs {
            wording.words += usize::from(a[i].class != Class::Name);
            let bits = ground.bits_of(in_a.numbers[i]);
            if a[i].class.is_content() && b[j].class.is_content() {
                wording.bits += bits;
                wording.quoted_bits += if a[i].quoted || b[j].quoted { bits } else { 0 };
            } else {
                wording.name_bits += bits;
            }
        }
        // No run is longer than what is kept in order.
        if whole.units >= RUN_WORDS
            && a.len().saturating_mul(b.len()) <= RUN_CELLS
            && let Some((run, _)) = long_run(&in_a.numbers, &in_b.numbers, RUN_WORDS)
        {
            wording.run = run.len();
            wording.run_content = run.filter(|&i| a[i].class.is_content()).count();
        }
        if a.iter().chain(b.iter()).any(|unit| unit.quoted) {
            (wording.quoted, _) = Kept::of(&in_a.quoted(), &in_b.quoted());
        }
        wording
    }

    /// What sentences are to each other that share wording without having been copied.
    pub fn uncopied(&self) -> Relation {
        if self.is_mostly_quoted() { Relation::Quotation } else { Relation::CommonSource }
    }

    /// Whether the sentences share a run of words that chance does not yield.
    pub fn has_long_run(&self) -> bool {
        self.run >= RUN_WORDS && self.run_content >= RUN_CONTENT
    }

    /// Whether what is kept stands between quotation marks, for the most part.
    pub fn is_mostly_quoted(&self) -> bool {
        self.quoted_bits * 2 > self.bits
    }
}

/// How much of what both sides tell they have in common, in any order: the cosine of the distinct content of these sentences.
pub(super) fn in_common(ground: &Ground, sentences: &[Range<usize>; 2]) -> Score {
    let units = [0, 1].map(|side| ground.halves[side].text.units_in(&sentences[side]));
    // What the distinct content of a side tells, and the numbers of what the other text has of it.
    let distinct = |side: usize| {
        let half = &ground.halves[side];
        let (all, numbers, bits, places) = (half.units(), half.numbers(), half.bits(), &half.text.lexicon.places);
        // Sorted, not marked in a table of all words: a text may have a million of them, and as many sentences.
        let content = units[side].clone().filter(|&unit| all[unit].class.is_content());
        let mut content: Vec<(u32, usize)> = content.map(|unit| (places[unit], unit)).collect();
        content.sort_unstable();
        content.dedup_by_key(|(place, _)| *place);
        let told: u64 = content.iter().map(|&(_, unit)| u64::from(bits[unit])).sum();
        let mut found: Vec<u32> = content.iter().map(|&(_, unit)| numbers[unit]).filter(|&n| is_common(n)).collect();
        found.sort_unstable();
        (told, found)
    };
    let ((in_a, found), (in_b, others)) = (distinct(0), distinct(1));
    let is_shared = |number: &u32| others.binary_search(number).is_ok();
    let shared = found.into_iter().filter(is_shared).map(|number| ground.bits_of(number)).sum();
    Score::of(shared, (u128::from(in_a) * u128::from(in_b)).isqrt() as u64)
}

/// The positions that the two sides keep in common.
fn aligned(a: &Side, b: &Side) -> Vec<(usize, usize)> {
    if a.units.len().saturating_mul(b.units.len()) <= COMMON_CELLS {
        // What only one of the texts has is kept by none.
        let both = |side: &Side| {
            let mut places = Vec::with_capacity(side.numbers.len());
            places.extend((0..side.numbers.len()).filter(|&place| is_common(side.numbers[place])));
            let numbers: Vec<u32> = places.iter().map(|&place| side.numbers[place]).collect();
            (places, numbers)
        };
        let ((places_a, in_a), (places_b, in_b)) = (both(a), both(b));
        let mut pairs = longest_common(&in_a, &in_b);
        pairs.iter_mut().for_each(|(i, j)| (*i, *j) = (places_a[*i], places_b[*j]));
        return pairs;
    }
    let ids = |side: &Side| side.units.iter().map(|unit| u64::from(unit.id)).collect::<Vec<_>>();
    let kept = script(&ids(a), &ids(b)).into_iter().filter(|step| step.op == Op::Equal);
    kept.flat_map(|step| step.a.zip(step.b)).collect()
}
