//! Graphs in the DOT language, for Graphviz and what reads it.

use std::fmt::Write as _;

use crate::article::OneLine;
use crate::report::{Analysis, GroundRow, NodeRow, Renderer, Report, Trace, whole};

pub(in crate::report) const RENDERER: Renderer =
    Renderer { name: "dot", about: "a graph in DOT, for Graphviz", write: |report, _, out| whole(graph(report), out) };

fn graph(report: &Report) -> Option<String> {
    match report {
        Report::Analysis(analysis) => Some(overlaps(analysis)),
        Report::Run(run) => Some(stemma(&run.trace)),
        Report::Trace(trace) => Some(stemma(trace)),
        Report::Dossier(dossier) => Some(stemma(&dossier.trace)),
        _ => None,
    }
}

/// Articles as nodes, shared wording as undirected edges with the number of overlaps; dashed where none of them counts as
/// copying.
fn overlaps(analysis: &Analysis) -> String {
    let mut dot = String::from("graph overlaps {\n  node [shape=box];\n");
    for (index, article) in analysis.articles.iter().enumerate() {
        let _ = writeln!(dot, "  a{index} [label={}];", quoted(&article.article));
    }
    for pair in analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty()) {
        let style = if pair.copies() { "" } else { ", style=dashed" };
        let _ = writeln!(dot, "  a{} -- a{} [label=\"{}\"{style}];", pair.a, pair.b, pair.overlaps.len());
    }
    dot.push_str("}\n");
    dot
}

/// Articles as boxes, unseen sources round; edges run from the source. Stated ones are solid, inferred ones dashed; the
/// alternative of a likely source is dotted, and what is open has no arrow.
fn stemma(trace: &Trace) -> String {
    let mut dot = String::from("digraph stemma {\n  node [shape=box];\n");
    for node in trace.nodes() {
        let _ = match node {
            NodeRow::Article(index) => {
                writeln!(dot, "  a{index} [label={}];", quoted(&trace.articles[index].article))
            }
            NodeRow::Unseen(index) => {
                let unseen = &trace.unseen[index];
                let style = if unseen.class.is_some() { "" } else { ", style=dashed" };
                writeln!(dot, "  u{index} [shape=ellipse{style}, label={}];", quoted(&unseen.label))
            }
        };
    }
    let name = |node: NodeRow| match node {
        NodeRow::Article(index) => format!("a{index}"),
        NodeRow::Unseen(index) => format!("u{index}"),
    };
    for link in trace.counted() {
        let to = name(link.to);
        for (alternative, from) in link.from.iter().enumerate() {
            let looks = match (&link.ground, link.directed) {
                (GroundRow::Stated { credit }, _) => format!("label={}", quoted(&trace.credits[*credit].cue)),
                (GroundRow::Inferred { .. }, false) => "style=dashed, dir=none, label=\"open\"".to_owned(),
                _ if alternative > 0 => "style=dotted, label=\"or\"".to_owned(),
                _ => "style=dashed, label=\"likely\"".to_owned(),
            };
            let _ = writeln!(dot, "  {} -> {to} [{looks}];", name(*from));
        }
        // The unseen text would be followed by both.
        if let [first, unseen] = link.from[..] {
            let _ = writeln!(dot, "  {} -> {} [style=dotted, label=\"or\"];", name(unseen), name(first));
        }
    }
    dot.push_str("}\n");
    dot
}

/// A DOT string on one line. Control characters are written as in text.
fn quoted(text: &str) -> String {
    format!("\"{}\"", OneLine(text).to_string().replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_label_cannot_leave_its_quotes() {
        assert_eq!(super::quoted("a\"]; b\\\n"), "\"a\\\"]; b\\\\\\\\n\"");
    }
}
