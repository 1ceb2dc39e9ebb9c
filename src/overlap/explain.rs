//! Why two texts were found to share what they do: what each stage of the comparison kept, and where the rest was lost.

use std::ops::Range;

use super::corpus::Corpus;
use super::regions::{Asked, Belief, Chance, Ground, Half, Numbers, Proof, Region, Seed, Stretch};
use super::witness::{Loss, Witness};
use super::{Depth, Fingerprints, Pair, candidates, is_swapped, pair};
use crate::align::Score;

/// What became of two texts at each stage. Sentences are 0-based and half-open; what is told is in thousandths of a bit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// How the pair came to be compared, if the corpus is so large that not every pair is.
    pub fingerprints: Option<Fingerprints>,
    /// In the order of the sentences.
    pub seeds: Vec<SeedSeen>,
    /// In the order of the first text.
    pub regions: Vec<RegionSeen>,
    /// In the order of the sentences.
    pub lost: Vec<(Sentences, Loss)>,
    pub asked: Asked,
    /// What was found in the end.
    pub pair: Pair,
}

/// Sentences of both texts.
pub type Sentences = [Range<usize>; 2];

/// Two sentences, or parts of long ones, with enough telling words in common to look around them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SeedSeen {
    pub sentences: [usize; 2],
    /// What their common words tell …
    pub bits: u64,
    /// … and which share of what both tell that is (cosine).
    pub share: Score,
}

/// A stretch of either text that was looked at as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegionSeen {
    /// The sentences it has part of.
    pub sentences: Sentences,
    pub belief: Belief,
    pub why: Why,
    pub proof: Option<Proof>,
}

/// What a region is believed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The order of its words.
    Order,
    /// How much both sides have in common, in whatever order.
    Mass,
    /// Another region, of which it is a part or beside which it stands.
    Company,
    /// One side says in short what all of the other text says.
    Digest,
    /// Nothing.
    Nothing,
}

/// Compares two texts and tells what became of them. `chance` says how the pair came about.
pub fn explain(corpus: &Corpus, [a, b]: [usize; 2], chance: Chance) -> Explanation {
    let mut account = Account { chance, seeds: Vec::new(), regions: Vec::new(), lost: Vec::new() };
    let pair = pair(corpus, &mut Numbers::new(corpus), [a, b], chance, Depth::Edits, &mut account);
    let Account { mut seeds, mut regions, mut lost, .. } = account;
    if is_swapped(corpus, [a, b]) {
        seeds.iter_mut().for_each(|seed| seed.sentences.reverse());
        regions.iter_mut().for_each(|region| region.sentences.reverse());
        lost.iter_mut().for_each(|(sentences, _)| sentences.reverse());
    }
    let place = |sentences: &Sentences| sentences.clone().map(|range| (range.start, range.end));
    seeds.sort_unstable();
    regions.sort_by_key(|region| place(&region.sentences));
    lost.sort_by_key(|(sentences, why)| (place(sentences), *why));
    lost.dedup();
    // What one region lost another may have kept.
    lost.retain(|(sentences, _)| {
        pair.overlaps.iter().all(|told| [&told.a.sentences, &told.b.sentences] != [&sentences[0], &sentences[1]])
    });
    let fingerprints = candidates::fingerprints(corpus, [a, b]);
    Explanation { fingerprints, seeds, regions, lost, asked: Asked::of(chance), pair }
}

/// The witness that writes it down.
struct Account {
    chance: Chance,
    seeds: Vec<SeedSeen>,
    regions: Vec<RegionSeen>,
    lost: Vec<(Sentences, Loss)>,
}

impl Witness for Account {
    fn regions(&mut self, ground: &Ground, seeds: &[Seed], regions: &[Region]) {
        let seed = |seed: &Seed| SeedSeen {
            sentences: [0, 1].map(|side| ground.halves[side].cells()[seed.cells[side]].sentence),
            bits: seed.bits,
            share: Score::of(seed.strength, seed.bits),
        };
        self.seeds = seeds.iter().map(seed).collect();
        let region = |region: &Region| RegionSeen {
            sentences: sentences(ground, &region.units),
            belief: region.belief,
            why: why(region, self.chance),
            proof: region.proof,
        };
        self.regions = regions.iter().map(region).collect();
    }

    fn lost(&mut self, sentences: &Sentences, why: Loss) {
        self.lost.push((sentences.clone(), why));
    }
}

fn sentences(ground: &Ground, stretch: &Stretch) -> Sentences {
    let sentence = |half: &Half, unit: usize| half.cells()[half.cell_of(unit)].sentence;
    [0, 1].map(|side| {
        let (half, units) = (&ground.halves[side], &stretch[side]);
        sentence(half, units.start)..sentence(half, units.end - 1) + 1
    })
}

fn why(region: &Region, chance: Chance) -> Why {
    match &region.proof {
        _ if region.belief == Belief::Chance => Why::Nothing,
        None => Why::Digest,
        Some(proof) if proof.belief(chance) < region.belief => Why::Company,
        Some(proof) if proof.order < Asked::of(chance).order => Why::Mass,
        Some(proof) if region.belief == Belief::Copied && proof.is_quoted() => Why::Mass,
        Some(_) => Why::Order,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;
    use crate::overlap::find;
    use crate::text::Text;

    const WIRE: &str = "Storm Elsa ripped roofs from forty houses in Harbury on Monday night, the fire brigade reported. \
        Engineers worked until dawn to restore power to nine thousand homes along the coast. \
        The mayor opened the school gymnasium to families whose kitchens stood under water.";
    const OTHER: &str = "Forty houses in Harbury lost their roofs when Storm Elsa passed on Monday night. \
        Engineers worked until dawn to restore power to nine thousand homes along the coast. \
        A museum of clocks announced longer opening hours for the summer.";

    fn explained(texts: &[&str], pair: [usize; 2]) -> (Explanation, Pair) {
        let texts: Vec<Text> = texts.iter().map(|text| Text::new(text, line_phrases())).collect();
        let corpus = Corpus::new(&texts.iter().collect::<Vec<_>>());
        let chance = Chance::searched(texts.len());
        let found = find(&corpus, &[pair.into()], chance, Depth::Edits).remove(0);
        (explain(&corpus, pair, chance), found)
    }

    #[test]
    fn what_is_explained_is_what_is_found() {
        for pair in [[0, 1], [1, 0], [0, 0]] {
            let (explanation, found) = explained(&[WIRE, OTHER], pair);
            assert_eq!(explanation.pair, found);
            assert_eq!(explanation.seeds.len(), found.dropped.seeds);
            assert!(explanation.regions.iter().any(|region| region.belief > Belief::Chance));
            for told in &found.overlaps {
                let holds = |region: &RegionSeen| {
                    region.sentences[0].contains(&told.a.sentences.start)
                        && region.sentences[1].contains(&told.b.sentences.start)
                };
                assert!(explanation.regions.iter().any(holds), "{told:?}");
            }
        }
    }

    #[test]
    fn it_mirrors() {
        let [(one, _), (other, _)] = [[0, 1], [1, 0]].map(|pair| explained(&[WIRE, OTHER], pair));
        let mut turned: Vec<Sentences> = other.regions.into_iter().map(|region| region.sentences).collect();
        turned.iter_mut().for_each(|sentences| sentences.reverse());
        turned.sort_by_key(|sentences| sentences.clone().map(|range| (range.start, range.end)));
        assert_eq!(one.regions.into_iter().map(|region| region.sentences).collect::<Vec<_>>(), turned);
        let mut seeds: Vec<SeedSeen> = other.seeds;
        seeds.iter_mut().for_each(|seed| seed.sentences.reverse());
        seeds.sort_unstable();
        assert_eq!(one.seeds, seeds);
    }

    #[test]
    fn what_shares_nothing_has_no_seed() {
        let (explanation, _) = explained(&[WIRE, "A museum of clocks announced longer opening hours."], [0, 1]);
        assert!(explanation.seeds.is_empty() && explanation.regions.is_empty() && explanation.pair.overlaps.is_empty());
        assert_eq!(explanation.fingerprints, None);
    }
}
