//! Writing objects: one pack and its index per commit. The pack holds whole objects only, in the order they were added,
//! so the same objects always give the same bytes.
//!
//! Formats: git's Documentation/gitformat-pack.txt (pack version 2, index version 2).

use std::collections::BTreeMap;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::error::{ArchiveError, Result};
use super::files::{Batch, Folder, INCOMING, PACK_DIR};
use super::manifest::Line;
use super::objects::{Kind, Objects, Oid};
use super::packed::{HEADER_LEN, TRAILER_LEN};
use crate::hash::{Digest, sha1};

/// zlib's usual compromise. docs/benchmarks.md has what others cost.
const LEVEL: u32 = 6;

/// An object as it will stand in a pack.
pub(super) struct Packed {
    pub(super) oid: Oid,
    /// Of the object itself.
    digest: Digest,
    /// Its header, and its bytes compressed.
    bytes: Vec<u8>,
    /// CRC-32 of those.
    crc: u32,
}

/// Makes objects ready for a pack. Each thread has its own: what zlib needs is large beside an article.
pub(super) struct Packer(Compress);

/// Objects on their way into a pack.
#[derive(Default)]
pub(super) struct PackBuilder {
    /// The pack so far, without its header.
    body: Vec<u8>,
    objects: BTreeMap<Oid, Placed>,
}

/// An object in the pack.
struct Placed {
    /// Where it begins in the pack.
    offset: u64,
    crc: u32,
    digest: Digest,
}

/// A pack and its index, ready to be written.
pub(super) struct Pack {
    /// `pack-` and the pack's checksum, without extension.
    pub(super) name: String,
    /// Its objects, in order.
    pub(super) oids: Vec<Oid>,
    pack: Vec<u8>,
    idx: Vec<u8>,
}

/// Larger offsets would need a second table in the index; batches are kept far below.
pub(super) const MAX_PACK_LEN: u64 = i32::MAX as u64;

impl Packer {
    pub(super) fn new() -> Packer {
        Packer(Compress::new(Compression::new(LEVEL), true))
    }

    pub(super) fn pack(&mut self, kind: Kind, object: &[u8]) -> Result<Packed> {
        let mut bytes = Vec::with_capacity(object.len() / 2 + 64);
        // Type and low four bits of the length, then seven bits a byte, the lowest first.
        let mut byte = kind.number() << 4 | (object.len() & 15) as u8;
        let mut rest = object.len() >> 4;
        while rest > 0 {
            bytes.push(byte | 0x80);
            byte = (rest & 0x7f) as u8;
            rest >>= 7;
        }
        bytes.push(byte);
        self.0.reset();
        loop {
            let used = self.0.total_in() as usize;
            match self.0.compress_vec(&object[used..], &mut bytes, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) => bytes.reserve(object.len() / 4 + 64),
                Err(error) => return Err(ArchiveError::io("compress for", PACK_DIR.as_ref())(error.into())),
            }
        }
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        Ok(Packed { oid: Oid::of(kind, object), digest: Digest::of(object), bytes, crc: crc.sum() })
    }
}

impl PackBuilder {
    /// Adds an object unless the pack has it, and names it. SHA-1 can be made to collide, so what has the name must have
    /// the bytes too.
    pub(super) fn add(&mut self, object: &Packed) -> Result<Oid> {
        let oid = object.oid;
        match self.objects.get(&oid) {
            Some(placed) if placed.digest == object.digest => return Ok(oid),
            Some(_) => return Err(ArchiveError::Collision { oid }),
            None => {}
        }
        let offset = HEADER_LEN + self.body.len() as u64;
        self.body.extend_from_slice(&object.bytes);
        self.objects.insert(oid, Placed { offset, crc: object.crc, digest: object.digest });
        Ok(oid)
    }

    /// Packs one object and adds it.
    pub(super) fn add_one(&mut self, kind: Kind, object: &[u8]) -> Result<Oid> {
        self.add(&Packer::new().pack(kind, object)?)
    }

    /// What a writer with a fault might make of the byte at `at`.
    #[cfg(test)]
    pub(super) fn spoil(&mut self, at: usize) {
        self.body[at] ^= 0xff;
    }

    /// The length of the pack as it stands (bytes).
    pub(super) fn len(&self) -> u64 {
        HEADER_LEN + self.body.len() as u64 + TRAILER_LEN
    }

    pub(super) fn finish(self) -> Pack {
        let count = self.objects.len() as u32;
        let mut pack = Vec::with_capacity(self.len() as usize);
        pack.extend_from_slice(b"PACK\0\0\0\x02");
        pack.extend_from_slice(&count.to_be_bytes());
        pack.extend_from_slice(&self.body);
        let checksum = sha1(&pack);
        pack.extend_from_slice(&checksum);

        let mut idx = b"\xfftOc\0\0\0\x02".to_vec();
        let mut below = [0u32; 256];
        self.objects.keys().for_each(|oid| below[usize::from(oid.as_bytes()[0])] += 1);
        let mut total = 0;
        for n in below {
            total += n;
            idx.extend_from_slice(&u32::to_be_bytes(total));
        }
        self.objects.keys().for_each(|oid| idx.extend_from_slice(oid.as_bytes()));
        self.objects.values().for_each(|placed| idx.extend_from_slice(&placed.crc.to_be_bytes()));
        self.objects.values().for_each(|placed| idx.extend_from_slice(&(placed.offset as u32).to_be_bytes()));
        idx.extend_from_slice(&checksum);
        let own = sha1(&idx);
        idx.extend_from_slice(&own);
        let oids = self.objects.into_keys().collect();
        Pack { name: format!("pack-{}", Oid::from_bytes(checksum)), oids, pack, idx }
    }
}

impl Pack {
    /// Where the two files of a pack of this name stand. The index comes last: a pack is seen by its index.
    pub(super) fn files(name: &str) -> [String; 2] {
        [format!("{PACK_DIR}/{name}.pack"), format!("{PACK_DIR}/{name}.idx")]
    }

    /// Reads the pack at that place among an archive's objects.
    pub(super) fn read(folder: &Folder, objects: &Objects, n: usize) -> Result<Pack> {
        let [pack, idx] = ["pack", "idx"].map(|extension| objects.file(n, extension));
        let name = pack.trim_start_matches(PACK_DIR).trim_matches('/').trim_end_matches(".pack").to_owned();
        let oids = objects.index(n)?.names()?;
        Ok(Pack { name, oids, pack: folder.read(&pack)?, idx: folder.read(&idx)? })
    }

    pub(super) fn lines(&self) -> [Line; 2] {
        let Pack { name, pack, idx, .. } = self;
        [Line::added(&format!("{name}.pack"), pack), Line::added(&format!("{name}.idx"), idx)]
    }

    /// Where they stand until they have been read back: among no other objects.
    pub(super) fn staged(name: &str) -> [String; 2] {
        [format!("{INCOMING}/pack/{name}.pack"), format!("{INCOMING}/pack/{name}.idx")]
    }

    /// Writes both files where no reader looks.
    pub(super) fn stage(&self, folder: &Folder) -> Result<()> {
        let [pack, idx] = Pack::staged(&self.name);
        folder.write_new(&pack, &self.pack)?;
        folder.write_new(&idx, &self.idx)
    }

    /// Moves them to their place.
    pub(super) fn place(&self, batch: &mut Batch) -> Result<()> {
        let moves = Pack::staged(&self.name).into_iter().zip(Pack::files(&self.name));
        moves.into_iter().try_for_each(|(from, to)| batch.rename(&from, &to))
    }

    /// Writes both files at once.
    #[cfg(test)]
    pub(super) fn write(&self, folder: &Folder) -> Result<()> {
        let [pack, idx] = Pack::files(&self.name);
        folder.write(&pack, &self.pack)?;
        folder.write(&idx, &self.idx)
    }
}

/// Whether a pack or index is whole by git's own lights: it ends in the SHA-1 of what stands before, and the pack's
/// checksum is in its name.
pub(super) fn is_whole(file: &str, bytes: &[u8]) -> bool {
    let Some((body, own)) = bytes.split_last_chunk::<20>() else { return false };
    let of_pack = if file.ends_with(".idx") { body.last_chunk::<20>() } else { Some(own) };
    let named = |checksum: &[u8; 20]| file.contains(&format!("/pack-{}.", Oid::from_bytes(*checksum)));
    sha1(body) == *own && of_pack.is_some_and(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        (dir, folder)
    }

    #[test]
    fn objects_of_every_length_are_read_back_and_stored_once() {
        let (_dir, folder) = empty();
        let mut pack = PackBuilder::default();
        // Around each length at which the length itself takes a byte more.
        let texts = [0, 1, 15, 16, 2047, 2048, 300_000].map(|len| vec![b'x'; len]);
        let oids = texts.each_ref().map(|text| pack.add_one(Kind::Blob, text).unwrap());
        let len = pack.len();
        assert_eq!(pack.add_one(Kind::Blob, &texts[3]).unwrap(), oids[3]);
        assert_eq!(pack.len(), len);
        let pack = pack.finish();
        assert_eq!(pack.pack.len() as u64, len);
        pack.write(&folder).unwrap();
        let objects = Objects::open(&folder).unwrap();
        for (oid, text) in oids.into_iter().zip(&texts) {
            assert_eq!(&objects.read(oid, Kind::Blob).unwrap(), text);
            assert!(objects.read(oid, Kind::Tree).is_err());
        }
        let [pack_file, idx_file] = Pack::files(&pack.name);
        assert!(is_whole(&pack_file, &pack.pack) && is_whole(&idx_file, &pack.idx));
        assert!(!is_whole(&idx_file, &pack.pack) && !is_whole(&pack_file.replace("pack-", "pack-0"), &pack.pack));
    }

    #[test]
    fn a_second_object_of_the_same_name_is_refused() {
        let mut pack = PackBuilder::default();
        let oid = pack.add_one(Kind::Blob, b"x").unwrap();
        // As if "x" and another text had one SHA-1.
        pack.objects.get_mut(&oid).unwrap().digest = Digest::of(b"another");
        assert!(matches!(pack.add_one(Kind::Blob, b"x"), Err(ArchiveError::Collision { .. })));
    }
}
