//! The lines of an explanation: one of the stages, then one for each overlap that came of them.

use serde::Serialize;

use super::Lines;
use super::analysis::{ArticleLine, OverlapLine};
use crate::overlap::thresholds::CANDIDATE_BITS;
use crate::overlap::{Belief, Loss, RegionSeen, SeedSeen, Sentences, Why};
use crate::report::{Explained, Extract, LostPair};

impl Lines<'_> {
    pub(super) fn explained(&mut self, explained: &Explained) {
        self.header("explain", &explained.params, Some(explained.method.prefixed()));
        let articles = &explained.articles;
        articles.iter().for_each(|article| self.push("wirecopy/article/1", ArticleLine::new(article)));
        let concerned = |sentences: &Sentences| explained.concerns(sentences);
        let pair = &explained.pair;
        let told =
            || pair.overlaps.iter().enumerate().filter(|(at, _)| explained.about.is_none_or(|about| about == *at));
        let asked = &explained.asked;
        self.push(
            "wirecopy/explanation/1",
            ExplanationLine {
                a: &articles[0].article,
                b: &articles[1].article,
                version_a: &articles[0].version,
                version_b: &articles[1].version,
                read: explained.read,
                fingerprints: explained.fingerprints.map(|found| FingerprintsField {
                    shared: found.shared,
                    bits: found.told * 1000,
                    asked: CANDIDATE_BITS * 1000,
                    compared: found.compared,
                }),
                asked: AskedField { order: asked.order, mass: asked.mass, unquoted: asked.unquoted },
                seeds: explained
                    .seeds
                    .iter()
                    .filter(|seed| concerned(&seed.sentences.map(|at| at..at + 1)))
                    .map(SeedField::new)
                    .collect(),
                regions: explained.regions.iter().filter(|r| concerned(&r.sentences)).map(RegionField::new).collect(),
                lost: explained.lost.iter().filter(|lost| concerned(&lost.sentences)).map(LostField::new).collect(),
                overlaps: told().map(|(_, overlap)| overlap.id.as_str()).collect(),
            },
        );
        let article = |extract: &Extract| &articles[extract.article];
        told().for_each(|(_, overlap)| self.push("wirecopy/overlap/1", OverlapLine::new(overlap, article)));
    }
}

#[derive(Serialize)]
struct ExplanationLine<'r> {
    a: &'r str,
    b: &'r str,
    version_a: &'r str,
    version_b: &'r str,
    read: usize,
    fingerprints: Option<FingerprintsField>,
    asked: AskedField,
    seeds: Vec<SeedField>,
    regions: Vec<RegionField>,
    lost: Vec<LostField>,
    overlaps: Vec<&'r str>,
}

#[derive(Serialize)]
struct FingerprintsField {
    shared: usize,
    bits: u32,
    asked: u32,
    compared: bool,
}

#[derive(Serialize)]
struct AskedField {
    order: i64,
    mass: i64,
    unquoted: i64,
}

#[derive(Serialize)]
struct SeedField {
    a: usize,
    b: usize,
    bits: u64,
    share: u16,
}

impl SeedField {
    fn new(seed: &SeedSeen) -> SeedField {
        let [a, b] = seed.sentences;
        SeedField { a, b, bits: seed.bits, share: seed.share.thousandths() }
    }
}

#[derive(Serialize)]
struct RegionField {
    a: Vec<usize>,
    b: Vec<usize>,
    belief: &'static str,
    why: &'static str,
    proof: Option<ProofField>,
}

#[derive(Serialize)]
struct ProofField {
    order: i64,
    mass: i64,
    unquoted: i64,
    bits: u64,
    quoted: u64,
    form: bool,
}

impl RegionField {
    fn new(region: &RegionSeen) -> RegionField {
        let [a, b] = region.sentences.clone().map(Iterator::collect);
        let proof = region.proof.map(|proof| ProofField {
            order: proof.order,
            mass: proof.mass,
            unquoted: proof.unquoted,
            bits: proof.bits,
            quoted: proof.quoted,
            form: proof.form,
        });
        RegionField { a, b, belief: belief(region.belief), why: why(region.why), proof }
    }
}

#[derive(Serialize)]
struct LostField {
    a: Vec<usize>,
    b: Vec<usize>,
    why: &'static str,
}

impl LostField {
    fn new(lost: &LostPair) -> LostField {
        let [a, b] = lost.sentences.clone().map(Iterator::collect);
        LostField { a, b, why: loss(lost.why) }
    }
}

const fn belief(belief: Belief) -> &'static str {
    match belief {
        Belief::Chance => "chance",
        Belief::Form => "form",
        Belief::Shared => "shared",
        Belief::Copied => "copied",
    }
}

const fn why(why: Why) -> &'static str {
    match why {
        Why::Order => "order",
        Why::Mass => "mass",
        Why::Company => "company",
        Why::Digest => "digest",
        Why::Nothing => "nothing",
    }
}

const fn loss(loss: Loss) -> &'static str {
    match loss {
        Loss::Headline => "headline",
        Loss::Unproved => "unproved",
        Loss::Taken => "taken",
    }
}
