//! git's objects, read by libgit2: a second implementation, which has to agree with the packs we write ourselves. It is
//! opened on the objects' folder alone, so no configuration, environment variable or template of git has a say.
//!
//! libgit2 1.9.7 believes an index: an offset beyond its pack ends the process with a memory fault. So every index is
//! read whole before libgit2 may see its folder. Damage inside a pack ends in an error: libgit2 names each object anew.
//!
//! Format: git's Documentation/gitformat-pack.txt (index version 2).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::error::{ArchiveError, Result};
use super::files::{Folder, MANIFEST, OBJECTS, PACK_DIR};
use super::manifest;
use super::pack::{HEADER_LEN, Pack, TRAILER_LEN, is_whole};
use crate::hash::{Digest, sha1};

/// The name git gives to an object: a SHA-1. It finds objects; that they are the right ones, the log's SHA-256 says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid([u8; 20]);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Commit => "commit",
            Kind::Tree => "tree",
            Kind::Blob => "blob",
        }
    }

    fn in_libgit2(self) -> git2::ObjectType {
        match self {
            Kind::Commit => git2::ObjectType::Commit,
            Kind::Tree => git2::ObjectType::Tree,
            Kind::Blob => git2::ObjectType::Blob,
        }
    }

    /// Its number in a pack.
    pub(super) fn number(self) -> u8 {
        match self {
            Kind::Commit => 1,
            Kind::Tree => 2,
            Kind::Blob => 3,
        }
    }
}

impl Oid {
    pub(super) fn of(kind: Kind, bytes: &[u8]) -> Oid {
        let mut whole = format!("{} {}\0", kind.name(), bytes.len()).into_bytes();
        whole.extend_from_slice(bytes);
        Oid(sha1(&whole))
    }

    /// Reads 40 lower-case hex digits, in no other spelling.
    pub fn parse(hex: &str) -> Option<Oid> {
        let mut bytes = [0; 20];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()?;
        }
        Some(Oid(bytes)).filter(|oid| oid.to_string() == hex)
    }

    pub(super) const fn from_bytes(bytes: [u8; 20]) -> Oid {
        Oid(bytes)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// All packs of an archive.
pub(super) struct Objects {
    folder: Folder,
    /// The packs' files, below the archive's folder.
    packs: Vec<String>,
    /// Every object and the pack that holds it, by its place in `packs`; sorted.
    held: Vec<(Oid, u32)>,
    reader: Mutex<Reader>,
}

/// libgit2, opened with the first read.
#[derive(Default)]
struct Reader {
    odb: Option<git2::Odb<'static>>,
    /// The packs it has read from. It keeps each of them open.
    used: BTreeSet<u32>,
}

/// There may be more packs than a process may open files; macOS allows 256 unless told otherwise. Tests have few packs.
const MAX_OPEN: usize = if cfg!(test) { 4 } else { 128 };

/// What libgit2 would follow to other objects than those of the packs. An archive has neither.
const LEADS_AWAY: [&str; 2] = ["store.git/objects/info/alternates", "store.git/objects/pack/multi-pack-index"];

impl Objects {
    /// Opens every pack. Each index must be the one `packs.sha256` lists; one it does not list is of a write under way,
    /// and goes by the checksum git gave it. The packs themselves must have their lengths.
    pub(super) fn open(folder: &Folder) -> Result<Objects> {
        let text = folder.read_if_any(MANIFEST)?.unwrap_or_default();
        // A line without its end is just being written.
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let lines = manifest::parse(&text[..whole]).map_err(|line| {
            ArchiveError::damaged(&folder.path(MANIFEST), format!("line {line} is not one of format 1"))
        })?;
        Objects::open_listed(folder, &manifest::live(&lines))
    }

    /// Opens every pack by git's own checksums, whatever `packs.sha256` says.
    pub(super) fn open_unlisted(folder: &Folder) -> Result<Objects> {
        Objects::open_listed(folder, &BTreeMap::new())
    }

    /// No packs at all.
    pub(super) fn none(folder: &Folder) -> Objects {
        Objects { folder: folder.clone(), packs: Vec::new(), held: Vec::new(), reader: Mutex::default() }
    }

    fn open_listed(folder: &Folder, listed: &BTreeMap<&str, (usize, u64, Digest)>) -> Result<Objects> {
        if let Some(name) = LEADS_AWAY.iter().find(|name| folder.exists(name)) {
            return Err(ArchiveError::damaged(&folder.path(name), "is no part of an archive; take it away"));
        }
        let mut objects = Objects::none(folder);
        for stem in folder.names_in(PACK_DIR)?.iter().filter_map(|name| name.strip_suffix(".idx")) {
            let [pack, index] = Pack::files(stem);
            // git and libgit2 pass over an index without its pack.
            let Some(len) = folder.len_if_any(&pack)? else { continue };
            let damaged = |file: &str, why: &str| Err(ArchiveError::damaged(&folder.path(file), why));
            if listed.get(format!("{stem}.pack").as_str()).is_some_and(|(_, listed, _)| *listed != len) {
                return damaged(&pack, "does not have the length it was written with");
            }
            let bytes = folder.read(&index)?;
            let sound = match listed.get(format!("{stem}.idx").as_str()) {
                Some((_, _, digest)) => Digest::of(&bytes) == *digest,
                None => is_whole(&index, &bytes),
            };
            if !sound {
                return damaged(&index, "does not hold the bytes it was written with");
            }
            let Some(names) = index_names(&bytes, len) else { return damaged(&index, "does not fit its pack") };
            let number = objects.packs.len() as u32;
            objects.held.extend(names.into_iter().map(|oid| (oid, number)));
            objects.packs.push(pack);
        }
        objects.held.sort_unstable();
        Ok(objects)
    }

    /// The object's bytes. libgit2 checks them against their name.
    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        let (bytes, found) = self.read_any(oid)?;
        if found != kind.in_libgit2() {
            return Err(ArchiveError::Object { oid, why: format!("is not the {} of that name", kind.name()) });
        }
        Ok(bytes)
    }

    /// Reads every object of a pack.
    pub(super) fn reread(&self, pack: &str) -> Result<()> {
        self.names().filter(|(_, holder)| *holder == pack).try_for_each(|(oid, _)| self.read_any(oid).map(drop))
    }

    fn read_any(&self, oid: Oid) -> Result<(Vec<u8>, git2::ObjectType)> {
        let fail = |why: String| ArchiveError::Object { oid, why };
        let pack = self.pack_of(oid).ok_or_else(|| fail("is in no pack".to_owned()))?;
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |error: git2::Error| fail(format!("cannot be read from its pack: {}", error.message()));
        let object = reader.of(pack, &self.folder)?.read(git2::Oid::from_bytes(&oid.0).map_err(read)?).map_err(read)?;
        Ok((object.data().to_vec(), object.kind()))
    }

    fn pack_of(&self, oid: Oid) -> Option<u32> {
        let at = self.held.partition_point(|(held, _)| *held < oid);
        self.held.get(at).filter(|(held, _)| *held == oid).map(|(_, pack)| *pack)
    }

    pub(super) fn holds(&self, oid: Oid) -> bool {
        self.pack_of(oid).is_some()
    }

    /// The name of every object and the pack that holds it.
    pub(super) fn names(&self) -> impl Iterator<Item = (Oid, &str)> {
        self.held.iter().map(|(oid, pack)| (*oid, self.packs[*pack as usize].as_str()))
    }
}

impl Reader {
    /// libgit2, ready to read from this pack.
    fn of(&mut self, pack: u32, folder: &Folder) -> Result<&git2::Odb<'static>> {
        if self.used.len() == MAX_OPEN && !self.used.contains(&pack) {
            *self = Reader::default();
        }
        self.used.insert(pack);
        match &mut self.odb {
            Some(odb) => Ok(odb),
            none => Ok(none.insert(open_odb(folder)?)),
        }
    }
}

fn open_odb(folder: &Folder) -> Result<git2::Odb<'static>> {
    let path = folder.path(OBJECTS);
    let fail = |why: String| ArchiveError::io("open", &path)(io::Error::other(why));
    let name = path.to_str().ok_or_else(|| fail("libgit2 needs a path in UTF-8".to_owned()))?;
    let open = || -> std::result::Result<git2::Odb<'static>, git2::Error> {
        let odb = git2::Odb::new()?;
        odb.add_disk_alternate(name)?;
        Ok(odb)
    };
    open().map_err(|error| fail(error.message().to_owned()))
}

/// The objects an index (version 2, of a pack below 2 GiB) has; `None` if it is not whole or sends a reader out of its
/// pack, which is `pack_len` bytes long.
fn index_names(bytes: &[u8], pack_len: u64) -> Option<Vec<Oid>> {
    let (fanout, rest) = bytes.strip_prefix(b"\xfftOc\0\0\0\x02")?.split_at_checked(256 * 4)?;
    let count = u32::from_be_bytes(*fanout.last_chunk()?) as usize;
    // Names, CRC-32s and offsets; then the pack's checksum and its own.
    if rest.len() != count.checked_mul(20 + 4 + 4)?.checked_add(2 * 20)? {
        return None;
    }
    let (names, rest) = rest.split_at(count * 20);
    let names: Vec<Oid> = names.as_chunks().0.iter().copied().map(Oid).collect();
    let below = |byte: usize| names.partition_point(|oid| usize::from(oid.0[0]) <= byte) as u32;
    let fanned = fanout.as_chunks().0.iter().enumerate().all(|(n, word)| u32::from_be_bytes(*word) == below(n));
    let offsets = &rest.as_chunks().0[count..2 * count];
    let inside = |word: &[u8; 4]| {
        (HEADER_LEN..pack_len.saturating_sub(TRAILER_LEN)).contains(&u64::from(u32::from_be_bytes(*word)))
    };
    (names.is_sorted_by(|a, b| a < b) && fanned && offsets.iter().all(inside)).then_some(names)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "git itself makes the packs to be read")]

    use std::process::Command;

    use super::*;
    use crate::archive::pack::PackBuilder;

    /// What `git hash-object` prints for these bytes.
    #[test]
    fn names_are_gits() {
        assert_eq!(Oid::of(Kind::Blob, b"").to_string(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(Oid::of(Kind::Tree, b"").to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        assert_eq!(Oid::of(Kind::Blob, b"test content\n").to_string(), "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
    }

    #[test]
    fn only_40_lower_case_hex_digits_are_a_name() {
        let hex = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        assert_eq!(Oid::parse(hex).map(|oid| oid.to_string()).as_deref(), Some(hex));
        for bad in [&hex[1..], &hex.to_uppercase(), &format!("{hex}0"), &hex.replace("e6", "+6"), ""] {
            assert_eq!(Oid::parse(bad), None, "{bad}");
        }
    }

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
        let on_disk = Folder::new(dir.path()).read(objects.names().next().unwrap().1).unwrap().len();
        assert!(on_disk * 10 < bytes, "no deltas were read: {on_disk} of {bytes}");
    }

    /// Packs of one blob each, `0` to `count`.
    fn many(folder: &Folder, count: usize) -> Vec<Oid> {
        let one = |n: usize| {
            let mut pack = PackBuilder::default();
            let oid = pack.add(&Objects::none(folder), Kind::Blob, n.to_string().as_bytes()).unwrap();
            pack.finish().write(folder).unwrap();
            oid
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn more_packs_are_read_than_are_kept_open() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let oids = many(&folder, 2 * MAX_OPEN);
        let objects = Objects::open(&folder).unwrap();
        for _ in 0..2 {
            for (n, oid) in oids.iter().enumerate() {
                assert_eq!(objects.read(*oid, Kind::Blob).unwrap(), n.to_string().as_bytes());
                assert!(objects.reader.lock().unwrap().used.len() <= MAX_OPEN);
            }
        }
    }

    /// Whoever makes an archive can give an index the right checksums. It still must not send libgit2 out of the pack.
    #[test]
    fn a_well_signed_index_that_leads_out_of_its_pack_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        many(&folder, 1);
        let name = folder.names_in(PACK_DIR).unwrap().into_iter().find(|name| name.ends_with(".idx")).unwrap();
        let file = format!("{PACK_DIR}/{name}");
        let index = folder.read(&file).unwrap();
        let len = folder.len_if_any(&file.replace(".idx", ".pack")).unwrap().unwrap();
        assert_eq!(index_names(&index, len).map(|names| names.len()), Some(1));
        let offset = index.len() - 44;
        assert_eq!(index[offset..][..4], 12u32.to_be_bytes());
        let with = |at: usize, word: u32| {
            let mut bytes = index[..index.len() - 20].to_vec();
            bytes[at..][..4].copy_from_slice(&word.to_be_bytes());
            let own = sha1(&bytes);
            bytes.extend_from_slice(&own);
            bytes
        };
        for bad in [
            with(offset, 11),
            with(offset, len as u32 - 20),
            with(offset, 0x0100_000c),
            with(offset, 0x8000_0000),
            with(4, 1),
            with(8, 1),
            with(8 + 255 * 4, 2),
            with(8 + 255 * 4, 0),
        ] {
            folder.write(&file, &bad).unwrap();
            assert!(is_whole(&file, &bad));
            assert!(matches!(Objects::open(&folder), Err(ArchiveError::Damaged { .. })));
        }
        folder.write(&file, &with(offset, 12)).unwrap();
        assert!(Objects::open(&folder).is_ok());
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
