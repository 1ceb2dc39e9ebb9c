//! What a sentence is: headline, bullet, prose, quotation and so on. Its own text and its line decide, nothing else.
//!
//! A line is a paragraph as [`paragraphs`](super::paragraphs) finds it. The kinds are tried in this order:
//!
//! 1. *Boilerplate* and *credit line*: the line, or the sentence, begins with a phrase of [`LinePhrases`].
//! 2. *Bullet*: the line begins with a list sign; one that is used for other things too (`-`, `1.`) counts only beside
//!    another line of the same list.
//! 3. *Headline*: a line without a full stop before the first prose, or a Markdown heading there. A text without prose
//!    has no headline: there is nothing it could head.
//! 4. *Sub-headline*: a short line of its own without a full stop, or a question, that prose follows; or a Markdown
//!    heading.
//! 5. *Quotation*: most of its letters stand inside quotation marks. Otherwise *prose*.

use super::items::ItemSign;
use super::marks::{is_closing, is_stop};
use super::{Quotation, Sentence, Span};

/// What a sentence is for the reader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Headline,
    SubHeadline,
    Bullet,
    Prose,
    /// Most of its words stand inside quotation marks.
    Quotation,
    /// Names who made the text or a picture: a byline, a dateline that stands alone, "Image Credits: …".
    CreditLine,
    /// A line of the site, not of the article: "Read more: …", newsletter lines.
    Boilerplate,
}

/// How credit lines and boilerplate begin. The lists are data of the article layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinePhrases {
    byline: Vec<&'static str>,
    agency: Vec<&'static str>,
    /// With the kind of line each opens; sorted, so that those with one first letter stand together.
    openings: Vec<(&'static str, Kind)>,
}

impl LinePhrases {
    /// Phrases in lower case.
    ///
    /// - `byline`: words before the names of a byline ("by").
    /// - `agency`: names of agencies, for lines that hold nothing else ("LONDON (Reuters) -").
    /// - `credit` and `boilerplate`: what such lines begin with. One that ends in `:` is a label; of several words, it
    ///   may also stand inside a short line. A single word must be the whole line, for it may begin any sentence.
    pub fn new(
        byline: Vec<&'static str>,
        agency: Vec<&'static str>,
        credit: Vec<&'static str>,
        boilerplate: Vec<&'static str>,
    ) -> LinePhrases {
        let credit = credit.into_iter().map(|phrase| (phrase, Kind::CreditLine));
        let boilerplate = boilerplate.into_iter().map(|phrase| (phrase, Kind::Boilerplate));
        let mut openings: Vec<_> = credit.chain(boilerplate).collect();
        openings.sort_unstable();
        LinePhrases { byline, agency, openings }
    }

    /// The phrases that begin with `first`.
    fn openings_with(&self, first: char) -> &[(&'static str, Kind)] {
        let from = self.openings.partition_point(|(phrase, _)| phrase.chars().next() < Some(first));
        let length = self.openings[from..].partition_point(|(phrase, _)| phrase.starts_with(first));
        &self.openings[from..from + length]
    }
}

/// Longest headline, in characters. A longer line without a full stop is prose that lost it.
const HEADLINE: usize = 200;

/// Longest sub-headline, and longest line in which a label is sought, in characters.
const SHORT: usize = 120;

pub(super) fn classify(
    body: &str,
    paragraphs: &[Span],
    spans: &[Span],
    quotations: &[Quotation],
    phrases: &LinePhrases,
) -> Vec<Sentence> {
    let lines = lines(body, paragraphs, spans);
    let own: Vec<Option<Kind>> = (0..lines.len()).map(|index| own_kind(&lines, index, phrases)).collect();
    let is_prose = |&index: &usize| own[index].is_none() && !lines[index].is_heading() && !lines[index].could_head();
    let first_prose = (0..lines.len()).find(is_prose);
    let last_prose = (0..lines.len()).rfind(is_prose);
    let mut quoted = Quoted::new(quotations);
    let mut sentences = Vec::with_capacity(spans.len());
    for (index, line) in lines.iter().enumerate() {
        let before = first_prose.is_some_and(|first| index < first);
        let between = !before && last_prose.is_some_and(|last| index < last);
        let heading = match (line.is_heading(), line.could_head()) {
            (true, _) | (_, true) if before => Some(Kind::Headline),
            (true, _) => Some(Kind::SubHeadline),
            (_, true) if between && line.is_short() => Some(Kind::SubHeadline),
            _ => None,
        };
        for &span in line.spans {
            let is_quoted = quoted.is_most_of(body, span);
            let plain = if is_quoted { Kind::Quotation } else { Kind::Prose };
            let kind = own[index].or(heading).or_else(|| phrase_kind(span.of(body), phrases)).unwrap_or(plain);
            sentences.push(Sentence { span, kind });
        }
    }
    sentences
}

/// A line and its sentences.
struct Line<'a> {
    text: &'a str,
    spans: &'a [Span],
}

fn lines<'a>(body: &'a str, paragraphs: &[Span], mut spans: &'a [Span]) -> Vec<Line<'a>> {
    let line = |paragraph: &Span| {
        let (own, behind) = spans.split_at(spans.partition_point(|span| span.start() < paragraph.end()));
        spans = behind;
        Line { text: paragraph.of(body), spans: own }
    };
    paragraphs.iter().map(line).collect()
}

impl Line<'_> {
    /// A Markdown heading.
    fn is_heading(&self) -> bool {
        let text = self.text.trim_start_matches('#');
        (1..=6).contains(&(self.text.len() - text.len())) && text.starts_with(' ')
    }

    /// One sentence that ends without a full stop, or a question in one short sentence.
    fn could_head(&self) -> bool {
        let ends_full =
            self.text.trim_end_matches(is_closing).ends_with(is_stop) || self.text.ends_with([':', ';', ',']);
        let is_question = self.text.ends_with('?') && self.is_short();
        self.spans.len() == 1 && (!ends_full || is_question) && self.text.chars().count() <= HEADLINE
    }

    fn is_short(&self) -> bool {
        self.text.chars().count() <= SHORT
    }
}

/// The kind a line has by its own signs.
fn own_kind(lines: &[Line], index: usize, phrases: &LinePhrases) -> Option<Kind> {
    let line = &lines[index];
    if let Some(kind) = phrase_kind(line.text, phrases) {
        return Some(kind);
    }
    if line.could_head() && (is_byline(line.text, phrases) || is_agency(line.text, phrases) || has_label(line, phrases))
    {
        return Some(Kind::CreditLine);
    }
    let sign = ItemSign::read(line.text)?;
    let neighbour = |index: usize| lines.get(index).and_then(|line| ItemSign::read(line.text));
    let in_list = neighbour(index + 1).is_some_and(|next| next.follows(&sign))
        || index.checked_sub(1).and_then(neighbour).is_some_and(|before| sign.follows(&before));
    (sign.is_bullet() || in_list).then_some(Kind::Bullet)
}

/// The kind of the phrase that `text`, a line or a sentence, begins with.
fn phrase_kind(text: &str, phrases: &LinePhrases) -> Option<Kind> {
    // What sites set before such lines: arrows, bullets, brackets.
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let first = text.chars().flat_map(char::to_lowercase).next()?;
    let begins = |phrase: &str| {
        let is_word = !phrase.contains(' ') && phrase.ends_with(char::is_alphanumeric);
        behind(text, phrase).is_some_and(|rest| !is_word || !rest.contains(char::is_alphanumeric))
    };
    // Of phrases that are all there, the longest stands last.
    phrases.openings_with(first).iter().rfind(|(phrase, _)| begins(phrase)).map(|&(_, kind)| kind)
}

/// What `text` has behind `phrase`, if it begins with it in any case. The phrase must end where a word does; pages
/// run together from columns may glue a capital to it (`Web DeskNovember 10`).
fn behind<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    let mut last = ' ';
    for expected in phrase.chars() {
        last = rest.next()?;
        let same = match last.is_ascii() {
            true => last == expected || last.to_ascii_lowercase() == expected,
            false => last == expected || last.to_lowercase().eq([expected]),
        };
        if !same {
            return None;
        }
    }
    let next = rest.clone().next();
    let ends = !last.is_alphanumeric()
        || next.is_none_or(|next| !next.is_alphanumeric() || last.is_lowercase() && next.is_uppercase());
    ends.then_some(rest.as_str())
}

/// A byline's word and then names only: `By Jane Doe and John Roe`.
fn is_byline(text: &str, phrases: &LinePhrases) -> bool {
    const WORDS: usize = 12;
    let names = |rest: &str| {
        let words: Vec<&str> = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_name = |word: &&str| !word.starts_with(char::is_lowercase) || word.chars().count() <= 3;
        (1..=WORDS).contains(&words.len()) && words[0].starts_with(char::is_uppercase) && words.iter().all(is_name)
    };
    text.starts_with(char::is_uppercase) && phrases.byline.iter().filter_map(|word| behind(text, word)).any(names)
}

/// An agency's name alone, or in brackets at the end: `LONDON (Reuters) -`.
fn is_agency(text: &str, phrases: &LinePhrases) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let name = bare.rsplit_once('(').map_or(bare, |(_, name)| name);
    phrases.agency.iter().any(|agency| behind(name, agency).is_some_and(str::is_empty))
}

/// A label of several words inside the line: `…SignedImage Credits: AFP`.
fn has_label(line: &Line, phrases: &LinePhrases) -> bool {
    let is_label = |phrase: &str| phrase.contains(' ') && phrase.ends_with(':');
    let credits = || phrases.openings.iter().filter(|(_, kind)| *kind == Kind::CreditLine);
    let labels = || credits().filter(|(phrase, _)| is_label(phrase));
    line.is_short() && line.text.contains(':') && {
        let mut before = ' ';
        line.text.char_indices().any(|(at, c)| {
            let begins = !before.is_alphanumeric() || before.is_lowercase() && c.is_uppercase();
            before = c;
            begins && labels().any(|(label, _)| behind(&line.text[at..], label).is_some())
        })
    }
}

/// Walks the quotations beside the sentences.
struct Quoted<'a> {
    quotations: &'a [Quotation],
    /// Letters up to here were counted.
    counted: usize,
}

impl<'a> Quoted<'a> {
    fn new(quotations: &'a [Quotation]) -> Quoted<'a> {
        Quoted { quotations, counted: 0 }
    }

    /// Whether most letters of `sentence`, which comes behind those asked for before, stand inside quotations.
    fn is_most_of(&mut self, body: &str, sentence: Span) -> bool {
        let letters = |start, end| Span::new(start, end).of(body).chars().filter(|c| c.is_alphanumeric()).count();
        let mut inside = 0;
        self.counted = self.counted.max(sentence.start());
        while let Some(quotation) = self.quotations.first().filter(|next| next.inner.start() < sentence.end()) {
            // What is quoted inside a quotation was counted with it.
            let start = quotation.inner.start().max(self.counted);
            let end = quotation.inner.end().min(sentence.end());
            if start < end {
                inside += letters(start, end);
                self.counted = end;
            }
            if quotation.inner.end() > sentence.end() {
                break;
            }
            self.quotations = &self.quotations[1..];
        }
        inside > 0 && inside * 2 > letters(sentence.start(), sentence.end())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Text;
    use super::*;

    fn phrases() -> LinePhrases {
        LinePhrases::new(
            vec!["by", "von"],
            vec!["reuters", "afp"],
            vec!["image credits:", "reporting by", "web desk", "photo:", "agencies"],
            vec!["read more:", "advertisement", "share", "sign up for our"],
        )
    }

    /// The kind of each sentence.
    fn kinds(body: &str) -> Vec<Kind> {
        Text::new(body, &phrases()).sentences().iter().map(|sentence| sentence.kind).collect()
    }

    #[test]
    fn lines_without_a_stop_before_the_prose_are_headlines() {
        use Kind::*;
        let body = "Talks end\nWill they meet again?\nThe talks ended on Friday. No one spoke.\nA new start\nThey meet again.\nThe end";
        assert_eq!(kinds(body), [Headline, Headline, Prose, Prose, SubHeadline, Prose, Prose]);
    }

    #[test]
    fn a_text_without_prose_has_no_headline() {
        assert_eq!(kinds("Talks end\nMarkets fall"), [Kind::Prose, Kind::Prose]);
    }

    #[test]
    fn markdown_headings_count() {
        use Kind::*;
        assert_eq!(
            kinds("# Talks end.\n\nThey ended.\n\n## What now.\n\nNobody knows."),
            [Headline, Prose, SubHeadline, Prose]
        );
    }

    #[test]
    fn bullets_need_their_sign_or_a_list() {
        use Kind::*;
        assert_eq!(kinds("They agreed.\n• No war.\nIt held."), [Prose, Bullet, Prose]);
        assert_eq!(
            kinds("They agreed.\n- No war.\n- No tax. None at all.\nIt held."),
            [Prose, Bullet, Bullet, Bullet, Prose]
        );
        assert_eq!(kinds("They agreed.\n- No war.\nIt held."), [Prose, Prose, Prose]);
        assert_eq!(kinds("They agreed.\n1. No war.\n2. No tax.\nIt held."), [Prose, Bullet, Bullet, Prose]);
    }

    #[test]
    fn credits_are_known_by_phrase_byline_agency_and_label() {
        for line in [
            "By Maria Costa and J. R. Lee",
            "Von Anna Groß",
            "LONDON, Nov 10 (Reuters) -",
            "AFP",
            "Web DeskNovember 10, 2024",
            "Photo: someone",
            "Treaty SignedImage Credits: someone",
            "(Reporting by Ann Lee; Editing by Bo Ek)",
        ] {
            assert_eq!(kinds(&format!("{line}\nThe talks ended on Friday."))[0], Kind::CreditLine, "{line}");
        }
        for line in
            ["By Friday the talks were over.", "Reuters said so.", "Agencies reported it.", "He drew his photo: a cat."]
        {
            assert_eq!(kinds(&format!("The talks ended.\n{line}"))[1], Kind::Prose, "{line}");
        }
    }

    #[test]
    fn boilerplate_is_known_as_line_or_as_sentence() {
        use Kind::*;
        assert_eq!(
            kinds("It ended. Read more: the talks\nShares fell.\nSHARE\nSign up for our letter. It is free."),
            [Prose, Boilerplate, Prose, Boilerplate, Boilerplate, Boilerplate]
        );
    }

    #[test]
    fn a_quotation_is_mostly_quoted() {
        use Kind::*;
        let body = "“We will act and we will not wait. It is time,” the minister of state said. He spoke of “peace”. He added, “It is time to go.”";
        assert_eq!(kinds(body), [Quotation, Prose, Prose, Quotation]);
    }
}
