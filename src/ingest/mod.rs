//! Articles come in: files, folders, standard input. Each becomes a [`Capture`]; what could not be read becomes a
//! [`Problem`] that names its place, and the rest goes on.
//!
//! A format is one file and one line of [`FORMATS`]. Packing (`.gz`, `.zst`) is undone beneath every format, known by
//! its first bytes. Nothing is held beyond a small batch and what tells that an article was met before (`intake`), so an
//! input may be larger than the memory.

mod decode;
mod html;
mod intake;
mod jsonl;
mod place;
mod plain;
mod problem;
mod sheet;
mod unpack;
mod walk;

pub use html::{Candidate, Explained, Fact};
pub use problem::{Fault, Note, Problem};

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use crate::article::{ArticleId, Capture, Meta, Source};
use intake::Intake;
use place::Place;
use sheet::Sheet;

/// A way articles are written down.
pub struct Format {
    /// What people call it with an option.
    pub name: &'static str,
    /// How its files' names end, in lower case, without the dot and without the packing.
    pub endings: &'static [&'static str],
    /// Whether bytes of no known name are of this format, by the first of them.
    looks: fn(&[u8]) -> bool,
    read: fn(&mut dyn BufRead, &Place, &mut Intake),
}

/// The formats we read. The last one takes whatever no other claims.
pub const FORMATS: &[Format] = &[html::FORMAT, jsonl::FORMAT, plain::FORMAT];

impl Format {
    /// The format people call `name`.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format a file's name tells.
    fn of_name(name: &str) -> Option<&'static Format> {
        let (_, ending) = unpack::unpacked_name(name).rsplit_once('.')?;
        FORMATS.iter().find(|format| format.endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    }

    fn of_bytes(head: &[u8]) -> &'static Format {
        FORMATS.iter().find(|format| (format.looks)(head)).unwrap_or(&plain::FORMAT)
    }
}

/// What the user asked us to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    Stdin,
    /// A file or a folder.
    Path(PathBuf),
}

impl From<OsString> for Input {
    /// `-` is standard input, anything else a path.
    fn from(argument: OsString) -> Input {
        if argument == "-" { Input::Stdin } else { Input::Path(argument.into()) }
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The most bytes one article may have: a text file unpacked, or one line of JSON Lines.
    pub max_article: u64,
    /// The collection's name, in place of its root's.
    pub collection: Option<String>,
    /// What the user says of every article read here. It wins over everything said elsewhere.
    pub given: Meta,
    /// The format of every input, in place of what names and bytes tell.
    pub format: Option<&'static str>,
}

impl Default for Options {
    fn default() -> Options {
        Options { max_article: 200_000_000, collection: None, given: Meta::default(), format: None }
    }
}

/// Takes what was read, one by one. Captures come in the order of the inputs; a problem or a note may come a little
/// before the captures that stand ahead of it.
pub trait Sink {
    fn capture(&mut self, capture: Capture);
    fn problem(&mut self, problem: Problem);
    fn note(&mut self, note: Note);
}

/// Everything read, in memory.
#[derive(Debug, Default)]
pub struct Batch {
    pub captures: Vec<Capture>,
    pub problems: Vec<Problem>,
    pub notes: Vec<Note>,
}

impl Sink for Batch {
    fn capture(&mut self, capture: Capture) {
        self.captures.push(capture);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
}

/// Reads all inputs into memory.
pub fn read(inputs: &[Input], options: &Options, stdin: &mut dyn Read) -> Batch {
    let mut batch = Batch::default();
    read_into(inputs, options, stdin, &mut batch);
    batch
}

/// Reads all inputs, handing over each article as it comes.
pub fn read_into(inputs: &[Input], options: &Options, stdin: &mut dyn Read, sink: &mut dyn Sink) {
    let mut intake = Intake::new(options, sink);
    let mut finder = place::Finder::new(options);
    // By their digests: there may be millions of paths.
    let mut met = HashSet::new();
    for input in inputs {
        match input {
            Input::Stdin => read_one(stdin, Named::Nothing, &Place::of_stdin(options), &mut intake),
            Input::Path(path) => walk::find(path, &mut intake, &mut |found, intake| {
                if inputs.len() > 1 && !met.insert(intake::short(found.path.as_os_str().as_encoded_bytes())) {
                    return intake.note(Note::Twice { path: found.shown });
                }
                let Some(place) = finder.place(&found, intake) else { return };
                match std::fs::File::open(&found.path) {
                    Ok(mut file) => {
                        // The name of a pipe, such as a shell makes for <(…), is nobody's choice.
                        let is_pipe = file.metadata().is_ok_and(|opened| !opened.is_file());
                        let named = if is_pipe { Named::Nothing } else { Named::of(&found.shown) };
                        read_one(&mut file, named, &place, intake);
                    }
                    Err(error) => intake.problem(Problem::Unreadable { at: place.source(None), error }),
                }
            }),
        }
    }
    intake.finish();
}

/// Whether a file of this name holds one article and is of a format we read.
pub fn is_article(name: &str) -> bool {
    Format::of_name(name).is_some_and(|format| format.name != jsonl::FORMAT.name)
}

/// Reads the article in a file that does not stand on the disk: `bytes`, called `name`, are a version of `article`.
pub fn read_as(article: &ArticleId, name: &str, bytes: &mut dyn Read, options: &Options, sink: &mut dyn Sink) {
    let mut intake = Intake::new(options, sink);
    read_one(bytes, Named::of(name), &Place::of_article(name, article, options), &mut intake);
    intake.finish();
}

/// What the sidecar at `path`, given by hand, says of every article it is given for.
pub fn read_sheet(path: &Path) -> Result<Meta, Problem> {
    Sheet::of_any(path).map_err(|sheet::Fault { line, what }| Problem::BadSheet {
        at: Source { path: walk::written(path.as_os_str()), line },
        fault: what,
    })
}

/// What reading an article's bytes gave.
pub enum Reading {
    /// Its text.
    Plain(String),
    /// A page, with its text.
    Page(Box<Explained>),
}

impl Reading {
    /// The text that offsets refer to.
    pub fn text(&self) -> &str {
        match self {
            Reading::Plain(text) => text,
            Reading::Page(page) => page.text(),
        }
    }
}

/// Reads an article's bytes again, of which `meta` is known: what may have come of them, the plainest first. Which it was, tells
/// the canonical text that was recorded; none, where a later version of this program reads a page in another way.
pub fn read_again(raw: &[u8], meta: &Meta) -> Vec<Reading> {
    let plain = decode::decode(raw).ok().map(|decoded| Reading::Plain(decoded.text));
    let page = html::again(raw, meta).map(|page| Reading::Page(Box::new(page)));
    plain.into_iter().chain(page).collect()
}

/// What the name of an input tells of its format.
#[derive(Clone, Copy)]
enum Named {
    Format(&'static Format),
    /// It has a name that tells none.
    Unknown,
    /// It has no name of its own.
    Nothing,
}

impl Named {
    fn of(name: &str) -> Named {
        Format::of_name(name).map_or(Named::Unknown, Named::Format)
    }
}

/// Reads what one file or standard input holds.
fn read_one(input: &mut dyn Read, named: Named, place: &Place, intake: &mut Intake) {
    let asked = intake.options.format.and_then(Format::named);
    match unpack::open(input) {
        Ok((head, mut input)) => {
            let by_name = if let Named::Format(format) = named { Some(format) } else { None };
            let format = asked.or(by_name).unwrap_or_else(|| Format::of_bytes(&head));
            if asked.is_none() && matches!(named, Named::Unknown) {
                intake.note(Note::UnknownEnding { path: place.shown.clone(), format: format.name });
            }
            (format.read)(&mut *input, place, intake);
        }
        Err(error) => intake.problem(Problem::Unreadable { at: place.source(None), error }),
    }
}

#[cfg(test)]
mod tests;
