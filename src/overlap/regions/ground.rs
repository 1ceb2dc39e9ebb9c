//! Two texts on one ground: their units numbered alike, and what each tells here.

use std::ops::Range;

use super::super::corpus::{Class, Corpus, Prepared, Unit};
use super::super::evidence::bits;
use super::super::thresholds::NAME_SHARE;
use super::{Cell, Cells, Stretch};

/// Two texts to be compared.
pub(in crate::overlap) struct Ground<'c> {
    pub halves: [Half<'c>; 2],
    /// What each number tells, in thousandths of a bit; small words tell nothing.
    pub bits: Vec<u32>,
}

/// One of them.
pub(in crate::overlap) struct Half<'c> {
    pub text: &'c Prepared<'c>,
    /// Of each unit. Units that count as the same have the same number in both texts.
    pub numbers: Vec<u32>,
    /// What each unit tells, in thousandths of a bit.
    pub bits: Vec<u32>,
    /// What the units of each cell tell together.
    pub weights: Vec<u64>,
}

/// Numbers given out for one pair after another, kept so that a pair costs no more than its own length.
pub(in crate::overlap) struct Numbers {
    /// By id of a unit: the pair the number was given for, and the number.
    given: Vec<(u32, u32)>,
    pair: u32,
}

impl Numbers {
    pub fn new(corpus: &Corpus) -> Numbers {
        Numbers { given: vec![(0, 0); corpus.ids()], pair: 0 }
    }
}

impl<'c> Ground<'c> {
    /// The texts `a` and `b` of the corpus.
    pub fn new(corpus: &'c Corpus, numbers: &mut Numbers, a: usize, b: usize) -> Ground<'c> {
        if numbers.pair == u32::MAX {
            *numbers = Numbers::new(corpus);
        }
        numbers.pair += 1;
        let texts = [&corpus.texts[a], &corpus.texts[b]];
        let mut words: Vec<Word> = Vec::with_capacity(texts[0].units.len());
        let given = [0, texts[0].cells.len()];
        let given = [0, 1].map(|side| number(texts[side], given[side], numbers, &mut words));
        let cells = texts.iter().map(|text| text.cells.len() as u64).sum();
        let bits: Vec<u32> = words.iter().map(|word| word.bits(corpus, cells)).collect();
        let [first, second] = given;
        let half = |text: &'c Prepared<'c>, numbers: Vec<u32>| {
            let bits: Vec<u32> = numbers.iter().map(|&number| bits[number as usize]).collect();
            let weight = |cell: &Cell| bits[cell.units.clone()].iter().map(|&bits| u64::from(bits)).sum();
            Half { text, weights: text.cells.iter().map(weight).collect(), numbers, bits }
        };
        Ground { halves: [half(texts[0], first), half(texts[1], second)], bits }
    }

    /// How many different units both texts have.
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

    /// The numbers of the units of a cell.
    pub fn numbers_of(&self, cell: usize) -> &[u32] {
        &self.numbers[self.cells()[cell].units.clone()]
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

/// A unit as both texts use it.
struct Word {
    id: u32,
    class: Class,
    /// In how many cells of both it stands, and the last of them; those of the second text count on.
    held: u32,
    last: u32,
}

impl Word {
    fn bits(&self, corpus: &Corpus, cells: u64) -> u32 {
        if self.class == Class::Function {
            return 0;
        }
        let anywhere = corpus.bits(self.id);
        // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
        let here = bits(u64::from(self.held.saturating_sub(1)), cells);
        let bits = anywhere.min(here);
        if self.class == Class::Name { (u64::from(bits) * NAME_SHARE / 1000) as u32 } else { bits }
    }
}

/// The numbers of the units of a text; `before` is how many cells stand before it.
fn number(text: &Prepared, before: usize, numbers: &mut Numbers, words: &mut Vec<Word>) -> Vec<u32> {
    let mut given = Vec::with_capacity(text.units.len());
    for (cell, index) in text.cells.iter().zip(before as u32..) {
        for unit in &text.units[cell.units.clone()] {
            let slot = &mut numbers.given[unit.id as usize];
            if slot.0 != numbers.pair {
                *slot = (numbers.pair, words.len() as u32);
                words.push(Word { id: unit.id, class: unit.class, held: 0, last: u32::MAX });
            }
            let word = &mut words[slot.1 as usize];
            word.held += u32::from(word.last != index);
            word.last = index;
            given.push(slot.1);
        }
    }
    given
}
