//! One word by itself: the form in which it is compared, its stem, and whether it says little.
//!
//! What [`fold`] makes equal: case; straight and curly apostrophes; the possessive ("Russia’s" → "russia"); British and
//! American spelling, by `data/spelling.txt` and the rule -ize → -ise; a hyphen after a first part such as "co-".
//! Letters keep their accents. An initialism keeps its full stops ("U.S." → "u.s."), for "us" is a pronoun: that both
//! name one country is for a table of names to say.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon::{Openings, entries};

/// The languages whose stems and function words are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Portuguese,
    Dutch,
    Russian,
}

impl Language {
    pub const ALL: [Language; 8] = [
        Language::English,
        Language::German,
        Language::French,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
        Language::Russian,
    ];

    /// ISO 639-1.
    pub const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::French => "fr",
            Language::Spanish => "es",
            Language::Italian => "it",
            Language::Portuguese => "pt",
            Language::Dutch => "nl",
            Language::Russian => "ru",
        }
    }
}

/// How much of a text is enough to tell its language, in bytes: past this trigram statistics change no more.
const ENOUGH: usize = 4096;

/// The language `body` is written in, if it is one we know and the text is long enough to tell.
pub fn language(body: &str) -> Option<Language> {
    let found = whatlang::detect(&body[..body.floor_char_boundary(ENOUGH)])?;
    if !found.is_reliable() {
        return None;
    }
    match found.lang() {
        whatlang::Lang::Eng => Some(Language::English),
        whatlang::Lang::Deu => Some(Language::German),
        whatlang::Lang::Fra => Some(Language::French),
        whatlang::Lang::Spa => Some(Language::Spanish),
        whatlang::Lang::Ita => Some(Language::Italian),
        whatlang::Lang::Por => Some(Language::Portuguese),
        whatlang::Lang::Nld => Some(Language::Dutch),
        whatlang::Lang::Rus => Some(Language::Russian),
        _ => None,
    }
}

/// The stem of a folded word, after the Snowball algorithm of its language.
pub fn stem(folded: &str, language: Language) -> Cow<'_, str> {
    use rust_stemmers::{Algorithm, Stemmer};
    let algorithm = match language {
        Language::English => Algorithm::English,
        Language::German => Algorithm::German,
        Language::French => Algorithm::French,
        Language::Spanish => Algorithm::Spanish,
        Language::Italian => Algorithm::Italian,
        Language::Portuguese => Algorithm::Portuguese,
        Language::Dutch => Algorithm::Dutch,
        Language::Russian => Algorithm::Russian,
    };
    Stemmer::create(algorithm).stem(folded)
}

/// Whether a folded word says little by itself: article, pronoun, preposition, auxiliary.
pub fn is_function_word(folded: &str, language: Language) -> bool {
    static WORDS: LazyLock<HashMap<&str, HashSet<String>>> = LazyLock::new(|| {
        let mut words: HashMap<&str, HashSet<String>> = HashMap::new();
        for (code, line) in entries(include_str!("data/function_words.txt")) {
            words.entry(code).or_default().extend(line.split_whitespace().map(|word| fold(word).into_owned()));
        }
        words
    });
    WORDS.get(language.code()).is_some_and(|words| words.contains(folded))
}

/// The form of a word in which it is compared. Folding twice changes nothing more.
pub fn fold(word: &str) -> Cow<'_, str> {
    let cased = if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        Cow::Borrowed(word)
    } else if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Owned(without_possessive(&plain_marks(word)).to_owned())
    };
    match spelling(&cased) {
        Some(spelled) => Cow::Owned(spelled),
        None => cased,
    }
}

/// Lower case, straight apostrophes, no hyphens and no invisible marks.
fn plain_marks(word: &str) -> String {
    let straight = word.chars().filter_map(|c| match c {
        '’' | '‘' | 'ʼ' | '＇' => Some('\''),
        '-' | '\u{2010}' | '\u{2011}' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        _ => Some(c),
    });
    straight.collect::<String>().to_lowercase()
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
    words: HashMap<&'static str, &'static str>,
    keeps_z: HashSet<&'static str>,
    prefixes: HashSet<&'static str>,
    elisions: HashSet<&'static str>,
}

static SPELLING: LazyLock<Spelling> = LazyLock::new(|| {
    let file = || entries(include_str!("data/spelling.txt"));
    let pairs = |section| file().filter(move |entry| entry.0 == section).filter_map(|entry| entry.1.split_once(' '));
    let list = |section| file().filter(move |entry| entry.0 == section).flat_map(|entry| entry.1.split_whitespace());
    let mut stems: Vec<_> = pairs("stem").collect();
    stems.sort_unstable();
    let words: HashMap<_, _> = pairs("word").collect();
    Spelling {
        openings: Openings::of(stems.iter().map(|(met, _)| met).chain(words.keys())),
        stems,
        words,
        keeps_z: list("keeps-z").collect(),
        prefixes: list("prefix").collect(),
        elisions: list("elision").collect(),
    }
});

/// Whether a hyphen after `part`, in lower case, does not part it from the word.
pub(super) fn is_prefix(part: &str) -> bool {
    SPELLING.prefixes.contains(part)
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
    if !SPELLING.openings.may_hold(word) {
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

    #[test]
    fn stems_join_inflections() {
        assert_eq!(stem("treaties", Language::English), stem("treaty", Language::English));
        assert_eq!(stem("organisations", Language::English), stem("organised", Language::English));
        assert_eq!(stem("договоры", Language::Russian), stem("договор", Language::Russian));
    }

    #[test]
    fn every_language_has_function_words() {
        for language in Language::ALL {
            let own: Vec<_> =
                entries(include_str!("data/function_words.txt")).filter(|(code, _)| *code == language.code()).collect();
            assert!(!own.is_empty(), "{language:?}");
            for word in own.iter().flat_map(|(_, line)| line.split_whitespace()) {
                assert!(is_function_word(&fold(word), language), "{language:?} {word}");
            }
        }
        assert!(!is_function_word("treaty", Language::English));
    }

    #[test]
    fn the_language_is_told_only_where_the_text_is_long_enough() {
        let english = "The two countries signed a treaty in the summer, and both parliaments have since agreed to it.";
        let german = "Die beiden Länder haben im Sommer einen Vertrag unterzeichnet, dem die Parlamente zustimmten.";
        assert_eq!(language(english), Some(Language::English));
        assert_eq!(language(german), Some(Language::German));
        assert_eq!(language(""), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}|[a-z]{1,8}(ise|ize|ization|our)('s)?|[A-Za-z'’-]{1,12}") {
            let once = fold(&word).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
