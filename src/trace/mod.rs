//! Where an article came from: what it says itself, and what can be inferred from the wording it shares.
//!
//! A **stated** link repeats a credit: the article says so, and nothing more is claimed. An **inferred** link joins two
//! articles that share wording which counts as copying; quotations, common documents, boilerplate and names alone make
//! none. Its direction is open unless signs decide. Of two articles alone the source is even then "that article, or a text both
//! follow": the text both follow may always be one that nobody has shown us. In larger families the readings of the others
//! can tell the two apart, and show sources that are not among the articles.
//!
//! [`stemma`] is a pure function of what was read and compared, in two steps: [`Descents`] are found of which sentences are shared, and
//! what changed between these is looked at for the few pairs that are judged. Whether files were read in one order or another changes
//! nothing.

mod claims;
mod credited;
mod dates;
mod descent;
mod details;
mod families;
mod judgement;
mod link;
mod named;
mod odds;
mod order;
mod signs;
mod stemma;
pub mod weights;

pub use credited::{Role, sources_of};
pub use dates::{day, days, is_before, surely_before};
pub use descent::{Believed, Parent, Tree, TreeNode};
pub use families::families;
pub use judgement::{Judgement, OpenBecause, Verdict};
pub use link::{Ground, Link};
pub use order::{Order, Told, orders};
pub use signs::{Named, Sign};
pub use stemma::{Descents, Stemma, stemma};
pub use weights::{method, method_with};

use crate::article::SourceClass;

/// An end of a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    /// An article as read, by index. Two outlets that print one wording are two nodes.
    Article(usize),
    /// A source that is not among the articles, by index into [`Stemma::unseen`].
    Unseen(usize),
}

/// A source that is not among the articles. Each credit has its own: two credits to one agency may mean two reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unseen {
    pub label: String,
    /// `None` for what is only inferred.
    pub class: Option<SourceClass>,
    pub why: Why,
}

/// Why a source is believed to exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    Credited(CreditAt),
    /// These articles follow it, or may.
    Inferred(Vec<usize>),
}

/// A credit: the article's index, and the credit's index into [`Stemma::credits`] of the article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CreditAt {
    pub article: usize,
    pub credit: usize,
}

/// An overlap: the pair's index and the overlap's index in the pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OverlapAt {
    pub pair: usize,
    pub overlap: usize,
}
