//! Families at a glance: who belongs together, and how much of who follows whom is known.

use std::collections::BTreeSet;

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
        let families =
            self.families.iter().filter(|family| family.members.iter().any(|member| wanted.contains(member)));
        families.map(|family| self.glance_at(family)).collect()
    }

    fn glance_at<'r>(&'r self, family: &'r Families) -> Glance<'r> {
        let members: BTreeSet<usize> = family.members.iter().copied().collect();
        let is_inferred = |link: &&LinkRow| matches!(link.ground, GroundRow::Inferred { .. });
        let inside = |link: &&LinkRow| link.to.article().is_some_and(|to| members.contains(&to));
        let links: Vec<&LinkRow> = self.counted().filter(is_inferred).filter(inside).collect();
        let directed = || links.iter().filter(|link| link.directed);
        let followers: BTreeSet<NodeRow> = directed().map(|link| link.to).collect();
        let unseen: BTreeSet<NodeRow> = directed().filter_map(|link| only_unseen(link)).collect();
        Glance { family, followers: followers.len(), open: links.len() - directed().count(), unseen: unseen.len() }
    }
}

/// The unseen source that a link comes from, if there is no other it may come from.
fn only_unseen(link: &LinkRow) -> Option<NodeRow> {
    match link.from[..] {
        [source @ NodeRow::Unseen(_)] => Some(source),
        _ => None,
    }
}
