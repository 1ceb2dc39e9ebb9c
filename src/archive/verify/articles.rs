//! Each article's entries one after the other, articles in the order of their ids, on all cores: every entry must follow the
//! one before it. So nothing is kept of an article when its last entry is checked. Here versions get their numbers, and
//! what is wrong with their bytes its name.

use rayon::prelude::*;

use super::super::add::one_line;
use super::super::error::Result;
use super::super::leaf::{Body, Leaf};
use super::contents::{Fault, Faults};
use super::entries::Entries;
use super::{Check, Class, Finding};
use crate::hash::Digest;

/// Articles that one thread takes at a time.
const RUN: usize = 256;

/// What is known of an article on the way through its entries.
#[derive(Default)]
struct Chain {
    next: u32,
    last: Option<Digest>,
    raw: Option<Digest>,
    version: u32,
}

/// What was found of some articles.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// With the entry's number.
    unchecked: Vec<(u32, String)>,
}

impl Check<'_> {
    /// Checks the chain of each article, or of those of a part.
    pub(super) fn articles(&mut self, entries: &Entries, faults: &Faults) -> Result<()> {
        let mut order: Vec<u32> =
            (0..entries.len() as u32).filter(|n| entries.article(*n as usize).is_some()).collect();
        if let Some(part) = self.options.part {
            order.retain(|n| entries.article(*n as usize).is_some_and(|article| part.has(article)));
        }
        order.par_sort_unstable_by_key(|n| (entries.article(*n as usize), *n));
        let articles: Vec<&[u32]> =
            order.chunk_by(|a, b| entries.article(*a as usize) == entries.article(*b as usize)).collect();
        let runs = articles.par_chunks(RUN).map(|run| {
            let mut found = Found::default();
            run.iter().try_for_each(|article| found.article(article, entries, faults)).map(|()| found)
        });
        let runs: Vec<Found> = runs.collect::<Result<_>>()?;
        let mut unchecked = Vec::new();
        for mut found in runs {
            self.report.findings.append(&mut found.findings);
            unchecked.append(&mut found.unchecked);
        }
        unchecked.sort();
        self.report.unchecked.extend(unchecked.into_iter().map(|(_, told)| told));
        Ok(())
    }
}

impl Found {
    /// Checks an article's entries, given by number.
    fn article(&mut self, numbers: &[u32], entries: &Entries, faults: &Faults) -> Result<()> {
        let mut chain = Chain::default();
        for &n in numbers {
            let Some(leaf) = entries.leaf(n as usize)? else { continue };
            let place = format!("log entry {n}");
            if entries.whole && (leaf.seq, leaf.prev) != (chain.next, chain.last) {
                let detail = "does not follow its article's entry before it";
                self.findings.push(Finding::new(Class::Chain, place.clone(), detail));
            }
            (chain.next, chain.last) = (leaf.seq.saturating_add(1), Some(leaf.hash()));
            match &leaf.body {
                Body::Version(body) => {
                    if chain.raw != Some(body.raw) {
                        chain.version += 1;
                        chain.raw = Some(body.raw);
                    }
                    if let Some(faulty) = faults.of.get(&(n as usize)) {
                        let name = faulty.name.clone().unwrap_or_else(|| leaf.article.to_string());
                        let place = format!("{name}@v{}", chain.version);
                        let finding = |fault: &Fault| Finding::new(fault.class, place.clone(), fault.detail.clone());
                        self.findings.extend(faulty.faults.iter().map(finding));
                    }
                }
                Body::Other { kind, .. } => {
                    let known =
                        if Leaf::is_reserved(kind) { "which a newer wirecopy reads" } else { "which is unknown" };
                    let told = format!("{place} is of kind {:?}, {known}: only its place was checked", one_line(kind));
                    self.unchecked.push((n, told));
                }
            }
        }
        Ok(())
    }
}
