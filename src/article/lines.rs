//! Line openings that mark credits and boilerplate, from `lines.toml`: a new phrase needs no Rust.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::LinePhrases;

/// `lines.toml` as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    byline: Vec<String>,
    agency: Vec<String>,
    credit: Vec<String>,
    boilerplate: Vec<String>,
}

/// The line openings the project knows.
pub fn line_phrases() -> &'static LinePhrases {
    static PHRASES: LazyLock<LinePhrases> = LazyLock::new(|| {
        // The file is part of the program; that it can be read is tested below.
        let File { byline, agency, credit, boilerplate } = read().unwrap_or_default();
        LinePhrases::new(byline, agency, credit, boilerplate)
    });
    &PHRASES
}

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(include_str!("lines.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_each_phrase_once_in_lower_case() {
        let File { byline, agency, credit, boilerplate } = read().unwrap();
        let mut phrases: Vec<_> = [byline, agency, credit, boilerplate].concat();
        for phrase in &phrases {
            assert_eq!(*phrase, phrase.to_lowercase());
            assert!(!phrase.trim().is_empty());
        }
        let all = phrases.len();
        phrases.sort();
        phrases.dedup();
        assert_eq!(phrases.len(), all, "a phrase stands twice");
    }

    #[test]
    fn the_phrases_are_loaded() {
        assert_ne!(*line_phrases(), LinePhrases::default());
        assert!(read().unwrap().credit.iter().any(|phrase| phrase == "image credits:"));
    }
}
