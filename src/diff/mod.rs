//! Two texts sentence by sentence: what stayed, what changed, what moved, and what only one of them has.
//!
//! [`diff`] is a pure function. Every sentence of both texts is in exactly one [`Row`], and the rows stand in reading
//! order. How sentences find their partners is told in `pairs`.

mod counterparts;
mod ignore;
mod pairs;
mod rows;
mod substance;
pub mod thresholds;

pub use counterparts::{By, Counterparts, counterparts};
pub use ignore::Ignore;
pub use substance::{Substance, substance};

use std::fmt::Write as _;

use crate::align::Score;
use crate::hash::Digest;
use crate::overlap::{self, Chance, Corpus, Couple, Depth, NamesOnly, Overlap};
use crate::semantic::Model;
use crate::text::Text;

/// How two texts differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diff {
    /// In reading order: what kept its order stands in that of both texts; between two such rows first what else `a`
    /// has there, moved sentences included, then what only `b` has there.
    pub rows: Vec<Row>,
    /// Whether the canonical texts are the same, white space included; or would be without what is passed over.
    pub same: bool,
    /// How much of each text (by words) is in pairs that count as copying.
    pub share_a: Score,
    pub share_b: Score,
    /// Runs that look like copying and are only names. Where both sentences have partners they mislead nobody: left out.
    pub names: Vec<NamesOnly>,
}

/// One line of the alignment. Sentences are 0-based.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Row {
    Paired(Paired),
    OnlyA(usize),
    OnlyB(usize),
}

/// Sentences that belong together. `overlap.a.text` is 0, `overlap.b.text` is 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paired {
    /// The same but for white space between words and what is passed over. The relation says less: a quotation stays one
    /// when it is the same.
    pub same: bool,
    pub overlap: Overlap,
    /// The edits that are passed over, by index, in order.
    pub passed_over: Vec<usize>,
}

/// How texts are compared.
#[derive(Clone, Copy, Default)]
pub struct Options<'m> {
    /// A model of meanings that may pair sentences too.
    pub model: Option<&'m Model>,
    pub ignore: Ignore,
    /// Whether the credits of both sides are told.
    pub credits: bool,
}

/// How `a` and `b` differ. For `(b, a)` the same is found, seen from the other side.
pub fn diff(a: &Text, b: &Text) -> Diff {
    diff_as(a, b, Options::default())
}

/// The same with options.
pub fn diff_as(a: &Text, b: &Text, options: Options) -> Diff {
    let corpus = Corpus::new(&[a, b]).with_model(options.model);
    let depth = if options.credits { Depth::Edits } else { Depth::Wording };
    let found = overlap::find(&corpus, &[(0, 1)], Chance::NAMED, depth).pop();
    let (overlaps, names) = found.map(|pair| (pair.overlaps, pair.names)).unwrap_or_default();
    // Where ties could fall differently, one order is computed and the other mirrored.
    let overlaps = if a.body() <= b.body() {
        pairs::pairs(a, b, &Couple::new(&corpus, 0, 1, depth), overlaps)
    } else {
        let mirrored = overlaps.into_iter().map(Overlap::mirror).collect();
        let pairs = pairs::pairs(b, a, &Couple::new(&corpus, 1, 0, depth), mirrored);
        pairs.into_iter().map(Overlap::mirror).collect()
    };
    let (share_a, _) = overlap::shares(&corpus, 0, overlaps.iter().map(|o| (&o.a, o.relation)));
    let (share_b, _) = overlap::shares(&corpus, 1, overlaps.iter().map(|o| (&o.b, o.relation)));
    let in_a = |sentence: usize| overlaps.iter().any(|o| o.a.sentences.contains(&sentence));
    let in_b = |sentence: usize| overlaps.iter().any(|o| o.b.sentences.contains(&sentence));
    let names = names.into_iter().filter(|run| !(in_a(run.a) && in_b(run.b))).collect();
    let paired = |mut overlap: Overlap| {
        let passed_over = options.ignore.part(a, b, &mut overlap);
        overlap.drift.retain(|drift| !options.ignore.hides(a, b, drift));
        Paired { same: ignore::is_same(a, b, &overlap, &passed_over), overlap, passed_over }
    };
    let pairs = overlaps.into_iter().map(paired).collect();
    let rows = rows::in_reading_order(pairs, a.sentences().len(), b.sentences().len());
    let same = a.body() == b.body() || ignore::nothing_left(options.ignore, a, b, &rows);
    Diff { rows, same, share_a, share_b, names }
}

/// The digest of the method: that of the overlaps and the figures of the diff.
pub fn method() -> Digest {
    method_with(None)
}

/// The same where a model of this digest paired sentences too.
pub fn method_with(model: Option<Digest>) -> Digest {
    let mut description = format!("wirecopy diff 2\n{}\n", overlap::method_with(model));
    for (name, value) in thresholds::ALL {
        let _ = writeln!(description, "{name} {value}");
    }
    Digest::of(description.as_bytes())
}

#[cfg(test)]
mod tests;
