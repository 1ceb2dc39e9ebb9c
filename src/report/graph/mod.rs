//! What a report says as a graph: articles and sources as nodes, links or shared wording as edges. Each form it is written in is a
//! file; all of them say the same.

mod csv;
mod dot;
mod gexf;
mod graphml;

pub(super) use csv::RENDERER as CSV;
pub(super) use dot::RENDERER as DOT;
pub(super) use gexf::RENDERER as GEXF;
pub(super) use graphml::RENDERER as GRAPHML;

use super::{Analysis, Article, GroundRow, NodeRow, Report, Trace, basis_name, verdict_name};

/// Nodes and edges. Nodes in the order of the articles, then of the unseen sources; edges in that of the report.
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

pub(super) struct Node {
    /// `ARTICLE@sha256:…` for an article, `u-…` for a source that is not among them.
    pub id: String,
    pub label: String,
    /// `article`, or `unseen`.
    pub kind: &'static str,
    /// Of a source: `wire`, `outlet`, `record`, `institution`, …; `inferred` if no article names it.
    pub class: Option<&'static str>,
    pub outlet: Option<String>,
    pub title: Option<String>,
    /// As stated, and what it rests on.
    pub date: Option<(String, &'static str)>,
    pub sentences: Option<usize>,
}

/// An edge runs from the source. Where the direction is open it runs from the smaller article id, and means nothing by it.
pub(super) struct Edge {
    pub id: String,
    /// Indexes of nodes.
    pub from: usize,
    pub to: usize,
    pub directed: bool,
    /// `stated`, `inferred`, or `shares`.
    pub kind: &'static str,
    pub verdict: Option<&'static str>,
    /// Thousandths.
    pub confidence: Option<u16>,
    /// Of several sources that may be meant: not the first.
    pub alternative: bool,
    /// The words of a credit.
    pub cue: Option<String>,
    /// How many overlaps it rests on.
    pub overlaps: usize,
    /// … and how many of them count as copying.
    pub copying: usize,
    /// How much of each end (thousandths of its words) counts as copied wording.
    pub shares: Option<[u16; 2]>,
}

impl Graph {
    /// `None` where a report has no graph.
    fn of(report: &Report) -> Option<Graph> {
        match report {
            Report::Analysis(analysis) => Some(Graph::of_overlaps(analysis)),
            Report::Trace(trace) => Some(Graph::of_trace(trace)),
            Report::Run(run) => Some(Graph::of_trace(&run.trace)),
            Report::Dossier(dossier) => Some(Graph::of_trace(&dossier.trace)),
            _ => None,
        }
    }

    /// That of a stemma alone: shared wording by itself derives nothing.
    pub fn of_stemma(report: &Report) -> Option<Graph> {
        match report {
            Report::Trace(_) | Report::Run(_) | Report::Dossier(_) => Graph::of(report),
            _ => None,
        }
    }

    fn of_overlaps(analysis: &Analysis) -> Graph {
        let pairs = analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty());
        let edges = pairs.map(|pair| Edge {
            id: format!("{}-{}", pair.a, pair.b),
            from: pair.a,
            to: pair.b,
            directed: false,
            kind: "shares",
            verdict: None,
            confidence: None,
            alternative: false,
            cue: None,
            overlaps: pair.overlaps.len(),
            copying: pair.overlaps.iter().filter(|overlap| overlap.relation.is_copying()).count(),
            shares: Some([pair.share_a, pair.share_b]),
        });
        Graph { nodes: analysis.articles.iter().map(Node::of_article).collect(), edges: edges.collect() }
    }

    fn of_trace(trace: &Trace) -> Graph {
        let shown = trace.nodes();
        let node = |node: &NodeRow| match *node {
            NodeRow::Article(index) => Node::of_article(&trace.articles[index]),
            NodeRow::Unseen(index) => {
                let unseen = &trace.unseen[index];
                Node {
                    id: unseen.id.clone(),
                    label: unseen.label.clone(),
                    kind: "unseen",
                    class: Some(unseen.class.map_or("inferred", |class| class.name())),
                    outlet: None,
                    title: None,
                    date: None,
                    sentences: None,
                }
            }
        };
        let place = |node: NodeRow| shown.binary_search(&node).unwrap_or_default();
        let mut edges = Vec::new();
        for link in trace.counted() {
            let overlaps = link.overlaps();
            for (alternative, &from) in link.from.iter().enumerate() {
                let (kind, verdict, confidence, cue) = match &link.ground {
                    GroundRow::Stated { credit } => ("stated", None, None, Some(trace.credits[*credit].cue.clone())),
                    GroundRow::Inferred { verdict, confidence, .. } => {
                        ("inferred", Some(verdict_name(*verdict)), Some(*confidence), None)
                    }
                };
                edges.push(Edge {
                    id: if alternative == 0 { link.id.clone() } else { format!("{}-{alternative}", link.id) },
                    from: place(from),
                    to: place(link.to),
                    directed: link.directed,
                    kind,
                    verdict,
                    confidence,
                    alternative: alternative > 0,
                    cue,
                    overlaps: overlaps.len(),
                    copying: overlaps.iter().filter(|&&at| trace.overlaps[at].relation.is_copying()).count(),
                    shares: None,
                });
            }
        }
        Graph { nodes: shown.iter().map(node).collect(), edges }
    }
}

impl Node {
    fn of_article(article: &Article) -> Node {
        Node {
            id: format!("{}@{}", article.article, article.version),
            label: article.article.clone(),
            kind: "article",
            class: None,
            outlet: article.outlet.clone(),
            title: article.title.clone(),
            date: article.date.as_ref().map(|date| (date.value.clone(), basis_name(date.basis))),
            sentences: Some(article.sentences),
        }
    }

    /// The day of its date, as programs sort them.
    fn day(&self) -> Option<&str> {
        let day = self.date.as_ref()?.0.get(..10)?;
        let is_day = day.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        is_day.then_some(day)
    }
}

/// A field of a node or an edge, for forms that declare theirs.
struct Field<T> {
    name: &'static str,
    kind: Kind,
    value: fn(&T) -> Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Share,
    Truth,
}

/// Shares are written as such, with a point: 0.87.
pub(super) fn share(thousandths: u16) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

const NODE_FIELDS: [Field<Node>; 7] = [
    Field { name: "kind", kind: Kind::Text, value: |node| Some(node.kind.to_owned()) },
    Field { name: "class", kind: Kind::Text, value: |node| node.class.map(str::to_owned) },
    Field { name: "outlet", kind: Kind::Text, value: |node| node.outlet.clone() },
    Field { name: "title", kind: Kind::Text, value: |node| node.title.clone() },
    Field { name: "date", kind: Kind::Text, value: |node| node.date.as_ref().map(|(date, _)| date.clone()) },
    Field {
        name: "date_basis",
        kind: Kind::Text,
        value: |node| node.date.as_ref().map(|(_, basis)| (*basis).to_owned()),
    },
    Field { name: "sentences", kind: Kind::Whole, value: |node| node.sentences.map(|count| count.to_string()) },
];

const EDGE_FIELDS: [Field<Edge>; 10] = [
    Field { name: "kind", kind: Kind::Text, value: |edge| Some(edge.kind.to_owned()) },
    Field { name: "directed", kind: Kind::Truth, value: |edge| Some(edge.directed.to_string()) },
    Field { name: "verdict", kind: Kind::Text, value: |edge| edge.verdict.map(str::to_owned) },
    Field { name: "confidence", kind: Kind::Share, value: |edge| edge.confidence.map(share) },
    Field { name: "alternative", kind: Kind::Truth, value: |edge| Some(edge.alternative.to_string()) },
    Field { name: "cue", kind: Kind::Text, value: |edge| edge.cue.clone() },
    Field { name: "overlaps", kind: Kind::Whole, value: |edge| Some(edge.overlaps.to_string()) },
    Field { name: "copying", kind: Kind::Whole, value: |edge| Some(edge.copying.to_string()) },
    Field { name: "share_from", kind: Kind::Share, value: |edge| edge.shares.map(|[from, _]| share(from)) },
    Field { name: "share_to", kind: Kind::Share, value: |edge| edge.shares.map(|[_, to]| share(to)) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day() {
        let node = |date: &str| Node {
            id: String::new(),
            label: String::new(),
            kind: "article",
            class: None,
            outlet: None,
            title: None,
            date: Some((date.to_owned(), "stated")),
            sentences: None,
        };
        assert_eq!(node("2024-11-10T12:48").day(), Some("2024-11-10"));
        assert_eq!(node("2024-11").day(), None);
        assert_eq!(node("10.11.2024").day(), None);
        assert_eq!([share(870), share(1000), share(5)], ["0.870", "1.000", "0.005"]);
    }
}
