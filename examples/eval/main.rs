//! Runs the matching engine on every data set of a folder and prints one table of what it found and what it cost.
//!
//! `cargo run --release --example eval -- FOLDER [--only NAME,…] [--details DIR] [--semantic DIR]`
//!
//! FOLDER has a folder for each set, as `sets` lists them; one that is absent is said to be absent. Each set is run in a
//! process of its own, so that CPU time and memory are its own. DIR receives what a reader or another scorer wants to see:
//! detections, lists of pairs, wordings. With `--features semantic` a model may be named: pan13, newsflow, gold and msrp are
//! measured with it.

mod allsides;
mod basil;
mod clough_stevenson;
mod costs;
mod cuts;
mod data;
mod derived;
mod drift;
mod flow;
mod gold;
mod intervals;
mod logistic;
mod made_up;
mod msrp;
mod newsflow;
mod order;
mod pan13;
mod plagdet;
mod random;
mod reuters21578;
mod scaling;
mod sets;
mod stemma;
mod table;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use data::Folder;
use sets::{SETS, Set};
use table::Table;
use wirecopy::semantic::Model;

const USAGE: &str = "usage: eval FOLDER [--only NAME,…] [--details DIR] [--semantic DIR]";

fn main() -> ExitCode {
    match Arguments::read(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            let _ = writeln!(io::stderr(), "eval: {error}");
            ExitCode::from(2)
        }
    }
}

struct Arguments {
    folder: Folder,
    only: Option<Vec<String>>,
    /// A process that runs one set for another: no head above the table.
    one: bool,
}

impl Arguments {
    fn read(words: impl Iterator<Item = String>) -> Result<Arguments, Box<dyn Error>> {
        let (mut root, mut only, mut details, mut model, mut one) = (None, None, None, None, false);
        let mut words = words;
        while let Some(word) = words.next() {
            match word.as_str() {
                "--only" => only = Some(words.next().ok_or(USAGE)?.split(',').map(str::to_owned).collect()),
                "--details" => details = Some(PathBuf::from(words.next().ok_or(USAGE)?)),
                "--semantic" => model = Some(PathBuf::from(words.next().ok_or(USAGE)?)),
                "--one" => one = true,
                _ if word.starts_with("--") || root.is_some() => return Err(USAGE.into()),
                _ => root = Some(PathBuf::from(word)),
            }
        }
        let model = match model {
            Some(folder) => Some((folder.clone(), Model::read(&folder)?)),
            None => None,
        };
        let folder = Folder { root: root.ok_or(USAGE)?, details, model };
        Ok(Arguments { folder, only, one })
    }

    fn wants(&self, set: &Set) -> bool {
        self.only.as_ref().is_none_or(|names| names.iter().any(|name| name == set.name))
    }
}

/// Whether every set wanted could be run.
fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let folder = &arguments.folder;
    if let Some(name) = arguments.only.iter().flatten().find(|name| SETS.iter().all(|set| set.name != **name)) {
        let known: Vec<&str> = SETS.iter().map(|set| set.name).collect();
        return Err(format!("no set is called {name}; there are {}", known.join(", ")).into());
    }
    let wanted: Vec<&Set> = SETS.iter().filter(|set| arguments.wants(set)).collect();
    if let ([set], true) = (wanted.as_slice(), arguments.one) {
        (set.run)(folder, &mut Table::of(set.name, &mut io::stdout().lock()))?;
        return Ok(true);
    }
    let unknown = folder.unknown(SETS)?;
    if !unknown.is_empty() {
        writeln!(io::stderr(), "eval: nothing here measures {}", unknown.join(", "))?;
    }
    table::head(&mut io::stdout().lock())?;
    let mut all = true;
    for set in wanted {
        match folder.missing(set) {
            Some(path) => table::absent(&mut io::stdout().lock(), set.name, &path)?,
            None => all &= sets::run_apart(set, folder)?,
        }
    }
    Ok(all)
}
