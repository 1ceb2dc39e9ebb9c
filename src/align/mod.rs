//! Aligning two sequences, whatever they stand for: words of two sentences, sentences of two texts. Pure functions;
//! the only door to the crate `similar`.
//!
//! [`script`] says how one sequence becomes the other, [`longest_run`] what both have without a break, [`chains`] finds
//! runs of matches that keep their order and stand close, [`heaviest_rising`] all that keep their order.

mod chain;
mod rising;
mod run;
mod score;
mod script;

pub use chain::{Chain, Seed, chains};
pub use rising::heaviest_rising;
pub use run::longest_run;
pub use score::Score;
pub use script::{Op, Step, script};
