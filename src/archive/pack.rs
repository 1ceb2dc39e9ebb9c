//! Writing objects: one pack and its index per commit. The pack holds its objects in the order they were added, so the
//! same objects always give the same bytes. Only a compaction tells some of them by their difference from others.
//!
//! Formats: git's Documentation/gitformat-pack.txt (pack version 2, index version 2).

use std::collections::BTreeMap;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::error::{ArchiveError, Result};
use super::files::{Batch, Folder, INCOMING, PACK_DIR};
use super::manifest::Line;
use super::objects::{Kind, Oid};
use super::packed::{HEADER_LEN, TRAILER_LEN};
use super::packs::Packs;
use crate::hash::{Digest, sha1};

/// With this zlib a third less work than the usual 6, for 2 % more bytes (docs/benchmarks.md).
const LEVEL: u32 = 2;

/// An object as it will stand in a pack.
pub(super) struct Packed {
    pub(super) oid: Oid,
    /// Of the object itself.
    digest: Digest,
    form: Form,
    /// What is compressed: the object, or a difference.
    packed: Vec<u8>,
    /// Its length before (bytes).
    len: usize,
}

#[derive(Clone, Copy)]
enum Form {
    Whole(Kind),
    /// As a difference from an object that stands further in front.
    Upon(Oid),
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
    /// CRC-32 of its bytes there.
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

impl Packed {
    /// The object of that name and digest as it stands in some pack. `packed` is what is compressed there, of `len` bytes
    /// before: the object, or its difference from `base`.
    pub(super) fn copied(
        oid: Oid,
        digest: Digest,
        kind: Kind,
        base: Option<Oid>,
        packed: Vec<u8>,
        len: usize,
    ) -> Packed {
        Packed { oid, digest, form: base.map_or(Form::Whole(kind), Form::Upon), packed, len }
    }
}

impl Packer {
    pub(super) fn new() -> Packer {
        Packer(Compress::new(Compression::new(LEVEL), true))
    }

    pub(super) fn pack(&mut self, kind: Kind, object: &[u8]) -> Result<Packed> {
        let (oid, digest) = (Oid::of(kind, object), Digest::of(object));
        Ok(Packed { oid, digest, form: Form::Whole(kind), packed: self.compress(object)?, len: object.len() })
    }

    /// The same, told by its difference from the object `base`.
    pub(super) fn pack_upon(&mut self, kind: Kind, object: &[u8], base: Oid, delta: &[u8]) -> Result<Packed> {
        let (oid, digest) = (Oid::of(kind, object), Digest::of(object));
        Ok(Packed { oid, digest, form: Form::Upon(base), packed: self.compress(delta)?, len: delta.len() })
    }

    fn compress(&mut self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        self.0.reset();
        loop {
            let used = self.0.total_in() as usize;
            match self.0.compress_vec(&bytes[used..], &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return Ok(packed),
                Ok(_) => packed.reserve(bytes.len() / 4 + 64),
                Err(error) => return Err(ArchiveError::io("compress for", PACK_DIR.as_ref())(error.into())),
            }
        }
    }
}

/// The number of an object that is told upon one a distance before it in the pack.
const OFS_DELTA: u8 = 6;

/// Seven bits a byte, the highest first, each byte but the last counting one more.
fn put_distance(out: &mut Vec<u8>, distance: u64) {
    let mut bytes = [0; 10];
    let mut at = bytes.len() - 1;
    let mut rest = distance;
    bytes[at] = (rest & 0x7f) as u8;
    while rest > 0x7f {
        rest = (rest >> 7) - 1;
        at -= 1;
        bytes[at] = (rest & 0x7f) as u8 | 0x80;
    }
    out.extend_from_slice(&bytes[at..]);
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
        let start = self.body.len();
        let offset = HEADER_LEN + start as u64;
        let (number, base) = match object.form {
            Form::Whole(kind) => (kind.number(), None),
            Form::Upon(base) => {
                let lost = || ArchiveError::Object { oid: base, why: "is not in the pack it must be in".to_owned() };
                (OFS_DELTA, Some(self.objects.get(&base).ok_or_else(lost)?.offset))
            }
        };
        // Type and low four bits of the length, then seven bits a byte, the lowest first.
        let mut byte = number << 4 | (object.len & 15) as u8;
        let mut rest = object.len >> 4;
        while rest > 0 {
            self.body.push(byte | 0x80);
            byte = (rest & 0x7f) as u8;
            rest >>= 7;
        }
        self.body.push(byte);
        if let Some(base) = base {
            put_distance(&mut self.body, offset - base);
        }
        self.body.extend_from_slice(&object.packed);
        let mut crc = flate2::Crc::new();
        crc.update(&self.body[start..]);
        self.objects.insert(oid, Placed { offset, crc: crc.sum(), digest: object.digest });
        Ok(oid)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.objects.is_empty()
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

    /// Reads the pack at that place among an archive's packs.
    pub(super) fn read(folder: &Folder, packs: &Packs, n: usize) -> Result<Pack> {
        let [pack, idx] = ["pack", "idx"].map(|extension| packs.file(n, extension));
        let name = pack.trim_start_matches(PACK_DIR).trim_matches('/').trim_end_matches(".pack").to_owned();
        let oids = packs.index(n)?.names()?;
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
    use crate::archive::objects::Objects;

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
