//! Digests: a stretch of one text that says in short what the whole other text says.
//!
//! Its sentences have no partners of their own: their words are gathered from all over the other text. What shows is that
//! the other text as a whole holds them far more often than it holds the words around the stretch.

use std::ops::Range;

use super::super::thresholds::{
    DIGEST_CELLS, DIGEST_CONTRAST, DIGEST_LEAST, DIGEST_MOST, DIGEST_ONE_PASSAGE, DIGEST_ONE_PIECE, DIGEST_ONE_RUN,
    DIGEST_PARTS, DIGEST_SEEDS,
};
use super::ends::{Bounds, Met, Rates};
use super::{Ground, Stretch};
use crate::align::long_run;

/// The side of the digest, and its units beside all of the other text. `pieces` are the regions believed, `needed` is the
/// evidence asked of a region.
pub(super) fn digest(ground: &Ground, seeds: usize, pieces: &[Stretch], needed: i64) -> Option<(usize, Stretch)> {
    if seeds < DIGEST_SEEDS {
        return None;
    }
    (0..2).find_map(|side| {
        let units = of_side(ground, side, pieces, needed)?;
        let whole = 0..ground.halves[1 - side].units().len();
        Some((side, if side == 0 { [units, whole] } else { [whole, units] }))
    })
}

fn of_side(ground: &Ground, side: usize, pieces: &[Stretch], needed: i64) -> Option<Range<usize>> {
    let [half, other] = [side, 1 - side].map(|side| &ground.halves[side]);
    let met = |cell: usize| match half.is_text(cell) {
        true => Met::of(half, &half.cells()[cell].units, |_| true),
        false => Met::default(),
    };
    let each: Vec<Met> = (0..half.cells().len()).map(met).collect();
    let all = sum(&each);

    // The stretch whose words stand in the other text more often than those around it, and the rates it is told by, in turn.
    let bounds = Bounds { outside: DIGEST_LEAST, inside: DIGEST_MOST };
    let mut rates = Rates::of(Met { met: 3, all: 4 }, all, bounds);
    let mut cells = 0..0;
    for _ in 0..3 {
        cells = heaviest(&each, rates)?;
        let inside = sum(&each[cells.clone()]);
        rates = Rates::of(inside, Met { met: all.met - inside.met, all: all.all - inside.all }, bounds);
    }
    let inside = sum(&each[cells.clone()]);
    let worth = rates.of_words(inside);
    let units = half.cells()[cells.start].units.start..half.cells()[cells.end - 1].units.end;
    let bits_of = half.bits();
    let bits = |units: Range<usize>, counts: &dyn Fn(usize) -> bool| -> u64 {
        units.filter(|&unit| counts(unit)).map(|unit| u64::from(bits_of[unit])).sum()
    };
    let everything: u64 = (0..other.cells().len()).map(|cell| other.weight(cell)).sum();
    let is_short = inside.all * DIGEST_PARTS <= all.all && bits(units.clone(), &|_| true) * DIGEST_PARTS <= everything;
    if cells.len() < DIGEST_CELLS || worth < needed || worth < DIGEST_CONTRAST * inside.all as i64 || !is_short {
        return None;
    }
    // Neither a passage of the other text nor a region found already may account for it.
    let held = bits(units.clone(), &|unit| half.is_common(unit));
    let explained = pieces.iter().map(|piece| {
        let standing = ground.standing(1 - side, &piece[1 - side]);
        let both = units.start.max(piece[side].start)..units.end.min(piece[side].end);
        bits(both, &|unit| standing.has(half.numbers()[unit]))
    });
    let explained = explained.max().unwrap_or(0);
    let is_spread =
        one_passage(ground, side, &units) <= DIGEST_ONE_PASSAGE && explained * 1000 <= DIGEST_ONE_PIECE * held;
    // What was copied word for word from two ends of the other text is spread, and no digest.
    let longer = units.len() * DIGEST_ONE_RUN / 1000 + 1;
    let is_copied = || long_run(&half.numbers()[units.clone()], other.numbers(), longer).is_some();
    (is_spread && !is_copied()).then_some(units)
}

fn sum(each: &[Met]) -> Met {
    each.iter().fold(Met::default(), |sum, met| Met { met: sum.met + met.met, all: sum.all + met.all })
}

/// The run of cells that says most for being inside, if any does.
fn heaviest(each: &[Met], rates: Rates) -> Option<Range<usize>> {
    let (mut best, mut found, mut sum, mut from) = (0, None, 0, 0);
    for (cell, met) in each.iter().enumerate() {
        if sum <= 0 {
            (sum, from) = (0, cell);
        }
        sum += rates.of_words(*met);
        if sum > best {
            (best, found) = (sum, Some(from..cell + 1));
        }
    }
    found
}

/// How much of what the other text holds of these units (thousandths) the passage twice as long holds that has most of it.
fn one_passage(ground: &Ground, side: usize, units: &Range<usize>) -> u64 {
    let numbers = ground.halves[1 - side].numbers();
    let mut wanted = vec![0u32; ground.words()];
    for &number in &ground.halves[side].numbers()[units.clone()] {
        wanted[number as usize] += 1;
    }
    let length = 2 * units.len();
    let mut here = vec![0u32; ground.words()];
    let mut whole = here.clone();
    let (mut held, mut most, mut all) = (0, 0, 0);
    for (at, &number) in numbers.iter().enumerate() {
        let bits = ground.bits_of(number);
        let number = number as usize;
        held += if here[number] < wanted[number] { bits } else { 0 };
        here[number] += 1;
        all += if whole[number] < wanted[number] { bits } else { 0 };
        whole[number] += 1;
        if let Some(gone) = at.checked_sub(length).map(|gone| numbers[gone]) {
            let left = &mut here[gone as usize];
            *left -= 1;
            held -= if *left < wanted[gone as usize] { ground.bits_of(gone) } else { 0 };
        }
        most = most.max(held);
    }
    most * 1000 / all.max(1)
}
