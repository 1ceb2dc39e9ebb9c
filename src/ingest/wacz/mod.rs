//! WACZ (Web Archive Collection Zipped, version 1.1): a ZIP file with WARC files, indexes of them, and a list of all with their digests,
//! `datapackage.json`. The WARC files are read as they stand in it; nothing is written to the disk. What the package lists is
//! checked: digests, sizes, and that everything listed is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use zip::result::ZipResult;
use zip::{CompressionMethod, ZipArchive};

use super::cdx::{self, Crawl};
use super::intake::Intake;
use super::place::Place;
use super::warc::{self, Input};
use super::{Format, Problem, Reads, unpack};
use crate::article::OneLine;
use crate::hash::{Algorithm, Checksum};

pub(super) const FORMAT: Format =
    Format { name: "wacz", is_article: false, endings: &["wacz"], looks, reads: Reads::File(read) };

const LIST: &str = "datapackage.json";
const LIST_DIGEST: &str = "datapackage-digest.json";

/// So long may the list be: that of a million files.
const MAX_LIST: u64 = 256 << 20;

/// An entry that unpacks to more than so many times its packed size, and to more than so many bytes, is none of a web archive:
/// those are packed already, and gain nothing.
const MAX_RATIO: u64 = 100;
const MAX_GROWTH: u64 = 64 << 20;

/// A ZIP file whose first entry is one of a package.
fn looks(head: &[u8]) -> bool {
    let name = head.get(30..).unwrap_or_default();
    head.starts_with(b"PK\x03\x04")
        && ["archive/", "indexes/", "pages/", "datapackage"].iter().any(|begin| name.starts_with(begin.as_bytes()))
}

fn read(path: &Path, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let opened = File::open(path).map_err(zip::result::ZipError::from).and_then(|f| ZipArchive::new(BufReader::new(f)));
    let mut zip = match opened {
        Ok(zip) => zip,
        Err(error) => return intake.problem(Problem::Package { at, what: error.to_string() }),
    };
    let mut package = Package { path, place, intake };
    let entries = package.entries(&mut zip);
    let listed = package.list(&mut zip, &entries);
    let mut crawls = BTreeMap::new();
    // Names begin with their folder, so that crawls come before their indexes.
    for (name, entry) in &entries {
        let is_warc = is_of(name, &warc::FORMAT);
        let stored = package.entry(&mut zip, name, *entry, listed.get(name), is_warc);
        if is_warc {
            crawls.insert(name.rsplit('/').next().unwrap_or(name), stored);
        } else if is_of(name, &cdx::FORMAT) {
            package.index(&mut zip, name, *entry, &crawls);
        }
    }
    for name in listed.keys().filter(|name| !entries.contains_key(*name)) {
        package.say(&format!("{} is listed in {LIST} and not there", OneLine(name)));
    }
    if crawls.is_empty() {
        package.say("holds no WARC file");
    }
}

type Zip = ZipArchive<BufReader<File>>;

/// Where an entry stands in the package as it is, and how long it is.
type Stored = Option<(u64, u64)>;

/// What `datapackage.json` says of a file.
#[derive(Deserialize)]
struct Resource {
    path: Option<String>,
    hash: Option<String>,
    bytes: Option<u64>,
}

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct ListDigest {
    hash: String,
}

struct Package<'p, 'i> {
    path: &'p Path,
    place: &'p Place,
    intake: &'p mut Intake<'i>,
}

impl Package<'_, '_> {
    fn say(&mut self, what: &str) {
        self.intake.problem(Problem::Package { at: self.place.source(None), what: what.to_owned() });
    }

    /// The files in it by their names. A name that leads out of the package, as those that are made to overwrite something
    /// elsewhere do, and entries that lie upon one another, as those that are made to fill a memory do, are named and left out.
    fn entries(&mut self, zip: &mut Zip) -> BTreeMap<String, usize> {
        let mut entries = BTreeMap::new();
        let mut left = std::fs::metadata(self.path).map_or(0, |file| file.len());
        for index in 0..zip.len() {
            let described = zip.by_index_data(index).map(|entry| {
                let name = entry.name().map(|name| name.into_owned());
                (name, entry.compressed_size(), entry.is_file(), entry.encrypted())
            });
            let (name, size, is_file, encrypted) = match described {
                Ok((Ok(name), size, is_file, encrypted)) => (name, size, is_file, encrypted),
                Ok((Err(error), ..)) | Err(error) => {
                    self.say(&format!("entry {}: {error}", index + 1));
                    continue;
                }
            };
            if !is_file {
                continue;
            }
            let shown = OneLine(&name).to_string();
            if leads_out(&name) {
                self.say(&format!("{shown}: a name that leads out of the package; the entry is not read"));
            } else if encrypted {
                self.say(&format!("{shown}: encrypted, so it is not read"));
            } else if size > left {
                self.say(&format!("{shown}: lies upon other entries; it is not read"));
            } else {
                left -= size;
                entries.insert(name, index);
            }
        }
        entries
    }

    /// What the package lists, by path.
    fn list(&mut self, zip: &mut Zip, entries: &BTreeMap<String, usize>) -> BTreeMap<String, Resource> {
        let Some(&index) = entries.get(LIST) else {
            self.say(&format!("has no {LIST}, so that nothing of it can be checked"));
            return BTreeMap::new();
        };
        let list = match small(zip, index) {
            Ok(list) => list,
            Err(error) => {
                self.say(&format!("{LIST}: {error}"));
                return BTreeMap::new();
            }
        };
        if let Some(&index) = entries.get(LIST_DIGEST) {
            let stated = small(zip, index).ok().and_then(|bytes| serde_json::from_slice::<ListDigest>(&bytes).ok());
            match stated.map(|stated| has_digest(&stated.hash, &list)) {
                Some(Some(true)) => {}
                Some(Some(false)) => self.say(&format!("{LIST} is not the one that {LIST_DIGEST} states")),
                _ => self.say(&format!("{LIST_DIGEST} states no digest that can be checked")),
            }
        }
        match serde_json::from_slice::<List>(&list) {
            Ok(list) => {
                let named = list.resources.into_iter().filter_map(|file| Some((file.path.clone()?, file)));
                named.collect()
            }
            Err(error) => {
                self.say(&format!("{LIST}: {}", OneLine(&error.to_string())));
                BTreeMap::new()
            }
        }
    }

    /// Checks one file, and reads the articles in it if it is a WARC file. Where it stands in the package as it is, gives its place and
    /// length.
    fn entry(&mut self, zip: &mut Zip, name: &str, index: usize, listed: Option<&Resource>, is_warc: bool) -> Stored {
        let shown = OneLine(name).to_string();
        let stored = match self.check(zip, index, listed) {
            Ok(stored) => stored,
            Err(what) => {
                self.say(&format!("{shown}: {what}"));
                // Its records have digests of their own.
                None
            }
        };
        if !is_warc {
            let folder = name.split_once('/').map_or("other files", |(folder, _)| match folder {
                "indexes" => "indexes",
                "pages" => "lists of pages",
                _ => "other files",
            });
            self.intake.pass_over(folder);
            return stored;
        }
        if listed.is_none() {
            self.say(&format!("{shown} is not listed in {LIST}, so that it cannot be checked"));
        }
        let place = self.place.inside(name);
        let opened = stored.map(|(base, length)| Input::of_file(File::open(self.path)?, base, length));
        match opened {
            Some(Ok(input)) => warc::crawl(input, &place, self.intake),
            Some(Err(error)) => self.intake.problem(Problem::Unreadable { at: place.source(None), error }),
            None => match zip.by_index(index) {
                Ok(entry) => {
                    let most = bound(entry.compressed_size());
                    warc::crawl(Input::Stream(&mut entry.take(most)), &place, self.intake);
                }
                Err(error) => self.say(&format!("{shown}: {error}")),
            },
        }
        stored
    }

    /// Holds an index against the crawls it speaks of.
    fn index(&mut self, zip: &mut Zip, name: &str, index: usize, crawls: &BTreeMap<&str, Stored>) {
        let place = self.place.inside(name);
        let path = self.path;
        let mut find = |file: &str| match crawls.get(file.rsplit('/').next().unwrap_or(file)) {
            Some(Some((base, length))) => Crawl::Here { path: path.to_owned(), base: *base, length: *length },
            Some(None) => Crawl::Closed,
            None => Crawl::Missing,
        };
        // What hinders reading the entry was said when it was checked.
        let Ok(entry) = zip.by_index(index) else { return };
        let most = bound(entry.compressed_size());
        if let Ok(mut lines) = unpack::open(&mut entry.take(most)) {
            cdx::check(&mut *lines, &place, self.intake, &mut find);
        }
    }

    /// Reads all of an entry and holds it against what is listed. Where it stands in the file as it is, gives its place and length.
    fn check(&self, zip: &mut Zip, index: usize, listed: Option<&Resource>) -> Result<Stored, String> {
        let mut entry = zip.by_index(index).map_err(|error| error.to_string())?;
        let place = (entry.compression() == CompressionMethod::Stored).then(|| entry.data_start()).flatten();
        let stated = listed.and_then(|listed| listed.hash.as_deref()).and_then(split);
        let mut sum = Checksum::new(stated.map_or(Algorithm::Sha256, |(algorithm, _)| algorithm));
        let most = bound(entry.compressed_size());
        let size = io::copy(&mut (&mut entry).take(most), &mut sum).map_err(|error| error.to_string())?;
        if size == most {
            return Err("unpacks to far more than a web archive does; it is not read to its end".to_owned());
        }
        if let Some((algorithm, hex)) = stated
            && sum.finish() != hex.to_ascii_lowercase()
        {
            return Err(format!("its bytes are not those that are listed: the digest differs ({})", algorithm.name()));
        }
        if let Some(bytes) = listed.and_then(|listed| listed.bytes).filter(|bytes| *bytes != size) {
            return Err(format!("has {size} bytes, and {bytes} are listed"));
        }
        Ok(place.map(|base| (base, size)))
    }
}

/// One byte more than an entry of this packed size may unpack to.
fn bound(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).max(MAX_GROWTH).saturating_add(1)
}

fn small(zip: &mut Zip, index: usize) -> ZipResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut entry = zip.by_index(index)?.take(MAX_LIST + 1);
    entry.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_LIST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long to be a list").into());
    }
    Ok(bytes)
}

/// The method and the hex digits of `sha256:…`; `None` where the method is not known.
fn split(labelled: &str) -> Option<(Algorithm, &str)> {
    let (label, hex) = labelled.split_once(':')?;
    let algorithm = Algorithm::named(label)?;
    (hex.len() == algorithm.digits()).then_some((algorithm, hex))
}

fn is_of(name: &str, format: &Format) -> bool {
    Format::of_name(name).iter().any(|known| known.name == format.name)
}

fn has_digest(labelled: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, hex) = split(labelled)?;
    Some(algorithm.of(bytes) == hex.to_ascii_lowercase())
}

/// Whether a name is no path below the package.
fn leads_out(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.contains(['\\', '\0'])
        || name.split('/').any(|part| part == ".." || part == ".")
        || name.as_bytes().get(1) == Some(&b':')
}

#[cfg(test)]
pub(super) mod tests;
