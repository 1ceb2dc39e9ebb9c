//! One article's entries in the log, and the list of all articles, for reading.

use unicode_width::UnicodeWidthStr;

use super::overlaps;
use super::style::{Role, paint};
use super::words::{cut, many, moment, numbers, short};
use super::wrap::{hang, wrap};
use crate::align::Op;
use crate::archive::Change;
use crate::report::{Changes, EditRow, EntryRow, FieldChange, History, Listing, SentenceChange, Sentences, View};

/// Beside a change so many words are shown that did not change.
const CONTEXT_WORDS: usize = 4;

pub(super) fn render(history: &History, view: &View) -> String {
    let versions = many(history.versions as usize, "version");
    let mut out = format!("{}  {versions}\n", paint(&history.article, Role::Title, view.color));
    if let Some(title) = &history.title {
        out.push_str(&wrap(&[(title, None)], "", view.width, view.color));
    }
    for entry in &history.entries {
        out.push_str(&self::entry(entry, history.whole, view));
    }
    out
}

fn entry(entry: &EntryRow, whole: bool, view: &View) -> String {
    let told = match (entry.change, &entry.changes) {
        (Change::Metadata, _) => "metadata corrected".to_owned(),
        (Change::Version, Some(changes)) => tally(changes, view),
        (Change::Version, None) => {
            format!("{}, {}", many(entry.words, "word"), many(entry.sentences, "sentence"))
        }
    };
    let version = paint(&format!("v{}", entry.number), Role::Title, view.color);
    let mut out = format!("\n{version}  {}  {}  {told}\n", short(&entry.version), moment(entry.recorded_at));
    if let Some(changes) = &entry.changes {
        out.push_str(&sentences(changes, whole, view));
    }
    out + &fields(&entry.metadata, view)
}

/// `+2 −2 words, 2 sentences`.
pub(super) fn tally(changes: &Changes, view: &View) -> String {
    if changes.same_text {
        return "the same text in other bytes".to_owned();
    }
    if changes.sentences.is_empty() {
        return "the same sentences, other white space between them".to_owned();
    }
    let minus = if view.ascii { "-" } else { "−" };
    let count = |change: &SentenceChange| {
        let side = |side: &Option<Sentences>| side.as_ref().map_or(0, |side| side.numbers.len());
        side(&change.before).max(side(&change.after))
    };
    let sentences = changes.sentences.iter().map(count).sum();
    format!("+{} {minus}{} words, {}", changes.added, changes.removed, many(sentences, "sentence"))
}

/// The changed sentences; unless `whole`, only the changes with a few words around them.
pub(super) fn sentences(changes: &Changes, whole: bool, view: &View) -> String {
    let mut out = String::new();
    for change in &changes.sentences {
        let place = format!("      {}  ", place(change, view.ascii));
        let shown = if whole { change.edits.clone() } else { near(&change.edits, view.ascii) };
        out.push_str(&hang(&place, &overlaps::changes(&shown, view.color), view.width, view.color));
    }
    out
}

/// Which sentences, as people count them: `#4`, `#4→5`, `#5 new`, `#4 gone`.
fn place(change: &SentenceChange, ascii: bool) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before.numbers == after.numbers => format!("#{}", numbers(&after.numbers)),
        (Some(before), Some(after)) => {
            let arrow = if ascii { "->" } else { "→" };
            format!("#{}{arrow}{}", numbers(&before.numbers), numbers(&after.numbers))
        }
        (None, Some(after)) => format!("#{} new", numbers(&after.numbers)),
        (Some(before), None) => format!("#{} gone", numbers(&before.numbers)),
        (None, None) => String::new(),
    }
}

/// The edits with what did not change cut to the words beside a change.
fn near(edits: &[EditRow], ascii: bool) -> Vec<EditRow> {
    let gap = if ascii { " ... " } else { " … " };
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
    let counted = format!("{}: {}, {}", store.path, many(store.articles, "article"), many(store.versions, "version"));
    let mut out = format!("{}\n", paint(&counted, Role::Title, view.color));
    let wide = listing.articles.iter().map(|row| row.article.width()).max().unwrap_or(0).min(view.width / 2);
    for row in &listing.articles {
        let name = cut(&row.article, wide);
        let pad = " ".repeat(wide.saturating_sub(name.width()));
        let told = format!("v{:<3} {}", row.versions, moment(row.recorded_at));
        let room = view.width.saturating_sub(wide + told.width() + 4);
        let title = cut(row.title.as_deref().unwrap_or_default(), room);
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
    use crate::report::Wording;
    use crate::text::{LinePhrases, Text};

    fn shown(before: &str, after: &str, whole: bool) -> String {
        let (before, after) = (Text::new(before, &LinePhrases::default()), Text::new(after, &LinePhrases::default()));
        let wording = |text| -> Wording { Wording { body: Text::body(text), sentences: Text::sentences(text) } };
        let changes = Changes::between(wording(&before), wording(&after));
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
