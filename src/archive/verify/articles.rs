//! Each article's entries one after the other, articles in the order of their ids, on all cores: every entry must follow the
//! one before it. So nothing is kept of an article when its last entry is checked. Here versions get their numbers, and
//! what is wrong with their bytes its name; what is declared erased is no longer missed.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::add::one_line;
use super::super::error::Result;
use super::super::leaf::{Body, Leaf, StoreId};
use super::super::life::{Life, Step};
use super::super::mark::Standing;
use super::super::objects::Kind;
use super::super::packs::Packs;
use super::super::record::Record;
use super::catalogue::Catalogue;
use super::contents::{Fault, Told};
use super::declared::{Declaration, Erasures, Gone};
use super::entries::Entries;
use super::{Check, Class, Finding};
use crate::hash::Digest;

/// Articles that one thread takes at a time.
const RUN: usize = 256;

/// What was found of some articles.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// With the entry's number.
    unchecked: Vec<(u32, String)>,
    erasures: Erasures,
    /// Version entries that are not erased.
    records: u64,
}

/// What an article is held against.
struct Known<'a> {
    entries: &'a Entries,
    told: &'a Told,
    catalogue: &'a Catalogue,
    packs: &'a Packs,
}

impl Check<'_> {
    /// Checks the chain of each article, or of those of a part. `erasing` are those of which versions are erased: what one
    /// declares gone may be kept by another, so all parts look at them. The answer are the entries of erased versions.
    pub(super) fn articles(
        &mut self,
        entries: &Entries,
        told: &Told,
        catalogue: &Catalogue,
        erasing: &BTreeSet<StoreId>,
    ) -> Result<BTreeSet<u32>> {
        let part = self.options.part;
        let of_part = |article| part.is_none_or(|part| part.has(article));
        let wanted = |n: &u32| {
            entries.article(*n as usize).is_some_and(|article| of_part(article) || erasing.contains(&article))
        };
        let mut order: Vec<u32> = (0..entries.len() as u32).filter(wanted).collect();
        order.par_sort_unstable_by_key(|n| (entries.article(*n as usize), *n));
        let articles: Vec<&[u32]> =
            order.chunk_by(|a, b| entries.article(*a as usize) == entries.article(*b as usize)).collect();
        let packs = self.objects.packs();
        let known = Known { entries, told, catalogue, packs: &packs };
        let runs = articles.par_chunks(RUN).map(|run| {
            let mut found = Found::default();
            for numbers in run {
                let mut one = Found::default();
                one.article(numbers, &known)?;
                if !entries.article(numbers[0] as usize).is_some_and(of_part) {
                    let erasures = Erasures { declared: Vec::new(), ..one.erasures };
                    one = Found { erasures, ..Found::default() };
                }
                found.append(one);
            }
            Ok(found)
        });
        let runs: Vec<Found> = runs.collect::<Result<_>>()?;
        let mut all = Found::default();
        runs.into_iter().for_each(|found| all.append(found));
        self.report.findings.append(&mut all.findings);
        self.report.records = all.records;
        all.unchecked.sort();
        self.report.unchecked.extend(all.unchecked.into_iter().map(|(_, told)| told));
        self.report.declared = all.erasures.declarations(entries)?;
        Ok(all.erasures.entries)
    }
}

impl Found {
    fn append(&mut self, mut other: Found) {
        self.findings.append(&mut other.findings);
        self.unchecked.append(&mut other.unchecked);
        self.erasures.append(other.erasures);
        self.records += other.records;
    }

    fn find(&mut self, class: Class, n: u32, detail: &str) {
        self.findings.push(Finding::new(class, format!("log entry {n}"), detail));
    }

    /// Checks an article's entries, given by number.
    fn article(&mut self, numbers: &[u32], known: &Known) -> Result<()> {
        let mut leaves: Vec<(u32, Leaf)> = Vec::with_capacity(numbers.len());
        for &n in numbers {
            leaves.extend(known.entries.leaf(n as usize)?.map(|leaf| (n, leaf)));
        }
        let erased = leaves.iter().filter_map(|(_, leaf)| match &leaf.body {
            Body::Erased(body) => Some(body.version),
            Body::Version(_) | Body::Seen(_) | Body::Tombstone { .. } | Body::Mark(_) | Body::Other { .. } => None,
        });
        let erased: BTreeSet<Digest> = erased.collect();
        // A damaged entry leaves a gap in some article's chain.
        let whole = known.entries.whole;
        let (mut next, mut last, mut life) = (0, None, Life::default());
        // The erased versions that no entry has declared so far: their raw bytes and numbers.
        let mut open: BTreeMap<Digest, (Digest, u32)> = BTreeMap::new();
        let (mut tombstone, mut standing) = (None, Standing::default());
        for (place, (n, leaf)) in leaves.iter().enumerate() {
            if whole && (leaf.seq, leaf.prev) != (next, last) {
                self.find(Class::Chain, *n, "does not follow its article's entry before it");
            }
            let hash = leaf.hash();
            (next, last) = (leaf.seq.saturating_add(1), Some(hash));
            let step = life.go_on(leaf, hash);
            if let (true, Err(why)) = (whole, step) {
                self.find(Class::Chain, *n, why);
            }
            match &leaf.body {
                Body::Version(body) => {
                    let made_by = life.last.map(|(_, made_by)| made_by).filter(|made_by| erased.contains(made_by));
                    match made_by {
                        Some(made_by) => {
                            if step == Ok(Step::Version) {
                                open.insert(made_by, (body.raw, life.versions));
                            }
                            self.erasures.entries.insert(*n);
                            for oid in body.blobs().filter(|oid| known.catalogue.find(*oid).is_some()) {
                                self.erasures.stored.entry(oid).or_default().push(made_by);
                            }
                        }
                        None => self.records += 1,
                    }
                    self.faults(*n, leaf.article, life.versions, made_by.is_some(), known.told);
                }
                Body::Seen(_) => {}
                Body::Tombstone { .. } => tombstone = Some(place),
                Body::Erased(body) => match open.remove(&body.version).filter(|(raw, _)| *raw == body.raw) {
                    Some((_, number)) => {
                        let called = format!("{}@v{number}", self.called(&leaves[..place], known));
                        self.declare(*n, leaf, called, Some(body.version));
                    }
                    None if whole => {
                        let why = "erases a version that its article has not, or that is erased already";
                        self.find(Class::Chain, *n, why);
                    }
                    None => {}
                },
                Body::Mark(mark) => {
                    if let (true, Err(why)) = (whole, standing.go_on(mark)) {
                        self.find(Class::Chain, *n, why);
                    }
                }
                Body::Other { kind, .. } => {
                    let kind = one_line(kind);
                    let told =
                        format!("log entry {n} is of kind {kind:?}, which is unknown: only its place was checked");
                    self.unchecked.push((*n, told));
                }
            }
        }
        if let Some(place) = tombstone.filter(|_| !life.live) {
            let (n, leaf) = &leaves[place];
            self.declare(*n, leaf, self.called(&leaves, known), None);
        }
        Ok(())
    }

    /// Gives what is wrong with the bytes of an entry its name.
    fn faults(&mut self, n: u32, article: StoreId, version: u32, erased: bool, told: &Told) {
        let Some(faulty) = told.faulty.get(&(n as usize)) else { return };
        let name = faulty.name.clone().unwrap_or_else(|| article.to_string());
        let faults = faulty.faults.iter().filter(|fault| !erased || fault.class != Class::Missing);
        let finding = |fault: &Fault| Finding::new(fault.class, format!("{name}@v{version}"), fault.detail.clone());
        self.findings.extend(faults.map(finding));
    }

    fn declare(&mut self, n: u32, leaf: &Leaf, place: String, version: Option<Digest>) {
        let Some(reason) = leaf.reason().map(str::to_owned) else { return };
        // Which erasures are pending shows when all articles are known.
        let declaration = Declaration { place, gone: Gone::Removed, reason, recorded_at: leaf.recorded_at };
        self.erasures.declared.push((n, declaration, version));
    }

    /// What people call the article: the name in its last record that is not erased and is as the log has it.
    fn called(&self, leaves: &[(u32, Leaf)], known: &Known) -> String {
        let name = |(n, leaf): &(u32, Leaf)| {
            let body = leaf.version().filter(|_| !self.erasures.entries.contains(n))?;
            let json = known.catalogue.object(known.packs, body.json_blob, Kind::Blob).ok()?;
            let record = Record::decode(&json).ok().filter(|_| Digest::of(&json) == body.meta)?;
            Some(one_line(record.article.name()))
        };
        let id = || leaves.first().map_or(String::new(), |(_, leaf)| leaf.article.to_string());
        leaves.iter().rev().find_map(name).unwrap_or_else(id)
    }
}
