//! `wirecopy status`: where the store stands.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::Session;
use super::store;
use crate::report::{Report, State};

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
    let next = match head.articles {
        0 => vec![session.invocation("add PATH")],
        _ => vec![session.invocation("log"), session.invocation("verify")],
    };
    let state = State { store: store::state(session, &archive), recorded_at: head.recorded_at, next };
    session.print(&Report::State(state), &session.view())?;
    Ok(Exit::Done)
}
