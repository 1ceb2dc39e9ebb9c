//! Sentences of a copied stretch that words left without a partner, paired by what they mean.
//!
//! A model finds reports of one event alike whoever wrote them, so it is never asked whether a stretch was copied: only
//! which sentences of one that is believed belong together, and there only in places that their neighbours point to.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::compare::{Found, Match};
use super::corpus::{Corpus, Sentence, Zone};
use super::regions::{Ground, Half};
use super::thresholds::MEANING_COSINE;
use super::wording::Wording;
use super::{Relation, matchers};
use crate::align::Score;

/// Adds such pairs to what was found of two texts, if the corpus has a model.
pub(super) fn add(corpus: &Corpus, ground: &Ground, texts: [usize; 2], found: &mut [Found]) {
    if corpus.meanings.is_none() {
        return;
    }
    let mut paired = [0, 1].map(|side| vec![false; ground.halves[side].text.sentences.len()]);
    found.iter().flat_map(|found| &found.matches).for_each(|one| take(&mut paired, one));
    let is_copied = |found: &Found| {
        found.relation == Relation::Paraphrase || found.matches.iter().any(|one| one.relation.is_copying())
    };
    for found in found.iter_mut().filter(|found| is_copied(found)) {
        let free = [0, 1].map(|side| free(&ground.halves[side], side, found, &paired[side]));
        let alike = alike(corpus, ground, texts, free);
        alike.iter().for_each(|one| take(&mut paired, one));
        found.matches.extend(alike);
    }
}

/// Notes that the sentences of a pair have a partner.
fn take(paired: &mut [Vec<bool>; 2], one: &Match) {
    (0..2).for_each(|side| paired[side][one.sentences[side].clone()].fill(true));
}

/// A sentence without a partner, and the pairs that stand next before and behind it.
struct Free {
    sentence: usize,
    beside: [Option<usize>; 2],
}

/// The sentences of prose that stand in a stretch, for half of their length at least, and in no pair.
fn free(half: &Half, side: usize, found: &Found, paired: &[bool]) -> Vec<Free> {
    let (stretch, pairs) = (&found.units[side], &found.matches);
    let is_free = |sentence: &usize| {
        let Sentence { zone, units, .. } = &half.text.sentences[*sentence];
        let within = units.end.min(stretch.end).saturating_sub(units.start.max(stretch.start));
        !paired[*sentence] && *zone == Zone::Body && within > 0 && 2 * within >= units.len()
    };
    let place = |at: &usize| -> &Range<usize> { &pairs[*at].sentences[side] };
    let beside = |sentence: usize| {
        let before = (0..pairs.len()).filter(|at| place(at).end <= sentence).max_by_key(|at| place(at).end);
        let behind = (0..pairs.len()).filter(|at| place(at).start > sentence).min_by_key(|at| place(at).start);
        [before, behind]
    };
    let sentences = (0..half.text.sentences.len()).filter(is_free);
    sentences.map(|sentence| Free { sentence, beside: beside(sentence) }).collect()
}

/// Whether both stand behind one pair, or before one, with no other between; where a stretch has no pairs, nothing says where
/// they would have to stand.
fn is_in_place(a: &Free, b: &Free) -> bool {
    a.beside == [None, None] || (0..2).any(|way| a.beside[way].is_some() && a.beside[way] == b.beside[way])
}

/// The sentences that belong together, the likest first: what has a better partner has no other.
fn alike(corpus: &Corpus, ground: &Ground, texts: [usize; 2], [free_a, free_b]: [Vec<Free>; 2]) -> Vec<Match> {
    let mut links = Vec::new();
    for a in &free_a {
        for b in free_b.iter().filter(|b| is_in_place(a, b)) {
            let alike = corpus.alike([(texts[0], a.sentence), (texts[1], b.sentence)]).unwrap_or_default();
            if alike >= Score::new(MEANING_COSINE) {
                links.push((Reverse(alike), [a.sentence, b.sentence]));
            }
        }
    }
    links.sort_unstable();
    let mut better: [BTreeSet<usize>; 2] = Default::default();
    let mut matches = Vec::new();
    for (Reverse(alike), places) in links {
        // Both are noted, whether they are paired now or not.
        let [first_a, first_b] = [0, 1].map(|side| better[side].insert(places[side]));
        if first_a && first_b {
            let sentences = places.map(|sentence| sentence..sentence + 1);
            let wording = Wording::of(ground, [&sentences[0], &sentences[1]]);
            let relation = matchers::called(&wording);
            let score = if relation.is_retold() { alike } else { wording.whole.share() };
            matches.push(Match { sentences, wording, relation, score, by_meaning: true });
        }
    }
    matches
}
