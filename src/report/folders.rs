//! The articles of two folders, each beside the one that belongs to it.

use std::collections::BTreeMap;

use super::analysis::article;
use super::{Article, Comparison};
use crate::article::Capture;
use crate::diff::By;
use crate::hash::Digest;

/// Two folders compared: what `diff` says of them. Of two things of one kind the first is the left's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folders {
    /// The options that shape the result, sorted by name.
    pub params: BTreeMap<String, String>,
    pub method: Option<Digest>,
    /// What the folders are called.
    pub names: [String; 2],
    /// In the order of the left folder.
    pub pairs: Vec<FolderPair>,
    /// Articles that only one of them has.
    pub only: [Vec<Article>; 2],
}

/// Two articles that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FolderPair {
    pub by: By,
    pub comparison: Comparison,
}

impl Folders {
    /// Of the pairs of two folders, and the articles that only one of them has.
    pub fn new(
        params: BTreeMap<String, String>,
        method: Option<Digest>,
        names: [String; 2],
        pairs: Vec<FolderPair>,
        only: [Vec<&Capture>; 2],
    ) -> Folders {
        let listed = |capture: &Capture| article(capture, capture.article.name().to_owned());
        let only = only.map(|captures| captures.into_iter().map(listed).collect());
        Folders { params, method, names, pairs, only }
    }

    /// Whether nothing differs.
    pub fn same(&self) -> bool {
        self.only.iter().all(Vec::is_empty) && self.pairs.iter().all(|pair| pair.comparison.is_same())
    }
}
