//! Records of every kind, whole and broken, in files made here.

use std::fs::File;
use std::io::Write as _;

use flate2::Compression;
use proptest::prelude::*;

use super::super::{self as ingest, Batch, Options, Sink};
use super::*;
use crate::hash::Algorithm;

/// A record with these fields and this block.
fn record(kind: &str, fields: &[(&str, &str)], block: &[u8]) -> Vec<u8> {
    let mut bytes = format!("WARC/1.0\r\nWARC-Type: {kind}\r\n").into_bytes();
    for (name, value) in fields {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    bytes.extend(format!("Content-Length: {}\r\n\r\n", block.len()).into_bytes());
    bytes.extend(block);
    bytes.extend(b"\r\n\r\n");
    bytes
}

/// An answer with this page, captured at this second of a minute.
fn page(url: &str, second: u32, text: &str) -> Vec<u8> {
    let html = format!("<html><body><p>{text}</p></body></html>");
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").into_bytes();
    let (payload, whole) = (sha1(html.as_bytes()), sha1(&block));
    let date = format!("2024-11-10T12:48:{second:02}Z");
    let fields = [
        ("WARC-Target-URI", url),
        ("WARC-Date", &date),
        ("WARC-Payload-Digest", &payload),
        ("WARC-Block-Digest", &whole),
        ("Content-Type", "application/http; msgtype=response"),
    ];
    record("response", &fields, &block)
}

fn sha1(bytes: &[u8]) -> String {
    format!("sha1:{}", Algorithm::Sha1.of(bytes))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn as_they_are(bytes: &[u8]) -> Vec<u8> {
    bytes.to_vec()
}

type Pack = fn(&[u8]) -> Vec<u8>;
const PACKINGS: [Pack; 3] = [as_they_are, gz, zst];

/// The records, each packed by itself, and where each begins.
fn packed(records: &[Vec<u8>], pack: Pack) -> (Vec<u8>, Vec<u64>) {
    let mut offsets = Vec::new();
    let bytes = records.iter().fold(Vec::new(), |mut bytes, record| {
        offsets.push(bytes.len() as u64);
        bytes.extend(pack(record));
        bytes
    });
    (bytes, offsets)
}

fn stream(bytes: &[u8]) -> Batch {
    ingest::read(&[ingest::Input::Stdin], &Options::default(), &mut &*bytes)
}

fn file(bytes: &[u8]) -> Batch {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.warc.gz");
    std::fs::write(&path, bytes).unwrap();
    ingest::read(&[ingest::Input::Path(path)], &Options::default(), &mut std::io::empty())
}

/// Text, second of the capture, and offset of what was read.
fn texts(batch: &Batch) -> Vec<(&str, Option<i64>, Option<u64>)> {
    let captured = |c: &crate::article::Capture| c.meta.captured_at.map(|at| at - 1_731_242_880);
    batch.captures.iter().map(|c| (c.text.input(), captured(c), c.source.offset)).collect()
}

fn messages(batch: &Batch) -> Vec<String> {
    batch
        .problems
        .iter()
        .map(|p| p.to_string().rsplit_once("a.warc.gz").map_or(p.to_string(), |(_, p)| p.to_owned()))
        .collect()
}

const A: &str = "https://news.example/a";
const B: &str = "https://news.example/b";

/// Crawls in every packing, with a record of every kind, and with records that do not state a digest, which would keep changes out.
pub(in crate::ingest) fn samples() -> Vec<Vec<u8>> {
    let (fields, revisit) = (
        [("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:07Z"), ("Content-Type", "text/plain")],
        [("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:08Z"), ("WARC-Refers-To-Target-URI", A)],
    );
    let chunked =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n<p>One.\n\r\n0\r\n\r\n";
    let records = [
        record("warcinfo", &[("Content-Type", "application/warc-fields")], b"software: us\r\n"),
        page(A, 0, "One."),
        record("response", &[("WARC-Target-URI", B), ("WARC-Date", "2024-11-10T12:48:06.5Z")], chunked),
        record("resource", &fields, b"Two."),
        record("conversion", &fields, b"Three."),
        record("revisit", &revisit, b""),
        record("request", &[("WARC-Target-URI", A)], b"GET /a HTTP/1.1\r\n\r\n"),
    ];
    PACKINGS.iter().map(|pack| packed(&records, *pack).0).collect()
}

#[test]
fn captures_of_an_address_are_versions_at_their_times() {
    let records = [
        record("warcinfo", &[("Content-Type", "application/warc-fields")], b"software: us\r\n"),
        record("request", &[("WARC-Target-URI", A)], b"GET /a HTTP/1.1\r\n\r\n"),
        page(A, 0, "One."),
        page(B, 1, "Two."),
        page(A, 2, "One, changed."),
        page("http://www.news.example/a?utm_source=x", 3, "One."),
        page(A, 3, "One."),
    ];
    for pack in PACKINGS {
        let (bytes, at) = packed(&records, pack);
        for read in [stream, file] {
            let batch = read(&bytes);
            let expected = [
                ("One.", Some(0), Some(at[2])),
                ("Two.", Some(1), Some(at[3])),
                ("One, changed.", Some(2), Some(at[4])),
                ("One.", Some(3), Some(at[5])),
            ];
            assert_eq!(texts(&batch), expected, "{:?}", batch.problems);
            assert!(batch.problems.is_empty() && batch.notes.is_empty(), "{:?} {:?}", batch.problems, batch.notes);
            let ids: Vec<_> = batch.captures.iter().map(|c| c.article.store_id()).collect();
            assert!(ids[0] == ids[2] && ids[0] == ids[3] && ids[0] != ids[1]);
            assert_eq!(batch.captures[1].article.key(), "url:https://news.example/b");
            assert_eq!(batch.captures[1].raw(), b"<html><body><p>Two.</p></body></html>");
            let summary = batch.summary.formats["warc"].clone();
            assert_eq!((summary.files, summary.articles), (1, 4));
            let passed: Vec<_> = summary.passed_over.iter().map(|(why, count)| format!("{why} {count}")).collect();
            assert_eq!(passed, ["captures read twice 1", "request records 1", "warcinfo records 1"]);
        }
    }
}

#[test]
fn a_file_packed_as_a_whole_is_read_too() {
    let records = [page(A, 0, "One."), page(B, 1, "Two.")];
    let (plain, at) = packed(&records, as_they_are);
    for pack in [gz as Pack, zst] {
        let batch = file(&pack(&plain));
        assert_eq!(texts(&batch), [("One.", Some(0), Some(0)), ("Two.", Some(1), Some(at[1]))]);
    }
    // Packed in blocks that know nothing of records.
    let blocks: Vec<Vec<u8>> = plain.chunks(100).map(<[u8]>::to_vec).collect();
    let batch = file(&packed(&blocks, gz).0);
    assert_eq!(texts(&batch).iter().map(|read| read.0).collect::<Vec<_>>(), ["One.", "Two."], "{:?}", batch.problems);
}

#[test]
fn what_is_no_article_is_counted_by_why() {
    let answer = |status: &str, media: &str, body: &str| {
        let block = format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n{body}");
        record("response", &[("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:00Z")], block.as_bytes())
    };
    let records = [
        answer("404 Not Found", "text/html", "<p>x"),
        answer("301 Moved", "text/html", "<p>x"),
        answer("206 Partial Content", "text/html", "<p>x"),
        answer("200 OK", "image/PNG", "x"),
        answer("200 OK", "text/html", ""),
        answer("200 OK", "", "x"),
        record("response", &[("WARC-Target-URI", "dns:news.example"), ("Content-Type", "text/dns")], b"1"),
        record("response", &[("WARC-Target-URI", A)], b"220 ftp"),
        record("metadata", &[("WARC-Target-URI", A)], b"via: x"),
        record(
            "resource",
            &[("WARC-Target-URI", "metadata://gnu.org/software/wget/warc/log"), ("Content-Type", "text/plain")],
            b"x",
        ),
        record("continuation", &[("WARC-Target-URI", A), ("WARC-Segment-Number", "2")], b"x"),
        record("\u{1b}[2Jodd", &[("WARC-Target-URI", A)], b"x"),
    ];
    let batch = file(&packed(&records, gz).0);
    let passed: Vec<_> =
        batch.summary.formats["warc"].passed_over.iter().map(|(why, count)| format!("{why} {count}")).collect();
    assert_eq!(
        passed,
        [
            "\\u{1b}[2jodd records 1",
            "answers not of HTTP/1 1",
            "empty answers 1",
            "image/png 1",
            "metadata records 1",
            "not from the web 2",
            "of no stated type 1",
            "status 206 1",
            "status 301 1",
            "status 404 1"
        ]
    );
    assert!(matches!(&batch.problems[..], [Problem::Segment { .. }]), "{:?}", batch.problems);
    assert!(batch.captures.is_empty());
}

/// A segment of the capture whose first record is `<urn:1>`.
fn segment(number: u32, total: Option<&str>, block: &str) -> Vec<u8> {
    let number = number.to_string();
    let mut fields =
        vec![("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:00Z"), ("WARC-Segment-Number", &*number)];
    if number == "1" {
        fields.extend([("WARC-Record-ID", "<urn:1>"), ("Content-Type", "application/http; msgtype=response")]);
    } else {
        fields.push(("WARC-Segment-Origin-ID", "<urn:1>"));
    }
    fields.extend(total.map(|total| ("WARC-Segment-Total-Length", total)));
    record(if number == "1" { "response" } else { "continuation" }, &fields, block.as_bytes())
}

#[test]
fn segments_that_follow_one_another_are_one_capture() {
    let block = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nOne, two, three.";
    let total = block.len().to_string();
    let (first, second, third) = (&block[..30], &block[30..55], &block[55..]);
    let whole =
        [segment(1, None, first), segment(2, None, second), segment(3, Some(&total), third), page(B, 1, "Two.")];
    for pack in PACKINGS {
        let (bytes, at) = packed(&whole, pack);
        let batch = file(&bytes);
        assert_eq!(texts(&batch), [("One, two, three.", Some(0), Some(at[0])), ("Two.", Some(1), Some(at[3]))]);
        assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    }
    let apart = |records: &[Vec<u8>]| {
        let batch = file(&packed(records, gz).0);
        assert!(texts(&batch).iter().all(|(text, ..)| *text == "Two."), "{:?}", texts(&batch));
        assert!(
            batch.problems.iter().all(|problem| matches!(problem, Problem::Segment { .. })),
            "{:?}",
            batch.problems
        );
        batch.problems.len()
    };
    let [one, two, three, page] = whole;
    assert_eq!(apart(&[one.clone(), page.clone(), two.clone(), three.clone()]), 3);
    assert_eq!(apart(&[one.clone(), three.clone(), page]), 2);
    assert_eq!(apart(&[one.clone(), two.clone()]), 1);
    assert_eq!(apart(&[one, two, segment(3, Some("7"), third)]), 1);
}

/// A dictionary of 256 bytes by `zstd --train`, and two records packed with it, as the library zstd 1.5 writes them.
const DICTIONARY: &str = "37a430ecd664db011710e80ad30100000000c08a524a29a5dc09c00d4f08210153000000008015661b0000000400000000802800490c00000054000000000000008000000000809c0400000000008b770000000000006434414c3e2d00000000000000000000000000010000000400000008000000616d706c652f323235340d0a574152432d446174653a20323032342d31312d31305431323a34383a30345a0d0a436f6e746561696e0d0a436f6e74656e742d4c656e6774683a20350d0a0d0a54657874340d0a0d0a574152432f312e310d0a574152432d733a2f2f6e6577732e6578616d706c652f3230370d0a574152432d446174653a20323032342d31";
const WITH_DICTIONARY: [&str; 2] = [
    "28b52ffd27d664db01a13d0200d402547970653a207265736f757263655461726765742d5552493a2068747470316e74746578742f706c310d0a0d0a08fcda0ab86426b7287977a15ef0f0ead79ffb9beded3b0c7ebaad5f",
    "28b52ffd27d664db01a1450200d402547970653a207265736f757263655461726765742d5552493a2068747470326e74746578742f706c320d0a0d0a08fcda0ab86426b748c9fcb8e6bfe0e1d1af3ff737dbdb7718debff848",
];

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn to_be_skipped(content: &[u8]) -> Vec<u8> {
    [&[0x5d, 0x2a, 0x4d, 0x18][..], &(content.len() as u32).to_le_bytes(), content].concat()
}

#[test]
fn frames_with_a_dictionary_are_read() {
    let dictionary = unhex(DICTIONARY);
    let [one, two] = WITH_DICTIONARY.map(unhex);
    for start in [to_be_skipped(&dictionary), to_be_skipped(&zst(&dictionary))] {
        let bytes = [&start[..], &one, &two].concat();
        for read in [stream, file] {
            let batch = read(&bytes);
            let offsets = [start.len(), start.len() + one.len()].map(|at| Some(at as u64));
            assert_eq!(
                texts(&batch),
                [("Text1", Some(1), offsets[0]), ("Text2", Some(2), offsets[1])],
                "{:?}",
                batch.problems
            );
        }
        // A capture in the middle of the file is gone back to.
        let temp = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(temp.path(), &bytes).unwrap();
        let place = (start.len() + one.len()) as u64;
        let record =
            stated(Input::of_file(File::open(temp.path()).unwrap(), place, u64::MAX).unwrap()).unwrap().unwrap();
        assert_eq!(record.url.as_deref(), Some("https://news.example/2"));
        // The first record is damaged: the other is found behind it.
        let mut damaged = bytes.clone();
        damaged[start.len() + 20] ^= 0xff;
        let batch = file(&damaged);
        assert_eq!(texts(&batch).last().map(|(text, ..)| *text), Some("Text2"), "{:?}", batch.problems);
    }
    for start in [vec![], to_be_skipped(b""), to_be_skipped(&dictionary[..99]), to_be_skipped(&[0xff; 300])] {
        let batch = file(&[&start[..], &one, &two].concat());
        assert!(batch.captures.is_empty() && !batch.problems.is_empty(), "{:?}", batch.problems);
    }
}

#[test]
fn resources_and_conversions_are_texts_and_pages() {
    let fields =
        |url, media, second: &'static str| [("WARC-Target-URI", url), ("WARC-Date", second), ("Content-Type", media)];
    let records = [
        record("resource", &fields(A, "text/plain; charset=iso-8859-1", "2024-11-10T12:48:00Z"), b"d\xe9j\xe0 vu"),
        record("resource", &fields("<https://news.example/r>", "text/html", "2024-11-10T12:48:01Z"), b"<p>Page."),
        page(B, 2, "Original."),
        record("conversion", &fields(B, "text/plain", "2024-11-10T12:48:02Z"), b"Made of it."),
        record("conversion", &fields("https://news.example/c", "text/plain", "2024-11-10T12:48:03.75Z"), b"Converted."),
    ];
    let batch = file(&packed(&records, gz).0);
    let read: Vec<_> = batch.captures.iter().map(|c| (c.text.input(), c.article.key())).collect();
    assert_eq!(
        read,
        [
            ("déjà vu", "url:https://news.example/a"),
            ("Page.", "url:https://news.example/r"),
            ("Original.", "url:https://news.example/b"),
            ("Converted.", "url:https://news.example/c"),
        ],
        "{:?}",
        batch.problems
    );
    assert_eq!(batch.captures[3].meta.captured_at, Some(1_731_242_883));
    assert_eq!(batch.captures[3].raw(), b"Converted.");
    assert_eq!(batch.summary.formats["warc"].passed_over["conversions of pages that are here"], 1);
}

/// A revisit of what `digest` names, or of an earlier capture.
fn revisit(url: &str, second: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    let date = format!("2024-11-10T12:48:{second:02}Z");
    let mut all = vec![("WARC-Target-URI", url), ("WARC-Date", &date)];
    all.extend(fields);
    record("revisit", &all, b"HTTP/1.1 200 OK\r\n\r\n")
}

#[test]
fn a_revisit_is_the_earlier_page_at_its_own_time() {
    let digest = sha1(b"<html><body><p>One.</p></body></html>");
    let records = [
        page(A, 0, "One."),
        page(A, 1, "Changed."),
        revisit(A, 2, &[("WARC-Payload-Digest", &digest)]),
        revisit(B, 3, &[("WARC-Refers-To-Target-URI", A), ("WARC-Refers-To-Date", "2024-11-10T12:48:01Z")]),
        revisit(A, 4, &[("WARC-Refers-To-Date", "2024-11-10T12:48:01Z")]),
        revisit(A, 5, &[("WARC-Payload-Digest", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ")]),
    ];
    for pack in PACKINGS {
        let batch = file(&packed(&records, pack).0);
        let read: Vec<_> = texts(&batch).iter().map(|(text, second, _)| (*text, second.unwrap())).collect();
        assert_eq!(
            read,
            [("One.", 0), ("Changed.", 1), ("One.", 2), ("Changed.", 3), ("Changed.", 4)],
            "{:?}",
            batch.problems
        );
        assert_eq!(batch.captures[3].article.key(), "url:https://news.example/b");
        assert!(batch.problems.is_empty());
        assert!(matches!(&batch.notes[..], [Note::NotSeen { url, .. }] if url == A), "{:?}", batch.notes);
    }
    // What cannot be gone back in is noted.
    let batch = stream(&packed(&records, gz).0);
    assert_eq!((batch.captures.len(), batch.notes.len()), (2, 4));
}

#[test]
fn a_revisit_of_what_the_store_has_is_taken_from_it() {
    struct Stored(Batch);
    impl Sink for Stored {
        fn capture(&mut self, capture: crate::article::Capture) {
            self.0.capture(capture);
        }
        fn problem(&mut self, problem: Problem) {
            self.0.problem(problem);
        }
        fn note(&mut self, note: Note) {
            self.0.note(note);
        }
        fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>> {
            ((url, captured_at) == (B, 1_731_242_881)).then(|| b"<html><p>Stored.".to_vec())
        }
    }
    let earlier = [("WARC-Refers-To-Target-URI", B), ("WARC-Refers-To-Date", "2024-11-10T12:48:01Z")];
    let bytes = packed(&[revisit(A, 5, &earlier)], gz).0;
    let mut sink = Stored(Batch::default());
    ingest::read_into(&[ingest::Input::Stdin], &Options::default(), &mut &*bytes, &mut sink);
    assert_eq!(texts(&sink.0), [("Stored.", Some(5), Some(0))]);
    assert_eq!(sink.0.captures[0].article.key(), "url:https://news.example/a");
}

#[test]
fn digests_are_checked() {
    let html = "<p>Words.";
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{html}\r\n0\r\n\r\n"
    );
    let with = |url: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("WARC-Target-URI", url), ("WARC-Date", "2024-11-10T12:48:00Z")];
        all.extend(fields);
        record("response", &all, block.as_bytes())
    };
    let (sent, whole, other) =
        (sha1(block.split_once("\r\n\r\n").unwrap().1.as_bytes()), sha1(html.as_bytes()), sha1(b"x"));
    let sound = sha1(block.as_bytes());
    let url = |n: u32| format!("https://news.example/{n}");
    let records = [
        // Crawlers disagree on whether the payload is chunked still.
        with(&url(0), &[("WARC-Payload-Digest", &sent)]),
        with(&url(1), &[("WARC-Payload-Digest", &whole), ("WARC-Block-Digest", &sound)]),
        with(&url(2), &[("WARC-Payload-Digest", &other)]),
        with(&url(3), &[("WARC-Block-Digest", &other)]),
        with(&url(4), &[("WARC-Payload-Digest", "blake9:00")]),
    ];
    let (bytes, at) = packed(&records, gz);
    let batch = file(&bytes);
    let read: Vec<_> =
        batch.captures.iter().map(|c| (c.text.input(), c.article.key().rsplit('/').next().unwrap())).collect();
    assert_eq!(read, [("Words.", "0"), ("Words.", "1"), ("Words.", "2"), ("Words.", "4")]);
    assert!(matches!(&batch.notes[..], [Note::OtherPayload { at: source }] if source.offset == Some(at[2])));
    assert_eq!(
        messages(&batch),
        [format!(
            "@{}: its bytes are not those that were recorded: the digest of the block differs; the record is lost, and the reading goes on at byte {}",
            at[3], at[4]
        )]
    );
}

#[test]
fn of_a_file_cut_short_all_whole_records_are_read() {
    let records: Vec<Vec<u8>> =
        (0..5).map(|n| page(&format!("https://news.example/{n}"), n, &format!("Page {n}."))).collect();
    for pack in PACKINGS {
        let (bytes, at) = packed(&records, pack);
        for cut in [bytes.len() - 3, at[4] as usize + 40, at[4] as usize + 3, at[4] as usize] {
            for read in [stream, file] {
                let batch = read(&bytes[..cut]);
                // Line ends behind the last record may be missing where nothing is packed.
                let whole = if cut == bytes.len() - 3 && bytes.starts_with(b"WARC") { 5 } else { 4 };
                assert_eq!(batch.captures.len(), whole, "{cut} of {}: {:?}", bytes.len(), batch.problems);
                let ends = cut == at[4] as usize || whole == 5;
                assert_eq!(batch.problems.len(), usize::from(!ends), "{cut}: {:?}", batch.problems);
                assert!(batch.problems.iter().all(|p| matches!(p, Problem::BrokenRecord { at: source, lost: true, resumes: None, .. } if source.offset == Some(at[4]))));
            }
        }
    }
}

#[test]
fn a_flipped_bit_costs_the_record_it_stands_in() {
    let records: Vec<Vec<u8>> =
        (0..6).map(|n| page(&format!("https://news.example/{n}"), n, &format!("Page {n}."))).collect();
    for pack in PACKINGS {
        let (bytes, at) = packed(&records, pack);
        let bad = at[2] as usize..at[3] as usize;
        for byte in bad.clone() {
            let mut bytes = bytes.clone();
            bytes[byte] ^= 0x10;
            let batch = if byte % 2 == 0 { stream(&bytes) } else { file(&bytes) };
            let read: Vec<&str> = batch.captures.iter().map(|c| c.text.input()).collect();
            let others: Vec<&str> = read.iter().copied().filter(|text| *text != "Page 2.").collect();
            assert_eq!(
                others,
                ["Page 0.", "Page 1.", "Page 3.", "Page 4.", "Page 5."],
                "byte {byte} of {bad:?}: {:?}",
                batch.problems
            );
            // The record is read all the same where the bit says nothing of its bytes, such as in a field's name; what is lost is named.
            let lost = !batch.problems.is_empty()
                || !batch.notes.is_empty()
                || batch.summary.formats.values().any(|c| !c.passed_over.is_empty());
            assert!(read.contains(&"Page 2.") || lost, "byte {byte} of {bad:?}: {read:?}");
        }
    }
}

#[test]
fn a_length_that_claims_too_much_or_too_little_costs_one_record() {
    let records: Vec<Vec<u8>> =
        (0..6).map(|n| page(&format!("https://news.example/{n}"), n, &format!("Page {n}."))).collect();
    for (length, with) in [(9_999_999_999_999u64, "huge"), (700, "long"), (20, "short"), (0, "none")] {
        let mut records = records.clone();
        let text = String::from_utf8(records[2].clone()).unwrap();
        let (before, rest) = text.split_once("Content-Length: ").unwrap();
        let (_, rest) = rest.split_once("\r\n").unwrap();
        records[2] = format!("{before}Content-Length: {length}\r\n{rest}").into_bytes();
        for pack in PACKINGS {
            let (bytes, _) = packed(&records, pack);
            for read in [stream, file] {
                let batch = read(&bytes);
                let read: Vec<&str> = batch.captures.iter().map(|c| c.text.input()).collect();
                assert_eq!(
                    read,
                    ["Page 0.", "Page 1.", "Page 3.", "Page 4.", "Page 5."],
                    "{with}: {:?}",
                    batch.problems
                );
                assert!(!batch.problems.is_empty());
            }
        }
    }
}

#[test]
fn what_a_broken_record_quotes_is_no_record() {
    let quoted = String::from_utf8(page("https://news.example/quoted", 9, "Quoted.")).unwrap();
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nA tutorial:\r\n\r\n{quoted}");
    let with = |digest: &str| {
        let fields = [("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:00Z"), ("WARC-Block-Digest", digest)];
        record("response", &fields, block.as_bytes())
    };
    // The record has other bytes than recorded; or it is whole, and rubbish follows.
    let broken = [with(&sha1(b"x")), page(B, 1, "Two.")].concat();
    let followed = [with(&sha1(block.as_bytes())), b"rubbish\r\n".to_vec(), page(B, 1, "Two.")].concat();
    for (bytes, taken) in [(broken, 1), (followed, 2)] {
        for read in [stream, file] {
            let batch = read(&bytes);
            assert_eq!((batch.captures.len(), batch.problems.len()), (taken, 1), "{:?}", batch.problems);
            assert_eq!(batch.captures[taken - 1].text.input(), "Two.");
        }
    }
}

#[test]
fn rubbish_between_records_is_passed_over() {
    let (mut bytes, mut records) = (Vec::new(), Vec::new());
    for n in 0..3 {
        records.push(page(&format!("https://news.example/{n}"), n, "Words."));
    }
    for record in &records {
        bytes.extend(gz(record));
        bytes.extend(b"rubbish \x1f\x8b\x08\x00 rubbish");
    }
    let batch = file(&bytes);
    assert_eq!((batch.captures.len(), batch.problems.len()), (3, 3), "{:?}", batch.problems);
    // Zeros, as tapes leave them, are none.
    let batch = file(&[gz(&records[0]), vec![0; 512]].concat());
    assert_eq!((batch.captures.len(), batch.problems.len()), (1, 0), "{:?}", batch.problems);
    for nothing in [&b""[..], b"\r\n", b"WARC/"] {
        assert_eq!(file(nothing).problems.len(), 1, "{nothing:?}");
    }
}

#[test]
fn what_a_crawler_cut_short_is_taken_and_noted() {
    let html = b"<html><p>The beginning.";
    let block = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", &html[..]].concat();
    let fields = [("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:00Z"), ("WARC-Truncated", "length")];
    let batch = file(&record("response", &fields, &block));
    assert_eq!(texts(&batch), [("The beginning.", Some(0), Some(0))]);
    assert!(matches!(&batch.notes[..], [Note::CutShort { why, .. }] if why == "length"));
    // A page larger than an article may be is named, and costs nothing else.
    let records = [page(A, 0, &"x".repeat(5000)), page(B, 1, "Small.")];
    let (bytes, _) = packed(&records, gz);
    let options = Options { max_article: 1000, ..Options::default() };
    let batch = ingest::read(&[ingest::Input::Stdin], &options, &mut &*bytes);
    assert_eq!(batch.captures[0].text.input(), "Small.");
    assert!(matches!(&batch.problems[..], [Problem::TooLarge { .. }]));
}

#[test]
fn a_bomb_is_named_and_costs_no_memory() {
    let body = gz(&vec![b' '; 5_000_000]);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let fields = [("WARC-Target-URI", A), ("WARC-Date", "2024-11-10T12:48:00Z")];
    let bytes = gz(&record("response", &fields, &[head.as_bytes(), &body].concat()));
    assert!(bytes.len() < 20_000);
    let options = Options { max_article: 100_000, ..Options::default() };
    let batch = ingest::read(&[ingest::Input::Stdin], &options, &mut &*bytes);
    assert!(matches!(&batch.problems[..], [Problem::TooLarge { .. }]), "{:?}", batch.problems);
}

proptest! {
    // A quarter of the cases of others: each writes a file.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    /// Whatever is done to a file, reading it ends, and what is taken is what was there.
    #[test]
    fn any_damage_is_survived(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        pack in 0..3usize,
    ) {
        let records: Vec<Vec<u8>> = (0..4).map(|n| page(&format!("https://news.example/{n}"), n, &format!("Page {n}."))).collect();
        let (mut bytes, _) = packed(&records, PACKINGS[pack]);
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let batch = if bytes.len() % 2 == 0 { stream(&bytes) } else { file(&bytes) };
        prop_assert!(batch.captures.len() <= 5);
    }

    #[test]
    fn any_bytes_are_read(rest in prop::collection::vec(any::<u8>(), 0..200), lines in "(WARC/1.0|Content-Length: [0-9]{0,4}|[a-z-]{0,9}: ?|\r?\n){0,12}") {
        let bytes = [lines.as_bytes(), &rest].concat();
        for bytes in [bytes.clone(), gz(&bytes), [&b"WARC/1.0\r\n"[..], &bytes].concat()] {
            let options = Options { format: Some("warc"), max_article: 4096, ..Options::default() };
            let batch = ingest::read(&[ingest::Input::Stdin], &options, &mut &*bytes);
            prop_assert!(batch.captures.is_empty() && !batch.problems.is_empty() || batch.summary.formats["warc"].passed_over.values().sum::<u64>() > 0);
        }
    }
}
