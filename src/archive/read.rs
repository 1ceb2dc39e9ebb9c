//! Looking things up: which articles there are, what a name means, an article's history and its stored bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::add::one_line;
use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::index::{self, file_name};
use super::leaf::{Body, Leaf, StoreId, VersionBody};
use super::life::{Step, Story, Told};
use super::objects::{Kind, Oid};
use super::record::Record;
use super::{Archive, State};
use crate::article::{ArticleId, Capture, Meta, Version};
use crate::hash::Digest;

/// An id prefix shorter than this (hex digits) is no name.
const SHORTEST_PREFIX: usize = 4;

/// Of the articles that a name may mean so many are told.
const CANDIDATES: usize = 20;

/// So much of an id (hex digits) tells one article from another where its beginning is enough.
const SHOWN_ID: usize = 12;

/// The length of a whole id in hex digits.
const WHOLE_ID: usize = 32;

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

impl Content {
    /// A capture as the archive would hold it.
    pub fn of(capture: &Capture) -> Content {
        Content { record: Record::of(capture), text: capture.text.body().to_owned(), raw: capture.raw().to_vec() }
    }
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
        let totals = self.state.totals();
        Head {
            commit: self.state.head.as_ref().map(|(oid, _)| *oid),
            log_size: self.state.log.size(),
            log_root: self.state.log.root(),
            articles: totals.articles as usize,
            versions: totals.versions as usize,
            removed: totals.removed as usize,
            recorded_at: self.state.head.as_ref().map(|(_, commit)| commit.time),
        }
    }

    /// All articles, by key, removed ones too; first those whose key is erased. Reads the whole log and a record of each.
    pub fn articles(&self) -> Result<Vec<Article>> {
        let mut articles = Vec::new();
        for (id, story) in self.state.stories()? {
            articles.extend(self.state.article(id, &story)?);
        }
        articles.sort_by(by_key);
        Ok(articles)
    }

    /// The same without those whose record cannot be read, which [`unread`](Archive::unread) tells.
    pub fn readable_articles(&self) -> Result<Vec<Article>> {
        let mut articles = Vec::new();
        for (id, story) in self.state.stories()? {
            let Some(last) = story.steps.last() else { continue };
            let read = self.state.article(id, &story);
            articles.extend(self.state.passing(last.leaf, read)?.flatten());
        }
        articles.sort_by(by_key);
        Ok(articles)
    }

    /// The articles of which a record cannot be read and was passed over so far, by their store ids, and why.
    pub fn unread(&self) -> Result<BTreeMap<String, String>> {
        let named = |(leaf, why)| Ok((self.state.log.leaf(leaf)?.article.to_string(), why));
        self.state.passed().into_iter().map(named).collect()
    }

    /// The article with this name in the store; `None` if it never had a version.
    pub fn article(&self, article: &ArticleId) -> Result<Option<Article>> {
        let id = StoreId::of(article);
        self.state.article(id, &self.state.story(id)?)
    }

    /// What `name` means: an article's name, key, file name or URL, else the beginning of its store id, else of its name;
    /// with `@v2`, its second version. An article whose key is erased answers to the key all the same, as it gives the
    /// store id. The index leads there, so the size of the archive plays no part.
    pub fn find(&self, name: &str) -> Result<(Article, Option<u32>)> {
        numbered(name, |name| self.state.only(name))
    }

    /// The same where a slip would do harm: the beginning of a name or of a store id is not enough. What it could mean is
    /// told.
    pub fn find_whole(&self, name: &str) -> Result<(Article, Option<u32>)> {
        let whole = |name: &str| one(name, self.state.called(name)?, WHOLE_ID);
        match numbered(name, whole) {
            Err(ArchiveError::NotFound { name }) => match &self.state.beginning(&name)?[..] {
                [] => Err(ArchiveError::NotFound { name }),
                meant => Err(ArchiveError::Beginning { candidates: candidates(meant, WHOLE_ID), name }),
            },
            found => found,
        }
    }

    /// What the log says of the article, the oldest first; empty if the archive does not hold it.
    pub fn history(&self, article: &ArticleId) -> Result<Vec<Entry>> {
        let story = self.state.story(StoreId::of(article))?;
        let entries = story.steps.iter().map(|told| self.entry(&story, told));
        entries.filter_map(Result::transpose).collect()
    }

    /// The versions of any article that have the bytes of `version`, or its text in other bytes; in the log's order.
    /// Reads the whole log.
    pub fn matching(&self, version: Version) -> Result<Vec<(ArticleId, Entry)>> {
        let mut found = Vec::new();
        for n in 0..self.state.log.size() {
            let leaf = self.state.log.leaf(n)?;
            if leaf.version().is_some_and(|body| body.raw == version.raw || body.text == version.text) {
                found.push((n, leaf.article));
            }
        }
        let mut entries = Vec::new();
        for (n, id) in found {
            let story = self.state.story(id)?;
            let Some(told) = story.steps.iter().find(|told| told.leaf == n && told.step == Step::Version) else {
                continue;
            };
            if let (Some(article), Some(entry)) = (self.state.article(id, &story)?, self.entry(&story, told)?) {
                entries.push((article.id, entry));
            }
        }
        Ok(entries)
    }

    /// What a leaf told; `None` for a kind this program does not read, and where it is of no version.
    fn entry(&self, story: &Story, told: &Told) -> Result<Option<Entry>> {
        let leaf = self.state.log.leaf(told.leaf)?;
        let change = match (told.step, &leaf.body) {
            (Step::Version, _) => Change::Version,
            (Step::Correction, _) => Change::Metadata,
            (Step::Seen, _) => Change::Seen,
            (Step::Removed, Body::Tombstone { reason }) => Change::Removed { reason: reason.clone() },
            (Step::Erased, Body::Erased(body)) => Change::Erased { reason: body.reason.clone() },
            _ => return Ok(None),
        };
        let Some(of) = story.record(told.version) else { return Ok(None) };
        let body = self.state.body(of)?;
        let kept = leaf.version().is_some() && story.erased(told.version).is_none();
        Ok(Some(Entry {
            change,
            version: told.version,
            bytes: Version { raw: body.raw, text: body.text },
            captured_at: leaf.capture().map(|(_, time)| time),
            recorded_at: leaf.recorded_at,
            record: if kept { Some(self.state.record(told.leaf)?) } else { None },
            leaf: told.leaf,
            commit: self.state.commit_of(told.leaf)?,
        }))
    }

    /// The stored bytes of a version, the last if none is named.
    pub fn content(&self, article: &ArticleId, version: Option<u32>) -> Result<Content> {
        let story = self.state.story(StoreId::of(article))?;
        let leaf = self.state.kept(article, &story, version.unwrap_or(story.life.versions))?;
        self.state.content(leaf)
    }
}

impl State {
    /// The commits, the oldest first.
    pub(super) fn commits(&self) -> Result<Vec<(Oid, Commit)>> {
        let mut commits = Vec::new();
        let mut next = self.head.clone();
        while let Some((oid, commit)) = next {
            next = self.parent(&commit)?;
            commits.push((oid, commit));
        }
        commits.reverse();
        Ok(commits)
    }

    /// The article's leaves with their indexes in the log, the oldest first.
    pub(super) fn chain(&self, id: StoreId) -> Result<Vec<(u64, Leaf)>> {
        let leaves = self.leaves_of(id)?.into_iter().map(|n| Ok((n, self.log.leaf(n)?)));
        let chain = leaves.collect::<Result<Vec<_>>>()?;
        // Checksums tell a damaged index; one that was made up does not get past this, unless it hides the newest leaves.
        let follows = |((_, leaf), seq): (&(u64, Leaf), u32)| leaf.article == id && leaf.seq == seq;
        match chain.iter().zip(0..).all(follows) {
            true => Ok(chain),
            false => Err(self.misled(id)),
        }
    }

    fn misled(&self, id: StoreId) -> ArchiveError {
        let why = format!(
            "does not lead to the entries of {id} one after the other; take the folder away, and it is made anew"
        );
        ArchiveError::damaged(&self.folder.path(index::FOLDER), why)
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

    /// What the article's leaves say.
    pub(super) fn story(&self, id: StoreId) -> Result<Story> {
        Ok(Story::read(&self.chain(id)?))
    }

    /// The same of every article. Reads the whole log.
    pub(super) fn stories(&self) -> Result<BTreeMap<StoreId, Story>> {
        let mut stories: HashMap<StoreId, Story> = HashMap::new();
        for n in 0..self.log.size() {
            let leaf = self.log.leaf(n)?;
            stories.entry(leaf.article).or_default().push(n, &leaf);
        }
        Ok(stories.into_iter().collect())
    }

    /// The article as its leaves have it; `None` if it never had a version. Its name is that of its last record not
    /// erased.
    fn article(&self, id: StoreId, story: &Story) -> Result<Option<Article>> {
        let Some(last) = story.steps.last().filter(|_| story.life.versions > 0) else { return Ok(None) };
        let kept = (1..=story.life.versions).rev().find(|&number| story.erased(number).is_none());
        let (article, meta) = match kept.and_then(|number| story.record(number)) {
            Some(leaf) => {
                let record = self.record(leaf)?;
                (record.article, record.meta)
            }
            None => (id.article(), Meta::default()),
        };
        Ok(Some(Article {
            id: article,
            meta,
            versions: story.life.versions,
            recorded_at: self.log.leaf(last.leaf)?.recorded_at,
            removed: story.removed().map(|leaf| self.declared(leaf)).transpose()?.flatten(),
        }))
    }

    /// The one article `name` means, if any. What an article is called goes before the beginning of an id, and that before
    /// the beginning of a name.
    fn only(&self, name: &str) -> Result<Option<Article>> {
        let mut meant = self.called(name)?;
        if meant.is_empty() {
            meant = self.beginning(name)?;
        }
        one(name, meant, SHOWN_ID)
    }

    /// The articles that are called `name`. A key or a whole id is one article's alone.
    fn called(&self, name: &str) -> Result<Vec<Article>> {
        for id in [Some(StoreId::of_key(name)), StoreId::parse(name)].into_iter().flatten() {
            if let Some(article) = self.article(id, &self.story(id)?)? {
                return Ok(vec![article]);
            }
        }
        self.articles_of(self.of_leaves(self.leaves_called(name)?), |article| is_called(article, name))
    }

    /// The articles whose id begins so, or else whose name does.
    fn beginning(&self, name: &str) -> Result<Vec<Article>> {
        let mut meant = Vec::new();
        if name.len() >= SHORTEST_PREFIX {
            meant = self.articles_of(self.ids_from(name)?.into_iter().map(Ok), |_| true)?;
        }
        if meant.is_empty() && !name.is_empty() {
            let leaves = self.leaves_beginning(name)?;
            meant = self.articles_of(self.of_leaves(leaves), |article| article.id.name().starts_with(name))?;
        }
        Ok(meant)
    }

    fn of_leaves(&self, leaves: BTreeSet<u64>) -> impl Iterator<Item = Result<StoreId>> {
        leaves.into_iter().map(|n| Ok(self.log.leaf(n)?.article))
    }

    /// Of these articles those that ever had a version and that `fits` takes, by key. Of more than can be told as
    /// [`CANDIDATES`] one more than that: a name may begin as a million others do.
    fn articles_of(
        &self,
        ids: impl Iterator<Item = Result<StoreId>>,
        fits: impl Fn(&Article) -> bool,
    ) -> Result<Vec<Article>> {
        let (mut met, mut articles) = (BTreeSet::new(), Vec::new());
        for id in ids {
            let id = id?;
            if met.insert(id) {
                articles.extend(self.article(id, &self.story(id)?)?.filter(&fits));
            }
            if articles.len() > CANDIDATES {
                break;
            }
        }
        articles.sort_by(by_key);
        Ok(articles)
    }

    /// The leaf with the record of a version that is there and not erased.
    pub(super) fn kept(&self, article: &ArticleId, story: &Story, version: u32) -> Result<u64> {
        if story.life.versions == 0 {
            return Err(ArchiveError::NotFound { name: one_line(article.name()) });
        }
        if let Some(Declared { reason, recorded_at }) =
            story.erased(version).map(|leaf| self.declared(leaf)).transpose()?.flatten()
        {
            return Err(ArchiveError::Erased { name: one_line(article.name()), version, reason, recorded_at });
        }
        story.record(version).ok_or_else(|| no_version(article, version, story.life.versions))
    }

    /// What a leaf that takes something out declares.
    pub(super) fn declared(&self, leaf: u64) -> Result<Option<Declared>> {
        let leaf = self.log.leaf(leaf)?;
        let declared = |reason: &str| Declared { reason: reason.to_owned(), recorded_at: leaf.recorded_at };
        Ok(leaf.reason().map(declared))
    }

    pub(super) fn body(&self, leaf: u64) -> Result<VersionBody> {
        let unread = || ArchiveError::Damaged { file: "log".into(), why: format!("entry {leaf} is of no version") };
        match self.log.leaf(leaf)?.body {
            Body::Version(body) => Ok(body),
            Body::Seen(_) | Body::Tombstone { .. } | Body::Erased(_) | Body::Mark(_) | Body::Other { .. } => {
                Err(unread())
            }
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

/// What `name` means, with `@v2` behind it its second version. `only` says which article is meant, if any.
fn numbered(name: &str, only: impl Fn(&str) -> Result<Option<Article>>) -> Result<(Article, Option<u32>)> {
    let numbered = name.rsplit_once("@v").and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)));
    match (only(name)?, numbered) {
        (Some(article), _) => Ok((article, None)),
        (None, Some((name, number))) => match only(name)? {
            Some(article) if (1..=article.versions).contains(&number) => Ok((article, Some(number))),
            Some(article) => Err(no_version(&article.id, number, article.versions)),
            None => Err(ArchiveError::NotFound { name: name.to_owned() }),
        },
        (None, None) => Err(ArchiveError::NotFound { name: name.to_owned() }),
    }
}

/// The one article that is meant, if any.
fn one(name: &str, mut meant: Vec<Article>, digits: usize) -> Result<Option<Article>> {
    match &meant[..] {
        [] | [_] => Ok(meant.pop()),
        _ => Err(ArchiveError::Ambiguous { name: name.to_owned(), candidates: candidates(&meant, digits) }),
    }
}

/// The articles as they are told where one of them is to be chosen, with so many digits of their ids.
fn candidates(meant: &[Article], digits: usize) -> Vec<String> {
    let candidate =
        |article: &Article| format!("{} ({})", one_line(article.id.key()), &article.id.store_id()[..digits]);
    let more = (meant.len() > CANDIDATES).then(|| "and more".to_owned());
    meant.iter().take(CANDIDATES).map(candidate).chain(more).collect()
}

fn no_version(article: &ArticleId, version: u32, last: u32) -> ArchiveError {
    ArchiveError::NoVersion { name: one_line(article.name()), version, last }
}

fn by_key(a: &Article, b: &Article) -> std::cmp::Ordering {
    (a.id.key(), a.id.store_id()).cmp(&(b.id.key(), b.id.store_id()))
}

/// An article whose names are erased still answers to its key.
fn is_called(article: &Article, name: &str) -> bool {
    let id = &article.id;
    match id.is_erased() {
        true => ArticleId::from_key(name, name).store_id() == id.store_id(),
        false => [Some(id.name()), Some(id.key()), file_name(id), article.meta.url.as_deref()].contains(&Some(name)),
    }
}
