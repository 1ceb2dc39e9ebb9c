//! Who is told what becomes of two texts while they are compared: nobody, or whoever [explains](super::explain) it.

use super::pairing::Pairing;
use super::regions::{Ground, Region, Seed};

/// Is told of each stage when it is done. Nothing follows from what a witness does.
pub(super) trait Witness {
    /// What the regions grew from, and what they are taken for.
    fn regions(&mut self, ground: &Ground, seeds: &[Seed], regions: &[Region]);

    /// A pair of sentences that was looked at and is not told.
    fn lost(&mut self, sentences: &Pairing, why: Loss);
}

/// Why a pair of sentences of a region is not told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Loss {
    /// A headline and prose, whose words in order do not prove anything: a headline is made of what every report of its
    /// subject says.
    Headline,
    /// Its region is taken for chance, and its own words in order tell too little.
    Unproved,
    /// One of them belongs to another pair, which tells more.
    Taken,
}

/// Nobody.
impl Witness for () {
    fn regions(&mut self, _: &Ground, _: &[Seed], _: &[Region]) {}

    fn lost(&mut self, _: &Pairing, _: Loss) {}
}
