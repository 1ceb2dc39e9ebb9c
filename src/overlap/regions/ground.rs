//! Two texts on one ground: their units numbered alike, and what each tells here.

use std::ops::Range;

use super::super::corpus::{Class, Corpus, Prepared, Unit};
use super::super::evidence::{bits, log2_thousandths};
use super::super::lexicon::{Seen, Word};
use super::super::thresholds::NAME_SHARE;
use super::{Cell, Cells, Stretch};

/// Two texts to be compared.
///
/// Units that count as the same have the same number in both texts. What both have is numbered from [`COMMON`] on; all that
/// only one of them has goes by one number there, for nothing is ever asked of it but what it tells.
pub(in crate::overlap) struct Ground<'c> {
    pub halves: [Half<'c>; 2],
    /// What each number tells, in thousandths of a bit; small words tell nothing.
    pub bits: Vec<u32>,
}

/// One of them.
pub(in crate::overlap) struct Half<'c> {
    pub text: &'c Prepared<'c>,
    /// Of each unit.
    pub numbers: Vec<u32>,
    /// What each unit tells, in thousandths of a bit.
    pub bits: Vec<u32>,
    /// What the units of each cell tell together.
    pub weights: Vec<u64>,
    /// The units that tell something and stand in the other text, in order.
    common: Vec<Common>,
    /// How many of them stand before each cell, and in all.
    common_before: Vec<u32>,
    /// How many units that tell something stand before each unit, and in all.
    telling_before: Vec<u32>,
}

/// A unit of one text that tells something and stands in the other too.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Common {
    pub unit: u32,
    pub number: u32,
}

/// The numbers of what only the first and only the second text has.
const ALONE: [u32; 2] = [0, 1];

/// The first number of what both have.
const COMMON: u32 = 2;

/// The words of one text after another, kept so that a pair costs no more than its own length.
pub(in crate::overlap) struct Numbers(Seen);

impl Numbers {
    pub fn new(corpus: &Corpus) -> Numbers {
        Numbers(Seen::new(corpus.ids()))
    }
}

impl<'c> Ground<'c> {
    /// The texts `a` and `b` of the corpus.
    pub fn new(corpus: &'c Corpus, Numbers(seen): &mut Numbers, a: usize, b: usize) -> Ground<'c> {
        let texts = [&corpus.texts[a], &corpus.texts[b]];
        let [words, others] = texts.map(|text| text.lexicon.words.as_slice());
        seen.clear();
        words.iter().zip(0..).for_each(|(word, place)| seen.note(word.id, place));
        let cells = texts.iter().map(|text| text.cells.len() as u64).sum();
        let tell = Tell { most: bits(1, cells) };
        // Of each word of either text its number, and what it tells.
        let mut first: Vec<(u32, u32)> = words.iter().map(|_| (ALONE[0], 0)).collect();
        let mut second = Vec::with_capacity(others.len());
        let mut bits = vec![0; COMMON as usize];
        for other in others {
            second.push(match seen.place(other.id) {
                Some(place) => {
                    let word = &words[place as usize];
                    // What it is where the first text has it first.
                    let both = Word { held: word.held + other.held, ..*word };
                    first[place as usize] = (bits.len() as u32, tell.bits(&both));
                    bits.push(tell.bits(&both));
                    first[place as usize]
                }
                None => (ALONE[1], tell.bits(other)),
            });
        }
        let alone = words.iter().zip(&mut first).filter(|(_, (number, _))| *number == ALONE[0]);
        alone.for_each(|(word, (_, told))| *told = tell.bits(word));
        Ground { halves: [Half::of(texts[0], &first), Half::of(texts[1], &second)], bits }
    }

    /// How many numbers there are.
    pub fn words(&self) -> usize {
        self.bits.len()
    }

    pub fn bits_of(&self, number: u32) -> u64 {
        u64::from(self.bits[number as usize])
    }

    /// All cells of both texts.
    pub fn all_cells(&self) -> Cells {
        [0, 1].map(|side| 0..self.halves[side].cells().len())
    }

    /// The units of the cells, from the first to the last.
    pub fn units_of(&self, cells: &Cells) -> Stretch {
        [0, 1].map(|side| {
            let (all, cells) = (self.halves[side].cells(), &cells[side]);
            all[cells.start].units.start..all[cells.end - 1].units.end
        })
    }

    /// Which numbers stand among the units of a side.
    pub fn standing(&self, side: usize, units: &Range<usize>) -> Vec<bool> {
        let mut standing = vec![false; self.words()];
        for &number in &self.halves[side].numbers[units.clone()] {
            standing[number as usize] = true;
        }
        standing
    }
}

impl<'c> Half<'c> {
    /// `words` are the number of each word of the text and what it tells.
    fn of(text: &'c Prepared<'c>, words: &[(u32, u32)]) -> Half<'c> {
        // One plain loop for each list is faster than one for all.
        let of_units = || text.lexicon.places.iter().map(|&place| words[place as usize]);
        let numbers: Vec<u32> = of_units().map(|(number, _)| number).collect();
        let bits: Vec<u32> = of_units().map(|(_, bits)| bits).collect();
        let weight = |cell: &Cell| bits[cell.units.clone()].iter().map(|&bits| u64::from(bits)).sum();
        let weights = text.cells.iter().map(weight).collect();
        let mut telling_before = vec![0; bits.len() + 1];
        let mut telling = 0;
        for (before, &bits) in telling_before[1..].iter_mut().zip(&bits) {
            telling += u32::from(bits > 0);
            *before = telling;
        }
        // Each unit is written down and counts only if it is common: which are is anyone's guess, and a branch would guess.
        let mut common = vec![Common::default(); bits.len() + 1];
        let mut met = 0;
        let mut common_before = Vec::with_capacity(text.cells.len() + 1);
        common_before.push(0);
        for cell in &text.cells {
            for unit in cell.units.clone() {
                let number = numbers[unit];
                common[met] = Common { unit: unit as u32, number };
                met += usize::from((number >= COMMON) & (bits[unit] > 0));
            }
            common_before.push(met as u32);
        }
        common.truncate(met);
        Half { text, numbers, bits, weights, common, common_before, telling_before }
    }

    pub fn cells(&self) -> &'c [Cell] {
        &self.text.cells
    }

    pub fn units(&self) -> &'c [Unit] {
        &self.text.units
    }

    /// Whether the unit tells anything.
    pub fn tells(&self, unit: usize) -> bool {
        self.bits[unit] > 0
    }

    /// What these cells have in common with the other text.
    pub(super) fn common_of(&self, cells: Range<usize>) -> &[Common] {
        &self.common[self.common_before[cells.start] as usize..self.common_before[cells.end] as usize]
    }

    /// What these units have in common with the other text.
    pub(super) fn common_in(&self, units: &Range<usize>) -> &[Common] {
        let before = |unit: usize| self.common.partition_point(|common| (common.unit as usize) < unit);
        &self.common[before(units.start)..before(units.end)]
    }

    /// Whether the unit stands in the other text.
    pub(in crate::overlap) fn is_common(&self, unit: usize) -> bool {
        self.numbers[unit] >= COMMON
    }

    /// How many of these units tell something.
    pub(super) fn telling(&self, units: &Range<usize>) -> u64 {
        u64::from(self.telling_before[units.end] - self.telling_before[units.start])
    }

    /// Whether the cell belongs to the article: credits and the site's own lines are looked at elsewhere.
    pub fn is_text(&self, cell: usize) -> bool {
        self.cells()[cell].zone.is_text()
    }

    /// The cell that holds a unit.
    pub fn cell_of(&self, unit: usize) -> usize {
        self.cells().partition_point(|cell| cell.units.end <= unit)
    }
}

/// What words tell two texts.
struct Tell {
    /// What a word of one cell tells.
    most: u32,
}

impl Tell {
    fn bits(&self, word: &Word) -> u32 {
        if word.class == Class::Function {
            return 0;
        }
        let anywhere = u32::from(word.told);
        // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
        let here = self.most.saturating_sub(log2_thousandths(u64::from(word.held.max(2) - 1)));
        let bits = anywhere.min(here);
        if word.class == Class::Name { (u64::from(bits) * NAME_SHARE / 1000) as u32 } else { bits }
    }
}
