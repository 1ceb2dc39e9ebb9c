//! Where things stand in the figures of a page. Pure functions of counts and positions: what they are given they lay out in
//! whole units, the same way each time; how it is drawn is the renderer's. Each figure is a file.

mod barcode;
mod draft;
mod matrix;
mod order;
mod outlets;
mod ribbons;
mod timeline;
mod tracks;
mod versions;

use unicode_width::UnicodeWidthChar;

pub use barcode::{Barcode, Strip};
pub use matrix::{Cell, FULL, Matrix, NAMES};
pub use outlets::OutletTable;
pub use ribbons::{Bar, Ribbon, Ribbons};
pub(super) use timeline::timelines;
pub use timeline::{Arc, Chip, Gap, Lane, Row, Timeline};
pub use versions::{Stop, VersionLine};

/// The width of a figure that fills the page.
pub const WIDTH: usize = 1000;

/// About how wide a text is set in letters of 13 units: capitals and digits are wider than most others, and what takes two columns
/// of a terminal is as wide as high. Fonts differ; what comes out wider than this is cut off where its box ends.
fn units(text: &str) -> usize {
    let halves = |c: char| match c.width() {
        Some(0) | None => 0,
        Some(2) => 26,
        Some(_) if c.is_uppercase() => 19,
        Some(_) if c.is_numeric() => 15,
        Some(_) => 13,
    };
    text.chars().map(halves).sum::<usize>().div_ceil(2)
}

/// The beginning of a text that is not wider than `room`, with a sign where something is left out.
fn fit(text: &str, room: usize) -> String {
    if units(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if units(&kept) + units("…") > room {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_owned() + "…"
}

/// Lengths in bytes as stretches of a line of `room` units: where each begins and ends. A stretch is at least one unit wide.
fn stretches(lengths: &[usize], room: usize) -> Vec<[usize; 2]> {
    let total: usize = lengths.iter().sum::<usize>().max(1);
    let mut before = 0;
    let place = |bytes: usize| bytes * room / total;
    lengths
        .iter()
        .map(|length| {
            let start = place(before).min(room.saturating_sub(1));
            before += length;
            [start, place(before).max(start + 1)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_is_cut_where_its_room_ends() {
        assert_eq!(super::fit("short", 100), "short");
        assert_eq!(super::fit("A LOUD TITLE", 60), "A LOU…");
        assert_eq!(super::fit("条约签署", 40), "条约…");
        assert!(super::units(&super::fit("a long title of many words", 90)) <= 90);
    }

    #[test]
    fn stretches_fill_the_room_and_none_vanishes() {
        assert_eq!(super::stretches(&[1, 1, 2], 100), [[0, 25], [25, 50], [50, 100]]);
        assert_eq!(super::stretches(&[1000, 0, 0], 10), [[0, 10], [9, 10], [9, 10]]);
        assert_eq!(super::stretches(&[], 10), [[0; 2]; 0]);
    }
}
