//! Taking things out, and bringing them back. Nothing of the log is undone by it: a removal and an erasure are entries
//! of their own, with their reasons.
//!
//! A removal takes the article's files out of the newest tree; all versions can still be read. An erasure declares that
//! the bytes and records of versions are to be destroyed, by order of a court or of whoever they belong to. From then on
//! they are not shown. The packs that hold them are rewritten by a compaction, which asks
//! [`Archive::pending_erasures`]; until then the bytes are there for everyone who reads the packs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::add::one_line;
use super::commit;
use super::error::{ArchiveError, Result};
use super::leaf::{Body, ErasedBody, MAX_REASON, StoreId, VersionBody};
use super::life::{Step, Story};
use super::lock::{self, Lock};
use super::objects::Oid;
use super::{Archive, State};
use crate::article::ArticleId;

/// What taking something out did, or would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The article's versions that are declared erased, rising.
    pub erased: Vec<u32>,
    /// The article is no more in the newest tree.
    pub removed: bool,
    /// With these no version is left that is not erased, and so no name.
    pub nameless: bool,
    /// Blobs that the erasures declare, and that something else still names: these bytes stay.
    pub kept: usize,
}

impl Archive {
    /// Removes the article from the newest tree, at the time `now`. Its versions stay. Waits up to `wait` while another
    /// process writes.
    pub fn remove(&mut self, article: &ArticleId, why: &str, now: i64, wait: Duration) -> Result<Taken> {
        self.take_out(article, why, now, wait, |state| state.removal(article))
    }

    /// Declares the bytes and records of a version erased, of all versions if none is named. Where that takes the last
    /// version, the article is removed first.
    pub fn erase(
        &mut self,
        article: &ArticleId,
        version: Option<u32>,
        why: &str,
        now: i64,
        wait: Duration,
    ) -> Result<Taken> {
        self.take_out(article, why, now, wait, |state| state.erasure(article, version))
    }

    /// What [`remove`](Archive::remove) would do. Nothing is written.
    pub fn preview_removal(&self, article: &ArticleId) -> Result<Taken> {
        self.state.removal(article)
    }

    /// What [`erase`](Archive::erase) would do. Nothing is written.
    pub fn preview_erasure(&self, article: &ArticleId, version: Option<u32>) -> Result<Taken> {
        self.state.erasure(article, version)
    }

    /// Brings a version back as the article's next one, with the record it had last, and says its number.
    pub fn restore(&mut self, article: &ArticleId, version: u32, now: i64, wait: Duration) -> Result<u32> {
        let id = StoreId::of(article);
        self.writing(wait, |archive, lock| {
            let (next, body) = archive.state.restoration(article, version)?;
            let mut draft = archive.draft(now);
            archive.state.push_version(id, VersionBody { captured_at: None, ..body }, &mut draft);
            let name = one_line(article.name());
            let message = format!("Restore v{version} of {name}\n\n{id} v{next} {name}");
            archive.record(lock, draft, message, name)?;
            Ok(next)
        })
    }

    /// The number [`restore`](Archive::restore) would give the version. Nothing is written.
    pub fn preview_restoration(&self, article: &ArticleId, version: u32) -> Result<u32> {
        Ok(self.state.restoration(article, version)?.0)
    }

    /// The blobs of erased versions that are still stored and that nothing else names: what a compaction leaves out.
    pub fn pending_erasures(&self) -> Result<BTreeSet<Oid>> {
        let (declared, named) = self.state.declared_blobs();
        let mut pending = BTreeSet::new();
        for oid in declared.into_iter().filter(|oid| !named.contains_key(oid)) {
            if self.state.objects.holds(oid)? {
                pending.insert(oid);
            }
        }
        Ok(pending)
    }

    fn take_out(
        &mut self,
        article: &ArticleId,
        why: &str,
        now: i64,
        wait: Duration,
        plan: impl Fn(&State) -> Result<Taken>,
    ) -> Result<Taken> {
        if !(1..=MAX_REASON).contains(&why.len()) {
            return Err(ArchiveError::Reason { bytes: why.len() });
        }
        let id = StoreId::of(article);
        self.writing(wait, |archive, lock| {
            let taken = plan(&archive.state)?;
            let story = archive.state.story(id);
            let mut draft = archive.draft(now);
            if taken.removed {
                for extension in ["txt", "json", "raw"] {
                    draft.changes.insert(id.path(extension), None);
                }
                archive.state.push_leaf(id, Body::Tombstone { reason: why.to_owned() }, &mut draft);
            }
            for &version in &taken.erased {
                let body = story.record(version).and_then(|leaf| archive.state.leaves[leaf].version());
                let (Some(body), Some(version)) = (body, story.made_by(version)) else { continue };
                let erased = ErasedBody { version, raw: body.raw, reason: why.to_owned() };
                archive.state.push_leaf(id, Body::Erased(erased), &mut draft);
            }
            // A commit message outlives an erasure, so it does not name what is erased.
            let name = one_line(article.name());
            let message = match &taken.erased[..] {
                [] => format!("Remove {name}\n\n{id} v{} {name}", story.life.versions),
                [one] => format!("Erase v{one} of {id}"),
                several => format!("Erase {} versions of {id}", several.len()),
            };
            archive.record(lock, draft, message, name)?;
            Ok(taken)
        })
    }

    /// Does `write` as the one writer, on the newest state.
    pub(super) fn writing<T>(
        &mut self,
        wait: Duration,
        write: impl FnOnce(&mut Archive, &mut Lock) -> Result<T>,
    ) -> Result<T> {
        let folder = self.folder.clone();
        lock::exclusive(&folder, wait, |mut lock| {
            lock.recover()?;
            if commit::head(&folder)? != self.state.head.as_ref().map(|(oid, _)| *oid) {
                self.state = State::load(&folder)?;
            }
            write(self, &mut lock)
        })
    }
}

impl State {
    fn removal(&self, article: &ArticleId) -> Result<Taken> {
        let story = self.known_story(article)?;
        match story.removed().and_then(|leaf| self.declared(leaf)) {
            None => Ok(Taken { erased: Vec::new(), removed: true, nameless: false, kept: 0 }),
            Some(declared) => Err(ArchiveError::Removed {
                name: one_line(article.name()),
                reason: declared.reason,
                recorded_at: declared.recorded_at,
            }),
        }
    }

    fn erasure(&self, article: &ArticleId, version: Option<u32>) -> Result<Taken> {
        let story = self.known_story(article)?;
        let last = story.life.versions;
        let erased: Vec<u32> = match version {
            Some(number) => {
                self.kept(article, &story, number)?;
                vec![number]
            }
            None => (1..=last).filter(|&number| story.erased(number).is_none()).collect(),
        };
        if erased.is_empty() {
            self.kept(article, &story, last)?;
        }
        let (_, named) = self.declared_blobs();
        let mut own: BTreeMap<Oid, usize> = BTreeMap::new();
        let blobs = erased.iter().flat_map(|&number| self.blobs(&story, number));
        blobs.for_each(|oid| *own.entry(oid).or_default() += 1);
        let kept = own.iter().filter(|(oid, uses)| named.get(oid) > Some(uses)).count();
        let nameless = (1..=last).all(|number| erased.contains(&number) || story.erased(number).is_some());
        Ok(Taken { removed: story.life.live && erased.contains(&last), erased, nameless, kept })
    }

    fn restoration(&self, article: &ArticleId, version: u32) -> Result<(u32, VersionBody)> {
        let story = self.known_story(article)?;
        let leaf = self.kept(article, &story, version)?;
        let name = one_line(article.name());
        let body = |leaf: usize| self.leaves[leaf].version();
        let current = story.record(story.life.versions).and_then(body).filter(|_| story.life.live);
        match body(leaf) {
            Some(wanted) if current.is_none_or(|current| current.raw != wanted.raw) => {
                Ok((story.life.versions + 1, wanted.clone()))
            }
            _ => Err(ArchiveError::Current { name, version }),
        }
    }

    fn known_story(&self, article: &ArticleId) -> Result<Story> {
        let story = self.story(StoreId::of(article));
        match story.life.versions {
            0 => Err(ArchiveError::NotFound { name: one_line(article.name()) }),
            _ => Ok(story),
        }
    }

    /// The blobs of all leaves of a version: the one that made it, and its corrections.
    fn blobs(&self, story: &Story, version: u32) -> Vec<Oid> {
        let of_version = story.steps.iter().filter(|told| told.version == version);
        let bodies = of_version.filter_map(|told| self.leaves[told.leaf].version());
        bodies.flat_map(VersionBody::blobs).collect()
    }

    /// The blobs that erasures declare, and those that leaves of versions not erased name, with how often.
    fn declared_blobs(&self) -> (BTreeSet<Oid>, BTreeMap<Oid, usize>) {
        let (mut declared, mut named) = (BTreeSet::new(), BTreeMap::new());
        for &id in self.articles.keys() {
            let story = self.story(id);
            for told in story.steps.iter().filter(|told| matches!(told.step, Step::Version | Step::Correction)) {
                let blobs = self.leaves[told.leaf].version().into_iter().flat_map(VersionBody::blobs);
                match story.erased(told.version) {
                    Some(_) => declared.extend(blobs),
                    None => blobs.for_each(|oid| *named.entry(oid).or_default() += 1),
                }
            }
        }
        (declared, named)
    }
}
