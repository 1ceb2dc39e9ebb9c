//! Where a region begins and ends: where words cease to be met on the other side as often as inside it.

use std::ops::Range;

use super::super::evidence::log2_thousandths;
use super::super::thresholds::{END_BITS, INSIDE_MOST, KEEP_BITS, OUTSIDE_LEAST};
use super::{Cell, Ground, Half, Stretch};

/// What a telling word says about being inside a region, in thousandths of a bit: the logarithm of how much more (less)
/// often words are met (not met) on the other side inside the region than outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rates {
    pub met: i64,
    pub unmet: i64,
}

/// Words met on the other side, of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Met {
    pub met: u64,
    pub all: u64,
}

impl Met {
    /// The words of these units that tell something. Only what stands in the other text can be met there.
    pub fn of(half: &Half, units: &Range<usize>, mut is_met: impl FnMut(u32) -> bool) -> Met {
        let met = half.common_in(units).iter().filter(|common| is_met(common.number)).count();
        Met { met: met as u64, all: half.telling(units) }
    }
}

/// Between which rates (millionths) words are taken to be met: outside at least, inside at most. No text is so foreign, nor
/// so faithful, that one word decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bounds {
    pub outside: u64,
    pub inside: u64,
}

impl Rates {
    pub fn of(inside: Met, outside: Met, bounds: Bounds) -> Rates {
        // As if half a word more had been met, of one or ten: what was not seen may still happen.
        let rate = |Met { met, all }: Met, unseen: u64| (2 * met + 1) * 500_000 / (all + unseen);
        let inside = rate(inside, 1).min(bounds.inside);
        // Chance meets no more than the region does.
        let outside = rate(outside, 10).min(inside * 4 / 5).max(bounds.outside);
        let ratio = |x: u64, y: u64| i64::from(log2_thousandths(x)) - i64::from(log2_thousandths(y));
        Rates { met: ratio(inside, outside).max(0), unmet: ratio(1_000_000 - inside, 1_000_000 - outside).min(0) }
    }

    pub fn of_words(self, Met { met, all }: Met) -> i64 {
        met as i64 * self.met + (all - met) as i64 * self.unmet
    }
}

/// How often each number may still be claimed: a word of the other side stands for one of this side and no more, so that a
/// word of the topic which the inside has used up does not draw in its neighbours.
#[derive(Debug)]
pub(super) struct Left(Vec<i32>);

impl Clone for Left {
    fn clone(&self) -> Left {
        Left(self.0.clone())
    }

    /// Into the same memory.
    fn clone_from(&mut self, other: &Left) {
        self.0.clone_from(&other.0);
    }
}

impl Left {
    /// The units of a side.
    pub fn of(ground: &Ground, side: usize, units: &Range<usize>) -> Left {
        let mut left = vec![0; ground.words()];
        for common in ground.halves[side].common_in(units) {
            left[common.number as usize] += 1;
        }
        Left(left)
    }

    /// What stands around these units of the other side.
    pub fn held_around(&self, half: &Half, units: &Range<usize>) -> Met {
        let held = |units: Range<usize>| Met::of(half, &units, |number| self.holds(number));
        let (before, after) = (held(0..units.start), held(units.end..half.numbers.len()));
        Met { met: before.met + after.met, all: before.all + after.all }
    }

    pub fn holds(&self, number: u32) -> bool {
        self.0[number as usize] > 0
    }

    fn claim_all(&mut self, half: &Half, units: Range<usize>) {
        half.common_in(&units).iter().for_each(|common| _ = self.claim(common.number));
    }

    pub fn claim(&mut self, number: u32) -> bool {
        let left = &mut self.0[number as usize];
        *left -= 1;
        *left >= 0
    }
}

/// The stretch with its ends where the rates of its own inside and outside put them. An end that is also the end of a
/// sentence is worth [`END_BITS`], one where the region ended before [`KEEP_BITS`]; words equal on both sides go on belonging to it.
pub(super) fn refined(ground: &Ground, stretch: &Stretch) -> Stretch {
    let mut stretch = stretch.clone();
    // Each side is read from the other: where one has changed the other is read once more.
    for _ in 0..2 {
        let before = stretch.clone();
        for side in 0..2 {
            stretch[side] = side_refined(ground, &stretch, side);
        }
        if stretch[1] == before[1] {
            break;
        }
    }
    let [a, b] = &mut stretch;
    let [in_a, in_b] = [0, 1].map(|side| ground.halves[side].numbers.as_slice());
    let equal = |i: usize, j: usize| in_a.get(i).is_some_and(|number| in_b.get(j) == Some(number));
    if equal(a.start, b.start) {
        while a.start > 0 && b.start > 0 && equal(a.start - 1, b.start - 1) {
            (a.start, b.start) = (a.start - 1, b.start - 1);
        }
    }
    if equal(a.end - 1, b.end - 1) {
        while equal(a.end, b.end) {
            (a.end, b.end) = (a.end + 1, b.end + 1);
        }
    }
    stretch
}

/// What an end is worth for where it stands.
fn end_bits(ends_sentence: bool, as_grown: bool) -> i64 {
    (if ends_sentence { END_BITS } else { 0 }) + if as_grown { KEEP_BITS } else { 0 }
}

/// The stretch of one side, given that of the other. It goes at most a cell beyond what it was.
fn side_refined(ground: &Ground, stretch: &Stretch, side: usize) -> Range<usize> {
    let (half, old) = (&ground.halves[side], &stretch[side]);
    let others = Left::of(ground, 1 - side, &stretch[1 - side]);
    let number = |unit: usize| half.numbers[unit];
    let mut left = others.clone();
    let inside = Met::of(half, old, |number| left.claim(number));
    let outside = left.held_around(half, old);
    let rates = Rates::of(inside, outside, Bounds { outside: OUTSIDE_LEAST, inside: INSIDE_MOST });
    let says = |unit: usize, left: &mut Left| match half.tells(unit) {
        false => 0,
        true if half.is_common(unit) && left.claim(number(unit)) => rates.met,
        true => rates.unmet,
    };
    let cells = half.cells();
    let sentence = |cell: &Cell| &half.text.sentences[cell.sentence].units;
    let middle = old.start.midpoint(old.end);
    let (first, last) =
        (half.cell_of(old.start).saturating_sub(1), (half.cell_of(old.end - 1) + 1).min(cells.len() - 1));
    let center = half.cell_of(middle);

    // What the other half has claimed is not there for this one.
    left.clone_from(&others);
    left.claim_all(half, middle..old.end);
    let (mut best, mut start, mut sum) = (i64::MIN, old.start, 0);
    for cell in cells[first..=center].iter().rev() {
        for unit in (cell.units.start..cell.units.end.min(middle)).rev() {
            sum += says(unit, &mut left);
            let worth = sum + end_bits(sentence(cell).start == unit, old.start == unit);
            if worth > best {
                (best, start) = (worth, unit);
            }
        }
    }
    left.clone_from(&others);
    left.claim_all(half, start..middle);
    let (mut best, mut end, mut sum) = (i64::MIN, old.end, 0);
    for cell in &cells[center..=last] {
        for unit in cell.units.start.max(middle)..cell.units.end {
            sum += says(unit, &mut left);
            let worth = sum + end_bits(sentence(cell).end == unit + 1, old.end == unit + 1);
            if worth > best {
                (best, end) = (worth, unit + 1);
            }
        }
    }
    start..end
}
