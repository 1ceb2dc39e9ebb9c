//! One version of an article: what is known of it, its sentences and its quotations.

use crate::archive::Declared;
use crate::article::{ArticleId, Meta, Source, Version};
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
            SentenceRow { kind, chars: place.chars, bytes: place.bytes, exact: text.exact(span).to_owned() }
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
