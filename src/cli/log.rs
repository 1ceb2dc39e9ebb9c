//! `wirecopy log`: an article's versions, or all articles.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::Session;
use super::store;
use crate::report::{History, Listing, Report};

/// Show the versions of an article and what changed between them, or list all articles
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy log               every article in the store
  wirecopy log 004           one article's versions, the newest first, with the words that changed
  wirecopy log 004 -p        with the changed sentences in full
  wirecopy log 004 --json    every entry with its hashes and edits
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
    #[arg(short = 'p', long = "patch")]
    patch: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let archive = store::open(session)?;
    let Some(name) = &args.article else {
        let listing = Listing::new(store::state(session, &archive), &archive.articles()?);
        session.print(&Report::Listing(listing), &session.view())?;
        return Ok(Exit::Done);
    };
    let (article, _) = store::find(&archive, name)?;
    let versions = (1..=article.versions).map(|number| archive.content(&article.id, Some(number)));
    let contents = versions.collect::<Result<Vec<_>, _>>()?;
    let history = History::new(&article, &archive.history(&article.id)?, &contents, args.patch);
    session.print(&Report::History(history), &session.view())?;
    Ok(Exit::Done)
}
