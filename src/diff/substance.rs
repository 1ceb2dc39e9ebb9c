//! Which rows of a diff change what two versions say, and which only how they say it.
//!
//! What is said changes where a number, date, name, negation or the words of a quotation do, and where a sentence or a
//! clause comes or goes. Facts that stand in each other's place are the drift of the overlap; here come those that only
//! a whole text can tell: a name the other version has nowhere any more, and words between quotation marks. Lines of
//! the site, credits and notes that say that the article was changed are no part of what it says.

use std::collections::BTreeSet;

use super::thresholds::CLAUSE_WORDS;
use super::{Diff, Paired, Row};
use crate::align::Op;
use crate::article::{Names, Vocabulary, is_change_note};
use crate::overlap::{Drift, DriftKind, Edit, Overlap, Verdict};
use crate::text::{Kind, Language, Span, Text, fold, is_function_word, pieces};

/// What a row changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Substance {
    /// The facts that differ, in the order of the text.
    pub facts: Vec<Drift>,
    /// What is said differs. Without facts where a sentence or a clause came or went.
    pub says_other: bool,
}

/// What each row of `diff`, which is that of `a` and `b`, changes.
pub fn substance(diff: &Diff, a: &Text, b: &Text) -> Vec<Substance> {
    let changed = |row: &Row| matches!(row, Row::Paired(pair) if !pair.same);
    let names = diff.rows.iter().any(changed).then(|| NamesGone::of(a, b));
    diff.rows.iter().map(|row| of_row(row, a, b, names.as_ref())).collect()
}

fn of_row(row: &Row, a: &Text, b: &Text, names: Option<&NamesGone>) -> Substance {
    match row {
        Row::Paired(Paired { same: true, .. }) => Substance::default(),
        Row::OnlyA(at) => Substance { says_other: tells(a, *at), facts: Vec::new() },
        Row::OnlyB(at) => Substance { says_other: tells(b, *at), facts: Vec::new() },
        Row::Paired(Paired { overlap, .. }) => {
            let side = |text: &Text, sentences: &std::ops::Range<usize>| sentences.clone().any(|at| tells(text, at));
            if !side(a, &overlap.a.sentences) || !side(b, &overlap.b.sentences) {
                return Substance::default();
            }
            let mut facts: Vec<Drift> =
                overlap.drift.iter().filter(|drift| is_told_by_a_pair(drift)).copied().collect();
            let mut clause = false;
            if !overlap.relation.is_retold() {
                let quoted = overlap.edits.iter().filter_map(|edit| quoted(edit, a, b));
                add(&mut facts, quoted);
                clause = overlap.edits.iter().any(|edit| is_clause(edit, a, b));
            }
            add(&mut facts, names.into_iter().flat_map(|names| names.in_pair(overlap)));
            facts.sort_by_key(|fact| (fact.a.or(fact.b), fact.kind));
            Substance { says_other: clause || !facts.is_empty(), facts }
        }
    }
}

/// Whether a pair of sentences tells it by itself: whether a name is gone is for the whole text to say.
fn is_told_by_a_pair(drift: &Drift) -> bool {
    let named = matches!(drift.kind, DriftKind::Name | DriftKind::Speaker);
    match drift.verdict {
        Verdict::Reformatted => false,
        Verdict::Dropped | Verdict::Added => !named,
        Verdict::Conflict | Verdict::Rounded => true,
    }
}

/// Adds the facts whose words no fact has so far.
fn add(facts: &mut Vec<Drift>, more: impl Iterator<Item = Drift>) {
    let overlaps = |x: Option<Span>, y: Option<Span>| x.zip(y).is_some_and(|(x, y)| x.overlaps(y));
    for fact in more {
        if !facts.iter().any(|known| overlaps(known.a, fact.a) || overlaps(known.b, fact.b)) {
            facts.push(fact);
        }
    }
}

/// Whether the sentence is part of what the article says.
fn tells(text: &Text, sentence: usize) -> bool {
    let sentence = text.sentences()[sentence];
    !matches!(sentence.kind, Kind::CreditLine | Kind::Boilerplate) && !is_change_note(text.slice(sentence.span))
}

/// An edit between quotation marks that changes words.
fn quoted(edit: &Edit, a: &Text, b: &Text) -> Option<Drift> {
    let inside = |text: &Text, span: Span| text.quotations().iter().any(|quotation| quotation.inner.contains(span));
    let is_quoted = (edit.a.is_empty() || inside(a, edit.a)) && (edit.b.is_empty() || inside(b, edit.b));
    let words = |text: &Text, span: Span| -> Vec<String> {
        let body = text.body();
        pieces(body, span).iter().filter(|p| p.is_word).map(|p| fold(p.span.of(body)).into_owned()).collect()
    };
    if edit.op == Op::Equal || !is_quoted || words(a, edit.a) == words(b, edit.b) {
        return None;
    }
    let some = |span: Span| (!span.is_empty()).then_some(span);
    let verdict = match edit.op {
        Op::Delete => Verdict::Dropped,
        Op::Insert => Verdict::Added,
        Op::Equal | Op::Replace => Verdict::Conflict,
    };
    Some(Drift { kind: DriftKind::Quotation, a: some(edit.a), b: some(edit.b), verdict })
}

fn is_clause(edit: &Edit, a: &Text, b: &Text) -> bool {
    let words = |text: &Text, span| pieces(text.body(), span).iter().filter(|piece| piece.is_word).count();
    match edit.op {
        Op::Delete => words(a, edit.a) >= CLAUSE_WORDS,
        Op::Insert => words(b, edit.b) >= CLAUSE_WORDS,
        Op::Equal | Op::Replace => false,
    }
}

/// The names of each text whose words the other has nowhere. That "Putin" became "he" is no loss while he is named
/// elsewhere.
struct NamesGone {
    only_a: Vec<Span>,
    only_b: Vec<Span>,
}

impl NamesGone {
    fn of(a: &Text, b: &Text) -> NamesGone {
        let texts = [a, b];
        let (vocabulary, read) = Vocabulary::read(&texts);
        let names = Names::learn(&vocabulary, &texts, &read);
        let only = |text: usize, other: usize| {
            let (own, theirs) = (read.of(text), read.of(other));
            let words: BTreeSet<&str> = theirs.iter().map(|&token| vocabulary.form(token)).collect();
            let forms: BTreeSet<String> = names.find(other).into_iter().map(|name| name.form).collect();
            let is_gone = |form: &str| {
                let telling = |word: &&str| !is_function_word(word, Language::English);
                !forms.contains(form) && !form.split(' ').filter(telling).any(|word| words.contains(word))
            };
            let gone = names.find(text).into_iter().filter(|name| is_gone(&name.form));
            gone.filter_map(|name| Some(own.get(name.tokens.start)?.span.cover(own.get(name.tokens.end - 1)?.span)))
                .collect()
        };
        NamesGone { only_a: only(0, 1), only_b: only(1, 0) }
    }

    fn in_pair(&self, overlap: &Overlap) -> impl Iterator<Item = Drift> {
        let (inside_a, inside_b) = (overlap.a.span, overlap.b.span);
        let gone = self.only_a.iter().filter(move |span| inside_a.contains(**span));
        let come = self.only_b.iter().filter(move |span| inside_b.contains(**span));
        let kind = DriftKind::Name;
        gone.map(move |&span| Drift { kind, a: Some(span), b: None, verdict: Verdict::Dropped })
            .chain(come.map(move |&span| Drift { kind, a: None, b: Some(span), verdict: Verdict::Added }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;
    use crate::diff::diff;

    const STORY: &str = "Bridge reopens after repairs\n\nThe old harbour bridge reopened on Monday after 40 cables had \
        been replaced. Mayor Ada Lind and Tom Berg cut the ribbon near the old mill.\n\n\"We are relieved and grateful,\" \
        said Lind. Drivers did not wait for long.\n\nRead more: ferries";

    /// Whether each version says other things, and the facts, as `kind:before>after`.
    fn weighed(from: &str, to: &str) -> (bool, Vec<String>) {
        let edited = STORY.replace(from, to);
        assert_ne!(edited, STORY);
        let [a, b] = [STORY, &edited].map(|text| Text::new(text, line_phrases()));
        let weighed = substance(&diff(&a, &b), &a, &b);
        let words = |text: &Text, span: Option<Span>| span.map_or(String::new(), |span| text.slice(span).to_owned());
        let facts = weighed.iter().flat_map(|row| &row.facts);
        let told = facts.map(|fact| format!("{:?}:{}>{}", fact.kind, words(&a, fact.a), words(&b, fact.b)));
        let told = told.collect();
        (weighed.iter().any(|row| row.says_other), told)
    }

    #[test]
    fn facts_are_told_from_commas() {
        let fact = |told: &str| (true, vec![told.to_owned()]);
        assert_eq!(weighed("40 cables", "14 cables"), fact("Number:40>14"));
        assert_eq!(weighed("Monday", "Tuesday"), fact("Date:Monday>Tuesday"));
        assert_eq!(weighed(" and Tom Berg", ""), fact("Name:Tom Berg>"));
        assert_eq!(weighed("did not wait", "did wait"), fact("Negation:not>"));
        assert_eq!(weighed("relieved and grateful", "relieved"), fact("Quotation:and grateful>"));
        let nothing = (false, vec![]);
        assert_eq!(weighed("repairs\n\nThe", "repairs\n\n\nThe"), nothing);
        assert_eq!(weighed("after 40 cables had", "after, 40 cables had"), nothing);
        assert_eq!(weighed("near the old mill", "by the old mill"), nothing);
        assert_eq!(weighed("Mayor Ada Lind", "Ada Lind, mayor,"), nothing);
        assert_eq!(weighed("Read more: ferries", "Read more: trains"), nothing);
    }

    #[test]
    fn sentences_and_clauses_that_come_or_go_say_something() {
        let other = (true, vec![]);
        assert_eq!(weighed(" Drivers did not wait for long.", ""), other);
        assert_eq!(weighed("the old mill.", "the old mill. The river stood high."), other);
        assert_eq!(weighed("near the old mill", "near the old mill while the river stood high"), other);
        let note = "for long.\n\nCorrection: an earlier version of this story was wrong.";
        assert_eq!(weighed("for long.", note), (false, vec![]));
    }
}
