//! What two groups of sentences have in common in order: the facts the matchers judge by.

use std::borrow::Cow;
use std::ops::Range;

use super::Relation;
use super::corpus::{Class, Unit};
use super::regions::{Ground, Half};
use super::thresholds::{COMMON_CELLS, RUN_CELLS, RUN_CONTENT, RUN_WORDS};
use crate::align::{Op, Score, longest_common, longest_run, script};

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
    /// How much of what both sides tell they have in common, in any order (the cosine of their content).
    pub common: Score,
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
        let (all, numbers) = (half.units(), half.numbers.as_slice());
        Side { units: Cow::Borrowed(&all[units.clone()]), numbers: Cow::Borrowed(&numbers[units.clone()]) }
    }

    /// What stands between quotation marks.
    fn quoted(&self) -> Side<'static> {
        let both = self.units.iter().copied().zip(self.numbers.iter().copied());
        let (units, numbers): (Vec<Unit>, Vec<u32>) = both.filter(|(unit, _)| unit.quoted).unzip();
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
        let mut wording = Wording { whole, common: common(ground, &units), ..Wording::default() };
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
        if whole.units >= RUN_WORDS && a.len().saturating_mul(b.len()) <= RUN_CELLS {
            let (run, _) = longest_run(&in_a.numbers, &in_b.numbers);
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

/// The cosine of the distinct content of both sides.
fn common(ground: &Ground, units: &[Range<usize>; 2]) -> Score {
    // Of each word: which of its text it is, its number, and what it tells.
    let distinct = |side: usize| {
        let half = &ground.halves[side];
        let content = units[side].clone().filter(|&unit| half.units()[unit].class.is_content());
        let word = |unit: usize| (half.text.lexicon.places[unit], half.numbers[unit], half.bits[unit]);
        let mut words: Vec<(u32, u32, u32)> = content.map(word).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (a, b) = (distinct(0), distinct(1));
    let bits = |words: &[(u32, u32, u32)]| words.iter().map(|&(.., bits)| u64::from(bits)).sum::<u64>();
    let mut numbers: Vec<u32> = b.iter().map(|&(_, number, _)| number).collect();
    numbers.sort_unstable();
    let shared = a.iter().filter(|(_, number, _)| numbers.binary_search(number).is_ok());
    let shared = shared.map(|&(.., bits)| u64::from(bits)).sum();
    let both = u128::from(bits(&a)) * u128::from(bits(&b));
    Score::of(shared, both.isqrt() as u64)
}

/// The positions that the two sides keep in common.
fn aligned(a: &Side, b: &Side) -> Vec<(usize, usize)> {
    if a.units.len().saturating_mul(b.units.len()) <= COMMON_CELLS {
        return longest_common(&a.numbers, &b.numbers);
    }
    let ids = |side: &Side| side.units.iter().map(|unit| u64::from(unit.id)).collect::<Vec<_>>();
    let kept = script(&ids(a), &ids(b)).into_iter().filter(|step| step.op == Op::Equal);
    kept.flat_map(|step| step.a.zip(step.b)).collect()
}
