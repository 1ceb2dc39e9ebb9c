//! Facts that were changed on purpose: every report of a wire is given a second version with seeded edits, and what the diff
//! tells of facts is held against what was done.
//!
//! A fact told as a conflict, dropped or added is right if an edit did just that to a fact of this kind in this place; one
//! told as reformatted or rounded is right where the edit was no more than that. An edit that no fact is told of is missed.

mod edits;
mod moves;
mod names;
mod prose;
pub mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Deserialize;
use wirecopy::article::line_phrases;
use wirecopy::diff::{Row, diff};
use wirecopy::overlap::{Drift, DriftKind, Verdict};
use wirecopy::text::{Span, Text};

use self::edits::{Planted, Version};
use self::names::Pool;
use crate::data::{Folder, records};
use crate::random::Random;
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Count, Share, Table};

const DOCS: &str = "reuters21578/dev/docs.jsonl.gz";

pub const SET: Set = Set { name: "drift", needs: &[DOCS], run };

/// Where the edits begin: another seed is another set of the same kind.
const SEED: u64 = 1987;

/// So many reports …
const REPORTS: usize = 2_000;

/// … of at least so many bytes: shorter ones are tables and single lines.
const LEAST_BYTES: usize = 700;

/// What is asked overall.
const PRECISION: f64 = 0.98;
const RECALL: f64 = 0.95;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
}

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let mut reports: Vec<Record> = records(&folder.path(DOCS))?;
    reports.retain(|report| report.text.len() >= LEAST_BYTES);
    let mut random = Random::new(SEED);
    random.shuffle(&mut reports);
    reports.truncate(REPORTS);
    let texts: Vec<Text> = reports.par_iter().map(|report| Text::new(&report.text, line_phrases())).collect();
    let pool = Pool::of(&texts);
    let seeds: Vec<u64> = texts.iter().map(|_| random.next()).collect();
    let judged: Vec<Judged> = texts
        .par_iter()
        .zip(seeds)
        .filter_map(|(text, seed)| Some(Judged::of(text, edits::version(text, &pool, &mut Random::new(seed))?)))
        .collect();

    let mut kinds: BTreeMap<DriftKind, Counts> = BTreeMap::new();
    let mut ways: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut all = Counts::default();
    for judged in &judged {
        for (planted, found) in &judged.planted {
            let counts = kinds.entry(planted.kind).or_default();
            for counts in [counts, &mut all] {
                counts.planted += 1;
                counts.found += usize::from(*found);
            }
            let way = ways.entry(planted.way).or_default();
            *way = [way[0] + usize::from(*found), way[1] + 1];
        }
        for (drift, right) in &judged.told {
            let counts = kinds.entry(drift.kind).or_default();
            for counts in [counts, &mut all] {
                counts.told += 1;
                counts.right += usize::from(*right);
            }
        }
    }
    table.line("facts changed", Count(all.planted), Bound::None)?;
    table.line("edits that change no fact", Count(judged.iter().map(|judged| judged.neutral).sum()), Bound::None)?;
    table.line("precision", Share(all.precision()), AtLeast(PRECISION))?;
    table.line("recall", Share(all.recall()), AtLeast(RECALL))?;
    for (kind, counts) in &kinds {
        let kind = format!("{kind:?}").to_lowercase();
        table.line(&format!("{kind}, precision"), Share(counts.precision()), Bound::None)?;
        table.line(&format!("{kind}, recall"), Share(counts.recall()), Bound::None)?;
    }
    for (way, [found, planted]) in ways {
        table.line(&format!("{way}, recall"), Share(share(found, planted)), Bound::None)?;
    }
    folder.detail("drift.txt", |out| {
        for (judged, report) in judged.iter().zip(&reports) {
            judged.show(&report.id, out)?;
        }
        Ok(())
    })
}

#[derive(Default)]
struct Counts {
    planted: usize,
    found: usize,
    told: usize,
    right: usize,
}

impl Counts {
    fn precision(&self) -> f64 {
        share(self.right, self.told)
    }

    fn recall(&self) -> f64 {
        share(self.found, self.planted)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// What was done to a report and what was told of it.
struct Judged {
    a: String,
    b: String,
    /// Each with whether it was told.
    planted: Vec<(Planted, bool)>,
    /// Each with whether it is right. Facts told as written otherwise are here only if they are wrong: there are as many of
    /// them as of edits that write a fact otherwise, and they would only thin out what matters.
    told: Vec<(Drift, bool)>,
    /// How many edits changed no fact.
    neutral: usize,
    /// The sentences that were paired, for a reader.
    paired: Vec<(Span, Span)>,
}

impl Judged {
    fn of(a: &Text, version: Version) -> Judged {
        let b = Text::new(&version.body, line_phrases());
        let rows = diff(a, &b).rows;
        let overlaps = || {
            rows.iter().filter_map(|row| match row {
                Row::Paired(pair) => Some(&pair.overlap),
                Row::OnlyA(_) | Row::OnlyB(_) => None,
            })
        };
        let touches = |x: Option<Span>, y: Option<Span>| x.zip(y).is_some_and(|(x, y)| x.overlaps(y));
        let meets = |drift: &Drift, planted: &Planted| touches(drift.a, planted.a) || touches(drift.b, planted.b);
        let drift: Vec<Drift> = overlaps().flat_map(|overlap| overlap.drift.iter().copied()).collect();
        let is_right = |drift: &Drift, planted: &Planted| {
            planted.kind == drift.kind && planted.verdict == drift.verdict && meets(drift, planted)
        };
        let told = drift.iter().filter_map(|drift| match drift.verdict {
            Verdict::Conflict | Verdict::Dropped | Verdict::Added => {
                Some((*drift, version.planted.iter().any(|planted| is_right(drift, planted))))
            }
            Verdict::Reformatted | Verdict::Rounded => {
                // Part of a name that was exchanged may stand in another form as well.
                let is_wrong =
                    version.planted.iter().any(|planted| planted.kind == drift.kind && meets(drift, planted));
                is_wrong.then_some((*drift, false))
            }
        });
        let told = told.collect();
        let found = |planted: &Planted| drift.iter().any(|drift| is_right(drift, planted));
        let planted = version.planted.into_iter().map(|planted| (planted, found(&planted))).collect();
        let paired = overlaps().map(|overlap| (overlap.a.span, overlap.b.span)).collect();
        Judged { a: a.body().to_owned(), b: version.body, planted, told, neutral: version.neutral, paired }
    }

    /// Writes what was missed and what was told without ground, with the sentences it stands in.
    fn show(&self, id: &str, out: &mut dyn std::io::Write) -> Outcome {
        let words = |text: &str, span: Option<Span>| span.map_or("–".to_owned(), |s| s.of(text).replace('\n', " "));
        let sentences = |out: &mut dyn std::io::Write, a: Option<Span>, b: Option<Span>| -> Outcome {
            let holds = |whole: Span, part: Option<Span>| part.is_some_and(|part| whole.overlaps(part));
            match self.paired.iter().find(|(in_a, in_b)| holds(*in_a, a) || holds(*in_b, b)) {
                None => writeln!(out, "    in no pair")?,
                Some((a, b)) => {
                    writeln!(out, "    < {}\n    > {}", words(&self.a, Some(*a)), words(&self.b, Some(*b)))?;
                }
            }
            Ok(())
        };
        for (planted, _) in self.planted.iter().filter(|(_, found)| !found) {
            let Planted { kind, verdict, a, b, way } = planted;
            let (in_a, in_b) = (words(&self.a, *a), words(&self.b, *b));
            writeln!(out, "{id} missed {kind:?} {verdict:?} ({way}): {in_a} | {in_b}")?;
            sentences(out, *a, *b)?;
        }
        for (drift, _) in self.told.iter().filter(|(_, right)| !right) {
            let Drift { kind, verdict, a, b } = drift;
            writeln!(out, "{id} false {kind:?} {verdict:?}: {} | {}", words(&self.a, *a), words(&self.b, *b))?;
            sentences(out, *a, *b)?;
        }
        Ok(())
    }
}
