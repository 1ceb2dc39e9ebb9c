//! The likeliest tree of a stream: who follows whom so that all links together cost least.
//!
//! Beliefs are of single links, summed over all trees, and none may be believed much where most sources of a family are lost. The
//! tree says what hangs together then. It claims nothing: other trees may cost hardly more.

use super::forest::Costs;
use crate::trace::odds::NEVER;

/// Whom each witness follows in the cheapest tree: `None` for its root (Chu & Liu 1965; Edmonds 1967).
pub(super) fn cheapest(costs: &Costs) -> Vec<Option<usize>> {
    let count = costs.root.len();
    // One more stands for what is not followed by a link: to begin there is dearer than all links, so that only one witness does.
    let dear = 1 + costs.follows.iter().flatten().filter(|cost| **cost < NEVER).map(|cost| cost.abs()).sum::<i64>();
    let table = (0..count).map(|to| {
        let from = (0..count).map(|from| (from != to).then_some(costs.follows[to][from]));
        from.chain([Some(costs.root[to] + dear)]).collect()
    });
    let mut table: Vec<Vec<Option<i64>>> = table.collect();
    table.push(vec![None; count + 1]);
    let parents = branching(&table, count);
    parents.into_iter().take(count).map(|parent| parent.filter(|&parent| parent < count)).collect()
}

/// Whom each follows so that all go back to `root` at the least cost in all; costs by the one that follows, then by the one that is
/// followed.
fn branching(costs: &[Vec<Option<i64>>], root: usize) -> Vec<Option<usize>> {
    let cheapest = |to: usize| {
        let from = costs[to].iter().enumerate().filter_map(|(from, cost)| Some(((*cost)?, from)));
        from.min().filter(|_| to != root)
    };
    let nearest: Vec<Option<(i64, usize)>> = (0..costs.len()).map(cheapest).collect();
    let mut parents: Vec<Option<usize>> = nearest.iter().map(|nearest| nearest.map(|(_, from)| from)).collect();
    let (groups, count) = circles(&parents);
    if count == costs.len() {
        return parents;
    }
    // Those that follow each other in a circle are one first, which is entered where that adds least; there the circle is opened.
    let mut ways: Vec<Vec<Option<(i64, usize, usize)>>> = vec![vec![None; count]; count];
    for (to, from, cost) in costs
        .iter()
        .enumerate()
        .flat_map(|(to, costs)| costs.iter().enumerate().filter_map(move |(from, cost)| Some((to, from, (*cost)?))))
    {
        let more = cost - nearest[to].map_or(0, |(saved, _)| saved);
        let way = &mut ways[groups[to]][groups[from]];
        if groups[to] != groups[from] && way.is_none_or(|way| (more, to, from) < way) {
            *way = Some((more, to, from));
        }
    }
    let smaller: Vec<Vec<Option<i64>>> =
        ways.iter().map(|ways| ways.iter().map(|way| way.map(|(more, ..)| more)).collect()).collect();
    for (group, from) in branching(&smaller, groups[root]).into_iter().enumerate() {
        if let Some((_, to, from)) = from.and_then(|from| ways[group][from]) {
            parents[to] = Some(from);
        }
    }
    parents
}

/// The group of each, and how many there are: those that follow each other round and round are one, and everyone else is alone.
fn circles(parents: &[Option<usize>]) -> (Vec<usize>, usize) {
    let mut walk = vec![usize::MAX; parents.len()];
    let mut groups = vec![usize::MAX; parents.len()];
    let mut count = 0;
    for start in 0..parents.len() {
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| walk[here] == usize::MAX) {
            walk[here] = start;
            at = parents[here];
        }
        let mut round = at.filter(|&here| walk[here] == start);
        while let Some(here) = round.filter(|&here| groups[here] == usize::MAX) {
            groups[here] = count;
            round = parents[here];
        }
        count += usize::from(at.is_some_and(|here| walk[here] == start));
    }
    for group in groups.iter_mut().filter(|group| **group == usize::MAX) {
        *group = count;
        count += 1;
    }
    (groups, count)
}

/// Leaves out of a tree the sources that tell nothing: those that none or one follows. Whom each witness follows that stays; `None`
/// for a root and for what is left out, which is true in `idle` for the latter.
pub(super) fn telling(parents: &[Option<usize>], articles: usize) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut parents = parents.to_vec();
    let mut idle = vec![false; parents.len()];
    loop {
        let followers = |source: usize| -> Vec<usize> {
            (0..parents.len()).filter(|&to| !idle[to] && parents[to] == Some(source)).collect()
        };
        let next = (articles..parents.len()).find(|&source| !idle[source] && followers(source).len() < 2);
        let Some(source) = next else { return (parents, idle) };
        let only = followers(source).first().copied();
        let above = parents[source].take();
        if let Some(only) = only {
            parents[only] = above;
        }
        idle[source] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the cheapest of all trees costs.
    fn least(costs: &Costs) -> i64 {
        let count = costs.root.len();
        let mut least = i64::MAX;
        let mut parents = vec![0; count];
        loop {
            // A parent of its own is the root.
            let top = |mut node: usize| {
                (0..count).for_each(|_| node = parents[node]);
                node
            };
            if (0..count).all(|node| top(node) == top(0) && parents[top(0)] == top(0)) {
                least = least.min(cost(costs, |to| Some(parents[to]).filter(|&from| from != to)));
            }
            let Some(next) = (0..count).find(|&node| parents[node] + 1 < count) else { return least };
            parents[next] += 1;
            parents[..next].fill(0);
        }
    }

    fn cost(costs: &Costs, parent: impl Fn(usize) -> Option<usize>) -> i64 {
        (0..costs.root.len()).map(|to| parent(to).map_or(costs.root[to], |from| costs.follows[to][from])).sum()
    }

    #[test]
    fn no_tree_is_cheaper() {
        for seed in 0..200 {
            let count = 2 + seed % 4;
            let number = |n: usize| ((n * n * 31 + n * 17 + seed * 101) % 37) as i64 - 5;
            let follows = (0..count).map(|to| (0..count).map(|from| number(to * 7 + from * 3)).collect()).collect();
            let costs = Costs { follows, root: (0..count).map(|at| number(at + 60)).collect() };
            let found = cheapest(&costs);
            assert_eq!(cost(&costs, |to| found[to]), least(&costs), "{seed}");
            assert_eq!(found.iter().filter(|parent| parent.is_none()).count(), 1, "{seed}");
        }
    }

    #[test]
    fn sources_that_tell_nothing_are_left_out() {
        // Of two articles and three sources: one that both follow, one above it, one below an article.
        let parents = [Some(2), Some(2), Some(3), None, Some(0)];
        assert_eq!(
            telling(&parents, 2),
            (vec![Some(2), Some(2), None, None, None], vec![false, false, false, true, true])
        );
    }
}
