//! The words of one text, each once, with what there is to know of them before the text is compared with another.
//!
//! A text is compared with many: what it takes to look its words up by id is paid here once for all of them, and a pair
//! costs a look-up for each different word of its texts.

use super::corpus::{Class, Prepared};

/// The different units of a text.
#[derive(Clone, Default, Debug)]
pub(crate) struct Lexicon {
    /// In the order in which they are first used.
    pub words: Vec<Word>,
    /// Of each unit of the text, which word it is.
    pub places: Vec<u32>,
}

/// A unit as a text uses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Word {
    pub id: u32,
    /// In how many cells it stands.
    pub held: u32,
    /// What it tells by how rare it is among all texts, in thousandths of a bit: less than 64 bits, and nothing for a small word.
    pub told: u16,
    /// What it is where it is first used.
    pub class: Class,
}

/// Which ids a text has, for one text after another.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// By id: the turn it was last seen in, and its place then.
    last: Vec<(u32, u32)>,
    turn: u32,
}

impl Seen {
    /// For ids below `ids`.
    pub fn new(ids: usize) -> Seen {
        Seen { last: vec![(0, 0); ids], turn: 0 }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.turn == u32::MAX {
            *self = Seen::new(self.last.len());
        }
        self.turn += 1;
    }

    #[inline]
    pub fn place(&self, id: u32) -> Option<u32> {
        let (turn, place) = self.last[id as usize];
        (turn == self.turn).then_some(place)
    }

    #[inline]
    pub fn note(&mut self, id: u32, place: u32) {
        self.last[id as usize] = (self.turn, place);
    }
}

/// The words of one text after another: room that is kept.
pub(crate) struct Words {
    seen: Seen,
    words: Vec<Word>,
    /// By word: the last cell that holds it.
    last: Vec<u32>,
}

impl Words {
    /// For ids below `ids`.
    pub fn new(ids: usize) -> Words {
        Words { seen: Seen::new(ids), words: Vec::new(), last: Vec::new() }
    }
}

impl Lexicon {
    pub fn of(text: &Prepared, Words { seen, words, last }: &mut Words) -> Lexicon {
        seen.clear();
        words.clear();
        last.clear();
        let mut places = Vec::with_capacity(text.units.len());
        for (cell, here) in text.cells.iter().zip(0..) {
            for unit in &text.units[cell.units.clone()] {
                let place = seen.place(unit.id).unwrap_or_else(|| {
                    let place = words.len() as u32;
                    seen.note(unit.id, place);
                    words.push(Word { id: unit.id, held: 0, told: 0, class: unit.class });
                    last.push(u32::MAX);
                    place
                });
                let last = &mut last[place as usize];
                words[place as usize].held += u32::from(*last != here);
                *last = here;
                places.push(place);
            }
        }
        Lexicon { words: words.clone(), places }
    }
}
