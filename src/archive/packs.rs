//! The packs of an archive as they were when they were listed. Nothing is opened before it is needed, and nothing is read
//! that was not asked for: what an index says is held against its pack.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::error::{ArchiveError, Result};
use super::files::{Folder, MANIFEST, PACK_DIR};
use super::idx::PackIndex;
use super::manifest;
use super::objects::{Kind, Oid};
use super::packed::PackFile;

pub(super) struct Packs {
    folder: Folder,
    /// Names without extension, the newest first: what is asked for most was written last.
    stems: Vec<String>,
    /// The lengths of the packs (bytes), where they were read in the list.
    lens: Vec<Option<u64>>,
    /// The pack in which something was found last: an article's files stand together.
    last: AtomicUsize,
    indexes: Mutex<Open<PackIndex>>,
    files: Mutex<Open<PackFile>>,
    /// Something that should have been there was not.
    missed: AtomicBool,
}

/// So much of the end and of the beginning of `packs.sha256` (bytes) is read for the order of packs: some hundred commits
/// each. What took in much at once has its large packs at the beginning.
const LISTED: u64 = 64 << 10;

/// There may be more packs than a process may open files; macOS allows 256 unless told otherwise. Tests have few packs.
const MAX_INDEXES: usize = if cfg!(test) { 3 } else { 128 };
const MAX_PACKS: usize = if cfg!(test) { 2 } else { 32 };

/// What libgit2 and git would follow to other objects than those of the packs. An archive has neither.
const LEADS_AWAY: [&str; 2] = ["store.git/objects/info/alternates", "store.git/objects/pack/multi-pack-index"];

impl Packs {
    /// The packs there are now.
    pub(super) fn again(&self) -> Result<Packs> {
        Packs::open(&self.folder)
    }

    pub(super) fn none(folder: &Folder) -> Packs {
        Packs {
            folder: folder.clone(),
            stems: Vec::new(),
            lens: Vec::new(),
            last: AtomicUsize::new(0),
            indexes: Mutex::new(Open::new(0, MAX_INDEXES)),
            files: Mutex::new(Open::new(0, MAX_PACKS)),
            missed: AtomicBool::new(false),
        }
    }

    /// The packs in their folder. Of `packs.sha256`, which may have grown long, only both ends are read, for their order and
    /// lengths; what is listed between stands between, in the order of its names.
    pub(super) fn open(folder: &Folder) -> Result<Packs> {
        if let Some(name) = LEADS_AWAY.iter().find(|name| folder.exists(name)) {
            return Err(ArchiveError::damaged(&folder.path(name), "is no part of an archive; take it away"));
        }
        let len = folder.len_if_any(MANIFEST)?.unwrap_or(0);
        let first = if len > LISTED { folder.read_first(MANIFEST, LISTED)? } else { Vec::new() };
        let last = if len > 0 { folder.read_from(MANIFEST, len.saturating_sub(LISTED))? } else { Vec::new() };
        let listed = |lines, part: u8| manifest::packs(lines).enumerate().map(move |(at, pack)| (pack, (part, at)));
        let listed = listed(&first, 0).chain(listed(&last, 2));
        let listed: HashMap<&str, _> = listed.map(|((stem, len), age)| (stem, (age, len))).collect();
        // git and libgit2 see a pack by its index, too.
        let names = folder.names_in(PACK_DIR)?.into_iter();
        let mut stems: Vec<String> = names.filter_map(|name| name.strip_suffix(".idx").map(str::to_owned)).collect();
        stems.sort_by_key(|stem| Reverse(listed.get(stem.as_str()).map_or((1, 0), |(age, _)| *age)));
        Ok(Packs {
            lens: stems.iter().map(|stem| listed.get(stem.as_str()).map(|(_, len)| *len)).collect(),
            indexes: Mutex::new(Open::new(stems.len(), MAX_INDEXES)),
            files: Mutex::new(Open::new(stems.len(), MAX_PACKS)),
            stems,
            ..Packs::none(folder)
        })
    }

    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        let fail = |why: String| ArchiveError::Object { oid, why };
        let Some((n, offset)) = self.place_of(oid)? else {
            self.missed.store(true, Ordering::Relaxed);
            return Err(fail("is in no pack".to_owned()));
        };
        self.read_at(oid, kind, n, offset)
    }

    /// The same, of an object that begins there in the `n`th pack.
    pub(super) fn read_at(&self, oid: Oid, kind: Kind, n: usize, offset: u64) -> Result<Vec<u8>> {
        let fail = |why: String| ArchiveError::Object { oid, why };
        let read = self.pack(n).and_then(|pack| pack.object_at(offset, &*self.index(n)?));
        let (found, bytes) = read.map_err(|error| fail(format!("cannot be read: {}", self.in_pack(error))))?;
        if Oid::of(found, &bytes) != oid {
            return Err(fail(format!("has other bytes than its name says in {}", self.file(n, "pack"))));
        }
        if found != kind {
            return Err(fail(format!("is not the {} of that name", kind.name())));
        }
        Ok(bytes)
    }

    /// What is wrong with a file, with its name below the archive's folder.
    fn in_pack(&self, error: ArchiveError) -> String {
        match error {
            ArchiveError::Damaged { file, why } => format!("{}: {why}", self.folder.name(&file)),
            other => other.to_string(),
        }
    }

    /// The pack that holds the object, by its place in `stems`, and where.
    pub(super) fn place_of(&self, oid: Oid) -> Result<Option<(usize, u64)>> {
        let last = self.last.load(Ordering::Relaxed);
        let all = (0..self.stems.len()).filter(|&n| n != last);
        for n in (last..self.stems.len()).take(1).chain(all) {
            if let Some(offset) = self.index(n)?.find(oid)? {
                self.last.store(n, Ordering::Relaxed);
                return Ok(Some((n, offset)));
            }
        }
        Ok(None)
    }

    /// Whether something that was to be there was not.
    pub(super) fn missed(&self) -> bool {
        self.missed.load(Ordering::Relaxed)
    }

    pub(super) fn same_as(&self, other: &Packs) -> bool {
        self.stems == other.stems
    }

    /// How many packs there are.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// How many objects they hold; what stands in two packs counts twice.
    pub(super) fn count(&self) -> Result<u64> {
        (0..self.stems.len()).map(|n| Ok(u64::from(self.index(n)?.count()))).sum()
    }

    /// The file of the pack at that place, or of its index, below the archive's folder.
    pub(super) fn file(&self, n: usize, extension: &str) -> String {
        format!("{PACK_DIR}/{}.{extension}", self.stems[n])
    }

    /// The place of the pack of that name, without extension.
    pub(super) fn find(&self, stem: &str) -> Option<usize> {
        self.stems.iter().position(|own| own == stem)
    }

    /// The length (bytes) of the pack at that place, if it was read in the list.
    pub(super) fn listed_len(&self, n: usize) -> Option<u64> {
        self.lens[n]
    }

    /// The length (bytes) of the pack at that place.
    pub(super) fn len_of(&self, n: usize) -> Result<u64> {
        match self.listed_len(n) {
            Some(len) => Ok(len),
            None => Ok(self.folder.len_if_any(&self.file(n, "pack"))?.unwrap_or(0)),
        }
    }

    pub(super) fn index(&self, n: usize) -> Result<Arc<PackIndex>> {
        let mut open = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(n, PackIndex::is_file, || self.opened(&self.folder.path(&self.file(n, "idx")), PackIndex::open))
    }

    pub(super) fn pack(&self, n: usize) -> Result<Arc<PackFile>> {
        let index = self.index(n)?;
        let mut open = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(
            n,
            |_| true,
            || self.opened(&self.folder.path(&self.file(n, "pack")), |path| PackFile::open(path, &index)),
        )
    }

    /// A file may go between being listed and being opened.
    fn opened<T>(&self, path: &Path, open: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        match open(path) {
            Err(ArchiveError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                self.missed.store(true, Ordering::Relaxed);
                Err(ArchiveError::damaged(path, "is not there"))
            }
            opened => opened,
        }
    }
}

/// What is open of the packs' files, at most so many that hold a file.
pub(super) struct Open<T> {
    /// With the time of the last use.
    slots: Vec<Option<(u64, Arc<T>)>>,
    most: usize,
    files: usize,
    uses: u64,
}

impl<T> Open<T> {
    pub(super) fn new(packs: usize, most: usize) -> Open<T> {
        Open { slots: (0..packs).map(|_| None).collect(), most, files: 0, uses: 0 }
    }

    pub(super) fn get(
        &mut self,
        n: usize,
        is_file: impl Fn(&T) -> bool,
        open: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        self.uses += 1;
        if let Some((used, found)) = &mut self.slots[n] {
            *used = self.uses;
            return Ok(Arc::clone(found));
        }
        let opened = Arc::new(open()?);
        if is_file(&opened) {
            if self.files == self.most {
                let files = self.slots.iter_mut().filter(|slot| slot.as_ref().is_some_and(|(_, open)| is_file(open)));
                let oldest = files.min_by_key(|slot| slot.as_ref().map_or(0, |(used, _)| *used));
                oldest.into_iter().for_each(|slot| *slot = None);
                self.files -= 1;
            }
            self.files += 1;
        }
        self.slots[n] = Some((self.uses, Arc::clone(&opened)));
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "git itself makes the packs to be read")]

    use std::collections::BTreeMap;
    use std::process::Command;

    use super::*;
    use crate::archive::objects::Objects;
    use crate::archive::pack::{PackBuilder, is_whole};
    use crate::archive::places::Places;
    use crate::hash::sha1_of;

    /// A store that git repacked with deltas reads the same.
    #[test]
    fn packs_that_git_made_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| {
            let output = Command::new("git").arg("-C").arg(dir.path()).args(arguments).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        if git(&["init", "-q", "--bare", "store.git"]).is_none() {
            return;
        }
        let mut texts = vec![String::new()];
        for n in 0..40 {
            texts.push(format!("{}Sentence {n} of a text that grows, {}.\n", texts[n], n * 7919));
            std::fs::write(dir.path().join(n.to_string()), &texts[n]).unwrap();
        }
        let pack = "git --git-dir=store.git hash-object -w $(seq 0 39) | \
                    git --git-dir=store.git pack-objects -q --depth=30 --delta-base-offset store.git/objects/pack/pack";
        let packed = Command::new("sh").current_dir(dir.path()).args(["-c", pack]).output().unwrap();
        assert!(packed.status.success());
        let objects = Objects::open(&Folder::new(dir.path())).unwrap();
        for text in &texts[..40] {
            assert_eq!(objects.read(Oid::of(Kind::Blob, text.as_bytes()), Kind::Blob).unwrap(), text.as_bytes());
        }
        let bytes: usize = texts.iter().map(String::len).sum();
        let on_disk = Folder::new(dir.path()).read(&objects.packs().file(0, "pack")).unwrap().len();
        assert!(on_disk * 10 < bytes, "no deltas were read: {on_disk} of {bytes}");
        // And one after the other.
        let mut met: Vec<Oid> = walk(&objects, 0).unwrap().into_iter().map(|(oid, _)| oid).collect();
        let index = objects.packs().index(0).unwrap();
        met.sort_unstable();
        assert_eq!(met, index.names().unwrap());
        assert_eq!(met.len(), 40);
        index.check_order().unwrap();
    }

    /// Reads a pack from the beginning to the end: the name and length of each object.
    fn walk(objects: &Objects, n: usize) -> Result<Vec<(Oid, usize)>> {
        let (pack, index) = (objects.packs().pack(n)?, objects.packs().index(n)?);
        let places = Places::of(&pack, &index)?;
        let mut reader = pack.reader(&index, 64);
        let mut read = |rank| places.read(rank, &mut reader).map(|(_, bytes)| (places.name(rank), bytes.len()));
        (0..places.len()).map(&mut read).collect()
    }

    /// Packs of one blob each, `0` to `count`, with some bytes that do not compress behind it.
    fn many(folder: &Folder, count: usize, more: usize) -> Vec<Oid> {
        let one = |n: usize| {
            let mut pack = PackBuilder::default();
            let oid = pack.add_one(Kind::Blob, n.to_string().as_bytes()).unwrap();
            for m in 0..more {
                pack.add_one(Kind::Blob, format!("{n} {m}").as_bytes()).unwrap();
            }
            pack.finish().write(folder).unwrap();
            oid
        };
        (0..count).map(one).collect()
    }

    /// A list of packs may be longer than what is read of it: what its middle says is not known, and both ends are.
    #[test]
    fn the_newest_pack_is_asked_first_however_long_the_list() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        many(&folder, 3, 0);
        let [first, middle, last] = &Packs::open(&folder).unwrap().stems[..] else { panic!("three packs") };
        let line =
            |stem: &str, len: usize| format!("{}\n", manifest::Line::added(&format!("{stem}.pack"), &vec![0; len]));
        // Of packs that are no longer there.
        let gone = |from: usize| (from..from + 700).map(|n| line(&format!("pack-{n:040}"), 1)).collect::<String>();
        let list = [line(first, 7), gone(0), line(middle, 8), gone(700), line(last, 9)].concat();
        assert!(list.len() as u64 > 2 * LISTED);
        folder.write(MANIFEST, list.as_bytes()).unwrap();
        let packs = Packs::open(&folder).unwrap();
        assert_eq!(packs.stems, [last, middle, first].map(String::clone));
        assert_eq!(packs.lens, [Some(9), None, Some(7)]);
    }

    #[test]
    fn more_packs_are_read_than_are_kept_open() {
        // Small indexes are read at once, large ones are kept open.
        for more in [0, 400] {
            let dir = tempfile::tempdir().unwrap();
            let folder = Folder::new(dir.path());
            let oids = many(&folder, 2 * MAX_INDEXES, more);
            let objects = Objects::open(&folder).unwrap();
            for _ in 0..2 {
                for (n, oid) in oids.iter().enumerate() {
                    assert_eq!(objects.read(*oid, Kind::Blob).unwrap(), n.to_string().as_bytes());
                    let open = |slots: &[Option<_>]| slots.iter().flatten().count();
                    let indexes = open(&objects.packs().indexes.lock().unwrap().slots);
                    assert!(indexes <= MAX_INDEXES || more == 0, "{indexes} indexes");
                    let files = objects.packs().files.lock().unwrap().slots.iter().flatten().count();
                    assert!(files <= MAX_PACKS, "{files} packs");
                }
            }
            assert!(objects.read(Oid::of(Kind::Blob, b"absent"), Kind::Blob).is_err());
        }
    }

    /// Whoever makes an archive can give an index the right checksums. It must not send a reader out of the pack, nor
    /// show one object for another.
    #[test]
    fn a_well_signed_index_that_lies_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let oid = many(&folder, 1, 0)[0];
        let file = Objects::open(&folder).unwrap().packs().file(0, "idx");
        let index = folder.read(&file).unwrap();
        let len = folder.len_if_any(&file.replace(".idx", ".pack")).unwrap().unwrap();
        let offset = index.len() - 44;
        assert_eq!(index[offset..][..4], 12u32.to_be_bytes());
        let with = |at: usize, word: u32| {
            let mut bytes = index[..index.len() - 20].to_vec();
            bytes[at..][..4].copy_from_slice(&word.to_be_bytes());
            let own = sha1_of(&[&bytes]);
            bytes.extend_from_slice(&own);
            bytes
        };
        for bad in [
            with(offset, 0),
            with(offset, 11),
            with(offset, 13),
            with(offset, len as u32 - 20),
            with(offset, 0x0100_000c),
            with(offset, 0x8000_0000),
            with(4, 1),
            with(8, 1),
            with(8 + 255 * 4, 2),
            with(8 + 255 * 4, 0),
            with(8 + 256 * 4, 0),
        ] {
            folder.write(&file, &bad).unwrap();
            assert!(is_whole(&file, &bad));
            let objects = Objects::open(&folder).unwrap();
            assert!(objects.read(oid, Kind::Blob).is_err());
            let checked =
                objects.packs().index(0).and_then(|index| index.check_order()).and_then(|()| walk(&objects, 0));
            assert!(matches!(checked, Err(ArchiveError::Damaged { .. })));
        }
        folder.write(&file, &with(offset, 12)).unwrap();
        assert_eq!(Objects::open(&folder).unwrap().read(oid, Kind::Blob).unwrap(), b"0");
    }

    /// A pack of any entries, with an index that lists them under `names`.
    fn forged(folder: &Folder, entries: &[Vec<u8>], names: &[Oid]) -> Objects {
        let mut pack = [&b"PACK\0\0\0\x02"[..], &(entries.len() as u32).to_be_bytes()].concat();
        let mut listed: BTreeMap<Oid, u32> = BTreeMap::new();
        for (entry, name) in entries.iter().zip(names) {
            listed.insert(*name, pack.len() as u32);
            pack.extend_from_slice(entry);
        }
        let checksum = sha1_of(&[&pack]);
        pack.extend_from_slice(&checksum);
        let mut index = b"\xfftOc\0\0\0\x02".to_vec();
        for byte in 0..=255 {
            let below = listed.keys().filter(|oid| oid.as_bytes()[0] <= byte).count() as u32;
            index.extend_from_slice(&below.to_be_bytes());
        }
        listed.keys().for_each(|oid| index.extend_from_slice(oid.as_bytes()));
        listed.keys().for_each(|_| index.extend_from_slice(&[0; 4]));
        listed.values().for_each(|offset| index.extend_from_slice(&offset.to_be_bytes()));
        index.extend_from_slice(&checksum);
        let own = sha1_of(&[&index]);
        index.extend_from_slice(&own);
        let name = format!("{PACK_DIR}/pack-{}", Oid::from_bytes(checksum));
        folder.write(&format!("{name}.pack"), &pack).unwrap();
        folder.write(&format!("{name}.idx"), &index).unwrap();
        Objects::open(folder).unwrap()
    }

    /// An entry: its kind and length, what it rests on, and its bytes packed.
    fn entry(kind: u8, len: usize, on: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut zlib, bytes).unwrap();
        let size = [0x80 | kind << 4 | (len & 15) as u8, (len >> 4) as u8];
        [&size[..], on, &zlib.finish().unwrap()].concat()
    }

    #[test]
    fn deltas_that_rest_on_names_are_read_and_circles_end() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let (base, copied) = (Oid::of(Kind::Blob, b"0123456789"), Oid::of(Kind::Blob, b"345!"));
        // Copy 3 bytes from 3 on, then one byte of its own.
        let delta = [10, 4, 0x91, 3, 3, 1, b'!'];
        let whole = entry(3, 10, &[], b"0123456789");
        let objects = forged(&folder, &[entry(7, 7, base.as_bytes(), &delta), whole], &[copied, base]);
        assert_eq!(objects.read(copied, Kind::Blob).unwrap(), b"345!");
        assert_eq!(walk(&objects, 0).unwrap(), [(copied, 4), (base, 10)]);

        for (entries, names) in [
            // Two that rest on each other, one that rests on itself, one on nothing, a base that does not fit.
            (vec![entry(7, 7, base.as_bytes(), &delta), entry(7, 7, copied.as_bytes(), &delta)], vec![copied, base]),
            (vec![entry(7, 7, copied.as_bytes(), &delta)], vec![copied]),
            (vec![entry(7, 7, base.as_bytes(), &delta)], vec![copied]),
            (vec![entry(6, 7, &[0], &delta)], vec![copied]),
            (vec![entry(6, 7, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], &delta)], vec![copied]),
            (vec![entry(3, 9, &[], b"012345678"), entry(7, 7, base.as_bytes(), &delta)], vec![base, copied]),
            // Kinds that no pack of an archive has.
            (vec![entry(4, 4, &[], b"345!")], vec![copied]),
            (vec![entry(0, 4, &[], b"345!")], vec![copied]),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let objects = forged(&Folder::new(dir.path()), &entries, &names);
            assert!(matches!(objects.read(copied, Kind::Blob), Err(ArchiveError::Object { .. })));
            assert!(walk(&objects, 0).is_err());
        }
    }

    #[test]
    fn a_pack_with_a_changed_byte_is_an_error_that_names_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let oid = many(&folder, 1, 0)[0];
        let file = Objects::open(&folder).unwrap().packs().file(0, "pack");
        let pack = folder.read(&file).unwrap();
        let mut refused = 0;
        for at in 0..pack.len() {
            for mask in [1, 0x40, 0xff] {
                let mut changed = pack.clone();
                changed[at] ^= mask;
                folder.write(&file, &changed).unwrap();
                let objects = Objects::open(&folder).unwrap();
                match objects.read(oid, Kind::Blob) {
                    // Some bits of zlib say nothing; `packs.sha256` has them.
                    Ok(bytes) => assert_eq!(bytes, b"0"),
                    Err(error) => {
                        assert!(error.to_string().contains(&file), "{error}");
                        refused += 1;
                    }
                }
            }
        }
        assert!(refused > 3 * (pack.len() - 4), "{refused} of {}", 3 * pack.len());
    }

    #[test]
    fn what_leads_out_of_the_archive_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        for name in LEADS_AWAY {
            folder.write(name, b"/elsewhere\n").unwrap();
            assert!(matches!(Objects::open(&folder), Err(ArchiveError::Damaged { .. })), "{name}");
            folder.remove(name).unwrap();
        }
        assert!(Objects::open(&folder).is_ok());
    }
}
