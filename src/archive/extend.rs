//! An archive that grows into a longer one of which it is a beginning: commit by commit, each by the same steps and with
//! the same recovery as any other write, and then the checkpoints of both.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

use super::anchors::{self, Kind};
use super::checkpoint;
use super::commit::Commit;
use super::error::{ArchiveError, Result};
use super::files::{self, ANCHORS, Folder, POLICY};
use super::manifest::{self, Line};
use super::objects::Oid;
use super::pack::Pack;
use super::transfer::Installed;
use super::{Archive, State};
use crate::proof::ProofError;

/// Brings the archive in `into` to where `from` is, which begins with all it has, or has no more than it.
pub(super) fn extend(into: &Path, from: &Archive, wait: Duration) -> Result<Installed> {
    let names = Folder::new(into).names_in("")?;
    if !names.iter().any(|name| name == files::STORE || name == files::MANIFEST)
        && names.iter().any(|name| !matches!(name.as_str(), files::README | files::LOCK))
    {
        return Err(ArchiveError::Occupied { dir: into.to_owned() });
    }
    let mut archive = Archive::open_or_create(into, wait)?;
    archive.writing(wait, |archive, lock| {
        let (own, theirs) = (archive.head(), from.head());
        let shared = own.log_size.min(theirs.log_size);
        if archive.state.root_at(shared)? != from.state.root_at(shared)? {
            return Err(ArchiveError::Diverged { dir: into.to_owned() });
        }
        // All that can be refused is, before anything is written.
        let confirmed = confirmed(archive, from)?;
        let entries = theirs.log_size - shared;
        if entries > 0 {
            let commits = commits_after(&from.state, own.commit, into)?;
            must_have_its_packs(archive, from, into)?;
            let packs = packs_of(from, &commits)?;
            for (oid, commit) in commits {
                let Some(&n) = packs.get(&oid) else {
                    return Err(ArchiveError::Object { oid, why: "is in no pack".to_owned() });
                };
                let pack = Pack::read(&from.folder, &from.state.objects.packs(), n)?;
                let new = archive.state.log.size()..commit.log_size;
                let leaves = new.map(|n| from.state.log.leaf(n)).collect::<Result<Vec<_>>>()?;
                archive.put(lock, &pack, &leaves, oid, commit)?;
                archive.state.settle_commits()?;
                archive.state.store_index(&HashMap::new())?;
                lock.end()?;
            }
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

/// Each commit states the bytes of `packs.sha256` before it. So those of `from` must go on where the archive's end, and
/// the packs of each commit must still be there as they were then: a compaction has neither.
fn must_have_its_packs(archive: &Archive, from: &Archive, into: &Path) -> Result<()> {
    let (own, theirs) = (archive.folder.read(files::MANIFEST)?, from.folder.read(files::MANIFEST)?);
    let more = theirs.strip_prefix(&*own).and_then(|more| manifest::parse(more).ok());
    let as_written = |lines: &[Line]| lines.iter().all(|line| matches!(line, Line::Added { .. }));
    match more {
        Some(lines) if as_written(&lines) => Ok(()),
        _ => Err(ArchiveError::OtherPacks { dir: into.to_owned() }),
    }
}

/// The commits of `from` after `head`, the oldest first.
fn commits_after(from: &State, head: Option<Oid>, into: &Path) -> Result<Vec<(Oid, Commit)>> {
    let mut commits = Vec::new();
    let mut next = from.head.clone();
    while let Some((oid, commit)) = next.filter(|(oid, _)| Some(*oid) != head) {
        next = from.parent(&commit)?;
        if next.is_none() && head.is_some() {
            // The logs agree and the commits do not: one of them is not what it was made as.
            return Err(ArchiveError::Diverged { dir: into.to_owned() });
        }
        commits.push((oid, commit));
    }
    commits.reverse();
    Ok(commits)
}

/// The place among the packs of the one that brought each commit.
fn packs_of(archive: &Archive, commits: &[(Oid, Commit)]) -> Result<HashMap<Oid, usize>> {
    let wanted: HashSet<Oid> = commits.iter().map(|(oid, _)| *oid).collect();
    let packs = archive.state.objects.packs();
    let mut found = HashMap::new();
    for n in 0..packs.len() {
        found.extend(packs.index(n)?.names()?.into_iter().filter(|oid| wanted.contains(oid)).map(|oid| (oid, n)));
    }
    Ok(found)
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
