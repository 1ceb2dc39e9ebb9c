//! Which sentence goes with which, in six steps; a sentence that found its partner keeps it.
//!
//! 1. Sentences that are the same on both sides and in order, rare ones first ([`script`]); between them those that
//!    have the same letters, whatever their capitals and marks.
//! 2. What the wording proves wherever it stands: the overlaps of the two texts.
//! 3. Sentences that are the same but stand elsewhere, if they say enough not to be the same by chance.
//! 4. The heaviest set of all these that keeps its order is the frame; the rest moved. In the gaps of the frame the
//!    sentences left over face each other: there an edited sentence is believed on less evidence, the less the smaller
//!    the gap.
//! 5. What is left anywhere in both texts is one sentence that was edited on its way elsewhere, if most of it stayed.
//! 6. A lone sentence beside a pair that has its words is a part of it: one was parted, or two were joined.
//!
//! Overlaps are made to claim nothing false among strangers, so they leave out headlines beside prose, credits and all
//! that is short. Steps 1 and 4 to 6 bring these back where the two texts are versions of one.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::thresholds::{
    FEW_PAIRS, GAP_BITS, GAP_PAIRS, GAP_SHARE, GROUP_SIZE, MOVED_BYTES, MOVED_SHARE, SAME_WORDS, SHORT_EDIT_SHARE,
    WORD_BITS,
};
use crate::align::{Op, Score, Seed, heaviest_rising, script};
use crate::hash;
use crate::overlap::{Couple, Overlap, log2_thousandths};
use crate::text::{Text, fold};

/// The pairs as they grow, and which sentences have a partner.
pub(super) struct Pairs<'c> {
    texts: [&'c Text; 2],
    couple: &'c Couple<'c, 'c>,
    /// Equal for sentences that are the same but for their white space.
    keys: [Vec<u64>; 2],
    paired: [Vec<bool>; 2],
    found: Vec<Overlap>,
}

/// Pairs the sentences of `a` and `b`. Every sentence is in one pair at most; those that keep the order of both texts
/// are not marked as moved. `overlaps` are those of the two texts.
pub(super) fn pairs<'c>(a: &'c Text, b: &'c Text, couple: &'c Couple, overlaps: Vec<Overlap>) -> Vec<Overlap> {
    let keys = [a, b].map(|text| text.sentences().iter().map(|s| key(text.slice(s.span))).collect::<Vec<_>>());
    let paired = [a, b].map(|text| vec![false; text.sentences().len()]);
    let mut pairs = Pairs { texts: [a, b], couple, keys, paired, found: Vec::new() };
    pairs.add_same_in_order();
    pairs.add_same_letters();
    pairs.add_overlaps(overlaps);
    pairs.add_same_elsewhere();
    pairs.mark_moved();
    pairs.fill_gaps();
    pairs.add_edited_elsewhere();
    pairs.take_in_parts();
    pairs.found
}

/// A sentence by itself.
fn one(sentence: usize) -> Range<usize> {
    sentence..sentence + 1
}

/// Line breaks and runs of spaces are how a text is set, not what it says.
fn key(sentence: &str) -> u64 {
    // Most stand on one line already, with one space between words.
    let mut before = ' ';
    let mut is_plain = sentence.chars().all(|c| {
        let fits = !c.is_whitespace() || c == ' ' && before != ' ';
        before = c;
        fits
    });
    is_plain &= before != ' ';
    if is_plain { hash::key(sentence) } else { hash::key(&sentence.split_whitespace().collect::<Vec<_>>().join(" ")) }
}

/// What a sentence says without its capitals and marks; by itself where it is nothing else.
fn letters(sentence: &str) -> u64 {
    let mut letters = String::with_capacity(sentence.len());
    for word in sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        letters.push_str(&fold(word));
        letters.push(' ');
    }
    if letters.is_empty() { key(sentence) } else { hash::key(&letters) }
}

impl Pairs<'_> {
    fn add(&mut self, overlap: Overlap) {
        overlap.a.sentences.clone().for_each(|i| self.paired[0][i] = true);
        overlap.b.sentences.clone().for_each(|j| self.paired[1][j] = true);
        self.found.push(overlap);
    }

    fn add_same_in_order(&mut self) {
        for step in script(&self.keys[0], &self.keys[1]).into_iter().filter(|step| step.op == Op::Equal) {
            step.a.zip(step.b).for_each(|(i, j)| self.add(self.couple.overlap(&one(i), &one(j))));
        }
    }

    fn add_same_letters(&mut self) {
        for [a, b] in self.gaps().into_iter().filter(|gap| !gap.iter().any(Range::is_empty)) {
            let letters_of = |side: usize, sentences: &Range<usize>| -> Vec<u64> {
                let text = self.texts[side];
                text.sentences()[sentences.clone()].iter().map(|sentence| letters(text.slice(sentence.span))).collect()
            };
            let steps = script(&letters_of(0, &a), &letters_of(1, &b));
            for step in steps.into_iter().filter(|step| step.op == Op::Equal) {
                step.a
                    .zip(step.b)
                    .for_each(|(i, j)| self.add(self.couple.overlap(&one(a.start + i), &one(b.start + j))));
            }
        }
    }

    /// The most telling first, where two want one sentence.
    fn add_overlaps(&mut self, mut overlaps: Vec<Overlap>) {
        // What the overlaps found is said as they say it, so that a pair has one name in every command.
        for same in &mut self.found {
            if let Some(at) = overlaps.iter().position(|o| o.a == same.a && o.b == same.b) {
                *same = overlaps.swap_remove(at);
            }
        }
        overlaps.sort_by_key(|o| (std::cmp::Reverse(o.shared_words), o.a.span, o.b.span));
        for overlap in overlaps {
            let taken = |paired: &[bool], sentences: &Range<usize>| paired[sentences.clone()].contains(&true);
            if !taken(&self.paired[0], &overlap.a.sentences) && !taken(&self.paired[1], &overlap.b.sentences) {
                self.add(self.as_edit(overlap));
            }
        }
    }

    /// Among strangers a short sentence with a word changed proves little and passes for a paraphrase at best. Where
    /// most of its words stayed in order it is an edit.
    fn as_edit(&self, overlap: Overlap) -> Overlap {
        let (i, j) = (overlap.a.sentences.start, overlap.b.sentences.start);
        let is_pair = overlap.a.sentences.len() == 1 && overlap.b.sentences.len() == 1;
        if overlap.relation.is_retold()
            && is_pair
            && self.couple.likeness(&one(i), &one(j)).share >= Score::new(SHORT_EDIT_SHARE)
        {
            return self.couple.overlap(&one(i), &one(j));
        }
        overlap
    }

    fn add_same_elsewhere(&mut self) {
        let (free_a, free_b) = (self.free(0, 0..self.keys[0].len()), self.free(1, 0..self.keys[1].len()));
        let least = least_bits(free_a.len(), free_b.len());
        let mut places: HashMap<u64, VecDeque<usize>> = HashMap::new();
        free_b.iter().for_each(|&j| places.entry(self.keys[1][j]).or_default().push_back(j));
        for i in free_a {
            let Some(places) = places.get_mut(&self.keys[0][i]) else { continue };
            let tells =
                |j: usize| self.couple.words(0, &one(i)) >= SAME_WORDS || self.couple.common_bits(i, j) >= least;
            if let Some(&j) = places.front().filter(|&&j| tells(j)) {
                places.pop_front();
                self.add(self.couple.overlap(&one(i), &one(j)));
            }
        }
    }

    /// What keeps the order of both texts is the heaviest set of pairs that rises on both sides; the rest moved.
    fn mark_moved(&mut self) {
        let seeds: Vec<Seed> = self.found.iter().map(seed).collect();
        self.found.iter_mut().for_each(|overlap| overlap.moved = true);
        heaviest_rising(&seeds).into_iter().for_each(|kept| self.found[kept].moved = false);
    }

    fn fill_gaps(&mut self) {
        self.gaps().into_iter().for_each(|[a, b]| self.fill(a, b));
    }

    /// The sentences between the pairs that keep the order of both texts, before the first and behind the last.
    fn gaps(&self) -> Vec<[Range<usize>; 2]> {
        let mut frame: Vec<[Range<usize>; 2]> = self
            .found
            .iter()
            .filter(|overlap| !overlap.moved)
            .map(|overlap| [overlap.a.sentences.clone(), overlap.b.sentences.clone()])
            .collect();
        frame.sort_by_key(|[a, _]| a.start);
        frame.push([&self.paired[0], &self.paired[1]].map(|paired| paired.len()..paired.len()));
        let (mut from_a, mut from_b) = (0, 0);
        let gap = |[a, b]: [Range<usize>; 2]| {
            let gap = [from_a..a.start, from_b..b.start];
            (from_a, from_b) = (a.end, b.end);
            gap
        };
        frame.into_iter().map(gap).collect()
    }

    fn fill(&mut self, a: Range<usize>, b: Range<usize>) {
        let seeds = self.alike(&self.free(0, a), &self.free(1, b), Score::new(GAP_SHARE));
        for kept in heaviest_rising(&seeds) {
            self.add(self.couple.overlap(&one(seeds[kept].a as usize), &one(seeds[kept].b as usize)));
        }
    }

    /// Sentences that went elsewhere and were edited on the way, the most telling first.
    fn add_edited_elsewhere(&mut self) {
        let mut seeds = self.alike(
            &self.free(0, 0..self.keys[0].len()),
            &self.free(1, 0..self.keys[1].len()),
            Score::new(MOVED_SHARE),
        );
        seeds.sort_by_key(|seed| (std::cmp::Reverse(seed.gain), seed.a, seed.b));
        for seed in seeds {
            let (i, j) = (seed.a as usize, seed.b as usize);
            if !self.paired[0][i] && !self.paired[1][j] {
                self.add(Overlap { moved: true, ..self.couple.overlap(&one(i), &one(j)) });
            }
        }
    }

    /// The pairs of sentences that keep `share` of the words of both in order, and more than chance yields among so many.
    fn alike(&self, free_a: &[usize], free_b: &[usize], share: Score) -> Vec<Seed> {
        if free_a.len().saturating_mul(free_b.len()) > GAP_PAIRS {
            return Vec::new();
        }
        let least = least_bits(free_a.len(), free_b.len());
        // Among few, small words in order tell something too.
        let few = free_a.len() * free_b.len() <= FEW_PAIRS;
        let mut seeds = Vec::new();
        for &i in free_a {
            for &j in free_b {
                if !few && self.couple.common_bits(i, j) < least {
                    continue;
                }
                let like = self.couple.likeness(&one(i), &one(j));
                let told = if few { like.bits.max(like.words as u64 * WORD_BITS) } else { like.bits };
                if told >= least && like.share >= share {
                    seeds.push(Seed { a: i as u32, b: j as u32, gain: told as i64 });
                }
            }
        }
        seeds
    }

    /// A sentence that was parted, or joined to the next, has words in a pair beside the one it is in: a lone sentence
    /// joins the pair next to it if most of its words stand on the other side and there for no other sentence.
    fn take_in_parts(&mut self) {
        for side in [0, 1] {
            for lone in self.free(side, 0..self.keys[side].len()) {
                let grown = (0..self.found.len()).filter_map(|at| self.grown(at, side, lone));
                let Some((_, at, [a, b])) = grown.max_by_key(|(words, at, _)| (*words, std::cmp::Reverse(*at))) else {
                    continue;
                };
                self.paired[side][lone] = true;
                let overlap = self.couple.overlap(&a, &b);
                self.found[at] = Overlap { moved: self.found[at].moved, ..overlap };
            }
        }
    }

    /// The pair `at` with a sentence more on a side, and how many words more it keeps; `None` if it does not belong there.
    fn grown(&self, at: usize, side: usize, lone: usize) -> Option<(usize, usize, [Range<usize>; 2])> {
        let overlap = &self.found[at];
        let before = [&overlap.a.sentences, &overlap.b.sentences].map(Range::clone);
        let mut after = before.clone();
        let mine = &mut after[side];
        if lone + 1 == mine.start {
            mine.start = lone;
        } else if lone == mine.end {
            mine.end = lone + 1;
        } else {
            return None;
        }
        if mine.len() > GROUP_SIZE || overlap.relation.is_retold() {
            return None;
        }
        let [was, is] = [&before, &after].map(|[a, b]| self.couple.likeness(a, b));
        let more = is.words.saturating_sub(was.words);
        let share = Score::of(more as u64, self.couple.words(side, &one(lone)) as u64);
        let told = is.bits.saturating_sub(was.bits);
        (share >= Score::new(GAP_SHARE) && told >= GAP_BITS).then_some((more, at, after))
    }

    /// The sentences of a side (0 or 1) within `range` that have no partner.
    fn free(&self, side: usize, range: Range<usize>) -> Vec<usize> {
        range.filter(|&sentence| !self.paired[side][sentence]).collect()
    }
}

/// What a match among `a · b` sentence pairs must tell not to be chance.
fn least_bits(a: usize, b: usize) -> u64 {
    u64::from(log2_thousandths((a * b) as u64)) + GAP_BITS
}

/// A pair, and how much of the text would not have moved with it.
fn seed(overlap: &Overlap) -> Seed {
    let kept: usize = overlap.edits.iter().filter(|edit| edit.op == Op::Equal).map(|edit| edit.a.len()).sum();
    Seed { a: overlap.a.sentences.start as u32, b: overlap.b.sentences.start as u32, gain: (kept + MOVED_BYTES) as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn white_space_makes_no_other_sentence(sentence in "[aé \n\t\u{a0}\u{2003}]{0,12}") {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            prop_assert_eq!(key(&sentence), hash::key(&words.join(" ")));
        }
    }
}
