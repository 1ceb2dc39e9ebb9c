//! What a picture of sources and time shows, before anything in it has a place: rows in the order of their dates, links between
//! them, and the sources each states.

use std::collections::BTreeMap;

use super::Arc;
use crate::overlap::Verdict;
use crate::report::{GroundRow, LinkRow, NodeRow, SignRow, Trace, mark};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Unseen,
    Dated,
    Undated,
}

impl Kind {
    pub fn title(self) -> Option<&'static str> {
        match self {
            Kind::Unseen => Some("Not among the articles, no date: shown by wording alone"),
            Kind::Dated => None,
            Kind::Undated => Some("No date stated: where these belong in time is not known"),
        }
    }
}

/// A source an article states, with those behind it, and how many credits say so.
pub(super) struct Source {
    pub chain: Vec<String>,
    pub count: usize,
}

/// What is drawn, before anything has a place. Rows are in the order of their dates.
#[derive(Default)]
pub(super) struct Draft {
    pub nodes: Vec<NodeRow>,
    pub kinds: Vec<Kind>,
    /// Rows of one group may change places.
    pub groups: Vec<usize>,
    pub arcs: Vec<Arc>,
    /// By row.
    pub sources: BTreeMap<usize, Vec<Source>>,
}

impl Draft {
    pub fn new(trace: &Trace, members: &[usize], links: &[usize]) -> Draft {
        let drawn = || links.iter().map(|&at| (at, &trace.links[at])).filter(|(_, link)| !link.is_rejected());
        let is_row = |node: &NodeRow| match node {
            NodeRow::Article(_) => true,
            NodeRow::Unseen(source) => trace.unseen[*source].class.is_none(),
        };
        let value = |node: &NodeRow| {
            let date = node.article().and_then(|article| trace.articles[article].date.as_ref());
            date.map(|date| date.value.clone())
        };
        let kind = |node: &NodeRow| match node {
            NodeRow::Unseen(_) => Kind::Unseen,
            NodeRow::Article(_) if value(node).is_some() => Kind::Dated,
            NodeRow::Article(_) => Kind::Undated,
        };
        let mut nodes: Vec<NodeRow> = members.iter().map(|&article| NodeRow::Article(article)).collect();
        nodes.extend(drawn().flat_map(|(_, link)| &link.from).filter(|node| is_row(node)));
        nodes.sort_unstable();
        nodes.dedup();
        nodes.sort_by_key(|node| (kind(node), value(node)));
        let same = |a: &NodeRow, b: &NodeRow| (kind(a), value(a)) == (kind(b), value(b));
        let mut groups = vec![0; nodes.len()];
        for at in 1..nodes.len() {
            groups[at] = groups[at - 1] + usize::from(!same(&nodes[at - 1], &nodes[at]));
        }
        let place: BTreeMap<NodeRow, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut arcs = Vec::new();
        let mut sources: BTreeMap<usize, Vec<Source>> = BTreeMap::new();
        for (at, link) in drawn() {
            let Some(&to) = place.get(&link.to) else { continue };
            let rows: Vec<usize> = link.from.iter().filter_map(|node| place.get(node).copied()).collect();
            let stated = matches!(link.ground, GroundRow::Stated { .. });
            for (nth, &from) in rows.iter().enumerate().filter(|(_, from)| **from != to) {
                let alternative = nth > 0;
                let label = if alternative { vec!["or".to_owned()] } else { label(trace, link) };
                arcs.push(Arc {
                    link: at,
                    from,
                    to,
                    ends: [0; 2],
                    track: 0,
                    directed: link.directed,
                    alternative,
                    stated,
                    label,
                });
            }
            // The text that both may follow would be followed by both.
            if let [first, unseen] = rows[..] {
                let label = vec!["or".to_owned()];
                let arc = Arc {
                    link: at,
                    from: unseen,
                    to: first,
                    ends: [0; 2],
                    track: 0,
                    directed: true,
                    alternative: true,
                    stated,
                    label,
                };
                arcs.push(arc);
            }
            for node in link.from.iter().filter(|node| !place.contains_key(node)) {
                let NodeRow::Unseen(source) = node else { continue };
                let mut chain = vec![trace.unseen[*source].label.clone()];
                chain.extend(trace.behind(*node).into_iter().map(|behind| behind.label.clone()));
                let known = sources.entry(to).or_default();
                match known.iter_mut().find(|source| source.chain == chain) {
                    Some(source) => source.count += 1,
                    None => known.push(Source { chain, count: 1 }),
                }
            }
        }
        Draft { kinds: nodes.iter().map(kind).collect(), nodes, groups, arcs, sources }
    }
}

/// The counts a link rests on, and the facts that disagree.
fn label(trace: &Trace, link: &LinkRow) -> Vec<String> {
    let GroundRow::Inferred { signs, .. } = &link.ground else { return Vec::new() };
    let mut lines = Vec::new();
    for sign in signs {
        if let SignRow::Shared { counts, overlaps, .. } = sign {
            lines.extend(counts.iter().map(|(relation, count)| format!("{} {count}", mark(*relation, false))));
            let drift = overlaps.iter().filter_map(|&at| trace.overlaps.get(at)).flat_map(|overlap| &overlap.drift);
            let conflicts = drift.filter(|drift| drift.verdict == Verdict::Conflict).count();
            lines.extend((conflicts > 0).then(|| format!("≠ {conflicts}")));
        }
    }
    lines
}
