//! Where articles came from, for reading.

mod glance;
mod trees;

use super::edits::changes;
use super::said::{because, class, told};
use super::style::{Role, paint};
use super::words::numbers;
use super::wrap::{Line, Stretch, in_a_row, wrap};
use crate::report::{
    GroundRow, LinkRow, NodeRow, SignRow, SourceCredit, Subject, Trace, Unlinked, UnseenRow, View, basis_name, mark,
};
use crate::trace::Role as CreditRole;

/// So many details are shown of a sign, and so many articles of a list; the rest is counted.
const SHOWN: usize = 8;

/// The column where the lines of a branch begin.
const INDENT: usize = 13;

pub(super) fn render(trace: &Trace, view: &View) -> String {
    let page = Page { trace, view, signs: if view.ascii { &ASCII } else { &UNICODE } };
    let mut out: String = trace.subjects.iter().map(|subject| page.subject(subject)).collect();
    out.push_str(&page.rejected());
    out.push_str(&page.orders());
    out.push_str(&page.trees());
    out.push_str(&page.families());
    match &trace.nothing {
        Some(nothing) => out.push_str(&page.line(&format!("Nothing to say. {nothing}"), None)),
        None => out.push_str(&page.line(&page.closing(), Some(Role::Faint))),
    }
    out
}

struct Page<'r> {
    trace: &'r Trace,
    view: &'r View,
    signs: &'static Signs,
}

/// What the page is drawn with.
struct Signs {
    twig: &'static str,
    last: &'static str,
    bar: &'static str,
    arrow: &'static str,
    conflict: &'static str,
    between: &'static str,
    dash: &'static str,
    open: &'static str,
    close: &'static str,
}

const UNICODE: Signs = Signs {
    twig: "├─ ",
    last: "└─ ",
    bar: "│  ",
    arrow: "→",
    conflict: "≠",
    between: "·",
    dash: "–",
    open: "“",
    close: "”",
};

const ASCII: Signs = Signs {
    twig: "|- ",
    last: "`- ",
    bar: "|  ",
    arrow: "->",
    conflict: "!",
    between: "|",
    dash: "-",
    open: "\"",
    close: "\"",
};

/// A branch of the tree below a heading: what it is about, and its lines.
struct Branch {
    about: &'static str,
    lines: Vec<(String, Option<Role>)>,
}

impl Page<'_> {
    fn label(&self, article: usize) -> &str {
        &self.trace.articles[article].label
    }

    fn subject(&self, subject: &Subject) -> String {
        let article = &self.trace.articles[subject.article];
        let mut head = vec![("", Line::of(&[(&article.label, Some(Role::Title))]))];
        if article.label != article.article {
            head.push(("  ", Line::of(&[(&article.article, Some(Role::Faint))])));
        }
        head.push(("   ", Line::of(&[(&self.date(subject.article), Some(Role::Faint))])));
        let head = in_a_row(&head, "   ", self.view.width, self.view.color);
        let linked = if self.trace.down { &subject.down } else { &subject.up };
        let mut out = head;
        for link in linked.iter().chain(&subject.open) {
            out.push_str(&self.inferred(&self.trace.links[*link]));
        }
        if !self.trace.down {
            out.push_str(&self.stated(subject));
            out.push_str(&self.through(subject));
            out.push_str(&self.aside(subject));
        }
        if !self.trace.down && !subject.followers.is_empty() {
            let followers: Vec<&str> = subject.followers.iter().map(|&article| self.label(article)).collect();
            let either = if subject.or_another { ", or a text both follow" } else { "" };
            let line = format!("Who likely follows it{either}: {} (trace --down)", followers.join(", "));
            out.push_str(&format!("\n{}", self.line(&line, None)));
        }
        out.push_str(&self.unlinked(subject));
        out.push('\n');
        out
    }

    /// When the article says it was published.
    fn date(&self, article: usize) -> String {
        let Some(date) = &self.trace.articles[article].date else { return "no date stated".to_owned() };
        let basis = basis_name(date.basis);
        let zone = if date.value.contains('T') && date.zone.is_none() { ", zone not stated" } else { "" };
        format!("{} ({basis}{zone})", date.value)
    }

    fn inferred(&self, link: &LinkRow) -> String {
        let GroundRow::Inferred { confidence, signs, against, open, .. } = &link.ground else { return String::new() };
        let from: Vec<String> = match link.from[..] {
            [NodeRow::Unseen(source)] => vec![self.unseen(source, link.to)],
            _ => link.from.iter().map(|node| self.node(*node)).collect(),
        };
        let to = self.node(link.to);
        let heading = match (link.directed, self.trace.down) {
            _ if link.is_rejected() && link.from.len() > 1 => {
                format!("Rejected by a person: that {to} follows {}", from.join(", or "))
            }
            _ if link.is_rejected() => {
                format!("Rejected by a person: {} {} {to}, which share wording", from.join(", "), self.signs.dash)
            }
            (false, _) => format!(
                "Open: {} {} {to} share wording; who follows whom, or both a third text, is not known",
                from.join(", "),
                self.signs.dash
            ),
            (true, false) => format!("Likely source of {to}: {} (confidence {confidence} of 1000)", from.join(", or ")),
            (true, true) => format!("{to} likely follows {} (confidence {confidence} of 1000)", from.join(", or ")),
        };
        let lines = |signs: &[SignRow]| signs.iter().map(|sign| self.sign(sign, link)).collect::<Vec<_>>();
        let mut branches = vec![Branch { about: if link.directed { "for" } else { "signs" }, lines: lines(signs) }];
        branches.push(Branch { about: "against", lines: lines(against) });
        let carried = self.trace.carried(link);
        branches
            .push(Branch { about: "changed", lines: carried.iter().map(|fact| self.carried(fact, link)).collect() });
        let why = open.iter().map(|why| (because(*why).to_owned(), None));
        branches.push(Branch { about: "why open", lines: why.collect() });
        branches.push(Branch { about: "clocks", lines: vec![(self.clocks(link), None)] });
        let said = link.mark.iter().map(|mark| (told(mark), None));
        branches.push(Branch { about: "a person", lines: said.collect() });
        let mut out = self.section(&(heading + &self.id(link)), branches);
        if self.view.evidence {
            for sign in signs {
                let SignRow::Shared { overlaps, .. } = sign else { continue };
                overlaps.iter().for_each(|&overlap| out.push_str(&self.sentences(overlap)));
            }
        }
        out
    }

    /// The name of a link, where names are asked for.
    fn id(&self, link: &LinkRow) -> String {
        if self.view.ids { format!("  {}", link.id) } else { String::new() }
    }

    fn sentences(&self, overlap: usize) -> String {
        let row = &self.trace.overlaps[overlap];
        let place = format!("{} {}", self.place(&row.a), self.place(&row.b));
        let place = if self.view.ids { format!("{place}  {}", row.id) } else { place };
        let kind = paint(mark(row.relation, self.view.ascii), Role::Mark, self.view.color);
        let words = wrap(&changes(&row.edits, self.view.color.is_some()), "      ", self.view.width, self.view.color);
        let said = row
            .mark
            .as_ref()
            .map_or(String::new(), |mark| wrap(&[(&told(mark), None)], "      ", self.view.width, self.view.color));
        format!("  {kind} {place}\n{words}{said}")
    }

    /// The overlaps that a person rejected, with the reason.
    fn rejected(&self) -> String {
        let lines = self.trace.rejected.iter().map(|row| {
            let why = row.mark.as_ref().map_or(String::new(), told);
            let kind = mark(row.relation, self.view.ascii);
            (format!("{kind}  {} {}  {}  {why}", self.place(&row.a), self.place(&row.b), row.id), None)
        });
        let heading = "Rejected by a person, and no evidence here";
        let section = self.section(heading, vec![Branch { about: "", lines: lines.collect() }]);
        if section.is_empty() { section } else { section.trim_start().to_owned() + "\n" }
    }

    fn place(&self, extract: &crate::report::Extract) -> String {
        format!("{}#{}", self.label(extract.article), numbers(&extract.sentences))
    }

    fn node(&self, node: NodeRow) -> String {
        match node {
            NodeRow::Article(article) => self.label(article).to_owned(),
            NodeRow::Unseen(index) => self.trace.unseen[index].label.clone(),
        }
    }

    /// A source that only the agreement of articles shows, with who follows it beside this one.
    fn unseen(&self, source: usize, beside: NodeRow) -> String {
        let UnseenRow { label, followers, .. } = &self.trace.unseen[source];
        let others = followers.iter().filter(|follower| NodeRow::Article(**follower) != beside);
        let mut others: Vec<&str> = others.map(|&follower| self.label(follower)).collect();
        let more = format!("{} more", others.len().saturating_sub(SHOWN));
        if others.len() > SHOWN {
            others.truncate(SHOWN);
            others.push(&more);
        }
        format!("{label}, which {} follow too", others.join(", "))
    }

    fn clocks(&self, link: &LinkRow) -> String {
        let articles: Vec<usize> = link.from.iter().chain([&link.to]).filter_map(NodeRow::article).collect();
        let each: Vec<String> =
            articles.into_iter().map(|article| format!("{}: {}", self.label(article), self.date(article))).collect();
        format!("{}; dates alone decide nothing", each.join(&format!(" {} ", self.signs.between)))
    }

    fn sign(&self, sign: &SignRow, link: &LinkRow) -> (String, Option<Role>) {
        let trace = self.trace;
        let ends = || link.from.iter().chain([&link.to]).filter_map(NodeRow::article);
        let other_than = |article: usize| ends().find(|end| *end != article).unwrap_or(article);
        let line = match sign {
            SignRow::Shared { counts, in_order, overlaps } => {
                let counts: Vec<String> = counts
                    .iter()
                    .map(|(relation, count)| format!("{} {count}", mark(*relation, self.view.ascii)))
                    .collect();
                format!("{}: {in_order} of {} in the same order", counts.join("  "), overlaps.len())
            }
            SignRow::CreditGone { upstream, credit, overlap, blurred } => {
                let (here, there) = trace.sides(*overlap, *upstream);
                let blurred = blurred.map_or(String::new(), |at| format!(" {}", self.quoted(&trace.credits[at].exact)));
                format!(
                    "credit in {}, gone in {}: {} ({} {} {}{blurred})",
                    self.label(*upstream),
                    self.label(there.article),
                    trace.credits[*credit].source,
                    self.place(here),
                    self.signs.arrow,
                    self.place(there),
                )
            }
            SignRow::NamesTheOther { upstream, credit, overlap } => {
                let (_, here) = trace.sides(*overlap, *upstream);
                let source = &trace.credits[*credit].source;
                format!("{} credits {source}, the outlet of {}", self.place(here), self.label(*upstream))
            }
            SignRow::CreditsTheOther { upstream, credit } => {
                let credit = &trace.credits[*credit];
                let at = format!("{}#{}", self.label(credit.article), credit.sentence + 1);
                format!("{at} names {} as a source, the outlet of {}", credit.source, self.label(*upstream))
            }
            SignRow::Details { article, details, .. } => {
                let more = details.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!(
                    "details in the matched sentences of {} alone: {}{more}; {} adds none (conflicts apart): either may have cut or added",
                    self.label(*article),
                    details[..details.len().min(SHOWN)].join(", "),
                    self.label(other_than(*article)),
                )
            }
            SignRow::Subset { fuller, overlap } => {
                let (fuller, other) = trace.sides(*overlap, *fuller);
                let (fuller, other) = (self.place(fuller), self.place(other));
                format!("every word of {other} stands in {fuller}: one may have cut, or the other added")
            }
            SignRow::Conflict { overlap, drift } => {
                let row = &trace.overlaps[*overlap];
                let drift = &row.drift[*drift];
                let words = |side: &Option<(String, [usize; 2])>| match side {
                    Some((text, _)) => self.quoted(text),
                    None => self.signs.dash.to_owned(),
                };
                let (a, b) = (self.place(&row.a), self.place(&row.b));
                let (sign, said_a, said_b) = (self.signs.conflict, words(&drift.a), words(&drift.b));
                let line = format!("{sign} {a} {said_a} / {b} {said_b}: not a plain copy");
                return (line, Some(Role::Conflict));
            }
            SignRow::Readings { of: [a, b], own, .. } => format!(
                "where {} and {} differ and a third agrees with one of them: {} alone has {}, {} alone has {}",
                self.label(*a),
                self.label(*b),
                self.label(*a),
                own[0],
                self.label(*b),
                own[1],
            ),
            SignRow::Context { upstream, guest, .. } => format!(
                "what they share fits the words around it in {}, and hardly in {}: it was brought there",
                self.label(*upstream),
                self.label(*guest),
            ),
            SignRow::Dated { upstream, later } => {
                format!("{} is dated before {} (weak)", self.label(*upstream), self.label(*later))
            }
        };
        (line, None)
    }

    fn stated(&self, subject: &Subject) -> String {
        let line = |link: &LinkRow| {
            let said = link.mark.as_ref().map_or(String::new(), |mark| format!("; a person {}", told(mark)));
            (format!("{}{}{said}", self.source(link), self.id(link)), None)
        };
        let lines = subject.stated.iter().map(|&index| line(&self.trace.links[index])).collect();
        let heading = format!("{} names as its sources", self.label(subject.article));
        self.section(&heading, vec![Branch { about: "", lines }])
    }

    /// A source and the credit that states it.
    fn source(&self, link: &LinkRow) -> String {
        let GroundRow::Stated { credit } = link.ground else { return String::new() };
        let credit = &self.trace.credits[credit];
        let behind: Vec<String> = link.from.iter().flat_map(|node| self.trace.behind(*node)).map(called).collect();
        let behind = if behind.is_empty() { String::new() } else { format!(", citing {}", behind.join(", ")) };
        let class = class(credit.class);
        format!("{} ({class}){behind}: {}", credit.source, self.credit(credit))
    }

    fn credit(&self, credit: &SourceCredit) -> String {
        format!("{}#{} {}", self.label(credit.article), credit.sentence + 1, self.quoted(&credit.cue))
    }

    fn through(&self, subject: &Subject) -> String {
        let mut out = String::new();
        let mut rest = &subject.through[..];
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|through| through.article == first.article).count();
            let label = self.label(first.article);
            let lines = rest[..same].iter().map(|through| {
                let there = match through.gone {
                    Some((overlap, blurred)) => {
                        let there = self.trace.sides(overlap, through.article).1;
                        let place = format!(" {} {}", self.signs.arrow, self.place(there));
                        match blurred {
                            Some(at) => format!("{place}, {}", self.quoted(&self.trace.credits[at].exact)),
                            None => format!("{place}, credit gone"),
                        }
                    }
                    None => String::new(),
                };
                (format!("{}{there}", self.source(&self.trace.links[through.link])), None)
            });
            let heading = format!("Through {label}, as {label} says");
            out.push_str(&self.section(&heading, vec![Branch { about: "", lines: lines.collect() }]));
            rest = &rest[same..];
        }
        out
    }

    fn aside(&self, subject: &Subject) -> String {
        let credits = subject.aside.iter().map(|&index| &self.trace.credits[index]);
        let lines = credits.map(|credit| (format!("{}: {}", aside(credit), self.credit(credit)), Some(Role::Faint)));
        let heading = "Named, and no source of the text";
        self.section(heading, vec![Branch { about: "", lines: lines.collect() }])
    }

    fn unlinked(&self, subject: &Subject) -> String {
        let lines = subject.unlinked.iter().map(|(why, articles)| {
            let mut shown: Vec<&str> = articles.iter().take(SHOWN).map(|&article| self.label(article)).collect();
            let more = format!("{} more", articles.len().saturating_sub(SHOWN));
            if articles.len() > SHOWN {
                shown.push(&more);
            }
            (format!("{}: {}", shown.join(", "), not_linked(*why)), None)
        });
        self.section("Not linked", vec![Branch { about: "", lines: lines.collect() }])
    }

    /// A heading with its branches; nothing where they are empty.
    fn section(&self, heading: &str, branches: Vec<Branch>) -> String {
        let branches: Vec<Branch> = branches.into_iter().filter(|branch| !branch.lines.is_empty()).collect();
        if branches.is_empty() {
            return String::new();
        }
        let mut out = format!("\n{}", self.line(heading, Some(Role::Title)));
        let last = branches.len() - 1;
        for (index, branch) in branches.iter().enumerate() {
            // A branch without a name is a list: each line is a twig of its own.
            let listed = branch.about.is_empty();
            for (at, (line, role)) in branch.lines.iter().enumerate() {
                let begins = at == 0 || listed;
                let ends = index == last && (!listed || at + 1 == branch.lines.len());
                let twig = match (begins, ends) {
                    (true, false) => self.signs.twig,
                    (true, true) => self.signs.last,
                    (false, false) => self.signs.bar,
                    (false, true) => "   ",
                };
                let indent = if listed { 3 } else { INDENT };
                let about = if begins { branch.about } else { "" };
                let room = self.view.width.saturating_sub(indent);
                for (row, text) in wrap(&[(line, *role)], "", room, self.view.color).lines().enumerate() {
                    let twig = if row == 0 {
                        twig
                    } else if ends {
                        "   "
                    } else {
                        self.signs.bar
                    };
                    let about = if row == 0 { about } else { "" };
                    out.push_str(&format!("{twig}{about:<width$}{text}\n", width = indent - 3));
                }
            }
        }
        out
    }

    fn line(&self, text: &str, role: Option<Role>) -> String {
        let stretch: Stretch = (text, role);
        wrap(&[stretch], "", self.view.width, self.view.color)
    }

    fn closing(&self) -> String {
        let evidence = if self.view.evidence { "" } else { " `trace --evidence` prints the sentences." };
        format!(
            "What an article says of its sources is stated, and not checked; the rest is inferred from wording.{evidence}"
        )
    }

    /// Words as somebody else wrote them.
    fn quoted(&self, words: &str) -> String {
        format!("{}{words}{}", self.signs.open, self.signs.close)
    }
}

fn called(unseen: &UnseenRow) -> String {
    match unseen.class {
        Some(known) => format!("{} ({})", unseen.label, class(known)),
        None => unseen.label.clone(),
    }
}

fn aside(credit: &SourceCredit) -> String {
    let source = &credit.source;
    match credit.role {
        CreditRole::Own => format!("the outlet itself, {source}"),
        CreditRole::Image => format!("credit for an image only, {source}"),
        CreditRole::Speaker => format!("a speaker, {source}"),
        CreditRole::Unnamed => format!("unnamed, {source}"),
        CreditRole::Unclear => format!("nothing tells that the text is from {source}"),
        CreditRole::Source | CreditRole::Behind(_) => source.clone(),
    }
}

fn not_linked(why: Unlinked) -> &'static str {
    match why {
        Unlinked::Quotation => "only a quotation is shared, which both may have from the speaker",
        Unlinked::Document => "the same content, as from one source, and no sign of copying",
        Unlinked::Boilerplate => "only lines of the site are shared",
        Unlinked::Farther => "wording in common, and no link between the two is claimed",
        Unlinked::Rejected => "what they share is rejected by a person",
        Unlinked::Names => "only names and formulas in common; facts were not compared",
        Unlinked::Nothing => "no wording in common; facts were not compared",
    }
}
