//! Which of two articles was there first, as plain data.

use std::collections::BTreeSet;

use super::{LinkRow, NodeRow};
use crate::article::Capture;
use crate::overlap::Pair;
use crate::trace::{Order, Told};

/// Which of two articles was there first, by wording alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrderRow {
    pub a: usize,
    pub b: usize,
    /// `None` where nothing tells.
    pub earlier: Option<usize>,
    /// Thousandths; 500 where nothing tells.
    pub confidence: u16,
    /// What each way of telling says for `a`, in thousandths of a bit.
    pub told: Told,
    /// A likely link, which rests on more than wording alone, says that the other was there first.
    pub link_says_reverse: bool,
}

/// The order of each two articles of which one is wanted; of all where none is named. `links` are all there are.
pub(super) fn orders(captures: &[Capture], pairs: &[Pair], links: &[LinkRow], subjects: &[usize]) -> Vec<OrderRow> {
    let followed = |link: &LinkRow| {
        let source = link.from.iter().find_map(NodeRow::article).filter(|_| link.directed);
        source.zip(link.to.article())
    };
    let followed: BTreeSet<(usize, usize)> = links.iter().filter_map(followed).collect();
    let is_reverse = |order: &Order| {
        let other = |article: usize| if article == order.a { order.b } else { order.a };
        order.earlier().is_some_and(|earlier| followed.contains(&(other(earlier), earlier)))
    };
    let is_wanted = |article: usize| subjects.is_empty() || subjects.contains(&article);
    let orders = crate::trace::orders(captures, pairs);
    let wanted = orders.iter().filter(|order| is_wanted(order.a) || is_wanted(order.b));
    let row = |order: &Order| OrderRow {
        a: order.a,
        b: order.b,
        earlier: order.earlier(),
        confidence: order.confidence(),
        told: order.told,
        link_says_reverse: is_reverse(order),
    };
    wanted.map(row).collect()
}
