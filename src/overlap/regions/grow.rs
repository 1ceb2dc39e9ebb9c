//! Rectangles of cells that grow around seeds.

use std::cmp::Reverse;
use std::ops::Range;

use super::super::thresholds::{GROW_CELLS, GROW_COST, GROW_GAP, GROW_SHARE, REGION_BITS};
use super::seeds::Seed;
use super::shelf::Lent;
use super::{Cells, Ground};

/// The regions around the seeds, the one of the strongest seed first. No two hold the same seed.
///
/// A region is worth twice what its sides have in common less a share ([`GROW_SHARE`]) of what each of them tells. It takes
/// in a seed close by, or cells of one side, unless that costs it more than a poor sentence would, and at last gives up cells
/// at its ends that cost more than they bring.
pub(super) fn grow(ground: &Ground, seeds: &[Seed]) -> Vec<Cells> {
    if seeds.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    order.sort_by_key(|&seed| (Reverse(seeds[seed].strength), seeds[seed].cells));
    let mut used = vec![false; seeds.len()];
    let mut region = Region::new(ground, seeds.len());
    let mut grown: Vec<Cells> = Vec::new();
    for &first in &order {
        if used[first] || grown.iter().any(|cells| holds(cells, &seeds[first])) {
            continue;
        }
        used[first] = true;
        region.changes += 1;
        region.become_cells(seeds[first].cells.map(|cell| cell..cell + 1));
        while region.take_in_seeds(seeds, &mut used) | region.take_in_cells() {}
        region.trim();
        if region.worth() >= REGION_BITS {
            grown.push(region.cells.clone());
        }
    }
    grown
}

fn holds(cells: &Cells, seed: &Seed) -> bool {
    (0..2).all(|side| cells[side].contains(&seed.cells[side]))
}

/// What a region is worth whose sides have so much in common and weigh so much.
fn worth(common: i64, weights: [i64; 2]) -> i64 {
    2 * common - GROW_SHARE * (weights[0] + weights[1]) / 1000
}

/// The counts of a side, and of the other.
fn counts_of([a, b]: &mut [Lent; 2], side: usize) -> [&mut [u32]; 2] {
    if side == 0 { [a, b] } else { [b, a] }
}

/// A region as it grows.
struct Region<'g> {
    ground: &'g Ground<'g>,
    cells: Cells,
    /// How often each number of what both texts have stands in it, on either side.
    counts: [Lent; 2],
    common: i64,
    weights: [i64; 2],
    /// How often it became other cells for good.
    changes: u32,
    /// By seed: after so many changes it was refused. It need not be asked again before the next.
    refused: Lent,
}

impl<'g> Region<'g> {
    fn new(ground: &'g Ground<'g>, seeds: usize) -> Region<'g> {
        let counts = [ground.table(), ground.table()];
        let refused = ground.zeros(seeds);
        Region { ground, cells: [0..0, 0..0], counts, common: 0, weights: [0, 0], changes: 0, refused }
    }

    fn worth(&self) -> i64 {
        worth(self.common, self.weights)
    }

    /// Goes over to other cells.
    fn become_cells(&mut self, cells: Cells) {
        // What the one has before and behind the other.
        let beyond =
            |x: &Range<usize>, y: &Range<usize>| (x.start..x.end.min(y.start)).chain(x.start.max(y.end)..x.end);
        for (side, new) in cells.iter().enumerate() {
            let old = self.cells[side].clone();
            beyond(new, &old).for_each(|cell| self.add(side, cell));
            beyond(&old, new).for_each(|cell| self.remove(side, cell));
        }
        self.cells = cells;
    }

    fn add(&mut self, side: usize, cell: usize) {
        let half = &self.ground.halves[side];
        if !half.is_text(cell) {
            return;
        }
        self.weights[side] += half.weight(cell) as i64;
        let bits = self.ground.bits.as_slice();
        let [mine, others] = counts_of(&mut self.counts, side);
        for &number in half.common_of(cell) {
            let at = number as usize;
            if mine[at] < others[at] {
                self.common += i64::from(bits[at]);
            }
            mine[at] += 1;
        }
    }

    fn remove(&mut self, side: usize, cell: usize) {
        let half = &self.ground.halves[side];
        if !half.is_text(cell) {
            return;
        }
        self.weights[side] -= half.weight(cell) as i64;
        let bits = self.ground.bits.as_slice();
        let [mine, others] = counts_of(&mut self.counts, side);
        for &number in half.common_of(cell) {
            let at = number as usize;
            mine[at] -= 1;
            if mine[at] < others[at] {
                self.common -= i64::from(bits[at]);
            }
        }
    }

    /// Goes over to the cells if the region is then worth more than before less `cost`; whether it did.
    fn become_if_better(&mut self, cells: Cells, cost: i64) -> bool {
        let (before, worth) = (self.cells.clone(), self.worth());
        self.become_cells(cells);
        let better = self.worth() > worth - cost;
        if better {
            self.changes += 1;
        } else {
            self.become_cells(before);
        }
        better
    }

    /// Takes in the seeds around it, the nearest first.
    fn take_in_seeds(&mut self, seeds: &[Seed], used: &mut [bool]) -> bool {
        let distance = |cells: &Range<usize>, cell: usize| {
            cells.start.saturating_sub(cell).max((cell + 1).saturating_sub(cells.end))
        };
        // The seeds have the order of the first side.
        let rows = self.cells[0].start.saturating_sub(GROW_GAP + 1)..self.cells[0].end + GROW_GAP + 1;
        let [first, end] = [rows.start, rows.end].map(|row| seeds.partition_point(|seed| seed.cells[0] < row));
        let mut near: Vec<(usize, usize)> = Vec::new();
        for index in (first..end).filter(|&index| !used[index]) {
            let seed = &seeds[index];
            let [a, b] = [0, 1].map(|side| distance(&self.cells[side], seed.cells[side]));
            if a.max(b) <= GROW_GAP + 1 {
                near.push((a + b, index));
            }
        }
        near.sort_unstable();
        let mut grew = false;
        for (_, index) in near {
            if self.refused[index] == self.changes {
                continue;
            }
            let cells = [0, 1].map(|side| {
                let (range, cell) = (&self.cells[side], seeds[index].cells[side]);
                range.start.min(cell)..range.end.max(cell + 1)
            });
            if cells == self.cells {
                used[index] = true;
            } else if self.become_if_better(cells, GROW_COST) {
                used[index] = true;
                grew = true;
            } else {
                self.refused[index] = self.changes;
            }
        }
        grew
    }

    /// Takes in cells at one end of one side, whose words the other side has already.
    fn take_in_cells(&mut self) -> bool {
        let mut grew = false;
        for (side, at_end) in [(0, false), (0, true), (1, false), (1, true)] {
            for count in 1..=GROW_CELLS {
                let mut cells = self.cells.clone();
                let range = &mut cells[side];
                let room = if at_end { self.ground.halves[side].cells().len() - range.end } else { range.start };
                if room < count {
                    break;
                }
                if at_end {
                    range.end += count
                } else {
                    range.start -= count
                }
                let more = if at_end { range.end - count..range.end } else { range.start..range.start + count };
                if self.may_bring(side, more) && self.become_if_better(cells, GROW_COST) {
                    grew = true;
                    break;
                }
            }
        }
        grew
    }

    /// Whether more cells of one side could make up for what they weigh. Asked first, since most cannot: a word that they have
    /// several times is taken to be met each time.
    fn may_bring(&self, side: usize, cells: Range<usize>) -> bool {
        let half = &self.ground.halves[side];
        let (mut common, mut weights) = (self.common, self.weights);
        for cell in cells.filter(|&cell| half.is_text(cell)) {
            weights[side] += half.weight(cell) as i64;
            for &number in half.common_of(cell) {
                let at = number as usize;
                let is_met = self.counts[side][at] < self.counts[1 - side][at];
                common += if is_met { i64::from(self.ground.bits[at]) } else { 0 };
            }
        }
        worth(common, weights) > self.worth() - GROW_COST
    }

    /// Whether the region could be worth more without a cell of one side. Asked first, since most it cannot spare: a word that
    /// the cell has several times and the region no more often than the other side is lost each time.
    fn may_spare(&self, side: usize, cell: usize) -> bool {
        let half = &self.ground.halves[side];
        let (mut common, mut weights) = (self.common, self.weights);
        if half.is_text(cell) {
            weights[side] -= half.weight(cell) as i64;
            let (mine, others) = (self.counts[side].as_slice(), self.counts[1 - side].as_slice());
            for &number in half.common_of(cell) {
                let at = number as usize;
                common -= if mine[at] <= others[at] { i64::from(self.ground.bits[at]) } else { 0 };
            }
        }
        worth(common, weights) > self.worth()
    }

    /// Gives up cells at its ends.
    fn trim(&mut self) {
        let mut shrank = true;
        while shrank {
            shrank = false;
            for (side, at_end) in [(0, false), (0, true), (1, false), (1, true)] {
                let mut cells = self.cells.clone();
                let range = &mut cells[side];
                if range.len() < 2 {
                    continue;
                }
                let cell = if at_end { range.end - 1 } else { range.start };
                *range = if at_end { range.start..cell } else { cell + 1..range.end };
                shrank |= self.may_spare(side, cell) && self.become_if_better(cells, 0);
            }
        }
    }
}
