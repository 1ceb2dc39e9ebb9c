//! Looking things up: which articles there are, what a name means, an article's history and its stored bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::add::one_line;
use super::error::{ArchiveError, Result};
use super::index::file_name;
use super::leaf::{Body, Leaf, StoreId, VersionBody};
use super::objects::{Kind, Oid};
use super::record::Record;
use super::{Archive, State};
use crate::article::{ArticleId, Meta, Version};
use crate::hash::Digest;

/// An id prefix shorter than this (hex digits) is no name.
const SHORTEST_PREFIX: usize = 4;

/// An article as the archive has it now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    pub id: ArticleId,
    /// Of its last record.
    pub meta: Meta,
    /// The number of its last version; versions count from 1.
    pub versions: u32,
    /// When it was last recorded, Unix seconds.
    pub recorded_at: i64,
}

/// What a record changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// New bytes.
    Version,
    /// The metadata alone.
    Metadata,
}

/// One step in an article's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub change: Change,
    /// The version it made, or whose metadata it corrected.
    pub version: u32,
    /// Unix seconds.
    pub recorded_at: i64,
    pub record: Record,
    /// Its index in the log, from 0.
    pub leaf: u64,
    /// The git commit that brought it.
    pub commit: Option<Oid>,
}

/// A stored version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    /// As last corrected.
    pub record: Record,
    /// The canonical text.
    pub text: String,
    /// The bytes as they came.
    pub raw: Vec<u8>,
}

/// Where the archive stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The newest git commit; `None` in an empty archive.
    pub commit: Option<Oid>,
    pub log_size: u64,
    pub log_root: Digest,
    pub articles: usize,
    pub versions: usize,
    /// When something was last recorded, Unix seconds.
    pub recorded_at: Option<i64>,
}

/// A version leaf of one article.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// Its index in the log.
    pub(super) leaf: u64,
    /// The version's number, from 1.
    pub(super) number: u32,
    pub(super) change: Change,
}

impl Archive {
    pub fn head(&self) -> Head {
        let totals = self.state.totals();
        Head {
            commit: self.state.head.as_ref().map(|(oid, _)| *oid),
            log_size: self.state.log.size(),
            log_root: self.state.log.root(),
            articles: totals.articles as usize,
            versions: totals.versions as usize,
            recorded_at: self.state.head.as_ref().map(|(_, commit)| commit.time),
        }
    }

    /// All articles, by key. Reads the whole log and a record of each.
    pub fn articles(&self) -> Result<Vec<Article>> {
        let mut last: BTreeMap<StoreId, Step> = BTreeMap::new();
        self.state.each_version(&mut |leaf, _, step| {
            last.insert(leaf.article, step);
        })?;
        let mut articles = Vec::with_capacity(last.len());
        for step in last.into_values() {
            articles.push(self.state.article(step)?);
        }
        articles.sort_by(|a, b| a.id.key().cmp(b.id.key()));
        Ok(articles)
    }

    /// What `name` means: an article's name, key, file name or URL, or the beginning of its store id; with `@v2`, its
    /// second version.
    pub fn find(&self, name: &str) -> Result<(Article, Option<u32>)> {
        let numbered = name.rsplit_once("@v").and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)));
        match (self.state.only(name)?, numbered) {
            (Some(article), _) => Ok((article, None)),
            (None, Some((name, number))) => match self.state.only(name)? {
                Some(article) if (1..=article.versions).contains(&number) => Ok((article, Some(number))),
                Some(article) => Err(no_version(&article.id, number, article.versions)),
                None => Err(ArchiveError::NotFound { name: name.to_owned() }),
            },
            (None, None) => Err(ArchiveError::NotFound { name: name.to_owned() }),
        }
    }

    /// The article's versions and corrections, the oldest first; empty if the archive does not hold it.
    pub fn history(&self, article: &ArticleId) -> Result<Vec<Entry>> {
        let steps = self.state.versions(StoreId::of_key(article.key()))?;
        steps.into_iter().map(|step| self.entry(step)).collect()
    }

    /// The versions of any article that have the bytes of `version`, or its text in other bytes; in the log's order.
    /// Reads the whole log.
    pub fn matching(&self, version: Version) -> Result<Vec<Entry>> {
        let mut steps = Vec::new();
        self.state.each_version(&mut |_, body, step| {
            if step.change == Change::Version && (body.raw == version.raw || body.text == version.text) {
                steps.push(step);
            }
        })?;
        steps.into_iter().map(|step| self.entry(step)).collect()
    }

    fn entry(&self, step: Step) -> Result<Entry> {
        Ok(Entry {
            change: step.change,
            version: step.number,
            recorded_at: self.state.log.leaf(step.leaf)?.recorded_at,
            record: self.state.record(step.leaf)?,
            leaf: step.leaf,
            commit: self.state.commit_of(step.leaf)?,
        })
    }

    /// The stored bytes of a version, the last if none is named.
    pub fn content(&self, article: &ArticleId, version: Option<u32>) -> Result<Content> {
        let steps = self.state.versions(StoreId::of_key(article.key()))?;
        let Some(last) = steps.last() else { return Err(ArchiveError::NotFound { name: one_line(article.name()) }) };
        let number = version.unwrap_or(last.number);
        let step = steps.iter().rfind(|step| step.number == number);
        let step = step.ok_or_else(|| no_version(article, number, last.number))?;
        self.state.content(step.leaf)
    }
}

/// Tells an article's versions from its version leaves, met one after the other.
#[derive(Default)]
struct Count {
    raw: Option<Digest>,
    number: u32,
}

impl Count {
    fn step(&mut self, leaf: u64, raw: Digest) -> Step {
        let change = if self.raw == Some(raw) { Change::Metadata } else { Change::Version };
        self.number += u32::from(change == Change::Version);
        self.raw = Some(raw);
        Step { leaf, number: self.number, change }
    }
}

impl State {
    /// The article's leaves with their indexes in the log, the oldest first.
    pub(super) fn chain(&self, id: StoreId) -> Result<Vec<(u64, Leaf)>> {
        self.leaves_of(id)?.into_iter().map(|n| Ok((n, self.log.leaf(n)?))).collect()
    }

    /// The same of many articles. Every part of the index and the log is read once.
    pub(super) fn chains(&self, ids: &BTreeSet<StoreId>) -> Result<BTreeMap<StoreId, Vec<(u64, Leaf)>>> {
        let mut wanted = Vec::new();
        for &id in ids {
            wanted.extend(self.leaves_of(id)?);
        }
        wanted.sort_unstable();
        let mut chains: BTreeMap<StoreId, Vec<(u64, Leaf)>> = BTreeMap::new();
        for n in wanted {
            let leaf = self.log.leaf(n)?;
            chains.entry(leaf.article).or_default().push((n, leaf));
        }
        Ok(chains)
    }

    /// The article's version leaves, the oldest first.
    pub(super) fn versions(&self, id: StoreId) -> Result<Vec<Step>> {
        Ok(versions(&self.chain(id)?))
    }

    /// Shows every version leaf in the log's order.
    fn each_version(&self, show: &mut dyn FnMut(&Leaf, &VersionBody, Step)) -> Result<()> {
        let mut counts: HashMap<StoreId, Count> = HashMap::new();
        for n in 0..self.log.size() {
            let leaf = self.log.leaf(n)?;
            if let Some(body) = leaf.version() {
                show(&leaf, body, counts.entry(leaf.article).or_default().step(n, body.raw));
            }
        }
        Ok(())
    }

    /// The article as its last version leaf has it.
    fn article(&self, last: Step) -> Result<Article> {
        let record = self.record(last.leaf)?;
        let recorded_at = self.log.leaf(last.leaf)?.recorded_at;
        Ok(Article { id: record.article, meta: record.meta, versions: last.number, recorded_at })
    }

    /// The one article `name` means, if any. What an article is called goes before the beginning of an id.
    fn only(&self, name: &str) -> Result<Option<Article>> {
        let mut ids = BTreeSet::new();
        for leaf in self.leaves_called(name)? {
            ids.insert(self.log.leaf(leaf)?.article);
        }
        let mut meant = self.last_of(ids)?;
        meant.retain(|article| is_called(article, name));
        if meant.is_empty() && name.len() >= SHORTEST_PREFIX {
            meant = self.last_of(self.ids_from(name)?)?;
        }
        match &meant[..] {
            [] => Ok(None),
            [_] => Ok(meant.pop()),
            _ => {
                let candidate =
                    |article: &Article| format!("{} ({})", one_line(article.id.key()), &article.id.store_id()[..12]);
                let candidates = meant.iter().map(candidate).collect();
                Err(ArchiveError::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }

    /// Of these articles those that have a version, by key.
    fn last_of(&self, ids: BTreeSet<StoreId>) -> Result<Vec<Article>> {
        let mut articles = Vec::new();
        for id in ids {
            if let Some(last) = self.versions(id)?.pop() {
                articles.push(self.article(last)?);
            }
        }
        articles.sort_by(|a, b| a.id.key().cmp(b.id.key()));
        Ok(articles)
    }

    fn body(&self, leaf: u64) -> Result<VersionBody> {
        let unread = || ArchiveError::Damaged { file: "log".into(), why: format!("entry {leaf} is of no version") };
        match self.log.leaf(leaf)?.body {
            Body::Version(body) => Ok(body),
            Body::Other { .. } => Err(unread()),
        }
    }

    /// The record a version leaf names.
    pub(super) fn record(&self, leaf: u64) -> Result<Record> {
        let body = self.body(leaf)?;
        let oid = body.json_blob;
        let bytes = self.objects.read(oid, Kind::Blob)?;
        if Digest::of(&bytes) != body.meta {
            return Err(other_bytes(oid));
        }
        Record::decode(&bytes).map_err(|why| ArchiveError::Object { oid, why })
    }

    fn content(&self, leaf: u64) -> Result<Content> {
        let body = self.body(leaf)?;
        let text = self.objects.read(body.txt_blob, Kind::Blob)?;
        let raw = match body.raw_blob {
            Some(oid) => self.objects.read(oid, Kind::Blob)?,
            None => text.clone(),
        };
        if Digest::of(&text) != body.text || Digest::of(&raw) != body.raw {
            return Err(other_bytes(body.txt_blob));
        }
        let utf8 = |_| ArchiveError::Object { oid: body.txt_blob, why: "is not UTF-8".to_owned() };
        Ok(Content { record: self.record(leaf)?, text: String::from_utf8(text).map_err(utf8)?, raw })
    }
}

fn other_bytes(oid: Oid) -> ArchiveError {
    ArchiveError::Object { oid, why: "does not have the SHA-256 its log entry states".to_owned() }
}

fn no_version(article: &ArticleId, version: u32, last: u32) -> ArchiveError {
    ArchiveError::NoVersion { name: one_line(article.name()), version, last }
}

/// The version leaves among an article's leaves.
pub(super) fn versions(chain: &[(u64, Leaf)]) -> Vec<Step> {
    let mut count = Count::default();
    chain.iter().filter_map(|(n, leaf)| Some(count.step(*n, leaf.version()?.raw))).collect()
}

fn is_called(article: &Article, name: &str) -> bool {
    let id = &article.id;
    [Some(id.name()), Some(id.key()), file_name(id), article.meta.url.as_deref()].contains(&Some(name))
}
