//! A store that is fed one article at a time gets a pack for each. So that a look-up does not take longer and longer, the
//! writer who finds many small packs puts one in their place: their objects as they are packed, nothing compressed anew.
//! Each object is copied once or twice in all (the geometric repacking of git-repack(1), in two steps).
//!
//! The new pack is on the disk before `packs.sha256` lists it and gives up the others, which is the moment that counts;
//! then they are removed. The journal tells of all of it.

use super::Archive;
use super::commit::{self, Commit};
use super::error::{ArchiveError, Result};
use super::files::{self, Batch, Folder};
use super::lock::{self, Journal, Lock};
use super::manifest::{self, COMPACTED, Line};
use super::objects::Objects;
use super::pack::{Pack, PackBuilder};
use super::packs::Packs;
use super::second;

/// So many packs of one step become one: a look-up asks sixty packs at most besides the large ones, and fewer than one
/// add in twenty has this work besides its own.
pub(super) const MANY: usize = if cfg!(test) { 16 } else { 32 };

/// A pack below the first length (bytes) is of a few articles, one below the second of some hundreds. A larger one stays:
/// the writer would take seconds to copy many of them. That is for a compaction.
const STEPS: [u64; 2] = [256 << 10, 4 << 20];

impl Archive {
    /// Puts one pack in the place of many small ones, if there are so many.
    pub(super) fn fold(&mut self, lock: &mut Lock) -> Result<()> {
        let packs = self.state.objects.packs();
        let Some(step) = crowded(&packs)? else { return Ok(()) };
        let (old, lines) = manifest::read(&self.folder)?;
        let live = manifest::live(&lines);
        let mut builder = PackBuilder::default();
        let mut given_up = Vec::new();
        for line in &lines {
            let Some(stem) = line.name().strip_suffix(".pack") else { continue };
            let listed = live.get(line.name()).is_some_and(|(_, len, _)| step_of(*len) == Some(step));
            let Some(n) = packs.find(stem).filter(|_| listed) else { continue };
            // Its bytes are those that are listed, or the pack is not touched.
            let pack = Pack::read(&self.folder, &packs, n)?;
            for line in pack.lines() {
                let Line::Added { digest, len, name } = line else { continue };
                if live.get(name.as_str()).is_none_or(|live| (live.1, live.2) != (len, digest)) {
                    let path = self.folder.path(&format!("{}/{name}", files::PACK_DIR));
                    return Err(ArchiveError::damaged(&path, "is not the file packs.sha256 lists"));
                }
                given_up.push(Line::Removed { digest, name, reason: COMPACTED.to_owned() });
            }
            let index = packs.index(n)?;
            packs.pack(n)?.copied(&index)?.iter().try_for_each(|object| builder.add(object).map(drop))?;
        }
        self.put_in_place(lock, &builder.finish(), &given_up, old.len() as u64)?;
        self.state.objects = Objects::open(&self.folder)?;
        lock.end()?;
        // The next step has one more now.
        self.fold(lock)
    }

    /// Writes the pack, and takes away those it replaces: all of it, or nothing.
    fn put_in_place(&self, lock: &mut Lock, pack: &Pack, given_up: &[Line], packs_size: u64) -> Result<()> {
        let folder = &self.folder;
        let lines: String = pack.lines().iter().chain(given_up).map(|line| format!("{line}\n")).collect();
        let new_size = packs_size + lines.len() as u64;
        lock.begin(&Journal::Fold { packs_size, new_size, pack: pack.name.clone() })?;
        let stage = || {
            pack.stage(folder)?;
            second::check_staged(folder, &pack.oids)?;
            let mut batch = Batch::new(folder);
            pack.place(&mut batch)?;
            batch.finish()?;
            folder.append(files::MANIFEST, lines.as_bytes())
        };
        let staged = stage();
        settle(folder, packs_size, new_size, &pack.name)?;
        staged
    }
}

/// The first step that has too many packs.
fn crowded(packs: &Packs) -> Result<Option<usize>> {
    if packs.len() < MANY {
        return Ok(None);
    }
    // A pack of a few articles makes none but its own step fuller, and nearly all of that step are listed last.
    let is_small = packs.listed_len(0).and_then(step_of) == Some(0);
    let mut counts = [0; STEPS.len()];
    for n in 0..packs.len() {
        let len = if is_small { packs.listed_len(n) } else { Some(packs.len_of(n)?) };
        if let Some(step) = len.and_then(step_of) {
            counts[step] += 1;
        }
    }
    Ok(counts.iter().position(|&count| count >= MANY))
}

/// The step a pack of that length (bytes) is on.
fn step_of(len: u64) -> Option<usize> {
    STEPS.iter().position(|&below| len < below)
}

/// Finishes or undoes a fold. It counts if all its lines stand at the end of `packs.sha256`; then the packs they give up
/// are removed, else the new one. Where the archive is not one in which that fold was stopped, nothing is changed: a line in
/// `LOCK` may come from a copy that was made while someone wrote.
pub(super) fn settle(folder: &Folder, packs_size: u64, new_size: u64, pack: &str) -> Result<()> {
    let bytes = folder.read(files::MANIFEST)?;
    let Some(Left { mut gone, undone }) = left(folder, &bytes, packs_size, new_size, pack)? else {
        return Err(lock::misfit(folder));
    };
    if undone && bytes.len() as u64 > packs_size {
        folder.truncate(files::MANIFEST, packs_size)?;
    }
    gone.extend(Pack::staged(pack));
    // The indexes first: a pack without index is not seen, an index without pack would be an error.
    gone.sort_by_key(|name| !name.ends_with(".idx"));
    let mut batch = Batch::new(folder);
    gone.iter().try_for_each(|name| batch.remove(name))?;
    batch.finish()
}

/// What a stopped fold has left.
struct Left {
    /// The files that are no part of the archive.
    gone: Vec<String>,
    /// It does not count.
    undone: bool,
}

/// `None` if no fold that was stopped can have left the archive as it is.
fn left(folder: &Folder, bytes: &[u8], packs_size: u64, new_size: u64, pack: &str) -> Result<Option<Left>> {
    // Whoever folds has made a commit: behind what it fixes stand the lines of its own pack, and those come first.
    let Some(head) = commit::head(folder)? else { return Ok(None) };
    let fixed = Commit::read(&Objects::open(folder)?, head)?.packs_size;
    let base = usize::try_from(packs_size).ok().filter(|_| packs_size > fixed).and_then(|at| bytes.get(..at));
    let Some(base) = base.filter(|_| bytes.len() as u64 <= new_size) else { return Ok(None) };
    let Ok(before) = manifest::parse(base) else { return Ok(None) };
    let own = ["pack", "idx"].map(|end| format!("{pack}.{end}"));
    let live = manifest::live(&before);
    let len_of = |name: &str| folder.len_if_any(&format!("{}/{name}", files::PACK_DIR));
    if own.iter().any(|name| live.contains_key(name.as_str())) {
        return Ok(None);
    }
    let added = std::str::from_utf8(&bytes[base.len()..]).ok().filter(|_| bytes.len() as u64 == new_size);
    let added: Option<Vec<Line>> = added.and_then(|lines| lines.lines().map(Line::parse).collect());
    let Some(added) = added else {
        // The packs that are fallen back on must be here.
        for name in live.keys() {
            if len_of(name)?.is_none() || !live.contains_key(other(name).as_str()) {
                return Ok(None);
            }
        }
        let gone = Pack::files(pack).to_vec();
        return Ok(Some(Left { gone, undone: true }));
    };
    let [new, index, given_up @ ..] = &added[..] else { return Ok(None) };
    for (line, name) in [new, index].into_iter().zip(&own) {
        if !matches!(line, Line::Added { .. }) || line.name() != name || len_of(name)? != Some(line.len()) {
            return Ok(None);
        }
    }
    let fits = given_up.iter().all(|line| matches!(line, Line::Removed { .. })) && manifest::parse(bytes).is_ok();
    let gone = given_up.iter().map(|line| format!("{}/{}", files::PACK_DIR, line.name())).collect();
    Ok(fits.then_some(Left { gone, undone: false }))
}

/// The index of a pack, or the pack of an index.
fn other(name: &str) -> String {
    match name.strip_suffix(".idx") {
        Some(stem) => format!("{stem}.pack"),
        None => format!("{}.idx", name.trim_end_matches(".pack")),
    }
}
