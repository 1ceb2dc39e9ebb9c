//! Bytes to text: a byte order mark, valid UTF-8, UTF-8 with a few bad bytes, a label if there is one, and a guess last.
//!
//! The guess is chardetng's, made for web pages without a stated encoding. It always guesses something, so bytes that
//! are no text at all are turned away before it is asked.

use std::io::{self, BufRead, BufReader, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Note, Problem};
use crate::article::Source;

/// Text, without its byte order mark.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Decoded {
    pub text: String,
    pub how: How,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) enum How {
    Clean,
    /// So many bad sequences became U+FFFD.
    BadBytes(usize),
    Guessed(&'static str),
    /// As the label of this number says; so many bad sequences became U+FFFD.
    Labelled {
        encoding: &'static str,
        label: usize,
        bad: usize,
    },
}

impl How {
    /// What there is to say of it to whoever gave the bytes.
    pub fn note(&self, at: &Source) -> Option<Note> {
        let at = at.clone();
        match *self {
            How::Clean | How::Labelled { bad: 0, .. } => None,
            How::BadBytes(count) => Some(Note::BadBytes { at, count }),
            How::Guessed(encoding) => Some(Note::Guessed { at, encoding }),
            How::Labelled { encoding, bad, .. } => Some(Note::BadIn { at, encoding, count: bad }),
        }
    }
}

/// Why bytes are no text.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum NoText {
    Binary { what: &'static str, offset: usize },
    Encoding(&'static str),
}

impl NoText {
    /// The problem that it is for an input.
    pub fn at(self, at: Source) -> Problem {
        match self {
            NoText::Binary { what, offset } => Problem::Binary { at, what, offset },
            NoText::Encoding(encoding) => Problem::Undecodable { at, encoding },
        }
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, NoText> {
    decode_labelled(bytes, &[])
}

/// Reads bytes whose encoding is named by labels (those of the Encoding Standard), the most credible first. What is plainly
/// UTF-8 is so whatever a label says: servers and pages state their habit, not the bytes.
pub(super) fn decode_labelled(bytes: &[u8], labels: &[String]) -> Result<Decoded, NoText> {
    match Encoding::for_bom(bytes) {
        // FF FE 00 00 is the mark of UTF-32, which nobody should write text in.
        Some((encoding, mark)) if !bytes.starts_with(&[0xff, 0xfe, 0, 0]) => {
            if encoding == encoding_rs::UTF_8 {
                return utf8(&bytes[mark..], true).ok_or(NoText::Encoding(encoding.name()));
            }
            return utf16(&bytes[mark..], encoding);
        }
        _ => {}
    }
    let mut encodings =
        labels.iter().enumerate().filter_map(|(at, label)| Some((at, Encoding::for_label(label.as_bytes())?)));
    // Whether there is one is told faster than where.
    if bytes.contains(&0)
        && let Some(offset) = bytes.iter().position(|&b| b == 0)
    {
        if let Some((_, encoding)) = encodings.find(|(_, encoding)| [UTF_16LE, UTF_16BE].contains(encoding)) {
            return utf16(bytes, encoding);
        }
        return Err(NoText::Binary { what: "a NUL byte", offset });
    }
    let labelled = || encodings.find_map(|(label, encoding)| as_labelled(bytes, encoding, label));
    match utf8(bytes, false).or_else(labelled) {
        Some(decoded) => Ok(decoded),
        None => guess(bytes),
    }
}

/// Reads bytes as a label says; `None` where it is plainly wrong: no page has one bad character of a hundred.
fn as_labelled(bytes: &[u8], encoding: &'static Encoding, label: usize) -> Option<Decoded> {
    // It was found out not to be UTF-8; and UTF-16 has zero bytes.
    if [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding) {
        return None;
    }
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let bad = if replaced { text.matches('\u{fffd}').count() } else { 0 };
    let how = How::Labelled { encoding: encoding.name(), label, bad };
    (bad * 100 <= text.chars().count()).then(|| Decoded { text: text.into_owned(), how })
}

/// Reads UTF-8. Bad bytes are let through where the good sequences of several bytes outnumber them (or where a mark says
/// that it is UTF-8): in another encoding such sequences hardly ever come about.
fn utf8(bytes: &[u8], marked: bool) -> Option<Decoded> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Some(Decoded { text: text.to_owned(), how: How::Clean });
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (marked || good > bad)
        .then(|| Decoded { text: String::from_utf8_lossy(bytes).into_owned(), how: How::BadBytes(bad) })
}

/// Reads UTF-16 that said so. A file of random bytes that begins with the mark has 3 bad units in 100, and NULs.
fn utf16(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, NoText> {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    if text.contains('\0') {
        return Err(NoText::Encoding(encoding.name()));
    }
    // The decoder does not count; a U+FFFD of the input itself is rare enough to be counted along.
    let bad = if replaced { text.matches('\u{fffd}').count() } else { 0 };
    match bad {
        0 => Ok(Decoded { text: text.into_owned(), how: How::Clean }),
        _ if bad > 1 && bad * 100 > text.chars().count() => Err(NoText::Encoding(encoding.name())),
        _ => Ok(Decoded { text: text.into_owned(), how: How::BadBytes(bad) }),
    }
}

/// A reader of the same text without its byte order mark, in UTF-8 where the mark says UTF-16. Bad units become U+FFFD.
pub(super) fn transcoded<'a>(input: &'a mut dyn BufRead) -> io::Result<Box<dyn BufRead + 'a>> {
    let (mark, input) = super::unpack::peek(input, 3)?;
    let input = BufReader::new(input);
    match Encoding::for_bom(&mark) {
        Some((encoding, _)) => {
            let decoder = encoding.new_decoder_with_bom_removal();
            Ok(Box::new(BufReader::new(Utf8 { input, decoder, ended: false })))
        }
        None => Ok(Box::new(input)),
    }
}

struct Utf8<R> {
    input: R,
    decoder: Decoder,
    ended: bool,
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A character of UTF-8 may need so much room; a `BufReader` always has it.
        if buffer.len() < 4 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no room for a character"));
        }
        while !self.ended {
            let input = self.input.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, buffer, last);
            self.input.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

fn guess(bytes: &[u8]) -> Result<Decoded, NoText> {
    // No encoding of text uses these bytes; of random bytes one in nine is such. One in a hundred parts the two.
    let control = |b: &u8| matches!(b, 0x01..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    if bytes.iter().filter(|b| control(b)).count() * 100 > bytes.len() {
        let offset = bytes.iter().position(control).unwrap_or(0);
        return Err(NoText::Binary { what: "control bytes", offset });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        // Where nothing fits it says windows-1252, whose five unused bytes then come out as controls no text holds.
        Some(text) if text.contains(|c| matches!(c, '\u{80}'..='\u{9f}')) => Err(NoText::Encoding(encoding.name())),
        Some(text) => Ok(Decoded { text: text.into_owned(), how: How::Guessed(encoding.name()) }),
        None => Err(NoText::Encoding(encoding.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> Result<Decoded, NoText> {
        Ok(Decoded { text: text.to_owned(), how: How::Clean })
    }

    #[test]
    fn utf8_and_utf16_with_a_mark_are_read_without_it() {
        assert_eq!(decode("“Café”".as_bytes()), clean("“Café”"));
        assert_eq!(decode(b"\xef\xbb\xbfCaf\xc3\xa9"), clean("Café"));
        let little: Vec<u8> = "\u{feff}Né 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}Né 😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little), clean("Né 😀"));
        assert_eq!(decode(&big), clean("Né 😀"));
    }

    #[test]
    fn a_few_bad_bytes_do_not_unmake_utf8() {
        let decoded = Decoded { text: "“Né” \u{fffd}x".to_owned(), how: How::BadBytes(1) };
        assert_eq!(decode(b"\xe2\x80\x9cN\xc3\xa9\xe2\x80\x9d \x92x"), Ok(decoded));
    }

    #[test]
    fn other_encodings_are_guessed_and_said() {
        let text = "Le ministre a déclaré à l’Assemblée que l’été serait décisif pour l’économie française.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        assert_eq!(decode(&bytes), Ok(Decoded { text: text.to_owned(), how: How::Guessed("windows-1252") }));
        let text = "Президент России подписал закон о ратификации договора о стратегическом партнёрстве.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        assert_eq!(decode(&bytes), Ok(Decoded { text: text.to_owned(), how: How::Guessed("windows-1251") }));
    }

    #[test]
    fn a_label_decides_where_the_bytes_do_not() {
        let labels = |labels: &[&str]| labels.iter().map(|label| label.to_string()).collect::<Vec<_>>();
        // Too short for a guess.
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Мост");
        let read = |given: &[&str]| decode_labelled(&bytes, &labels(given)).map(|decoded| decoded.text);
        assert_eq!(read(&["no such thing", "windows-1251"]), Ok("Мост".to_owned()));
        assert_eq!(read(&["utf-8", "cp1251"]), Ok("Мост".to_owned()));
        assert_ne!(read(&[]), Ok("Мост".to_owned()));
        assert_eq!(decode_labelled("Мост".as_bytes(), &labels(&["windows-1251"])), clean("Мост"));
        let little: Vec<u8> = "Né".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode_labelled(&little, &labels(&["utf-16le"])), clean("Né"));
        assert!(decode(&little).is_err());
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("条約に署名した。");
        let decoded = decode_labelled(&bytes, &labels(&["shift_jis"])).map(|decoded| decoded.how);
        assert_eq!(decoded, Ok(How::Labelled { encoding: "Shift_JIS", label: 0, bad: 0 }));
    }

    #[test]
    fn what_is_no_text_is_turned_away() {
        assert_eq!(decode(b"PK\x03\x04\x00"), Err(NoText::Binary { what: "a NUL byte", offset: 4 }));
        assert_eq!(decode(b"\xff\xfe\0\0N\0\0\0"), Err(NoText::Binary { what: "a NUL byte", offset: 2 }));
        let noise: Vec<u8> = (1..=255).cycle().take(2000).collect();
        assert_eq!(decode(&noise), Err(NoText::Binary { what: "control bytes", offset: 0 }));
        let lone = [b"\xff\xfe".to_vec(), [0x41, 0, 0, 0xd8].repeat(50)].concat();
        assert_eq!(decode(&lone), Err(NoText::Encoding("UTF-16LE")));
        // Text in Shift_JIS, cut in the middle of a character.
        let (bytes, _, _) =
            encoding_rs::SHIFT_JIS.encode("ロシアのプーチン大統領は包括的戦略的パートナーシップ条約に署名した。");
        assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(NoText::Encoding("windows-1252")));
    }
}
