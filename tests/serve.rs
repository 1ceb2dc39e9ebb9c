//! `wirecopy serve` over a socket: what it prints, how it ends, what it takes from the network and what it does not. What is
//! answered to which request is tested beside it (`src/serve/tests`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail loudly; clippy spares only the test functions themselves"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the program under test is asked over a socket, and ended as Ctrl-C does, by kill"
)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::World;

/// A server of its own, ended with the test.
struct Server {
    child: Child,
    /// Host and port.
    host: String,
}

impl Server {
    fn start(world: &World, line: &str) -> Server {
        let mut command = world.command(&format!("serve --port 0 {line}"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
        let host = address.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
        let host = host.unwrap_or_else(|| panic!("no address: {address:?}")).to_owned();
        Server { child, host }
    }

    /// Sends bytes as they are, and gives all that comes back.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // The other side may have closed while this was under way: what it said before that counts.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, target: &str) -> String {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).as_bytes())
    }

    fn post(&self, fields: &str, headers: &str) -> String {
        let head = format!(
            "POST /marks HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n{headers}\r\n",
            self.host,
            fields.len()
        );
        self.send(format!("{head}{fields}").as_bytes())
    }

    /// As Ctrl-C does; gives the exit code and what was said.
    fn end(mut self) -> (Option<i32>, String) {
        assert!(Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut said = String::new();
        self.child.stderr.as_mut().unwrap().read_to_string(&mut said).unwrap();
        (code, said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// The text of a page, a line for each element that has some.
fn text(page: &str) -> String {
    let main = page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut lines = Vec::new();
    for part in main.split('<').skip(1) {
        let words = part.split_once('>').map_or("", |(_, words)| words).trim();
        if !words.is_empty() {
            lines
                .push(words.replace("&#39;", "'").replace("&quot;", "\"").replace("&nbsp;", " ").replace("&amp;", "&"));
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_store_is_served_until_ctrl_c() {
    let mut world = World::new();
    world.run("add sources");
    let server = Server::start(&world, "");
    assert!(server.host.starts_with("127.0.0.1:"), "{}", server.host);
    let page = server.get("/");
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("5 articles, and what they share"));
    // The names are those of a report of the same files.
    let lines = world.command("overlaps sources --json").output().unwrap();
    let lines = String::from_utf8(lines.stdout).unwrap();
    let mut names: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|line| line["schema"] == "wirecopy/overlap/1")
        .map(|line| line["id"].as_str().unwrap().to_owned())
        .collect();
    let served: serde_json::Value = serde_json::from_str(body(&server.get("/api/v1/overlaps"))).unwrap();
    let mut listed: Vec<String> =
        served["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    names.sort();
    listed.sort();
    assert!(names.len() > 10);
    assert_eq!(names, listed);
    let (code, said) = server.end();
    assert_eq!(code, Some(130));
    assert_eq!(said, "wirecopy: Ctrl-C ends it\n");
}

#[test]
fn pages_read_as_the_report_does() {
    let mut world = World::new();
    world.run("add sources");
    let server = Server::start(&world, "");
    let mut read = String::new();
    let first = |list: &str| {
        let listed: serde_json::Value = serde_json::from_str(body(&server.get(&format!("/api/v1/{list}")))).unwrap();
        format!("/{}", listed["names"][0].as_str().unwrap())
    };
    for target in [
        "/".to_owned(),
        "/overlaps?relation=quotation".to_owned(),
        first("families"),
        first("pairs"),
        first("articles"),
    ] {
        read.push_str(&format!("# {target}\n\n{}\n", text(&server.get(&target))));
    }
    drop(server);
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/serve_pages.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        return std::fs::write(file, read).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    for (number, (line, wanted)) in read.lines().zip(golden.lines()).enumerate() {
        assert_eq!(line, wanted, "{}:{}: UPDATE_GOLDEN=1 accepts the new", file.display(), number + 1);
    }
    assert_eq!(read.lines().count(), golden.lines().count());
}

#[test]
fn hostile_requests_are_refused_and_the_next_is_answered() {
    let world = World::new();
    let server = Server::start(&world, "sources");
    let host = &server.host;
    let head = |line: &str, more: &str| format!("{line}\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    for (request, wanted) in [
        (head("GET /../../etc/passwd HTTP/1.1", ""), "404"),
        (head("GET /%2e%2e%2fetc/passwd HTTP/1.1", ""), "404"),
        (head("GET /a-%00 HTTP/1.1", ""), "404"),
        (head("GET /articles?q=%00 HTTP/1.1", ""), "400"),
        (head("GET /articles?size=1e9 HTTP/1.1", ""), "400"),
        (head(&format!("GET /articles?q={} HTTP/1.1", "x".repeat(5_000)), ""), "414"),
        (head("GET / HTTP/1.1", &format!("X: {}\r\n", "x".repeat(40_000))), "431"),
        (head("GET / HTTP/1.1", &"X: y\r\n".repeat(200)), "431"),
        (head("GET / HTTP/1.1", "Host: example.org\r\n"), "421"),
        (head("GET http://example.org/ HTTP/1.1", ""), "421"),
        ("GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n".to_owned(), "421"),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "421"),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "421"),
        ("GARBAGE\r\n\r\n".to_owned(), "400"),
        (head("GET / HTTP/1.1", "Content-Length: 5\r\nContent-Length: 6\r\n"), "400"),
        (head("DELETE / HTTP/1.1", ""), "405"),
        (head("OPTIONS * HTTP/1.1", "Origin: http://example.org\r\n"), "405"),
        (head("POST /marks HTTP/1.1", "Content-Length: 100000000\r\n") + &"x".repeat(20_000), "413"),
        (
            head("POST /marks HTTP/1.1", "Transfer-Encoding: chunked\r\n")
                + "5000\r\n"
                + &"x".repeat(0x5000)
                + "\r\n0\r\n\r\n",
            "413",
        ),
    ] {
        let answer = server.send(request.as_bytes());
        assert_eq!(status(&answer), wanted, "{:?}: {answer:?}", request.chars().take(60).collect::<String>());
        assert!(!answer.contains("root:"), "no file is read");
        assert!(!answer.to_lowercase().contains("access-control"), "nobody else may read it");
    }
    assert_eq!(status(&server.get("/")), "200");
    // Who opens connections and says nothing keeps nobody out.
    let silent: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(host).unwrap()).collect();
    assert_eq!(status(&server.get("/articles")), "200");
    drop(silent);
}

#[test]
fn heads_tags_and_kept_connections() {
    let world = World::new();
    let server = Server::start(&world, "sources");
    let page = server.get("/");
    let field = |answer: &str, name: &str| {
        let line = answer.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:"))).map(str::to_owned);
        line.map(|line| line.split_once(':').unwrap().1.trim().to_owned())
    };
    let tag = field(&page, "etag").unwrap();
    let ask = |method: &str, more: &str| {
        server
            .send(format!("{method} / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n", server.host).as_bytes())
    };
    let head = ask("HEAD", "");
    assert_eq!((status(&head), body(&head)), ("200", ""));
    assert_eq!(field(&head, "content-length"), field(&page, "content-length"));
    assert_eq!(field(&head, "etag").unwrap(), tag);
    let same = ask("GET", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((status(&same), body(&same)), ("304", ""));
    // Two requests on one connection.
    let one = format!("GET /api/v1/ HTTP/1.1\r\nHost: {}\r\n\r\n", server.host);
    let two = server.send(format!("{one}{}", one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).as_bytes());
    assert_eq!(two.matches("HTTP/1.1 200 OK").count(), 2);
    assert_eq!(two.matches("wirecopy/served/1").count(), 2);
}

#[test]
fn judgements_are_entries_of_the_store() {
    let mut world = World::new();
    world.run("add sources");
    let server = Server::start(&world, "--allow-marks");
    let listed: serde_json::Value =
        serde_json::from_str(body(&server.get("/api/v1/overlaps?relation=quotation"))).unwrap();
    let name = listed["names"][0].as_str().unwrap().to_owned();
    let moved = server.get(&format!("/{name}"));
    let pair = moved.split("location: ").nth(1).unwrap().split(['#', '\r']).next().unwrap().to_owned();
    let page = server.get(&pair);
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    let form = |token: &str| format!("token={token}&match={name}&judgement=reject&why=a+form&by=Reader");
    let own = format!("Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n", server.host);
    for (fields, headers) in [
        (form(&token), "Origin: http://example.org\r\n"),
        (form(&token), "Sec-Fetch-Site: cross-site\r\n"),
        (form(&token), "Origin: null\r\n"),
        (form("x"), &own),
    ] {
        assert_eq!(status(&server.post(&fields, headers)), "403", "{headers}");
    }
    let list =
        |world: &World| String::from_utf8(world.command("mark --list --all --json").output().unwrap().stdout).unwrap();
    assert_eq!(list(&world).matches("wirecopy/mark/1").count(), 0, "nothing was recorded");
    let done = server.post(&form(&token), &own);
    assert_eq!(status(&done), "303", "{done}");
    let said = list(&world);
    assert!(
        said.contains(&name) && said.contains("\"why\":\"a form\"") && said.contains("\"by\":\"Reader\""),
        "{said}"
    );
    assert!(server.get(&pair).contains("Rejected by a person"));
    // Another process takes things in meanwhile; both are there.
    assert!(world.command("add sources --outlet Example").status().unwrap().success());
    assert_eq!(status(&server.post(&form(&token).replace("reject", "withdraw"), &own)), "303");
    assert_eq!(server.end().0, Some(130));
    assert_eq!(world.command("verify").status().unwrap().code(), Some(3), "all of it verifies, and nothing anchors it");
    // It counts in what is compared from then on, and a new server has another token.
    let again = Server::start(&world, "--allow-marks");
    assert!(!again.get(&pair).contains(&token));
}

#[test]
fn what_cannot_be_served_is_said() {
    let world = World::new();
    let server = Server::start(&world, "sources");
    let port = server.host.rsplit(':').next().unwrap();
    let fails = |line: &str| {
        let output = world.command(line).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(output.stdout.is_empty(), "{line}");
        String::from_utf8(output.stderr).unwrap()
    };
    let said = fails(&format!("serve sources --port {port}"));
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}")) && said.contains("--port N"), "{said}");
    assert!(fails("serve sources --allow-marks").contains("no store in snapshots"));
    assert!(fails("serve sources --json").contains("/api/v1/"));
    assert!(
        fails("serve sources --listen 192.0.2.1 --port 0").contains("--listen takes an address that this machine has")
    );
    assert!(fails("serve --port 70000").contains("70000"));
    assert!(fails("serve sources --listen 0.0.0.0").contains("names no one address"));
    let second = Server::start(&world, "sources --listen 127.0.0.2");
    assert!(second.host.starts_with("127.0.0.2:"));
    assert_eq!(status(&second.get("/")), "200");
    assert_eq!(second.end().1, "wirecopy: Ctrl-C ends it\n");
}
