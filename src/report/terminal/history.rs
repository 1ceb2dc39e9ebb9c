//! One article's entries in the log, and the list of all articles, for reading.

use unicode_width::UnicodeWidthStr;

use super::edits;
use super::marks::{conflict_mark, left_out};
use super::style::{Role, paint};
use super::words::{cut_with, many, moment, numbers, short};
use super::wrap::{hang, wrap};
use crate::align::Op;
use crate::archive::{Change, Declared};
use crate::report::{
    ChangeCounts, Changes, DriftRow, EditRow, EntryRow, FieldChange, History, Listing, LogShape, SentenceChange, View,
    fact_name,
};
use crate::text::utc_second;

/// Beside a change so many words are shown that did not change.
const CONTEXT_WORDS: usize = 4;

pub(super) fn render(history: &History, view: &View) -> String {
    if history.shape == LogShape::Figures {
        return figures(history);
    }
    let versions = many(history.versions as usize, "version");
    let mut out = format!("{}  {versions}\n", paint(&history.article, Role::Title, view.color));
    if let Some(title) = &history.title {
        out.push_str(&wrap(&[(title, None)], "", view.width, view.color));
    }
    if let Some(removed) = &history.removed {
        out.push_str(&wrap(&[(&removal(removed), None)], "", view.width, view.color));
    }
    for entry in &history.entries {
        out.push_str(&self::entry(entry, history.shape == LogShape::Whole, view));
    }
    if history.left_out > 0 {
        let told = format!("{} not shown", many(history.left_out, "other entry"));
        out.push_str(&format!("\n{}\n", paint(&told, Role::Faint, view.color)));
    }
    out
}

/// `removed 2026-11-21 20:12Z: why`.
pub(super) fn removal(removed: &Declared) -> String {
    format!("removed {}: {}", moment(removed.recorded_at), removed.reason)
}

fn entry(entry: &EntryRow, whole: bool, view: &View) -> String {
    let mut told = match (&entry.change, &entry.changes, entry.size) {
        (Change::Seen, ..) => "seen again".to_owned(),
        (Change::Removed { reason }, ..) => format!("removed: {reason}"),
        (Change::Erased { reason }, ..) => format!("erased: {reason}"),
        (Change::Metadata, ..) => "metadata corrected".to_owned(),
        (Change::Version, Some(changes), _) => tally(changes, view),
        (Change::Version, None, Some(size)) => {
            format!("{}, {}", many(size.words, "word"), many(size.sentences, "sentence"))
        }
        (Change::Version, None, None) => "its bytes are erased".to_owned(),
    };
    if entry.changes.as_ref().is_some_and(|changes| changes.substantive() && !changes.silent()) {
        told.push_str(", with a note");
    }
    if let Some(captured) = entry.captured_at {
        told.push_str(&format!(", captured {}", moment(captured)));
    }
    let mut out = String::from("\n");
    let head = format!("v{}  {}  {}  ", entry.number, short(&entry.version), moment(entry.recorded_at));
    let silent = entry.changes.as_ref().is_some_and(Changes::silent);
    let flag = format!("  {} silent", conflict_mark(view.ascii));
    let flag = silent.then_some((flag.as_str(), Some(Role::Conflict)));
    let stretches: Vec<_> = [(told.as_str(), None)].into_iter().chain(flag).collect();
    let lines = hang(&head, &stretches, view.width, view.color);
    let version = format!("v{}", entry.number);
    out.push_str(&lines.replacen(&version, &paint(&version, Role::Title, view.color), 1));
    if let Some(changes) = &entry.changes {
        out.push_str(&sentences(changes, whole, view));
    }
    out + &fields(&entry.metadata, view)
}

/// A line of names, then a line of values for each entry, in columns that programs can split at white space. `-` is a
/// value that is not there.
fn figures(history: &History) -> String {
    let names = [
        "version",
        "entry",
        "change",
        "recorded",
        "sentences",
        "edited",
        "new",
        "gone",
        "moved",
        "words",
        "words_added",
        "words_removed",
        "facts",
        "substantive",
        "silent",
    ];
    let mut table = vec![names.map(str::to_owned).to_vec()];
    table.extend(history.entries.iter().map(figure));
    let width = |column: usize| table.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        format!("{}\n", cells.join("  "))
    };
    table.iter().map(line).collect()
}

fn figure(entry: &EntryRow) -> Vec<String> {
    let change = match entry.change {
        Change::Version => "version",
        Change::Metadata => "correction",
        Change::Seen => "seen",
        Change::Removed { .. } => "removal",
        Change::Erased { .. } => "erasure",
    };
    let recorded = utc_second(entry.recorded_at).unwrap_or_else(|| entry.recorded_at.to_string());
    let cell = |value: Option<usize>| value.map_or("-".to_owned(), |value| value.to_string());
    let (size, changes) = (entry.size, entry.changes.as_ref());
    let counts = changes.map(Changes::counts);
    let count = |of: fn(ChangeCounts) -> usize| cell(counts.map(of));
    let mut row = vec![entry.number.to_string(), entry.leaf.to_string(), change.to_owned(), recorded];
    row.push(cell(size.map(|size| size.sentences)));
    row.extend([count(|c| c.edited), count(|c| c.new), count(|c| c.gone), count(|c| c.moved)]);
    row.push(cell(size.map(|size| size.words)));
    row.extend([cell(changes.map(|c| c.added)), cell(changes.map(|c| c.removed)), count(|c| c.facts)]);
    row.extend([Changes::substantive, Changes::silent].map(|is| cell(changes.map(|c| usize::from(is(c))))));
    row
}

/// `+2 −2 words, 2 sentences`.
pub(super) fn tally(changes: &Changes, view: &View) -> String {
    if changes.same_bytes {
        return "the same bytes, back after a removal".to_owned();
    }
    if changes.same_text {
        return "the same text in other bytes".to_owned();
    }
    if changes.sentences.is_empty() {
        return "the same sentences, other white space between them".to_owned();
    }
    let minus = if view.ascii { "-" } else { "−" };
    let ChangeCounts { edited, new, gone, moved, .. } = changes.counts();
    let mut told =
        format!("+{} {minus}{} words, {}", changes.added, changes.removed, many(edited + new + gone, "sentence"));
    if moved > 0 {
        told.push_str(&format!(", {moved} moved"));
    }
    told
}

/// The changed sentences; unless `whole`, only the changes with a few words around them.
pub(super) fn sentences(changes: &Changes, whole: bool, view: &View) -> String {
    let mut out = String::new();
    for change in &changes.sentences {
        let place = format!("      {}  ", place(change, view.ascii));
        let shown = if whole { change.edits.clone() } else { near(&change.edits, view.ascii) };
        out.push_str(&hang(&place, &edits::changes(&shown, view.color.is_some()), view.width, view.color));
        for differs in &change.facts {
            let told = format!("{} {}", conflict_mark(view.ascii), self::differs(differs, view.ascii));
            out.push_str(&hang("        ", &[(&told, Some(Role::Conflict))], view.width, view.color));
        }
    }
    out
}

/// `date: 1996 → 1961`, `name: Tom Berg gone`.
fn differs(drift: &DriftRow, ascii: bool) -> String {
    let arrow = if ascii { "->" } else { "→" };
    let kind = fact_name(drift.kind);
    match (&drift.a, &drift.b) {
        (Some((before, _)), Some((after, _))) => format!("{kind}: {before} {arrow} {after}"),
        (Some((before, _)), None) => format!("{kind} gone: {before}"),
        (None, Some((after, _))) => format!("{kind} new: {after}"),
        (None, None) => kind.to_owned(),
    }
}

/// Which sentences, as people count them: `#4`, `#4→5`, `#5 new`, `#4 gone`, `#4→9 moved`.
fn place(change: &SentenceChange, ascii: bool) -> String {
    let moved = if change.moved { " moved" } else { "" };
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.numbers == after.numbers => {
            format!("#{}{moved}", numbers(&after.numbers))
        }
        (Some(before), Some(after)) => {
            let arrow = if ascii { "->" } else { "→" };
            format!("#{}{arrow}{}{moved}", numbers(&before.numbers), numbers(&after.numbers))
        }
        (None, Some(after)) => format!("#{} new", numbers(&after.numbers)),
        (Some(before), None) => format!("#{} gone", numbers(&before.numbers)),
        (None, None) => String::new(),
    }
}

/// The edits with what did not change cut to the words beside a change.
fn near(edits: &[EditRow], ascii: bool) -> Vec<EditRow> {
    let gap = format!(" {} ", left_out(ascii));
    let last = edits.len().saturating_sub(1);
    let cut = |(index, edit): (usize, &EditRow)| {
        let words: Vec<&str> = edit.text_a.split_inclusive(char::is_whitespace).collect();
        let (head, tail) = (if index > 0 { CONTEXT_WORDS } else { 0 }, if index < last { CONTEXT_WORDS } else { 0 });
        if edit.op != Op::Equal || words.len() <= head + tail {
            return edit.clone();
        }
        let (before, after) = (words[..head].concat(), words[words.len() - tail..].concat());
        EditRow { text_a: format!("{before}{gap}{after}"), ..edit.clone() }
    };
    edits.iter().enumerate().map(cut).collect()
}

/// What changed in the metadata.
pub(super) fn fields(changes: &[FieldChange], view: &View) -> String {
    let (none, arrow) = if view.ascii { ("-", "->") } else { ("–", "→") };
    let mut out = String::new();
    for change in changes {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| none.to_owned());
        let told = format!("{}: {} {arrow} {}", change.field, value(&change.before), value(&change.after));
        out.push_str(&hang("      ", &[(&told, None)], view.width, view.color));
    }
    out
}

/// Every article on a line.
pub(super) fn listing(listing: &Listing, view: &View) -> String {
    let store = &listing.store;
    let removed = if store.removed > 0 { format!(", {} removed", store.removed) } else { String::new() };
    let counted = (many(store.articles, "article"), many(store.versions, "version"));
    let counted = format!("{}: {}, {}{removed}", store.path, counted.0, counted.1);
    let mut out = format!("{}\n", paint(&counted, Role::Title, view.color));
    let wide = listing.articles.iter().map(|row| row.article.width()).max().unwrap_or(0).min(view.width / 2);
    let gap = left_out(view.ascii);
    for row in &listing.articles {
        let name = cut_with(&row.article, wide, gap);
        let pad = " ".repeat(wide.saturating_sub(name.width()));
        let told = format!("v{:<3} {}", row.versions, moment(row.recorded_at));
        let room = view.width.saturating_sub(wide + told.width() + 4);
        let title = match &row.removed {
            Some(removed) => cut_with(&removal(removed), room, gap),
            None => cut_with(row.title.as_deref().unwrap_or_default(), room, gap),
        };
        let line = format!(
            "{}{pad}  {told}  {}",
            paint(&name, Role::Title, view.color),
            paint(&title, Role::Faint, view.color)
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;
    use crate::text::Text;

    fn shown(before: &str, after: &str, whole: bool) -> String {
        let changes = Changes::between(&Text::new(before, line_phrases()), &Text::new(after, line_phrases()));
        format!("{}\n{}", tally(&changes, &View::default()), sentences(&changes, whole, &View::default()))
    }

    #[test]
    fn a_change_stands_among_a_few_of_its_words() {
        let before = "It rained. One two three four five SIX seven eight nine ten eleven twelve.";
        let after = "It rained. One two three four five six seven eight nine ten eleven twelve.";
        assert_eq!(
            shown(before, after, false),
            "+1 −1 words, 1 sentence\n      #2  … two three four five [-SIX-]{+six+} seven eight nine …\n"
        );
        assert_eq!(
            shown(before, after, true),
            "+1 −1 words, 1 sentence\n      #2  One two three four five [-SIX-]{+six+} seven eight nine ten eleven twelve.\n"
        );
    }

    #[test]
    fn sentences_that_come_and_go_are_named_as_such() {
        assert_eq!(
            shown("It rained. Nobody came.", "It rained. Nobody came. All wept.", false),
            "+2 −0 words, 1 sentence\n      #3 new  {+All wept.+}\n"
        );
        assert_eq!(
            shown("It rained. All wept. Nobody came.", "It rained. Nobody came.", false),
            "+0 −2 words, 1 sentence\n      #2 gone  [-All wept.-]\n"
        );
        assert_eq!(
            shown("It rained.\n\nSo.", "It rained.\n\n\nSo.", false),
            "the same sentences, other white space between them\n"
        );
    }
}
