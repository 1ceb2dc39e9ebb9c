//! The text files of a bag, read strictly where the standard is strict and as they are found where it is not.

use encoding_rs::Encoding;

use super::paths;
use crate::hash::Algorithm;

/// What `bagit.txt` declares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration {
    pub version: (u32, u32),
    encoding: &'static Encoding,
}

/// The versions there are.
const VERSIONS: std::ops::RangeInclusive<(u32, u32)> = (0, 93)..=(1, 0);

impl Declaration {
    pub fn parse(bytes: &[u8]) -> Result<Declaration, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
        if text.starts_with('\u{feff}') {
            return Err("begins with a byte order mark".to_owned());
        }
        let lines: Vec<&str> = lines(text).collect();
        let [version, encoding] = lines[..] else { return Err(format!("has {} lines, not two", lines.len())) };
        let value = |line: &str, label: &str| {
            let value = line.strip_prefix(label).and_then(|rest| rest.strip_prefix(": ")).map(str::to_owned);
            value.ok_or_else(|| format!("has {line:?} where `{label}: …` must stand"))
        };
        let number = value(version, "BagIt-Version")?;
        let parsed = number.trim_end().split_once('.').and_then(|(major, minor)| {
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?;
            Some((digits(major)?, digits(minor)?))
        });
        let parsed = parsed.filter(|version| VERSIONS.contains(version));
        let version = parsed.ok_or_else(|| format!("states a version that there is not: {number:?}"))?;
        if version >= (1, 0) && number.ends_with(char::is_whitespace) {
            return Err("has white space behind the version".to_owned());
        }
        let label = value(encoding, "Tag-File-Character-Encoding")?;
        let encoding = Encoding::for_label_no_replacement(label.as_bytes());
        let encoding = encoding.ok_or_else(|| format!("states an encoding that is not known: {label:?}"))?;
        Ok(Declaration { version, encoding })
    }

    /// Whether the rules of 1.0 hold, which are stricter.
    pub fn is_final(&self) -> bool {
        self.version >= (1, 0)
    }

    /// A tag file's text.
    pub fn decode(&self, bytes: &[u8]) -> Result<String, String> {
        let (text, encoding, damaged) = self.encoding.decode(bytes);
        if damaged {
            return Err(format!("is not {}", encoding.name()));
        }
        Ok(text.into_owned())
    }
}

/// The lines of a text, whatever ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let lines = text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    lines.skip(if text.is_empty() { 1 } else { 0 })
}

/// A line of a manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sum {
    /// In lower-case hex.
    pub sum: String,
    /// As it is written, and decoded.
    pub written: String,
    pub path: String,
    /// With the `*` of md5sum and its siblings.
    pub starred: bool,
}

impl Sum {
    pub fn parse(line: &str, algorithm: Algorithm, declared: &Declaration) -> Option<Sum> {
        let (sum, rest) = line.split_once([' ', '\t'])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let starred = rest.starts_with('*');
        let written = rest.strip_prefix('*').unwrap_or(rest);
        let is_sum = sum.len() == algorithm.digits() && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_sum && !written.is_empty()).then(|| Sum {
            sum: sum.to_ascii_lowercase(),
            path: paths::decode(written, declared.is_final()),
            written: written.to_owned(),
            starred,
        })
    }
}

/// A line of `fetch.txt`: the length, if it is stated, and the path.
pub(super) fn fetch(line: &str, declared: &Declaration) -> Option<(Option<u64>, String)> {
    let (_, rest) = line.split_once([' ', '\t'])?;
    let (len, path) = rest.trim_start_matches([' ', '\t']).split_once([' ', '\t'])?;
    let len = if len == "-" { None } else { Some(len.parse().ok()?) };
    let path = path.trim_start_matches([' ', '\t']);
    (!path.is_empty()).then(|| (len, paths::decode(path, declared.is_final())))
}

/// The values of a label in `bag-info.txt`, whose lines may go on in lines that begin with white space.
pub(super) fn values<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
    let value = |line: &'a str| {
        let (name, value) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t']))?;
        name.trim().eq_ignore_ascii_case(label).then(|| value.trim())
    };
    lines(text).filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(version: &str) -> Declaration {
        let text = format!("BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n");
        Declaration::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_declaration_is_read_to_the_letter() {
        assert_eq!(declared("0.97").version, (0, 97));
        let good = "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8";
        assert!(Declaration::parse(good.as_bytes()).unwrap().is_final());
        for (from, to) in [
            ("BagIt", "\u{feff}BagIt"),
            ("1.0", ".97"),
            ("1.0", "1.0 "),
            ("1.0", "2.0"),
            ("1.0", "1"),
            ("1.0", "+1.0"),
            (": 1", " : 1"),
            (": 1", ":1"),
            ("\r\nTag-File-Character-Encoding: UTF-8", ""),
            ("UTF-8", "UTF-8\nMore: 1"),
            ("UTF-8", "KLINGON"),
            ("BagIt", "Bagit"),
        ] {
            let bad = good.replacen(from, to, 1);
            assert!(Declaration::parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert!(Declaration::parse(b"\xff").is_err());
    }

    #[test]
    fn lines_end_in_any_way_and_an_empty_text_has_none() {
        assert_eq!(lines("a\r\nb\nc\rd\n").collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert_eq!(lines("").count() + lines("\n").count(), 0);
    }

    #[test]
    fn manifests_have_a_sum_of_the_right_length_and_a_path() {
        let sum = "AB".repeat(16);
        let read = |line: &str| Sum::parse(line, Algorithm::Md5, &declared("1.0"));
        let found = read(&format!("{sum} *data/a%0A b")).unwrap();
        assert_eq!((found.path.as_str(), found.starred), ("data/a\n b", true));
        assert_eq!(found.sum, sum.to_lowercase());
        for bad in [sum.clone(), format!("{sum} "), format!("{}  data/a", &sum[1..]), "# x".to_owned()] {
            assert_eq!(read(&bad), None, "{bad}");
        }
        assert_eq!(fetch("http://x.example/ 12 data/a b", &declared("1.0")), Some((Some(12), "data/a b".to_owned())));
        assert_eq!(fetch("http://x.example/ x data/a", &declared("1.0")), None);
        assert_eq!(values("Payload-Oxum : 1.2\n Payload-Oxum: 3\npayload-oxum:4", "Payload-Oxum"), ["1.2", "4"]);
    }
}
