//! Articles, their versions, and what is known about them. Names and wordings are kept apart: an article is a *name*
//! that stays while its wording changes, a version says who printed which wording. Two outlets that run one wire text
//! word for word are two versions of one text.

mod lines;

pub use lines::line_phrases;

use std::collections::BTreeMap;
use std::fmt;

use crate::hash::Digest;
use crate::text::Text;

/// The name of an article. The key is fixed when the article is first taken in; the short name is what people type
/// and what JSON prints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId {
    key: String,
    name: String,
}

impl ArticleId {
    /// An article in `collection`, named by the `id` its record carries.
    pub fn from_record(collection: &str, id: &str) -> ArticleId {
        ArticleId { key: format!("id:{collection}/{id}"), name: id.to_owned() }
    }

    /// An article in `collection`, named by its file's path below the collection's root, with `/` between folders.
    pub fn from_file(collection: &str, path: &str) -> ArticleId {
        let file = path.rsplit('/').next().unwrap_or(path);
        let slug = match file.rfind('.') {
            Some(dot) if dot > 0 => &file[..dot],
            _ => file,
        };
        ArticleId { key: format!("file:{collection}/{path}"), name: slug.to_owned() }
    }

    /// An article whose key was given by hand.
    pub fn from_key(key: &str, name: &str) -> ArticleId {
        ArticleId { key: key.to_owned(), name: name.to_owned() }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// The short name: the record's id, or the file name without its extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in the store: the first 32 hex digits of the key's SHA-256.
    pub fn store_id(&self) -> String {
        let mut hex = Digest::of(self.key.as_bytes()).to_string();
        hex.truncate(32);
        hex
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Which bytes an article had, and which wording they hold. Named together with its article, never alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// Of the bytes as they came.
    pub raw: Digest,
    /// Of the canonical text.
    pub text: Digest,
}

/// Where a date comes from. A date is never guessed silently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Basis {
    /// The text itself says it.
    Stated,
    /// The page's markup or the record's field says it.
    Record,
    /// The user said it (`sources.toml`, a sidecar, an option).
    Given,
    /// Worked out from words such as "on Saturday".
    Inferred,
}

/// A date as known, with its ground.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated {
    /// ISO 8601, as exact as is known: `2024`, `2024-11`, `2024-11-10`, `2024-11-10T12:48`, with offset if stated.
    pub value: String,
    /// The words it was read from, if any.
    pub words: Option<String>,
    pub basis: Basis,
    /// The zone as stated; `None` = not stated.
    pub zone: Option<String>,
}

/// What is known about a version beside its wording. Every field may be unknown: nothing is invented.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meta {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<Dated>,
    /// Fields of the record we do not know, carried through: name → compact JSON.
    pub extra: BTreeMap<String, String>,
}

/// Where an article was read: a path as the user gave it, and the line for a record of a JSON Lines file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Source {
    pub path: String,
    /// 1-based.
    pub line: Option<u64>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// One article as taken in: its name, its bytes, its wording and what is known of it.
#[derive(Clone, Debug)]
pub struct Capture {
    pub article: ArticleId,
    pub version: Version,
    pub text: Text,
    pub meta: Meta,
    pub source: Source,
    /// The bytes as they came, where they are not the text's input in UTF-8.
    raw: Option<Vec<u8>>,
}

impl Capture {
    /// Takes in `raw`, which was decoded to `input`.
    pub fn new(article: ArticleId, source: Source, meta: Meta, raw: Vec<u8>, input: &str) -> Capture {
        let text = Text::new(input, line_phrases());
        let version = Version { raw: Digest::of(&raw), text: Digest::of(text.body().as_bytes()) };
        let raw = (raw != input.as_bytes()).then_some(raw);
        Capture { article, version, text, meta, source, raw }
    }

    /// The bytes as they came.
    pub fn raw(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.input().as_bytes())
    }
}
