//! Documents of XML: feeds, news items, lists of addresses. What a document is its outermost element says; each kind is a file
//! and a line of [`KINDS`].
//!
//! A document is held whole, and may be as long as an article (`--max-article`). Entities that it declares itself are not expanded:
//! a document with any is refused, so that none can grow beyond its bytes. Elements nest to a limit.

mod feed;
mod newsml;
mod nitf;
mod sitemap;
mod tree;

use std::io::BufRead;

use super::intake::Intake;
use super::place::Place;
use super::{Format, Problem, Reads};
use crate::article::{ArticleId, CanonicalUrl};
pub(super) use tree::Element;

pub(super) const FORMAT: Format = Format {
    name: "xml",
    is_article: false,
    endings: &["xml", "rss", "atom", "rdf", "nitf", "newsml"],
    looks,
    reads: Reads::Unpacked(read),
};

/// A kind of document.
struct Kind {
    /// What its outermost element is called, without a prefix.
    roots: &'static [&'static str],
    take: fn(&Element, &Document, &mut Intake),
}

const KINDS: &[Kind] = &[feed::KIND, newsml::KIND, nitf::KIND, sitemap::KIND];

/// Where a document stands, and its text.
struct Document<'d> {
    place: &'d Place,
    text: &'d str,
}

impl Document<'_> {
    /// The line of the byte at `offset`, 1-based.
    fn line(&self, offset: usize) -> u64 {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() as u64
    }

    /// The address it was fetched from.
    fn url(&self) -> Option<&str> {
        self.place.fetched.as_ref().map(|(response, _)| response.url.as_str())
    }

    /// The name of the article at an address, else of the record called so, else of the file.
    fn article(&self, url: Option<&str>, id: Option<&str>) -> ArticleId {
        match (url.and_then(CanonicalUrl::parse), id) {
            (Some(url), _) => ArticleId::from_url(&url),
            (None, Some(id)) => self.place.record(id),
            (None, None) => self.place.article(),
        }
    }
}

/// A declaration, or an outermost element we know. A page in XML is a page.
fn looks(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let Some(rest) = head.strip_prefix(b"<") else { return false };
    let rest = rest.strip_prefix(b"!DOCTYPE").unwrap_or(rest).trim_ascii_start();
    let name = rest.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b':')).next().unwrap_or_default();
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    let known = KINDS.iter().flat_map(|kind| kind.roots).any(|root| root.as_bytes() == local);
    known || rest.starts_with(b"?xml") && !(super::html::FORMAT.looks)(head)
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let Some(text) = intake.text(&raw, declared(&raw).as_slice(), &at) else { return };
    let document = Document { place, text: &text };
    let root = match tree::parse(&text) {
        Ok(root) => root,
        Err(fault) => {
            let at = place.source(Some(document.line(fault.offset)));
            return intake.problem(Problem::BadDocument { at, what: fault.what });
        }
    };
    match KINDS.iter().find(|kind| kind.roots.contains(&root.name.as_str())) {
        Some(kind) => (kind.take)(&root, &document, intake),
        None if !place.is_given => intake.pass_over("documents of another kind"),
        None => {
            let known = KINDS.iter().flat_map(|kind| kind.roots).copied().collect::<Vec<_>>().join(", ");
            let what = format!("a document of <{}>, which is not read; read are {known}", root.name);
            intake.problem(Problem::BadDocument { at, what });
        }
    }
}

/// The outermost element of a document.
pub(super) fn root(text: &str) -> Result<Element, String> {
    tree::parse(text).map_err(|fault| fault.what)
}

/// The encoding that the declaration states.
fn declared(raw: &[u8]) -> Option<String> {
    let head = raw.get(..200).unwrap_or(raw);
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|window| window == b"?>")?;
    let declaration = str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests;
