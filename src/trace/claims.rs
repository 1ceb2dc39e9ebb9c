//! What the stemma of a family of three and more lets us claim of single links.
//!
//! Of two articles alone only their own signs can tell (`judgement.rs`). Where there are more, each link is judged by what all of
//! them read together; the signs of the pair are shown beside it.

use std::collections::BTreeMap;

use super::descent::{Believed, Parent};
use super::families::shares_wording;
use super::judgement::{Judgement, OpenBecause};
use super::signs::{Known, Sign};
use super::weights::{DIRECT, LIKELY, SENTENCES, UNDATED};
use crate::overlap::{Overlap, Pair, Relation};

/// What is claimed of the links between articles, and to articles from sources nobody has shown us.
#[derive(Default)]
pub(super) struct Claims {
    /// By the two articles, the smaller index first.
    pub pairs: BTreeMap<(usize, usize), Judgement>,
    /// By the number of the source and the article that follows it.
    pub unseen: BTreeMap<(usize, usize), Judgement>,
}

/// An article believed to follow a source nobody has shown us, the article that is looked at beside it, and the signs of the two.
struct Follower {
    article: usize,
    other: usize,
    /// How far it is believed to follow that.
    to_other: u16,
    belief: u16,
    signs: Vec<Sign>,
}

/// Whose signs are looked at beside an article of a stream of three and more: whom it most likely follows. Where that is a source nobody
/// has shown us it is who is nearest to it, and where they share nothing themselves the next that it may follow and shares something with.
pub(super) fn beside(believed: &Believed, shares: impl Fn(usize, usize) -> bool) -> Option<usize> {
    let (nearest, _) = believed.nearest.filter(|_| believed.articles > 2)?;
    let articles = believed.parents.iter().filter_map(|(parent, _)| match parent {
        Parent::Article(parent) => Some(*parent),
        Parent::Unseen(_) | Parent::Itself => None,
    });
    let in_turn: Vec<usize> = match believed.parents.first()?.0 {
        Parent::Article(_) => articles.chain([nearest]).collect(),
        Parent::Unseen(_) => [nearest].into_iter().chain(articles).collect(),
        Parent::Itself => return None,
    };
    in_turn.into_iter().find(|&other| shares(believed.article, other))
}

impl Claims {
    pub fn of(believed: &[Believed], pairs: &[Pair], known: &Known) -> Claims {
        let index: BTreeMap<(usize, usize), usize> =
            pairs.iter().enumerate().map(|(index, pair)| ((pair.a.min(pair.b), pair.a.max(pair.b)), index)).collect();
        let shares =
            |a: usize, b: usize| index.get(&(a.min(b), a.max(b))).is_some_and(|&at| shares_wording(&pairs[at]));
        // What is said in other words may be had from anywhere; and what an agency has sent, others may have from it too.
        let keeps_words = |a: usize, b: usize| {
            let in_order = |overlap: &Overlap| matches!(overlap.relation, Relation::Verbatim | Relation::Edited);
            index.get(&(a.min(b), a.max(b))).is_some_and(|&at| pairs[at].overlaps.iter().any(in_order))
        };
        let mut claims = Claims::default();
        let mut unseen: BTreeMap<usize, Vec<Follower>> = BTreeMap::new();
        for believed in believed {
            let article = believed.article;
            let (Some(other), Some((nearest, own))) = (beside(believed, shares), believed.nearest) else { continue };
            let signs = || {
                let at = *index.get(&(article.min(other), article.max(other)))?;
                let mut signs = known.signs(at, &pairs[at]);
                let readings = if other == nearest { own } else { [0, 0] };
                if !signs.is_empty() && readings != [0, 0] {
                    signs.push(Sign::Readings { of: [other, article], own: readings });
                }
                (!signs.is_empty()).then_some(signs)
            };
            match believed.parents.first() {
                Some(&(Parent::Article(parent), _)) => {
                    let Some(signs) = signs() else { continue };
                    let judgement = match other == parent {
                        true => {
                            follows(believed, parent, signs, keeps_words(article, parent) && !known.reprints(parent))
                        }
                        false => Judgement::undecided(believed.belief(Parent::Article(other)), signs, Vec::new()),
                    };
                    claims.add(article, other, judgement);
                }
                Some(&(Parent::Unseen(source), belief)) => {
                    let Some(signs) = signs() else { continue };
                    let open = reasons(&signs, belief, believed.undated_belief(Parent::Unseen(source)));
                    if open.is_empty() {
                        let to_other = believed.belief(Parent::Article(other));
                        unseen.entry(source).or_default().push(Follower { article, other, to_other, belief, signs });
                    } else {
                        let belief = believed.belief(Parent::Article(other));
                        claims.add(article, other, Judgement::undecided(belief, signs, open));
                    }
                }
                _ => {}
            }
        }
        for (source, followers) in unseen {
            // What only one is claimed to follow is nobody's agreement.
            let agreed = followers.len() > 1;
            for Follower { article, other, to_other, belief, signs } in followers {
                if agreed {
                    claims.unseen.insert((source, article), Judgement::of_unseen(belief, signs));
                } else {
                    claims.add(article, other, Judgement::undecided(to_other, signs, Vec::new()));
                }
            }
        }
        claims
    }

    /// Keeps what says more of two articles.
    fn add(&mut self, a: usize, b: usize, judgement: Judgement) {
        let kept = self.pairs.entry((a.min(b), a.max(b))).or_insert_with(|| judgement.clone());
        if (judgement.verdict(), judgement.confidence()) > (kept.verdict(), kept.confidence()) {
            *kept = judgement;
        }
    }
}

/// What can be claimed of an article and the one it is believed to follow; `may_be_direct` says whether that may be it itself alone.
fn follows(believed: &Believed, parent: usize, signs: Vec<Sign>, may_be_direct: bool) -> Judgement {
    let (itself, undated) =
        (believed.belief(Parent::Article(parent)), believed.undated_belief(Parent::Article(parent)));
    let unseen = |parents: &[(Parent, u16)]| {
        parents.iter().filter(|(parent, _)| matches!(parent, Parent::Unseen(_))).map(|(_, share)| share).sum::<u16>()
    };
    let is_later = |sign: &Sign| matches!(sign, Sign::Dated { earlier, .. } if *earlier == believed.article);
    let is_later = signs.iter().any(is_later);
    let mut direct = reasons(&signs, itself, undated);
    direct.extend(is_later.then_some(OpenBecause::AgainstDates));
    if direct.is_empty() && itself >= DIRECT && may_be_direct {
        return Judgement::follows(parent, true, itself, signs);
    }
    let either = itself + unseen(&believed.parents);
    let mut open = reasons(&signs, either, undated + unseen(&believed.undated));
    open.extend(is_later.then_some(OpenBecause::AgainstDates));
    match open.is_empty() {
        true => Judgement::follows(parent, false, either, signs),
        false => Judgement::undecided(itself, signs, open),
    }
}

/// Why a claim that is believed so far cannot be made.
fn reasons(signs: &[Sign], belief: u16, undated: u16) -> Vec<OpenBecause> {
    let mut reasons = Vec::new();
    let copied = signs.iter().map(|sign| if let Sign::Shared { copied, .. } = sign { copied.len() } else { 0 });
    if copied.sum::<usize>() < usize::from(SENTENCES) {
        reasons.push(OpenBecause::FewSentences);
    }
    if belief < LIKELY {
        reasons.push(OpenBecause::Weak);
    } else if undated < UNDATED {
        reasons.push(OpenBecause::DatesAlone);
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{OverlapAt, Verdict};

    /// What is claimed of an article that shares so many copied sentences with the one it is surely believed to follow.
    fn claimed(copied: usize, may_be_direct: bool) -> Judgement {
        let parents = vec![(Parent::Article(0), 975)];
        let believed =
            Believed { article: 1, sentences: 9, undated: parents.clone(), parents, nearest: None, articles: 3 };
        let copied = (0..copied).map(|overlap| OverlapAt { pair: 0, overlap }).collect();
        follows(&believed, 0, vec![Sign::Shared { copied, quoted: Vec::new(), in_order: 0 }], may_be_direct)
    }

    #[test]
    fn few_copied_sentences_claim_nothing_however_many_the_family_shares() {
        let few = claimed(2, true);
        assert_eq!((few.verdict(), few.open()), (Verdict::Open, &[OpenBecause::FewSentences][..]));
        assert_eq!(claimed(3, true).verdict(), Verdict::Likely);
    }

    #[test]
    fn what_others_may_have_too_is_no_source_by_itself() {
        assert!(claimed(3, true).is_direct());
        let either = claimed(3, false);
        assert_eq!((either.verdict(), either.upstream(), either.is_direct()), (Verdict::Likely, Some(0), false));
    }
}
