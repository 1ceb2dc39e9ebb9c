//! Indexes beside the crawls they speak of, and without them.

use std::io::Write as _;
use std::path::Path;

use super::super::{self as ingest, Batch, Input, Options};
use super::*;

const DIGEST: &str = "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Two captures of a text, `abc`; the second begins at the byte that is given too.
fn crawl() -> (Vec<u8>, usize) {
    let record = |second: u32| {
        gz(format!(
            "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://news.example/{second}\r\n\
             WARC-Date: 2024-11-10T12:48:{second:02}Z\r\nWARC-Payload-Digest: sha1:{DIGEST}\r\n\
             Content-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
        )
        .as_bytes())
    };
    let first = record(1);
    (([first.clone(), record(2)].concat()), first.len())
}

fn line(second: u32, digest: &str, offset: usize, file: &str) -> String {
    format!(
        "example,news)/{second} 202411101248{second:02} https://news.example/{second} text/plain - {digest} - - 99 {offset} {file}\n"
    )
}

fn read(folder: &Path, name: &str) -> (Batch, Vec<String>) {
    let batch = ingest::read(&[Input::Path(folder.join(name))], &Options::default(), &mut std::io::empty());
    let above = format!("{}/", folder.display());
    let lines = batch.problems.iter().map(ToString::to_string).chain(batch.notes.iter().map(ToString::to_string));
    let lines = lines.map(|line| line.replace(&above, "")).collect();
    (batch, lines)
}

#[test]
fn an_index_is_held_against_the_crawl_beside_it() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let (bytes, second) = crawl();
    std::fs::write(folder.join("crawl.warc.gz"), &bytes).unwrap();
    let right = [
        " CDX N b a m s k r M S V g\n".to_owned(),
        line(1, DIGEST, 0, "crawl.warc.gz"),
        line(2, DIGEST, second, "far/crawl.warc.gz"),
    ];
    std::fs::write(folder.join("right.cdx"), right.concat()).unwrap();
    std::fs::write(folder.join("packed.cdx.gz"), gz(right.concat().as_bytes())).unwrap();
    for name in ["right.cdx", "packed.cdx.gz"] {
        let (batch, said) = read(folder, name);
        assert_eq!((batch.captures.len(), said), (0, vec![]), "{name}");
        assert_eq!(batch.summary.formats["cdx"].passed_over["captures that stand where an index says"], 2);
    }
    let other = DIGEST.replace('V', "W");
    let wrong = [
        line(1, &other, 0, "crawl.warc.gz"),
        line(1, DIGEST, second, "crawl.warc.gz"),
        line(2, DIGEST, 7, "crawl.warc.gz"),
        line(2, DIGEST, 1 << 40, "crawl.warc.gz"),
        line(3, DIGEST, second, "crawl.warc.gz").replace("example/3", "example/2"),
        "what?\n".to_owned(),
        line(1, "-", 0, "crawl.warc.gz"),
        line(9, DIGEST, 0, "other.warc.gz"),
        line(9, DIGEST, 0, "../../etc/passwd"),
        line(9, DIGEST, 0, "/etc/.."),
    ];
    std::fs::write(folder.join("wrong.cdx"), wrong.concat()).unwrap();
    let (batch, said) = read(folder, "wrong.cdx");
    let again = "; make the index again from the crawl";
    assert_eq!(
        said,
        [
            format!("wrong.cdx:1: crawl.warc.gz@0: the record there states another digest{again}"),
            format!("wrong.cdx:2: crawl.warc.gz@{second}: the record there is of another address, https://news.example/2{again}"),
            format!("wrong.cdx:3: crawl.warc.gz@7: no record begins there{again}"),
            format!("wrong.cdx:4: crawl.warc.gz@1099511627776: no record begins there{again}"),
            format!("wrong.cdx:5: crawl.warc.gz@{second}: the record there is of another time{again}"),
            format!("wrong.cdx:6: no line of an index: not as many fields as a line of this index has{again}"),
            "wrong.cdx: 3 captures whose text stands in files that are not beside it: other.warc.gz, ../../etc/passwd, /etc/..; get them, and give them".to_owned(),
        ]
    );
    assert_eq!(batch.summary.formats["cdx"].passed_over["captures that stand where an index says"], 1);
}

#[test]
fn an_index_alone_is_a_list_and_no_article() {
    let bytes = format!(
        "!meta 0 {{}}\nexample,news)/1 20241110124801 {{\"url\": \"https://news.example/1\", \"filename\": \"a.warc.gz\", \"offset\": \"0\"}}\n{}",
        "x".repeat(2 << 20)
    );
    let batch =
        ingest::read(&[Input::Stdin], &Options { format: Some("cdx"), ..Options::default() }, &mut bytes.as_bytes());
    assert!(batch.captures.is_empty());
    assert!(matches!(&batch.problems[..], [Problem::Index { at, .. }] if at.line == Some(3)), "{:?}", batch.problems);
    assert!(matches!(&batch.notes[..], [Note::CrawlsElsewhere { count: 1, .. }]));
    let batch = ingest::read(
        &[Input::Stdin],
        &Options { format: Some("cdx"), ..Options::default() },
        &mut &b" CDX N b a\n\n"[..],
    );
    assert!(matches!(&batch.problems[..], [Problem::Empty { .. }]));
}

#[test]
fn an_index_is_known_by_its_first_line() {
    for head in [" CDX N b a m s k r M S V g\n", "example,news)/1 20241110124801 {\"url\": \"x\"}\n"] {
        assert_eq!(ingest::Format::of_bytes(head.as_bytes()).name, "cdx");
    }
    for head in ["CDX is a format.\n", "On 20241110124801 {it} rained.\n", "The bridge 20241110124801 reopened.\n"] {
        assert_ne!(ingest::Format::of_bytes(head.as_bytes()).name, "cdx", "{head}");
    }
}
