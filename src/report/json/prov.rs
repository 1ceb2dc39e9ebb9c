//! A stemma as PROV-JSON (<https://www.w3.org/submissions/prov-json/>), for tools that know W3C PROV.
//!
//! Each version of an article is an entity, and so is each source that is not among the articles. What an article says itself is a
//! derivation from a primary source; what is inferred is a derivation that carries its verdict and confidence, and each source that
//! may be meant has one. Where the direction is open the two are alternates of each other: PROV has no derivation without one.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::graph::{Edge, Graph, Node};
use crate::report::analysis::short;
use crate::report::{Renderer, whole};

pub(in crate::report) const RENDERER: Renderer = Renderer {
    name: "prov",
    about: "a stemma in PROV-JSON, for W3C PROV",
    write: |report, _, out| whole(Graph::of_stemma(report).and_then(|graph| document(&graph)), out),
};

/// Our names; they need no server, and claim none. Those of `wirecopy export --format prov-json` are the same.
const PREFIX: &str = "urn:wirecopy:";

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Document {
    prefix: BTreeMap<&'static str, &'static str>,
    entity: BTreeMap<String, Value>,
    agent: BTreeMap<String, Value>,
    was_attributed_to: BTreeMap<String, Value>,
    was_derived_from: BTreeMap<String, Value>,
    alternate_of: BTreeMap<String, Value>,
}

fn document(graph: &Graph) -> Option<String> {
    let mut document = Document { prefix: BTreeMap::from([("wc", PREFIX)]), ..Document::default() };
    for node in &graph.nodes {
        let id = id(node);
        document.entity.insert(id.clone(), entity(node));
        if let Some(outlet) = &node.outlet {
            let agent = format!("wc:outlet.{}", short(outlet));
            document
                .was_attributed_to
                .insert(format!("_:by.{}", short(&node.id)), json!({ "prov:entity": id, "prov:agent": agent }));
            document.agent.insert(agent, json!({ "prov:label": outlet, "prov:type": name("prov:Organization") }));
        }
    }
    for edge in &graph.edges {
        let [from, to] = [edge.from, edge.to].map(|node| id(&graph.nodes[node]));
        let statement = format!("_:{}", edge.id);
        if edge.directed {
            document.was_derived_from.insert(statement, derivation(edge, &from, &to));
        } else {
            document.alternate_of.insert(statement, json!({ "prov:alternate1": from, "prov:alternate2": to }));
        }
    }
    // Strings and maps always serialise.
    serde_json::to_string_pretty(&document).ok().map(|text| text + "\n")
}

/// What an entity is called: ids of articles hold signs that no qualified name may.
fn id(node: &Node) -> String {
    if node.kind == "unseen" { format!("wc:{}", node.id) } else { format!("wc:version.{}", short(&node.id)) }
}

fn entity(node: &Node) -> Value {
    let kind = if node.kind == "unseen" { "wc:UnseenSource" } else { "wc:Version" };
    let mut about = json!({ "prov:label": node.label, "prov:type": name(kind) });
    let fields = [
        ("wc:id", (node.kind == "article").then(|| node.id.clone())),
        ("wc:class", node.class.map(str::to_owned)),
        ("wc:title", node.title.clone()),
        ("wc:published", node.date.as_ref().map(|(date, _)| date.clone())),
        ("wc:publishedBasis", node.date.as_ref().map(|(_, basis)| (*basis).to_owned())),
    ];
    for (field, value) in fields.into_iter().filter_map(|(field, value)| Some((field, value?))) {
        about[field] = json!(value);
    }
    about
}

fn derivation(edge: &Edge, from: &str, to: &str) -> Value {
    let mut about = json!({ "prov:generatedEntity": to, "prov:usedEntity": from, "wc:ground": edge.kind });
    if edge.kind == "stated" {
        about["prov:type"] = name("prov:PrimarySource");
    }
    if let Some(verdict) = edge.verdict {
        about["wc:verdict"] = json!(verdict);
        about["wc:alternative"] = json!(edge.alternative);
        about["wc:overlaps"] = json!(edge.overlaps);
    }
    if let Some(confidence) = edge.confidence {
        about["wc:confidence"] = json!({ "$": super::super::graph::share(confidence), "type": "xsd:decimal" });
    }
    if let Some(cue) = &edge.cue {
        about["wc:cue"] = json!(cue);
    }
    about
}

/// A qualified name as a value.
fn name(qualified: &str) -> Value {
    json!({ "$": qualified, "type": "prov:QUALIFIED_NAME" })
}
