//! One run of the index: entries in order, a key and the leaf it leads to, in blocks of 4 KiB. Each block has its own
//! checksum and number, so that a lookup that reads two blocks of a large run trusts neither a damaged one nor one from
//! elsewhere.

use std::sync::{Arc, Mutex, PoisonError};

use super::Span;
use crate::archive::at::At;
use crate::archive::error::Result;
use crate::hash::{Digest, key_of};

const MAGIC: &[u8; 16] = b"wirecopy-index/1";
const BLOCK: usize = 4096;
/// A block's entries; then its number and its checksum.
const DATA: usize = BLOCK - 16;

/// What is looked up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::archive) enum Kind {
    /// An article's id: 16 bytes.
    Ids,
    /// What an article is called, as XXH3-64: 8 bytes.
    Names,
}

/// A key as a number, and the place of a leaf in the run.
pub(in crate::archive) type Row = (u128, u32);

impl Kind {
    pub(super) fn folder(self) -> &'static str {
        match self {
            Kind::Ids => "ids",
            Kind::Names => "names",
        }
    }

    /// Of one entry (bytes): the key, then the place. Both kinds fill a block to its last byte.
    fn width(self) -> usize {
        match self {
            Kind::Ids => 16 + 4,
            Kind::Names => 8 + 4,
        }
    }

    fn write(self, (key, place): Row, out: &mut Vec<u8>) {
        out.extend_from_slice(&key.to_be_bytes()[16 + 4 - self.width()..]);
        out.extend_from_slice(&place.to_be_bytes());
    }

    fn read(self, entry: &[u8]) -> Row {
        let number = |bytes: &[u8]| bytes.iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
        let (key, place) = entry.split_at(self.width() - 4);
        (number(key), number(place) as u32)
    }

    /// The first eight bytes of a key.
    fn leading(self, key: u128) -> u64 {
        match self {
            Kind::Ids => (key >> 64) as u64,
            Kind::Names => key as u64,
        }
    }
}

pub(super) struct Run {
    at: At,
    kind: Kind,
    entries: usize,
    /// The block that was read last: lookups come sorted.
    last: Mutex<Option<(usize, Arc<Vec<u8>>)>>,
}

/// The bytes of a run with these rows, which stand in order. `root` is that of the leaves it covers.
pub(in crate::archive) fn encode(kind: Kind, span: Span, root: Digest, rows: &[Row]) -> Vec<u8> {
    let mut out = header(kind, span, root, rows.len());
    for block in rows.chunks(DATA / kind.width()) {
        block.iter().for_each(|&row| kind.write(row, &mut out));
        seal(&mut out);
    }
    out
}

fn header(kind: Kind, span: Span, root: Digest, entries: usize) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&(kind.width() as u32).to_be_bytes());
    out.extend_from_slice(&span.level.to_be_bytes());
    out.extend_from_slice(&span.index.to_be_bytes());
    out.extend_from_slice(&(entries as u64).to_be_bytes());
    out.extend_from_slice(root.as_bytes());
    seal(&mut out);
    out
}

/// Fills the last block with zeros, and adds its number and its checksum.
fn seal(out: &mut Vec<u8>) {
    let number = (out.len() - 1) / BLOCK;
    out.resize(number * BLOCK + DATA, 0);
    out.extend_from_slice(&(number as u64).to_be_bytes());
    let checksum = key_of(&out[number * BLOCK..]);
    out.extend_from_slice(&checksum.to_be_bytes());
}

impl Run {
    /// Opens the run that covers the leaves of `span`, which have that root.
    pub(super) fn open(at: At, kind: Kind, span: Span, root: Digest) -> Result<Run> {
        let mut run = Run { at, kind, entries: 0, last: Mutex::default() };
        let found = run.block(0)?;
        let count = found[32..].first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        run.entries = usize::try_from(count).unwrap_or(usize::MAX).min(run.at.len() as usize / kind.width());
        let blocks = run.entries.div_ceil(DATA / kind.width()) + 1;
        let whole = run.at.len() == (blocks * BLOCK) as u64;
        if !whole || found[..DATA] != header(kind, span, root, run.entries)[..DATA] {
            return Err(run.at.damaged("is not of this log"));
        }
        Ok(run)
    }

    /// The rows whose keys are from `low` to `high`.
    pub(super) fn between(&self, low: u128, high: u128) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        for number in self.first_block(low)?..=self.blocks() {
            let rows = self.rows(number)?;
            found.extend(rows.iter().filter(|(key, _)| (low..=high).contains(key)));
            if rows.last().is_some_and(|(key, _)| *key > high) {
                break;
            }
        }
        Ok(found)
    }

    /// All rows.
    pub(super) fn all(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::with_capacity(self.entries);
        for number in 1..=self.blocks() {
            rows.extend_from_slice(&self.rows(number)?);
        }
        Ok(rows)
    }

    /// How many blocks of entries there are; they are numbered from 1.
    fn blocks(&self) -> usize {
        self.entries.div_ceil(DATA / self.kind.width())
    }

    /// The first block that may hold `key`. Keys are hashes, so where one stands can be guessed from its value.
    fn first_block(&self, key: u128) -> Result<usize> {
        let (mut low, mut high) = (1, self.blocks() + 1);
        let (mut least, mut most) = (0, u64::MAX);
        for round in 0.. {
            if low >= high {
                break;
            }
            let ahead = u128::from(self.kind.leading(key).clamp(least, most) - least) * (high - low) as u128;
            let guess = low + (ahead / (u128::from(most - least) + 1)) as usize;
            // Whoever makes up keys can make every guess bad.
            let guess = if round < 8 { guess } else { low + (high - low) / 2 };
            let rows = self.rows(guess)?;
            let [(first, _), .., (last, _)] = rows[..] else { return Ok(guess) };
            if last < key {
                (low, least) = (guess + 1, self.kind.leading(last));
            } else if first < key {
                return Ok(guess);
            } else {
                (high, most) = (guess, self.kind.leading(first));
            }
        }
        Ok(low)
    }

    /// The rows of a block.
    fn rows(&self, number: usize) -> Result<Vec<Row>> {
        let in_full = DATA / self.kind.width();
        let count = in_full.min(self.entries.saturating_sub((number - 1) * in_full));
        let block = self.block(number)?;
        Ok(block.chunks_exact(self.kind.width()).take(count).map(|entry| self.kind.read(entry)).collect())
    }

    fn block(&self, number: usize) -> Result<Arc<Vec<u8>>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, block)) = last.as_ref().filter(|(held, _)| *held == number) {
            return Ok(Arc::clone(block));
        }
        let mut block = vec![0; BLOCK];
        self.at.read((number * BLOCK) as u64, &mut block)?;
        let (sealed, checksum) = block.split_at(BLOCK - 8);
        if sealed[DATA..] != (number as u64).to_be_bytes() || *checksum != key_of(sealed).to_be_bytes() {
            return Err(self.at.damaged(format!("block {number} does not have its checksum")));
        }
        let block = Arc::new(block);
        *last = Some((number, Arc::clone(&block)));
        Ok(block)
    }

    /// Whether it is a file that is read, not what was made in its place.
    pub(super) fn is_file(&self) -> bool {
        self.at.is_file()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use proptest::prelude::*;

    const SPAN: Span = Span { level: 1, index: 3 };

    fn run(kind: Kind, rows: &[Row]) -> (Run, Vec<u8>) {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        let bytes = encode(kind, SPAN, Digest::of(b"root"), &rows);
        (open(kind, bytes.clone()).unwrap(), bytes)
    }

    fn open(kind: Kind, bytes: Vec<u8>) -> Result<Run> {
        Run::open(At::memory(Path::new("x"), bytes), kind, SPAN, Digest::of(b"root"))
    }

    proptest! {
        #[test]
        fn everything_put_in_is_found_and_nothing_else(
            spread in 1u64..u64::MAX,
            keys in proptest::collection::vec(any::<u64>(), 0..1500),
            names in any::<bool>(),
        ) {
            let kind = if names { Kind::Names } else { Kind::Ids };
            let wide = |key: u64| if names { u128::from(key) } else { u128::from(key) << 64 | 7 };
            let rows: Vec<Row> = keys.iter().map(|key| wide(key % spread)).zip(0..).collect();
            let (run, _) = run(kind, &rows);
            for &(wanted, _) in rows.iter().step_by(97).chain(&[(0, 0), (wide(u64::MAX), 0), (wide(spread / 2), 0)]) {
                let mut expected: Vec<Row> = rows.iter().copied().filter(|(key, _)| *key == wanted).collect();
                expected.sort_unstable();
                prop_assert_eq!(run.between(wanted, wanted).unwrap(), expected);
            }
            prop_assert_eq!(run.all().unwrap().len(), rows.len());
            prop_assert_eq!(run.between(0, u128::MAX).unwrap(), run.all().unwrap());
        }
    }

    #[test]
    fn a_changed_byte_is_an_error_or_the_block_is_not_asked_for() {
        let rows: Vec<Row> = (0..600).map(|n| (u128::from(n) << 118, n)).collect();
        let (_, bytes) = run(Kind::Ids, &rows);
        assert_eq!(bytes.len(), 4 * BLOCK);
        for at in (0..bytes.len()).step_by(13).chain([bytes.len() - 1]) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open(Kind::Ids, changed).and_then(|run| run.all()).is_err(), "byte {at}");
        }
        // Blocks in another order, of another run, or cut off.
        let mut swapped = bytes.clone();
        swapped[BLOCK..3 * BLOCK].rotate_left(BLOCK);
        assert!(open(Kind::Ids, swapped).and_then(|run| run.all()).is_err());
        assert!(open(Kind::Ids, bytes[..3 * BLOCK].to_vec()).is_err());
        assert!(open(Kind::Names, bytes.clone()).is_err());
        let other = Span { level: 1, index: 4 };
        assert!(Run::open(At::memory(Path::new("x"), bytes), Kind::Ids, other, Digest::of(b"root")).is_err());
    }
}
