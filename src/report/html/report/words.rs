//! The words of a match, with what both have or what one has alone set apart: by colour, by a line below, and for who hears
//! them by words.

use std::fmt::Write as _;

use crate::align::Op;
use crate::overlap::{DriftKind, Relation, Verdict};
use crate::report::markup::Text;
use crate::report::{DriftRow, EditRow, fact_name};

/// A relation on a page: its class, its mark is [`crate::report::mark`], its name.
pub(in crate::report::html) fn relation(relation: Relation) -> (&'static str, &'static str) {
    match relation {
        Relation::Verbatim => ("v", "verbatim"),
        Relation::Edited => ("e", "edited"),
        Relation::Paraphrase => ("p", "paraphrase"),
        Relation::Quotation => ("q", "same quotation"),
        Relation::CommonSource => ("c", "common source"),
        Relation::Boilerplate => ("b", "boilerplate"),
    }
}

/// The words of a side (0 or 1): where sentences were rewritten, what both have is marked; else what one has alone.
pub(super) fn side(edits: &[EditRow], side: usize, relation: Relation) -> String {
    let rewritten = relation.is_retold();
    let mut shown = String::new();
    for edit in edits {
        let words = [edit.text_a.as_str(), edit.text_b.as_str()][side];
        let marked = if rewritten { edit.op == Op::Equal && telling(words) } else { !edit.reads_the_same() };
        if !marked || words.trim().is_empty() {
            let _ = write!(shown, "{}", Text(words));
            continue;
        }
        // Of what both have, commas and full stops at the ends are no part worth a mark.
        let hanging = |c: char| c.is_whitespace() || rewritten && !c.is_alphanumeric();
        let inner = words.trim_matches(hanging);
        let start = words.len() - words.trim_start_matches(hanging).len();
        let (before, after) = (&words[..start], &words[start + inner.len()..]);
        let tag = if rewritten { "mark" } else { "i" };
        let letters = edit.letters.filter(|_| !rewritten).map(|letters| letters[side]);
        let inner = match letters {
            Some([from, to]) if start <= from && from < to && to <= start + inner.len() => {
                format!(
                    "{}<b>{}</b>{}",
                    Text(&words[start..from]),
                    Text(&words[from..to]),
                    Text(&words[to..start + inner.len()])
                )
            }
            _ => Text(inner).to_string(),
        };
        let _ = write!(shown, "{}<{tag}>{inner}</{tag}>{}", Text(before), Text(after));
    }
    shown
}

/// More than a small word.
fn telling(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphanumeric()).count() > 3
}

/// A fact that differs, with the labels of both articles.
pub(super) fn fact(drift: &DriftRow, [a, b]: [&str; 2], redacted: bool) -> String {
    let words = |side: &Option<(String, [usize; 2])>| match side {
        None => "none".to_owned(),
        Some((_, [start, end])) if redacted => format!("bytes {start}–{end}"),
        Some((words, _)) if drift.kind == DriftKind::Quotation => format!("“{words}”"),
        Some((words, _)) => words.clone(),
    };
    let kind = fact_name(drift.kind);
    let said = match drift.verdict {
        Verdict::Conflict => format!("≠ {kind} disagrees"),
        Verdict::Reformatted => format!("{kind} written differently"),
        Verdict::Rounded => format!("{kind} less exact on a side"),
        Verdict::Dropped => format!("{kind} only in {a}"),
        Verdict::Added => format!("{kind} only in {b}"),
    };
    let (of_a, of_b) = (words(&drift.a), words(&drift.b));
    match drift.verdict {
        Verdict::Dropped => format!("<b>{}</b> <bdi>{}</bdi>", Text(&said), Text(&of_a)),
        Verdict::Added => format!("<b>{}</b> <bdi>{}</bdi>", Text(&said), Text(&of_b)),
        _ => format!(
            "<b>{}</b> {}: <bdi>{}</bdi> · {}: <bdi>{}</bdi>",
            Text(&said),
            Text(a),
            Text(&of_a),
            Text(b),
            Text(&of_b)
        ),
    }
}
