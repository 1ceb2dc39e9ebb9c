//! The likeliest trees, for reading.

use super::super::style::{Role, paint};
use super::Page;
use crate::report::{TreeNodeRow, TreeRow};

impl Page<'_> {
    /// The likeliest trees, if they are asked for.
    pub fn trees(&self) -> String {
        let Some(trees) = &self.trace.trees else { return String::new() };
        if trees.is_empty() {
            return self.line("No tree: no two articles here have a sentence in common", None) + "\n";
        }
        let tree = |tree: &TreeRow| {
            let articles = tree.nodes.iter().filter(|node| node.article.is_some()).count();
            let of = match tree.sentences {
                1 => "a sentence".to_owned(),
                sentences => format!("{sentences} sentences"),
            };
            let head = format!("The likeliest tree of {articles} articles that share {of}: no link of it is claimed");
            let mut out = self.line(&head, Some(Role::Title));
            for first in tree.followers(None) {
                self.grow(tree, first, &mut Vec::new(), &mut out);
            }
            out.push('\n');
            out
        };
        trees.iter().map(tree).collect()
    }

    /// A node of a tree and all below it; `ends` says of it and of all above, but for the first, whether nothing hangs beside below.
    fn grow(&self, tree: &TreeRow, at: usize, ends: &mut Vec<bool>, out: &mut String) {
        if let Some((last, above)) = ends.split_last() {
            above.iter().for_each(|end| out.push_str(if *end { "   " } else { self.signs.bar }));
            out.push_str(if *last { self.signs.last } else { self.signs.twig });
        }
        let node = &tree.nodes[at];
        match node.article {
            Some(article) => out.push_str(&paint(self.label(article), Role::Title, self.view.color)),
            None => out.push_str("a text not seen here"),
        }
        let believed = match *node {
            TreeNodeRow { follows: Some((_, belief)), .. } => format!("  believed {belief} of 1000"),
            TreeNodeRow { first, .. } => format!("  the first; believed {first} of 1000"),
        };
        out.push_str(&paint(&believed, Role::Faint, self.view.color));
        out.push('\n');
        let below: Vec<usize> = tree.followers(Some(at)).collect();
        for (index, &next) in below.iter().enumerate() {
            ends.push(index + 1 == below.len());
            self.grow(tree, next, ends, out);
            ends.pop();
        }
    }
}
