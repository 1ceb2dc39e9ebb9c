//! What can go wrong with an input, and what is worth saying although it went well. Every message is one line: control
//! characters of names and contents never reach the terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::io;

use crate::article::{OneLine, Source, without_password};

/// An article, a file or a folder that could not be read as it stands. The rest was read.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("{at}: cannot be read: {}", because(error))]
    Unreadable { at: Source, error: io::Error },
    #[error("{at}: nothing but white space; leave it out")]
    Empty { at: Source },
    /// `offset` in bytes of the unpacked file.
    #[error("{at}: not text: {what} at byte {offset}; give text in UTF-8, or in UTF-16 with its byte order mark")]
    Binary { at: Source, what: &'static str, offset: usize },
    #[error("{at}: looks like {encoding} but is not all of it; save it as UTF-8")]
    Undecodable { at: Source, encoding: &'static str },
    #[error("{at}: more than {limit} bytes for one article; split it or raise --max-article")]
    TooLarge { at: Source, limit: u64 },
    #[error("{at}: {fault}; mend or delete the line")]
    BadRecord { at: Source, fault: Fault },
    /// A table without a column that is needed: `wanted`, which holds `field`.
    #[error(
        "{at}: no column `{}` for `{field}`; its columns are {}: name the one that holds it with --map {field}=COLUMN",
        OneLine(wanted),
        Columns(columns)
    )]
    NoColumn { at: Source, field: &'static str, wanted: String, columns: Vec<String> },
    #[error("{at}: {format} is read from a file on the disk alone, not from a pipe or packed; save it as a file")]
    NeedsFile { at: Source, format: &'static str },
    /// A document that is not what its form asks for.
    #[error("{at}: {}", OneLine(what))]
    BadDocument { at: Source, what: String },
    /// A package of web archives that is not what it should be.
    #[error("{at}: {}", OneLine(what))]
    Package { at: Source, what: String },
    /// A line of an index that no record of its crawl bears out.
    #[error("{at}: {}; make the index again from the crawl", OneLine(what))]
    Index { at: Source, what: String },
    /// A record of a web archive that is not whole. `resumes`: where the next one stands.
    #[error("{at}: {what}; {}{}", if *lost { "the record is lost" } else { "the record itself is whole" }, Behind(resumes))]
    BrokenRecord { at: Source, what: String, lost: bool, resumes: Option<u64> },
    #[error("{at}: a body in the coding {coding}, which is not read")]
    Coding { at: Source, coding: String },
    #[error(
        "{at}: one of several records that hold a page together, and not all of them follow one another; get the others, in one file"
    )]
    Segment { at: Source },
    #[error("{at}: {}", OneLine(what))]
    Database { at: Source, what: String },
    /// A part of a table kept by columns.
    #[error("{at}: {}", OneLine(what))]
    Table { at: Source, what: String },
    #[error(
        "{at}: the same article as {first}, which is kept ({}); rename one, or tell them apart with --collection or `key`",
        OneLine(key)
    )]
    Duplicate { at: Source, first: Box<Source>, key: String },
    #[error("{}: no article in this folder, {}; name files that end in {endings}", OneLine(path), Skipped(skipped))]
    NothingToRead { path: String, skipped: BTreeMap<String, u64>, endings: String },
    #[error("{at}: no article on this page: {}; leave it out, or give the article's text", OneLine(why))]
    NoArticle { at: Source, why: String },
    /// What an address answered with is no page.
    #[error("{at}: no page: {}{}", OneLine(what), instead(what))]
    NoPage { at: Source, what: String },
    /// An address that cannot be had, and why.
    #[error("{at}: not fetched: {}", OneLine(why))]
    NotFetched { at: Source, why: String },
    #[error(
        "{at}: this program was built without the feature `{feature}`; build it with `--features {feature}`, or give plain text"
    )]
    NotBuilt { at: Source, feature: &'static str },
    #[error("{at}: {}; no article it speaks of is read until it is mended", OneLine(fault))]
    BadSheet { at: Source, fault: String },
}

impl Problem {
    /// What it has in common with others like it, to count many of one kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Problem::Unreadable { .. } => "inputs that cannot be read",
            Problem::Empty { .. } => "empty articles",
            Problem::Binary { .. } => "inputs that are not text",
            Problem::Undecodable { .. } => "inputs in an unclear encoding",
            Problem::TooLarge { .. } => "articles that are too large",
            Problem::BadRecord { .. } => "broken records",
            Problem::NoColumn { .. } => "tables without a column that is needed",
            Problem::NeedsFile { .. } => "pipes of what has to be a file",
            Problem::BadDocument { .. } => "documents that cannot be read",
            Problem::Package { .. } => "faults of packages",
            Problem::Index { .. } => "lines of indexes that their crawls do not bear out",
            Problem::BrokenRecord { .. } => "broken records of web archives",
            Problem::Coding { .. } => "bodies in an unknown coding",
            Problem::Segment { .. } => "pages in several records",
            Problem::Database { .. } => "databases that cannot be read",
            Problem::Table { .. } => "parts of tables that cannot be read",
            Problem::Duplicate { .. } => "articles read twice",
            Problem::NothingToRead { .. } => "folders without an article",
            Problem::NoArticle { .. } => "pages without an article",
            Problem::NoPage { .. } => "addresses without a page",
            Problem::NotFetched { .. } => "addresses that cannot be had",
            Problem::NotBuilt { .. } => "inputs this program was not built for",
            Problem::BadSheet { .. } => "broken sheets",
        }
    }
}

/// What is wrong with a record.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// `column` in bytes, 1-based.
    #[error("not JSON: {reason} at column {column}")]
    NotJson { reason: String, column: usize },
    #[error("not UTF-8")]
    NotUtf8,
    #[error("{found}, not an object")]
    NotAnObject { found: &'static str },
    #[error("no `{}`", OneLine(field))]
    Missing { field: String },
    #[error("`{}` is {found}, not {wanted}", OneLine(field))]
    WrongType { field: String, found: &'static str, wanted: &'static str },
    #[error("`id` is empty or holds a control character")]
    BadId,
    #[error("{found} {} in a table of {columns} columns", if *found == 1 { "cell" } else { "cells" })]
    Cells { found: usize, columns: usize },
    #[error("quotation marks that are never closed, so that all behind them is one cell")]
    OpenQuote,
}

/// What a reader did that the user may want to know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// UTF-8 but for `count` bad byte sequences, each read as U+FFFD.
    BadBytes { at: Source, count: usize },
    /// In the encoding that was stated but for `count` bad byte sequences, each read as U+FFFD.
    BadIn { at: Source, encoding: &'static str, count: usize },
    /// A page that shows an article's beginning alone.
    Beginning { at: Source, why: String },
    /// The encoding was not stated, and neither UTF-8 nor a byte order mark told it.
    Guessed { at: Source, encoding: &'static str },
    /// A date that is no ISO 8601: left unknown, kept as it came among the other fields.
    UnreadDate { at: Source, written: String },
    /// A page that its server or its crawler did not send to its end.
    CutShort { at: Source, why: String },
    /// The digest of a page is not the one its record states, while that of the record, if there is one, is.
    OtherPayload { at: Source },
    /// A record says that a page was seen again, and the page is neither in what is read nor in the store.
    NotSeen { at: Source, url: String },
    /// An entry of a feed without its whole text.
    OnlySummary { at: Source },
    /// A list of so many addresses.
    ListOnly { at: Source, count: u64 },
    /// A page that sends its readers on, where it is followed.
    SentOn { at: Source, to: String },
    /// A dry run asks no server.
    NotAsked { at: Source },
    /// An index of so many captures in these files, which are not here.
    CrawlsElsewhere { at: Source, count: u64, files: Vec<String> },
    /// Pages that are pictures, and the text that a program recognised in them.
    Recognised { at: Source, pages: usize },
    /// Letters of which a document does not say which they are.
    UnknownLetters { at: Source, count: usize },
    /// Lines that page after page of a document repeats, and letters that go another way than its text.
    BesideText { at: Source, lines: usize, letters: usize },
    /// Cells of a column that hold bytes and no text.
    BytesLeftOut { at: Source, column: String, count: u64 },
    /// The file's name tells no format.
    UnknownEnding { path: String, format: &'static str },
    /// Files of a folder whose names tell no format, by ending.
    Skipped { path: String, endings: BTreeMap<String, u64> },
    /// A file that was reached twice was read once.
    Twice { path: String },
    /// A sheet speaks of a file that is not there.
    NoSuchFile { at: Source, name: String },
}

impl Note {
    /// What it has in common with others like it, to count many of one kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Note::BadBytes { .. } => "inputs with bad bytes",
            Note::BadIn { .. } => "inputs with bad bytes",
            Note::Beginning { .. } => "beginnings of articles",
            Note::Guessed { .. } => "inputs whose encoding was guessed",
            Note::UnreadDate { .. } => "dates left unknown",
            Note::CutShort { .. } => "pages cut short",
            Note::OtherPayload { .. } => "pages with another digest than stated",
            Note::NotSeen { .. } => "pages seen again that are not here",
            Note::OnlySummary { .. } => "entries with a summary alone",
            Note::ListOnly { .. } => "lists of addresses",
            Note::SentOn { .. } => "pages that send their readers on",
            Note::NotAsked { .. } => "addresses not asked",
            Note::CrawlsElsewhere { .. } => "indexes without their crawls",
            Note::Recognised { .. } => "documents whose text was recognised in pictures",
            Note::UnknownLetters { .. } => "documents with unknown letters",
            Note::BesideText { .. } => "documents with text left out",
            Note::BytesLeftOut { .. } => "columns with bytes left out",
            Note::UnknownEnding { .. } => "files whose names tell no format",
            Note::Skipped { .. } => "folders with skipped files",
            Note::Twice { .. } => "files given twice",
            Note::NoSuchFile { .. } => "sheet entries without a file",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::BadBytes { at, count } => write!(f, "{at}: {} in UTF-8, read as U+FFFD", bad_bytes(*count)),
            Note::BadIn { at, encoding, count } => {
                write!(f, "{at}: {} in {encoding}, read as U+FFFD", bad_bytes(*count))
            }
            Note::Beginning { at, why } => write!(f, "{at}: only the beginning of an article: {}", OneLine(why)),
            Note::Guessed { at, encoding } => write!(f, "{at}: not UTF-8, read as {encoding}"),
            Note::UnreadDate { at, written } => {
                write!(f, "{at}: date left unknown, not ISO 8601: {}", OneLine(written))
            }
            Note::CutShort { at, why } => write!(f, "{at}: taken as it is, cut short: {}", OneLine(why)),
            Note::OtherPayload { at } => {
                write!(f, "{at}: taken as it is; its digest is not the one its record states for the payload")
            }
            Note::NotSeen { at, url } => {
                write!(
                    f,
                    "{at}: seen again, of an earlier capture that is neither here nor in the store: {}",
                    OneLine(url)
                )
            }
            Note::OnlySummary { at } => write!(f, "{at}: taken is the summary, for the feed has no more of its text"),
            Note::ListOnly { at, count } => {
                let addresses = if *count == 1 { "address" } else { "addresses" };
                write!(f, "{at}: a list of {count} {addresses}, which holds no text; `add --links` fetches the pages")
            }
            Note::SentOn { at, to } => {
                write!(
                    f,
                    "{at}: no article, but it sends its readers on, and is followed, to {}",
                    OneLine(&without_password(to))
                )
            }
            Note::NotAsked { at } => write!(f, "{at}: would be fetched; a dry run asks no server"),
            Note::CrawlsElsewhere { at, count, files } => {
                let captures = if *count == 1 { "capture" } else { "captures" };
                write!(
                    f,
                    "{at}: {count} {captures} whose text stands in files that are not beside it: {}; get them, and give them",
                    Files(files)
                )
            }
            Note::Recognised { at, pages } => {
                let pages = many(*pages, "page is a picture", "pages are pictures");
                write!(f, "{at}: {pages}; taken is what a program recognised there, which may be wrong")
            }
            Note::UnknownLetters { at, count } => {
                let letters = many(*count, "letter", "letters");
                write!(f, "{at}: {letters} of which the document does not say which they are, read as U+FFFD")
            }
            Note::BesideText { at, lines, letters } => {
                let lines = many(*lines, "line", "lines");
                let letters = many(*letters, "letter", "letters");
                write!(
                    f,
                    "{at}: left out: {lines} that page after page repeats, {letters} that go another way than the text"
                )
            }
            Note::BytesLeftOut { at, column, count } => {
                let cells = if *count == 1 { "cell" } else { "cells" };
                write!(f, "{at}: {count} {cells} of `{}` left out: bytes that are no text", OneLine(column))
            }
            Note::UnknownEnding { path, format } => {
                write!(f, "{}: read as {format}: the name's ending tells no format", OneLine(path))
            }
            Note::Skipped { path, endings } => write!(f, "{}: {}", OneLine(path), Skipped(endings)),
            Note::Twice { path } => write!(f, "{}: given twice, read once", OneLine(path)),
            Note::NoSuchFile { at, name } => write!(f, "{at}: speaks of {}, which is not there", OneLine(name)),
        }
    }
}

fn bad_bytes(count: usize) -> String {
    many(count, "bad byte sequence", "bad byte sequences")
}

fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// `3 files skipped (.pdf 2, .csv 1)`: the commonest endings first, at most five of them.
struct Skipped<'a>(&'a BTreeMap<String, u64>);

impl fmt::Display for Skipped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: u64 = self.0.values().sum();
        write!(f, "{files} {} skipped", if files == 1 { "file" } else { "files" })?;
        let mut endings: Vec<_> = self.0.iter().collect();
        endings.sort_by_key(|(_, count)| Reverse(**count));
        let mut listed: Vec<String> =
            endings.iter().take(5).map(|(ending, count)| format!("{} {count}", OneLine(ending))).collect();
        if endings.len() > 5 {
            listed.push("…".to_owned());
        }
        if listed.is_empty() { Ok(()) } else { write!(f, " ({})", listed.join(", ")) }
    }
}

/// What follows of a web archive.
struct Behind<'a>(&'a Option<u64>);

impl fmt::Display for Behind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(at) => write!(f, ", and the reading goes on at byte {at}"),
            None => write!(f, ", and no whole one follows"),
        }
    }
}

/// The names of files, at most five of them.
struct Files<'a>(&'a [String]);

impl fmt::Display for Files<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().take(5).map(|name| OneLine(name).to_string()).collect();
        write!(f, "{}{}", names.join(", "), if self.0.len() > 5 { ", …" } else { "" })
    }
}

/// The names of columns, at most twelve of them.
struct Columns<'a>(&'a [String]);

impl fmt::Display for Columns<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().take(12).map(|name| OneLine(name).to_string()).collect();
        write!(f, "{}{}", names.join(", "), if self.0.len() > 12 { ", …" } else { "" })
    }
}

/// What to do about an answer of this type.
fn instead(media: &str) -> &'static str {
    let is_list = media.ends_with("xml") || media.ends_with("json");
    if is_list { "; --feed reads it, if it is a feed or a sitemap" } else { "; leave it out" }
}

/// The commonest reasons in plain words, the others as the system says them.
fn because(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder; check the name".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied; check who may read it".to_owned(),
        io::ErrorKind::UnexpectedEof => "it is packed and cut short; get it again".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            format!("it is packed and damaged ({}); get it again", OneLine(&error.to_string()))
        }
        _ => OneLine(&error.to_string()).to_string(),
    }
}
