//! One request and its answer, by ureq. Names are looked up here and connections made to what was judged, so that a name which answers
//! with another address a moment later leads nowhere else. The certificates that are trusted are Mozilla's, built in: the same
//! on every machine, and nothing of the machine is read; or those that the user names. Proxies are not used: behind one nobody could judge an address.

use std::io::{self, Read as _};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, RustlsConnector, TcpConnector, Transport,
};
use weburl::{Host, Url};

use super::super::{Clock, FetchError, Validators};
use crate::proof::Authorities;

/// So long may status and header fields be, all together.
pub(super) const MAX_HEAD: usize = 32 << 10;

/// A server may have more addresses; so many are tried.
const ADDRESSES: usize = 4;

/// What is read; feeds besides pages, and anything rather than nothing.
const ACCEPT: &str = "text/html, application/xhtml+xml, text/plain, application/rss+xml, application/atom+xml, \
                      application/feed+json, application/xml;q=0.9, */*;q=0.1";

pub(super) struct Request<'r> {
    pub url: &'r Url,
    pub user_agent: &'r str,
    pub validators: Option<Validators>,
    /// By the clock, in milliseconds.
    pub asked_at: u64,
    /// Milliseconds.
    pub timeout: u64,
    /// Bytes of the body.
    pub limit: u64,
    pub may_connect: fn(IpAddr) -> bool,
    pub authorities: Option<&'r Authorities>,
}

pub(super) struct Answer {
    /// By the clock, in milliseconds.
    pub asked_at: u64,
    pub status: u16,
    pub ip: IpAddr,
    pub head: Vec<u8>,
    /// Empty of a redirect.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header field, by its name in lower case.
    pub fn field(&self, name: &str) -> Option<String> {
        crate::article::Response { head: self.head.clone(), ..Default::default() }.field(name)
    }
}

/// Asks once, at the first of the server's addresses that can be connected to.
pub(super) fn ask(request: &Request, clock: &dyn Clock) -> Result<Answer, FetchError> {
    let open = addresses(request)?;
    let mut failed = FetchError::NoHost(request.url.host_str().unwrap_or_default().to_owned());
    for (done, address) in open.iter().enumerate() {
        let left = request.timeout.saturating_sub(clock.now().saturating_sub(request.asked_at));
        if left == 0 {
            return Err(timed_out(request));
        }
        // One that says nothing leaves the others their part of the time.
        let share = left.div_ceil((open.len() - done) as u64);
        match ask_at(*address, request, left, share) {
            Err(error @ FetchError::Connect(_)) => failed = error,
            answered => return answered,
        }
    }
    Err(failed)
}

fn timed_out(request: &Request) -> FetchError {
    FetchError::Timeout(request.timeout.div_ceil(1000))
}

/// The addresses that may be connected to.
fn addresses(request: &Request) -> Result<Vec<SocketAddr>, FetchError> {
    let no_address = || FetchError::Address(request.url.to_string());
    let port = request.url.port_or_known_default().ok_or_else(no_address)?;
    let found = match request.url.host().ok_or_else(no_address)? {
        Host::Ipv4(ip) => vec![SocketAddr::from((ip, port))],
        Host::Ipv6(ip) => vec![SocketAddr::from((ip, port))],
        Host::Domain(name) => looked_up(name, port, request)?,
    };
    let host = request.url.host_str().unwrap_or_default();
    let judged = |address: &SocketAddr| (request.may_connect)(address.ip());
    let open: Vec<SocketAddr> = found.iter().copied().filter(judged).take(ADDRESSES).collect();
    match (open.is_empty(), found.first()) {
        (false, _) => Ok(open),
        (true, Some(address)) => Err(FetchError::Private { host: host.to_owned(), ip: address.ip() }),
        (true, None) => Err(FetchError::NoHost(host.to_owned())),
    }
}

/// Asks the system for the addresses of a name. It may take its time, so another thread waits for it.
fn looked_up(name: &str, port: u16, request: &Request) -> Result<Vec<SocketAddr>, FetchError> {
    let (send, receive) = sync_channel(1);
    let asked = (name.to_owned(), port);
    std::thread::spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = send.send(asked.to_socket_addrs().map(Iterator::collect));
    });
    match receive.recv_timeout(Duration::from_millis(request.timeout)) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(FetchError::NoHost(name.to_owned())),
        Err(RecvTimeoutError::Timeout) => Err(timed_out(request)),
    }
}

/// Asks there within so many milliseconds, and so many of them for the connection.
fn ask_at(address: SocketAddr, request: &Request, left: u64, connect: u64) -> Result<Answer, FetchError> {
    let heard = Heard::default();
    let config = ureq::Agent::config_builder()
        .proxy(None)
        .tls_config(TlsConfig::builder().root_certs(trusted(request.authorities)).build())
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(MAX_HEAD)
        .timeout_global(Some(Duration::from_millis(left)))
        .timeout_connect(Some(Duration::from_millis(connect)))
        .build();
    let connector = TcpConnector::default().chain(RustlsConnector::default()).chain(Listener { heard: heard.clone() });
    let agent = ureq::Agent::with_parts(config, connector, Judged(address));
    let mut asked = agent
        .get(request.url.as_str())
        .header("User-Agent", request.user_agent)
        .header("Accept", ACCEPT)
        // What is sent is then what is kept; packed bytes would have to be unpacked first.
        .header("Accept-Encoding", "identity")
        .header("Connection", "close");
    for (name, value) in conditions(request.validators.as_ref()) {
        asked = asked.header(name, value);
    }
    let told = |error| explained(error, request);
    let mut response = asked.call().map_err(told)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    let most = request.limit.saturating_add(1);
    response.body_mut().as_reader().take(most).read_to_end(&mut body).map_err(|error| told(error.into()))?;
    if body.len() as u64 > request.limit {
        return Err(FetchError::TooLarge(request.limit));
    }
    let head = heard.head().ok_or_else(|| FetchError::Broken("its head has no end".to_owned()))?;
    Ok(Answer { asked_at: request.asked_at, status, ip: address.ip(), head, body })
}

/// Who may vouch for a server.
fn trusted(authorities: Option<&Authorities>) -> RootCerts {
    let owned = |der: &Vec<u8>| Certificate::from_der(der).to_owned();
    authorities.map_or(RootCerts::WebPki, |named| RootCerts::from(named.certificates().iter().map(owned)))
}

/// The header fields that ask for a body only if it is another one. What a server sent that no header may hold is left out.
fn conditions(validators: Option<&Validators>) -> impl Iterator<Item = (&'static str, &str)> {
    let validators =
        validators.map(|known| [("If-None-Match", &known.etag), ("If-Modified-Since", &known.last_modified)]);
    let fields = validators.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    fields.filter(|(_, value)| value.bytes().all(|byte| matches!(byte, b' '..=b'~')))
}

fn explained(error: ureq::Error, request: &Request) -> FetchError {
    use ureq::Error;
    match error {
        Error::Timeout(ureq::Timeout::Connect) => FetchError::Connect("it does not answer".to_owned()),
        Error::Timeout(_) => timed_out(request),
        Error::LargeResponseHeader(..) => FetchError::LongHead(MAX_HEAD),
        Error::HostNotFound => FetchError::NoHost(request.url.host_str().unwrap_or_default().to_owned()),
        Error::BadUri(_) | Error::Http(_) => FetchError::Address(request.url.to_string()),
        Error::Rustls(error) => FetchError::Tls(error.to_string()),
        Error::Tls(what) => FetchError::Tls(what.to_owned()),
        // A failed handshake comes as an error of reading.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData && request.url.scheme() == "https" => {
            FetchError::Tls(error.to_string())
        }
        Error::Io(error) if is_unreached(error.kind()) => FetchError::Connect(error.to_string()),
        Error::Io(error) => FetchError::Broken(error.to_string()),
        Error::Protocol(error) => FetchError::Broken(error.to_string()),
        other => FetchError::Broken(other.to_string()),
    }
}

fn is_unreached(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::*;
    matches!(kind, ConnectionRefused | HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable)
}

/// The one address that was judged, whatever the name.
#[derive(Debug)]
struct Judged(SocketAddr);

impl Resolver for Judged {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut found = self.empty();
        found.push(self.0);
        Ok(found)
    }
}

/// The first bytes of an answer as they came.
#[derive(Clone, Debug, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn hear(&self, bytes: &[u8]) {
        if let Ok(mut heard) = self.0.lock() {
            let room = (2 * MAX_HEAD).saturating_sub(heard.len());
            heard.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
    }

    /// Status and header fields with the empty line behind them, without the interim answers before (RFC 9110, section 15.2).
    fn head(&self) -> Option<Vec<u8>> {
        let heard = self.0.lock().ok()?;
        let mut rest = &heard[..];
        loop {
            let end = end_of_head(rest)?;
            let (head, behind) = rest.split_at_checked(end)?;
            match head.get(..b"HTTP/1.1 1".len()) {
                Some(b"HTTP/1.1 1" | b"HTTP/1.0 1") => rest = behind,
                _ => return Some(head.to_vec()),
            }
        }
    }
}

/// Where the body begins: behind an empty line.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    ends.into_iter().find_map(|at| match bytes.get(at..)? {
        [b'\n', ..] => Some(at + 1),
        [b'\r', b'\n', ..] => Some(at + 2),
        _ => None,
    })
}

/// Listens to what comes in, behind the encryption if there is one.
#[derive(Debug)]
struct Listener {
    heard: Heard,
}

impl<In: Transport> Connector<In> for Listener {
    type Out = Listened<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Listened<In>>, ureq::Error> {
        Ok(chained.map(|line| Listened { line, heard: self.heard.clone() }))
    }
}

/// A line that breaks off ends no body, also one whose length nobody told: it may have been cut (RFC 9112, sections 8 and 9.8). The client
/// takes an error of these kinds for the end, so it is made into one of another.
fn cut_off(error: ureq::Error) -> ureq::Error {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error {
        ureq::Error::Io(error) if matches!(error.kind(), ConnectionAborted | ConnectionReset | UnexpectedEof) => {
            ureq::Error::Io(io::Error::other("the connection was cut"))
        }
        other => other,
    }
}

#[derive(Debug)]
struct Listened<T> {
    line: T,
    heard: Heard,
}

impl<T: Transport> Transport for Listened<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.line.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.line.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let before = self.line.buffers().input().len();
        let more = self.line.await_input(timeout).map_err(cut_off)?;
        self.heard.hear(self.line.buffers().input().get(before..).unwrap_or_default());
        Ok(more)
    }

    fn is_open(&mut self) -> bool {
        self.line.is_open()
    }

    fn is_tls(&self) -> bool {
        self.line.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_the_one_of_the_last_answer() {
        let head = |bytes: &str| {
            let heard = Heard::default();
            heard.hear(bytes.as_bytes());
            heard.head().map(|head| String::from_utf8(head).unwrap())
        };
        let ok = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n";
        assert_eq!(head(&format!("{ok}body\r\n\r\n")).as_deref(), Some(ok));
        assert_eq!(head(&format!("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{ok}")).as_deref(), Some(ok));
        assert_eq!(head("HTTP/1.1 200 OK\nA: b\n\nbody").as_deref(), Some("HTTP/1.1 200 OK\nA: b\n\n"));
        assert_eq!(head("HTTP/1.1 200 OK\r\nA: b\r\n"), None);
    }

    #[test]
    fn what_no_header_may_hold_is_not_sent() {
        let known = Validators { etag: Some("\"é\"".to_owned()), last_modified: Some("Mon".to_owned()) };
        assert_eq!(conditions(Some(&known)).collect::<Vec<_>>(), [("If-Modified-Since", "Mon")]);
        assert_eq!(conditions(None).count(), 0);
    }
}
