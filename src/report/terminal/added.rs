//! What taking articles into the store did, for reading.

use super::history::{fields, sentences, tally};
use super::next;
use super::read;
use super::style::{Role, paint};
use super::taken::head;
use super::words::{many, moment, short};
use crate::archive::Outcome;
use crate::report::{Added, AddedRow, SHOWN, View};

pub(super) fn render(added: &Added, view: &View) -> String {
    let mut out = headline(added, view);
    for (_, count, rows) in by_outcome(added) {
        rows.iter().take(SHOWN).for_each(|row| out.push_str(&line(row, view)));
        if count > SHOWN {
            out.push_str(&format!("  and {} more\n", count - SHOWN));
        }
    }
    if let Some(store) = &added.store {
        out.push_str(&head(store));
    }
    out.push_str(&read::render(&added.read, view));
    out + &next(&added.next, view)
}

/// What the articles are that a capture did not bring back.
const LEFT_OUT: &str = "removed article";

/// The articles that are not as they were, or stay away, by what is to be said of them: how many, and the first.
fn by_outcome(added: &Added) -> [(&'static str, usize, Vec<&AddedRow>); 5] {
    let rows = |wanted: fn(Outcome) -> bool| added.rows.iter().filter(|row| wanted(row.outcome)).collect();
    let tally = &added.tally;
    [
        ("new article", tally.new, rows(|outcome| outcome == Outcome::New)),
        ("new version", tally.versions, rows(|outcome| matches!(outcome, Outcome::NewVersion(_)))),
        ("metadata correction", tally.corrections, rows(|outcome| outcome == Outcome::MetadataCorrected)),
        ("repeated capture", tally.seen, rows(|outcome| outcome == Outcome::SeenAgain)),
        (LEFT_OUT, tally.left_out, rows(|outcome| matches!(outcome, Outcome::LeftOut(_)))),
    ]
}

fn headline(added: &Added, view: &View) -> String {
    let counted = by_outcome(added);
    let is_news = |(what, count, _): &&(&str, usize, _)| *count > 0 && *what != LEFT_OUT;
    let mut parts: Vec<String> = counted.iter().filter(is_news).map(|(what, count, _)| many(*count, what)).collect();
    let unchanged = added.tally.unchanged;
    let left_out = added.tally.left_out;
    if parts.is_empty() {
        parts.push("nothing new".to_owned());
    }
    if left_out > 0 {
        parts.push(format!("{} left out", many(left_out, LEFT_OUT)));
    }
    if unchanged > 0 {
        let what = if added.tally.captures { "capture" } else { "article" };
        parts.push(format!("{} unchanged", many(unchanged, what)));
    }
    let dry = if added.dry { " (dry run: nothing is written)" } else { "" };
    let at = added.at.map(|at| format!("{}  ", moment(at))).unwrap_or_default();
    format!("{at}{}\n", paint(&format!("{}: {}{dry}", added.path, parts.join(", ")), Role::Title, view.color))
}

fn line(row: &AddedRow, view: &View) -> String {
    let name = paint(&row.article, Role::Title, view.color);
    let digest = paint(short(&row.version), Role::Faint, view.color);
    let size = format!("{}, {}", many(row.sentences, "sentence"), many(row.words, "word"));
    let number = row.number.map(|number| format!("v{number}  ")).unwrap_or_default();
    match (row.outcome, &row.changes) {
        (Outcome::SeenAgain, _) => {
            let captured = row.captured_at.map(|at| format!(", captured {}", moment(at))).unwrap_or_default();
            format!("  {name}  {digest}  seen again{captured}\n")
        }
        (Outcome::LeftOut(_), _) => {
            let back = match &row.restore {
                Some(restore) => format!("`{restore}` brings it back"),
                None => "its bytes are erased".to_owned(),
            };
            format!("  {name}  {digest}  this capture is recorded already; {back}\n")
        }
        (Outcome::MetadataCorrected, _) => format!("  {name}  metadata corrected\n{}", fields(&row.metadata, view)),
        (_, Some(changes)) => {
            let told = format!("  {number}{name}  {digest}  {}\n", tally(changes, view));
            told + &sentences(changes, false, view) + &fields(&row.metadata, view)
        }
        (_, None) => format!("  {number}{name}  {digest}  {size}\n"),
    }
}
