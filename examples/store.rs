//! Makes a store of any size to measure on: made-up reports of 20 sentences, about 3.4 KB, or of as many as are asked for, in
//! several versions that differ by one sentence each; the same for the same numbers.
//!
//! `cargo run --release --example store -- DIR ARTICLES VERSIONS [BATCH [SENTENCES]]`

#![allow(clippy::print_stderr, reason = "a program for developers: a closed pipe may end it")]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use wirecopy::archive::Archive;
use wirecopy::article::{ArticleId, Capture, Meta, Source};

const NOW: i64 = 1_795_000_000;
const SENTENCES: &str = "20";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        [dir, articles, versions] => make(dir, articles, versions, "5000", SENTENCES),
        [dir, articles, versions, batch] => make(dir, articles, versions, batch, SENTENCES),
        [dir, articles, versions, batch, sentences] => make(dir, articles, versions, batch, sentences),
        _ => Err("usage: store DIR ARTICLES VERSIONS [BATCH [SENTENCES]]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn make(dir: &str, articles: &str, versions: &str, batch: &str, sentences: &str) -> Result<(), Box<dyn Error>> {
    let (articles, versions, batch): (u64, u64, u64) = (articles.parse()?, versions.parse()?, batch.parse()?);
    let sentences: u64 = sentences.parse()?;
    let mut archive = Archive::open_or_create(Path::new(dir), Duration::ZERO)?;
    for version in 0..versions {
        for first in (0..articles).step_by(batch.max(1) as usize) {
            let captures: Vec<Capture> =
                (first..articles.min(first + batch)).map(|article| capture(article, version, sentences)).collect();
            archive.add(&captures, NOW + version as i64, Duration::ZERO)?;
        }
    }
    Ok(())
}

/// With each version one more sentence is another.
fn capture(article: u64, version: u64, sentences: u64) -> Capture {
    let sentence = |n: u64| {
        let edition = if n < version { n + 1 } else { 0 };
        let mut chance = article << 20 | n << 10 | edition;
        let mut word = || {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            WORDS[(chance >> 40) as usize % WORDS.len()]
        };
        let words: Vec<&str> = (0..26).map(|_| word()).collect();
        format!("Report {article} says that {}.\n", words.join(" "))
    };
    let text: String = (0..sentences).map(sentence).collect();
    let source = Source { path: format!("{article}.txt"), line: None, offset: None };
    let meta =
        Meta { title: Some(format!("Report {article}")), outlet: Some("The Example".to_owned()), ..Meta::default() };
    Capture::new(ArticleId::from_file("store", &source.path), source, meta, text.clone().into_bytes(), &text)
}

const WORDS: [&str; 40] = [
    "council",
    "the",
    "of",
    "budget",
    "vote",
    "and",
    "mayor",
    "a",
    "school",
    "Tuesday",
    "officials",
    "to",
    "percent",
    "in",
    "river",
    "bridge",
    "for",
    "million",
    "plan",
    "said",
    "on",
    "workers",
    "city",
    "with",
    "flood",
    "station",
    "by",
    "report",
    "minister",
    "at",
    "new",
    "residents",
    "from",
    "court",
    "union",
    "hospital",
    "as",
    "traffic",
    "storm",
    "line",
];
