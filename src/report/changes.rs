//! What changed between two versions of one article: its sentences, paired as `diff` pairs them, with the words inside
//! and the facts that differ; and what is known of it.

use std::collections::BTreeSet;

use super::analysis::{Told, drift_row, edit_row};
use super::{DriftRow, EditRow, basis_name};
use crate::archive::Content;
use crate::article::{Meta, is_change_note, line_phrases};
use crate::diff::{Diff, Paired, Row, Substance, diff, substance};
use crate::overlap::edits;
use crate::text::{Span, Text, count_words};

/// What changed in the wording. Both sides are read by today's segmenter, whatever found their sentences when they were
/// recorded: a better segmenter makes no change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// Words that only the version before has, and words that only the new one has.
    pub removed: usize,
    pub added: usize,
    /// In reading order.
    pub sentences: Vec<SentenceChange>,
    /// Not even white space differs: other bytes, the same text.
    pub same_text: bool,
    /// Not even the bytes differ: the article was removed between them.
    pub same_bytes: bool,
    /// Sentences new in this version that say that the article was changed.
    pub notes: Vec<String>,
}

/// How many sentences changed, by how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ChangeCounts {
    /// Pairs whose words, case or signs differ.
    pub edited: usize,
    /// Only in the new version.
    pub new: usize,
    /// Only in the version before.
    pub gone: usize,
    /// Pairs out of order, edited or not.
    pub moved: usize,
    /// Facts that differ.
    pub facts: usize,
}

/// Sentences that became others, or stand elsewhere. At least one side is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentenceChange {
    pub before: Option<Sentences>,
    pub after: Option<Sentences>,
    pub moved: bool,
    /// They tile both sides, in bytes of the canonical texts.
    pub edits: Vec<EditRow>,
    /// Numbers, dates, names, negations and quoted words that differ, in bytes of the canonical texts.
    pub facts: Vec<DriftRow>,
    /// What is said differs, not only how.
    pub substantive: bool,
}

/// Neighbouring sentences of one version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentences {
    /// 0-based.
    pub numbers: Vec<usize>,
    /// Of the canonical text.
    pub bytes: [usize; 2],
    pub exact: String,
}

/// A field of the metadata that changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Changes {
    pub fn between(before: &Text, after: &Text) -> Changes {
        let found = diff(before, after);
        let weights = substance(&found, before, after);
        let mut reader = Reader { before, after, at: [0, 0] };
        let sentences: Vec<SentenceChange> =
            found.rows.iter().zip(&weights).filter_map(|(row, weight)| reader.change(row, weight)).collect();
        let words = |side: fn(&EditRow) -> &String| {
            let changed = sentences.iter().flat_map(|change| &change.edits).filter(|edit| !edit.reads_the_same());
            changed.map(|edit| count_words(side(edit))).sum()
        };
        Changes {
            removed: words(|edit| &edit.text_a),
            added: words(|edit| &edit.text_b),
            same_text: found.same,
            same_bytes: false,
            notes: notes(&found, after),
            sentences,
        }
    }

    /// The same, of versions of which it is known whether their bytes are the same.
    pub fn of_bytes(self, same_bytes: bool) -> Changes {
        Changes { same_bytes, ..self }
    }

    /// Whether what is said differs, not only how.
    pub fn substantive(&self) -> bool {
        self.sentences.iter().any(|change| change.substantive)
    }

    /// Whether what is said differs and no sentence of the new version says so.
    pub fn silent(&self) -> bool {
        self.substantive() && self.notes.is_empty()
    }

    pub fn counts(&self) -> ChangeCounts {
        let mut counts = ChangeCounts::default();
        for change in &self.sentences {
            match (&change.before, &change.after) {
                (Some(_), Some(_)) if change.is_edited() => counts.edited += 1,
                (Some(_), None) => counts.gone += 1,
                (None, Some(_)) => counts.new += 1,
                _ => {}
            }
            counts.moved += usize::from(change.moved);
            counts.facts += change.facts.len();
        }
        counts
    }

    /// The same with what changes what is said before the rest.
    pub fn telling_first(mut self) -> Changes {
        self.sentences.sort_by_key(|change| !change.substantive);
        self
    }
}

impl SentenceChange {
    /// Whether a word, case or sign differs. A sentence that only moved is not edited.
    pub fn is_edited(&self) -> bool {
        self.edits.iter().any(|edit| !edit.reads_the_same())
    }
}

/// Notes that the version before had already say nothing of this change.
fn notes(found: &Diff, after: &Text) -> Vec<String> {
    let new = found.rows.iter().flat_map(|row| match row {
        Row::OnlyB(at) => *at..at + 1,
        Row::Paired(Paired { same: false, overlap, .. }) => overlap.b.sentences.clone(),
        Row::OnlyA(_) | Row::Paired(_) => 0..0,
    });
    let words = new.map(|at| after.slice(after.sentences()[at].span));
    words.filter(|sentence| is_change_note(sentence)).map(str::to_owned).collect()
}

/// Rows in reading order, and how far both texts have been read.
struct Reader<'t> {
    before: &'t Text,
    after: &'t Text,
    at: [usize; 2],
}

impl Reader<'_> {
    /// The change a row makes, if any.
    fn change(&mut self, row: &Row, weight: &Substance) -> Option<SentenceChange> {
        let (before, after) = (self.before, self.after);
        let place = |at: usize| Span::new(at, at);
        let (spans, moved, same) = match row {
            Row::Paired(Paired { same, overlap, .. }) => ([overlap.a.span, overlap.b.span], overlap.moved, *same),
            Row::OnlyA(at) => ([before.sentences()[*at].span, place(self.at[1])], false, false),
            Row::OnlyB(at) => ([place(self.at[0]), after.sentences()[*at].span], false, false),
        };
        if !moved {
            self.at = spans.map(Span::end);
        }
        if same && !moved {
            return None;
        }
        let edits = match row {
            Row::Paired(pair) => pair.overlap.edits.clone(),
            Row::OnlyA(_) | Row::OnlyB(_) => edits(before.body(), spans[0], after.body(), spans[1]),
        };
        // As the canonical texts have them.
        let bytes = |span: Span| [span.start(), span.end()];
        let words = |text: &Text, span: Span| (text.slice(span).to_owned(), bytes(span));
        let words: [Told; 2] = [&|span| words(before, span), &|span| words(after, span)];
        let trimmed = |text: &Text, span: Span| (text.slice(span).trim().to_owned(), bytes(span));
        let trimmed: [Told; 2] = [&|span| trimmed(before, span), &|span| trimmed(after, span)];
        Some(SentenceChange {
            before: sentences(before, spans[0]),
            after: sentences(after, spans[1]),
            moved,
            edits: edits.iter().map(|edit| edit_row(edit, words)).collect(),
            facts: weight.facts.iter().map(|fact| drift_row(fact, trimmed)).collect(),
            substantive: weight.says_other,
        })
    }
}

/// The sentences that a span covers; none where it is a place.
fn sentences(text: &Text, span: Span) -> Option<Sentences> {
    let numbered = text.sentences().iter().enumerate();
    let numbers: Vec<usize> = numbered.filter(|(_, s)| span.contains(s.span)).map(|(number, _)| number).collect();
    let exact = text.slice(span).to_owned();
    (!numbers.is_empty()).then(|| Sentences { numbers, bytes: [span.start(), span.end()], exact })
}

/// A stored version as today's segmenter reads it.
pub fn wording(content: &Content) -> Text {
    Text::new(&content.text, line_phrases())
}

impl FieldChange {
    /// The fields of the article that differ, in fixed order, those of the record that we do not know by name last.
    pub fn between(before: &Meta, after: &Meta) -> Vec<FieldChange> {
        let (before, after) = (&before.of_article(), &after.of_article());
        let date = |meta: &Meta| meta.published.as_ref().map(|date| date.value.clone());
        let basis = |meta: &Meta| meta.published.as_ref().map(|date| basis_name(date.basis).to_owned());
        let words = |meta: &Meta| meta.published.as_ref().and_then(|date| date.words.clone());
        let zone = |meta: &Meta| meta.published.as_ref().and_then(|date| date.zone.clone());
        let mut fields: Vec<(String, Option<String>, Option<String>)> = vec![
            ("title".to_owned(), before.title.clone(), after.title.clone()),
            ("outlet".to_owned(), before.outlet.clone(), after.outlet.clone()),
            ("author".to_owned(), before.author.clone(), after.author.clone()),
            ("url".to_owned(), before.url.clone(), after.url.clone()),
            ("date".to_owned(), date(before), date(after)),
            ("date_basis".to_owned(), basis(before), basis(after)),
            ("date_words".to_owned(), words(before), words(after)),
            ("date_zone".to_owned(), zone(before), zone(after)),
        ];
        let names: BTreeSet<&String> = before.extra.keys().chain(after.extra.keys()).collect();
        let extra = |meta: &Meta, name: &String| meta.extra.get(name).cloned();
        fields.extend(names.into_iter().map(|name| (name.clone(), extra(before, name), extra(after, name))));
        let changed = fields.into_iter().filter(|(_, before, after)| before != after);
        changed.map(|(field, before, after)| FieldChange { field, before, after }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Op;

    fn changes(before: &str, after: &str) -> Changes {
        Changes::between(&Text::new(before, line_phrases()), &Text::new(after, line_phrases()))
    }

    fn numbers(side: &Option<Sentences>) -> Vec<usize> {
        side.as_ref().map(|side| side.numbers.clone()).unwrap_or_default()
    }

    #[test]
    fn one_word_of_one_sentence() {
        let found = changes(
            "It rained. The pact of 961 holds. Nobody came.",
            "It rained. The pact of 1961 holds. Nobody came.",
        );
        assert_eq!((found.removed, found.added, found.same_text), (1, 1, false));
        assert_eq!(found.counts(), ChangeCounts { edited: 1, facts: 1, ..ChangeCounts::default() });
        assert_eq!((numbers(&found.sentences[0].before), numbers(&found.sentences[0].after)), (vec![1], vec![1]));
        let replaced: Vec<_> = found.sentences[0].edits.iter().filter(|edit| edit.op == Op::Replace).collect();
        assert_eq!((replaced[0].text_a.as_str(), replaced[0].text_b.as_str()), ("961", "1961"));
        assert_eq!(replaced[0].a, [23, 26]);
        assert_eq!(found.sentences[0].facts[0].a, Some(("961".to_owned(), [23, 26])));
    }

    #[test]
    fn a_sentence_that_is_new_has_no_side_before() {
        let found = changes("It rained. Nobody came.", "It rained. All were ill. Nobody came.");
        assert_eq!((found.removed, found.added), (0, 3));
        assert_eq!(found.sentences[0].before, None);
        assert_eq!(numbers(&found.sentences[0].after), [1]);
        assert_eq!(found.sentences[0].edits[0].a, [10, 10], "where it would stand");
        assert_eq!(found.counts(), ChangeCounts { new: 1, ..ChangeCounts::default() });
    }

    #[test]
    fn a_sentence_that_moved_is_no_edit() {
        let found = changes(
            "Engineers had replaced forty steel cables since March. It rained all day. Nobody came near the river.",
            "It rained all day. Nobody came near the river. Engineers had replaced forty steel cables since March.",
        );
        assert_eq!(found.counts(), ChangeCounts { moved: 1, ..ChangeCounts::default() });
        assert_eq!((found.removed, found.added, found.substantive()), (0, 0, false));
    }

    #[test]
    fn a_change_is_silent_unless_a_new_sentence_says_so() {
        let (before, after) = ("It rained. The pact of 961 holds.", "It rained. The pact of 1961 holds.");
        assert!(changes(before, after).silent());
        let note = "\n\nCorrection: the year was wrong.";
        let noted = changes(before, &format!("{after}{note}"));
        assert_eq!((noted.silent(), noted.notes), (false, vec!["Correction: the year was wrong.".to_owned()]));
        // The note was there before.
        assert!(changes(&format!("{before}{note}"), &format!("{after}{note}")).silent());
        assert!(!changes(before, "It rained! The pact of 961 holds.").silent());
    }

    #[test]
    fn other_line_breaks_change_no_sentence() {
        let found = changes("It rained.\n\nNobody came.", "It rained.\nNobody came.");
        assert_eq!((found.sentences.len(), found.same_text), (0, false));
        assert!(changes("Wet.", "Wet.").same_text);
    }

    #[test]
    fn metadata_changes_name_the_field() {
        let before = Meta { outlet: Some("A".to_owned()), ..Meta::default() };
        let after = Meta { title: Some("T".to_owned()), ..before.clone() };
        let expected = FieldChange { field: "title".to_owned(), before: None, after: Some("T".to_owned()) };
        assert_eq!(FieldChange::between(&before, &after), [expected]);
    }
}
