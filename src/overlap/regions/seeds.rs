//! Seeds: pairs of cells with enough telling words in common.

use super::super::corpus::Zone;
use super::super::thresholds::{SEED_BITS, SEED_COSINE};
use super::Ground;
use super::meetings::meetings;

/// A cell of either text, and how strongly they agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::overlap) struct Seed {
    pub cells: [usize; 2],
    /// What their common words tell, in thousandths of a bit …
    pub bits: u64,
    /// … weighed by how much of both cells they make up.
    pub strength: u64,
}

/// All seeds, in the order of the cells of the first text, then of the second.
pub(super) fn seeds(ground: &Ground) -> Vec<Seed> {
    let seed = |cells: [usize; 2], bits: u64| {
        let [a, b] = [0, 1].map(|side| ground.halves[side].weight(cells[side]));
        let cosine = bits * 1000 / (a * b).isqrt().max(1);
        (cosine >= SEED_COSINE).then_some(Seed { cells, bits, strength: bits * cosine / 1000 })
    };
    let met = meetings(ground, ground.all_cells(), Zone::is_text, |_, cell| cell, SEED_BITS);
    let mut seeds = Vec::with_capacity(met.len());
    seeds.extend(met.into_iter().filter_map(|met| seed(met.places, met.bits)));
    seeds
}
