//! No pages: this program was built without the feature `html`.

use super::Told;
use crate::article::Source;
use crate::ingest::Problem;
use crate::ingest::intake::Intake;
use crate::ingest::place::Place;

pub(super) fn take(_: Vec<u8>, _: Told, at: Source, _: &Place, intake: &mut Intake) {
    intake.problem(Problem::NotBuilt { at, feature: "html" });
}
