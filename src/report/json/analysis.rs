//! The lines of shared wording among articles: articles, overlaps, passages, pairs, families.

use std::collections::BTreeMap;

use serde::Serialize;

use super::marks::MarkField;
use super::{DateField, Lines};
use crate::align::Op;
use crate::overlap::{Derivation, Verdict};
use crate::report::{
    Analysis, Article, By, CreditRow, DriftRow, EditRow, Extract, OutletsRow, OverlapRow, PairCard, PairRow, Passage,
    View, fact_name, relation_name,
};

impl Lines<'_> {
    pub(super) fn analysis(&mut self, analysis: &Analysis, view: &View) {
        self.header(analysis.command, &analysis.params, Some(analysis.method.prefixed()));
        self.analysis_lines(analysis, view.by, view.evidence);
    }

    /// What follows the header.
    pub(super) fn analysis_lines(&mut self, analysis: &Analysis, by: By, evidence: bool) {
        for article in &analysis.articles {
            self.push("wirecopy/article/1", ArticleLine::new(article));
        }
        let sides = |extract: &Extract| &analysis.articles[extract.article];
        for pair in &analysis.pairs {
            if by == By::Sentence || evidence {
                for overlap in pair.overlaps.iter().chain(&pair.rejected) {
                    self.push("wirecopy/overlap/1", OverlapLine::new(overlap, sides));
                }
            }
            match by {
                By::Passage => {
                    pair.passages.iter().for_each(|passage| self.passage(passage, sides));
                }
                By::Article if !pair.overlaps.is_empty() => self.push("wirecopy/pair/1", PairLine::new(pair, analysis)),
                _ => {}
            }
        }
        if by == By::Outlet {
            analysis.outlets.iter().for_each(|row| self.push("wirecopy/outlets/1", OutletsLine::new(row)));
        }
        if by == By::Family {
            for family in &analysis.families {
                let members = family.members.iter().map(|&m| analysis.articles[m].name()).collect();
                self.push("wirecopy/family/1", FamilyLine { id: &family.id, members, glance: None });
            }
        }
    }
}

impl Lines<'_> {
    pub(super) fn passage<'r>(&mut self, passage: &'r Passage, article: impl Fn(&Extract) -> &'r Article) {
        let line = PassageLine {
            a: Place::new(&passage.a, article(&passage.a)),
            b: Place::new(&passage.b, article(&passage.b)),
            relation: relation_name(passage.relation),
            overlaps: &passage.overlaps,
        };
        self.push("wirecopy/passage/1", line);
    }
}

#[derive(Serialize)]
pub(super) struct ArticleLine<'r> {
    article: &'r str,
    version: &'r str,
    text: &'r str,
    source: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    outlet: Option<&'r str>,
    title: Option<&'r str>,
    date: Option<DateField<'r>>,
}

impl<'r> ArticleLine<'r> {
    pub(super) fn new(article: &'r Article) -> ArticleLine<'r> {
        ArticleLine {
            article: &article.article,
            version: &article.version,
            text: &article.text,
            source: &article.source,
            line: article.line,
            offset: article.offset,
            outlet: article.outlet.as_deref(),
            title: article.title.as_deref(),
            date: article.date.as_ref().map(DateField::new),
        }
    }
}

#[derive(Serialize)]
pub(super) struct OverlapLine<'r> {
    id: &'r str,
    relation: &'static str,
    quoted: bool,
    moved: bool,
    /// Of a diff: all sentences that moved together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block: Option<BlockField<'r>>,
    a: Side<'r>,
    b: Side<'r>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_meaning: bool,
    score: u16,
    shared_words: usize,
    edits: Vec<EditField>,
    credits: Credits<'r>,
    drift: Vec<DriftField<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<MarkField<'r>>,
}

/// Sentences of both sides, 0-based.
#[derive(Serialize)]
pub(super) struct BlockField<'r> {
    pub a: &'r [usize],
    pub b: &'r [usize],
}

#[derive(Serialize)]
struct Credits<'r> {
    a: Vec<CreditField<'r>>,
    b: Vec<CreditField<'r>>,
}

#[derive(Serialize)]
struct CreditField<'r> {
    agency: &'r str,
    class: &'static str,
    cue: &'r str,
    bytes: [usize; 2],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    image: bool,
}

impl<'r> CreditField<'r> {
    fn new(credit: &'r CreditRow) -> CreditField<'r> {
        CreditField {
            agency: &credit.source,
            class: credit.class,
            cue: &credit.cue,
            bytes: credit.bytes,
            image: credit.for_image,
        }
    }
}

impl<'r> OverlapLine<'r> {
    pub(super) fn new(overlap: &'r OverlapRow, article: impl Fn(&Extract) -> &'r Article) -> OverlapLine<'r> {
        OverlapLine {
            id: &overlap.id,
            relation: relation_name(overlap.relation),
            quoted: overlap.quoted,
            moved: overlap.moved,
            block: None,
            a: Side::new(&overlap.a, article(&overlap.a)),
            b: Side::new(&overlap.b, article(&overlap.b)),
            by_meaning: overlap.by_meaning,
            score: overlap.score,
            shared_words: overlap.shared_words,
            edits: overlap.edits.iter().map(EditField::new).collect(),
            credits: Credits {
                a: overlap.a.credits.iter().map(CreditField::new).collect(),
                b: overlap.b.credits.iter().map(CreditField::new).collect(),
            },
            drift: overlap.drift.iter().map(DriftField::new).collect(),
            mark: overlap.mark.as_ref().map(MarkField::new),
        }
    }
}

#[derive(Serialize)]
struct Side<'r> {
    article: &'r str,
    source: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    version: &'r str,
    sentences: &'r [usize],
    chars: [usize; 2],
    bytes: [usize; 2],
    exact: &'r str,
    prefix: &'r str,
    suffix: &'r str,
}

impl<'r> Side<'r> {
    fn new(extract: &'r Extract, article: &'r Article) -> Side<'r> {
        Side {
            article: &article.article,
            source: &article.source,
            line: article.line,
            offset: article.offset,
            version: &article.version,
            sentences: &extract.sentences,
            chars: extract.chars,
            bytes: extract.bytes,
            exact: &extract.exact,
            prefix: &extract.prefix,
            suffix: &extract.suffix,
        }
    }
}

#[derive(Serialize)]
struct EditField {
    op: &'static str,
    a: [usize; 2],
    b: [usize; 2],
    /// Of a diff: passed over, as asked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ignored: bool,
}

impl EditField {
    fn new(edit: &EditRow) -> EditField {
        EditField { op: op(edit.op), a: edit.a, b: edit.b, ignored: edit.passed_over }
    }
}

#[derive(Serialize)]
struct DriftField<'r> {
    #[serde(rename = "type")]
    kind: &'static str,
    a: Option<Words<'r>>,
    b: Option<Words<'r>>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct Words<'r> {
    text: &'r str,
    bytes: [usize; 2],
}

impl<'r> DriftField<'r> {
    fn new(drift: &'r DriftRow) -> DriftField<'r> {
        let words = |side: &'r Option<(String, [usize; 2])>| {
            side.as_ref().map(|(text, bytes)| Words { text: text.as_str(), bytes: *bytes })
        };
        DriftField {
            kind: fact_name(drift.kind),
            a: words(&drift.a),
            b: words(&drift.b),
            verdict: verdict(drift.verdict),
        }
    }
}

pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conflict => "conflict",
        Verdict::Reformatted => "reformatted",
        Verdict::Rounded => "rounded",
        Verdict::Dropped => "dropped",
        Verdict::Added => "added",
    }
}

#[derive(Serialize)]
struct PassageLine<'r> {
    a: Place<'r>,
    b: Place<'r>,
    relation: &'static str,
    overlaps: &'r [String],
}

#[derive(Serialize)]
struct Place<'r> {
    article: &'r str,
    version: &'r str,
    chars: [usize; 2],
    bytes: [usize; 2],
}

impl<'r> Place<'r> {
    fn new(extract: &Extract, article: &'r Article) -> Place<'r> {
        Place { article: &article.article, version: &article.version, chars: extract.chars, bytes: extract.bytes }
    }
}

#[derive(Serialize)]
pub(super) struct PairLine<'r> {
    a: String,
    b: String,
    version_a: &'r str,
    version_b: &'r str,
    share_a: u16,
    share_b: u16,
    counts: BTreeMap<&'static str, usize>,
    derivation: Derivations,
}

#[derive(Serialize)]
struct Derivations {
    a: &'static str,
    b: &'static str,
}

fn derivation(derivation: Derivation) -> &'static str {
    match derivation {
        Derivation::None => "none",
        Derivation::Partially => "partially",
        Derivation::Wholly => "wholly",
    }
}

impl<'r> PairLine<'r> {
    /// A pair of which only the figures are at hand.
    pub(super) fn of_card(
        card: &PairCard,
        names: [String; 2],
        versions: [&'r str; 2],
        derivations: [Derivation; 2],
    ) -> PairLine<'r> {
        let ([a, b], [of_a, of_b]) = (names, derivations.map(derivation));
        PairLine {
            a,
            b,
            version_a: versions[0],
            version_b: versions[1],
            share_a: card.share_a,
            share_b: card.share_b,
            counts: card.counts().into_iter().map(|(kind, count)| (relation_name(kind), count)).collect(),
            derivation: Derivations { a: of_a, b: of_b },
        }
    }

    fn new(pair: &PairRow, analysis: &'r Analysis) -> PairLine<'r> {
        PairLine {
            a: analysis.articles[pair.a].name(),
            b: analysis.articles[pair.b].name(),
            version_a: &analysis.articles[pair.a].version,
            version_b: &analysis.articles[pair.b].version,
            share_a: pair.share_a,
            share_b: pair.share_b,
            counts: pair.counts.iter().map(|(kind, count)| (relation_name(*kind), *count)).collect(),
            derivation: Derivations { a: derivation(pair.derivation_a), b: derivation(pair.derivation_b) },
        }
    }
}

/// Two outlets, or one by itself.
#[derive(Serialize)]
struct OutletsLine<'r> {
    a: OutletField<'r>,
    b: OutletField<'r>,
    pairs: usize,
    expected: u64,
    exclusive: usize,
    days_between: Option<u64>,
}

#[derive(Serialize)]
struct OutletField<'r> {
    outlet: &'r str,
    articles: usize,
    sharing: usize,
    earlier: usize,
    credits_other: usize,
}

impl<'r> OutletsLine<'r> {
    fn new(row: &'r OutletsRow) -> OutletsLine<'r> {
        let side = |side: usize, outlet: &'r str| OutletField {
            outlet,
            articles: row.articles[side],
            sharing: row.sharing[side],
            earlier: row.earlier[side],
            credits_other: row.credits[side],
        };
        OutletsLine {
            a: side(0, &row.a),
            b: side(1, &row.b),
            pairs: row.pairs,
            expected: row.expected,
            exclusive: row.exclusive,
            days_between: row.days_between,
        }
    }
}

#[derive(Serialize)]
pub(super) struct FamilyLine<'r> {
    pub(super) id: &'r str,
    pub(super) members: Vec<String>,
    /// What is inferred of it, where that is asked.
    #[serde(flatten)]
    pub(super) glance: Option<GlanceField>,
}

/// Of the links printed: the members that likely follow somebody, open links, and unseen sources that several likely follow.
#[derive(Serialize)]
pub(super) struct GlanceField {
    pub(super) followers: usize,
    pub(super) open: usize,
    pub(super) unseen: usize,
}

pub(super) fn op(op: Op) -> &'static str {
    match op {
        Op::Equal => "equal",
        Op::Delete => "delete",
        Op::Insert => "insert",
        Op::Replace => "replace",
    }
}
