//! What can go wrong with an input, and what is worth saying although it went well. Every message is one line: control
//! characters of names and contents never reach the terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::io;

use crate::article::{OneLine, Source};

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
    #[error(
        "{at}: the same article as {first}, which is kept ({}); rename one, or tell them apart with --collection or `key`",
        OneLine(key)
    )]
    Duplicate { at: Source, first: Source, key: String },
    #[error("{}: no article in this folder, {}; name files that end in {endings}", OneLine(path), Skipped(skipped))]
    NothingToRead { path: String, skipped: BTreeMap<String, u64>, endings: String },
    #[error("{at}: no article on this page: {}; leave it out, or give the article's text", OneLine(why))]
    NoArticle { at: Source, why: String },
    #[error("{at}: this program was built without the feature `{feature}`; build it with, or give plain text")]
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
            Problem::Duplicate { .. } => "articles read twice",
            Problem::NothingToRead { .. } => "folders without an article",
            Problem::NoArticle { .. } => "pages without an article",
            Problem::NotBuilt { .. } => "inputs this program was not built for",
            Problem::BadSheet { .. } => "broken sheets",
        }
    }
}

/// What is wrong with a record of a JSON Lines file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// `column` in bytes, 1-based.
    #[error("not JSON: {reason} at column {column}")]
    NotJson { reason: String, column: usize },
    #[error("not UTF-8, as JSON must be")]
    NotUtf8,
    #[error("{found}, not an object")]
    NotAnObject { found: &'static str },
    #[error("no `{field}`")]
    Missing { field: &'static str },
    #[error("`{field}` is {found}, not {wanted}")]
    WrongType { field: &'static str, found: &'static str, wanted: &'static str },
    #[error("`id` is empty or holds a control character")]
    BadId,
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
            Note::BadBytes { at, count } => write!(f, "{at}: {count} bad byte sequences in UTF-8, read as U+FFFD"),
            Note::BadIn { at, encoding, count } => {
                write!(f, "{at}: {count} bad byte sequences in {encoding}, read as U+FFFD")
            }
            Note::Beginning { at, why } => write!(f, "{at}: only the beginning of an article: {}", OneLine(why)),
            Note::Guessed { at, encoding } => write!(f, "{at}: not UTF-8, read as {encoding}"),
            Note::UnreadDate { at, written } => {
                write!(f, "{at}: date left unknown, not ISO 8601: {}", OneLine(written))
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
