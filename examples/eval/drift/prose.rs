//! A sentence as the edits see it: words by white space, read apart from the library's own reading of them.

use std::ops::Range;

use wirecopy::text::{Kind, Text};

/// A word without the signs round it, in bytes of the text.
#[derive(Clone, Debug)]
pub struct Word {
    pub range: Range<usize>,
    /// With the signs round it.
    pub outer: Range<usize>,
    /// Between quotation marks.
    pub quoted: bool,
}

/// A sentence of prose.
pub struct Prose<'t> {
    pub body: &'t str,
    pub range: Range<usize>,
    pub words: Vec<Word>,
}

/// The sentences of a text that may be edited: prose with letters in both cases, no tables and no single words.
pub fn sentences(text: &Text) -> Vec<Prose<'_>> {
    let prose = text.sentences().iter().filter(|sentence| matches!(sentence.kind, Kind::Prose | Kind::Quotation));
    let quoted = |at: usize| text.quotations().iter().any(|quotation| quotation.outer.range().contains(&at));
    prose.filter_map(|sentence| Prose::read(text.body(), sentence.span.range(), &quoted)).collect()
}

impl Prose<'_> {
    fn read<'t>(body: &'t str, range: Range<usize>, text_quoted: &dyn Fn(usize) -> bool) -> Option<Prose<'t>> {
        let text = &body[range.clone()];
        let is_table = text.contains("  ") && !text.contains("\n    ");
        // A mark alone opens or closes in another sentence: what it quotes here is not known.
        if is_table || text.matches('"').count() % 2 == 1 {
            return None;
        }
        let mut words = Vec::new();
        let mut quoted = false;
        for outer in text.split_whitespace() {
            let from = outer.as_ptr() as usize - body.as_ptr() as usize;
            let opens = outer.starts_with('"');
            let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '%' | '$');
            let bare = outer.trim_start_matches(|c| is_sign(c) && c != '-');
            let start = from + (outer.len() - bare.len());
            let ends = bare.trim_end_matches(is_sign);
            // "U.S." keeps its last full stop.
            let keeps = ends.contains('.')
                && ends.chars().all(|c| c.is_uppercase() || c == '.')
                && bare[ends.len()..].starts_with('.');
            let end = start + ends.len() + usize::from(keeps);
            let of_many = text_quoted(from);
            let in_quotes = quoted || opens || of_many;
            if outer.matches('"').count() % 2 == 1 {
                quoted = !quoted;
            }
            if !ends.is_empty() {
                words.push(Word { range: start..end, outer: from..from + outer.len(), quoted: in_quotes });
            }
        }
        let lower = words.iter().filter(|word| body[word.range.clone()].starts_with(char::is_lowercase)).count();
        let good = (8..=60).contains(&words.len()) && lower * 2 > words.len();
        good.then_some(Prose { body, range, words })
    }

    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &self.body[word.range.clone()])
    }

    /// The word before, or nothing.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// Whether nothing but white space stands between a word and the next.
    pub fn runs_on(&self, at: usize) -> bool {
        self.words.get(at).zip(self.words.get(at + 1)).is_some_and(|(word, next)| {
            let between = &self.body[word.range.end..next.range.start];
            !between.is_empty() && between.trim().is_empty()
        })
    }

    /// From the white space before a word on.
    pub fn with_space(&self, at: usize) -> usize {
        let start = self.words[at].range.start;
        let before = &self.body[self.range.start..start];
        self.range.start + before.trim_end().len()
    }

    pub fn is_quoted(&self, words: Range<usize>) -> bool {
        self.words[words].iter().any(|word| word.quoted)
    }

    /// The signs that follow a word.
    pub fn behind(&self, at: usize) -> &str {
        let word = &self.words[at];
        &self.body[word.range.end..word.outer.end]
    }

    /// The signs right before a word.
    pub fn front(&self, at: usize) -> &str {
        let word = &self.words[at];
        &self.body[word.outer.start..word.range.start]
    }

    /// Where the words of this range stand.
    pub fn range_of(&self, words: Range<usize>) -> Range<usize> {
        self.words[words.start].range.start..self.words[words.end - 1].range.end
    }

    /// Where the sentence's last full stop stands, if it ends with one behind a plain word.
    pub fn stop(&self) -> Option<usize> {
        let last = self.words.len() - 1;
        let plain = self.word(last).chars().all(|c| c.is_lowercase()) && self.word(last).len() > 2;
        (self.behind(last) == "." && plain && !self.words[last].quoted).then(|| self.words[last].range.end)
    }
}
