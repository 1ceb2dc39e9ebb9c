//! Stemma: traditions whose family tree scholars have drawn, and how the likeliest tree of their witnesses compares with it.
//!
//! Measured is the average sign distance (Roos & Heikkilä 2009): for each witness and each two others, which of the two is nearer in
//! the one tree and in the other. Most sources of a tradition are lost, so the tree is asked for and not the links, of which
//! next to none can be claimed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

use wirecopy::ingest::{self, Input, Options};
use wirecopy::overlap::{Chance, Corpus, Depth, find, nearest_pairs};
use wirecopy::trace::weights::NEAREST;
use wirecopy::trace::{Descents, Parent, Tree, TreeNode, stemma};

use crate::data::{Folder, columns};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Count, Share, Table};

const EDGES: &str = "stemma/dev/florilegium/edges.tsv";
const NODES: &str = "stemma/dev/florilegium/nodes.tsv";
const WITNESSES: &str = "stemma/dev/florilegium/witnesses";

pub const SET: Set = Set { name: "stemma", needs: &[EDGES, NODES], run };

/// Who is followed, and who follows.
type Edge = (String, String);

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let edges = columns(&folder.path(EDGES), ["parent", "child"])?;
    let edges: Vec<Edge> = edges.into_iter().map(|[parent, child]| (parent, child)).collect();
    let extant = columns(&folder.path(NODES), ["id", "kind"])?.into_iter().filter(|[_, kind]| kind == "extant");
    let witnesses: Vec<String> = extant.map(|[id, _]| id).collect();
    let read = ingest::read(&[Input::Path(folder.path(WITNESSES))], &Options::default(), &mut io::empty());
    let texts: Vec<_> = read.captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let pairs = nearest_pairs(&corpus, NEAREST, |_, _| true);
    let found = find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits);
    let stemma = stemma(&read.captures, &found, Descents::of(&read.captures, &found));
    let tree = stemma.trees().iter().max_by_key(|tree| tree.sentences).ok_or("no tree was found")?;
    let name = |node: &TreeNode| match node.at {
        Parent::Article(article) => read.captures[article].article.name().to_owned(),
        Parent::Unseen(number) => format!("unseen {number}"),
        Parent::Itself => String::new(),
    };
    let told = edges_of(tree, name);
    table.line("florilegium: witnesses", Count(witnesses.len()), Bound::None)?;
    table.line("florilegium: of these in the tree", Count(told_of(&told, &witnesses)), Bound::None)?;
    table.line("florilegium: sources not seen, true", Count(edges.len() + 1 - witnesses.len()), Bound::None)?;
    table.line("florilegium: sources not seen, told", Count(tree.nodes.len() - texts.len()), Bound::None)?;
    table.line("florilegium: average sign distance", Share(likeness(&edges, &told, &witnesses)), AtLeast(0.642))?;
    folder.detail("stemma.florilegium.tsv", |out| {
        writeln!(out, "parent\tchild")?;
        told.iter().try_for_each(|(parent, child)| Ok(writeln!(out, "{parent}\t{child}")?))
    })
}

fn edges_of(tree: &Tree, name: impl Fn(&TreeNode) -> String) -> Vec<Edge> {
    let edge = |node: &TreeNode| node.follows.map(|(parent, _)| (name(&tree.nodes[parent]), name(node)));
    tree.nodes.iter().filter_map(edge).collect()
}

/// How many witnesses have an edge.
fn told_of(edges: &[Edge], witnesses: &[String]) -> usize {
    witnesses.iter().filter(|witness| edges.iter().any(|(a, b)| a == *witness || b == *witness)).count()
}

/// How often two trees agree which of two witnesses is nearer to a third; half where one of them has both as near.
fn likeness(of: &[Edge], with: &[Edge], witnesses: &[String]) -> f64 {
    let [of, with] = [of, with].map(|edges| distances(edges, witnesses));
    let (mut agree, mut all) = (0.0, 0.0);
    for a in 0..witnesses.len() {
        for b in (0..witnesses.len()).filter(|&b| b != a) {
            for c in (0..witnesses.len()).filter(|&c| c != a && c != b) {
                let sign = |far: &[Vec<usize>]| far[a][b].cmp(&far[a][c]) as i32;
                agree += 1.0 - f64::from((sign(&of) - sign(&with)).abs()) / 2.0;
                all += 1.0;
            }
        }
    }
    agree / all
}

/// How many edges are between each two witnesses, whichever way they run.
fn distances(edges: &[Edge], witnesses: &[String]) -> Vec<Vec<usize>> {
    let mut beside: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (a, b) in edges {
        beside.entry(a).or_default().insert(b);
        beside.entry(b).or_default().insert(a);
    }
    let from = |start: &String| {
        let mut far: BTreeMap<&str, usize> = BTreeMap::from([(start.as_str(), 0)]);
        let mut waiting = VecDeque::from([start.as_str()]);
        while let Some(at) = waiting.pop_front() {
            let next = far[at] + 1;
            for &other in beside.get(at).into_iter().flatten() {
                if !far.contains_key(other) {
                    far.insert(other, next);
                    waiting.push_back(other);
                }
            }
        }
        witnesses.iter().map(|witness| far.get(witness.as_str()).copied().unwrap_or(usize::MAX)).collect()
    };
    witnesses.iter().map(from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(of: &str) -> Vec<Edge> {
        of.split(' ').filter_map(|edge| edge.split_once('-')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn trees_agree_as_far_as_they_know_who_is_nearer() {
        let witnesses = ["A", "B", "C", "D"].map(str::to_owned);
        let (pairs, star) = (edges("x-A x-B x-y y-C y-D"), edges("x-A x-B x-C x-D"));
        assert_eq!(likeness(&pairs, &pairs, &witnesses), 1.0);
        // Who crosses from one pair to the other is farther: 16 of 24 times a tie in the star is half right.
        assert!((likeness(&pairs, &star, &witnesses) - (1.0 - 16.0 / 24.0 / 2.0)).abs() < 1e-9);
        // A witness without an edge is farther than any.
        assert!(likeness(&pairs, &edges("x-A x-B x-C"), &witnesses) < likeness(&pairs, &star, &witnesses));
    }
}
