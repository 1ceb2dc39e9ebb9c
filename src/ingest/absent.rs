//! What stands in for the formats that this build leaves out: their files are known, and it is said what would read them.

use super::intake::Intake;
use super::place::Place;
use super::{Format, Problem, Reads};

#[cfg(not(feature = "sqlite"))]
pub(super) mod sqlite {
    use super::{Format, Reads};

    pub const FORMAT: Format = Format {
        name: "sqlite",
        is_article: false,
        endings: &["sqlite", "sqlite3"],
        looks: |head| head.starts_with(b"SQLite format 3\0"),
        reads: Reads::File(|_, place, intake| super::say("sqlite", place, intake)),
    };
}

#[cfg(not(feature = "parquet"))]
pub(super) mod columns {
    use super::{Format, Reads};

    pub const PARQUET: Format = Format {
        name: "parquet",
        is_article: false,
        endings: &["parquet", "pq"],
        looks: |head| head.starts_with(b"PAR1"),
        reads: Reads::File(|_, place, intake| super::say("parquet", place, intake)),
    };

    pub const ARROW: Format = Format {
        name: "arrow",
        is_article: false,
        endings: &["arrow", "arrows", "feather"],
        looks: |head| head.starts_with(b"ARROW1"),
        reads: Reads::Unpacked(|_, place, intake| super::say("parquet", place, intake)),
    };
}

fn say(feature: &'static str, place: &Place, intake: &mut Intake) {
    intake.problem(Problem::NotBuilt { at: place.source(None), feature });
}
