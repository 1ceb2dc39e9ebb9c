//! `wirecopy trace`: where articles came from.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::analyse::{Compared, Pairs};
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::named::find_of;
use super::period;
use super::semantic::{self, Semantic};
use super::session::Session;
use crate::article::{Dated, Meta};
use crate::report::{Report, View, Wanted};

/// Show where articles came from: what they say, and what their wording shows
///
/// A stated source is one the article credits. An inferred one shares wording; its direction is open unless the signs
/// decide. In a large collection each article is compared with those that share most with it. Of two articles alone the source is even then "that article, or a text both follow"; where more share the
/// wording, their readings tell the two apart, and show sources that are not among the articles.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy trace                      every article in sources/
  wirecopy trace 004                  the article whose name begins with 004
  wirecopy trace 001 --down           who follows it
  wirecopy trace 001 --order          also which was there first, as far as wording tells
  wirecopy trace --tree               also the likeliest family tree, of which nothing is claimed
  wirecopy trace a.txt b.txt --json   JSON Lines for other programs (docs/json.md)
  wirecopy trace --format gexf        a graph for Gephi; dot, graphml, csv and prov too (docs/graphs.md)
")]
#[command(after_help = "Exit codes: 0 something is stated or inferred, 1 there is nothing to say, 2 trouble.")]
pub(super) struct Args {
    /// The beginning of an article's name, its key or its place, or files, folders and - to read in place of sources/
    #[arg(value_name = "ID|FILE")]
    names: Vec<OsString>,
    /// Who follows the article, in place of whom it follows
    #[arg(long)]
    down: bool,
    /// Only what articles say themselves
    #[arg(long, conflicts_with = "down")]
    stated_only: bool,
    /// As it was on this day: without the articles dated later
    #[arg(long, value_name = "DATE", value_parser = period::date)]
    as_of: Option<Dated>,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
    /// Also which of two articles was there first, by wording alone: no date is looked at
    #[arg(long, conflicts_with = "stated_only")]
    order: bool,
    /// Also the likeliest tree of the articles that share some sentences, with the sources not seen here that it takes: how far each of
    /// its links is believed, and no claim
    #[arg(long, conflicts_with = "stated_only")]
    tree: bool,
    /// Say the names of links and overlaps, which `mark` takes (text only)
    #[arg(long)]
    ids: bool,
    /// Show the sentences with their changes
    #[arg(long)]
    evidence: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    session.for_people(&[("--ids", args.ids)])?;
    let model = args.semantic.read()?;
    let (paths, names): (Vec<OsString>, Vec<OsString>) =
        args.names.into_iter().partition(|name| name == "-" || Path::new(name).exists());
    session.spare(&paths)?;
    let (captures, later) = period::within(session, session.read(&paths, Meta::default()), None, args.as_of.as_ref());
    let subject = |name: &OsString| find_of(&captures, &later, &name.to_string_lossy());
    let subjects = names.iter().map(subject).collect::<Result<_, _>>()?;
    drop(later);
    let mut params = BTreeMap::from([
        ("down".to_owned(), args.down.to_string()),
        ("stated_only".to_owned(), args.stated_only.to_string()),
    ]);
    if args.order {
        params.insert("order".to_owned(), "true".to_owned());
    }
    if args.tree {
        params.insert("tree".to_owned(), "true".to_owned());
    }
    params.extend(args.as_of.map(|date| ("as_of".to_owned(), date.value)));
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let compared = Compared::new(session, &captures, Pairs::Nearest, model.as_ref(), marks)?;
    let Args { down, stated_only, order, tree, .. } = args;
    let wanted = Wanted { subjects, down, stated_only, order, tree };
    let trace = compared.trace("trace", params, &wanted);
    let exit = if trace.found() { Exit::Done } else { Exit::No };
    session.print(&Report::Trace(trace), &View { evidence: args.evidence, ids: args.ids, ..session.view() })?;
    Ok(exit)
}
