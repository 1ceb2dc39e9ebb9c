//! Where each article of a family has its wording from: collation, streams, trees, and where the trees begin.

mod collation;
mod dateline;
mod forest;
mod houses;
mod stemma;
mod streams;
mod styles;
mod tree;
mod two;
mod unseen;
mod witness;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::collation::Collation;
use self::stemma::{Descent, Grown, Origin, Signs, descents};
use self::styles::Styles;
use self::witness::Witness;
use super::dates::dated_bits;
use super::named::Named;
use crate::article::{Capture, Credit};
use crate::overlap::Pair;

/// A source that was inferred, by family, stream and node.
type Place = (usize, usize, usize);

/// Where an article has something from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Parent {
    /// Another article, by index.
    Article(usize),
    /// A source nobody has shown us, by number: the same for all that follow it.
    Unseen(usize),
    /// Nothing here: it is the first.
    Itself,
}

/// What is believed of where an article has the wording of a stream from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Believed {
    pub article: usize,
    /// Of how many sentences.
    pub sentences: usize,
    /// In parts of a thousand, the likeliest first.
    pub parents: Vec<(Parent, u16)>,
    /// The same if no article had a date.
    pub undated: Vec<(Parent, u16)>,
    /// The article nearest to it; and where the two differ and a third agrees with one of them, how many readings that article
    /// and this have alone.
    pub nearest: Option<(usize, [usize; 2])>,
    /// Of so many articles.
    pub articles: usize,
}

impl Believed {
    /// How far a parent is believed.
    pub fn belief(&self, parent: Parent) -> u16 {
        share_of(&self.parents, parent)
    }

    /// How far it would be if no article had a date.
    pub fn undated_belief(&self, parent: Parent) -> u16 {
        share_of(&self.undated, parent)
    }
}

fn share_of(parents: &[(Parent, u16)], parent: Parent) -> u16 {
    parents.iter().find(|(known, _)| *known == parent).map_or(0, |(_, share)| *share)
}

/// The likeliest tree of the articles that share some sentences, and of the sources nobody has shown us that it takes to explain
/// them. It claims none of its links: other trees may be hardly less likely.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree {
    /// Of so many sentences.
    pub sentences: usize,
    /// The articles in the order of the family, then the sources.
    pub nodes: Vec<TreeNode>,
}

/// An article of a tree, or a source nobody has shown us.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TreeNode {
    /// Never [`Parent::Itself`].
    pub at: Parent,
    /// The node it follows, and how far that is believed over all trees, in parts of a thousand; `None` for the root.
    pub follows: Option<(usize, u16)>,
    /// How far it is believed to be the first of all.
    pub first: u16,
}

struct Known<'a> {
    family: &'a [usize],
    captures: &'a [Capture],
    named: &'a Named,
}

impl Signs for Known<'_> {
    fn dated(&self, a: usize, b: usize) -> i64 {
        let date = |member: usize| self.captures[self.family[member]].meta.published.as_ref();
        date(a).zip(date(b)).map_or(0, |(a, b)| dated_bits(a, b))
    }

    fn signed(&self, a: usize, b: usize) -> i64 {
        self.named.bits(self.family[a], self.family[b])
    }

    fn is_agency(&self, article: usize) -> bool {
        self.named.is_agency(self.family[article])
    }

    fn credits_someone(&self, article: usize) -> bool {
        self.named.credits_someone(self.family[article])
    }
}

/// What was found of a stream.
struct Found {
    sentences: usize,
    descents: Vec<Descent>,
    tree: Vec<Grown>,
}

/// What is believed of the articles of all families, in the order of the families, of their streams and of the articles; and the
/// likeliest tree of each stream.
pub(super) fn believed(
    families: &[Vec<usize>],
    captures: &[Capture],
    credits: &[Vec<Credit>],
    pairs: &[Pair],
    named: &Named,
) -> (Vec<Believed>, Vec<Tree>) {
    let mut family_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, family) in families.iter().enumerate() {
        family.iter().for_each(|&article| _ = family_of.insert(article, index));
    }
    let mut of_family: Vec<Vec<&Pair>> = vec![Vec::new(); families.len()];
    for pair in pairs {
        if let Some(&family) = family_of.get(&pair.a).filter(|family| family_of.get(&pair.b) == Some(family)) {
            of_family[family].push(pair);
        }
    }
    let collations: Vec<Collation> = families
        .par_iter()
        .zip(&of_family)
        .map(|(family, pairs)| Collation::of(family, captures, credits, pairs))
        .collect();
    let styles = Styles::of(&collations, |family, member| named.outlet(families[family][member]));
    let found: Vec<Vec<Found>> = families
        .par_iter()
        .zip(&collations)
        .map(|(family, collation)| {
            let known = Known { family, captures, named };
            let streams = streams::streams(collation);
            let stemma = |stream: Vec<usize>| {
                let witnesses = Witness::all(collation, &stream, |member| named.outlet(family[member]));
                let (descents, tree) = descents(witnesses, &styles, &known);
                Found { sentences: stream.len(), descents, tree }
            };
            streams.into_iter().map(stemma).collect()
        })
        .collect();
    let mut numbers: BTreeMap<Place, usize> = BTreeMap::new();
    let (mut all, mut trees) = (Vec::new(), Vec::new());
    for (index, streams) in found.into_iter().enumerate() {
        let family = &families[index];
        for (stream, Found { sentences, descents, tree }) in streams.into_iter().enumerate() {
            let articles = descents.len();
            let mut parent = |origin: Origin| match origin {
                Origin::Article(member) => Parent::Article(family[member]),
                Origin::Itself => Parent::Itself,
                Origin::Unseen(node) => {
                    let next = numbers.len();
                    Parent::Unseen(*numbers.entry((index, stream, node)).or_insert(next))
                }
            };
            for descent in descents {
                let mut parents = |origins: Vec<(Origin, u16)>| -> Vec<(Parent, u16)> {
                    origins.into_iter().map(|(origin, share)| (parent(origin), share)).collect()
                };
                all.push(Believed {
                    article: family[descent.member],
                    sentences: descent.places,
                    parents: parents(descent.origins),
                    undated: parents(descent.undated),
                    nearest: descent.nearest.map(|(member, own)| (family[member], own)),
                    articles,
                });
            }
            if !tree.is_empty() {
                let mut grown = |Grown { origin, follows, first }| TreeNode { at: parent(origin), follows, first };
                trees.push(Tree { sentences, nodes: tree.into_iter().map(&mut grown).collect() });
            }
        }
    }
    (all, trees)
}
