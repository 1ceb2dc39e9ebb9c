//! `wirecopy remove`: take an article out of the store, or declare versions erased.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::{Session, quoted};
use super::{clock, store};
use crate::report::{Report, TakenOut};

/// Remove an article from the store's newest state, or erase versions by order
///
/// A removal is an entry of the log with its reason; the versions stay and can be shown. With --erase the bytes, texts and
/// records of the version, or of all versions, are declared erased: nobody is shown them any more, and `wirecopy compact`
/// destroys them. The log's entries stay, and verify reports both as declared. Nothing is asked: -n shows what would be
/// lost.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy remove report-7 --why 'withdrawn by the outlet'
  wirecopy remove report-7@v1 --erase --why 'court order 12/26' -n    show what would be lost
  wirecopy remove report-7 --erase --why 'court order 12/26'          every version, and the name
")]
#[command(
    after_help = "An article is named whole, by its name, key, id, file or address: a beginning, which is enough for
`wirecopy log`, is not enough here.

Exit codes: 0 done, 2 trouble, such as an article that is removed already."
)]
pub(super) struct Args {
    /// The article; with --erase, @v1 behind it is one version
    #[arg(value_name = "ID[@v]")]
    what: String,
    /// The reason, which the log keeps for ever (at most 512 bytes)
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Declare bytes, texts and records erased, by order
    #[arg(long)]
    erase: bool,
    /// Say what would happen, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut archive = store::open(session)?;
    let (article, version) = store::find_whole(session, &archive, &args.what)?;
    if let Some(version) = version.filter(|_| !args.erase) {
        let what = format!("{} is one version, and an article is removed as a whole", args.what);
        return Err(Failure::new(what).hint(format!("name the article, or erase v{version} with --erase")));
    }
    let why = args.why.trim();
    let planned = match args.erase {
        true => archive.preview_erasure(&article.id, version)?,
        false => archive.preview_removal(&article.id)?,
    };
    let lost = planned.erased.iter().map(|&number| Ok((number, archive.content(&article.id, Some(number))?)));
    let lost = lost.collect::<Result<Vec<_>, Failure>>()?;
    let taken = match (args.dry_run, args.erase) {
        (true, _) => planned,
        (false, true) => archive.erase(&article.id, version, why, clock::now()?, store::WAIT)?,
        (false, false) => archive.remove(&article.id, why, clock::now()?, store::WAIT)?,
    };
    let state = store::state(session, &archive);
    let mut report = TakenOut::new(&article, &taken, &lost, why, args.dry_run, state);
    let name = if taken.nameless { article.id.store_id() } else { article.id.name() };
    report.next = match (args.dry_run, args.erase) {
        (true, _) => vec!["the same without -n".to_owned()],
        (false, true) => vec![session.invocation("compact"), session.invocation("verify")],
        (false, false) => {
            let last = format!("{name}@v{}", article.versions);
            vec![
                session.invocation(&format!("log {}", quoted(name))),
                session.invocation(&format!("restore {}", quoted(&last))),
            ]
        }
    };
    session.print(&Report::TakenOut(report), &session.view())?;
    Ok(Exit::Done)
}
