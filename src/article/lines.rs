//! Line openings that mark credits and boilerplate, from `lines.txt`: a new phrase needs no Rust.

use std::sync::LazyLock;

use crate::text::{LinePhrases, listed};

const DATA: &str = include_str!("lines.txt");

/// The line openings the project knows.
pub fn line_phrases() -> &'static LinePhrases {
    static PHRASES: LazyLock<LinePhrases> = LazyLock::new(|| {
        let phrases = |section| listed(DATA, section).map(str::to_owned).collect();
        LinePhrases::new(phrases("byline"), phrases("agency"), phrases("credit"), phrases("boilerplate"))
    });
    &PHRASES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::entries;

    #[test]
    fn the_file_holds_each_phrase_once_in_lower_case() {
        let sections = ["byline", "agency", "credit", "boilerplate"];
        assert!(entries(DATA).all(|(section, _)| sections.contains(&section)));
        let mut phrases: Vec<_> = sections.into_iter().flat_map(|section| listed(DATA, section)).collect();
        for phrase in &phrases {
            assert_eq!(*phrase, phrase.to_lowercase());
            assert!(!phrase.is_empty());
        }
        let all = phrases.len();
        phrases.sort_unstable();
        phrases.dedup();
        assert_eq!(phrases.len(), all, "a phrase stands twice");
    }

    #[test]
    fn the_phrases_are_loaded() {
        assert_ne!(*line_phrases(), LinePhrases::default());
        assert!(listed(DATA, "credit").any(|phrase| phrase == "image credits:"));
    }
}
