//! `wirecopy run`: everything in one go, each step as its own command does it.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::add;
use super::analyse::{Compared, Pairs};
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::semantic::{self, Semantic};
use super::session::{Session, quoted};
use super::store;
use crate::archive::Archive;
use crate::article::Meta;
use crate::report::{Added, Analysis, Report, Run, View, Wanted};

/// Take articles into the store, show what they share and where they came from
///
/// Does what `add`, `overlaps` and `trace` do, over the same articles.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy run                  the articles in sources/, versions kept in snapshots/
  wirecopy run news/            the articles below a folder
  wirecopy run news/ -n         compare only, write nothing to the store
  wirecopy -C archive run       with another store
")]
#[command(
    after_help = "Exit codes: 0 done, with or without shared wording; 2 trouble. A skipped input: the rest is done."
)]
pub(super) struct Args {
    /// Files, folders, or - for standard input; sources/ if none is given
    paths: Vec<OsString>,
    /// Write nothing to the store
    #[arg(short = 'n', long)]
    dry_run: bool,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
    /// Show at most so many pairs, 20 if not given (text only)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

/// So many pairs are shown, and of so many articles the origin.
const TOP: usize = 20;

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    session.for_people(&[("--top", args.top.is_some())])?;
    let top = args.top.unwrap_or(TOP);
    session.spare(&args.paths)?;
    let model = args.semantic.read()?;
    let archive = Archive::open(session.store()).ok();
    let mut stored = |url: &str, at| store::captured(archive.as_ref()?, url, at);
    let (captures, read) = session.read_all(&args.paths, Meta::default(), &mut stored);
    let added = add::take(session, "run", &captures, read, args.dry_run)?;
    let mut params = BTreeMap::new();
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let pairs = Pairs::Likely { across_outlets: false, period: None };
    let mut compared = Compared::new(session, &captures, pairs, model.as_ref(), marks)?;
    let analysis = compared.overlaps("run", params.clone());
    let wanted = Wanted { subjects: worth_showing(&analysis, top), ..Wanted::default() };
    let mut trace = compared.trace("run", params, &wanted);
    // The analysis tells of them already.
    trace.rejected.clear();
    let next = next(session, &args, &added, &analysis);
    session.print(
        &Report::Run(Box::new(Run { added, analysis, trace, next })),
        &View { top: Some(top), ..session.view() },
    )?;
    Ok(Exit::Done)
}

/// The articles whose origin is shown: all of a few (said by naming none), else the first of those that share wording.
fn worth_showing(analysis: &Analysis, most: usize) -> Vec<usize> {
    if analysis.articles.len() <= most {
        return Vec::new();
    }
    let mut linked: Vec<usize> =
        analysis.pairs.iter().filter(|pair| pair.copies()).flat_map(|pair| [pair.a, pair.b]).collect();
    linked.sort_unstable();
    linked.dedup();
    linked.truncate(most);
    linked
}

/// What a reader of the summary may want to see closer.
fn next(session: &Session, args: &Args, added: &Added, analysis: &Analysis) -> Vec<String> {
    let same = |verb: &str, option: &str| {
        let mut words = vec![verb.to_owned()];
        words.extend(args.paths.iter().map(|path| quoted(&path.display().to_string())));
        words.push(option.to_owned());
        words.extend(session.reading(true));
        words.extend(
            args.semantic.folder().map(|folder| format!("--semantic {}", quoted(&folder.display().to_string()))),
        );
        session.invocation(&words.join(" "))
    };
    let mut next = vec![same("overlaps", "--evidence"), same("report", "-o report.html")];
    if let Some(store) = added.store.as_ref().filter(|_| !added.dry) {
        // By the name it has in the store: that of the second of two alike is known here alone.
        let row = added.rows.iter().find(|row| row.changes.is_some()).or(added.rows.first());
        let article = row.and_then(|row| analysis.articles.iter().find(|article| article.article == row.article));
        // A label tells apart the articles read here; others of the store may begin alike.
        let whole = store.articles == analysis.articles.len();
        let name = article.map(|article| if whole { &article.label } else { &article.article });
        next.extend(name.map(|name| session.invocation(&format!("log {}", quoted(name)))));
        next.push(session.invocation("verify"));
    }
    next
}
