//! SWHIDs: names of bytes, folders and commits that need no registry (ISO/IEC 18670, <https://www.swhid.org>). They are
//! git's SHA-1 names in other clothes, so git's own tools give the same; what they are worth as proof is SHA-1's worth,
//! and they never stand without a SHA-256 beside them.

use crate::archive::{Archive, ArchiveError, Content, Entry, Oid};
use crate::article::ArticleId;

use super::git::{Kind, Name};

/// The names of one stored version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Swhids {
    /// The bytes as they came, with where they stand.
    pub raw: String,
    /// The canonical text, likewise; the same where the bytes are the text.
    pub text: String,
    /// The commit that brought the version, and the tree of files it made.
    pub revision: Option<String>,
    pub directory: Option<String>,
}

impl Swhids {
    /// The names of bytes that no store has, and of their text.
    pub fn of_file(raw: &[u8], text: &str) -> Swhids {
        Swhids { raw: of_bytes(raw), text: of_bytes(text.as_bytes()), revision: None, directory: None }
    }

    /// The names of the version that `entry` brought.
    pub fn new(archive: &Archive, entry: &Entry, content: &Content) -> Result<Swhids, ArchiveError> {
        let article = &content.record.article;
        // What was published where is stated or left out.
        let origin = content.record.meta.url.as_deref();
        let stands = |extension| qualifiers(origin, entry.commit, article, extension);
        let is_text = content.raw == content.text.as_bytes();
        Ok(Swhids {
            raw: of_bytes(&content.raw) + &stands(if is_text { "txt" } else { "raw" }),
            text: of_bytes(content.text.as_bytes()) + &stands("txt"),
            revision: entry.commit.map(|commit| format!("swh:1:rev:{commit}")),
            directory: match entry.commit {
                Some(commit) => Some(format!("swh:1:dir:{}", archive.tree(commit)?)),
                None => None,
            },
        })
    }
}

/// The name of bytes alone.
pub fn of_bytes(bytes: &[u8]) -> String {
    format!("swh:1:cnt:{}", Name::of(Kind::Blob, bytes))
}

/// Where the bytes stand, in the order the specification gives the qualifiers.
fn qualifiers(origin: Option<&str>, commit: Option<Oid>, article: &ArticleId, extension: &str) -> String {
    let mut out = String::new();
    if let Some(url) = origin {
        out.push_str(&format!(";origin={}", escaped(url)));
    }
    if let Some(commit) = commit {
        out.push_str(&format!(";anchor=swh:1:rev:{commit};path=/{}", tree_path(article, extension)));
    }
    out
}

/// Where the archive's commits keep an article's file (docs/format.md, section 3).
fn tree_path(article: &ArticleId, extension: &str) -> String {
    let id = article.store_id();
    let folders: Vec<&str> = (0..4).filter_map(|n| id.get(n..n + 1)).collect();
    format!("{}/{id}.{extension}", folders.join("/"))
}

/// What would end a qualifier is written by its bytes, and so is what no URI holds as it is.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b';' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`');
    let mut out = String::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            // Already escaped text stays as it is.
            b'%' if !rest.peek().is_some_and(u8::is_ascii_hexdigit) => out.push_str("%25"),
            byte if plain(byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `printf 'test content\n' | git hash-object --stdin` prints.
    #[test]
    fn bytes_are_named_as_git_names_them() {
        assert_eq!(of_bytes(b"test content\n"), "swh:1:cnt:d670460b4b4aece5915caf5c68d12f560a9fe3e4");
    }

    #[test]
    fn qualifiers_come_in_order_and_cannot_be_broken_out_of() {
        let article = ArticleId::from_key("abc", "a");
        let commit = Oid::parse("0123456789012345678901234567890123456789");
        assert_eq!(
            qualifiers(Some("https://a.example/b;c d%20%é"), commit, &article, "txt"),
            ";origin=https://a.example/b%3Bc%20d%20%25%C3%A9\
             ;anchor=swh:1:rev:0123456789012345678901234567890123456789\
             ;path=/b/a/7/8/ba7816bf8f01cfea414140de5dae2223.txt"
        );
        assert_eq!(qualifiers(None, None, &article, "txt"), "");
    }
}
