//! A catalogue as pages and answers over HTTP. What is answered to a request is a function of the request and of what is served
//! ([`answer`]): no socket, no clock, no disk but through the [`Keeper`]. The feature `serve` builds the door to the network.
//!
//! *Architecture Invariant:* nothing is answered to a host that is not ours, nothing is changed but by a form that this very
//! process gave out, and nothing at all unless that was asked for.

mod answer;
#[cfg(feature = "serve")]
mod door;
mod guard;
mod judge;
#[cfg(test)]
mod tests;

pub use answer::answer;
#[cfg(feature = "serve")]
pub use door::{Door, DoorError, Ended, secret};
pub use guard::Hosts;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::archive::Opinion;
use crate::article::Capture;
use crate::hash::Digest;
use crate::marks::Marks;
use crate::report::{Catalogue, Kept, MarkList, Said};

/// The store, as far as it is asked while serving. What cannot be had is an error in words.
pub trait Keeper: Send + Sync {
    /// Its folder, as the user named it.
    fn path(&self) -> &str;
    /// What it has of an article.
    fn kept(&self, article: &Capture) -> Result<Kept, String>;
    /// What people said of matches, and what of it stands.
    fn marks(&self) -> Result<(MarkList, Marks), String>;
    /// Records what somebody says of a match.
    fn mark(&self, opinion: &Opinion) -> Result<(), String>;
}

/// What is served.
pub struct Site {
    catalogue: Catalogue,
    said: RwLock<Arc<Said>>,
    /// Held from the record of a judgement until what is said follows it: of two at a time, the slower would put back what was
    /// said before the other.
    judging: Mutex<()>,
    hosts: Hosts,
    keeper: Option<Box<dyn Keeper>>,
    /// What forms prove themselves with; without, nothing can be judged.
    token: Option<String>,
}

impl Site {
    /// Matches can be judged where there is a store and a `token`, which nobody can guess.
    pub fn new(catalogue: Catalogue, hosts: Hosts, keeper: Option<Box<dyn Keeper>>, token: Option<String>) -> Site {
        let said = RwLock::new(Arc::new(catalogue.said()));
        let token = token.filter(|_| keeper.is_some());
        Site { catalogue, said, judging: Mutex::new(()), hosts, keeper, token }
    }

    /// What is said of matches now.
    fn said(&self) -> Arc<Said> {
        // Nothing can be half-written behind the lock: what is there is exchanged as a whole.
        self.said.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn say(&self, said: Said) {
        *self.said.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(said);
    }
}

/// A request, in what an answer may depend on. Header fields are `None` where they are missing or no text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'r> {
    pub method: &'r str,
    /// The path and the query as they came.
    pub target: &'r str,
    pub host: Option<&'r str>,
    pub origin: Option<&'r str>,
    /// `Sec-Fetch-Site`: where a browser says the request comes from.
    pub site: Option<&'r str>,
    /// `Content-Type`.
    pub kind: Option<&'r str>,
    /// `If-None-Match`.
    pub known: Option<&'r str>,
    pub body: &'r [u8],
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

impl Answer {
    fn new(status: u16, kind: &str, body: String) -> Answer {
        // The policy of a page stands on it, by the digests of its style and script.
        let policy = if kind == JSON { "default-src 'none'; frame-ancestors 'none'" } else { "frame-ancestors 'none'" };
        let headers = [
            ("content-type", kind),
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-cache"),
        ];
        Answer { status, headers: headers.map(|(name, value)| (name, value.to_owned())).to_vec(), body }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// The way to another address.
    fn elsewhere(status: u16, address: &str) -> Answer {
        Answer::new(status, HTML, String::new()).with("location", address)
    }

    /// With a name of its bytes; nothing more for who has these already.
    fn tagged(self, known: Option<&str>) -> Answer {
        let tag = format!("\"{}\"", &Digest::of(self.body.as_bytes()).to_string()[..32]);
        let has = known.is_some_and(|known| {
            known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
        });
        let answer = if has { Answer { status: 304, body: String::new(), ..self } } else { self };
        answer.with("etag", tag)
    }
}
