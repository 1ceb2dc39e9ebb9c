//! One pack, read by ourselves: single objects at any place, or all of them one after the other. Every offset and length
//! is held against the pack; whole objects are held against their names. Whatever a pack holds, reading it takes no
//! more memory than a few of its objects and ends.
//!
//! Format: git's Documentation/gitformat-pack.txt, pack version 2.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;

use super::at::At;
use super::delta;
use super::error::{ArchiveError, Result};
use super::idx::PackIndex;
use super::inflate::Inflater;
use super::objects::{Kind, Oid};
use super::pack::Packed;
use super::places::Places;
use crate::hash::Digest;

pub(super) const HEADER_LEN: u64 = 12;
/// The SHA-1 at its end.
pub(super) const TRAILER_LEN: u64 = 20;

/// Deltas upon deltas. git makes at most 4095; a longer chain may lead in a circle.
const MAX_CHAIN: usize = 4096;

/// No object may be longer (bytes), nor may a pack say so.
const MAX_OBJECT: u64 = u32::MAX as u64;

/// How many bytes are read ahead, for one object and for all.
const AHEAD_ONE: usize = 4 << 10;
const AHEAD_ALL: usize = 256 << 10;

/// So many bytes of objects a reader keeps: the next deltas are likely to rest on them. They fit a core's own cache.
const KEPT: usize = 1 << 20;

/// The memory of an object that is kept no longer serves the next one, if it is no larger than this (bytes).
const SPARE: usize = 64 << 10;

pub(super) struct PackFile {
    file: At,
}

/// An object's kind and bytes.
pub(super) type Held = (Kind, Arc<[u8]>);

/// Objects of one pack that others rest on, by where they begin; the first come are the first to go.
pub(super) struct Bases {
    kept: HashMap<u64, Held>,
    order: VecDeque<u64>,
    bytes: usize,
    most: usize,
}

impl Bases {
    /// Keeps so many bytes of objects.
    pub(super) fn new(most: usize) -> Bases {
        Bases { kept: HashMap::new(), order: VecDeque::new(), bytes: 0, most }
    }

    fn keep(&mut self, at: u64, kind: Kind, bytes: &Arc<[u8]>) {
        // What would drive out all others serves nobody.
        if bytes.len() > self.most / 4 || self.kept.insert(at, (kind, Arc::clone(bytes))).is_some() {
            return;
        }
        self.order.push_back(at);
        self.bytes += bytes.len();
        while self.bytes > self.most
            && let Some((_, gone)) = self.order.pop_front().and_then(|at| self.kept.remove(&at))
        {
            self.bytes -= gone.len();
        }
    }
}

/// How an object stands in a pack.
struct Header {
    form: Form,
    /// Of the unpacked bytes that follow, which are the object's or a delta's.
    size: u64,
    /// Where the packed bytes begin.
    body: u64,
}

enum Form {
    Whole(Kind),
    /// A delta upon the object that begins there.
    Delta {
        base: u64,
    },
}

impl PackFile {
    /// Opens the pack that `index` is of.
    pub(super) fn open(path: &Path, index: &PackIndex) -> Result<PackFile> {
        let file = At::open(path, 0)?;
        if file.len() < HEADER_LEN + TRAILER_LEN || file.bytes(0)? != *b"PACK\0\0\0\x02" {
            return Err(file.damaged("is no pack"));
        }
        let count = u32::from_be_bytes(file.bytes(8)?);
        if count != index.count() || file.bytes(file.len() - TRAILER_LEN)? != index.pack_checksum()? {
            return Err(file.damaged(format!("is not the pack that {} is of", index.path().display())));
        }
        Ok(PackFile { file })
    }

    /// Reads the object that begins at `offset`. Its name is for the caller to check.
    pub(super) fn object_at(&self, offset: u64, index: &PackIndex) -> Result<(Kind, Vec<u8>)> {
        let mut inflater = Inflater::new(&self.file, self.end(), AHEAD_ONE);
        self.resolve(offset, index, &mut inflater, &BTreeMap::new())
    }

    /// The same for who reads many objects of a pack nobody vouches for: what deltas rest on is kept in `bases`. `None` if
    /// the object has more than `most` bytes; an error if it rests on one of more than `largest`.
    pub(super) fn object_up_to(
        &self,
        offset: u64,
        index: &PackIndex,
        bases: &mut Bases,
        most: u64,
        largest: u64,
    ) -> Result<Option<Held>> {
        let mut inflater = Inflater::new(&self.file, self.end(), AHEAD_ONE);
        let mut chain = Vec::new();
        let mut at = offset;
        let (kind, mut bytes) = loop {
            if let Some(held) = bases.kept.get(&at) {
                break held.clone();
            }
            let header = self.header(at, index, &mut inflater)?;
            if header.size > largest || matches!(header.form, Form::Whole(_)) && at == offset && header.size > most {
                return if at == offset { Ok(None) } else { Err(self.fault(at, "rests on too large an object")) };
            }
            match header.form {
                Form::Whole(kind) => {
                    let bytes: Arc<[u8]> = inflater.inflate(header.body, header.size)?.0.into();
                    bases.keep(at, kind, &bytes);
                    break (kind, bytes);
                }
                Form::Delta { .. } if chain.len() == MAX_CHAIN => {
                    return Err(self.fault(offset, &format!("rests on more than {MAX_CHAIN} deltas")));
                }
                Form::Delta { base } => {
                    chain.push((at, header));
                    at = base;
                }
            }
        };
        for (at, header) in chain.into_iter().rev() {
            let (delta, _) = inflater.inflate(header.body, header.size)?;
            if at == offset && delta::result_len(&delta).is_some_and(|len| len > most) {
                return Ok(None);
            }
            let misfit = || self.fault(at, "holds a delta that does not fit its base");
            bytes = delta::apply(&bytes, &delta, largest).ok_or_else(misfit)?.into();
            bases.keep(at, kind, &bytes);
        }
        Ok((bytes.len() as u64 <= most).then_some((kind, bytes)))
    }

    /// Reads many objects, best in their order: `ahead` bytes are read at a time.
    pub(super) fn reader<'a>(&'a self, index: &'a PackIndex, ahead: usize) -> Reader<'a> {
        Reader {
            pack: self,
            index,
            along: Inflater::new(&self.file, self.end(), ahead),
            aside: Inflater::new(&self.file, self.end(), AHEAD_ONE),
            kept: BTreeMap::new(),
            kept_bytes: 0,
            spare: Vec::new(),
        }
    }

    /// Every object in the pack's order, as it is packed.
    pub(super) fn copied(&self, index: &PackIndex) -> Result<Vec<Packed>> {
        let places = Places::of(self, index)?;
        let mut reader = self.reader(index, AHEAD_ALL);
        let mut inflater = Inflater::new(&self.file, self.end(), AHEAD_ONE);
        let names: BTreeMap<u64, Oid> =
            (0..places.len()).map(|rank| (places.range(rank).start, places.name(rank))).collect();
        let mut copied = Vec::with_capacity(places.len());
        for rank in 0..places.len() {
            let (kind, bytes) = places.read(rank, &mut reader)?;
            let (digest, place) = (Digest::of(bytes), places.range(rank));
            let header = self.header(place.start, index, &mut inflater)?;
            let base = match header.form {
                Form::Whole(_) => None,
                Form::Delta { base } => names.get(&base).copied(),
            };
            let mut packed = vec![0; (place.end - header.body) as usize];
            self.file.read(header.body, &mut packed)?;
            copied.push(Packed::copied(places.name(rank), digest, kind, base, packed, header.size as usize));
        }
        Ok(copied)
    }

    /// Follows the deltas down to a whole object and applies them on the way back. What `kept` holds is not read again.
    fn resolve(
        &self,
        offset: u64,
        index: &PackIndex,
        inflater: &mut Inflater,
        kept: &BTreeMap<u64, Kept>,
    ) -> Result<(Kind, Vec<u8>)> {
        let mut chain = Vec::new();
        let mut at = offset;
        let (kind, mut bytes) = loop {
            if let Some(kept) = kept.get(&at) {
                break (kept.kind, kept.bytes.clone());
            }
            let header = self.header(at, index, inflater)?;
            match header.form {
                Form::Whole(kind) => break (kind, inflater.inflate(header.body, header.size)?.0),
                Form::Delta { .. } if chain.len() == MAX_CHAIN => {
                    return Err(self.fault(offset, &format!("rests on more than {MAX_CHAIN} deltas")));
                }
                Form::Delta { base } => {
                    chain.push((at, header));
                    at = base;
                }
            }
        };
        for (at, header) in chain.into_iter().rev() {
            let (delta, _) = inflater.inflate(header.body, header.size)?;
            bytes = self.patch(&bytes, &delta, at)?;
        }
        Ok((kind, bytes))
    }

    fn patch(&self, base: &[u8], delta: &[u8], at: u64) -> Result<Vec<u8>> {
        delta::apply(base, delta, MAX_OBJECT).ok_or_else(|| self.fault(at, "holds a delta that does not fit its base"))
    }

    /// Kind and size, and for a delta what it rests on.
    fn header(&self, offset: u64, index: &PackIndex, inflater: &mut Inflater) -> Result<Header> {
        if !(HEADER_LEN..self.end()).contains(&offset) {
            return Err(self.fault(offset, "is no place for an object"));
        }
        let mut at = offset;
        let mut next = || -> Result<u8> {
            let byte = inflater.from(at)?[0];
            at += 1;
            Ok(byte)
        };
        let first = next()?;
        let mut size = u64::from(first & 15);
        let (mut byte, mut shift) = (first, 4);
        while byte >= 0x80 {
            byte = next()?;
            size |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if size > MAX_OBJECT || shift > 39 {
                return Err(self.fault(offset, "states a length that no object has"));
            }
        }
        let form = match first >> 4 & 7 {
            1 => Form::Whole(Kind::Commit),
            2 => Form::Whole(Kind::Tree),
            3 => Form::Whole(Kind::Blob),
            // Upon the object so many bytes before: seven bits a byte, the highest first, each but the first from one.
            6 => {
                let mut byte = next()?;
                let mut back = u64::from(byte & 0x7f);
                while byte >= 0x80 && back < offset {
                    byte = next()?;
                    back = (back + 1) << 7 | u64::from(byte & 0x7f);
                }
                let base = offset.checked_sub(back).filter(|&base| base >= HEADER_LEN && back > 0);
                Form::Delta { base: base.ok_or_else(|| self.fault(offset, "holds a delta upon nothing"))? }
            }
            // Upon the object of that name in the same pack.
            7 => {
                let mut oid = [0; 20];
                for byte in &mut oid {
                    *byte = next()?;
                }
                let base = index.find(Oid::from_bytes(oid))?;
                Form::Delta { base: base.ok_or_else(|| self.fault(offset, "holds a delta upon nothing"))? }
            }
            _ => return Err(self.fault(offset, "holds an object of unknown kind")),
        };
        Ok(Header { form, size, body: at })
    }

    /// Where the objects end.
    pub(super) fn end(&self) -> u64 {
        self.file.len() - TRAILER_LEN
    }

    fn fault(&self, offset: u64, why: &str) -> ArchiveError {
        self.file.damaged(format!("byte {offset}: {why}"))
    }
}

/// Objects one after the other, in any order.
pub(super) struct Reader<'a> {
    pack: &'a PackFile,
    index: &'a PackIndex,
    along: Inflater<'a>,
    /// For the bases of deltas that are not kept.
    aside: Inflater<'a>,
    /// What was read last, by where it begins.
    kept: BTreeMap<u64, Kept>,
    /// The memory they take (bytes).
    kept_bytes: usize,
    spare: Vec<u8>,
}

struct Kept {
    kind: Kind,
    bytes: Vec<u8>,
    /// Where the next object begins.
    next: u64,
}

impl<'a> Reader<'a> {
    /// Makes an error of what is wrong with the object at `offset`.
    pub(super) fn fault_at(&self, offset: u64) -> impl Fn(String) -> ArchiveError + use<'a> {
        let pack = self.pack;
        move |why| pack.fault(offset, &why)
    }

    /// The object that begins at `offset`, and where the next one does. Its name is for the caller to check.
    pub(super) fn read(&mut self, offset: u64) -> Result<(Kind, &[u8], u64)> {
        if !self.kept.contains_key(&offset) {
            let object = self.unpack(offset)?;
            self.kept_bytes += object.bytes.capacity();
            // The ones that begin first go first: deltas rest on what stands near.
            while self.kept_bytes > KEPT
                && let Some((_, gone)) = self.kept.pop_first()
            {
                self.kept_bytes -= gone.bytes.capacity();
                if gone.bytes.capacity() <= SPARE {
                    self.spare = gone.bytes;
                }
            }
            self.kept.insert(offset, object);
        }
        let kept = &self.kept[&offset];
        Ok((kept.kind, &kept.bytes, kept.next))
    }

    fn unpack(&mut self, offset: u64) -> Result<Kept> {
        let Reader { pack, index, along, aside, kept, spare, .. } = self;
        let header = pack.header(offset, index, along)?;
        let mut bytes = std::mem::take(spare);
        let next = along.inflate_into(&mut bytes, header.body, header.size)?;
        let (kind, bytes) = match header.form {
            Form::Whole(kind) => (kind, bytes),
            Form::Delta { base } => {
                let object = match kept.get(&base) {
                    Some(base) => (base.kind, pack.patch(&base.bytes, &bytes, offset)?),
                    None => {
                        let (kind, base) = pack.resolve(base, index, aside, kept)?;
                        (kind, pack.patch(&base, &bytes, offset)?)
                    }
                };
                *spare = bytes;
                object
            }
        };
        Ok(Kept { kind, bytes, next })
    }
}
