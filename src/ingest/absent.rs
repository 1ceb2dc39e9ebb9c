//! What stands in for the readers that this build leaves out: it is said what would read a file.

use std::io::BufRead;
use std::path::Path;

use super::Problem;
use super::intake::Intake;
use super::place::Place;

#[cfg(not(feature = "sqlite"))]
pub(super) mod sqlite {
    use super::*;

    pub fn read(_: &Path, place: &Place, intake: &mut Intake) {
        say("sqlite", place, intake);
    }
}

#[cfg(not(feature = "parquet"))]
pub(super) mod columns {
    use super::*;

    pub fn read_parquet(_: &Path, place: &Place, intake: &mut Intake) {
        say("parquet", place, intake);
    }

    pub fn read_arrow(_: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
        say("parquet", place, intake);
    }
}

#[cfg(not(feature = "pdf"))]
pub(super) mod pdf {
    use super::*;
    use crate::article::Meta;
    use crate::ingest::{Apart, Candidate};

    pub fn read(_: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
        say("pdf", place, intake);
    }

    /// It holds nothing.
    pub fn answer(_: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    pub fn again(_: &[u8], _: Option<Apart>) -> Option<(String, Vec<Candidate>, Meta)> {
        None
    }
}

fn say(feature: &'static str, place: &Place, intake: &mut Intake) {
    intake.problem(Problem::NotBuilt { at: place.source(None), feature });
}
