//! Looking things up: which articles there are, what a name means, an article's history and its stored bytes.

use std::collections::BTreeMap;

use super::add::one_line;
use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::leaf::{StoreId, VersionBody};
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
pub(super) struct Step {
    /// Its index in the log.
    pub(super) leaf: usize,
    /// The version's number, from 1.
    pub(super) number: u32,
    pub(super) change: Change,
}

impl Archive {
    pub fn head(&self) -> Head {
        let versions = |id: &StoreId| self.state.versions(*id).last().map_or(0, |step| step.number as usize);
        Head {
            commit: self.state.head.as_ref().map(|(oid, _)| *oid),
            log_size: self.state.frontier.size(),
            log_root: self.state.frontier.root(),
            articles: self.state.articles.keys().filter(|id| versions(id) > 0).count(),
            versions: self.state.articles.keys().map(versions).sum(),
            recorded_at: self.state.leaves.last().map(|leaf| leaf.recorded_at),
        }
    }

    /// All articles, by key.
    pub fn articles(&self) -> Result<Vec<Article>> {
        let mut articles = Vec::with_capacity(self.state.articles.len());
        for &id in self.state.articles.keys() {
            let Some(last) = self.state.versions(id).pop() else { continue };
            let record = self.state.record(last.leaf)?;
            articles.push(Article {
                id: record.article,
                meta: record.meta,
                versions: last.number,
                recorded_at: self.state.leaves[last.leaf].recorded_at,
            });
        }
        articles.sort_by(|a, b| a.id.key().cmp(b.id.key()));
        Ok(articles)
    }

    /// What `name` means: an article's name, key, file name or URL, or the beginning of its store id; with `@v2`, its
    /// second version.
    pub fn find(&self, name: &str) -> Result<(Article, Option<u32>)> {
        let articles = self.articles()?;
        let numbered = name.rsplit_once("@v").and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)));
        match (only(&articles, name)?, numbered) {
            (Some(article), _) => Ok((article.clone(), None)),
            (None, Some((name, number))) => match only(&articles, name)? {
                Some(article) if (1..=article.versions).contains(&number) => Ok((article.clone(), Some(number))),
                Some(article) => Err(no_version(&article.id, number, article.versions)),
                None => Err(ArchiveError::NotFound { name: name.to_owned() }),
            },
            (None, None) => Err(ArchiveError::NotFound { name: name.to_owned() }),
        }
    }

    /// The article's versions and corrections, the oldest first; empty if the archive does not hold it.
    pub fn history(&self, article: &ArticleId) -> Result<Vec<Entry>> {
        let commits = self.commits_by_size()?;
        let steps = self.state.versions(StoreId::of_key(article.key()));
        steps.into_iter().map(|step| self.entry(step, &commits)).collect()
    }

    /// The versions of any article that have the bytes of `version`, or its text in other bytes; in the log's order.
    pub fn matching(&self, version: Version) -> Result<Vec<Entry>> {
        let commits = self.commits_by_size()?;
        let alike = |step: &Step| {
            let body = self.state.leaves[step.leaf].version();
            let same = body.is_some_and(|body| body.raw == version.raw || body.text == version.text);
            same && step.change == Change::Version
        };
        let mut steps: Vec<Step> =
            self.state.articles.keys().flat_map(|&id| self.state.versions(id)).filter(alike).collect();
        steps.sort_by_key(|step| step.leaf);
        steps.into_iter().map(|step| self.entry(step, &commits)).collect()
    }

    fn entry(&self, step: Step, commits: &BTreeMap<u64, Oid>) -> Result<Entry> {
        Ok(Entry {
            change: step.change,
            version: step.number,
            recorded_at: self.state.leaves[step.leaf].recorded_at,
            record: self.state.record(step.leaf)?,
            leaf: step.leaf as u64,
            // The first commit whose log reaches beyond the leaf brought it.
            commit: commits.range(step.leaf as u64 + 1..).next().map(|(_, &oid)| oid),
        })
    }

    /// The stored bytes of a version, the last if none is named.
    pub fn content(&self, article: &ArticleId, version: Option<u32>) -> Result<Content> {
        let steps = self.state.versions(StoreId::of_key(article.key()));
        let Some(last) = steps.last() else { return Err(ArchiveError::NotFound { name: one_line(article.name()) }) };
        let number = version.unwrap_or(last.number);
        let step = steps.iter().rfind(|step| step.number == number);
        let step = step.ok_or_else(|| no_version(article, number, last.number))?;
        self.state.content(step.leaf)
    }

    /// The commits by the size of the log they state.
    fn commits_by_size(&self) -> Result<BTreeMap<u64, Oid>> {
        Ok(self.state.commits()?.into_iter().map(|(oid, commit)| (commit.log_size, oid)).collect())
    }
}

impl State {
    /// The commits, the oldest first.
    pub(super) fn commits(&self) -> Result<Vec<(Oid, Commit)>> {
        let mut commits = Vec::new();
        let mut next = self.head.clone();
        while let Some((oid, commit)) = next {
            let parent = commit.parent;
            commits.push((oid, commit));
            next = match parent {
                Some(parent) => Some((parent, Commit::read(&self.objects, parent)?)),
                None => None,
            };
        }
        commits.reverse();
        Ok(commits)
    }

    /// The article's version leaves, the oldest first.
    pub(super) fn versions(&self, id: StoreId) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut raw = None;
        for &leaf in self.articles.get(&id).map_or(&[][..], Vec::as_slice) {
            let Some(body) = self.leaves[leaf].version() else { continue };
            let number = steps.last().map_or(0, |step| step.number);
            steps.push(if raw == Some(body.raw) {
                Step { leaf, number, change: Change::Metadata }
            } else {
                Step { leaf, number: number + 1, change: Change::Version }
            });
            raw = Some(body.raw);
        }
        steps
    }

    fn body(&self, leaf: usize) -> Result<&VersionBody> {
        let unread = || ArchiveError::Damaged { file: "log".into(), why: format!("entry {leaf} is of no version") };
        self.leaves[leaf].version().ok_or_else(unread)
    }

    /// The record a version leaf names.
    pub(super) fn record(&self, leaf: usize) -> Result<Record> {
        let body = self.body(leaf)?;
        let oid = body.json_blob;
        let bytes = self.objects.read(oid, Kind::Blob)?;
        if Digest::of(&bytes) != body.meta {
            return Err(other_bytes(oid));
        }
        Record::decode(&bytes).map_err(|why| ArchiveError::Object { oid, why })
    }

    fn content(&self, leaf: usize) -> Result<Content> {
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

/// The one article `name` means, if any. What an article is called goes before the beginning of an id.
fn only<'a>(articles: &'a [Article], name: &str) -> Result<Option<&'a Article>> {
    let called = |article: &&Article| {
        let id = &article.id;
        let file = id.key().strip_prefix("file:").and_then(|path| path.rsplit('/').next());
        [Some(id.name()), Some(id.key()), file, article.meta.url.as_deref()].contains(&Some(name))
    };
    let begins = |article: &&Article| name.len() >= SHORTEST_PREFIX && article.id.store_id().starts_with(name);
    let mut meant: Vec<&Article> = articles.iter().filter(called).collect();
    if meant.is_empty() {
        meant = articles.iter().filter(begins).collect();
    }
    match meant[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => {
            let candidate =
                |article: &&Article| format!("{} ({})", one_line(article.id.key()), &article.id.store_id()[..12]);
            let candidates = meant.iter().map(candidate).collect();
            Err(ArchiveError::Ambiguous { name: name.to_owned(), candidates })
        }
    }
}
