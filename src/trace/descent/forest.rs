//! All trees at once: how much of the belief, over every tree in which each witness follows one other and one follows none, has a
//! certain link.
//!
//! The matrix-tree theorem for directed trees (Tutte 1948), with one root (Koo, Globerson, Carreras & Collins 2007): what each
//! link costs is all that is needed, and no tree has to be searched for. Only additions, multiplications and divisions of
//! 64-bit floats are used, which are the same on every machine.

use crate::overlap::log2_thousandths;
use crate::trace::odds::{NEVER, any, power};

/// What is believed of each link and of each root; parts of one.
pub(super) struct Beliefs {
    /// By the one that follows, then by the one that is followed.
    pub follows: Vec<Vec<f64>>,
    pub root: Vec<f64>,
}

/// A link that is so many thousandths of a bit dearer than the best one of the same witness is as good as none.
const DEAREST: i64 = 20_000;

/// What links and roots cost, in thousandths of a bit: of each witness that each other one is followed, by the one that
/// follows, then by the one that is followed; and that nothing is followed.
pub(super) struct Costs {
    pub follows: Vec<Vec<i64>>,
    pub root: Vec<i64>,
}

/// What is believed of witnesses with these costs.
///
/// Groups whose members are so near each other that everything outside is as good as none are one witness first: what is then
/// left outside can be told apart again.
pub(super) fn beliefs(costs: &Costs) -> Beliefs {
    let groups = groups(costs);
    if groups.len() == costs.root.len() {
        return summed(costs);
    }
    // Inside each group: what it costs that it hangs together below each of its members.
    let inner = |group: &Vec<usize>| match group[..] {
        [_] => vec![0],
        _ => Links::of(&inside(costs, group, vec![0; group.len()])).hanging(),
    };
    let inner: Vec<Vec<i64>> = groups.iter().map(inner).collect();
    let into = |from: usize, group: usize| {
        let members = groups[group].iter().zip(&inner[group]);
        members.map(move |(&to, inner)| costs.follows[to][from].saturating_add(*inner))
    };
    let root_of = |group: usize| groups[group].iter().zip(&inner[group]).map(|(&to, inner)| costs.root[to] + inner);
    let link = |to: usize, from: usize| {
        if to == from { NEVER } else { any(groups[from].iter().flat_map(|&from| into(from, to))) }
    };
    let count = groups.len();
    let outer_costs = Costs {
        follows: (0..count).map(|to| (0..count).map(|from| link(to, from)).collect()).collect(),
        root: (0..count).map(|group| any(root_of(group))).collect(),
    };
    let outer = beliefs(&outer_costs);

    let mut all =
        Beliefs { follows: vec![vec![0.0; costs.root.len()]; costs.root.len()], root: vec![0.0; costs.root.len()] };
    for (index, group) in groups.iter().enumerate() {
        let mut enters = vec![0.0; group.len()];
        for (at, cost) in root_of(index).enumerate() {
            let belief = outer.root[index] * share(cost - outer_costs.root[index]);
            all.root[group[at]] = belief;
            enters[at] += belief;
        }
        for (other, members) in groups.iter().enumerate().filter(|(other, _)| *other != index) {
            for &from in members {
                for (at, cost) in into(from, index).enumerate() {
                    let belief = outer.follows[index][other] * share(cost - outer_costs.follows[index][other]);
                    all.follows[group[at]][from] = belief;
                    enters[at] += belief;
                }
            }
        }
        if group.len() > 1 {
            let roots = enters.into_iter().zip(&inner[index]).map(|(belief, inner)| bits(belief) - inner).collect();
            let within = summed(&inside(costs, group, roots));
            for (at, &to) in group.iter().enumerate() {
                for (other, &from) in group.iter().enumerate() {
                    all.follows[to][from] = within.follows[at][other];
                }
            }
        }
    }
    all
}

/// What a belief costs.
fn bits(belief: f64) -> i64 {
    let whole = power(0);
    let part = (belief * whole as f64) as u64;
    i64::from(log2_thousandths(whole)) - i64::from(log2_thousandths(part.max(1)))
}

/// The costs among the members of a group.
fn inside(costs: &Costs, group: &[usize], root: Vec<i64>) -> Costs {
    let follows = group.iter().map(|&to| group.iter().map(|&from| costs.follows[to][from]).collect()).collect();
    Costs { follows, root }
}

/// The witnesses in groups: those that reach each other by good links and nothing outside reaches by one, unless these are all;
/// each of the others alone.
fn groups(costs: &Costs) -> Vec<Vec<usize>> {
    let count = costs.root.len();
    let least: Vec<i64> = costs.follows.iter().map(|from| from.iter().copied().min().unwrap_or(NEVER)).collect();
    let good = |to: usize, from: usize| costs.follows[to][from] < least[to].saturating_add(DEAREST);
    // Whom each goes back to by good links.
    let back = |start: usize| {
        let mut reached = vec![false; count];
        reached[start] = true;
        let mut waiting = vec![start];
        while let Some(to) = waiting.pop() {
            for from in (0..count).filter(|&from| from != to && good(to, from)) {
                if !std::mem::replace(&mut reached[from], true) {
                    waiting.push(from);
                }
            }
        }
        reached
    };
    let back: Vec<Vec<bool>> = (0..count).map(back).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut taken = vec![false; count];
    for node in 0..count {
        let group: Vec<usize> = (0..count).filter(|&other| back[node][other]).collect();
        // Closed: all it goes back to go back to it.
        if !taken[node] && group.iter().all(|&other| back[other][node]) {
            group.iter().for_each(|&other| taken[other] = true);
            groups.push(group);
        }
    }
    if groups.iter().any(|group| group.len() == count) {
        return (0..count).map(|node| vec![node]).collect();
    }
    groups.extend((0..count).filter(|&node| !taken[node]).map(|node| vec![node]));
    groups.sort();
    groups
}

/// The good links of witnesses that all reach each other by them.
struct Links {
    /// What the best link of each witness costs: in every tree but for its root, whatever else it costs.
    least: Vec<i64>,
    /// By the one that follows, then by the one that is followed.
    weights: Vec<Vec<f64>>,
}

impl Links {
    fn of(costs: &Costs) -> Links {
        let count = costs.root.len();
        let others = |to: usize| (0..count).filter(move |&from| from != to);
        let least: Vec<i64> =
            (0..count).map(|to| others(to).map(|from| costs.follows[to][from]).min().unwrap_or_default()).collect();
        let mut weights = vec![vec![0.0; count]; count];
        for to in 0..count {
            others(to).for_each(|from| weights[to][from] = share(costs.follows[to][from] - least[to]));
        }
        Links { least, weights }
    }

    /// The inverse of the Laplacian of the links, its first row replaced by the weights of roots.
    fn solved(&self, roots: &[f64]) -> Vec<Vec<f64>> {
        let count = roots.len();
        let mut matrix = vec![vec![0.0; count]; count];
        for (to, weights) in self.weights.iter().enumerate() {
            for from in 1..count {
                matrix[from][to] = if from == to { weights.iter().sum() } else { -weights[from] };
            }
            matrix[0][to] = roots[to];
        }
        inverse(matrix)
    }

    /// How large a part of the trees each witness is the root of, were it not for what roots and best links cost.
    fn below(&self) -> Vec<f64> {
        let solved = self.solved(&vec![1.0; self.least.len()]);
        solved.iter().map(|row| row[0].clamp(f64::MIN_POSITIVE, 1.0)).collect()
    }

    /// What all trees below each witness cost together.
    fn hanging(&self) -> Vec<i64> {
        self.below().into_iter().zip(&self.least).map(|(below, least)| bits(below) - least).collect()
    }
}

/// The beliefs of witnesses that all reach each other by good links.
fn summed(costs: &Costs) -> Beliefs {
    let count = costs.root.len();
    if count < 2 {
        return Beliefs { follows: vec![vec![0.0; count]; count], root: vec![1.0; count] };
    }
    let links = Links::of(costs);
    let below = links.below();
    let totals: Vec<i64> = (0..count).map(|to| costs.root[to] - links.least[to] + bits(below[to])).collect();
    let all = any(totals.iter().copied());
    let root: Vec<f64> = totals.iter().map(|total| share(total - all)).collect();
    let roots: Vec<f64> = root.iter().zip(&below).map(|(root, below)| root / below).collect();
    let solved = links.solved(&roots);
    let mut follows = vec![vec![0.0; count]; count];
    for to in 0..count {
        for from in (0..count).filter(|&from| from != to) {
            let stays = if to == 0 { 0.0 } else { solved[to][to] };
            let leaves = if from == 0 { 0.0 } else { solved[to][from] };
            follows[to][from] = (links.weights[to][from] * (stays - leaves)).clamp(0.0, 1.0);
        }
    }
    Beliefs { follows, root }
}

fn share(cost: i64) -> f64 {
    power(cost.clamp(0, DEAREST)) as f64 / power(0) as f64
}

/// The inverse of a square matrix, by elimination (Gauss and Jordan) with the largest pivot of each column.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let count = matrix.len();
    let unit = |row: usize| (0..count).map(|column| f64::from(u8::from(row == column))).collect::<Vec<f64>>();
    let mut inverse: Vec<Vec<f64>> = (0..count).map(unit).collect();
    for column in 0..count {
        let largest = (column..count)
            .fold(column, |best, row| if matrix[row][column].abs() > matrix[best][column].abs() { row } else { best });
        matrix.swap(column, largest);
        inverse.swap(column, largest);
        let pivot = matrix[column][column];
        if pivot == 0.0 {
            continue;
        }
        matrix[column].iter_mut().for_each(|value| *value /= pivot);
        inverse[column].iter_mut().for_each(|value| *value /= pivot);
        let (above, of_column) = (matrix[column].clone(), inverse[column].clone());
        for row in (0..count).filter(|&row| row != column) {
            let factor = matrix[row][column];
            if factor == 0.0 {
                continue;
            }
            matrix[row].iter_mut().zip(&above).for_each(|(value, above)| *value -= factor * above);
            inverse[row].iter_mut().zip(&of_column).for_each(|(value, above)| *value -= factor * above);
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beliefs by going through every tree.
    fn counted(costs: &[Vec<i64>], root: &[i64]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let count = root.len();
        let (mut follows, mut roots, mut all) = (vec![vec![0.0; count]; count], vec![0.0; count], 0.0);
        let mut parents = vec![0; count];
        loop {
            // A parent of its own is the root.
            let tops: Vec<usize> = (0..count).filter(|&node| parents[node] == node).collect();
            let reaches = |mut node: usize| {
                (0..count).for_each(|_| node = parents[node]);
                tops == [node]
            };
            if (0..count).all(reaches) {
                let cost: i64 =
                    (0..count).map(|to| if parents[to] == to { root[to] } else { costs[to][parents[to]] }).sum();
                let weight = (-((cost - 800_000) as f64) / 1000.0).exp2();
                all += weight;
                (0..count).for_each(|to| match parents[to] == to {
                    true => roots[to] += weight,
                    false => follows[to][parents[to]] += weight,
                });
            }
            let Some(next) = (0..count).find(|&node| parents[node] + 1 < count) else { break };
            parents[next] += 1;
            parents[..next].fill(0);
        }
        follows.iter_mut().flatten().for_each(|sum| *sum /= all);
        roots.iter_mut().for_each(|sum| *sum /= all);
        (follows, roots)
    }

    #[test]
    fn every_tree_counts_as_much_as_its_links_say() {
        let costs: Vec<Vec<i64>> =
            (0..5).map(|to| (0..5).map(|from| (to * 7 + from * 3) as i64 % 11 * 400).collect()).collect();
        let root = [900, 0, 2_500, 400, 3_100];
        let (follows, roots) = counted(&costs, &root);
        let found = beliefs(&Costs { follows: costs, root: root.to_vec() });
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 2e-3, "{to}");
            for (is, should) in found.follows[to].iter().zip(&follows[to]) {
                assert!((is - should).abs() < 2e-3, "{to}: {is} {should}");
            }
        }
    }

    #[test]
    fn what_all_trees_cost_alike_may_be_much_more_than_what_tells_them_apart() {
        // How many sentences each has, of which it costs much to invent one; the first is what the others have from.
        let sentences = [7, 12, 12, 5, 9];
        let follows: Vec<Vec<i64>> = (0..5)
            .map(|to: usize| {
                let cost = |from: usize| {
                    let changes =
                        if to + from == 3 && to.min(from) == 1 { 1_000 } else { 48_000 + 7_000 * (to + from) as i64 };
                    changes + 60_700 * (sentences[to] - sentences[from]).max(0)
                };
                (0..5).map(cost).collect()
            })
            .collect();
        let root: Vec<i64> = sentences.iter().map(|sentences| 60_000 * sentences).collect();
        let (counted, roots) = counted(&follows, &root);
        let found = beliefs(&Costs { follows, root });
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 1e-2, "{to}: {} {}", found.root[to], roots[to]);
            for (is, should) in found.follows[to].iter().zip(&counted[to]) {
                assert!((is - should).abs() < 1e-2, "{to}: {is} {should}");
            }
        }
    }

    #[test]
    fn groups_far_apart_are_told_apart_inside_and_outside() {
        // Two pairs and one alone; 1 hangs nearer to 0 than 2 does, and 4 nearer to 2 than 3 does.
        let far = [(1, 0, 60_000), (2, 0, 61_000), (4, 2, 70_000), (3, 2, 72_000), (4, 1, 71_000)];
        let cost = |to: usize, from: usize| match (to, from) {
            (1, 2) | (2, 1) | (3, 4) | (4, 3) => 3_000,
            _ => far.iter().find(|link| (link.0, link.1) == (to, from)).map_or(99_000, |link| link.2),
        };
        let follows: Vec<Vec<i64>> = (0..5).map(|to| (0..5).map(|from| cost(to, from)).collect()).collect();
        let root = [0, 90_000, 90_000, 90_000, 90_000];
        let (counted, roots) = counted(&follows, &root);
        let found = beliefs(&Costs { follows, root: root.to_vec() });
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 1e-2, "{to}");
            for (is, should) in found.follows[to].iter().zip(&counted[to]) {
                assert!((is - should).abs() < 1e-2, "{to}: {is} {should}");
            }
        }
        assert!(found.follows[1][0] > 0.6 && found.follows[2][0] > 0.2 && found.follows[4][2] > 0.4);
    }
}
