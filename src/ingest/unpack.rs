//! Packed inputs: gzip (RFC 1952) and Zstandard (RFC 8878), known by their first bytes whatever the name says. Both may
//! hold several members one after the other, as `cat a.gz b.gz` makes them.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder};

/// How many unpacked bytes are looked at to know a format.
const HEAD: usize = 4096;

/// How many bytes are looked at to have those: a block of Zstandard comes whole, and has at most 128 KiB.
const RAW_HEAD: usize = 160 << 10;

/// Room for so many is there from the start: most reports have less, and are read at once in place of piece by growing piece.
const SMALL: usize = 16 << 10;

/// How a frame of Zstandard begins.
pub(super) const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A frame to be skipped that begins so holds a dictionary for those behind it (IIPC, "Zstandard Compression for WARC Files").
const DICTIONARY: u32 = 0x184d_2a5d;

/// So long may a dictionary be; those that crawlers make have a mebibyte at most.
const MAX_DICTIONARY: u64 = 16 << 20;

/// A file's name without the packing's ending.
pub(super) fn unpacked_name(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((inner, ending)) if ["gz", "zst"].iter().any(|known| ending.eq_ignore_ascii_case(known)) => inner,
        _ => name,
    }
}

/// Whether the input is packed, its first bytes when unpacked, and a reader of all of it as it stands.
pub(super) fn head(input: &mut dyn Read) -> io::Result<(bool, Vec<u8>, impl Read)> {
    let (raw, input) = peek(input, RAW_HEAD)?;
    let packing = Packing::of(&raw);
    let mut head = Vec::new();
    let mut begins = &raw[..];
    let unpacked = packing.undone(&mut begins);
    // The input is cut here, and what it lacks is met when all of it is read.
    let _ = unpacked.take(HEAD as u64).read_to_end(&mut head);
    Ok((packing != Packing::None, head, input))
}

/// Undoes the packing.
pub(super) fn open<'a>(input: &'a mut dyn Read) -> io::Result<Box<dyn BufRead + 'a>> {
    let (magic, input) = peek(input, 4)?;
    let unpacked = Packing::of(&magic).undone(input);
    // Packed bytes of which nothing comes out are damaged from the first.
    let (_, unpacked) = peek(unpacked, 1)?;
    Ok(Box::new(BufReader::new(unpacked)))
}

/// How bytes are packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the first bytes.
    pub fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            // A frame, or one to be skipped before it.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            _ => Packing::None,
        }
    }

    /// A reader of the bytes without their packing.
    pub fn undone<'a>(self, input: impl Read + 'a) -> Box<dyn Read + 'a> {
        match self {
            Packing::None => Box::new(input),
            Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(input))),
            Packing::Zstd => Box::new(Frames::all(BufReader::new(input))),
        }
    }
}

/// The first `most` bytes of `input`, and a reader that still begins with them. An error behind the first byte is left
/// for that reader to meet.
pub(super) fn peek<R: Read>(mut input: R, most: usize) -> io::Result<(Vec<u8>, impl Read)> {
    let mut head = Vec::with_capacity(most.min(SMALL));
    let read = (&mut input).take(most as u64).read_to_end(&mut head);
    match read {
        Err(error) if head.is_empty() => Err(error),
        Err(error) => Ok((head.clone(), io::Cursor::new(head).chain(Rest::Error(Some(error))))),
        Ok(_) => Ok((head.clone(), io::Cursor::new(head).chain(Rest::Input(input)))),
    }
}

/// What follows the peeked bytes: more input, or the error that ended it.
enum Rest<R> {
    Input(R),
    Error(Option<io::Error>),
}

impl<R: Read> Read for Rest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Rest::Input(input) => input.read(buffer),
            Rest::Error(error) => error.take().map_or(Ok(0), Err),
        }
    }
}

/// The frames of a Zstandard file. `ruzstd` reads one, and leaves its check sum to the caller.
pub(super) struct Frames<R> {
    input: R,
    decoder: FrameDecoder,
    /// Whether the decoder is inside a frame.
    inside: bool,
    /// How many frames are still to be read.
    left: u64,
}

impl<R: BufRead> Frames<R> {
    pub fn all(input: R) -> Frames<R> {
        Frames { input, decoder: FrameDecoder::new(), inside: false, left: u64::MAX }
    }

    /// The next frame alone, by a decoder that may know dictionaries.
    pub fn one(input: R, decoder: FrameDecoder) -> Frames<R> {
        Frames { input, decoder, inside: false, left: 1 }
    }

    /// A decoder that knows the dictionary which the input begins with; nothing where it begins with none, or with one that is damaged.
    /// The input then stands behind it.
    pub fn dictionary(input: &mut R) -> Option<FrameDecoder> {
        if !input.fill_buf().ok()?.starts_with(&DICTIONARY.to_le_bytes()) {
            return None;
        }
        let mut head = [0; 8];
        input.read_exact(&mut head).ok()?;
        let [_, _, _, _, length @ ..] = head;
        let mut content = input.take(u32::from_le_bytes(length).into());
        let dictionary = dictionary(&mut content);
        io::copy(&mut content, &mut io::sink()).ok()?;
        let mut decoder = FrameDecoder::new();
        decoder.add_dict(dictionary.ok()?).ok()?;
        Some(decoder)
    }

    /// The input, and the decoder with what dictionaries it has met.
    pub fn into_parts(self) -> (R, FrameDecoder) {
        (self.input, self.decoder)
    }

    /// Begins the next frame, if there is one.
    fn next_frame(&mut self) -> io::Result<bool> {
        while self.left > 0 && !self.input.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.input) {
                Ok(()) => {
                    self.left -= 1;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    magic_number,
                    length,
                })) => {
                    let mut content = (&mut self.input).take(length.into());
                    if magic_number == DICTIONARY {
                        let dictionary = dictionary(&mut content)?;
                        self.decoder.add_dict(dictionary).map_err(damaged)?;
                    }
                    io::copy(&mut content, &mut io::sink())?;
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                self.inside = self.next_frame()?;
                if !self.inside {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1)).map_err(damaged)?;
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let stored = self.decoder.get_checksum_from_data();
            if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
                return Err(damaged("its check sum is wrong"));
            }
            self.inside = false;
        }
    }
}

/// The dictionary that a frame holds, which may be packed itself.
fn dictionary(content: &mut dyn Read) -> io::Result<Dictionary> {
    let mut bytes = Vec::new();
    content.take(MAX_DICTIONARY).read_to_end(&mut bytes)?;
    if bytes.starts_with(&FRAME) {
        let mut unpacked = Vec::new();
        // One frame alone: none in it leads to another dictionary.
        Frames::one(&bytes[..], FrameDecoder::new()).take(MAX_DICTIONARY).read_to_end(&mut unpacked)?;
        bytes = unpacked;
    }
    Dictionary::decode_dict(&bytes).map_err(damaged)
}

fn damaged(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// What `printf 'one\n' | zstd -c` writes (zstd 1.5), with its check sum.
    const ZST: &[u8] = b"(\xb5/\xfd\x04X!\x00\x00one\x0a\xdf\x16h\x09";

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        let (_, begins, mut input) = head(&mut bytes)?;
        open(&mut input)?.read_to_end(&mut all)?;
        assert_eq!(begins, all[..all.len().min(HEAD)]);
        Ok(all)
    }

    #[test]
    fn every_member_is_unpacked() {
        let long = "a line of many\n".repeat(1000).into_bytes();
        assert_eq!(unpack(&long).unwrap(), long);
        assert_eq!(unpack(&[gz(&long), gz(b"two")].concat()).unwrap(), [&long[..], b"two"].concat());
        assert_eq!(unpack(ZST).unwrap(), b"one\n");
        // A frame to be skipped, of three bytes, stands between two others.
        let skipped = b"\x53\x2a\x4d\x18\x03\0\0\0abc";
        assert_eq!(unpack(&[ZST, skipped, ZST].concat()).unwrap(), b"one\none\n");
        assert_eq!(unpack(&[skipped, ZST].concat()).unwrap(), b"one\n");
        assert_eq!(unpack(b"").unwrap(), b"");
    }

    #[test]
    fn damage_and_a_missing_end_are_errors() {
        let packed = gz(b"some words that are packed");
        assert!(unpack(&packed[..packed.len() - 9]).is_err());
        assert!(unpack(&ZST[..ZST.len() - 5]).is_err());
        for at in [ZST.len() - 1, 10] {
            let mut flipped = ZST.to_vec();
            flipped[at] ^= 1;
            assert!(unpack(&flipped).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_name_tells_what_is_inside_the_packing() {
        assert_eq!(unpacked_name("a.jsonl.GZ"), "a.jsonl");
        assert_eq!(unpacked_name("a.zst"), "a");
        assert_eq!(unpacked_name("a.txt"), "a.txt");
    }
}
