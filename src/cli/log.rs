//! `wirecopy log`: an article's versions, or all articles.

use std::collections::BTreeMap;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::period::moment;
use super::session::Session;
use super::store;
use crate::archive::{Archive, ArchiveError, Article, Content};
use crate::report::{History, Listing, LogFilter, LogShape, Report};

/// Show the versions of an article and what changed between them, or list all articles
///
/// Also metadata that was corrected, captures seen again, removals and erasures. A version is marked silent if it changes
/// what is said (a number, date, name, negation or quotation, a sentence that came or went) and brings no note that says
/// so, such as a correction.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy log                     every article in the store
  wirecopy log 004                 one article's versions, the newest first, with the words that changed
  wirecopy log 004 -p              with the changed sentences in full
  wirecopy log 004 --substantive   only versions that change what is said, facts before commas
  wirecopy log 004 --stat          figures, a line for each entry
  wirecopy log 004 --json          every entry with its hashes and edits
")]
#[command(
    after_help = "An article is named by its name or the beginning of it, its file name, its URL, its key, or the beginning of \
its id in the store.

Exit codes: 0 done, 2 trouble."
)]
pub(super) struct Args {
    /// The article; all if none is named
    #[arg(value_name = "ID")]
    article: Option<String>,
    /// Show changed sentences in full
    #[arg(short = 'p', long = "patch", requires = "article")]
    patch: bool,
    /// Figures in columns, a line for each entry (docs/json.md)
    #[arg(long, requires = "article", conflicts_with = "patch")]
    stat: bool,
    /// Only versions that change what is said; in them facts come before commas
    #[arg(long, requires = "article")]
    substantive: bool,
    /// Only what was recorded on this day (UTC) or later: 2024, 2024-11, 2024-11-10, 2024-11-10T12:48
    #[arg(long, value_name = "DATE", requires = "article")]
    since: Option<String>,
    /// Only what was recorded on this day (UTC) or earlier
    #[arg(long, value_name = "DATE", requires = "article")]
    until: Option<String>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    session.for_people(&[("--patch", args.patch), ("--stat", args.stat)])?;
    let archive = store::open(session)?;
    let Some(name) = &args.article else {
        let listing = Listing::new(store::state(session, &archive), &archive.readable_articles()?);
        session.complain(store::unread(&archive)?.into_iter());
        session.print(&Report::Listing(listing), &session.view())?;
        return Ok(Exit::Done);
    };
    let filter = LogFilter {
        substantive: args.substantive,
        since: args.since.as_deref().map(|written| moment("--since", written)).transpose()?,
        until: args.until.as_deref().map(|written| moment("--until", written)).transpose()?,
    };
    let shape = match () {
        () if args.patch => LogShape::Whole,
        () if args.stat => LogShape::Figures,
        () => LogShape::Brief,
    };
    let (article, _) = store::find(session, &archive, name)?;
    let contents = contents(&archive, &article)?;
    let history = History::new(&article, &archive.history(&article.id)?, &contents, &filter, shape);
    session.print(&Report::History(history), &session.view())?;
    Ok(Exit::Done)
}

/// The versions that are not erased, by number.
pub(super) fn contents(archive: &Archive, article: &Article) -> Result<BTreeMap<u32, Content>, Failure> {
    let mut contents = BTreeMap::new();
    for number in 1..=article.versions {
        match archive.content(&article.id, Some(number)) {
            Err(ArchiveError::Erased { .. }) => {}
            content => drop(contents.insert(number, content?)),
        }
    }
    Ok(contents)
}
