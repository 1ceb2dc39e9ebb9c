//! `wirecopy overlaps`: shared sentences among articles.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;

use super::analyse::{Compared, Pairs};
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::pairs;
use super::period::Period;
use super::semantic::{self, Semantic};
use super::session::Session;
use crate::article::Meta;
use crate::report::{Analysis, By, Report, View};

/// Show the sentences that articles share, and what changed in them
///
/// Compares every article with every other; of more than 64, those that share a rare pair of words or a run of words. Two
/// files need no store. Names, titles and formulas are never counted;
/// quotations are shown apart, for two outlets may quote one speaker.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy overlaps                        the articles in sources/
  wirecopy overlaps news/ --evidence       with whole sentences and their changes
  wirecopy overlaps dump.jsonl.gz --json   JSON Lines for other programs (docs/json.md)
  wirecopy overlaps a.txt b.txt --matrix   how much of each is in the other
  wirecopy overlaps dump.jsonl --by outlet which outlets share wording, and who comes first
")]
#[command(after_help = "Exit codes: 0 found, 1 none found, 2 trouble. A skipped input: the rest is done.")]
pub(super) struct Args {
    /// Files, folders, or - for standard input; sources/ if none is given
    paths: Vec<OsString>,
    /// Compare only the pairs this TSV names: a header, then two whole article names, or keys, a line (columns a and b, else the first two)
    #[arg(long, value_name = "FILE", conflicts_with = "window")]
    pairs: Option<PathBuf>,
    /// What a result is
    #[arg(long, value_name = "WHAT", value_enum, default_value = "sentence")]
    by: ByArg,
    /// Leave out pairs whose outlets are both stated and equal
    #[arg(long)]
    across_outlets: bool,
    /// Show the table of shares (text only)
    #[arg(long)]
    matrix: bool,
    /// List the runs of names that were not counted (text only)
    #[arg(long)]
    names: bool,
    /// Show whole sentences with their changes
    #[arg(long)]
    evidence: bool,
    #[command(flatten)]
    period: Period,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
    /// Say the names of overlaps, which `mark` and `explain` take (text only)
    #[arg(long)]
    ids: bool,
    /// Show at most so many pairs (text only)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ByArg {
    Sentence,
    Passage,
    Article,
    Outlet,
    Family,
}

impl From<ByArg> for By {
    fn from(by: ByArg) -> By {
        match by {
            ByArg::Sentence => By::Sentence,
            ByArg::Passage => By::Passage,
            ByArg::Article => By::Article,
            ByArg::Outlet => By::Outlet,
            ByArg::Family => By::Family,
        }
    }
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    session.for_people(&[
        ("--matrix", args.matrix),
        ("--names", args.names),
        ("--ids", args.ids),
        ("--top", args.top.is_some()),
    ])?;
    let of_sentences = matches!(args.by, ByArg::Sentence);
    let of_articles = of_sentences || matches!(args.by, ByArg::Article);
    for (option, given, fits, why) in [
        ("--matrix", args.matrix, of_articles, "the table is of articles"),
        ("--ids", args.ids, of_sentences, "the overlaps of sentences have names"),
    ] {
        if given && !fits {
            let what = format!("{option} does not go with this --by");
            return Err(Failure::new(what).hint(format!("{why}: leave --by out")));
        }
    }
    session.spare(&args.paths)?;
    let model = args.semantic.read()?;
    let captures = args.period.of(session, || Ok(session.read(&args.paths, Meta::default())))?;
    let pairs = match &args.pairs {
        Some(file) => pairs::given(session, file, &captures)?,
        None => {
            let period = args.period.has_window().then_some(&args.period);
            Pairs::Likely { across_outlets: args.across_outlets, period }
        }
    };
    let mut params = BTreeMap::from([
        ("across_outlets".to_owned(), args.across_outlets.to_string()),
        ("pairs".to_owned(), if args.pairs.is_some() { "given" } else { "all" }.to_owned()),
    ]);
    params.extend(args.period.params());
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let mut analysis = Compared::new(session, &captures, pairs, model.as_ref(), marks)?.overlaps("overlaps", params);
    analysis.next = next(&analysis, &args);
    let exit = if analysis.found() { Exit::Done } else { Exit::No };
    let view = View {
        by: args.by.into(),
        evidence: args.evidence,
        names: args.names,
        ids: args.ids,
        matrix: args.matrix,
        top: args.top,
        ..session.view()
    };
    session.print(&Report::Analysis(analysis), &view)?;
    Ok(exit)
}

/// What is not shown yet.
fn next(analysis: &Analysis, args: &Args) -> Vec<String> {
    if !analysis.found() && analysis.articles.len() > 1 {
        return vec!["wirecopy explain A B shows what became of two articles at each stage".to_owned()];
    }
    let options =
        [(args.evidence, "--evidence shows whole sentences"), (args.matrix, "--matrix shows the table of shares")];
    let unused = options.iter().filter(|(used, _)| !used && analysis.found());
    unused.map(|(_, option)| (*option).to_owned()).collect()
}
