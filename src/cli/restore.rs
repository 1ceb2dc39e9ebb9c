//! `wirecopy restore`: bring an earlier version back.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::{Session, quoted};
use super::{clock, store};
use crate::report::{Report, Restored};

/// Bring a version back as the article's next one
///
/// An earlier version, or the last one of an article that was removed. What stands between stays in the history.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy restore report-7@v1        its first version is its newest again
  wirecopy restore report-7@v2 -n     say what would happen, write nothing
")]
#[command(after_help = "An article is named whole, as for `wirecopy remove`.

Exit codes: 0 done, 2 trouble, such as a version whose bytes are erased.")]
pub(super) struct Args {
    /// The version
    #[arg(value_name = "ID@v")]
    what: String,
    /// Say what would happen, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut archive = store::open(session)?;
    let (article, version) = store::find_whole(session, &archive, &args.what)?;
    let from = version.ok_or_else(|| {
        let versions = if article.versions == 1 { "v1".to_owned() } else { format!("v1 to v{}", article.versions) };
        Failure::new(format!("{} names no version; it has {versions}", args.what))
            .hint(session.invocation(&format!("restore {}", quoted(&format!("{}@v1", args.what)))))
    })?;
    let number = match args.dry_run {
        true => archive.preview_restoration(&article.id, from)?,
        false => archive.restore(&article.id, from, clock::now()?, store::WAIT)?,
    };
    let name = article.id.name().to_owned();
    let next = match args.dry_run {
        true => vec!["the same without -n".to_owned()],
        false => vec![session.invocation(&format!("log {}", quoted(&name)))],
    };
    let store = store::state(session, &archive);
    let restored = Restored { article: name, from, number, dry: args.dry_run, store, next };
    session.print(&Report::Restored(restored), &session.view())?;
    Ok(Exit::Done)
}
