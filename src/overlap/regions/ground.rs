//! Two texts on one ground: their units numbered alike, and what each tells here.

use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::rc::Rc;

use super::super::corpus::{Class, Corpus, Prepared, Unit};
use super::super::evidence::{bits, log2_thousandths};
use super::super::lexicon::Word;
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
    words: OfWords,
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

/// What is kept between pairs, so that one costs no more than its own length: the words of the last text, for pairs come text
/// by text, and memory.
pub(in crate::overlap) struct Numbers {
    /// Whose words they are.
    text: Option<usize>,
    /// By id a bit where it is one of them: most words of the other text are not, which so little memory tells at once.
    has: Vec<u64>,
    /// By id the place of each of them.
    places: Vec<u32>,
    shelf: Shelf,
}

impl Numbers {
    pub fn new(corpus: &Corpus) -> Numbers {
        let ids = corpus.ids();
        Numbers { text: None, has: vec![0; ids / 64 + 1], places: vec![0; ids], shelf: Shelf::default() }
    }

    /// Notes the words of one of two texts, of the one that has them noted already if one has; which it is. Pairs are sorted
    /// by the smaller index, whichever of their texts comes first here.
    fn note(&mut self, corpus: &Corpus, texts: [usize; 2]) -> usize {
        if let Some(noted) = texts.iter().position(|&text| self.text == Some(text)) {
            return noted;
        }
        let noted = usize::from(texts[1] < texts[0]);
        let words = |text: usize| corpus.texts[text].lexicon.words.iter();
        for word in self.text.into_iter().flat_map(words) {
            self.has[word.id as usize / 64] = 0;
        }
        for (word, place) in words(texts[noted]).zip(0..) {
            self.places[word.id as usize] = place;
            self.has[word.id as usize / 64] |= 1 << (word.id % 64);
        }
        self.text = Some(texts[noted]);
        noted
    }

    /// Which of these words the text that was noted has.
    fn shared(&self, others: &[Word]) -> Lent {
        // Each is written down and counts only if it is there: which are is anyone's guess, and a branch would guess.
        let mut shared = self.shelf.zeros(others.len());
        let (found, mut count) = (shared.as_mut_slice(), 0);
        for (other, at) in others.iter().zip(0..) {
            found[count] = at;
            count += (self.has[other.id as usize / 64] >> (other.id % 64) & 1) as usize;
        }
        shared.truncate(count);
        shared
    }
}

/// The numbers of the words of a text.
struct OfWords(Lent);

impl OfWords {
    /// Of so many words that only this text has.
    fn alone(shelf: &Shelf, number: u32, words: usize) -> OfWords {
        let mut list = shelf.zeros(2 * words);
        list.as_chunks_mut().0.iter_mut().for_each(|[of_word, _]| *of_word = number);
        OfWords(list)
    }

    /// Gives a word the number of what both texts have, and what that tells.
    fn set(&mut self, place: u32, number: u32, told: u32) {
        self.0.as_chunks_mut().0[place as usize] = [number, u32::from(told > 0)];
    }

    /// By word: its number, and 1 if the other text has it too and it tells something.
    fn all(&self) -> &[[u32; 2]] {
        self.0.as_chunks().0
    }
}

impl<'c> Ground<'c> {
    /// The texts `a` and `b` of the corpus.
    pub fn new(corpus: &'c Corpus, numbers: &mut Numbers, a: usize, b: usize) -> Ground<'c> {
        let texts = [&corpus.texts[a], &corpus.texts[b]];
        let cells = texts.iter().map(|text| text.cells.len() as u64).sum();
        let tell = Tell { most: bits(1, cells) };
        // The words of one text are looked up in those of the other.
        let noted = numbers.note(corpus, [a, b]);
        let [known, others] = [noted, 1 - noted].map(|side| texts[side].lexicon.words.as_slice());
        let shelf = &numbers.shelf;
        let mut known_here = OfWords::alone(shelf, ALONE[noted], known.len());
        let mut others_here = OfWords::alone(shelf, ALONE[1 - noted], others.len());
        let mut tells = shelf.zeros(COMMON as usize);
        for &at in numbers.shared(others).iter() {
            let other = &others[at as usize];
            let place = numbers.places[other.id as usize];
            let word = &known[place as usize];
            // What it is where the first text has it first.
            let first = if noted == 0 { word } else { other };
            let told = tell.bits(&Word { held: word.held + other.held, ..*first });
            let number = tells.len() as u32;
            tells.push(told);
            known_here.set(place, number, told);
            others_here.set(at, number, told);
        }
        let bits = Rc::new(tells);
        let [first, second] = if noted == 0 { [known_here, others_here] } else { [others_here, known_here] };
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
    fn of(text: &'c Prepared<'c>, words: OfWords, tells: &Rc<Lent>, tell: Tell, shelf: &Shelf) -> Half<'c> {
        let places = &text.lexicon.places;
        // Each unit is written down and counts only if it is common: which are is anyone's guess, and a branch would guess.
        let mut common = shelf.zeros(places.len() + 1);
        let mut common_before = shelf.empty(text.cells.len() + 1);
        common_before.push(0);
        let (mut met, mut in_a_row, mut longest) = (0, 0, 0);
        let (of_words, found) = (words.all(), common.as_mut_slice());
        for cell in &text.cells {
            for &place in &places[cell.units.clone()] {
                let [number, counts] = of_words[place as usize];
                found[met] = number;
                met += counts as usize;
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
            let [mut numbers, mut bits] = [0; 2].map(|_| self.shelf.zeros(places.len()));
            let [mut telling_before, mut common_before] = [0; 2].map(|_| self.shelf.zeros(places.len() + 1));
            let (mut telling, mut common) = (0, 0);
            let of_units = numbers.iter_mut().zip(bits.iter_mut());
            let before = telling_before[1..].iter_mut().zip(&mut common_before[1..]);
            let (of_words, told) = (self.words.all(), self.told());
            for ((&place, (of_unit, bits)), (telling_before, common_before)) in places.iter().zip(of_units).zip(before)
            {
                let [number, counts] = of_words[place as usize];
                (*of_unit, *bits) = (number, told[place as usize]);
                telling += u32::from(*bits > 0);
                common += counts;
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
            told.extend(words.iter().zip(self.words.all()).map(|(word, &[number, _])| match number {
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
        self.words.all()[self.text.lexicon.places[unit] as usize][0] >= COMMON
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
        // A word that both texts use once points to one pair of sentences; one they use throughout is their topic.
        let here = self.most.saturating_sub(log2_thousandths(u64::from(word.held.saturating_sub(1))));
        let bits = u64::from(word.told).min(u64::from(here));
        // No branch: what kind of word comes next is anyone's guess.
        let share = if word.class == Class::Name { NAME_SHARE } else { 1000 };
        (bits * share / 1000) as u32
    }
}
