//! Answers of HTTP/1 as crawlers keep them (RFC 9112): a status, header fields, and a body in the form it was sent in.
//!
//! Crawlers and proxies often keep a header and not what it says of the body, which they have decoded already. So a body that is
//! not in the form its header names is taken as it stands.

use std::io::{self, BufReader, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::super::unpack::Frames;

/// So long may status and header fields be, all together.
const MAX_HEAD: usize = 1 << 20;

/// So many encodings may lie one upon the other.
const MAX_CODINGS: usize = 4;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub status: u16,
    /// With names in lower case, in their order.
    fields: Vec<(String, String)>,
}

impl Answer {
    /// Reads the head from `input`, and gives what was read of the body along with it. `None` where the bytes are no answer;
    /// the bytes read are given back too.
    pub fn read(input: &mut dyn Read) -> io::Result<(Option<Answer>, Vec<u8>, Vec<u8>)> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            let searched = bytes.len().saturating_sub(3);
            let count = input.read(&mut chunk)?;
            bytes.extend_from_slice(&chunk[..count]);
            if !bytes.starts_with(&b"HTTP/"[..bytes.len().min(5)]) {
                return Ok((None, bytes, Vec::new()));
            }
            if let Some(end) = end_of_head(&bytes, searched) {
                let body = bytes.split_off(end);
                return Ok((Answer::parse(&bytes), bytes, body));
            }
            if count == 0 || bytes.len() > MAX_HEAD {
                // A head alone, as some records of answers without a body have it.
                return Ok((Answer::parse(&bytes), bytes, Vec::new()));
            }
        }
    }

    fn parse(head: &[u8]) -> Option<Answer> {
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let mut status = lines.next()?.split_ascii_whitespace();
        status.next().filter(|version| version.starts_with("HTTP/"))?;
        let status = status.next()?.parse().ok()?;
        let fields = lines.filter_map(|line| line.split_once(':'));
        let fields = fields.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect();
        Some(Answer { status, fields })
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The codings that a field names, in the order they were applied in.
    fn codings(&self, name: &str) -> Vec<String> {
        let values = self.fields.iter().filter(|(known, _)| known == name).flat_map(|(_, value)| value.split(','));
        let names = values.map(|coding| coding.trim().to_ascii_lowercase());
        names.filter(|coding| !coding.is_empty() && coding != "identity").collect()
    }

    pub fn is_chunked(&self) -> bool {
        self.codings("transfer-encoding").iter().any(|coding| coding == "chunked")
    }

    /// The same, where the chunks of the body were put together already.
    pub fn unchunked(mut self) -> Answer {
        for (_, value) in self.fields.iter_mut().filter(|(name, _)| name == "transfer-encoding") {
            let left = value.split(',').map(str::trim).filter(|coding| !coding.eq_ignore_ascii_case("chunked"));
            *value = left.collect::<Vec<_>>().join(", ");
        }
        self
    }

    /// The body without the codings it was sent in.
    pub fn decoded(&self, body: Vec<u8>, limit: u64) -> Result<Body, Undecoded> {
        let mut body = Body { bytes: body, is_cut: false };
        if self.is_chunked()
            && let Some(whole) = unchunked(&body.bytes)
        {
            body = whole;
        }
        let mut codings = self.codings("content-encoding");
        // Some servers name it there.
        codings.extend(self.codings("transfer-encoding").into_iter().filter(|coding| coding != "chunked"));
        if codings.len() > MAX_CODINGS {
            return Err(Undecoded::Unknown(codings.join(", ")));
        }
        for coding in codings.iter().rev() {
            let Some(bytes) = unpacked(coding, &body, limit)? else { continue };
            body = Body { is_cut: body.is_cut || bytes.is_cut, bytes: bytes.bytes };
        }
        Ok(body)
    }
}

/// Where the body begins: behind an empty line.
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    let at = bytes.iter().enumerate().skip(from).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    at.into_iter().find_map(|at| match &bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// It ends before its end.
    pub is_cut: bool,
}

/// Why a body could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecoded {
    /// The coding's name.
    Unknown(String),
    TooLarge,
}

/// The body of chunks (RFC 9112, section 7.1); `None` where it is not made of them.
pub(super) fn unchunked(body: &[u8]) -> Option<Body> {
    let mut bytes = Vec::new();
    let mut rest = body;
    loop {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return (!bytes.is_empty()).then_some(Body { bytes, is_cut: true });
        };
        let line = str::from_utf8(&rest[..end]).ok()?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            return (!bytes.is_empty()).then_some(Body { bytes, is_cut: true });
        };
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(Body { bytes, is_cut: false });
        }
        let Some((chunk, behind)) = rest.split_at_checked(size) else {
            bytes.extend_from_slice(rest);
            return Some(Body { bytes, is_cut: true });
        };
        bytes.extend_from_slice(chunk);
        rest = behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")).unwrap_or(behind);
    }
}

/// Undoes one coding; `None` where the body is not in it.
fn unpacked(coding: &str, body: &Body, limit: u64) -> Result<Option<Body>, Undecoded> {
    let bytes = &body.bytes[..];
    let decoder: Box<dyn Read + '_> = match (coding, bytes) {
        ("gzip" | "x-gzip", [0x1f, 0x8b, ..]) => Box::new(MultiGzDecoder::new(bytes)),
        ("gzip" | "x-gzip", _) => return Ok(None),
        // Zlib by the standard, and without its frame by custom. A frame's first two bytes are a multiple of 31.
        ("deflate", [first, second, ..])
            if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31) =>
        {
            Box::new(ZlibDecoder::new(bytes))
        }
        ("deflate", _) => Box::new(DeflateDecoder::new(bytes)),
        ("br", _) => Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        ("zstd", [0x28, 0xb5, 0x2f, 0xfd, ..]) => Box::new(Frames::all(BufReader::new(bytes))),
        ("zstd", _) => return Ok(None),
        (unknown, _) => return Err(Undecoded::Unknown(unknown.to_owned())),
    };
    let mut out = Vec::new();
    let read = decoder.take(limit.saturating_add(1)).read_to_end(&mut out);
    if out.len() as u64 > limit {
        return Err(Undecoded::TooLarge);
    }
    match read {
        Ok(_) => Ok(Some(Body { bytes: out, is_cut: false })),
        // Of these two the first bytes do not tell: what does not begin as such is none.
        Err(_) if matches!(coding, "br" | "deflate") && out.is_empty() => Ok(None),
        Err(_) => Ok(Some(Body { bytes: out, is_cut: true })),
    }
}

/// The media type of a `Content-Type`, in lower case, and its charset.
pub(super) fn media_type(written: &str) -> (String, Option<String>) {
    let mut parts = written.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media, charset)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use proptest::prelude::*;

    use super::*;

    fn answer(head: &str) -> (Option<Answer>, String, String) {
        let (answer, head, body) = Answer::read(&mut head.as_bytes()).unwrap();
        (answer, String::from_utf8(head).unwrap(), String::from_utf8(body).unwrap())
    }

    #[test]
    fn the_head_is_told_from_the_body() {
        for end in ["\r\n", "\n"] {
            let head = ["HTTP/1.1 200 OK", "Content-Type: text/html", "X: a:b", "", ""].join(end);
            let (read, before, body) = answer(&format!("{head}body\r\n\r\n"));
            let read = read.unwrap();
            assert_eq!((read.status, read.get("content-type"), read.get("x")), (200, Some("text/html"), Some("a:b")));
            assert_eq!((before, body.as_str()), (head, "body\r\n\r\n"));
        }
        assert_eq!(answer("HTTP/1.0 204").0.map(|answer| answer.status), Some(204));
        assert_eq!(answer("<html>"), (None, "<html>".to_owned(), String::new()));
        assert_eq!(answer("").0, None);
    }

    #[test]
    fn chunks_are_put_together() {
        let whole = |body: &str| Some(Body { bytes: body.into(), is_cut: false });
        let cut = |body: &str| Some(Body { bytes: body.into(), is_cut: true });
        assert_eq!(unchunked(b"4\r\nWiki\r\n6;x=y\r\npedia \r\n0\r\n\r\n"), whole("Wikipedia "));
        assert_eq!(unchunked(b"4\r\nWiki\r\nA\r\npedi"), cut("Wikipedi"));
        assert_eq!(unchunked(b"4\r\nWiki\r\n"), cut("Wiki"));
        assert_eq!(unchunked(b"0\r\n\r\n"), whole(""));
        for none in [&b"<html>\r\n"[..], b"", b"ffffffffffffffffff\r\n", b"-1\r\n", b"\xff\n"] {
            assert_eq!(unchunked(none), None, "{none:?}");
        }
    }

    fn coded(fields: &str, body: &[u8]) -> Result<Body, Undecoded> {
        let (read, ..) = answer(&format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n"));
        read.unwrap().decoded(body.to_vec(), 1000)
    }

    #[test]
    fn bodies_come_out_of_their_codings() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(b"words").unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"words").unwrap();
        let zlib = zlib.finish().unwrap();
        let raw = &zlib[2..zlib.len() - 4];
        let zstd = ruzstd::encoding::compress_to_vec(&b"words"[..], ruzstd::encoding::CompressionLevel::Fastest);
        // What `printf words | brotli -c` writes.
        let br = b"\x0b\x02\x80words\x03";
        let whole = Ok(Body { bytes: b"words".to_vec(), is_cut: false });
        for (fields, body) in [
            ("X: y", &b"words"[..]),
            ("Content-Encoding: gzip", &gzip),
            ("Content-Encoding: GZIP", b"words"),
            ("Content-Encoding: deflate", &zlib),
            ("Content-Encoding: deflate", raw),
            ("Content-Encoding: zstd", &zstd),
            ("Content-Encoding: br", br),
            ("Content-Encoding: identity", b"words"),
            ("Transfer-Encoding: chunked", b"5\r\nwords\r\n0\r\n\r\n"),
            ("Transfer-Encoding: chunked", b"words"),
        ] {
            assert_eq!(coded(fields, body), whole, "{fields}");
        }
        let mut chunked = format!("{:x}\r\n", gzip.len()).into_bytes();
        chunked.extend(&gzip);
        chunked.extend(b"\r\n0\r\n\r\n");
        assert_eq!(coded("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", &chunked), whole);
        assert!(coded("Content-Encoding: gzip", &gzip[..gzip.len() - 6]).unwrap().is_cut);
        assert_eq!(coded("Content-Encoding: sdch", b"x"), Err(Undecoded::Unknown("sdch".to_owned())));
        assert!(matches!(coded("Content-Encoding: gzip,gzip,gzip,gzip,gzip", b"x"), Err(Undecoded::Unknown(_))));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
        let gzip = gzip.finish().unwrap();
        assert!(gzip.len() < 2000);
        assert_eq!(coded("Content-Encoding: gzip", &gzip), Err(Undecoded::TooLarge));
    }

    #[test]
    fn a_media_type_is_read_with_its_charset() {
        let read = |written| media_type(written);
        assert_eq!(read("Text/HTML; Charset=\"ISO-8859-1\""), ("text/html".to_owned(), Some("ISO-8859-1".to_owned())));
        assert_eq!(
            read("text/plain;format=flowed ; charset=utf-8"),
            ("text/plain".to_owned(), Some("utf-8".to_owned()))
        );
        assert_eq!(read("text/html; charset="), ("text/html".to_owned(), None));
        assert_eq!(read(""), (String::new(), None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(head in ".{0,80}", body in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n", head.as_bytes(), b"\r\n\r\n", &body].concat();
            let (answer, _, body) = Answer::read(&mut &bytes[..]).unwrap();
            if let Some(answer) = answer {
                let limit = answer.decoded(body, 1 << 16);
                prop_assert!(limit.is_err() || limit.is_ok_and(|body| body.bytes.len() <= 1 << 16));
            }
        }

        #[test]
        fn chunks_of_any_size_come_back(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..30), 0..8)) {
            let mut sent = Vec::new();
            for chunk in &chunks {
                sent.extend(format!("{:X}\r\n", chunk.len()).into_bytes());
                sent.extend(chunk);
                sent.extend(b"\r\n");
            }
            sent.extend(b"0\r\n\r\n");
            prop_assert_eq!(unchunked(&sent), Some(Body { bytes: chunks.concat(), is_cut: false }));
        }
    }
}
