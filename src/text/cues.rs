//! Words that tell where sentences end and who speaks: knowledge as data, one file a language in `cues/`.
//!
//! A file is sections of words parted by white space; `#` begins a comment. An entry has no final full stop. One in
//! lower case stands for any case, one with a capital (`Mass`, `Jun`) only for itself, where the plain word is no
//! abbreviation.
//!
//! All languages are read as one table: which sentence ends where then depends on its own paragraph alone, not on a
//! guess at the language of the text, and a text in two languages needs no care. So no entry may be a word that ends
//! sentences in another of the languages; such a word belongs in a section that looks at what follows.

use std::sync::LazyLock;

use super::lexicon::{self, Table};

/// The languages. A new one is a new file and a line here.
const FILES: [&str; 15] = [
    include_str!("cues/ar.txt"),
    include_str!("cues/de.txt"),
    include_str!("cues/en.txt"),
    include_str!("cues/es.txt"),
    include_str!("cues/fa.txt"),
    include_str!("cues/fr.txt"),
    include_str!("cues/hi.txt"),
    include_str!("cues/it.txt"),
    include_str!("cues/nl.txt"),
    include_str!("cues/pl.txt"),
    include_str!("cues/pt.txt"),
    include_str!("cues/ru.txt"),
    include_str!("cues/scandinavian.txt"),
    include_str!("cues/tr.txt"),
    include_str!("cues/uk.txt"),
];

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
}

#[derive(Default)]
struct Words {
    abbreviations: Table<&'static str, Abbreviation>,
    roles: lexicon::Words<(Role, &'static str)>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let size = FILES.into_iter().map(str::len).sum::<usize>() / lexicon::WORD;
    let mut words = Words::default();
    words.abbreviations.reserve(size / 2);
    words.roles.reserve(size / 2);
    for (section, word) in FILES.into_iter().flat_map(entries) {
        match meaning(section) {
            Some(Meaning::Abbreviation(class)) => drop(words.abbreviations.insert(word, class)),
            Some(Meaning::Role(role)) => drop(words.roles.insert((role, word))),
            None => {}
        }
    }
    words
});

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
        _ => return None,
    })
}

/// The words of a file, each with its section.
fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    file.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let heading = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        section = heading.unwrap_or(section);
        let words = if heading.is_some() { "" } else { line };
        words.split_ascii_whitespace().map(move |word| (section, word))
    })
}

/// What the abbreviation `word`, given without its last full stop, says of that full stop. An article elided before
/// it (`l'Avv.`) is passed over.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    let table = &WORDS.abbreviations;
    let bare = match word.split_once(['\'', '’']) {
        Some((article, bare)) if article.len() < bare.len() => bare,
        _ => word,
    };
    table.get(bare).or_else(|| table.get(&*bare.to_lowercase())).copied()
}

/// Whether `word`, in any case, plays `role`.
pub(super) fn is(role: Role, word: &str) -> bool {
    let lower = word.to_lowercase().replace('’', "'");
    WORDS.roles.contains(&(role, lower.as_str()))
}

/// Whether `word` often begins a sentence and seldom is a name: `However`, `Officials`.
pub fn begins_sentences(word: &str) -> bool {
    is(Role::Start, word)
}

/// Whether `word`, in lower case, stands inside names: `Ministry of Defence`.
pub fn joins_names(word: &str) -> bool {
    is(Role::NameLink, word)
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
        let mut classes: Table<&str, &str> = Table::default();
        for (section, word) in FILES.into_iter().flat_map(entries) {
            let meaning = meaning(section).unwrap_or_else(|| panic!("no section is called {section}"));
            assert!(!word.ends_with('.'), "{word}: the final full stop is left out");
            match meaning {
                Meaning::Abbreviation(_) => {
                    let other = classes.insert(word, section);
                    assert!(other.is_none_or(|other| other == section), "{word} is in two sections");
                }
                Meaning::Role(_) => assert_eq!(word, word.to_lowercase()),
            }
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
