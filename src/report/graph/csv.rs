//! The edges as a table (RFC 4180), for pandas, R and spreadsheets: a line a link, or a pair of articles that share wording.

use super::{EDGE_FIELDS, Graph};
use crate::report::{Renderer, whole};

pub(in crate::report) const RENDERER: Renderer = Renderer {
    name: "csv",
    about: "links or pairs as a table, for pandas and R",
    write: |report, _, out| whole(Graph::of(report).map(|graph| csv(&graph)), out),
};

/// The columns before those of an edge.
const ENDS: [&str; 9] = ["id", "from", "from_label", "from_kind", "from_date", "to", "to_label", "to_kind", "to_date"];

fn csv(graph: &Graph) -> String {
    let names = ENDS.into_iter().chain(EDGE_FIELDS.iter().map(|field| field.name));
    let mut out = line(names.map(str::to_owned));
    for edge in &graph.edges {
        let end = |node: usize| {
            let node = &graph.nodes[node];
            let date = node.date.as_ref().map(|(date, _)| date.clone()).unwrap_or_default();
            [node.id.clone(), node.label.clone(), node.kind.to_owned(), date]
        };
        let fields = EDGE_FIELDS.iter().map(|field| (field.value)(edge).unwrap_or_default());
        out.push_str(&line([edge.id.clone()].into_iter().chain(end(edge.from)).chain(end(edge.to)).chain(fields)));
    }
    out
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            super::line(["a,b", "say \"so\"", "plain"].map(str::to_owned).into_iter()),
            "\"a,b\",\"say \"\"so\"\"\",plain\r\n"
        );
    }
}
