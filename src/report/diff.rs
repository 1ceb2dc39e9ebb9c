//! Two texts compared sentence by sentence, as plain data.

use std::collections::BTreeMap;

use super::analysis::{article, extract, overlap_row};
use super::{Article, Extract, FieldChange, Kinds, NamesRow, OverlapRow, RowKind};
use crate::article::Capture;
use crate::diff::{Diff, Paired, Row};
use crate::hash::Digest;
use crate::overlap::{Relation, Verdict};
use crate::text::count_words;

/// Two texts compared sentence by sentence: what `diff` says. Of two things of one kind the first is the left's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The options that shape the result, sorted by name.
    pub params: BTreeMap<String, String>,
    /// Names the method: its figures and its data. Only forms for programs and for the record tell it.
    pub method: Option<Digest>,
    pub articles: Box<[Article; 2]>,
    pub words: [usize; 2],
    /// Whether the canonical texts are the same, white space included.
    pub same: bool,
    /// What both sides state of themselves beside their text, and not alike: a title, an author.
    pub stated: Vec<FieldChange>,
    /// In reading order.
    pub rows: Vec<DiffRow>,
    pub counts: Counts,
    /// How much of each text (thousandths of its words) counts as copied wording.
    pub shares: [u16; 2],
    /// Runs of names that were not counted.
    pub names: Vec<NamesRow>,
    /// The sentences that open a paragraph, 0-based, in order.
    pub openings: [Vec<usize>; 2],
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
    /// All sentences that moved together with these, if there are others; 0-based, those of both sides.
    pub block: Option<[Vec<usize>; 2]>,
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
    /// Facts that cannot both be right; and those that only one side has, that one side has less exactly, or writes
    /// differently.
    pub conflicts: usize,
    pub dropped: usize,
    pub added: usize,
    pub rounded: usize,
    pub reformatted: usize,
    /// Words taken out and put in, those of whole sentences too.
    pub words: [usize; 2],
}

impl DiffRow {
    /// Whether it is to be told where these kinds were asked for; none stand for all.
    pub fn is_wanted(&self, kinds: Kinds) -> bool {
        kinds.is_empty() || self.is_any_of(kinds)
    }

    /// Whether it is of one of these kinds.
    pub fn is_any_of(&self, kinds: Kinds) -> bool {
        match self {
            DiffRow::Only(extract) => {
                kinds.has(if extract.article == 0 { RowKind::OnlyLeft } else { RowKind::OnlyRight })
            }
            DiffRow::Pair(pair) => {
                let moved = pair.overlap.moved && kinds.has(RowKind::Moved);
                let conflict = kinds.has(RowKind::Conflict) && pair.conflicts().next().is_some();
                kinds.has(pair.kind()) || moved || conflict
            }
        }
    }
}

impl Comparison {
    /// Builds the report of a diff of `captures`.
    pub fn new(
        params: BTreeMap<String, String>,
        method: Option<Digest>,
        captures: [&Capture; 2],
        diff: &Diff,
    ) -> Comparison {
        let [a, b] = captures;
        let mut rows: Vec<DiffRow> = diff.rows.iter().map(|row| diff_row(a, b, row)).collect();
        join_blocks(&mut rows);
        let names = diff.names.iter().map(|run| NamesRow {
            a: run.a,
            b: run.b,
            words: run.words,
            text: a.text.exact(run.span_a).to_owned(),
        });
        Comparison {
            params,
            method,
            articles: Box::new([article(a, "left".to_owned()), article(b, "right".to_owned())]),
            words: captures.map(|capture| count_words(capture.text.body())),
            same: diff.same,
            stated: stated(captures),
            counts: Counts::of(&rows),
            rows,
            shares: [diff.share_a, diff.share_b].map(|share| share.thousandths()),
            names: names.collect(),
            openings: captures.map(|capture| capture.text.paragraph_openings()),
        }
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.same && self.stated.is_empty()
    }

    /// Whether some differences were not to be told.
    pub fn passes_over(&self) -> bool {
        self.params.contains_key("ignore")
    }

    /// Whether the two read as versions of one text: at least half of the shorter one's sentences have a partner that
    /// does more than retell it. Of two texts that only touch, the sentences without a partner would bury what they share.
    pub fn is_one_text(&self) -> bool {
        let shorter = self.articles.iter().map(|article| article.sentences).min().unwrap_or(0);
        if shorter == 0 {
            // Nothing became a text, or a text nothing.
            return true;
        }
        let Counts { same, edited, quotation, boilerplate, .. } = self.counts;
        let kept = same + edited + quotation + boilerplate;
        kept * 2 >= shorter && kept > 0
    }
}

/// The titles and authors that both state, where they differ. What stands in both texts too is compared there.
pub fn stated([a, b]: [&Capture; 2]) -> Vec<FieldChange> {
    let is_beside = |side: &Capture, words: &str| !side.text.body().contains(words);
    let mut changes = FieldChange::between(&a.meta, &b.meta);
    changes.retain(|change| match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            matches!(&*change.field, "title" | "author") && (is_beside(a, before) || is_beside(b, after))
        }
        _ => false,
    });
    changes
}

impl Counts {
    /// How many there are of each kind that stands for itself, and what it is called.
    pub fn kinds(&self) -> [(usize, &'static str); 8] {
        [
            (self.same, "the same"),
            (self.edited, "edited"),
            (self.paraphrase, "paraphrase"),
            (self.quotation, "quotation"),
            (self.common_source, "common source"),
            (self.boilerplate, "boilerplate"),
            (self.only[0], "only left"),
            (self.only[1], "only right"),
        ]
    }

    fn of(rows: &[DiffRow]) -> Counts {
        let mut counts = Counts::default();
        for row in rows {
            let pair = match row {
                DiffRow::Only(extract) => {
                    counts.only[extract.article] += 1;
                    counts.words[extract.article] += count_words(&extract.exact);
                    continue;
                }
                DiffRow::Pair(pair) => pair,
            };
            *match pair.kind() {
                RowKind::Same => &mut counts.same,
                RowKind::Paraphrase => &mut counts.paraphrase,
                RowKind::Quotation => &mut counts.quotation,
                RowKind::CommonSource => &mut counts.common_source,
                RowKind::Boilerplate => &mut counts.boilerplate,
                _ => &mut counts.edited,
            } += 1;
            counts.moved += usize::from(pair.overlap.moved);
            for drift in &pair.overlap.drift {
                *match drift.verdict {
                    Verdict::Conflict => &mut counts.conflicts,
                    Verdict::Dropped => &mut counts.dropped,
                    Verdict::Added => &mut counts.added,
                    Verdict::Rounded => &mut counts.rounded,
                    Verdict::Reformatted => &mut counts.reformatted,
                } += 1;
            }
            for edit in pair.overlap.edits.iter().filter(|edit| !edit.reads_the_same()) {
                counts.words[0] += count_words(&edit.text_a);
                counts.words[1] += count_words(&edit.text_b);
            }
        }
        counts
    }
}

impl PairedRow {
    /// As what it counts: once, as the same or by its relation.
    fn kind(&self) -> RowKind {
        match self.overlap.relation {
            _ if self.same => RowKind::Same,
            Relation::Verbatim | Relation::Edited => RowKind::Edited,
            Relation::Paraphrase => RowKind::Paraphrase,
            Relation::Quotation => RowKind::Quotation,
            Relation::CommonSource => RowKind::CommonSource,
            Relation::Boilerplate => RowKind::Boilerplate,
        }
    }

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
        Row::Paired(Paired { same, overlap, passed_over }) => {
            let mut overlap = overlap_row((0, a), (1, b), overlap);
            passed_over.iter().for_each(|&at| overlap.edits[at].passed_over = true);
            let note = if *same { None } else { note(&overlap) };
            DiffRow::Pair(Box::new(PairedRow { same: *same, note, overlap, block: None }))
        }
    }
}

/// Tells of the sentences that moved one behind the other that they moved together.
fn join_blocks(rows: &mut [DiffRow]) {
    let follows = |before: &DiffRow, row: &DiffRow| match (before, row) {
        (DiffRow::Pair(before), DiffRow::Pair(row)) => {
            let [before, row] = [&before.overlap, &row.overlap];
            let is_next = |before: &Extract, row: &Extract| {
                before.sentences.last().is_some_and(|last| row.sentences.first() == Some(&(last + 1)))
            };
            before.moved && row.moved && is_next(&before.a, &row.a) && is_next(&before.b, &row.b)
        }
        _ => false,
    };
    for block in rows.chunk_by_mut(follows).filter(|block| block.len() > 1) {
        let pairs = |block: &[DiffRow], side: fn(&OverlapRow) -> &Extract| -> Vec<usize> {
            let pairs = block.iter().filter_map(|row| match row {
                DiffRow::Pair(pair) => Some(&side(&pair.overlap).sentences),
                DiffRow::Only(_) => None,
            });
            pairs.flatten().copied().collect()
        };
        let whole = [pairs(block, |overlap| &overlap.a), pairs(block, |overlap| &overlap.b)];
        for row in block {
            if let DiffRow::Pair(pair) = row {
                pair.block = Some(whole.clone());
            }
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
        Relation::Verbatim | Relation::Edited => {}
    }
    let has_words = |text: &String| text.chars().any(char::is_alphanumeric);
    let changed = || overlap.edits.iter().filter(|edit| !edit.reads_the_same());
    let (in_a, in_b) = (changed().any(|edit| has_words(&edit.text_a)), changed().any(|edit| has_words(&edit.text_b)));
    match (in_a, in_b) {
        (true, false) => {
            Some(format!("all {} words of the right, in order, are in the left", count_words(&overlap.b.exact)))
        }
        (false, true) => {
            Some(format!("all {} words of the left, in order, are in the right", count_words(&overlap.a.exact)))
        }
        (false, false) => Some("the same words: marks or spaces differ".to_owned()),
        (true, true) if overlap.relation == Relation::Verbatim => Some("the same words, in other forms".to_owned()),
        (true, true) => None,
    }
}
