//! Puts the words of `src/text/data/` and `src/text/cues/` in order, so that the program has nothing to do for it when it starts.

#![allow(clippy::print_stdout, reason = "so a build speaks to cargo")]

#[path = "src/text/letters.rs"]
mod letters;
#[path = "src/text/vocabulary.rs"]
#[allow(dead_code, reason = "the program looks words up")]
mod vocabulary;
#[path = "src/text/words.rs"]
#[allow(dead_code, reason = "the program asks for more of a word than its form")]
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use letters::plain;
use vocabulary::{Openings, entries, place};
use words::fold;

/// Words, each with the headings it stands under, in their order.
#[derive(Default)]
struct Words {
    words: BTreeMap<String, Vec<usize>>,
    headings: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    for watched in ["build.rs", "src/text/cues", "src/text/data", "src/text/letters.rs", "src/text/vocabulary.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    println!("cargo::rerun-if-changed=src/text/words.rs");
    let data = |name: &str| fs::read_to_string(Path::new("src/text/data").join(name));

    let mut lexemes = Words::default();
    for (heading, name) in under_headings(&data("lexicon.txt")?, char::is_whitespace) {
        let word = name.trim_start_matches(['?', '!']);
        let mark = &name[..name.len() - word.len()];
        lexemes.add(format!("{heading} {mark}").trim_end().to_owned(), plain(word));
    }
    let mut beside = Words::default();
    for (heading, word) in under_headings(&data("beside.txt")?, char::is_whitespace) {
        beside.add(heading, word.to_owned());
    }
    let mut units = Words::default();
    for (heading, name) in under_headings(&data("units.txt")?, |c| c == ',') {
        // The code of a currency is a name of it.
        units.add(heading.clone(), heading.to_lowercase());
        units.add(heading, plain(name));
    }
    let mut function_words = Words::default();
    let mut written = Words::default();
    for (heading, word) in under_headings(&data("function_words.txt")?, char::is_whitespace) {
        function_words.add(heading.clone(), fold(word).into_owned());
        written.add(heading, word.to_owned());
    }
    let mut cues = Words::default();
    let mut files =
        fs::read_dir("src/text/cues")?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    for file in files {
        for (heading, word) in under_headings(&fs::read_to_string(file)?, char::is_whitespace) {
            cues.add(heading, word.to_owned());
        }
    }

    let mut source = String::new();
    for (name, words) in [
        ("LEXEMES", lexemes),
        ("BESIDE", beside),
        ("UNITS", units),
        ("FUNCTION_WORDS", function_words),
        ("WRITTEN_FUNCTION_WORDS", written),
        ("CUES", cues),
    ] {
        words.write(name, &mut source)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("vocabularies.rs"), source)?;
    Ok(())
}

/// The words of a file, each with its section and, where the line begins with a key and a colon, that.
fn under_headings(file: &str, parts: fn(char) -> bool) -> impl Iterator<Item = (String, &str)> {
    entries(file).flat_map(move |(section, line)| {
        let (key, names) = line.split_once(": ").unwrap_or(("", line));
        let heading = format!("{section} {key}").trim().to_owned();
        names.split(parts).map(str::trim).filter(|name| !name.is_empty()).map(move |name| (heading.clone(), name))
    })
}

impl Words {
    fn add(&mut self, heading: String, word: String) {
        let number = self.headings.iter().position(|known| *known == heading).unwrap_or_else(|| {
            self.headings.push(heading);
            self.headings.len() - 1
        });
        let told = self.words.entry(word).or_default();
        if told.last() != Some(&number) {
            told.push(number);
        }
    }

    /// Writes the words as a constant of the type `Vocabulary`.
    fn write(&self, name: &str, source: &mut String) -> Result<(), Box<dyn Error>> {
        let (mut letters, mut ends, mut told) = (String::new(), Vec::new(), Vec::new());
        let mut places = vec![0; (self.words.len() * 2).next_power_of_two()];
        for (index, (word, headings)) in self.words.iter().enumerate() {
            letters += word;
            for &heading in headings {
                told.push(u16::try_from(heading)?);
            }
            ends.push([letters.len(), told.len()]);
            let mut place = place(word.as_bytes()) % places.len();
            while places[place] != 0 {
                place = (place + 1) % places.len();
            }
            places[place] = u16::try_from(index + 1)?;
        }
        let openings = Openings::of(self.words.keys().filter_map(|name| name.split(' ').next()));
        let headings = self.headings.join("\n");
        writeln!(
            source,
            "pub(super) static {name}: Vocabulary = Vocabulary {{ letters: {letters:?}, ends: &{ends:?}, told: &{told:?}, \
             places: &{places:?}, headings: {headings:?}, openings: &{openings:?} }};"
        )?;
        Ok(())
    }
}
