//! Tiles: the runs of units that both stretches of a region have in common, each unit used once.
//!
//! Greedy string tiling (Wise 1993) from left to right: at each unit the longest run that begins here and is free on the
//! other side; of runs as long the one nearest to where the last ended.

use super::super::corpus::Class;
use super::super::thresholds::SMALL_WORDS;
use super::{Ground, Stretch};

/// A run of units that stands in both stretches; positions in the two texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tile {
    pub at: [usize; 2],
    pub length: usize,
}

/// The tiles of a stretch, in the order of the first text.
pub(super) fn tiles(ground: &Ground, stretch: &Stretch) -> Vec<Tile> {
    let [in_a, in_b] = [0, 1].map(|side| &ground.halves[side].numbers()[stretch[side].clone()]);
    let units = &ground.halves[0].units()[stretch[0].clone()];
    // Where each number stands in the second stretch: the first place, and for each place the next.
    const NOWHERE: u32 = u32::MAX;
    let mut first = ground.table();
    first.fill(NOWHERE);
    let mut next = ground.list(in_b.len());
    next.resize(in_b.len(), NOWHERE);
    for (place, &number) in in_b.iter().enumerate().rev() {
        next[place] = first[number as usize];
        first[number as usize] = place as u32;
    }
    // The second stretch without what is used already.
    const USED: u32 = u32::MAX;
    let mut free = ground.list(in_b.len());
    free.extend_from_slice(in_b);
    let (first, next, free) = (first.as_slice(), next.as_slice(), free.as_mut_slice());
    // As many as most stretches have.
    let mut tiles = Vec::with_capacity(16);
    let (mut at, mut behind) = (0, 0usize);
    while at < in_a.len() {
        let (mut length, mut place) = (0usize, 0usize);
        let mut other = first[in_a[at] as usize];
        while other != NOWHERE {
            let here = other as usize;
            other = next[here];
            // Where the last unit of a run as long is not equal, no run is.
            let last = length.saturating_sub(1);
            if free.get(here + last) != Some(&in_a[at + last]) {
                continue;
            }
            let run = in_a[at..].iter().zip(&free[here..]).take_while(|(a, b)| a == b).count();
            if run > length || run == length && run > 0 && here.abs_diff(behind) < place.abs_diff(behind) {
                (length, place) = (run, here);
            }
        }
        let says_something = units[at..at + length].iter().any(|unit| unit.class != Class::Function);
        if length == 0 || !says_something && length < SMALL_WORDS {
            at += 1;
            continue;
        }
        free[place..place + length].fill(USED);
        tiles.push(Tile { at: [stretch[0].start + at, stretch[1].start + place], length });
        at += length;
        behind = place + length;
    }
    tiles
}
