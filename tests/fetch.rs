//! Sessions with servers: pages, feeds and sitemaps taken in by their addresses, watched, and written as a crawl.

#![cfg(all(feature = "fetch", feature = "html"))]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

#[path = "common/authority.rs"]
mod authority;
mod common;
#[path = "common/secure.rs"]
mod secure;
#[path = "common/server.rs"]
mod server;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use authority::Authority;
use common::World;
use secure::secure;
use server::{Asked, Reply, Server};

/// Which day it is on the site: pages change with it.
type Day = Arc<AtomicUsize>;

/// A site of a small outlet, with what goes wrong on sites.
fn site(asked: &Asked, day: usize) -> Reply {
    let cables = if day == 0 { "forty" } else { "fifty" };
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let page = |title: &str, text: &str| {
        format!(
            "<html><head><title>{title} | The Example</title><meta property=\"og:site_name\" content=\"The Example\">\
             </head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )
    };
    let host = asked.field("host").unwrap_or_default();
    match asked.path.as_str() {
        "/robots.txt" => Reply::of(200, "", "User-agent: *\nDisallow: /private/\n"),
        "/bridge" => {
            let etag = format!("\"day-{day}\"");
            if asked.field("if-none-match") == Some(&etag) {
                return Reply::bytes(format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n"));
            }
            let text = format!(
                "The bridge over the river reopened on Monday after nine months of repairs. \
                 Engineers had replaced {cables} steel cables since March."
            );
            Reply::of(200, &format!("{html}ETag: {etag}\r\nSet-Cookie: \u{9b}2Jx\r\n"), page("Bridge reopens", &text))
        }
        "/b" => Reply::of(301, "Location: /bridge\r\n", ""),
        "/ferry" => Reply::bytes(format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\
             {}0\r\n\r\n",
            ["The ferry goes on. ", "Nobody asked why.\n"].map(|p| format!("{:x}\r\n{p}\r\n", p.len())).concat()
        )),
        "/packed" => {
            use std::io::Write as _;
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packed
                .write_all(page("Packed", "The server packed this page although nobody asked it to.").as_bytes())
                .unwrap();
            Reply::of(200, &format!("{html}Content-Encoding: gzip\r\n"), packed.finish().unwrap())
        }
        "/bomb" => {
            use std::io::Write as _;
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packed.write_all(&vec![b' '; 3_000_000]).unwrap();
            Reply::of(200, &format!("{html}Content-Encoding: gzip\r\n"), packed.finish().unwrap())
        }
        "/picture" => Reply::of(200, "Content-Type: image/png\r\n", b"\x89PNG"),
        "/error" => Reply::of(404, html, page("Not found", "There is no such page.")),
        "/escape" => Reply::of(302, "Location: /private/\u{9b}2J\u{202e}\r\n", ""),
        "/feed.xml" if asked.field("if-none-match") == Some("\"feed\"") => {
            Reply::bytes("HTTP/1.1 304 Not Modified\r\n\r\n")
        }
        "/feed.xml" => Reply::of(
            200,
            "Content-Type: application/rss+xml\r\nETag: \"feed\"\r\n",
            format!(
                "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>The Example</title>\
                 <item><title>Bridge reopens</title><link>http://{host}/bridge</link><description>In short.</description></item>\
                 <item><title>Tower</title><link>http://{host}/tower</link><content:encoded>&lt;p&gt;The tower leans a little more \
                 each year, its keeper said.&lt;/p&gt;</content:encoded></item>\
                 <item><title>Closed</title><link>http://{host}/private/1</link><description>In short too.</description></item>\
                 </channel></rss>"
            ),
        ),
        "/tower" => {
            Reply::of(200, html, page("Tower", "The tower leans a little more each year, its keeper said on Friday."))
        }
        "/index.xml" => Reply::of(
            200,
            "Content-Type: application/xml\r\n",
            format!(
                "<sitemapindex><sitemap><loc>http://{host}/sitemap.xml</loc></sitemap><sitemap><loc>http://{host}/index.xml</loc></sitemap></sitemapindex>"
            ),
        ),
        "/sitemap.xml" => Reply::of(
            200,
            "Content-Type: application/xml\r\n",
            format!("<urlset><url><loc>http://{host}/ferry</loc></url><url><loc>/relative</loc></url></urlset>"),
        ),
        _ => Reply::of(500, "", ""),
    }
}

/// The site, the day on it, and a world in which its address is always the same.
fn open() -> (World, Server, Day) {
    let day = Day::default();
    let today = day.clone();
    let server = Server::start(move |asked| site(asked, today.load(Ordering::SeqCst)));
    let mut world = World::new();
    world.mask(server.address.to_string(), "127.0.0.1:PORT");
    (world, server, day)
}

#[test]
fn pages_are_taken_in_by_their_addresses() {
    let (mut world, server, day) = open();
    let url = |path| server.url(path);
    world.run(&format!("add {}", url("/bridge")));
    world.run(&format!("add -n {} --allow-private", url("/bridge")));
    assert_eq!(server.paths(), [""; 0], "neither asks");
    world.run(&format!("add {} --allow-private", url("/b")));
    let shown = String::from_utf8(world.command("show 127.0.0.1").output().unwrap().stdout).unwrap();
    let led = format!("fetched   {} (301) → {} (200), from 127.0.0.1\n", url("/b"), url("/bridge"));
    assert!(shown.contains(&led), "{shown}");
    world.remark("Nothing has changed, and the server says so");
    world.wait(60);
    world.run(&format!("add {} --allow-private", url("/bridge")));
    world.remark("The page changes");
    day.store(1, Ordering::SeqCst);
    world.wait(60);
    world.run(&format!("add {} --allow-private", url("/bridge")));
    world.run(&format!("add {} --allow-private --outlet Another", url("/bridge")));
    world.run(&format!("add {} {} --allow-private", url("/ferry"), url("/packed")));
    world.run("log 127.0.0.1:PORT/bridge".replace("127.0.0.1:PORT", &server.address.to_string()).as_str());
    world.run("verify --quick");
    world.golden("fetch");
}

#[test]
fn what_goes_wrong_is_named_and_the_rest_goes_on() {
    let (mut world, server, _) = open();
    let all =
        ["/picture", "/error", "/private/x", "/escape", "/feed.xml", "/nowhere", "/ferry"].map(|path| server.url(path));
    world.run(&format!("add {} http://me:secret@127.0.0.1/ --allow-private", all.join(" ")));
    world.run(&format!("add {} --allow-private --max-article 1000000", server.url("/bomb")));
    world.run(&format!("add {} --allow-private --ignore-robots", server.url("/private/x")));
    world.run(&format!("add --feed {} --allow-private", server.url("/tower")));
    world.run(&format!("add {} --user-agent 1", server.url("/tower")));
    world.run("overlaps https://a.example/news");
    world.run("watch");
    world.run("watch example.com/feed");
    world.run("watch https://a.example/ --every 5s");
    world.run("watch https://a.example/ -o x.txt");
    std::fs::write(world.path("list.txt"), "# Mine\nfeed https://a.example/f\nnonsense\n").unwrap();
    world.run("watch --list list.txt");
    world.run("watch --list none.txt");
    world.golden("fetch_refused");
}

#[test]
fn a_server_is_trusted_by_whom_the_user_trusts() {
    let ours = Authority::new(1);
    let server = secure(&ours, "127.0.0.1", true, |asked| site(asked, 0));
    let mut world = World::new();
    world.mask(server.address.to_string(), "127.0.0.1:PORT");
    let url = server.url("/bridge").replace("http:", "https:");
    world.run(&format!("add {url} --allow-private"));
    std::fs::write(world.path("ca.pem"), ours.root_pem()).unwrap();
    world.run(&format!("add {url} --allow-private --tls-ca ca.pem"));
    let shown = String::from_utf8(world.command("show 127.0.0.1").output().unwrap().stdout).unwrap();
    assert!(shown.contains(&format!("fetched   {url} (200), from 127.0.0.1\n")), "{shown}");
    std::fs::write(world.path("no.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    world.run(&format!("add {url} --allow-private --tls-ca no.pem"));
    world.run(&format!("watch {url} --once --tls-ca none.pem"));
    world.golden("fetch_secure");
}

#[test]
fn feeds_and_sitemaps_lead_to_pages() {
    let (mut world, server, _) = open();
    world.run(&format!("add --feed {} --allow-private", server.url("/feed.xml")));
    world.run(&format!("-C links add --feed {} --links --allow-private", server.url("/feed.xml")));
    world.run(&format!("-C maps add --feed {} --allow-private", server.url("/index.xml")));
    let sitemap = format!("<urlset><url><loc>{}</loc></url></urlset>", server.url("/tower"));
    std::fs::write(world.path("sitemap.xml"), sitemap).unwrap();
    world.run("-C file add sitemap.xml");
    world.run("-C file add sitemap.xml --links --allow-private");
    world.run("log");
    world.golden("fetch_feeds");
}

#[test]
fn one_round_of_a_watch_tells_what_is_new() {
    let (mut world, server, day) = open();
    let list = format!(
        "# What we watch\nfeed {}\n\n{}\n{}\n",
        server.url("/feed.xml"),
        server.url("/ferry"),
        server.url("/error")
    );
    std::fs::write(world.path("list.txt"), list).unwrap();
    world.run("watch --list list.txt --once --allow-private");
    day.store(1, Ordering::SeqCst);
    world.wait(600);
    world.run("watch --list list.txt --once --allow-private");
    let line = format!("watch {} {} --once --allow-private --json", server.url("/ferry"), server.url("/error"));
    let told = String::from_utf8(world.command(&line).output().unwrap().stdout).unwrap();
    let lines: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let schemas: Vec<_> = lines.iter().map(|line| line["schema"].as_str().unwrap()).collect();
    assert_eq!(
        schemas,
        ["header/1", "added/1", "asked/1", "asked/1", "store/1", "read/1"].map(|schema| format!("wirecopy/{schema}"))
    );
    let asked = |at: usize| ["url", "outcome", "why"].map(|field| lines[at][field].as_str().map(str::to_owned));
    assert_eq!(asked(2), [Some(server.url("/ferry")), Some("answered".to_owned()), None]);
    let why = "its server answered 404 (there is no such page)".to_owned();
    assert_eq!(asked(3), [Some(server.url("/error")), Some("failed".to_owned()), Some(why)]);
    assert_eq!((lines[0]["command"].as_str(), lines[1]["outcome"].as_str()), (Some("watch"), Some("seen")));
    assert_eq!(lines[1]["source"], server.url("/ferry"));
    world.golden("watch");
}

#[test]
fn a_watch_goes_on_and_may_be_stopped_at_any_time() {
    let (world, server, day) = open();
    // With a given time nobody waits: the rounds follow each other at once.
    let (feed, error) = (server.url("/feed.xml"), server.url("/error"));
    let line = format!("watch --feed {feed} {error} --allow-private --every 1h");
    let mut watch = world.command(&line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut until = |part: &str| lines.by_ref().map(Result::unwrap).find(|line| line.contains(part)).unwrap();
    let first = until("new article");
    assert!(first.starts_with("2026-11-21 20:12Z  snapshots: 2 new articles"), "{first}");
    day.store(1, Ordering::SeqCst);
    let second = until("1 new version");
    assert!(second.starts_with("2026-"), "{second}");
    assert!(until("#").contains("{+fifty+}"));
    watch.kill().unwrap();
    watch.wait().unwrap();
    // What cannot be had is asked for less and less often.
    let asked = server.asked();
    let count = |path: &str| asked.iter().filter(|asked| asked.path == path).count();
    assert!(count("/error") * 2 <= count("/bridge") + 4, "{:?}", server.paths());
    // A feed that is the same need not be sent again, and leads to its pages all the same.
    let feeds: Vec<_> = asked.iter().filter(|asked| asked.path == "/feed.xml").collect();
    assert!(feeds.iter().skip(1).all(|asked| asked.field("if-none-match") == Some("\"feed\"")));
    assert!(feeds.len() > 1 && count("/bridge") >= feeds.len() - 1);
    let verified = world.command("verify").output().unwrap();
    assert_eq!(verified.status.code(), Some(3), "{}", String::from_utf8_lossy(&verified.stdout));
    let log = world.command("log").output().unwrap();
    assert!(String::from_utf8_lossy(&log.stdout).contains("2 articles, 3 versions"));
}

/// What a store has of each article: its key, and of each version the bytes, the text and the time.
fn stored(world: &World, store: &str) -> Vec<String> {
    let archive = wirecopy::archive::Archive::open(&world.path(store)).unwrap();
    let mut all = Vec::new();
    for article in archive.articles().unwrap() {
        for entry in archive.history(&article.id).unwrap() {
            let meta = entry.record.map(|record| record.meta.of_article());
            all.push(format!(
                "{} {:?} {:?} {:?} {meta:?}",
                article.id.key(),
                entry.change,
                entry.bytes,
                entry.captured_at
            ));
        }
    }
    all.sort();
    all
}

#[test]
fn a_crawl_of_what_was_fetched_is_the_same_store() {
    let (mut world, server, day) = open();
    let (bridge, moved, ferry, packed) =
        (server.url("/bridge"), server.url("/b"), server.url("/ferry"), server.url("/packed"));
    world.run(&format!("add {moved} {ferry} {packed} --allow-private"));
    day.store(1, Ordering::SeqCst);
    world.wait(60);
    world.run(&format!("add {bridge} {ferry} --allow-private"));
    world.run("export --format warc -o fetched.warc.gz");
    let crawl = flate2_text(&std::fs::read(world.path("fetched.warc.gz")).unwrap());
    for part in [
        "WARC/1.1\r\nWARC-Record-ID: <urn:uuid:",
        "WARC-IP-Address: 127.0.0.1\r\n",
        "HTTP/1.1 200 Said\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"day-1\"\r\n",
        "\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n",
        "\r\nX-Archive-Orig-Content-Encoding: gzip\r\n",
        &format!("via: {moved}\r\nstatus: 301\r\nhopsFromSeed: R\r\n"),
        "WARC-Type: revisit\r\n",
    ] {
        assert!(crawl.contains(part), "{part}");
    }
    world.run("-C other add fetched.warc.gz");
    assert_eq!(stored(&world, "other"), stored(&world, "snapshots"));
    let again = world.command("add fetched.warc.gz").output().unwrap();
    assert!(String::from_utf8_lossy(&again.stdout).contains("nothing new, 5 captures unchanged"), "{again:?}");
    let none = world.command("-C none add sources").output().unwrap();
    assert_eq!(none.status.code(), Some(0));
    let none = world.command("-C none export --format warc -o none.warc.gz").output().unwrap();
    assert!(none.status.code() == Some(2) && !world.path("none.warc.gz").exists());
}

fn flate2_text(bytes: &[u8]) -> String {
    use std::io::Read as _;
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}
