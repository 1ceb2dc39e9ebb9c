//! An archive that grows into a longer one of which it is a beginning. The longer one is whole and verified, so its packs
//! and its `packs.sha256` take the place of the archive's own, and the rest of its log goes behind. Which packs the two
//! have folded or compacted since they parted therefore plays no part. Checkpoints and policy are the archive's own, to
//! which come the checkpoints of the other.
//!
//! All of it is on the disk before `packs.sha256` is replaced in one move, which is the moment that counts; then the
//! reference follows, and the packs that are no longer listed go. The journal tells of all of it.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::Duration;

use super::anchors::{self, Kind};
use super::checkpoint;
use super::commit;
use super::compact;
use super::error::{ArchiveError, Result};
use super::files::{self, ANCHORS, Batch, Folder, MANIFEST, POLICY};
use super::index;
use super::leaf::Body;
use super::lock::{self, Journal, Lock};
use super::log::{self, Log};
use super::manifest;
use super::objects::Oid;
use super::transfer::Installed;
use super::verify::{self, Options};
use super::{Archive, State};
use crate::hash::Digest;
use crate::proof::ProofError;

/// Brings the archive in `into` to where `from` is, which begins with all it has, or has no more than it. What `from`
/// has is taken from it.
pub(super) fn extend(
    into: &Path,
    from: &mut Archive,
    wait: Duration,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Installed> {
    let names = Folder::new(into).names_in("")?;
    if !names.iter().any(|name| name == files::STORE || name == files::MANIFEST)
        && names.iter().any(|name| !matches!(name.as_str(), files::README | files::LOCK))
    {
        return Err(ArchiveError::Occupied { dir: into.to_owned() });
    }
    let mut archive = Archive::open_or_create(into, wait)?;
    archive.writing(wait, |archive, lock| {
        let (own, theirs) = (archive.state.log.size(), from.state.log.size());
        let (shared, entries) = (own.min(theirs), theirs.saturating_sub(own));
        if archive.state.root_at(shared)? != from.state.root_at(shared)? || entries > 0 && !begins(&archive.state, from)
        {
            return Err(ArchiveError::Diverged { dir: into.to_owned() });
        }
        // All that can be refused is, before anything is written.
        let confirmed = confirmed(archive, from)?;
        if entries > 0 {
            // Packs are taken away: none may be among them that only the archive has, because its reference was moved back.
            let quick = Options { quick: true, ..Options::default() };
            compact::sound(&verify::held(&archive.folder, &quick, progress)?, "of the store here")?;
            // What was declared erased does not come in, or come back.
            if !from.pending_erasures()?.is_empty() {
                from.compact(Duration::ZERO, progress)?;
            }
            archive.take_over(lock, from)?;
        }
        // Stopped before this, the next import goes on here.
        let files = if confirmed.is_empty() { 0 } else { archive.put_files(lock, &confirmed)? };
        Ok(match (entries, files) {
            (0, 0) => Installed::Held,
            (0, files) => Installed::Sealed { files },
            (entries, _) => Installed::Extended { entries },
        })
    })
}

/// Whether the commit the archive stands at is one of `from`.
fn begins(own: &State, from: &Archive) -> bool {
    let Some((oid, commit)) = &own.head else { return true };
    let commits = &from.state.index.commits;
    let stand = commits.beyond(commit.log_size.saturating_sub(1)).and_then(|n| commits.get(n));
    stand.is_some_and(|stand| (stand.commit, stand.log_size) == (*oid, commit.log_size))
}

impl Archive {
    /// Puts the packs of `from` in the place of its own, and the rest of its log behind the own: all of it, or nothing.
    fn take_over(&mut self, lock: &mut Lock, from: &Archive) -> Result<()> {
        let Some((head, _)) = &from.state.head else { return Ok(()) };
        let manifest = from.folder.read(MANIFEST)?;
        let (old_size, new_size, packs) = (self.state.log.size(), from.state.log.size(), Digest::of(&manifest));
        // What the index says of names that are erased goes first: should this stop, it is made anew without them.
        self.state.drop_names(erased_since(old_size, &from.state)?.into_iter())?;
        lock.begin(&Journal::Extend { old_size, new_size, packs, head: *head })?;
        let brought = self.bring(from, &manifest);
        let size = settle(&self.folder, old_size, new_size, packs, *head)?;
        self.state = State::load(&self.folder)?;
        self.finish(lock, &[], &HashMap::new());
        if size == new_size { Ok(()) } else { brought }
    }

    /// Puts everything in its place that `manifest` will list and its newest commit lead to, then `manifest`.
    fn bring(&self, from: &Archive, manifest: &[u8]) -> Result<()> {
        let folder = &self.folder;
        let ((_, own), (_, theirs)) = (manifest::read(folder)?, manifest::read(&from.folder)?);
        let held = manifest::live(&own);
        let mut batch = Batch::new(folder);
        // Backwards by name, each pack comes before its index: an index without pack would be an error.
        for (name, (_, len, digest)) in manifest::live(&theirs).into_iter().rev() {
            if held.get(name).is_none_or(|held| (held.1, held.2) != (len, digest)) {
                batch.take(&from.folder, &format!("{}/{name}", files::PACK_DIR))?;
            }
        }
        log::bring(folder, &from.folder, self.state.log.size(), from.state.log.size(), &mut batch)?;
        batch.finish()?;
        Log::open(folder, from.state.log.size(), from.state.log.root())?;
        folder.write(MANIFEST, manifest)
    }
}

/// The runs of a log of `size` leaves, of an index, that have names of versions `from` has erased since.
fn erased_since(size: u64, from: &State) -> Result<Vec<index::Span>> {
    let mut articles = BTreeSet::new();
    for n in size..from.log.size() {
        let leaf = from.log.leaf(n)?;
        if matches!(leaf.body, Body::Erased(_)) {
            articles.insert(leaf.article);
        }
    }
    let mut erased = BTreeSet::new();
    for article in articles {
        erased.extend(from.story(article)?.erased_leaves());
    }
    let mut spans = index::spans(size);
    spans.retain(|span| erased.range(span.leaves()).next().is_some());
    Ok(spans)
}

/// Finishes or undoes it. It counts if `packs.sha256` is the one to come, with this digest; then the reference leads to
/// `head`, else the log is cut back. The packs that are not listed go. Answers with the log's size.
pub(super) fn settle(folder: &Folder, old_size: u64, new_size: u64, packs: Digest, head: Oid) -> Result<u64> {
    folder.remove_unfinished(MANIFEST)?;
    let done = Digest::of(&folder.read(MANIFEST)?) == packs;
    if done {
        folder.write(files::REFERENCE, format!("{head}\n").as_bytes())?;
    } else {
        let (_, size) = lock::stated(folder, commit::head(folder)?)?;
        if size != old_size || new_size < old_size {
            return Err(lock::misfit(folder));
        }
        log::cut(folder, old_size, new_size)?;
    }
    compact::sweep(folder)?;
    Ok(if done { new_size } else { old_size })
}

/// The files of the checkpoints of `from` that the archive lacks. Its own policy stays, and must know the key that signed
/// them; it takes the other's where it has signed nothing yet. A checkpoint it has is not written again.
fn confirmed(archive: &Archive, from: &Archive) -> Result<Vec<(String, Vec<u8>)>> {
    let (own, theirs) = (&archive.folder, &from.folder);
    let mut files = Vec::new();
    let Some(their_policy) = theirs.read_if_any(POLICY)? else { return Ok(files) };
    if let Some((size, signed)) = anchors::newest(own)? {
        archive.state.must_begin_as(size, &signed)?;
    }
    let policy = match anchors::policy(own)? {
        Some(policy) => policy,
        None => {
            files.push((POLICY.to_owned(), their_policy));
            anchors::policy(theirs)?.ok_or(ArchiveError::Empty)?
        }
    };
    for size in anchors::sizes(theirs)? {
        let Some(signed) = anchors::checkpoint(theirs, size)? else { continue };
        let place = theirs.path(&anchors::path(size, "checkpoint"));
        policy.log_of(&signed).map_err(ArchiveError::proof(&place))?;
        // The checkpoint first: what a stopped import left of the others would be of none.
        let mut names = theirs.names_in(&format!("{ANCHORS}/{size}"))?;
        names.sort_by_key(|name| Kind::of_name(name) != Some(Kind::Checkpoint));
        for name in names {
            let path = anchors::path(size, &name);
            let bytes = theirs.read(&path)?;
            match Kind::of_name(&name) {
                Some(Kind::Cosignatures) => {
                    let known = anchors::cosigned(own, size)?.unwrap_or_else(|| signed.clone());
                    match checkpoint::lines(&known, &bytes, &policy) {
                        Ok(lines) => files.push((path, lines.into_bytes())),
                        // Of witnesses the archive's policy does not name nothing is kept.
                        Err(ProofError::Unsigned { .. }) => {}
                        Err(error) => return Err(ArchiveError::proof(&theirs.path(&path))(error)),
                    }
                }
                Some(_) if !own.exists(&path) => files.push((path, bytes)),
                _ => {}
            }
        }
    }
    let mut missing = Vec::new();
    for (name, bytes) in files {
        if own.read_if_any(&name)?.as_ref() != Some(&bytes) {
            missing.push((name, bytes));
        }
    }
    Ok(missing)
}
