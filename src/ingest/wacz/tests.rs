use std::io::Write as _;

use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::{self as ingest, Batch, Options};
use super::*;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn page(url: &str, second: u32, text: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}");
    let (digest, length) = (Algorithm::Sha1.of(text.as_bytes()), block.len());
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-11-10T12:48:{second:02}Z\r\n\
         WARC-Payload-Digest: sha1:{digest}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    );
    gz(record.as_bytes())
}

fn revisit(url: &str, second: u32, text: &str) -> Vec<u8> {
    let digest = Algorithm::Sha1.of(text.as_bytes());
    let record = format!(
        "WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-11-10T12:48:{second:02}Z\r\n\
         WARC-Payload-Digest: sha1:{digest}\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    );
    gz(record.as_bytes())
}

/// A ZIP file of these entries; `packed` ones are deflated.
fn zipped(entries: &[(&str, &[u8])], packed: bool) -> Vec<u8> {
    let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let mut writer = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The list of these files, and its digest.
fn lists(files: &[(&str, &[u8])]) -> (Vec<u8>, Vec<u8>) {
    let file = |(path, bytes): &(&str, &[u8])| {
        let (hash, bytes) = (format!("sha256:{}", Algorithm::Sha256.of(bytes)), bytes.len());
        serde_json::json!({"name": path, "path": path, "hash": hash, "bytes": bytes})
    };
    let list = serde_json::json!({"profile": "data-package", "resources": files.iter().map(file).collect::<Vec<_>>()});
    let list = list.to_string().into_bytes();
    let digest = serde_json::json!({"path": LIST, "hash": format!("sha256:{}", Algorithm::Sha256.of(&list))});
    (list, digest.to_string().into_bytes())
}

fn taken(bytes: &[u8]) -> (Batch, Vec<String>) {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.wacz");
    std::fs::write(&path, bytes).unwrap();
    let batch = ingest::read(&[ingest::Input::Path(path)], &Options::default(), &mut io::empty());
    let above = format!("{}/", temp.path().display());
    let messages = batch.problems.iter().map(|problem| problem.to_string().replace(&above, "")).collect();
    (batch, messages)
}

/// Packages, packed and not.
pub(in crate::ingest) fn samples() -> Vec<Vec<u8>> {
    let crawl = [page(URL, 0, "One."), revisit(URL, 1, "One.")].concat();
    let index = format!("k 20241110124800 {{\"url\": \"{URL}\", \"filename\": \"1.warc.gz\", \"offset\": 0}}\n");
    let files = [("archive/1.warc.gz", &crawl[..]), ("indexes/index.cdxj", index.as_bytes())];
    let (list, digest) = lists(&files);
    let all = [&files[..], &[(LIST, &list[..]), (LIST_DIGEST, &digest[..])]].concat();
    [false, true].into_iter().map(|packed| zipped(&all, packed)).collect()
}

const URL: &str = "https://news.example/a";

#[test]
fn a_package_is_its_crawls_whichever_way_it_is_packed() {
    let first = [page(URL, 0, "One."), page("https://news.example/b", 1, "Two.")].concat();
    let second = [page(URL, 2, "Changed."), revisit(URL, 3, "One.")].concat();
    let line = |second: u32, offset: usize, file: &str| {
        format!("k 202411101248{second:02} {{\"url\": \"{URL}\", \"filename\": \"{file}\", \"offset\": {offset}}}\n")
    };
    let index = [line(0, 0, "1.warc.gz"), line(2, 0, "archive/2.warc.gz")].concat().into_bytes();
    let files = [("archive/1.warc.gz", &first[..]), ("archive/2.warc.gz", &second[..]), ("indexes/index.cdxj", &index)];
    let (list, digest) = lists(&files);
    for packed in [false, true] {
        let all = [&files[..], &[(LIST, &list[..]), (LIST_DIGEST, &digest[..])]].concat();
        let (batch, messages) = taken(&zipped(&all, packed));
        // In a deflated entry a revisit cannot be gone back from.
        let expected: &[&str] =
            if packed { &["One.", "Two.", "Changed."] } else { &["One.", "Two.", "Changed.", "One."] };
        let read: Vec<&str> = batch.captures.iter().map(|c| c.text.input()).collect();
        assert_eq!((read, messages), (expected.to_vec(), Vec::new()), "{packed}");
        assert!(batch.captures[1].source.path.ends_with("a.wacz/archive/1.warc.gz"));
        assert_eq!(batch.captures[2].source.offset, Some(0));
        let passed = &batch.summary.formats["wacz"].passed_over;
        assert_eq!((passed["indexes"], passed["other files"]), (1, 2));
        let why = if packed {
            "captures of an index that were not checked"
        } else {
            "captures that stand where an index says"
        };
        assert_eq!(passed[why], 2);
    }
    let wrong = gz([line(0, 7, "1.warc.gz"), line(1, 0, "1.warc.gz"), line(0, 0, "gone.warc.gz")].concat().as_bytes());
    let files = [("archive/1.warc.gz", &first[..]), ("indexes/index.cdx.gz", &wrong)];
    let (list, _) = lists(&files);
    let (batch, messages) = taken(&zipped(&[&files[..], &[(LIST, &list[..])]].concat(), false));
    assert_eq!(
        messages,
        [
            "a.wacz/indexes/index.cdx.gz:1: 1.warc.gz@7: no record begins there; make the index again from the crawl",
            "a.wacz/indexes/index.cdx.gz:2: 1.warc.gz@0: the record there is of another time; make the index again from the crawl",
        ]
    );
    assert_eq!(batch.notes.len(), 1, "{:?}", batch.notes);
}

#[test]
fn what_differs_from_the_list_is_named_and_read_all_the_same() {
    let (first, other) = (page(URL, 0, "One."), page(URL, 0, "Two."));
    let (list, digest) = lists(&[("archive/1.warc.gz", &first), ("archive/gone.warc.gz", b"x")]);
    let unlisted = page("https://news.example/b", 1, "Three.");
    let entries =
        [("archive/1.warc.gz", &other[..]), ("archive/2.warc.gz", &unlisted), (LIST, &list), (LIST_DIGEST, &digest)];
    let (batch, messages) = taken(&zipped(&entries, false));
    assert_eq!(batch.captures.len(), 2);
    assert_eq!(
        messages,
        [
            "a.wacz: archive/1.warc.gz: its bytes are not those that are listed: the digest differs (sha256)",
            "a.wacz: archive/2.warc.gz is not listed in datapackage.json, so that it cannot be checked",
            "a.wacz: archive/gone.warc.gz is listed in datapackage.json and not there",
        ]
    );
    let changed = String::from_utf8(list.clone()).unwrap().replace("gone", "else").into_bytes();
    let (_, messages) = taken(&zipped(&[(LIST, &changed), (LIST_DIGEST, &digest)], false));
    assert_eq!(messages[0], "a.wacz: datapackage.json is not the one that datapackage-digest.json states");
    let (_, messages) = taken(&zipped(&[("pages/pages.jsonl", b"")], false));
    assert_eq!(
        messages,
        ["a.wacz: has no datapackage.json, so that nothing of it can be checked", "a.wacz: holds no WARC file"]
    );
}

#[test]
fn a_name_that_leads_out_is_not_read() {
    let bytes = page(URL, 0, "One.");
    let names = ["../up.warc.gz", "a/../../b.warc.gz", "/etc/x.warc.gz", "c:\\x.warc.gz", "archive/./y.warc.gz"];
    let mut entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &bytes[..])).collect();
    entries.push(("archive/1.warc.gz", &bytes));
    let (batch, messages) = taken(&zipped(&entries, false));
    assert_eq!(batch.captures.len(), 1);
    assert_eq!(
        messages.iter().filter(|message| message.contains("leads out of the package")).count(),
        names.len(),
        "{messages:?}"
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![0; (MAX_GROWTH as usize) + (8 << 20)];
    let bytes = zipped(&[("archive/1.warc", &zeros)], true);
    assert!(bytes.len() < 200_000);
    let (batch, messages) = taken(&bytes);
    assert!(batch.captures.is_empty());
    assert!(messages.iter().any(|message| message.contains("unpacks to far more")), "{messages:?}");
}

#[test]
fn a_broken_package_is_named() {
    let bytes = zipped(&[("archive/1.warc.gz", &page(URL, 0, "One."))], false);
    let (batch, messages) = taken(&bytes[..bytes.len() - 30]);
    assert!(batch.captures.is_empty() && messages.len() == 1, "{messages:?}");
    // A flipped bit in an entry: its check sum tells, and so does the member's own.
    let mut flipped = bytes.clone();
    flipped[150] ^= 4;
    let (batch, messages) = taken(&flipped);
    assert!(batch.captures.is_empty(), "{:?}", batch.captures.len());
    assert!(messages.iter().any(|message| message.contains("archive/1.warc.gz")), "{messages:?}");
}

proptest! {
    // A quarter of the cases of others: each writes a file.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_is_survived(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let first = page(URL, 0, "One.");
        let (list, digest) = lists(&[("archive/1.warc.gz", &first)]);
        let mut bytes = zipped(&[("archive/1.warc.gz", &first), (LIST, &list), (LIST_DIGEST, &digest)], true);
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        prop_assert!(taken(&bytes).0.captures.len() <= 1);
    }
}
