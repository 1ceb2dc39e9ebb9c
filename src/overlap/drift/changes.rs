//! What changed between two sides: stretches of words between words that stayed.

use std::ops::Range;

use super::side::{Item, Side};
use crate::overlap::edits::{Word, kept_words};

/// A stretch of items of both sides between items that stayed; one of the two may be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Change {
    pub a: Range<usize>,
    pub b: Range<usize>,
}

/// How the words of two sides stand to each other.
pub(super) struct Changes {
    /// Items that stayed, in order.
    pub kept: Vec<(usize, usize)>,
    /// In order.
    pub changed: Vec<Change>,
}

impl Changes {
    pub fn between(a: &Side, b: &Side) -> Changes {
        let words = |items: &[Item]| -> Vec<Word> {
            let word = |item: &Item| Word { number: item.key, is_number: item.is_value, is_small: item.is_small };
            items.iter().map(word).collect()
        };
        let kept = kept_words(&words(&a.items), &words(&b.items));
        let mut changed = Vec::new();
        let (mut from_a, mut from_b) = (0, 0);
        for (i, j) in kept.iter().copied().chain([(a.items.len(), b.items.len())]) {
            if (from_a, from_b) != (i, j) {
                changed.push(Change { a: from_a..i, b: from_b..j });
            }
            (from_a, from_b) = (i + 1, j + 1);
        }
        Changes { kept, changed }
    }
}
