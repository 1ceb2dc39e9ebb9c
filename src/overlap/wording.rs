//! What two groups of sentences have in common in order: the facts the matchers judge by.

use std::ops::Range;

use super::Relation;
use super::corpus::{Class, Unit};
use super::regions::Ground;
use super::thresholds::{COMMON_CELLS, RUN_CELLS};
use crate::align::{Op, Score, longest_common, longest_run, script};

/// What two groups of sentences have in common, in order. Symmetric: the same for `(b, a)` as for `(a, b)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Wording {
    /// All units.
    pub whole: Kept,
    /// The units between quotation marks on both sides.
    pub quoted: Kept,
    /// The longest unbroken run in units, and the content in it.
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

    fn of(a: &[&Unit], b: &[&Unit]) -> (Kept, Vec<(usize, usize)>) {
        let pairs = aligned(a, b);
        let content = pairs.iter().filter(|(i, j)| a[*i].class.is_content() && b[*j].class.is_content()).count();
        let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
        (Kept { units: pairs.len(), content, shorter, longer }, pairs)
    }
}

impl Wording {
    /// Of sentences of both texts.
    pub fn of(ground: &Ground, sentences: [&Range<usize>; 2]) -> Wording {
        let units = [0, 1].map(|side| ground.halves[side].text.units_in(sentences[side]));
        let [a, b] = [0, 1].map(|side| ground.halves[side].units()[units[side].clone()].iter().collect::<Vec<&Unit>>());
        let numbers = &ground.halves[0].numbers[units[0].clone()];
        let (whole, pairs) = Kept::of(&a, &b);
        let mut wording = Wording { whole, common: common(ground, &units), ..Wording::default() };
        for (i, j) in pairs {
            wording.words += usize::from(a[i].class != Class::Name);
            let bits = ground.bits_of(numbers[i]);
            if a[i].class.is_content() && b[j].class.is_content() {
                wording.bits += bits;
                wording.quoted_bits += if a[i].quoted || b[j].quoted { bits } else { 0 };
            } else {
                wording.name_bits += bits;
            }
        }
        if a.len().saturating_mul(b.len()) <= RUN_CELLS {
            let (run, _) = longest_run(&ids(&a), &ids(&b));
            wording.run = run.len();
            wording.run_content = run.filter(|&i| a[i].class.is_content()).count();
        }
        if !a.iter().chain(&b).any(|unit| unit.quoted) {
            return wording;
        }
        let [quoted_a, quoted_b] = [a, b].map(|units| units.into_iter().filter(|unit| unit.quoted).collect::<Vec<_>>());
        (wording.quoted, _) = Kept::of(&quoted_a, &quoted_b);
        wording
    }

    /// What sentences are to each other that share wording without having been copied.
    pub fn uncopied(&self) -> Relation {
        if self.is_mostly_quoted() { Relation::Quotation } else { Relation::CommonSource }
    }

    /// Whether what is kept stands between quotation marks, for the most part.
    pub fn is_mostly_quoted(&self) -> bool {
        self.quoted_bits * 2 > self.bits
    }
}

/// The cosine of the distinct content of both sides.
fn common(ground: &Ground, units: &[Range<usize>; 2]) -> Score {
    let distinct = |side: usize| {
        let half = &ground.halves[side];
        let content = units[side].clone().filter(|&unit| half.units()[unit].class.is_content());
        let mut numbers: Vec<u32> = content.map(|unit| half.numbers[unit]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    let (a, b) = (distinct(0), distinct(1));
    let bits = |numbers: &mut dyn Iterator<Item = &u32>| numbers.map(|&number| ground.bits_of(number)).sum::<u64>();
    let shared = bits(&mut a.iter().filter(|number| b.binary_search(number).is_ok()));
    let both = u128::from(bits(&mut a.iter())) * u128::from(bits(&mut b.iter()));
    Score::of(shared, both.isqrt() as u64)
}

fn ids(units: &[&Unit]) -> Vec<u32> {
    units.iter().map(|unit| unit.id).collect()
}

/// The positions that the two sequences keep in common.
fn aligned(a: &[&Unit], b: &[&Unit]) -> Vec<(usize, usize)> {
    let (a, b) = (ids(a), ids(b));
    if a.len().saturating_mul(b.len()) <= COMMON_CELLS {
        return longest_common(&a, &b);
    }
    let wide = |ids: Vec<u32>| ids.into_iter().map(u64::from).collect::<Vec<_>>();
    let kept = script(&wide(a), &wide(b)).into_iter().filter(|step| step.op == Op::Equal);
    kept.flat_map(|step| step.a.zip(step.b)).collect()
}
