//! Servers that answer right, and servers that do not: what comes of asking each. All of them are on this machine.

#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly; clippy spares the test functions alone")]

#[path = "common/authority.rs"]
mod authority;
#[path = "common/secure.rs"]
mod secure;
#[path = "common/server.rs"]
mod server;

use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr};

use authority::Authority;
use secure::secure;
use server::{Reply, Server};
use wirecopy::fetch::{Clock, FetchError, Fetcher, Got, Manners, Validators, is_public};
use wirecopy::proof::Authorities;

/// A clock that sleeping moves, and nothing else.
struct Still(Cell<u64>);

impl Clock for Still {
    fn now(&self) -> u64 {
        self.0.get()
    }

    fn sleep(&self, milliseconds: u64) {
        self.0.set(self.0.get() + milliseconds);
    }
}

/// Sun, 10 Nov 2024 12:48:00 GMT.
const NOW: u64 = 1_731_242_880_000;

fn clock() -> Still {
    Still(Cell::new(NOW))
}

/// Of this machine one address alone is let through: another stands for what a page must not lead to.
fn manners() -> Manners {
    Manners {
        user_agent: "wirecopy/1.0 (test)".to_owned(),
        timeout: 3000,
        pace: 1000,
        limit: 10_000,
        may_connect: |ip| ip == IpAddr::V4(Ipv4Addr::LOCALHOST),
        authorities: None,
        ignore_robots: false,
    }
}

fn hasty() -> Manners {
    Manners { pace: 0, ignore_robots: true, ..manners() }
}

fn get(manners: Manners, url: &str) -> Result<Got, FetchError> {
    let clock = clock();
    Fetcher::new(manners, &clock).get(url, &mut |_| None)
}

/// Status and header fields, and the body.
fn body(got: Result<Got, FetchError>) -> (String, String) {
    match got {
        Ok(Got::Body { response, body, .. }) => {
            (String::from_utf8(response.head).unwrap(), String::from_utf8(body).unwrap())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_is_kept_as_it_was_sent() {
    let server = Server::start(|_| {
        Reply::bytes("HTTP/1.1 200 Fine\r\nX-B: 1\r\nx-a:  2 \r\nContent-Length: 4\r\n\r\nbody, and more")
    });
    let got = get(hasty(), &server.url("/a?b=c#d"));
    let Ok(Got::Body { response, .. }) = &got else { panic!("{got:?}") };
    assert_eq!((response.url.as_str(), response.ip.as_str()), (server.url("/a?b=c").as_str(), "127.0.0.1"));
    assert_eq!(
        body(got),
        ("HTTP/1.1 200 Fine\r\nX-B: 1\r\nx-a:  2 \r\nContent-Length: 4\r\n\r\n".to_owned(), "body".to_owned())
    );
    let asked = server.last();
    assert_eq!(asked.path, "/a?b=c");
    assert_eq!(
        ["user-agent", "accept-encoding", "if-none-match"].map(|name| asked.field(name)),
        [Some("wirecopy/1.0 (test)"), Some("identity"), None]
    );
}

#[test]
fn a_connection_is_trusted_if_an_authority_vouches_for_the_name() {
    let ours = Authority::new(1);
    let trusting = |authority: &Authority| Manners {
        authorities: Some(Authorities::parse(authority.root_pem().as_bytes()).unwrap()),
        ..hasty()
    };
    let https = |server: &Server| server.url("/").replace("http:", "https:");
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    let server = secure(&ours, "127.0.0.1", true, move |_| Reply::bytes(whole));
    let got = get(trusting(&ours), &https(&server));
    assert!(matches!(&got, Ok(Got::Body { response, .. }) if response.url == https(&server)), "{got:?}");
    assert_eq!(body(got).1, "ok");

    // Nobody whom Mozilla trusts vouches for it, another authority does, or it does for another name.
    let named_otherwise = secure(&ours, "other.example", true, move |_| Reply::bytes(whole));
    for (manners, server) in
        [(hasty(), &server), (trusting(&Authority::new(5)), &server), (trusting(&ours), &named_otherwise)]
    {
        let asked = server.asked().len();
        let got = get(manners, &https(server));
        assert!(matches!(got, Err(FetchError::Tls(_))), "{got:?}");
        assert_eq!(server.asked().len(), asked, "it was told what is asked for");
    }

    // Whoever cuts the line must not be able to shorten a page.
    let cut = secure(&ours, "127.0.0.1", false, |_| Reply::bytes("HTTP/1.1 200 OK\r\n\r\nno more than ha"));
    let got = get(trusting(&ours), &https(&cut));
    assert!(matches!(got, Err(FetchError::Broken(_))), "{got:?}");
    let ended = secure(&ours, "127.0.0.1", true, |_| Reply::bytes("HTTP/1.1 200 OK\r\n\r\nall of it"));
    assert_eq!(body(get(trusting(&ours), &https(&ended))).1, "all of it");

    // A server that speaks no TLS.
    let plain = Server::start(move |_| Reply::bytes(whole));
    let got = get(trusting(&ours), &https(&plain));
    assert!(matches!(got, Err(FetchError::Tls(_) | FetchError::Broken(_))), "{got:?}");
}

#[test]
fn a_body_is_read_in_every_form_it_may_be_sent_in() {
    for (sent, whole) in [
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde"),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end"),
        ("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"),
        ("HTTP/1.1 203 Other\r\nContent-Length: 0\r\n\r\n", ""),
    ] {
        let server = Server::start(move |_| Reply::bytes(sent));
        let (head, body) = body(get(hasty(), &server.url("/")));
        assert_eq!(body, whole, "{sent}");
        assert!(head.starts_with("HTTP/1.") && !head.contains("103") && head.ends_with("\r\n\r\n"), "{head:?}");
    }
}

#[test]
fn no_answer_does_harm() {
    use FetchError::*;
    type Expected = fn(&FetchError) -> bool;
    let flood = |field: &str, times| format!("HTTP/1.1 200 OK\r\n{}\r\n", field.repeat(times));
    let cases: Vec<(&str, String, Expected)> = vec![
        ("a body beyond the limit", format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(10_001)), |e| {
            matches!(e, TooLarge(10_000))
        }),
        ("one that says so", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nx".to_owned(), |e| {
            matches!(e, Broken(_))
        }),
        ("one shorter than it says", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_owned(), |e| {
            matches!(e, Broken(_))
        }),
        ("a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx".to_owned(), |e| {
            matches!(e, Broken(_))
        }),
        ("chunks that are none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx".to_owned(), |e| {
            matches!(e, Broken(_))
        }),
        (
            "a chunk without end",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx".to_owned(),
            |e| matches!(e, Broken(_)),
        ),
        ("a long head", flood(&format!("A: {}\r\n", "x".repeat(1000)), 100), |e| matches!(e, LongHead(_))),
        ("a head of many fields", flood("A: b\r\n", 3000), |e| matches!(e, LongHead(_) | Broken(_))),
        ("no end of the head", "HTTP/1.1 200 OK\r\nA: b\r\n".to_owned(), |e| matches!(e, Broken(_))),
        ("nothing", String::new(), |e| matches!(e, Broken(_))),
        ("another protocol", "SSH-2.0-x\r\n\r\n".to_owned(), |e| matches!(e, Broken(_))),
        ("nothing new, unasked", "HTTP/1.1 304 Not Modified\r\n\r\n".to_owned(), |e| matches!(e, Status(304))),
        ("a part", "HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx".to_owned(), |e| matches!(e, Status(206))),
        ("gone", "HTTP/1.1 410 Gone\r\nContent-Length: 1\r\n\r\nx".to_owned(), |e| matches!(e, Status(410))),
        ("moved nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_owned(), |e| matches!(e, Nowhere(302))),
        ("moved in a circle", "HTTP/1.1 301 M\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n".to_owned(), |e| {
            matches!(e, Redirects(10))
        }),
        (
            "moved to a file",
            "HTTP/1.1 301 M\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n".to_owned(),
            |e| matches!(e, Address(_)),
        ),
        (
            "moved with a password",
            "HTTP/1.1 301 M\r\nLocation: //a:b@x.example/\r\nContent-Length: 0\r\n\r\n".to_owned(),
            |e| matches!(e, Userinfo),
        ),
        (
            "moved to this machine",
            "HTTP/1.1 307 M\r\nLocation: http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n".to_owned(),
            |e| matches!(e, Private { .. }),
        ),
        (
            "moved there in IPv6",
            "HTTP/1.1 308 M\r\nLocation: http://[::ffff:127.0.0.2]/\r\nContent-Length: 0\r\n\r\n".to_owned(),
            |e| matches!(e, Private { .. }),
        ),
        (
            "moved to a cloud's metadata",
            "HTTP/1.1 303 M\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n".to_owned(),
            |e| matches!(e, Private { .. }),
        ),
    ];
    for (what, sent, expected) in cases {
        let server = Server::start(move |_| Reply::bytes(sent.clone()));
        let error = get(hasty(), &server.url("/")).unwrap_err();
        assert!(expected(&error), "{what}: {error:?}");
        assert!(!error.to_string().contains(['\n', '\u{1b}']), "{what}: {error}");
    }
}

#[test]
fn a_server_that_takes_its_time_is_left() {
    for sent in
        ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcdefghi", "HTTP/1.1 200 OK\r\n\r\nabcdefghijklmnopqrstuvwxyz"]
    {
        let server = Server::start(move |_| Reply::slowly(sent.as_bytes(), 50));
        let error = get(Manners { timeout: 400, ..hasty() }, &server.url("/")).unwrap_err();
        assert_eq!(error, FetchError::Timeout(1), "{sent}");
    }
}

#[test]
fn what_no_page_is_at_is_not_asked() {
    let server = Server::start(|_| Reply::page("x"));
    let port = server.address.port();
    for wrong in [
        "",
        "x",
        "/etc/passwd",
        "ftp://a.example/",
        "http://",
        "http:///",
        "javascript:x",
        "http://[::1",
        "https://a.example:99999/",
    ] {
        assert!(matches!(get(hasty(), wrong), Err(FetchError::Address(_))), "{wrong}");
    }
    assert!(matches!(get(hasty(), &format!("http://a.example/{}", "x".repeat(9000))), Err(FetchError::Address(_))));
    for with in [format!("http://me@127.0.0.1:{port}/"), format!("http://:secret@127.0.0.1:{port}/")] {
        let error = get(hasty(), &with).unwrap_err();
        assert!(error == FetchError::Userinfo && !error.to_string().contains("secret"), "{error}");
    }
    // One machine has many names.
    let open = Manners { may_connect: is_public, ..hasty() };
    for host in [
        "127.0.0.1",
        "localhost",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "[::1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "0",
        "127.1",
        "①②⑦.0.0.1",
    ] {
        let error = get(open.clone(), &format!("http://{host}:{port}/")).unwrap_err();
        assert!(matches!(error, FetchError::Private { .. }), "{host}: {error}");
    }
    assert_eq!(server.paths(), [""; 0], "nobody was asked");
    assert!(matches!(get(hasty(), "http://no-such-name.invalid/"), Err(FetchError::NoHost(_))));
}

#[test]
fn redirects_are_followed_and_kept() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/a" => Reply::of(301, "Location: b?c\r\n", ""),
        "/b?c" => Reply::of(
            302,
            "Location: //127.0.0.1:PORT/d\r\n"
                .replace("PORT", asked.field("host").unwrap().rsplit(':').next().unwrap())
                .as_str(),
            "moved",
        ),
        _ => Reply::page("there"),
    });
    let got = get(hasty(), &server.url("/a"));
    let Ok(Got::Body { response, .. }) = got else { panic!("{got:?}") };
    assert_eq!(response.url, server.url("/d"));
    assert_eq!(response.redirects, [(server.url("/a"), 301), (server.url("/b?c"), 302)]);
}

#[test]
fn robots_are_asked_first_and_once_a_day() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::of(200, "", "User-agent: wirecopy\nDisallow: /no\nCrawl-delay: 3\n"),
        "/away" => Reply::of(302, "Location: /no/page\r\n", ""),
        _ => Reply::page("x"),
    });
    let clock = clock();
    let mut fetcher = Fetcher::new(manners(), &clock);
    let mut get = |path: &str| fetcher.get(&server.url(path), &mut |_| None);
    assert!(get("/yes").is_ok());
    // The delay that is asked for is kept from the first page on.
    assert_eq!(clock.now() - NOW, 3000);
    assert_eq!(get("/no/1?q"), Err(FetchError::Robots("/no/1?q".to_owned())));
    assert_eq!(get("/away"), Err(FetchError::Robots("/no/page".to_owned())), "a redirect leads round nothing");
    assert!(get("/yes/2").is_ok());
    assert_eq!(clock.now() - NOW, 9000);
    assert_eq!(server.paths(), ["/robots.txt", "/yes", "/away", "/yes/2"]);
    clock.sleep(24 * 3_600_000);
    assert!(get("/yes").is_ok());
    assert_eq!(server.paths()[4..], ["/robots.txt", "/yes"]);
    let got = self::get(Manners { ignore_robots: true, ..manners() }, &server.url("/no"));
    assert!(got.is_ok());
}

#[test]
fn what_stands_for_robots_follows_the_standard() {
    type Expected = fn(&Result<Got, FetchError>) -> bool;
    let closed: Expected = |got| matches!(got, Err(FetchError::NoRobots(_)));
    let open: Expected = |got| got.is_ok();
    let cases: [(&str, &str, Expected); 8] = [
        ("404 No", "", open),
        ("403 No", "", open),
        ("401 No", "", open),
        ("500 No", "", closed),
        ("503 No", "Retry-After: 9\r\n", closed),
        ("429 No", "", closed),
        ("302 Found", "Location: /else\r\n", |got| matches!(got, Err(FetchError::Robots(_)))),
        ("302 Found", "Location: /robots.txt\r\n", open),
    ];
    for (status, fields, expected) in cases {
        let server = Server::start(move |asked| match asked.path.as_str() {
            "/robots.txt" => Reply::bytes(format!("HTTP/1.1 {status}\r\n{fields}Content-Length: 0\r\n\r\n")),
            "/else" => Reply::of(200, "", "User-agent: *\nDisallow: /\n"),
            _ => Reply::page("x"),
        });
        let got = get(Manners { pace: 0, ..manners() }, &server.url("/a"));
        assert!(expected(&got), "{status} {fields}: {got:?}");
    }
}

#[test]
fn a_server_with_trouble_is_asked_again_soon() {
    let trouble = std::sync::atomic::AtomicBool::new(true);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/robots.txt" if trouble.swap(false, std::sync::atomic::Ordering::SeqCst) => Reply::of(500, "", ""),
        "/robots.txt" => Reply::of(404, "", ""),
        _ => Reply::page("x"),
    });
    let clock = clock();
    let mut fetcher = Fetcher::new(manners(), &clock);
    let mut get = |path: &str| fetcher.get(&server.url(path), &mut |_| None);
    for path in ["/1", "/2"] {
        assert_eq!(get(path), Err(FetchError::NoRobots(Box::new(FetchError::Status(500)))));
    }
    clock.sleep(300_000);
    assert!(get("/3").is_ok());
    assert_eq!(server.paths(), ["/robots.txt", "/robots.txt", "/3"]);
}

#[test]
fn the_robots_of_every_server_on_the_way_are_asked() {
    let closed = Server::start(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::of(200, "", "User-agent: *\nDisallow: /\n"),
        _ => Reply::page("x"),
    });
    let there = closed.url("/page");
    let first = Server::start(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::of(404, "", ""),
        _ => Reply::of(301, &format!("Location: {there}\r\n"), ""),
    });
    assert_eq!(get(manners(), &first.url("/a")), Err(FetchError::Robots("/page".to_owned())));
    assert_eq!(closed.paths(), ["/robots.txt"]);
}

#[test]
fn one_host_is_asked_at_a_pace() {
    let server =
        Server::start(|asked| if asked.path == "/robots.txt" { Reply::of(404, "", "") } else { Reply::page("x") });
    let clock = clock();
    let mut fetcher = Fetcher::new(manners(), &clock);
    for (path, second) in [("/1", 1), ("/2", 2), ("/3", 3)] {
        let Ok(Got::Body { asked_at, .. }) = fetcher.get(&server.url(path), &mut |_| None) else { panic!() };
        assert_eq!(asked_at - NOW, second * 1000, "the time is that of the request, not of the wish");
    }
    // Three pages behind the file of robots.
    assert_eq!(clock.now() - NOW, 3000);
}

#[test]
fn a_server_without_time_is_waited_for_a_little() {
    let busy = |fields: &'static str| {
        let asked_before = std::sync::atomic::AtomicBool::new(false);
        Server::start(move |_| match asked_before.swap(true, std::sync::atomic::Ordering::SeqCst) {
            false => Reply::of(503, fields, ""),
            true => Reply::page("now"),
        })
    };
    for (fields, seconds) in [
        ("Retry-After: 7\r\n", 7),
        ("", 60),
        ("Retry-After: Sun, 10 Nov 2024 12:48:30 GMT\r\n", 30),
        ("Retry-After: soon\r\n", 60),
    ] {
        let (server, clock) = (busy(fields), clock());
        let got = Fetcher::new(hasty(), &clock).get(&server.url("/"), &mut |_| None);
        assert_eq!(body(got).1, "now");
        assert_eq!((clock.now() - NOW) / 1000, seconds, "{fields}");
    }
    let (server, clock) = (busy("Retry-After: 3600\r\n"), clock());
    let mut fetcher = Fetcher::new(hasty(), &clock);
    let mut get = |path: &str| fetcher.get(&server.url(path), &mut |_| None);
    assert_eq!(get("/1"), Err(FetchError::Busy { status: 503, after: 3600 }));
    assert_eq!(get("/2"), Err(FetchError::Resting(3600)));
    assert_eq!(server.paths(), ["/1"], "it is left alone");
    clock.sleep(3_600_000);
    assert!(get("/2").is_ok());
    // Never twice in one go.
    let server = Server::start(|_| Reply::of(429, "Retry-After: 1\r\n", ""));
    assert_eq!(self::get(hasty(), &server.url("/")), Err(FetchError::Busy { status: 429, after: 1 }));
}

#[test]
fn a_server_is_told_what_is_known() {
    let server = Server::start(|asked| match (asked.path.as_str(), asked.field("if-none-match")) {
        ("/old", _) => Reply::of(301, "Location: /new\r\n", ""),
        (_, Some("\"1\"")) => Reply::bytes("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"),
        _ => Reply::of(200, "ETag: \"2\"\r\nLast-Modified: Sun, 10 Nov 2024 12:48:00 GMT\r\n", "new"),
    });
    let new = server.url("/new");
    let known = Validators { etag: Some("\"1\"".to_owned()), last_modified: Some("x".to_owned()) };
    let clock = clock();
    let mut fetcher = Fetcher::new(hasty(), &clock);
    let got = fetcher.get(&server.url("/old"), &mut |url| (url == new).then(|| known.clone()));
    assert_eq!(got, Ok(Got::Unchanged));
    assert_eq!(server.last().field("if-modified-since"), Some("x"));
    let Ok(Got::Body { response, .. }) = fetcher.get(&new, &mut |_| None) else { panic!() };
    let told = Validators::of(&response).unwrap();
    assert_eq!(
        (told.etag.as_deref(), told.last_modified.as_deref()),
        (Some("\"2\""), Some("Sun, 10 Nov 2024 12:48:00 GMT"))
    );
}
