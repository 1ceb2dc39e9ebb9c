//! The word-level edit script between two spans.

use std::collections::HashMap;

use super::thresholds::{EDIT_CELLS, EDIT_GAP, EDIT_GAP_WORD, EDIT_KEPT, EDIT_KEPT_SMALL, EDIT_NUMBER};
use crate::align::{Gap, Op, affine, script};
use crate::hash::WordHash;
use crate::text::{Piece, Span, pieces};

/// One stretch of an edit script: canonical byte spans in both texts. `Equal` means the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edit {
    pub op: Op,
    pub a: Span,
    pub b: Span,
}

impl Edit {
    /// The same stretch seen from the other side.
    pub fn mirror(self) -> Edit {
        let op = match self.op {
            Op::Delete => Op::Insert,
            Op::Insert => Op::Delete,
            same => same,
        };
        Edit { op, a: self.b, b: self.a }
    }
}

/// How `span_a` of `a` becomes `span_b` of `b`. The edits tile both spans in order, and no two neighbours are equal
/// stretches.
///
/// Words are aligned first, so that few and whole changes are made; what stands between two aligned words is compared by
/// itself. So a small word, a space or a comma that both sides happen to have never tears a change apart.
pub fn edits(a: &str, span_a: Span, b: &str, span_b: Span) -> Vec<Edit> {
    if span_a.of(a) == span_b.of(b) {
        let same = (!span_a.is_empty()).then_some(Edit { op: Op::Equal, a: span_a, b: span_b });
        return same.into_iter().collect();
    }
    // Ties may fall differently when the sides are exchanged: compute in one order, mirror the other.
    if (span_a.of(a), span_a) > (span_b.of(b), span_b) {
        return edits(b, span_b, a, span_a).into_iter().map(Edit::mirror).collect();
    }
    let (pieces_a, pieces_b) = (pieces(a, span_a), pieces(b, span_b));
    let (words_a, words_b) = (words(&pieces_a), words(&pieces_b));
    let texts_a: Vec<&str> = words_a.iter().map(|&w| pieces_a[w].span.of(a)).collect();
    let texts_b: Vec<&str> = words_b.iter().map(|&w| pieces_b[w].span.of(b)).collect();

    let mut script_of = Script { edits: Vec::new(), at_a: span_a.start(), at_b: span_b.start() };
    let (mut next_a, mut next_b) = (0, 0);
    for (i, j) in kept(&texts_a, &texts_b) {
        let (word_a, word_b) = (words_a[i], words_b[j]);
        script_of.between((a, &pieces_a[next_a..word_a]), (b, &pieces_b[next_b..word_b]));
        script_of.push(pieces_a[word_a].span.end(), pieces_b[word_b].span.end(), true);
        (next_a, next_b) = (word_a + 1, word_b + 1);
    }
    script_of.between((a, &pieces_a[next_a..]), (b, &pieces_b[next_b..]));
    script_of.edits
}

/// Never worth it: words that differ do not stand opposite each other, they are taken out and put in.
const APART: i32 = -1_000;

/// The positions of words that both sides keep, in order.
fn kept(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let mut numbers: HashMap<&str, u64, WordHash> = HashMap::default();
    let words = a.iter().chain(b).map(|&word| {
        let next = numbers.len() as u64;
        let is_number = word.contains(|c: char| c.is_numeric());
        let is_small = !is_number && word.chars().nth(3).is_none();
        Word { number: *numbers.entry(word).or_insert(next), is_number, is_small }
    });
    let words: Vec<Word> = words.collect();
    let (a, b) = words.split_at(a.len());
    kept_words(a, b)
}

/// The positions of the words that both sides keep, in order.
pub(super) fn kept_words(a: &[Word], b: &[Word]) -> Vec<(usize, usize)> {
    let same = |(x, y): &(&Word, &Word)| x.number == y.number;
    // What both begin and end with needs no search.
    let head = a.iter().zip(b).take_while(same).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(same).count();
    let between = kept_between(&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let head_pairs = (0..head).map(|at| (at, at));
    let tail_pairs = (a.len() - tail..a.len()).zip(b.len() - tail..b.len());
    head_pairs.chain(between.into_iter().map(|(i, j)| (head + i, head + j))).chain(tail_pairs).collect()
}

fn kept_between(a: &[Word], b: &[Word]) -> Vec<(usize, usize)> {
    if a.len().saturating_mul(b.len()) > EDIT_CELLS {
        let numbers = |words: &[Word]| words.iter().map(|word| word.number).collect::<Vec<u64>>();
        let equal = script(&numbers(a), &numbers(b)).into_iter().filter(|step| step.op == Op::Equal);
        return equal.flat_map(|step| step.a.zip(step.b)).collect();
    }
    let gain = |i: usize, j: usize| match (a[i], b[j]) {
        (x, y) if x.number == y.number => {
            if x.is_small {
                EDIT_KEPT_SMALL
            } else {
                EDIT_KEPT
            }
        }
        (x, y) if x.is_number && y.is_number => -EDIT_NUMBER,
        _ => APART,
    };
    let pairs =
        affine(a.len(), b.len(), Gap { open: EDIT_GAP, item: EDIT_GAP_WORD, beside: EDIT_GAP - 1 }, gain).into_iter();
    pairs.filter(|&(i, j)| a[i].number == b[j].number).collect()
}

/// A word by a number of its own.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub number: u64,
    pub is_number: bool,
    /// To keep it brings little.
    pub is_small: bool,
}

fn words(pieces: &[Piece]) -> Vec<usize> {
    (0..pieces.len()).filter(|&index| pieces[index].is_word).collect()
}

/// An edit script as it grows, and how far it has come on both sides.
struct Script {
    edits: Vec<Edit>,
    at_a: usize,
    at_b: usize,
}

impl Script {
    /// Adds what lies between two aligned words: what both sides begin and end with is equal, the rest is one change.
    fn between(&mut self, (a, pieces_a): (&str, &[Piece]), (b, pieces_b): (&str, &[Piece])) {
        let same = |(x, y): &(&Piece, &Piece)| x.span.of(a) == y.span.of(b);
        let shorter = pieces_a.len().min(pieces_b.len());
        let head = pieces_a.iter().zip(pieces_b).take_while(same).count();
        let tail = pieces_a.iter().rev().zip(pieces_b.iter().rev()).take(shorter - head).take_while(same).count();
        let end = |pieces: &[Piece], count: usize, at: usize| count.checked_sub(1).map_or(at, |i| pieces[i].span.end());
        self.push(end(pieces_a, head, self.at_a), end(pieces_b, head, self.at_b), true);
        let (middle_a, middle_b) = (pieces_a.len() - tail, pieces_b.len() - tail);
        self.push(end(pieces_a, middle_a, self.at_a), end(pieces_b, middle_b, self.at_b), false);
        self.push(end(pieces_a, pieces_a.len(), self.at_a), end(pieces_b, pieces_b.len(), self.at_b), true);
    }

    /// Goes on to `to_a` and `to_b`; an equal stretch grows the one before it.
    fn push(&mut self, to_a: usize, to_b: usize, equal: bool) {
        let (a, b) = (Span::new(self.at_a, to_a), Span::new(self.at_b, to_b));
        (self.at_a, self.at_b) = (to_a, to_b);
        let op = match (a.is_empty(), b.is_empty()) {
            (true, true) => return,
            _ if equal => Op::Equal,
            (false, true) => Op::Delete,
            (true, false) => Op::Insert,
            (false, false) => Op::Replace,
        };
        match self.edits.last_mut() {
            Some(last) if last.op == Op::Equal && equal => (last.a, last.b) = (last.a.cover(a), last.b.cover(b)),
            _ => self.edits.push(Edit { op, a, b }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Span {
        Span::new(0, text.len())
    }

    /// The plain form: `[-…-]` deleted, `{+…+}` inserted.
    fn plain(a: &str, b: &str) -> String {
        edits(a, all(a), b, all(b))
            .iter()
            .map(|edit| match edit.op {
                Op::Equal => edit.a.of(a).to_owned(),
                Op::Delete => format!("[-{}-]", edit.a.of(a)),
                Op::Insert => format!("{{+{}+}}", edit.b.of(b)),
                Op::Replace => format!("[-{}-]{{+{}+}}", edit.a.of(a), edit.b.of(b)),
            })
            .collect()
    }

    #[test]
    fn words_change_whole() {
        assert_eq!(plain("on 19 June 2024", "on June 19, 2024"), "on {+June +}19[- June-]{+,+} 2024");
        assert_eq!(
            plain("the treaty was signed", "the treaties were signed"),
            "the [-treaty was-]{+treaties were+} signed"
        );
    }

    proptest! {
        #[test]
        fn edits_rebuild_both_sides_and_mirror(a in "[ab ,é]{0,24}", b in "[ab ,é]{0,24}") {
            let edits_ab = edits(&a, all(&a), &b, all(&b));
            let side_a: String = edits_ab.iter().map(|edit| edit.a.of(&a)).collect();
            let side_b: String = edits_ab.iter().map(|edit| edit.b.of(&b)).collect();
            prop_assert_eq!((side_a, side_b), (a.clone(), b.clone()));
            for edit in &edits_ab {
                prop_assert_eq!(edit.op == Op::Equal, edit.a.of(&a) == edit.b.of(&b));
            }
            let mirrored: Vec<Edit> = edits(&b, all(&b), &a, all(&a)).into_iter().map(Edit::mirror).collect();
            prop_assert_eq!(edits_ab, mirrored);
        }
    }
}
