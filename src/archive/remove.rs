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
use super::error::{ArchiveError, Result};
use super::leaf::{Body, ErasedBody, MAX_REASON, StoreId, VersionBody};
use super::life::Story;
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
            let (story, last) = archive.state.story_and_last(id)?;
            let body = VersionBody { captured_at: None, ..body };
            let mut draft = archive.draft(now);
            draft.push_files(id, Some(&body), &story, last.as_ref());
            draft.push(id, Body::Version(body), &story);
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
        let mut pending = BTreeSet::new();
        for oid in self.state.erased_blobs()? {
            if self.state.objects.holds(oid)? {
                pending.insert(oid);
            }
        }
        Ok(pending)
    }

    /// How many erased versions have bytes that are still stored and that nothing else names.
    pub fn pending_versions(&self) -> Result<usize> {
        let pending = self.pending_erasures()?;
        if pending.is_empty() {
            return Ok(0);
        }
        let mut count = 0;
        for story in self.state.stories()?.values() {
            for number in (1..=story.life.versions).filter(|&number| story.erased(number).is_some()) {
                let mut is_pending = false;
                for leaf in story.leaves(number) {
                    is_pending |= self.state.body(leaf)?.blobs().any(|oid| pending.contains(&oid));
                }
                count += usize::from(is_pending);
            }
        }
        Ok(count)
    }

    /// Whether bytes of erased versions are destroyed, to which earlier commits lead.
    pub fn lacks_erased(&self) -> Result<bool> {
        for oid in self.state.erased_blobs()? {
            if !self.state.objects.holds(oid)? {
                return Ok(true);
            }
        }
        Ok(false)
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
            let (story, last) = archive.state.story_and_last(id)?;
            let mut draft = archive.draft(now);
            if taken.removed {
                draft.push_files(id, None, &story, last.as_ref());
                draft.push(id, Body::Tombstone { reason: why.to_owned() }, &story);
            }
            let mut nameless = BTreeSet::new();
            for &number in &taken.erased {
                let (Some(leaf), Some(version)) = (story.record(number), story.made_by(number)) else { continue };
                let raw = archive.state.body(leaf)?.raw;
                draft.push(id, Body::Erased(ErasedBody { version, raw, reason: why.to_owned() }), &story);
                nameless.extend(story.leaves(number));
            }
            // A commit message outlives an erasure, so it does not name what is erased.
            let name = one_line(article.name());
            let message = match &taken.erased[..] {
                [] => format!("Remove {name}\n\n{id} v{} {name}", story.life.versions),
                [one] => format!("Erase v{one} of {id}"),
                several => format!("Erase {} versions of {id}", several.len()),
            };
            // What the index says of the names goes first: should this stop, it is made anew without them.
            draft.runs = archive.state.runs_without_names(&nameless)?;
            archive.state.drop_names(draft.runs.iter().map(|(span, _)| *span))?;
            archive.record(lock, draft, message, name)?;
            Ok(taken)
        })
    }
}

impl State {
    /// The blobs of erased versions that nothing else names, stored or not.
    pub(super) fn erased_blobs(&self) -> Result<BTreeSet<Oid>> {
        let (declared, named) = self.declared_blobs()?;
        Ok(declared.into_iter().filter(|oid| !named.contains_key(oid)).collect())
    }

    fn removal(&self, article: &ArticleId) -> Result<Taken> {
        let story = self.known_story(article)?;
        match story.removed().map(|leaf| self.declared(leaf)).transpose()?.flatten() {
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
        let (_, named) = self.declared_blobs()?;
        let mut own: BTreeMap<Oid, usize> = BTreeMap::new();
        for leaf in erased.iter().flat_map(|&number| story.leaves(number)) {
            self.body(leaf)?.blobs().for_each(|oid| *own.entry(oid).or_default() += 1);
        }
        let kept = own.iter().filter(|(oid, uses)| named.get(oid) > Some(uses)).count();
        let nameless = (1..=last).all(|number| erased.contains(&number) || story.erased(number).is_some());
        Ok(Taken { removed: story.life.live && erased.contains(&last), erased, nameless, kept })
    }

    fn restoration(&self, article: &ArticleId, version: u32) -> Result<(u32, VersionBody)> {
        let story = self.known_story(article)?;
        let leaf = self.kept(article, &story, version)?;
        let name = one_line(article.name());
        let wanted = self.body(leaf)?;
        let current = story.life.last.filter(|_| story.life.live);
        match current.is_some_and(|(raw, _)| raw == wanted.raw) {
            true => Err(ArchiveError::Current { name, version }),
            false => Ok((story.life.versions + 1, wanted)),
        }
    }

    fn known_story(&self, article: &ArticleId) -> Result<Story> {
        let story = self.story(StoreId::of(article))?;
        match story.life.versions {
            0 => Err(ArchiveError::NotFound { name: one_line(article.name()) }),
            _ => Ok(story),
        }
    }

    fn story_and_last(&self, id: StoreId) -> Result<(Story, Option<VersionBody>)> {
        let chains = self.chains(&BTreeSet::from([id]))?;
        Ok(Story::of(chains.get(&id).map_or(&[][..], Vec::as_slice)))
    }

    /// The blobs that erasures declare, and those that leaves of versions not erased name, with how often. Reads the
    /// whole log.
    fn declared_blobs(&self) -> Result<(BTreeSet<Oid>, BTreeMap<Oid, usize>)> {
        let erased: BTreeSet<u64> =
            self.stories()?.values().flat_map(|story| story.erased_leaves().collect::<Vec<_>>()).collect();
        let (mut declared, mut named) = (BTreeSet::new(), BTreeMap::new());
        for n in 0..self.log.size() {
            let leaf = self.log.leaf(n)?;
            let blobs = leaf.version().into_iter().flat_map(VersionBody::blobs);
            match erased.contains(&n) {
                true => declared.extend(blobs),
                false => blobs.for_each(|oid| *named.entry(oid).or_default() += 1),
            }
        }
        Ok((declared, named))
    }
}
