//! git's objects, read from the packs. The reader is our own, in safe Rust, because `verify` has to read damaged
//! files: libgit2 1.9.7 ended the process with a memory fault on a pack or index with one flipped bit. It also means
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
pub(super) struct Objects(Vec<PackReader>);

impl Objects {
    /// Opens every pack; a damaged one is an error.
    pub(super) fn open(folder: &Folder) -> Result<Objects> {
        Ok(Objects(stems(folder)?.iter().map(|stem| PackReader::open(folder, stem)).collect::<Result<_>>()?))
    }

    /// Opens the packs that can be.
    pub(super) fn open_sound(folder: &Folder) -> Result<Objects> {
        Ok(Objects(stems(folder)?.iter().filter_map(|stem| PackReader::open(folder, stem).ok()).collect()))
    }

    /// The object's bytes, checked against its name.
    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        let fail = |why: &str| ArchiveError::Object { oid, why: why.to_owned() };
        let found = self.0.iter().find_map(|pack| Some((pack, pack.index.offset(oid)?)));
        let (pack, offset) = found.ok_or_else(|| fail("is in no pack"))?;
        let bytes = pack.read(offset, kind).map_err(|error| fail(&format!("cannot be read from its pack: {error}")))?;
        if Oid::of(kind, &bytes) != oid {
            return Err(fail(&format!("is not the {} of that name", kind.name())));
        }
        Ok(bytes)
    }

    pub(super) fn holds(&self, oid: Oid) -> bool {
        self.0.iter().any(|pack| pack.index.offset(oid).is_some())
    }

    /// The name of every object and the pack that holds it.
    pub(super) fn names(&self) -> impl Iterator<Item = (Oid, &str)> {
        self.0.iter().flat_map(|pack| pack.index.names().map(|oid| (oid, pack.name.as_str())))
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
    file: Mutex<File>,
    index: Index,
}

impl PackReader {
    fn open(folder: &Folder, stem: &str) -> Result<PackReader> {
        let index_name = format!("{PACK_DIR}/{stem}.idx");
        let index = Index::parse(folder.read(&index_name)?);
        let index =
            index.ok_or_else(|| ArchiveError::damaged(&folder.path(&index_name), "is not an index of a pack"))?;
        let name = format!("{PACK_DIR}/{stem}.pack");
        let path = folder.path(&name);
        let file = Mutex::new(File::open(&path).map_err(ArchiveError::io("open", &path))?);
        Ok(PackReader { name, path, file, index })
    }

    fn read(&self, offset: u64, kind: Kind) -> io::Result<Vec<u8>> {
        let bad = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        let mut reader = BufReader::new(&mut *file);
        let mut byte = || {
            let mut one = [0];
            reader.read_exact(&mut one).map(|()| one[0])
        };
        // Type and low four bits of the length, then seven bits a byte, the lowest first.
        let mut next = byte()?;
        let number = next >> 4 & 7;
        let mut len = u64::from(next & 15);
        let mut shift = 4;
        while next & 0x80 != 0 {
            next = byte()?;
            if shift > 32 {
                return Err(bad("its length is beyond all bounds".to_owned()));
            }
            len |= u64::from(next & 0x7f) << shift;
            shift += 7;
        }
        if number != kind.number() {
            return Err(bad(format!("{}: it is of type {number}, not a whole {}", self.path.display(), kind.name())));
        }
        let mut bytes = Vec::new();
        ZlibDecoder::new(reader).take(len + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != len {
            return Err(bad(format!("it is not {len} bytes long")));
        }
        Ok(bytes)
    }
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
