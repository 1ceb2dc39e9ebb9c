//! What a page says of its own encoding, before it can be read.

use super::scan::{Token, scan};

/// Browsers look no further than 1,024 bytes (HTML standard, section 13.2.3.2); pages put other things first.
const HEAD: usize = 8_192;

/// The label in the page's `meta` element or XML declaration.
pub(super) fn stated(bytes: &[u8]) -> Option<String> {
    // All that matters here is ASCII, in every encoding that is read so.
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let mut found = None;
    scan(&head, |token, _| {
        if let (Token::Open(tag), None) = (&token, &found)
            && tag.name == "meta"
        {
            let is_type = tag.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
            found = match (tag.get("charset"), tag.get("content")) {
                (Some(label), _) => Some(label.to_owned()),
                (None, Some(content)) if is_type => of_content_type(content),
                _ => None,
            };
        }
    });
    found.or_else(|| {
        let (declaration, _) = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
        let (_, value) = declaration.split_once("encoding=")?;
        Some(value.get(1..)?.split(['"', '\'']).next()?.to_owned())
    })
}

/// The label in `text/html; charset=windows-1251`.
pub(super) fn of_content_type(content: &str) -> Option<String> {
    let at = content.to_ascii_lowercase().find("charset")?;
    let value = content.get(at + "charset".len()..)?.trim_start().strip_prefix('=')?;
    let label = value.trim_start().trim_start_matches(['"', '\'']);
    let label = label.split(|c: char| c == ';' || c == '"' || c == '\'' || c.is_whitespace()).next()?;
    (!label.is_empty()).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_states_its_encoding_in_several_ways() {
        for (page, label) in [
            ("<meta charset=windows-1251>", Some("windows-1251")),
            ("<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=GB2312'>", Some("GB2312")),
            ("<?xml version=\"1.0\" encoding='iso-8859-2'?><html>", Some("iso-8859-2")),
            ("<meta name=description content='charset=x'><p>", None),
            ("<!-- <meta charset=x> -->", None),
        ] {
            assert_eq!(stated(page.as_bytes()).as_deref(), label, "{page}");
        }
        assert_eq!(of_content_type("text/html;Charset = \"koi8-r\"; x").as_deref(), Some("koi8-r"));
    }
}
