//! GraphML (<http://graphml.graphdrawing.org/>), for networkx, igraph, yEd and others.

use std::fmt::Write as _;

use super::{EDGE_FIELDS, Field, Graph, Kind, NODE_FIELDS};
use crate::report::markup::Text;
use crate::report::{Renderer, whole};

pub(in crate::report) const RENDERER: Renderer = Renderer {
    name: "graphml",
    about: "a graph in GraphML, for networkx, igraph and yEd",
    write: |report, _, out| whole(Graph::of(report).map(|graph| graphml(&graph)), out),
};

fn graphml(graph: &Graph) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    out.push_str("  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n");
    out.push_str("  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n");
    declare(&mut out, "node", &NODE_FIELDS);
    declare(&mut out, "edge", &EDGE_FIELDS);
    out.push_str("  <graph id=\"wirecopy\" edgedefault=\"directed\">\n");
    for node in &graph.nodes {
        let _ = writeln!(out, "    <node id=\"{}\">", Text(&node.id));
        let _ = writeln!(out, "      <data key=\"label\">{}</data>", Text(&node.label));
        values(&mut out, "node", node, &NODE_FIELDS);
        out.push_str("    </node>\n");
    }
    for edge in &graph.edges {
        let [from, to] = [edge.from, edge.to].map(|node| Text(&graph.nodes[node].id));
        let _ = writeln!(out, "    <edge id=\"{}\" source=\"{from}\" target=\"{to}\">", Text(&edge.id));
        let _ = writeln!(out, "      <data key=\"weight\">{}</data>", edge.overlaps.max(1));
        values(&mut out, "edge", edge, &EDGE_FIELDS);
        out.push_str("    </edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

fn declare<T>(out: &mut String, class: &str, fields: &[Field<T>]) {
    for field in fields {
        let kind = match field.kind {
            Kind::Text => "string",
            Kind::Whole => "int",
            Kind::Share => "double",
            Kind::Truth => "boolean",
        };
        let name = field.name;
        let _ =
            writeln!(out, "  <key id=\"{class}_{name}\" for=\"{class}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>");
    }
}

fn values<T>(out: &mut String, class: &str, of: &T, fields: &[Field<T>]) {
    for (name, value) in fields.iter().filter_map(|field| Some((field.name, (field.value)(of)?))) {
        let _ = writeln!(out, "      <data key=\"{class}_{name}\">{}</data>", Text(&value));
    }
}
