//! Sitemaps (sitemaps.org), with the news extension or without, and indexes of them: lists of addresses. They hold no text, so nothing
//! in them is taken, and that is said.

use super::super::Note;
use super::super::intake::Intake;
use super::{Document, Element, Kind};

pub(super) const KIND: Kind = Kind { roots: &["urlset", "sitemapindex"], take };

fn take(root: &Element, document: &Document, intake: &mut Intake) {
    let count = root.children().filter(|child| matches!(child.name.as_str(), "url" | "sitemap")).count();
    for _ in 0..count {
        intake.pass_over("addresses in sitemaps");
    }
    intake.note(Note::ListOnly { at: document.place.source(None), count: count as u64 });
}
