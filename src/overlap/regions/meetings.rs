//! Where the two texts meet: the places of either that hold the same telling words.

use std::ops::Range;

use super::super::corpus::Zone;
use super::super::thresholds::{MEETING_PART, MEETING_PLACES};
use super::Ground;

/// A place of either text (a cell, a sentence), and what their common words tell, in thousandths of a bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::overlap) struct Meeting {
    pub places: [usize; 2],
    pub bits: u64,
}

/// The meetings of the cells in these ranges, in the order of the first text, then of the second. `place` names the place
/// of a side that a cell belongs to, in rising order; cells of other zones meet nothing.
pub(in crate::overlap) fn meetings(
    ground: &Ground,
    cells: [Range<usize>; 2],
    is_meant: impl Fn(Zone) -> bool,
    place: impl Fn(usize, usize) -> usize,
) -> Vec<Meeting> {
    let [rows_a, rows_b] = [0, 1].map(|side| rows(ground, side, &cells[side], &is_meant, &place));
    let in_a = counts(ground, &rows_a);
    let in_b = Standing::of(ground, &rows_b);
    let most = MEETING_PLACES.max(cells.iter().map(Range::len).sum::<usize>() / MEETING_PART);
    let mut met: Vec<Meeting> = Vec::new();
    // By place of the second text: what it has in common with the present place of the first; and where that is anything.
    let mut bits = vec![0u64; rows_b.last().map_or(0, |&(place, _)| place as usize + 1)];
    let mut touched: Vec<u32> = Vec::with_capacity(bits.len());
    for of_place in rows_a.chunk_by(|x, y| x.0 == y.0) {
        for &(_, number) in of_place {
            let there = in_b.places_of(number);
            // A word that stands everywhere in both does not say which places belong together.
            if there.len() * in_a[number as usize] as usize > most {
                continue;
            }
            for &other in there {
                let slot = &mut bits[other as usize];
                if *slot == 0 {
                    touched.push(other);
                }
                *slot += ground.bits_of(number);
            }
        }
        if touched.len() * 8 < bits.len() {
            touched.sort_unstable();
        } else {
            // So many are found in order sooner than sorted.
            touched.clear();
            touched.extend((0..).zip(&bits).filter(|(_, bits)| **bits > 0).map(|(other, _)| other));
        }
        met.extend(touched.drain(..).map(|other| {
            let bits = std::mem::take(&mut bits[other as usize]);
            Meeting { places: [of_place[0].0 as usize, other as usize], bits }
        }));
    }
    met
}

/// Places of a side and what stands there of what both texts have, each pair once, by place.
fn rows(
    ground: &Ground,
    side: usize,
    cells: &Range<usize>,
    is_meant: &impl Fn(Zone) -> bool,
    place: &impl Fn(usize, usize) -> usize,
) -> Vec<(u32, u32)> {
    const NEVER: u32 = u32::MAX;
    let half = &ground.halves[side];
    let mut last = vec![NEVER; ground.words()];
    let mut rows = Vec::with_capacity(half.common_of(cells.clone()).len());
    for cell in cells.clone().filter(|&cell| is_meant(half.cells()[cell].zone)) {
        let here = place(side, cell) as u32;
        for common in half.common_of(cell..cell + 1) {
            if std::mem::replace(&mut last[common.number as usize], here) != here {
                rows.push((here, common.number));
            }
        }
    }
    rows
}

/// In how many of the rows each number stands.
fn counts(ground: &Ground, rows: &[(u32, u32)]) -> Vec<u32> {
    let mut counts = vec![0; ground.words()];
    rows.iter().for_each(|&(_, number)| counts[number as usize] += 1);
    counts
}

/// Where the numbers stand on one side.
struct Standing {
    /// The places of each number, one number after another …
    places: Vec<u32>,
    /// … and where those of each end; those of the first begin at 0.
    ends: Vec<u32>,
}

impl Standing {
    fn of(ground: &Ground, rows: &[(u32, u32)]) -> Standing {
        let mut ends = counts(ground, rows);
        let mut sum = 0;
        for count in &mut ends {
            (*count, sum) = (sum, sum + *count);
        }
        // What is now where each begins is where it ends when all have taken their places.
        let mut places = vec![0; rows.len()];
        for &(here, number) in rows {
            let at = &mut ends[number as usize];
            places[*at as usize] = here;
            *at += 1;
        }
        Standing { places, ends }
    }

    fn places_of(&self, number: u32) -> &[u32] {
        let number = number as usize;
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[begin as usize..self.ends[number] as usize]
    }
}
