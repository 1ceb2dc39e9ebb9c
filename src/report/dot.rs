//! Graphs in the DOT language, for Graphviz and what reads it.

use std::fmt::Write as _;

use super::{Analysis, Renderer, Report};

pub(super) const RENDERER: Renderer = Renderer {
    name: "dot",
    about: "a graph in DOT, for Graphviz",
    render: |report, _| match report {
        Report::Analysis(analysis) => Some(overlaps(analysis)),
        Report::Run(run) => Some(overlaps(&run.analysis)),
        _ => None,
    },
};

/// Articles as nodes, shared wording as undirected edges with the number of overlaps.
fn overlaps(analysis: &Analysis) -> String {
    let mut dot = String::from("graph overlaps {\n  node [shape=box];\n");
    for (index, article) in analysis.articles.iter().enumerate() {
        let _ = writeln!(dot, "  a{index} [label={}];", quoted(&article.article));
    }
    for pair in analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty()) {
        let _ = writeln!(dot, "  a{} -- a{} [label=\"{}\"];", pair.a, pair.b, pair.overlaps.len());
    }
    dot.push_str("}\n");
    dot
}

/// A DOT string. Line breaks and control characters become spaces.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_label_cannot_leave_its_quotes() {
        assert_eq!(super::quoted("a\"]; b\\\n"), "\"a\\\"]; b\\\\ \"");
    }
}
