//! `wirecopy status`: where the store stands.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::keep;
use super::report::sealed;
use super::session::Session;
use super::store;
use crate::report::{Pinned, Report, State};

/// From here on compacting is worth a word: an object is looked for in one pack after the other.
const MANY_PACKS: usize = 100;

/// Show where the store stands, and the next step
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy status                 the store in snapshots/
  wirecopy -C archive status      another one
  wirecopy status --json          for other programs
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble, such as no store.")]
pub(super) struct Args {}

pub(super) fn run(session: &Session, _: Args) -> Result<Exit, Failure> {
    let archive = store::open(session)?;
    let head = archive.head();
    let sealed = sealed(&archive)?;
    let pin = keep::pin(session)?.map(|pin| {
        // Of damage the verification says more.
        let against = keep::against(&archive, &pin).unwrap_or_default();
        Pinned { size: pin.checkpoint.checkpoint().size, place: pin.place, against }
    });
    let mut next = match (head.articles, head.log_size) {
        (0, 0) => vec!["add PATH"],
        _ => vec!["log", "verify"],
    };
    let fits = pin.as_ref().is_none_or(|pin| pin.against.is_none());
    if head.log_size > 0 && fits && sealed.as_ref().is_none_or(|sealed| sealed.behind > 0) {
        next.push("seal");
    }
    let packs = archive.packs()?.len();
    if packs > MANY_PACKS {
        next.push("compact");
    }
    let state = State {
        store: store::state(session, &archive),
        recorded_at: head.recorded_at,
        packs,
        sealed,
        pinned: pin,
        next: next.into_iter().map(|command| session.invocation(command)).collect(),
    };
    session.print(&Report::State(state), &session.view())?;
    Ok(Exit::Done)
}
