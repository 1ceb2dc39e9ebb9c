//! Which texts are worth comparing: keys of each text, sorted, and the pairs of texts that share them.
//!
//! Pure functions over rows, so that the same code runs over memory, over an external sort, or as a GROUP BY on many
//! machines: [`winnowed`] and [`rare_pairs`] make the keys of one sentence, [`telling`] ones say how much they tell, [`repeated`] leaves
//! out those that stand in one text only, [`candidates`] takes the rows of all others.

mod candidates;
mod fingerprints;
mod ranks;
mod repeated;
mod spread;

pub use candidates::{Candidate, Posting, candidates};
pub use fingerprints::{RARE, RUN, SHINGLE, rare_pairs, telling, told, winnowed, winnowed_where};
pub use ranks::Ranks;
pub use repeated::{Keys, repeated};
pub use spread::sorted;

/// The figures that make a key and a pair, by name, for the digest of a method.
pub const FIGURES: [(&str, usize); 4] =
    [("SHINGLE", SHINGLE), ("WINDOW", fingerprints::WINDOW), ("RARE", RARE), ("ALL_PAIRS", candidates::ALL_PAIRS)];
