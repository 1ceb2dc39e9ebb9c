//! What the stemma says of a world, held against what is true of it.
//!
//! Two things are measured. What is *believed*: of each article that was made from others, where it most likely has its wording
//! from, however unsure that is. And what is *claimed*: the links that are called likely.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use wirecopy::overlap::{Chance, Corpus, Depth, Pair, find, nearest_pairs};
use wirecopy::trace::weights::NEAREST;
use wirecopy::trace::{Believed, Descents, Ground, Node, Parent, Stemma, Verdict, stemma};

use super::calibration::{Decision, by_chance, error, table as reliability};
use super::world::{Kind, Origin, Setting, Truth, World};
use crate::costs::timed;
use crate::data::Folder;
use crate::table::{AtLeast, AtMost, Bound, Count, Seconds, Share, Table, Value};

/// So many of how many.
#[derive(Clone, Copy, Default)]
struct Part {
    part: usize,
    all: usize,
}

impl Part {
    fn add(&mut self, counts: bool) {
        self.part += usize::from(counts);
        self.all += 1;
    }

    fn with(self, other: Part) -> Part {
        Part { part: self.part + other.part, all: self.all + other.all }
    }

    fn share(self) -> Value {
        Share(if self.all == 0 { 0.0 } else { self.part as f64 / self.all as f64 })
    }
}

/// Traces the articles of some worlds, each by itself, and writes how far that is right.
pub fn score(
    folder: &Folder,
    table: &mut Table,
    setting: &Setting,
    worlds: impl Iterator<Item = World>,
) -> Result<(), Box<dyn Error>> {
    let (mut believed, mut claims, mut by_rule) = (Beliefs::default(), Claims::default(), [Part::default(); 3]);
    let (mut articles, mut tracing) = (0, 0.0);
    for world in worlds {
        articles += world.captures.len();
        let texts: Vec<_> = world.captures.iter().map(|capture| &capture.text).collect();
        let corpus = Corpus::new(&texts);
        let pairs = nearest_pairs(&corpus, NEAREST, |_, _| true);
        let found = find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits);
        let (stemma, seconds) = timed(|| stemma(&world.captures, &found, Descents::of(&world.captures, &found)))?;
        tracing += seconds;
        believed = believed.with(self::believed(&world, &stemma));
        claims = claims.with(&self::claims(&world, &stemma));
        by_rule.iter_mut().zip(rules(&world, &found)).for_each(|(all, of_world)| *all = all.with(of_world));
    }
    let mut line =
        |measure: &str, value: Value, bound: Bound| table.line(&format!("{}: {measure}", setting.name), value, bound);
    line("articles", Count(articles), Bound::None)?;

    line("parent right", believed.parent.share(), AtLeast(0.88))?;
    line("unseen source recognised", believed.unseen.share(), AtLeast(0.70))?;
    line("made of two, both right", believed.both.share(), AtLeast(0.60))?;
    line("independent, given a parent", believed.alone.share(), AtMost(0.03))?;
    line("decisions", Count(believed.decisions.len()), AtLeast(2000.0))?;
    line("calibration error", Share(error(&believed.decisions)), AtMost(0.03))?;
    line("calibration error by chance", Share(by_chance(&believed.decisions)), Bound::None)?;

    line("links claimed", Count(claims.claimed), Bound::None)?;
    line("links claimed, to an article alone", Count(claims.siblings.all), Bound::None)?;
    line("links open", Count(claims.open), Bound::None)?;
    line("direction right", claims.direction.share(), AtLeast(0.97))?;
    line("a sibling as parent", claims.siblings.share(), AtMost(0.02))?;
    line("claims of an unseen source, right", claims.unseen.share(), Bound::None)?;
    line("proven", Count(claims.proven), Bound::None)?;

    for (rule, right) in ["most similar", "most similar and not later", "earliest"].iter().zip(by_rule) {
        line(&format!("parent right by rule: {rule}"), right.share(), Bound::None)?;
    }
    line("CPU tracing", Seconds(tracing), Bound::None)?;
    folder.detail(&format!("flow-{}.tsv", setting.seed), |out| {
        writeln!(out, "decisions\tbelieved\tright")?;
        reliability(&believed.decisions)
            .into_iter()
            .try_for_each(|bin| Ok(writeln!(out, "{}\t{:.3}\t{:.3}", bin.decisions, bin.believed, bin.right)?))
    })
}

/// What is believed, against what is true.
#[derive(Default)]
struct Beliefs {
    /// Of the articles made from one that is there: that one is the likeliest.
    parent: Part,
    /// Of those made from a wire that is not there, which another article was made from too: such a source is.
    unseen: Part,
    /// Of those made of two that are there: both are the likeliest for some of the sentences.
    both: Part,
    /// Of the independent ones: some article is the likeliest source.
    alone: Part,
    decisions: Vec<Decision>,
}

impl Beliefs {
    fn with(mut self, other: Beliefs) -> Beliefs {
        self.decisions.extend(other.decisions);
        Beliefs {
            parent: self.parent.with(other.parent),
            unseen: self.unseen.with(other.unseen),
            both: self.both.with(other.both),
            alone: self.alone.with(other.alone),
            decisions: self.decisions,
        }
    }
}

fn believed(world: &World, stemma: &Stemma) -> Beliefs {
    let mut of: BTreeMap<usize, Vec<&Believed>> = BTreeMap::new();
    stemma.believed().iter().for_each(|believed| of.entry(believed.article).or_default().push(believed));
    let mut beliefs = Beliefs::default();
    for (article, Truth { kind, sources }) in world.truth.iter().enumerate() {
        let mut told: Vec<&Believed> = of.remove(&article).unwrap_or_default();
        told.sort_by_key(|believed| std::cmp::Reverse(believed.sentences));
        let first = |believed: &&Believed| believed.parents.first().copied();
        let parents: Vec<(Parent, u16)> = told.iter().filter_map(first).collect();
        let gives = |source: &Origin| {
            let Origin::Seen(source) = source else { return false };
            parents.iter().any(|(parent, _)| *parent == Parent::Article(*source))
        };
        match (kind, &sources[..]) {
            (Kind::Copy, [origin]) => {
                let right = match (origin, parents.first().map(|(parent, _)| *parent)) {
                    (Origin::Seen(source), Some(Parent::Article(parent))) => *source == parent,
                    (Origin::Unseen(_), Some(Parent::Unseen(_))) => true,
                    // Nothing else here goes back to that wire: it is the first.
                    (Origin::Unseen(_), Some(Parent::Itself)) => followers(world, *origin) == 1,
                    _ => false,
                };
                match origin {
                    Origin::Seen(_) => beliefs.parent.add(right),
                    Origin::Unseen(_) if followers(world, *origin) > 1 => beliefs.unseen.add(right),
                    Origin::Unseen(_) => {}
                }
                let decision = parents.first().map(|(_, belief)| Decision { believed: *belief, right });
                beliefs.decisions.extend(decision);
            }
            (Kind::Fused, [Origin::Seen(_), Origin::Seen(_)]) => beliefs.both.add(sources.iter().all(gives)),
            (Kind::Independent, _) => {
                beliefs.alone.add(parents.iter().any(|(parent, _)| matches!(parent, Parent::Article(_))));
            }
            _ => {}
        }
    }
    beliefs
}

/// How many articles were made from a source.
fn followers(world: &World, origin: Origin) -> usize {
    world.truth.iter().filter(|truth| truth.sources.contains(&origin)).count()
}

/// What is claimed, against what is true.
#[derive(Default)]
struct Claims {
    claimed: usize,
    open: usize,
    proven: usize,
    /// Of the links between an article and one it was made from, directly or not: those that run that way.
    direction: Part,
    /// Of the links from an article alone: those whose ends were made from one source, and not from each other.
    siblings: Part,
    /// Of the links from an unseen source: those to articles that have one.
    unseen: Part,
}

impl Claims {
    fn with(&self, other: &Claims) -> Claims {
        Claims {
            claimed: self.claimed + other.claimed,
            open: self.open + other.open,
            proven: self.proven + other.proven,
            direction: self.direction.with(other.direction),
            siblings: self.siblings.with(other.siblings),
            unseen: self.unseen.with(other.unseen),
        }
    }
}

fn claims(world: &World, stemma: &Stemma) -> Claims {
    let mut claims = Claims::default();
    for link in stemma.links() {
        let (Ground::Inferred(judgement), Node::Article(to)) = (link.ground(), link.to()) else { continue };
        match judgement.verdict() {
            Verdict::Open => {
                claims.open += 1;
                continue;
            }
            Verdict::Likely => {}
            Verdict::Proven => claims.proven += 1,
        }
        claims.claimed += 1;
        let sources = &world.truth[to].sources;
        match link.from() {
            [Node::Article(from), rest @ ..] => {
                let (down, up) = (ancestors(world, to).contains(from), ancestors(world, *from).contains(&to));
                if down || up {
                    claims.direction.add(down);
                }
                if rest.is_empty() {
                    let common = world.truth[*from].sources.iter().any(|source| sources.contains(source));
                    claims.siblings.add(common && !down && !up);
                }
            }
            [Node::Unseen(_)] => claims.unseen.add(sources.iter().any(|source| matches!(source, Origin::Unseen(_)))),
            _ => {}
        }
    }
    claims
}

/// The articles an article was made from, directly or not.
fn ancestors(world: &World, article: usize) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut waiting = vec![article];
    while let Some(next) = waiting.pop() {
        for origin in &world.truth[next].sources {
            if let Origin::Seen(source) = origin
                && all.insert(*source)
            {
                waiting.push(*source);
            }
        }
    }
    all
}

/// How often rules of thumb find the article that one was made from.
fn rules(world: &World, found: &[Pair]) -> [Part; 3] {
    let mut near: Vec<Vec<(u64, usize)>> = vec![Vec::new(); world.captures.len()];
    for pair in found {
        let copied = pair.overlaps.iter().filter(|overlap| overlap.relation.is_copying());
        let likeness = copied.map(|overlap| u64::from(overlap.score.thousandths()) * overlap.shared_words as u64).sum();
        if likeness > 0 {
            near[pair.a].push((likeness, pair.b));
            near[pair.b].push((likeness, pair.a));
        }
    }
    let date = |article: usize| world.captures[article].meta.published.as_ref().map(|date| date.value.as_str());
    let mut rules = [Part::default(); 3];
    for (article, truth) in world.truth.iter().enumerate() {
        let (Kind::Copy, [Origin::Seen(source)]) = (truth.kind, &truth.sources[..]) else { continue };
        let not_later = |other: usize| date(other).zip(date(article)).is_none_or(|(other, own)| other < own);
        let others = || near[article].iter().copied();
        let similar = others().max().map(|(_, other)| other);
        let earlier = others().filter(|(_, other)| not_later(*other)).max().map(|(_, other)| other);
        let first = others().filter_map(|(_, other)| Some((date(other)?, other))).min().map(|(_, other)| other);
        for (rule, told) in rules.iter_mut().zip([similar, earlier, first]) {
            rule.add(told == Some(*source));
        }
    }
    rules
}
