//! What a record holds: a page or a text to take, an earlier one seen again, or something that is no article.

use std::io::{self, Read};

use super::super::Problem;
use super::super::html;
use super::digest::Check;
use super::http::{self, Answer, Undecoded, media_type, unchunked};
use super::record::Head;
use crate::article::{OneLine, Source};

/// What becomes of a record.
#[derive(Debug)]
pub(super) enum Fate {
    Take(Payload),
    Revisit(Revisit),
    /// It is no article, and this is why.
    Pass(String),
    Problem(Trouble),
}

/// The body of a page or a text, as its server meant it.
#[derive(Debug)]
pub(super) struct Payload {
    pub url: String,
    pub charset: Option<String>,
    pub bytes: Vec<u8>,
    pub is_html: bool,
    /// A text that somebody made of the page.
    pub is_conversion: bool,
    /// It ends before its end.
    pub is_cut: bool,
    /// Its digest is not the one stated.
    pub differs: bool,
}

impl Payload {
    /// Bytes that a store has had as an article: decoded, and of a type that is read.
    pub fn stored(bytes: Vec<u8>) -> Payload {
        let is_html = (html::FORMAT.looks)(bytes.get(..4096).unwrap_or(&bytes));
        let url = String::new();
        Payload { url, charset: None, bytes, is_html, is_conversion: false, is_cut: false, differs: false }
    }
}

/// A record that says: at this time the address gave what it, or another, gave before.
#[derive(Debug)]
pub(super) struct Revisit {
    pub url: String,
    /// Labelled, of the payload.
    pub digest: Option<String>,
    /// The address and the date of the earlier capture, where they are stated.
    pub earlier: (Option<String>, Option<String>),
}

/// Why a page cannot be taken.
#[derive(Debug)]
pub(super) enum Trouble {
    TooLarge,
    /// In a coding of that name.
    Coding(String),
    /// One of several records that an answer was parted into.
    Segment,
}

impl From<Undecoded> for Trouble {
    fn from(undecoded: Undecoded) -> Trouble {
        match undecoded {
            Undecoded::TooLarge => Trouble::TooLarge,
            Undecoded::Unknown(coding) => Trouble::Coding(short(&coding)),
        }
    }
}

impl Trouble {
    pub fn at(self, at: Source, limit: u64) -> Problem {
        match self {
            Trouble::TooLarge => Problem::TooLarge { at, limit },
            Trouble::Coding(coding) => Problem::Coding { at, coding },
            Trouble::Segment => Problem::Segment { at },
        }
    }
}

/// Reads of a record's block what has to be read to tell.
pub(super) fn fate(head: &Head, block: &mut dyn Read, limit: u64) -> Fate {
    let kind = head.kind();
    match kind.as_str() {
        "continuation" => return Fate::Problem(Trouble::Segment),
        "response" | "resource" | "conversion" | "revisit" => {}
        "" => return Fate::Pass("records of no type".to_owned()),
        _ => return Fate::Pass(format!("{} records", short(&kind))),
    }
    let Some(url) = head.address("warc-target-uri").filter(|url| is_web(url)) else {
        return Fate::Pass("not from the web".to_owned());
    };
    if head.get("warc-segment-number").is_some() {
        return Fate::Problem(Trouble::Segment);
    }
    let read = match kind.as_str() {
        "response" => response(head, url, block, limit),
        "revisit" => return revisit(head, url),
        _ => resource(head, url, kind == "conversion", block, limit),
    };
    // What hinders the reading is told at the record's end, whatever this says.
    read.unwrap_or_else(|_| Fate::Pass("records cut short".to_owned()))
}

fn is_web(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

/// A word of a record, as it may stand in a count.
fn short(word: &str) -> String {
    OneLine(&word.chars().take(40).collect::<String>()).to_string()
}

fn revisit(head: &Head, url: &str) -> Fate {
    let of = |name| head.address(name).map(str::to_owned);
    Fate::Revisit(Revisit {
        url: url.to_owned(),
        digest: of("warc-payload-digest"),
        // An answer that nothing has changed is of the address itself.
        earlier: (of("warc-refers-to-target-uri").or_else(|| Some(url.to_owned())), of("warc-refers-to-date")),
    })
}

fn response(head: &Head, url: &str, block: &mut dyn Read, limit: u64) -> io::Result<Fate> {
    let (answer, _, body) = Answer::read(block)?;
    let Some(answer) = answer else { return Ok(Fate::Pass("answers not of HTTP/1".to_owned())) };
    answered(head, url, &answer, body, block, limit)
}

/// What becomes of the answer of a server, as of a record that holds it. Its body has no chunks any more.
pub(super) fn fetched(url: &str, head: &[u8], body: Vec<u8>, limit: u64) -> Fate {
    let read = match Answer::read(&mut &*head) {
        Ok((Some(answer), ..)) => answered(&Head::default(), url, &answer.unchunked(), body, &mut io::empty(), limit),
        _ => Ok(Fate::Pass("not of HTTP/1".to_owned())),
    };
    // Nothing in memory hinders the reading.
    read.unwrap_or_else(|_| Fate::Pass("cut short".to_owned()))
}

/// The body of any document, without the codings that the head names.
pub(super) fn body(head: &[u8], body: Vec<u8>, limit: u64) -> Result<Vec<u8>, Trouble> {
    match Answer::read(&mut &*head) {
        Ok((Some(answer), ..)) => Ok(answer.unchunked().decoded(body, limit)?.bytes),
        _ => Ok(body),
    }
}

/// `body` is what was read of the body with the head; the rest is in `block`.
fn answered(
    head: &Head,
    url: &str,
    answer: &Answer,
    mut body: Vec<u8>,
    block: &mut dyn Read,
    limit: u64,
) -> io::Result<Fate> {
    // 206 is a part of a page.
    if !(200..300).contains(&answer.status) || answer.status == 206 {
        return Ok(Fate::Pass(format!("status {}", answer.status)));
    }
    let (media, charset) = media_type(answer.get("content-type").unwrap_or_default());
    if let Some(other) = other_type(&media) {
        return Ok(Fate::Pass(other));
    }
    if !filled(&mut body, block, limit)? {
        return Ok(Fate::Problem(Trouble::TooLarge));
    }
    let stated = head.get("warc-payload-digest");
    let sent = holds(stated, &body) || answer.is_chunked() && unchunked(&body).is_some_and(|b| holds(stated, &b.bytes));
    let decoded = match answer.decoded(body, limit) {
        Ok(decoded) => decoded,
        Err(undecoded) => return Ok(Fate::Problem(undecoded.into())),
    };
    let differs = !sent && !holds(stated, &decoded.bytes);
    Ok(taken(head, url, &media, charset, decoded, differs))
}

fn resource(head: &Head, url: &str, is_conversion: bool, block: &mut dyn Read, limit: u64) -> io::Result<Fate> {
    let (media, charset) = media_type(head.get("content-type").unwrap_or_default());
    if let Some(other) = other_type(&media) {
        return Ok(Fate::Pass(other));
    }
    let mut bytes = Vec::new();
    if !filled(&mut bytes, block, limit)? {
        return Ok(Fate::Problem(Trouble::TooLarge));
    }
    let differs = !holds(head.get("warc-payload-digest"), &bytes);
    Ok(match taken(head, url, &media, charset, http::Body { bytes, is_cut: false }, differs) {
        Fate::Take(payload) => Fate::Take(Payload { is_conversion, ..payload }),
        other => other,
    })
}

fn taken(head: &Head, url: &str, media: &str, charset: Option<String>, body: http::Body, differs: bool) -> Fate {
    let looks = || (html::FORMAT.looks)(body.bytes.get(..4096).unwrap_or(&body.bytes));
    let is_html = match media {
        "text/plain" => false,
        "" if !looks() => return Fate::Pass("of no stated type".to_owned()),
        _ => true,
    };
    if body.bytes.is_empty() {
        return Fate::Pass("empty answers".to_owned());
    }
    Fate::Take(Payload {
        url: url.to_owned(),
        charset,
        is_html,
        is_conversion: false,
        is_cut: body.is_cut || head.get("warc-truncated").is_some(),
        differs,
        bytes: body.bytes,
    })
}

/// What a media type is called that is not read; one that is not stated may be.
fn other_type(media: &str) -> Option<String> {
    let reads = matches!(media, "text/html" | "application/xhtml+xml" | "text/plain" | "");
    (!reads).then(|| short(media))
}

/// Reads all of the block behind what `bytes` holds of it; says whether it is within the limit.
fn filled(bytes: &mut Vec<u8>, block: &mut dyn Read, limit: u64) -> io::Result<bool> {
    let most = limit.saturating_add(1).saturating_sub(bytes.len() as u64);
    block.take(most).read_to_end(bytes)?;
    Ok(bytes.len() as u64 <= limit)
}

/// Whether the bytes have the digest that is stated, if one is that can be checked.
fn holds(stated: Option<&str>, bytes: &[u8]) -> bool {
    stated.and_then(Check::of).is_none_or(|mut check| {
        check.update(bytes);
        check.holds()
    })
}
