//! Sheets: what a person wrote down about articles, beside them. `sources.toml` speaks of a folder's articles, a sidecar of
//! the one file it is named after. Strict: a key we do not know is an error, for it may be a slip of the pen.
//! docs/sources.md is the specification.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::unpack::unpacked_name;
use super::walk::below_root;
use crate::article::{Basis, Dated, Meta};
use crate::text::unix_second;

/// What is written about one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The article's key, in place of the one its path gives.
    pub key: Option<String>,
    pub meta: Meta,
}

impl Facts {
    /// This, with each gap filled from `other`.
    pub fn or(self, other: Facts) -> Facts {
        Facts { key: self.key.or(other.key), meta: self.meta.or(other.meta) }
    }
}

/// Why a sheet cannot be used, and the line where, 1-based.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub line: Option<u64>,
    pub what: String,
}

/// A `sources.toml`.
#[derive(Debug)]
pub(super) struct Sheet {
    all: Meta,
    /// By the path below the sheet's folder.
    articles: BTreeMap<String, Facts>,
    /// Lines that speak of files which are not there.
    pub absent: Vec<(u64, String)>,
}

impl Sheet {
    pub const NAME: &'static str = "sources.toml";

    /// The one version of the form so far.
    const FORMAT: u32 = 1;

    pub fn open(path: &Path) -> Result<Sheet, Fault> {
        let toml = read(path)?;
        let file: SheetToml = parse(&toml)?;
        if let Some(format) = file.format
            && *format.get_ref() != Sheet::FORMAT
        {
            let what = format!("format {} is not known, only {}", format.get_ref(), Sheet::FORMAT);
            return Err(Fault { line: Some(line(&toml, format.span().start)), what });
        }
        let folder = path.parent().unwrap_or(path);
        let mut sheet = Sheet {
            all: Meta { outlet: file.all.outlet, author: file.all.author, ..Meta::default() },
            articles: BTreeMap::new(),
            absent: Vec::new(),
        };
        for (name, entry) in file.articles {
            let article = folder.join(name.get_ref());
            if !article.exists() {
                sheet.absent.push((line(&toml, name.span().start), name.get_ref().clone()));
            }
            let name = below_root(folder, &article).unwrap_or_else(|| name.into_inner());
            sheet.articles.insert(name, entry.facts(&toml)?);
        }
        Ok(sheet)
    }

    /// What the sheet says of the article at `below` its folder.
    pub fn facts(&self, below: &str) -> Facts {
        let all = Facts { key: None, meta: self.all.clone() };
        self.articles.get(below).cloned().unwrap_or_default().or(all)
    }

    /// The sidecar of the file at `path`, if it has one: `a.txt.toml`, else `a.toml`, for `a.txt`.
    pub fn sidecar(path: &Path) -> Option<(PathBuf, Result<Facts, Fault>)> {
        let sidecar =
            sidecar_names(path).into_iter().map(|name| path.with_file_name(name)).find(|path| path.is_file())?;
        let facts = read(&sidecar).and_then(|toml| parse::<EntryToml>(&toml)?.facts(&toml));
        Some((sidecar, facts))
    }

    /// A sheet in a sidecar's form that does not say which article it speaks of, so it may not name one either.
    pub fn of_any(path: &Path) -> Result<Meta, Fault> {
        let toml = read(path)?;
        let entry: EntryToml = parse(&toml)?;
        if let Some(key) = &entry.key {
            let what = "`key` is for a sheet beside its article".to_owned();
            return Err(Fault { line: Some(line(&toml, key.span().start)), what });
        }
        Ok(entry.facts(&toml)?.meta)
    }
}

fn sidecar_names(path: &Path) -> Vec<OsString> {
    let name = path.file_name().unwrap_or_default();
    let mut full = name.to_owned();
    full.push(".toml");
    let stem =
        name.to_str().and_then(|name| unpacked_name(name).rsplit_once('.')).map(|(stem, _)| format!("{stem}.toml"));
    // `sources.toml` speaks of the folder, also beside a `sources.txt`.
    let stem = stem.filter(|name| name != Sheet::NAME).map(OsString::from);
    [Some(full), stem].into_iter().flatten().collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetToml {
    format: Option<Spanned<u32>>,
    #[serde(default)]
    all: AllToml,
    #[serde(default)]
    articles: BTreeMap<Spanned<String>, EntryToml>,
}

/// What may be true of all articles of a folder.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllToml {
    outlet: Option<String>,
    author: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryToml {
    key: Option<Spanned<String>>,
    title: Option<String>,
    outlet: Option<String>,
    author: Option<String>,
    url: Option<String>,
    date: Option<Spanned<Value>>,
    date_words: Option<Spanned<String>>,
    date_zone: Option<Spanned<String>>,
    captured_at: Option<Spanned<Value>>,
    note: Option<String>,
}

impl EntryToml {
    fn facts(self, toml: &str) -> Result<Facts, Fault> {
        let fault = |at: usize, what: String| Fault { line: Some(line(toml, at)), what };
        if let Some(key) = &self.key
            && (key.get_ref().trim().is_empty() || key.get_ref().contains(char::is_control))
        {
            return Err(fault(key.span().start, "`key` is empty or holds a control character".to_owned()));
        }
        let published = match self.date {
            Some(date) => {
                let written = written(date.get_ref());
                let Some(dated) = Dated::parse(&written, Basis::Given) else {
                    let what = format!("`date` is no ISO 8601 date, such as 2024-11-10 or 2024-11-10T12:48: {written}");
                    return Err(fault(date.span().start, what));
                };
                let words = self.date_words.map(Spanned::into_inner).or(dated.words);
                let zone = self.date_zone.map(Spanned::into_inner).or(dated.zone);
                Some(Dated { words, zone, ..dated })
            }
            None => match self.date_words.or(self.date_zone) {
                Some(alone) => {
                    let what = "`date_words` and `date_zone` need a `date`".to_owned();
                    return Err(fault(alone.span().start, what));
                }
                None => None,
            },
        };
        let captured_at = match self.captured_at {
            Some(time) => Some(unix_second(&written(time.get_ref())).ok_or_else(|| {
                let what =
                    "`captured_at` is no moment with its offset from UTC, such as 2024-11-10T12:48:00Z".to_owned();
                fault(time.span().start, what)
            })?),
            None => None,
        };
        // Written as a record's unknown field is: as JSON.
        let extra = self.note.map(|note| ("note".to_owned(), serde_json::Value::String(note).to_string()));
        let meta = Meta {
            title: self.title,
            outlet: self.outlet,
            author: self.author,
            url: self.url,
            published,
            captured_at,
            extra: extra.into_iter().collect(),
        };
        Ok(Facts { key: self.key.map(Spanned::into_inner), meta })
    }
}

/// A date as a string, or as TOML has dates.
fn written(value: &Value) -> String {
    match value {
        Value::String(written) => written.clone(),
        other => other.to_string(),
    }
}

fn read(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|error| Fault { line: None, what: format!("cannot be read: {error}") })
}

fn parse<T: serde::de::DeserializeOwned>(toml: &str) -> Result<T, Fault> {
    toml::from_str(toml).map_err(|error| Fault {
        line: error.span().map(|span| line(toml, span.start)),
        what: error.message().replace('\n', ", "),
    })
}

/// The line of the byte at `offset`, 1-based.
fn line(text: &str, offset: usize) -> u64 {
    1 + text.bytes().take(offset).filter(|&b| b == b'\n').count() as u64
}
