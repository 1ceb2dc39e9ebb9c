//! Sources nobody has shown us, where they explain more than they cost.
//!
//! Where several witnesses agree against the one they seem to follow, a source is put between that reads what they agree in
//! (shared innovations: Maas 1927; median joining: Bandelt, Forster & Röhl 1999).

use std::collections::BTreeMap;

use super::collation::Reading;
use super::forest::Beliefs;
use super::stemma::{Stream, link};
use super::witness::Witness;
use crate::trace::weights::*;

impl Stream<'_> {
    /// Whom each witness most likely follows. One that beliefs do not know yet follows what is nearest.
    pub(super) fn likeliest(&self, beliefs: &Beliefs) -> Vec<usize> {
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
    pub(super) fn infer(&mut self, parents: &[usize]) -> bool {
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
        groups.sort_by_key(|(group, told)| (std::cmp::Reverse(*told), group.clone()));
        let better = |(group, _): &(Vec<usize>, i64)| {
            let agreed = |group: &[usize]| {
                let all: Vec<&Witness> = std::iter::once(&node).chain(group).map(|&at| &self.witnesses[at]).collect();
                Witness::agreed(&all, self.styles)
            };
            let source = agreed(group);
            let cost = |from: &Witness, to: usize| link(from, &self.witnesses[to], self.styles, self.signs);
            let known =
                |to: usize| parent.map_or(self.costs[node][to], |up| self.costs[node][to].min(self.costs[up][to]));
            let gain = |source: &Witness, to: usize| known(to) - cost(source, to);
            let children = near.iter().copied().filter(|&to| Some(to) != parent);
            let group: Vec<usize> = children.filter(|&to| gain(&source, to) > 0).collect();
            let all: Vec<usize> = group.iter().copied().chain(parent).collect();
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

    /// Who agrees against a witness, and what it costs that they do not have it from one source.
    fn against(&self, node: usize, near: &[usize]) -> BTreeMap<Vec<usize>, i64> {
        let mut groups: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
        for (place, here) in self.witnesses[node].readings.iter().enumerate() {
            let reads = |&other: &usize| Some((other, self.witnesses[other].readings[place].as_ref()?));
            let others: Vec<(usize, &Reading)> = near.iter().filter_map(reads).collect();
            let Some(here) = here else {
                if others.len() > 1 {
                    let group: Vec<usize> = others.iter().map(|(other, _)| *other).collect();
                    *groups.entry(group).or_default() += INVENTED * (others.len() as i64 - 1);
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
                    // That each made the change itself, and not all at once.
                    let cost = |&other: &usize| self.styles.cost(here[slot], variant, self.witnesses[other].outlet);
                    let costs: Vec<i64> = group.iter().map(cost).collect();
                    let once = costs.iter().copied().max().unwrap_or_default();
                    *groups.entry(group).or_default() += costs.iter().sum::<i64>() - once;
                }
            }
        }
        groups
    }

    /// Forgets inferred sources that hardly two follow; whether there was one.
    pub(super) fn forget(&mut self, beliefs: &Beliefs) -> bool {
        let idle = |source: usize| beliefs.follows.iter().map(|from| from[source]).sum::<f64>() < FOLLOWERS;
        let forgotten: Vec<usize> = (self.articles..self.witnesses.len()).filter(|&source| idle(source)).collect();
        for &source in forgotten.iter().rev() {
            self.witnesses.remove(source);
            self.costs.remove(source);
            self.costs.iter_mut().for_each(|costs| _ = costs.remove(source));
        }
        !forgotten.is_empty()
    }
}
