//! PAN 2013 text alignment: passages that were planted, hidden by category. Only the pairs of the task are compared.

use std::collections::HashMap;
use std::error::Error;

use wirecopy::overlap::Relation;

use crate::data::{Articles, Asked, Folder, columns, costs};
use crate::plagdet::{Case, Scores};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, AtMost, Bound, Share, Table};

const DOCS: &str = "pan13/dev/docs.jsonl.gz";
const PAIRS: &str = "pan13/dev/pairs.tsv";
const SPANS: &str = "pan13/dev/spans.tsv";

pub const SET: Set = Set { name: "pan13", needs: &[DOCS, PAIRS, SPANS], run };

/// The categories by what is asked of them.
const CATEGORIES: [(&str, &str, Option<f64>); 5] = [
    ("01-no-plagiarism", "no plagiarism", None),
    ("02-no-obfuscation", "none", Some(0.998)),
    ("03-random-obfuscation", "random", Some(0.92)),
    ("04-translation-obfuscation", "translation", Some(0.92)),
    ("05-summary-obfuscation", "summary", Some(0.75)),
];

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(DOCS))?;
    let pairs = columns(&folder.path(PAIRS), ["susp_id", "src_id", "category"])?;
    let indexes = articles.indexes(pairs.iter().map(|[a, b, _]| (a, b)))?;
    let compared = articles.compare_with(Some(&indexes), folder.model())?;

    let mut detections = Vec::new();
    for (pair, found) in compared.pairs.iter().enumerate() {
        let case = |suspicious, source| Case {
            pair,
            suspicious: articles.chars(found.a, suspicious),
            source: articles.chars(found.b, source),
        };
        // Lines of the site are reported as such.
        let passages = found.passages.iter().filter(|passage| passage.relation != Relation::Boilerplate);
        detections.extend(passages.map(|passage| case(passage.a, passage.b)));
    }
    let cases = cases(folder, &pairs)?;

    lines(table, "all", &Scores::of(cases.clone(), detections.clone()), Some(0.92), AtMost(1.01))?;
    for (category, name, asked) in CATEGORIES {
        let of_category = |list: &[Case]| list.iter().copied().filter(|case| pairs[case.pair][2] == category).collect();
        lines(table, name, &Scores::of(of_category(&cases), of_category(&detections)), asked, Bound::None)?;
    }
    costs(table, "", &articles, &compared, &Asked { engine: Some(1.0), all: Some(3.0), peak: None })?;
    folder.detail("pan13.detections.tsv", |out| {
        writeln!(out, "susp_id\tsusp_char_off\tsusp_char_len\tsrc_id\tsrc_char_off\tsrc_char_len")?;
        for Case { pair, suspicious: [a, a_end], source: [b, b_end] } in &detections {
            let [suspicious, source, _] = &pairs[*pair];
            writeln!(out, "{suspicious}\t{a}\t{}\t{source}\t{b}\t{}", a_end - a, b_end - b)?;
        }
        Ok(())
    })
}

/// The gold standard.
fn cases(folder: &Folder, pairs: &[[String; 3]]) -> Result<Vec<Case>, Box<dyn Error>> {
    let places: HashMap<(&str, &str), usize> =
        pairs.iter().enumerate().map(|(at, [a, b, _])| ((a.as_str(), b.as_str()), at)).collect();
    let names = ["susp_id", "src_id", "susp_char_off", "susp_char_len", "src_char_off", "src_char_len"];
    let case = |[a, b, numbers @ ..]: [String; 6]| {
        let pair = places.get(&(a.as_str(), b.as_str())).ok_or_else(|| format!("{SPANS}: {a} {b} is no pair"))?;
        let [susp, susp_len, src, src_len] = numbers.map(|number| number.parse::<usize>());
        let (susp, src) = (susp?, src?);
        Ok(Case { pair: *pair, suspicious: [susp, susp + susp_len?], source: [src, src + src_len?] })
    };
    columns(&folder.path(SPANS), names)?.into_iter().map(case).collect()
}

fn lines(
    table: &mut Table,
    name: &str,
    scores: &Scores,
    asked: Option<f64>,
    granularity: Bound,
) -> Result<(), Box<dyn Error>> {
    let plagdet = asked.map_or(Bound::None, AtLeast);
    table.line(&format!("plagdet, {name}"), Share(scores.plagdet()), plagdet)?;
    table.line(&format!("recall, {name}"), Share(scores.recall), Bound::None)?;
    table.line(&format!("precision, {name}"), Share(scores.precision), Bound::None)?;
    table.line(&format!("granularity, {name}"), Share(scores.granularity), granularity)?;
    Ok(())
}
