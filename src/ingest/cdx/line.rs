//! A line of an index: CDX, of fields whose letters a header names, or CDXJ, of a key, a time and JSON.

use serde::Deserialize;
use serde_json::Value;

use crate::text::unix_second;

/// Fields of a CDX file without a header, by how many there are (iipc.github.io, "CDX file format").
const FIELDS: [&str; 3] = ["NbamskrMSVg", "NbamskrMVg", "NbamskrVg"];

/// What a header is called behind its first character, which parts the fields.
const HEADER: &str = "CDX";

/// A capture, and where its record stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    pub url: String,
    /// Unix seconds, if it states that much.
    pub time: Option<i64>,
    /// With or without a label.
    pub digest: Option<String>,
    /// The name or the path of the crawl's file.
    pub file: String,
    pub offset: u64,
}

/// How the fields of CDX follow each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Header {
    mark: char,
    letters: Vec<char>,
}

impl Header {
    /// ` CDX N b a m s k r M S V g`
    pub fn of(line: &str) -> Option<Header> {
        let mark = line.chars().next()?;
        let mut fields = line.get(mark.len_utf8()..)?.split(mark);
        if fields.next()? != HEADER || mark.is_alphanumeric() {
            return None;
        }
        // A name of one letter each.
        Some(Header { mark, letters: fields.filter_map(|name| name.trim().chars().next()).collect() })
    }
}

/// Whether a line states nothing of a capture: it is empty, or speaks of the index.
pub(super) fn is_aside(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with(['!', '@', '#'])
}

/// Whether it is a line of CDXJ.
pub(super) fn is_cdxj(line: &str) -> bool {
    parts(line).is_some_and(|(time, json)| {
        time.len() >= 14 && json.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
    })
}

pub(super) fn read(line: &str, header: Option<&Header>) -> Result<Line, &'static str> {
    match parts(line) {
        Some((time, json)) if json.starts_with('{') => cdxj(time, json),
        _ => cdx(line, header),
    }
}

/// A time in digits behind the key, and the rest of the line.
fn parts(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once(' ')?;
    let (time, rest) = rest.split_once(' ')?;
    time.bytes().all(|byte| byte.is_ascii_digit()).then(|| (time, rest.trim_start()))
}

/// What is read of the JSON; numbers may be strings.
#[derive(Deserialize)]
struct Fields {
    url: Option<String>,
    digest: Option<String>,
    filename: Option<String>,
    offset: Option<Value>,
}

fn cdxj(time: &str, json: &str) -> Result<Line, &'static str> {
    let fields: Fields = serde_json::from_str(json).map_err(|_| "no JSON behind its time")?;
    let offset = fields.offset.and_then(|offset| match offset {
        Value::String(digits) => digits.parse().ok(),
        other => other.as_u64(),
    });
    Ok(Line {
        url: fields.url.ok_or("no `url`")?,
        time: second(time),
        digest: fields.digest.filter(|digest| digest != "-"),
        file: fields.filename.ok_or("no `filename`")?,
        offset: offset.ok_or("no `offset`")?,
    })
}

fn cdx(line: &str, header: Option<&Header>) -> Result<Line, &'static str> {
    let values: Vec<&str> = line.trim_end().split(header.map_or(' ', |header| header.mark)).collect();
    let letters: Vec<char> = match header {
        Some(header) => header.letters.clone(),
        None => FIELDS
            .iter()
            .find(|fields| fields.len() == values.len())
            .map(|fields| fields.chars().collect())
            .unwrap_or_default(),
    };
    if letters.len() != values.len() {
        return Err("not as many fields as a line of this index has");
    }
    let value = |wanted: char| {
        let at = letters.iter().position(|letter| *letter == wanted)?;
        values.get(at).copied().filter(|value| !matches!(*value, "-" | ""))
    };
    let offset = value('V').or_else(|| value('v')).and_then(|offset| offset.parse().ok());
    Ok(Line {
        url: value('a').ok_or("no address")?.to_owned(),
        time: value('b').and_then(second),
        digest: value('k').map(str::to_owned),
        file: value('g').ok_or("no file name")?.to_owned(),
        offset: offset.ok_or("no offset")?,
    })
}

/// The second that fourteen digits or more say, in UTC.
fn second(digits: &str) -> Option<i64> {
    if !digits.is_ascii() {
        return None;
    }
    let (day, time) = (digits.get(..8)?, digits.get(8..14)?);
    unix_second(&format!("{}-{}-{}T{}:{}:{}Z", &day[..4], &day[4..6], &day[6..], &time[..2], &time[2..4], &time[4..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expected() -> Line {
        Line {
            url: "https://news.example/a".to_owned(),
            time: Some(1_731_242_885),
            digest: Some("VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5".to_owned()),
            file: "crawl.warc.gz".to_owned(),
            offset: 333,
        }
    }

    #[test]
    fn every_form_states_the_same() {
        let digest = "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5";
        let eleven = format!(
            "example,news)/a 20241110124805 https://news.example/a text/html 200 {digest} - - 512 333 crawl.warc.gz"
        );
        assert_eq!(read(&eleven, None), Ok(expected()));
        let ten = format!(
            "example,news)/a 20241110124805 https://news.example/a text/html 200 {digest} - - 333 crawl.warc.gz"
        );
        assert_eq!(read(&ten, None), Ok(expected()));
        let nine =
            format!("example,news)/a 20241110124805 https://news.example/a text/html 200 {digest} - 333 crawl.warc.gz");
        assert_eq!(read(&nine, None), Ok(expected()));
        let header = Header::of("|CDX|g|V|a|b|k").unwrap();
        let own = format!("crawl.warc.gz|333|https://news.example/a|20241110124805|{digest}");
        assert_eq!(read(&own, Some(&header)), Ok(expected()));
        for offset in ["333", "\"333\""] {
            let line = format!(
                r#"example,news)/a 20241110124805 {{"url":"https://news.example/a","digest":"{digest}","filename":"crawl.warc.gz","offset":{offset},"status":200}}"#
            );
            assert!(is_cdxj(&line));
            assert_eq!(read(&line, None), Ok(expected()));
        }
    }

    #[test]
    fn what_a_line_lacks_is_said() {
        let header = Header::of(" CDX N b a m s k r M S V g").unwrap();
        for (line, header, why) in [
            ("a b c", None, "not as many fields as a line of this index has"),
            ("a b c", Some(&header), "not as many fields as a line of this index has"),
            ("k 20241110124805 https://a.example/ - - - - - - - f.warc", Some(&header), "no offset"),
            ("k 20241110124805 - - - - - - - 1 f.warc", None, "no address"),
            ("k 20241110124805 {\"url\": 1}", None, "no JSON behind its time"),
            ("k 20241110124805 {\"url\": \"x\", \"filename\": \"f\"}", None, "no `offset`"),
        ] {
            assert_eq!(read(line, header), Err(why), "{line}");
        }
        assert_eq!(Header::of("aCDXaN"), None);
        assert_eq!(["2024", "20241310124805", "2024é110124805"].map(second), [None, None, None]);
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(line in "\\PC{0,80}", header in "[ |]CDX( [a-zA-Z]){0,12}") {
            let _ = read(&line, Header::of(&header).as_ref());
            let _ = (read(&line, None), is_cdxj(&line), is_aside(&line));
        }
    }
}
