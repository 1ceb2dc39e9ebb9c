//! Where articles came from, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use super::analysis::{articles, families, overlap_row, short};
use super::orders::orders;
use super::{Article, Extract, Families, MarkRow, OrderRow, OverlapRow};
use crate::article::{Capture, SourceClass};
use crate::hash::Digest;
use crate::marks::Judged;
use crate::overlap::{Overlap, Pair, Relation};
use crate::trace::{CreditAt, Ground, Node, OpenBecause, OverlapAt, Role, Sign, Stemma, Verdict, Why};

/// Where articles came from: what `trace` and `run` say. Everything is named by index into the lists here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// The command and the options that shape its results, sorted by name.
    pub command: &'static str,
    pub params: BTreeMap<String, String>,
    /// Names the method: its figures and its data.
    pub method: Digest,
    pub articles: Vec<Article>,
    /// What is wanted about, in the order of the articles.
    pub subjects: Vec<Subject>,
    pub down: bool,
    /// Sources that are not among the articles.
    pub unseen: Vec<UnseenRow>,
    /// The links that concern the subjects.
    pub links: Vec<LinkRow>,
    /// What the links rest on.
    pub overlaps: Vec<OverlapRow>,
    /// Overlaps of the subjects that a person rejected: no link rests on them.
    pub rejected: Vec<OverlapRow>,
    /// Every credit of the articles.
    pub credits: Vec<SourceCredit>,
    pub families: Vec<Families>,
    /// Which of two articles was there first by their wording, where that is asked for.
    pub orders: Vec<OrderRow>,
    /// Why there is nothing to say, if there is nothing.
    pub nothing: Option<String>,
}

/// One article that is wanted about, and what stands in which section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    pub article: usize,
    /// Links: inferred and directed to it, from it, and open.
    pub up: Vec<usize>,
    pub down: Vec<usize>,
    pub open: Vec<usize>,
    /// Articles that likely follow it, whether their links are shown or not.
    pub followers: Vec<usize>,
    /// Links: the sources it states itself.
    pub stated: Vec<usize>,
    /// Credits that name no source of the text.
    pub aside: Vec<usize>,
    pub through: Vec<Through>,
    /// The articles compared with it and not linked, by the reason.
    pub unlinked: BTreeMap<Unlinked, Vec<usize>>,
}

/// A source that an article states which the subject likely follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Through {
    pub article: usize,
    /// The stated link.
    pub link: usize,
    /// Where the subject has the sentence without the credit: the overlap, and the credit that blurs it.
    pub gone: Option<(usize, Option<usize>)>,
}

/// What two articles share that are not linked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unlinked {
    /// A quotation: two reports may quote one speaker.
    Quotation,
    /// The same document.
    Document,
    /// Lines of the site.
    Boilerplate,
    /// Names and formulas only.
    Names,
    /// What a person rejected.
    Rejected,
    /// Wording that counts as copying; but what each has it from is nearer to it.
    Farther,
    Nothing,
}

/// A source that is not among the articles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnseenRow {
    pub id: String,
    pub label: String,
    /// `None` for what is only inferred.
    pub class: Option<SourceClass>,
    /// Of what is only inferred: the articles that follow it, or may.
    pub followers: Vec<usize>,
}

/// An end of a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NodeRow {
    Article(usize),
    Unseen(usize),
}

/// A claim about where something comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkRow {
    pub id: String,
    /// Alternatives.
    pub from: Vec<NodeRow>,
    pub to: NodeRow,
    pub directed: bool,
    pub ground: GroundRow,
    /// What a person says of it.
    pub mark: Option<MarkRow>,
}

impl Trace {
    /// The links that nobody rejected.
    pub fn counted(&self) -> impl Iterator<Item = &LinkRow> {
        self.links.iter().filter(|link| !link.is_rejected())
    }

    /// The subjects and the ends of the links that nobody rejected, sorted.
    pub fn nodes(&self) -> Vec<NodeRow> {
        let mut nodes: Vec<NodeRow> = self.subjects.iter().map(|subject| NodeRow::Article(subject.article)).collect();
        nodes.extend(self.counted().flat_map(|link| link.from.iter().chain([&link.to])));
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

impl LinkRow {
    /// The overlaps it rests on.
    pub fn overlaps(&self) -> Vec<usize> {
        let GroundRow::Inferred { signs, .. } = &self.ground else { return Vec::new() };
        let shared = |sign: &SignRow| match sign {
            SignRow::Shared { overlaps, .. } => overlaps.clone(),
            _ => Vec::new(),
        };
        signs.iter().flat_map(shared).collect()
    }
}

/// What a link rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GroundRow {
    /// This credit says so.
    Stated { credit: usize },
    Inferred {
        verdict: Verdict,
        /// Thousandths; 500 where nothing tells the directions apart.
        confidence: u16,
        signs: Vec<SignRow>,
        against: Vec<SignRow>,
        /// Why the direction is open.
        open: Vec<OpenBecause>,
    },
}

/// One sign. `upstream` is the article that it says is not the one that follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignRow {
    Shared {
        counts: BTreeMap<Relation, usize>,
        in_order: usize,
        overlaps: Vec<usize>,
    },
    CreditGone {
        upstream: usize,
        credit: usize,
        overlap: usize,
        blurred: Option<usize>,
    },
    NamesTheOther {
        upstream: usize,
        credit: usize,
        overlap: usize,
    },
    Details {
        article: usize,
        details: Vec<String>,
        overlaps: Vec<usize>,
    },
    Subset {
        fuller: usize,
        overlap: usize,
    },
    Conflict {
        overlap: usize,
        drift: usize,
    },
    Dated {
        upstream: usize,
        later: usize,
    },
    /// The passages they share fit among the words of `upstream`, and hardly among those of `guest`.
    Context {
        upstream: usize,
        guest: usize,
        /// How much likelier that is than the reverse, in thousandths of a bit.
        bits: i64,
    },
    /// Two articles and the readings each has alone.
    Readings {
        upstream: Option<usize>,
        of: [usize; 2],
        own: [usize; 2],
    },
}

/// Words that name a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceCredit {
    pub article: usize,
    pub source: String,
    pub class: SourceClass,
    pub role: Role,
    /// The words that make it a credit, and all its words.
    pub cue: String,
    pub exact: String,
    /// 0-based.
    pub sentence: usize,
    /// Of all its words, in the input.
    pub chars: [usize; 2],
    pub bytes: [usize; 2],
}

/// Which part of a stemma is wanted for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Articles, by index; all where none is named.
    pub subjects: Vec<usize>,
    /// Who follows them, in place of whom they follow.
    pub down: bool,
    /// What the articles say themselves, and nothing inferred.
    pub stated_only: bool,
    /// Also which of two articles was there first, by wording alone.
    pub order: bool,
}

impl Trace {
    /// Builds the report of the stemma of `captures`. `judged` refers to them by index.
    pub fn new(
        command: &'static str,
        params: BTreeMap<String, String>,
        captures: &[Capture],
        judged: &Judged,
        wanted: &Wanted,
    ) -> Trace {
        let pairs = &judged.pairs;
        let stemma = &crate::trace::stemma(captures, pairs);
        let articles = articles(captures);
        let mut builder = Builder::new(captures, pairs, stemma);
        let families = families(&articles, stemma.families());
        let credits = credits(captures, stemma);
        let unseen = unseen(captures, stemma);
        let marked = |link: LinkRow| link.marked(captures, &credits, &judged.marks);
        let all: Vec<LinkRow> = stemma.links().iter().map(|link| marked(builder.link(link, &unseen))).collect();
        let mut subjects: Vec<usize> = wanted.subjects.clone();
        if subjects.is_empty() {
            subjects = (0..articles.len()).collect();
        }
        subjects.sort_unstable();
        subjects.dedup();
        let mut trace = Trace {
            command,
            params,
            method: crate::trace::method(),
            articles,
            subjects: subjects.into_iter().map(Subject::new).collect(),
            down: wanted.down,
            unseen,
            links: Vec::new(),
            overlaps: builder.rows.into_iter().map(|row| row.marked(captures, &judged.marks)).collect(),
            rejected: Vec::new(),
            credits,
            families,
            orders: if wanted.order { orders(captures, pairs, &wanted.subjects) } else { Vec::new() },
            nothing: None,
        };
        let linked = linked(&all);
        trace.take(all, wanted);
        trace.fill(judged, &linked, wanted);
        trace.rejected = rejected(captures, judged, &trace.subjects);
        trace.nothing = trace.links.is_empty().then(|| trace.why_nothing(wanted));
        trace
    }

    /// Whether there is anything to say.
    pub fn found(&self) -> bool {
        self.nothing.is_none()
    }

    /// The articles that the link of this name is between.
    pub fn between(&self, id: &str) -> Option<Vec<usize>> {
        self.links.iter().find(|link| link.id == id).map(|link| link.articles(&self.credits))
    }

    /// The side of an overlap that is `article`'s, and the other.
    pub fn sides(&self, overlap: usize, article: usize) -> (&Extract, &Extract) {
        let OverlapRow { a, b, .. } = &self.overlaps[overlap];
        if a.article == article { (a, b) } else { (b, a) }
    }

    /// The sources that this unseen source cites, as the article says that credits it.
    pub fn behind(&self, unseen: NodeRow) -> Vec<&UnseenRow> {
        let from = self.counted().filter(|link| link.to == unseen).flat_map(|link| &link.from);
        from.filter_map(|node| if let NodeRow::Unseen(index) = node { self.unseen.get(*index) } else { None }).collect()
    }

    /// Keeps the links that concern the subjects.
    fn take(&mut self, all: Vec<LinkRow>, wanted: &Wanted) {
        let subjects: BTreeSet<usize> = self.subjects.iter().map(|subject| subject.article).collect();
        let is_subject = |node: &NodeRow| matches!(node, NodeRow::Article(article) if subjects.contains(article));
        // Whom the subjects follow: what these state is where the subjects' wording may come from.
        let mut speakers = subjects.clone();
        for link in all.iter().filter(|link| link.directed && is_subject(&link.to)) {
            speakers.extend(link.from.iter().filter_map(NodeRow::article));
        }
        if wanted.stated_only {
            speakers.clone_from(&subjects);
        } else {
            let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for link in all.iter().filter(|link| link.directed) {
                for (from, to) in link.from.iter().filter_map(NodeRow::article).zip(link.to.article()) {
                    followers.entry(from).or_default().push(to);
                }
            }
            for subject in &mut self.subjects {
                subject.followers = followers.remove(&subject.article).unwrap_or_default();
            }
        }
        self.links = all;
        let credits = &self.credits;
        self.links.retain(|link| match &link.ground {
            GroundRow::Stated { credit } => !wanted.down && speakers.contains(&credits[*credit].article),
            GroundRow::Inferred { .. } if wanted.stated_only => false,
            GroundRow::Inferred { .. } if !link.directed => link.from.iter().any(is_subject) || is_subject(&link.to),
            GroundRow::Inferred { .. } if wanted.down => link.from.iter().any(is_subject),
            GroundRow::Inferred { .. } => is_subject(&link.to),
        });
    }

    /// Sorts links and credits into the sections of the subjects.
    fn fill(&mut self, judged: &Judged, linked: &BTreeSet<(usize, usize)>, wanted: &Wanted) {
        let mut place: BTreeMap<usize, usize> = BTreeMap::new();
        self.subjects.iter().enumerate().for_each(|(at, subject)| _ = place.insert(subject.article, at));
        let at = |article: Option<usize>| article.and_then(|article| place.get(&article).copied());
        for (index, link) in self.links.iter().enumerate() {
            let (to, from) = (at(link.to.article()), link.from.iter().filter_map(|node| at(node.article())));
            match (&link.ground, link.directed) {
                (GroundRow::Stated { .. }, _) => to.into_iter().for_each(|at| self.subjects[at].stated.push(index)),
                (_, false) => from.chain(to).for_each(|at| self.subjects[at].open.push(index)),
                (_, true) => {
                    to.into_iter().for_each(|at| self.subjects[at].up.push(index));
                    from.for_each(|at| self.subjects[at].down.push(index));
                }
            }
        }
        for (index, credit) in self.credits.iter().enumerate() {
            let aside = !matches!(credit.role, Role::Source | Role::Behind(_));
            at(Some(credit.article)).filter(|_| aside).into_iter().for_each(|at| self.subjects[at].aside.push(index));
        }
        if !wanted.stated_only {
            for (pair, rejected) in judged.pairs.iter().zip(&judged.rejected) {
                let is_linked = linked.contains(&(pair.a.min(pair.b), pair.a.max(pair.b)));
                let Some(why) = unlinked(pair, rejected, is_linked) else { continue };
                for (subject, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
                    let subject = at(Some(subject)).into_iter();
                    subject.for_each(|at| self.subjects[at].unlinked.entry(why).or_default().push(other));
                }
            }
        }
        let through: Vec<Vec<Through>> = self.subjects.iter().map(|subject| self.through(subject)).collect();
        self.subjects.iter_mut().zip(through).for_each(|(subject, through)| subject.through = through);
    }

    /// The sources stated by the articles that a subject likely follows.
    fn through(&self, subject: &Subject) -> Vec<Through> {
        let mut through = Vec::new();
        for link in subject.up.iter().map(|&index| &self.links[index]) {
            let GroundRow::Inferred { signs, .. } = &link.ground else { continue };
            for article in link.from.iter().filter_map(NodeRow::article) {
                let followed = |link: &LinkRow| link.to == NodeRow::Article(article) && !link.is_rejected();
                let stated = self.links.iter().enumerate().filter(|(_, link)| followed(link));
                through.extend(stated.filter_map(|(index, stated)| {
                    let GroundRow::Stated { credit: wanted } = stated.ground else { return None };
                    let gone = signs.iter().find_map(|sign| match sign {
                        SignRow::CreditGone { credit, overlap, blurred, .. } if *credit == wanted => {
                            Some((*overlap, *blurred))
                        }
                        _ => None,
                    });
                    Some(Through { article, link: index, gone })
                }));
            }
        }
        through
    }

    fn why_nothing(&self, wanted: &Wanted) -> String {
        let others = self.articles.len().saturating_sub(1);
        let subject = match &self.subjects[..] {
            [subject] => self.articles[subject.article].label.clone(),
            _ => format!("{} articles", self.subjects.len()),
        };
        match (wanted.stated_only, wanted.down) {
            (true, _) => format!("{subject}: no credit names a source of the text"),
            (_, true) => format!("{subject}: no article read here is shown to follow it"),
            _ => format!(
                "{subject}: no credit names a source of the text, and no wording that counts as copying is shared with \
                 {others} others read"
            ),
        }
    }
}

impl NodeRow {
    pub fn article(&self) -> Option<usize> {
        if let NodeRow::Article(article) = self { Some(*article) } else { None }
    }
}

impl Subject {
    fn new(article: usize) -> Subject {
        Subject {
            article,
            up: Vec::new(),
            down: Vec::new(),
            open: Vec::new(),
            followers: Vec::new(),
            stated: Vec::new(),
            aside: Vec::new(),
            through: Vec::new(),
            unlinked: BTreeMap::new(),
        }
    }
}

/// The articles that a link joins, or that follow one unseen source, the smaller index first.
fn linked(links: &[LinkRow]) -> BTreeSet<(usize, usize)> {
    let mut linked = BTreeSet::new();
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let ends = links.iter().flat_map(|link| link.from.iter().map(|from| (*from, link.to)));
    for (from, to) in ends {
        let Some(to) = to.article() else { continue };
        match from {
            NodeRow::Article(from) => _ = linked.insert((from.min(to), from.max(to))),
            NodeRow::Unseen(source) => followers.entry(source).or_default().push(to),
        }
    }
    for followers in followers.into_values() {
        let pairs = followers.iter().flat_map(|&a| followers.iter().map(move |&b| (a, b)));
        linked.extend(pairs.filter(|(a, b)| a < b));
    }
    linked
}

/// Why a pair is not linked; `None` where it is.
fn unlinked(pair: &Pair, rejected: &[Overlap], is_linked: bool) -> Option<Unlinked> {
    let has = |relation| pair.overlaps.iter().any(|overlap| overlap.relation == relation);
    Some(match () {
        () if is_linked => return None,
        () if pair.overlaps.iter().any(|overlap| overlap.relation.is_copying()) => Unlinked::Farther,
        () if rejected.iter().any(|overlap| overlap.relation.is_copying()) => Unlinked::Rejected,
        () if has(Relation::Quotation) => Unlinked::Quotation,
        () if has(Relation::CommonSource) => Unlinked::Document,
        () if has(Relation::Boilerplate) => Unlinked::Boilerplate,
        () if !pair.names.is_empty() => Unlinked::Names,
        () => Unlinked::Nothing,
    })
}

/// The overlaps of the subjects that a person rejected.
fn rejected(captures: &[Capture], judged: &Judged, subjects: &[Subject]) -> Vec<OverlapRow> {
    let is_subject = |article: usize| subjects.binary_search_by_key(&article, |subject| subject.article).is_ok();
    let pairs = judged.pairs.iter().zip(&judged.rejected);
    let concerned = pairs.filter(|(pair, _)| is_subject(pair.a) || is_subject(pair.b));
    let rows = concerned.flat_map(|(pair, rejected)| {
        let sides = ((pair.a, &captures[pair.a]), (pair.b, &captures[pair.b]));
        rejected.iter().map(move |overlap| overlap_row(sides.0, sides.1, overlap).marked(captures, &judged.marks))
    });
    rows.collect()
}

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
    let row = |unseen: &crate::trace::Unseen| UnseenRow {
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
    rows: Vec<OverlapRow>,
}

impl<'a> Builder<'a> {
    fn new(captures: &'a [Capture], pairs: &'a [Pair], stemma: &Stemma) -> Builder<'a> {
        let mut credits = 0;
        let first_credit = (0..captures.len()).map(|article| {
            credits += stemma.credits(article).len();
            credits - stemma.credits(article).len()
        });
        let first_credit = first_credit.collect();
        Builder { captures, pairs, first_credit, overlaps: BTreeMap::new(), rows: Vec::new() }
    }

    fn credit(&self, at: CreditAt) -> usize {
        self.first_credit[at.article] + at.credit
    }

    fn link(&mut self, link: &crate::trace::Link, unseen: &[UnseenRow]) -> LinkRow {
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
        let (pair, rows, captures) = (&self.pairs[at.pair], &mut self.rows, self.captures);
        *self.overlaps.entry(at).or_insert_with(|| {
            let sides = ((pair.a, &captures[pair.a]), (pair.b, &captures[pair.b]));
            rows.push(overlap_row(sides.0, sides.1, &pair.overlaps[at.overlap]));
            rows.len() - 1
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
