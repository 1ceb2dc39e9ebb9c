//! One word by itself: the form in which it is compared, in any language.
//!
//! What [`fold`] makes equal: case and letters that stand for each other ([`letters`](super::letters)); straight and
//! curly apostrophes; the possessive ("Russia’s" → "russia"); British and American spelling, by `data/spelling.txt` and
//! the rule -ize → -ise; a hyphen after a first part such as "co-". Letters keep their accents. An initialism keeps its
//! full stops ("U.S." → "u.s."), for "us" is a pronoun: that both name one country is for a table of names to say.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::letters;
use super::vocabulary::{LettersHash, Openings, entries};

/// The form of a word in which it is compared. Folding twice changes nothing more.
pub fn fold(word: &str) -> Cow<'_, str> {
    let cased = if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        Cow::Borrowed(word)
    } else if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Owned(without_possessive(&letters::plain(word)).to_owned())
    };
    match spelling(&cased) {
        Some(spelled) => Cow::Owned(spelled),
        None => cased,
    }
}

/// "russia's" → "russia", "states'" → "states".
fn without_possessive(mut word: &str) -> &str {
    while let Some(rest) = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')) {
        if rest.is_empty() {
            break;
        }
        word = rest;
    }
    word
}

/// British and American spelling: beginnings of words in order, and whole words.
struct Spelling {
    openings: Openings,
    stems: Vec<(&'static str, &'static str)>,
    words: HashMap<&'static str, &'static str, LettersHash>,
    keeps_z: HashSet<&'static str, LettersHash>,
    prefixes: HashSet<&'static str, LettersHash>,
    lasts: HashSet<&'static str, LettersHash>,
    elisions: HashSet<&'static str, LettersHash>,
}

static SPELLING: LazyLock<Spelling> = LazyLock::new(|| {
    let (mut stems, mut words) = (Vec::new(), HashMap::default());
    let [mut keeps_z, mut prefixes, mut lasts, mut elisions] = [(); 4].map(|()| HashSet::default());
    for (section, line) in entries(include_str!("data/spelling.txt")) {
        let mut parts = line.split_ascii_whitespace();
        match section {
            "stem" => stems.extend(parts.next().zip(parts.next())),
            "word" => words.extend(parts.next().zip(parts.next())),
            "keeps-z" => keeps_z.extend(parts),
            "prefix" => prefixes.extend(parts),
            "last" => lasts.extend(parts),
            "elision" => elisions.extend(parts),
            _ => {}
        }
    }
    stems.sort_unstable();
    let openings = Openings::of(stems.iter().map(|(met, _)| met).chain(words.keys()));
    Spelling { openings, stems, words, keeps_z, prefixes, lasts, elisions }
});

/// Whether a hyphen after `part`, in lower case, does not part it from the word.
pub(super) fn is_prefix(part: &str) -> bool {
    SPELLING.prefixes.contains(part)
}

/// Whether a hyphen before `part`, in lower case, does not part it from the word.
pub(super) fn is_last_part(part: &str) -> bool {
    SPELLING.lasts.contains(part)
}

/// Whether an apostrophe after `part`, in lower case, parts it from the word.
pub(super) fn is_elision(part: &str) -> bool {
    SPELLING.elisions.contains(part)
}

/// The one spelling of a word that has two, if it is not already that.
fn spelling(word: &str) -> Option<String> {
    if word.len() < 4 || !word.is_ascii() {
        return None;
    }
    if !SPELLING.openings.may_begin(word) {
        return ise(word);
    }
    if let Some(kept) = SPELLING.words.get(word) {
        return Some((*kept).to_owned());
    }
    // No entry begins another, so only the last entry not after the word can begin it.
    let after = SPELLING.stems.partition_point(|(met, _)| *met <= word);
    let stem = after.checked_sub(1).map(|index| SPELLING.stems[index]);
    if let Some((met, kept)) = stem
        && let Some(rest) = word.strip_prefix(met)
    {
        let respelled = format!("{kept}{rest}");
        return Some(ise(&respelled).unwrap_or(respelled));
    }
    ise(word)
}

/// "organization" → "organisation".
fn ise(word: &str) -> Option<String> {
    const ENDINGS: [&str; 9] = ["ize", "ized", "izes", "izer", "izers", "izing", "ization", "izations", "izable"];
    let at = word.bytes().rposition(|byte| byte == b'z')?.checked_sub(1)?;
    let (root, ending) = word.split_at(at);
    if !ENDINGS.contains(&ending) || SPELLING.keeps_z.contains(root) {
        return None;
    }
    Some(format!("{root}is{}", &ending[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_one_word_meet() {
        for (a, b) in [
            ("Russia’s", "russia"),
            ("States'", "states"),
            ("defence", "Defense"),
            ("organised", "organized"),
            ("Organisation", "organization"),
            ("colourful", "colorful"),
            ("neighbouring", "neighboring"),
            ("co-operation", "cooperation"),
            ("travelling", "traveling"),
            ("programmes", "programs"),
            ("hasn’t", "hasn't"),
            ("ÉTAT", "état"),
            ("soft\u{ad}ware", "software"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (word, folded) in [
            ("prize", "prize"),
            ("size", "size"),
            ("U.S.", "u.s."),
            ("us", "us"),
            ("four", "four"),
            ("O'Neill", "o'neill"),
            ("it's", "it"),
            ("'s", "'s"),
            ("metropolis", "metropolis"),
        ] {
            assert_eq!(fold(word), folded);
        }
    }

    #[test]
    fn a_word_already_folded_is_not_copied() {
        assert!(matches!(fold("treaty"), Cow::Borrowed("treaty")));
        assert!(matches!(fold("Treaty"), Cow::Owned(_)));
    }

    #[test]
    fn the_spelling_table_is_in_order_and_every_entry_folds_once() {
        for pair in SPELLING.stems.windows(2) {
            assert!(!pair[1].0.starts_with(pair[0].0), "{pair:?}: one entry begins the other");
        }
        for (met, kept) in SPELLING.stems.iter().copied().chain(SPELLING.words.iter().map(|(a, b)| (*a, *b))) {
            assert_eq!(fold(met), kept, "{met}");
            assert_eq!(fold(kept), kept, "{kept}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}|[a-z]{1,8}(ise|ize|ization|our)('s)?|[A-Za-z'’-]{1,12}") {
            let once = fold(&word).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
