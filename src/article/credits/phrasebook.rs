//! The files of `credit_phrases/` as they are looked up. A book is built when a text first asks for it: most runs meet one
//! language.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::agencies::{AGENCIES, Run, run};
use super::{SourceClass, lower, marks_of};
use crate::hash::WordHash;
use crate::text::Language;

/// Credits without words, which are a part of every book.
pub(super) const MARKS: &str = include_str!("../credit_phrases/marks.toml");

/// The languages. A new one is a new file and a line here.
pub(super) const FILES: [(Language, &str); 8] = [
    (Language::English, include_str!("../credit_phrases/en.toml")),
    (Language::German, include_str!("../credit_phrases/de.toml")),
    (Language::French, include_str!("../credit_phrases/fr.toml")),
    (Language::Spanish, include_str!("../credit_phrases/es.toml")),
    (Language::Italian, include_str!("../credit_phrases/it.toml")),
    (Language::Portuguese, include_str!("../credit_phrases/pt.toml")),
    (Language::Russian, include_str!("../credit_phrases/ru.toml")),
    (Language::Arabic, include_str!("../credit_phrases/ar.toml")),
];

/// The phrases of one language.
pub(super) struct Phrasebook {
    pub language: Language,
    pub verbs: HashSet<String, WordHash>,
    pub adverbs: HashSet<String, WordHash>,
    /// By their first word, the longest first.
    pub unnamed: HashMap<String, Vec<Run>>,
    /// The same, that count in phrases with `marks` alone.
    pub unnamed_marks: HashMap<String, Vec<Run>>,
    pub articles: HashSet<String, WordHash>,
    pub openers: HashSet<String, WordHash>,
    pub before: HashSet<String, WordHash>,
    pub agency: HashSet<String, WordHash>,
    pub after: HashSet<String, WordHash>,
    pub and: HashSet<String, WordHash>,
    pub glued_and: String,
    pub forms: Vec<Form>,
    /// What the words, in lower case, may begin that begin a phrase or a source, and the verbs.
    pub first: HashMap<String, First, WordHash>,
    /// The forms that begin with a source.
    pub by_source: Vec<usize>,
    /// A form that takes a document has no word of its own.
    pub documents_anywhere: bool,
}

/// What a word may begin.
#[derive(Default)]
pub(super) struct First {
    /// Forms whose first part the word is.
    pub forms: Vec<usize>,
    /// A source, even in small letters.
    pub source: bool,
    /// Forms that begin with a source, behind which it comes.
    pub follows: Vec<usize>,
    /// A form that takes a document has it.
    pub cites_documents: bool,
}

/// A phrase that names a source.
pub(super) struct Form {
    pub parts: Vec<Part>,
    /// Marks before each part and after the last, without space.
    pub marks: Vec<String>,
    /// Letters that are one word with the source's first.
    pub glue: String,
    pub takes: Vec<SourceClass>,
    pub for_image: bool,
    pub hands_on: bool,
    /// Names that count in a mark alone are taken.
    pub takes_marks: bool,
    /// Behind the source it is only looked at, and is no part of the credit.
    pub ahead: bool,
    pub place: Place,
}

/// Where a form stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Anywhere,
    Line,
    Opening,
    Closing,
    Signed,
    Alone,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// In lower case.
    Word(String),
    Verb,
    Source,
    /// Words of one sentence.
    Some,
    /// Names of persons in one line.
    Name,
}

/// The shape of a file. Only what marks.toml has is asked of each.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    verbs: Vec<String>,
    adverbs: Vec<String>,
    unnamed: Vec<String>,
    unnamed_marks: Vec<String>,
    articles: Vec<String>,
    openers: Vec<String>,
    before: Vec<String>,
    agency: Vec<String>,
    after: Vec<String>,
    and: Vec<String>,
    glued_and: String,
    attached: Vec<String>,
    phrase: Vec<Phrase>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Phrase {
    takes: Vec<String>,
    marks: bool,
    for_image: bool,
    hands_on: bool,
    line: bool,
    opening: bool,
    closing: bool,
    signed: bool,
    alone: bool,
    ahead: bool,
    forms: Vec<String>,
}

/// The books to read a text in `language` by: its own, and all where it has none or is too short to tell.
pub(super) fn books(language: Option<Language>) -> Vec<&'static Phrasebook> {
    static BOOKS: [OnceLock<Phrasebook>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let own = FILES.iter().position(|(known, _)| language == Some(*known));
    let asked = own.map_or(0..FILES.len(), |own| own..own + 1);
    asked.map(|index| BOOKS[index].get_or_init(|| Phrasebook::of(index))).collect()
}

impl Phrasebook {
    /// The files are part of the program; a test holds that they are read without a fault.
    fn of(index: usize) -> Phrasebook {
        let (language, file) = FILES[index];
        Phrasebook::new(language, toml::from_str(MARKS).unwrap_or_default(), toml::from_str(file).unwrap_or_default())
    }

    fn new(language: Language, marks: File, file: File) -> Phrasebook {
        let words = |list: &[String]| -> HashSet<String, WordHash> {
            list.iter().map(|word| lower(word).into_owned()).collect()
        };
        let runs = |list: &[String]| {
            let mut runs: HashMap<String, Vec<Run>> = HashMap::new();
            for words in list.iter().map(|phrase| run(&lower(phrase))) {
                let Some(first) = words.first() else { continue };
                runs.entry(first.clone()).or_default().push(words);
            }
            runs.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len())));
            runs
        };
        let (unnamed, unnamed_marks) = (runs(&file.unnamed), runs(&file.unnamed_marks));
        let forms: Vec<Form> = file.phrase.iter().chain(&marks.phrase).flat_map(Phrase::compile).collect();
        let (verbs, articles, openers) = (words(&file.verbs), words(&file.articles), words(&file.openers));
        let (before, agency) = (words(&file.before), words(&file.agency));
        let mut first: HashMap<String, First, WordHash> = HashMap::default();
        let mut by_source = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            let begins: Vec<&String> = match form.parts.first() {
                Some(Part::Word(word)) => vec![word],
                Some(Part::Verb) => verbs.iter().collect(),
                _ => Vec::new(),
            };
            if form.parts.first() == Some(&Part::Source) {
                by_source.push(index);
                let follows: Vec<&String> = match form.parts.get(1) {
                    Some(Part::Word(word)) => vec![word],
                    Some(Part::Verb) => verbs.iter().collect(),
                    _ => Vec::new(),
                };
                follows.into_iter().for_each(|word| first.entry(word.clone()).or_default().follows.push(index));
            }
            for word in begins {
                first.entry(word.clone()).or_default().forms.push(index);
                for letters in &file.attached {
                    first.entry(format!("{letters}{word}")).or_default().forms.push(index);
                }
            }
        }
        let mut documents_anywhere = false;
        for form in forms.iter().filter(|form| form.takes_documents()) {
            let words: Vec<&String> = match form.telling_part() {
                Part::Word(word) => vec![word],
                Part::Verb => verbs.iter().collect(),
                Part::Source | Part::Some | Part::Name => Vec::new(),
            };
            documents_anywhere |= words.is_empty();
            for word in words {
                let attached = file.attached.iter().map(|letters| format!("{letters}{word}"));
                for word in attached.chain([word.clone()]) {
                    first.entry(word).or_default().cites_documents = true;
                }
            }
        }
        for word in articles
            .iter()
            .chain(&before)
            .chain(&agency)
            .chain(unnamed.keys())
            .chain(unnamed_marks.keys())
            .chain(&AGENCIES.person)
        {
            first.entry(word.clone()).or_default().source = true;
        }
        // A name in capitals tells itself; Arabic has none.
        let other_scripts = (language == Language::Arabic).then(|| AGENCIES.first_words(false)).into_iter().flatten();
        let names = AGENCIES.first_words(true).chain(other_scripts);
        for word in names.filter(|word| !word.starts_with(char::is_uppercase)) {
            first.entry(lower(word).into_owned()).or_default().source = true;
        }
        let (adverbs, after, and) = (words(&file.adverbs), words(&file.after), words(&file.and));
        let glued_and = file.glued_and;
        Phrasebook {
            language,
            verbs,
            adverbs,
            unnamed,
            unnamed_marks,
            articles,
            openers,
            before,
            agency,
            after,
            and,
            glued_and,
            forms,
            first,
            by_source,
            documents_anywhere,
        }
    }
}

impl Form {
    /// Whether it may credit a document for the text.
    fn takes_documents(&self) -> bool {
        !self.for_image && (AGENCIES.has_documents() || self.takes.iter().any(|class| class.is_document()))
    }

    /// The part that fewest texts have: the longest word.
    fn telling_part(&self) -> &Part {
        let rank = |part: &&Part| match part {
            Part::Word(word) => 1 + word.len(),
            Part::Verb => 1,
            Part::Source | Part::Some | Part::Name => 0,
        };
        self.parts.iter().max_by_key(rank).unwrap_or(&Part::Source)
    }
}

impl Phrase {
    fn compile(&self) -> impl Iterator<Item = Form> {
        let takes: Vec<SourceClass> = self.takes.iter().filter_map(|name| class_of(name)).collect();
        let place = match () {
            () if self.line => Place::Line,
            () if self.opening => Place::Opening,
            () if self.closing => Place::Closing,
            () if self.signed => Place::Signed,
            () if self.alone => Place::Alone,
            () => Place::Anywhere,
        };
        self.forms.iter().map(move |form| {
            let (parts, marks, glue) = parted(form);
            Form {
                parts,
                marks,
                glue,
                takes: takes.clone(),
                for_image: self.for_image,
                hands_on: self.hands_on,
                takes_marks: self.marks,
                ahead: self.ahead,
                place,
            }
        })
    }
}

/// The parts of a form, the marks around them, and the letters written as one with its source.
fn parted(form: &str) -> (Vec<Part>, Vec<String>, String) {
    let (mut parts, mut marks, mut glue) = (Vec::new(), vec![String::new()], String::new());
    for (n, piece) in form.split('{').enumerate() {
        let (held, piece) = if n == 0 { ("", piece) } else { piece.split_once('}').unwrap_or(("", piece)) };
        match held {
            "S" => parts.push(Part::Source),
            "verb" => parts.push(Part::Verb),
            "some" => parts.push(Part::Some),
            "name" => parts.push(Part::Name),
            _ => {}
        }
        marks.resize(parts.len() + 1, String::new());
        let mut from = 0;
        while let Some(start) = piece[from..].find(char::is_alphabetic).map(|at| from + at) {
            let end = piece[start..].find(|c: char| !c.is_alphabetic()).map_or(piece.len(), |at| start + at);
            if let Some(last) = marks.last_mut() {
                last.push_str(&marks_of(&piece[from..start]));
            }
            let word = &piece[start..end];
            from = end;
            // Letters right before the place of the source are no word.
            if end == piece.len() && form.contains(&format!("{word}{{S}}")) {
                glue = word.to_owned();
                continue;
            }
            parts.push(Part::Word(lower(word).into_owned()));
            marks.push(String::new());
        }
        if let Some(last) = marks.last_mut() {
            last.push_str(&marks_of(&piece[from..]));
        }
    }
    (parts, marks, glue)
}

fn class_of(name: &str) -> Option<SourceClass> {
    SourceClass::ALL.into_iter().find(|class| class.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(&'static str, File)> {
        let named = FILES.iter().map(|(language, file)| (language.code(), *file)).chain([("marks", MARKS)]);
        named
            .map(|(name, file)| (name, toml::from_str(file).unwrap_or_else(|fault| panic!("{name}: {fault}"))))
            .collect()
    }

    #[test]
    fn every_class_in_the_files_is_one() {
        for (name, file) in files() {
            for class in file.phrase.iter().flat_map(|phrase| &phrase.takes) {
                assert!(class_of(class).is_some(), "{name}: {class}");
            }
        }
    }

    #[test]
    fn every_form_has_one_source_and_stands_once() {
        for (name, file) in files() {
            let mut seen = HashSet::new();
            for form in file.phrase.iter().flat_map(Phrase::compile) {
                assert_eq!(
                    form.parts.iter().filter(|part| **part == Part::Source).count(),
                    1,
                    "{name}: {:?}",
                    form.parts
                );
                assert_eq!(form.marks.len(), form.parts.len() + 1);
                let what = format!("{:?} {:?} {} {:?}", form.parts, form.marks, form.glue, form.place);
                assert!(seen.insert(what.clone()), "{name}: {what} stands twice");
            }
        }
    }

    #[test]
    fn every_word_is_in_lower_case_and_stands_once_in_its_list() {
        for (name, file) in files() {
            for list in [
                &file.verbs,
                &file.adverbs,
                &file.unnamed,
                &file.unnamed_marks,
                &file.articles,
                &file.openers,
                &file.before,
                &file.agency,
                &file.after,
                &file.and,
            ] {
                let mut seen = HashSet::new();
                for word in list {
                    assert_eq!(*word, word.to_lowercase(), "{name}");
                    assert!(seen.insert(word), "{name}: {word} stands twice");
                }
            }
        }
    }

    #[test]
    fn forms_are_parted_into_words_and_marks() {
        let word = |word: &str| Part::Word(word.to_owned());
        let strings = |marks: &[&str]| -> Vec<String> { marks.iter().map(|mark| (*mark).to_owned()).collect() };
        for (form, parts, marks, glue) in [
            ("({S}) -", vec![Part::Source], vec!["(", ")-"], ""),
            ("source: {S}", vec![word("source"), Part::Source], vec!["", ":", ""], ""),
            ("d'après {S}", vec![word("d"), word("après"), Part::Source], vec!["", "", "", ""], ""),
            ("وفقا ل{S}", vec![word("وفقا"), Part::Source], vec!["", "", ""], "ل"),
            ("wie {S} {verb}", vec![word("wie"), Part::Source, Part::Verb], vec!["", "", "", ""], ""),
        ] {
            assert_eq!(parted(form), (parts, strings(&marks), glue.to_owned()), "{form}");
        }
    }
}
