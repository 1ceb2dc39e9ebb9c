//! What a server said of the bytes it sent: kept with a version that was fetched, as the field `http` of its record, and with
//! one that was taken from a feed as `feed_http`.

use serde::{Deserialize, Serialize};

use super::Meta;

/// What a server answered, beside the body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Response {
    /// The address that answered, behind all redirects.
    pub url: String,
    /// The network address that was connected to.
    pub ip: String,
    /// Status and header fields as they were sent, each line with its end, and the empty line behind them.
    pub head: Vec<u8>,
    /// What led there: each address that was asked before, and the status it answered with.
    pub redirects: Vec<(String, u16)>,
}

/// Its JSON form (docs/format.md, section 3).
#[derive(Serialize, Deserialize)]
struct Wire {
    url: String,
    ip: String,
    /// Each byte as the character of its number: a header may be in any encoding, and must come back byte for byte.
    head: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    redirects: Vec<(String, u16)>,
}

impl Response {
    /// The field of a record that has it.
    pub const FIELD: &str = "http";

    /// The field that has what was said of the feed a version was taken from.
    pub const OF_FEED: &str = "feed_http";

    /// The header fields that say how a body was sent, and not what it is.
    const SENT: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];

    pub fn json(&self) -> String {
        let wire = Wire {
            url: self.url.clone(),
            ip: self.ip.clone(),
            head: self.head.iter().map(|&byte| char::from(byte)).collect(),
            redirects: self.redirects.clone(),
        };
        // Strings and numbers always serialise.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// What a record has of it; `None` where there is nothing, or nothing that can be read.
    pub fn of(meta: &Meta) -> Option<Response> {
        Response::in_field(meta, Response::FIELD)
    }

    /// What one of the two fields has.
    pub fn in_field(meta: &Meta, field: &str) -> Option<Response> {
        let wire: Wire = serde_json::from_str(meta.extra.get(field)?).ok()?;
        let head = wire.head.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>().ok()?;
        Some(Response { url: wire.url, ip: wire.ip, head, redirects: wire.redirects })
    }

    /// The value of a header field, by its name in lower case; of several the first.
    pub fn field(&self, name: &str) -> Option<String> {
        self.lines().find_map(|line| Some(named(line, |found| found == name)?.1))
    }

    /// The number of a status.
    pub fn status(&self) -> Option<u16> {
        let line = self.head.split(|byte| *byte == b'\n').next()?;
        str::from_utf8(line.split(|byte| *byte == b' ').nth(1)?.trim_ascii()).ok()?.parse().ok()
    }

    /// The head as it goes with a body of `length` bytes without any coding: as it was, if it says nothing else of the body, else
    /// with what it says renamed, as archives do, so that no reader undoes a coding once more.
    pub fn head_of(&self, length: usize) -> Vec<u8> {
        let says = |name: &str| self.field(name).map(|value| value.trim().to_ascii_lowercase());
        let is_coded = says("content-encoding").is_some_and(|coding| coding != "identity");
        let is_so = says("content-length").is_none_or(|stated| stated == length.to_string());
        if !is_coded && is_so && says("transfer-encoding").is_none() {
            return self.head.clone();
        }
        let mut head = Vec::new();
        for line in self.head.split_inclusive(|byte| *byte == b'\n') {
            if line.trim_ascii().is_empty() {
                head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
            } else if named(line, |name| Response::SENT.contains(&name)).is_some() {
                head.extend_from_slice(b"X-Archive-Orig-");
            }
            head.extend_from_slice(line);
        }
        head
    }

    /// The lines of the header fields.
    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.head.split(|byte| *byte == b'\n').skip(1)
    }
}

/// A header field, if it has a name that is wanted, and its value.
fn named(line: &[u8], wanted: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = str::from_utf8(line.get(..colon)?).ok()?.trim().to_ascii_lowercase();
    let value = String::from_utf8_lossy(line.get(colon + 1..)?.trim_ascii()).into_owned();
    wanted(&name).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn response(head: &str) -> Response {
        Response { head: head.as_bytes().to_vec(), ..Response::default() }
    }

    #[test]
    fn fields_are_found_by_their_names() {
        let response = response("HTTP/1.1 200 OK: fine\r\nETag:  \"a:b\" \r\netag: \"c\"\r\nX-É: 1\r\n\r\n");
        assert_eq!(response.field("etag").as_deref(), Some("\"a:b\""));
        assert_eq!(
            (response.status(), response.field("http/1.1 200 ok"), response.field("x")),
            (Some(200), None, None)
        );
    }

    #[test]
    fn a_head_says_nothing_of_a_coding_that_was_undone() {
        let plain = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: identity\r\n\r\n";
        assert_eq!(response(plain).head_of(4), plain.as_bytes());
        let chunked = response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n").head_of(9);
        assert_eq!(
            String::from_utf8(chunked).unwrap(),
            "HTTP/1.1 200 OK\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\nA: b\r\nContent-Length: 9\r\n\r\n"
        );
        assert!(
            String::from_utf8(response(plain).head_of(5)).unwrap().contains("\r\nX-Archive-Orig-Content-Length: 4\r\n")
        );
    }

    proptest! {
        #[test]
        fn what_was_sent_comes_back(head in proptest::collection::vec(any::<u8>(), 0..80), url in "\\PC{0,20}", status in any::<u16>()) {
            let response = Response { url: url.clone(), ip: "::1".to_owned(), head, redirects: vec![(url, status)] };
            let extra = [(Response::FIELD.to_owned(), response.json())].into();
            prop_assert_eq!(Response::of(&Meta { extra, ..Meta::default() }), Some(response.clone()));
            response.head_of(3);
        }
    }
}
