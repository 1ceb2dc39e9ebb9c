//! Which of two articles was there first, as plain data.

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
}

/// The order of each two articles of which one is wanted; of all where none is named.
pub(super) fn orders(captures: &[Capture], pairs: &[Pair], subjects: &[usize]) -> Vec<OrderRow> {
    let is_wanted = |article: usize| subjects.is_empty() || subjects.contains(&article);
    let orders = crate::trace::orders(captures, pairs);
    let wanted = orders.iter().filter(|order| is_wanted(order.a) || is_wanted(order.b));
    let row = |order: &Order| OrderRow {
        a: order.a,
        b: order.b,
        earlier: order.earlier(),
        confidence: order.confidence(),
        told: order.told,
    };
    wanted.map(row).collect()
}
