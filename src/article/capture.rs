//! One article as taken in, and where it was read.

use std::fmt::{self, Write as _};

use super::{ArticleId, Meta, Version, line_phrases};
use crate::hash::Digest;
use crate::text::Text;

/// Where an article was read: a path as the user gave it, and for a record of a file the line or the byte it begins at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Source {
    /// With `/` between folders, and before the name of a file inside a file. Bytes that are no UTF-8 are written `%FF`.
    pub path: String,
    /// 1-based: of a text; of a database or a file of columns, the row.
    pub line: Option<u64>,
    /// Of a record of a web archive: the byte of the file its packed member begins at, 0-based; where the file is packed as a
    /// whole, or not at all, that of the record in the unpacked file.
    pub offset: Option<u64>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(&self.path).fmt(f)?;
        match (self.line, self.offset) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(offset)) => write!(f, "@{offset}"),
            (None, None) => Ok(()),
        }
    }
}

/// Words of a file or a file name as a message shows them: on one line, and unable to steer a terminal. Control
/// characters, line separators and the marks that turn the writing direction are written `\u{1b}`.
#[derive(Clone, Copy, Debug)]
pub struct OneLine<'a>(pub &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
                write!(f, "{}", c.escape_unicode())
            }
            c if c.is_control() => write!(f, "{}", c.escape_default()),
            c => f.write_char(c),
        })
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
        let meta = Meta { published: meta.published.map(|date| date.grounded_in(input)), ..meta };
        let whole = Digest::of(&raw);
        let body = text.body().as_bytes();
        let version = Version { raw: whole, text: if raw == body { whole } else { Digest::of(body) } };
        let raw = (raw != input.as_bytes()).then_some(raw);
        Capture { article, version, text, meta, source, raw }
    }

    /// The bytes as they came.
    pub fn raw(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.input().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_one_line_that_cannot_steer_a_terminal() {
        let source = Source { path: "a\u{1b}[2J\nb\u{202e}é.txt".to_owned(), line: Some(3), offset: None };
        assert_eq!(source.to_string(), "a\\u{1b}[2J\\nb\\u{202e}é.txt:3");
        let source = Source { path: "a.warc.gz".to_owned(), line: None, offset: Some(120) };
        assert_eq!(source.to_string(), "a.warc.gz@120");
    }

    #[test]
    fn the_bytes_as_they_came_are_kept() {
        let id = ArticleId::from_record("c", "1");
        let source = Source { path: "c.jsonl".to_owned(), line: Some(1), offset: None };
        let capture = Capture::new(id, source, Meta::default(), b"\xef\xbb\xbfcaf\xc3\xa9".to_vec(), "café");
        assert_eq!(capture.raw(), b"\xef\xbb\xbfcaf\xc3\xa9");
        assert_eq!(capture.text.input(), "café");
        assert_eq!(capture.version.text, Digest::of("café".as_bytes()));
        assert_ne!(capture.version.raw, capture.version.text);
    }
}
