//! The tree a commit must have, made of the log alone. Where it has the commit's name, no tree has to be read to know
//! what is in it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::leaf::StoreId;
use super::super::objects::{Kind, Oid};

/// The blobs of an article's files: its record, its raw bytes, its text.
pub(super) type Files = [Option<Oid>; 3];

/// In the order git has them in a folder.
pub(super) const EXTENSIONS: [&str; 3] = ["json", "raw", "txt"];

/// The four hex digits that lead to an article's folder.
type Prefix = u16;

#[derive(Default)]
pub(super) struct Shape {
    articles: BTreeMap<StoreId, Files>,
    /// The folders by how many digits lead to them, one to four, and by these.
    folders: BTreeMap<(usize, Prefix), Oid>,
    /// The folders whose articles have changed.
    touched: BTreeSet<Prefix>,
}

impl Shape {
    pub(super) fn files(&self, article: StoreId) -> Files {
        self.articles.get(&article).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, article: StoreId, files: Files) {
        self.touched.insert(article.digits());
        if files == Files::default() {
            self.articles.remove(&article);
        } else {
            self.articles.insert(article, files);
        }
    }

    /// The tree as it is now. `made` hears of each tree in it that the last one did not have.
    pub(super) fn tree(&mut self, made: &mut dyn FnMut(Oid)) -> Oid {
        let mut touched: Vec<Prefix> = std::mem::take(&mut self.touched).into_iter().collect();
        let lowest = |prefix: &Prefix| self.folder(*prefix);
        let mut oids: Vec<Option<Oid>> = match touched.len() {
            0..64 => touched.iter().map(lowest).collect(),
            _ => touched.par_iter().map(lowest).collect(),
        };
        for digits in (1..=4).rev() {
            for (prefix, oid) in touched.iter().zip(&oids) {
                let place = (digits, *prefix);
                let before = match oid {
                    Some(oid) => self.folders.insert(place, *oid),
                    None => self.folders.remove(&place),
                };
                oid.iter().filter(|oid| before != Some(**oid)).for_each(|oid| made(*oid));
            }
            touched.iter_mut().for_each(|prefix| *prefix >>= 4);
            touched.dedup();
            oids = touched.iter().map(|prefix| self.above(digits, *prefix)).collect();
        }
        let root = self.above(1, 0).unwrap_or_else(|| Oid::of(Kind::Tree, b""));
        made(root);
        root
    }

    /// The folder in which the articles with these digits are.
    fn folder(&self, prefix: Prefix) -> Option<Oid> {
        let mut tree = Vec::new();
        for (article, files) in self.articles.range(StoreId::of_digits(prefix)) {
            let name = article.to_string();
            for (extension, oid) in EXTENSIONS.iter().zip(files) {
                oid.iter().for_each(|oid| entry(&mut tree, "100644", &format!("{name}.{extension}"), *oid));
            }
        }
        (!tree.is_empty()).then(|| Oid::of(Kind::Tree, &tree))
    }

    /// The folder of the folders with so many digits that begin alike.
    fn above(&self, digits: usize, prefix: Prefix) -> Option<Oid> {
        let mut tree = Vec::new();
        for ((_, prefix), oid) in self.folders.range((digits, prefix << 4)..=(digits, prefix << 4 | 15)) {
            entry(&mut tree, "40000", &format!("{:x}", prefix & 15), *oid);
        }
        (!tree.is_empty()).then(|| Oid::of(Kind::Tree, &tree))
    }
}

fn entry(tree: &mut Vec<u8>, mode: &str, name: &str, oid: Oid) {
    tree.extend_from_slice(mode.as_bytes());
    tree.push(b' ');
    tree.extend_from_slice(name.as_bytes());
    tree.push(0);
    tree.extend_from_slice(oid.as_bytes());
}
