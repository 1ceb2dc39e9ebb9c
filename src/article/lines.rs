//! Line openings that mark credits and boilerplate, from `lines.toml`.

use std::sync::LazyLock;

use crate::text::LinePhrases;

/// The line openings the project knows.
pub fn line_phrases() -> &'static LinePhrases {
    static PHRASES: LazyLock<LinePhrases> = LazyLock::new(LinePhrases::default);
    &PHRASES
}
