//! Looking things up: which articles there are, what a name means, an article's history and its stored bytes.

use std::collections::BTreeMap;

use super::add::one_line;
use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::leaf::{Body, StoreId, VersionBody};
use super::life::{Step, Story, Told};
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
    /// When its last entry was recorded, Unix seconds.
    pub recorded_at: i64,
    /// That it was removed, if it is not there any more.
    pub removed: Option<Declared>,
}

/// What someone declared when they took something out, and when (Unix seconds).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declared {
    pub reason: String,
    pub recorded_at: i64,
}

/// What an entry of the log says of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// New bytes.
    Version,
    /// Other metadata alone.
    Metadata,
    /// The same bytes, captured once more.
    Seen,
    /// The article was taken out; its versions stay.
    Removed { reason: String },
    /// The bytes and records of the version were declared erased.
    Erased { reason: String },
}

/// One step in an article's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub change: Change,
    /// The version it made, corrected, saw again, removed or erased.
    pub version: u32,
    /// Of that version.
    pub bytes: Version,
    /// When the source says it was captured, Unix seconds.
    pub captured_at: Option<i64>,
    /// Unix seconds.
    pub recorded_at: i64,
    /// Of a version or a correction; `None` where it is erased.
    pub record: Option<Record>,
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
    /// Removed ones not counted, nor their versions.
    pub articles: usize,
    pub versions: usize,
    /// Articles that were removed.
    pub removed: usize,
    /// When something was last recorded, Unix seconds.
    pub recorded_at: Option<i64>,
}

impl Archive {
    pub fn head(&self) -> Head {
        let lives = self.state.articles.keys().map(|&id| self.state.story(id).life).filter(|life| life.versions > 0);
        let (live, removed): (Vec<_>, Vec<_>) = lives.partition(|life| life.live);
        Head {
            commit: self.state.head.as_ref().map(|(oid, _)| *oid),
            log_size: self.state.frontier.size(),
            log_root: self.state.frontier.root(),
            articles: live.len(),
            versions: live.iter().map(|life| life.versions as usize).sum(),
            removed: removed.len(),
            recorded_at: self.state.leaves.last().map(|leaf| leaf.recorded_at),
        }
    }

    /// All articles, by key, removed ones too; first those whose key is erased.
    pub fn articles(&self) -> Result<Vec<Article>> {
        let mut articles = Vec::with_capacity(self.state.articles.len());
        for &id in self.state.articles.keys() {
            let story = self.state.story(id);
            if let Some(told) = story.steps.last() {
                articles.push(self.article(id, &story, told)?);
            }
        }
        articles.sort_by(|a, b| (a.id.key(), a.id.store_id()).cmp(&(b.id.key(), b.id.store_id())));
        Ok(articles)
    }

    /// The article as its last leaf, which `last` tells of, left it. Its name is that of its last record not erased.
    fn article(&self, id: StoreId, story: &Story, last: &Told) -> Result<Article> {
        let kept = (1..=story.life.versions).rev().find(|&number| story.erased(number).is_none());
        let (article, meta) = match kept.and_then(|number| story.record(number)) {
            Some(leaf) => {
                let record = self.state.record(leaf)?;
                (record.article, record.meta)
            }
            None => (id.article(), Meta::default()),
        };
        Ok(Article {
            id: article,
            meta,
            versions: story.life.versions,
            recorded_at: self.state.leaves[last.leaf].recorded_at,
            removed: story.removed().and_then(|leaf| self.state.declared(leaf)),
        })
    }

    /// What `name` means: an article's name, key, file name or URL, or the beginning of its store id; with `@v2`, its
    /// second version. An article whose key is erased answers to the key all the same, as it gives the store id.
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

    /// What the log says of the article, the oldest first; empty if the archive does not hold it.
    pub fn history(&self, article: &ArticleId) -> Result<Vec<Entry>> {
        let commits = self.commits_by_size()?;
        let story = self.state.story(StoreId::of(article));
        let entries = story.steps.iter().map(|told| self.entry(&story, told, &commits));
        entries.filter_map(Result::transpose).collect()
    }

    /// The versions of any article that have the bytes of `version`, or its text in other bytes; in the log's order.
    pub fn matching(&self, version: Version) -> Result<Vec<(ArticleId, Entry)>> {
        let commits = self.commits_by_size()?;
        let alike = |leaf: usize| {
            let body = self.state.leaves[leaf].version();
            body.is_some_and(|body| body.raw == version.raw || body.text == version.text)
        };
        let mut found = Vec::new();
        for &id in self.state.articles.keys() {
            let story = self.state.story(id);
            for told in story.steps.iter().filter(|told| told.step == Step::Version && alike(told.leaf)) {
                found.extend(self.entry(&story, told, &commits)?.map(|entry| (self.article(id, &story, told), entry)));
            }
        }
        found.sort_by_key(|(_, entry)| entry.leaf);
        found.into_iter().map(|(article, entry)| Ok((article?.id, entry))).collect()
    }

    /// What a leaf told; `None` for a kind this program does not read.
    fn entry(&self, story: &Story, told: &Told, commits: &BTreeMap<u64, Oid>) -> Result<Option<Entry>> {
        let leaf = &self.state.leaves[told.leaf];
        let change = match (told.step, &leaf.body) {
            (Step::Version, _) => Change::Version,
            (Step::Correction, _) => Change::Metadata,
            (Step::Seen, _) => Change::Seen,
            (Step::Removed, Body::Tombstone { reason }) => Change::Removed { reason: reason.clone() },
            (Step::Erased, Body::Erased(body)) => Change::Erased { reason: body.reason.clone() },
            _ => return Ok(None),
        };
        let Some(body) = story.record(told.version).and_then(|leaf| self.state.leaves[leaf].version()) else {
            return Ok(None);
        };
        let kept = leaf.version().is_some() && story.erased(told.version).is_none();
        Ok(Some(Entry {
            change,
            version: told.version,
            bytes: Version { raw: body.raw, text: body.text },
            captured_at: leaf.capture().map(|(_, time)| time),
            recorded_at: leaf.recorded_at,
            record: if kept { Some(self.state.record(told.leaf)?) } else { None },
            leaf: told.leaf as u64,
            // The first commit whose log reaches beyond the leaf brought it.
            commit: commits.range(told.leaf as u64 + 1..).next().map(|(_, &oid)| oid),
        }))
    }

    /// The stored bytes of a version, the last if none is named.
    pub fn content(&self, article: &ArticleId, version: Option<u32>) -> Result<Content> {
        let story = self.state.story(StoreId::of(article));
        let leaf = self.state.kept(article, &story, version.unwrap_or(story.life.versions))?;
        self.state.content(leaf)
    }

    /// The commits by the size of the log they state.
    fn commits_by_size(&self) -> Result<BTreeMap<u64, Oid>> {
        let mut commits = BTreeMap::new();
        let mut next = self.state.head.clone();
        while let Some((oid, commit)) = next {
            commits.insert(commit.log_size, oid);
            next = match commit.parent {
                Some(parent) => Some((parent, Commit::read(&self.state.objects, parent)?)),
                None => None,
            };
        }
        Ok(commits)
    }
}

impl State {
    /// What the article's leaves say.
    pub(super) fn story(&self, id: StoreId) -> Story {
        let chain = self.articles.get(&id).map_or(&[][..], Vec::as_slice);
        Story::read(chain.iter().map(|&leaf| (leaf, &self.leaves[leaf], self.hashes[leaf])))
    }

    /// The leaf with the record of a version that is there and not erased.
    pub(super) fn kept(&self, article: &ArticleId, story: &Story, version: u32) -> Result<usize> {
        if story.life.versions == 0 {
            return Err(ArchiveError::NotFound { name: one_line(article.name()) });
        }
        if let Some(declared) = story.erased(version).and_then(|leaf| self.declared(leaf)) {
            let Declared { reason, recorded_at } = declared;
            return Err(ArchiveError::Erased { name: one_line(article.name()), version, reason, recorded_at });
        }
        story.record(version).ok_or_else(|| no_version(article, version, story.life.versions))
    }

    /// What a leaf that takes something out declares.
    pub(super) fn declared(&self, leaf: usize) -> Option<Declared> {
        let leaf = &self.leaves[leaf];
        Some(Declared { reason: leaf.reason()?.to_owned(), recorded_at: leaf.recorded_at })
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
    let named = ArticleId::from_key(name, name);
    let called = |article: &&Article| {
        let id = &article.id;
        if id.is_erased() {
            return id.store_id() == named.store_id();
        }
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
