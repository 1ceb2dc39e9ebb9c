//! The door to the network: connections in, requests to [`answer`], answers out. What one connection may take is bounded: in
//! bytes of heads and bodies, in time, and in how many there are at once.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, IF_NONE_MATCH, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::{Answer, Request, Site, answer};

/// The head of a request, and its body, take at most so many bytes.
const HEAD: usize = 16 << 10;
const BODY: usize = 16 << 10;
const FIELDS: usize = 64;

/// Whoever sends a head or a body, or is silent between two requests, has so much time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection is asked to end after the first, and ended after both.
const OPEN: Duration = Duration::from_secs(120);
const LINGER: Duration = Duration::from_secs(30);

/// So many connections are open at a time; further ones wait.
const CONNECTIONS: u32 = 128;

/// So long, at the end, answers may take that are under way.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    #[error("cannot listen on {at}: {source}")]
    Listen { at: SocketAddr, source: io::Error },
    #[error("cannot serve: {0}")]
    Serve(#[source] io::Error),
}

/// Why serving ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

/// An address that is listened on.
pub struct Door {
    listener: TcpListener,
    address: SocketAddr,
}

/// A word that nobody can guess.
pub fn secret() -> Result<String, DoorError> {
    let mut bytes = [0; 32];
    let drawn = SystemRandom::new().fill(&mut bytes);
    drawn.map_err(|_| DoorError::Serve(io::Error::other("the system has no random numbers")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Door {
    /// Listens; port 0 is any that is free.
    pub fn open(address: IpAddr, port: u16) -> Result<Door, DoorError> {
        let at = SocketAddr::new(address, port);
        let failed = |source| DoorError::Listen { at, source };
        let listener = TcpListener::bind(at).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Door { listener, address })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until Ctrl-C is pressed.
    pub fn serve(self, site: Site) -> Result<Ended, DoorError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().max_blocking_threads(threads).build().map_err(DoorError::Serve)?;
        let ended = runtime.block_on(accept(self.listener, Arc::new(site)));
        // What is still being answered is for nobody.
        runtime.shutdown_background();
        ended.map_err(DoorError::Serve)
    }
}

async fn accept(listener: TcpListener, site: Arc<Site>) -> io::Result<Ended> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let room = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let (end, ending) = watch::channel(false);
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    loop {
        let connected = async {
            // The room is never closed.
            let place = room.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((place, listener.accept().await))
        };
        let (place, accepted) = tokio::select! {
            pressed = &mut interrupted => {
                pressed?;
                break;
            }
            connected = connected => connected?,
        };
        let Ok((stream, _)) = accepted else {
            // Too many files are open, or whoever came is gone: others may come.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (site, ending) = (site.clone(), ending.clone());
        tokio::spawn(async move {
            connection(stream, site, ending).await;
            drop(place);
        });
    }
    // Nobody listens if nobody is connected.
    let _ = end.send(true);
    let _ = timeout(FAREWELL, room.acquire_many(CONNECTIONS)).await;
    Ok(Ended::Interrupted)
}

async fn connection(stream: tokio::net::TcpStream, site: Arc<Site>, mut ending: watch::Receiver<bool>) {
    let service = service_fn(move |request| respond(request, site.clone()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(HEAD).max_headers(FIELDS);
    let mut served = pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A connection that fails has nobody left to tell.
        _ = served.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => {}
        () = tokio::time::sleep(OPEN) => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = timeout(LINGER, served).await;
}

/// An answer to what hyper read. It never fails: what cannot be read is answered with its status.
async fn respond(
    request: hyper::Request<Incoming>,
    site: Arc<Site>,
) -> Result<Response<Full<Bytes>>, std::convert::Infallible> {
    let (head, body) = request.into_parts();
    let is_head = head.method == Method::HEAD;
    let body = match head.method {
        Method::POST => timeout(PATIENCE, Limited::new(body, BODY).collect()).await,
        // Nobody asks for a page with a body; what is sent is not read.
        _ => return Ok(worked(head, Bytes::new(), site, is_head).await),
    };
    Ok(match body {
        Ok(Ok(body)) => worked(head, body.to_bytes(), site, is_head).await,
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            plain(StatusCode::PAYLOAD_TOO_LARGE, "This is too large.\n")
        }
        Ok(Err(_)) => plain(StatusCode::BAD_REQUEST, "The request could not be read.\n"),
        Err(_) => plain(StatusCode::REQUEST_TIMEOUT, "The request took too long.\n"),
    })
}

/// The answer, worked out beside the connections.
async fn worked(
    head: hyper::http::request::Parts,
    body: Bytes,
    site: Arc<Site>,
    is_head: bool,
) -> Response<Full<Bytes>> {
    let work = move || {
        let field = |name: HeaderName| only(&head.headers, name);
        // A host named in the first line has to be the one that is named below it.
        let host = field(HOST).filter(|host| head.uri.authority().is_none_or(|named| named.as_str() == *host));
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let request = Request {
            method: head.method.as_str(),
            target,
            host,
            origin: field(ORIGIN),
            site: field(HeaderName::from_static("sec-fetch-site")),
            kind: field(CONTENT_TYPE),
            known: field(IF_NONE_MATCH),
            body: &body,
        };
        answer(&request, &site)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => response(answer, is_head),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "This could not be answered.\n"),
    }
}

/// A field that stands once; one that stands twice, or is no text, is nothing that we could take for ours.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    Some(value.to_str().ok().filter(|_| values.next().is_none()).unwrap_or_default())
}

fn response(answer: Answer, is_head: bool) -> Response<Full<Bytes>> {
    let length = answer.body.len();
    let body = if is_head { Bytes::new() } else { Bytes::from(answer.body) };
    let mut built = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        built = built.header(name, value);
    }
    if is_head && answer.status != 304 {
        built = built.header(CONTENT_LENGTH, length);
    }
    built
        .body(Full::new(body))
        .unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "This could not be answered.\n"))
}

fn plain(status: StatusCode, said: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(said.as_bytes())));
    *response.status_mut() = status;
    response
}
