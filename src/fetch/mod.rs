//! What an address answers over HTTP. The one layer that meets the network, and it does so only where it is called.
//!
//! A [`Fetcher`] keeps the manners of a crawler: it asks `robots.txt` first, one host no faster than at a pace, and says who it is.
//! It trusts no answer: each hop of a redirect is judged anew, a name is resolved once and only what was judged is connected to, and time,
//! size and redirects have limits. Without the feature `fetch` there is no client (`absent.rs`), and no other file differs.

#[cfg_attr(not(feature = "fetch"), path = "absent.rs")]
mod fetcher;
mod private;

use std::net::IpAddr;

use crate::article::{OneLine, Response};
use crate::proof::Authorities;
pub use fetcher::Fetcher;
#[cfg(all(test, feature = "fetch"))]
pub(crate) use fetcher::read_robots;
pub use private::is_public;

/// The time, and how it passes. It comes from outside, so that a test need not wait.
pub trait Clock {
    /// Milliseconds since 1970, UTC.
    fn now(&self) -> u64;

    /// Comes back when so many milliseconds have passed.
    fn sleep(&self, milliseconds: u64);
}

/// How servers are asked.
#[derive(Clone, Debug)]
pub struct Manners {
    /// Sent with every request. Its first word, up to a `/`, is the name that `robots.txt` may speak of.
    pub user_agent: String,
    /// So long may one answer take, from the look-up of the name to the last byte, in milliseconds.
    pub timeout: u64,
    /// So long is waited between two requests to one host, in milliseconds; longer, where its `robots.txt` asks for it.
    pub pace: u64,
    /// The most bytes of one body.
    pub limit: u64,
    /// Which network addresses may be connected to, whatever name leads there: [`is_public`], for who trusts no page.
    pub may_connect: fn(IpAddr) -> bool,
    /// Who may vouch for a server of `https`, in place of the authorities that Mozilla trusts.
    pub authorities: Option<Authorities>,
    /// Whether to ask what `robots.txt` says not to.
    pub ignore_robots: bool,
}

/// By what a server knows whether it has something else now (RFC 9110, section 8.8). As it sent them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Validators {
    /// Those of an answer; `None` where it has none.
    pub fn of(response: &Response) -> Option<Validators> {
        let found = Validators { etag: response.field("etag"), last_modified: response.field("last-modified") };
        (found != Validators::default()).then_some(found)
    }
}

/// What came of asking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Got {
    /// A body, without the chunks it was sent in, but in the content coding that the head names. It was asked for at this time of the
    /// clock, behind all redirects and waiting.
    Body { response: Response, body: Vec<u8>, asked_at: u64 },
    /// Nothing else than at the time the validators are of.
    Unchanged,
}

/// Why an address could not be had. What a server said stands in it as [`OneLine`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
    #[error("it is no address of a page: {}; give one that begins with http:// or https://", OneLine(.0))]
    Address(String),
    #[error("it holds a name or a password, which would be kept with the page; leave them out")]
    Userinfo,
    #[error("{}not on the open internet; --allow-private asks it all the same", led_to(host, *ip))]
    Private { host: String, ip: IpAddr },
    #[error("no server is known by the name {}; check the address, and the network", OneLine(.0))]
    NoHost(String),
    #[error("its robots.txt says not to ask for {}; --ignore-robots asks all the same", OneLine(.0))]
    Robots(String),
    #[error("its robots.txt cannot be had ({0}), so nothing there may be asked for; try later, or --ignore-robots")]
    NoRobots(Box<FetchError>),
    #[error("it leads on more than {0} times; give the address it should end at")]
    Redirects(usize),
    #[error("it was moved ({0}) without a word where to")]
    Nowhere(u16),
    #[error("its body has more than {0} bytes; raise --max-article")]
    TooLarge(u64),
    #[error("its head has more than {0} bytes, which no page needs")]
    LongHead(usize),
    #[error("no whole answer within {0} seconds; try later, or raise --timeout")]
    Timeout(u64),
    #[error("its server answered {}", Status(*.0))]
    Status(u16),
    #[error("its server answered {}, and is not asked again for {after} seconds", Status(*.status))]
    Busy { status: u16, after: u64 },
    #[error("its server asked to be left alone, for {0} more seconds")]
    Resting(u64),
    #[error("no connection that can be trusted: {}; mend the server's certificate, or trust who vouches for it with --tls-ca", OneLine(.0))]
    Tls(String),
    #[error("no connection: {}", OneLine(.0))]
    Connect(String),
    #[error("its answer breaks off, or is not HTTP: {}", OneLine(.0))]
    Broken(String),
    #[error(
        "this program was built without the feature `fetch`; build it with `--features fetch`, or give the page as a file"
    )]
    NotBuilt,
}

impl FetchError {
    /// Whether a server answered, and not as it should.
    pub fn is_of_server(&self) -> bool {
        use FetchError::*;
        !matches!(
            self,
            Address(_) | Userinfo | Private { .. } | NoHost(_) | Timeout(_) | Tls(_) | Connect(_) | NotBuilt
        )
    }
}

/// The address that a host leads to, unless it is one itself.
fn led_to(host: &str, ip: IpAddr) -> String {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(known) if ip == known => format!("{ip} is "),
        _ => format!("{} leads to {ip}, which is ", OneLine(host)),
    }
}

/// A status with the words people know it by.
struct Status(u16);

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = match self.0 {
            401 | 403 => " (it does not let us)",
            404 => " (there is no such page)",
            410 => " (the page is gone)",
            429 => " (too many requests)",
            500..=599 => " (it has trouble of its own)",
            _ => "",
        };
        write!(f, "{}{words}", self.0)
    }
}
