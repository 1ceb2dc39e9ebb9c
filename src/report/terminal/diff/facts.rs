//! The facts that differ inside a pair: under it, and in a list at the end.

use super::super::marks::{arrow, fact_mark, left_out};
use super::super::style::Role;
use super::super::words::{cut_with, numbers};
use super::super::wrap::hang;
use crate::overlap::Verdict;
use crate::report::{DiffRow, DriftRow, PairedRow, View, fact_name};

/// Of a long quotation, so many columns: the sentence above has it whole.
const WORDS_SHOWN: usize = 40;

/// Below a pair: what cannot both be right by itself, the rest in one line.
pub(super) fn below(pair: &PairedRow, indent: &str, view: &View) -> String {
    let mut out = String::new();
    for conflict in pair.conflicts() {
        let (left, right) = words(conflict, view.ascii);
        let said = format!("{}: left {left}, right {right}", fact_name(conflict.kind));
        let head = format!("{indent}{} ", fact_mark(Verdict::Conflict, view.ascii));
        out.push_str(&hang(&head, &[(&said, Some(Role::Conflict))], view.width, view.color));
    }
    let others: Vec<String> = pair
        .overlap
        .drift
        .iter()
        .filter(|drift| drift.verdict != Verdict::Conflict)
        .map(|drift| said(drift, view))
        .collect();
    if !others.is_empty() {
        out.push_str(&hang(indent, &[(&others.join("; "), Some(Role::Faint))], view.width, view.color));
    }
    out
}

/// All facts that differ in these rows, in their order, if there are several.
pub(super) fn listed(rows: &[&DiffRow], view: &View) -> String {
    let pairs = rows.iter().filter_map(|row| match row {
        DiffRow::Pair(pair) => Some(pair),
        DiffRow::Only(_) => None,
    });
    let facts: Vec<(&PairedRow, &DriftRow)> =
        pairs.flat_map(|pair| pair.overlap.drift.iter().map(move |drift| (pair.as_ref(), drift))).collect();
    if facts.len() < 2 {
        return String::new();
    }
    let places: Vec<String> = facts
        .iter()
        .map(|(pair, _)| {
            let [a, b] = [&pair.overlap.a, &pair.overlap.b].map(|side| numbers(&side.sentences));
            format!("{a} {} {b}", arrow(view.ascii))
        })
        .collect();
    let wide = places.iter().map(|place| place.chars().count()).max().unwrap_or(0);
    let mut out = String::from("Facts that differ\n");
    for ((_, drift), place) in facts.iter().zip(places) {
        let pad = " ".repeat(wide - place.chars().count());
        let role = (drift.verdict == Verdict::Conflict).then_some(Role::Conflict);
        let head = format!("  {} {place}{pad}  ", fact_mark(drift.verdict, view.ascii));
        out.push_str(&hang(&head, &[(&said(drift, view), role)], view.width, view.color));
    }
    out + "\n"
}

/// "date: Monday → Tuesday", "name dropped: Tom Berg".
fn said(drift: &DriftRow, view: &View) -> String {
    let (left, right) = words(drift, view.ascii);
    let to = if view.ascii { "->" } else { "→" };
    let kind = fact_name(drift.kind);
    match drift.verdict {
        Verdict::Conflict => format!("{kind}: {left} {to} {right}"),
        Verdict::Reformatted => format!("{kind} written differently: {left} {to} {right}"),
        Verdict::Rounded => format!("{kind} less exact on a side: {left} {to} {right}"),
        Verdict::Dropped => format!("{kind} dropped: {left}"),
        Verdict::Added => format!("{kind} added: {right}"),
    }
}

fn words(drift: &DriftRow, ascii: bool) -> (String, String) {
    let side = |side: &Option<(String, [usize; 2])>| {
        let words = side.as_ref().map_or("none", |(text, _)| text.trim());
        cut_with(&words.split_whitespace().collect::<Vec<_>>().join(" "), WORDS_SHOWN, left_out(ascii))
    };
    (side(&drift.a), side(&drift.b))
}
