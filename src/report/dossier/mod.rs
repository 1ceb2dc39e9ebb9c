//! All that is known of a set of articles, for somebody who was not there: what `report` says. It is built once, of results
//! and of the texts they are about; the figures are laid out, the order is settled and what is to be left out is gone
//! ([`super::veil`]) before a renderer sees it.

mod findings;
mod limits;
mod readings;
mod shelf;

pub use findings::Findings;
pub use readings::{Elsewhere, Reading, Sentence};
pub use shelf::{Holding, Shelf};

use std::collections::BTreeMap;

use super::analysis::short;
use super::picture::{Matrix, OutletTable, Ribbons, Timeline, timelines};
use super::{Analysis, Article, GroundRow, NodeRow, OverlapRow, Trace, Veil};
use crate::article::Capture;
use crate::hash::Digest;

/// Up to so many articles all of them stand in one picture of where they came from; of more, each family has its own.
const ONE_PICTURE: usize = 24;

/// What `report` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier {
    pub title: String,
    pub analysis: Analysis,
    pub trace: Trace,
    /// The articles read, in the order of the analysis.
    pub readings: Vec<Reading>,
    /// Beside each pair of the analysis.
    pub views: Vec<PairView>,
    pub findings: Findings,
    pub matrix: Matrix,
    pub outlets: OutletTable,
    pub timelines: Vec<Timeline>,
    /// Links that stand in none of these, by the article that states them.
    pub apart: BTreeMap<usize, Vec<usize>>,
    /// What the store holds of them; `None` where there is no store.
    pub shelf: Option<Shelf>,
    /// What cannot be said, and why.
    pub limits: Vec<String>,
    /// The command that makes it again.
    pub again: String,
    pub veil: Veil,
}

/// How a dossier is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ask {
    /// What stands above it; without, a plain one.
    pub title: Option<String>,
    /// Places and digests, and no wording.
    pub redacted: bool,
    /// Stand-ins for outlets and articles.
    pub anonymous: bool,
    /// The command that makes it again, without names if it is to be anonymous.
    pub again: String,
}

/// What a page shows of a pair beside its figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairView {
    /// Its name on the page.
    pub anchor: String,
    /// Inferred links between the two, by index.
    pub links: Vec<usize>,
    pub ribbons: Ribbons,
    /// Of each overlap, the digests of both sides' wording; where wording is left out.
    pub digests: Vec<[String; 2]>,
}

impl Dossier {
    /// `analysis` and `trace` are of `captures`, all of them.
    pub fn new(
        ask: Ask,
        captures: &[&Capture],
        mut analysis: Analysis,
        mut trace: Trace,
        mut shelf: Option<Shelf>,
    ) -> Dossier {
        let veil = Veil::new(ask.redacted, ask.anonymous, &analysis.articles);
        // Names on the page are those of what was read, whatever is shown of it: links to it hold in each form.
        let anchors: Vec<String> = analysis.articles.iter().map(anchor).collect();
        let digests = digests(&analysis, ask.redacted);
        let pairs: Vec<String> =
            analysis.pairs.iter().map(|pair| pair_anchor([&anchors[pair.a], &anchors[pair.b]])).collect();
        veil.analysis(&mut analysis);
        veil.trace(&mut trace);
        shelf.iter_mut().for_each(|shelf| shelf.veiled(&veil));
        let readings = readings::all(captures, anchors, &analysis.pairs, &veil);
        let lengths: Vec<Vec<usize>> = readings.iter().map(Reading::lengths).collect();
        let between = links(&trace);
        let views =
            analysis.pairs.iter().zip(pairs.into_iter().zip(digests)).map(|(pair, (anchor, digests))| PairView {
                anchor,
                links: between.get(&[pair.a.min(pair.b), pair.a.max(pair.b)]).cloned().unwrap_or_default(),
                ribbons: Ribbons::new([&lengths[pair.a], &lengths[pair.b]], &pair.overlaps),
                digests,
            });
        let timelines = timelines(&trace, ONE_PICTURE);
        Dossier {
            title: ask.title.unwrap_or_else(|| match analysis.articles.len() {
                1 => "Shared wording: one article".to_owned(),
                many => format!("Shared wording in {many} articles"),
            }),
            views: views.collect(),
            findings: Findings::new(&analysis, &trace),
            outlets: OutletTable::new(&analysis.outlets),
            matrix: Matrix::new(&analysis.articles, &analysis.pairs),
            apart: apart(&trace, &timelines),
            timelines,
            limits: limits::limits(&analysis, &trace, shelf.as_ref(), &veil),
            readings,
            analysis,
            trace,
            shelf,
            again: ask.again,
            veil,
        }
    }

    /// The overlaps of the analysis by name, with the index of their pair.
    pub fn overlaps(&self) -> BTreeMap<&str, (usize, &OverlapRow)> {
        let pairs = self.analysis.pairs.iter().enumerate();
        pairs.flat_map(|(at, pair)| pair.overlaps.iter().map(move |row| (row.id.as_str(), (at, row)))).collect()
    }

    /// The pairs that share something to be shown, by index: families first, as they stand in the table.
    pub fn shown(&self) -> Vec<usize> {
        let mut place = vec![usize::MAX; self.analysis.articles.len()];
        self.matrix.order.iter().enumerate().for_each(|(at, &article)| place[article] = at);
        let pairs = self.analysis.pairs.iter().enumerate();
        let mut shown: Vec<usize> = pairs
            .filter(|(_, pair)| !pair.overlaps.is_empty() || !pair.rejected.is_empty())
            .map(|(at, _)| at)
            .collect();
        shown.sort_by_key(|&at| {
            let pair = &self.analysis.pairs[at];
            let [a, b] = [pair.a, pair.b].map(|article| place[article]);
            (!pair.copies(), a.min(b), a.max(b))
        });
        shown
    }
}

/// The name of an article's version on a page: `a-` and the beginning of a digest of its name and its bytes' digest.
pub(super) fn anchor(article: &Article) -> String {
    format!("a-{}", short(&format!("{}\n{}\n", article.article, article.version)))
}

/// The name of a pair on a page, of the names of its articles.
pub(super) fn pair_anchor(articles: [&str; 2]) -> String {
    format!("p-{}", short(&articles.concat()))
}

fn digests(analysis: &Analysis, wanted: bool) -> Vec<Vec<[String; 2]>> {
    let of = |words: &str| Digest::of(words.as_bytes()).prefixed();
    let pair = |overlaps: &[OverlapRow]| {
        let rows = overlaps.iter().filter(|_| wanted);
        rows.map(|row| [of(&row.a.exact), of(&row.b.exact)]).collect()
    };
    analysis.pairs.iter().map(|pair_row| pair(&pair_row.overlaps)).collect()
}

/// What articles state that stand in no picture.
fn apart(trace: &Trace, timelines: &[Timeline]) -> BTreeMap<usize, Vec<usize>> {
    let mut placed = vec![false; trace.links.len()];
    timelines.iter().flat_map(|timeline| &timeline.links).for_each(|&link| placed[link] = true);
    let mut apart: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, link) in trace.links.iter().enumerate().filter(|(at, _)| !placed[*at]) {
        if let GroundRow::Stated { credit } = link.ground {
            apart.entry(trace.credits[credit].article).or_default().push(at);
        }
    }
    apart
}

/// The inferred links by the pairs of articles they are between, the smaller index first.
fn links(trace: &Trace) -> BTreeMap<[usize; 2], Vec<usize>> {
    let mut between: BTreeMap<[usize; 2], Vec<usize>> = BTreeMap::new();
    for (at, link) in trace.links.iter().enumerate() {
        let ends: Vec<usize> = link.from.iter().chain([&link.to]).filter_map(NodeRow::article).collect();
        for (nth, &a) in ends.iter().enumerate() {
            for &b in &ends[..nth] {
                between.entry([a.min(b), a.max(b)]).or_default().push(at);
            }
        }
    }
    between
}
