//! One version of an article: what is known of it, its sentences and its quotations; of a page, what it states and where the
//! sentences stand on it.

use crate::archive::Declared;
use crate::article::{ArticleId, Meta, Source, Version};
use crate::ingest::{Candidate, Explained, Fact};
use crate::package::swhid::Swhids;
use crate::text::{Kind, Sentence, Span, Text};

/// What `show` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    pub article: String,
    pub key: String,
    /// `sha256:` of the raw bytes, and of the canonical text.
    pub version: String,
    pub text: String,
    /// git's names of the same, and for a stored version of its commit and tree.
    pub swhids: Swhids,
    pub meta: Meta,
    pub origin: Origin,
    /// The input text.
    pub input: String,
    pub sentences: Vec<SentenceRow>,
    pub quotations: Vec<QuotationRow>,
    /// What the page states, where the article stands on one.
    pub page: Option<PageRows>,
    /// What it states is wanted, in place of its text.
    pub explained: bool,
    /// For JSON: the sentences in place of the text.
    pub parted: bool,
    /// The one sentence that is wanted, 0-based.
    pub only: Option<usize>,
}

/// Where it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A file, and where in it, if it holds records.
    Source(Source),
    /// The store has it as this version of so many, since then (Unix seconds); the article may have been removed.
    Store { number: u32, versions: u32, recorded_at: i64, removed: Option<Declared> },
}

/// A sentence, in its input's offsets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentenceRow {
    pub kind: Kind,
    pub chars: [usize; 2],
    pub bytes: [usize; 2],
    pub exact: String,
    /// The bytes of the decoded page it was read from, a range for each of the page's texts; `None` of what is no page.
    pub html: Option<Vec<[usize; 2]>>,
}

/// What a page states of its article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageRows {
    /// By fact, in the order of choice.
    pub candidates: Vec<CandidateRow>,
    /// What it says of pictures and tables, which is no part of the text.
    pub captions: Vec<String>,
}

/// One statement of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CandidateRow {
    pub fact: &'static str,
    pub source: &'static str,
    pub value: String,
    /// Bytes of the decoded page.
    pub html: Option<[usize; 2]>,
    pub chosen: bool,
    pub why: String,
}

/// Words between quotation marks, without them, in their input's offsets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuotationRow {
    /// The sentences it stands in, 0-based.
    pub sentences: Vec<usize>,
    pub chars: [usize; 2],
    pub bytes: [usize; 2],
    pub exact: String,
    /// Who speaks, where the text names it, and where it does (bytes).
    pub speaker: Option<(String, [usize; 2])>,
}

impl Stored {
    /// The sentences that are wanted, with their numbers.
    pub fn wanted(&self) -> impl Iterator<Item = (usize, &SentenceRow)> {
        self.sentences.iter().enumerate().filter(|(number, _)| self.only.is_none_or(|only| only == *number))
    }

    /// `sentences` may be other ones than the text's own: those found when it was recorded.
    pub fn new(
        article: &ArticleId,
        version: Version,
        swhids: Swhids,
        meta: Meta,
        origin: Origin,
        text: &Text,
        sentences: &[Sentence],
    ) -> Stored {
        let row = |&Sentence { span, kind }: &Sentence| {
            let place = text.place(span);
            SentenceRow { kind, chars: place.chars, bytes: place.bytes, exact: text.exact(span).to_owned(), html: None }
        };
        let within = |span: Span| {
            let numbered = sentences.iter().enumerate();
            numbered.filter(|(_, sentence)| sentence.span.overlaps(span)).map(|(number, _)| number).collect()
        };
        let quotations = text.quotations().iter().map(|quotation| {
            let place = text.place(quotation.inner);
            QuotationRow {
                sentences: within(quotation.inner),
                chars: place.chars,
                bytes: place.bytes,
                exact: text.exact(quotation.inner).to_owned(),
                speaker: quotation.speaker.map(|name| (text.exact(name).to_owned(), text.place(name).bytes)),
            }
        });
        Stored {
            article: article.name().to_owned(),
            key: article.key().to_owned(),
            version: version.raw.prefixed(),
            text: version.text.prefixed(),
            swhids,
            page: None,
            explained: false,
            meta,
            origin,
            input: text.input().to_owned(),
            sentences: sentences.iter().map(row).collect(),
            quotations: quotations.collect(),
            parted: false,
            only: None,
        }
    }
}

impl Stored {
    /// The same, read from this page.
    pub fn on(mut self, page: &Explained) -> Stored {
        for row in &mut self.sentences {
            let [start, end] = row.bytes;
            let places = page.html_bytes(start..end);
            row.html = Some(places.into_iter().map(|range| [range.start, range.end]).collect());
        }
        let taken = |fact| page.taken(fact).map(str::to_owned);
        let candidates = candidates(page.candidates(), taken, &self.meta);
        self.page = Some(PageRows { candidates, captions: page.captions().to_vec() });
        self
    }

    /// The same, read from a document that states this of itself, of which that was chosen.
    pub fn stating(mut self, stated: &[Candidate], chosen: &Meta) -> Stored {
        let taken = |fact| match fact {
            Fact::Title => chosen.title.clone(),
            Fact::Outlet => chosen.outlet.clone(),
            Fact::Author => chosen.author.clone(),
            Fact::Url => chosen.url.clone(),
            Fact::Published => chosen.published.as_ref().map(|date| date.value.clone()),
            _ => None,
        };
        self.page = Some(PageRows { candidates: candidates(stated, taken, &self.meta), captions: Vec::new() });
        self
    }
}

/// What is stated, with what was taken of it. `meta` is what is known now: what was given beside wins over what is stated.
fn candidates(stated: &[Candidate], taken: impl Fn(Fact) -> Option<String>, meta: &Meta) -> Vec<CandidateRow> {
    let mut candidates: Vec<CandidateRow> = Vec::new();
    for candidate in stated {
        let fact = candidate.fact.name();
        let known = match fact {
            "title" => meta.title.as_deref(),
            "outlet" => meta.outlet.as_deref(),
            "author" => meta.author.as_deref(),
            "url" => meta.url.as_deref(),
            "date" => meta.published.as_ref().map(|date| date.value.as_str()),
            _ => None,
        };
        let given = known.filter(|known| taken(candidate.fact).as_deref() != Some(*known));
        if let Some(given) = given
            && candidates.last().is_none_or(|last| last.fact != fact)
        {
            candidates.push(CandidateRow {
                fact,
                source: "given",
                value: given.to_owned(),
                html: None,
                chosen: true,
                why: "stated beside the page".to_owned(),
            });
        }
        let html = (!candidate.bytes.is_empty()).then_some([candidate.bytes.start, candidate.bytes.end]);
        let chosen = candidate.chosen && given.is_none();
        let why = if candidate.chosen && !chosen { "behind given".to_owned() } else { candidate.why.clone() };
        let (source, value) = (candidate.source, candidate.value.clone());
        candidates.push(CandidateRow { fact, source, value, html, chosen, why });
    }
    candidates
}
