//! Where the two texts meet: the places of either that hold the same telling words.

use std::iter;
use std::ops::Range;

use super::super::corpus::Zone;
use super::super::thresholds::{MEETING_PART, MEETING_PLACES};
use super::Ground;
use super::shelf::Lent;

/// A place of either text (a cell, a sentence), and what their common words tell, in thousandths of a bit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::overlap) struct Meeting {
    pub places: [usize; 2],
    pub bits: u64,
}

/// Most texts meet in no more places: room for so many is asked for at once.
const FEW: usize = 16;

/// The meetings of the cells in these ranges that tell at least so much, in the order of the first text, then of the second. `place` names the place
/// of a side that a cell belongs to, in rising order; cells of other zones meet nothing.
pub(in crate::overlap) fn meetings(
    ground: &Ground,
    cells: [Range<usize>; 2],
    is_meant: impl Fn(Zone) -> bool,
    place: impl Fn(usize, usize) -> usize,
    least: u64,
) -> Vec<Meeting> {
    let [rows_a, rows_b] = [0, 1].map(|side| Rows::of(ground, side, &cells[side], &is_meant, &place));
    let in_a = counts(ground, &rows_a);
    let in_b = Standing::of(ground, &rows_b);
    let most = MEETING_PLACES.max(cells.iter().map(Range::len).sum::<usize>() / MEETING_PART);
    // What was not touched tells nothing.
    let least = least.max(1);
    let mut met: Vec<Meeting> = Vec::with_capacity(FEW);
    // By place of the second text: what it has in common with the present place of the first; and where that is anything.
    let mut bits: Vec<u64> = iter::repeat_n(0, rows_b.places.last().map_or(0, |&place| place as usize + 1)).collect();
    let mut touched = ground.list(bits.len());
    let (often, tells) = (in_a.as_slice(), ground.bits.as_slice());
    let mut at = 0;
    for of_place in rows_a.places.chunk_by(|x, y| x == y) {
        let numbers = &rows_a.numbers[at..at + of_place.len()];
        at += of_place.len();
        for &number in numbers {
            let there = in_b.places_of(number);
            // A word that stands everywhere in both does not say which places belong together.
            if there.len() * often[number as usize] as usize > most {
                continue;
            }
            let tells = u64::from(tells[number as usize]);
            for &other in there {
                let slot = &mut bits[other as usize];
                if *slot == 0 {
                    touched.push(other);
                }
                *slot += tells;
            }
        }
        let mut take = |other: usize, slot: &mut u64| {
            let bits = std::mem::take(slot);
            if bits >= least {
                met.push(Meeting { places: [of_place[0] as usize, other], bits });
            }
        };
        if touched.len() * 8 < bits.len() {
            touched.sort_unstable();
            touched.drain(..).for_each(|other| take(other as usize, &mut bits[other as usize]));
        } else {
            // So many are found in order sooner than sorted.
            touched.clear();
            bits.iter_mut().enumerate().for_each(|(other, slot)| take(other, slot));
        }
    }
    met
}

/// Places of a side and what stands there of what both texts have, each pair once, by place.
struct Rows {
    places: Lent,
    numbers: Lent,
}

impl Rows {
    fn of(
        ground: &Ground,
        side: usize,
        cells: &Range<usize>,
        is_meant: &impl Fn(Zone) -> bool,
        place: &impl Fn(usize, usize) -> usize,
    ) -> Rows {
        let half = &ground.halves[side];
        // By number: one more than the last place that has it.
        let mut last = ground.table();
        let last = last.as_mut_slice();
        let mut rows = Rows { places: ground.list(0), numbers: ground.list(0) };
        for cell in cells.clone().filter(|&cell| is_meant(half.cells()[cell].zone)) {
            let here = place(side, cell) as u32;
            for &number in half.common_of(cell) {
                if std::mem::replace(&mut last[number as usize], here + 1) != here + 1 {
                    rows.places.push(here);
                    rows.numbers.push(number);
                }
            }
        }
        rows
    }
}

/// In how many of the rows each number stands.
fn counts(ground: &Ground, rows: &Rows) -> Lent {
    let mut counts = ground.table();
    let slots = counts.as_mut_slice();
    rows.numbers.iter().for_each(|&number| slots[number as usize] += 1);
    counts
}

/// Where the numbers stand on one side.
struct Standing {
    /// The places of each number, one number after another …
    places: Lent,
    /// … and where those of each end; those of the first begin at 0.
    ends: Lent,
}

impl Standing {
    fn of(ground: &Ground, rows: &Rows) -> Standing {
        let mut ends = counts(ground, rows);
        let mut sum = 0;
        for count in ends.iter_mut() {
            (*count, sum) = (sum, sum + *count);
        }
        // What is now where each begins is where it ends when all have taken their places.
        let mut places = ground.list(rows.places.len());
        places.resize(rows.places.len(), 0);
        for (&here, &number) in rows.places.iter().zip(rows.numbers.iter()) {
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
