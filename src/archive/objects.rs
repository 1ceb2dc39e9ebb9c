//! git's objects, read from the packs. The reader is our own, in safe Rust, because `verify` has to read damaged
//! files: libgit2 1.9.7 ended the process with a memory fault on a damaged pack. It also means
//! that no configuration, environment variable or template of git has a say.
//!
//! Formats: git's Documentation/gitformat-pack.txt (pack version 2, index version 2).

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use flate2::read::ZlibDecoder;

use super::error::{ArchiveError, Result};
use super::files::{Folder, PACK_DIR};
use super::manifest;
use super::pack::MAX_PACK_LEN;
use crate::hash::sha1;

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
    pub(super) fn parse(hex: &str) -> Option<Oid> {
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
    packs: Vec<PackReader>,
    /// The pack last read from, by its place in `packs`. There may be more packs than a process may open files.
    open: Mutex<Option<(usize, File)>>,
}

impl Objects {
    /// Opens every pack; a damaged one is an error.
    pub(super) fn open(folder: &Folder) -> Result<Objects> {
        let packs = stems(folder)?.iter().map(|stem| PackReader::open(folder, stem)).collect::<Result<_>>()?;
        Ok(Objects { packs, open: Mutex::default() })
    }

    /// Opens the packs that can be.
    pub(super) fn open_sound(folder: &Folder) -> Result<Objects> {
        let packs = stems(folder)?.iter().filter_map(|stem| PackReader::open(folder, stem).ok()).collect();
        Ok(Objects { packs, open: Mutex::default() })
    }

    /// The object's bytes, checked against its name.
    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        let fail = |why: &str| ArchiveError::Object { oid, why: why.to_owned() };
        let found = self.packs.iter().enumerate().find_map(|(n, pack)| Some((n, pack.index.offset(oid)?)));
        let (pack, offset) = found.ok_or_else(|| fail("is in no pack"))?;
        let bytes = self.read_at(pack, offset, kind);
        let bytes = bytes.map_err(|error| fail(&format!("cannot be read from its pack: {error}")))?;
        if Oid::of(kind, &bytes) != oid {
            return Err(fail(&format!("is not the {} of that name", kind.name())));
        }
        Ok(bytes)
    }

    fn read_at(&self, pack: usize, offset: u64, kind: Kind) -> io::Result<Vec<u8>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = match open.take() {
            Some((last, file)) if last == pack => file,
            _ => File::open(&self.packs[pack].path)?,
        };
        let entry = self.packs[pack].entry(&mut file, offset, 0);
        *open = Some((pack, file));
        match entry? {
            (number, bytes) if number == kind.number() => Ok(bytes),
            _ => Err(bad("it is not of the kind it should be")),
        }
    }

    pub(super) fn holds(&self, oid: Oid) -> bool {
        self.packs.iter().any(|pack| pack.index.offset(oid).is_some())
    }

    /// The name of every object and the pack that holds it.
    pub(super) fn names(&self) -> impl Iterator<Item = (Oid, &str)> {
        self.packs.iter().flat_map(|pack| pack.index.names().map(|oid| (oid, pack.name.as_str())))
    }
}

/// The packs' file names without extension, in order.
fn stems(folder: &Folder) -> Result<Vec<String>> {
    let stem = |name: String| name.strip_suffix(".idx").map(str::to_owned).filter(|_| manifest::is_pack_file(&name));
    Ok(folder.names_in(PACK_DIR)?.into_iter().filter_map(stem).collect())
}

struct PackReader {
    /// Below the archive's folder.
    name: String,
    path: PathBuf,
    index: Index,
}

impl PackReader {
    fn open(folder: &Folder, stem: &str) -> Result<PackReader> {
        let index_name = format!("{PACK_DIR}/{stem}.idx");
        let index = Index::parse(folder.read(&index_name)?);
        let index =
            index.ok_or_else(|| ArchiveError::damaged(&folder.path(&index_name), "is not an index of a pack"))?;
        let name = format!("{PACK_DIR}/{stem}.pack");
        Ok(PackReader { path: folder.path(&name), name, index })
    }

    /// The kind and bytes of the object at `offset`, `depth` deltas below the one asked for.
    fn entry(&self, file: &mut File, offset: u64, depth: usize) -> io::Result<(u8, Vec<u8>)> {
        file.seek(SeekFrom::Start(offset))?;
        let mut reader = BufReader::new(&mut *file);
        let mut next = byte(&mut reader)?;
        let number = next >> 4 & 7;
        // The low four bits of the length, then seven bits a byte, the lowest first.
        let mut len = u64::from(next & 15);
        let mut shift = 4;
        while next & 0x80 != 0 && shift < 40 {
            next = byte(&mut reader)?;
            len |= u64::from(next & 0x7f) << shift;
            shift += 7;
        }
        let base = match number {
            1..=3 => None,
            OFFSET_DELTA => Some(offset.checked_sub(distance(&mut reader)?)),
            NAME_DELTA => {
                let mut name = [0; 20];
                reader.read_exact(&mut name)?;
                Some(self.index.offset(Oid(name)))
            }
            _ => return Err(bad("it is of no kind git knows")),
        };
        if len > MAX_PACK_LEN || depth > MAX_DELTAS {
            return Err(bad("it is larger or deeper than any object of an archive"));
        }
        let mut bytes = Vec::new();
        ZlibDecoder::new(reader).take(len + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != len {
            return Err(bad("its length is not the one it states"));
        }
        let Some(base) = base else { return Ok((number, bytes)) };
        let base = base.filter(|base| *base != offset).ok_or_else(|| bad("what it builds on is not in its pack"))?;
        let (number, base) = self.entry(file, base, depth + 1)?;
        let whole = apply_delta(&base, &bytes).ok_or_else(|| bad("its delta does not fit what it builds on"))?;
        Ok((number, whole))
    }
}

const OFFSET_DELTA: u8 = 6;
const NAME_DELTA: u8 = 7;
/// git itself builds at most 4095 deltas on each other, and 50 unless told otherwise.
const MAX_DELTAS: usize = 200;

fn bad(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn byte(reader: &mut impl Read) -> io::Result<u8> {
    let mut one = [0];
    reader.read_exact(&mut one).map(|()| one[0])
}

/// How far before a delta its base stands: seven bits a byte, the highest first, each further byte adding one.
fn distance(reader: &mut impl Read) -> io::Result<u64> {
    let mut next = byte(reader)?;
    let mut distance = u64::from(next & 0x7f);
    while next & 0x80 != 0 && distance < MAX_PACK_LEN {
        next = byte(reader)?;
        distance = (distance + 1) << 7 | u64::from(next & 0x7f);
    }
    Ok(distance)
}

/// Rebuilds an object from the one it builds on: copies of its ranges, and new bytes between.
fn apply_delta(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut delta = delta.iter().copied();
    let mut size = || {
        let (mut size, mut shift) = (0u64, 0);
        loop {
            let next = delta.next().filter(|_| shift < 40)?;
            size |= u64::from(next & 0x7f) << shift;
            shift += 7;
            if next & 0x80 == 0 {
                return Some(size);
            }
        }
    };
    let (from, to) = (size()?, size()?);
    let mut out = Vec::new();
    while let Some(step) = delta.next() {
        if step & 0x80 == 0 {
            let count = usize::from(step);
            out.extend(delta.by_ref().take(count));
        } else {
            // Bits 0-3 say which bytes of the start follow, bits 4-6 which of the length.
            let mut field = |bits: std::ops::Range<u32>| {
                let mut value = 0usize;
                for (n, bit) in bits.enumerate() {
                    if step >> bit & 1 == 1 {
                        value |= usize::from(delta.next()?) << (8 * n);
                    }
                }
                Some(value)
            };
            let (start, len) = (field(0..4)?, field(4..7)?);
            let len = if len == 0 { 0x10000 } else { len };
            out.extend_from_slice(base.get(start..start.checked_add(len)?)?);
        }
        if out.len() as u64 > to {
            return None;
        }
    }
    (from == base.len() as u64 && to == out.len() as u64).then_some(out)
}

/// An index, version 2, of a pack below 2 GiB.
struct Index {
    bytes: Vec<u8>,
    count: usize,
}

const FANOUT: usize = 8;
const NAMES: usize = FANOUT + 256 * 4;

impl Index {
    fn parse(bytes: Vec<u8>) -> Option<Index> {
        let header = bytes.starts_with(b"\xfftOc\0\0\0\x02");
        let fanout = bytes.get(FANOUT..NAMES)?.as_chunks::<4>().0;
        let count = u32::from_be_bytes(*fanout.last()?) as usize;
        let ordered = fanout.is_sorted();
        let len = count.checked_mul(20 + 4 + 4)?.checked_add(NAMES + 2 * 20)?;
        (header && ordered && bytes.len() == len).then_some(Index { bytes, count })
    }

    fn name(&self, n: usize) -> Option<Oid> {
        self.bytes.get(NAMES + n * 20..)?.first_chunk::<20>().copied().map(Oid)
    }

    fn names(&self) -> impl Iterator<Item = Oid> {
        (0..self.count).filter_map(|n| self.name(n))
    }

    fn word(&self, at: usize) -> Option<u32> {
        self.bytes.get(at..)?.first_chunk::<4>().map(|word| u32::from_be_bytes(*word))
    }

    /// Where the object stands in the pack.
    fn offset(&self, oid: Oid) -> Option<u64> {
        let first = usize::from(oid.0[0]);
        let mut low = if first == 0 { 0 } else { self.word(FANOUT + (first - 1) * 4)? as usize };
        let mut high = self.word(FANOUT + first * 4)? as usize;
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name(middle)?.cmp(&oid) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return self.word(NAMES + self.count * 24 + middle * 4).map(u64::from);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

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

    #[test]
    fn a_delta_copies_and_inserts_and_never_reaches_beyond_its_base() {
        let base = b"the quick brown fox";
        // 19 bytes to 9: copy 4 from 0, insert "slow", copy 1 from 9.
        let delta = [19, 9, 0x90, 4, 4, b's', b'l', b'o', b'w', 0x91, 9, 1];
        assert_eq!(apply_delta(base, &delta).as_deref(), Some(b"the slow ".as_slice()));
        for n in 0..delta.len() {
            assert_eq!(apply_delta(base, &delta[..n]), None, "cut at {n}");
        }
        assert_eq!(apply_delta(base, &[19, 2, 0x91, 18, 2]), None);
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
}
