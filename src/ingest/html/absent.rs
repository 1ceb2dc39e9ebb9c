//! No pages: this program was built without the feature `html`.

use super::Told;
use crate::article::Source;
use crate::ingest::Problem;
use crate::ingest::intake::Intake;
use crate::ingest::place::Place;

/// None of it can be read.
pub(super) fn fragment(_: &str) -> String {
    String::new()
}

pub(super) fn take(_: Vec<u8>, _: Told, at: Source, _: &Place, intake: &mut Intake) {
    intake.problem(Problem::NotBuilt { at, feature: "html" });
}
