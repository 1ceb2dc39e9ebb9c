//! The links in words: what is claimed, and the signs for and against it.

use std::fmt::Write as _;

use super::{Page, Ways};
use crate::report::markup::Text;
use crate::report::picture::Timeline;
use crate::report::said::{because, class, told};
use crate::report::words::many;
use crate::report::{GroundRow, LinkRow, NodeRow, OverlapRow, SignRow, mark, verdict_name};

/// So many links are listed of a family.
const LISTED: usize = 2_000;

/// So many details are named of a sign.
const SHOWN: usize = 8;

impl Page<'_> {
    /// A table of the links of a figure.
    pub(super) fn links(&self, body: &mut String, timeline: &Timeline) {
        body.push_str(
            "<table class=\"links\"><thead><tr><th scope=\"col\">who</th><th scope=\"col\">from where</th><th scope=\"col\">on what \
             ground</th></tr></thead>\n<tbody>\n",
        );
        for &at in timeline.links.iter().take(LISTED) {
            let link = &self.dossier().trace.links[at];
            let from: Vec<String> = link.from.iter().map(|node| self.node(*node)).collect();
            let between = if link.directed { " or " } else { ", " };
            let _ = writeln!(
                body,
                "<tr id=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}",
                link.id,
                self.node(link.to),
                from.join(between),
                self.ground(link, timeline.height == 0)
            );
            self.judge(body, &link.id, link.mark.as_ref());
            body.push_str("</td></tr>\n");
        }
        body.push_str("</tbody></table>\n");
        if timeline.links.len() > LISTED {
            let more = many(timeline.links.len() - LISTED, "link");
            let _ = writeln!(body, "<p class=\"lede\">{more} more: <code>wirecopy trace --json</code> has all.</p>");
        }
    }

    /// What an article states that stands in no figure.
    pub(super) fn apart(&self, body: &mut String, article: usize) {
        for &at in self.dossier().apart.get(&article).into_iter().flatten() {
            let link = &self.dossier().trace.links[at];
            let from: Vec<String> = link.from.iter().map(|node| self.node(*node)).collect();
            let of = match link.to {
                NodeRow::Article(_) => String::new(),
                source => format!(" behind {}", self.node(source)),
            };
            let (from, ground) = (from.join(", "), self.ground(link, true));
            let _ = writeln!(body, "<p class=\"claim\" id=\"{}\">Source{of}: {from}, {ground}</p>", link.id);
        }
    }

    fn node(&self, node: NodeRow) -> String {
        match node {
            NodeRow::Article(article) => {
                format!("<a href=\"{}\">{}</a>", self.to_article(article), self.label(article))
            }
            NodeRow::Unseen(source) => {
                let source = &self.dossier().trace.unseen[source];
                // Where names are left out, what it is stands in their place.
                let known = source.class.filter(|_| !self.dossier().veil.redacted);
                let known = known.map_or(String::new(), |known| format!(" ({})", class(known)));
                format!("<bdi>{}</bdi>{known}", Text(&source.label))
            }
        }
    }

    /// One line on an inferred link, for the pair it is between.
    pub(super) fn claim(&self, link: &LinkRow) -> String {
        let from: Vec<String> = link.from.iter().map(|node| self.node(*node)).collect();
        let to = self.node(link.to);
        match &link.ground {
            _ if link.is_rejected() => "A person rejected that one follows the other.".to_owned(),
            GroundRow::Inferred { confidence, verdict, .. } if link.directed => {
                let verdict = verdict_name(*verdict);
                format!(
                    "{} source of {to}: {} (confidence {confidence} of 1000).",
                    capital(verdict),
                    from.join(", or ")
                )
            }
            _ => "Direction open: who follows whom, or both a third text, is not known.".to_owned(),
        }
    }

    /// `brief` is the claim alone.
    fn ground(&self, link: &LinkRow, brief: bool) -> String {
        let said = link.mark.as_ref().map_or(String::new(), |mark| format!("<p>A person: {}</p>", Text(&told(mark))));
        match &link.ground {
            GroundRow::Stated { credit } => {
                let credit = &self.dossier().trace.credits[*credit];
                let words = match credit.cue.as_str() {
                    "" => String::new(),
                    cue => format!(": <q><bdi>{}</bdi></q>", Text(cue)),
                };
                format!("stated in sentence {}{words}{said}", credit.sentence + 1)
            }
            GroundRow::Inferred { .. } if brief => format!("{}{said}", self.claim(link)),
            GroundRow::Inferred { signs, against, open, .. } => {
                let mut list = format!("{}<ul>", self.claim(link));
                signs.iter().for_each(|sign| _ = write!(list, "<li>{}</li>", self.sign(sign, link)));
                against.iter().for_each(|sign| _ = write!(list, "<li><b>against:</b> {}</li>", self.sign(sign, link)));
                open.iter().for_each(|why| _ = write!(list, "<li><b>open:</b> {}</li>", because(*why)));
                format!("{list}</ul>{said}")
            }
        }
    }

    fn overlap(&self, at: usize) -> &OverlapRow {
        &self.dossier().trace.overlaps[at]
    }

    /// The way to an overlap, and to its pair, where it stands somewhere.
    fn to_match(&self, id: &str) -> Option<String> {
        match self.site.overlaps.get(id) {
            Some((pair, _)) => Some(self.to_overlap(*pair, id)),
            None => self.to_served(id),
        }
    }

    fn to_pair_of(&self, id: &str) -> Option<String> {
        match self.site.overlaps.get(id) {
            Some((pair, _)) => Some(self.to_pair(*pair)),
            None => self.to_served(id),
        }
    }

    /// What is served beyond this part.
    fn to_served(&self, id: &str) -> Option<String> {
        matches!(self.ways, Ways::Served).then(|| format!("/{id}"))
    }

    /// The two places of an overlap as a way to it, from whose side `article` is.
    fn match_of(&self, at: usize, article: usize) -> String {
        let (own, other) = self.dossier().trace.sides(at, article);
        let (own, other) = (self.place(own), self.place(other));
        let row = self.overlap(at);
        match self.to_match(&row.id) {
            Some(way) => format!("<a href=\"{way}\">{own} ↔ {other}</a>"),
            None => format!("{own} ↔ {other}"),
        }
    }

    fn sign(&self, sign: &SignRow, link: &LinkRow) -> String {
        let trace = &self.dossier().trace;
        let ends = || link.from.iter().chain([&link.to]).filter_map(NodeRow::article);
        let other_than = |article: usize| ends().find(|end| *end != article).unwrap_or(article);
        match sign {
            SignRow::Shared { counts, in_order, overlaps } => {
                let counts: Vec<String> =
                    counts.iter().map(|(relation, count)| format!("{} {count}", mark(*relation, false))).collect();
                let way = overlaps.first().and_then(|&at| self.to_pair_of(&self.overlap(at).id));
                let counted = counts.join(", ");
                let counted = way.map_or(counted.clone(), |way| format!("<a href=\"{way}\">{counted}</a>"));
                format!("{counted}: {in_order} of {} in the same order", overlaps.len())
            }
            SignRow::CreditGone { upstream, credit, overlap, blurred } => {
                let (_, there) = trace.sides(*overlap, *upstream);
                let blurred = blurred.map(|at| trace.credits[at].exact.as_str()).filter(|words| !words.is_empty());
                let blurred =
                    blurred.map_or(String::new(), |words| format!(" (<q><bdi>{}</bdi></q> there)", Text(words)));
                format!(
                    "credit in {}, gone in {}: <bdi>{}</bdi>{blurred}, {}",
                    self.label(*upstream),
                    self.label(there.article),
                    Text(&trace.credits[*credit].source),
                    self.match_of(*overlap, *upstream)
                )
            }
            SignRow::NamesTheOther { upstream, credit, overlap } => format!(
                "credits <bdi>{}</bdi>, the outlet of {}, {}",
                Text(&trace.credits[*credit].source),
                self.label(*upstream),
                self.match_of(*overlap, *upstream)
            ),
            SignRow::CreditsTheOther { upstream, credit } => format!(
                "names <bdi>{}</bdi> elsewhere as a source, the outlet of {}",
                Text(&trace.credits[*credit].source),
                self.label(*upstream)
            ),
            SignRow::Details { article, details, .. } => {
                let shown: Vec<String> = details
                    .iter()
                    .filter(|words| !words.is_empty())
                    .take(SHOWN)
                    .map(|words| format!("<bdi>{}</bdi>", Text(words)))
                    .collect();
                let named = if shown.is_empty() { String::new() } else { format!(" ({})", shown.join(", ")) };
                format!(
                    "{}{named} in the matched sentences of {} alone; {} adds none, conflicts apart: either may have cut or added",
                    many(details.len(), "detail"),
                    self.label(*article),
                    self.label(other_than(*article))
                )
            }
            SignRow::Subset { fuller, overlap } => format!(
                "every word of one stands in the other, {}: one may have cut, or the other added",
                self.match_of(*overlap, *fuller)
            ),
            SignRow::Conflict { overlap, drift } => {
                let row = self.overlap(*overlap);
                let labels = [&row.a, &row.b].map(|side| trace.articles[side.article].label.as_str());
                let fact = row
                    .drift
                    .get(*drift)
                    .map_or(String::new(), |drift| super::words::fact(drift, labels, self.dossier().veil.redacted));
                format!("<span class=\"cf\">{fact}</span>: not a plain copy")
            }
            SignRow::Readings { of: [a, b], own, .. } => format!(
                "where {0} and {1} differ and a third agrees with one of them: {0} alone has {2}, {1} alone has {3}",
                self.label(*a),
                self.label(*b),
                own[0],
                own[1]
            ),
            SignRow::Context { upstream, guest, .. } => format!(
                "what they share fits the words around it in {}, and hardly in {}: it was brought there",
                self.label(*upstream),
                self.label(*guest)
            ),
            SignRow::Dated { upstream, later } => {
                format!("{} is dated before {} (weak)", self.label(*upstream), self.label(*later))
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
