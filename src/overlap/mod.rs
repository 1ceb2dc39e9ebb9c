//! Shared wording: which sentences of two texts belong together, as what, and what changed between them.
//!
//! [`Corpus::new`] makes texts ready, [`find`] compares pairs of them. Everything is told by index and canonical byte
//! spans; who printed the texts is for the layers above.

mod background;
mod by_meaning;
mod candidates;
mod compare;
mod corpus;
mod couple;
mod derivation;
mod drift;
mod edits;
mod evidence;
mod explain;
mod lexicon;
mod matchers;
mod meanings;
mod method;
mod names;
mod pairing;
mod passages;
mod postings;
mod regions;
mod repeats;
#[cfg(test)]
mod tests;
pub mod thresholds;
mod units;
mod without;
mod witness;
mod wording;

pub use candidates::{Fingerprints, candidate_pairs, nearest_pairs};
pub use compare::Dropped;
pub use corpus::Corpus;
pub use couple::{Couple, Likeness};
pub use derivation::Derivation;
pub use drift::{Drift, DriftKind, Verdict};
pub use edits::{Edit, edits};
pub(crate) use evidence::log2_thousandths;
pub use explain::{Explanation, RegionSeen, SeedSeen, Sentences, Why, explain};
pub use method::{method, method_with};
pub use names::NamesOnly;
pub use passages::Passage;
pub use regions::{Asked, Belief, Chance, Proof};
pub use repeats::{Repeat, repeats};
pub use witness::Loss;

use std::ops::Range;

use rayon::prelude::*;

use self::regions::Numbers;
use self::witness::Witness;
use crate::align::{Score, Seed, heaviest_rising};
use crate::article::{Credit, SourceClass};
use crate::text::Span;

/// How two sentences are related.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Relation {
    /// The same words.
    Verbatim,
    /// The same words in order, with changes.
    Edited,
    /// The same content in other words, believed for the company it keeps.
    Paraphrase,
    /// The same quotation: two reports may quote one speaker, so this is no copying.
    Quotation,
    /// The same content, and nothing that says that one was copied: both may follow one source, such as a document they
    /// cite.
    CommonSource,
    /// Lines of the site, or a form that was filled in twice.
    Boilerplate,
}

impl Relation {
    /// Whether the relation is evidence that one text follows the other or a common text.
    pub const fn is_copying(self) -> bool {
        matches!(self, Relation::Verbatim | Relation::Edited | Relation::Paraphrase)
    }

    /// Whether the sentences say the same in other words, so that nothing tells which word took the place of which.
    pub const fn is_retold(self) -> bool {
        matches!(self, Relation::Paraphrase | Relation::CommonSource)
    }
}

/// One side of an overlap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// Index of the text in the corpus.
    pub text: usize,
    /// 0-based, half-open; contiguous.
    pub sentences: Range<usize>,
    /// Canonical bytes, from the start of the first sentence to the end of the last.
    pub span: Span,
    /// The sources these sentences name. Whoever speaks in a quotation is none.
    pub credits: Vec<Credit>,
}

impl Side {
    /// The named sources of the wording: no picture credits, no sources of a source, nobody unnamed.
    pub fn sources(&self) -> impl Iterator<Item = &Credit> {
        sources(self.credits.iter())
    }

    /// Its sources that `other` does not name.
    pub fn sources_beyond<'s>(&'s self, other: &'s Side) -> impl Iterator<Item = &'s Credit> {
        self.sources().filter(|credit| other.sources().all(|theirs| theirs.source != credit.source))
    }
}

fn sources<'c>(credits: impl Iterator<Item = &'c Credit>) -> impl Iterator<Item = &'c Credit> {
    use SourceClass::{Institution, Outlet, Record, Wire};
    let named = |credit: &&Credit| matches!(credit.class, Wire | Outlet | Institution | Record);
    credits.filter(named).filter(|credit| !credit.for_image && credit.via.is_none())
}

/// Two sentences (or contiguous groups) that share wording.
///
/// Invariants: the edits tile both spans in order and rebuild both; `Verbatim` means that all words are equal when
/// folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overlap {
    pub a: Side,
    pub b: Side,
    pub relation: Relation,
    /// Some of the shared wording stands between quotation marks.
    pub quoted: bool,
    /// Stands elsewhere in the order of the two texts than most of their overlaps.
    pub moved: bool,
    /// Nothing but a model of what sentences mean paired the two.
    pub by_meaning: bool,
    /// How much of the shorter side is kept in order (verbatim, edited, quotation), or the cosine (paraphrase): of the telling
    /// words, or of the meanings where these paired the two.
    pub score: Score,
    /// Words both sides have in the same order, names left out.
    pub shared_words: usize,
    pub edits: Vec<Edit>,
    pub drift: Vec<Drift>,
}

impl Overlap {
    /// The same with so much told of it.
    pub fn told(self, corpus: &Corpus, depth: Depth) -> Overlap {
        if depth == Depth::Spans {
            return self;
        }
        if is_swapped(corpus, [self.a.text, self.b.text]) {
            return self.mirror().told(corpus, depth).mirror();
        }
        let told = |side: Side| {
            let credits = match depth {
                Depth::Edits => corpus.texts[side.text].credits_in(&side.sentences).cloned().collect(),
                _ => Vec::new(),
            };
            Side { credits, ..side }
        };
        let (a, b) = (told(self.a), told(self.b));
        let (text_a, text_b) = (corpus.texts[a.text].text, corpus.texts[b.text].text);
        let edits = edits(text_a.body(), a.span, text_b.body(), b.span);
        // The same words state the same facts.
        let drift = match text_a.slice(a.span) == text_b.slice(b.span) {
            true => Vec::new(),
            false => drift::drift(corpus, (a.text, &a.sentences), (b.text, &b.sentences), self.relation),
        };
        Overlap { a, b, edits, drift, ..self }
    }

    /// The same overlap seen from the other side.
    pub fn mirror(self) -> Overlap {
        Overlap {
            a: self.b,
            b: self.a,
            edits: self.edits.into_iter().map(Edit::mirror).collect(),
            drift: self.drift.into_iter().map(Drift::mirror).collect(),
            ..self
        }
    }
}

/// What two texts share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Indexes of the two texts.
    pub a: usize,
    pub b: usize,
    /// In the order of `a`, then of `b`.
    pub overlaps: Vec<Overlap>,
    pub passages: Vec<Passage>,
    /// How much of each text (by words) stands in overlaps that count as copying.
    pub share_a: Score,
    pub share_b: Score,
    /// The same of its own prose alone, which a [`Derivation`] is told from: what it quotes with the other, its credits and
    /// the lines of its site are left out on both sides of the fraction.
    pub own_a: Score,
    pub own_b: Score,
    /// Runs that look like copying and are only names.
    pub names: Vec<NamesOnly>,
    pub dropped: Dropped,
    /// How much is told of the overlaps.
    pub depth: Depth,
}

/// How much is told of the overlaps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Depth {
    /// Which sentences, and as what: edits, drift, names-only runs and credits stay empty.
    Spans,
    /// All but credits.
    Wording,
    /// All of it.
    Edits,
}

/// Compares the given pairs of texts. The result has the order of `pairs`, and the sides that were asked for. `chance` says
/// how the pairs came about: what was searched for among many has to prove more.
pub fn find(corpus: &Corpus, pairs: &[(usize, usize)], chance: Chance, depth: Depth) -> Vec<Pair> {
    let numbers = || Numbers::new(corpus);
    pairs
        .par_iter()
        .map_init(numbers, |numbers, &(a, b)| pair(corpus, numbers, [a, b], chance, depth, &mut ()))
        .collect()
}

/// Where ties could fall differently, one order is computed and the other mirrored; whether that of these two is.
fn is_swapped(corpus: &Corpus, [a, b]: [usize; 2]) -> bool {
    let [a, b] = [a, b].map(|text| &corpus.texts[text]);
    // Most texts begin with words of their own.
    a.opening.cmp(&b.opening).then_with(|| a.text.body().cmp(b.text.body())).is_gt()
}

/// Tells all of the pairs that are `wanted`, of which only spans were told.
pub fn tell(corpus: &Corpus, pairs: &mut [Pair], wanted: impl Fn(&Pair) -> bool + Sync) {
    pairs.par_iter_mut().filter(|pair| wanted(pair)).for_each(|pair| pair.tell(corpus, Depth::Edits));
}

fn pair(
    corpus: &Corpus,
    numbers: &mut Numbers,
    [a, b]: [usize; 2],
    chance: Chance,
    depth: Depth,
    witness: &mut impl Witness,
) -> Pair {
    if is_swapped(corpus, [a, b]) {
        return pair(corpus, numbers, [b, a], chance, depth, witness).mirror();
    }
    let (found, dropped) = compare::compare(corpus, numbers, [a, b], chance, witness);
    let (mut overlaps, passages) = passages::dressed(corpus, [a, b], &found);
    mark_moved(&mut overlaps);
    let (share_a, own_a) = shares(corpus, a, overlaps.iter().map(|o| (&o.a, o.relation)));
    let (share_b, own_b) = shares(corpus, b, overlaps.iter().map(|o| (&o.b, o.relation)));
    let (names, spans) = (Vec::new(), Depth::Spans);
    let mut pair = Pair { a, b, overlaps, passages, share_a, share_b, own_a, own_b, names, dropped, depth: spans };
    pair.tell(corpus, depth);
    pair
}

impl Pair {
    /// Tells so much of a pair of which less is told.
    fn tell(&mut self, corpus: &Corpus, depth: Depth) {
        if depth <= self.depth {
            return;
        }
        let overlaps = std::mem::take(&mut self.overlaps).into_iter();
        self.overlaps = overlaps.map(|overlap| overlap.told(corpus, depth)).collect();
        self.names = names::names_only(corpus, [self.a, self.b], &self.overlaps);
        self.depth = depth;
    }

    fn mirror(self) -> Pair {
        let mut overlaps: Vec<(usize, Overlap)> = self.overlaps.into_iter().map(Overlap::mirror).enumerate().collect();
        overlaps.sort_by_key(|(_, o)| (o.a.span, o.b.span));
        let mut place = vec![0; overlaps.len()];
        overlaps.iter().enumerate().for_each(|(now, (before, _))| place[*before] = now);
        let mut passages: Vec<Passage> = self.passages.into_iter().map(|passage| passage.mirror(&place)).collect();
        passages.sort_by_key(|passage| (passage.a, passage.b));
        let mut names: Vec<NamesOnly> = self.names.into_iter().map(NamesOnly::mirror).collect();
        names.sort_by_key(|run| (run.a, run.b));
        Pair {
            a: self.b,
            b: self.a,
            overlaps: overlaps.into_iter().map(|(_, overlap)| overlap).collect(),
            passages,
            share_a: self.share_b,
            share_b: self.share_a,
            own_a: self.own_b,
            own_b: self.own_a,
            names,
            dropped: self.dropped,
            depth: self.depth,
        }
    }
}

/// Dresses a match as an overlap of which only spans are told.
fn overlap(corpus: &Corpus, [a, b]: [usize; 2], found: &compare::Match) -> Overlap {
    let ([in_a, in_b], wording) = (&found.sentences, found.wording);
    Overlap {
        relation: found.relation,
        quoted: wording.quoted_bits > 0,
        moved: false,
        by_meaning: found.by_meaning,
        score: found.score,
        shared_words: wording.words,
        edits: Vec::new(),
        drift: Vec::new(),
        a: side(corpus, a, in_a),
        b: side(corpus, b, in_b),
    }
}

fn side(corpus: &Corpus, text: usize, sentences: &Range<usize>) -> Side {
    let span = corpus.texts[text].span_of(sentences);
    Side { text, sentences: sentences.clone(), span, credits: Vec::new() }
}

/// What keeps the order is the heaviest set of overlaps that rises on both sides; the rest moved.
fn mark_moved(overlaps: &mut [Overlap]) {
    // One alone keeps its order.
    if overlaps.len() < 2 {
        return;
    }
    let seed = |o: &Overlap| Seed {
        a: o.a.sentences.start as u32,
        b: o.b.sentences.start as u32,
        gain: o.shared_words.max(1) as i64,
    };
    let seeds: Vec<Seed> = overlaps.iter().map(seed).collect();
    let mut kept = heaviest_rising(&seeds);
    kept.sort_unstable();
    for (index, overlap) in overlaps.iter_mut().enumerate() {
        overlap.moved = kept.binary_search(&index).is_err();
    }
}

/// How much of a text stands in overlaps that count as copying, by words: of the whole text, and of its own prose.
pub fn shares<'o>(corpus: &Corpus, text: usize, sides: impl Iterator<Item = (&'o Side, Relation)>) -> (Score, Score) {
    let mut sides = sides.peekable();
    if sides.peek().is_none() {
        return (Score::default(), Score::default());
    }
    let prepared = &corpus.texts[text];
    let mut relations: Vec<Option<Relation>> = vec![None; prepared.sentences.len()];
    for (side, relation) in sides {
        relations[side.sentences.clone()].fill(Some(relation));
    }
    let (mut copied, mut own, mut all) = (0, 0, 0);
    for (sentence, relation) in prepared.sentences.iter().zip(relations) {
        let words = u64::from(sentence.words);
        let counts = relation.is_some_and(Relation::is_copying);
        let prose = sentence.zone.is_text();
        all += words;
        copied += if counts { words } else { 0 };
        own += if counts || relation.is_none() && prose { words } else { 0 };
    }
    (Score::of(copied, all), Score::of(copied, own))
}
