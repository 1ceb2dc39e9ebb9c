//! All trees at once: how much of the belief, over every tree in which each witness follows one other and one follows none, has a
//! certain link.
//!
//! The sum over all trees with one root (the matrix-tree theorem: Tutte 1948; Koo, Globerson, Carreras & Collins 2007) is taken by
//! leaving out one witness after the other: who follows it follows what it follows. Nothing is subtracted on the way
//! (Grassmann, Taksar & Heyman 1985), so that links may cost a thousand times as much as others. The way back gives each link its
//! part. Only additions, multiplications and divisions of 64-bit floats are used, which are the same on every machine.

use crate::overlap::log2_thousandths;
use crate::trace::odds::power;

/// What is believed of each link and of each root; parts of one.
#[derive(Clone)]
pub(super) struct Beliefs {
    /// By the one that follows, then by the one that is followed.
    pub follows: Vec<Vec<f64>>,
    pub root: Vec<f64>,
    /// What all trees together cost, in thousandths of a bit.
    pub cost: i64,
}

/// A link that is so many thousandths of a bit dearer than the best one of the same witness is as good as none.
const DEAREST: i64 = 900_000;

/// What links and roots cost, in thousandths of a bit: of each witness that each other one is followed, by the one that
/// follows, then by the one that is followed; and that nothing is followed.
#[derive(Clone)]
pub(super) struct Costs {
    pub follows: Vec<Vec<i64>>,
    pub root: Vec<i64>,
}

impl Costs {
    /// The same without a witness: those behind it have numbers that are one less.
    pub fn without(&self, witness: usize) -> Costs {
        let mut costs = self.clone();
        costs.root.remove(witness);
        costs.follows.remove(witness);
        costs.follows.iter_mut().for_each(|from| _ = from.remove(witness));
        costs
    }
}

impl Beliefs {
    /// The same with one more witness of this number, of which nothing is believed.
    pub fn with_none(mut self, witness: usize) -> Beliefs {
        self.follows.iter_mut().for_each(|from| from.insert(witness, 0.0));
        self.root.insert(witness, 0.0);
        self.follows.insert(witness, vec![0.0; self.root.len()]);
        self
    }

    /// Moves so much of what is believed, a part of one, from some beliefs to others of the same witnesses.
    pub fn shift(&mut self, part: f64, from: &Beliefs, to: &Beliefs) {
        let rows = self.follows.iter_mut().chain([&mut self.root]);
        let (from, to) = (from.follows.iter().chain([&from.root]), to.follows.iter().chain([&to.root]));
        for ((row, from), to) in rows.zip(from).zip(to) {
            for ((belief, from), to) in row.iter_mut().zip(from).zip(to) {
                *belief = (*belief + part * (to - from)).clamp(0.0, 1.0);
            }
        }
    }
}

/// What is believed of witnesses with these costs.
pub(super) fn beliefs(costs: &Costs) -> Beliefs {
    let count = costs.root.len();
    let others = |at: usize| (0..count).filter(move |&other| other != at);
    // What the best link of each witness costs: in every tree but for its root, whatever else it costs.
    let least: Vec<i64> =
        (0..count).map(|to| others(to).map(|from| costs.follows[to][from]).min().unwrap_or_default()).collect();
    let roots: Vec<i64> = costs.root.iter().zip(&least).map(|(root, least)| root - least).collect();
    let best = roots.iter().copied().min().unwrap_or_default();
    let mut root: Vec<f64> = roots.iter().map(|root| share(root - best)).collect();
    let weight = |to: usize, from: usize| if from == to { 0.0 } else { share(costs.follows[to][from] - least[to]) };
    let mut follows: Vec<Vec<f64>> = (0..count).map(|to| (0..count).map(|from| weight(to, from)).collect()).collect();
    let mut cost = least.iter().sum::<i64>() + best;
    // Each is left out, the last first; what is behind it stays as it was then.
    for out in (1..count).rev() {
        let (left, rest) = follows.split_at_mut(out);
        let follows_out = &rest[0][..out];
        let all: f64 = follows_out.iter().sum();
        cost += halves(all);
        for (to, row) in left.iter_mut().enumerate() {
            let part = row[out] / all;
            root[to] += part * root[out];
            row.iter_mut().zip(follows_out).for_each(|(weight, after)| *weight += part * after);
            // Nobody follows himself.
            row[to] = 0.0;
        }
    }
    cost += root.first().map_or(0, |first| halves(*first));
    // And brought back: what is believed of a link of those that were left is divided among the ways it stands for, each by its part
    // of the weight. So what is believed of a link by its weight stays as it was when the link came in.
    let mut by_weight = vec![vec![0.0; count]; count];
    let mut root_by_weight = vec![0.0; count];
    if let Some((first, weight)) = root_by_weight.first_mut().zip(root.first()) {
        *first = ratio(1.0, *weight);
    }
    let mut moved = vec![0.0; count];
    for out in 1..count {
        let (left, rest) = follows.split_at_mut(out);
        let follows_out = &rest[0][..out];
        let (by_weight_left, by_weight_rest) = by_weight.split_at_mut(out);
        let out_by_weight = &mut by_weight_rest[0][..out];
        let all: f64 = follows_out.iter().sum();
        let (mut through, mut begins) = (0.0, 0.0);
        for (to, (row, by_weight)) in left.iter_mut().zip(by_weight_left).enumerate() {
            let part = row[out] / all;
            let by_root = root_by_weight[to] * take(part * root[out], &mut root[to]);
            let ways = row.iter_mut().zip(by_weight.iter()).zip(follows_out);
            for (moved, ((weight, by_weight), after)) in moved.iter_mut().zip(ways) {
                *moved = by_weight * take(part * after, weight);
            }
            out_by_weight.iter_mut().zip(&moved).for_each(|(belief, moved)| *belief += moved);
            let entered = by_root + sum(&moved[..out]);
            by_weight[out] = ratio(entered, row[out]);
            begins += by_root;
            through += entered;
        }
        root_by_weight[out] = ratio(begins, root[out]);
        // The other trees leave it where it is an end.
        for (belief, weight) in out_by_weight.iter_mut().zip(follows_out) {
            *belief = ratio((*belief + (1.0 - through) * weight / all).clamp(0.0, 1.0), *weight);
        }
    }
    let believed = |weights: &mut Vec<f64>, by_weight: Vec<f64>| {
        weights.iter_mut().zip(by_weight).for_each(|(weight, by_weight)| *weight = (*weight * by_weight).min(1.0));
    };
    follows.iter_mut().zip(by_weight).for_each(|(weights, by_weight)| believed(weights, by_weight));
    believed(&mut root, root_by_weight);
    Beliefs { follows, root, cost }
}

/// Takes what one way is of the whole weight of a link out of it.
fn take(way: f64, whole: &mut f64) -> f64 {
    let way = way.min(*whole);
    *whole -= way;
    way
}

/// What is believed of a link by its weight; nothing of one that weighs nothing.
fn ratio(belief: f64, weight: f64) -> f64 {
    if weight < f64::MIN_POSITIVE { 0.0 } else { belief / weight }
}

/// A sum in four parts, so that none waits for the other.
fn sum(all: &[f64]) -> f64 {
    let (fours, rest) = all.as_chunks::<4>();
    let mut parts = [0.0; 4];
    fours.iter().for_each(|four| parts.iter_mut().zip(four).for_each(|(part, one)| *part += one));
    parts.iter().chain(rest).sum()
}

/// What stands for so many thousandths of a bit: half for each bit.
pub(super) fn share(cost: i64) -> f64 {
    let cost = cost.clamp(0, DEAREST);
    let (whole, part) = (cost / 1000, cost % 1000);
    let halves = f64::from_bits((1023 - whole as u64) << 52);
    power(part) as f64 / power(0) as f64 * halves
}

/// How many thousandths of a bit something costs that stands for so much: the way back from [`share`].
fn halves(share: f64) -> i64 {
    let bits = share.to_bits();
    let (exponent, mantissa) = ((bits >> 52) as i64 - 1023, (bits & ((1 << 52) - 1)) | 1 << 52);
    // Twenty bits of the mantissa are enough.
    -(exponent * 1000 + i64::from(log2_thousandths(mantissa >> 32)) - 20_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The beliefs by going through every tree, and what all trees cost.
    fn counted(costs: &[Vec<i64>], root: &[i64]) -> (Vec<Vec<f64>>, Vec<f64>, f64) {
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
        (follows, roots, 800_000.0 - 1000.0 * all.log2())
    }

    #[test]
    fn every_tree_counts_as_much_as_its_links_say() {
        let costs: Vec<Vec<i64>> =
            (0..5).map(|to| (0..5).map(|from| (to * 7 + from * 3) as i64 % 11 * 400).collect()).collect();
        let root = [900, 0, 2_500, 400, 3_100];
        let (follows, roots, all) = counted(&costs, &root);
        let found = beliefs(&Costs { follows: costs, root: root.to_vec() });
        assert!((found.cost as f64 - all).abs() < 10.0, "{} {all}", found.cost);
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 2e-3, "{to}");
            for (is, should) in found.follows[to].iter().zip(&follows[to]) {
                assert!((is - should).abs() < 2e-3, "{to}: {is} {should}");
            }
        }
    }

    #[test]
    fn links_may_cost_much_more_than_the_best_of_the_same_witness() {
        // Two who are nearest to each other, and of whom one has to follow another all the same.
        let cost = |to: usize, from: usize| match (to.min(from), to.max(from)) {
            (0, 1) => 20_000,
            (near, far) => 58_000 + (far * 7 + near * 5) as i64 % 9 * 7_000,
        };
        let follows: Vec<Vec<i64>> = (0..6).map(|to| (0..6).map(|from| cost(to, from)).collect()).collect();
        let root = [208_000, 209_500, 209_000, 211_000, 209_300, 208_700];
        let (counted, roots, all) = counted(&follows, &root);
        let found = beliefs(&Costs { follows, root: root.to_vec() });
        assert!((found.cost as f64 - all).abs() < 10.0, "{} {all}", found.cost);
        for to in 0..6 {
            assert!((found.root[to] - roots[to]).abs() < 1e-6, "{to}: {} {}", found.root[to], roots[to]);
            for (is, should) in found.follows[to].iter().zip(&counted[to]) {
                assert!((is - should).abs() < 1e-6, "{to}: {is} {should}");
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
        let (counted, roots, all) = counted(&follows, &root);
        let found = beliefs(&Costs { follows, root });
        assert!((found.cost as f64 - all).abs() < 10.0, "{} {all}", found.cost);
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 1e-2, "{to}: {} {}", found.root[to], roots[to]);
            for (is, should) in found.follows[to].iter().zip(&counted[to]) {
                assert!((is - should).abs() < 1e-2, "{to}: {is} {should}");
            }
        }
    }

    #[test]
    fn of_every_witness_of_many_all_is_believed_and_of_one_root() {
        let count = 39;
        let cost = |to: usize, from: usize| (to * 7_919 + from * 104_729) as i64 % 61_007;
        let follows = (0..count).map(|to| (0..count).map(|from| cost(to, from)).collect()).collect();
        let found = beliefs(&Costs { follows, root: (0..count).map(|at| cost(at, count)).collect() });
        for (to, (follows, root)) in found.follows.iter().zip(&found.root).enumerate() {
            assert!((follows.iter().sum::<f64>() + root - 1.0).abs() < 1e-9, "{to}");
            assert!(follows[to] == 0.0 && follows.iter().all(|belief| (0.0..=1.0).contains(belief)), "{to}");
        }
        assert!((found.root.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_witness_is_left_out_and_put_back() {
        let cost = |to: usize, from: usize| (to * 7 + from * 3) as i64 % 11 * 400;
        let costs = |all: &[usize]| Costs {
            follows: all.iter().map(|&to| all.iter().map(|&from| cost(to, from)).collect()).collect(),
            root: all.iter().map(|&at| at as i64 * 300).collect(),
        };
        let without = beliefs(&costs(&[0, 1, 2, 3, 4]).without(2));
        let own = beliefs(&costs(&[0, 1, 3, 4]));
        assert_eq!((without.cost, &without.follows, &without.root), (own.cost, &own.follows, &own.root));
        let again = without.clone().with_none(2);
        assert_eq!((again.follows[3][4], again.follows[3][2], again.root[3]), (own.follows[2][3], 0.0, own.root[2]));
        let all = beliefs(&costs(&[0, 1, 2, 3, 4]));
        let mut half = all.clone();
        half.shift(0.5, &all, &again);
        assert!((half.root[3] - (all.root[3] + again.root[3]) / 2.0).abs() < 1e-9);
        assert!((half.follows[3][2] - all.follows[3][2] / 2.0).abs() < 1e-9);
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
        let (counted, roots, all) = counted(&follows, &root);
        let found = beliefs(&Costs { follows, root: root.to_vec() });
        assert!((found.cost as f64 - all).abs() < 10.0, "{} {all}", found.cost);
        for to in 0..5 {
            assert!((found.root[to] - roots[to]).abs() < 1e-2, "{to}");
            for (is, should) in found.follows[to].iter().zip(&counted[to]) {
                assert!((is - should).abs() < 1e-2, "{to}: {is} {should}");
            }
        }
        assert!(found.follows[1][0] > 0.6 && found.follows[2][0] > 0.2 && found.follows[4][2] > 0.4);
    }
}
