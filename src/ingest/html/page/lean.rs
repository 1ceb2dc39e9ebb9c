//! The page as it is handed to the extractor: what it needs to find the main text, and nothing else.
//!
//! Scripts, styles, drawings, pictures and most attributes are two thirds of a page and more (181 pages of news: 23 of 31 MB)
//! and are all parsed, copied and thrown away again. Texts are handed on as they stand. And no page makes the parser nest
//! deeper, or open elements again oftener, than `elements` allows.

use std::fmt::Write as _;
use std::ops::Range;

use super::scan::{Tag, Token};

/// More elements and texts no page has that we measured, twofold (1,214 pages: 27,560 at most, 99 in 100 less than 6,400).
pub(super) const NODES: usize = 60_000;

/// So many elements may stand around elements and texts, summed over all of these. The extractors go through all that an element
/// holds for each element anew, so that this, and not the number alone, is what they take time by.
pub(super) const NESTED: usize = 4_000_000;

/// More bytes no page has that we measured, eightfold (the same pages: 0.53 MB at most).
pub(super) const BYTES: usize = 4 << 20;

/// Tags left out.
const BARE: &[&str] = &["head", "img", "input", "link", "meta", "picture", "source"];

/// Attributes that the extractor judges by.
const KEPT: &[&str] = &[
    "aria-hidden",
    "aria-modal",
    "class",
    "colspan",
    "data-component",
    "data-lp-replacement-content",
    "data-testid",
    "dir",
    "hidden",
    "href",
    "id",
    "itemprop",
    "itemtype",
    "lang",
    "rel",
    "role",
    "rowspan",
    "style",
    "type",
];

/// The extractor looks for metadata that the page does not state in all of its text. We read it ourselves; where something
/// is stated it looks no further.
const HEAD: &str = "<!DOCTYPE html><html><head><title>-</title>\
    <meta property=\"og:title\" content=\"-\"><meta property=\"og:author\" content=\"No One\">\
    <meta property=\"og:url\" content=\"https://example.com/\"><meta property=\"og:description\" content=\"-\">\
    <meta property=\"og:site_name\" content=\"-\"><meta property=\"og:image\" content=\"https://example.com/i\">\
    <meta property=\"og:type\" content=\"article\"><meta property=\"og:article:tag\" content=\"-\">\
    <script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"articleSection\": \"-\"}</script></head>";

/// As long as `javascript:`.
const SCHEME: usize = 11;

pub(super) struct Lean {
    html: String,
    nodes: usize,
    nested: usize,
    /// Whether this is the data of a script.
    data: bool,
}

impl Lean {
    pub fn new() -> Lean {
        Lean { html: HEAD.to_owned(), nodes: 0, nested: 0, data: false }
    }

    /// Takes what comes next, at `place` of `page`. `depth` is how many elements are open with it, if it is not too deep, `unseen`
    /// whether it is never shown.
    pub fn take(&mut self, token: &Token, place: Range<usize>, page: &str, depth: Option<usize>, unseen: bool) {
        if self.is_full() {
            return;
        }
        match token {
            // An article may stand in its JSON-LD alone; the extractor looks there last.
            Token::Open(tag) if is_data(tag) => {
                self.data = true;
                self.open(tag);
            }
            Token::Close { name: "script" } if self.data => {
                self.data = false;
                self.html.push_str("</script>");
            }
            Token::Text { .. } if self.data || !unseen => {
                self.nodes += 1;
                self.nested += depth.unwrap_or_default();
                self.html.push_str(page.get(place).unwrap_or_default());
            }
            Token::Open(tag) if depth.is_some() && !unseen && !BARE.contains(&tag.name.as_str()) => {
                self.nodes += 1;
                self.nested += depth.unwrap_or_default();
                self.open(tag);
            }
            Token::Close { name } if depth.is_some() && !unseen && !BARE.contains(name) => {
                let _ = write!(self.html, "</{name}>");
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag) {
        let _ = write!(self.html, "<{}", tag.name);
        for (name, value) in tag.attributes().iter().filter(|(name, _)| KEPT.contains(&name.as_str())) {
            let _ = write!(self.html, " {name}=\"");
            // Where a link leads plays no part, but for one inside the page and one to a script.
            let value = if name == "href" { value.get(..SCHEME).unwrap_or(value) } else { value };
            for part in value.split_inclusive(['"', '&']) {
                match part.as_bytes().last() {
                    Some(b'"') => self.html.extend([&part[..part.len() - 1], "&quot;"]),
                    Some(b'&') => self.html.extend([part, "amp;"]),
                    _ => self.html.push_str(part),
                }
            }
            self.html.push('"');
        }
        self.html.push('>');
    }

    /// Whether the page is more than is read.
    pub fn is_full(&self) -> bool {
        self.nodes > NODES || self.nested > NESTED || self.html.len() > BYTES
    }

    pub fn html(&self) -> &str {
        &self.html
    }
}

/// Whether what follows is JSON-LD.
pub(super) fn is_data(tag: &Tag) -> bool {
    tag.name == "script" && tag.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
}

#[cfg(test)]
mod tests {
    use super::super::elements::Elements;
    use super::super::scan::{Unseen, scan};
    use super::*;

    fn lean(html: &str) -> String {
        let (mut lean, mut elements, mut unseen) = (Lean::new(), Elements::default(), Unseen::default());
        scan(html, |token, place| {
            let unseen = unseen.covers(&token);
            let depth = elements.step(&token).then(|| elements.depth());
            lean.take(&token, place, html, depth, unseen);
        });
        lean.html.strip_prefix(HEAD).unwrap().to_owned()
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        let html = "<head><title>t</title><style>p{}</style><meta name=x></head><body onload=x><!-- c --><p class='a&amp;\"b\"' data-x=1>\
                    x &amp; <img src=y> <script>if (a</p>b)</script>y<svg><text>z</text></svg></p>";
        assert_eq!(lean(html), "<body><p class=\"a&amp;&quot;b&quot;\">x &amp;  y</p>");
        let data = "<script type=\"application/ld+json\">{\"a\": \"<p>\"}</script><p>x";
        assert_eq!(lean(data), data);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = lean(&"<div>x".repeat(1_000_000));
        assert_eq!(deep.matches("<div>").count(), super::super::elements::DEPTH);
        assert!(deep.len() < BYTES + 100);
    }
}
