//! Why two articles were found to share what they do, as plain data.

use std::collections::BTreeMap;

use super::analysis::{Article, PairRow, articles, pair_row};
use crate::article::Capture;
use crate::hash::Digest;
use crate::marks::Marks;
use crate::overlap::{Asked, Explanation, Fingerprints, Loss, Pair, RegionSeen, SeedSeen, Sentences};
use crate::text::Text;

/// What became of two articles at each stage of the comparison: what `explain` says. Sentences are 0-based.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    /// The options that shape the result, sorted by name.
    pub params: BTreeMap<String, String>,
    /// Names the method: its figures and its data.
    pub method: Digest,
    pub articles: Box<[Article; 2]>,
    /// How many articles were read, the two among them.
    pub read: usize,
    /// How the two came to be compared, where there are too many articles to compare every pair.
    pub fingerprints: Option<Fingerprints>,
    pub seeds: Vec<SeedSeen>,
    pub regions: Vec<RegionSeen>,
    pub lost: Vec<LostPair>,
    /// What is asked of a region.
    pub asked: Asked,
    /// What was found in the end.
    pub pair: PairRow,
    /// The match that was asked about, by its place among the overlaps.
    pub about: Option<usize>,
}

/// Sentences that were looked at as a pair and are not told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LostPair {
    pub sentences: Sentences,
    pub why: Loss,
    /// The sentences themselves.
    pub texts: [String; 2],
}

impl Explained {
    /// Of the two articles with these indexes among `captures`, with what people say of their matches: none is left out here.
    /// With `about`, of one of their matches: `None` if they have no
    /// match of that name.
    pub fn new(
        params: BTreeMap<String, String>,
        captures: &[Capture],
        [a, b]: [usize; 2],
        explanation: &Explanation,
        marks: &Marks,
        about: Option<&str>,
    ) -> Option<Explained> {
        let two = [captures[a].clone(), captures[b].clone()];
        let [article_a, article_b] = <[Article; 2]>::try_from(articles(&two)).ok()?;
        let pair = pair_row(&two, &Pair { a: 0, b: 1, ..explanation.pair.clone() }, &[], marks);
        let about = match about {
            Some(id) => Some(pair.overlaps.iter().position(|overlap| overlap.id == id)?),
            None => None,
        };
        let lost = |(sentences, why): &(Sentences, Loss)| LostPair {
            sentences: sentences.clone(),
            why: *why,
            texts: [0, 1].map(|side| wording(&two[side].text, &sentences[side])),
        };
        Some(Explained {
            params,
            method: crate::overlap::method(),
            articles: Box::new([article_a, article_b]),
            read: captures.len(),
            fingerprints: explanation.fingerprints,
            seeds: explanation.seeds.clone(),
            regions: explanation.regions.clone(),
            lost: explanation.lost.iter().map(lost).collect(),
            asked: explanation.asked,
            pair,
            about,
        })
    }

    /// Whether the two share anything that counts, or the match asked about is there.
    pub fn found(&self) -> bool {
        self.about.is_some() || self.pair.overlaps.iter().any(|overlap| !overlap.is_rejected())
    }

    /// Whether these sentences have to do with what was asked about.
    pub fn concerns(&self, [a, b]: &Sentences) -> bool {
        let meets = |range: &std::ops::Range<usize>, sentences: &[usize]| sentences.iter().any(|s| range.contains(s));
        self.about.is_none_or(|about| {
            let overlap = &self.pair.overlaps[about];
            meets(a, &overlap.a.sentences) && meets(b, &overlap.b.sentences)
        })
    }
}

fn wording(text: &Text, sentences: &std::ops::Range<usize>) -> String {
    let spans = text.sentences()[sentences.clone()].iter().map(|sentence| text.exact(sentence.span));
    spans.collect::<Vec<_>>().join(" ")
}
