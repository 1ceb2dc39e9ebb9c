//! `packs.sha256`: the length and SHA-256 of every pack and index. git's own checks of these files miss some flipped
//! bits, so each is also known by its whole bytes. Lines are only ever added; but an archive that is extended takes over those
//! of the longer one, which differ at most behind the last commit's.

use std::collections::BTreeMap;
use std::fmt;

use super::error::ArchiveError;
use super::files::{Folder, MANIFEST};
use crate::hash::{Digest, Hasher};

/// Why a compaction gives up a file.
pub(super) const COMPACTED: &str = "compacted";

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    Added {
        digest: Digest,
        len: u64,
        name: String,
    },
    /// Given up by a compaction.
    Removed {
        digest: Digest,
        name: String,
        reason: String,
    },
}

impl Line {
    pub(super) fn added(name: &str, bytes: &[u8]) -> Line {
        Line::Added { digest: Digest::of(bytes), len: bytes.len() as u64, name: name.to_owned() }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Line::Added { name, .. } | Line::Removed { name, .. } => name,
        }
    }

    /// The length of the file that is added (bytes).
    pub(super) fn len(&self) -> u64 {
        match self {
            Line::Added { len, .. } => *len,
            Line::Removed { .. } => 0,
        }
    }

    pub(super) fn parse(line: &str) -> Option<Line> {
        let (sign, rest) = line.split_once(' ')?;
        let (digest, rest) = rest.split_once(' ')?;
        let digest = digest.parse().ok()?;
        let (second, third) = rest.split_once(' ')?;
        let parsed = match sign {
            "+" => {
                let len: u64 = second.parse().ok()?;
                // No second spelling of a number.
                (len.to_string() == second).then(|| Line::Added { digest, len, name: third.to_owned() })?
            }
            "-" => Line::Removed { digest, name: second.to_owned(), reason: third.to_owned() },
            _ => return None,
        };
        is_pack_file(parsed.name()).then_some(parsed)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Added { digest, len, name } => write!(f, "+ {digest} {len} {name}"),
            Line::Removed { digest, name, reason } => write!(f, "- {digest} {name} {reason}"),
        }
    }
}

/// `pack-`, 40 hex digits, `.pack` or `.idx`.
pub(super) fn is_pack_file(name: &str) -> bool {
    let stem = name.strip_suffix(".pack").or_else(|| name.strip_suffix(".idx"));
    let hex = stem.and_then(|stem| stem.strip_prefix("pack-"));
    hex.is_some_and(|hex| hex.len() == 40 && hex.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')))
}

/// The lines of the file; the error is the number (from 1) of the first that is none, or that adds what is there or gives
/// up what is not.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Line>, usize> {
    let mut lines = Vec::new();
    let mut live: BTreeMap<String, Digest> = BTreeMap::new();
    for (n, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
        let line = text.and_then(Line::parse).ok_or(n + 1)?;
        let fits = match &line {
            Line::Added { digest, name, .. } => live.insert(name.clone(), *digest).is_none(),
            Line::Removed { digest, name, .. } => live.remove(name) == Some(*digest),
        };
        if !fits {
            return Err(n + 1);
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The file of an archive, and its lines.
pub(super) fn read(folder: &Folder) -> Result<(Vec<u8>, Vec<Line>), ArchiveError> {
    let bytes = folder.read(MANIFEST)?;
    let unread = |line| ArchiveError::damaged(&folder.path(MANIFEST), format!("line {line} is not one of format 1"));
    parse(&bytes).map_err(unread).map(|lines| (bytes, lines))
}

/// What a commit states of the lines ahead of its own pack's: those since its parent, and through the parent's digest all
/// before. So nobody who adds a commit has to read them all.
pub(super) fn chained(parent: Option<Digest>, since: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    if let Some(parent) = parent {
        hasher.update(format!("{parent}\n").as_bytes());
    }
    hasher.update(since);
    hasher.finish()
}

/// The packs that a part of the file adds, without extension, with their lengths (bytes), in its order. The part may begin
/// inside a line, and a line without its end is just being written: to know the order and what is large without a look at
/// each file. What is no line is for [`parse`] to find.
pub(super) fn packs(part: &[u8]) -> impl Iterator<Item = (&str, u64)> {
    let whole = part.iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
    let pack = |line| {
        let (rest, name) = std::str::from_utf8(line).ok()?.strip_prefix("+ ")?.rsplit_once(' ')?;
        Some((name.strip_suffix(".pack")?, rest.rsplit(' ').next()?.parse().ok()?))
    };
    part[..whole].split(|&byte| byte == b'\n').filter_map(pack)
}

/// The files that must be there: name → line number (from 0), length, digest.
pub(super) fn live(lines: &[Line]) -> BTreeMap<&str, (usize, u64, Digest)> {
    let mut live = BTreeMap::new();
    for (n, line) in lines.iter().enumerate() {
        match line {
            Line::Added { digest, len, name } => live.insert(name.as_str(), (n, *len, *digest)),
            Line::Removed { name, .. } => live.remove(name.as_str()),
        };
    }
    live
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(digit: &str) -> String {
        format!("pack-{}.pack", digit.repeat(40))
    }

    #[test]
    fn lines_are_read_back_and_what_was_removed_is_not_live() {
        let digest = Digest::of(b"x");
        let given_up =
            |name: &str, digest| Line::Removed { digest, name: name.to_owned(), reason: COMPACTED.to_owned() };
        let lines = [Line::added(&name("a"), b"x"), Line::added(&name("b"), b"yy"), given_up(&name("a"), digest)];
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        assert_eq!(parse(text.as_bytes()).as_deref(), Ok(&lines[..]));
        assert_eq!(live(&lines).into_keys().collect::<Vec<_>>(), [name("b")]);
        assert_eq!(live(&lines)[name("b").as_str()], (1, 2, Digest::of(b"yy")));
        for misfit in [lines[1].clone(), given_up(&name("a"), digest), given_up(&name("b"), digest)] {
            assert_eq!(parse(format!("{text}{misfit}\n").as_bytes()), Err(4), "{misfit}");
        }
    }

    #[test]
    fn packs_are_read_from_any_part_of_the_file() {
        let index = name("b").replace(".pack", ".idx");
        let lines = [Line::added(&name("a"), b"x"), Line::added(&index, b"y"), Line::added(&name("b"), b"zzz")];
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let stems = [name("a"), name("b")].map(|name| name.replace(".pack", ""));
        let all = [(stems[0].as_str(), 1), (stems[1].as_str(), 3)];
        assert_eq!(packs(text.as_bytes()).collect::<Vec<_>>(), all);
        assert_eq!(packs(&text.as_bytes()[1..]).collect::<Vec<_>>(), all[1..]);
        assert_eq!(packs(&text.as_bytes()[..text.len() - 1]).collect::<Vec<_>>(), all[..1]);
        assert_eq!(packs(b"").count(), 0);
    }

    #[test]
    fn a_line_in_another_spelling_is_refused_by_number() {
        let good = format!("{}\n", Line::added(&name("a"), b"x"));
        let cases = [
            good.replace(" 1 ", " 01 "),
            good.replace(" 1 ", " +1 "),
            good.replace("pack-", "../pack-"),
            good.replace("+ ", "* "),
            good.trim_end().to_owned(),
            "\n".to_owned(),
        ];
        for bad in cases {
            assert_eq!(parse(format!("{good}{bad}").as_bytes()), Err(2), "{bad:?}");
        }
    }
}
