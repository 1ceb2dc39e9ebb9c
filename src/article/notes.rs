//! Sentences in which an outlet says that it changed the article after it appeared: corrections, updates, editors'
//! notes. The phrases are in `notes.toml`: a new one needs no Rust.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One language's phrases.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields)]
struct Phrases {
    opening: Vec<String>,
    anywhere: Vec<String>,
}

/// Whether a sentence or line of an article says that the article was changed. Phrases of all languages are looked for:
/// a note may stand in another language than the text.
pub fn is_change_note(sentence: &str) -> bool {
    static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
        // The file is part of the program; that it can be read is tested below.
        let languages = read().unwrap_or_default().into_values();
        languages.fold(Phrases::default(), |mut all, mut language| {
            all.opening.append(&mut language.opening);
            all.anywhere.append(&mut language.anywhere);
            all
        })
    });
    let lower = sentence.to_lowercase();
    let begins = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    PHRASES.opening.iter().any(|phrase| begins.starts_with(phrase.as_str()) && ends_word(begins, phrase.len()))
        || PHRASES.anywhere.iter().any(|phrase| {
            let mut places = lower.match_indices(phrase.as_str());
            places.any(|(at, _)| begins_word(&lower, at) && ends_word(&lower, at + phrase.len()))
        })
}

fn begins_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(char::is_alphanumeric)
}

/// Whether no word goes on past `at`.
fn ends_word(text: &str, at: usize) -> bool {
    !(text[..at].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric))
}

fn read() -> Result<BTreeMap<String, Phrases>, toml::de::Error> {
    toml::from_str(include_str!("notes.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_each_phrase_of_a_language_once_in_lower_case() {
        for (language, Phrases { opening, anywhere }) in read().unwrap() {
            let mut phrases = [opening, anywhere].concat();
            for phrase in &phrases {
                assert_eq!(*phrase, phrase.to_lowercase(), "{language}");
                assert!(phrase.trim().len() > 2, "{language}: {phrase:?}");
            }
            let all = phrases.len();
            phrases.sort();
            phrases.dedup();
            assert_eq!(phrases.len(), all, "{language}: a phrase stands twice");
        }
    }

    #[test]
    fn notes_are_told_in_several_languages() {
        for note in [
            "Correction: the vote was on Tuesday.",
            "CORRECTED-Harbour bridge to reopen",
            "(This story has been updated to add a comment.)",
            "* This article was amended on 5 May 2024 because the name was wrong.",
            "Updated at 10:32",
            "In an earlier headline we misspelt a name; an earlier version of this report did too.",
            "Anm. d. Red.: Die Zahl wurde berichtigt.",
            "In einer früheren Version stand ein falscher Name.",
            "Mis à jour le 3 mai à 10h",
            "Fe de errores: el nombre era otro.",
            "Errata corrige",
            "Este texto foi corrigido às 10h.",
            "В предыдущей версии была ошибка.",
        ] {
            assert!(is_change_note(note), "{note}");
        }
    }

    #[test]
    fn a_story_about_a_correction_is_no_note() {
        for sentence in [
            "The correction of the market went on.",
            "Officials updated the figures on Tuesday.",
            "The update came late.",
            "An earlier version of the bill failed.",
            "Der Fehler wurde später korrigiert.",
            "",
        ] {
            assert!(!is_change_note(sentence), "{sentence}");
        }
    }
}
