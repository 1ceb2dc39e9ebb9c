//! Words by which a text names its source: "reported Reuters", "(AP)", "KCNA said", "according to The Diplomat".
//!
//! A source is one that `agencies.toml` knows, or a name, a record or a word such as "reports" inside a phrase of
//! `credit_phrases/`, which has a file a language: a text is read by the phrases of its own. A mention outside a phrase is no credit. What a person said is the person's, not a source's:
//! a name with a title is a [`SourceClass::Speaker`], a bare name is none before "said" and [`SourceClass::Unknown`]
//! after "according to". A new agency or phrase is a line in those files.

mod agencies;
mod phrasebook;
mod phrases;
mod sources;

use std::borrow::Cow;

use super::{outlet_called, outlet_of};
use crate::hash::{Digest, key};
use crate::text::{Language, Span, Text, Token, fold, tokens};
use phrasebook::Phrasebook;
use phrases::Reader;
use sources::Source;

/// The digest of the data, which shapes every result. The files go into it by their keys: it tells one state of them from
/// another, and guards against nobody. To hash all languages for each run takes longer than to read its credits.
pub fn credits_digest() -> Digest {
    let languages = phrasebook::FILES.iter().map(|(_, file)| *file);
    let files = [agencies::FILE, phrasebook::MARKS].into_iter().chain(languages);
    Digest::of(&files.flat_map(|file| key(file).to_be_bytes()).collect::<Vec<u8>>())
}

/// What a credited source is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SourceClass {
    /// A news agency.
    Wire,
    Outlet,
    /// What can be looked up: a database, a decree, a court's file.
    Record,
    Institution,
    /// A person: what a speaker says, anyone may have from anywhere.
    Speaker,
    /// "Reports", "state media": a source is said to exist and is not named.
    Unnamed,
    /// A name, and nothing tells whose.
    Unknown,
}

impl SourceClass {
    pub const ALL: [SourceClass; 7] = [
        SourceClass::Wire,
        SourceClass::Outlet,
        SourceClass::Record,
        SourceClass::Institution,
        SourceClass::Speaker,
        SourceClass::Unnamed,
        SourceClass::Unknown,
    ];

    /// What is consulted and does not report: a record, or an institution.
    pub const fn is_document(self) -> bool {
        matches!(self, SourceClass::Record | SourceClass::Institution)
    }

    /// The word for the class in data files and output.
    pub const fn name(self) -> &'static str {
        match self {
            SourceClass::Wire => "wire",
            SourceClass::Outlet => "outlet",
            SourceClass::Record => "record",
            SourceClass::Institution => "institution",
            SourceClass::Speaker => "speaker",
            SourceClass::Unnamed => "unnamed",
            SourceClass::Unknown => "unknown",
        }
    }
}

/// Words that name a source of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    /// The cue and the source. Of a list ("Reuters and AFP reported") each source is a credit, and only the first or the last of
    /// them has the cue.
    pub span: Span,
    /// The source as the text writes it, without an article; `None` where it names nobody ("reports").
    pub name: Option<Span>,
    /// What the source is called: "KCNA" for "Korean Central News Agency", else its words.
    pub source: String,
    pub class: SourceClass,
    /// What makes the words a credit ("reported", "according to"); the whole credit where that is a mark, as in "(AP)".
    pub cue: Span,
    /// The sentence it stands in, by index.
    pub sentence: usize,
    /// It credits a picture, which says nothing about the text.
    pub for_image: bool,
    /// The credit, by index, through which the text has this source: in "reported Reuters, citing a decree" the decree
    /// is Reuters' source, not the text's.
    pub via: Option<usize>,
}

/// The credits of `text`, in order and disjoint.
pub fn credits(text: &Text) -> Vec<Credit> {
    credits_by(text, &phrasebook::books(text.language()))
}

/// Whether a phrase that cites a [document](SourceClass::is_document) may begin in `wording`, a part of a text in this language:
/// whether it has a word for it. Most have none, which is seen without looking for a source.
pub fn may_cite_documents(wording: &str, language: Option<Language>) -> bool {
    let words = Words { body: wording, tokens: tokens(wording) };
    phrasebook::books(language).into_iter().any(|book| Reader::new(&words, book).may_cite_documents())
}

fn credits_by(text: &Text, books: &[&'static Phrasebook]) -> Vec<Credit> {
    let words = Words { body: text.body(), tokens: tokens(text.body()) };
    let readers: Vec<Reader> = books.iter().map(|book| Reader::new(&words, book)).collect();
    let mut credits: Vec<Credit> = Vec::new();
    let mut before: Option<usize> = None;
    let mut at = 0;
    while at < words.tokens.len() {
        // Of two as long that of the earlier book.
        let found = readers.iter().rev().filter_map(|reader| reader.longest(at)).max_by_key(|found| found.end);
        let Some(found) = found else {
            at += 1;
            continue;
        };
        // A second source directly after a first, by a cue that hands on ("citing"), is the first one's.
        let via =
            before.filter(|&end| found.hands_on && end == found.first && matches!(words.gap(end).as_str(), "" | ","));
        let via = via.and_then(|_| credits.len().checked_sub(1));
        // The spans of a list's sources are disjoint: what stands before the first is the first's, what stands behind the last
        // the last's.
        let sources: Vec<Source> = std::iter::once(found.source).chain(found.others).collect();
        for (n, source) in sources.iter().enumerate() {
            let start = if n == 0 { found.span.start() } else { source.span.start() };
            let end = if n + 1 == sources.len() { found.span.end() } else { source.span.end() };
            credits.push(Credit {
                span: Span::new(start, end),
                name: (source.class != SourceClass::Unnamed).then_some(source.span),
                source: source.label.clone(),
                class: source.class,
                cue: found.cue,
                sentence: text.sentence_at(start).unwrap_or_default(),
                for_image: found.for_image,
                via,
            });
        }
        before = Some(found.end);
        at = found.end;
    }
    credits
}

/// Where `body` names `source`, a [`Credit::source`], in any of its names: "Korean Central News Agency" is a mention of
/// "KCNA". Case, a possessive and an article before the name do not matter. A name that means other things too may be the
/// source's: whoever has to know that a text does not name a source is told of it.
pub fn mentions(body: &str, source: &str) -> Vec<Span> {
    let words = Words { body, tokens: tokens(body) };
    let label = source.strip_prefix("The ").unwrap_or(source);
    let label: Vec<String> = tokens(label).iter().map(|t| fold(t.span.of(label)).into_owned()).collect();
    let end = |at: usize| {
        sources::known_as(&words, at, source).or_else(|| {
            let written = !label.is_empty() && words.is_run(at, &label, |at| fold(words.text(at)));
            written.then_some(at + label.len())
        })
    };
    (0..words.tokens.len()).filter_map(|at| Some(words.span(at, end(at)?))).collect()
}

/// Whether `outlet` is called by a name of `source`, a [`Credit::source`], perhaps by two of them and with what outlets put behind
/// their names: "BBC News", "The Associated Press (AP)", "AFP - Agence France-Presse", "reuters.com".
pub fn is_called(outlet: &str, source: &str) -> bool {
    names_of(outlet).any(|name| is_whole_name(name, source))
}

/// What an outlet is called: as it is written, by its name, and by that of the one whose address it is.
fn names_of(outlet: &str) -> impl Iterator<Item = &str> {
    let outlet = outlet.trim();
    let host = outlet.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let published = outlet.contains('.').then(|| outlet_of(host)).flatten();
    [Some(outlet), outlet_called(outlet), published].into_iter().flatten()
}

/// Whether `outlet` is a name of `source` with nothing of another behind it.
fn is_whole_name(outlet: &str, source: &str) -> bool {
    let names = mentions(outlet, source);
    let name_at = |at: usize| names.iter().filter(|name| name.start() == at).map(|name| name.end()).max();
    let mut at = outlet.len() - outlet.trim_start_matches("The ").len();
    let Some(end) = name_at(at) else { return false };
    at = end;
    loop {
        let rest = &outlet[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let word = trimmed.split_whitespace().next().unwrap_or_default();
        // A dash or a bar begins what is said of the name.
        if matches!(word, "" | "-" | "–" | "—" | "|") {
            return true;
        }
        let domain = rest.strip_prefix('.').is_some_and(|end| (2..=3).contains(&end.len()) && !end.contains(' '));
        if domain {
            return true;
        }
        at = match (name_at(at), trimmed.starts_with('(').then(|| trimmed.find(')')).flatten()) {
            (Some(end), _) => end,
            (None, Some(closed)) => at + closed + 1,
            (None, None) if sources::follows_outlets(word) => at + word.len(),
            (None, None) => return false,
        };
    }
}

/// Whether `outlet` is called by a name of an agency, as [`is_called`] understands it: "AP News", "reuters.com".
pub fn is_agency(outlet: &str) -> bool {
    let agency = |name: &str| sources::agency(&Words { body: name, tokens: tokens(name) });
    names_of(outlet).any(|name| agency(name).is_some_and(|agency| is_whole_name(name, agency)))
}

/// The form in which a word is looked up. Other scripts have more ways than case to write a letter; of an English word
/// nothing else may change, or a possessive would be lost.
fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        word.into()
    } else if word.is_ascii() || word.contains('’') {
        word.to_lowercase().into()
    } else {
        fold(word)
    }
}

/// The marks in what stands between two words, without space and quotation marks, any dash as "-".
fn marks_of(between: &str) -> String {
    let marks = between.chars().filter_map(|c| match c {
        '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' => None,
        '–' | '—' | '‐' | '‑' | '−' => Some('-'),
        c if c.is_whitespace() => None,
        c => Some(c),
    });
    marks.collect()
}

/// The tokens of a body, and what stands between them.
struct Words<'a> {
    body: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Words<'a> {
    /// The words of a token; nothing past the last.
    fn text(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.span.of(self.body))
    }

    fn lower(&self, index: usize) -> Cow<'a, str> {
        lower(self.text(index))
    }

    /// The bytes of the tokens `first..end`.
    fn span(&self, first: usize, end: usize) -> Span {
        let [start, end] = [first, end.max(first + 1) - 1].map(|index| self.tokens[index].span);
        start.cover(end)
    }

    /// What stands before token `index`.
    fn before(&self, index: usize) -> &'a str {
        let start = index.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.span.end());
        let end = self.tokens.get(index).map_or(self.body.len(), |token| token.span.start());
        &self.body[start.min(end)..end]
    }

    /// The marks before token `index`, without space and quotation marks, any dash as "-". The end of a paragraph is a
    /// mark of its own.
    fn gap(&self, index: usize) -> String {
        let before = self.before(index);
        if before == " " {
            return String::new();
        }
        if before.matches('\n').count() > 1 {
            return "\n".to_owned();
        }
        marks_of(before)
    }

    /// The marks before token `index` on its line.
    fn opening(&self, index: usize) -> String {
        let before = self.before(index);
        // Most words stand behind a space.
        if before == " " { String::new() } else { marks_of(before.rsplit('\n').next().unwrap_or_default()) }
    }

    /// The marks before token `index` on the line of the one before it.
    fn closing(&self, index: usize) -> String {
        marks_of(self.before(index).split('\n').next().unwrap_or_default())
    }

    /// Whether token `index` goes on from the one before it: no mark between them but a hyphen or "&".
    fn joined(&self, index: usize) -> bool {
        (1..self.tokens.len()).contains(&index)
            && (self.before(index) == " " || matches!(self.gap(index).as_str(), "" | "-" | "&"))
    }

    /// Whether the tokens from `first` on are the words of `run`, read by `word`, with nothing between them.
    fn is_run(&self, first: usize, run: &[String], word: impl Fn(usize) -> Cow<'a, str>) -> bool {
        run.iter().zip(first..).all(|(expected, at)| word(at) == expected.as_str() && (at == first || self.joined(at)))
    }

    /// Whether a line ends before token `index`.
    fn line_ends(&self, index: usize) -> bool {
        self.before(index).contains('\n')
    }

    /// Whether token `index` is the first of a line.
    fn begins_line(&self, index: usize) -> bool {
        index == 0 || self.line_ends(index)
    }

    /// Whether the token before `index` is the last of a line.
    fn ends_line(&self, index: usize) -> bool {
        index >= self.tokens.len() || self.line_ends(index)
    }

    /// Whether the tokens `first..end` are in one sentence, with no more than commas in it.
    fn within_sentence(&self, first: usize, end: usize) -> bool {
        let goes_on = |at: usize| match self.gap(at).as_str() {
            "" | "," | "-" | "&" => true,
            // Of an initial.
            "." => self.text(at - 1).chars().count() == 1,
            _ => false,
        };
        end <= self.tokens.len() && (first + 1..end).all(goes_on)
    }

    /// Whether the tokens `first..end` are names in one line: capitals, and what joins them.
    fn line_of_names(&self, first: usize, end: usize) -> bool {
        let is_name = |at: usize| {
            self.tokens[at].is_capitalised() || at + 1 < end && agencies::AGENCIES.within.contains(&*self.lower(at))
        };
        end <= self.tokens.len()
            && self.within_sentence(first, end)
            && (first..end).all(is_name)
            && !(first + 1..end).any(|at| self.line_ends(at))
    }

    /// Whether the text before token `index` ends a sentence.
    fn ends_sentence(&self, index: usize) -> bool {
        let before = index
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or("", |last| &self.body[last.span.end()..]);
        let marks: &str = &marks_of(before.split('\n').next().unwrap_or_default());
        marks.ends_with(['.', '!', '?', '…', ')'])
    }

    /// Whether exactly `marks` stand before token `index`, apart from the bracket that a source's short name closed.
    fn between(&self, index: usize, source: Option<&sources::Source>, marks: &str) -> bool {
        let gap = self.gap(index);
        let closed = source.is_some_and(|source| (source.first..source.end).any(|at| self.gap(at).ends_with('(')));
        gap == marks || (closed && gap.strip_prefix(')') == Some(marks))
    }

    fn is_possessive(&self, index: usize) -> bool {
        self.text(index).ends_with("'s") || self.text(index).ends_with("’s")
    }

    /// The tokens `first..end` on one line.
    fn label(&self, first: usize, end: usize) -> String {
        self.span(first, end).of(self.body).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where a capital follows a small letter inside the token, in bytes.
    fn hump(&self, index: usize) -> Option<usize> {
        let token = self.tokens.get(index)?;
        let text = self.text(index);
        if text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let (at, _) = text.char_indices().skip(1).filter(|(_, c)| c.is_uppercase()).last()?;
        text[..at].ends_with(char::is_lowercase).then(|| token.span.start() + at)
    }
}

#[cfg(test)]
mod tests;
