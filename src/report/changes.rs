//! What changed between two versions of one article: its sentences, aligned in order, with the words inside, and what
//! is known of it.
//!
//! Sentences that are the same on both sides are anchors. Between two anchors, as many sentences on one side as on the
//! other are compared one by one; else the whole stretch is one change.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::{EditRow, basis_name};
use crate::align::{Op, script};
use crate::article::Meta;
use crate::overlap::edits;
use crate::text::{Sentence, Span, pieces};

/// What changed in the wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// Words that only the version before has, and words that only the new one has.
    pub removed: usize,
    pub added: usize,
    /// In the new version's order.
    pub sentences: Vec<SentenceChange>,
    /// Not even white space differs: other bytes, the same text.
    pub same_text: bool,
}

/// Sentences that became others. At least one side is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentenceChange {
    pub before: Option<Sentences>,
    pub after: Option<Sentences>,
    /// They tile both sides, in bytes of the canonical texts.
    pub edits: Vec<EditRow>,
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

/// A canonical text and its sentences.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    pub body: &'a str,
    pub sentences: &'a [Sentence],
}

impl Changes {
    pub fn between(before: Wording, after: Wording) -> Changes {
        let mut keys: HashMap<&str, u64> = HashMap::new();
        let mut key = |words| {
            let next = keys.len() as u64;
            *keys.entry(words).or_insert(next)
        };
        let keys_before: Vec<u64> = before.sentences.iter().map(|s| key(s.span.of(before.body))).collect();
        let keys_after: Vec<u64> = after.sentences.iter().map(|s| key(s.span.of(after.body))).collect();
        let mut sentences = Vec::new();
        for step in script(&keys_before, &keys_after).into_iter().filter(|step| step.op != Op::Equal) {
            if step.a.len() == step.b.len() {
                let pairs = step.a.zip(step.b);
                sentences.extend(pairs.map(|(a, b)| SentenceChange::new(before, a..a + 1, after, b..b + 1)));
            } else {
                sentences.push(SentenceChange::new(before, step.a, after, step.b));
            }
        }
        let words = |side: fn(&EditRow) -> &String| {
            let edits = sentences.iter().flat_map(|change| &change.edits).filter(|edit| edit.op != Op::Equal);
            edits.map(|edit| count_words(side(edit))).sum()
        };
        Changes {
            removed: words(|edit| &edit.text_a),
            added: words(|edit| &edit.text_b),
            same_text: before.body == after.body,
            sentences,
        }
    }
}

impl SentenceChange {
    fn new(before: Wording, a: Range<usize>, after: Wording, b: Range<usize>) -> SentenceChange {
        let (span_a, span_b) = (before.span(&a), after.span(&b));
        let edits = edits(before.body, span_a, after.body, span_b);
        SentenceChange {
            before: before.extract(a),
            after: after.extract(b),
            edits: edits
                .into_iter()
                .map(|edit| EditRow {
                    op: edit.op,
                    a: [edit.a.start(), edit.a.end()],
                    b: [edit.b.start(), edit.b.end()],
                    text_a: edit.a.of(before.body).to_owned(),
                    text_b: edit.b.of(after.body).to_owned(),
                })
                .collect(),
        }
    }
}

impl Wording<'_> {
    /// The words of the whole text.
    pub fn words(self) -> usize {
        count_words(self.body)
    }

    /// From the first of the sentences to the end of the last; for none, the place where they would stand.
    fn span(self, sentences: &Range<usize>) -> Span {
        let end = |sentence: usize| self.sentences[sentence].span.end();
        match self.sentences.get(sentences.clone()) {
            Some([first, .., last]) => Span::new(first.span.start(), last.span.end()),
            Some([only]) => only.span,
            _ => {
                let at = sentences.start.checked_sub(1).map_or(0, end);
                Span::new(at, at)
            }
        }
    }

    fn extract(self, sentences: Range<usize>) -> Option<Sentences> {
        let span = self.span(&sentences);
        (!sentences.is_empty()).then(|| Sentences {
            numbers: sentences.collect(),
            bytes: [span.start(), span.end()],
            exact: span.of(self.body).to_owned(),
        })
    }
}

fn count_words(text: &str) -> usize {
    pieces(text, Span::new(0, text.len())).iter().filter(|piece| piece.is_word).count()
}

impl FieldChange {
    /// The fields that differ, in fixed order, those of the record that we do not know by name last.
    pub fn between(before: &Meta, after: &Meta) -> Vec<FieldChange> {
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
    use crate::text::{LinePhrases, Text};

    fn changes(before: &str, after: &str) -> Changes {
        let (before, after) = (Text::new(before, &LinePhrases::default()), Text::new(after, &LinePhrases::default()));
        let wording = |text| -> Wording { Wording { body: Text::body(text), sentences: Text::sentences(text) } };
        Changes::between(wording(&before), wording(&after))
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
        assert_eq!(found.sentences.len(), 1);
        assert_eq!((numbers(&found.sentences[0].before), numbers(&found.sentences[0].after)), (vec![1], vec![1]));
        let replaced: Vec<_> = found.sentences[0].edits.iter().filter(|edit| edit.op == Op::Replace).collect();
        assert_eq!((replaced[0].text_a.as_str(), replaced[0].text_b.as_str()), ("961", "1961"));
        assert_eq!(replaced[0].a, [23, 26]);
    }

    #[test]
    fn a_sentence_that_is_new_has_no_side_before() {
        let found = changes("It rained. Nobody came.", "It rained. All were ill. Nobody came.");
        assert_eq!((found.removed, found.added), (0, 3));
        assert_eq!(found.sentences[0].before, None);
        assert_eq!(numbers(&found.sentences[0].after), [1]);
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
