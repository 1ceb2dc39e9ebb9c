//! Aligning two sequences, whatever they stand for: words of two sentences, sentences of two texts. Pure functions;
//! the only door to the crate `similar`.
//!
//! [`script`] says how one sequence becomes the other, [`affine`] the same of two short ones with few and whole changes,
//! [`longest_common`] what two have in common in order, [`longest_run`] what both have without a break, [`heaviest_rising`] which matches keep their order.

mod affine;
mod common;
mod rising;
mod run;
mod score;
mod script;

pub use affine::{Gap, affine};
pub use common::longest_common;
pub use rising::{Seed, heaviest_rising};
pub use run::{long_run, longest_run};
pub use score::Score;
pub use script::{Op, Step, script};
