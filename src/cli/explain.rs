//! `wirecopy explain`: why two articles share what they do, and where the rest was lost.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::analyse::{Compared, Pairs};
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::named::find;
use super::semantic::{self, Semantic};
use super::session::Session;
use crate::article::{Capture, Meta, OneLine};
use crate::report::Report;

/// Say why two articles were found to share what they do, and at which stage the rest was lost
///
/// Two articles are compared in stages, each of which keeps less than the one before: candidates, seeds, regions, pairs of
/// sentences. They are judged as `overlaps` judges them among all articles that are read.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy explain 001 004                   two articles of sources/
  wirecopy explain a.txt b.txt               two files
  wirecopy explain dump.jsonl.gz A17 B92     two articles among many
  wirecopy explain m-4f0c2ad1b95e7731        one match, by the id that --json gives it
")]
#[command(after_help = "Exit codes: 0 they share something, 1 they share nothing, 2 trouble.")]
pub(super) struct Args {
    /// The beginnings of two articles' names, their keys or places, or the id of a match; and files, folders and - to read in place of sources/
    #[arg(value_name = "ID|MATCH|FILE", required = true)]
    names: Vec<OsString>,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let model = args.semantic.read()?;
    let (paths, names): (Vec<OsString>, Vec<OsString>) =
        args.names.into_iter().partition(|name| name == "-" || Path::new(name).exists());
    let captures = session.read(&paths, Meta::default());
    let names: Vec<String> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    let mut params = BTreeMap::new();
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let compared = |pairs| Compared::new(session, &captures, pairs, model.as_ref(), marks);
    let (found, pair, about) = match &names[..] {
        [id] if id.starts_with("m-") => {
            let compared = compared(Pairs::Likely { across_outlets: false, period: None })?;
            let pair = compared.pair_of(id).ok_or_else(|| no_match(id))?;
            (compared, pair, Some(id.as_str()))
        }
        names => (compared(Pairs::Given(Vec::new()))?, two(names, &captures)?, None),
    };
    let explained = found.explained(pair, params, about).ok_or_else(|| no_match(about.unwrap_or_default()))?;
    let exit = if explained.found() { Exit::Done } else { Exit::No };
    session.print(&Report::Explained(Box::new(explained)), &session.view())?;
    Ok(exit)
}

/// The two articles that are meant: those of these names, or the only two that were read.
fn two(names: &[String], captures: &[Capture]) -> Result<[usize; 2], Failure> {
    let of = |what: String| Failure::new(what).hint("name two articles, two files, or one match (m-…)");
    match names {
        [] if captures.len() == 2 => Ok([0, 1]),
        [] if captures.len() == 1 => Err(of("1 article read, and it takes two".to_owned())),
        [] => Err(of(format!("{} articles read, and two have to be named", captures.len()))),
        [a, b] => match [find(captures, a)?, find(captures, b)?] {
            [a, b] if a == b => Err(of(format!("both names mean {}", OneLine(captures[a].article.name())))),
            pair => Ok(pair),
        },
        [one] => Err(of(format!("only {} is named, and it takes two", OneLine(one)))),
        names => Err(of(format!("{} names given, and it takes two", names.len()))),
    }
}

fn no_match(id: &str) -> Failure {
    Failure::new(format!("no match here is called {}", OneLine(id)))
        .hint("a match is named by the bytes it stands in: give the files that were compared then")
}
