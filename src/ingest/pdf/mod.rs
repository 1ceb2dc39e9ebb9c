//! PDF: one file, one article. What a page shows is gone through letter by letter (`reader`), letters are put together to lines (`lines`)
//! and lines to paragraphs (`paragraphs`); what the document states of itself is chosen among as what a page states is (`facts`).
//!
//! A document can be made to break what reads it: to nest, grow or run without an end. So whoever has the means reads it in a process of
//! its own ([`Apart`]), which ends when it takes too much; [`answer`] is what that process does.

mod facts;
mod lines;
mod paragraphs;
mod reader;
#[cfg(test)]
pub(super) mod tests;

use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::candidate::Candidate;
use super::intake::{Draft, Intake};
use super::optional::PDF;
use super::place::Place;
use super::{Apart, Note, Problem};
use crate::article::{Meta, Source};

/// What reading a document gave.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    text: String,
    /// What it states of itself: where, and what.
    stated: Vec<(String, String)>,
    /// Pages whose letters a program recognised.
    recognised: usize,
    /// Letters of which it does not say which they are, and all.
    unknown: usize,
    letters: usize,
    /// Lines that page after page repeats, and letters that go another way than most.
    repeated: usize,
    aslant: usize,
    pictures: usize,
}

pub(super) fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let (article, apart) = (place.article(), intake.options.apart);
    let (given, beside) = (intake.options.given.clone(), place.facts.meta.clone());
    intake.later(
        raw.len(),
        Box::new(move || {
            let document = match document(&raw, apart) {
                Ok(document) => document,
                Err(what) => return (Vec::new(), Err(Problem::BadDocument { at, what }.into())),
            };
            if let Some(what) = document.says_nothing() {
                return (Vec::new(), Err(Problem::BadDocument { at, what }.into()));
            }
            let notes = document.notes(&raw, &at);
            let (_, stated) = facts::choose(&document.stated);
            let meta = given.or(stated).or(beside);
            (notes, Ok(Draft { article, source: at, meta, raw, input: document.text }))
        }),
    );
}

/// The document read again: its text, what it states, and what was chosen of that.
pub(super) fn again(raw: &[u8], apart: Option<Apart>) -> Option<(String, Vec<Candidate>, Meta)> {
    let document = (PDF.looks)(raw).then(|| document(raw, apart))?.ok()?;
    let (candidates, stated) = facts::choose(&document.stated);
    Some((document.text, candidates, stated))
}

fn document(raw: &[u8], apart: Option<Apart>) -> Result<Document, String> {
    let answer = match apart {
        Some(apart) => apart(raw)?,
        None => answer(raw),
    };
    serde_json::from_slice::<Result<Document, String>>(&answer)
        .unwrap_or_else(|error| Err(format!("what reads it broke off ({error})")))
}

/// Reads a document and writes down, in JSON, what it holds or why that cannot be read.
pub(super) fn answer(raw: &[u8]) -> Vec<u8> {
    // The crate is not ours, and nothing it was at is used afterwards.
    let read = catch_unwind(AssertUnwindSafe(|| Document::read(raw)));
    let read = read.unwrap_or_else(|_| Err("its parts contradict each other; get it again".to_owned()));
    // Strings and numbers always serialise.
    serde_json::to_vec(&read).unwrap_or_default()
}

impl Document {
    fn read(raw: &[u8]) -> Result<Document, String> {
        let pdf = reader::open(raw)?;
        let mut document = Document { stated: facts::stated(&reader::stated(&pdf)), ..Document::default() };
        let mut pages = Vec::new();
        for (number, page) in (1..).zip(reader::pages(&pdf)) {
            if page.is_full {
                return Err(format!("page {number} has more than {} letters, which no page has", reader::MOST));
            }
            document.recognised += usize::from(page.is_recognised);
            document.unknown += page.unknown;
            document.letters += page.letters.len();
            document.aslant += page.aslant;
            document.pictures += page.pictures;
            pages.push(lines::lines(page.letters));
        }
        (document.text, document.repeated) = paragraphs::paragraphs(pages);
        Ok(document)
    }

    /// Why it has no text, if it has none.
    fn says_nothing(&self) -> Option<String> {
        if self.unknown * 2 > self.letters {
            let what = "its fonts do not say which letters they show; have its text recognised, for example with `ocrmypdf --force-ocr IN OUT`";
            return Some(what.to_owned());
        }
        let is_empty = self.text.trim().is_empty();
        is_empty.then(|| match self.pictures {
            0 => "a PDF without a letter; leave it out".to_owned(),
            _ => "a PDF of pictures without text; have it recognised, for example with `ocrmypdf IN OUT`".to_owned(),
        })
    }

    fn notes(&self, raw: &[u8], at: &Source) -> Vec<Note> {
        let at = || at.clone();
        let end = raw.get(raw.len().saturating_sub(2048)..).unwrap_or(raw);
        let is_cut = !end.windows(5).any(|window| window == b"%%EOF");
        let mut notes = Vec::new();
        if is_cut {
            notes.push(Note::CutShort { at: at(), why: "the end of the file is missing".to_owned() });
        }
        if self.recognised > 0 {
            notes.push(Note::Recognised { at: at(), pages: self.recognised });
        }
        if self.unknown > 0 {
            notes.push(Note::UnknownLetters { at: at(), count: self.unknown });
        }
        if self.repeated + self.aslant > 0 {
            notes.push(Note::BesideText { at: at(), lines: self.repeated, letters: self.aslant });
        }
        notes
    }
}
