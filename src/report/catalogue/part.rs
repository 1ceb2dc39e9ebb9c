//! A part of a catalogue as a dossier of its own: some articles, and of what is known of them what is to be shown. Names stay;
//! only the indexes are those of the part.

use std::collections::BTreeMap;

use super::{Catalogue, Said};
use crate::report::trace::{Links, overlap_at};
use crate::report::{
    Analysis, Ask, Dossier, Extract, Families, GroundRow, LinkRow, NodeRow, OverlapRow, PairRow, Shelf, SignRow,
    SourceCredit, Trace, UnseenRow,
};

/// Of an article's pairs so many are laid out beside it, those with the most in common.
const BESIDE: usize = 12;

/// A family is drawn that has no more members and links than these.
const MEMBERS: usize = 150;
const LINKS: usize = 300;

/// Which things of a catalogue.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// Rising.
    pub articles: Vec<usize>,
    pub pairs: Vec<usize>,
    links: Vec<usize>,
}

impl Part {
    /// A pair, and the links between the two.
    pub fn of_pair(catalogue: &Catalogue, pair: usize) -> Part {
        let card = &catalogue.cards[pair];
        let mut part = Part { articles: vec![card.a as usize, card.b as usize], pairs: vec![pair], links: Vec::new() };
        part.articles.sort_unstable();
        part.links = part.links_of(catalogue);
        part.links.retain(|&at| !matches!(catalogue.links.links[at].ground, GroundRow::Stated { .. }));
        part
    }

    /// An article, beside those that it has most in common with.
    pub fn of_article(catalogue: &Catalogue, article: usize) -> Part {
        let mut pairs: Vec<usize> = catalogue.pairs_of.of(article).iter().map(|&at| at as usize).collect();
        pairs.sort_by_key(|&at| {
            let card = &catalogue.cards[at];
            std::cmp::Reverse((card.copies(), card.share(), card.matches()))
        });
        pairs.truncate(BESIDE);
        let ends = |&at: &usize| [catalogue.cards[at].a as usize, catalogue.cards[at].b as usize];
        let mut articles: Vec<usize> = pairs.iter().flat_map(ends).chain([article]).collect();
        articles.sort_unstable();
        articles.dedup();
        let mut part = Part { articles, pairs, links: Vec::new() };
        part.links = part.links_of(catalogue);
        // Of the others, only what is between them and this one.
        part.links.retain(|&at| catalogue.links.links[at].articles(&catalogue.links.credits).contains(&article));
        part
    }

    /// A family with its links; `None` of one that is too large to be drawn.
    pub fn of_family(catalogue: &Catalogue, family: usize) -> Option<Part> {
        let members = &catalogue.links.families[family].members;
        if members.len() > MEMBERS {
            return None;
        }
        let mut part = Part { articles: members.clone(), ..Part::default() };
        part.links = part.links_of(catalogue);
        (part.links.len() <= LINKS).then_some(part)
    }

    /// A link, and the articles it is between.
    pub fn of_link(catalogue: &Catalogue, link: usize) -> Part {
        let mut articles = catalogue.links.links[link].articles(&catalogue.links.credits);
        articles.sort_unstable();
        articles.dedup();
        Part { articles, pairs: Vec::new(), links: vec![link] }
    }

    /// The links whose ends are all in the part, in their order.
    fn links_of(&self, catalogue: &Catalogue) -> Vec<usize> {
        let all = self.articles.iter().flat_map(|&article| catalogue.links_of.of(article));
        let mut links: Vec<usize> = all.map(|&at| at as usize).collect();
        links.sort_unstable();
        links.dedup();
        let inside = |article: &usize| self.place(*article).is_some();
        links.retain(|&at| catalogue.links.links[at].articles(&catalogue.links.credits).iter().all(inside));
        links
    }

    /// The index in the part of an article of the catalogue.
    pub fn place(&self, article: usize) -> Option<usize> {
        self.articles.binary_search(&article).ok()
    }
}

impl Catalogue {
    /// All of a part, for a page or for programs.
    pub fn dossier(&self, part: &Part, title: String, shelf: Option<Shelf>, said: &Said) -> Dossier {
        let captures: Vec<_> = part.articles.iter().map(|&article| &self.captures[article]).collect();
        let ask = Ask { title: Some(title), again: self.basis.again.clone(), ..Ask::default() };
        Dossier::new(ask, &captures, self.analysis(part, said), self.trace(part, said), shelf)
    }

    fn analysis(&self, part: &Part, said: &Said) -> Analysis {
        let pairs: Vec<PairRow> = part.pairs.iter().map(|&pair| part.pair(self.pair(pair, said))).collect();
        Analysis {
            command: "serve",
            params: self.basis.params.clone(),
            method: self.basis.method,
            articles: part.articles.iter().map(|&article| self.articles[article].clone()).collect(),
            compared: pairs.len(),
            possible: pairs.len(),
            families: self.families(part),
            pairs,
            repeats: Vec::new(),
            outlets: Vec::new(),
            nothing: None,
            next: Vec::new(),
        }
    }

    fn trace(&self, part: &Part, said: &Said) -> Trace {
        let Links { links, overlaps, credits, unseen, .. } = &self.links;
        let mut moved = Moved { part, overlaps: Named::default(), credits: Named::default(), unseen: Named::default() };
        let marked = |link: LinkRow| match link.is_rejected() {
            // Its direction was taken when it was compared.
            true => link,
            false => link.marked(&self.captures, credits, &said.marks),
        };
        let rows = part.links.iter().map(|&at| moved.link(marked(links[at].clone()))).collect();
        let credit = |&at: &usize| SourceCredit { article: moved.article(credits[at].article), ..credits[at].clone() };
        let source = |&at: &usize| UnseenRow {
            followers: unseen[at].followers.iter().filter_map(|&follower| part.place(follower)).collect(),
            ..unseen[at].clone()
        };
        let overlap = |&at: &usize| {
            let row = overlap_at(&self.captures, &self.judged, overlaps[at]);
            part.overlap(row.marked(&self.captures, &said.marks))
        };
        Trace {
            command: "serve",
            params: self.basis.params.clone(),
            method: self.basis.trace_method,
            articles: part.articles.iter().map(|&article| self.articles[article].clone()).collect(),
            subjects: Vec::new(),
            down: false,
            links: rows,
            overlaps: moved.overlaps.all.iter().map(overlap).collect(),
            rejected: Vec::new(),
            credits: moved.credits.all.iter().map(credit).collect(),
            unseen: moved.unseen.all.iter().map(source).collect(),
            families: self.families(part),
            orders: Vec::new(),
            trees: None,
            nothing: None,
        }
    }

    /// The families that are in the part as a whole.
    fn families(&self, part: &Part) -> Vec<Families> {
        let mut families: Vec<usize> = part.articles.iter().filter_map(|&article| self.family_of(article)).collect();
        families.sort_unstable();
        families.dedup();
        let moved = |family: &Families| {
            let members: Option<Vec<usize>> = family.members.iter().map(|&member| part.place(member)).collect();
            Some(Families { id: family.id.clone(), members: members? })
        };
        families.into_iter().filter_map(|at| moved(&self.links.families[at])).collect()
    }
}

/// Rows with the indexes of the part.
impl Part {
    fn extract(&self, extract: Extract) -> Extract {
        Extract { article: self.place(extract.article).unwrap_or_default(), ..extract }
    }

    fn overlap(&self, row: OverlapRow) -> OverlapRow {
        let (a, b) = (self.extract(row.a), self.extract(row.b));
        OverlapRow { a, b, ..row }
    }

    fn pair(&self, row: PairRow) -> PairRow {
        let passage = |passage: crate::report::Passage| crate::report::Passage {
            a: self.extract(passage.a),
            b: self.extract(passage.b),
            ..passage
        };
        PairRow {
            a: self.place(row.a).unwrap_or_default(),
            b: self.place(row.b).unwrap_or_default(),
            overlaps: row.overlaps.into_iter().map(|overlap| self.overlap(overlap)).collect(),
            rejected: row.rejected.into_iter().map(|overlap| self.overlap(overlap)).collect(),
            passages: row.passages.into_iter().map(passage).collect(),
            ..row
        }
    }
}

/// Things of all that a part names, in the order it first named them.
#[derive(Default)]
struct Named {
    all: Vec<usize>,
    places: BTreeMap<usize, usize>,
}

impl Named {
    /// The index in the part of something, which it has from now on.
    fn place(&mut self, of: usize) -> usize {
        *self.places.entry(of).or_insert_with(|| {
            self.all.push(of);
            self.all.len() - 1
        })
    }
}

/// Links with the indexes of a part.
struct Moved<'p> {
    part: &'p Part,
    overlaps: Named,
    credits: Named,
    unseen: Named,
}

impl Moved<'_> {
    fn article(&self, article: usize) -> usize {
        self.part.place(article).unwrap_or_default()
    }

    fn node(&mut self, node: NodeRow) -> NodeRow {
        match node {
            NodeRow::Article(article) => NodeRow::Article(self.article(article)),
            NodeRow::Unseen(source) => NodeRow::Unseen(self.unseen.place(source)),
        }
    }

    fn link(&mut self, link: LinkRow) -> LinkRow {
        LinkRow {
            from: link.from.iter().map(|node| self.node(*node)).collect(),
            to: self.node(link.to),
            ground: match link.ground {
                GroundRow::Stated { credit } => GroundRow::Stated { credit: self.credits.place(credit) },
                GroundRow::Inferred { verdict, confidence, signs, against, open } => GroundRow::Inferred {
                    verdict,
                    confidence,
                    signs: signs.into_iter().map(|sign| self.sign(sign)).collect(),
                    against: against.into_iter().map(|sign| self.sign(sign)).collect(),
                    open,
                },
            },
            ..link
        }
    }

    fn sign(&mut self, sign: SignRow) -> SignRow {
        match sign {
            SignRow::Shared { counts, in_order, overlaps } => {
                SignRow::Shared { counts, in_order, overlaps: self.overlaps(overlaps) }
            }
            SignRow::CreditGone { upstream, credit, overlap, blurred } => SignRow::CreditGone {
                upstream: self.article(upstream),
                credit: self.credits.place(credit),
                overlap: self.overlaps.place(overlap),
                blurred: blurred.map(|credit| self.credits.place(credit)),
            },
            SignRow::NamesTheOther { upstream, credit, overlap } => SignRow::NamesTheOther {
                upstream: self.article(upstream),
                credit: self.credits.place(credit),
                overlap: self.overlaps.place(overlap),
            },
            SignRow::CreditsTheOther { upstream, credit } => {
                SignRow::CreditsTheOther { upstream: self.article(upstream), credit: self.credits.place(credit) }
            }
            SignRow::Details { article, details, overlaps } => {
                SignRow::Details { article: self.article(article), details, overlaps: self.overlaps(overlaps) }
            }
            SignRow::Subset { fuller, overlap } => {
                SignRow::Subset { fuller: self.article(fuller), overlap: self.overlaps.place(overlap) }
            }
            SignRow::Conflict { overlap, drift } => SignRow::Conflict { overlap: self.overlaps.place(overlap), drift },
            SignRow::Dated { upstream, later } => {
                SignRow::Dated { upstream: self.article(upstream), later: self.article(later) }
            }
            SignRow::Context { upstream, guest, bits } => {
                SignRow::Context { upstream: self.article(upstream), guest: self.article(guest), bits }
            }
            SignRow::Readings { upstream, of, own } => SignRow::Readings {
                upstream: upstream.map(|article| self.article(article)),
                of: of.map(|article| self.article(article)),
                own,
            },
        }
    }

    fn overlaps(&mut self, overlaps: Vec<usize>) -> Vec<usize> {
        overlaps.into_iter().map(|overlap| self.overlaps.place(overlap)).collect()
    }
}
