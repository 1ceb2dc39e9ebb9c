//! Which elements are open at a place of a page, as far as its tags tell. It is not the tree a browser builds, but never
//! deeper than one, and each step costs little.

use super::scan::{Tag, Token};

/// Browsers nest no deeper: what would stand deeper becomes a sibling (`maximumHTMLParserDOMTreeDepth` of WebKit and Blink).
pub(super) const DEPTH: usize = 512;

/// A page that leaves elements of these names open has them opened again in every paragraph that follows, so that n of them
/// make n elements a paragraph. Pages of people have a few open at a time.
pub(super) const FORMATTING: usize = 64;

/// An element's name, as quick to compare as a number: its first 16 bytes, more than any name has that plays a part.
pub(super) type Name = u128;

pub(super) const fn name(text: &str) -> Name {
    let (bytes, mut name, mut at) = (text.as_bytes(), 0, 0);
    while at < bytes.len() && at < 16 {
        name = name << 8 | bytes[at] as u128;
        at += 1;
    }
    name
}

pub(super) const fn names<const N: usize>(texts: [&str; N]) -> [Name; N] {
    let (mut all, mut at) = ([0; N], 0);
    while at < N {
        all[at] = name(texts[at]);
        at += 1;
    }
    all
}

const VOID: &[Name] = &names([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
]);

/// The elements that the standard opens again (section 13.2.4.3), but for `a`, of which one is open at most.
const FORMATS: &[Name] =
    &names(["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]);

/// Blocks that a paragraph ends before (HTML standard, section 13.2.6.4.7).
pub(super) const BLOCKS: &[Name] = &names([
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
]);

/// Elements that a tag of the first names ends, where one is open and none of `BOUNDS` stands between.
const ENDS: &[(&[Name], &[Name])] = &[
    (&names(["li"]), &names(["li", "p"])),
    (&names(["dd", "dt"]), &names(["dd", "dt", "p"])),
    (&names(["option", "optgroup"]), &names(["option"])),
    (&names(["td", "th"]), &names(["td", "th", "p"])),
    (&names(["tr"]), &names(["tr", "td", "th", "p"])),
    (&names(["tbody", "thead", "tfoot"]), &names(["tbody", "thead", "tfoot", "tr", "td", "th", "p"])),
    (BLOCKS, &names(["p"])),
];

const BOUNDS: &[Name] = &names([
    "html",
    "body",
    "table",
    "ul",
    "ol",
    "dl",
    "div",
    "article",
    "aside",
    "section",
    "main",
    "blockquote",
    "figure",
    "button",
    "select",
    "object",
    "template",
    "caption",
    "marquee",
    "nav",
    "header",
    "footer",
    "form",
    "details",
    "td",
    "th",
]);

/// Parts of tables, which bound nothing that a part of a table ends.
const PARTS: &[Name] = &names(["td", "th", "tr", "tbody", "thead", "tfoot"]);
const TABLES: &[Name] = &names(["table", "template"]);

/// The open elements, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: Vec<Name>,
    /// Start tags that were too deep, by what would close them.
    dropped: Vec<Name>,
    formats: Vec<Name>,
}

impl Elements {
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How deep the element stands whose start tag was the last token.
    pub fn outside(&self, tag: &Tag) -> usize {
        let is_open = self.open.last() == Some(&name(&tag.name));
        self.open.len() - usize::from(is_open)
    }

    /// Whether an element of one of these names is open.
    pub fn is_in(&self, names: &[Name]) -> bool {
        self.open.iter().any(|open| names.contains(open))
    }

    /// Goes on to the next token; `false` if it is a tag to be passed over.
    pub fn step(&mut self, token: &Token) -> bool {
        match token {
            Token::Open(tag) => self.open(tag),
            Token::Close { name } => self.close(name),
            Token::Text { .. } => true,
        }
    }

    /// Goes into an element; `false` if it is one too many, and its tag is to be passed over.
    fn open(&mut self, tag: &Tag) -> bool {
        let name = name(&tag.name);
        if let Some((_, ended)) = ENDS.iter().find(|(names, _)| names.contains(&name)) {
            self.end(name, ended);
        }
        if VOID.contains(&name) {
            return true;
        }
        let is_format = FORMATS.contains(&name);
        if self.open.len() >= DEPTH || (is_format && self.formats.len() >= FORMATTING) {
            // To know of more of them would take memory without bound; a page that has them is nobody's.
            if self.dropped.len() < DEPTH {
                self.dropped.push(name);
            }
            return false;
        }
        if is_format {
            self.formats.push(name);
        }
        self.open.push(name);
        true
    }

    /// Ends what the start tag `name` ends.
    fn end(&mut self, name: Name, ended: &[Name]) {
        let bounds = if PARTS.contains(&name) { TABLES } else { BOUNDS };
        let mut keep = self.open.len();
        for (at, open) in self.open.iter().enumerate().rev() {
            if ended.contains(open) {
                keep = at;
            } else if bounds.contains(open) {
                break;
            }
        }
        self.open.truncate(keep);
    }

    /// Leaves the innermost element of this name, and what is open in it; `false` if its start tag was passed over, or if
    /// there is none, and this one is to be passed over too.
    fn close(&mut self, text: &str) -> bool {
        let name = name(text);
        if let Some(at) = self.dropped.iter().rposition(|dropped| *dropped == name) {
            self.dropped.remove(at);
            return false;
        }
        if let Some(at) = self.formats.iter().rposition(|format| *format == name) {
            self.formats.remove(at);
        }
        match self.open.iter().rposition(|open| *open == name) {
            Some(at) => {
                self.open.truncate(at);
                true
            }
            // `</p>` and `</br>` without a start make an element of their own, and a browser may have one open that is
            // none here.
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Tag {
        Tag::named(name)
    }

    #[test]
    fn what_a_page_leaves_open_does_not_pile_up() {
        for (names, depth) in [
            (&["p"][..], 1),
            (&["li"], 1),
            (&["tr", "td"], 2),
            (&["dt", "dd"], 1),
            (&["br"], 0),
            (&["b", "p"], 2),
            (&["div"], DEPTH),
            (&["i"], FORMATTING),
        ] {
            let mut elements = Elements::default();
            for _ in 0..10_000 {
                names.iter().for_each(|name| {
                    elements.open(&tag(name));
                });
            }
            assert!(elements.depth() <= depth.max(if names.len() > 1 { FORMATTING + 2 } else { depth }), "{names:?}");
            assert!(elements.dropped.len() <= DEPTH);
        }
    }

    #[test]
    fn what_is_passed_over_at_its_start_is_at_its_end() {
        let mut elements = Elements::default();
        let opened = (0..DEPTH + 3).filter(|_| elements.open(&tag("div"))).count();
        let closed = (0..DEPTH + 3).filter(|_| elements.close("div")).count();
        assert_eq!((opened, closed, elements.depth()), (DEPTH, DEPTH, 0));
    }

    #[test]
    fn a_list_in_a_list_ends_nothing_of_the_outer_one() {
        let mut elements = Elements::default();
        for name in ["ul", "li", "ul", "li", "li"] {
            elements.open(&tag(name));
        }
        assert_eq!(elements.open, names(["ul", "li", "ul", "li"]));
        elements.close("ul");
        elements.open(&tag("li"));
        assert_eq!(elements.open, names(["ul", "li"]));
    }
}
