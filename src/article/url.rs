//! One address for an article that is reached by several: with tracking, as AMP, for printers, for small screens.
//!
//! The rules are version [`URL_RULES`]; docs/inputs.md lists them, and `url.toml` holds the hosts, endings and parameters.
//! A rule that could join two articles is not taken: parameters we do not know stay, and so do the case of a path and a
//! fragment that names a page (`#!`, `#/`).

use std::sync::LazyLock;

use serde::Deserialize;

/// The version of the rules. With another one an address may become another key, so an article taken in again may become
/// another article.
pub const URL_RULES: u32 = 1;

/// `url.toml` as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Rules {
    hosts: Vec<Host>,
    endings: Vec<Ending>,
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Host {
    label: String,
    #[allow(dead_code, reason = "for who reads the file; a test asks for it")]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    path: String,
    becomes: String,
    #[allow(dead_code, reason = "for who reads the file; a test asks for it")]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    value: Option<String>,
    #[allow(dead_code, reason = "for who reads the file; a test asks for it")]
    why: String,
}

fn rules() -> &'static Rules {
    // The file is part of the program; that it can be read is tested below.
    static RULES: LazyLock<Rules> = LazyLock::new(|| read().unwrap_or_default());
    &RULES
}

fn read() -> Result<Rules, toml::de::Error> {
    toml::from_str(include_str!("url.toml"))
}

/// An address in canonical form. Two that are equal lead to one article, as far as the rules know.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CanonicalUrl {
    /// Without the first labels that say how a page is shown; with the port, if it is not the scheme's own.
    host: String,
    /// Begins with `/`.
    path: String,
    /// Without `?`; empty where nothing is asked for.
    query: String,
    /// Without `#`; only one that names a page.
    fragment: String,
}

impl CanonicalUrl {
    /// Reads an absolute address of a page; `None` where it is none.
    pub fn parse(url: &str) -> Option<CanonicalUrl> {
        // Browsers leave these out wherever they stand.
        let mut url: String = url.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        for _ in 0..WRAPPINGS {
            let Some(inner) = split_scheme(&url).and_then(|(_, rest)| wrapped(rest)) else { break };
            url = inner;
        }
        let (scheme, rest) = split_scheme(&url)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Some(CanonicalUrl {
            host: host(authority, scheme)?,
            path: canonical_path(path),
            query: canonical_query(query),
            fragment: if fragment.starts_with(['!', '/']) { escaped(fragment) } else { String::new() },
        })
    }

    /// The host, without the first labels that say how a page is shown, in lower case; with the port, if one is stated that
    /// is not the scheme's own.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What people call the article: the host, and the last part of the path that says something.
    pub fn readable(&self) -> String {
        let mut parts = self.path.rsplit('/').filter(|part| !part.is_empty());
        let last = parts.next().map(|part| stem(part).to_owned());
        let mut name = last.unwrap_or_default();
        // A number by itself says little; what stands before it may say more.
        if !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_digit())
            && let Some(before) = parts.next()
        {
            name = format!("{}-{name}", stem(before));
        }
        for more in [&self.query, &self.fragment].into_iter().filter(|more| !more.is_empty()) {
            name = if name.is_empty() { more.clone() } else { format!("{name}-{more}") };
        }
        let mut readable = String::new();
        for c in unescaped(&name).chars() {
            let keep = c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
            match keep {
                true => readable.push(c),
                false if readable.ends_with('-') => {}
                false => readable.push('-'),
            }
        }
        // As long as a line of a table bears.
        let readable: String = readable.trim_matches('-').chars().take(READABLE).collect();
        if readable.is_empty() {
            self.host.clone()
        } else {
            format!("{}/{}", self.host, readable.trim_end_matches('-'))
        }
    }
}

/// An archive shows a cache that shows a page; more than that is nobody's address.
const WRAPPINGS: usize = 3;

/// The most characters of a path that a name shows.
const READABLE: usize = 60;

impl std::fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "https://{}{}", self.host, self.path)?;
        if !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        if !self.fragment.is_empty() {
            write!(f, "#{}", self.fragment)?;
        }
        Ok(())
    }
}

/// An address as it may be shown: a name and password before the host are left out.
pub fn without_password(url: &str) -> String {
    let behind_scheme = url.find(':').map_or(0, |at| at + 1);
    let (scheme, rest) = url.split_at(behind_scheme);
    let host = rest.trim_start_matches(['/', '\\']);
    let end = host.find(['/', '\\', '?', '#']).unwrap_or(host.len());
    match host.get(..end).and_then(|authority| authority.rfind('@')) {
        Some(at) if !scheme.is_empty() => {
            let slashes = rest.get(..rest.len() - host.len()).unwrap_or_default();
            format!("{scheme}{slashes}…{}", host.get(at..).unwrap_or_default())
        }
        _ => url.to_owned(),
    }
}

/// The scheme of a page, in lower case, and what follows `://`.
fn split_scheme(url: &str) -> Option<(&'static str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
    Some((scheme, rest.strip_prefix("//")?))
}

/// The address inside one of an archive or a cache that shows another's page and says whose.
fn wrapped(rest: &str) -> Option<String> {
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    if matches!(host.as_str(), "web.archive.org" | "web-beta.archive.org") {
        // /web/20241110124800id_/https://…
        let (time, page) = path.strip_prefix("web/")?.split_once('/')?;
        let is_time = time.starts_with(|c: char| c.is_ascii_digit())
            && time.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        return is_time.then(|| with_scheme(page, "http"));
    }
    let cached = match host.strip_prefix("www.").unwrap_or(&host) {
        // /amp/s/www.example.com/page
        google if google.starts_with("google.") => path.strip_prefix("amp/")?,
        // /c/s/www.example.com/page, /v/ for one shown in a viewer
        cache if cache.ends_with(".cdn.ampproject.org") => path.strip_prefix("c/").or(path.strip_prefix("v/"))?,
        _ => return None,
    };
    Some(match cached.strip_prefix("s/") {
        Some(page) => with_scheme(page, "https"),
        None => with_scheme(cached, "http"),
    })
}

fn with_scheme(page: &str, scheme: &str) -> String {
    // A crawler may have written one slash of two.
    match ["https:/", "http:/"].into_iter().find_map(|known| Some((known, page.strip_prefix(known)?))) {
        Some((known, rest)) => format!("{known}/{}", rest.trim_start_matches('/')),
        None => format!("{scheme}://{page}"),
    }
}

/// Who serves the page. A name outside ASCII stays as it is written, in lower case; one in Punycode too.
fn host(authority: &str, scheme: &str) -> Option<String> {
    let address = authority.rsplit('@').next().unwrap_or(authority);
    let (name, port) = match address.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port),
        _ => (address, ""),
    };
    let name = name.trim_end_matches('.').to_lowercase();
    let is_ip6 = name.starts_with('[') && name.ends_with(']');
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_') || (is_ip6 && "[]:".contains(c));
    if name.split('.').any(str::is_empty) || !name.chars().all(allowed) {
        return None;
    }
    let mut name = name.as_str();
    while let Some((label, rest)) = name.split_once('.')
        && rest.contains('.')
        && rules().hosts.iter().any(|host| host.label == label)
        // Not the first number of an address.
        && !rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        name = rest;
    }
    let own = if scheme == "http" { "80" } else { "443" };
    Some(if port.is_empty() || port == own { name.to_owned() } else { format!("{name}:{port}") })
}

fn canonical_path(path: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for part in path.split('/').skip(1) {
        let part = escaped(part);
        match part.as_str() {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(part),
        }
    }
    let mut path = format!("/{}", kept.join("/"));
    loop {
        while path.ends_with('/') {
            path.pop();
        }
        let fits = |ending: &&Ending| path.to_ascii_lowercase().ends_with(&ending.path);
        let Some(ending) = rules().endings.iter().find(fits) else { break };
        path.truncate(path.len() - ending.path.len());
        path.push_str(&ending.becomes);
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

/// The parameters that say which article it is, by name; those of one name in their order.
fn canonical_query(query: &str) -> String {
    let mut kept: Vec<(String, String)> = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let plain = unescaped(name).to_ascii_lowercase();
        let fits = |rule: &Parameter| {
            let name = match rule.name.strip_suffix('*') {
                Some(beginning) => plain.starts_with(beginning),
                None => plain == rule.name,
            };
            name && rule.value.as_ref().is_none_or(|wanted| unescaped(value).eq_ignore_ascii_case(wanted))
        };
        if parameter != "=" && !rules().parameters.iter().any(fits) {
            kept.push((escaped(name), escaped(value)));
        }
    }
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    let written = kept.into_iter().map(|(name, value)| if value.is_empty() { name } else { format!("{name}={value}") });
    written.collect::<Vec<_>>().join("&")
}

/// The one way to write a part of an address (RFC 3986, section 6.2.2): what needs no escape has none, what needs one has
/// it in capitals.
fn escaped(part: &str) -> String {
    let mut written = String::new();
    let mut bytes = part.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        let byte = match byte {
            b'%' => match escape(bytes.as_slice()) {
                Some(meant) => {
                    bytes.nth(1);
                    if meant.is_ascii_alphanumeric() || b"-._~".contains(&meant) {
                        written.push(char::from(meant));
                    } else {
                        written.push_str(&format!("%{meant:02X}"));
                    }
                    continue;
                }
                None => byte,
            },
            _ => byte,
        };
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'%' | 0..=b' ' | 0x7f.. => {
                written.push_str(&format!("%{byte:02X}"));
            }
            _ => written.push(char::from(byte)),
        }
    }
    written
}

/// The byte that the two hex digits at the beginning stand for.
fn escape(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// What a part says, for people and for comparing; bytes that are no UTF-8 become U+FFFD.
fn unescaped(part: &str) -> String {
    let mut meant = Vec::new();
    let mut bytes = part.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        match (byte, escape(bytes.as_slice())) {
            (b'%', Some(escape)) => {
                bytes.nth(1);
                meant.push(escape);
            }
            _ => meant.push(byte),
        }
    }
    String::from_utf8_lossy(&meant).into_owned()
}

/// A part of a path without the ending that names a kind of file.
fn stem(part: &str) -> &str {
    match part.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && (2..=5).contains(&ending.len())
                && ending.bytes().all(|b| b.is_ascii_alphabetic()) =>
        {
            stem
        }
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(url: &str) -> String {
        CanonicalUrl::parse(url).unwrap_or_else(|| panic!("{url}")).to_string()
    }

    #[test]
    fn one_article_has_one_address() {
        let one = "https://example.com/news/bridge-reopens";
        for url in [
            "https://example.com/news/bridge-reopens",
            "http://example.com/news/bridge-reopens/",
            "HTTPS://Example.COM:443/news/bridge-reopens",
            "http://www.example.com:80/news/bridge-reopens",
            "https://m.example.com/news/bridge-reopens?m=1",
            "https://amp.example.com./news/bridge-reopens",
            "https://www.example.com/news/bridge-reopens/amp/",
            "https://example.com/news/bridge-reopens?amp",
            "https://example.com/news/bridge-reopens?outputType=amp",
            "https://example.com/news/bridge-reopens/print?print=1",
            "https://example.com/news/bridge-reopens/index.html",
            "https://example.com/news/bridge-reopens?utm_source=x&UTM_Medium=y&fbclid=z#comments",
            "https://example.com/news/./2024/../bridge%2Dreopens",
            "https://reader:secret@example.com/news/bridge-reopens?",
            "\thttps://example.com/news/bridge\n-reopens ",
            "https://web.archive.org/web/20241110124800/https://www.example.com/news/bridge-reopens",
            "https://web.archive.org/web/20241110124800id_/http:/example.com/news/bridge-reopens",
            "https://www.google.co.uk/amp/s/amp.example.com/news/bridge-reopens.amp",
            "https://amp-example-com.cdn.ampproject.org/c/s/amp.example.com/news/bridge-reopens?amp_js_v=0.1",
        ] {
            assert_eq!(canonical(url), one, "{url}");
        }
    }

    #[test]
    fn what_may_be_another_article_has_another_address() {
        for (url, written) in [
            ("http://example.com", "https://example.com/"),
            ("https://example.com/?b=2&a=1&b=1", "https://example.com/?a=1&b=2&b=1"),
            ("https://example.com/a?ref=7&source=x", "https://example.com/a?ref=7&source=x"),
            ("https://example.com/A", "https://example.com/A"),
            ("https://example.com/a?page=2", "https://example.com/a?page=2"),
            ("https://example.com/a?print=7", "https://example.com/a?print=7"),
            ("https://example.com/#!/article/7", "https://example.com/#!/article/7"),
            ("https://example.com:8080/a", "https://example.com:8080/a"),
            ("https://m.com/a", "https://m.com/a"),
            ("https://news.example.com/a", "https://news.example.com/a"),
            ("https://example.com/caf\u{e9} a", "https://example.com/caf%C3%A9%20a"),
            ("https://example.com/caf%c3%a9%20%2f", "https://example.com/caf%C3%A9%20%2F"),
            ("https://example.com/100%", "https://example.com/100%25"),
            ("https://xn--BCHER-kva.example/a", "https://xn--bcher-kva.example/a"),
            ("https://192.168.0.1/a", "https://192.168.0.1/a"),
            ("http://[::1]:80/a", "https://[::1]/a"),
            ("https://web.archive.org/web/", "https://web.archive.org/web"),
            ("https://example.com/revamp", "https://example.com/revamp"),
        ] {
            assert_eq!(canonical(url), written, "{url}");
        }
    }

    #[test]
    fn what_is_no_page_has_no_address() {
        for url in [
            "",
            "example.com/a",
            "/a",
            "ftp://example.com/",
            "mailto:a@example.com",
            "https:///a",
            "https://a b/",
            "https://www..a.example/",
        ] {
            assert_eq!(CanonicalUrl::parse(url), None, "{url}");
        }
    }

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("https://me:secret@a.example/b@c", "https://…@a.example/b@c"),
            ("HTTP:\\\\me@x:p@a.example?q=@", "HTTP:\\\\…@a.example?q=@"),
            ("https:me:secret@a.example", "https:…@a.example"),
            ("https://a.example/b@c", "https://a.example/b@c"),
            ("https://a.example:443/?me:secret@x", "https://a.example:443/?me:secret@x"),
            ("a@b", "a@b"),
            ("", ""),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn a_name_can_be_read() {
        for (url, name) in [
            ("https://www.example.com/2024/11/bridge-reopens.html", "example.com/bridge-reopens"),
            ("https://example.com/bridge/12345", "example.com/bridge-12345"),
            ("https://example.com/story.php?id=7&lang=en", "example.com/story-id-7-lang-en"),
            ("https://example.com/%D0%BC%D0%BE%D1%81%D1%82", "example.com/мост"),
            ("https://example.com/", "example.com"),
            ("https://example.com/a%1b[2J", "example.com/a-2J"),
        ] {
            assert_eq!(CanonicalUrl::parse(url).unwrap().readable(), name, "{url}");
        }
    }

    #[test]
    fn each_rule_has_a_reason_and_stands_once() {
        let rules = read().unwrap();
        let mut all: Vec<String> = Vec::new();
        for Host { label, why } in &rules.hosts {
            assert!(!why.is_empty() && *label == label.to_lowercase());
            all.push(format!("host {label}"));
        }
        for Ending { path, becomes, why } in &rules.endings {
            assert!(!why.is_empty() && *path == path.to_lowercase() && becomes.len() < path.len());
            all.push(format!("path {path}"));
        }
        for Parameter { name, value, why } in &rules.parameters {
            assert!(!why.is_empty() && *name == name.to_lowercase());
            all.push(format!("parameter {name}={value:?}"));
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "a rule stands twice");
        assert!(!rules.parameters.is_empty());
    }

    proptest! {
        #[test]
        fn the_canonical_form_of_a_canonical_form_is_itself(
            url in "https?://(www\\.|m\\.)?[a-z]{1,3}\\.com(:80)?(/[a-zé%./_A-F0-9 -]{0,8}){0,3}(\\?[a-z=&%0-9_]{0,12})?(#[!a-z/]{0,4})?"
        ) {
            if let Some(once) = CanonicalUrl::parse(&url) {
                let again = CanonicalUrl::parse(&once.to_string());
                prop_assert_eq!(again, Some(once));
            }
        }

        #[test]
        fn anything_is_read_or_refused(url in "\\PC{0,40}") {
            if let Some(url) = CanonicalUrl::parse(&format!("https://a.com/{url}")) {
                prop_assert!(url.to_string().is_ascii());
                prop_assert!(!url.readable().is_empty());
            }
        }
    }
}
