//! Whole sessions with the inputs people have: tables, crawls, feeds.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use std::io::Write as _;

use common::World;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A record of a crawl, packed by itself.
fn record(kind: &str, url: &str, date: &str, fields: &str, block: &str) -> Vec<u8> {
    let length = block.len();
    let record = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n{fields}Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    );
    gz(record.as_bytes())
}

fn answer(url: &str, date: &str, status: &str, media: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n{body}");
    record("response", url, date, "", &block)
}

const BRIDGE: &str = "The bridge over the river reopened on Monday after nine months of repairs. Engineers had replaced forty \
                      steel cables since March. The mayor thanked them in the town hall.";

#[test]
fn a_crawl_is_taken_in_with_its_versions() {
    let mut world = World::new();
    let url = "https://news.example/bridge";
    let changed = BRIDGE.replace("forty", "fifty");
    let again =
        "WARC-Refers-To-Target-URI: https://news.example/bridge\r\nWARC-Refers-To-Date: 2024-11-10T08:00:00Z\r\n";
    let crawl = [
        record("warcinfo", "", "2024-11-10T08:00:00Z", "", "software: none\r\n"),
        answer(url, "2024-11-10T08:00:00Z", "200 OK", "text/plain", BRIDGE),
        answer("https://news.example/gone", "2024-11-10T08:00:01Z", "404 Not Found", "text/html", "<p>Gone."),
        answer("https://news.example/bridge.png", "2024-11-10T08:00:02Z", "200 OK", "image/png", "PNG"),
        answer("http://www.news.example/bridge?utm_source=x", "2024-11-11T08:00:00Z", "200 OK", "text/plain", &changed),
        record("revisit", "https://news.example/bridge", "2024-11-12T08:00:00Z", again, ""),
        record("revisit", "https://news.example/ferry", "2024-11-12T08:00:01Z", "", ""),
    ]
    .concat();
    std::fs::write(world.path("crawl.warc.gz"), &crawl).unwrap();
    world.run("add crawl.warc.gz -n");
    world.run("add crawl.warc.gz");
    world.run("log news.example/bridge");
    // A second crawl that only says it has seen the page again: its bytes are in the store.
    let again =
        "WARC-Refers-To-Target-URI: https://news.example/bridge\r\nWARC-Refers-To-Date: 2024-11-12T08:00:00Z\r\n";
    let second = record("revisit", url, "2024-11-13T08:00:00Z", again, "");
    std::fs::write(world.path("second.warc.gz"), second).unwrap();
    world.run("add second.warc.gz crawl.warc.gz");
    // The last record of the first is cut: the rest is done, and the code says that something is missing.
    std::fs::write(world.path("cut.warc.gz"), &crawl[..crawl.len() - 20]).unwrap();
    world.run("-C cut add cut.warc.gz");
    world.run("-C cut add cut.warc.gz --json");
    world.run("-C cut add crawl.warc.gz --quiet");
    std::fs::write(world.path("images.warc.gz"), answer(url, "2024-11-10T08:00:00Z", "200 OK", "image/png", "x"))
        .unwrap();
    world.run("add images.warc.gz");
    world.golden("crawl");
}

#[test]
fn tables_are_taken_in_by_the_names_of_their_columns() {
    let mut world = World::new();
    let table = format!(
        "url;body;published\nhttps://a.example/1;\"{BRIDGE}\";2024-11-10\nhttps://b.example/2;{BRIDGE};10.11.2024\nhttps://c.example/3\n"
    );
    std::fs::write(world.path("export.csv"), table).unwrap();
    world.run("overlaps export.csv");
    world.run("overlaps export.csv --map id=url,text=body,date=published");
    world.run("overlaps export.csv --map words=body");
    world.run("add export.csv --map id=url,text=body,date=published");
    world.golden("tables");
}
