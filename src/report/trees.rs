//! The likeliest trees, as plain data.

use crate::trace::{Parent, Stemma, Tree};

/// The likeliest tree of some articles; none of its links is claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreeRow {
    /// How many sentences it tells of.
    pub sentences: usize,
    pub nodes: Vec<TreeNodeRow>,
}

/// An article of a tree, or a source that it takes to explain them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreeNodeRow {
    /// `None` for a source not seen here.
    pub article: Option<usize>,
    /// The node it follows, by index, and how far that is believed, in thousandths; `None` for the first of all.
    pub follows: Option<(usize, u16)>,
    /// How far it is believed to be the first of all, in thousandths.
    pub first: u16,
}

impl TreeRow {
    /// The indexes of the nodes that follow one; of the first of all, where none is named.
    pub fn followers(&self, of: Option<usize>) -> impl Iterator<Item = usize> {
        let nodes = self.nodes.iter().enumerate();
        nodes.filter(move |(_, node)| node.follows.map(|(parent, _)| parent) == of).map(|(index, _)| index)
    }
}

/// The trees that have one of these articles; all where none is named.
pub(super) fn trees(stemma: &Stemma, subjects: &[usize]) -> Vec<TreeRow> {
    let article = |at: Parent| if let Parent::Article(article) = at { Some(article) } else { None };
    let row = |tree: &Tree| TreeRow {
        sentences: tree.sentences,
        nodes: tree
            .nodes
            .iter()
            .map(|node| TreeNodeRow { article: article(node.at), follows: node.follows, first: node.first })
            .collect(),
    };
    let is_wanted = |tree: &TreeRow| {
        subjects.is_empty() || tree.nodes.iter().any(|node| node.article.is_some_and(|at| subjects.contains(&at)))
    };
    stemma.trees().iter().map(row).filter(is_wanted).collect()
}
