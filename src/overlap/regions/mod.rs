//! Regions: stretches of two texts that have more in common than two texts of one subject would.
//!
//! A copied sentence may keep its order, lose it, be parted or joined; what stays is that its words are found again close
//! together. So the two texts are laid on one [`Ground`] and looked at as rectangles, a stretch of the one by a stretch of
//! the other:
//!
//! 1. [`seeds`]: pairs of cells (sentences, long ones cut) with enough telling words in common;
//! 2. [`grow`]: around the strongest seed the rectangle grows while what both sides share outweighs what they do not;
//! 3. [`ends`]: its ends go where words cease to be met as often as inside it;
//! 4. [`part`]: what does not fit inside parts it, pieces that nearly touch on both sides are one;
//! 5. [`digest`]: a stretch that says in short what all of the other text says;
//! 6. [`proof`]: a piece is believed for the order of its words or for the mass of them, and less is enough beside one
//!    that is.
//!
//! Growing and trimming to a maximal score is that of local alignment (Smith & Waterman 1981), without its order; that
//! sentences are compared as sets of weighted words, and regions by the same measure as sentences, follows Sanchez-Perez,
//! Sidorov & Gelbukh (PAN at CLEF 2014).

mod cells;
mod digest;
mod ends;
mod ground;
mod grow;
mod meetings;
mod part;
mod proof;
mod seeds;
mod shelf;
mod tiles;

pub(crate) use cells::Cell;
pub(super) use cells::cells;
pub(super) use ground::{Ground, Half, Numbers, is_common};
pub(super) use meetings::{Meeting, meetings};
pub use proof::{Asked, Chance, Proof};
pub(super) use seeds::Seed;

use std::ops::Range;

use super::thresholds::{ENCLOSED_UNITS, JOIN_UNITS};

/// Positions of units, half-open, in the texts of both sides.
pub(super) type Stretch = [Range<usize>; 2];

/// Cells of both sides, half-open.
type Cells = [Range<usize>; 2];

/// A stretch of either text with words in common.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// Units of both texts.
    pub units: Stretch,
    pub belief: Belief,
    /// What it proves by itself; nothing, if it is a digest, which is believed for all of the other text.
    pub proof: Option<Proof>,
}

/// What a region is taken for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Belief {
    /// It has no more in common than chance yields.
    Chance,
    /// It has, and is a form that was filled in twice.
    Form,
    /// It has; but what it has in common may be what both quote or report.
    Shared,
    /// One stretch has its wording from the other, or both from a third.
    Copied,
}

/// The regions of two texts, in the order of the first, and the pairs of cells they grew from.
pub(super) fn regions(ground: &Ground, chance: Chance) -> (Vec<Region>, Vec<Seed>) {
    let seeds = seeds::seeds(ground);
    let mut pieces: Vec<(Stretch, Proof, Belief)> = Vec::new();
    for cells in grow::grow(ground, &seeds) {
        let whole = ends::refined(ground, &ground.units_of(&cells));
        let parts = match part::parts(ground, &seeds, &cells, &whole) {
            None => vec![whole.clone()],
            Some(parts) => enclosing_joined(parts.iter().map(|part| ends::refined(ground, part)).collect()),
        };
        let proofs: Vec<Proof> = parts.iter().map(|part| Proof::of(ground, part)).collect();
        // A region that proves itself as a whole vouches for its parts, and each part for the others.
        let of_whole = (parts != [whole.clone()]).then(|| Proof::of(ground, &whole).belief(chance));
        let vouched = proofs.iter().map(|proof| proof.belief(chance)).chain(of_whole).max().unwrap_or(Belief::Chance);
        pieces.extend(parts.into_iter().zip(proofs).map(|(part, proof)| {
            let belief = proof.belief(chance).max(proof.belief_within(vouched));
            (part, proof, belief)
        }));
    }
    // So do two texts of which one region shows that they belong together.
    let vouched = pieces.iter().map(|(.., belief)| *belief).max().unwrap_or(Belief::Chance);
    let mut regions: Vec<Region> = pieces
        .into_iter()
        .map(|(units, proof, belief)| {
            let belief = belief.max(proof.belief_beside(vouched));
            Region { units, belief, proof: Some(proof) }
        })
        .collect();
    add_digest(ground, seeds.len(), &mut regions, chance);
    regions.sort_by_key(|region| (order(&region.units), std::cmp::Reverse(region.belief)));
    regions.dedup_by(|x, y| x.units == y.units);
    (regions, seeds)
}

/// Where one text has a digest of the other, that is a region in the place of those inside it.
fn add_digest(ground: &Ground, seeds: usize, regions: &mut Vec<Region>, chance: Chance) {
    let believed = regions.iter().filter(|region| region.belief > Belief::Chance);
    let believed: Vec<Stretch> = believed.map(|region| region.units.clone()).collect();
    let Some((side, units)) = digest::digest(ground, seeds, &believed, Asked::of(chance).mass) else { return };
    regions.retain(|region| {
        let (mine, digest) = (&region.units[side], &units[side]);
        let within = mine.end.min(digest.end).saturating_sub(mine.start.max(digest.start));
        2 * within < mine.len()
    });
    regions.push(Region { units, belief: Belief::Copied, proof: None });
}

fn order([a, b]: &Stretch) -> [usize; 4] {
    [a.start, a.end, b.start, b.end]
}

/// Whether few units stand between the two on both sides, or none.
pub(super) fn nearly_touch(x: &Stretch, y: &Stretch) -> bool {
    let near = |x: &Range<usize>, y: &Range<usize>| x.start.max(y.start) <= x.end.min(y.end) + JOIN_UNITS;
    near(&x[0], &y[0]) && near(&x[1], &y[1])
}

/// Whether the two stand in the same order on both sides with gaps of like length between them, no longer than they are: so
/// they enclose a sentence that was rewritten.
fn enclose_like(x: &Stretch, y: &Stretch) -> bool {
    let gap = |side: usize| x[side].start.max(y[side].start) as i64 - x[side].end.min(y[side].end) as i64;
    let (wider, narrower) = (gap(0).max(gap(1)), gap(0).min(gap(1)));
    let shorter: usize = (0..2).map(|side| x[side].len().min(y[side].len())).sum();
    (x[0].start < y[0].start) == (x[1].start < y[1].start)
        && wider <= ENCLOSED_UNITS
        && 2 * narrower >= wider
        && wider + narrower <= shorter as i64
}

/// From the first to the last unit of both, on either side.
pub(super) fn cover(x: &Stretch, y: &Stretch) -> Stretch {
    [0, 1].map(|side| x[side].start.min(y[side].start)..x[side].end.max(y[side].end))
}

/// Joins stretches that nearly touch, or enclose a sentence that was rewritten.
fn enclosing_joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(order);
    let belong = |one: &Stretch, other: &Stretch| nearly_touch(one, other) || enclose_like(one, other);
    joined(stretches, belong, |one, other| *one = cover(one, &other))
}

/// Joins what belongs together, until nothing does.
pub(super) fn joined<T>(mut list: Vec<T>, belong: impl Fn(&T, &T) -> bool, join: impl Fn(&mut T, T)) -> Vec<T> {
    // Joining two can bring a third into reach: begin again until nothing changes.
    'again: loop {
        for first in 0..list.len() {
            if let Some(second) = (first + 1..list.len()).find(|&second| belong(&list[first], &list[second])) {
                let other = list.remove(second);
                join(&mut list[first], other);
                continue 'again;
            }
        }
        return list;
    }
}
