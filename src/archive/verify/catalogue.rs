//! Every object of every pack by its name, in twenty bytes and three bits each: what an entry of the log or a commit
//! names is found at once, and what nothing names remains. The packs' own indexes would have to be searched one after
//! the other.
//!
//! Twelve bytes of a name are kept. They find an object; whoever reads it holds all twenty against it.

use std::sync::atomic::{AtomicU64, Ordering};

use super::super::error::{ArchiveError, Result};
use super::super::objects::{Kind, Oid};
use super::super::packs::Packs;

pub(super) struct Catalogue {
    /// The number of each pack's first object; last, how many there are. Objects count on in the order they stand.
    firsts: Vec<u32>,
    /// Where each begins in its pack.
    offsets: Vec<u32>,
    /// Where in `names` those begin that share their first bits, of the first 16 so many that about 64 names do.
    bits: u32,
    starts: Vec<u32>,
    names: Vec<Name>,
    /// Named by an entry of the log.
    pub(super) named: Bits,
    /// Led to by a commit.
    pub(super) led: Bits,
    /// Read, and of its name.
    pub(super) read: Bits,
}

/// Which of all objects, counted over the packs.
pub(super) type Number = u32;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Name {
    /// Its first bytes, big-endian.
    key: [u32; 3],
    number: Number,
}

impl Catalogue {
    pub(super) fn of(packs: &Packs) -> Result<Catalogue> {
        let mut firsts: Vec<u32> = vec![0];
        for pack in 0..packs.len() {
            let index = packs.index(pack)?;
            let end = firsts[pack].checked_add(index.count());
            firsts.push(end.ok_or_else(|| index.damaged("has more objects than can be counted"))?);
        }
        let count = firsts[firsts.len() - 1] as usize;
        let bits = (count / 64 + 1).ilog2().min(16);
        let bucket = |oid: &Oid| bucket(oid, bits);
        let mut starts = vec![0u32; (1 << bits) + 1];
        for pack in 0..packs.len() {
            packs.index(pack)?.names()?.iter().for_each(|oid| starts[bucket(oid) + 1] += 1);
        }
        (1..starts.len()).for_each(|n| starts[n] += starts[n - 1]);
        let (mut names, mut offsets) = (vec![Name::default(); count], Vec::with_capacity(count));
        let mut filled = starts.clone();
        for (pack, first) in firsts.iter().enumerate().take(packs.len()) {
            let index = packs.index(pack)?;
            let mut placed: Vec<(u32, Oid)> = index.offsets()?.into_iter().zip(index.names()?).collect();
            placed.sort_unstable();
            for (number, (offset, oid)) in (*first..).zip(placed) {
                let at = &mut filled[bucket(&oid)];
                names[*at as usize] = Name { key: key(&oid), number };
                *at += 1;
                offsets.push(offset);
            }
        }
        starts.windows(2).for_each(|range| names[range[0] as usize..range[1] as usize].sort_unstable());
        let none = || Bits::new(count);
        Ok(Catalogue { firsts, offsets, bits, starts, names, named: none(), led: none(), read: none() })
    }

    /// The objects of that name: none or one, and more only where packs repeat each other.
    fn all(&self, oid: Oid) -> impl Iterator<Item = Number> + '_ {
        let (bucket, key) = (bucket(&oid, self.bits), key(&oid));
        let names = &self.names[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let first = names.partition_point(|name| name.key < key);
        names[first..].iter().take_while(move |name| name.key == key).map(|name| name.number)
    }

    pub(super) fn find(&self, oid: Oid) -> Option<Number> {
        self.all(oid).next()
    }

    /// Notes that an entry of the log names the object; the answer is where it is.
    pub(super) fn name(&self, oid: Oid) -> Option<Number> {
        self.all(oid).for_each(|number| self.named.set(number));
        self.find(oid)
    }

    /// Notes that a commit leads to the object; the answer is whether it is there.
    pub(super) fn lead(&self, oid: Oid) -> bool {
        self.all(oid).for_each(|number| self.led.set(number));
        self.find(oid).is_some()
    }

    /// The numbers of a pack's objects.
    pub(super) fn of_pack(&self, pack: usize) -> std::ops::Range<Number> {
        self.firsts[pack]..self.firsts[pack + 1]
    }

    pub(super) fn pack_of(&self, number: Number) -> usize {
        self.firsts.partition_point(|&first| first <= number) - 1
    }

    pub(super) fn count(&self) -> u64 {
        self.names.len() as u64
    }

    /// Reads one object, wherever it is.
    pub(super) fn object(&self, packs: &Packs, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        let fail = |why: String| ArchiveError::Object { oid, why };
        let Some(number) = self.find(oid) else { return Err(fail("is in no pack".to_owned())) };
        packs.read_at(oid, kind, self.pack_of(number), u64::from(self.offsets[number as usize]))
    }
}

fn bucket(oid: &Oid, bits: u32) -> usize {
    u32::from(u16::from_be_bytes([oid.as_bytes()[0], oid.as_bytes()[1]])).unbounded_shr(16 - bits) as usize
}

fn key(oid: &Oid) -> [u32; 3] {
    let bytes = oid.as_bytes();
    let word = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    [word(0), word(4), word(8)]
}

/// A bit for each object; any thread may set one.
pub(super) struct Bits(Vec<AtomicU64>);

impl Bits {
    fn new(count: usize) -> Bits {
        Bits((0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    pub(super) fn set(&self, number: Number) {
        self.0[number as usize / 64].fetch_or(1 << (number % 64), Ordering::Relaxed);
    }

    pub(super) fn get(&self, number: Number) -> bool {
        self.0[number as usize / 64].load(Ordering::Relaxed) >> (number % 64) & 1 == 1
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.load(Ordering::Relaxed).count_ones())).sum()
    }
}
