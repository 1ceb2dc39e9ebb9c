//! Runs of words that look like copying and are only names, titles or formulas.

use std::collections::HashSet;

use super::corpus::{Class, Corpus, Prepared, Unit};
use super::postings::Postings;
use super::thresholds::{COPIED_CONTENT, NAMES_RUN, RUN_CELLS};
use super::{Overlap, is_swapped};
use crate::align::longest_run;
use crate::text::Span;

/// Two sentences that share a long run of words which says nothing: not counted, listed on request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NamesOnly {
    /// 0-based sentences.
    pub a: usize,
    pub b: usize,
    /// The run, in canonical bytes.
    pub span_a: Span,
    pub span_b: Span,
    /// Its length in words.
    pub words: usize,
}

impl NamesOnly {
    pub(super) fn mirror(self) -> NamesOnly {
        NamesOnly { a: self.b, b: self.a, span_a: self.span_b, span_b: self.span_a, words: self.words }
    }
}

/// The sentence pairs outside the overlaps whose longest common run of units holds a name, at least [`NAMES_RUN`]
/// words in all, and too little content to count.
pub(super) fn names_only(corpus: &Corpus, [a, b]: [usize; 2], overlaps: &[Overlap]) -> Vec<NamesOnly> {
    let is_swapped = is_swapped(corpus, [a, b]);
    let pairs = |overlap: &Overlap| -> Vec<(usize, usize)> {
        let [i, j] = [&overlap.a, &overlap.b].map(|side| side.sentences.clone());
        let (i, j) = if is_swapped { (j, i) } else { (i, j) };
        i.flat_map(|i| j.clone().map(move |j| (i, j))).collect()
    };
    let taken: HashSet<(usize, usize)> = overlaps.iter().flat_map(pairs).collect();
    if !is_swapped {
        return runs(corpus, [a, b], &taken);
    }
    let mut runs: Vec<NamesOnly> = runs(corpus, [b, a], &taken).into_iter().map(NamesOnly::mirror).collect();
    runs.sort_by_key(|run| (run.a, run.b));
    runs
}

/// The same, of sentence pairs that are not `taken`.
fn runs(corpus: &Corpus, [a, b]: [usize; 2], taken: &HashSet<(usize, usize)>) -> Vec<NamesOnly> {
    let (left, right) = (&corpus.texts[a], &corpus.texts[b]);
    let names = |text: &Prepared| -> Vec<Vec<u32>> {
        let is_name = |class| class == Class::Name;
        (0..text.sentences.len()).map(|sentence| text.ids_of(sentence, is_name)).collect()
    };
    let (in_left, in_right) = (names(left), names(right));
    let postings = Postings::of(in_right.iter().map(Vec::as_slice).enumerate());
    let mut found = Vec::new();
    for (i, names_here) in in_left.iter().enumerate() {
        let sharing = postings.sharing(names_here).into_iter().filter(|&j| !taken.contains(&(i, j)));
        found.extend(sharing.filter_map(|j| run_of_names(left, i, right, j, &in_right[j])));
    }
    found
}

/// `names` are those of the sentence `j`, sorted.
fn run_of_names(left: &Prepared, i: usize, right: &Prepared, j: usize, names: &[u32]) -> Option<NamesOnly> {
    // Small words alone make no run: shared names of few words are not worth a search.
    let shared = |unit: &&Unit| unit.class == Class::Name && names.binary_search(&unit.id).is_ok();
    let named =
        left.units_of(i).iter().filter(shared).map(|unit| left.text.slice(unit.span).split_whitespace().count());
    if named.sum::<usize>() * 2 < NAMES_RUN {
        return None;
    }
    if left.units_of(i).len().saturating_mul(right.units_of(j).len()) > RUN_CELLS {
        return None;
    }
    let keys =
        |text: &Prepared, sentence| text.units_of(sentence).iter().map(|unit| u64::from(unit.id)).collect::<Vec<_>>();
    let (run_a, run_b) = longest_run(&keys(left, i), &keys(right, j));
    let (units_a, units_b) = (&left.units_of(i)[run_a], &right.units_of(j)[run_b]);
    let covered = |units: &[Unit]| Some(units.first()?.span.cover(units.last()?.span));
    let (span_a, span_b) = (covered(units_a)?, covered(units_b)?);
    // "DPRK" is one word, however long the name it stands for.
    let words = |text: &Prepared, span: Span| text.text.slice(span).split_whitespace().count();
    let words = words(left, span_a).min(words(right, span_b));
    let count = |class: Class| units_a.iter().filter(|unit| unit.class == class).count();
    let content = units_a.iter().filter(|unit| unit.class.is_content()).count();
    let only_names = count(Class::Name) > 0 && content < COPIED_CONTENT;
    (only_names && words >= NAMES_RUN).then_some(NamesOnly { a: i, b: j, span_a, span_b, words })
}
