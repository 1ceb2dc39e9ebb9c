//! The word-level edit script between two spans.

use std::collections::HashMap;

use crate::align::{Op, script};
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
/// Words are aligned first; what stands between two aligned words is compared by itself. So a lone space or comma
/// that both sides happen to have never tears a change apart.
pub fn edits(a: &str, span_a: Span, b: &str, span_b: Span) -> Vec<Edit> {
    // Histogram diff may break ties differently when its sides are exchanged: compute in one order, mirror the other.
    if (span_a.of(a), span_a) > (span_b.of(b), span_b) {
        return edits(b, span_b, a, span_a).into_iter().map(Edit::mirror).collect();
    }
    let (pieces_a, pieces_b) = (pieces(a, span_a), pieces(b, span_b));
    let (words_a, words_b) = (words(&pieces_a), words(&pieces_b));
    let mut keys = HashMap::new();
    let mut key = |word| {
        let next = keys.len() as u64;
        *keys.entry(word).or_insert(next)
    };
    let keys_a: Vec<u64> = words_a.iter().map(|&w| key(pieces_a[w].span.of(a))).collect();
    let keys_b: Vec<u64> = words_b.iter().map(|&w| key(pieces_b[w].span.of(b))).collect();

    let mut script_of = Script { edits: Vec::new(), at_a: span_a.start(), at_b: span_b.start() };
    let (mut next_a, mut next_b) = (0, 0);
    for step in script(&keys_a, &keys_b).into_iter().filter(|step| step.op == Op::Equal) {
        for (i, j) in step.a.zip(step.b) {
            let (word_a, word_b) = (words_a[i], words_b[j]);
            script_of.between((a, &pieces_a[next_a..word_a]), (b, &pieces_b[next_b..word_b]));
            script_of.push(pieces_a[word_a].span.end(), pieces_b[word_b].span.end(), true);
            (next_a, next_b) = (word_a + 1, word_b + 1);
        }
    }
    script_of.between((a, &pieces_a[next_a..]), (b, &pieces_b[next_b..]));
    script_of.edits
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
