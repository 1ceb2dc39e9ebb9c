//! Asks servers, with manners: from an address to what answers behind its redirects. `client` asks once,
//! `robots` reads what a server asks of us, `pace` says when a host may be asked.

mod client;
mod pace;
mod robots;

use std::collections::BTreeMap;

use weburl::Url;

use super::{Clock, FetchError, Got, Manners, Validators};
use crate::article::{Response, without_password};
use crate::text::{mail_date, unix_second};
use client::{Answer, Request};
use pace::{PATIENCE, Pace};
use robots::Robots;

/// A page leads on to another so many times at most.
const REDIRECTS: usize = 10;

/// A `robots.txt` at most so many times (RFC 9309, section 2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// What a server asks of us is asked again after a day (RFC 9309, section 2.4), and what could not be had after five minutes: in
/// milliseconds.
const ROBOTS_AGE: u64 = 24 * 3_600_000;
const FAILED_AGE: u64 = 300_000;

/// A server that has no time and does not say until when is left alone for so long, and one that does at most for so long: seconds.
const BUSY: u64 = 60;
const LONGEST_BUSY: u64 = 24 * 3600;

/// A longer address is no page's.
const LONGEST_ADDRESS: usize = 8192;

/// Asks servers, and remembers of each what it asks of us and when it was asked last.
pub struct Fetcher<'c> {
    manners: Manners,
    clock: &'c dyn Clock,
    pace: Pace,
    /// By scheme, host and port; with the time they were asked for. Where they could not be had, why.
    robots: BTreeMap<String, (u64, Result<Robots, FetchError>)>,
}

impl<'c> Fetcher<'c> {
    pub fn new(manners: Manners, clock: &'c dyn Clock) -> Fetcher<'c> {
        Fetcher { manners, clock, pace: Pace::default(), robots: BTreeMap::new() }
    }

    /// What the address answers now. `known` has the validators of what is there already of an address that is asked on the way: a
    /// server that has nothing else is then not made to send it.
    pub fn get(&mut self, address: &str, known: &mut dyn FnMut(&str) -> Option<Validators>) -> Result<Got, FetchError> {
        let mut url = parsed(address)?;
        let mut redirects = Vec::new();
        let mut waited = false;
        loop {
            self.permitted(&url)?;
            let validators = known(url.as_str());
            let is_conditional = validators.is_some();
            let answer = self.ask(&url, validators, self.manners.limit)?;
            match answer.status {
                304 if is_conditional => return Ok(Got::Unchanged),
                status if is_redirect(status) => {
                    redirects.push((url.to_string(), status));
                    if redirects.len() > REDIRECTS {
                        return Err(FetchError::Redirects(REDIRECTS));
                    }
                    url = led_to(&url, &answer)?;
                }
                429 | 503 => {
                    let after = self.busy(&url, &answer);
                    if waited || after * 1000 > PATIENCE {
                        return Err(FetchError::Busy { status: answer.status, after });
                    }
                    waited = true;
                }
                status @ 200..=299 if status != 206 => {
                    let Answer { ip, head, body, asked_at, .. } = answer;
                    let response = Response { url: url.to_string(), ip: ip.to_string(), head, redirects };
                    return Ok(Got::Body { response, body, asked_at });
                }
                status => return Err(FetchError::Status(status)),
            }
        }
    }

    /// Asks once, when the host may be asked.
    fn ask(&mut self, url: &Url, validators: Option<Validators>, limit: u64) -> Result<Answer, FetchError> {
        let host = url.host_str().unwrap_or_default();
        self.pace.wait(host, self.clock).map_err(|wait| FetchError::Resting(wait.div_ceil(1000)))?;
        let Manners { user_agent, timeout, may_connect, authorities, .. } = &self.manners;
        let (timeout, may_connect) = (*timeout, *may_connect);
        let asked_at = self.clock.now();
        let authorities = authorities.as_ref();
        let request = Request { url, user_agent, validators, asked_at, timeout, limit, may_connect, authorities };
        let answer = client::ask(&request, self.clock);
        let pace = self.manners.pace.max(self.delay(url));
        self.pace.rest(host, pace, self.clock);
        answer
    }

    /// Leaves a host alone that has no time, and says for how many seconds.
    fn busy(&mut self, url: &Url, answer: &Answer) -> u64 {
        let now = self.clock.now() / 1000;
        let stated = answer.field("retry-after").and_then(|written| match written.parse::<u64>() {
            Ok(seconds) => Some(seconds),
            Err(_) => Some(unix_second(&mail_date(&written)?.0)?.max(0).unsigned_abs().saturating_sub(now)),
        });
        let after = stated.unwrap_or(BUSY).min(LONGEST_BUSY);
        self.pace.rest(url.host_str().unwrap_or_default(), after * 1000, self.clock);
        after
    }

    /// Whether the server lets programs ask for the address.
    fn permitted(&mut self, url: &Url) -> Result<(), FetchError> {
        if self.manners.ignore_robots {
            return Ok(());
        }
        let origin = url.origin().ascii_serialization();
        let now = self.clock.now();
        let is_fresh = |(asked, robots): &(u64, Result<Robots, FetchError>)| {
            now.saturating_sub(*asked) < if robots.is_ok() { ROBOTS_AGE } else { FAILED_AGE }
        };
        if !self.robots.get(&origin).is_some_and(is_fresh) {
            let robots = self.robots_of(url);
            self.robots.insert(origin.clone(), (now, robots));
            let delay = self.delay(url);
            self.pace.rest(url.host_str().unwrap_or_default(), delay, self.clock);
        }
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        match self.robots.get(&origin) {
            Some((_, Err(why))) if why.is_of_server() => Err(FetchError::NoRobots(Box::new(why.clone()))),
            // What hinders this hinders anything else there.
            Some((_, Err(why))) => Err(why.clone()),
            Some((_, Ok(robots))) if !robots.allows(&path) => Err(FetchError::Robots(path)),
            _ => Ok(()),
        }
    }

    /// How long the server asks to wait between requests, in milliseconds, as far as is known.
    fn delay(&self, url: &Url) -> u64 {
        let known = self.robots.get(&url.origin().ascii_serialization());
        known.and_then(|(_, robots)| Some(robots.as_ref().ok()?.delay)).unwrap_or(0)
    }

    /// What the server asks of programs: nothing where it has no such file (4xx), and not to ask for anything where it has trouble
    /// (RFC 9309, section 2.3.1).
    fn robots_of(&mut self, url: &Url) -> Result<Robots, FetchError> {
        let mut url = url.join("/robots.txt").map_err(|_| FetchError::Address(url.to_string()))?;
        for _ in 0..=ROBOTS_REDIRECTS {
            let answer = match self.ask(&url, None, robots::LONGEST) {
                Err(FetchError::TooLarge(_)) => return Ok(Robots::closed()),
                answer => answer?,
            };
            match answer.status {
                200..=299 => return Ok(Robots::parse(&answer.body, &self.manners.user_agent)),
                status if is_redirect(status) => url = led_to(&url, &answer)?,
                429 | 503 => {
                    let after = self.busy(&url, &answer);
                    return Err(FetchError::Busy { status: answer.status, after });
                }
                500..=599 => return Err(FetchError::Status(answer.status)),
                _ => return Ok(Robots::default()),
            }
        }
        // A chain that is too long counts as no file.
        Ok(Robots::default())
    }
}

/// Reads a `robots.txt`, and asks it for leave.
#[cfg(test)]
pub(crate) fn read_robots(file: &[u8]) {
    Robots::parse(file, "wirecopy/1.0").allows("/a?b=*$");
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads.
fn led_to(url: &Url, answer: &Answer) -> Result<Url, FetchError> {
    let location = answer.field("location").ok_or(FetchError::Nowhere(answer.status))?;
    let joined = url.join(&location).map_err(|_| FetchError::Address(without_password(&location)))?;
    parsed(joined.as_str())
}

/// An address that may be asked, without what names a place on the page.
fn parsed(address: &str) -> Result<Url, FetchError> {
    let wrong = || FetchError::Address(without_password(address).chars().take(200).collect());
    if address.len() > LONGEST_ADDRESS {
        return Err(wrong());
    }
    let mut url = Url::parse(address).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Userinfo);
    }
    url.set_fragment(None);
    Ok(url)
}
