//! Two texts on one ground: their units numbered alike, and what each tells here.

use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::rc::Rc;

use super::super::corpus::{Class, Corpus, Prepared, Unit};
use super::super::evidence::{bits, log2_thousandths};
use super::super::lexicon::{Seen, Word};
use super::super::thresholds::NAME_SHARE;
use super::shelf::{Lent, Shelf};
use super::{Cells, Stretch};

/// Two texts to be compared.
///
/// Units that count as the same have the same number in both texts. What both have is numbered from [`COMMON`] on; all that
/// only one of them has goes by one number there, for nothing is ever asked of it but what it tells.
pub(in crate::overlap) struct Ground<'c> {
    pub halves: [Half<'c>; 2],
    /// What each number tells, in thousandths of a bit; small words tell nothing.
    pub bits: Rc<Lent>,
    shelf: Shelf,
}

/// One of them.
pub(in crate::overlap) struct Half<'c> {
    pub text: &'c Prepared<'c>,
    /// The numbers of its words.
    words: Lent,
    /// The numbers of the units that tell something and stand in the other text, in order.
    common: Lent,
    /// How many of them stand before each cell, and in all.
    common_before: Lent,
    /// How many units in a row stand in the other text, at most.
    pub longest: usize,
    /// What each number tells, in thousandths of a bit.
    tells: Rc<Lent>,
    tell: Tell,
    shelf: Shelf,
    /// What the units of each cell tell together, where it was asked for.
    weights: Vec<Cell<u64>>,
    /// Many pairs have no seed, and need none of this …
    told: OnceCell<Lent>,
    /// … or no region.
    laid_out: OnceCell<LaidOut>,
}

/// A text unit by unit.
struct LaidOut {
    numbers: Lent,
    /// What each unit tells, in thousandths of a bit.
    bits: Lent,
    /// How many units that tell something stand before each unit, and in all …
    telling_before: Lent,
    /// … and how many of them stand in the other text too.
    common_before: Lent,
    /// How often each number stands among those.
    held: Lent,
}

/// The numbers of what only the first and only the second text has.
const ALONE: [u32; 2] = [0, 1];

/// The first number of what both have.
const COMMON: u32 = 2;

/// Whether what has this number stands in both texts.
pub(in crate::overlap) fn is_common(number: u32) -> bool {
    number >= COMMON
}

/// What is kept between pairs, so that one costs no more than its own length: the words of one text after another, and
/// memory.
pub(in crate::overlap) struct Numbers {
    seen: Seen,
    /// By id a bit where `seen` has it: most words of the other text are not there, which so little memory tells at once.
    has: Vec<u64>,
    shelf: Shelf,
}

impl Numbers {
    pub fn new(corpus: &Corpus) -> Numbers {
        let ids = corpus.ids();
        Numbers { seen: Seen::new(ids), has: vec![0; ids / 64 + 1], shelf: Shelf::default() }
    }
}

impl<'c> Ground<'c> {
    /// The texts `a` and `b` of the corpus.
    pub fn new(corpus: &'c Corpus, numbers: &mut Numbers, a: usize, b: usize) -> Ground<'c> {
        let Numbers { seen, has, shelf } = numbers;
        let texts = [&corpus.texts[a], &corpus.texts[b]];
        let [words, others] = texts.map(|text| text.lexicon.words.as_slice());
        seen.clear();
        for (word, place) in words.iter().zip(0..) {
            seen.note(word.id, place);
            has[word.id as usize / 64] |= 1 << (word.id % 64);
        }
        let cells = texts.iter().map(|text| text.cells.len() as u64).sum();
        let tell = Tell { most: bits(1, cells) };
        // Of each word of either text its number, and of each number what it tells.
        let mut numbers = [shelf.filled(words.len(), ALONE[0]), shelf.empty(others.len())];
        let mut tells = shelf.zeros(COMMON as usize);
        for other in others {
            let is_there = has[other.id as usize / 64] >> (other.id % 64) & 1 == 1;
            let Some(place) = is_there.then(|| seen.place(other.id)).flatten().map(|place| place as usize) else {
                numbers[1].push(ALONE[1]);
                continue;
            };
            let number = tells.len() as u32;
            numbers[0][place] = number;
            numbers[1].push(number);
            // What it is where the first text has it first.
            tells.push(tell.bits(&Word { held: words[place].held + other.held, ..words[place] }));
        }
        words.iter().for_each(|word| has[word.id as usize / 64] = 0);
        let bits = Rc::new(tells);
        let [first, second] = numbers;
        let halves = [Half::of(texts[0], first, &bits, tell, shelf), Half::of(texts[1], second, &bits, tell, shelf)];
        Ground { halves, bits, shelf: shelf.clone() }
    }

    /// A list with a zero for each number.
    pub fn table(&self) -> Lent {
        self.shelf.zeros(self.words())
    }

    /// So many zeros.
    pub fn zeros(&self, count: usize) -> Lent {
        self.shelf.zeros(count)
    }

    /// An empty list that will have up to so many items.
    pub fn list(&self, items: usize) -> Lent {
        self.shelf.empty(items)
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
    pub fn standing(&self, side: usize, units: &Range<usize>) -> Standing {
        let mut standing = self.table();
        for &number in &self.halves[side].numbers()[units.clone()] {
            standing[number as usize] = 1;
        }
        Standing(standing)
    }
}

/// Some numbers.
pub(in crate::overlap) struct Standing(Lent);

impl Standing {
    pub fn has(&self, number: u32) -> bool {
        self.0[number as usize] > 0
    }
}

impl<'c> Half<'c> {
    /// `words` are the numbers of the words of the text.
    fn of(text: &'c Prepared<'c>, words: Lent, tells: &Rc<Lent>, tell: Tell, shelf: &Shelf) -> Half<'c> {
        let places = &text.lexicon.places;
        // Each unit is written down and counts only if it is common: which are is anyone's guess, and a branch would guess.
        let mut common = shelf.zeros(places.len() + 1);
        let mut common_before = shelf.empty(text.cells.len() + 1);
        common_before.push(0);
        let (mut met, mut in_a_row, mut longest) = (0, 0, 0);
        let (of_words, telling, found) = (words.as_slice(), tells.as_slice(), common.as_mut_slice());
        for cell in &text.cells {
            for &place in &places[cell.units.clone()] {
                let number = of_words[place as usize];
                found[met] = number;
                met += usize::from(telling[number as usize] > 0);
                in_a_row = if number >= COMMON { in_a_row + 1 } else { 0 };
                longest = longest.max(in_a_row);
            }
            common_before.push(met as u32);
        }
        common.truncate(met);
        Half {
            text,
            words,
            common,
            common_before,
            longest,
            tells: Rc::clone(tells),
            tell,
            shelf: shelf.clone(),
            weights: vec![Cell::new(u64::MAX); text.cells.len()],
            told: OnceCell::new(),
            laid_out: OnceCell::new(),
        }
    }

    fn laid_out(&self) -> &LaidOut {
        self.laid_out.get_or_init(|| {
            let places = &self.text.lexicon.places;
            let of_units = |of_words: &[u32]| {
                let mut list = self.shelf.empty(places.len());
                list.extend(places.iter().map(|&place| of_words[place as usize]));
                list
            };
            let (numbers, bits) = (of_units(&self.words), of_units(self.told()));
            let [mut telling_before, mut common_before] = [0; 2].map(|_| self.shelf.zeros(places.len() + 1));
            let (mut telling, mut common) = (0, 0);
            let before = telling_before[1..].iter_mut().zip(&mut common_before[1..]);
            for ((&number, &bits), (telling_before, common_before)) in numbers.iter().zip(bits.iter()).zip(before) {
                let tells = u32::from(bits > 0);
                telling += tells;
                common += tells & u32::from(number >= COMMON);
                (*telling_before, *common_before) = (telling, common);
            }
            let mut held = self.shelf.zeros(self.tells.len());
            self.common.iter().for_each(|&number| held[number as usize] += 1);
            LaidOut { numbers, bits, telling_before, common_before, held }
        })
    }

    /// What each word of the text tells.
    fn told(&self) -> &[u32] {
        self.told.get_or_init(|| {
            let words = &self.text.lexicon.words;
            let (tells, tell) = (self.tells.as_slice(), self.tell);
            let mut told = self.shelf.empty(words.len());
            told.extend(words.iter().zip(self.words.iter()).map(|(word, &number)| match number {
                COMMON.. => tells[number as usize],
                _ => tell.bits(word),
            }));
            told
        })
    }

    /// The number of each unit.
    pub fn numbers(&self) -> &[u32] {
        &self.laid_out().numbers
    }

    /// What each unit tells, in thousandths of a bit.
    pub fn bits(&self) -> &[u32] {
        &self.laid_out().bits
    }

    /// What the units of a cell tell together.
    pub fn weight(&self, cell: usize) -> u64 {
        let weight = &self.weights[cell];
        if weight.get() == u64::MAX {
            let (places, told) = (&self.text.lexicon.places[self.cells()[cell].units.clone()], self.told());
            weight.set(places.iter().map(|&place| u64::from(told[place as usize])).sum());
        }
        weight.get()
    }

    pub fn cells(&self) -> &'c [super::Cell] {
        &self.text.cells
    }

    pub fn units(&self) -> &'c [Unit] {
        &self.text.units
    }

    /// The numbers of what the units of a cell have in common with the other text, in order: each as often as it stands there.
    pub(super) fn common_of(&self, cell: usize) -> &[u32] {
        &self.common[self.common_before[cell] as usize..self.common_before[cell + 1] as usize]
    }

    /// The same of these units.
    pub fn common_in(&self, units: &Range<usize>) -> &[u32] {
        let before = &self.laid_out().common_before;
        &self.common[before[units.start] as usize..before[units.end] as usize]
    }

    /// How often a number stands in the text, if it tells something.
    pub(super) fn held(&self, number: u32) -> u64 {
        u64::from(self.laid_out().held[number as usize])
    }

    /// Whether the unit stands in the other text.
    pub(in crate::overlap) fn is_common(&self, unit: usize) -> bool {
        self.words[self.text.lexicon.places[unit] as usize] >= COMMON
    }

    /// How many of these units tell something.
    pub(super) fn telling(&self, units: &Range<usize>) -> u64 {
        let before = &self.laid_out().telling_before;
        u64::from(before[units.end] - before[units.start])
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
#[derive(Clone, Copy)]
struct Tell {
    /// What a word of one cell tells.
    most: u32,
}

impl Tell {
    #[inline]
    fn bits(&self, word: &Word) -> u32 {
        if word.class == Class::Function {
            return 0;
        }
        let anywhere = u32::from(word.told);
        // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
        let here = match word.held {
            ..=2 => self.most,
            held => self.most.saturating_sub(log2_thousandths(u64::from(held - 1))),
        };
        let bits = anywhere.min(here);
        if word.class == Class::Name { (u64::from(bits) * NAME_SHARE / 1000) as u32 } else { bits }
    }
}
