//! Where the two texts meet: the places of either that hold the same telling words.

use std::ops::Range;

use super::super::corpus::Zone;
use super::super::thresholds::MEETING_PLACES;
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
    let [in_a, in_b] = [0, 1].map(|side| Standing::of(ground, side, &cells[side], &is_meant, &place));
    let mut met: Vec<Meeting> = Vec::new();
    // By place of the second text: what it has in common with the present place of the first; and where that is anything.
    let mut bits = vec![0u64; in_b.places];
    let mut touched: Vec<usize> = Vec::new();
    for of_place in in_a.rows.chunk_by(|x, y| x.0 == y.0) {
        for &(_, number) in of_place {
            let there = in_b.places_of(number);
            // A word that stands everywhere in both does not say which places belong together.
            if there.len() * in_a.places_of(number).len() > MEETING_PLACES {
                continue;
            }
            for &other in there {
                let other = other as usize;
                if bits[other] == 0 {
                    touched.push(other);
                }
                bits[other] += ground.bits_of(number);
            }
        }
        touched.sort_unstable();
        let meeting =
            |other: usize| Meeting { places: [of_place[0].0 as usize, other], bits: std::mem::take(&mut bits[other]) };
        met.extend(touched.drain(..).map(meeting));
    }
    met
}

/// Where the telling units of one side stand.
struct Standing {
    /// Place and number, each pair once, by place.
    rows: Vec<(u32, u32)>,
    /// The places of each number, one number after another, and where those of each begin.
    by_number: Vec<u32>,
    begins: Vec<u32>,
    /// One more than the highest place.
    places: usize,
}

impl Standing {
    fn of(
        ground: &Ground,
        side: usize,
        cells: &Range<usize>,
        is_meant: &impl Fn(Zone) -> bool,
        place: &impl Fn(usize, usize) -> usize,
    ) -> Standing {
        let half = &ground.halves[side];
        const NEVER: u32 = u32::MAX;
        let mut last = vec![NEVER; ground.words()];
        let mut begins = vec![0u32; ground.words() + 1];
        let mut rows = Vec::new();
        let mut places = 0;
        for cell in cells.clone().filter(|&cell| is_meant(half.cells()[cell].zone)) {
            let here = place(side, cell) as u32;
            places = here as usize + 1;
            for unit in half.cells()[cell].units.clone().filter(|&unit| half.tells(unit)) {
                let number = half.numbers[unit];
                if std::mem::replace(&mut last[number as usize], here) != here {
                    rows.push((here, number));
                    begins[number as usize + 1] += 1;
                }
            }
        }
        for number in 0..ground.words() {
            begins[number + 1] += begins[number];
        }
        let mut by_number = vec![0; rows.len()];
        let mut next = begins.clone();
        for &(here, number) in &rows {
            let at = &mut next[number as usize];
            by_number[*at as usize] = here;
            *at += 1;
        }
        Standing { rows, by_number, begins, places }
    }

    fn places_of(&self, number: u32) -> &[u32] {
        let [begin, end] = [0, 1].map(|next| self.begins[number as usize + next] as usize);
        &self.by_number[begin..end]
    }
}
