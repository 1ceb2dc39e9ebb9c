//! How well articles are taken out of pages, and how fast: on the pages and texts of article-extraction-benchmark
//! (Scrapinghub), by its own measure, the shingles of four words.
//!
//! ```sh
//! cargo run --release --example extract -- FOLDER [OUT.json]
//! ```
//!
//! `FOLDER` holds its `ground-truth.json` and `html/`. `OUT.json` is written in the form that its `evaluate.py` reads. With
//! `--each` every page is listed.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a measurement may fail loudly")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::{Value, json};
use wirecopy::ingest::Explained;

/// The texts of a page.
struct Page {
    name: String,
    raw: Vec<u8>,
    gold: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let each = arguments.iter().any(|argument| argument == "--each");
    let paths: Vec<&String> = arguments.iter().filter(|argument| *argument != "--each").collect();
    let folder = paths.first().unwrap();
    let pages = pages(Path::new(folder));
    // Once before, for what is made with the first page.
    pages.first().map(|page| extract(&page.raw));
    let began = cpu_seconds();
    let texts: Vec<String> = pages.iter().map(|page| extract(&page.raw)).collect();
    let spent = cpu_seconds() - began;

    let (mut precisions, mut recalls) = (Vec::new(), Vec::new());
    let (mut gold_ends, mut ends, mut strays) = (0, 0, 0);
    for (page, text) in pages.iter().zip(&texts) {
        let (own, gold) = (shingles(text), shingles(&page.gold));
        let shared: usize = own.iter().map(|(shingle, count)| *count.min(gold.get(shingle).unwrap_or(&0))).sum();
        let (all_own, all_gold): (usize, usize) = (own.values().sum(), gold.values().sum());
        let precision = if all_own == 0 { 0.0 } else { shared as f64 / all_own as f64 };
        let recall = if all_gold == 0 { 0.0 } else { shared as f64 / all_gold as f64 };
        precisions.push(precision);
        recalls.push(recall);
        gold_ends += page.gold.matches('\n').count();
        ends += text.matches('\n').count();
        let stray = stray_spaces(text).saturating_sub(stray_spaces(&page.gold));
        strays += stray;
        if each {
            println!(
                "{:.3} {:.3} {stray:>3} {} ({} of {} chars)",
                precision,
                recall,
                page.name,
                text.len(),
                page.gold.len()
            );
        }
    }
    // As evaluate.py has it: of the mean precision and the mean recall.
    let (precision, recall) = (mean(&precisions), mean(&recalls));
    let count = pages.len() as f64;
    println!("{} pages, {} MB", pages.len(), pages.iter().map(|page| page.raw.len()).sum::<usize>() / 1_000_000);
    println!("F1 {:.4}  precision {precision:.4}  recall {recall:.4}", 2.0 * precision * recall / (precision + recall));
    println!(
        "line ends a page: {:.1}, in the gold {:.1}",
        f64::from(ends as u32) / count,
        f64::from(gold_ends as u32) / count
    );
    println!("stray spaces a page: {:.2}", f64::from(strays as u32) / count);
    println!("pages a CPU second: {:.0}", count / spent);
    if let Some(out) = paths.get(1) {
        let all: BTreeMap<&str, Value> =
            pages.iter().zip(&texts).map(|(page, text)| (page.name.as_str(), json!({ "articleBody": text }))).collect();
        std::fs::write(out, serde_json::to_string(&all).unwrap()).unwrap();
    }
}

fn extract(raw: &[u8]) -> String {
    Explained::new(raw, None, None).map(|page| page.text().to_owned()).unwrap_or_default()
}

fn pages(folder: &Path) -> Vec<Page> {
    let gold: Value = serde_json::from_slice(&std::fs::read(folder.join("ground-truth.json")).unwrap()).unwrap();
    let mut pages = Vec::new();
    for (name, truth) in gold.as_object().unwrap() {
        let packed = std::fs::read(folder.join("html").join(format!("{name}.html.gz"))).unwrap();
        let mut raw = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut raw).unwrap();
        pages.push(Page { name: name.clone(), raw, gold: truth["articleBody"].as_str().unwrap().to_owned() });
    }
    pages
}

/// How often each four words stand together; fewer words are one shingle.
fn shingles(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut counts = BTreeMap::new();
    for at in 0..(words.len().saturating_sub(3)).max(1) {
        let shingle = words[at..(at + 4).min(words.len())].to_vec();
        if !shingle.is_empty() {
            *counts.entry(shingle).or_insert(0) += 1;
        }
    }
    counts
}

/// Spaces between a letter or digit and a mark that ends something.
fn stray_spaces(text: &str) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let is_stray = |three: &[char]| three[0].is_alphanumeric() && three[1] == ' ' && ",.;:!?)]”".contains(three[2]);
    chars.windows(3).filter(|three| is_stray(three)).count()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// What this process has spent, of all its threads, as Linux counts it in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}
