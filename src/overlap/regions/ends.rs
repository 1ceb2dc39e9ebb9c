//! Where a region begins and ends: where words cease to be met on the other side as often as inside it.

use std::ops::Range;

use super::super::corpus::Zone;
use super::super::evidence::log2_thousandths;
use super::super::thresholds::{END_BITS, INSIDE_MOST, KEEP_BITS, OUTSIDE_LEAST};
use super::shelf::Lent;
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
        let met = half.common_in(units).iter().filter(|&&number| is_met(number)).count();
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
pub(super) struct Left {
    /// By number.
    times: Lent,
    /// The numbers that could ever be claimed.
    of: Lent,
}

impl Left {
    /// The units of a side.
    pub fn of(ground: &Ground, side: usize, units: &Range<usize>) -> Left {
        let common = ground.halves[side].common_in(units);
        let mut times = ground.table();
        let mut of = ground.list(common.len());
        for &number in common {
            let times = &mut times[number as usize];
            if *times == 0 {
                of.push(number);
            }
            *times += 1;
        }
        Left { times, of }
    }

    /// Takes back all claims on what was made of the same units.
    fn reset(&mut self, unclaimed: &[u32]) {
        self.times.copy_from_slice(unclaimed);
    }

    /// What stands around these units of the other side.
    pub fn held_around(&self, half: &Half, units: &Range<usize>) -> Met {
        // Where they stand anywhere less where they stand inside, so that it costs no more than the units themselves.
        let anywhere: u64 = self.of.iter().filter(|&&number| self.holds(number)).map(|&number| half.held(number)).sum();
        let inside = Met::of(half, units, |number| self.holds(number));
        let all = half.telling(&(0..half.units().len()));
        Met { met: anywhere - inside.met, all: all - inside.all }
    }

    pub fn holds(&self, number: u32) -> bool {
        self.times[number as usize] > 0
    }

    fn claim_all(&mut self, half: &Half, units: Range<usize>) {
        half.common_in(&units).iter().for_each(|&number| _ = self.claim(number));
    }

    pub fn claim(&mut self, number: u32) -> bool {
        let times = &mut self.times[number as usize];
        let is_left = *times > 0;
        *times -= u32::from(is_left);
        is_left
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
    let [in_a, in_b] = [0, 1].map(|side| ground.halves[side].numbers());
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
    [0, 1].map(|side| without_lines(&ground.halves[side], &stretch[side]))
}

/// The units without the lines of the site at either end, which are looked at elsewhere: what stands between two of them
/// proves nothing by them. A stretch of nothing but lines stays.
fn without_lines(half: &Half, units: &Range<usize>) -> Range<usize> {
    let line = |unit: usize| Some(&half.cells()[half.cell_of(unit)]).filter(|cell| cell.zone == Zone::Boilerplate);
    let mut rest = units.clone();
    while let Some(cell) = rest.clone().next().and_then(line) {
        rest.start = cell.units.end;
    }
    while let Some(cell) = rest.clone().next_back().and_then(line) {
        rest.end = cell.units.start;
    }
    if rest.is_empty() { units.clone() } else { rest }
}

/// What an end is worth for where it stands.
fn end_bits(ends_sentence: bool, as_grown: bool) -> i64 {
    (if ends_sentence { END_BITS } else { 0 }) + if as_grown { KEEP_BITS } else { 0 }
}

/// The stretch of one side, given that of the other. It goes at most a cell beyond what it was.
fn side_refined(ground: &Ground, stretch: &Stretch, side: usize) -> Range<usize> {
    let (half, old) = (&ground.halves[side], &stretch[side]);
    let mut left = Left::of(ground, 1 - side, &stretch[1 - side]);
    let unclaimed = left.times.clone();
    let inside = Met::of(half, old, |number| left.claim(number));
    let outside = left.held_around(half, old);
    let rates = Rates::of(inside, outside, Bounds { outside: OUTSIDE_LEAST, inside: INSIDE_MOST });
    let (numbers, bits) = (half.numbers(), half.bits());
    // Only what tells something and stands on the other side could ever be claimed.
    let says = |number: u32, bits: u32, left: &mut Left| match left.claim(number) {
        true => rates.met,
        false if bits > 0 => rates.unmet,
        false => 0,
    };
    let each = |units: Range<usize>| numbers[units.clone()].iter().zip(&bits[units.clone()]).zip(units);
    let cells = half.cells();
    let sentence = |cell: &Cell| &half.text.sentences[cell.sentence].units;
    let middle = old.start.midpoint(old.end);
    let (first, last) =
        (half.cell_of(old.start).saturating_sub(1), (half.cell_of(old.end - 1) + 1).min(cells.len() - 1));
    let center = half.cell_of(middle);

    // What the other half has claimed is not there for this one.
    left.reset(&unclaimed);
    left.claim_all(half, middle..old.end);
    let (mut best, mut start, mut sum) = (i64::MIN, old.start, 0);
    for cell in cells[first..=center].iter().rev() {
        let begins = sentence(cell).start;
        let to = cell.units.end.min(middle);
        let from = cell.units.start.min(to);
        let parting = old.start.clamp(from, to);
        for units in [parting..to, from..parting].into_iter().filter(|units| !units.is_empty()) {
            for ((&number, &bits), unit) in each(units.clone()).rev() {
                sum += says(number, bits, &mut left);
                if sum > best {
                    (best, start) = (sum, unit);
                }
            }
            let worth = sum + end_bits(begins == units.start, old.start == units.start);
            if worth > best {
                (best, start) = (worth, units.start);
            }
        }
    }
    left.reset(&unclaimed);
    left.claim_all(half, start..middle);
    let (mut best, mut end, mut sum) = (i64::MIN, old.end, 0);
    for cell in &cells[center..=last] {
        let ends = sentence(cell).end;
        let to = cell.units.end;
        let from = cell.units.start.max(middle).min(to);
        let parting = old.end.clamp(from, to);
        for units in [from..parting, parting..to].into_iter().filter(|units| !units.is_empty()) {
            for ((&number, &bits), unit) in each(units.clone()) {
                sum += says(number, bits, &mut left);
                if sum > best {
                    (best, end) = (sum, unit + 1);
                }
            }
            let worth = sum + end_bits(ends == units.end, old.end == units.end);
            if worth > best {
                (best, end) = (worth, units.end);
            }
        }
    }
    start..end
}
