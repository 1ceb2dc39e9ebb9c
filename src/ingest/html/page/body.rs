//! The article's text: what was taken for it, in the page's own letters and paragraphs, each word with its place.

use std::ops::Range;

use super::align::{Aligner, Run};
use super::flow::{Flow, Gap};

/// A stretch of letters without white space that stands on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// Bytes of the text.
    pub text: Range<usize>,
    /// Bytes of the page's letters; as many.
    pub letters: Range<usize>,
}

/// The text of an article.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    /// Its words that stand on the page, in order.
    pub words: Vec<Word>,
    /// What the page says of pictures and tables, told apart: outlets that print one picture print one caption, and no word of
    /// the report need be shared.
    pub captions: Vec<String>,
}

impl Body {
    /// The text of what was `given` of `page`. The title is told apart, so a paragraph that only repeats it is left out.
    pub fn new(page: &Flow, given: &Flow, title: Option<&str>) -> Body {
        let title: Option<String> = title.map(squeezed).filter(|title| !title.is_empty());
        let mut aligner = Aligner::new(page, given);
        let mut body = Body { captions: captions(page), ..Body::default() };
        let mut parts: Vec<Range<usize>> = Vec::new();
        for (gap, word) in given.words(0..given.letters.len()) {
            match parts.last_mut() {
                Some(part) if gap != Gap::Block => part.end = word.end,
                _ => parts.push(word),
            }
        }
        for part in parts {
            let letters = given.letters.get(part.clone()).unwrap_or_default();
            if title.as_ref().is_some_and(|title| *title == squeezed(letters)) {
                continue;
            }
            for (is_caption, runs) in parted(aligner.paragraph(part), page) {
                if !is_caption {
                    body.push(&runs, &aligner, page, given);
                }
            }
        }
        body
    }

    fn push(&mut self, runs: &[Run], aligner: &Aligner, page: &Flow, given: &Flow) {
        let mut before: Option<&Run> = None;
        for run in runs {
            let mut gap = match before {
                Some(before) => aligner.between(before, run),
                None if self.text.is_empty() => Gap::None,
                None => Gap::Block,
            };
            before = Some(run);
            let (flow, range, is_page) = match run {
                Run::Page(range) => (page, range, true),
                Run::Own(range) => (given, range, false),
            };
            for (at, (own, word)) in flow.words(range.clone()).into_iter().enumerate() {
                if at > 0 {
                    gap = own;
                }
                self.text.push_str(gap.written());
                let begins = self.text.len();
                self.text.push_str(flow.letters.get(word.clone()).unwrap_or_default());
                if is_page {
                    self.words.push(Word { text: begins..self.text.len(), letters: word });
                }
            }
        }
    }
}

/// The captions of a page, in order.
fn captions(page: &Flow) -> Vec<String> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for node in page.nodes.iter().filter(|node| node.is_caption) {
        match all.last_mut() {
            Some(last) if last.end == node.letters.start && page.gap(last.end) < Gap::Block => {
                last.end = node.letters.end
            }
            _ => all.push(node.letters.clone()),
        }
    }
    let word = |(gap, word): (Gap, Range<usize>)| {
        let gap = if gap == Gap::None { "" } else { " " };
        format!("{gap}{}", page.letters.get(word).unwrap_or_default())
    };
    all.into_iter().map(|range| page.words(range).into_iter().map(word).collect::<String>().trim().to_owned()).collect()
}

/// The runs of a paragraph, parted where captions begin and end: an extractor may take both for one.
fn parted(runs: Vec<Run>, page: &Flow) -> Vec<(bool, Vec<Run>)> {
    let mut parts: Vec<(bool, Vec<Run>)> = Vec::new();
    let mut push = |is_caption: Option<bool>, run: Run| match parts.last_mut() {
        Some((last, own)) if is_caption.is_none_or(|is_caption| is_caption == *last) => match (own.last_mut(), run) {
            (Some(Run::Page(last)), Run::Page(run)) if last.end == run.start => last.end = run.end,
            (_, run) => own.push(run),
        },
        _ => parts.push((is_caption.unwrap_or(false), vec![run])),
    };
    for run in runs {
        let Run::Page(range) = run else {
            push(None, run);
            continue;
        };
        let first = page.nodes.partition_point(|node| node.letters.end <= range.start);
        for node in page.nodes.iter().skip(first).take_while(|node| node.letters.start < range.end) {
            let own = node.letters.start.max(range.start)..node.letters.end.min(range.end);
            push(Some(node.is_caption), Run::Page(own));
        }
    }
    parts
}

/// Letters alone, in lower case: how a title is known again whatever stands between its words.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
