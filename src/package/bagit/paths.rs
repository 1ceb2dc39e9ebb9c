//! Paths as they stand in manifests.

use std::path::{Component, Path};

/// Line ends and the percent sign are written by their bytes (RFC 8493, 2.1.3).
pub(super) fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

/// The path that stands in a manifest. Before 1.0 only line ends were written so.
pub(super) fn decode(path: &str, percent: bool) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let code = rest.get(at..at + 3).unwrap_or_default().to_ascii_uppercase();
        let (plain, taken) = match code.as_str() {
            "%0A" => ('\n', 3),
            "%0D" => ('\r', 3),
            "%25" if percent => ('%', 3),
            _ => ('%', 1),
        };
        out.push(plain);
        rest = &rest[at + taken..];
    }
    out + rest
}

/// The path without a leading `./`, if it stays inside the bag; the error says how it does not. What would lead outside on
/// any system is refused on all, so that a bag is judged the same everywhere.
pub(super) fn inside(path: &str) -> Result<String, &'static str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with(['/', '\\']) || drive {
        return Err("is an absolute path");
    }
    if path.starts_with('~') || (path.starts_with('%') && path[1..].contains("%\\")) {
        return Err("begins with a shortcut to another folder");
    }
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Err("leads out of the bag");
    }
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || path.contains('\0') || path.ends_with('/') || path.contains("//") || !plain {
        return Err("is no name for a file");
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_leads_out_is_refused_on_every_system() {
        for path in [
            "/tmp/x",
            "~/x",
            "~root/x",
            "../x",
            "data/../../x",
            "data/..",
            "C:\\x",
            "c:x",
            "\\\\server\\x",
            "\\x",
            "",
            "%HomeDrive%\\x",
            "data\\..\\x",
            "data/",
            "data//x",
            "./",
            "data/\0",
            "data/./../../x",
        ] {
            assert!(inside(path).is_err(), "{path:?}");
        }
        for path in ["data/x", "./data/x", "data/~x", "data/a b", "data/..x", "data/x..", "data/%7Ex", "data/x:y"] {
            assert!(inside(path).is_ok(), "{path:?}");
        }
        assert_eq!(inside("./data/x").as_deref(), Ok("data/x"));
    }

    #[test]
    fn only_line_ends_and_percent_are_decoded() {
        assert_eq!(decode("a%0Ab%0dc%25d%7Ee%", true), "a\nb\rc%d%7Ee%");
        assert_eq!(decode("a%0Ab%25c", false), "a\nb%25c");
        assert_eq!(decode("%é%2", true), "%é%2");
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_decoded(path in "(.|\n|\r|%){0,12}") {
            let encoded = encode(&path);
            prop_assert!(!encoded.contains(['\n', '\r']));
            prop_assert_eq!(decode(&encoded, true), path);
        }
    }
}
