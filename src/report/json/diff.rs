//! The lines of a diff: overlaps for sentences that belong together, and one line for each sentence without a partner.

use serde::Serialize;

use super::Lines;
use super::analysis::{ArticleLine, OverlapLine};
use crate::report::{Article, Comparison, DiffRow, Extract};

impl Lines {
    /// Two articles, then the rows of their alignment in reading order.
    pub(super) fn comparison(&mut self, comparison: &Comparison) {
        self.header("diff", &comparison.params, Some(comparison.method.prefixed()));
        for article in comparison.articles.iter() {
            self.push("wirecopy/article/1", ArticleLine::new(article));
        }
        let side = |extract: &Extract| &comparison.articles[extract.article];
        for row in &comparison.rows {
            match row {
                DiffRow::Pair(pair) => self.push("wirecopy/overlap/1", OverlapLine::new(&pair.overlap, side)),
                DiffRow::Only(extract) => self.push("wirecopy/sentence/1", SentenceLine::new(extract, side(extract))),
            }
        }
    }
}

/// A sentence of a diff that has no partner. One that moved has one: it is in an overlap.
#[derive(Serialize)]
struct SentenceLine<'r> {
    side: &'static str,
    change: &'static str,
    moved: bool,
    article: &'r str,
    version: &'r str,
    sentences: &'r [usize],
    chars: [usize; 2],
    bytes: [usize; 2],
    exact: &'r str,
}

impl<'r> SentenceLine<'r> {
    fn new(extract: &'r Extract, article: &'r Article) -> SentenceLine<'r> {
        let (side, change) = if extract.article == 0 { ("a", "deleted") } else { ("b", "inserted") };
        SentenceLine {
            side,
            change,
            moved: false,
            article: &article.article,
            version: &article.version,
            sentences: &extract.sentences,
            chars: extract.chars,
            bytes: extract.bytes,
            exact: &extract.exact,
        }
    }
}
