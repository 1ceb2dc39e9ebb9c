//! Independent reports of one event, and reports of different events: neither are copies. Whoever reads the details says
//! which of the pairs called copying are.

use std::error::Error;

use serde::Deserialize;
use wirecopy::article::{ArticleId, Capture, Meta, Source};
use wirecopy::overlap::Pair;

use crate::costs::timed;
use crate::data::{Articles, Asked, Folder, columns, costs, records, show};
use crate::sets::{Outcome, Set};
use crate::table::{AtMost, Bound, Count, Share, Table};

const DOCS: &str = "basil/dev/docs.jsonl.gz";
const EVENTS: &str = "basil/dev/clusters.tsv";

pub const SET: Set = Set { name: "basil", needs: &[DOCS, EVENTS], run };

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = read(folder)?;
    // In the order of the articles; a name may stand twice.
    let events = columns(&folder.path(EVENTS), ["cluster_id"])?;
    if events.len() != articles.len() {
        return Err(format!("{EVENTS} has {} rows for {} articles", events.len(), articles.len()).into());
    }
    // All of them: there are fewer than the ten thousand one might draw.
    let pairs: Vec<(usize, usize)> =
        (0..articles.len()).flat_map(|a| (a + 1..articles.len()).map(move |b| (a, b))).collect();
    let compared = articles.compare(Some(&pairs))?;

    let one_event = |pair: &&Pair| events[pair.a] == events[pair.b];
    let is_copying = |pair: &&Pair| pair.overlaps.iter().any(|overlap| overlap.relation.is_copying());
    let (same, different): (Vec<&Pair>, Vec<&Pair>) = compared.pairs.iter().partition(one_event);
    let (all_same, all_different) = (same.len(), different.len());
    let same: Vec<&Pair> = same.into_iter().filter(is_copying).collect();
    let different: Vec<&Pair> = different.into_iter().filter(is_copying).collect();

    // Two that no reader confirms are allowed; the rest is for the reader to confirm.
    table.line(&format!("copying, of {all_same} pairs of one event"), Count(same.len()), AtMost(2.0))?;
    table.line(&format!("copying, of {all_different} of two"), Count(different.len()), Bound::None)?;
    let share = different.len() as f64 / all_different.max(1) as f64;
    table.line("copying, share of pairs of two", Share(share), AtMost(0.001))?;
    costs(table, "", &articles, &compared, &Asked::default())?;
    folder.detail("basil.copying.txt", |out| {
        for (what, pairs) in [("one event", &same), ("two events", &different)] {
            for pair in pairs {
                writeln!(out, "== {what}: {} {}", articles.name(pair.a), articles.name(pair.b))?;
                show(out, &articles, pair)?;
            }
        }
        Ok(())
    })
}

/// One line of the articles.
#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// Two of the articles have one name, which no reader of articles takes: they are told apart by their lines.
fn read(folder: &Folder) -> Result<Articles, Box<dyn Error>> {
    let (records, reading) = timed(|| records::<Record>(&folder.path(DOCS)))?;
    let capture = |(line, Record { id, text }): (u64, Record)| {
        let source = Source { path: DOCS.to_owned(), line: Some(line), offset: None };
        let article = ArticleId::from_record("basil", &format!("{line}:{id}"));
        Capture::new(article, source, Meta::default(), text.clone().into_bytes(), &text)
    };
    let records = records?;
    let (captures, segmenting) = timed(|| (1..).zip(records).map(capture).collect())?;
    Ok(Articles::of(captures, reading, segmenting))
}
