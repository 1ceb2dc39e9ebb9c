//! Which texts are worth comparing: keys of each text, sorted, and the pairs of texts that share them.
//!
//! Pure functions over rows, so that the same code runs over memory, over an external sort, or as a GROUP BY on many
//! machines: [`fingerprints`] makes the keys of one sentence, [`candidates`] takes the sorted rows of all.

mod candidates;
mod fingerprints;

pub use candidates::{Candidate, Posting, candidates};
pub use fingerprints::{SHINGLE, fingerprints, winnowed};
