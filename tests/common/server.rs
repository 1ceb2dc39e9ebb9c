//! A server on this machine that answers what it is told to, right or wrong.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::disallowed_types, reason = "a test may fail loudly, and serves itself")]

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is sent, piece by piece, and how long before each piece is waited.
pub struct Reply(Vec<(u64, Vec<u8>)>);

impl Reply {
    /// These bytes, whatever they are.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Reply {
        Reply(vec![(0, bytes.into())])
    }

    pub fn page(body: &str) -> Reply {
        Reply::of(200, "Content-Type: text/html; charset=utf-8\r\n", body)
    }

    /// An answer with these header fields, each with its line end, and a length.
    pub fn of(status: u16, fields: &str, body: impl AsRef<[u8]>) -> Reply {
        let body = body.as_ref();
        let mut bytes =
            format!("HTTP/1.1 {status} Said\r\n{fields}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        Reply::bytes(bytes)
    }

    /// One byte after the other, so many milliseconds apart.
    pub fn slowly(bytes: &[u8], apart: u64) -> Reply {
        Reply(bytes.iter().map(|byte| (apart, vec![*byte])).collect())
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// With the query.
    pub path: String,
    /// All lines.
    pub head: String,
}

impl Asked {
    /// The value of a header field, by its name in lower case.
    pub fn field(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

pub trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Serves until the test ends.
    pub fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Server {
        Server::over(answer, |stream, serve| serve(Box::new(stream)))
    }

    /// Each connection is made into what is read and written by `wrap`, which hands it on.
    pub fn over(
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
        wrap: impl Fn(TcpStream, &dyn Fn(Box<dyn Stream + '_>)) + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (heard, shared) = (asked.clone(), Arc::new((answer, wrap)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, shared) = (heard.clone(), shared.clone());
                std::thread::spawn(move || shared.1(stream, &|stream| serve(stream, &heard, &shared.0)));
            }
        });
        Server { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked for so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths of it.
    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.path).collect()
    }

    pub fn last(&self) -> Asked {
        self.asked.lock().unwrap().last().unwrap().clone()
    }
}

/// Answers one request. Whoever asked may be gone.
fn serve(stream: Box<dyn Stream + '_>, heard: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Reply) {
    let mut head = String::new();
    let mut lines = BufReader::new(stream);
    while lines.read_line(&mut head).is_ok_and(|read| read > 0) && !head.ends_with("\r\n\r\n") {}
    let Some(path) = head.split(' ').nth(1).map(str::to_owned) else { return };
    let asked = Asked { path, head };
    heard.lock().unwrap().push(asked.clone());
    for (wait, piece) in answer(&asked).0 {
        if wait > 0 {
            std::thread::sleep(Duration::from_millis(wait));
        }
        let stream = lines.get_mut();
        if stream.write_all(&piece).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}
