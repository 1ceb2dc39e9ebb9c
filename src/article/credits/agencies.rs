//! `agencies.toml` as it is looked up.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::{SourceClass, lower};
use crate::hash::WordHash;
use crate::text::tokens;

pub(super) const FILE: &str = include_str!("../agencies.toml");

/// Words of a name or phrase, one string a token.
pub(super) type Run = Vec<String>;

pub(super) struct Agencies {
    lists: Vec<(Vec<Agency>, SourceClass)>,
    latin: Names,
    /// Names in other scripts. Few texts have any, and reading them takes long.
    others: OnceLock<Names>,
    /// Words of names, in lower case, that tell a class, or that it is none, by their last word.
    pub hints: HashMap<String, Vec<(Run, Option<SourceClass>)>>,
    pub record: HashSet<String>,
    pub person: HashSet<String>,
    pub within: HashSet<String>,
    pub outlet: HashSet<String>,
    pub surname: HashSet<String>,
    pub given: HashSet<String>,
}

/// Sources by the first word of each of their names, the longest name first.
type Names = HashMap<String, Vec<Known>, WordHash>;

/// A name of a source in `agencies.toml`.
pub(super) struct Known {
    pub words: Run,
    /// What the source is called.
    pub label: String,
    pub class: SourceClass,
    /// It means other things too, and names the source in a mark alone.
    pub is_mark: bool,
}

/// The shape of the file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    wire: Vec<Agency>,
    outlet: Vec<Agency>,
    #[serde(default)]
    institution: Vec<Agency>,
    #[serde(default)]
    record: Vec<Agency>,
    hints: Hints,
    words: NameWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    marks: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Hints {
    wire: Vec<String>,
    outlet: Vec<String>,
    institution: Vec<String>,
    none: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NameWords {
    record: HashSet<String>,
    person: HashSet<String>,
    within: HashSet<String>,
    outlet: HashSet<String>,
    surname: HashSet<String>,
    given: HashSet<String>,
}

/// What the file says. It is part of the program; a test holds that it is read without a fault.
pub(super) static AGENCIES: LazyLock<Agencies> =
    LazyLock::new(|| Agencies::new(toml::from_str(FILE).unwrap_or_default()));

impl Agencies {
    fn new(file: File) -> Agencies {
        let lists = vec![
            (file.wire, SourceClass::Wire),
            (file.outlet, SourceClass::Outlet),
            (file.institution, SourceClass::Institution),
            (file.record, SourceClass::Record),
        ];
        let latin = names(&lists, is_latin);
        let mut hints: HashMap<String, Vec<(Run, Option<SourceClass>)>> = HashMap::new();
        let Hints { wire, outlet, institution, none } = file.hints;
        let classes = [
            (wire, Some(SourceClass::Wire)),
            (outlet, Some(SourceClass::Outlet)),
            (institution, Some(SourceClass::Institution)),
            (none, None),
        ];
        for (hint, class) in classes.iter().flat_map(|(hints, class)| hints.iter().map(|hint| (hint, *class))) {
            let words = run(&lower(hint));
            let Some(last) = words.last() else { continue };
            hints.entry(last.clone()).or_default().push((words, class));
        }
        hints.values_mut().for_each(|hints| hints.sort_by_key(|hint| std::cmp::Reverse(hint.0.len())));
        let NameWords { record, person, within, outlet, surname, given } = file.words;
        Agencies { lists, latin, others: OnceLock::new(), hints, record, person, within, outlet, surname, given }
    }

    /// The sources with a name that begins with `word`.
    pub fn known(&self, word: &str) -> &[Known] {
        let names = if is_latin(word) { &self.latin } else { self.others() };
        names.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether any of the sources is a document.
    pub fn has_documents(&self) -> bool {
        self.lists.iter().any(|(list, class)| class.is_document() && !list.is_empty())
    }

    /// The first words of all names that are in Latin letters, or not.
    pub fn first_words(&self, latin: bool) -> impl Iterator<Item = &String> {
        if latin { self.latin.keys() } else { self.others().keys() }
    }

    fn others(&self) -> &Names {
        self.others.get_or_init(|| names(&self.lists, |name| !is_latin(name)))
    }
}

fn names(lists: &[(Vec<Agency>, SourceClass)], wanted: impl Fn(&str) -> bool) -> Names {
    let mut found = Names::default();
    for (agency, class) in lists.iter().flat_map(|(list, class)| list.iter().map(|agency| (agency, *class))) {
        let names = agency.aliases.iter().chain([&agency.name]).map(|name| (name, false));
        let names = names.chain(agency.marks.iter().map(|name| (name, true)));
        for (name, is_mark) in names.filter(|(name, _)| wanted(name)) {
            let words = run(name);
            let Some(first) = words.first() else { continue };
            let label = agency.name.clone();
            found.entry(first.clone()).or_default().push(Known { words, label, class, is_mark });
        }
    }
    found.values_mut().for_each(|names| names.sort_by_key(|name| std::cmp::Reverse(name.words.len())));
    found
}

/// Whether a name is in Latin letters, which stand before those of the other scripts.
fn is_latin(name: &str) -> bool {
    name.chars().next().is_none_or(|first| first < '\u{370}')
}

/// The tokens of a name or phrase. Most are plain words, which a space parts as surely as the reader of texts does.
pub(super) fn run(words: &str) -> Run {
    if words.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ') {
        return words.split(' ').map(str::to_owned).collect();
    }
    tokens(words).iter().map(|token| token.span.of(words).to_owned()).collect()
}

#[cfg(test)]
impl Agencies {
    /// Every name of every source.
    pub fn every_name(&self) -> impl Iterator<Item = &Known> {
        self.latin.values().chain(self.others().values()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_as_texts_are() {
        for known in AGENCIES.every_name() {
            let name = known.words.join(" ");
            let parted: Run = tokens(&name).iter().map(|token| token.span.of(&name).to_owned()).collect();
            assert_eq!(known.words, parted);
        }
    }

    #[test]
    fn no_name_belongs_to_two_sources() {
        let file: File = toml::from_str(FILE).expect("agencies.toml is read");
        let mut seen = HashMap::new();
        for Agency { name, aliases, marks } in file.wire.iter().chain(&file.outlet) {
            for alias in aliases.iter().chain([name]).chain(marks) {
                assert_eq!(seen.insert(alias, name), None, "{alias}");
            }
        }
    }
}
