//! The stemma of a stream: who follows whom, with sources nobody has shown us where they explain more than they cost.
//!
//! Parsimony with prices: a change of wording costs what it tells, a sentence that others have too is hardly invented twice, and an
//! unseen source costs something. Which link is believed how much is summed over all trees.

use std::collections::BTreeSet;

use super::collation::Reading;
use super::forest::{Beliefs, Costs, beliefs};
use super::styles::Styles;
use super::tree::{cheapest, telling};
use super::two;
use super::witness::Witness;
use crate::overlap::log2_thousandths;
use crate::trace::odds::{NEVER, chance};
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

/// A witness of the likeliest tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Grown {
    /// The article or the source itself.
    pub origin: Origin,
    /// The one it follows, by place in the tree, and how far that is believed; `None` for the root.
    pub follows: Option<(usize, u16)>,
    /// How far it is believed to be the first.
    pub first: u16,
}

/// A belief in parts of a thousand, less what is kept back.
fn thousandths(belief: f64) -> u16 {
    (belief * (1.0 - ELSEWISE) * 1000.0 + 0.5) as u16
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
    /// Whether an article is a news agency's own.
    fn is_agency(&self, article: usize) -> bool;
    /// Whether an article says that it has its text from an agency or an outlet.
    fn credits_someone(&self, article: usize) -> bool;
}

/// The witnesses of a stream, and what links between them cost.
pub(super) struct Stream<'s> {
    pub styles: &'s Styles,
    pub signs: &'s dyn Signs,
    pub witnesses: Vec<Witness>,
    /// By the one that is followed, then by the one that follows: what that costs.
    pub costs: Vec<Vec<i64>>,
    /// So many are articles; the others are inferred.
    pub articles: usize,
    /// How many are believed to follow each, where that is known already.
    followers: Vec<f64>,
}

/// What is believed of the articles of a stream, and the likeliest tree.
pub(super) fn descents(articles: Vec<Witness>, styles: &Styles, signs: &dyn Signs) -> (Vec<Descent>, Vec<Grown>) {
    let count = articles.len();
    let mut stream =
        Stream { styles, signs, witnesses: Vec::new(), costs: Vec::new(), articles: count, followers: Vec::new() };
    articles.into_iter().for_each(|witness| stream.push(witness));
    if let [a, b] = &stream.witnesses[..] {
        stream.push(Witness::agreed(&[a, b], styles));
        let [beliefs, undated] = [stream.of_two(), stream.without_dates().of_two()];
        return stream.told(&beliefs, &undated, &two::likeliest(&beliefs));
    }
    let mut beliefs = stream.beliefs();
    for _ in 0..SETTLING {
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
    let beliefs = stream.weighed();
    let undated = stream.without_dates().weighed();
    let (mut descents, tree) = stream.told(&beliefs, &undated, &cheapest(&stream.prices()));
    stream.doubt(&beliefs, &mut descents);
    (descents, tree)
}

impl Stream<'_> {
    pub fn push(&mut self, witness: Witness) {
        let new = self.witnesses.len();
        self.witnesses.push(witness);
        let mut from_new = Vec::with_capacity(new + 1);
        for (other, costs) in self.costs.iter_mut().enumerate() {
            let [to_new, from] = links(&self.witnesses[other], &self.witnesses[new], self.styles, self.signs);
            costs.push(to_new);
            from_new.push(from);
        }
        from_new.push(0);
        self.costs.push(from_new);
    }

    fn beliefs(&self) -> Beliefs {
        beliefs(&self.prices())
    }

    /// The beliefs, those in each inferred source as far as there was one: a source reads what fits best, and where copies have many
    /// changes some agree by chance. For how far there was none, what is believed without it is believed.
    fn weighed(&self) -> Beliefs {
        let prices = self.prices();
        let all = beliefs(&prices);
        let count = self.witnesses.len();
        if count > SUMMED_EACH_TIME {
            return all;
        }
        let changes: i64 = (0..self.articles).map(|article| self.changes(article)).sum();
        // In parts of 1,024, whose logarithm is ten bits.
        let usual = log2_thousandths(1024 + (1024 * changes / self.articles as i64) as u64);
        let price = CHANCE_AGREES * (i64::from(usual) - 10_000) / 1000;
        let mut weighed = all.clone();
        for source in self.articles..count {
            let without = beliefs(&prices.without(source));
            let doubt = f64::from(chance(price - (without.cost - all.cost))) / 1000.0;
            weighed.shift(doubt, &all, &without.with_none(source));
        }
        weighed
    }

    /// What every link and every root costs, as far as it is believed.
    pub(super) fn prices(&self) -> Costs {
        let invented = |witness: &Witness| witness.places() as i64 * INVENTED;
        let mut roots: Vec<i64> = self.witnesses.iter().map(invented).collect();
        for (article, root) in roots.iter_mut().enumerate().take(self.articles) {
            let credits = self.witnesses[article].seen.is_some_and(|member| self.signs.credits_someone(member));
            *root += if credits { CREDITS_SOMEONE } else { 0 };
        }
        roots.iter_mut().skip(self.articles).for_each(|root| *root += COMMON_SOURCE);
        for (root, followers) in roots.iter_mut().zip(&self.followers) {
            // In parts of 1,024, whose logarithm is ten bits.
            *root -= i64::from(log2_thousandths((1024.0 * (1.0 + followers)) as u64)) - 10_000;
        }
        let all = || 0..self.witnesses.len();
        let cost = |from: usize, to: usize| if from == to { NEVER } else { tempered(self.costs[from][to]) };
        Costs {
            follows: all().map(|to| all().map(|from| cost(from, to)).collect()).collect(),
            root: roots.into_iter().map(tempered).collect(),
        }
    }

    /// What is told of each article, and the tree in which each witness follows these.
    fn told(&self, beliefs: &Beliefs, undated: &Beliefs, parents: &[Option<usize>]) -> (Vec<Descent>, Vec<Grown>) {
        let descents = (0..self.articles).map(|article| self.descent(article, beliefs, undated)).collect();
        (descents, self.tree(beliefs, parents))
    }

    /// A tree, of all that is in it: with the belief of each link.
    fn tree(&self, beliefs: &Beliefs, parents: &[Option<usize>]) -> Vec<Grown> {
        let (parents, idle) = telling(parents, self.articles);
        let mut places = vec![0; parents.len()];
        let mut kept = 0;
        for (place, idle) in places.iter_mut().zip(&idle) {
            *place = kept;
            kept += usize::from(!idle);
        }
        let grown = |witness: usize| Grown {
            origin: self.origin(witness),
            follows: parents[witness].map(|parent| (places[parent], thousandths(beliefs.follows[witness][parent]))),
            first: thousandths(beliefs.root[witness]),
        };
        (0..parents.len()).filter(|&witness| !idle[witness]).map(grown).collect()
    }

    /// What a witness is to those that follow it.
    fn origin(&self, witness: usize) -> Origin {
        self.witnesses[witness].seen.map_or(Origin::Unseen(witness), Origin::Article)
    }

    /// Takes some belief from the likeliest root: it may be a copy, without a change, of a source nobody has shown us, and then
    /// those that seem to follow it may follow that source. The more changes copies have, the less likely that is.
    fn doubt(&self, beliefs: &Beliefs, descents: &mut [Descent]) {
        let largest = |best: usize, next: usize| if beliefs.root[next] > beliefs.root[best] { next } else { best };
        let root = (1..self.witnesses.len()).fold(0, largest);
        let Some(member) = self.witnesses[root].seen else { return };
        let others = || (0..self.articles).filter(|&article| article != root);
        let all: i64 = others().map(|article| self.changes(article)).sum();
        let named =
            others().filter_map(|other| self.witnesses[other].seen).map(|other| self.signs.signed(member, other));
        let credits = if self.signs.credits_someone(member) { -CREDITS_SOMEONE } else { 0 };
        let agency = if self.signs.is_agency(member) { AGENCY_FOLLOWS } else { 0 };
        let named = named.max().unwrap_or_default().max(0);
        let against = all * NO_CHANGE / (self.articles as i64 - 1) + named + credits + agency;
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

    /// How many changes an article has against the one that is nearest to it.
    fn changes(&self, article: usize) -> i64 {
        let others = (0..self.articles).filter(|&from| from != article);
        let nearest = others.min_by_key(|&from| self.costs[from][article]);
        nearest.map_or(0, |from| self.witnesses[from].difference(&self.witnesses[article], self.styles).count)
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
        let origins = |beliefs: &Beliefs| {
            let follows =
                beliefs.follows[article].iter().enumerate().map(|(from, belief)| (self.origin(from), *belief));
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
            for slot in here.differing(there) {
                let (x, y) = (here[slot], there[slot]);
                let has = |reading: u64| others.iter().any(|other| other[slot] == reading);
                match (has(x), has(y)) {
                    (false, true) => _ = own[0].insert((x, y)),
                    (true, false) => _ = own[1].insert((x, y)),
                    _ => {}
                }
            }
        }
        own.map(|own| own.len())
    }
}

/// Changes of wording come in company: together they tell less than their sum.
pub(super) fn tempered(cost: i64) -> i64 {
    cost * TEMPER / 1000
}

/// What it costs that `b` follows `a`, and that `a` follows `b`, with what else speaks for it.
pub(super) fn links(a: &Witness, b: &Witness, styles: &Styles, signs: &dyn Signs) -> [i64; 2] {
    let [to_b, to_a] = a.difference(b, styles).costs();
    [priced(to_b, a, b, signs), priced(to_a, b, a, signs)]
}

/// What it costs that `to` follows `from`.
pub(super) fn link(from: &Witness, to: &Witness, styles: &Styles, signs: &dyn Signs) -> i64 {
    links(from, to, styles, signs)[0]
}

/// What it costs that `to` follows `from`, if their wording alone makes it cost so much.
fn priced(cost: i64, from: &Witness, to: &Witness, signs: &dyn Signs) -> i64 {
    match (from.seen, to.seen) {
        (Some(a), Some(b)) => cost - signs.dated(a, b) - signs.signed(a, b),
        (Some(_), None) => cost + UNSEEN_BETWEEN,
        (None, None) => cost + UNSEEN_BETWEEN + FROM_UNSEEN,
        (None, Some(b)) => cost + FROM_UNSEEN + if signs.is_agency(b) { AGENCY_FOLLOWS } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::descent::collation::{Collation, NOTHING, Place};

    /// Of which nothing is known but the wording.
    struct Nothing;

    impl Signs for Nothing {
        fn dated(&self, _: usize, _: usize) -> i64 {
            0
        }

        fn signed(&self, _: usize, _: usize) -> i64 {
            0
        }

        fn is_agency(&self, _: usize) -> bool {
            false
        }

        fn credits_someone(&self, _: usize) -> bool {
            false
        }
    }

    /// A sentence of sixty words, of which these have others in their place.
    fn reading(changes: impl Iterator<Item = (usize, u64)>) -> Reading {
        let base: Vec<u64> = (0..60).map(|word| 100 + word).collect();
        let mut slots: Vec<u64> = base.iter().flat_map(|word| [NOTHING, *word]).collect();
        changes.for_each(|(word, other)| slots[2 * word + 1] = other);
        Reading::against(&base, slots)
    }

    /// How far two copies that share so many changes are believed to follow a source that has these, of three copies with changes of their
    /// own: by all trees, and as the source is weighed.
    fn believed(shared: usize) -> [f64; 2] {
        let shared = || (0..shared).map(|n| (48 + 2 * n, 1 + n as u64));
        let changes = |copy: usize| (0..8).map(move |n| (2 * (copy * 8 + n), 1000 + (copy * 8 + n) as u64));
        let readings = vec![
            (0, reading(std::iter::empty())),
            (1, reading(changes(0).chain(shared()))),
            (2, reading(changes(1).chain(shared()))),
            (3, reading(changes(2))),
        ];
        let collation = Collation { places: vec![Place { readings }] };
        let styles = Styles::of(std::slice::from_ref(&collation), |_, _| None);
        let witnesses = Vec::new();
        let mut stream =
            Stream { styles: &styles, signs: &Nothing, witnesses, costs: vec![], articles: 4, followers: vec![] };
        Witness::all(&collation, &[0], |_| None).into_iter().for_each(|witness| stream.push(witness));
        stream.push(Witness { seen: None, outlet: None, readings: vec![Some(reading(shared()))] });
        [stream.beliefs(), stream.weighed()].map(|beliefs| {
            for (follows, root) in beliefs.follows.iter().zip(&beliefs.root).take(4) {
                assert!((follows.iter().sum::<f64>() + root - 1.0).abs() < 1e-6);
            }
            beliefs.follows[1][4] + beliefs.follows[2][4]
        })
    }

    /// Of which nothing is known but the wording and who credits somebody.
    struct Credits(&'static [usize]);

    impl Signs for Credits {
        fn credits_someone(&self, article: usize) -> bool {
            self.0.contains(&article)
        }

        fn dated(&self, a: usize, b: usize) -> i64 {
            Nothing.dated(a, b)
        }

        fn signed(&self, a: usize, b: usize) -> i64 {
            Nothing.signed(a, b)
        }

        fn is_agency(&self, article: usize) -> bool {
            Nothing.is_agency(article)
        }
    }

    #[test]
    fn of_two_articles_one_follows_the_other_or_both_a_third() {
        let changes = (0..8).map(|n| (6 * n, 1000 + n as u64));
        let readings = vec![(0, reading(std::iter::empty())), (1, reading(changes))];
        let collation = Collation { places: vec![Place { readings }] };
        let styles = Styles::of(std::slice::from_ref(&collation), |_, _| None);
        // How far each of three trees is believed: with the first at its root, the second, or a source of both; and the tree that is told.
        let told = |credits: &'static [usize]| {
            let witnesses = Witness::all(&collation, &[0], |_| None);
            let (articles, tree) = descents(witnesses, &styles, &Credits(credits));
            let of = |article: usize, origin: Origin| share_of(&articles[article].origins, origin);
            let beliefs = [of(0, Origin::Itself), of(1, Origin::Itself), of(0, Origin::Unseen(2))];
            assert_eq!([of(1, Origin::Article(0)), of(0, Origin::Article(1)), of(1, Origin::Unseen(2))], beliefs);
            (beliefs, tree.iter().map(|grown| grown.follows.map(|(from, _)| from)).collect::<Vec<_>>())
        };
        let ([first, second, source], _) = told(&[]);
        assert!(first == second && source > 200 && first > source, "{first} {second} {source}");
        let ([first, second, source], tree) = told(&[1]);
        assert!(first > source && source > second, "{first} {second} {source}");
        assert_eq!(tree, [None, Some(0)]);
        let ([first, second, source], tree) = told(&[0, 1]);
        assert!(first == second && source > first, "{first} {second} {source}");
        assert_eq!(tree, [Some(2), Some(2), None]);
    }

    fn share_of(origins: &[(Origin, u16)], wanted: Origin) -> u16 {
        origins.iter().find(|(origin, _)| *origin == wanted).map_or(0, |(_, share)| *share)
    }

    #[test]
    fn a_source_is_believed_as_far_as_it_explains_more_than_chance() {
        let [two, six] = [2, 6].map(believed);
        // By all trees alone two shared changes were as good as six.
        assert!(two[0] > 0.95 * six[0]);
        assert!(two[1] < 0.8 * two[0] && six[1] > 0.99 * six[0]);
    }
}
