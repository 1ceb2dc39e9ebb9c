//! `wirecopy seal`: sign the log as it is now, and keep what others say of it.

use std::path::PathBuf;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::keep::{self, Log};
use super::session::Session;
use super::store::{self, WAIT};
use crate::archive::{Attached, Seal};
use crate::report::{Report, Sealed};

/// Sign the store's log, so that what it holds now can be proven later
///
/// Writes a checkpoint (C2SP tlog-checkpoint) with the log's size and root, signed with an Ed25519 key. The key is made
/// on first use. Nothing is sent: requests are written beside the checkpoint for any tool to post, and replies are
/// checked before they are kept.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy seal                          sign the log as it is now
  wirecopy seal --ssh --tsq              with an SSH signature, and a request for a time stamp
  wirecopy seal --tsr reply.tsr          keep an authority's reply to it
  wirecopy seal --policy policy.txt      name witnesses (C2SP tlog-policy)
  wirecopy seal --cosignature lines.txt  keep what they sent back
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble.")]
pub(super) struct Args {
    /// The log's name; only before its first checkpoint
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    /// The secret key, in place of the one kept for this log
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write an SSH signature beside the checkpoint
    #[arg(long)]
    ssh: bool,
    /// Write a request for a time stamp (RFC 3161) beside the checkpoint
    #[arg(long)]
    tsq: bool,
    /// Keep an authority's reply
    #[arg(long, value_name = "FILE")]
    tsr: Option<PathBuf>,
    /// Keep an OpenTimestamps file made of a checkpoint in anchors/
    #[arg(long, value_name = "FILE")]
    ots: Option<PathBuf>,
    /// Keep signature lines of witnesses
    #[arg(long, value_name = "FILE")]
    cosignature: Option<PathBuf>,
    /// The store's own policy from now on: its log's key, and witnesses
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut archive = store::open(session)?;
    let replies = [
        (Attached::TimeStamp, "time stamp", args.tsr.as_ref()),
        (Attached::Ots, "OpenTimestamps file", args.ots.as_ref()),
        (Attached::Cosignatures, "cosignature", args.cosignature.as_ref()),
    ];
    let replied = replies.iter().any(|(_, _, file)| file.is_some());
    let signs = !replied || args.ssh || args.tsq || args.policy.is_some();
    let mut made = None;
    if signs {
        // What is signed here would contradict what was signed before: two logs of one name and key.
        if let Some(pin) = keep::pin(session)?
            && let Some(against) = keep::against(&archive, &pin)?
        {
            return Err(Failure::new(keep::told(&pin, &against)).hint(
                "find the newer state and seal that; where another log is here on purpose, move the remembered file away",
            ));
        }
        let origin = archive.origin(args.origin.as_deref())?;
        let log = match (archive.sealed()?.is_none(), args.origin.is_some()) {
            (false, _) => Log::Signed,
            (true, false) => Log::New,
            (true, true) => Log::Named,
        };
        let (signer, file) = keep::signer(&origin, args.key.as_deref(), log)?;
        made = file;
        let policy = args.policy.as_deref().map(keep::bytes).transpose()?;
        archive.seal(&signer, &Seal { ssh: args.ssh, request: args.tsq, policy: policy.as_deref() }, WAIT)?;
    }
    let mut attached = Vec::new();
    for (what, name, file) in replies {
        let Some(file) = file else { continue };
        let bytes = keep::bytes(file)?;
        attached.push((name.to_owned(), archive.attach(what, &bytes, WAIT)?));
    }
    let sealed = archive.sealed()?;
    let sealed = sealed.ok_or_else(|| Failure::new("there is no checkpoint yet").hint("wirecopy seal makes one"))?;
    let mut report = Sealed::new(store::path(session), &sealed);
    report.made = made.map(|file| file.display().to_string());
    report.remembered = keep::remember(session, &archive, &sealed).map(|file| file.display().to_string());
    report.attached = attached;
    session.print(&Report::Sealed(report), &session.view())?;
    Ok(Exit::Done)
}
