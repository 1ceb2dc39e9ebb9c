//! An order in which things that have much in common stand together, so that a table of them shows its groups.
//!
//! A chain of nearest neighbours: it begins with the strongest tie of a group and grows at whichever end the next thing is
//! tied to most. Groups that no tie joins follow one another, the largest first. A seriation in the sense of Robinson (1951);
//! the greedy chain is not always the best one, but it needs no more than a look at each tie for each place.

use std::collections::BTreeMap;

/// All of `0..count`, each once. A tie is two different things and how much they have in common.
pub(super) fn grouped(count: usize, ties: &[(usize, usize, u32)]) -> Vec<usize> {
    let mut near: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); count];
    for &(a, b, tie) in ties.iter().filter(|(a, b, _)| a != b && *a < count && *b < count) {
        *near[a].entry(b).or_default() += tie;
        *near[b].entry(a).or_default() += tie;
    }
    let mut groups = groups(&near);
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups.iter().flat_map(|group| chain(group, &near)).collect()
}

/// What ties join, each group rising; in the order of their first members.
fn groups(near: &[BTreeMap<usize, u32>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; near.len()];
    let mut groups = Vec::new();
    for first in 0..near.len() {
        let (mut group, mut next) = (Vec::new(), vec![first]);
        while let Some(at) = next.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                group.push(at);
                next.extend(near[at].keys());
            }
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn chain(group: &[usize], near: &[BTreeMap<usize, u32>]) -> Vec<usize> {
    let tie = |a: usize, b: usize| near[a].get(&b).copied().unwrap_or(0);
    let inner = |&a: &usize| near[a].iter().map(move |(&b, &tie)| (tie, std::cmp::Reverse((a.min(b), a.max(b)))));
    let Some((_, std::cmp::Reverse((first, second)))) = group.iter().flat_map(inner).max() else {
        return group.to_vec();
    };
    let mut left = Vec::from([first]);
    let mut right = Vec::from([second]);
    // How much each of the rest has in common with all that stand already.
    let mut rest: BTreeMap<usize, u32> = group
        .iter()
        .filter(|at| ![first, second].contains(at))
        .map(|&at| (at, tie(at, first) + tie(at, second)))
        .collect();
    while !rest.is_empty() {
        let ends = [left[left.len() - 1], right[right.len() - 1]];
        let weight = |(&at, &all): (&usize, &u32)| {
            let to = ends.map(|end| tie(at, end));
            (to[0].max(to[1]), all, std::cmp::Reverse(at))
        };
        let Some((_, _, std::cmp::Reverse(next))) = rest.iter().map(weight).max() else { break };
        rest.remove(&next);
        rest.iter_mut().for_each(|(&at, all)| *all += tie(at, next));
        if tie(next, ends[0]) > tie(next, ends[1]) { left.push(next) } else { right.push(next) }
    }
    left.into_iter().rev().chain(right).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::grouped;

    #[test]
    fn neighbours_are_those_with_most_in_common() {
        // 0-3 and 1-4-5 are groups; 2 has nothing to do with any.
        assert_eq!(grouped(6, &[(0, 3, 5), (1, 4, 9), (4, 5, 3)]), [1, 4, 5, 0, 3, 2]);
        // A path is told from end to end.
        assert_eq!(grouped(4, &[(0, 2, 5), (2, 1, 5), (1, 3, 5)]), [0, 2, 1, 3]);
        assert_eq!(grouped(0, &[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn each_stands_once(count in 0..12usize, ties in prop::collection::vec((0..12usize, 0..12usize, 0..9u32), 0..30)) {
            let mut order = grouped(count, &ties);
            prop_assert_eq!(order.clone(), grouped(count, &ties));
            order.sort_unstable();
            prop_assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
    }
}
