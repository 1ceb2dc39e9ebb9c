//! Links and credits, sorted into what is said of each article that is wanted about.

use std::collections::{BTreeMap, BTreeSet};

use super::{GroundRow, LinkRow, NodeRow, SignRow, Subject, Through, Trace, Unlinked, Wanted};
use crate::article::Capture;
use crate::marks::Judged;
use crate::overlap::{Overlap, Pair, Relation};
use crate::report::OverlapRow;
use crate::report::analysis::overlap_row;
use crate::trace::Role;

impl Trace {
    /// Keeps the links that concern the subjects.
    pub(super) fn take(&mut self, all: Vec<LinkRow>, wanted: &Wanted) {
        let subjects: BTreeSet<usize> = self.subjects.iter().map(|subject| subject.article).collect();
        let is_subject = |node: &NodeRow| matches!(node, NodeRow::Article(article) if subjects.contains(article));
        // Whom the subjects follow: what these state is where the subjects' wording may come from.
        let mut speakers = subjects.clone();
        for link in all.iter().filter(|link| link.directed && is_subject(&link.to)) {
            speakers.extend(link.from.iter().filter_map(NodeRow::article));
        }
        if wanted.stated_only {
            speakers.clone_from(&subjects);
        } else {
            let mut followers: BTreeMap<usize, (Vec<usize>, bool)> = BTreeMap::new();
            for link in all.iter().filter(|link| link.directed) {
                for (from, to) in link.from.iter().filter_map(NodeRow::article).zip(link.to.article()) {
                    let (of_it, or_another) = followers.entry(from).or_default();
                    of_it.push(to);
                    *or_another |= link.from.len() > 1;
                }
            }
            for subject in &mut self.subjects {
                (subject.followers, subject.or_another) = followers.remove(&subject.article).unwrap_or_default();
            }
        }
        self.links = all;
        let credits = &self.credits;
        self.links.retain(|link| match &link.ground {
            GroundRow::Stated { credit } => !wanted.down && speakers.contains(&credits[*credit].article),
            GroundRow::Inferred { .. } if wanted.stated_only => false,
            GroundRow::Inferred { .. } if !link.directed => link.from.iter().any(is_subject) || is_subject(&link.to),
            GroundRow::Inferred { .. } if wanted.down => link.from.iter().any(is_subject),
            GroundRow::Inferred { .. } => is_subject(&link.to),
        });
    }

    /// Sorts links and credits into the sections of the subjects.
    pub(super) fn fill(&mut self, judged: &Judged, linked: &BTreeSet<(usize, usize)>, wanted: &Wanted) {
        let mut place: BTreeMap<usize, usize> = BTreeMap::new();
        self.subjects.iter().enumerate().for_each(|(at, subject)| _ = place.insert(subject.article, at));
        let at = |article: Option<usize>| article.and_then(|article| place.get(&article).copied());
        for (index, link) in self.links.iter().enumerate() {
            let (to, from) = (at(link.to.article()), link.from.iter().filter_map(|node| at(node.article())));
            match (&link.ground, link.directed) {
                (GroundRow::Stated { .. }, _) => to.into_iter().for_each(|at| self.subjects[at].stated.push(index)),
                (_, false) => from.chain(to).for_each(|at| self.subjects[at].open.push(index)),
                (_, true) => {
                    to.into_iter().for_each(|at| self.subjects[at].up.push(index));
                    from.for_each(|at| self.subjects[at].down.push(index));
                }
            }
        }
        for (index, credit) in self.credits.iter().enumerate() {
            let aside = !matches!(credit.role, Role::Source | Role::Behind(_));
            at(Some(credit.article)).filter(|_| aside).into_iter().for_each(|at| self.subjects[at].aside.push(index));
        }
        if !wanted.stated_only {
            for (pair, rejected) in judged.pairs.iter().zip(&judged.rejected) {
                let is_linked = linked.contains(&(pair.a.min(pair.b), pair.a.max(pair.b)));
                let Some(why) = unlinked(pair, rejected, is_linked) else { continue };
                for (subject, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
                    let subject = at(Some(subject)).into_iter();
                    subject.for_each(|at| self.subjects[at].unlinked.entry(why).or_default().push(other));
                }
            }
        }
        let through: Vec<Vec<Through>> = self.subjects.iter().map(|subject| self.through(subject)).collect();
        self.subjects.iter_mut().zip(through).for_each(|(subject, through)| subject.through = through);
    }

    /// The sources stated by the articles that a subject likely follows.
    fn through(&self, subject: &Subject) -> Vec<Through> {
        let mut through = Vec::new();
        for link in subject.up.iter().map(|&index| &self.links[index]) {
            let GroundRow::Inferred { signs, .. } = &link.ground else { continue };
            for article in link.from.iter().filter_map(NodeRow::article) {
                let followed = |link: &LinkRow| link.to == NodeRow::Article(article) && !link.is_rejected();
                let stated = self.links.iter().enumerate().filter(|(_, link)| followed(link));
                through.extend(stated.filter_map(|(index, stated)| {
                    let GroundRow::Stated { credit: wanted } = stated.ground else { return None };
                    let gone = signs.iter().find_map(|sign| match sign {
                        SignRow::CreditGone { credit, overlap, blurred, .. } if *credit == wanted => {
                            Some((*overlap, *blurred))
                        }
                        _ => None,
                    });
                    Some(Through { article, link: index, gone })
                }));
            }
        }
        through
    }

    pub(super) fn why_nothing(&self, wanted: &Wanted) -> String {
        let others = self.articles.len().saturating_sub(1);
        let subject = match &self.subjects[..] {
            [subject] => self.articles[subject.article].label.clone(),
            _ => format!("{} articles", self.subjects.len()),
        };
        match (wanted.stated_only, wanted.down) {
            (true, _) => format!("{subject}: no credit names a source of the text"),
            (_, true) => format!("{subject}: no article read here is shown to follow it"),
            _ if self.subjects.iter().any(|subject| subject.unlinked.contains_key(&Unlinked::Farther)) => {
                format!(
                    "{subject}: no credit names a source of the text, and of the wording in common no link is claimed"
                )
            }
            _ => format!(
                "{subject}: no credit names a source of the text, and no wording that counts as copying is shared with \
                 {others} others read"
            ),
        }
    }
}

/// The articles that a link joins, or that follow one unseen source, the smaller index first.
pub(super) fn linked(links: &[LinkRow]) -> BTreeSet<(usize, usize)> {
    let mut linked = BTreeSet::new();
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let ends = links.iter().flat_map(|link| link.from.iter().map(|from| (*from, link.to)));
    for (from, to) in ends {
        let Some(to) = to.article() else { continue };
        match from {
            NodeRow::Article(from) => _ = linked.insert((from.min(to), from.max(to))),
            NodeRow::Unseen(source) => followers.entry(source).or_default().push(to),
        }
    }
    for followers in followers.into_values() {
        let pairs = followers.iter().flat_map(|&a| followers.iter().map(move |&b| (a, b)));
        linked.extend(pairs.filter(|(a, b)| a < b));
    }
    linked
}

/// Why a pair is not linked; `None` where it is.
fn unlinked(pair: &Pair, rejected: &[Overlap], is_linked: bool) -> Option<Unlinked> {
    let has = |relation| pair.overlaps.iter().any(|overlap| overlap.relation == relation);
    Some(match () {
        () if is_linked => return None,
        () if pair.overlaps.iter().any(|overlap| overlap.relation.is_copying()) => Unlinked::Farther,
        () if rejected.iter().any(|overlap| overlap.relation.is_copying()) => Unlinked::Rejected,
        () if has(Relation::Quotation) => Unlinked::Quotation,
        () if has(Relation::CommonSource) => Unlinked::Document,
        () if has(Relation::Boilerplate) => Unlinked::Boilerplate,
        () if !pair.names.is_empty() => Unlinked::Names,
        () => Unlinked::Nothing,
    })
}

/// The overlaps of the subjects that a person rejected.
pub(super) fn rejected(captures: &[Capture], judged: &Judged, subjects: &[Subject]) -> Vec<OverlapRow> {
    let is_subject = |article: usize| subjects.binary_search_by_key(&article, |subject| subject.article).is_ok();
    let pairs = judged.pairs.iter().zip(&judged.rejected);
    let concerned = pairs.filter(|(pair, _)| is_subject(pair.a) || is_subject(pair.b));
    let rows = concerned.flat_map(|(pair, rejected)| {
        let sides = ((pair.a, &captures[pair.a]), (pair.b, &captures[pair.b]));
        rejected.iter().map(move |overlap| overlap_row(sides.0, sides.1, overlap).marked(captures, &judged.marks))
    });
    rows.collect()
}
