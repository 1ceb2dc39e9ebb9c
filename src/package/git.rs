//! git's objects as bytes: their names, and their entries in a pack (git's Documentation/gitformat-pack.txt).

use std::io::{self, BufRead, Read, Write};

use flate2::bufread::ZlibDecoder;
use flate2::{Compression, write::ZlibEncoder};

use crate::hash::sha1;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Commit => "commit",
            Kind::Tree => "tree",
            Kind::Blob => "blob",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Kind::Commit => 1,
            Kind::Tree => 2,
            Kind::Blob => 3,
        }
    }
}

/// git's name for an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Name(pub [u8; 20]);

impl Name {
    pub(super) fn of(kind: Kind, bytes: &[u8]) -> Name {
        let mut whole = format!("{} {}\0", kind.name(), bytes.len()).into_bytes();
        whole.extend_from_slice(bytes);
        Name(sha1(&whole))
    }

    /// Reads 40 lower-case hex digits, in no other spelling.
    pub(super) fn parse(hex: &str) -> Option<Name> {
        let mut bytes = [0; 20];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()?;
        }
        Some(Name(bytes)).filter(|name| name.to_string() == hex)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An object as it stands in a pack.
pub(super) fn entry(kind: Kind, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    // Type and low four bits of the length, then seven bits a byte, the lowest first.
    let mut byte = kind.number() << 4 | (bytes.len() & 15) as u8;
    let mut rest = bytes.len() >> 4;
    while rest > 0 {
        out.push(byte | 0x80);
        byte = (rest & 0x7f) as u8;
        rest >>= 7;
    }
    out.push(byte);
    let mut zlib = ZlibEncoder::new(out, Compression::new(6));
    zlib.write_all(bytes)?;
    zlib.finish()
}

/// Copies the entry `from` begins with to `raw` as it stands, and its object, up to `most` bytes of it, to `object`. The
/// answer is the number of its type: 1 to 4 for whole objects, 6 and 7 for what is written as a difference.
pub(super) fn read_entry(
    from: &mut dyn BufRead,
    raw: &mut dyn Write,
    object: &mut dyn Write,
    most: u64,
) -> io::Result<u8> {
    let broken = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let mut tee = Tee { from, raw };
    let first = tee.byte()?;
    let (kind, mut length, mut shift, mut byte) = (first >> 4 & 7, u64::from(first & 15), 4, first);
    while byte & 0x80 != 0 {
        byte = tee.byte()?;
        let bits = u64::from(byte & 0x7f);
        if shift > 56 {
            return Err(broken("an object's length is beyond all bounds"));
        }
        length |= bits << shift;
        shift += 7;
    }
    match kind {
        1..=4 => {}
        // The distance to its base: as many bytes as have the highest bit, and one.
        6 => while tee.byte()? & 0x80 != 0 {},
        7 => {
            for _ in 0..20 {
                tee.byte()?;
            }
        }
        _ => return Err(broken("an object is of no type")),
    }
    if length > most {
        return Err(broken("an object is larger than any of its kind"));
    }
    let mut zlib = ZlibDecoder::new(&mut tee);
    let copied = io::copy(&mut (&mut zlib).take(length), object)?;
    // The stream must end where its object does.
    if copied != length || zlib.read(&mut [0])? != 0 {
        return Err(broken("an object does not have the length it states"));
    }
    Ok(kind)
}

/// Bytes that are written to `raw` as they are taken.
struct Tee<'a> {
    from: &'a mut dyn BufRead,
    raw: &'a mut dyn Write,
}

impl Tee<'_> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.from.read_exact(&mut byte)?;
        self.raw.write_all(&byte)?;
        Ok(byte[0])
    }
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.raw.write_all(&buffer[..read])?;
        Ok(read)
    }
}

impl BufRead for Tee<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was just handed out, so it is there still; were the write to fail, so would its checksum.
        if let Ok(bytes) = self.from.fill_buf() {
            let _ = self.raw.write_all(&bytes[..amount.min(bytes.len())]);
        }
        self.from.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `git hash-object` prints for these bytes.
    #[test]
    fn names_are_gits() {
        assert_eq!(Name::of(Kind::Blob, b"test content\n").to_string(), "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
        assert_eq!(Name::of(Kind::Tree, b"").to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    }

    #[test]
    fn entries_stand_one_behind_the_other_and_are_found_again() {
        let objects: Vec<Vec<u8>> = [0usize, 1, 15, 16, 2047, 2048, 70_000].iter().map(|&n| vec![b'x'; n]).collect();
        let entries: Vec<Vec<u8>> = objects.iter().map(|bytes| entry(Kind::Blob, bytes).unwrap()).collect();
        let pack = entries.concat();
        let mut rest = &pack[..];
        for (object, entry) in objects.iter().zip(&entries) {
            let (mut raw, mut found) = (Vec::new(), Vec::new());
            assert_eq!(read_entry(&mut rest, &mut raw, &mut found, u64::MAX).unwrap(), 3);
            assert!(found == *object && raw == *entry);
        }
        assert!(rest.is_empty());
    }

    #[test]
    fn a_broken_entry_is_an_error_and_a_large_one_is_not_unpacked() {
        let good = entry(Kind::Tree, &[7; 5000]).unwrap();
        let read = |mut bytes: &[u8], most| read_entry(&mut bytes, &mut io::sink(), &mut io::sink(), most).is_ok();
        assert!(read(&good, 5000) && !read(&good, 4999));
        assert!(!read(&good[..good.len() - 6], 5000));
        assert!(!read(&[0xff; 40], u64::MAX));
        assert!(!read(&[0x50, 0], u64::MAX));
        let mut longer = good.clone();
        longer[1] += 1;
        assert!(!read(&longer, u64::MAX));
    }
}
