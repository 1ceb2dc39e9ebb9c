//! `agencies.toml` and `credit_phrases.toml` as they are looked up.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::SourceClass;
use crate::hash::Digest;
use crate::text::tokens;

const AGENCIES: &str = include_str!("../agencies.toml");
const PHRASES: &str = include_str!("../credit_phrases.toml");

/// The digest of the data, which shapes every result.
pub fn credits_digest() -> Digest {
    Digest::of([AGENCIES, "\n", PHRASES].concat().as_bytes())
}

/// Words of a name or phrase, one string a token.
pub(super) type Run = Vec<String>;

pub(super) struct Data {
    /// Sources by the first word of each of their names.
    pub known: HashMap<String, Vec<Known>>,
    /// Words of names, in lower case, that tell a class.
    pub hints: HashMap<String, Vec<(Run, SourceClass)>>,
    pub record: HashSet<String>,
    pub person: HashSet<String>,
    pub within: HashSet<String>,
    pub before: HashSet<String>,
    pub after: HashSet<String>,
    /// By their first word.
    pub unnamed: HashMap<String, Vec<Run>>,
    pub verbs: HashSet<String>,
    pub adverbs: HashSet<String>,
    pub forms: Vec<Form>,
    /// Words, in lower case, that begin a phrase: every other word in small letters begins none.
    pub first: HashMap<String, First>,
    /// The forms that begin with a source.
    pub by_source: Vec<usize>,
}

/// What a word may begin.
#[derive(Default)]
pub(super) struct First {
    /// Forms whose first part the word is.
    pub forms: Vec<usize>,
    /// A source, even in small letters.
    pub source: bool,
}

/// A name of a source in `agencies.toml`.
pub(super) struct Known {
    pub words: Run,
    /// What the source is called.
    pub label: String,
    pub class: SourceClass,
}

/// A phrase that names a source.
pub(super) struct Form {
    pub parts: Vec<Part>,
    /// Marks before each part and after the last, without space.
    pub marks: Vec<String>,
    pub takes: Vec<SourceClass>,
    pub for_image: bool,
    pub hands_on: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// In lower case.
    Word(String),
    Verb,
    Source,
}

/// The shape of `agencies.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Agencies {
    source: Vec<Agency>,
    hints: Hints,
    words: NameWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    class: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Hints {
    wire: Vec<String>,
    outlet: Vec<String>,
    institution: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NameWords {
    record: HashSet<String>,
    person: HashSet<String>,
    within: HashSet<String>,
    before: HashSet<String>,
    after: HashSet<String>,
}

/// The shape of `credit_phrases.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct CreditPhrases {
    verbs: Vec<String>,
    adverbs: HashSet<String>,
    unnamed: Vec<String>,
    phrase: Vec<Phrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    takes: Vec<String>,
    #[serde(default)]
    for_image: bool,
    #[serde(default)]
    hands_on: bool,
    forms: Vec<String>,
}

/// What the two files say. They are part of the program; a test holds that they are read without a fault.
pub(super) static DATA: LazyLock<Data> = LazyLock::new(|| {
    Data::new(toml::from_str(AGENCIES).unwrap_or_default(), toml::from_str(PHRASES).unwrap_or_default())
});

impl Data {
    fn new(agencies: Agencies, phrases: CreditPhrases) -> Data {
        let mut known: HashMap<String, Vec<Known>> = HashMap::new();
        for Agency { name, aliases, class } in agencies.source {
            let Some(class) = class_of(&class) else { continue };
            for alias in aliases.iter().chain([&name]) {
                let words = run(alias);
                let Some(first) = words.first() else { continue };
                known.entry(first.clone()).or_default().push(Known { words, label: name.clone(), class });
            }
        }
        // The longest name wins.
        known.values_mut().for_each(|names| names.sort_by_key(|name| std::cmp::Reverse(name.words.len())));
        let mut hints: HashMap<String, Vec<(Run, SourceClass)>> = HashMap::new();
        let Hints { wire, outlet, institution } = agencies.hints;
        let classes =
            [(wire, SourceClass::Wire), (outlet, SourceClass::Outlet), (institution, SourceClass::Institution)];
        for (hint, class) in classes.iter().flat_map(|(hints, class)| hints.iter().map(|hint| (hint, *class))) {
            let words = run(&hint.to_lowercase());
            // A hint is looked up by its last word.
            let Some(last) = words.last() else { continue };
            hints.entry(last.clone()).or_default().push((words, class));
        }
        hints.values_mut().for_each(|hints| hints.sort_by_key(|hint| std::cmp::Reverse(hint.0.len())));
        let mut unnamed: HashMap<String, Vec<Run>> = HashMap::new();
        for words in phrases.unnamed.iter().map(|phrase| run(phrase)) {
            let Some(first) = words.first() else { continue };
            unnamed.entry(first.clone()).or_default().push(words);
        }
        unnamed.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len())));
        let forms: Vec<Form> = phrases.phrase.iter().flat_map(Phrase::compile).collect();
        let mut firsts: HashMap<String, First> = HashMap::new();
        let mut by_source = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            match form.parts.first() {
                Some(Part::Word(word)) => firsts.entry(word.clone()).or_default().forms.push(index),
                Some(Part::Verb) => {
                    for verb in &phrases.verbs {
                        firsts.entry(verb.clone()).or_default().forms.push(index);
                    }
                }
                Some(Part::Source) => by_source.push(index),
                None => {}
            }
        }
        let NameWords { record, person, within, before, after } = agencies.words;
        for word in before.iter().chain(&person).chain(unnamed.keys()) {
            firsts.entry(word.clone()).or_default().source = true;
        }
        for word in known.keys() {
            firsts.entry(word.to_lowercase()).or_default().source = true;
        }
        let verbs = phrases.verbs.into_iter().collect();
        let adverbs = phrases.adverbs;
        Data {
            known,
            hints,
            record,
            person,
            within,
            before,
            after,
            unnamed,
            verbs,
            adverbs,
            forms,
            first: firsts,
            by_source,
        }
    }
}

impl Phrase {
    fn compile(&self) -> impl Iterator<Item = Form> {
        let takes: Vec<SourceClass> = self.takes.iter().filter_map(|name| class_of(name)).collect();
        self.forms.iter().map(move |form| {
            let (mut parts, mut marks) = (Vec::new(), vec![String::new()]);
            // `{` and `}` hold a place open; every other mark stands for itself.
            for piece in form.split_inclusive(|c: char| !c.is_alphabetic()) {
                let word = piece.trim_end_matches(|c: char| !c.is_alphabetic());
                let mark = piece[word.len()..].trim();
                match (word, mark) {
                    ("S", "}") => parts.push(Part::Source),
                    ("verb", "}") => parts.push(Part::Verb),
                    ("", _) => {}
                    _ => parts.push(Part::Word(word.to_owned())),
                }
                marks.resize(parts.len() + 1, String::new());
                if let Some(last) = marks.last_mut() {
                    last.push_str(mark.trim_matches(['{', '}']));
                }
            }
            Form { parts, marks, takes: takes.clone(), for_image: self.for_image, hands_on: self.hands_on }
        })
    }
}

fn class_of(name: &str) -> Option<SourceClass> {
    SourceClass::ALL.into_iter().find(|class| class.name() == name)
}

fn run(words: &str) -> Run {
    tokens(words).iter().map(|token| token.span.of(words).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agencies() -> Agencies {
        toml::from_str(AGENCIES).expect("agencies.toml is read")
    }

    fn phrases() -> CreditPhrases {
        toml::from_str(PHRASES).expect("credit_phrases.toml is read")
    }

    #[test]
    fn every_class_in_the_files_is_one() {
        for agency in &agencies().source {
            assert!(class_of(&agency.class).is_some(), "{}: {}", agency.name, agency.class);
        }
        for phrase in &phrases().phrase {
            for class in &phrase.takes {
                assert!(class_of(class).is_some(), "{class}");
            }
        }
    }

    #[test]
    fn every_form_has_one_source_and_plain_words() {
        for form in phrases().phrase.iter().flat_map(Phrase::compile) {
            assert_eq!(form.parts.iter().filter(|part| **part == Part::Source).count(), 1, "{:?}", form.parts);
            assert_eq!(form.marks.len(), form.parts.len() + 1);
            for part in &form.parts {
                if let Part::Word(word) = part {
                    assert_eq!(*word, word.to_lowercase());
                }
            }
        }
    }

    #[test]
    fn forms_are_parted_into_words_and_marks() {
        let phrase = Phrase {
            takes: vec![],
            for_image: false,
            hands_on: false,
            forms: vec!["({S}) -".to_owned(), "source: {S}".to_owned()],
        };
        let forms: Vec<Form> = phrase.compile().collect();
        assert_eq!((&forms[0].parts, &forms[0].marks), (&vec![Part::Source], &vec!["(".to_owned(), ")-".to_owned()]));
        let parts = vec![Part::Word("source".to_owned()), Part::Source];
        assert_eq!((&forms[1].parts, &forms[1].marks), (&parts, &vec![String::new(), ":".to_owned(), String::new()]));
    }

    #[test]
    fn no_name_belongs_to_two_sources() {
        let mut seen = HashMap::new();
        for Agency { name, aliases, .. } in agencies().source {
            for alias in aliases.iter().chain([&name]) {
                assert_eq!(seen.insert(alias.clone(), name.clone()), None, "{alias}");
            }
        }
    }
}
