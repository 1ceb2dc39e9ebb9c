//! Writing objects: one pack and its index per commit. The pack holds whole objects only, in the order they were added,
//! so the same objects always give the same bytes.
//!
//! Formats: git's Documentation/gitformat-pack.txt (pack version 2, index version 2).

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::error::{ArchiveError, Result};
use super::files::{Folder, PACK_DIR};
use super::manifest::Line;
use super::objects::{Kind, Objects, Oid};
use crate::hash::sha1;

/// Objects on their way into a pack.
#[derive(Default)]
pub(super) struct PackBuilder {
    /// The pack so far, without its header.
    body: Vec<u8>,
    /// Where each object begins in the pack, and the CRC-32 of its bytes there.
    objects: BTreeMap<Oid, (u64, u32)>,
}

/// A pack and its index, ready to be written.
pub(super) struct Pack {
    /// `pack-` and the pack's checksum, without extension.
    pub(super) name: String,
    pack: Vec<u8>,
    idx: Vec<u8>,
}

const HEADER_LEN: u64 = 12;

/// Larger offsets would need a second table in the index; batches are kept far below.
pub(super) const MAX_PACK_LEN: u64 = i32::MAX as u64;

impl PackBuilder {
    /// Adds an object unless the archive or this pack has it, and names it.
    pub(super) fn add(&mut self, objects: &Objects, kind: Kind, bytes: &[u8]) -> Result<Oid> {
        let oid = Oid::of(kind, bytes);
        if self.objects.contains_key(&oid) || objects.holds(oid) {
            return Ok(oid);
        }
        let start = self.body.len();
        // Type and low four bits of the length, then seven bits a byte, the lowest first.
        let mut byte = kind.number() << 4 | (bytes.len() & 15) as u8;
        let mut rest = bytes.len() >> 4;
        while rest > 0 {
            self.body.push(byte | 0x80);
            byte = (rest & 0x7f) as u8;
            rest >>= 7;
        }
        self.body.push(byte);
        let mut zlib = ZlibEncoder::new(&mut self.body, Compression::new(6));
        let written = zlib.write_all(bytes).and_then(|()| zlib.finish().map(|_| ()));
        written.map_err(ArchiveError::io("compress for", PACK_DIR.as_ref()))?;
        let mut crc = flate2::Crc::new();
        crc.update(&self.body[start..]);
        self.objects.insert(oid, (HEADER_LEN + start as u64, crc.sum()));
        Ok(oid)
    }

    /// The length of the pack as it stands (bytes).
    pub(super) fn len(&self) -> u64 {
        HEADER_LEN + self.body.len() as u64 + 20
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
        self.objects.values().for_each(|(_, crc)| idx.extend_from_slice(&crc.to_be_bytes()));
        self.objects.values().for_each(|(offset, _)| idx.extend_from_slice(&(*offset as u32).to_be_bytes()));
        idx.extend_from_slice(&checksum);
        let own = sha1(&idx);
        idx.extend_from_slice(&own);
        Pack { name: format!("pack-{}", Oid::from_bytes(checksum)), pack, idx }
    }
}

impl Pack {
    /// Where the two files of a pack of this name stand. The index comes last: a pack is seen by its index.
    pub(super) fn files(name: &str) -> [String; 2] {
        [format!("{PACK_DIR}/{name}.pack"), format!("{PACK_DIR}/{name}.idx")]
    }

    pub(super) fn lines(&self) -> [Line; 2] {
        let Pack { name, pack, idx } = self;
        [Line::added(&format!("{name}.pack"), pack), Line::added(&format!("{name}.idx"), idx)]
    }

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
