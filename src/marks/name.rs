//! What an overlap is called.

use crate::article::Capture;
use crate::hash::Digest;
use crate::overlap::{Overlap, Side};

/// So many hex digits has a name.
const DIGITS: usize = 16;

/// An overlap is called by what it is: the two articles, their bytes, and the places in them. No other article and no figure
/// of the matching is in it, so the name stays as long as the same sentences are found.
pub fn overlap_name(a: &Capture, b: &Capture, overlap: &Overlap) -> String {
    let side = |capture: &Capture, side: &Side| {
        let [start, end] = capture.text.place(side.span).bytes;
        format!("{}\n{}\n{start}-{end}\n", capture.article.key(), capture.version.raw)
    };
    let mut sides = [side(a, &overlap.a), side(b, &overlap.b)];
    // The same for both directions.
    sides.sort();
    let mut hex = Digest::of(sides.concat().as_bytes()).to_string();
    hex.truncate(DIGITS);
    format!("m-{hex}")
}
