//! Two texts compared sentence by sentence, as plain data.

use std::collections::BTreeMap;

use super::analysis::{article, extract, overlap_row};
use super::{Article, Extract, NamesRow, OverlapRow};
use crate::article::Capture;
use crate::diff::{Diff, Paired, Row};
use crate::hash::Digest;
use crate::overlap::{Relation, Verdict};
use crate::text::{Span, pieces};

/// Two texts compared sentence by sentence: what `diff` says. Of two things of one kind the first is the left's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The options that shape the result, sorted by name.
    pub params: BTreeMap<String, String>,
    /// Names the method: its figures and its data.
    pub method: Digest,
    pub articles: Box<[Article; 2]>,
    pub words: [usize; 2],
    /// Whether the canonical texts are the same, white space included.
    pub same: bool,
    /// In reading order.
    pub rows: Vec<DiffRow>,
    pub counts: Counts,
    /// How much of each text (thousandths of its words) counts as copied wording.
    pub shares: [u16; 2],
    /// Runs of names that were not counted.
    pub names: Vec<NamesRow>,
}

/// One line of the alignment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiffRow {
    /// Sentences that belong together.
    Pair(Box<PairedRow>),
    /// A sentence of the article it names, without a partner.
    Only(Extract),
}

/// Sentences that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairedRow {
    /// The same but for white space between words.
    pub same: bool,
    pub overlap: OverlapRow,
    /// What is worth saying of the pair as a whole.
    pub note: Option<String>,
}

/// How many rows there are of each kind. A pair counts once: as the same, else by its relation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub same: usize,
    pub edited: usize,
    pub paraphrase: usize,
    pub quotation: usize,
    pub common_source: usize,
    pub boilerplate: usize,
    /// Sentences without a partner.
    pub only: [usize; 2],
    /// Of the pairs, those out of order.
    pub moved: usize,
    /// Facts that cannot both be right.
    pub conflicts: usize,
}

/// How a comparison is laid out for reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    pub shape: Shape,
    /// So many rows around each change are shown although they are the same.
    pub context: usize,
    /// Show every row.
    pub all: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// One sentence below the other, with the changes inside.
    #[default]
    Rows,
    /// Side by side.
    Columns,
    /// Figures for programs, one a line.
    Figures,
    /// One line that says whether they differ.
    Brief,
}

impl Comparison {
    /// Builds the report of a diff of `captures`.
    pub fn new(params: BTreeMap<String, String>, captures: [&Capture; 2], diff: &Diff) -> Comparison {
        let [a, b] = captures;
        let rows: Vec<DiffRow> = diff.rows.iter().map(|row| diff_row(a, b, row)).collect();
        let words = |capture: &Capture| {
            let body = capture.text.body();
            pieces(body, Span::new(0, body.len())).iter().filter(|piece| piece.is_word).count()
        };
        let names = diff.names.iter().map(|run| NamesRow {
            a: run.a,
            b: run.b,
            words: run.words,
            text: a.text.exact(run.span_a).to_owned(),
        });
        Comparison {
            params,
            method: crate::diff::method(),
            articles: Box::new([article(a, "left".to_owned()), article(b, "right".to_owned())]),
            words: captures.map(words),
            same: diff.same,
            counts: Counts::of(&rows),
            rows,
            shares: [diff.share_a, diff.share_b].map(|share| share.thousandths()),
            names: names.collect(),
        }
    }

    /// Whether the two read as versions of one text: at least half of the shorter one's sentences have a partner that
    /// is no mere paraphrase. Of two texts that only touch, the sentences without a partner would bury what they share.
    pub fn is_one_text(&self) -> bool {
        let shorter = self.articles.iter().map(|article| article.sentences).min().unwrap_or(0);
        let Counts { same, edited, quotation, common_source, boilerplate, .. } = self.counts;
        let kept = same + edited + quotation + common_source + boilerplate;
        kept * 2 >= shorter && kept > 0
    }
}

impl Counts {
    fn of(rows: &[DiffRow]) -> Counts {
        let mut counts = Counts::default();
        for row in rows {
            let pair = match row {
                DiffRow::Only(extract) => {
                    counts.only[extract.article] += 1;
                    continue;
                }
                DiffRow::Pair(pair) => pair,
            };
            *match pair.overlap.relation {
                _ if pair.same => &mut counts.same,
                Relation::Verbatim | Relation::Edited => &mut counts.edited,
                Relation::Paraphrase => &mut counts.paraphrase,
                Relation::Quotation => &mut counts.quotation,
                Relation::CommonSource => &mut counts.common_source,
                Relation::Boilerplate => &mut counts.boilerplate,
            } += 1;
            counts.moved += usize::from(pair.overlap.moved);
            counts.conflicts += pair.conflicts().count();
        }
        counts
    }
}

impl PairedRow {
    /// The facts that cannot both be right.
    pub fn conflicts(&self) -> impl Iterator<Item = &super::DriftRow> {
        self.overlap.drift.iter().filter(|drift| drift.verdict == Verdict::Conflict)
    }
}

fn diff_row(a: &Capture, b: &Capture, row: &Row) -> DiffRow {
    let sentence = |side: usize, capture: &Capture, at: usize| {
        DiffRow::Only(extract(side, &capture.text, capture.text.sentences()[at].span, Vec::new()))
    };
    match row {
        Row::OnlyA(at) => sentence(0, a, *at),
        Row::OnlyB(at) => sentence(1, b, *at),
        Row::Paired(Paired { same, overlap }) => {
            let overlap = overlap_row((0, a), (1, b), overlap);
            DiffRow::Pair(Box::new(PairedRow { same: *same, note: if *same { None } else { note(&overlap) }, overlap }))
        }
    }
}

/// What is worth saying of a changed pair as a whole.
fn note(overlap: &OverlapRow) -> Option<String> {
    match overlap.relation {
        Relation::Quotation | Relation::CommonSource | Relation::Boilerplate => {
            return Some("not counted as copying".to_owned());
        }
        Relation::Paraphrase => return Some("weaker evidence".to_owned()),
        Relation::Verbatim => return Some("the same words: case, marks or spaces differ".to_owned()),
        Relation::Edited => {}
    }
    let has_words = |text: &String| text.chars().any(char::is_alphanumeric);
    let changed = || overlap.edits.iter().filter(|edit| !edit.reads_the_same());
    let (in_a, in_b) = (changed().any(|edit| has_words(&edit.text_a)), changed().any(|edit| has_words(&edit.text_b)));
    let words = |text: &str| pieces(text, Span::new(0, text.len())).iter().filter(|piece| piece.is_word).count();
    match (in_a, in_b) {
        (true, false) => Some(format!("all {} words of the right, in order, are in the left", words(&overlap.b.exact))),
        (false, true) => Some(format!("all {} words of the left, in order, are in the right", words(&overlap.a.exact))),
        (false, false) => Some("the same words: marks or spaces differ".to_owned()),
        (true, true) => None,
    }
}
