//! What follows from the language of a text: which words say little, what the stem of a word is, what a comma between
//! digits means. Knowledge as data: `data/function_words.txt`, `data/affixes.txt`, `data/digit_marks.txt`.
//!
//! Stems are those of Snowball where it has the language. Elsewhere, and in Arabic, where light stemming finds more
//! (Larkey, Ballesteros and Connell 2007), a beginning and an ending are taken off by a list. At least [`STEM`] letters stay,
//! in Korean [`STEM_SYLLABLES`] syllables. Chinese and Japanese words are their own stems.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::vocabularies::{FUNCTION_WORDS, WRITTEN_FUNCTION_WORDS};
use super::vocabulary::entries;
use super::words::fold;

/// The languages whose stems, function words and numbers are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Portuguese,
    Dutch,
    Polish,
    Russian,
    Ukrainian,
    Arabic,
    Persian,
    Turkish,
    Hindi,
    Chinese,
    Japanese,
    Korean,
}

impl Language {
    pub const ALL: [Language; 17] = [
        Language::English,
        Language::German,
        Language::French,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
        Language::Polish,
        Language::Russian,
        Language::Ukrainian,
        Language::Arabic,
        Language::Persian,
        Language::Turkish,
        Language::Hindi,
        Language::Chinese,
        Language::Japanese,
        Language::Korean,
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
            Language::Polish => "pl",
            Language::Russian => "ru",
            Language::Ukrainian => "uk",
            Language::Arabic => "ar",
            Language::Persian => "fa",
            Language::Turkish => "tr",
            Language::Hindi => "hi",
            Language::Chinese => "zh",
            Language::Japanese => "ja",
            Language::Korean => "ko",
        }
    }

    /// Whether a full stop between digits parts thousands ("1.200"); `None` if writers differ.
    pub(super) fn stop_groups(self) -> Option<bool> {
        self.decides("stop")
    }

    /// Whether a comma between digits parts thousands ("1,200").
    pub(super) fn comma_groups(self) -> Option<bool> {
        self.decides("comma")
    }

    /// Whether 02/03/2024 is a day in March.
    pub(super) fn puts_day_first(self) -> bool {
        MARKS.contains(&("day-first", self.code()))
    }

    /// Whether a plain space between digits parts thousands ("12 345"), and not two numbers.
    pub(super) fn space_groups(self) -> bool {
        MARKS.contains(&("space-groups", self.code()))
    }

    fn decides(self, mark: &str) -> Option<bool> {
        let holds = |section: String| MARKS.contains(&(section.as_str(), self.code()));
        match (holds(format!("{mark}-groups")), holds(format!("{mark}-decimals"))) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

static MARKS: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
    let lines = entries(include_str!("data/digit_marks.txt"));
    lines.flat_map(|(section, line)| line.split_ascii_whitespace().map(move |code| (section, code))).collect()
});

/// How much of a text is enough to tell its language, in bytes: past this trigram statistics change no more.
const ENOUGH: usize = 4096;

/// The language `body` is written in, if it is one we know and the text is long enough to tell.
pub fn language(body: &str) -> Option<Language> {
    if is_plain_english(body) { Some(Language::English) } else { by_trigrams(body) }
}

/// What the statistics of trigrams say: certain of what they know, and slow.
fn by_trigrams(body: &str) -> Option<Language> {
    use whatlang::{Lang, Script};
    let start = &body[..body.floor_char_boundary(ENOUGH)];
    let found = whatlang::detect(start)?;
    let language = match found.lang() {
        Lang::Eng => Language::English,
        Lang::Deu => Language::German,
        Lang::Fra => Language::French,
        Lang::Spa => Language::Spanish,
        Lang::Ita => Language::Italian,
        Lang::Por => Language::Portuguese,
        Lang::Nld => Language::Dutch,
        Lang::Pol => Language::Polish,
        Lang::Rus => Language::Russian,
        Lang::Ukr => Language::Ukrainian,
        Lang::Ara => Language::Arabic,
        Lang::Pes => Language::Persian,
        Lang::Tur => Language::Turkish,
        Lang::Hin => Language::Hindi,
        Lang::Cmn => Language::Chinese,
        Lang::Jpn => Language::Japanese,
        Lang::Kor => Language::Korean,
        _ => return None,
    };
    let may_lack_them = || found.script() != Script::Latin || language == Language::English;
    let least = match found.is_reliable() {
        true if may_lack_them() || words(start).nth(TERSE).is_none() => return Some(language),
        true => FEW_SMALL_WORDS,
        false => SMALL_WORDS,
    };
    let small = words(start).filter(|word| is_function_word(&fold(word), language)).count();
    (small > 0 && small * 100 >= words(start).count() * least).then_some(language)
}

fn words(body: &str) -> impl Iterator<Item = &str> {
    body.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// How much of a text is asked for plain English, in bytes.
const OPENING: usize = 1024;

/// Words it takes at least.
const OPENING_WORDS: usize = 40;

/// Per cent of them that are small words of English and of no other language we know. German news of so many words that
/// quotes English has up to 5; one report in two hundred in English has less than this.
const ENGLISH_ONLY: usize = 14;

/// Whether the first words leave no doubt that the text is English: a hundredth of the time of the trigrams, for the
/// language that most texts at hand are in.
fn is_plain_english(body: &str) -> bool {
    let parts = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphabetic();
    let opening = &body.as_bytes()[..body.floor_char_boundary(OPENING)];
    // What stands at the end may go on, and is left out.
    let whole = &opening[..opening.iter().rposition(parts).unwrap_or_default()];
    let (mut words, mut english) = (0, 0);
    for word in whole.split(parts).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(is_english_alone(word));
    }
    words >= OPENING_WORDS && english * 100 >= words * ENGLISH_ONLY
}

/// Whether a word, in letters of any case, is a small word of English and of no other language we know.
fn is_english_alone(word: &[u8]) -> bool {
    if !WRITTEN_FUNCTION_WORDS.openings.may_hold_in_any_case(word) {
        return false;
    }
    // No small word of English is longer.
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.iter_mut().zip(word).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    let told = WRITTEN_FUNCTION_WORDS.of(lower);
    !told.is_empty() && told.iter().all(|&heading| is_of(heading, Language::English))
}

/// Per cent of words that are function words of a text's language. News has 34 or more in the languages of Western Europe,
/// and 26 at most by the list of a neighbour (the sentences of `tests/languages.rs`): the trigrams of a short text leave
/// Spanish and Catalan open, its small words do not.
const SMALL_WORDS: usize = 30;

/// … and in Latin letters this many at least, however sure the trigrams are. They take English reports of earnings, which are
/// abbreviations and figures, for French: 89 of reuters21578, with 2 per cent at most. Then "191,000" would be 191.
const FEW_SMALL_WORDS: usize = 5;

/// So many words or fewer may have none.
const TERSE: usize = 20;

/// Letters that light stemming leaves at least.
const STEM: usize = 3;

/// The same in Korean, where a letter is a syllable.
const STEM_SYLLABLES: usize = 2;

/// The stem of a folded word.
pub fn stem(folded: &str, language: Language) -> Cow<'_, str> {
    let algorithm = match language {
        Language::English if is_own_stem(folded) => return Cow::Borrowed(folded),
        Language::English => Algorithm::English,
        Language::German => Algorithm::German,
        Language::French => Algorithm::French,
        Language::Spanish => Algorithm::Spanish,
        Language::Italian => Algorithm::Italian,
        Language::Portuguese => Algorithm::Portuguese,
        Language::Dutch => Algorithm::Dutch,
        Language::Russian => Algorithm::Russian,
        Language::Turkish => return Stemmer::create(Algorithm::Turkish).stem(without_case_ending(folded)),
        Language::Chinese | Language::Japanese => return Cow::Borrowed(folded),
        Language::Korean => return Cow::Borrowed(light_stem(folded, language, STEM_SYLLABLES)),
        Language::Polish | Language::Ukrainian | Language::Arabic | Language::Persian | Language::Hindi => {
            return Cow::Borrowed(light_stem(folded, language, STEM));
        }
    };
    Stemmer::create(algorithm).stem(folded)
}

/// Whether an English word in small letters ends as no ending does that Snowball takes off: half of the words of news, and
/// most of their names.
fn is_own_stem(folded: &str) -> bool {
    let ends_so = match folded.as_bytes() {
        [.., b'a' | b'b' | b'f' | b'h' | b'j' | b'k' | b'o' | b'p' | b'q' | b'u' | b'v' | b'w' | b'x' | b'z'] => true,
        [.., before, b'c'] => *before != b'i',
        [.., before, b'd'] => *before != b'e',
        [.., before, b'g' | b't'] => *before != b'n',
        [.., before, b'l'] => !matches!(before, b'a' | b'l' | b'u'),
        [.., before, b'm'] => *before != b's',
        [.., before, b'n'] => *before != b'o',
        [.., before, b'r'] => !matches!(before, b'e' | b'o'),
        _ => false,
    };
    ends_so && folded.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A folded Turkish name without the endings that its apostrophe sets off: Ankara'da.
pub fn without_case_ending(folded: &str) -> &str {
    let name = folded.split_once('\'').map(|(name, _)| name);
    name.filter(|name| name.chars().nth(1).is_some()).unwrap_or(folded)
}

/// Beginnings and endings that light stemming takes off, by language.
#[derive(Default)]
struct Affixes {
    prefixes: HashSet<String>,
    suffixes: HashSet<String>,
    /// Letters of the longest.
    longest: usize,
}

static AFFIXES: LazyLock<HashMap<&str, Affixes>> = LazyLock::new(|| {
    let mut table: HashMap<&str, Affixes> = HashMap::new();
    for (section, line) in entries(include_str!("data/affixes.txt")) {
        let Some((place, code)) = section.split_once(' ') else { continue };
        let affixes = table.entry(code).or_default();
        for affix in line.split_ascii_whitespace().map(|affix| fold(affix).into_owned()) {
            affixes.longest = affixes.longest.max(affix.chars().count());
            if place == "prefix" {
                affixes.prefixes.insert(affix)
            } else {
                affixes.suffixes.insert(affix)
            };
        }
    }
    table
});

fn light_stem(word: &str, language: Language, keep: usize) -> &str {
    let Some(affixes) = AFFIXES.get(language.code()) else { return word };
    let mut stem = word;
    let cuts = |stem: &str| {
        let spare = stem.chars().count().saturating_sub(keep).min(affixes.longest);
        (1..=spare).rev()
    };
    let prefix = cuts(stem).filter_map(|letters| stem.char_indices().nth(letters)).map(|(at, _)| at);
    if let Some(at) = prefix.into_iter().find(|&at| affixes.prefixes.contains(&stem[..at])) {
        stem = &stem[at..];
    }
    let suffix = cuts(stem).filter_map(|letters| stem.char_indices().nth_back(letters - 1)).map(|(at, _)| at);
    if let Some(at) = suffix.into_iter().find(|&at| affixes.suffixes.contains(&stem[at..])) {
        stem = &stem[..at];
    }
    stem
}

/// Whether a folded word says little by itself: article, pronoun, preposition, auxiliary.
pub fn is_function_word(folded: &str, language: Language) -> bool {
    let is_one = |word: &str| FUNCTION_WORDS.of(word).iter().any(|&heading| is_of(heading, language));
    // Arabic writes "and" and "so" as one with the next word.
    let bare = (language == Language::Arabic).then(|| folded.strip_prefix(['و', 'ف'])).flatten();
    is_one(folded) || bare.is_some_and(is_one)
}

/// The languages of the headings of function words, by number.
static LANGUAGES: LazyLock<Vec<Option<Language>>> = LazyLock::new(|| {
    let language = |code| Language::ALL.into_iter().find(|language| language.code() == code);
    FUNCTION_WORDS.headings.lines().map(language).collect()
});

/// Whether a heading of function words, or of the same words as they are written, is that of a language.
fn is_of(heading: u16, language: Language) -> bool {
    LANGUAGES[usize::from(heading)] == Some(language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stem_of(word: &str, language: Language) -> String {
        stem(&fold(word), language).into_owned()
    }

    #[test]
    fn abbreviations_and_figures_are_in_no_language() {
        let report = "Qtr to May 31\nShr loss 12 cts vs profit nine cts\nNet loss 422,000 vs profit 310,000\n\
                      Revs 7,905,000 vs 8,120,000\nAvg shrs 4.1 mln vs 3.9 mln\nSix mths\n\
                      Shr profit 51 cts vs profit 33 cts\nNet profit 1,204,000 vs profit 963,000\nRevs 15,310,000 vs 14,884,000";
        assert_eq!(by_trigrams(report), None);
    }

    #[test]
    fn stems_join_inflections() {
        for (language, words) in [
            (Language::English, &["treaties", "treaty"][..]),
            (Language::English, &["organisations", "organised"]),
            (Language::German, &["Verträge", "Verträgen"]),
            (Language::Russian, &["договоры", "договор"]),
            (Language::Ukrainian, &["договори", "договорами", "договору"]),
            (Language::Polish, &["rząd", "rządu", "rządem"]),
            (Language::Arabic, &["الحكومة", "بالحكومة", "للحكومة", "والحكومة"]),
            (Language::Persian, &["کشور", "کشورها", "کشورهای", "کشور\u{200c}های"]),
            (Language::Turkish, &["hükümetin", "hükümeti"]),
            (Language::Turkish, &["Ankara'da", "Ankara’ya", "Ankara"]),
            (Language::Hindi, &["सरकार", "सरकारों", "सरकारें"]),
            (Language::Korean, &["정부", "정부는", "정부가", "정부에서"]),
            (Language::Korean, &["발표", "발표했다", "발표한"]),
        ] {
            let stems: HashSet<String> = words.iter().map(|word| stem_of(word, language)).collect();
            assert_eq!(stems.len(), 1, "{language:?} {stems:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_its_own_stem_is_so_by_snowball(word in "[a-z]{1,4}|[a-z]{0,8}(yv|al|ul|ic|ed|ng|sm|on|er|or|t|d|g|c|m|n|r|l|k)") {
            let stemmed = Stemmer::create(Algorithm::English).stem(&word).into_owned();
            prop_assert!(!is_own_stem(&word) || stemmed == word, "{word} {stemmed}");
        }
    }

    #[test]
    fn words_of_news_that_are_their_own_stems_are_so_by_snowball() {
        let files = [
            include_str!("data/function_words.txt"),
            include_str!("data/spelling.txt"),
            include_str!("data/lexicon.txt"),
            include_str!("data/units.txt"),
        ];
        let words = files.iter().flat_map(|file| file.split(|c: char| !c.is_ascii_lowercase()));
        for word in words.filter(|word| is_own_stem(word)) {
            assert_eq!(Stemmer::create(Algorithm::English).stem(word), word);
        }
    }

    #[test]
    fn a_stem_is_never_short() {
        assert_eq!(stem_of("이", Language::Korean), "이");
        assert_eq!(stem_of("oni", Language::Polish), "oni");
        assert_eq!(stem_of("ولد", Language::Arabic), "ولد");
        assert_eq!(stem_of("政府", Language::Chinese), "政府");
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
        assert!(is_function_word(&fold("وفي"), Language::Arabic));
    }

    #[test]
    fn every_section_of_the_data_is_of_a_language_we_know() {
        let is_code = |code: &str| Language::ALL.iter().any(|language| language.code() == code);
        assert!(entries(include_str!("data/function_words.txt")).all(|(code, _)| is_code(code)));
        for (section, _) in entries(include_str!("data/affixes.txt")) {
            assert!(
                section.split_once(' ').is_some_and(|(at, code)| ["prefix", "suffix"].contains(&at) && is_code(code))
            );
        }
        let sections = ["stop-groups", "stop-decimals", "comma-groups", "comma-decimals", "space-groups", "day-first"];
        for (section, code) in MARKS.iter() {
            assert!(sections.contains(section) && is_code(code), "[{section}] {code}");
        }
    }

    #[test]
    fn the_language_is_told_only_where_the_text_is_long_enough() {
        for (text, expected) in [
            (
                "The two countries signed a treaty in the summer, and both parliaments have since agreed to it.",
                Some(Language::English),
            ),
            (
                "Die beiden Länder haben im Sommer einen Vertrag unterzeichnet, dem die Parlamente zustimmten.",
                Some(Language::German),
            ),
            ("Oba kraje podpisały latem traktat, na który zgodziły się już ich parlamenty.", Some(Language::Polish)),
            (
                "Обидві країни підписали влітку договір, і парламенти вже погодилися на нього.",
                Some(Language::Ukrainian),
            ),
            ("وقع البلدان معاهدة في الصيف ووافق عليها البرلمانان منذ ذلك الحين.", Some(Language::Arabic)),
            ("دو کشور در تابستان پیمانی امضا کردند و مجلس‌های هر دو آن را پذیرفته‌اند.", Some(Language::Persian)),
            ("İki ülke yaz aylarında bir anlaşma imzaladı ve parlamentoları bunu onayladı.", Some(Language::Turkish)),
            ("दोनों देशों ने गर्मियों में एक संधि पर हस्ताक्षर किए और संसदों ने उसे मान लिया।", Some(Language::Hindi)),
            ("两国在夏天签署了一项条约，两国议会随后都予以批准。", Some(Language::Chinese)),
            ("両国は夏に条約に署名し、その後それぞれの議会が承認した。", Some(Language::Japanese)),
            ("두 나라는 여름에 조약에 서명했고 그 뒤 의회가 이를 비준했다.", Some(Language::Korean)),
            ("El puente nuevo se abre en mayo, y de los viejos no queda nada.", Some(Language::Spanish)),
            ("Lorem ipsum dolor", None),
            ("", None),
        ] {
            assert_eq!(language(text), expected, "{text}");
        }
    }

    #[test]
    fn long_english_is_told_by_its_small_words_and_nothing_else_is() {
        let english = "The minister said that the bridge would not be open before the end of the year, and that those who \
            live by the river should not have to wait for it. ";
        let german = "Der Minister sagte, dass die Brücke vor dem Ende des Jahres nicht offen sein werde, und zitierte den \
            Titel \"The Bridge over the River\". ";
        assert!(is_plain_english(&english.repeat(2)));
        assert!(!is_plain_english(english));
        assert!(!is_plain_english(&german.repeat(3)));
        for (text, told) in [(english, Language::English), (german, Language::German)] {
            assert_eq!(language(&text.repeat(3)), Some(told));
            assert_eq!(by_trigrams(&text.repeat(3)), Some(told));
        }
    }
}
