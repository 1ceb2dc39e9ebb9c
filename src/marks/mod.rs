//! What a person's word makes of what was found. It works one way: what a comparison found goes in, what counts comes out,
//! and what was rejected comes out beside it. Whoever reports or traces sees the result alone.
//!
//! *Architecture Invariant:* a judgement changes which overlaps and credits count, never what is computed of one that does.

mod name;
#[cfg(test)]
mod tests;

pub use name::overlap_name;

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{Mark, Word};
use crate::article::{ArticleId, Capture};
use crate::hash::Digest;
use crate::overlap::{self, Corpus, Depth, NamesOnly, Overlap, Pair};

/// The judgements that stand, by the match they are of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    standing: BTreeMap<String, Mark>,
    /// Of the newest entry: it names all that was ever said.
    newest: Option<Digest>,
}

impl Marks {
    /// Of all that was ever said, the oldest first.
    pub fn new(said: Vec<Mark>) -> Marks {
        let newest = said.last().map(|mark| mark.hash);
        let standing = said.into_iter().filter(|mark| mark.stands);
        Marks { standing: standing.map(|mark| (mark.opinion.of.clone(), mark)).collect(), newest }
    }

    /// What names the state of all judgements, if there are any.
    pub fn newest(&self) -> Option<Digest> {
        self.newest
    }

    /// What stands on the match of this name between these. Its name alone is too short to rely on.
    pub fn of(&self, name: &str, between: &[&Capture]) -> Option<&Mark> {
        self.standing.get(name).filter(|mark| {
            let ids = |versions: &[(ArticleId, Digest)]| {
                let mut ids: Vec<_> = versions.iter().map(|(id, raw)| (id.store_id().to_owned(), *raw)).collect();
                ids.sort();
                ids
            };
            ids(&mark.opinion.versions) == ids(&versions(between))
        })
    }

    /// Whether any link is rejected.
    pub fn reject_links(&self) -> bool {
        self.standing.iter().any(|(name, mark)| name.starts_with("l-") && mark.opinion.word == Word::Rejected)
    }

    /// The matches of which something stands.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.standing.keys().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.standing.is_empty()
    }
}

/// How a judgement names what a match is between.
pub fn versions(between: &[&Capture]) -> Vec<(ArticleId, Digest)> {
    between.iter().map(|capture| (capture.article.clone(), capture.version.raw)).collect()
}

/// What was compared, parted by what people say of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Judged {
    /// What counts.
    pub pairs: Vec<Pair>,
    /// Of each of these pairs, the overlaps that were rejected.
    pub rejected: Vec<Vec<Overlap>>,
    pub marks: Marks,
}

impl Judged {
    /// `found` refers to `captures` by index.
    pub fn new(corpus: &Corpus, captures: &[Capture], found: Vec<Pair>, marks: Marks) -> Judged {
        if marks.is_empty() {
            return Judged { marks, ..Judged::from(found) };
        }
        let part = |pair: Pair| {
            let (a, b) = (&captures[pair.a], &captures[pair.b]);
            let is_rejected = |overlap: &Overlap| {
                let mark = marks.of(&overlap_name(a, b, overlap), &[a, b]);
                mark.is_some_and(|mark| mark.opinion.word == Word::Rejected)
            };
            let gone: BTreeSet<usize> = pair
                .overlaps
                .iter()
                .enumerate()
                .filter(|(_, overlap)| is_rejected(overlap))
                .map(|(at, _)| at)
                .collect();
            pair.without(corpus, &gone)
        };
        let (pairs, rejected) = found.into_iter().map(part).unzip();
        Judged { pairs, rejected, marks }
    }

    /// Tells all of the pairs that are `wanted` and of what was rejected, where only spans were told.
    pub fn tell(&mut self, corpus: &Corpus, wanted: impl Fn(&Pair) -> bool + Sync) {
        overlap::tell(corpus, &mut self.pairs, wanted);
        for (pair, rejected) in self.pairs.iter_mut().zip(&mut self.rejected).filter(|(_, all)| !all.is_empty()) {
            let told = std::mem::take(rejected).into_iter().map(|overlap| overlap.told(corpus, Depth::Edits));
            *rejected = told.collect();
            // That they were rejected does not make their names of interest.
            let holds = |run: &NamesOnly, o: &Overlap| o.a.sentences.contains(&run.a) && o.b.sentences.contains(&run.b);
            pair.names.retain(|run| !rejected.iter().any(|overlap| holds(run, overlap)));
        }
    }

    /// Lets go of the pairs that are not `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&Pair) -> bool) {
        let both = std::mem::take(&mut self.pairs).into_iter().zip(std::mem::take(&mut self.rejected));
        (self.pairs, self.rejected) = both.filter(|(pair, _)| wanted(pair)).unzip();
    }

    /// Puts the pairs that are wanted before the others, each in their order, and says how many they are.
    pub fn first(&mut self, wanted: impl Fn(&Pair) -> bool) -> usize {
        let both = std::mem::take(&mut self.pairs).into_iter().zip(std::mem::take(&mut self.rejected));
        let (first, others): (Vec<_>, Vec<_>) = both.partition(|(pair, _)| wanted(pair));
        let count = first.len();
        (self.pairs, self.rejected) = first.into_iter().chain(others).unzip();
        count
    }

    /// The pair with an overlap of this name, rejected or not.
    pub fn pair_of(&self, captures: &[Capture], name: &str) -> Option<[usize; 2]> {
        let pairs = self.pairs.iter().zip(&self.rejected);
        let mut has = pairs.filter(|(pair, rejected)| {
            let (a, b) = (&captures[pair.a], &captures[pair.b]);
            pair.overlaps.iter().chain(*rejected).any(|overlap| overlap_name(a, b, overlap) == name)
        });
        has.next().map(|(pair, _)| [pair.a, pair.b])
    }
}

impl From<Vec<Pair>> for Judged {
    /// Of which nobody has said anything.
    fn from(pairs: Vec<Pair>) -> Judged {
        Judged { rejected: vec![Vec::new(); pairs.len()], pairs, marks: Marks::default() }
    }
}
