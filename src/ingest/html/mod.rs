//! Web pages: the article's text out of its page, and what the page states of it.
//!
//! The bytes of the page are what is hashed and kept; the text is what reading them gave on that day. Without the feature
//! `html` there is no reader (`absent.rs`), and no other file differs.

#[cfg_attr(not(feature = "html"), path = "absent.rs")]
mod page;

use std::collections::BTreeMap;
use std::io::BufRead;

use super::intake::Intake;
use super::place::Place;
use super::{Format, Reads};
use crate::article::{Meta, Source};
pub use page::Explained;

pub(super) const FORMAT: Format =
    Format { name: "html", is_article: true, endings: &["html", "htm", "xhtml"], looks, reads: Reads::Unpacked(read) };

/// The name under which a record keeps the encoding that came with its bytes and is not in them.
const CHARSET: &str = "charset";

/// What was said of a page by whatever brought it: a record of a crawl, a feed, an answer over HTTP.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// Where it was got. The article is then named by its address.
    pub url: Option<String>,
    /// The label of its encoding.
    pub charset: Option<String>,
    /// When its bytes were captured, Unix seconds.
    pub captured_at: Option<i64>,
    /// Carried through as a record's unknown fields are: name → compact JSON.
    pub extra: BTreeMap<String, String>,
}

/// A page begins with its type or one of its outer elements, behind white space and comments at most.
fn looks(head: &[u8]) -> bool {
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    loop {
        let end = match rest {
            [b'<', b'!', b'-', b'-', ..] => rest.windows(3).position(|w| w == b"-->").map(|at| at + 3),
            [b'<', b'?', b'x', b'm', b'l', ..] => rest.windows(2).position(|w| w == b"?>").map(|at| at + 2),
            _ => break,
        };
        let Some(end) = end else { return false };
        rest = rest.get(end..).unwrap_or_default().trim_ascii_start();
    }
    let begins = |word: &str| {
        let (start, after) = rest.split_at_checked(word.len()).unwrap_or((rest, &[]));
        start.eq_ignore_ascii_case(word.as_bytes()) && after.first().is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    ["<!doctype html", "<html", "<head", "<body"].into_iter().any(begins)
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    take(raw, Told::default(), at, place, intake);
}

/// The text of a part of a page, such as an entry of a feed has.
pub(super) fn fragment(html: &str) -> String {
    page::fragment(html)
}

#[cfg(all(test, feature = "html"))]
pub(super) use page::tests::check_bytes;

/// Takes the article on a page of these bytes. What cannot be taken becomes a problem at `at`.
pub(super) fn take(raw: Vec<u8>, told: Told, at: Source, place: &Place, intake: &mut Intake) {
    page::take(raw, told, at, place, intake);
}

/// The page of these bytes read again; `None` if they are none.
pub(super) fn again(raw: &[u8], meta: &Meta) -> Option<Explained> {
    let charset = meta.extra.get(CHARSET).and_then(|json| serde_json::from_str::<String>(json).ok());
    // Whatever the reader was told the format is, a page has elements.
    raw.contains(&b'<').then(|| Explained::new(raw, meta.url.as_deref(), charset.as_deref())).flatten()
}
