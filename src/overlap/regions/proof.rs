//! What a region proves: by the order of its words, or by their mass.

use super::super::corpus::{Class, Unit};
use super::super::evidence::log2_thousandths;
use super::super::thresholds::{
    FORM_FACTS, FORM_FILLED, FORM_SHARE, FORM_WORDS, MASS_BITS, MASS_COPIED, MASS_SEARCH, MASS_SHARE, ORDER,
    ORDER_BESIDE, ORDER_CELLS, ORDER_ODDS, ORDER_SEARCH, ORDER_WITHIN, OrderWeights,
};
use super::tiles::tiles;
use super::{Belief, Ground, Stretch};

/// How the pairs of texts came about: of many pairs looked at, some agree by chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chance {
    /// log2 of the number of texts each was compared with, in thousandths.
    bits: u64,
}

impl Chance {
    /// Somebody named the pairs.
    pub const NAMED: Chance = Chance { bits: 0 };

    /// log2 of the number of texts that each was compared with, in thousandths.
    pub(in crate::overlap) fn bits(self) -> u64 {
        self.bits
    }

    /// All pairs of so many texts were searched.
    pub fn searched(texts: usize) -> Chance {
        Chance { bits: u64::from(log2_thousandths(texts as u64)) }
    }
}

/// What a region is worth as evidence that one stretch has its wording from the other, or both from a third.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Proof {
    /// The natural logarithm of the odds that words in such order are copied, in thousandths ([`ORDER`]).
    pub order: i64,
    /// What both sides have in common beyond a share of all they say, in thousandths of a bit.
    pub mass: i64,
    /// The same without what stands between quotation marks on either side.
    pub unquoted: i64,
    /// What the common content tells …
    pub bits: u64,
    /// … and how much of it stands between quotation marks.
    pub quoted: u64,
    /// It is a form filled in twice.
    pub form: bool,
}

impl Proof {
    pub(super) fn of(ground: &Ground, stretch: &Stretch) -> Proof {
        let [a, b] = [0, 1].map(|side| &ground.halves[side].units()[stretch[side].clone()]);
        let bits_in_a = ground.halves[0].bits();
        let mut shared = Shared::default();
        for tile in tiles(ground, stretch) {
            shared.tiles += 1;
            shared.units += tile.length as u64;
            shared.longest = shared.longest.max(tile.length as u64);
            for step in 0..tile.length {
                let (i, j) = (tile.at[0] + step, tile.at[1] + step);
                let (unit, other) = (&a[i - stretch[0].start], &b[j - stretch[1].start]);
                // No branch: which words are content is anyone's guess.
                let bits = u64::from(unit.class.is_content()) * u64::from(bits_in_a[i]);
                shared.bits += bits;
                shared.quoted += u64::from(unit.quoted | other.quoted) * bits;
                shared.values += u64::from(unit.class == Class::Value);
            }
        }
        // What the content of both sides tells, and what stands outside quotation marks.
        let (mut content, mut unquoted) = (0, 0);
        for (side, units) in [a, b].into_iter().enumerate() {
            let bits = &ground.halves[side].bits()[stretch[side].clone()];
            for (unit, &bits) in units.iter().zip(bits) {
                let bits = u64::from(unit.class.is_content()) * u64::from(bits);
                content += bits;
                unquoted += u64::from(!unit.quoted) * bits;
            }
        }
        let beyond = |common: u64, all: u64| 2 * common as i64 - MASS_SHARE * all as i64 / 1000;
        let values = |units: &[Unit]| units.iter().any(|unit| unit.class == Class::Value);
        let sides = Sides {
            shorter: a.len().min(b.len()) as u64,
            longer: a.len().max(b.len()) as u64,
            cells: (ground.halves[0].cells().len() * ground.halves[1].cells().len()) as u64,
            other_values: shared.values == 0 && values(a) && values(b),
        };
        Proof {
            order: shared.order(&ORDER, &sides),
            mass: beyond(shared.bits, content),
            unquoted: beyond(shared.bits - shared.quoted, unquoted),
            bits: shared.bits,
            quoted: shared.quoted,
            form: is_form(ground, stretch),
        }
    }

    /// What the region is taken for by itself.
    pub(in crate::overlap) fn belief(&self, chance: Chance) -> Belief {
        let (asked, in_order) = (Asked::of(chance), self.is_in_order(chance));
        if self.form && (in_order || self.mass >= asked.mass) {
            Belief::Form
        } else if !self.is_quoted() && in_order || self.unquoted >= asked.unquoted {
            Belief::Copied
        } else if in_order || self.mass >= asked.mass {
            Belief::Shared
        } else {
            Belief::Chance
        }
    }

    /// … within a region that is taken for `vouched` …
    pub(super) fn belief_within(&self, vouched: Belief) -> Belief {
        self.vouched(self.order >= ORDER_WITHIN, vouched)
    }

    /// … or elsewhere in two texts of which the best region is taken for it.
    pub(super) fn belief_beside(&self, vouched: Belief) -> Belief {
        self.vouched(self.order >= ORDER_BESIDE, vouched)
    }

    fn vouched(&self, enough: bool, vouched: Belief) -> Belief {
        match vouched {
            _ if !enough || self.form || vouched == Belief::Form => Belief::Chance,
            Belief::Copied if self.is_quoted() => Belief::Shared,
            vouched => vouched,
        }
    }

    /// Whether most of what it has in common stands between quotation marks. Two reports may quote one speaker.
    pub fn is_quoted(&self) -> bool {
        2 * self.quoted > self.bits
    }

    fn is_in_order(&self, chance: Chance) -> bool {
        self.order >= Asked::of(chance).order
    }
}

/// What it takes to be believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// For the order of words: odds, as [`Proof::order`].
    pub order: i64,
    /// For the mass of what both sides have in common …
    pub mass: i64,
    /// … and outside quotation marks, to be believed to be copied.
    pub unquoted: i64,
}

impl Asked {
    pub(in crate::overlap) fn of(chance: Chance) -> Asked {
        let searched = |named: i64, more: i64| named + more * chance.bits as i64 / 1000;
        Asked {
            order: searched(ORDER_ODDS, ORDER_SEARCH),
            mass: searched(MASS_BITS, MASS_SEARCH),
            unquoted: searched(MASS_COPIED, MASS_SEARCH),
        }
    }
}

/// Whether the stretches are a form filled in twice: phrases that many texts have with other names and numbers in them, and
/// here too hardly one name or number is the same.
fn is_form(ground: &Ground, stretch: &Stretch) -> bool {
    let is_of_form = |side: usize| {
        let units = &ground.halves[side].units()[stretch[side].clone()];
        units.iter().filter(|unit| unit.in_form).count() * 1000 >= FORM_WORDS * units.len()
    };
    if !is_of_form(0) || !is_of_form(1) {
        return false;
    }
    let facts = |side: usize, is_meant: fn(&Unit) -> bool| {
        let units = &ground.halves[side].units()[stretch[side].clone()];
        let facts = units.iter().filter(|unit| unit.class.is_fact() && is_meant(unit));
        let mut ids: Vec<u32> = facts.map(|unit| unit.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    // What is printed in the form says nothing of whoever filled it in.
    let [a, b] = [0, 1].map(|side| facts(side, |unit| !unit.is_printed));
    let fewer = a.len().min(b.len());
    let same = a.iter().filter(|id| b.binary_search(id).is_ok()).count();
    // Of a report that many print in part, most is printed.
    let is_filled_in = |side: usize, own: &[u32]| own.len() * 1000 >= FORM_FILLED * facts(side, |_| true).len();
    fewer >= FORM_FACTS && same * 1000 <= FORM_SHARE * fewer && is_filled_in(0, &a) && is_filled_in(1, &b)
}

/// What the tiles of a region have.
#[derive(Default)]
struct Shared {
    tiles: u64,
    units: u64,
    longest: u64,
    bits: u64,
    quoted: u64,
    values: u64,
}

/// What its sides have.
struct Sides {
    shorter: u64,
    longer: u64,
    /// Pairs of cells of the two texts, each of which might have agreed by chance.
    cells: u64,
    /// Both sides give numbers or dates, and none in common: a form filled in twice.
    other_values: bool,
}

impl Shared {
    fn order(&self, weights: &OrderWeights, sides: &Sides) -> i64 {
        let log = |n: u64| i64::from(log2_thousandths(n));
        // One and so many bits, in thousandths: the logarithm's argument may be as fine as that.
        let bits = log(1000 + self.bits) - log(1000);
        let in_a_row = (self.units - self.tiles) * 1000 / self.units.max(1);
        let sum = weights.bits * bits
            + weights.longest * log(1 + self.longest)
            + weights.in_a_row * in_a_row as i64
            + weights.tiles * log(1 + self.tiles)
            + weights.shorter * log(1 + sides.shorter)
            + weights.longer * log(1 + sides.longer)
            + weights.cells * log(sides.cells.max(ORDER_CELLS))
            + weights.other_values * i64::from(sides.other_values) * 1000;
        weights.constant + sum / 1000
    }
}
