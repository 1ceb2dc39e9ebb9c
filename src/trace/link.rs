//! A claim about where something comes from, with its evidence.

use super::{CreditAt, Judgement, Node, Verdict};

/// A claim about where something comes from. It is made of a credit or of a judgement of shared wording, so that a claim
/// without evidence cannot be built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    from: Vec<Node>,
    to: Node,
    ground: Ground,
}

/// What a link rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ground {
    /// The article says so. Whether it is true is not judged.
    Stated(CreditAt),
    /// Shared wording and its signs.
    Inferred(Judgement),
}

impl Link {
    /// What the credit says: `to`, the article or a source it credits, has something from `from`.
    pub(super) fn stated(from: Node, to: Node, credit: CreditAt) -> Link {
        Link { from: vec![from], to, ground: Ground::Stated(credit) }
    }

    /// What the judgement of an article says that follows an unseen source.
    pub(super) fn from_unseen(source: Node, article: usize, judgement: Judgement) -> Link {
        Link { from: vec![source], to: Node::Article(article), ground: Ground::Inferred(judgement) }
    }

    /// What the judgement of articles `a` and `b` says. `unseen` makes the text that both may follow, where the direction
    /// is likely; an open link runs from `a` to `b` and means neither.
    pub(super) fn inferred(a: usize, b: usize, judgement: Judgement, unseen: impl FnOnce() -> Node) -> Link {
        let (from, to) = match judgement.upstream() {
            Some(upstream) if judgement.is_direct() => {
                (vec![Node::Article(upstream)], if upstream == a { b } else { a })
            }
            Some(upstream) => (vec![Node::Article(upstream), unseen()], if upstream == a { b } else { a }),
            None => (vec![Node::Article(a)], b),
        };
        Link { from, to: Node::Article(to), ground: Ground::Inferred(judgement) }
    }

    /// Where it may come from: alternatives. In a link that is not directed, one of its ends.
    pub fn from(&self) -> &[Node] {
        &self.from
    }

    pub const fn to(&self) -> Node {
        self.to
    }

    pub const fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Whether `from` and `to` can be told apart.
    pub fn is_directed(&self) -> bool {
        match &self.ground {
            Ground::Stated(_) => true,
            Ground::Inferred(judgement) => judgement.verdict() != Verdict::Open,
        }
    }
}
