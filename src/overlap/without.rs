//! A pair without some of its overlaps: what it would be if these had not been found. The texts are not compared again: a
//! sentence that was taken by such an overlap finds no other partner.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::mostly;
use super::corpus::Corpus;
use super::{Overlap, Pair, Passage, Side, mark_moved, shares};
use crate::text::Span;

impl Pair {
    /// The pair without the overlaps at these places, and these. Shares, passages and what moved are those of the rest.
    pub fn without(self, corpus: &Corpus, gone: &BTreeSet<usize>) -> (Pair, Vec<Overlap>) {
        if gone.is_empty() {
            return (self, Vec::new());
        }
        let mut place: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut kept, mut taken) = (Vec::new(), Vec::new());
        for (at, overlap) in self.overlaps.into_iter().enumerate() {
            if gone.contains(&at) {
                taken.push(overlap);
            } else {
                place.insert(at, kept.len());
                kept.push(Overlap { moved: false, ..overlap });
            }
        }
        mark_moved(&mut kept);
        let passages =
            self.passages.into_iter().filter_map(|passage| left(corpus, [self.a, self.b], passage, &place, &kept));
        let passages = passages.collect();
        let (share_a, own_a) = shares(corpus, self.a, kept.iter().map(|o| (&o.a, o.relation)));
        let (share_b, own_b) = shares(corpus, self.b, kept.iter().map(|o| (&o.b, o.relation)));
        (Pair { share_a, share_b, own_a, own_b, passages, overlaps: kept, ..self }, taken)
    }
}

/// What is left of a passage, `None` where all its overlaps are gone. `place` says where each of the others stands now. One
/// that has lost some reaches as far as the rest does.
fn left(
    corpus: &Corpus,
    texts: [usize; 2],
    passage: Passage,
    place: &BTreeMap<usize, usize>,
    kept: &[Overlap],
) -> Option<Passage> {
    let overlaps: Vec<usize> = passage.overlaps.iter().filter_map(|at| place.get(at).copied()).collect();
    if overlaps.len() == passage.overlaps.len() {
        return Some(Passage { overlaps, ..passage });
    }
    let rest = || overlaps.iter().map(|&at| &kept[at]);
    let words = |side: &Side, text: usize| corpus.texts[text].units_in(&side.sentences).len();
    let length = |overlap: &Overlap| words(&overlap.a, texts[0]) + words(&overlap.b, texts[1]);
    let relation = mostly(rest().map(|overlap| (overlap.relation, length(overlap))))?;
    let a = within(passage.a, rest().map(|overlap| overlap.a.span).reduce(Span::cover)?);
    let b = within(passage.b, rest().map(|overlap| overlap.b.span).reduce(Span::cover)?);
    Some(Passage { a, b, relation, overlaps })
}

/// The part of a span that a cover leaves of it.
fn within(span: Span, cover: Span) -> Span {
    let start = span.start().max(cover.start());
    Span::new(start, span.end().min(cover.end()).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Score;
    use crate::article::line_phrases;
    use crate::overlap::{Chance, Depth, find};
    use crate::text::Text;

    const SENTENCES: [&str; 3] = [
        "The river burst its banks near the old mill before dawn and swept away two wooden bridges.",
        "Volunteers filled sandbags until the evening while the schools of the valley stayed shut for a third day.",
        "Insurers expect claims of forty million from growers whose orchards stood under water all week.",
    ];

    fn with<T>(a: &str, b: &str, work: impl FnOnce(&Corpus, Pair) -> T) -> T {
        let [a, b] = [a, b].map(|body| Text::new(body, line_phrases()));
        let corpus = Corpus::new(&[&a, &b]);
        let pair = find(&corpus, &[(0, 1)], Chance::NAMED, Depth::Edits).remove(0);
        work(&corpus, pair)
    }

    #[test]
    fn without_nothing_it_is_the_same_and_without_all_it_is_empty() {
        let text = SENTENCES.join("\n");
        with(&text, &text, |corpus, pair| {
            assert_eq!(pair.overlaps.len(), 3);
            assert_eq!(pair.clone().without(corpus, &BTreeSet::new()), (pair.clone(), Vec::new()));
            let (rest, gone) = pair.clone().without(corpus, &(0..3).collect());
            assert_eq!(gone, pair.overlaps);
            assert_eq!((rest.overlaps.len(), rest.passages.len()), (0, 0));
            assert_eq!([rest.share_a, rest.share_b, rest.own_a, rest.own_b], [Score::default(); 4]);
        });
    }

    #[test]
    fn a_passage_ends_where_the_rest_of_it_does() {
        let text = SENTENCES.join("\n");
        with(&text, &text, |corpus, pair| {
            let [passage] = &pair.passages[..] else { panic!("{:?}", pair.passages) };
            let (rest, _) = pair.clone().without(corpus, &BTreeSet::from([2]));
            let [left] = &rest.passages[..] else { panic!("{:?}", rest.passages) };
            assert_eq!(left.overlaps, [0, 1]);
            assert_eq!((left.a.start(), left.a.end()), (passage.a.start(), rest.overlaps[1].a.span.end()));
            assert!(rest.share_a < pair.share_a && rest.share_a > Score::default());
        });
    }

    #[test]
    fn what_moved_is_told_of_the_rest() {
        let [first, second, third] = SENTENCES;
        let other = [third, first, second].join("\n");
        with(&SENTENCES.join("\n"), &other, |corpus, pair| {
            let moved = |pair: &Pair| pair.overlaps.iter().map(|overlap| overlap.moved).collect::<Vec<_>>();
            assert_eq!(moved(&pair), [false, false, true]);
            assert_eq!(moved(&pair.clone().without(corpus, &BTreeSet::from([0, 1])).0), [false]);
        });
    }

    #[test]
    fn the_other_side_says_the_same() {
        let a = SENTENCES.join("\n");
        let b = format!("Nobody complained about the fog.\n{a}");
        with(&a, &b, |corpus, pair| {
            let gone = BTreeSet::from([1]);
            let (rest, _) = pair.clone().without(corpus, &gone);
            let ([a, b], mirrored) = ([rest.share_a, rest.share_b], Pair { a: 1, b: 0, ..pair.mirror() });
            let (other, _) = mirrored.without(corpus, &gone);
            assert_eq!([other.share_b, other.share_a], [a, b]);
            let spans = |pair: &Pair| pair.passages.iter().map(|p| (p.a, p.b, p.relation)).collect::<Vec<_>>();
            assert_eq!(spans(&other.mirror()), spans(&rest));
        });
    }
}
