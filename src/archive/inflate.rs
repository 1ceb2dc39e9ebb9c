//! Compressed objects out of a pack. A pack says how long an object is unpacked, but nowhere how long it is packed, so
//! bytes are read ahead in a window, and what an object did not need serves the next one.

use flate2::{Decompress, FlushDecompress, Status};

use super::at::At;
use super::error::Result;

/// Memory is asked for in pieces no larger than this (bytes): the length a pack states may be a lie.
const PIECE: usize = 1 << 20;

/// Room behind an object (bytes). zlib's fast loop stops where the longest copy, of 258 bytes, might not fit; half of what a
/// small object holds would be left to the slow one.
const ROOM: u64 = 300;

pub(super) struct Inflater<'a> {
    file: &'a At,
    /// Where the compressed bytes end at the latest.
    end: u64,
    /// How many bytes are read at a time.
    ahead: usize,
    window: Vec<u8>,
    /// Where the window begins in the file.
    start: u64,
    zlib: Decompress,
}

impl<'a> Inflater<'a> {
    pub(super) fn new(file: &'a At, end: u64, ahead: usize) -> Inflater<'a> {
        Inflater { file, end, ahead, window: Vec::new(), start: 0, zlib: Decompress::new(true) }
    }

    /// The bytes from `at` on, at least one.
    pub(super) fn from(&mut self, at: u64) -> Result<&[u8]> {
        fill(self.file, self.end, self.ahead, &mut self.window, &mut self.start, at)
    }

    /// The `size` bytes that are packed from `at` on, and where the packed bytes end.
    pub(super) fn inflate(&mut self, at: u64, size: u64) -> Result<(Vec<u8>, u64)> {
        let mut out = Vec::new();
        let end = self.inflate_into(&mut out, at, size)?;
        Ok((out, end))
    }

    /// The same, in place of what `out` holds.
    pub(super) fn inflate_into(&mut self, out: &mut Vec<u8>, mut at: u64, size: u64) -> Result<u64> {
        let Inflater { file, end, ahead, window, start, zlib } = self;
        let fault = |why: &str, at: u64| Err(file.damaged(format!("byte {at}: {why}")));
        zlib.reset(true);
        // More than stated, so that an object that goes on beyond its length is noticed.
        let limit = size.saturating_add(ROOM);
        out.clear();
        out.reserve(limit.min(PIECE as u64) as usize);
        loop {
            if out.len() == out.capacity() && (out.len() as u64) < limit {
                out.reserve((limit - out.len() as u64).min(PIECE as u64) as usize);
            }
            let input = fill(file, *end, *ahead, window, start, at)?;
            let before = (zlib.total_in(), out.len());
            let Ok(status) = zlib.decompress_vec(input, out, FlushDecompress::Finish) else {
                return fault("holds no whole object", at);
            };
            let used = zlib.total_in() - before.0;
            at += used;
            if out.len() as u64 > size {
                return fault("holds a longer object than it says", at);
            }
            match status {
                Status::StreamEnd => break,
                _ if used == 0 && out.len() == before.1 => return fault("holds no whole object", at),
                _ => {}
            }
        }
        if out.len() as u64 != size {
            return fault("holds a shorter object than it says", at);
        }
        Ok(at)
    }
}

fn fill<'w>(file: &At, end: u64, ahead: usize, window: &'w mut Vec<u8>, start: &mut u64, at: u64) -> Result<&'w [u8]> {
    let held = at.checked_sub(*start).map_or(usize::MAX, |skip| usize::try_from(skip).unwrap_or(usize::MAX));
    if held < window.len() {
        return Ok(&window[held..]);
    }
    let Some(rest) = end.checked_sub(at).filter(|&rest| rest > 0) else {
        return Err(file.damaged(format!("holds no whole object before byte {end}")));
    };
    window.resize(rest.min(ahead as u64) as usize, 0);
    *start = at;
    if let Err(error) = file.read(at, window) {
        window.clear();
        return Err(error);
    }
    Ok(window)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        zlib.write_all(bytes).unwrap();
        zlib.finish().unwrap()
    }

    #[test]
    fn objects_one_after_the_other_are_unpacked_through_windows_of_any_size() {
        let texts: Vec<Vec<u8>> =
            [0usize, 1, 7, 5000, 3 << 20].map(|n| (0..n).map(|i| (i % 251) as u8).collect()).into();
        let packed: Vec<u8> = texts.iter().flat_map(|text| zlib(text)).collect();
        let file = At::memory(Path::new("x"), packed.clone());
        for ahead in [1, 3, 64, 1 << 20] {
            let mut inflater = Inflater::new(&file, file.len(), ahead);
            let mut at = 0;
            for text in &texts {
                let (bytes, end) = inflater.inflate(at, text.len() as u64).unwrap();
                assert!(bytes == *text);
                at = end;
            }
            assert_eq!(at, packed.len() as u64);
        }
    }

    #[test]
    fn a_wrong_length_a_cut_and_a_changed_byte_are_errors() {
        let packed = zlib(b"some words, some words");
        let inflate = |bytes: &[u8], size| {
            let file = At::memory(Path::new("x"), bytes.to_vec());
            let unpacked = Inflater::new(&file, bytes.len() as u64, 8).inflate(0, size);
            unpacked.map(|(bytes, _)| bytes)
        };
        assert_eq!(inflate(&packed, 22).unwrap(), b"some words, some words");
        for size in [0, 21, 23, u64::MAX] {
            assert!(inflate(&packed, size).is_err(), "{size}");
        }
        for cut in 0..packed.len() {
            assert!(inflate(&packed[..cut], 22).is_err(), "{cut}");
        }
        for at in 0..packed.len() {
            let mut changed = packed.clone();
            changed[at] ^= 0x40;
            // The window size in the first two bytes may be another; all else ends in the checksum.
            assert!(inflate(&changed, 22).is_err() || at < 2, "{at}");
        }
    }
}
