//! `wirecopy compact`: the same store in fewer and smaller files.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::Session;
use super::store;
use crate::report::{Compacted, Report};

/// Merge the store's packs into few, keeping older versions as differences
///
/// Each `add` brings a pack of its own. Compacting makes one of many, in which an earlier version costs about what was
/// edited since; the bytes of versions that were erased go. The store is verified first and the new packs are verified before they take the place of the old;
/// history and log stay as they are. It may be stopped at any time.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy compact                the store in snapshots/
  wirecopy -C archive compact     another one
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble: a store that does not verify is left as it is.")]
pub(super) struct Args {}

pub(super) fn run(session: &Session, _: Args) -> Result<Exit, Failure> {
    let mut archive = store::open(session)?;
    let progress = Progress::start(session, "compacting");
    let compaction = archive.compact(store::WAIT, &mut |done, of| progress.set(done, of))?;
    drop(progress);
    let compacted = Compacted::new(store::state(session, &archive), &compaction);
    session.print(&Report::Compacted(compacted), &session.view())?;
    Ok(Exit::Done)
}
