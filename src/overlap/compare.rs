//! Two texts compared: which sentences share wording, and as what.
//!
//! A copied sentence proves itself by words in order. A paraphrase cannot: two reports of one event share as many
//! words in a sentence as a paraphrase and its source do. What tells them apart is the company: a text that follows
//! another agrees with it in sentence after sentence, in nearly the same order. So paraphrase is believed in chains
//! only.

use std::collections::HashSet;

use super::corpus::{Corpus, Prepared, Weights, Zone};
use super::evidence::log2_thousandths;
use super::postings::Postings;
use super::thresholds::*;
use super::wording::Wording;
use super::{Relation, Repeat, matchers};
use crate::align::{Score, Seed, chains};

/// Two sentences that share wording, before they are dressed as an overlap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Match {
    pub a: usize,
    pub b: usize,
    pub zone: Zone,
    pub wording: Wording,
    /// The cosine of the prose words both use, in any order.
    pub cosine: Score,
}

impl Match {
    /// What the match is called: what it proves by itself, else a paraphrase.
    pub fn relation(&self) -> Relation {
        match self.zone {
            Zone::Boilerplate => Relation::Boilerplate,
            _ => matchers::proves(&self.wording).unwrap_or(Relation::Paraphrase),
        }
    }
}

/// Where a sentence pair was lost, so that "nothing found" can say why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dropped {
    /// Sentence pairs that share two rare words or more.
    pub seeds: usize,
    /// … lost for too little wording of their own and no chain to lean on.
    pub alone: usize,
    /// … lost because their chain was too weak.
    pub weak_chain: usize,
}

/// The matches of two texts in the order of `a`.
pub(super) fn compare(corpus: &Corpus, a: usize, b: usize) -> (Vec<Match>, Dropped) {
    let weights = corpus.weights(a, b);
    let pair = Pair { a: &corpus.texts[a], b: &corpus.texts[b], weights };
    let mut found = Vec::new();
    let mut dropped = Dropped::default();
    for zone in [Zone::Body, Zone::Headline, Zone::Boilerplate] {
        pair.matches(zone, &mut found, &mut dropped);
    }
    found.sort_by_key(|m| (m.a, m.b));
    (found, dropped)
}

/// The sentences that one text says twice: by words in order, or by the same quotation.
pub(super) fn compare_within(corpus: &Corpus, text: usize) -> Vec<Repeat> {
    let weights = corpus.weights(text, text);
    let prepared = &corpus.texts[text];
    let postings = Postings::of((0..prepared.sentences.len()).map(|index| (index, prepared.content(index))));
    let mut found = Vec::new();
    for first in 0..prepared.sentences.len() {
        for (second, bits) in postings.sharing(prepared.content(first), |key| u64::from(weights.of(key))) {
            if second <= first || bits < SEED_BITS {
                continue;
            }
            let wording = Wording::of(prepared.units_of(first), prepared.units_of(second), &weights);
            if matchers::proves(&wording).is_some() {
                found.push(Repeat { text, first, second, score: wording.whole.share() });
            }
        }
    }
    found
}

struct Pair<'c> {
    a: &'c Prepared<'c>,
    b: &'c Prepared<'c>,
    weights: Weights,
}

/// A pair of sentences that share enough to be looked at.
struct Candidate {
    a: usize,
    b: usize,
    wording: Wording,
    cosine: Score,
    /// Prose evidence weighed by how much of both sentences it makes up.
    gain: u64,
    copied: bool,
}

impl Pair<'_> {
    fn matches(&self, zone: Zone, found: &mut Vec<Match>, dropped: &mut Dropped) {
        let count = |text: &Prepared| text.sentences.iter().filter(|s| s.zone == zone).count() as u64;
        // What chance alone would yield: it grows with the logarithm of the pairs tried.
        let chance = u64::from(log2_thousandths(count(self.a) * count(self.b)));
        let candidates = self.candidates(zone, chance);
        dropped.seeds += candidates.len();
        let seeds: Vec<Seed> =
            candidates.iter().map(|c| Seed { a: c.a as u32, b: c.b as u32, gain: c.worth() }).collect();
        let mut accepted: Vec<usize> = Vec::new();
        let mut regions = Vec::new();
        for chain in chains(&seeds, GAP_BITS, 1) {
            let prose: Vec<usize> = chain.members.iter().copied().filter(|&m| candidates[m].gain > 0).collect();
            let worth: u64 = prose.iter().map(|&m| candidates[m].gain).sum();
            let paid = worth as i64 - (chain.members.iter().map(|&m| candidates[m].worth()).sum::<i64>() - chain.score);
            // The first chain has to show that the two texts belong together at all; then less is enough.
            let (members, factor) =
                if regions.is_empty() { (CHAIN_MEMBERS, CHAIN_FACTOR) } else { (FURTHER_MEMBERS, FURTHER_FACTOR) };
            if zone == Zone::Body && prose.len() >= members && paid >= (chance * factor) as i64 {
                regions.push(Region::of(chain.members.iter().map(|&m| &candidates[m])));
                accepted.extend(chain.members);
            } else {
                let (alone, weak): (Vec<usize>, Vec<usize>) =
                    chain.members.iter().partition(|&&m| candidates[m].copied);
                accepted.extend(alone);
                if chain.members.len() > 1 { dropped.weak_chain += weak.len() } else { dropped.alone += weak.len() }
            }
        }
        self.add_in_context(&candidates, &regions, &mut accepted);
        found.extend(accepted.into_iter().map(|m| {
            let Candidate { a, b, wording, cosine, .. } = candidates[m];
            Match { a, b, zone, wording, cosine }
        }));
    }

    /// Sentence pairs with enough in common, in order.
    fn candidates(&self, zone: Zone, chance: u64) -> Vec<Candidate> {
        let in_zone = |text: &'_ Prepared| -> Vec<usize> {
            (0..text.sentences.len()).filter(|&index| text.sentences[index].zone == zone).collect()
        };
        let postings = Postings::of(in_zone(self.b).into_iter().map(|j| (j, self.b.content(j))));
        let totals = |text: &Prepared| -> Vec<(u64, u64)> {
            let total = |s: usize| (self.weights.sum(text.prose(s)), self.weights.sum(text.content(s)));
            (0..text.sentences.len()).map(total).collect()
        };
        let (totals_a, totals_b) = (totals(self.a), totals(self.b));
        let mut candidates = Vec::new();
        for i in in_zone(self.a) {
            for (j, bits) in postings.sharing(self.a.content(i), |key| u64::from(self.weights.of(key))) {
                let any = cosine(bits, totals_a[i].1, totals_b[j].1);
                if bits < SEED_BITS || any < Score::new(SEED_COSINE) {
                    continue;
                }
                let prose_bits = self.weights.sum(&common(self.a.prose(i), self.b.prose(j)));
                let cosine = cosine(prose_bits, totals_a[i].0, totals_b[j].0);
                let strong = prose_bits >= SEED_BITS && cosine >= Score::new(SEED_COSINE);
                let gain = if strong { prose_bits * u64::from(cosine.thousandths()) / 1000 } else { 0 };
                let wording = Wording::of(self.a.units_of(i), self.b.units_of(j), &self.weights);
                let proof = matchers::proves(&wording);
                let copied = proof.is_some_and(|relation| {
                    relation == Relation::Quotation || wording.bits * 2 >= chance * COPIED_HALVES
                });
                if gain > 0 || copied {
                    candidates.push(Candidate { a: i, b: j, wording, cosine, gain, copied });
                }
            }
        }
        candidates
    }

    /// Between and beside the links of an accepted chain weaker pairs are believed too, the best first.
    fn add_in_context(&self, candidates: &[Candidate], regions: &[Region], accepted: &mut Vec<usize>) {
        let mut open: Vec<usize> = (0..candidates.len()).collect();
        for region in regions {
            let used_a: HashSet<usize> = accepted.iter().map(|&m| candidates[m].a).collect();
            let used_b: HashSet<usize> = accepted.iter().map(|&m| candidates[m].b).collect();
            open.retain(|&c| !used_a.contains(&candidates[c].a) && !used_b.contains(&candidates[c].b));
            let mut inside: Vec<usize> = open.iter().copied().filter(|&c| region.holds(&candidates[c])).collect();
            inside.sort_by_key(|&c| (std::cmp::Reverse(candidates[c].worth()), candidates[c].a, candidates[c].b));
            while let Some(&best) = inside.first() {
                accepted.push(best);
                inside.retain(|&c| candidates[c].a != candidates[best].a && candidates[c].b != candidates[best].b);
            }
        }
    }
}

impl Candidate {
    /// What the pair is worth in a chain: prose evidence, or the quotation's where there is no prose.
    fn worth(&self) -> i64 {
        let ordered = if self.copied { self.wording.bits } else { 0 };
        self.gain.max(ordered) as i64
    }
}

/// The stretch of both texts that a chain spans, and a little around it.
struct Region {
    a: std::ops::RangeInclusive<usize>,
    b: std::ops::RangeInclusive<usize>,
}

impl Region {
    fn of<'c>(members: impl Iterator<Item = &'c Candidate>) -> Region {
        let (mut a, mut b) = ((usize::MAX, 0), (usize::MAX, 0));
        for member in members {
            a = (a.0.min(member.a), a.1.max(member.a));
            b = (b.0.min(member.b), b.1.max(member.b));
        }
        let wider = |(first, last): (usize, usize)| first.saturating_sub(CONTEXT)..=last + CONTEXT;
        Region { a: wider(a), b: wider(b) }
    }

    fn holds(&self, candidate: &Candidate) -> bool {
        self.a.contains(&candidate.a) && self.b.contains(&candidate.b)
    }
}

fn cosine(shared: u64, a: u64, b: u64) -> Score {
    Score::of(shared, (u128::from(a) * u128::from(b)).isqrt() as u64)
}

/// What two sorted lists share.
fn common(a: &[u32], b: &[u32]) -> Vec<u32> {
    a.iter().filter(|key| b.binary_search(key).is_ok()).copied().collect()
}
