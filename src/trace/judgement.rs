//! What the signs of one pair add up to.

use std::collections::BTreeSet;

use super::Sign;
use super::weights::*;
use crate::article::SourceClass;

/// How far a direction is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Either may follow the other, or both a third.
    Open,
    /// One of them is the follower: of the other, or of a text both follow.
    Likely,
    /// Dates from outside the texts, such as time stamps of the wording itself, exclude the reverse, and the texts show
    /// that they are related. No command reads such dates yet, so no judgement reaches this.
    Proven,
}

/// Why a direction is open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OpenBecause {
    /// Too few copied sentences: each may come from anywhere.
    FewSentences,
    /// No sign points in a direction.
    NoSign,
    /// The credits that are gone do not name two sources in two sentences, records apart: the other article may be that
    /// source.
    FewSources,
    /// Each article has a credit that the other lacks.
    BothWays,
    /// The dates say the reverse.
    AgainstDates,
    /// The signs are too few or too weak.
    Weak,
    /// Without the dates nothing would tell the directions apart.
    DatesAlone,
    /// With the other likely links it would make a circle.
    Circle,
    /// A person rejected the link: said of what is judged, never by the judgement.
    Rejected,
}

/// What the signs of a pair add up to. There is none without shared wording.
///
/// Invariant: `Likely` if and only if `confidence` is [`LIKELY`] or more and `open` empty. Then `upstream` is the article that
/// does not follow, or neither does and both follow a source nobody has shown us.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    verdict: Verdict,
    confidence: u16,
    upstream: Option<usize>,
    /// It is that article itself that is followed, and not a text both may follow.
    direct: bool,
    signs: Vec<Sign>,
    against: Vec<Sign>,
    open: Vec<OpenBecause>,
}

/// Nothing is known.
const UNDECIDED: Judgement = Judgement {
    verdict: Verdict::Open,
    confidence: EVEN,
    upstream: None,
    direct: false,
    signs: Vec::new(),
    against: Vec::new(),
    open: Vec::new(),
};

impl Judgement {
    /// Judges the signs of articles `a` and `b`. `None` unless wording is shared that counts as copying.
    pub(super) fn of(a: usize, b: usize, signs: Vec<Sign>) -> Option<Judgement> {
        let sentences = signs.iter().find_map(|sign| match sign {
            Sign::Shared { copied, .. } => Some(copied.len()).filter(|&copied| copied > 0),
            _ => None,
        })?;
        let (for_a, for_b) = (Points::of(a, &signs), Points::of(b, &signs));
        let (upstream, leading, other) = match for_a.sum().cmp(&for_b.sum()) {
            std::cmp::Ordering::Greater => (Some(a), for_a, for_b),
            std::cmp::Ordering::Less => (Some(b), for_b, for_a),
            std::cmp::Ordering::Equal => (None, for_a, for_b),
        };
        let mut caps = Vec::new();
        if sentences < usize::from(SENTENCES) {
            caps.push((OpenBecause::FewSentences, FEW_SENTENCES));
        }
        if leading.sum() == 0 {
            caps.push((OpenBecause::NoSign, EVEN));
        }
        if leading.credits > 0 && leading.sources.min(leading.places) < 2 && !leading.named {
            caps.push((OpenBecause::FewSources, FEW_SOURCES));
        }
        if leading.credited() && other.credited() {
            caps.push((OpenBecause::BothWays, BOTH_WAYS));
        }
        if other.dated {
            caps.push((OpenBecause::AgainstDates, AGAINST_DATES));
        }
        let conflicts = signs.iter().filter(|sign| matches!(sign, Sign::Conflict { .. })).count();
        let less = other.sum() + CONFLICT * conflicts.min(usize::from(CONFLICTS)) as u16;
        let sum = EVEN + leading.sum().saturating_sub(less);
        let confidence = caps.iter().map(|(_, cap)| *cap).fold(sum.min(MOST), u16::min);
        let mut open: Vec<OpenBecause> = caps.into_iter().map(|(why, _)| why).collect();
        let verdict = if open.is_empty() && confidence >= LIKELY { Verdict::Likely } else { Verdict::Open };
        if verdict == Verdict::Open && open.is_empty() {
            open.push(OpenBecause::Weak);
        }
        Some(Judgement::with(signs, Judgement { verdict, confidence, upstream, open, ..UNDECIDED }))
    }

    /// One article follows `upstream`; `direct` says whether that is the article itself or may be a text both follow.
    pub(super) fn follows(upstream: usize, direct: bool, confidence: u16, signs: Vec<Sign>) -> Judgement {
        let confidence = confidence.min(MOST);
        let judgement =
            Judgement { verdict: Verdict::Likely, confidence, upstream: Some(upstream), direct, ..UNDECIDED };
        Judgement::with(signs, judgement)
    }

    /// An article follows a source nobody has shown us, which the other article of the signs follows too.
    pub(super) fn of_unseen(confidence: u16, signs: Vec<Sign>) -> Judgement {
        let confidence = confidence.min(MOST);
        Judgement::with(signs, Judgement { verdict: Verdict::Likely, confidence, ..UNDECIDED })
    }

    /// Nothing is claimed. `belief` is how far the likeliest link is believed.
    pub(super) fn undecided(belief: u16, signs: Vec<Sign>, open: Vec<OpenBecause>) -> Judgement {
        let open = if open.is_empty() { vec![OpenBecause::Weak] } else { open };
        Judgement::with(signs, Judgement { confidence: belief.min(LIKELY - 1), open, ..UNDECIDED })
    }

    /// The judgement with its signs, for it and against.
    fn with(signs: Vec<Sign>, judgement: Judgement) -> Judgement {
        let upstream = judgement.upstream;
        let speaks_for = |sign: &Sign| match sign {
            Sign::Conflict { .. } => false,
            // Who is followed has no reading of its own against its copy and a third.
            Sign::Readings { .. } => upstream.is_none() || sign.upstream() == upstream,
            _ => sign.upstream().is_none() || upstream.is_none() || sign.upstream() == upstream,
        };
        let (signs, against) = signs.into_iter().partition(speaks_for);
        Judgement { signs, against, ..judgement }
    }

    /// The same, left open because the likely links around it make a circle.
    pub(super) fn in_circle(self) -> Judgement {
        Judgement { verdict: Verdict::Open, confidence: EVEN, open: vec![OpenBecause::Circle], ..self }
    }

    /// Whether the article that does not follow is itself what is followed.
    pub const fn is_direct(&self) -> bool {
        self.direct
    }

    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// In thousandths; [`EVEN`] where nothing tells the directions apart.
    pub const fn confidence(&self) -> u16 {
        self.confidence
    }

    /// The article that does not follow, where the direction is likely.
    pub fn upstream(&self) -> Option<usize> {
        self.upstream.filter(|_| self.verdict != Verdict::Open)
    }

    /// The shared wording, and what speaks for the direction. Where it is open, signs for either may stand here:
    /// [`Sign::upstream`] says for which.
    pub fn signs(&self) -> &[Sign] {
        &self.signs
    }

    /// What speaks against the direction, or against copying.
    pub fn against(&self) -> &[Sign] {
        &self.against
    }

    /// Why the direction is open; empty where it is not.
    pub fn open(&self) -> &[OpenBecause] {
        &self.open
    }
}

/// What the signs say for one article being the one that does not follow.
struct Points {
    /// Different sources it credits and the other does not, records apart …
    sources: usize,
    /// … in so many places …
    places: usize,
    /// … and how many credits are gone in all.
    credits: usize,
    blurred: bool,
    /// The other credits its outlet.
    named: bool,
    dated: bool,
    /// What the words around their passages are worth.
    context: u16,
}

impl Points {
    fn of(article: usize, signs: &[Sign]) -> Points {
        let mut points =
            Points { sources: 0, places: 0, credits: 0, blurred: false, named: false, dated: false, context: 0 };
        let (mut sources, mut places) = (Vec::new(), BTreeSet::new());
        for sign in signs.iter().filter(|sign| sign.upstream() == Some(article)) {
            match sign {
                Sign::CreditGone { source, overlap, blurred, .. } => {
                    if source.class != SourceClass::Record {
                        sources.push(source.label.to_lowercase());
                        places.insert(*overlap);
                    }
                    points.credits += 1;
                    points.blurred |= blurred.is_some();
                }
                Sign::NamesTheOther { .. } | Sign::CreditsTheOther { .. } => points.named = true,
                Sign::Dated { .. } => points.dated = true,
                Sign::Context { bits, .. } => points.context = (bits / CONTEXT_POINT).min(CONTEXT_MOST.into()) as u16,
                Sign::Shared { .. }
                | Sign::Details { .. }
                | Sign::Subset { .. }
                | Sign::Conflict { .. }
                | Sign::Readings { .. } => {}
            }
        }
        (points.sources, points.places) = (different(sources), places.len());
        points
    }

    fn credited(&self) -> bool {
        self.credits > 0 || self.named
    }

    fn sum(&self) -> u16 {
        let up_to = |count: usize, most: u16| (count.min(usize::from(most))) as u16;
        let if_so = |so: bool, points: u16| if so { points } else { 0 };
        SOURCE_GONE * up_to(self.sources, SOURCES)
            + AGAIN_GONE * up_to(self.credits - self.sources, AGAINS)
            + if_so(self.blurred, BLURRED)
            + if_so(self.named, NAMES_THE_OTHER)
            + if_so(self.dated, DATED)
            + self.context
    }
}

/// How many sources the labels mean at least: "Times" may be "The New York Times".
fn different(mut labels: Vec<String>) -> usize {
    labels.sort_by_key(|label| (std::cmp::Reverse(label.len()), label.clone()));
    let mut kept: Vec<Vec<&str>> = Vec::new();
    for label in &labels {
        let words: Vec<&str> = label.split_whitespace().filter(|word| *word != "the").collect();
        if !kept.iter().any(|longer| words.iter().all(|word| longer.contains(word))) {
            kept.push(words);
        }
    }
    kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use crate::trace::{CreditAt, Named, OverlapAt};

    fn at(overlap: usize) -> OverlapAt {
        OverlapAt { pair: 0, overlap }
    }

    fn shared(sentences: usize) -> Sign {
        Sign::Shared { copied: (0..sentences).map(at).collect(), quoted: Vec::new(), in_order: sentences }
    }

    fn credit_gone(article: usize, label: &str, class: SourceClass, blurred: bool) -> Sign {
        let credit = CreditAt { article, credit: 0 };
        let source = Named { label: label.to_owned(), class };
        // Each source has a sentence of its own.
        let overlap = at(label.len());
        Sign::CreditGone { credit, source, overlap, blurred: blurred.then_some(credit) }
    }

    fn gone(article: usize, label: &str, blurred: bool) -> Sign {
        credit_gone(article, label, SourceClass::Wire, blurred)
    }

    fn details(article: usize) -> Sign {
        Sign::Details { article, details: vec![Span::new(0, 1)], overlaps: vec![at(0)] }
    }

    fn judge(signs: Vec<Sign>) -> (Verdict, u16, Vec<OpenBecause>) {
        let judged = Judgement::of(0, 1, signs.clone()).unwrap();
        // Neither the order of the articles nor that of the signs matters.
        let turned = Judgement::of(1, 0, signs.into_iter().rev().collect()).unwrap();
        assert_eq!((judged.verdict, judged.confidence), (turned.verdict, turned.confidence));
        assert_eq!(judged.upstream(), turned.upstream());
        (judged.verdict, judged.confidence, judged.open)
    }

    #[test]
    fn without_shared_wording_there_is_no_judgement() {
        assert_eq!(Judgement::of(0, 1, vec![gone(0, "Reuters", false)]), None);
        assert_eq!(Judgement::of(0, 1, vec![shared(0)]), None);
    }

    #[test]
    fn shared_wording_alone_has_no_direction() {
        let open = (Verdict::Open, EVEN, vec![OpenBecause::NoSign]);
        assert_eq!(judge(vec![shared(40)]), open);
        // Details of one side say no more.
        assert_eq!(judge(vec![shared(40), details(0)]), open);
    }

    #[test]
    fn two_sources_gone_and_a_third_sign_are_likely() {
        let mut signs = vec![shared(3), gone(0, "Reuters", false), gone(0, "KCNA", false)];
        assert_eq!(judge(signs.clone()), (Verdict::Open, 780, vec![OpenBecause::Weak]));
        signs.push(gone(0, "reuters", false));
        assert_eq!(judge(signs.clone()), (Verdict::Likely, 820, vec![]));
        signs.push(Sign::Conflict { overlap: at(0), drift: 0 });
        assert_eq!(judge(signs.clone()), (Verdict::Open, 790, vec![OpenBecause::Weak]));
        signs.push(gone(0, "AP", true));
        assert_eq!(judge(signs.clone()), (Verdict::Likely, MOST, vec![]));
        signs.extend((1..9).map(|drift| Sign::Conflict { overlap: at(0), drift }));
        assert_eq!(judge(signs), (Verdict::Likely, 930, vec![]));
    }

    #[test]
    fn one_source_may_be_the_other_article() {
        let signs = vec![shared(9), gone(0, "Reuters", true), gone(0, "Reuters", false), gone(0, "Reuters", false)];
        assert_eq!(judge(signs), (Verdict::Open, FEW_SOURCES, vec![OpenBecause::FewSources]));
    }

    #[test]
    fn two_sources_in_one_sentence_are_one_finding() {
        let signs = vec![shared(9), gone(0, "Reuters", true), gone(0, "Xinhua!", true), gone(0, "reuters", false)];
        assert_eq!(judge(signs.clone()), (Verdict::Open, FEW_SOURCES, vec![OpenBecause::FewSources]));
    }

    #[test]
    fn a_short_name_is_no_second_source() {
        let labels = |labels: &[&str]| different(labels.iter().map(|label| label.to_string()).collect());
        assert_eq!(labels(&["times", "the new york times", "new york times"]), 1);
        assert_eq!(labels(&["reuters", "the washington post", "reuters"]), 2);
    }

    #[test]
    fn a_record_is_no_second_source() {
        let record = credit_gone(0, "court file", SourceClass::Record, true);
        let signs = vec![shared(9), gone(0, "Reuters", true), record.clone()];
        assert_eq!(judge(signs), (Verdict::Open, FEW_SOURCES, vec![OpenBecause::FewSources]));
        assert_eq!(judge(vec![shared(9), record]).1, EVEN + AGAIN_GONE + BLURRED);
    }

    #[test]
    fn to_credit_the_others_outlet_outweighs_one_conflict() {
        let credit = CreditAt { article: 1, credit: 0 };
        let mut signs = vec![shared(3), Sign::NamesTheOther { credit, overlap: at(0), other: 0 }];
        signs.push(Sign::Conflict { overlap: at(0), drift: 0 });
        assert_eq!(judge(signs.clone()), (Verdict::Likely, 800, vec![]));
        signs.push(Sign::Conflict { overlap: at(1), drift: 0 });
        assert_eq!(judge(signs).0, Verdict::Open);
    }

    #[test]
    fn two_sentences_are_too_few_whatever_the_signs() {
        let signs = vec![shared(2), gone(0, "Reuters", true), gone(0, "KCNA", false), gone(0, "AP", false)];
        assert_eq!(judge(signs), (Verdict::Open, FEW_SENTENCES, vec![OpenBecause::FewSentences]));
    }

    #[test]
    fn signs_both_ways_and_dates_against_leave_it_open() {
        let mut signs = vec![shared(9), gone(0, "Reuters", true), gone(0, "KCNA", false), gone(0, "AP", false)];
        assert_eq!(judge(signs.clone()).0, Verdict::Likely);
        signs.push(Sign::Dated { earlier: 1, later: 0 });
        assert_eq!(judge(signs.clone()), (Verdict::Open, AGAINST_DATES, vec![OpenBecause::AgainstDates]));
        signs[1] = gone(1, "dpa", false);
        assert_eq!(judge(signs).2[0], OpenBecause::BothWays);
    }

    #[test]
    fn dates_alone_decide_nothing() {
        let signs = vec![shared(9), Sign::Dated { earlier: 0, later: 1 }];
        assert_eq!(judge(signs), (Verdict::Open, EVEN + DATED, vec![OpenBecause::Weak]));
    }
}
