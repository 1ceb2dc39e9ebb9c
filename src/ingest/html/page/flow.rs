//! The text of a page as a browser lays it out: its letters in order, each with its place, and where white space or the
//! bounds of blocks part them.

use std::ops::Range;

use super::elements::{BLOCKS, Name, name, names};
use super::scan::{Token, Unseen, scan};

/// Elements that are blocks too (HTML standard, section 15.3: `display: block` and the like), and end no `p` by their start tags alone.
const OTHER_BLOCKS: &[Name] = &names([
    "body",
    "button",
    "caption",
    "dd",
    "dt",
    "head",
    "html",
    "legend",
    "li",
    "listing",
    "optgroup",
    "option",
    "plaintext",
    "select",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "xmp",
]);

/// Elements that speak of a picture or a table.
pub(super) const CAPTIONS: &[Name] = &names(["caption", "figcaption"]);

/// Elements that hold what stands beside the article, with captions of its own.
pub(super) const BESIDE: &[Name] = &names(["aside", "footer", "nav"]);

/// Links, and elements that hold links of the site and other things that are no prose.
pub(super) const LINKS: &[Name] = &names(["a", "aside", "button", "figure", "footer", "label", "nav", "select"]);

/// What parts a letter from the one before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    /// A line end inside a paragraph.
    Line,
    Block,
}

impl Gap {
    /// How it is written.
    pub fn written(self) -> &'static str {
        match self {
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Block => "\n\n",
        }
    }
}

/// A text of the page.
#[derive(Debug)]
pub(super) struct Node {
    /// Its letters, as bytes of `Flow::letters`.
    pub letters: Range<usize>,
    /// The bytes of the page that it is written in.
    pub html: Range<usize>,
    /// Whether each letter stands for itself there.
    pub is_raw: bool,
    /// Whether it belongs to a picture or a table, and is told beside the text.
    pub is_caption: bool,
    /// Whether it stands in a link or among the links of the site.
    pub is_link: bool,
}

/// The letters of a page: all that is no white space, in order.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub letters: String,
    /// What stands before the letter at a byte of `letters`, where that is something; in order.
    gaps: Vec<(usize, Gap)>,
    pub nodes: Vec<Node>,
    /// What stands before the next letter.
    next: Gap,
}

impl Flow {
    /// Takes what comes next, if it is seen.
    pub fn take(&mut self, token: &Token, place: Range<usize>, is_caption: bool, is_link: bool) {
        match token {
            Token::Open(tag) => self.part(&tag.name),
            Token::Close { name } => self.part(name),
            Token::Text { text, is_raw } => {
                let begins = self.letters.len();
                for c in text.chars() {
                    if c.is_whitespace() {
                        self.next = self.next.max(Gap::Space);
                    } else {
                        if self.next != Gap::None {
                            self.gaps.push((self.letters.len(), self.next));
                            self.next = Gap::None;
                        }
                        self.letters.push(c);
                    }
                }
                if self.letters.len() > begins {
                    self.nodes.push(Node {
                        letters: begins..self.letters.len(),
                        html: place,
                        is_raw: *is_raw,
                        is_caption,
                        is_link,
                    });
                }
            }
        }
    }

    fn part(&mut self, element: &str) {
        if element == "br" {
            self.next = self.next.max(Gap::Line);
            return;
        }
        let name = name(element);
        if BLOCKS.contains(&name) || OTHER_BLOCKS.contains(&name) {
            self.next = Gap::Block;
        }
    }

    /// What stands before the letter at `at`.
    pub fn gap(&self, at: usize) -> Gap {
        match self.gaps.binary_search_by_key(&at, |&(at, _)| at) {
            Ok(found) => self.gaps.get(found).map_or(Gap::None, |&(_, gap)| gap),
            Err(_) => Gap::None,
        }
    }

    /// The most that parts two letters of a range.
    pub fn most(&self, range: Range<usize>) -> Gap {
        let from = self.gaps.partition_point(|&(at, _)| at < range.start);
        let within = self.gaps.iter().skip(from).take_while(|(at, _)| *at < range.end);
        within.map(|&(_, gap)| gap).max().unwrap_or_default()
    }

    /// Whether a word, or a text of its own, begins at a letter; the end of all counts as one.
    pub fn is_bound(&self, at: usize) -> bool {
        at == self.letters.len()
            || self.gap(at) != Gap::None
            || self.nodes.binary_search_by_key(&at, |node| node.letters.start).is_ok()
    }

    /// The words of a range of letters: those between two gaps, with what stands before each.
    pub fn words(&self, range: Range<usize>) -> Vec<(Gap, Range<usize>)> {
        let from = self.gaps.partition_point(|&(at, _)| at <= range.start);
        let inner = self.gaps.iter().skip(from).take_while(|(at, _)| *at < range.end);
        let starts = std::iter::once((range.start, self.gap(range.start))).chain(inner.copied());
        let starts: Vec<(usize, Gap)> = starts.collect();
        let ends = starts.iter().skip(1).map(|&(at, _)| at).chain([range.end]);
        starts.iter().zip(ends).map(|(&(at, gap), end)| (gap, at..end)).collect()
    }
}

/// The letters of what an extractor gave, paragraph by paragraph; none where a tag has too many attributes.
pub(super) fn paragraphs(html: &str) -> Flow {
    let (mut flow, mut unseen) = (Flow::default(), Unseen::default());
    let is_whole = scan(html, |token, place| {
        if !unseen.covers(&token) {
            flow.take(&token, place, false, false);
        }
    });
    if is_whole { flow } else { Flow::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let flow = paragraphs(html);
        let words = flow.words(0..flow.letters.len());
        words.into_iter().map(|(gap, word)| format!("{}{}", gap.written(), &flow.letters[word])).collect()
    }

    #[test]
    fn paragraphs_are_as_a_browser_shows_them() {
        let html = "<head><title>t</title></head><body><h1>Bridge\n reopens</h1><p>By <a>A</a>,<b> B</b>.<p>One<br>two</p>\
                    <script>x</script><div>three<div>four</div>five</div>";
        assert_eq!(shown(html).trim(), "Bridge reopens\n\nBy A, B.\n\nOne\ntwo\n\nthree\n\nfour\n\nfive");
    }
}
