//! Where articles came from, as plain data.

mod rows;
mod sections;

use std::collections::BTreeMap;

pub use self::rows::rejected_credits;
pub(super) use self::rows::{Links, overlap_at};
use self::sections::{linked, rejected};
use super::analysis::articles;
use super::orders::orders;
use super::trees::trees;
use super::{Article, Extract, Families, MarkRow, OrderRow, OverlapRow, TreeRow};
use crate::article::{Capture, SourceClass};
use crate::hash::Digest;
use crate::marks::Judged;
use crate::overlap::Relation;
use crate::trace::{Descents, OpenBecause, Role, Verdict, stemma};

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
    /// The likeliest trees; `None` where they are not asked for.
    pub trees: Option<Vec<TreeRow>>,
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
    /// Whether any of them may follow a text that both follow instead.
    pub or_another: bool,
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
    CreditsTheOther {
        upstream: usize,
        credit: usize,
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
    /// Also the likeliest trees, of which nothing is claimed.
    pub tree: bool,
}

impl Trace {
    /// Builds the report of the stemma of `captures`. `judged` refers to them by index; `found` was found of it, and asks for no
    /// more than it tells.
    pub fn new(
        command: &'static str,
        params: BTreeMap<String, String>,
        captures: &[Capture],
        judged: &Judged,
        found: Descents,
        wanted: &Wanted,
    ) -> Trace {
        let pairs = &judged.pairs;
        let articles = articles(captures);
        let stemma = stemma(captures, pairs, found);
        let Links { links: all, overlaps, credits, unseen, families } =
            Links::new(captures, &articles, pairs, &stemma, &judged.marks);
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
            overlaps: overlaps.into_iter().map(|at| overlap_at(captures, judged, at)).collect(),
            rejected: Vec::new(),
            credits,
            // Who belongs together is inferred from wording.
            families: if wanted.stated_only { Vec::new() } else { families },
            orders: if wanted.order { orders(captures, pairs, &all, &wanted.subjects) } else { Vec::new() },
            trees: wanted.tree.then(|| trees(&stemma, &wanted.subjects)),
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
            or_another: false,
            stated: Vec::new(),
            aside: Vec::new(),
            through: Vec::new(),
            unlinked: BTreeMap::new(),
        }
    }
}
