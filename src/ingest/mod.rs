//! Articles come in: files, folders, standard input. Each becomes a [`Capture`]; what could not be read becomes a
//! [`Problem`] that names its place, and the rest goes on.
//!
//! A format is one file and one line of [`FORMATS`]. Packing (`.gz`, `.zst`) is undone beneath every format, known by
//! its first bytes. Nothing is held beyond a small batch and what tells that an article was met before (`intake`), so an
//! input may be larger than the memory.

#[cfg(not(all(feature = "parquet", feature = "pdf", feature = "sqlite")))]
mod absent;
mod address;
mod candidate;
mod cdx;
#[cfg(feature = "parquet")]
mod columns;
mod decode;
mod docx;
mod entry;
mod html;
mod intake;
mod json;
mod jsonl;
mod mail;
mod markdown;
mod optional;
#[cfg(feature = "pdf")]
mod pdf;
mod place;
mod plain;
mod problem;
mod record;
mod sheet;
#[cfg(feature = "sqlite")]
mod sqlite;
mod summary;
mod table;
mod unpack;
mod wacz;
mod walk;
mod warc;
mod xml;

pub use address::{Address, Fetched, Unfetched};
pub use candidate::{Candidate, Fact};
pub use html::Explained;
pub use problem::{Fault, Note, Problem};
pub use record::{FIELDS, FieldMap};
pub use summary::{Count, Summary};

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use crate::article::{ArticleId, Capture, Meta, Source};
#[cfg(not(feature = "pdf"))]
use absent::pdf;
use intake::Intake;
use place::Place;
use sheet::Sheet;

/// A way articles are written down.
pub struct Format {
    /// What people call it with an option.
    pub name: &'static str,
    /// Whether a file is one article, and not a collection of them.
    pub is_article: bool,
    /// How its files' names end, in lower case, without the dot and without the packing. Several formats may share an ending:
    /// then their looks part them, and the last of them takes the rest.
    pub endings: &'static [&'static str],
    /// Whether bytes are of this format, by the first of them.
    looks: fn(&[u8]) -> bool,
    reads: Reads,
}

/// What a format reads from.
#[derive(Clone, Copy)]
enum Reads {
    /// The bytes without their packing.
    Unpacked(fn(&mut dyn BufRead, &Place, &mut Intake)),
    /// The bytes as they stand: the format tells what is packed how.
    Raw(fn(&mut dyn Read, &Place, &mut Intake)),
    /// A file on the disk, in any order.
    File(fn(&Path, &Place, &mut Intake)),
}

/// The formats we read. The last one takes whatever no other claims.
pub const FORMATS: &[Format] = &[
    html::FORMAT,
    xml::FORMAT,
    json::FORMAT,
    jsonl::FORMAT,
    table::FORMAT,
    optional::PARQUET,
    optional::ARROW,
    optional::SQLITE,
    warc::FORMAT,
    wacz::FORMAT,
    cdx::FORMAT,
    docx::FORMAT,
    optional::PDF,
    mail::FORMAT,
    markdown::FORMAT,
    plain::FORMAT,
];

impl Format {
    /// The format people call `name`.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The formats a file's name may tell.
    fn of_name(name: &str) -> Vec<&'static Format> {
        let Some((_, ending)) = unpack::unpacked_name(name).rsplit_once('.') else { return Vec::new() };
        FORMATS.iter().filter(|format| format.endings.iter().any(|known| ending.eq_ignore_ascii_case(known))).collect()
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
    /// Something on the web, which the [`Sink`] gets.
    Address(Address),
}

impl From<OsString> for Input {
    /// `-` is standard input, anything else a path.
    fn from(argument: OsString) -> Input {
        if argument == "-" { Input::Stdin } else { Input::Path(argument.into()) }
    }
}

/// Reads bytes in a process of its own, by [`read_apart`] there, and gives what that gave; an error says why it ended without.
pub type Apart = fn(&[u8]) -> Result<Vec<u8>, String>;

/// What is done in a process of its own, for whom it is one too many to be broken: a document (PDF) is read, and what it holds is
/// written down, for the process that asked.
pub fn read_apart(raw: &[u8]) -> Vec<u8> {
    pdf::answer(raw)
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
    /// What the fields of records are called.
    pub map: FieldMap,
    /// Whether to fetch the pages that entries of feeds and sitemaps lead to. Of a feed that was fetched itself those of entries
    /// without a whole text are fetched in any case, and all of a sitemap.
    pub links: bool,
    /// Of a database: the table to read, or the query that gives its rows.
    pub table: Option<String>,
    pub query: Option<String>,
    /// What reads documents that a maker may have meant to break their reader (PDF); without, they are read here.
    pub apart: Option<Apart>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            max_article: 200_000_000,
            collection: None,
            given: Meta::default(),
            format: None,
            map: FieldMap::default(),
            links: false,
            table: None,
            query: None,
            apart: None,
        }
    }
}

/// Takes what was read, one by one. Captures come in the order of the inputs; a problem or a note may come a little
/// before the captures that stand ahead of it.
pub trait Sink {
    fn capture(&mut self, capture: Capture);
    fn problem(&mut self, problem: Problem);
    fn note(&mut self, note: Note);

    /// The bytes that a store has of the article at an address as it was captured then (Unix seconds), for what only says that
    /// they were seen again.
    fn stored(&mut self, _url: &str, _captured_at: i64) -> Option<Vec<u8>> {
        None
    }

    /// What an address answers now.
    fn fetch(&mut self, _address: &Address) -> Result<Fetched, Unfetched> {
        Err(Unfetched::Failed("nothing here asks servers; get the page, and give the file".to_owned()))
    }

    /// All that was fetched so far was handed over: more may take its time.
    fn rest(&mut self) {}
}

/// Everything read, in memory.
#[derive(Debug, Default)]
pub struct Batch {
    pub captures: Vec<Capture>,
    pub problems: Vec<Problem>,
    pub notes: Vec<Note>,
    pub summary: Summary,
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
    batch.summary = read_into(inputs, options, stdin, &mut batch);
    batch
}

/// Reads all inputs, handing over each article as it comes; says what was read.
pub fn read_into(inputs: &[Input], options: &Options, stdin: &mut dyn Read, sink: &mut dyn Sink) -> Summary {
    let mut intake = Intake::new(options, sink);
    let mut finder = place::Finder::new(options);
    // By their digests: there may be millions of paths.
    let mut met = HashSet::new();
    for input in inputs {
        match input {
            Input::Stdin => read_one(stdin, Named::Nothing, &Place::of_stdin(options), &mut intake),
            Input::Address(address) => intake.follow(address.clone()),
            Input::Path(path) => walk::find(path, &mut intake, &mut |found, intake| {
                if inputs.len() > 1 && !met.insert(intake::short(found.path.as_os_str().as_encoded_bytes())) {
                    return intake.note(Note::Twice { path: found.shown });
                }
                let Some(mut place) = finder.place(&found, intake) else { return };
                match std::fs::File::open(&found.path) {
                    Ok(mut file) => {
                        // The name of a pipe, such as a shell makes for <(…), is nobody's choice.
                        let is_pipe = file.metadata().is_ok_and(|opened| !opened.is_file());
                        let named = if is_pipe { Named::Nothing } else { Named::of(&found.shown) };
                        place.file = (!is_pipe).then_some(found.path);
                        read_one(&mut file, named, &place, intake);
                    }
                    Err(error) => intake.problem(Problem::Unreadable { at: place.source(None), error }),
                }
            }),
        }
        address::follow(&mut intake);
    }
    intake.end()
}

/// Whether a file of this name holds one article and is of a format we read.
pub fn is_article(name: &str) -> bool {
    Format::of_name(name).iter().any(|format| format.is_article)
}

/// Whether a file of this name is read where it lies in a folder that is: for articles, or for what is said of them.
pub fn is_read(name: &str) -> bool {
    !Format::of_name(name).is_empty() || name.ends_with(".toml")
}

/// Reads the article in a file that does not stand on the disk: `bytes`, called `name`, are a version of `article`.
pub fn read_as(article: &ArticleId, name: &str, bytes: &mut dyn Read, options: &Options, sink: &mut dyn Sink) {
    let mut intake = Intake::new(options, sink);
    read_one(bytes, Named::of(name), &Place::of_article(name, article, options), &mut intake);
    intake.end();
}

/// What the sidecar at `path`, given by hand, says of every article it is given for.
pub fn read_sheet(path: &Path) -> Result<Meta, Problem> {
    Sheet::of_any(path).map_err(|sheet::Fault { line, what }| Problem::BadSheet {
        at: Source { path: walk::written(path.as_os_str()), line, offset: None },
        fault: what,
    })
}

/// What reading an article's bytes gave.
pub enum Reading {
    /// Its text.
    Plain(String),
    /// A page, with its text.
    Page(Box<Explained>),
    /// A document: its text, what it states of itself, and what was chosen of that.
    Document(String, Vec<Candidate>, Box<Meta>),
}

impl Reading {
    /// The text that offsets refer to.
    pub fn text(&self) -> &str {
        match self {
            Reading::Plain(text) | Reading::Document(text, ..) => text,
            Reading::Page(page) => page.text(),
        }
    }
}

/// Reads an article's bytes again, of which `meta` is known: what may have come of them, the plainest first. Which it was, tells
/// the canonical text that was recorded; none, where a later version of this program reads a page in another way.
pub fn read_again(raw: &[u8], meta: &Meta, apart: Option<Apart>) -> Vec<Reading> {
    let plain = decode::decode(raw).ok().map(|decoded| Reading::Plain(decoded.text));
    let page = html::again(raw, meta).map(|page| Reading::Page(Box::new(page)));
    let document = pdf::again(raw, apart);
    let document = document.map(|(text, candidates, meta)| Reading::Document(text, candidates, Box::new(meta)));
    plain.into_iter().chain(page).chain(document).collect()
}

/// What the name of an input tells of its format.
enum Named {
    /// One of these.
    Format(Vec<&'static Format>),
    /// It has a name that tells none.
    Unknown,
    /// It has no name of its own.
    Nothing,
}

impl Named {
    fn of(name: &str) -> Named {
        match Format::of_name(name) {
            formats if formats.is_empty() => Named::Unknown,
            formats => Named::Format(formats),
        }
    }

    /// The format of an input that begins with `head`, when unpacked.
    fn format(&self, head: &[u8]) -> &'static Format {
        match self {
            Named::Format(formats) => {
                let looks = formats.iter().find(|format| (format.looks)(head)).or(formats.last());
                looks.copied().unwrap_or(&plain::FORMAT)
            }
            Named::Unknown | Named::Nothing => Format::of_bytes(head),
        }
    }
}

/// Reads what one file or standard input holds.
fn read_one(input: &mut dyn Read, named: Named, place: &Place, intake: &mut Intake) {
    let asked = intake.options.format.and_then(Format::named);
    let (packed, head, mut input) = match unpack::head(input) {
        Ok(opened) => opened,
        Err(error) => return intake.problem(Problem::Unreadable { at: place.source(None), error }),
    };
    let format = asked.unwrap_or_else(|| named.format(&head));
    if asked.is_none() && matches!(named, Named::Unknown) {
        intake.note(Note::UnknownEnding { path: place.shown.clone(), format: format.name });
    }
    intake.begin(format.name);
    match format.reads {
        Reads::Raw(read) => read(&mut input, place, intake),
        Reads::Unpacked(read) => match unpack::open(&mut input) {
            Ok(mut input) => read(&mut *input, place, intake),
            Err(error) => intake.problem(Problem::Unreadable { at: place.source(None), error }),
        },
        Reads::File(read) => match place.file.as_deref().filter(|_| !packed) {
            Some(path) => read(path, place, intake),
            None => intake.problem(Problem::NeedsFile { at: place.source(None), format: format.name }),
        },
    }
}

#[cfg(test)]
mod tests;
