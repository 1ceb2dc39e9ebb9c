//! Runs diff tools for prose on the same pairs of texts and prints one table of what each told and what it cost.
//!
//! `cargo run --release --example rivals -- FOLDER [--pairs N] [--seed N] [--tools NAME,…] [--keep DIR]`
//!
//! FOLDER is that of the evaluation sets. Three kinds of pairs:
//!
//! - `edited`: N articles of `newsflow` and the same with edits that are all known (`edited`), so that what a tool tells
//!   is right or wrong;
//! - `versions`: N pairs of neighbouring versions from `wiki_versions`, where fewer fragments and fewer painted words are
//!   better, nothing being known but that one became the other;
//! - `sources`: two pairs of the articles in `sources/`, which share a few sentences and the names of their subject.
//!
//! A tool that is not installed is said to be absent. DIR receives the pairs, the truth and what each tool printed. Linux, for
//! the CPU time of children.

mod ansi;
mod edited;
mod hunks;
mod marks;
mod paint;
mod pairs;
#[allow(dead_code, reason = "made for the other example, which takes shares too")]
#[path = "../eval/random.rs"]
mod random;
mod score;
mod texts;
mod tools;

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use pairs::Pair;
use score::{Counts, Sums};
use tools::{TOOLS, Tool};

const USAGE: &str = "usage: rivals FOLDER [--pairs N] [--seed N] [--tools NAME,…] [--keep DIR]";

/// What was asked for.
struct Asked {
    folder: PathBuf,
    pairs: usize,
    seed: u64,
    tools: Option<Vec<String>>,
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)).and_then(|asked| run(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "rivals: {error}");
            ExitCode::from(2)
        }
    }
}

fn asked(mut words: impl Iterator<Item = String>) -> Result<Asked, Box<dyn Error>> {
    let mut asked = Asked { folder: PathBuf::new(), pairs: 200, seed: 1, tools: None, keep: None };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(USAGE);
        match word.as_str() {
            "--pairs" => asked.pairs = value()?.parse()?,
            "--seed" => asked.seed = value()?.parse()?,
            "--tools" => asked.tools = Some(value()?.split(',').map(str::to_owned).collect()),
            "--keep" => asked.keep = Some(value()?.into()),
            _ if word.starts_with("--") || asked.folder != PathBuf::new() => return Err(USAGE.into()),
            _ => asked.folder = word.into(),
        }
    }
    if asked.folder == PathBuf::new() { Err(USAGE.into()) } else { Ok(asked) }
}

fn run(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let wanted = |tool: &&Tool| asked.tools.as_ref().is_none_or(|names| names.iter().any(|name| name == tool.name));
    let tools: Vec<&Tool> = TOOLS.iter().filter(wanted).collect();
    for (heading, pairs) in [
        ("edited", pairs::edited(&asked.folder, asked.pairs, asked.seed)?),
        ("versions", pairs::versions(&asked.folder, asked.pairs)?),
        ("sources", pairs::sources()?),
    ] {
        let known = pairs.iter().filter_map(|pair| pair.truth.as_ref());
        let edits: usize = known.clone().map(|truth| truth.edits()).sum();
        let moves: usize = known.map(|truth| truth.moves.len()).sum();
        writeln!(out, "\n{heading}: {} pairs, {edits} known edits, {moves} moved sentences", pairs.len())?;
        writeln!(out, "{}", score::HEAD)?;
        let dir = asked.keep.as_ref().map(|keep| keep.join(heading));
        for tool in &tools {
            match told(tool, &pairs, dir.as_deref())? {
                Some((sums, costs)) => writeln!(out, "{}", score::line(tool.name, &sums, &costs))?,
                None => writeln!(out, "{:<24} not installed", tool.name)?,
            }
            out.flush()?;
        }
    }
    Ok(())
}

/// What a tool told of all pairs; `None` if it is not there.
fn told(
    tool: &Tool,
    pairs: &[Pair],
    keep: Option<&std::path::Path>,
) -> Result<Option<(Sums, tools::Costs)>, Box<dyn Error>> {
    let Some(ran) = tools::run(tool, pairs, keep)? else { return Ok(None) };
    let mut sums = Sums::default();
    let mut missed = String::new();
    for (pair, told) in pairs.iter().zip(&ran.told) {
        match told {
            Some(told) => sums.add(&Counts::of(pair, told, |miss| missed += &format!("{}\t{miss}\n", pair.name))),
            None => sums.unread += 1,
        }
    }
    if let Some(keep) = keep {
        std::fs::write(keep.join(format!("missed.{}", tool.file_name())), missed)?;
    }
    Ok(Some((sums, ran.costs)))
}
