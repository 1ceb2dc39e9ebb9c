//! A version as a person reads it without this program: its text, its bytes as they came where they are others, and a
//! page of JSON that says what is known of it. Bags and OCFL objects hold these files.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::error::Result;
use super::swhid::Swhids;
use crate::archive::{Archive, Change, Entry};
use crate::article::{Basis, Dated};
use crate::text::utc_second;

const SCHEMA: &str = "wirecopy/described/1";
const ERASED: &str = "wirecopy/erased/1";

/// The files of a version, and when it was recorded.
pub(super) struct Described {
    pub number: u32,
    /// Unix seconds.
    pub recorded_at: i64,
    /// Name → bytes: `text.txt`, `metadata.json`, and `raw` where it is not the text; `erased.json` alone where it is erased.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

/// What a version's files say, for an entry that brought one; `None` for any other, such as a correction of metadata, which
/// the version it corrects has already.
pub(super) fn describe(archive: &Archive, entry: &Entry) -> Result<Option<Described>> {
    if entry.change != Change::Version {
        return Ok(None);
    }
    let Some(record) = &entry.record else { return Ok(Some(erased(entry))) };
    let content = archive.content(&record.article, Some(entry.version))?;
    let swhids = Swhids::new(archive, entry, &content)?;
    let (article, meta) = (&content.record.article, &content.record.meta);
    let page = Page {
        schema: SCHEMA,
        key: article.key(),
        name: article.name(),
        id: article.store_id(),
        version: entry.version,
        recorded: moment(entry.recorded_at),
        entry: entry.leaf,
        commit: entry.commit.map(|commit| commit.to_string()),
        raw: content.record.version.raw.prefixed(),
        text: content.record.version.text.prefixed(),
        swhid_raw: &swhids.raw,
        swhid_text: &swhids.text,
        title: meta.title.as_deref(),
        outlet: meta.outlet.as_deref(),
        author: meta.author.as_deref(),
        url: meta.url.as_deref(),
        date: meta.published.as_ref().map(Date::new),
        extra: meta.extra.iter().filter_map(|(name, json)| Some((name.as_str(), raw(json)?))).collect(),
    };
    let mut files = vec![("metadata.json", json(&page))];
    if content.raw != content.text.as_bytes() {
        files.push(("raw", content.raw));
    }
    files.push(("text.txt", content.text.into_bytes()));
    Ok(Some(Described { number: entry.version, recorded_at: entry.recorded_at, files }))
}

/// Of an erased version only what its entry in the log still says.
fn erased(entry: &Entry) -> Described {
    let page = Erased {
        schema: ERASED,
        version: entry.version,
        recorded: moment(entry.recorded_at),
        entry: entry.leaf,
        raw: entry.bytes.raw.prefixed(),
        text: entry.bytes.text.prefixed(),
    };
    Described { number: entry.version, recorded_at: entry.recorded_at, files: vec![("erased.json", json(&page))] }
}

fn json(page: &impl Serialize) -> Vec<u8> {
    // Strings and numbers always serialise.
    let mut json = serde_json::to_vec_pretty(page).unwrap_or_default();
    json.push(b'\n');
    json
}

/// RFC 3339; beyond its years, the Unix seconds.
pub(super) fn moment(seconds: i64) -> String {
    utc_second(seconds).unwrap_or_else(|| seconds.to_string())
}

fn raw(json: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(json.to_owned()).ok()
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    key: &'a str,
    name: &'a str,
    id: &'a str,
    version: u32,
    recorded: String,
    /// Its index in the log.
    entry: u64,
    commit: Option<String>,
    raw: String,
    text: String,
    swhid_raw: &'a str,
    swhid_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extra: BTreeMap<&'a str, Box<RawValue>>,
}

/// A version whose bytes were erased by order.
#[derive(Serialize)]
struct Erased {
    schema: &'static str,
    version: u32,
    recorded: String,
    entry: u64,
    raw: String,
    text: String,
}

#[derive(Serialize)]
struct Date<'a> {
    value: &'a str,
    basis: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'a str>,
}

impl<'a> Date<'a> {
    fn new(date: &'a Dated) -> Date<'a> {
        Date {
            value: &date.value,
            basis: match date.basis {
                Basis::Stated => "stated",
                Basis::Record => "record",
                Basis::Given => "given",
                Basis::Inferred => "inferred",
            },
            words: date.words.as_deref(),
            zone: date.zone.as_deref(),
        }
    }
}
