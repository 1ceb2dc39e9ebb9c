//! The name of an article, which stays while its wording changes.

use std::fmt;

use crate::hash::Digest;

/// The name of an article. The key is fixed when the article is first taken in; the short name is what people type
/// and what JSON prints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId {
    key: String,
    name: String,
}

impl ArticleId {
    /// An article in `collection`, named by the `id` its record carries.
    pub fn from_record(collection: &str, id: &str) -> ArticleId {
        ArticleId { key: format!("id:{collection}/{id}"), name: id.to_owned() }
    }

    /// An article in `collection`, named by its file's path below the collection's root, with `/` between folders.
    pub fn from_file(collection: &str, path: &str) -> ArticleId {
        ArticleId { key: format!("file:{collection}/{path}"), name: slug(path).to_owned() }
    }

    /// An article in `collection`, named by its file's path in a git repository.
    pub fn from_git(collection: &str, path: &str) -> ArticleId {
        ArticleId { key: format!("git:{collection}/{path}"), name: slug(path).to_owned() }
    }

    /// An article whose key was given by hand.
    pub fn from_key(key: &str, name: &str) -> ArticleId {
        ArticleId { key: key.to_owned(), name: name.to_owned() }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// The short name: the record's id, or the file name without its extension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in the store: the first 32 hex digits of the key's SHA-256.
    pub fn store_id(&self) -> String {
        let mut hex = Digest::of(self.key.as_bytes()).to_string();
        hex.truncate(32);
        hex
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The file name in `path` without its extension, and without the packing's extension after it: `a/b.txt.gz` is `b`.
fn slug(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = |name| match str::rfind(name, '.') {
        Some(dot) if dot > 0 => (&name[..dot], &name[dot..]),
        _ => (name, ""),
    };
    match stem(file) {
        (unpacked, ending) if ending.eq_ignore_ascii_case(".gz") || ending.eq_ignore_ascii_case(".zst") => {
            stem(unpacked).0
        }
        (plain, _) => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slug_is_the_file_name_without_its_extensions() {
        for (path, name) in [
            ("b.txt", "b"),
            ("2024/11/b.c.md", "b.c"),
            ("b.txt.gz", "b"),
            ("b.txt.ZST", "b"),
            ("b.gz", "b"),
            ("b", "b"),
            (".b", ".b"),
            (".gz", ".gz"),
            ("a/.txt.zst", ".txt"),
        ] {
            assert_eq!(ArticleId::from_file("news", path).name(), name, "{path}");
        }
    }

    #[test]
    fn a_store_id_is_half_the_digest_of_the_key() {
        let id = ArticleId::from_record("news", "7");
        assert_eq!(id.key(), "id:news/7");
        assert_eq!(Digest::of(b"id:news/7").to_string()[..32], id.store_id());
    }
}
