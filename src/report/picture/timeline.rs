//! Where articles came from, along a line of time that runs down the page: a row for each article, links as arcs at its left,
//! the sources an article states at its right. Rows keep the text readable whatever their number, and what an article states
//! crosses nothing.
//!
//! Articles without a date stand in a lane of their own below: no place on the line is made up for them. Sources that only
//! the agreement of articles shows stand in one above. Rows of one date, and of a lane, change places so that arcs cross
//! least.

use std::collections::BTreeSet;

use super::draft::{Draft, Kind, Source};
use super::tracks::{crossings, tracks, untangled};
use super::{WIDTH, fit, units};
use crate::report::words::many;
use crate::report::{Article, GroundRow, LinkRow, NodeRow, Trace, basis_name};
use crate::trace::day;

/// Heights of a row, a line of sources, the title of a lane, and what is between rows; the width of a row's box,
/// and where no source needs the room at its right.
const ROW: usize = 46;
const LINE: usize = 28;
const TITLE: usize = 30;
const BETWEEN: usize = 14;
const NOTE: usize = 18;
const BOX: usize = 360;
const WIDE_BOX: usize = 640;

/// A family of more articles is not drawn: it would be a page a metre high for each fifty.
const DRAWN: usize = 150;

/// Between the axis and the boxes, and between the boxes and the sources.
const STEP: usize = 22;

/// No arc ends nearer to the edge of a box.
const EDGE: usize = 8;
const BRANCH: usize = 46;

/// Arcs have so much room in all, and a track so much at most; with less than [`LABELLED`] counts are left to the table.
const TRACKS: usize = 280;
const TRACK: usize = 60;
const LABELLED: usize = 40;

/// So many sources are drawn of an article.
const SOURCES: usize = 6;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timeline {
    /// Nothing is drawn where this is 0: the family is too large.
    pub height: usize,
    /// Where the line of time runs down.
    pub axis: usize,
    /// From the first dated row to the last; `None` without any.
    pub dated: Option<[usize; 2]>,
    pub lanes: Vec<Lane>,
    pub rows: Vec<Row>,
    pub gaps: Vec<Gap>,
    pub arcs: Vec<Arc>,
    pub chips: Vec<Chip>,
    /// Whether there is room for the counts at the arcs.
    pub labelled: bool,
    /// How often arcs cross.
    pub crossings: usize,
    /// Of the family it shows, if it shows one.
    pub family: Option<usize>,
    /// The links between its rows, by index; those that a person rejected are not drawn.
    pub links: Vec<usize>,
}

/// Rows that belong together for another reason than a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    pub y: usize,
    pub height: usize,
    pub title: &'static str,
    /// That of the articles without a date.
    pub undated: bool,
}

/// An article, or a source that is only inferred. `y` is the middle of its box.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub node: NodeRow,
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// What it is called, then what it is about, cut to the box.
    pub label: String,
    pub title: String,
    pub about: String,
    pub whole: String,
    pub dated: bool,
}

/// The time between two rows, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    pub x: usize,
    pub y: usize,
    pub said: String,
}

/// A link at the left of the axis: from its source, out to a track, and in again to who follows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arc {
    /// Index of the link.
    pub link: usize,
    /// Rows.
    pub from: usize,
    pub to: usize,
    /// Where it leaves its row and where it comes in, and how far out it runs.
    pub ends: [usize; 2],
    pub track: usize,
    pub directed: bool,
    /// Another source that may be meant.
    pub alternative: bool,
    pub stated: bool,
    /// What it rests on, a line each.
    pub label: Vec<String>,
}

/// A source that an article states, or one behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    pub x: usize,
    /// The middle.
    pub y: usize,
    pub width: usize,
    pub label: String,
    pub whole: String,
    /// How many credits name it.
    pub count: usize,
    /// Where its line begins: at the box of the article, or at the source that cites it.
    pub start: [usize; 2],
}

/// The figures of a trace: one of all articles if they are few, else one for each family.
pub(in crate::report) fn timelines(trace: &Trace, few: usize) -> Vec<Timeline> {
    let linked: BTreeSet<usize> =
        trace.counted().flat_map(|link| link.from.iter().chain([&link.to])).filter_map(NodeRow::article).collect();
    if linked.is_empty() {
        return Vec::new();
    }
    if trace.articles.len() <= few {
        return vec![Timeline::new(trace, &(0..trace.articles.len()).collect::<Vec<_>>(), None)];
    }
    let families = trace.families.iter().enumerate().filter(|(_, family)| family.members.len() > 1);
    let mut shown: Vec<Timeline> =
        families.map(|(at, family)| Timeline::new(trace, &family.members, Some(at))).collect();
    shown.retain(|timeline| !timeline.links.is_empty());
    // The largest first, as in the table of shares.
    let size =
        |timeline: &Timeline| timeline.family.and_then(|at| trace.families.get(at)).map_or(0, |f| f.members.len());
    shown.sort_by_key(|timeline| std::cmp::Reverse(size(timeline)));
    shown
}

impl Timeline {
    fn new(trace: &Trace, members: &[usize], family: Option<usize>) -> Timeline {
        let is_member = |node: &NodeRow| node.article().is_some_and(|article| members.binary_search(&article).is_ok());
        // A source that a source cites is stated by an article too.
        let states = |link: &LinkRow| match link.ground {
            GroundRow::Stated { credit } => is_member(&NodeRow::Article(trace.credits[credit].article)),
            GroundRow::Inferred { .. } => is_member(&link.to),
        };
        let links: Vec<usize> =
            trace.links.iter().enumerate().filter(|(_, link)| states(link)).map(|(at, _)| at).collect();
        let draft = if members.len() > DRAWN { Draft::default() } else { Draft::new(trace, members, &links) };
        let order = untangled(&draft.groups, &draft.arcs.iter().map(|arc| [arc.from, arc.to]).collect::<Vec<_>>());
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &row)| place[row] = at);
        let ends: Vec<[usize; 2]> = draft.arcs.iter().map(|arc| [place[arc.from], place[arc.to]]).collect();
        let found = tracks(&ends);
        let all = found.iter().max().map_or(0, |last| last + 1);
        let step = (TRACKS / all.max(1)).min(TRACK);
        let axis = 20 + all * step.max(1);
        let mut timeline = Timeline {
            height: 0,
            axis,
            dated: None,
            lanes: Vec::new(),
            rows: Vec::new(),
            gaps: Vec::new(),
            arcs: Vec::new(),
            chips: Vec::new(),
            labelled: step >= LABELLED,
            crossings: crossings(&ends),
            family,
            links,
        };
        timeline.place(trace, &draft, &order);
        timeline.arcs = draft
            .arcs
            .into_iter()
            .zip(ends.iter().zip(&found))
            .map(|(arc, ([from, to], track))| Arc {
                from: *from,
                to: *to,
                track: axis.saturating_sub(14 + (track + 1) * step - step / 2),
                ..arc
            })
            .collect();
        timeline.join();
        timeline
    }

    /// Gives arcs their ends: of one row one below the other, so that they do not cross beside it.
    fn join(&mut self) {
        let mut ends: Vec<Vec<(bool, usize, usize, usize)>> = vec![Vec::new(); self.rows.len()];
        for (index, arc) in self.arcs.iter().enumerate() {
            for (end, (own, other)) in [(arc.from, arc.to), (arc.to, arc.from)].into_iter().enumerate() {
                let down = other > own;
                // Going up the nearest comes first, going down the farthest: tracks are counted from the left.
                ends[own].push((down, if down { arc.track } else { self.axis - arc.track }, index, end));
            }
        }
        for (row, mut ends) in self.rows.iter().zip(ends) {
            ends.sort_unstable();
            let (top, room, all) = (row.y - row.height / 2 + EDGE, row.height - 2 * EDGE, ends.len());
            for (place, (_, _, index, end)) in ends.into_iter().enumerate() {
                self.arcs[index].ends[end] = top + room * (2 * place + 1) / (2 * all);
            }
        }
    }

    /// Gives every row its place, from the top down.
    fn place(&mut self, trace: &Trace, draft: &Draft, order: &[usize]) {
        let x = self.axis + STEP;
        let width = if draft.sources.is_empty() { WIDE_BOX.min(WIDTH - x - 10) } else { BOX };
        let mut y = 8;
        let mut before: Option<(Kind, Option<i64>)> = None;
        for &row in order {
            let (node, kind) = (draft.nodes[row], draft.kinds[row]);
            let article = node.article().and_then(|article| trace.articles.get(article));
            let on = article.and_then(|article| article.date.as_ref()).and_then(day);
            if before.is_none_or(|(last, _)| last != kind) {
                if before.is_some() {
                    y += BETWEEN;
                }
                if let Some(title) = kind.title() {
                    self.lanes.push(Lane { y, height: 0, title, undated: kind == Kind::Undated });
                    y += TITLE;
                }
            } else if let Some(days) = before.and_then(|(_, last)| Some(on?.abs_diff(last?))).filter(|days| *days > 0) {
                let said = format!("{} later", many(usize::try_from(days).unwrap_or(usize::MAX), "day"));
                self.gaps.push(Gap { x, y: y + 2, said });
                y += NOTE;
            }
            let sources = draft.sources.get(&row).map_or(&[][..], Vec::as_slice);
            let lines = sources.len().min(SOURCES + 1);
            let height = ROW.max(lines * LINE);
            let middle = y + height / 2;
            self.rows.push(Row::new(trace, node, [x, middle], width, kind == Kind::Dated));
            self.sources(sources, [x + width, middle], y + (height - lines * LINE) / 2);
            if kind == Kind::Dated {
                self.dated = Some(self.dated.map_or([middle, middle], |[first, _]| [first, middle]));
            }
            y += height + BETWEEN;
            if let Some(lane) = self.lanes.last_mut().filter(|_| kind != Kind::Dated) {
                lane.height = y - lane.y;
            }
            before = Some((kind, on));
        }
        self.height = if order.is_empty() { 0 } else { y };
    }

    /// The sources that an article states, one below the other, each with those behind it.
    fn sources(&mut self, sources: &[Source], from: [usize; 2], top: usize) {
        let left = from[0] + BRANCH;
        for (line, source) in sources.iter().take(SOURCES).enumerate() {
            let y = top + line * LINE + LINE / 2;
            let (mut x, mut start) = (left, from);
            for (at, whole) in source.chain.iter().enumerate() {
                let room = WIDTH.saturating_sub(x);
                if room < 80 {
                    break;
                }
                let count = if at == 0 { source.count } else { 1 };
                let times = if count > 1 { units(" × 10") } else { 0 };
                let label = fit(whole, (room - 22).saturating_sub(times).min(260));
                let width = units(&label) + times + 22;
                self.chips.push(Chip { x, y, width, label, whole: whole.clone(), count, start });
                start = [x + width, y];
                x += width + 34;
            }
        }
        if sources.len() > SOURCES {
            let more = format!("{} more in the table", sources.len() - SOURCES);
            let y = top + SOURCES * LINE + LINE / 2;
            self.gaps.push(Gap { x: left, y: y - 6, said: more });
        }
    }
}

impl Row {
    fn new(trace: &Trace, node: NodeRow, [x, y]: [usize; 2], width: usize, dated: bool) -> Row {
        let room = width - 24;
        let (label, title, about, whole) = match node {
            NodeRow::Article(article) => {
                let article = &trace.articles[article];
                let about = [date(article)].into_iter().chain(article.outlet.clone()).collect::<Vec<_>>().join(" · ");
                let title = match (&article.title, article.label == article.article) {
                    (Some(title), _) => title.clone(),
                    (None, false) => article.article.clone(),
                    (None, true) => String::new(),
                };
                (article.label.clone(), title, about, article.article.clone())
            }
            NodeRow::Unseen(source) => {
                let source = &trace.unseen[source];
                let label = &trace.articles;
                let followers: Vec<&str> =
                    source.followers.iter().filter_map(|&at| Some(label.get(at)?.label.as_str())).collect();
                let about = format!("may be behind {}", followers.join(", "));
                (source.label.clone(), String::new(), about.clone(), about)
            }
        };
        Row {
            node,
            x,
            y,
            width,
            height: ROW,
            title: fit(&title, room.saturating_sub(units(&label).min(room / 2) + 12)),
            label: fit(&label, room / 2),
            about: fit(&about, room),
            whole,
            dated,
        }
    }
}

/// When an article says it was published, and on what ground.
fn date(article: &Article) -> String {
    match &article.date {
        Some(date) => format!("{} ({})", date.value.replace('T', " "), basis_name(date.basis)),
        None => "no date stated".to_owned(),
    }
}
