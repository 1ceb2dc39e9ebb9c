//! The lines of a stemma: articles, links, credits that make none, families.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::analysis::{ArticleLine, FamilyLine, GlanceField, OverlapLine};
use super::marks::MarkField;
use super::{DateField, Lines};
use crate::report::{
    Carried, Glance, GroundRow, LinkRow, NodeRow, OrderRow, OverlapRow, SignRow, SourceCredit, Trace, TreeNodeRow,
    TreeRow, View, fact_name, relation_name, verdict_name,
};
use crate::trace::{OpenBecause, Role, Told};

impl Lines<'_> {
    pub(super) fn trace(&mut self, trace: &Trace, view: &View) {
        self.header(trace.command, &trace.params, Some(trace.method.prefixed()));
        for &article in &named(trace) {
            self.push("wirecopy/article/1", ArticleLine::new(&trace.articles[article]));
        }
        self.trace_lines(trace, view.evidence);
    }

    /// What follows the articles.
    pub(super) fn trace_lines(&mut self, trace: &Trace, evidence: bool) {
        if evidence {
            let article = |extract: &crate::report::Extract| &trace.articles[extract.article];
            let cited: BTreeSet<usize> = trace.links.iter().flat_map(|link| link.overlaps()).collect();
            for overlap in cited {
                self.push("wirecopy/overlap/1", OverlapLine::new(&trace.overlaps[overlap], article));
            }
            for overlap in &trace.rejected {
                self.push("wirecopy/overlap/1", OverlapLine::new(overlap, article));
            }
        }
        for link in &trace.links {
            self.push("wirecopy/link/1", LinkLine::new(link, trace));
        }
        for &credit in trace.subjects.iter().flat_map(|subject| &subject.aside) {
            self.push("wirecopy/credit/1", CreditField::new(&trace.credits[credit], trace));
        }
        for Glance { family, followers, open, unseen } in trace.glance() {
            let members = family.members.iter().map(|&m| trace.articles[m].name()).collect();
            let glance = Some(GlanceField { followers, open, unseen });
            self.push("wirecopy/family/1", FamilyLine { id: &family.id, members, glance });
        }
        for order in &trace.orders {
            self.push("wirecopy/order/1", OrderLine::new(order, trace));
        }
        for tree in trace.trees.iter().flatten() {
            self.push("wirecopy/tree/1", TreeLine::new(tree, trace));
        }
    }
}

/// The articles that the lines name.
fn named(trace: &Trace) -> BTreeSet<usize> {
    let subjects = trace.subjects.iter().map(|subject| subject.article);
    let ends = trace.links.iter().flat_map(|link| link.from.iter().chain([&link.to])).filter_map(NodeRow::article);
    let families = trace.glance().into_iter().flat_map(|glance| &glance.family.members).copied();
    let rejected = trace.rejected.iter().flat_map(|overlap| [overlap.a.article, overlap.b.article]);
    let ordered = trace.orders.iter().flat_map(|order| [order.a, order.b]);
    let grown = trace.trees.iter().flatten().flat_map(|tree| &tree.nodes).filter_map(|node| node.article);
    subjects.chain(ends).chain(families).chain(rejected).chain(ordered).chain(grown).collect()
}

#[derive(Serialize)]
struct LinkLine<'r> {
    id: &'r str,
    kind: &'static str,
    directed: bool,
    from: Vec<NodeField<'r>>,
    to: NodeField<'r>,
    /// `null` for a stated link: what the article says is not judged.
    verdict: Option<&'static str>,
    confidence: Option<u16>,
    signs: Vec<SignField<'r>>,
    against: Vec<SignField<'r>>,
    /// Why the direction is open.
    open: Vec<&'static str>,
    evidence: Vec<EvidenceField<'r>>,
    /// Facts that changed on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    drift: Vec<CarriedField<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<MarkField<'r>>,
}

impl<'r> LinkLine<'r> {
    fn new(link: &'r LinkRow, trace: &'r Trace) -> LinkLine<'r> {
        let node = |node: &NodeRow| NodeField::new(*node, trace);
        let line = LinkLine {
            id: &link.id,
            kind: "stated",
            directed: link.directed,
            from: link.from.iter().map(node).collect(),
            to: node(&link.to),
            verdict: None,
            confidence: None,
            signs: Vec::new(),
            against: Vec::new(),
            open: Vec::new(),
            evidence: evidence(link, trace),
            drift: trace.carried(link).into_iter().map(|carried| CarriedField::new(carried, trace)).collect(),
            mark: link.mark.as_ref().map(MarkField::new),
        };
        let GroundRow::Inferred { verdict, confidence, signs, against, open } = &link.ground else { return line };
        let fields = |signs: &'r [SignRow]| signs.iter().map(|sign| SignField::new(sign, trace)).collect();
        LinkLine {
            kind: "inferred",
            verdict: Some(verdict_name(*verdict)),
            confidence: Some(*confidence),
            signs: fields(signs),
            against: fields(against),
            open: open.iter().map(|why| because(*why)).collect(),
            ..line
        }
    }
}

/// A fact that changed on a link: what the source says, and what who follows it says.
#[derive(Serialize)]
struct CarriedField<'r> {
    r#match: &'r str,
    r#type: &'static str,
    from: Option<String>,
    to: Option<String>,
    verdict: &'static str,
}

impl<'r> CarriedField<'r> {
    fn new(carried: Carried, trace: &'r Trace) -> CarriedField<'r> {
        let Carried { overlap, fact } = carried;
        let words = |side: Option<(String, [usize; 2])>| side.map(|(words, _)| words);
        CarriedField {
            r#match: &trace.overlaps[overlap].id,
            r#type: fact_name(fact.kind),
            from: words(fact.a),
            to: words(fact.b),
            verdict: super::analysis::verdict(fact.verdict),
        }
    }
}

fn because(why: OpenBecause) -> &'static str {
    match why {
        OpenBecause::FewSentences => "few-sentences",
        OpenBecause::NoSign => "no-sign",
        OpenBecause::FewSources => "few-sources",
        OpenBecause::BothWays => "both-ways",
        OpenBecause::AgainstDates => "against-dates",
        OpenBecause::Weak => "weak",
        OpenBecause::DatesAlone => "dates-alone",
        OpenBecause::Circle => "circle",
        OpenBecause::Rejected => "rejected",
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum NodeField<'r> {
    Article { article: &'r str, version: &'r str },
    Unseen { unseen: &'r str, label: &'r str, class: Option<&'static str>, why: &'static str },
}

impl<'r> NodeField<'r> {
    fn new(node: NodeRow, trace: &'r Trace) -> NodeField<'r> {
        match node {
            NodeRow::Article(index) => {
                let article = &trace.articles[index];
                NodeField::Article { article: &article.article, version: &article.version }
            }
            NodeRow::Unseen(index) => {
                let unseen = &trace.unseen[index];
                NodeField::Unseen {
                    unseen: &unseen.id,
                    label: &unseen.label,
                    class: unseen.class.map(|class| class.name()),
                    why: if unseen.class.is_some() { "credited" } else { "inferred" },
                }
            }
        }
    }
}

#[derive(Serialize)]
struct OrderLine<'r> {
    a: NodeField<'r>,
    b: NodeField<'r>,
    earlier: Option<&'static str>,
    confidence: u16,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    link_says_reverse: bool,
    signs: OrderSigns,
}

/// What each way of telling says for `a` being the earlier, in thousandths of a bit; for `b`, where negative.
#[derive(Serialize)]
struct OrderSigns {
    context: i64,
    growth: i64,
    sequence: i64,
}

impl<'r> OrderLine<'r> {
    fn new(order: &'r OrderRow, trace: &'r Trace) -> OrderLine<'r> {
        let Told { context, growth, sequence } = order.told;
        OrderLine {
            a: NodeField::new(NodeRow::Article(order.a), trace),
            b: NodeField::new(NodeRow::Article(order.b), trace),
            earlier: order.earlier.map(|earlier| if earlier == order.a { "a" } else { "b" }),
            confidence: order.confidence,
            link_says_reverse: order.link_says_reverse,
            signs: OrderSigns { context, growth, sequence },
        }
    }
}

#[derive(Serialize)]
struct TreeLine<'r> {
    sentences: usize,
    nodes: Vec<TreeNodeField<'r>>,
}

/// A node of a tree: an article, or a source not seen here.
#[derive(Serialize)]
struct TreeNodeField<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'r str>,
    /// The index of the node it follows; `null` for the first of all.
    follows: Option<usize>,
    /// How far that is believed.
    belief: u16,
}

impl<'r> TreeLine<'r> {
    fn new(tree: &TreeRow, trace: &'r Trace) -> TreeLine<'r> {
        let node = |node: &TreeNodeRow| TreeNodeField {
            article: node.article.map(|article| trace.articles[article].name()),
            version: node.article.map(|article| trace.articles[article].version.as_str()),
            follows: node.follows.map(|(parent, _)| parent),
            belief: node.follows.map_or(node.first, |(_, belief)| belief),
        };
        TreeLine { sentences: tree.sentences, nodes: tree.nodes.iter().map(node).collect() }
    }
}

#[derive(Serialize)]
struct CreditField<'r> {
    article: String,
    version: &'r str,
    source: &'r str,
    class: &'static str,
    role: &'static str,
    cue: &'r str,
    sentence: usize,
    chars: [usize; 2],
    bytes: [usize; 2],
    exact: &'r str,
}

impl<'r> CreditField<'r> {
    fn new(credit: &'r SourceCredit, trace: &'r Trace) -> CreditField<'r> {
        CreditField {
            article: trace.articles[credit.article].name(),
            version: &trace.articles[credit.article].version,
            source: &credit.source,
            class: credit.class.name(),
            role: match credit.role {
                Role::Source => "source",
                Role::Behind(_) => "behind",
                Role::Own => "own",
                Role::Image => "image",
                Role::Speaker => "speaker",
                Role::Unnamed => "unnamed",
                Role::Unclear => "unclear",
            },
            cue: &credit.cue,
            sentence: credit.sentence,
            chars: credit.chars,
            bytes: credit.bytes,
            exact: &credit.exact,
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum EvidenceField<'r> {
    Overlap(&'r str),
    Credit { credit: CreditField<'r> },
    Date { date: ArticleDate<'r> },
}

#[derive(Serialize)]
struct ArticleDate<'r> {
    article: String,
    #[serde(flatten)]
    date: DateField<'r>,
}

/// What a link rests on: overlaps, then credits, then dates that decided.
fn evidence<'r>(link: &LinkRow, trace: &'r Trace) -> Vec<EvidenceField<'r>> {
    let credit = |credit: usize| EvidenceField::Credit { credit: CreditField::new(&trace.credits[credit], trace) };
    let (signs, against) = match &link.ground {
        GroundRow::Stated { credit: says } => return vec![credit(*says)],
        GroundRow::Inferred { signs, against, .. } => (signs, against),
    };
    let id = |overlap: usize| EvidenceField::Overlap(&trace.overlaps[overlap].id);
    let mut evidence: Vec<EvidenceField> = link.overlaps().into_iter().map(id).collect();
    let all = || signs.iter().chain(against);
    evidence.extend(all().flat_map(|sign| match sign {
        SignRow::CreditGone { credit: gone, blurred, .. } => {
            [Some(*gone), *blurred].into_iter().flatten().map(credit).collect()
        }
        SignRow::NamesTheOther { credit: names, .. } | SignRow::CreditsTheOther { credit: names, .. } => {
            vec![credit(*names)]
        }
        _ => Vec::new(),
    }));
    let date = |article: usize| {
        let date = trace.articles[article].date.as_ref()?;
        let date = ArticleDate { article: trace.articles[article].name(), date: DateField::new(date) };
        Some(EvidenceField::Date { date })
    };
    evidence.extend(all().flat_map(|sign| match sign {
        SignRow::Dated { upstream, later } => [date(*upstream), date(*later)].into_iter().flatten().collect(),
        _ => Vec::new(),
    }));
    evidence
}

/// A sign; `upstream` is the article that it says is not the one that follows.
#[derive(Serialize)]
#[serde(tag = "sign", rename_all = "kebab-case")]
enum SignField<'r> {
    Shared {
        counts: BTreeMap<&'static str, usize>,
        in_order: usize,
    },
    CreditGone {
        upstream: String,
        source: &'r str,
        bytes: [usize; 2],
        r#match: &'r str,
        blurred: Option<&'r str>,
    },
    NamesTheOther {
        upstream: String,
        source: &'r str,
        bytes: [usize; 2],
        r#match: &'r str,
    },
    CreditsTheOther {
        upstream: String,
        source: &'r str,
        bytes: [usize; 2],
    },
    Details {
        article: String,
        details: &'r [String],
        matches: Vec<&'r str>,
    },
    Subset {
        fuller: String,
        r#match: &'r str,
    },
    /// What each article says.
    Conflict {
        r#match: &'r str,
        r#type: &'static str,
        said: BTreeMap<String, Option<&'r str>>,
    },
    Dates {
        upstream: String,
    },
    Context {
        upstream: String,
        bits: i64,
    },
    Readings {
        upstream: Option<String>,
        /// By article.
        own: BTreeMap<String, usize>,
    },
}

impl<'r> SignField<'r> {
    fn new(sign: &'r SignRow, trace: &'r Trace) -> SignField<'r> {
        let article = |index: usize| trace.articles[index].name();
        let id = |overlap: usize| trace.overlaps[overlap].id.as_str();
        match sign {
            SignRow::Shared { counts, in_order, .. } => SignField::Shared {
                counts: counts.iter().map(|(kind, count)| (relation_name(*kind), *count)).collect(),
                in_order: *in_order,
            },
            SignRow::CreditGone { upstream, credit, overlap, blurred } => SignField::CreditGone {
                upstream: article(*upstream),
                source: &trace.credits[*credit].source,
                bytes: trace.credits[*credit].bytes,
                r#match: id(*overlap),
                blurred: blurred.map(|credit| trace.credits[credit].exact.as_str()),
            },
            SignRow::NamesTheOther { upstream, credit, overlap } => SignField::NamesTheOther {
                upstream: article(*upstream),
                source: &trace.credits[*credit].source,
                bytes: trace.credits[*credit].bytes,
                r#match: id(*overlap),
            },
            SignRow::CreditsTheOther { upstream, credit } => SignField::CreditsTheOther {
                upstream: article(*upstream),
                source: &trace.credits[*credit].source,
                bytes: trace.credits[*credit].bytes,
            },
            SignRow::Details { article: fuller, details, overlaps } => SignField::Details {
                article: article(*fuller),
                details,
                matches: overlaps.iter().map(|&overlap| id(overlap)).collect(),
            },
            SignRow::Subset { fuller, overlap } => {
                SignField::Subset { fuller: article(*fuller), r#match: id(*overlap) }
            }
            SignRow::Conflict { overlap, drift } => {
                let OverlapRow { a, b, drift: rows, .. } = &trace.overlaps[*overlap];
                let row = &rows[*drift];
                let words = |side: &'r Option<(String, [usize; 2])>| side.as_ref().map(|(text, _)| text.as_str());
                SignField::Conflict {
                    r#match: id(*overlap),
                    r#type: fact_name(row.kind),
                    said: [(a.article, words(&row.a)), (b.article, words(&row.b))]
                        .map(|(index, words)| (article(index), words))
                        .into(),
                }
            }
            SignRow::Readings { upstream, of, own } => SignField::Readings {
                upstream: upstream.map(article),
                own: of.iter().zip(own).map(|(&index, &own)| (article(index), own)).collect(),
            },
            SignRow::Context { upstream, bits, .. } => SignField::Context { upstream: article(*upstream), bits: *bits },
            SignRow::Dated { upstream, .. } => SignField::Dates { upstream: article(*upstream) },
        }
    }
}
