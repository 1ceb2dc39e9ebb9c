//! A wire's output of 1987: near-duplicates by shared word trigrams (silver), and how fast short reports are compared.

use std::collections::{BTreeMap, BTreeSet};

use wirecopy::overlap::Relation;

use crate::data::{Articles, Asked, Folder, columns, costs};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Count, Rate, Share, Table};

const DOCS: &str = "reuters21578/dev/docs.jsonl.gz";
const PAIRS: &str = "reuters21578/dev/pairs.silver.tsv";

pub const SET: Set = Set { name: "reuters21578", needs: &[DOCS, PAIRS], run };

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(DOCS))?;
    let compared = articles.compare(None)?;
    let silver = columns(&folder.path(PAIRS), ["a", "b"])?;
    let silver = articles.indexes(silver.iter().map(|[a, b]| (a, b)))?;
    let silver: BTreeSet<(usize, usize)> = silver.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();

    // What each pair reported is called, class by class.
    let mut told: BTreeMap<(usize, usize), BTreeSet<Relation>> = BTreeMap::new();
    for pair in compared.pairs.iter().filter(|pair| !pair.passages.is_empty()) {
        let classes = pair.passages.iter().map(|passage| passage.relation);
        told.entry((pair.a.min(pair.b), pair.a.max(pair.b))).or_default().extend(classes);
    }
    let found = silver.iter().filter(|pair| told.contains_key(pair)).count();
    let is_copying = |classes: &BTreeSet<Relation>| classes.iter().any(|class| class.is_copying());
    let silver_copying = silver.iter().filter(|pair| told.get(pair).is_some_and(is_copying)).count();
    let copying = told.values().filter(|classes| is_copying(classes)).count();

    table.line("silver pairs, recall", Share(found as f64 / silver.len().max(1) as f64), AtLeast(1.0))?;
    table.line("silver pairs called copying", Count(silver_copying), Bound::None)?;
    table.line("pairs beyond silver", Count(told.len() - found), Bound::None)?;
    table.line("pairs beyond silver called copying", Count(copying - silver_copying), Bound::None)?;
    table.line(
        "articles a second and core, engine",
        Rate(articles.len() as f64 / compared.engine()),
        AtLeast(40_000.0),
    )?;
    costs(table, "", &articles, &compared, &Asked::default())?;
    folder.detail("reuters21578.pairs.tsv", |out| {
        writeln!(out, "a\tb\tsilver\tclasses")?;
        let none = BTreeSet::new();
        for pair in silver.iter().chain(told.keys().filter(|pair| !silver.contains(pair))) {
            let (a, b) = (articles.name(pair.0), articles.name(pair.1));
            let classes = told.get(pair).unwrap_or(&none);
            writeln!(out, "{a}\t{b}\t{}\t{classes:?}", silver.contains(pair))?;
        }
        Ok(())
    })
}
