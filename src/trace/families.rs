//! Families: articles connected by wording that counts as copying.

use std::collections::BTreeMap;

use crate::overlap::{Overlap, Pair};

/// Whether the pair shares wording that counts as copying.
pub(super) fn shares_wording(pair: &Pair) -> bool {
    pair.overlaps.iter().any(counts)
}

pub(super) fn counts(overlap: &Overlap) -> bool {
    overlap.relation.is_copying()
}

/// The families of two and more among so many articles; members and families rise.
pub fn families(articles: usize, pairs: &[Pair]) -> Vec<Vec<usize>> {
    joined(articles, pairs.iter().filter(|pair| shares_wording(pair)).map(|pair| (pair.a, pair.b)))
}

/// What these pairs join among so many articles: groups of two and more; members and groups rise.
pub(super) fn joined(articles: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..articles).collect();
    for (a, b) in pairs {
        let (a, b) = (root_of(&mut root, a), root_of(&mut root, b));
        root[a.max(b)] = a.min(b);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for article in 0..articles {
        members.entry(root_of(&mut root, article)).or_default().push(article);
    }
    members.into_values().filter(|members| members.len() > 1).collect()
}

/// The smallest member known of the family, with the way there halved.
pub(super) fn root_of(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}
