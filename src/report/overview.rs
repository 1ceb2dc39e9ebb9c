//! Families at a glance: who belongs together, and how much of who follows whom is known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Families, GroundRow, LinkRow, NodeRow, Trace};

/// A family, and what is inferred of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glance<'r> {
    pub family: &'r Families,
    /// Its members of which it is likely whom they follow.
    pub followers: usize,
    /// Its open links.
    pub open: usize,
    /// Sources that nobody has shown and two or more of its members likely follow.
    pub unseen: usize,
}

impl Trace {
    /// The families with a member that is wanted about, in their order. Counted are the links that are shown.
    pub fn glance(&self) -> Vec<Glance<'_>> {
        let wanted: BTreeSet<usize> = self.subjects.iter().map(|subject| subject.article).collect();
        let all = glances(&self.families, &self.links).into_iter();
        all.filter(|glance| glance.family.members.iter().any(|member| wanted.contains(member))).collect()
    }
}

/// All families, in their order, with what these links say of each.
pub(super) fn glances<'r>(families: &'r [Families], links: &[LinkRow]) -> Vec<Glance<'r>> {
    let of =
        |(at, family): (usize, &Families)| family.members.iter().map(move |&member| (member, at)).collect::<Vec<_>>();
    let family_of: BTreeMap<usize, usize> = families.iter().enumerate().flat_map(of).collect();
    let mut followers = vec![BTreeSet::new(); families.len()];
    let mut unseen = vec![BTreeSet::new(); families.len()];
    let mut open = vec![0; families.len()];
    let is_inferred = |link: &&LinkRow| matches!(link.ground, GroundRow::Inferred { .. }) && !link.is_rejected();
    for link in links.iter().filter(is_inferred) {
        let Some(&family) = link.to.article().and_then(|to| family_of.get(&to)) else { continue };
        if link.directed {
            followers[family].insert(link.to);
            unseen[family].extend(only_unseen(link));
        } else {
            open[family] += 1;
        }
    }
    let figures = families.iter().zip(followers).zip(open).zip(unseen);
    let glance = |(((family, followers), open), unseen): (((_, BTreeSet<_>), _), BTreeSet<_>)| Glance {
        family,
        followers: followers.len(),
        open,
        unseen: unseen.len(),
    };
    figures.map(glance).collect()
}

/// The unseen source that a link comes from, if there is no other it may come from.
fn only_unseen(link: &LinkRow) -> Option<NodeRow> {
    match link.from[..] {
        [source @ NodeRow::Unseen(_)] => Some(source),
        _ => None,
    }
}
