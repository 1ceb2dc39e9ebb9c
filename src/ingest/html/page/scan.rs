//! A page as what follows one another in it: tags and texts, each with its place. The tokenizer is html5gum, which follows
//! the HTML standard, section 13.2.5.
//!
//! It is one pass without recursion, however deep a page nests and whatever it leaves open; but for the attributes of one tag, which the
//! tokenizer takes by calling itself. So they have a bound ([`ATTRIBUTES`]).

use std::borrow::Cow;
use std::cell::Cell;
use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Readable, Reader, Span, StringReader, Tokenizer};

/// A tag may have so many attributes. Those of articles have a few dozen; each takes some 4 KiB of the stack in a build for tests, where 500
/// ended a thread of 2 MiB.
pub(super) const ATTRIBUTES: usize = 128;

/// Something on a page. Names are in lower case; character references are read.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Open(&'a Tag),
    Close {
        name: &'a str,
    },
    Text {
        text: Cow<'a, str>,
        /// Whether each letter stands for itself, as in `xmp`: elsewhere there are references, and `</>` says nothing.
        is_raw: bool,
    },
}

/// A start tag.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub name: String,
    /// In their order; behind the tag's own may stand room for those of others.
    attributes: Vec<(String, String)>,
    count: usize,
    /// Whether it ends with `/>`, which means something in drawings and formulas alone.
    pub is_closed: bool,
}

impl Tag {
    /// The attributes in their order; of two with one name the first counts.
    pub fn attributes(&self) -> &[(String, String)] {
        self.attributes.get(..self.count).unwrap_or_default()
    }

    /// Whether it has an attribute, whatever its value.
    pub fn has(&self, name: &str) -> bool {
        self.attributes().iter().any(|(known, _)| known == name)
    }

    /// One without attributes.
    #[cfg(test)]
    pub fn named(name: &str) -> Tag {
        Tag { name: name.to_owned(), ..Tag::default() }
    }

    fn attribute(&mut self, name: &[u8]) {
        if self.count == self.attributes.len() {
            self.attributes.push(Default::default());
        }
        if let Some((own, value)) = self.attributes.get_mut(self.count) {
            own.clear();
            own.push_str(&letters(name));
            value.clear();
        }
        self.count += 1;
    }

    /// The value of an attribute, without white space around it; `None` if there is none or it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes().iter().find(|(known, _)| known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}

/// Hands over what stands on the page, in order, with its bytes in `html`: of a tag from `<` to behind `>`. Whether that is all: of
/// a tag with too many attributes, and of what stands behind it, nothing is.
pub(super) fn scan(html: &str, visit: impl FnMut(Token, Range<usize>)) -> bool {
    let mut emitter = CallbackEmitter::new(Scan { tag: Tag::default(), begins: 0, in_raw: false, visit });
    emitter.naively_switch_states(true);
    let attributes = Cell::new(0);
    let input = Input { html: html.to_reader(), attributes: &attributes };
    let emitter = Lenient { inner: emitter, attributes: &attributes };
    // It yields nothing, and reading from memory does not fail.
    !Tokenizer::new_with_emitter(input, emitter).any(|read| match read {
        Ok(never) => match never {},
        Err(TooMany) => true,
    })
}

/// Elements that are seen and whose text is raw (HTML standard, section 13.2.5.3 and 13.2.5.5).
const RAW: &[&str] = &["plaintext", "xmp"];

/// An emitter to whom nobody says what breaks the standard: to look at every byte for that takes a tenth of what a page takes. It
/// counts the attributes of a tag.
struct Lenient<'c, E> {
    inner: E,
    attributes: &'c Cell<usize>,
}

impl<E: Emitter> ForwardingEmitter for Lenient<'_, E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = E::Token> {
        &mut self.inner
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn init_start_tag(&mut self) {
        self.attributes.set(0);
        self.inner.init_start_tag();
    }

    fn init_end_tag(&mut self) {
        self.attributes.set(0);
        self.inner.init_end_tag();
    }

    fn init_attribute(&mut self) {
        self.attributes.set(self.attributes.get() + 1);
        self.inner.init_attribute();
    }
}

/// A tag has more attributes than are read.
#[derive(Debug, thiserror::Error)]
#[error("more attributes than are read")]
struct TooMany;

/// A page that ends with an error where a tag has too many attributes.
struct Input<'p, 'c> {
    html: StringReader<'p>,
    attributes: &'c Cell<usize>,
}

impl Input<'_, '_> {
    fn bound(&self) -> Result<(), TooMany> {
        if self.attributes.get() > ATTRIBUTES { Err(TooMany) } else { Ok(()) }
    }
}

impl Reader for Input<'_, '_> {
    type Error = TooMany;

    fn read_byte(&mut self) -> Result<Option<u8>, TooMany> {
        self.bound()?;
        self.html.read_byte().map_err(|never| match never {})
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, TooMany> {
        self.html.try_read_string(text, case_sensitive).map_err(|never| match never {})
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, TooMany> {
        self.bound()?;
        self.html.read_until(needle, buffer).map_err(|never| match never {})
    }
}

/// What is read of a page and never shown: scripts, drawings, the head's title.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    inside: Option<String>,
}

impl Unseen {
    const ELEMENTS: &[&str] = &[
        "iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "textarea", "title",
    ];

    /// Whether this token, the next of the page, belongs to something unseen.
    pub fn covers(&mut self, token: &Token) -> bool {
        match (token, &self.inside) {
            (Token::Close { name }, Some(inside)) => {
                if inside == name {
                    self.inside = None;
                }
                true
            }
            (Token::Close { name }, None) => Unseen::ELEMENTS.contains(name),
            (_, Some(_)) => true,
            (Token::Open(tag), None) if Unseen::ELEMENTS.contains(&tag.name.as_str()) => {
                let is_empty = tag.is_closed && matches!(tag.name.as_str(), "svg" | "math");
                self.inside = Some(tag.name.clone()).filter(|_| !is_empty);
                true
            }
            _ => false,
        }
    }
}

struct Scan<F> {
    /// The tag that is being read, and where it begins.
    tag: Tag,
    begins: usize,
    /// Whether the last tag began an element of [`RAW`].
    in_raw: bool,
    visit: F,
}

impl<F: FnMut(Token, Range<usize>)> Callback<Infallible, usize> for Scan<F> {
    fn handle_event(&mut self, event: CallbackEvent, span: Span<usize>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.name.clear();
                self.tag.name.push_str(&letters(name));
                self.tag.count = 0;
                self.begins = span.start;
            }
            CallbackEvent::AttributeName { name } => self.tag.attribute(name),
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.tag.count.checked_sub(1).and_then(|at| self.tag.attributes.get_mut(at)) {
                    last.push_str(&letters(value));
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.tag.is_closed = self_closing;
                self.in_raw = RAW.contains(&self.tag.name.as_str());
                (self.visit)(Token::Open(&self.tag), self.begins..span.end);
            }
            CallbackEvent::EndTag { name } => {
                self.in_raw = false;
                (self.visit)(Token::Close { name: &letters(name) }, span.start..span.end);
            }
            CallbackEvent::String { value } => {
                (self.visit)(Token::Text { text: letters(value), is_raw: self.in_raw }, span.start..span.end);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }
}

/// The page is UTF-8, and so is each part of it; references may be none.
fn letters(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_so_many_attributes_and_no_more() {
        let texts = |html: &str| {
            let mut texts = String::new();
            let is_whole = scan(html, |token, _| {
                if let Token::Text { text, .. } = token {
                    texts.push_str(&text);
                }
            });
            (is_whole, texts)
        };
        let most = "a='b' ".repeat(ATTRIBUTES);
        assert_eq!(texts(&format!("x<p {most}>y<b {most}>z</b>")), (true, "xyz".to_owned()));
        for more in ["a=\"b\" ", "a=b ", "a ", "a/", "a=\"b\"a='&amp;'a", "\0=\r&#x80;\t"] {
            let more = more.repeat(1_000_000);
            assert_eq!(texts(&format!("x<p {more}>y")), (false, "x".to_owned()));
            assert_eq!(texts(&format!("x</p {more}>y")), (false, "x".to_owned()));
        }
    }

    #[test]
    fn the_attributes_of_a_tag_take_half_of_the_stack_of_a_thread() {
        let page = format!("x<p {}>y", "content=\"text/-Type\" ".repeat(1000));
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let read = small.spawn(move || scan(&page, |_, _| {})).unwrap().join();
        assert!(!read.unwrap());
    }

    #[test]
    fn everything_has_its_place() {
        let html = "<!DOCTYPE html><P Class='a &amp; b' hidden>x &lt; é<br/><!-- no --> y</p><script>if (a<b) {}</script>1 < 2";
        let mut seen = Vec::new();
        scan(html, |token, place| {
            let what = match token {
                Token::Open(tag) => format!("<{} {:?}>", tag.name, tag.attributes()),
                Token::Close { name } => format!("</{name}>"),
                Token::Text { text, .. } => text.into_owned(),
            };
            seen.push((what, html[place].to_owned()));
        });
        let seen: Vec<_> = seen.iter().map(|(what, place)| (what.as_str(), place.as_str())).collect();
        assert_eq!(
            seen,
            [
                (r#"<p [("class", "a & b"), ("hidden", "")]>"#, "<P Class='a &amp; b' hidden>"),
                ("x < é", "x &lt; é"),
                ("<br []>", "<br/>"),
                (" y", " y"),
                ("</p>", "</p>"),
                ("<script []>", "<script>"),
                ("if (a<b) {}", "if (a<b) {}"),
                ("</script>", "</script>"),
                ("1 < 2", "1 < 2"),
            ]
        );
    }
}
