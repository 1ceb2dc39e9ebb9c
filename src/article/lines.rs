//! Line openings that mark credits and boilerplate, from `lines.txt`: a new phrase needs no Rust.

use std::sync::LazyLock;

use crate::hash::Digest;
use crate::text::{LinePhrases, entries};

const DATA: &str = include_str!("lines.txt");

/// The digest of the data, which shapes every result.
pub fn lines_digest() -> Digest {
    Digest::of(DATA.as_bytes())
}

/// The line openings the project knows.
pub fn line_phrases() -> &'static LinePhrases {
    static PHRASES: LazyLock<LinePhrases> = LazyLock::new(|| {
        let [mut byline, mut agency, mut credit, mut boilerplate] = [const { Vec::new() }; 4];
        for (section, line) in entries(DATA) {
            let phrases = match section {
                "byline" => &mut byline,
                "agency" => &mut agency,
                "credit" => &mut credit,
                _ => &mut boilerplate,
            };
            phrases.extend(line.split(',').map(str::trim_start));
        }
        LinePhrases::new(byline, agency, credit, boilerplate)
    });
    &PHRASES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_each_phrase_once_in_lower_case() {
        let sections = ["byline", "agency", "credit", "boilerplate"];
        assert!(entries(DATA).all(|(section, _)| sections.contains(&section)));
        let mut phrases: Vec<_> = entries(DATA).flat_map(|(_, line)| line.split(", ")).collect();
        for phrase in &phrases {
            assert_eq!(*phrase, phrase.to_lowercase());
            assert!(!phrase.is_empty() && *phrase == phrase.trim() && !phrase.contains(','), "{phrase}");
        }
        let all = phrases.len();
        phrases.sort_unstable();
        phrases.dedup();
        assert_eq!(phrases.len(), all, "a phrase stands twice");
    }

    #[test]
    fn the_phrases_are_loaded() {
        assert_ne!(*line_phrases(), LinePhrases::default());
        assert!(entries(DATA).any(|(section, line)| section == "credit" && line.contains("image credits:")));
    }
}
