//! Every object of every pack, pack by pack and in the order they stand, on all cores: first the texts that entries of the
//! log name, each with its record and raw bytes, then what is left. So each object is unpacked and hashed once, but for
//! one that several entries name, and a delta is met behind what it rests on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
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

/// So many packs are open at once, unless one by itself has more objects.
const OPEN_PACKS: usize = 32;
const OPEN_OBJECTS: Number = 1 << 18;

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
        let mut told = nowhere
            .iter()
            .try_fold(Told::default(), |told, text| contents.entry(text, None).map(|more| told.and(more)))?;
        let mut findings = Vec::new();
        let mut next = 0;
        while next < contents.packs.len() {
            let some = contents.some_from(next);
            next = some.end;
            let (more, found) = contents.some_packs(some, texts)?;
            told = told.and(more);
            findings.extend(found);
        }
        // Below a tree that cannot be read objects would seem to belong nowhere.
        findings.retain(|finding| !led.unread || finding.class != Class::Unknown);
        self.report.findings.append(&mut findings);
        Ok(told)
    }
}

struct Contents<'a> {
    check: &'a Check<'a>,
    packs: Arc<Packs>,
    entries: &'a Entries,
    catalogue: &'a Catalogue,
}

/// A pack that is open to be read.
struct Open {
    number: usize,
    pack: Arc<PackFile>,
    index: Arc<PackIndex>,
    places: Places,
    /// Whether what no entry names is looked at, too.
    rest: bool,
}

/// One way through a pack.
struct Way<'a> {
    open: &'a Open,
    reader: Reader<'a>,
}

impl Open {
    fn way(&self) -> Way<'_> {
        Way { open: self, reader: self.pack.reader(&self.index, AHEAD) }
    }

    /// Its objects in runs.
    fn runs(&self) -> impl Iterator<Item = (&Open, Range<usize>)> {
        let end = self.places.len();
        (0..end).step_by(RUN).map(move |first| (self, first..end.min(first + RUN)))
    }
}

impl Contents<'_> {
    /// The next packs to be open at once: few, and together of no more objects than a large pack has.
    fn some_from(&self, first: usize) -> Range<usize> {
        let most = self.catalogue.of_pack(first).start.saturating_add(OPEN_OBJECTS);
        let more = (first + 1..self.packs.len()).take(OPEN_PACKS - 1);
        let more = more.take_while(|&n| self.catalogue.of_pack(n).end <= most).count();
        first..first + 1 + more
    }

    /// Reads some packs. Of all `texts` those in them are looked at.
    fn some_packs(&self, packs: Range<usize>, texts: &[Text]) -> Result<(Told, Vec<Finding>)> {
        let of_pack = |n: usize| {
            let numbers = self.catalogue.of_pack(n);
            let first = texts.partition_point(|text| text.number < Some(numbers.start));
            let end = texts.partition_point(|text| text.number < Some(numbers.end));
            &texts[first..end]
        };
        let opened = packs.into_par_iter().map(|n| self.open(n, !of_pack(n).is_empty()));
        let (mut open, mut findings) = (Vec::new(), Vec::new());
        for opened in opened.collect::<Result<Vec<_>>>()? {
            match opened {
                Ok(one) => open.extend(one),
                Err(finding) => findings.push(finding),
            }
        }
        let runs: Vec<(&Open, &[Text])> =
            open.iter().flat_map(|open| of_pack(open.number).chunks(RUN).map(move |run| (open, run))).collect();
        let told = runs.into_par_iter().map(|(open, run)| {
            let mut ways = [open.way(), open.way(), open.way()];
            run.iter().try_fold(Told::default(), |told, text| Ok(told.and(self.entry(text, Some(&mut ways))?)))
        });
        let told: Vec<Told> = told.collect::<Result<_>>()?;
        let runs: Vec<(&Open, Range<usize>)> = open.iter().filter(|open| open.rest).flat_map(Open::runs).collect();
        let found = runs.into_par_iter().map(|(open, ranks)| self.rest(open, ranks));
        findings.extend(found.collect::<Result<Vec<_>>>()?.into_iter().flatten());
        Ok((told.into_iter().fold(Told::default(), Told::and), findings))
    }

    /// Opens a pack, if something is to be read there; the inner error is what is wrong with it.
    fn open(&self, number: usize, texts: bool) -> Result<std::result::Result<Option<Open>, Finding>> {
        let rest = self.check.options.part.is_none_or(|part| part.has_pack(self.packs.file(number, "pack")));
        if !texts && !rest {
            return Ok(Ok(None));
        }
        let (pack, index) = (self.packs.pack(number)?, self.packs.index(number)?);
        match Places::of(&pack, &index) {
            Ok(places) => Ok(Ok(Some(Open { number, pack, index, places, rest }))),
            Err(error) => self.damaged(error).map(Err),
        }
    }

    fn damaged(&self, error: ArchiveError) -> Result<Finding> {
        match error {
            ArchiveError::Damaged { file, why } => Ok(Finding::new(Class::Changed, self.check.folder.name(&file), why)),
            error => Err(error),
        }
    }

    /// Reads those of a run of objects that no entry has led to.
    fn rest(&self, open: &Open, ranks: Range<usize>) -> Result<Vec<Finding>> {
        let numbers = self.catalogue.of_pack(open.number);
        let mut reader = open.way().reader;
        let mut findings = Vec::new();
        for rank in ranks {
            let number = numbers.start + rank as Number;
            let named = self.catalogue.named.get(number);
            // Another part has the articles whose entries name it.
            if self.catalogue.read.get(number) || named && self.check.options.part.is_some() {
                continue;
            }
            match open.places.read(rank, &mut reader) {
                Ok((_, bytes)) => {
                    self.check.progress.add(bytes.len() as u64);
                    self.catalogue.read.set(number);
                    if !named && !self.catalogue.led.get(number) {
                        let detail = format!("holds object {}, which belongs to no commit", open.places.name(rank));
                        findings.push(Finding::new(Class::Unknown, self.packs.file(open.number, "pack"), detail));
                    }
                }
                Err(error) => findings.push(self.damaged(error)?),
            }
        }
        Ok(findings)
    }

    /// Checks the bytes that an entry names. There are three ways through the pack in which its text is, as texts, records
    /// and raw bytes may stand apart.
    fn entry(&self, text: &Text, ways: Option<&mut [Way; 3]>) -> Result<Told> {
        let n = text.entry as usize;
        let leaf = self.entries.leaf(n)?;
        let Some((leaf, body)) = leaf.as_ref().and_then(|leaf| Some((leaf, leaf.version()?))) else {
            return Ok(Told::default());
        };
        let [texts, records, raws] = ways.map_or([None, None, None], |ways| ways.each_mut().map(Some));
        let text = self.blob(body.txt_blob, texts)?;
        let json = self.blob(body.json_blob, records)?;
        let raw = body.raw_blob.map(|raw| self.blob(raw, raws)).transpose()?;
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
    fn blob<'w>(&self, oid: Oid, way: Option<&'w mut Way>) -> Result<Blob<'w>> {
        let missing = || {
            let detail = format!("(blob {oid}) is not there, and nothing declares it erased");
            Ok(Err(Fault { class: Class::Missing, detail }))
        };
        let Some(number) = self.catalogue.find(oid) else { return missing() };
        let fault = |detail| Ok(Err(Fault { class: Class::Article, detail }));
        let numbers = self.catalogue.of_pack(self.catalogue.pack_of(number));
        let Some(Way { open, reader }) = way.filter(|way| way.open.number == self.catalogue.pack_of(number)) else {
            return match self.catalogue.object(&self.packs, oid, Kind::Blob) {
                Ok(bytes) => Ok(Ok(Cow::from(bytes))),
                Err(error @ ArchiveError::Object { .. }) => fault(format!("cannot be read: {}", object_fault(error))),
                Err(error) => Err(error),
            };
        };
        let rank = (number - numbers.start) as usize;
        if open.places.name(rank) != oid {
            return missing();
        }
        match open.places.read(rank, reader) {
            Ok((kind, bytes)) => {
                self.check.progress.add(bytes.len() as u64);
                self.catalogue.read.set(number);
                match kind {
                    Kind::Blob => Ok(Ok(Cow::from(bytes))),
                    _ => fault(format!("cannot be read: object {oid}: is not the blob of that name")),
                }
            }
            Err(ArchiveError::Damaged { why, .. }) => fault(format!("cannot be read: object {oid}: {why}")),
            Err(error) => Err(error),
        }
    }
}

/// A blob's bytes, or what is wrong with it.
type Blob<'w> = std::result::Result<Cow<'w, [u8]>, Fault>;

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
