//! What people say of matches, for reading. It is told as theirs, apart from what was computed.

use super::next;
use super::said::told;
use super::style::{Role, paint};
use super::taken::head;
use super::words::many;
use super::wrap::wrap;
use crate::archive::Word;
use crate::report::{JudgedVersion, MarkList, Marked, View};

pub(super) fn marked(marked: &Marked, view: &View) -> String {
    let Marked { opinion, before, recorded, dry, store, .. } = marked;
    let dry = if *dry { " (dry run: nothing is written)" } else { "" };
    let said = match (opinion.word, recorded) {
        (word, false) => format!("is {} already, for the same reason", word.name()),
        (Word::Withdrawn, _) => "is judged by nobody any more".to_owned(),
        (word, _) => format!("is {}", word.name()),
    };
    let title = format!("{}: {} {said}{dry}", store.path, opinion.of);
    let mut out = format!("{}\n", paint(&title, Role::Title, view.color));
    let mut say = |told: &str| out.push_str(&wrap(&[(told, None)], "  ", view.width, view.color));
    let by = opinion.by.as_ref().map_or(String::new(), |by| format!(" ({by})"));
    say(&format!("why: {}{by}", opinion.why));
    if let Some(before) = before.as_ref().filter(|_| *recorded) {
        say(&format!("before: {}", told(before)));
    }
    match opinion.word {
        Word::Rejected => say("It counts in nothing from now on, and is still listed, with the reason."),
        Word::Confirmed => say("Its figures stay what they are; that a person confirms it is said beside them."),
        Word::Withdrawn => say("It counts as it is found. What was said of it stays in the log."),
    }
    out + &head(store) + &next(&marked.next, view)
}

pub(super) fn list(list: &MarkList, view: &View) -> String {
    let standing = list.rows.iter().filter(|row| row.stands).count();
    let stand = if standing == 1 { "stands" } else { "stand" };
    let title = format!("{}: {} {stand}", list.path, many(standing, "judgement"));
    let mut out = format!("{}\n", paint(&title, Role::Title, view.color));
    for row in &list.rows {
        let between: Vec<String> = row.versions.iter().map(called).collect();
        let dash = if view.ascii { " - " } else { " – " };
        let stands = match (row.stands, row.mark.word) {
            (false, word) if word != Word::Withdrawn => "; said otherwise since",
            _ => "",
        };
        let said = format!("{}  {}  {}{stands}", row.of, between.join(dash), told(&row.mark));
        out.push_str(&wrap(&[(&said, None)], "  ", view.width, view.color));
    }
    out
}

/// An article, or the beginning of its name in the store where that has no other for it.
fn called(version: &JudgedVersion) -> String {
    version.article.clone().unwrap_or_else(|| version.store_id.chars().take(12).collect())
}
