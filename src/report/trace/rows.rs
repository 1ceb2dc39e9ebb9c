//! What a stemma holds, turned into rows: credits, unseen sources and links. The overlaps that these name stay places, of which
//! whoever shows a link makes what is to be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::{GroundRow, LinkRow, NodeRow, SignRow, SourceCredit, UnseenRow};
use crate::article::Capture;
use crate::marks::{Judged, Marks};
use crate::overlap::Pair;
use crate::report::analysis::{articles, families, overlap_row, short};
use crate::report::{Article, Families, OverlapRow};
use crate::trace::{CreditAt, Descents, Ground, Link, Node, OverlapAt, Sign, Stemma, Unseen, Why, stemma};

/// All links among articles. Everything is named by index into the lists here; what `overlaps` has, by its place in the pairs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Links {
    pub links: Vec<LinkRow>,
    pub overlaps: Vec<OverlapAt>,
    pub credits: Vec<SourceCredit>,
    pub unseen: Vec<UnseenRow>,
    pub families: Vec<Families>,
}

impl Links {
    /// `pairs` refer to `captures` by index, `articles` are these as rows.
    pub fn new(captures: &[Capture], articles: &[Article], pairs: &[Pair], stemma: &Stemma, marks: &Marks) -> Links {
        let mut builder = Builder::new(captures, pairs, stemma);
        let credits = credits(captures, stemma);
        let unseen = unseen(captures, stemma);
        let marked = |link: LinkRow| link.marked(captures, &credits, marks);
        let links = stemma.links().iter().map(|link| marked(builder.link(link, &unseen))).collect();
        let families = families(articles, stemma.families());
        Links { links, overlaps: builder.places, credits, unseen, families }
    }
}

/// The credits whose stated links a person rejected: they speak for no other link.
pub fn rejected_credits(captures: &[Capture], marks: &Marks) -> BTreeSet<CreditAt> {
    if !marks.reject_links() {
        return BTreeSet::new();
    }
    // What articles state needs no pairs.
    let stemma = stemma(captures, &[], Descents::of(captures, &[]));
    let stated = Links::new(captures, &articles(captures), &[], &stemma, marks);
    let all = (0..captures.len())
        .flat_map(|article| (0..stemma.credits(article).len()).map(move |credit| CreditAt { article, credit }));
    let all: Vec<CreditAt> = all.collect();
    let rejected = stated.links.iter().filter(|link| link.is_rejected());
    rejected
        .filter_map(|link| if let GroundRow::Stated { credit } = link.ground { all.get(credit).copied() } else { None })
        .collect()
}

/// What stands at a place, with what people say of it.
pub(in crate::report) fn overlap_at(captures: &[Capture], judged: &Judged, at: OverlapAt) -> OverlapRow {
    let pair = &judged.pairs[at.pair];
    let sides = ((pair.a, &captures[pair.a]), (pair.b, &captures[pair.b]));
    overlap_row(sides.0, sides.1, &pair.overlaps[at.overlap]).marked(captures, &judged.marks)
}

/// Every credit of the articles.
fn credits(captures: &[Capture], stemma: &Stemma) -> Vec<SourceCredit> {
    let mut rows = Vec::new();
    for (article, Capture { text, .. }) in captures.iter().enumerate() {
        for (credit, role) in stemma.credits(article).iter().zip(stemma.roles(article)) {
            let place = text.place(credit.span);
            rows.push(SourceCredit {
                article,
                source: credit.source.clone(),
                class: credit.class,
                role: *role,
                cue: text.exact(credit.cue).to_owned(),
                exact: text.exact(credit.span).to_owned(),
                sentence: credit.sentence,
                chars: place.chars,
                bytes: place.bytes,
            });
        }
    }
    rows
}

/// An unseen source is named by the place of its credit, or by the two versions that may follow it.
fn unseen(captures: &[Capture], stemma: &Stemma) -> Vec<UnseenRow> {
    let id = |why: &Why| match why {
        Why::Credited(at) => {
            let span = stemma.credits(at.article)[at.credit].span;
            let [start, end] = captures[at.article].text.place(span).bytes;
            format!("{}{start}-{end}\n", version(&captures[at.article]))
        }
        Why::Inferred(articles) => {
            let mut all: Vec<String> = articles.iter().map(|&article| version(&captures[article])).collect();
            all.sort();
            all.concat()
        }
    };
    let row = |unseen: &Unseen| UnseenRow {
        id: format!("u-{}", short(&id(&unseen.why))),
        label: unseen.label.clone(),
        class: unseen.class,
        followers: if let Why::Inferred(articles) = &unseen.why { articles.clone() } else { Vec::new() },
    };
    stemma.unseen().iter().map(row).collect()
}

fn version(capture: &Capture) -> String {
    format!("{}\n{}\n", capture.article.key(), capture.version.raw)
}

/// Turns links into rows, and collects the overlaps they name, each once.
struct Builder<'a> {
    captures: &'a [Capture],
    pairs: &'a [Pair],
    /// The index of each article's first credit among all.
    first_credit: Vec<usize>,
    overlaps: BTreeMap<OverlapAt, usize>,
    places: Vec<OverlapAt>,
}

impl<'a> Builder<'a> {
    fn new(captures: &'a [Capture], pairs: &'a [Pair], stemma: &Stemma) -> Builder<'a> {
        let mut credits = 0;
        let first_credit = (0..captures.len()).map(|article| {
            credits += stemma.credits(article).len();
            credits - stemma.credits(article).len()
        });
        let first_credit = first_credit.collect();
        Builder { captures, pairs, first_credit, overlaps: BTreeMap::new(), places: Vec::new() }
    }

    fn credit(&self, at: CreditAt) -> usize {
        self.first_credit[at.article] + at.credit
    }

    fn link(&mut self, link: &Link, unseen: &[UnseenRow]) -> LinkRow {
        let node = |node: Node| match node {
            Node::Article(article) => NodeRow::Article(article),
            Node::Unseen(index) => NodeRow::Unseen(index),
        };
        let ground = match link.ground() {
            Ground::Stated(credit) => GroundRow::Stated { credit: self.credit(*credit) },
            Ground::Inferred(judgement) => GroundRow::Inferred {
                verdict: judgement.verdict(),
                confidence: judgement.confidence(),
                signs: judgement.signs().iter().map(|sign| self.sign(sign)).collect(),
                against: judgement.against().iter().map(|sign| self.sign(sign)).collect(),
                open: judgement.open().to_vec(),
            },
        };
        let from: Vec<NodeRow> = link.from().iter().map(|from| node(*from)).collect();
        let to = node(link.to());
        let name = |node: &NodeRow| match node {
            NodeRow::Article(article) => version(&self.captures[*article]),
            NodeRow::Unseen(index) => format!("{}\n", unseen[*index].id),
        };
        let id = short(&from.iter().chain([&to]).map(name).collect::<String>());
        LinkRow { id: format!("l-{id}"), from, to, directed: link.is_directed(), ground, mark: None }
    }

    fn overlap(&mut self, at: OverlapAt) -> usize {
        let places = &mut self.places;
        *self.overlaps.entry(at).or_insert_with(|| {
            places.push(at);
            places.len() - 1
        })
    }

    fn sign(&mut self, sign: &Sign) -> SignRow {
        match sign {
            Sign::Shared { copied, quoted, in_order } => {
                let mut all: Vec<OverlapAt> = copied.iter().chain(quoted).copied().collect();
                all.sort_unstable();
                let mut counts = BTreeMap::new();
                for at in &all {
                    *counts.entry(self.pairs[at.pair].overlaps[at.overlap].relation).or_insert(0) += 1;
                }
                let overlaps = all.into_iter().map(|at| self.overlap(at)).collect();
                SignRow::Shared { counts, in_order: *in_order, overlaps }
            }
            Sign::CreditGone { credit: gone, overlap, blurred, .. } => SignRow::CreditGone {
                upstream: gone.article,
                credit: self.credit(*gone),
                blurred: blurred.map(|at| self.credit(at)),
                overlap: self.overlap(*overlap),
            },
            Sign::NamesTheOther { credit: names, overlap, other } => SignRow::NamesTheOther {
                upstream: *other,
                credit: self.credit(*names),
                overlap: self.overlap(*overlap),
            },
            Sign::CreditsTheOther { credit: names, other } => {
                SignRow::CreditsTheOther { upstream: *other, credit: self.credit(*names) }
            }
            Sign::Details { article, details, overlaps } => {
                let text = &self.captures[*article].text;
                SignRow::Details {
                    article: *article,
                    details: details.iter().map(|span| text.exact(*span).to_owned()).collect(),
                    overlaps: overlaps.iter().map(|at| self.overlap(*at)).collect(),
                }
            }
            Sign::Subset { fuller, overlap } => SignRow::Subset { fuller: *fuller, overlap: self.overlap(*overlap) },
            Sign::Conflict { overlap, drift } => SignRow::Conflict { overlap: self.overlap(*overlap), drift: *drift },
            Sign::Readings { of, own } => SignRow::Readings { upstream: sign.upstream(), of: *of, own: *own },
            Sign::Context { home, guest, bits } => SignRow::Context { upstream: *home, guest: *guest, bits: *bits },
            Sign::Dated { earlier, later } => SignRow::Dated { upstream: *earlier, later: *later },
        }
    }
}
