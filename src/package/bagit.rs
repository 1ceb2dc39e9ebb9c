//! BagIt 1.0 (RFC 8493): a folder of files with their checksums, as libraries and archives exchange it. [`check`] judges
//! any bag; what is written here is the store itself, from which it can be restored, and beside it each article's versions
//! as text, for whoever opens the bag without this program:
//!
//! ```text
//! bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
//! data/store/…                        the store's files
//! data/articles/ID/v1/text.txt        the canonical text of a version
//! data/articles/ID/v1/raw             the bytes as they came, where they are others
//! data/articles/ID/v1/metadata.json   what is known of it
//! ```

mod check;
mod paths;
mod tags;
#[cfg(test)]
mod tests;

pub use check::{Checked, Fault, check};

use std::path::Path;

use super::described::{describe, moment};
use super::error::Result;
use super::output::Folder;
use super::{Format, Job, Progress, Written};
use crate::hash::{Algorithm, Digest};

pub(super) const FORMAT: Format =
    Format { name: "bagit", about: "BagIt 1.0: the store, and every version as text", whole: true, write };

/// Where the store stands in our bags.
pub(super) const STORE: &str = "data/store/";

const SUMS: Algorithm = Algorithm::Sha256;

fn write(job: &Job, part: &Path, progress: Progress) -> Result<Written> {
    let mut bag = Folder::new(part, SUMS)?;
    // Path → checksum, the payload's and the tags'.
    let (mut payload, mut tags) = (Vec::new(), Vec::new());
    for name in job.archive.files()? {
        let place = format!("{STORE}{name}");
        let sum = bag.copy(&place, &mut job.archive.open_file(&name)?)?;
        payload.push((place, sum));
    }
    let mut versions = 0;
    job.each(progress, &mut |article, history| {
        for entry in &history {
            let Some(version) = describe(job.archive, entry)? else { continue };
            versions += 1;
            for (name, bytes) in &version.files {
                let place = format!("data/articles/{}/v{}/{name}", article.store_id(), version.number);
                let sum = bag.write(&place, bytes)?;
                payload.push((place, sum));
            }
        }
        Ok(())
    })?;
    let head = job.archive.head();
    let info = [
        ("Bagging-Date", moment(job.now).chars().take("2026-11-21".len()).collect()),
        ("External-Description", "A wirecopy archive (data/store) and its versions as text (data/articles)".to_owned()),
        ("External-Identifier", identifier(head.log_size, &head.log_root)),
        ("Payload-Oxum", format!("{}.{}", bag.bytes, bag.files)),
    ];
    let info: String = info.iter().map(|(label, value)| format!("{label}: {value}\n")).collect();
    let fixed = [
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
        ("bag-info.txt", info),
        (&*format!("manifest-{}.txt", SUMS.name()), manifest(payload)),
    ];
    for (name, text) in fixed {
        tags.push((name.to_owned(), bag.write(name, text.as_bytes())?));
    }
    bag.write(&format!("tagmanifest-{}.txt", SUMS.name()), manifest(tags).as_bytes())?;
    Ok(Written { articles: job.articles.len() as u64, versions, files: bag.files, bytes: bag.bytes, leftover: false })
}

/// What the store is called elsewhere: the size and root of its log, which no other store has.
fn identifier(size: u64, root: &Digest) -> String {
    format!("wirecopy:{size}:{root}")
}

fn manifest(mut lines: Vec<(String, String)>) -> String {
    lines.sort();
    lines.iter().map(|(path, sum)| format!("{sum}  {}\n", paths::encode(path))).collect()
}
