//! Parting a region at what does not fit inside.

use std::ops::Range;

use super::super::thresholds::{FOREIGN_BITS, FOREIGN_LEAST, FOREIGN_MOST, FOREIGN_WORDS, OWN_BITS};
use super::ends::{Bounds, Left, Met, Rates};
use super::seeds::Seed;
use super::{Cells, Ground, Stretch};

/// The stretches that remain of a region without the cells that fit the rest of their text better than it. `stretch` is the
/// region with its ends refined. `None` if all of it fits.
///
/// Each pair of remaining stretches of either side is one if a seed in it is the strongest of both its cells; of its sides
/// it has the cells with a partner in it, and those beside and between that have none anywhere.
pub(super) fn parts(ground: &Ground, seeds: &[Seed], cells: &Cells, stretch: &Stretch) -> Option<Vec<Stretch>> {
    let kept = [0, 1].map(|side| kept(ground, seeds, cells, stretch, side));
    if (0..2).all(|side| kept[side] == [cells[side].clone()]) {
        return None;
    }
    let inside: Vec<&Seed> =
        seeds.iter().filter(|seed| (0..2).all(|side| cells[side].contains(&seed.cells[side]))).collect();
    // The strength of the strongest seed of each cell; 0 where it has none.
    let strongest = [0, 1].map(|side| {
        let mut strongest = vec![0; cells[side].len()];
        for seed in &inside {
            let slot = &mut strongest[seed.cells[side] - cells[side].start];
            *slot = seed.strength.max(*slot);
        }
        strongest
    });
    let is_strongest =
        |seed: &Seed, side: usize| seed.strength == strongest[side][seed.cells[side] - cells[side].start];
    let mut parts = Vec::new();
    for a in &kept[0] {
        for b in &kept[1] {
            let links: Vec<&&Seed> = inside
                .iter()
                .filter(|seed| a.contains(&seed.cells[0]) && b.contains(&seed.cells[1]))
                .filter(|seed| is_strongest(seed, 0) || is_strongest(seed, 1))
                .collect();
            if !links.iter().any(|seed| is_strongest(seed, 0) && is_strongest(seed, 1)) {
                continue;
            }
            let linked = [(0, a), (1, b)].map(|(side, kept)| {
                let first = links.iter().map(|seed| seed.cells[side]).min().unwrap_or(kept.start);
                let last = links.iter().map(|seed| seed.cells[side]).max().unwrap_or(kept.start);
                let free = |cell: usize| strongest[side][cell - cells[side].start] == 0;
                let start = (kept.start..first).rev().take_while(|&cell| free(cell)).last().unwrap_or(first);
                let end = (last + 1..kept.end).take_while(|&cell| free(cell)).last().unwrap_or(last) + 1;
                start..end
            });
            parts.push(ground.units_of(&linked));
        }
    }
    Some(parts)
}

/// The runs of cells of a side that fit the region. The cells that match best claim the words of the other side first, so
/// that one which lives on what they leave over is foreign; one with a strong seed in the region is not.
fn kept(ground: &Ground, seeds: &[Seed], cells: &Cells, stretch: &Stretch, side: usize) -> Vec<Range<usize>> {
    let (half, mine) = (&ground.halves[side], &stretch[side]);
    let units = |cell: usize| {
        let units = &half.cells()[cell].units;
        units.start.max(mine.start)..units.end.min(mine.end).max(units.start.max(mine.start))
    };
    let mut left = Left::of(ground, 1 - side, &stretch[1 - side]);
    let outside = left.held_around(half, mine);
    let first = cells[side].start;
    let mut each: Vec<Met> =
        cells[side].clone().map(|cell| Met::of(half, &units(cell), |number| left.holds(number))).collect();
    let mut order: Vec<usize> = (0..each.len()).collect();
    order.sort_by(|&x, &y| (each[y].met * each[x].all.max(1)).cmp(&(each[x].met * each[y].all.max(1))).then(x.cmp(&y)));
    for at in order {
        each[at] = Met::of(half, &units(first + at), |number| left.claim(number));
    }
    let rates = Rates::of(fitting(&each), outside, Bounds { outside: FOREIGN_LEAST, inside: FOREIGN_MOST });
    let is_seeded = |cell: usize| {
        let inside = |seed: &Seed| seed.cells[side] == cell && cells[1 - side].contains(&seed.cells[1 - side]);
        seeds.iter().any(|seed| seed.bits >= OWN_BITS && inside(seed))
    };
    let mut kept: Vec<Range<usize>> = Vec::new();
    for (met, cell) in each.into_iter().zip(cells[side].clone()) {
        if met.all >= FOREIGN_WORDS && rates.of_words(met) < -FOREIGN_BITS && !is_seeded(cell) {
            continue;
        }
        match kept.last_mut() {
            Some(last) if last.end == cell => last.end += 1,
            _ => kept.push(cell..cell + 1),
        }
    }
    kept
}

/// The words of the cells that are met at least half as often as in the mean; taken twice, since what is foreign lowers the
/// mean.
fn fitting(cells: &[Met]) -> Met {
    let sum = |cells: &mut dyn Iterator<Item = &Met>| {
        cells.fold(Met::default(), |sum, met| Met { met: sum.met + met.met, all: sum.all + met.all })
    };
    let mut mean = sum(&mut cells.iter());
    for _ in 0..2 {
        mean = sum(&mut cells.iter().filter(|cell| 2 * cell.met * mean.all >= mean.met * cell.all));
    }
    mean
}
