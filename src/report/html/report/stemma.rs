//! Where it came from, and when: rows along a line of time, links at their left, stated sources at their right; and every link in a
//! table, with the signs for and against it.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::figure::{figure, line};
use super::{Page, Ways};
use crate::report::NodeRow;
use crate::report::markup::Text;
use crate::report::picture::{Arc, Row, Timeline, WIDTH};
use crate::report::words::many;

/// How round the corner of an arc is, the height of a line of its label.
const ROUND: usize = 10;
const LABEL: usize = 17;

impl Page<'_> {
    /// The figures that stand on this page.
    pub(super) fn timelines(&self) -> Vec<&Timeline> {
        let dossier = self.dossier();
        let first = |timeline: &Timeline| match timeline.family.and_then(|at| dossier.trace.families.get(at)) {
            Some(family) => family.members.first().map(|&member| self.site.articles[member]),
            None => Some(0),
        };
        // What is served shows a part, and all that there is of it.
        let is_here = |timeline: &&Timeline| matches!(self.ways, Ways::Served) || first(timeline) == Some(self.here);
        dossier.timelines.iter().filter(is_here).collect()
    }

    pub(in crate::report::html) fn stemma(&self, body: &mut String) {
        let timelines = self.timelines();
        if timelines.is_empty() {
            return;
        }
        body.push_str(
            "<section id=\"sources\">\n<h2>Where it came from, and when</h2>\n<p class=\"lede\">Time runs down. At the right, the \
             sources an article states; at the left, what its wording shows. A likely source of two articles alone is \
             always “that article, or a text both follow”.</p>\n<ul class=\"key lines\">\n\
             <li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><path class=\"st\" d=\"M2 6h34\"/><path class=\"tip\" d=\"M44 6l-9-5v10z\"/></svg>stated: the article says so</li>\n\
             <li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><path class=\"inf\" d=\"M2 6h34\"/><path class=\"tipi\" d=\"M44 6l-9-5v10z\"/></svg>inferred, from the source to who follows it</li>\n\
             <li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><path class=\"inf\" d=\"M2 6h42\"/></svg>they share wording, direction open</li>\n\
             <li><svg width=\"46\" height=\"12\" aria-hidden=\"true\"><path class=\"alt\" d=\"M2 6h42\"/></svg>or from here</li>\n\
             <li><svg width=\"26\" height=\"16\" aria-hidden=\"true\"><rect class=\"chip\" x=\"1\" y=\"1\" width=\"24\" height=\"14\" rx=\"7\"/></svg>not among the articles</li>\n</ul>\n",
        );
        for (at, timeline) in timelines.iter().enumerate() {
            self.timeline(body, at, timeline);
        }
        body.push_str("</section>\n");
    }

    fn timeline(&self, body: &mut String, at: usize, timeline: &Timeline) {
        let dossier = self.dossier();
        let members = timeline.family.and_then(|at| dossier.trace.families.get(at)).map(|family| family.members.len());
        let articles = members.unwrap_or(dossier.trace.articles.len());
        let name = format!(
            "{} along a line of time, joined by {}; the table below says the same",
            many(articles, "article"),
            many(timeline.links.len(), "link")
        );
        if let Some(family) = timeline.family.and_then(|at| dossier.trace.families.get(at)) {
            let _ = writeln!(
                body,
                "<section class=\"fam\" id=\"{}\">\n<h3>A family of {}</h3>",
                family.id,
                many(articles, "article")
            );
        }
        if timeline.height == 0 {
            body.push_str(
                "<p class=\"lede\">Too many articles to draw: <code>wirecopy trace --format gexf</code> writes the graph for \
                 Gephi.</p>\n",
            );
        } else {
            figure(body, &format!("g-time-{at}"), "tl", [WIDTH, timeline.height], &name, &drawn(timeline));
        }
        if !timeline.labelled && timeline.height > 0 {
            body.push_str("<p class=\"lede\">Too many links for counts at the lines: the table has them.</p>\n");
        }
        let _ = writeln!(
            body,
            "<details class=\"twin signs\"><summary>The same as a table: {} and the signs for and against each</summary>",
            many(timeline.links.len(), "link")
        );
        self.links(body, timeline);
        body.push_str("</details>\n");
        if timeline.family.is_some() {
            body.push_str("</section>\n");
        }
    }
}

/// Everything inside the figure, from behind to before.
fn drawn(timeline: &Timeline) -> String {
    let mut drawn = String::new();
    let axis = timeline.axis;
    for lane in &timeline.lanes {
        let class = if lane.undated { "lane un" } else { "lane" };
        let _ = writeln!(
            drawn,
            "<rect class=\"{class}\" x=\"4\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
            lane.y,
            WIDTH - 8,
            lane.height
        );
        line(&mut drawn, "lt", [axis + 22, lane.y + 19], lane.title);
    }
    if let Some([from, to]) = timeline.dated {
        let _ = writeln!(drawn, "<path class=\"ax\" d=\"M{axis} {}V{}\"/>", from.saturating_sub(14), to + 14);
    }
    timeline.gaps.iter().for_each(|gap| line(&mut drawn, "gap", [gap.x, gap.y + 10], &gap.said));
    for chip in &timeline.chips {
        let [x, y] = chip.start;
        let reach = chip.x;
        if y == chip.y {
            let _ = writeln!(drawn, "<path class=\"st\" d=\"M{reach} {y}H{}\"/>", x + 8);
        } else {
            let bend = x + 22;
            let _ = writeln!(drawn, "<path class=\"st\" d=\"M{reach} {}H{bend}V{y}H{}\"/>", chip.y, x + 8);
        }
        let _ = writeln!(drawn, "<path class=\"tip\" d=\"M{x} {y}l9-5v10z\"/>");
    }
    timeline.arcs.iter().for_each(|arc| self::arc(&mut drawn, timeline, arc));
    timeline.rows.iter().for_each(|row| self::row(&mut drawn, axis, row));
    for chip in &timeline.chips {
        let _ = writeln!(
            drawn,
            "<g><title>{}</title><rect class=\"chip\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"22\" rx=\"11\"/>",
            Text(&chip.whole),
            chip.x,
            chip.y - 11,
            chip.width
        );
        let times = if chip.count > 1 { format!(" × {}", chip.count) } else { String::new() };
        line(&mut drawn, "ct", [chip.x + 10, chip.y + 4], &format!("{}{times}", chip.label));
        drawn.push_str("</g>\n");
    }
    if timeline.labelled {
        timeline.arcs.iter().for_each(|arc| label(&mut drawn, arc));
    }
    drawn
}

fn row(drawn: &mut String, axis: usize, row: &Row) {
    let (x, top) = (row.x, row.y - row.height / 2);
    let (class, round) = if matches!(row.node, NodeRow::Unseen(_)) { ("chip", 20) } else { ("box", 5) };
    let _ = writeln!(drawn, "<g><title>{}</title><path class=\"lead\" d=\"M{axis} {}H{x}\"/>", Text(&row.whole), row.y);
    let _ = writeln!(
        drawn,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"{round}\"/>",
        row.width, row.height
    );
    let dot = match (row.dated, row.node) {
        (true, _) => "dot",
        (false, NodeRow::Article(_)) => "dot no",
        (false, NodeRow::Unseen(_)) => "dot un",
    };
    let _ = writeln!(drawn, "<circle class=\"{dot}\" cx=\"{axis}\" cy=\"{}\" r=\"5\"/>", row.y);
    // What turns out wider than its box ends with it.
    let _ =
        writeln!(drawn, "<svg x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\">", x + 12, row.width - 18, row.height);
    let _ = writeln!(
        drawn,
        "<text y=\"19\"><tspan class=\"rn\">{}</tspan> <tspan dx=\"4\">{}</tspan></text>",
        Text(&row.label),
        Text(&row.title)
    );
    line(drawn, "ra", [0, 37], &row.about);
    drawn.push_str("</svg></g>\n");
}

fn arc(drawn: &mut String, timeline: &Timeline, arc: &Arc) {
    let (axis, track, [from, to]) = (timeline.axis, arc.track, arc.ends);
    let class = match (arc.alternative, arc.stated) {
        (true, _) => "alt",
        (_, true) => "st",
        _ => "inf",
    };
    let round = ROUND.min(from.abs_diff(to) / 2);
    let tip = if arc.directed { 18 } else { 10 };
    let turn = |y: usize, towards: usize| if towards > y { y + round } else { y - round };
    let _ = writeln!(
        drawn,
        "<path class=\"{class}\" d=\"M{} {from}H{}Q{track} {from} {track} {}V{}Q{track} {to} {} {to}H{}\"/>",
        axis - 10,
        track + round,
        turn(from, to),
        turn(to, from),
        track + round,
        axis - tip,
    );
    if arc.directed {
        let class = if arc.stated { "tip" } else { "tipi" };
        let _ = writeln!(drawn, "<path class=\"{class}\" d=\"M{} {to}l-9-5v10z\"/>", axis - 9);
    }
}

/// The counts, on the middle of the arc.
fn label(drawn: &mut String, arc: &Arc) {
    if arc.label.is_empty() {
        return;
    }
    let middle = (arc.ends[0] + arc.ends[1]) / 2;
    let width = arc.label.iter().map(|line| line.width()).max().unwrap_or(0) * 8 + 10;
    let height = arc.label.len() * LABEL + 4;
    let (x, y) = (arc.track.saturating_sub(width / 2), middle.saturating_sub(height / 2));
    let _ =
        writeln!(drawn, "<rect class=\"pill\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>");
    for (at, words) in arc.label.iter().enumerate() {
        let class = if words.starts_with('≠') { "pt cf" } else { "pt" };
        line(drawn, class, [arc.track, y + at * LABEL + 15], words);
    }
}
