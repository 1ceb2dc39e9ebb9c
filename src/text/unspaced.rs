//! Words of scripts that put no space between them: Han and kana; Thai, Lao, Burmese, Khmer.
//!
//! A word there is what the dictionary of ICU says is one. Neither characters nor pairs of them would do: a run of eight
//! shared words is a sign of copying in any language, one of eight characters is four or five words and often a mere
//! title (国务院新闻办公室). Where a dictionary errs, it errs alike in both texts, and finds its feet a few characters after
//! an edit. The only door to the crate `icu_segmenter`.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

/// Whether a character belongs to such a script.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{323af}')
}

/// The words of `run`, characters of such scripts and their marks, as ends in bytes; the last is the end of the run.
pub(super) fn word_ends(run: &str) -> impl Iterator<Item = usize> {
    static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
        LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    WORDS.segment_str(run).skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(run: &str) -> Vec<&str> {
        let mut start = 0;
        word_ends(run).map(|end| &run[std::mem::replace(&mut start, end)..end]).collect()
    }

    #[test]
    fn words_are_those_of_the_dictionary() {
        assert_eq!(words("政府提高军事预算"), ["政府", "提高", "军事", "预算"]);
        assert_eq!(words("政府は輸出を発表した"), ["政府", "は", "輸出", "を", "発表", "した"]);
        assert_eq!(words("ภาษาไทย"), ["ภาษา", "ไทย"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn an_edit_changes_the_words_near_it_only() {
        let (before, after) = (words("外交部发言人昨天在北京宣布新的关税"), words("外交部发言人在北京宣布新的关税"));
        assert_eq!(before[..2], after[..2]);
        assert_eq!(before[before.len() - 4..], after[after.len() - 4..]);
    }
}
