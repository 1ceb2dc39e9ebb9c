//! Every object of every pack, pack by pack and in the order they stand, on all cores: first the texts that entries of the
//! log name, each with its record and raw bytes, then what is left. So each object is unpacked and hashed once, but for
//! one that several entries name, and a delta is met behind what it rests on.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::add::one_line;
use super::super::error::{ArchiveError, Result};
use super::super::idx::PackIndex;
use super::super::index;
use super::super::leaf::{Leaf, StoreId, VersionBody};
use super::super::objects::{Kind, Oid};
use super::super::packed::{PackFile, Reader};
use super::super::packs::Packs;
use super::super::places::Places;
use super::super::record::Record;
use super::catalogue::{Catalogue, Number};
use super::entries::Entries;
use super::history::{Led, Text};
use super::{Check, Class, Finding, Part, object_fault};
use crate::hash::Digest;

/// Entries or objects that one thread takes at a time.
const RUN: usize = 512;

/// How many bytes a thread reads ahead.
const AHEAD: usize = 32 << 10;

/// What is wrong with the bytes that an entry of the log names.
pub(super) struct Fault {
    pub(super) class: Class,
    pub(super) detail: String,
}

/// What reading the bytes that entries name has told.
#[derive(Default)]
pub(super) struct Told {
    /// Entries with faults, by number.
    pub(super) faulty: BTreeMap<usize, Faulty>,
    /// What the records of sound entries give their articles for names: the entry's number, and the name as the index has it.
    pub(super) names: Vec<(u32, u64)>,
}

pub(super) struct Faulty {
    /// What its record calls the article, if it can be read.
    pub(super) name: Option<String>,
    pub(super) faults: Vec<Fault>,
}

impl Told {
    fn and(mut self, mut other: Told) -> Told {
        self.faulty.append(&mut other.faulty);
        self.names.append(&mut other.names);
        self
    }
}

impl Check<'_> {
    /// Reads every object, or those of a part.
    pub(super) fn contents(&mut self, entries: &Entries, catalogue: &Catalogue, led: &mut Led) -> Result<Told> {
        led.texts.par_sort_unstable();
        let part = self.options.part;
        led.texts
            .retain(|text| part.is_none_or(|part| entries.article(text.entry as usize).is_some_and(|id| part.has(id))));
        let nowhere = led.texts.partition_point(|text| text.number.is_none());
        let (nowhere, texts) = led.texts.split_at(nowhere);
        let contents = Contents { check: self, packs: self.objects.packs(), entries, catalogue };
        let packs = (0..contents.packs.len()).into_par_iter().map(|n| {
            let numbers = catalogue.of_pack(n);
            let first = texts.partition_point(|text| text.number < Some(numbers.start));
            let end = texts.partition_point(|text| text.number < Some(numbers.end));
            contents.pack(n, &texts[first..end])
        });
        let mut told = nowhere
            .iter()
            .try_fold(Told::default(), |told, text| contents.entry(text, None).map(|more| told.and(more)))?;
        let packs: Vec<(Told, Vec<Finding>)> = packs.collect::<Result<_>>()?;
        for (more, findings) in packs {
            told = told.and(more);
            // Below a tree that cannot be read objects would seem to belong nowhere.
            let known = findings.into_iter().filter(|finding| !led.unread || finding.class != Class::Unknown);
            self.report.findings.extend(known);
        }
        Ok(told)
    }
}

struct Contents<'a> {
    check: &'a Check<'a>,
    packs: Arc<Packs>,
    entries: &'a Entries,
    catalogue: &'a Catalogue,
}

/// A pack that is being read.
struct Open<'a> {
    number: usize,
    places: &'a Places,
    /// Two ways through it: an article's texts and its records may stand apart.
    texts: Reader<'a>,
    records: Reader<'a>,
}

impl<'a> Open<'a> {
    fn new(number: usize, pack: &'a PackFile, index: &'a PackIndex, places: &'a Places) -> Open<'a> {
        Open { number, places, texts: pack.reader(index, AHEAD), records: pack.reader(index, AHEAD) }
    }
}

impl Contents<'_> {
    fn pack(&self, n: usize, texts: &[Text]) -> Result<(Told, Vec<Finding>)> {
        let packs = &self.packs;
        let rest = self.check.options.part.is_none_or(|part| part.has_pack(packs.file(n, "pack")));
        if texts.is_empty() && !rest {
            return Ok((Told::default(), Vec::new()));
        }
        let (pack, index) = (packs.pack(n)?, packs.index(n)?);
        let damaged = |error| match error {
            ArchiveError::Damaged { file, why } => Ok(Finding::new(Class::Changed, self.check.folder.name(&file), why)),
            error => Err(error),
        };
        let places = match Places::of(&pack, &index) {
            Ok(places) => places,
            Err(error) => return Ok((Told::default(), vec![damaged(error)?])),
        };
        let runs = texts.par_chunks(RUN).map(|run| {
            let mut open = Open::new(n, &pack, &index, &places);
            run.iter().try_fold(Told::default(), |told, text| Ok(told.and(self.entry(text, Some(&mut open))?)))
        });
        let told: Vec<Told> = runs.collect::<Result<_>>()?;
        let told = told.into_iter().fold(Told::default(), Told::and);
        if !rest {
            return Ok((told, Vec::new()));
        }
        let numbers = self.catalogue.of_pack(n);
        let ranks: Vec<usize> = (0..places.len()).collect();
        let runs = ranks.par_chunks(RUN).map(|run| {
            let mut reader = pack.reader(&index, AHEAD);
            let mut findings = Vec::new();
            for &rank in run {
                let number = numbers.start + rank as Number;
                let named = self.catalogue.named.get(number);
                // Another part has the articles whose entries name it.
                if self.catalogue.read.get(number) || named && self.check.options.part.is_some() {
                    continue;
                }
                match places.read(rank, &mut reader) {
                    Ok((_, bytes)) => {
                        self.check.progress.add(bytes.len() as u64);
                        self.catalogue.read.set(number);
                        if !named && !self.catalogue.led.get(number) {
                            let detail = format!("holds object {}, which belongs to no commit", places.name(rank));
                            findings.push(Finding::new(Class::Unknown, packs.file(n, "pack"), detail));
                        }
                    }
                    Err(error) => findings.push(damaged(error)?),
                }
            }
            Ok(findings)
        });
        let findings: Vec<Vec<Finding>> = runs.collect::<Result<_>>()?;
        Ok((told, findings.concat()))
    }

    /// Checks the bytes that an entry names. Its text is in the `open` pack.
    fn entry(&self, text: &Text, mut open: Option<&mut Open>) -> Result<Told> {
        let n = text.entry as usize;
        let leaf = self.entries.leaf(n)?;
        let Some((leaf, body)) = leaf.as_ref().and_then(|leaf| Some((leaf, leaf.version()?))) else {
            return Ok(Told::default());
        };
        let texts = open.as_mut().map(|open| (open.number, open.places, &mut open.texts));
        let text = self.blob(body.txt_blob, texts)?;
        let mut records = open.as_mut().map(|open| (open.number, open.places, &mut open.records));
        let json =
            self.blob(body.json_blob, records.as_mut().map(|(n, places, reader)| (*n, *places, &mut **reader)))?;
        let raw = match body.raw_blob {
            Some(raw) => Some(self.blob(raw, records)?),
            None => None,
        };
        let (record, faults) = judge(leaf, body, &text, &json, raw.as_ref());
        let mut told = Told::default();
        match record {
            Some(record) if faults.is_empty() => {
                let names = index::names(&record.article, record.meta.url.as_deref());
                told.names.extend(names.into_iter().map(|name| (n as u32, name)));
            }
            record => {
                let name = record.map(|record| one_line(record.article.name()));
                told.faulty.insert(n, Faulty { name, faults });
            }
        }
        Ok(told)
    }

    /// A blob's bytes, from the open pack if it is there; what is wrong with it is the inner error.
    fn blob(&self, oid: Oid, open: Option<(usize, &Places, &mut Reader)>) -> Result<Blob> {
        let Some(number) = self.catalogue.find(oid) else {
            return Ok(Err(Fault {
                class: Class::Missing,
                detail: format!("(blob {oid}) is not there, and nothing declares it erased"),
            }));
        };
        let fault = |detail| Ok(Err(Fault { class: Class::Article, detail }));
        let numbers = self.catalogue.of_pack(self.catalogue.pack_of(number));
        let here = open.filter(|(n, ..)| *n == self.catalogue.pack_of(number));
        let Some((_, places, reader)) = here else {
            return match self.catalogue.object(&self.packs, oid, Kind::Blob) {
                Ok(bytes) => Ok(Ok(bytes)),
                Err(error @ ArchiveError::Object { .. }) => fault(format!("cannot be read: {}", object_fault(error))),
                Err(error) => Err(error),
            };
        };
        let rank = (number - numbers.start) as usize;
        if places.name(rank) != oid {
            return Ok(Err(Fault {
                class: Class::Missing,
                detail: format!("(blob {oid}) is not there, and nothing declares it erased"),
            }));
        }
        match places.read(rank, reader) {
            Ok((kind, bytes)) => {
                self.check.progress.add(bytes.len() as u64);
                self.catalogue.read.set(number);
                match kind {
                    Kind::Blob => Ok(Ok(bytes.to_vec())),
                    _ => fault(format!("cannot be read: object {oid}: is not the blob of that name")),
                }
            }
            Err(ArchiveError::Damaged { why, .. }) => fault(format!("cannot be read: object {oid}: {why}")),
            Err(error) => Err(error),
        }
    }
}

/// A blob's bytes, or what is wrong with it.
type Blob = std::result::Result<Vec<u8>, Fault>;

/// What is wrong with the bytes an entry names, and its record, if it can be read.
fn judge(
    leaf: &Leaf,
    body: &VersionBody,
    text: &Blob,
    json: &Blob,
    raw: Option<&Blob>,
) -> (Option<Record>, Vec<Fault>) {
    let mut faults = Vec::new();
    for (what, blob) in [("text", Some(text)), ("record", Some(json)), ("raw bytes", raw)] {
        if let Some(Err(Fault { class, detail })) = blob {
            faults.push(Fault { class: *class, detail: format!("its {what} {detail}") });
        }
    }
    let mut must = |holds: bool, fault: &str| {
        if !holds {
            faults.push(Fault { class: Class::Article, detail: fault.to_owned() });
        }
    };
    let record = json.as_ref().ok().map(|json| Record::decode(json));
    if let Ok(text) = text {
        must(Digest::of(text) == body.text, "its text does not have the SHA-256 in the log");
        if body.raw_blob.is_none() {
            must(body.raw == body.text, "its raw bytes are not stored, though they are not its text");
        }
        match (&record, std::str::from_utf8(text)) {
            (Some(Ok(record)), Ok(text)) => {
                let count = record.sentences.len() as u64 == u64::from(body.sentences);
                let root = count && record.sentence_root(text) == Some(body.sentence_root);
                must(root, "its sentences do not have the root in the log");
            }
            (_, text) => must(text.is_ok(), "its text is not UTF-8"),
        }
    }
    if let Some(Ok(raw)) = raw {
        must(Digest::of(raw) == body.raw, "its raw bytes do not have the SHA-256 in the log");
    }
    if let Ok(json) = json {
        must(Digest::of(json) == body.meta, "its record does not have the SHA-256 in the log");
    }
    match &record {
        Some(Ok(record)) => {
            let same = StoreId::of_key(record.article.key()) == leaf.article
                && (record.version.raw, record.version.text) == (body.raw, body.text)
                && (record.canon, &record.segmenter) == (body.canon, &body.segmenter);
            must(same, "its record tells of other bytes, another article or another method than the log");
        }
        Some(Err(why)) => must(false, &format!("its record {why}")),
        None => {}
    }
    (record.and_then(std::result::Result::ok), faults)
}

impl Part {
    /// Whether an article is of this part.
    pub(super) fn has(&self, article: StoreId) -> bool {
        // Ranges of ids, so that what stands together is read together.
        self.is((u64::from(article.digits()) * u64::from(self.of)) >> 16)
    }

    /// Whether a pack is of this part: by its name, so that it stays in it when others come and go.
    pub(super) fn has_pack(&self, file: impl AsRef<str>) -> bool {
        let digits = file.as_ref().rsplit("pack-").next().and_then(|name| u64::from_str_radix(name.get(..4)?, 16).ok());
        self.is((digits.unwrap_or(0) * u64::from(self.of)) >> 16)
    }
}
