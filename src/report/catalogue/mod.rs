//! Many articles, compared and held for looking up: sorted once, asked often. What is asked for is made of the comparison as it
//! is asked; of every overlap only a few bytes more are kept. What people say of matches may change meanwhile ([`Said`]), all
//! else stays as it was made.

mod grouped;
mod part;
mod query;
mod words;

pub use part::Part;
pub use query::{BadQuery, List, Listed, Parameter, Query, Takes, parameters, relations};

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::grouped::{Grouped, Names};
use self::query::Orders;
use self::words::Words;
use super::analysis::{articles, pair_row, why_nothing};
use super::card::PairCard;
use super::dossier::{anchor, pair_anchor};
use super::overview::glances;
use super::trace::{Links, rejected_credits};
use super::{Article, Findings, Glance, GroundRow, OverlapRow, PairRow};
use crate::archive::Word;
use crate::article::{Basis as DateBasis, Capture};
use crate::hash::Digest;
use crate::marks::{Judged, Marks};
use crate::overlap::{Derivation, Overlap, Relation};
use crate::text::count_words;
use crate::trace::{Descents, days, stemma};

/// How a catalogue was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// The options that shape its results, sorted by name.
    pub params: BTreeMap<String, String>,
    /// The methods of matches and of links.
    pub method: Digest,
    pub trace_method: Digest,
    /// How many pairs there are, where all were to be compared; else as many as were.
    pub possible: usize,
    /// The command that makes it again.
    pub again: String,
}

/// All that was found in a set of articles.
pub struct Catalogue {
    pub basis: Basis,
    captures: Vec<Capture>,
    judged: Judged,
    /// As rows; the number of words of each, the days its date may mean, and which of the outlets it states.
    articles: Vec<Article>,
    words: Vec<u32>,
    days: Vec<Option<(i64, i64)>>,
    outlet_of: Vec<Option<u32>>,
    /// The outlets and how many articles each has, those with the most first.
    outlets: Vec<(String, usize)>,
    links: Links,
    /// Beside the families of the links: members that likely follow somebody, open links, unseen sources.
    glances: Vec<[usize; 3]>,
    cards: Vec<PairCard>,
    spots: Vec<Spot>,
    /// The number that the name of each overlap is.
    spot_names: Vec<u64>,
    findings: Findings,
    nothing: Option<String>,
    family_of: Vec<Option<u32>>,
    pairs_of: Grouped,
    links_of: Grouped,
    spots_of: Grouped,
    names: Names,
    anchors: Vec<String>,
    orders: Orders,
    text: Words,
}

/// An overlap, in what lists are chosen and sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Spot {
    pair: u32,
    /// Its index among those of the pair that count, or that were rejected.
    at: u32,
    words: u16,
    score: u16,
    relation: Relation,
    conflicts: bool,
    rejected: bool,
}

/// What a name means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Thing {
    /// Indexes into the lists of the catalogue.
    Article(usize),
    Pair(usize),
    Overlap(usize),
    Family(usize),
    Link(usize),
}

/// What people say of the matches, and which overlaps are judged otherwise than when they were compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    pub marks: Marks,
    /// By the index of the overlap: whether it is rejected now.
    since: BTreeMap<usize, bool>,
}

impl Catalogue {
    /// `judged` refers to `captures` by index; links are told of its first `traced` pairs.
    pub fn new(basis: Basis, captures: Vec<Capture>, judged: Judged, traced: usize) -> Catalogue {
        let articles = articles(&captures);
        let of_links = judged.pairs.get(..traced).unwrap_or(&judged.pairs);
        let rejected = rejected_credits(&captures, &judged.marks);
        let stemma = stemma(&captures, of_links, Descents::without(&captures, of_links, &rejected));
        let links = Links::new(&captures, &articles, of_links, &stemma, &judged.marks);
        let glances = glances(&links.families, &links.links);
        let glances =
            glances.into_iter().map(|Glance { followers, open, unseen, .. }| [followers, open, unseen]).collect();
        let rows = judged.pairs.par_iter().zip(&judged.rejected).map(|(pair, rejected)| {
            let row = pair_row(&captures, pair, rejected, &judged.marks);
            let spots = row.overlaps.iter().enumerate().map(|(at, overlap)| Spot::of(at, overlap, false));
            let gone = row.rejected.iter().enumerate().map(|(at, overlap)| Spot::of(at, overlap, true));
            (PairCard::of(&row), spots.chain(gone).collect::<Vec<_>>())
        });
        let (cards, spots): (Vec<PairCard>, Vec<Vec<(u64, Spot)>>) = rows.unzip();
        let of_pair = |(pair, spots): (u32, Vec<(u64, Spot)>)| {
            spots.into_iter().map(move |(name, spot)| (name, Spot { pair, ..spot }))
        };
        let (spot_names, spots): (Vec<u64>, Vec<Spot>) = (0..).zip(spots).flat_map(of_pair).unzip();
        let (outlets, outlet_of) = outlets(&articles);
        let dates = articles.iter().map(|article| article.date.as_ref());
        let stated = dates.map(|date| date.filter(|date| date.basis != DateBasis::Inferred));
        let days = stated.map(|date| date.and_then(|date| days(&date.value))).collect();
        let mut family_of = vec![None; captures.len()];
        for (at, family) in (0..).zip(&links.families) {
            family.members.iter().for_each(|&member| family_of[member] = Some(at));
        }
        let ends = |link: &super::LinkRow| {
            let mut ends = link.articles(&links.credits);
            ends.sort_unstable();
            ends.dedup();
            ends
        };
        let anchors: Vec<String> = articles.iter().map(anchor).collect();
        let names = names(&anchors, &cards, &spot_names, &links);
        let count = captures.len();
        let words: Vec<u32> = captures.par_iter().map(|capture| count_words(capture.text.body()) as u32).collect();
        let pairs_of = Grouped::new(
            count,
            (0..)
                .zip(&cards)
                .filter(|(_, card)| card.is_shown())
                .flat_map(|(at, card)| [(card.a as usize, at), (card.b as usize, at)]),
        );
        let counts = spots.iter().any(|spot| !spot.rejected);
        let nothing = (!counts).then(|| why_nothing(count, &judged.pairs, spots.len()));
        let mut catalogue = Catalogue {
            nothing,
            findings: Findings::of(count, cards.iter().copied(), &links.links),
            links_of: Grouped::new(
                count,
                (0..).zip(&links.links).flat_map(|(at, link)| ends(link).into_iter().map(move |end| (end, at))),
            ),
            spots_of: Grouped::new(cards.len(), (0..).zip(&spots).map(|(at, spot)| (spot.pair as usize, at))),
            text: Words::new(&captures),
            orders: Orders::default(),
            basis,
            captures,
            judged,
            articles,
            words,
            days,
            outlet_of,
            outlets,
            links,
            glances,
            cards,
            spots,
            spot_names,
            family_of,
            pairs_of,
            names,
            anchors,
        };
        catalogue.orders = Orders::of(&catalogue);
        catalogue
    }

    /// What was said when it was compared.
    pub fn said(&self) -> Said {
        Said { marks: self.judged.marks.clone(), since: BTreeMap::new() }
    }

    /// What is said now, given what stands now.
    pub fn said_now(&self, marks: Marks) -> Said {
        let is_rejected = |at: usize| {
            let spot = &self.spots[at];
            let card = &self.cards[spot.pair as usize];
            let between = [&self.captures[card.a as usize], &self.captures[card.b as usize]];
            marks.of(&self.overlap_name(at), &between).is_some_and(|mark| mark.opinion.word == Word::Rejected)
        };
        let named = self.judged.marks.names().chain(marks.names()).filter_map(|name| match self.named(name) {
            Some(Thing::Overlap(at)) => Some(at),
            _ => None,
        });
        let since =
            named.map(|at| (at, is_rejected(at))).filter(|(at, now)| self.spots[*at].rejected != *now).collect();
        Said { marks, since }
    }

    /// What a name means: `a-…`, `p-…`, `m-…`, `f-…`, `l-…`, as in a report.
    pub fn named(&self, name: &str) -> Option<Thing> {
        self.names.get(name)
    }

    pub fn captures(&self) -> &[Capture] {
        &self.captures
    }

    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    pub fn words(&self, article: usize) -> usize {
        self.words[article] as usize
    }

    /// The name of an article on a page.
    pub fn anchor(&self, article: usize) -> &str {
        &self.anchors[article]
    }

    pub fn pair_anchor(&self, pair: usize) -> String {
        let card = &self.cards[pair];
        pair_anchor([&self.anchors[card.a as usize], &self.anchors[card.b as usize]])
    }

    pub fn cards(&self) -> &[PairCard] {
        &self.cards
    }

    /// How much of each article of a pair comes from what it shares with the other.
    pub fn derivations(&self, pair: usize) -> [Derivation; 2] {
        let pair = &self.judged.pairs[pair];
        [pair.own_a, pair.own_b].map(Derivation::of)
    }

    pub fn links(&self) -> &Links {
        &self.links
    }

    /// A family with what is inferred of it.
    pub fn glance(&self, family: usize) -> Glance<'_> {
        let [followers, open, unseen] = self.glances[family];
        Glance { family: &self.links.families[family], followers, open, unseen }
    }

    pub fn family_of(&self, article: usize) -> Option<usize> {
        self.family_of[article].map(|at| at as usize)
    }

    /// How many pairs an article shares something in.
    pub fn shared(&self, article: usize) -> usize {
        self.pairs_of.of(article).len()
    }

    /// In numbers, as they were when it was compared.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Why nothing was found, if nothing was.
    pub fn nothing(&self) -> Option<&str> {
        self.nothing.as_deref()
    }

    /// How many pairs were compared.
    pub fn compared(&self) -> usize {
        self.cards.len()
    }

    /// How many overlaps there are, rejected ones too.
    pub fn overlaps(&self) -> usize {
        self.spots.len()
    }

    pub fn pair_of(&self, overlap: usize) -> usize {
        self.spots[overlap].pair as usize
    }

    /// A pair with all it shares, as it is judged now.
    pub fn pair(&self, pair: usize, said: &Said) -> PairRow {
        pair_row(&self.captures, &self.judged.pairs[pair], &self.judged.rejected[pair], &said.marks).settled()
    }

    /// An overlap with what is said of it now.
    pub fn overlap(&self, overlap: usize, said: &Said) -> OverlapRow {
        let spot = &self.spots[overlap];
        let (pair, at) = (&self.judged.pairs[spot.pair as usize], spot.at as usize);
        let core: &Overlap = match spot.rejected {
            false => &pair.overlaps[at],
            true => &self.judged.rejected[spot.pair as usize][at],
        };
        let sides = ((pair.a, &self.captures[pair.a]), (pair.b, &self.captures[pair.b]));
        super::analysis::overlap_row(sides.0, sides.1, core).marked(&self.captures, &said.marks)
    }

    /// Whether an overlap of the pair is judged otherwise than when its figures were made.
    pub fn is_older(&self, pair: usize, said: &Said) -> bool {
        !said.since.is_empty() && self.spots_of.of(pair).iter().any(|&at| said.since.contains_key(&(at as usize)))
    }

    /// The versions that a match is between: by article and digest of the bytes.
    pub fn between(&self, thing: Thing) -> Option<Vec<(crate::article::ArticleId, Digest)>> {
        let articles: Vec<usize> = match thing {
            Thing::Overlap(at) => {
                let card = &self.cards[self.pair_of(at)];
                vec![card.a as usize, card.b as usize]
            }
            Thing::Link(at) => self.links.links[at].articles(&self.links.credits),
            Thing::Article(_) | Thing::Pair(_) | Thing::Family(_) => return None,
        };
        let captures: Vec<&Capture> = articles.into_iter().map(|article| &self.captures[article]).collect();
        Some(crate::marks::versions(&captures))
    }

    /// Where a link is shown: with the article that states it, with the pair that it joins, or with the family.
    pub fn place_of(&self, link: usize) -> Option<Thing> {
        let link = &self.links.links[link];
        let articles = link.articles(&self.links.credits);
        match (&link.ground, &articles[..]) {
            (GroundRow::Stated { .. }, [article, ..]) => Some(Thing::Article(*article)),
            (_, &[a, b]) => {
                let joins = |pair: &&u32| {
                    let card = &self.cards[**pair as usize];
                    [card.a, card.b].contains(&(b as u32))
                };
                self.pairs_of.of(a).iter().find(joins).map(|&pair| Thing::Pair(pair as usize))
            }
            (_, articles) => articles.first().and_then(|&article| self.family_of(article)).map(Thing::Family),
        }
    }

    fn overlap_name(&self, overlap: usize) -> String {
        format!("m-{:016x}", self.spot_names[overlap])
    }

    /// The outlets that articles state, with the number of their articles, those with the most first.
    pub fn outlets(&self) -> &[(String, usize)] {
        &self.outlets
    }

    /// The name of a thing.
    pub fn name_of(&self, thing: Thing) -> String {
        match thing {
            Thing::Article(at) => self.anchors[at].clone(),
            Thing::Pair(at) => self.pair_anchor(at),
            Thing::Overlap(at) => self.overlap_name(at),
            Thing::Family(at) => self.links.families[at].id.clone(),
            Thing::Link(at) => self.links.links[at].id.clone(),
        }
    }
}

/// What each name means.
fn names(anchors: &[String], cards: &[PairCard], spots: &[u64], links: &Links) -> Names {
    let of_pair = |card: &PairCard| pair_anchor([&anchors[card.a as usize], &anchors[card.b as usize]]);
    let pairs: Vec<String> = cards.par_iter().map(of_pair).collect();
    let mut names = Names::default();
    anchors.iter().enumerate().for_each(|(at, name)| names.add(name, Thing::Article(at)));
    let shown = pairs.iter().zip(cards).enumerate().filter(|(_, (_, card))| card.is_shown());
    shown.for_each(|(at, (name, _))| names.add(name, Thing::Pair(at)));
    spots.iter().enumerate().for_each(|(at, &name)| names.add_number('m', name, Thing::Overlap(at)));
    links.families.iter().enumerate().for_each(|(at, family)| names.add(&family.id, Thing::Family(at)));
    links.links.iter().enumerate().for_each(|(at, link)| names.add(&link.id, Thing::Link(at)));
    names.settle();
    names
}

impl Said {
    /// Whether anything is judged otherwise than when it was compared.
    pub fn is_newer(&self) -> bool {
        !self.since.is_empty()
    }
}

impl Spot {
    /// With the number of its name.
    fn of(at: usize, overlap: &OverlapRow, rejected: bool) -> (u64, Spot) {
        let conflicts = overlap.drift.iter().any(|drift| drift.verdict == crate::overlap::Verdict::Conflict);
        let spot = Spot {
            pair: 0,
            at: at as u32,
            words: overlap.shared_words.min(usize::from(u16::MAX)) as u16,
            score: overlap.score,
            relation: overlap.relation,
            conflicts,
            rejected,
        };
        (grouped::number(&overlap.id).map_or(0, |(_, number)| number), spot)
    }
}

/// The outlets that are stated, those with the most articles first, and which of them each article states.
fn outlets(articles: &[Article]) -> (Vec<(String, usize)>, Vec<Option<u32>>) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let stated = || articles.iter().map(|article| article.outlet.as_deref());
    stated().flatten().for_each(|outlet| *count.entry(outlet).or_default() += 1);
    let mut outlets: Vec<(String, usize)> = count.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    outlets.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let places: BTreeMap<&str, u32> = outlets.iter().map(|(name, _)| name.as_str()).zip(0..).collect();
    let of = stated().map(|outlet| outlet.and_then(|outlet| places.get(outlet).copied())).collect();
    (outlets, of)
}
