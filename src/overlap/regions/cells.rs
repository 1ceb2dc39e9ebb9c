//! Cells: the sentences of a text, long ones cut.

use std::ops::Range;

use super::super::corpus::{Sentence, Zone};
use super::super::thresholds::{CELL_UNITS, CUT_UNITS};

/// A sentence, or a part of one that is too long to be compared as a whole: pages without full stops have sentences of
/// thousands of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    pub units: Range<usize>,
    pub sentence: usize,
    pub zone: Zone,
}

/// The cells of a text with these sentences, in order.
pub(in crate::overlap) fn cells(sentences: &[Sentence]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(sentences.len());
    for (index, sentence) in sentences.iter().enumerate() {
        let (start, length) = (sentence.units.start, sentence.units.len());
        let parts = if length > CELL_UNITS { length.div_ceil(CUT_UNITS) } else { 1 };
        cells.extend((0..parts).map(|part| Cell {
            units: start + length * part / parts..start + length * (part + 1) / parts,
            sentence: index,
            zone: sentence.zone,
        }));
    }
    cells
}
