//! The name of an article, which stays while its wording changes.

use std::fmt;

use super::CanonicalUrl;
use crate::hash::Digest;

/// As many hex digits has the name in a store.
const STORE_ID_DIGITS: usize = 32;

/// The name of an article. The key is fixed when the article is first taken in; the short name is what people type
/// and what JSON prints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId {
    key: String,
    name: String,
    store_id: String,
}

impl ArticleId {
    /// An article in `collection`, named by the `id` its record carries.
    pub fn from_record(collection: &str, id: &str) -> ArticleId {
        ArticleId::from_key(&format!("id:{collection}/{id}"), id)
    }

    /// An article in `collection`, named by its file's path below the collection's root, with `/` between folders.
    pub fn from_file(collection: &str, path: &str) -> ArticleId {
        ArticleId::from_key(&format!("file:{collection}/{path}"), slug(path))
    }

    /// An article in `collection`, named by its file's path in a git repository.
    pub fn from_git(collection: &str, path: &str) -> ArticleId {
        ArticleId::from_key(&format!("git:{collection}/{path}"), slug(path))
    }

    /// An article on the web: addresses that lead to one article give one name, in every collection.
    pub fn from_url(url: &CanonicalUrl) -> ArticleId {
        ArticleId::from_key(&format!("url:{url}"), &url.readable())
    }

    /// An article whose key was given by hand.
    pub fn from_key(key: &str, name: &str) -> ArticleId {
        let mut store_id = Digest::of(key.as_bytes()).to_string();
        store_id.truncate(STORE_ID_DIGITS);
        ArticleId { key: key.to_owned(), name: name.to_owned(), store_id }
    }

    /// An article whose key and name are erased: only its name in a store is left.
    pub fn erased(store_id: [u8; STORE_ID_DIGITS / 2]) -> ArticleId {
        let hex: String = store_id.iter().map(|byte| format!("{byte:02x}")).collect();
        ArticleId { key: String::new(), name: hex.clone(), store_id: hex }
    }

    /// Whether the key and the name are known, or erased.
    pub fn is_erased(&self) -> bool {
        self.key.is_empty() && self.name == self.store_id
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// The short name: the record's id, the file name without its extension, or the host and the last part of an address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in the store: the first 32 hex digits of the key's SHA-256.
    pub fn store_id(&self) -> &str {
        &self.store_id
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
    fn addresses_of_one_article_give_one_name() {
        let id = |url| ArticleId::from_url(&CanonicalUrl::parse(url).unwrap());
        let plain = id("https://example.com/news/bridge-reopens");
        assert_eq!(plain, id("http://m.example.com/news/bridge-reopens/amp?utm_source=x"));
        assert_eq!(
            (plain.key(), plain.name()),
            ("url:https://example.com/news/bridge-reopens", "example.com/bridge-reopens")
        );
    }

    #[test]
    fn what_is_left_of_an_erased_article_is_its_store_id() {
        let known = ArticleId::from_record("news", "7");
        let digest = Digest::of(b"id:news/7");
        let half = std::array::from_fn(|at| digest.as_bytes()[at]);
        let erased = ArticleId::erased(half);
        assert_eq!((erased.name(), erased.store_id(), erased.key()), (known.store_id(), known.store_id(), ""));
        assert!(erased.is_erased() && !known.is_erased());
    }

    #[test]
    fn a_store_id_is_half_the_digest_of_the_key() {
        let id = ArticleId::from_record("news", "7");
        assert_eq!(id.key(), "id:news/7");
        assert_eq!(Digest::of(b"id:news/7").to_string()[..32], *id.store_id());
    }
}
