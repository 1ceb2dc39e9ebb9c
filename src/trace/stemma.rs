//! The stemma: articles, the sources they do not show, and the links between them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::claims::{Claims, beside};
use super::credited::{Role, roles};
use super::descent::{Believed, Tree, believed};
use super::families::{families, shares_wording};
use super::named::Named;
use super::order::Contexts;
use super::signs::Known;
use super::weights::{CONTEXT_LEAST, MOST_TOGETHER};
use super::{CreditAt, Judgement, Link, Node, Sign, Unseen, Why};
use crate::article::{Capture, Credit, credits};
use crate::hash::Digest;
use crate::overlap::Pair;

/// Articles, unseen sources and the links between them.
///
/// Invariant: the directed links have no circle. An open link has no direction and does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stemma {
    credits: Vec<Vec<Credit>>,
    roles: Vec<Vec<Role>>,
    unseen: Vec<Unseen>,
    links: Vec<Link>,
    families: Vec<Vec<usize>>,
    believed: Vec<Believed>,
    trees: Vec<Tree>,
}

/// What is found of articles before single pairs of them are judged: of their overlaps it takes which sentences they are of, and no
/// more.
#[derive(Debug)]
pub struct Descents {
    credits: Vec<Vec<Credit>>,
    roles: Vec<Vec<Role>>,
    /// The same where what a person rejected is a sign of nothing.
    believed_roles: Vec<Vec<Role>>,
    families: Vec<Vec<usize>>,
    believed: Vec<Believed>,
    trees: Vec<Tree>,
    /// Articles whose pairs are judged by themselves: those of families of two, and of families too large to be read together.
    apart: BTreeSet<usize>,
    /// Pairs of larger families that share some sentences with no third, the smaller index first: judged by themselves too.
    alone: BTreeSet<(usize, usize)>,
    /// The other pairs of which the signs are looked at, the smaller index first.
    asked: BTreeSet<(usize, usize)>,
}

impl Descents {
    /// `pairs` refer to `captures` by index, and each pair of articles stands in them once.
    pub fn of(captures: &[Capture], pairs: &[Pair]) -> Descents {
        Descents::without(captures, pairs, &BTreeSet::new())
    }

    /// The same where a person rejected what these credits state.
    pub fn without(captures: &[Capture], pairs: &[Pair], rejected: &BTreeSet<CreditAt>) -> Descents {
        let credits: Vec<Vec<Credit>> = captures.par_iter().map(|capture| credits(&capture.text)).collect();
        let roles: Vec<Vec<Role>> =
            captures.iter().zip(&credits).map(|(capture, credits)| roles(capture, credits)).collect();
        let mut believed_roles = roles.clone();
        rejected.iter().for_each(|at| believed_roles[at.article][at.credit] = Role::Unclear);
        let families = families(captures.len(), pairs);
        let named = Named::of(captures, &credits, &believed_roles);
        let (together, large): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
            by_name(&families, captures).into_iter().partition(|family| family.len() <= MOST_TOGETHER);
        let (believed, trees) = believed(&together, captures, &credits, pairs, &named);
        let of_two = together.iter().filter(|family| family.len() == 2);
        let apart = of_two.chain(&large).flatten().copied().collect();
        let related: BTreeSet<(usize, usize)> =
            pairs.iter().filter(|pair| shares_wording(pair)).map(|pair| both(pair.a, pair.b)).collect();
        let shares = |a: usize, b: usize| related.contains(&both(a, b));
        let asked = |believed: &Believed| beside(believed, shares).map(|other| both(believed.article, other));
        let asked = believed.iter().filter_map(asked).collect();
        let of_two = believed.iter().filter(|believed| believed.articles == 2);
        let alone = of_two.filter_map(|believed| Some(both(believed.article, believed.nearest?.0)));
        let alone = alone.filter(|pair| related.contains(pair)).collect();
        Descents { credits, roles, believed_roles, families, believed, trees, apart, alone, asked }
    }

    /// Whether [`stemma`] looks at more of a pair than which sentences its overlaps are of.
    pub fn asks(&self, pair: &Pair) -> bool {
        let of = both(pair.a, pair.b);
        self.asked.contains(&of) || self.alone.contains(&of) || self.apart.contains(&pair.a) && shares_wording(pair)
    }
}

/// Two articles, the smaller index first.
fn both(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// What can be said about where the articles come from, of which this was found. `captures` and `pairs` are those it was found of; all
/// must be told of the pairs that it [asks](Descents::asks) for.
pub fn stemma(captures: &[Capture], pairs: &[Pair], found: Descents) -> Stemma {
    let Descents { credits, roles, believed_roles, families, believed, trees, apart, alone, .. } = found;
    let known = Known { captures, credits: &credits, roles: &believed_roles };
    let Claims { pairs: claimed, unseen } = Claims::of(&believed, pairs, &known);
    let is_apart = |pair: &Pair| apart.contains(&pair.a) || alone.contains(&both(pair.a, pair.b));
    let any_apart = pairs.iter().any(|pair| is_apart(pair) && shares_wording(pair));
    let contexts = any_apart.then(|| Contexts::of(captures));
    let context = |pair: &Pair| {
        let bits = contexts.as_ref().map_or(0, |contexts| contexts.bits(pair));
        let (home, guest) = if bits > 0 { (pair.a, pair.b) } else { (pair.b, pair.a) };
        (bits.abs() >= CONTEXT_LEAST).then_some(Sign::Context { home, guest, bits: bits.abs() })
    };
    let judged = pairs.par_iter().enumerate().filter_map(|(index, pair)| {
        // An open link runs from the smaller name.
        let is_first = name(&captures[pair.a]) <= name(&captures[pair.b]);
        let (a, b) = if is_first { (pair.a, pair.b) } else { (pair.b, pair.a) };
        let by_itself = || {
            let mut signs = known.signs(index, pair);
            if !signs.is_empty() {
                signs.extend(context(pair));
            }
            Judgement::of(a, b, signs)
        };
        let by_itself = if is_apart(pair) { by_itself() } else { None };
        let claimed = claimed.get(&both(a, b)).cloned();
        // Two that share sentences with no third and others with some are judged by both; what says more is kept.
        let judgement = claimed.into_iter().chain(by_itself).max_by_key(|one| (one.verdict(), one.confidence()))?;
        Some((a, b, judgement))
    });
    let judged: Vec<_> = judged.collect();
    let mut stemma = Stemma::new(credits, roles, judged, families);
    stemma.follow_unseen(unseen);
    Stemma { believed, trees, ..stemma }
}

/// By which articles are put in order, whichever was read first.
fn name(capture: &Capture) -> (&str, &str, Digest) {
    (capture.article.name(), capture.article.key(), capture.version.raw)
}

/// Groups of articles and their members in the order of their names.
pub(super) fn by_name(families: &[Vec<usize>], captures: &[Capture]) -> Vec<Vec<usize>> {
    let mut families = families.to_vec();
    families.iter_mut().for_each(|family| family.sort_by_key(|&article| name(&captures[article])));
    families.sort_by_key(|family| family.first().map(|&article| name(&captures[article])));
    families
}

impl Stemma {
    fn new(
        credits: Vec<Vec<Credit>>,
        roles: Vec<Vec<Role>>,
        judged: Vec<(usize, usize, Judgement)>,
        families: Vec<Vec<usize>>,
    ) -> Stemma {
        let (unseen, links, believed, trees) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut stemma = Stemma { credits, roles, unseen, links, families, believed, trees };
        for article in 0..stemma.credits.len() {
            stemma.state(article);
        }
        for (a, b, judgement) in without_circles(judged) {
            let both = Unseen { label: "a text both follow".to_owned(), class: None, why: Why::Inferred(vec![a, b]) };
            let unseen = &mut stemma.unseen;
            let link = Link::inferred(a, b, judgement, || {
                unseen.push(both);
                Node::Unseen(unseen.len() - 1)
            });
            stemma.links.push(link);
        }
        stemma
    }

    /// Adds the sources that only the agreement of articles shows: by the number of the source and the article.
    fn follow_unseen(&mut self, claims: BTreeMap<(usize, usize), Judgement>) {
        let mut followers: BTreeMap<usize, Vec<(usize, Judgement)>> = BTreeMap::new();
        for ((source, article), judgement) in claims {
            followers.entry(source).or_default().push((article, judgement));
        }
        for followers in followers.into_values() {
            let node = Node::Unseen(self.unseen.len());
            let why = Why::Inferred(followers.iter().map(|(article, _)| *article).collect());
            self.unseen.push(Unseen { label: "a text not seen here".to_owned(), class: None, why });
            let links = followers.into_iter().map(|(article, judgement)| Link::from_unseen(node, article, judgement));
            self.links.extend(links);
        }
    }

    /// Adds what an article says of its sources.
    fn state(&mut self, article: usize) {
        let mut nodes: BTreeMap<usize, Node> = BTreeMap::new();
        for (index, credit) in self.credits[article].iter().enumerate() {
            let at = CreditAt { article, credit: index };
            let to = match self.roles[article][index] {
                Role::Source => Node::Article(article),
                Role::Behind(nearer) => match nodes.get(&nearer) {
                    Some(node) => *node,
                    None => continue,
                },
                Role::Own | Role::Image | Role::Speaker | Role::Unnamed | Role::Unclear => continue,
            };
            let node = Node::Unseen(self.unseen.len());
            nodes.insert(index, node);
            let (label, class) = (credit.source.clone(), Some(credit.class));
            self.unseen.push(Unseen { label, class, why: Why::Credited(at) });
            self.links.push(Link::stated(node, to, at));
        }
    }

    pub fn credits(&self, article: usize) -> &[Credit] {
        &self.credits[article]
    }

    /// What each credit of an article is to it.
    pub fn roles(&self, article: usize) -> &[Role] {
        &self.roles[article]
    }

    pub fn unseen(&self) -> &[Unseen] {
        &self.unseen
    }

    /// The stated links in the order of the articles, then the inferred ones in the order of the pairs.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// What is believed of where the articles have their wording from.
    pub fn believed(&self) -> &[Believed] {
        &self.believed
    }

    /// The likeliest trees, of which nothing is claimed: one for the sentences of each stream.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The articles of each family of two and more; members and families rise.
    pub fn families(&self) -> &[Vec<usize>] {
        &self.families
    }
}

/// The judgements, those open that with others make a circle: one of them must be wrong, and nothing says which.
///
/// Articles that nothing flows into, or out of, are in no circle; they are taken away until none is left. What stays lies
/// in circles, or on a way between two.
fn without_circles(judged: Vec<(usize, usize, Judgement)>) -> Vec<(usize, usize, Judgement)> {
    let edge = |(a, b, judgement): &(usize, usize, Judgement)| {
        judgement.upstream().map(|upstream| (upstream, if upstream == *a { *b } else { *a }))
    };
    let mut edges: Vec<(usize, usize)> = judged.iter().filter_map(edge).collect();
    loop {
        let before = edges.len();
        let ends = |end: fn(&(usize, usize)) -> usize| edges.iter().map(end).collect::<BTreeSet<_>>();
        let (sources, targets) = (ends(|edge| edge.0), ends(|edge| edge.1));
        edges.retain(|(from, to)| targets.contains(from) && sources.contains(to));
        if edges.len() == before {
            break;
        }
    }
    edges.sort_unstable();
    let circled =
        |judgement: &(usize, usize, Judgement)| edge(judgement).is_some_and(|e| edges.binary_search(&e).is_ok());
    judged
        .into_iter()
        .map(|judgement| {
            let circled = circled(&judgement);
            let (a, b, judgement) = judgement;
            (a, b, if circled { judgement.in_circle() } else { judgement })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SourceClass;
    use crate::trace::{Named, OverlapAt, Sign, Verdict};

    /// A judgement that `upstream` is what `other` follows.
    fn likely(upstream: usize, other: usize) -> (usize, usize, Judgement) {
        let at = |overlap| OverlapAt { pair: 0, overlap };
        let gone = |credit, source: &str| Sign::CreditGone {
            credit: CreditAt { article: upstream, credit },
            source: Named { label: source.to_owned(), class: SourceClass::Wire },
            overlap: at(credit),
            blurred: None,
        };
        let shared = Sign::Shared { copied: (0..3).map(at).collect(), quoted: Vec::new(), in_order: 3 };
        let signs = vec![shared, gone(0, "Reuters"), gone(1, "KCNA"), gone(2, "AP")];
        let (a, b) = (upstream.min(other), upstream.max(other));
        (a, b, Judgement::of(a, b, signs).unwrap())
    }

    fn verdicts(judged: Vec<(usize, usize, Judgement)>) -> Vec<Verdict> {
        without_circles(judged).iter().map(|(_, _, judgement)| judgement.verdict()).collect()
    }

    #[test]
    fn a_way_down_stays() {
        assert_eq!(verdicts(vec![likely(0, 1), likely(1, 2), likely(0, 2), likely(3, 2)]), [Verdict::Likely; 4]);
    }

    #[test]
    fn a_circle_is_open_and_what_leads_to_it_is_not() {
        let judged = vec![likely(0, 1), likely(1, 2), likely(2, 0), likely(3, 0), likely(2, 4)];
        assert_eq!(verdicts(judged), [Verdict::Open, Verdict::Open, Verdict::Open, Verdict::Likely, Verdict::Likely]);
    }
}
