//! Which pairs of a corpus are worth comparing.

use rayon::prelude::*;

use super::corpus::{Corpus, Prepared, Zone};
use super::thresholds::{ALL_PAIRS_TEXTS, CANDIDATE_KEYS, STRONG_CONTENT};
use crate::index::{Keys, RARE, SHINGLE, candidates, rare_pairs, repeated, winnowed};

/// The pairs of texts that may share wording, as sorted indexes with `a < b`. In a small corpus every pair is; in a
/// large one those that share [`CANDIDATE_KEYS`] fingerprints.
pub fn candidate_pairs(corpus: &Corpus) -> Vec<(usize, usize)> {
    let texts = corpus.texts.len();
    if texts <= ALL_PAIRS_TEXTS {
        return (0..texts).flat_map(|a| (a + 1..texts).map(move |b| (a, b))).collect();
    }
    let keys: Vec<Keys> =
        corpus.texts.par_iter().map_init(Room::default, |room, prepared| keys(corpus, prepared, room)).collect();
    candidates(repeated(&keys))
        .into_iter()
        .filter(|candidate| candidate.shared >= CANDIDATE_KEYS)
        .map(|candidate| (candidate.a as usize, candidate.b as usize))
        .collect()
}

/// How two texts of a corpus too large to compare all came to be compared, or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprints {
    /// So many of their fingerprints are the same; [`CANDIDATE_KEYS`] are asked.
    pub shared: usize,
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
    let shared = in_a.iter().filter(|key| in_b.binary_search(key).is_ok()).count();
    let compared = candidate_pairs(corpus).binary_search(&(a.min(b), a.max(b))).is_ok();
    Some(Fingerprints { shared, compared })
}

/// Lists kept from text to text.
#[derive(Default)]
struct Room {
    keys: Vec<u64>,
    /// Keys of units of a sentence.
    units: Vec<u64>,
}

/// The fingerprints of all sentences of a text. One that it has twice may stand there twice.
fn keys(corpus: &Corpus, prepared: &Prepared, Room { keys, units }: &mut Room) -> Keys {
    keys.clear();
    let is_compared = |sentence: &usize| prepared.sentences[*sentence].zone != Zone::Credit;
    for sentence in (0..prepared.sentences.len()).filter(is_compared) {
        let of_sentence = prepared.units_of(sentence);
        let content = of_sentence.iter().filter(|unit| unit.class.is_content());
        let rarest = rarest(content.map(|unit| (corpus.bits(unit.id), unit.id)));
        units.clear();
        units.extend(rarest.into_iter().flatten().map(|id| corpus.key(id)));
        rare_pairs(units, keys);
        units.clear();
        units.extend(of_sentence.iter().map(|unit| corpus.key(unit.id)));
        winnowed(units, |start, key| {
            keys.push(key);
            // Five words in a row that tell something are enough by themselves: they have a second key.
            let shingle = &of_sentence[start..start + SHINGLE];
            if shingle.iter().filter(|unit| unit.class.is_content()).count() >= STRONG_CONTENT {
                keys.push(!key);
            }
        });
    }
    Keys::of(keys)
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
