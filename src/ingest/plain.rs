//! Plain text and Markdown: one file, one article, its bytes as they are. Front matter and marks stay in the text, so
//! that offsets hold.

use std::io::{BufRead, Read};

use super::decode::{How, NoText, decode};
use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Format, Note, Problem};

pub(super) const FORMAT: Format = Format { name: "text", endings: &["txt", "md"], looks: |_| true, read };

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let limit = intake.options.max_article;
    let mut raw = Vec::new();
    match input.take(limit.saturating_add(1)).read_to_end(&mut raw) {
        Err(error) => return intake.problem(Problem::Unreadable { at, error }),
        Ok(length) if length as u64 > limit => return intake.problem(Problem::TooLarge { at, limit }),
        Ok(_) => {}
    }
    let decoded = match decode(&raw) {
        Ok(decoded) => decoded,
        Err(NoText::Binary { what, offset }) => return intake.problem(Problem::Binary { at, what, offset }),
        Err(NoText::Encoding(encoding)) => return intake.problem(Problem::Undecodable { at, encoding }),
    };
    if decoded.text.trim().is_empty() {
        return intake.problem(Problem::Empty { at });
    }
    match decoded.how {
        How::Clean => {}
        How::BadBytes(count) => intake.note(Note::BadBytes { at: at.clone(), count }),
        How::Guessed(encoding) | How::Labelled { encoding, .. } => {
            intake.note(Note::Guessed { at: at.clone(), encoding });
        }
    }
    let meta = intake.options.given.clone().or(place.facts.meta.clone());
    intake.take(Draft { article: place.article(), source: at, meta, raw, input: decoded.text });
}
