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
    std::fs::write(world.path("copy.txt"), BRIDGE).unwrap();
    world.run("overlaps crawl.warc.gz copy.txt");
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
fn an_index_is_held_against_its_crawl() {
    let mut world = World::new();
    let first = answer("https://news.example/bridge", "2024-11-10T08:00:00Z", "200 OK", "text/plain", BRIDGE);
    let second =
        answer("https://news.example/ferry", "2024-11-10T08:00:01Z", "200 OK", "text/plain", "The ferry sailed.");
    let line = |url: &str, second: u32, offset: usize, file: &str| {
        format!("key 202411100800{second:02} https://news.example/{url} text/plain 200 - - - - {offset} {file}\n")
    };
    let index = [
        " CDX N b a m s k r M S V g\n".to_owned(),
        line("bridge", 0, 0, "crawl.warc.gz"),
        line("ferry", 1, first.len(), "crawl.warc.gz"),
        line("ferry", 2, first.len(), "crawl.warc.gz"),
        line("tunnel", 0, 0, "crawl-2.warc.gz"),
    ];
    std::fs::write(world.path("crawl.warc.gz"), [first, second].concat()).unwrap();
    std::fs::write(world.path("crawl.cdx"), index.concat()).unwrap();
    world.run("add crawl.warc.gz crawl.cdx");
    world.run("add crawl.cdx");
    std::fs::write(world.path("whole.cdx"), index[..3].concat()).unwrap();
    world.run("add crawl.warc.gz whole.cdx --json");
    world.golden("indexes");
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

#[test]
fn a_folder_of_everything_is_taken_in_and_counted_by_format() {
    let mut world = World::new();
    let file = |name: &str, text: &str| {
        std::fs::create_dir_all(world.path("news")).unwrap();
        std::fs::write(world.path("news").join(name), text).unwrap();
    };
    file("a.md", "---\ntitle: Bridge\ndate: 2024-11-10\n---\nThe bridge reopened.\n");
    file(
        "b.eml",
        "From: Wire <w@example.org>\r\nSubject: Ferry\r\nDate: Sun, 10 Nov 2024 12:48:00 +0100\r\n\r\nThe ferry sailed.\r\n",
    );
    file(
        "c.rss",
        "<rss><channel><title>The Example</title>\n<item><link>https://a.example/1</link><description>A tunnel opened.</description></item>\n<item><title>No text</title></item></channel></rss>",
    );
    file(
        "d.json",
        r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_text":"A road closed."}]}"#,
    );
    file("e.nitf", "<nitf><body><body.content><p>A train stopped.</p></body.content></body></nitf>");
    file("f.xml", "<urlset><url><loc>https://a.example/2</loc></url></urlset>");
    file("g.xml", "<rss><channel>");
    file("h.json", r#"{"name":"settings"}"#);
    file("i.tsv", "id\ttext\n1\tA port froze.\n");
    world.run("add news");
    world.run("add news --json");
    world.run("show b");
    world.golden("formats");
}
