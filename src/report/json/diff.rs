//! The lines of a diff: overlaps for sentences that belong together, and one line for each sentence without a partner.

use serde::Serialize;

use super::Lines;
use super::analysis::{ArticleLine, BlockField, OverlapLine};
use crate::report::{Article, Comparison, DiffRow, Extract, Folders, View};

impl Lines<'_> {
    /// Two articles, then the rows of their alignment in reading order.
    pub(super) fn comparison(&mut self, comparison: &Comparison, view: &View) {
        self.header("diff", &comparison.params, comparison.method.map(|method| method.prefixed()));
        self.rows(comparison, view);
    }

    /// Of two folders: each pair of articles, as of two files, and those without one.
    pub(super) fn folders(&mut self, folders: &Folders, view: &View) {
        self.header("diff", &folders.params, folders.method.map(|method| method.prefixed()));
        for pair in &folders.pairs {
            let [a, b] = pair.comparison.articles.each_ref().map(Place::new);
            self.push(
                "wirecopy/counterpart/1",
                CounterpartLine { a, b, by: pair.by.name(), same: pair.comparison.same },
            );
            self.rows(&pair.comparison, view);
        }
        for (side, articles) in ["a", "b"].into_iter().zip(&folders.only) {
            for article in articles {
                self.push("wirecopy/unmatched/1", UnmatchedLine { side, place: Place::new(article) });
            }
        }
    }

    fn rows(&mut self, comparison: &Comparison, view: &View) {
        for article in comparison.articles.iter() {
            self.push("wirecopy/article/1", ArticleLine::new(article));
        }
        let side = |extract: &Extract| &comparison.articles[extract.article];
        for row in comparison.rows.iter().filter(|row| row.is_wanted(view.diff.only)) {
            match row {
                DiffRow::Pair(pair) => {
                    let block = pair.block.as_ref().map(|[a, b]| BlockField { a, b });
                    let mut line = OverlapLine::new(&pair.overlap, side);
                    line.block = block;
                    self.push("wirecopy/overlap/1", line);
                }
                DiffRow::Only(extract) => self.push("wirecopy/sentence/1", SentenceLine::new(extract, side(extract))),
            }
        }
    }
}

/// Two articles of two folders that belong together.
#[derive(Serialize)]
struct CounterpartLine<'r> {
    a: Place<'r>,
    b: Place<'r>,
    by: &'static str,
    same: bool,
}

#[derive(Serialize)]
struct UnmatchedLine<'r> {
    side: &'static str,
    #[serde(flatten)]
    place: Place<'r>,
}

/// An article of a folder.
#[derive(Serialize)]
struct Place<'r> {
    article: &'r str,
    source: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    version: &'r str,
}

impl<'r> Place<'r> {
    fn new(article: &'r Article) -> Place<'r> {
        let Article { article, source, line, version, .. } = article;
        Place { article, source, line: *line, version }
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
