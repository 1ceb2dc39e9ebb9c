//! The stemma of a stream: who follows whom, with sources nobody has shown us where they explain more than they cost.
//!
//! Parsimony with prices: a change of wording costs what it tells, a sentence that others have too is hardly invented twice, and an
//! unseen source costs something. Where several articles agree against the one they seem to follow, a source is put between
//! that reads what they agree in (shared innovations: Maas 1927; median joining: Bandelt, Forster & Röhl 1999). Which
//! link is believed how much is then summed over all trees.

use std::collections::{BTreeMap, BTreeSet};

use super::collation::Reading;
use super::forest::{Beliefs, Costs, beliefs};
use super::styles::Styles;
use super::witness::Witness;
use crate::overlap::log2_thousandths;
use crate::trace::odds::{NEVER, any, chance};
use crate::trace::weights::*;

/// Where an article has the wording of a stream from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Origin {
    /// From another article, by its place in the family.
    Article(usize),
    /// From the inferred source of this number in the stream.
    Unseen(usize),
    /// From nowhere here: it is the first.
    Itself,
}

/// What is believed of one article of a stream: where it has the wording from, in parts of a thousand, the likeliest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Descent {
    pub member: usize,
    /// So many places of the stream it has.
    pub places: usize,
    pub origins: Vec<(Origin, u16)>,
    /// The same if no article had a date.
    pub undated: Vec<(Origin, u16)>,
    /// The article that is nearest to it, with the readings that it and that article alone have.
    pub nearest: Option<(usize, [usize; 2])>,
}

impl Descent {
    /// Moves a part of a belief, in parts of a thousand, to another origin.
    fn doubt(origins: &mut Vec<(Origin, u16)>, from: Origin, to: Origin, part: u32) {
        let Some((_, belief)) = origins.iter_mut().find(|(origin, _)| *origin == from) else { return };
        let taken = (u32::from(*belief) * part / 1000) as u16;
        *belief -= taken;
        origins.push((to, taken));
        sort(origins);
    }
}

/// The likeliest first.
fn sort(origins: &mut Vec<(Origin, u16)>) {
    origins.retain(|(_, belief)| *belief > 0);
    origins.sort_by_key(|(origin, belief)| (std::cmp::Reverse(*belief), *origin));
}

/// What speaks for a direction beside the wording itself, in thousandths of a bit; articles by their places in the family.
pub(super) trait Signs {
    /// How far the dates speak for `a` being before `b`.
    fn dated(&self, a: usize, b: usize) -> i64;
    /// How far other signs speak for `b` following `a`.
    fn signed(&self, a: usize, b: usize) -> i64;
    /// Whether an article says that it has its text from an agency or an outlet.
    fn credits_someone(&self, article: usize) -> bool;
}

/// The witnesses of a stream, and what is believed of them.
struct Stream<'s> {
    styles: &'s Styles,
    signs: &'s dyn Signs,
    witnesses: Vec<Witness>,
    /// By the one that is followed, then by the one that follows: what that costs.
    costs: Vec<Vec<i64>>,
    /// So many are articles; the others are inferred.
    articles: usize,
    /// How many are believed to follow each, where that is known already.
    followers: Vec<f64>,
}

/// What is believed of the articles of a stream.
pub(super) fn descents(articles: Vec<Witness>, styles: &Styles, signs: &dyn Signs) -> Vec<Descent> {
    let count = articles.len();
    let mut stream =
        Stream { styles, signs, witnesses: Vec::new(), costs: Vec::new(), articles: count, followers: Vec::new() };
    articles.into_iter().for_each(|witness| stream.push(witness));
    if let [a, b] = &stream.witnesses[..] {
        // What two differ in, either may have changed: a source of both is as far from the one as from the other.
        let half = a.difference(b, styles).changes / 2;
        stream.push(Witness::agreed(&[a, b]));
        (0..2).for_each(|article| stream.costs[2][article] = half + FROM_UNSEEN);
    }
    let mut beliefs = stream.beliefs();
    for _ in 0..if count > 2 { SETTLING } else { 0 } {
        if !stream.infer(&stream.likeliest(&beliefs)) {
            break;
        }
        // Summing over all trees takes the third power of the number of articles: among many it is done once, at the end.
        if count <= SUMMED_EACH_TIME {
            beliefs = stream.beliefs();
            if stream.forget(&beliefs) {
                beliefs = stream.beliefs();
            }
        }
    }
    if count > SUMMED_EACH_TIME {
        beliefs = stream.beliefs();
        if stream.forget(&beliefs) {
            beliefs = stream.beliefs();
        }
    }
    // Of the orders in which a tree may have grown, most begin with who has many followers (Shah & Zaman 2011).
    let followers = |from: usize| beliefs.follows.iter().map(|follows| follows[from]).sum::<f64>();
    stream.followers = (0..stream.witnesses.len()).map(followers).collect();
    let beliefs = stream.beliefs();
    let undated = stream.without_dates().beliefs();
    let mut descents: Vec<Descent> = (0..count).map(|article| stream.descent(article, &beliefs, &undated)).collect();
    if count > 2 {
        stream.doubt(&beliefs, &mut descents);
    }
    descents
}

impl Stream<'_> {
    fn push(&mut self, witness: Witness) {
        let new = self.witnesses.len();
        self.witnesses.push(witness);
        for (from, costs) in self.costs.iter_mut().enumerate() {
            costs.push(link(&self.witnesses[from], &self.witnesses[new], self.styles, self.signs));
        }
        let from = &self.witnesses[new];
        self.costs.push(self.witnesses.iter().map(|to| link(from, to, self.styles, self.signs)).collect());
    }

    fn beliefs(&self) -> Beliefs {
        let invented = |witness: &Witness| witness.places() as i64 * INVENTED;
        let mut roots: Vec<i64> = self.witnesses.iter().map(invented).collect();
        for (article, root) in roots.iter_mut().enumerate().take(self.articles) {
            let credits = self.witnesses[article].seen.is_some_and(|member| self.signs.credits_someone(member));
            *root += if credits { CREDITS_SOMEONE } else { 0 };
        }
        for (source, root) in roots.iter_mut().enumerate().skip(self.articles) {
            *root += COMMON_SOURCE;
            if self.articles == 2 {
                // Nothing shows it and nobody has to believe in it: where none follows it, it is as if it were not there.
                let others = (0..self.witnesses.len()).filter(|&other| other != source);
                *root += any(others.map(|other| self.costs[other][source]));
            }
        }
        for (root, followers) in roots.iter_mut().zip(&self.followers) {
            *root -= i64::from(log2_thousandths((1024.0 * (1.0 + followers)) as u64)) - 10_000;
        }
        // Changes of wording come in company: together they tell less than their sum.
        let tempered = |cost: i64| cost * TEMPER / 1000;
        let all = || 0..self.witnesses.len();
        let cost = |from: usize, to: usize| if from == to { NEVER } else { tempered(self.costs[from][to]) };
        beliefs(&Costs {
            follows: all().map(|to| all().map(|from| cost(from, to)).collect()).collect(),
            root: roots.into_iter().map(tempered).collect(),
        })
    }

    /// Takes some belief from the likeliest root: it may be a copy, without a change, of a source nobody has shown us, and then
    /// those that seem to follow it may follow that source. The more changes copies have, the less likely that is.
    fn doubt(&self, beliefs: &Beliefs, descents: &mut [Descent]) {
        let largest = |best: usize, next: usize| if beliefs.root[next] > beliefs.root[best] { next } else { best };
        let root = (1..self.witnesses.len()).fold(0, largest);
        let Some(member) = self.witnesses[root].seen else { return };
        let others = || (0..self.articles).filter(|&article| article != root);
        let changes = |to: usize| {
            let nearest = (0..self.articles).filter(|&from| from != to).min_by_key(|&from| self.costs[from][to]);
            nearest.map_or(0, |from| self.witnesses[from].difference(&self.witnesses[to], self.styles).count)
        };
        let all: i64 = others().map(changes).sum();
        let named =
            others().filter_map(|other| self.witnesses[other].seen).map(|other| self.signs.signed(member, other));
        let credits = if self.signs.credits_someone(member) { -CREDITS_SOMEONE } else { 0 };
        let against = all * NO_CHANGE / (self.articles as i64 - 1) + named.max().unwrap_or_default().max(0) + credits;
        let doubt = u32::from(chance(-against));
        let unseen = Origin::Unseen(self.witnesses.len());
        for descent in descents {
            let own = descent.member == member;
            let from = if own { Origin::Itself } else { Origin::Article(member) };
            // Of those who follow one of the two, half follow either.
            let part = if own { doubt } else { doubt / 2 };
            Descent::doubt(&mut descent.origins, from, unseen, part);
            Descent::doubt(&mut descent.undated, from, unseen, part);
        }
    }

    /// Whom each witness most likely follows. One that beliefs do not know yet follows what is nearest.
    fn likeliest(&self, beliefs: &Beliefs) -> Vec<usize> {
        let others = |to: usize| (0..self.witnesses.len()).filter(move |&from| from != to);
        let believed = |to: usize| {
            let follows = beliefs.follows.get(to).filter(|follows| follows.len() == self.witnesses.len())?;
            let largest = |best: usize, next: usize| if follows[next] > follows[best] { next } else { best };
            others(to).reduce(largest).filter(|&best| follows[best] > 0.0)
        };
        let nearest = |to: usize| others(to).min_by_key(|&from| self.costs[from][to]).unwrap_or_default();
        (0..self.witnesses.len()).map(|to| believed(to).unwrap_or_else(|| nearest(to))).collect()
    }

    /// Infers sources between witnesses and those that follow them by `parents`; whether there was one.
    fn infer(&mut self, parents: &[usize]) -> bool {
        let mut found = false;
        for (node, &parent) in parents.iter().enumerate() {
            let near: Vec<usize> = (0..parents.len()).filter(|&to| parents[to] == node).collect();
            let source = self.between(node, parent, &near);
            if let Some(source) = source.filter(|source| !self.witnesses.contains(source)) {
                self.push(source);
                found = true;
            }
        }
        found
    }

    /// A source between a witness and some of those that seem to follow it that explains more than it costs.
    fn between(&self, node: usize, parent: usize, near: &[usize]) -> Option<Witness> {
        // Two may seem to follow each other.
        let parent = Some(parent).filter(|parent| !near.contains(parent));
        let near: Vec<usize> = near.iter().copied().chain(parent).collect();
        if near.len() < 2 {
            return None;
        }
        let mut groups: Vec<(Vec<usize>, i64)> = self.against(node, &near).into_iter().collect();
        groups.sort_by_key(|(group, told)| (std::cmp::Reverse(told * (group.len() as i64 - 1)), group.clone()));
        let better = |(group, _): &(Vec<usize>, i64)| {
            let agreed = |group: &[usize]| {
                let all: Vec<&Witness> = std::iter::once(&node).chain(group).map(|&at| &self.witnesses[at]).collect();
                Witness::agreed(&all)
            };
            let source = agreed(group);
            let cost = |from: &Witness, to: usize| link(from, &self.witnesses[to], self.styles, self.signs);
            let known =
                |to: usize| parent.map_or(self.costs[node][to], |up| self.costs[node][to].min(self.costs[up][to]));
            let gain = |source: &Witness, to: usize| known(to) - cost(source, to);
            let children = near.iter().copied().filter(|&to| Some(to) != parent);
            let group: Vec<usize> = children.filter(|&to| gain(&source, to) > 0).collect();
            let all: Vec<usize> = group.iter().copied().chain(parent.filter(|parent| near.contains(parent))).collect();
            let source = agreed(&all);
            let gains: i64 = group.iter().map(|&to| gain(&source, to)).sum();
            // It follows the witness, or the witness follows it.
            let into = |from: usize| link(&self.witnesses[from], &source, self.styles, self.signs);
            let invented = |witness: &Witness| witness.places() as i64 * INVENTED;
            let first = invented(&source) + cost(&source, node) - invented(&self.witnesses[node]);
            let above = parent.map_or(first, |up| first.min(into(up) + cost(&source, node) - self.costs[up][node]));
            let gain = gains - into(node).min(above) - INFERRED;
            (gain > 0 && all.len() > 1).then_some((gain, source))
        };
        let found = groups.iter().take(GROUPS_TRIED).filter_map(better);
        found.max_by_key(|(gain, _)| *gain).map(|(_, source)| source)
    }

    /// Who agrees against a witness, and what that tells.
    fn against(&self, node: usize, near: &[usize]) -> BTreeMap<Vec<usize>, i64> {
        let mut groups: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
        for (place, here) in self.witnesses[node].readings.iter().enumerate() {
            let reads = |&other: &usize| Some((other, self.witnesses[other].readings[place].as_ref()?));
            let others: Vec<(usize, &Reading)> = near.iter().filter_map(reads).collect();
            let Some(here) = here else {
                if others.len() > 1 {
                    *groups.entry(others.iter().map(|(other, _)| *other).collect()).or_default() += INVENTED;
                }
                continue;
            };
            let read: Vec<(usize, &Reading)> = others.into_iter().filter(|(_, reading)| !reading.is_empty()).collect();
            for slot in 0..here.len() {
                let mut variants: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
                for (other, reading) in read.iter().filter(|(_, reading)| reading[slot] != here[slot]) {
                    variants.entry(reading[slot]).or_default().push(*other);
                }
                for (variant, group) in variants.into_iter().filter(|(_, group)| group.len() > 1) {
                    *groups.entry(group).or_default() += self.styles.told(here[slot], variant);
                }
            }
        }
        groups
    }

    /// Forgets inferred sources that hardly two follow; whether there was one.
    fn forget(&mut self, beliefs: &Beliefs) -> bool {
        let idle = |source: usize| beliefs.follows.iter().map(|from| from[source]).sum::<f64>() < FOLLOWERS;
        let forgotten: Vec<usize> = (self.articles..self.witnesses.len()).filter(|&source| idle(source)).collect();
        for &source in forgotten.iter().rev() {
            self.witnesses.remove(source);
            self.costs.remove(source);
            self.costs.iter_mut().for_each(|costs| _ = costs.remove(source));
        }
        !forgotten.is_empty()
    }

    /// The same as if no article had a date.
    fn without_dates(&self) -> Stream<'_> {
        let mut costs = self.costs.clone();
        for (from, costs) in costs.iter_mut().enumerate() {
            for (to, cost) in costs.iter_mut().enumerate() {
                if let (Some(a), Some(b)) = (self.witnesses[from].seen, self.witnesses[to].seen) {
                    *cost += self.signs.dated(a, b);
                }
            }
        }
        Stream { costs, witnesses: self.witnesses.clone(), followers: self.followers.clone(), ..*self }
    }

    fn descent(&self, article: usize, beliefs: &Beliefs, undated: &Beliefs) -> Descent {
        let origin = |from: usize| self.witnesses[from].seen.map_or(Origin::Unseen(from), Origin::Article);
        let thousandths = |belief: f64| (belief * 1000.0 + 0.5) as u16;
        let origins = |beliefs: &Beliefs| {
            let follows = beliefs.follows[article].iter().enumerate().map(|(from, belief)| (origin(from), *belief));
            let all = follows.chain([(Origin::Itself, beliefs.root[article])]);
            let mut origins: Vec<(Origin, u16)> = all.map(|(origin, belief)| (origin, thousandths(belief))).collect();
            sort(&mut origins);
            origins
        };
        let others = (0..self.articles).filter(|&other| other != article);
        let nearest = others
            .min_by_key(|&from| self.costs[from][article])
            .and_then(|from| Some((self.witnesses[from].seen?, self.own_readings(from, article))));
        let witness = &self.witnesses[article];
        Descent {
            member: witness.seen.unwrap_or_default(),
            places: witness.places(),
            origins: origins(beliefs),
            undated: origins(undated),
            nearest,
        }
    }

    /// Where two articles differ and a third agrees with one of them: how many readings each of the two has alone.
    fn own_readings(&self, a: usize, b: usize) -> [usize; 2] {
        let mut own = [BTreeSet::new(), BTreeSet::new()];
        let of = |article: usize| &self.witnesses[article].readings;
        for (place, (here, there)) in of(a).iter().zip(of(b)).enumerate() {
            let (Some(here), Some(there)) = (here, there) else { continue };
            let others: Vec<&Reading> = (0..self.articles)
                .filter(|&other| other != a && other != b)
                .filter_map(|other| of(other)[place].as_ref().filter(|reading| !reading.is_empty()))
                .collect();
            for (slot, (x, y)) in here.iter().zip(there).enumerate().filter(|(_, (x, y))| x != y) {
                let has = |reading: &u64| others.iter().any(|other| other[slot] == *reading);
                match (has(x), has(y)) {
                    (false, true) => _ = own[0].insert((*x, *y)),
                    (true, false) => _ = own[1].insert((*x, *y)),
                    _ => {}
                }
            }
        }
        own.map(|own| own.len())
    }
}

/// What it costs that `to` follows `from`, with what else speaks for it.
fn link(from: &Witness, to: &Witness, styles: &Styles, signs: &dyn Signs) -> i64 {
    let cost = from.difference(to, styles).cost();
    match (from.seen, to.seen) {
        (Some(a), Some(b)) => cost - signs.dated(a, b) - signs.signed(a, b),
        (Some(_), None) => cost + UNSEEN_BETWEEN,
        (None, None) => cost + UNSEEN_BETWEEN + FROM_UNSEEN,
        (None, Some(_)) => cost + FROM_UNSEEN,
    }
}
