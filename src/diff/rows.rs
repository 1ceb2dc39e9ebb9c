//! Putting pairs and lone sentences in the order they are read.

use super::{Paired, Row};

/// Every sentence of both texts once. The pairs that kept their order divide both texts into gaps; in a gap the
/// sentences of the first text come in their order, moved ones among them, then those of the second.
pub(super) fn in_reading_order(pairs: Vec<Paired>, sentences_a: usize, sentences_b: usize) -> Vec<Row> {
    let mut has_partner = [vec![false; sentences_a], vec![false; sentences_b]];
    for pair in &pairs {
        pair.overlap.a.sentences.clone().for_each(|i| has_partner[0][i] = true);
        pair.overlap.b.sentences.clone().for_each(|j| has_partner[1][j] = true);
    }
    let lone = |side: usize| {
        let of_side: &[bool] = &has_partner[side];
        (0..of_side.len()).filter(|&sentence| !of_side[sentence]).collect::<Vec<_>>()
    };
    let (only_a, only_b) = (lone(0), lone(1));

    let mut left: Vec<(usize, Row)> = only_a.into_iter().map(|i| (i, Row::OnlyA(i))).collect();
    left.extend(pairs.into_iter().map(|pair| (pair.overlap.a.sentences.start, Row::Paired(pair))));
    left.sort_by_key(|(at, _)| *at);

    let mut rows = Vec::with_capacity(left.len() + only_b.len());
    let mut right = only_b.into_iter().peekable();
    for (_, row) in left {
        if let Row::Paired(Paired { overlap, .. }) = &row
            && !overlap.moved
        {
            rows.extend(std::iter::from_fn(|| right.next_if(|&j| j < overlap.b.sentences.start)).map(Row::OnlyB));
        }
        rows.push(row);
    }
    rows.extend(right.map(Row::OnlyB));
    rows
}
