//! OCFL 1.1 (<https://ocfl.io/1.1/spec/>): a storage root with one object for each article, named by its key, and one OCFL
//! version for each of its versions. A file with bytes that an earlier version has is not stored again. Objects lie where
//! extension 0003 puts them: by the SHA-256 of their name in three folders of three digits, and in a folder called as they
//! are.
//!
//! Metadata that was corrected stands in the version it corrects, since the correction made no other wording.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::described::{describe, moment};
use super::error::Result;
use super::output::Folder;
use super::{Format, Job, Progress, Written};
use crate::archive::Entry;
use crate::article::ArticleId;
use crate::hash::{Algorithm, Digest};

pub(super) const FORMAT: Format =
    Format { name: "ocfl", about: "OCFL 1.1: a storage root, one object an article", whole: false, write };

const SUMS: Algorithm = Algorithm::Sha512;
const LAYOUT: &str = "0003-hash-and-id-n-tuple-storage-layout";

/// The extension's figures, which are its defaults: folders of `TUPLE` digits, `TUPLES` of them.
const TUPLE: usize = 3;
const TUPLES: usize = 3;

/// A longer name of a folder is cut there (characters), and goes on with the digest.
const LONGEST: usize = 100;

fn write(job: &Job, part: &Path, progress: Progress) -> Result<Written> {
    let mut root = Folder::new(part, SUMS)?;
    root.write("0=ocfl_1.1", b"ocfl_1.1\n")?;
    let about = "By the SHA-256 of the identifier, in three folders of three digits and one called as the object is";
    root.write("ocfl_layout.json", &json(&BTreeMap::from([("description", about), ("extension", LAYOUT)])))?;
    let config =
        Config { extension_name: LAYOUT, digest_algorithm: "sha256", tuple_size: TUPLE, number_of_tuples: TUPLES };
    root.write(&format!("extensions/{LAYOUT}/config.json"), &json(&config))?;
    let mut versions = 0;
    job.each(progress, &mut |article, history| {
        versions += object(job, &mut root, article, &history)?;
        Ok(())
    })?;
    Ok(Written { articles: job.articles.len() as u64, versions, files: root.files, bytes: root.bytes, leftover: false })
}

/// Writes one article's object, and says how many versions it has.
fn object(job: &Job, root: &mut Folder, article: &ArticleId, history: &[Entry]) -> Result<u64> {
    let place = place_of(article.key());
    let mut inventory = Inventory {
        id: article.key(),
        kind: "https://ocfl.io/1.1/spec/#inventory",
        digest_algorithm: SUMS.name(),
        head: String::new(),
        manifest: BTreeMap::new(),
        versions: BTreeMap::new(),
    };
    root.write(&format!("{place}/0=ocfl_object_1.1"), b"ocfl_object_1.1\n")?;
    for entry in history {
        let Some(version) = describe(job.archive, entry)? else { continue };
        let name = format!("v{}", version.number);
        let mut state: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, bytes) in &version.files {
            let sum = SUMS.of(bytes);
            if !inventory.manifest.contains_key(&sum) {
                let path = format!("{name}/content/{file}");
                root.write(&format!("{place}/{path}"), bytes)?;
                inventory.manifest.insert(sum.clone(), vec![path]);
            }
            state.entry(sum).or_default().push((*file).to_owned());
        }
        inventory.head.clone_from(&name);
        inventory.versions.insert(
            name.clone(),
            Version {
                created: moment(version.recorded_at),
                state,
                message: format!("Record version {} of {}", version.number, article.name()),
                user: User { name: "wirecopy", address: "mailto:wirecopy@localhost" },
            },
        );
        // Each version keeps the inventory as it was then; the newest also stands at the object's root.
        write_inventory(root, &format!("{place}/{name}"), &inventory)?;
    }
    write_inventory(root, &place, &inventory)?;
    Ok(inventory.versions.len() as u64)
}

fn write_inventory(root: &mut Folder, folder: &str, inventory: &Inventory) -> Result<()> {
    let sum = root.write(&format!("{folder}/inventory.json"), &json(inventory))?;
    root.write(&format!("{folder}/inventory.json.{}", SUMS.name()), format!("{sum}  inventory.json\n").as_bytes())?;
    Ok(())
}

/// Where the object of this name stands below the root.
fn place_of(id: &str) -> String {
    let digest = Digest::of(id.as_bytes()).to_string();
    let mut place: String =
        (0..TUPLES).filter_map(|n| digest.get(n * TUPLE..(n + 1) * TUPLE)).flat_map(|tuple| [tuple, "/"]).collect();
    let mut own = String::new();
    for byte in id.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => own.push(char::from(byte)),
            _ => own.push_str(&format!("%{byte:02x}")),
        }
    }
    if own.len() > LONGEST {
        own.truncate(LONGEST);
        own.push_str(&format!("-{digest}"));
    }
    place.push_str(&own);
    place
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Strings and numbers always serialise.
    let mut json = serde_json::to_vec_pretty(value).unwrap_or_default();
    json.push(b'\n');
    json
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    extension_name: &'static str,
    digest_algorithm: &'static str,
    tuple_size: usize,
    number_of_tuples: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Inventory<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    digest_algorithm: &'static str,
    head: String,
    /// Checksum → where the bytes stand, below the object.
    manifest: BTreeMap<String, Vec<String>>,
    versions: BTreeMap<String, Version>,
}

#[derive(Serialize)]
struct Version {
    created: String,
    /// Checksum → what the files are called in this version.
    state: BTreeMap<String, Vec<String>>,
    message: String,
    user: User,
}

#[derive(Serialize)]
struct User {
    name: &'static str,
    address: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the extension's page with the default figures.
    #[test]
    fn objects_lie_where_the_extension_puts_them() {
        assert_eq!(place_of("object-01"), "3c0/ff4/240/object-01");
        assert_eq!(place_of("..hor/rib:le-$id"), "487/326/d8c/%2e%2ehor%2frib%3ale-%24id");
        let long = place_of(&"a".repeat(101));
        assert_eq!(long.len(), "487/326/d8c/".len() + 100 + 1 + 64, "{long}");
        assert!(place_of(&"a".repeat(100)).ends_with("aa"));
    }
}
