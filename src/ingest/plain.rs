//! Plain text: one file, one article, its bytes as they are.

use std::io::BufRead;

use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Format, Reads};

pub(super) const FORMAT: Format =
    Format { name: "text", is_article: true, endings: &["txt"], looks: |_| true, reads: Reads::Unpacked(read) };

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let Some(text) = intake.text(&raw, &[], &at) else { return };
    let meta = intake.options.given.clone().or(place.facts.meta.clone());
    intake.take(Draft { article: place.article(), source: at, meta, raw, input: text });
}
