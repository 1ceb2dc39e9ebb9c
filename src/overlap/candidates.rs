//! Which pairs of a corpus are worth comparing.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::corpus::{Corpus, Prepared, Sentence, Zone};
use super::thresholds::{ALL_PAIRS_TEXTS, CANDIDATE_BITS, SHINGLE_TIMES, STRONG_CONTENT};
use crate::hash::key;
use crate::index::{
    Candidate, Keys, RARE, RUN, SHINGLE, candidates, rare_pairs, repeated, telling, told, winnowed, winnowed_where,
};

/// The pairs of texts that may share wording, as sorted indexes with `a < b`. In a small corpus every pair is; in a
/// large one those whose common fingerprints tell [`CANDIDATE_BITS`].
pub fn candidate_pairs(corpus: &Corpus) -> Vec<(usize, usize)> {
    match shared(corpus) {
        None => all(corpus.texts.len()),
        Some(candidates) => candidates.iter().map(ends).collect(),
    }
}

/// The same, and of each text that has many such pairs only the so many that share what tells most, whichever of the two has them: who
/// copies whom is told by what is near. Pairs that may not be are left out first.
pub fn nearest_pairs(corpus: &Corpus, most: usize, may_be: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let Some(mut candidates) = shared(corpus) else {
        return all(corpus.texts.len()).into_iter().filter(|&(a, b)| may_be(a, b)).collect();
    };
    candidates.retain(|candidate| may_be(candidate.a as usize, candidate.b as usize));
    let mut of_text: Vec<Vec<usize>> = vec![Vec::new(); corpus.texts.len()];
    for (index, candidate) in candidates.iter().enumerate() {
        let (a, b) = ends(candidate);
        of_text[a].push(index);
        of_text[b].push(index);
    }
    // Of those that share as much, which are kept depends on wording, not on what was read first.
    let bodies: Vec<u64> = corpus.texts.par_iter().map(|prepared| key(prepared.text.body())).collect();
    let mut kept = vec![false; candidates.len()];
    for (text, mut indexes) in of_text.into_iter().enumerate() {
        if indexes.len() > most {
            let other = |index: usize| {
                let (a, b) = ends(&candidates[index]);
                a + b - text
            };
            indexes.sort_by_key(|&index| (Reverse(candidates[index].told), bodies[other(index)], index));
            indexes.truncate(most);
        }
        indexes.into_iter().for_each(|index| kept[index] = true);
    }
    candidates.iter().zip(kept).filter(|(_, kept)| *kept).map(|(candidate, _)| ends(candidate)).collect()
}

/// All pairs of so many texts.
fn all(texts: usize) -> Vec<(usize, usize)> {
    (0..texts).flat_map(|a| (a + 1..texts).map(move |b| (a, b))).collect()
}

/// The pairs that share enough fingerprints, and what these tell; `None` of a small corpus.
fn shared(corpus: &Corpus) -> Option<Vec<Candidate>> {
    if corpus.texts.len() <= ALL_PAIRS_TEXTS {
        return None;
    }
    let keys: Vec<Keys> =
        corpus.texts.par_iter().map_init(Room::default, |room, prepared| keys(corpus, prepared, room)).collect();
    Some(candidates(repeated(&keys), keys.len() as u32, CANDIDATE_BITS))
}

fn ends(candidate: &Candidate) -> (usize, usize) {
    (candidate.a as usize, candidate.b as usize)
}

/// How two texts of a corpus too large to compare all came to be compared, or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprints {
    /// So many of their fingerprints are the same.
    pub shared: usize,
    /// How many bits these tell; [`CANDIDATE_BITS`] are asked.
    pub told: u32,
    /// Whether they were compared. What more texts have than can all be paired links each of them with the first and with the
    /// one before it.
    pub compared: bool,
}

/// The same of two texts; `None` where every pair is compared.
pub(super) fn fingerprints(corpus: &Corpus, [a, b]: [usize; 2]) -> Option<Fingerprints> {
    if corpus.texts.len() <= ALL_PAIRS_TEXTS {
        return None;
    }
    let [in_a, in_b] = [a, b].map(|text| {
        let mut room = Room::default();
        let mut keys = keys(corpus, &corpus.texts[text], &mut room).all().to_vec();
        keys.sort_unstable();
        keys.dedup();
        keys
    });
    let both: Vec<u64> = in_a.into_iter().filter(|key| in_b.binary_search(key).is_ok()).collect();
    let compared = candidate_pairs(corpus).binary_search(&(a.min(b), a.max(b))).is_ok();
    Some(Fingerprints { shared: both.len(), told: both.into_iter().map(told).sum(), compared })
}

/// Lists kept from text to text.
#[derive(Default)]
struct Room {
    keys: Vec<u64>,
    /// Keys of units of a sentence.
    units: Vec<u64>,
}

/// The fingerprints of a text: of the rarest words of each sentence that another has too, and of what stands in a row. One that it
/// has twice may stand there twice.
fn keys(corpus: &Corpus, prepared: &Prepared, Room { keys, units }: &mut Room) -> Keys {
    keys.clear();
    let is_compared = |sentence: &Sentence| sentence.zone != Zone::Credit;
    for sentence in prepared.sentences.iter().filter(|sentence| is_compared(sentence)) {
        let of_sentence = prepared.units[sentence.units.clone()].iter();
        let content = of_sentence.filter(|unit| unit.class.is_content() && corpus.is_shared(unit.id));
        let rarest = rarest(content.map(|unit| (corpus.bits(unit.id), unit.id)));
        units.clear();
        units.extend(rarest.iter().flatten().map(|&id| corpus.key(id)));
        let bits = |at: usize| rarest[at].map_or(0, |id| corpus.bits(id));
        rare_pairs(units, |[one, other], key| keys.push(telling(key, (bits(one) + bits(other)) / 1000)));
    }
    let rows = prepared.sentences.chunk_by(|one, next| is_compared(one) && is_compared(next));
    for row in rows.filter(|row| is_compared(&row[0])) {
        in_a_row(corpus, prepared, row, units, keys);
    }
    Keys::of(keys)
}

/// Adds the fingerprints of what stands in a row in sentences that follow each other. Where a sentence is shorter than a run that
/// is sure to be found, runs go on across its ends: all lines of a table may be. `units` is room for the keys of units.
fn in_a_row(corpus: &Corpus, prepared: &Prepared, sentences: &[Sentence], units: &mut Vec<u64>, keys: &mut Vec<u64>) {
    let start = sentences[0].units.start;
    let all = &prepared.units[start..sentences[sentences.len() - 1].units.end];
    units.clear();
    units.extend(all.iter().map(|unit| corpus.key(unit.id)));
    let mut keep = |at: usize, key: u64| {
        let shingle = &all[at..at + SHINGLE];
        let bits = SHINGLE_TIMES * shingle.iter().map(|unit| corpus.bits(unit.id)).sum::<u32>() / 1000;
        let is_strong = shingle.iter().filter(|unit| unit.class.is_content()).count() >= STRONG_CONTENT;
        keys.push(telling(key, if is_strong { bits.max(CANDIDATE_BITS) } else { bits }));
    };
    let is_short = |sentence: &Sentence| sentence.units.len() < RUN;
    // What is repeated between other lines has no run in common with its like but its own.
    for sentence in sentences.iter().filter(|sentence| is_short(sentence)) {
        let own = sentence.units.start - start..sentence.units.end - start;
        winnowed(&units[own.clone()], |at, key| keep(own.start + at, key));
    }
    let mut rest = sentences;
    let is_meant = |at: usize| {
        let (begin, end) = (start + at, start + at + RUN);
        while rest[0].units.end <= begin {
            rest = &rest[1..];
        }
        rest[0].units.end >= end || rest.iter().take_while(|sentence| sentence.units.start < end).any(is_short)
    };
    winnowed_where(units, is_meant, keep);
}

/// The ids of the rarest of some words, given what each tells and its id: the rarest first, each once.
fn rarest(words: impl Iterator<Item = (u32, u32)>) -> [Option<u32>; RARE] {
    const NONE: u64 = u64::MAX;
    // The less they tell the higher, and of those that tell alike in the order of their ids.
    let mut ranks = [NONE; RARE];
    for (bits, id) in words {
        let mut rank = u64::from(u32::MAX - bits) << 32 | u64::from(id);
        if rank >= ranks[RARE - 1] {
            continue;
        }
        for kept in &mut ranks {
            if rank == *kept {
                break;
            }
            if rank < *kept {
                std::mem::swap(&mut rank, kept);
            }
        }
    }
    ranks.map(|rank| (rank != NONE).then_some(rank as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_words_come_first_and_once() {
        let words = [(1, 9), (7, 4), (7, 3), (1, 8), (7, 4), (2, 5), (3, 6)];
        assert_eq!(rarest(words.into_iter()), [3, 4, 6, 5, 8].map(Some));
        assert_eq!(rarest(words[..2].iter().copied()), [Some(4), Some(9), None, None, None]);
    }
}
