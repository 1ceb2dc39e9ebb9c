//! GEXF 1.3 (<https://gexf.net/1.3/>), for Gephi and what reads it: with the days of articles, and of links those of the article that
//! follows.

use std::fmt::Write as _;

use super::{EDGE_FIELDS, Field, Graph, Kind, NODE_FIELDS};
use crate::report::markup::Text;
use crate::report::{Renderer, whole};

pub(in crate::report) const RENDERER: Renderer = Renderer {
    name: "gexf",
    about: "a graph in GEXF 1.3, for Gephi",
    write: |report, _, out| whole(Graph::of(report).map(|graph| gexf(&graph)), out),
};

fn gexf(graph: &Graph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n",
    );
    let _ = writeln!(out, "  <meta>\n    <creator>wirecopy {}</creator>\n  </meta>", env!("CARGO_PKG_VERSION"));
    let is_dated = graph.nodes.iter().any(|node| node.day().is_some());
    let mode = if is_dated { "mode=\"dynamic\" timeformat=\"date\"" } else { "mode=\"static\"" };
    let _ = writeln!(out, "  <graph defaultedgetype=\"directed\" {mode}>");
    declare(&mut out, "node", &NODE_FIELDS);
    declare(&mut out, "edge", &EDGE_FIELDS);
    let start = |day: Option<&str>| day.map(|day| format!(" start=\"{day}\"")).unwrap_or_default();
    out.push_str("    <nodes>\n");
    for node in &graph.nodes {
        let (id, label) = (Text(&node.id), Text(&node.label));
        let _ = writeln!(out, "      <node id=\"{id}\" label=\"{label}\"{}>", start(node.day()));
        values(&mut out, node, &NODE_FIELDS);
        out.push_str("      </node>\n");
    }
    out.push_str("    </nodes>\n    <edges>\n");
    for edge in &graph.edges {
        let [from, to] = [edge.from, edge.to].map(|node| Text(&graph.nodes[node].id));
        let _ = writeln!(
            out,
            "      <edge id=\"{}\" source=\"{from}\" target=\"{to}\" weight=\"{}\"{}>",
            Text(&edge.id),
            edge.overlaps.max(1),
            start(graph.nodes[edge.to].day()),
        );
        values(&mut out, edge, &EDGE_FIELDS);
        out.push_str("      </edge>\n");
    }
    out.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out
}

fn declare<T>(out: &mut String, class: &str, fields: &[Field<T>]) {
    let _ = writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">");
    for (number, field) in fields.iter().enumerate() {
        let kind = match field.kind {
            Kind::Text => "string",
            Kind::Whole => "integer",
            Kind::Share => "double",
            Kind::Truth => "boolean",
        };
        let _ = writeln!(out, "      <attribute id=\"{number}\" title=\"{}\" type=\"{kind}\"/>", field.name);
    }
    out.push_str("    </attributes>\n");
}

fn values<T>(out: &mut String, of: &T, fields: &[Field<T>]) {
    out.push_str("        <attvalues>\n");
    for (number, value) in fields.iter().enumerate().filter_map(|(number, field)| Some((number, (field.value)(of)?))) {
        let _ = writeln!(out, "          <attvalue for=\"{number}\" value=\"{}\"/>", Text(&value));
    }
    out.push_str("        </attvalues>\n");
}
