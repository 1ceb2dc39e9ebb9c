//! Words that tell where sentences end and who speaks: knowledge as data, one file a language in `cues/`.
//!
//! `build.rs` takes what files there are. A file is sections of words parted by white space; `#` begins a comment. An entry has no final full stop. One in
//! lower case stands for any case, one with a capital (`Mass`, `Jun`) only for itself, where the plain word is no
//! abbreviation.
//!
//! All languages are read as one table: which sentence ends where then depends on its own paragraph alone, not on a
//! guess at the language of the text, and a text in two languages needs no care. So no entry may be a word that ends
//! sentences in another of the languages; such a word belongs in a section that looks at what follows.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::vocabularies::CUES;

/// What the full stop behind an abbreviation can mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Abbreviation {
    /// Never ends a sentence, for more must follow: a name (`Mr.`), an example (`e.g.`). Section `inside`.
    Inside,
    /// Does not end one before a number: `No. 5`, `Jan. 20`. Section `number`.
    BeforeNumber,
    /// Ends one only before a word that often begins sentences: `Inc.`, `Jr.`, `U.S.`. Section `end`.
    MayEnd,
    /// Ends one unless a day, a month or a time zone follows: `p.m.` Section `time`.
    Time,
}

/// What a word tells by standing beside a full stop. Each set is the section of its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Role {
    /// Often begins a sentence, and seldom goes on with a name: `the`, `however`.
    Start,
    /// Begins a sentence even where the writer spares capitals: `i`, `they`.
    Casual,
    /// Goes on with a time of day: `Monday`, `GMT`.
    AfterTime,
    /// Comes before an ordinal number written with a full stop: German `am 3. Tag`.
    BeforeOrdinal,
    /// A month, in languages that write ordinal days with a full stop: `3. Juni`.
    Month,
    /// A verb of saying, which goes on after a quotation: `"Why?" Smith asked`.
    Says,
    /// A verb of saying that may have a thing as its object: `Acme reported a loss`.
    Reports,
    /// Turns a verb of saying round: `Acme was told`.
    Passive,
    /// Parts who speaks from a name that says whose they are: `a spokesman for Acme`.
    Whose,
    /// May stand between who speaks and the verb: `Acme has also said`.
    Between,
    /// Speaks for a name, and names nobody: `Lee agreed, and she said`.
    Pronoun,
    /// Stands inside names, in lower case: `Ministry of Defence`, `Ursula von der Leyen`.
    NameLink,
    /// Comes behind a name and its verb, and never belongs to the name: `said Peskov on Monday`.
    NameEnd,
    /// Stands before the name of a person and says nothing of who it is: `Mr`.
    Courtesy,
    /// … and says what the person is, or was: `President`.
    Office,
}

/// What the headings of [`CUES`] say, by number; nothing if one is no section, and a test holds that there is none such.
static MEANINGS: LazyLock<Vec<Option<Meaning>>> = LazyLock::new(|| CUES.headings.lines().map(meaning).collect());

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Abbreviation(Abbreviation),
    Role(Role),
}

fn meaning(section: &str) -> Option<Meaning> {
    Some(match section {
        "inside" => Meaning::Abbreviation(Abbreviation::Inside),
        "number" => Meaning::Abbreviation(Abbreviation::BeforeNumber),
        "end" => Meaning::Abbreviation(Abbreviation::MayEnd),
        "time" => Meaning::Abbreviation(Abbreviation::Time),
        "start" => Meaning::Role(Role::Start),
        "casual" => Meaning::Role(Role::Casual),
        "after-time" => Meaning::Role(Role::AfterTime),
        "before-ordinal" => Meaning::Role(Role::BeforeOrdinal),
        "month" => Meaning::Role(Role::Month),
        "says" => Meaning::Role(Role::Says),
        "reports" => Meaning::Role(Role::Reports),
        "passive" => Meaning::Role(Role::Passive),
        "whose" => Meaning::Role(Role::Whose),
        "between" => Meaning::Role(Role::Between),
        "pronoun" => Meaning::Role(Role::Pronoun),
        "name-link" => Meaning::Role(Role::NameLink),
        "name-end" => Meaning::Role(Role::NameEnd),
        "courtesy" => Meaning::Role(Role::Courtesy),
        "office" => Meaning::Role(Role::Office),
        _ => return None,
    })
}

/// What `word` tells, as it stands.
fn told(word: &str) -> impl Iterator<Item = Meaning> + use<> {
    CUES.of(word).iter().filter_map(|&heading| MEANINGS[usize::from(heading)])
}

/// What `word` tells in lower case.
fn told_in_lower_case(word: &str) -> impl Iterator<Item = Meaning> + use<> {
    // Most words tell nothing, and that needs no copy of their letters.
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let may_tell = !is_plain || CUES.openings.may_hold_in_any_case(word.as_bytes());
    may_tell.then(|| told(&word.to_lowercase())).into_iter().flatten()
}

/// What the abbreviation `word`, given without its last full stop, says of that full stop. An article elided before
/// it (`l'Avv.`) is passed over.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    let class = |meaning| match meaning {
        Meaning::Abbreviation(class) => Some(class),
        Meaning::Role(_) => None,
    };
    let bare = match word.split_once(['\'', '’']) {
        Some((article, bare)) if article.len() < bare.len() => bare,
        _ => word,
    };
    told(bare).find_map(class).or_else(|| told_in_lower_case(bare).find_map(class))
}

/// Whether `word`, in any case, plays `role`.
pub(super) fn is(role: Role, word: &str) -> bool {
    let word = if word.contains('’') { Cow::Owned(word.replace('’', "'")) } else { Cow::Borrowed(word) };
    told_in_lower_case(&word).any(|meaning| meaning == Meaning::Role(role))
}

/// Whether `word` often begins a sentence and seldom is a name: `However`, `Officials`.
pub fn begins_sentences(word: &str) -> bool {
    is(Role::Start, word)
}

/// Whether `word`, in lower case, stands inside names: `Ministry of Defence`.
pub fn joins_names(word: &str) -> bool {
    is(Role::NameLink, word)
}

/// Whether `word` stands before the name of a person and says nothing of who it is: `Mr`.
pub fn is_courtesy(word: &str) -> bool {
    is(Role::Courtesy, word.trim_end_matches('.'))
}

/// Whether `word` stands before the name of a person and says what the person is, or was: `President`.
pub fn is_office(word: &str) -> bool {
    is(Role::Office, word.trim_end_matches('.'))
}

/// Whether `short` is an abbreviation of `long` or its first letter, both in lower case: `corp` and `corporation`, `ltd` and
/// `limited`, `j` and `john`.
pub fn abbreviates(short: &str, long: &str) -> bool {
    let short = short.trim_end_matches('.');
    let mut rest = long.chars();
    let begins_alike = short.chars().next() == long.chars().next();
    let in_order = short.chars().all(|c| rest.any(|other| other == c));
    let known = short.chars().nth(1).is_none() || abbreviation(short).is_some() && abbreviation(long).is_none();
    !short.is_empty() && short.len() < long.len() && begins_alike && in_order && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_sound() {
        for heading in CUES.headings.lines() {
            assert!(meaning(heading).is_some(), "no section is called {heading}");
        }
        for (word, _) in CUES.words() {
            assert!(!word.ends_with('.'), "{word}: the final full stop is left out");
            let mut classes = Vec::new();
            for meaning in told(word) {
                match meaning {
                    Meaning::Abbreviation(class) => classes.push(class),
                    Meaning::Role(_) => assert_eq!(word, word.to_lowercase()),
                }
            }
            classes.dedup();
            assert!(classes.len() <= 1, "{word} is in two sections: {classes:?}");
        }
    }

    #[test]
    fn an_entry_with_a_capital_stands_only_for_itself() {
        assert_eq!(abbreviation("Mass"), Some(Abbreviation::MayEnd));
        assert_eq!(abbreviation("mass"), None);
        assert_eq!(abbreviation("MR"), Some(Abbreviation::Inside));
        assert_eq!(abbreviation("l'avv"), Some(Abbreviation::Inside));
    }

    #[test]
    fn an_abbreviation_is_known_by_its_letters() {
        for (short, long) in [("corp", "corporation"), ("ltd", "limited"), ("ltd.", "limited"), ("j", "john")] {
            assert!(abbreviates(short, long), "{short} {long}");
        }
        for (short, long) in [("niger", "nigeria"), ("corp", "company"), ("j", "mary"), ("co", "co"), ("co", "corp")] {
            assert!(!abbreviates(short, long), "{short} {long}");
        }
    }

    #[test]
    fn roles_are_found_in_any_case() {
        assert!(is(Role::Start, "However") && is(Role::Start, "It’s") && is(Role::Says, "Said"));
        assert!(!is(Role::Start, "Senate"));
    }
}
