//! The lines of one version: what is known of it, its sentences, its quotations.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::history::RemovedField;
use super::{DateField, Lines, moment};
use crate::report::{CandidateRow, Origin, QuotationRow, SentenceRow, Stored, kind_name};

impl Lines<'_> {
    pub(super) fn stored(&mut self, stored: &Stored) {
        let mut params = BTreeMap::from([("sentences".to_owned(), stored.parted.to_string())]);
        params.extend(stored.only.map(|only| ("sentence".to_owned(), only.to_string())));
        if stored.explained {
            params.insert("meta".to_owned(), "true".to_owned());
        }
        self.header("show", &params, None);
        self.push("wirecopy/article/1", ShownLine::new(stored));
        if let Some(page) = stored.page.as_ref().filter(|_| stored.explained) {
            for row in &page.candidates {
                self.push("wirecopy/candidate/1", CandidateLine::new(stored, row));
            }
            for caption in &page.captions {
                self.push(
                    "wirecopy/caption/1",
                    CaptionLine { article: &stored.article, version: &stored.version, exact: caption },
                );
            }
        }
        if !stored.parted {
            return;
        }
        for (number, row) in stored.wanted() {
            self.push("wirecopy/sentence/1", SentenceLine::new(stored, number, row));
        }
        let wanted = |row: &&QuotationRow| stored.only.is_none_or(|only| row.sentences.contains(&only));
        for row in stored.quotations.iter().filter(wanted) {
            self.push("wirecopy/quotation/1", QuotationLine::new(stored, row));
        }
    }
}

/// An article line with all that is known of the version.
#[derive(Serialize)]
struct ShownLine<'r> {
    article: &'r str,
    version: &'r str,
    text: &'r str,
    swhid: SwhidField<'r>,
    source: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    outlet: Option<&'r str>,
    title: Option<&'r str>,
    date: Option<DateField<'r>>,
    author: Option<&'r str>,
    url: Option<&'r str>,
    key: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<RemovedField<'r>>,
    extra: BTreeMap<&'r str, Box<RawValue>>,
    /// The input text, unless its sentences or what the page states follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'r str>,
}

impl<'r> ShownLine<'r> {
    fn new(stored: &'r Stored) -> ShownLine<'r> {
        let meta = &stored.meta;
        let (source, line, offset) = match &stored.origin {
            Origin::Source(source) => (Some(source.path.as_str()), source.line, source.offset),
            Origin::Store { .. } => (None, None, None),
        };
        let (number, recorded, removed) = match &stored.origin {
            Origin::Store { number, recorded_at, removed, .. } => {
                (Some(*number), Some(moment(*recorded_at)), removed.as_ref().map(RemovedField::new))
            }
            Origin::Source(_) => (None, None, None),
        };
        ShownLine {
            article: &stored.article,
            version: &stored.version,
            text: &stored.text,
            swhid: SwhidField {
                raw: &stored.swhids.raw,
                text: &stored.swhids.text,
                revision: stored.swhids.revision.as_deref(),
                directory: stored.swhids.directory.as_deref(),
            },
            source,
            line,
            offset,
            outlet: meta.outlet.as_deref(),
            title: meta.title.as_deref(),
            date: meta.published.as_ref().map(DateField::new),
            author: meta.author.as_deref(),
            url: meta.url.as_deref(),
            key: &stored.key,
            number,
            recorded,
            removed,
            extra: meta.extra.iter().filter_map(|(name, json)| Some((name.as_str(), raw(json)?))).collect(),
            input: (!stored.parted && !stored.explained).then_some(&stored.input),
        }
    }
}

#[derive(Serialize)]
struct SwhidField<'r> {
    raw: &'r str,
    text: &'r str,
    revision: Option<&'r str>,
    directory: Option<&'r str>,
}

/// Carried-through fields were parsed when they came in, so each is JSON.
fn raw(json: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(json.to_owned()).ok()
}

#[derive(Serialize)]
struct SentenceLine<'r> {
    article: &'r str,
    version: &'r str,
    sentences: [usize; 1],
    kind: &'static str,
    chars: [usize; 2],
    bytes: [usize; 2],
    exact: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html_bytes: Option<&'r [[usize; 2]]>,
}

impl<'r> SentenceLine<'r> {
    fn new(stored: &'r Stored, sentence: usize, row: &'r SentenceRow) -> SentenceLine<'r> {
        SentenceLine {
            article: &stored.article,
            version: &stored.version,
            sentences: [sentence],
            kind: kind_name(row.kind),
            chars: row.chars,
            bytes: row.bytes,
            exact: &row.exact,
            html_bytes: row.html.as_deref(),
        }
    }
}

/// A statement of the page.
#[derive(Serialize)]
struct CandidateLine<'r> {
    article: &'r str,
    version: &'r str,
    fact: &'static str,
    source: &'static str,
    value: &'r str,
    html_bytes: Option<[usize; 2]>,
    chosen: bool,
    why: &'r str,
}

impl<'r> CandidateLine<'r> {
    fn new(stored: &'r Stored, row: &'r CandidateRow) -> CandidateLine<'r> {
        CandidateLine {
            article: &stored.article,
            version: &stored.version,
            fact: row.fact,
            source: row.source,
            value: &row.value,
            html_bytes: row.html,
            chosen: row.chosen,
            why: &row.why,
        }
    }
}

/// What the page says of a picture or a table.
#[derive(Serialize)]
struct CaptionLine<'r> {
    article: &'r str,
    version: &'r str,
    exact: &'r str,
}

#[derive(Serialize)]
struct QuotationLine<'r> {
    article: &'r str,
    version: &'r str,
    sentences: &'r [usize],
    chars: [usize; 2],
    bytes: [usize; 2],
    exact: &'r str,
    speaker: Option<SpeakerField<'r>>,
}

#[derive(Serialize)]
struct SpeakerField<'r> {
    text: &'r str,
    bytes: [usize; 2],
}

impl<'r> QuotationLine<'r> {
    fn new(stored: &'r Stored, row: &'r QuotationRow) -> QuotationLine<'r> {
        QuotationLine {
            article: &stored.article,
            version: &stored.version,
            sentences: &row.sentences,
            chars: row.chars,
            bytes: row.bytes,
            exact: &row.exact,
            speaker: row.speaker.as_ref().map(|(text, bytes)| SpeakerField { text, bytes: *bytes }),
        }
    }
}
