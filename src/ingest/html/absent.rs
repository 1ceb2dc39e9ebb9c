//! No pages: this program was built without the feature `html`.

use std::ops::Range;

use super::Told;
use crate::article::Source;
use crate::ingest::Problem;
use crate::ingest::candidate::{Candidate, Fact};
use crate::ingest::intake::Intake;
use crate::ingest::place::Place;

/// None of it can be read.
pub(super) fn fragment(_: &str) -> String {
    String::new()
}

pub(super) fn take(raw: Vec<u8>, told: Told, at: Source, _: &Place, intake: &mut Intake) {
    let refuse = move || {
        // What was told of the page goes with it.
        drop((told.url, told.charset, told.captured_at, told.extra));
        (Vec::new(), Err(Problem::NotBuilt { at, feature: "html" }.into()))
    };
    intake.later(raw.len(), Box::new(refuse));
}

/// No page was read.
pub enum Explained {}

impl Explained {
    pub fn new(_: &[u8], _: Option<&str>, _: Option<&str>) -> Option<Explained> {
        None
    }

    pub fn text(&self) -> &str {
        match *self {}
    }

    pub fn candidates(&self) -> &[Candidate] {
        match *self {}
    }

    pub fn taken(&self, _: Fact) -> Option<&str> {
        match *self {}
    }

    pub fn captions(&self) -> &[String] {
        match *self {}
    }

    pub fn html_bytes(&self, _: Range<usize>) -> Vec<Range<usize>> {
        match *self {}
    }
}
