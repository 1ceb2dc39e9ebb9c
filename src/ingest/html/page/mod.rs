//! Reading one page.

mod flow;
mod scan;

use super::Told;
use crate::article::{ArticleId, CanonicalUrl, Meta, Source};
use crate::ingest::decode::{How, NoText, decode};
use crate::ingest::intake::{Draft, Intake};
use crate::ingest::place::Place;
use crate::ingest::{Note, Problem};

/// The text of a part of a page, in paragraphs.
pub(super) fn fragment(html: &str) -> String {
    flow::paragraphs(html).join("\n\n")
}

pub(super) fn take(raw: Vec<u8>, told: Told, at: Source, place: &Place, intake: &mut Intake) {
    let decoded = match decode(&raw) {
        Ok(decoded) => decoded,
        Err(NoText::Binary { what, offset }) => return intake.problem(Problem::Binary { at, what, offset }),
        Err(NoText::Encoding(encoding)) => return intake.problem(Problem::Undecodable { at, encoding }),
    };
    match decoded.how {
        How::Clean => {}
        How::BadBytes(count) => intake.note(Note::BadBytes { at: at.clone(), count }),
        How::Guessed(encoding) => intake.note(Note::Guessed { at: at.clone(), encoding }),
    }
    let input = flow::paragraphs(&decoded.text).join("\n\n");
    if input.is_empty() {
        return intake.problem(Problem::Empty { at });
    }
    let url = told.url.as_deref().and_then(CanonicalUrl::parse);
    let article = url.as_ref().map_or_else(|| place.article(), ArticleId::from_url);
    let said = Meta { url: told.url, captured_at: told.captured_at, extra: told.extra, ..Meta::default() };
    let meta = intake.options.given.clone().or(place.facts.meta.clone()).or(said);
    intake.take(Draft { article, source: at, meta, raw, input });
}
