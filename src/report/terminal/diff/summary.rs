//! What two texts share and what they do not, in figures.

use super::super::marks::arrow;
use super::super::words::{many, percent};
use super::super::wrap::wrap;
use crate::report::{Comparison, Counts, Shape, View};

/// Where pairs share nothing but names, so many are listed by number.
const NAMES_LISTED: usize = 4;

pub(super) fn summary(comparison: &Comparison, view: &View) -> String {
    let Comparison { counts, names, .. } = comparison;
    let mut out = String::new();
    let mut say = |indent: &str, what: &str| {
        out.push_str(&wrap(&[(what, None)], indent, view.width, view.color));
    };
    let lone = shows_lone(comparison, view);
    if !lone && counts.only != [0, 0] {
        let [left, right] = counts.only;
        say(
            "  ",
            &format!(
                "{} only left, {right} only right (--all shows them; -y puts them side by side)",
                many(left, "sentence")
            ),
        );
    }
    if view.names {
        for run in names {
            let place = names_place(run.a, run.b, view.ascii);
            say("  ", &format!("{place} share {} words that are only names or formulas: {}", run.words, run.text));
        }
    } else if !names.is_empty() {
        let listed: Vec<String> =
            names.iter().take(NAMES_LISTED).map(|run| names_place(run.a, run.b, view.ascii)).collect();
        let more = names.len().saturating_sub(NAMES_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what = "share long names or formulas and nothing else: not counted (--names lists them)";
        say("  ", &format!("{}{more} {what}", listed.join(", ")));
    }
    say("", &closing(comparison, view));
    out
}

fn names_place(a: usize, b: usize, ascii: bool) -> String {
    format!("{} {} {}", a + 1, arrow(ascii), b + 1)
}

/// The last line: what there is of each kind, and how much of it counts.
pub(super) fn closing(comparison: &Comparison, view: &View) -> String {
    let Comparison { counts, shares, .. } = comparison;
    let changed = counts.edited + counts.paraphrase + counts.quotation + counts.common_source + counts.boilerplate;
    let nothing = changed + counts.moved + counts.only[0] + counts.only[1] == 0;
    if comparison.same && comparison.passes_over() {
        return "The same text but for what is passed over.".to_owned();
    }
    if comparison.same {
        let stated = comparison.stated.iter().map(|change| change.field.as_str()).collect::<Vec<_>>().join(" and ");
        return if stated.is_empty() {
            "The same text.".to_owned()
        } else {
            format!("The same text, another {stated}.")
        };
    }
    if nothing && !comparison.passes_over() {
        return "The same sentences in the same order: only white space differs.".to_owned();
    }
    if changed + counts.same == 0 {
        return "No sentence of one has a partner in the other.".to_owned();
    }
    let [left, right] = shares.map(percent);
    let only = if shows_lone(comparison, view) { counts.only } else { [0, 0] };
    let counted = sum_up(&Counts { only, ..*counts });
    format!("{counted}; what counts as shared wording is {left} of left, {right} of right.")
}

/// Whether sentences without a partner are shown, not counted: in columns and where all was asked for they are, and of two
/// texts that are one. Of two that only touch, they would bury what these share.
pub(super) fn shows_lone(comparison: &Comparison, view: &View) -> bool {
    view.diff.all || view.diff.shape == Shape::Columns || comparison.is_one_text()
}

/// "3 the same, 1 edited, 2 only left (1 moved, 1 conflict)".
fn sum_up(counts: &Counts) -> String {
    let listed = |kinds: &[(usize, &str)]| {
        let some = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        some.collect::<Vec<_>>().join(", ")
    };
    let conflicts = if counts.conflicts == 1 { "conflict" } else { "conflicts" };
    match listed(&[(counts.moved, "moved"), (counts.conflicts, conflicts)]) {
        besides if besides.is_empty() => listed(&counts.kinds()),
        besides => format!("{} ({besides})", listed(&counts.kinds())),
    }
}
