//! Pages that send their readers on by themselves: `<meta http-equiv=refresh>` (HTML standard, section 4.2.5.3).

use super::scan::{Token, Unseen, scan};
use crate::ingest::address::joined;

/// A page that waits longer is one to be read, and comes again to have its news.
const SECONDS: u64 = 10;

/// Where the page sends its readers, seen from its own address if that is known; not to itself.
pub(super) fn sends_on(html: &str, url: Option<&str>) -> Option<String> {
    let (mut unseen, mut found) = (Unseen::default(), None);
    scan(html, |token, _| {
        if !unseen.covers(&token)
            && found.is_none()
            && let Token::Open(tag) = &token
            && tag.name == "meta"
            && tag.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
        {
            found = tag.get("content").and_then(target);
        }
    });
    found.map(|target| joined(url, &target)).filter(|target| Some(target.as_str()) != url)
}

/// `0; url=/b`: a number of seconds, then an address, in quotation marks or not.
fn target(content: &str) -> Option<String> {
    let digits = content.find(|c: char| !c.is_ascii_digit()).unwrap_or(content.len());
    let (seconds, rest) = content.split_at(digits);
    let is_soon = seconds.is_empty() || seconds.parse::<u64>().is_ok_and(|seconds| seconds <= SECONDS);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let named = rest.get(..3).filter(|name| name.eq_ignore_ascii_case("url")).and_then(|_| rest.get(3..));
    let rest = named.and_then(|rest| rest.trim_start().strip_prefix('=')).unwrap_or(rest).trim_start();
    let target = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next()?,
        _ => rest,
    };
    Some(target.trim().to_owned()).filter(|target| is_soon && !target.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_page_sends_on_is_read_as_browsers_do() {
        let page = |content: &str| format!("<head><META HTTP-EQUIV=Refresh content=\"{content}\"></head>");
        for (content, to) in [
            ("0;url=/b", Some("https://a.example/b")),
            ("0; URL = 'https://b.example/?x=1;y'", Some("https://b.example/?x=1;y")),
            ("3,b", Some("https://a.example/c/b")),
            (".5; url=b", Some("https://a.example/c/b")),
            ("10 url=b", Some("https://a.example/c/b")),
            ("11; url=b", None),
            ("300", None),
            ("5; url=d", None),
            ("0; url=", None),
            ("", None),
        ] {
            assert_eq!(sends_on(&page(content), Some("https://a.example/c/d")).as_deref(), to, "{content}");
        }
        assert_eq!(sends_on(&format!("<noscript>{}</noscript>", page("0;url=/b")), None), None);
        assert_eq!(sends_on(&page("0;url=/b"), None).as_deref(), Some("/b"));
    }
}
