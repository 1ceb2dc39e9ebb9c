//! `<id>.json`: what is known of a version, and where its sentences stand. The one place that knows its JSON form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::article::{ArticleId, Basis, Capture, Dated, Meta, Version};
use crate::hash::{Digest, merkle};
use crate::proof::claim;
use crate::text::{CANON_VERSION, Kind, SEGMENTER, Sentence, Span};

const SCHEMA: &str = "wirecopy/record/1";

/// A version's record: all the archive knows beside the bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    pub article: ArticleId,
    pub meta: Meta,
    pub version: Version,
    /// Of the canonical text, as the segmenter of the day found them. Later segmenters may find others.
    pub sentences: Vec<Sentence>,
    pub(super) canon: u32,
    pub(super) segmenter: String,
}

impl Record {
    pub(super) fn of(capture: &Capture) -> Record {
        Record {
            article: capture.article.clone(),
            meta: normal(&capture.meta),
            version: capture.version,
            sentences: capture.text.sentences().to_vec(),
            canon: CANON_VERSION,
            segmenter: SEGMENTER.to_owned(),
        }
    }

    /// The RFC 6962 root over the sentences, each after its number; `None` if a span does not fit `body`.
    pub(super) fn sentence_root(&self, body: &str) -> Option<Digest> {
        Some(merkle::root(&self.sentence_hashes(body)?))
    }

    /// The leaves under that root.
    pub(super) fn sentence_hashes(&self, body: &str) -> Option<Vec<Digest>> {
        let hash = |(ordinal, sentence): (usize, &Sentence)| {
            Some(claim::hash(ordinal as u32, body.get(sentence.span.range())?))
        };
        self.sentences.iter().enumerate().map(hash).collect()
    }

    /// The bytes of `<id>.json`: one field a line, in fixed order.
    pub(super) fn encode(&self) -> String {
        let mut before = 0;
        let sentences = self.sentences.iter().map(|&Sentence { span, kind }| {
            let line = format!("{} {} {}", span.start().saturating_sub(before), span.len(), kind_name(kind));
            before = span.end();
            line
        });
        let wire = Wire {
            schema: SCHEMA.to_owned(),
            key: self.article.key().to_owned(),
            name: self.article.name().to_owned(),
            title: self.meta.title.clone(),
            outlet: self.meta.outlet.clone(),
            author: self.meta.author.clone(),
            url: self.meta.url.clone(),
            date: self.meta.published.as_ref().map(|date| WireDate {
                value: date.value.clone(),
                words: date.words.clone(),
                basis: basis_name(date.basis).to_owned(),
                zone: date.zone.clone(),
            }),
            extra: self.meta.extra.iter().map(|(name, json)| (name.clone(), raw_json(json))).collect(),
            raw: self.version.raw.prefixed(),
            text: self.version.text.prefixed(),
            canonical: self.canon,
            segmenter: self.segmenter.clone(),
            sentences: sentences.collect(),
        };
        // Strings, numbers and JSON that was parsed before always serialise.
        let mut json = serde_json::to_string_pretty(&wire).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Reads a record back; the error says what is wrong with it.
    pub(super) fn decode(bytes: &[u8]) -> Result<Record, String> {
        let wire: Wire = serde_json::from_slice(bytes).map_err(|error| format!("is no record: {error}"))?;
        if wire.schema != SCHEMA {
            return Err(format!("is a record of schema {:?}, not {SCHEMA}", wire.schema));
        }
        let digest = |text: &str| {
            let hex = text.strip_prefix("sha256:").ok_or_else(|| format!("has no sha256: before {text:?}"))?;
            hex.parse::<Digest>().map_err(|error| error.to_string())
        };
        let published = match wire.date {
            Some(date) => Some(Dated {
                basis: basis_from(&date.basis).ok_or_else(|| format!("has no date basis {:?}", date.basis))?,
                value: date.value,
                words: date.words,
                zone: date.zone,
            }),
            None => None,
        };
        let mut before = 0;
        let mut sentences = Vec::with_capacity(wire.sentences.len());
        for line in &wire.sentences {
            let sentence = sentence_from(line, before).ok_or_else(|| format!("has no sentence {line:?}"))?;
            before = sentence.span.end();
            sentences.push(sentence);
        }
        Ok(Record {
            version: Version { raw: digest(&wire.raw)?, text: digest(&wire.text)? },
            article: ArticleId::from_key(&wire.key, &wire.name),
            meta: Meta {
                title: wire.title,
                outlet: wire.outlet,
                author: wire.author,
                url: wire.url,
                published,
                captured_at: None,
                extra: wire.extra.into_iter().map(|(name, json)| (name, json.get().to_owned())).collect(),
            },
            sentences,
            canon: wire.canonical,
            segmenter: wire.segmenter,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    schema: String,
    key: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<WireDate>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<String, Box<RawValue>>,
    raw: String,
    text: String,
    canonical: u32,
    segmenter: String,
    /// `SKIP LENGTH KIND`: bytes since the last sentence's end, bytes, kind. Relative, so that an edit changes its own
    /// sentence's line and no other.
    sentences: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct WireDate {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    basis: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
}

/// The metadata as a record gives it back.
pub(super) fn normal(meta: &Meta) -> Meta {
    let mut meta = Meta { captured_at: None, ..meta.clone() };
    meta.extra.values_mut().for_each(|json| *json = raw_json(json).get().to_owned());
    meta
}

/// The JSON itself, or as a string what is no JSON.
fn raw_json(json: &str) -> Box<RawValue> {
    let parsed = RawValue::from_string(json.to_owned());
    parsed.or_else(|_| serde_json::value::to_raw_value(json)).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn sentence_from(line: &str, before: usize) -> Option<Sentence> {
    let mut words = line.split(' ');
    let skip: usize = words.next()?.parse().ok()?;
    let length: usize = words.next()?.parse().ok()?;
    let kind = kind_from(words.next()?)?;
    let start = before.checked_add(skip)?;
    let end = start.checked_add(length)?;
    (words.next().is_none() && end <= u32::MAX as usize).then(|| Sentence { span: Span::new(start, end), kind })
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Headline => "headline",
        Kind::SubHeadline => "sub-headline",
        Kind::Bullet => "bullet",
        Kind::Prose => "prose",
        Kind::Quotation => "quotation",
        Kind::CreditLine => "credit-line",
        Kind::Boilerplate => "boilerplate",
    }
}

fn kind_from(name: &str) -> Option<Kind> {
    use Kind::*;
    [Headline, SubHeadline, Bullet, Prose, Quotation, CreditLine, Boilerplate]
        .into_iter()
        .find(|&kind| kind_name(kind) == name)
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::Record => "record",
        Basis::Given => "given",
        Basis::Inferred => "inferred",
    }
}

fn basis_from(name: &str) -> Option<Basis> {
    [Basis::Stated, Basis::Record, Basis::Given, Basis::Inferred].into_iter().find(|&basis| basis_name(basis) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Source;
    use proptest::prelude::*;

    fn capture(meta: Meta, text: &str) -> Capture {
        let source = Source { path: "a.txt".to_owned(), line: None, offset: None };
        Capture::new(ArticleId::from_file("c", "a.txt"), source, meta, text.as_bytes().to_vec(), text)
    }

    #[test]
    fn a_record_is_one_field_a_line_in_fixed_order() {
        let meta = Meta {
            title: Some("A \"title\"".to_owned()),
            published: Some(Dated {
                value: "2024-11-10".to_owned(),
                words: Some("Nov 10".to_owned()),
                basis: Basis::Stated,
                zone: None,
            }),
            extra: [("section".to_owned(), "[1,1.50]".to_owned())].into(),
            ..Meta::default()
        };
        let json = Record::of(&capture(meta, "One.\n\nTwo.\n")).encode();
        let expected = r#"{
  "schema": "wirecopy/record/1",
  "key": "file:c/a.txt",
  "name": "a",
  "title": "A \"title\"",
  "date": {
    "value": "2024-11-10",
    "words": "Nov 10",
    "basis": "stated"
  },
  "extra": {
    "section": [1,1.50]
  },
"#;
        assert!(json.starts_with(expected), "{json}");
        assert!(json.ends_with("  ]\n}\n"));
    }

    #[test]
    fn sentences_are_written_relative_and_read_absolute() {
        let capture = capture(Meta::default(), "One.\n\nTwo, three.\n");
        let record = Record::of(&capture);
        assert!(record.encode().contains("\"0 4 ") && record.encode().contains("\"2 11 "), "{}", record.encode());
        assert_eq!(Record::decode(record.encode().as_bytes()).unwrap().sentences, capture.text.sentences());
    }

    #[test]
    fn the_sentence_root_is_a_tree_over_numbered_sentences() {
        let record = Record::of(&capture(Meta::default(), "One.\nTwo.\n"));
        let leaves = [&b"\0\0\0\0One."[..], b"\0\0\0\x01Two."].map(merkle::leaf_hash);
        assert_eq!(record.sentence_root("One.\nTwo.\n"), Some(merkle::node_hash(leaves[0], leaves[1])));
        assert_eq!(record.sentence_root("One."), None, "a span outside the text");
        assert_eq!(record.sentence_root("One.\naéé"), None, "a span inside a character");
    }

    #[test]
    fn a_faulty_record_is_refused_with_its_fault() {
        let good = Record::of(&capture(Meta::default(), "One.\n")).encode();
        let cases = [
            ("record/1", "record/2", "schema"),
            ("\"0 4 ", "\"0 99999999999 ", "no sentence"),
            ("\"0 4 ", "\"-1 4 ", "no sentence"),
            ("\"0 4 ", "\"0 4 poem-", "no sentence"),
            ("sha256:", "sha256:x", "not a SHA-256"),
            ("\"name\"", "\"nom\"", "is no record"),
        ];
        for (from, to, fault) in cases {
            let error = Record::decode(good.replace(from, to).as_bytes()).unwrap_err();
            assert!(error.contains(fault), "{error}");
        }
    }

    fn any_meta() -> impl Strategy<Value = Meta> {
        let word = || proptest::option::of(".{0,12}");
        let basis = prop_oneof![Just(Basis::Stated), Just(Basis::Record), Just(Basis::Given), Just(Basis::Inferred)];
        let date = (".{0,12}", word(), basis, word()).prop_map(|(value, words, basis, zone)| Dated {
            value,
            words,
            basis,
            zone,
        });
        let json = prop_oneof![
            Just("null".to_owned()),
            Just(" [1, 2.50] ".to_owned()),
            Just("no json".to_owned()),
            "[1-9][0-9]{0,30}"
        ];
        let extra = proptest::collection::btree_map(".{0,6}", json, 0..4);
        let rest = (proptest::option::of(date), extra);
        (word(), word(), word(), word(), rest).prop_map(|(title, outlet, author, url, (published, extra))| Meta {
            title,
            outlet,
            author,
            url,
            published,
            captured_at: None,
            extra,
        })
    }

    proptest! {
        #[test]
        fn a_record_is_read_back_as_it_was_written(meta in any_meta(), text in "(.{0,9}\n){0,5}") {
            let record = Record::of(&capture(meta, &text));
            prop_assert_eq!(Record::decode(record.encode().as_bytes()), Ok(record));
        }
    }
}
