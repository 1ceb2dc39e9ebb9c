//! What follows from the links of a trace: facts that changed on them, families at a glance, which was there first.

use super::super::style::Role;
use super::{Branch, Page, SHOWN};
use crate::overlap::Verdict;
use crate::report::{Carried, Glance, LinkRow, NodeRow, OrderRow, fact_name};
use crate::trace::Told;

/// From this confidence on an order is told in words.
const TOLD: u16 = 510;

impl Page<'_> {
    /// A fact that changed on a link, from the source to who follows it.
    pub fn carried(&self, Carried { overlap, fact }: &Carried, link: &LinkRow) -> (String, Option<Role>) {
        let words = |side: &Option<(String, [usize; 2])>| match side {
            Some((words, _)) => self.quoted(words),
            None => self.signs.dash.to_owned(),
        };
        let source = link.from.iter().find_map(NodeRow::article).unwrap_or_default();
        let (here, there) = self.trace.sides(*overlap, source);
        let what = match fact.verdict {
            Verdict::Conflict => "cannot both be right",
            Verdict::Rounded => "less exact on a side",
            Verdict::Dropped => "lost",
            Verdict::Added => "new",
            Verdict::Reformatted => "written otherwise",
        };
        let line = format!(
            "{} {} {} {}: {what} ({} {} {})",
            fact_name(fact.kind),
            words(&fact.a),
            self.signs.arrow,
            words(&fact.b),
            self.place(here),
            self.signs.arrow,
            self.place(there),
        );
        (line, None)
    }

    /// The families at a glance, where more than one article is wanted about.
    pub fn families(&self) -> String {
        if self.trace.subjects.len() < 2 {
            return String::new();
        }
        let line = |glance: Glance| {
            let members = &glance.family.members;
            let mut shown: Vec<&str> = members.iter().take(SHOWN).map(|&member| self.label(member)).collect();
            let more = format!("{} more", members.len().saturating_sub(SHOWN));
            if members.len() > SHOWN {
                shown.push(&more);
            }
            let unseen = match glance.unseen {
                0 => String::new(),
                1 => ", one source not seen here".to_owned(),
                count => format!(", {count} sources not seen here"),
            };
            let (followers, open) = (glance.followers, glance.open);
            let told = format!("{followers} of {} likely follow another or a source of both", members.len());
            (format!("{}: {told}{unseen}; open links: {open}", shown.join(", ")), None)
        };
        let lines = self.trace.glance().into_iter().map(line).collect();
        let section = self.section("Families", vec![Branch { about: "", lines }]);
        if section.is_empty() { section } else { section.trim_start().to_owned() + "\n" }
    }

    /// Which of two articles was there first, by wording alone.
    pub fn orders(&self) -> String {
        let line = |order: &OrderRow| {
            let other = |article: usize| if article == order.a { order.b } else { order.a };
            let line = match order.earlier {
                Some(earlier) if order.confidence >= TOLD => {
                    let but = if order.link_says_reverse { "; but the likely link above says the reverse" } else { "" };
                    format!(
                        "{} before {} (confidence {} of 1000): {}{but}",
                        self.label(earlier),
                        self.label(other(earlier)),
                        order.confidence,
                        why_earlier(order, earlier).join(", ")
                    )
                }
                _ => format!(
                    "{} {} {}: hardly anything tells",
                    self.label(order.a),
                    self.signs.dash,
                    self.label(order.b)
                ),
            };
            (line, None)
        };
        let lines = self.trace.orders.iter().map(line).collect();
        let section = self.section("Which was there first, by wording alone", vec![Branch { about: "", lines }]);
        if section.is_empty() { section } else { section.trim_start().to_owned() + "\n" }
    }
}

/// What speaks for an article being the earlier, and against.
fn why_earlier(order: &OrderRow, earlier: usize) -> Vec<&'static str> {
    let turn = if earlier == order.a { 1 } else { -1 };
    let Told { context, growth, sequence } = order.told;
    let say = |bits: i64, for_it: &'static str, against: &'static str| match (bits * turn).signum() {
        1 => Some(for_it),
        -1 => Some(against),
        _ => None,
    };
    [
        say(
            context,
            "what they share fits the words around it there",
            "though what they share fits better in the other",
        ),
        say(growth, "its length", "though not by its length"),
        say(sequence, "least is changed from version to version", "though not in the order that changes least"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
