//! `wirecopy import`: a store out of a package of ours, or versions out of a git repository.

use std::path::{Path, PathBuf};

use super::apart;
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::period::moment;
use super::progress::Progress;
use super::session::Session;
use super::{clock, store};
use crate::archive::Archive;
use crate::archive::transfer::Installed;
use crate::package::import::{self, Kind};
use crate::package::snapshots::{self, Wanted};
use crate::report::{ImportOutcome, Imported, Report};

/// Restore a store from a bag or a bundle, or take in the history of a git repository
///
/// A bag or bundle of `wirecopy export` is checked whole before anything is installed; it goes where no store is, or
/// extends one that is its beginning. In a git repository of text files each commit of a file becomes a version, captured
/// when it was committed; links, submodules and files of other formats are counted and passed over. What an earlier
/// import took in is not taken in again.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy -C restored import bag                    the store in a bag
  wirecopy -C restored import store.bundle           the store in a git bundle
  wirecopy import repository --path 'news/**.md'     a git repository, these files
  wirecopy import repository --since 2024 --follow   from 2024 on; a renamed file stays one article
")]
#[command(after_help = "Exit codes: 0 done, also if nothing is new; 2 trouble; then the store is as it was, or has
all entries and lacks checkpoints that the same import brings.")]
pub(super) struct Args {
    /// A bag, a bundle, or the folder of a git repository
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Of a repository: only files whose path fits; * is any part of a name, ** of a path, ? a character
    #[arg(long = "path", value_name = "GLOB")]
    glob: Option<String>,
    /// Of a repository: only commits made then or later, in UTC: 2024, 2024-11-10, 2024-11-10T12:48:05Z
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Of a repository: a file renamed with its bytes unchanged stays the article it was
    #[arg(long)]
    follow: bool,
}

/// What is said where a stopped run had left something.
pub(super) fn leftover(found: bool) -> impl Iterator<Item = (&'static str, String)> {
    found.then(|| ("leftover", "what a stopped import or export had left was taken away".to_owned())).into_iter()
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let kind = import::kind_of(&args.path)?;
    let outcome = match kind {
        Kind::Repository => ImportOutcome::Taken(repository(session, &args)?),
        Kind::Bag | Kind::Bundle => {
            if args.glob.is_some() || args.since.is_some() || args.follow {
                let what = format!("{}: --path, --since and --follow are for a git repository", args.path.display());
                return Err(Failure::new(what).hint("a bag or bundle is restored whole"));
            }
            let progress = Progress::start(session, "importing");
            let mut heard = |done, of| progress.set(done, of);
            let restored = import::store(&args.path, kind, session.store(), store::WAIT, &mut heard)?;
            drop(progress);
            session.warn(leftover(restored.leftover));
            match restored.installed {
                Installed::New => ImportOutcome::Restored,
                Installed::Extended { entries } => ImportOutcome::Extended { entries },
                Installed::Sealed { files } => ImportOutcome::Sealed { files },
                Installed::Held => ImportOutcome::Held,
            }
        }
    };
    let archive = store::open(session)?;
    let imported = Imported {
        path: args.path.display().to_string(),
        kind: match kind {
            Kind::Bag => "bag",
            Kind::Bundle => "bundle",
            Kind::Repository => "repository",
        },
        outcome,
        store: store::state(session, &archive),
        next: vec![session.invocation("log"), session.invocation("verify")],
    };
    session.print(&Report::Imported(imported), &session.view())?;
    Ok(Exit::Done)
}

fn repository(session: &Session, args: &Args) -> Result<snapshots::Taken, Failure> {
    let since = args.since.as_deref().map(|written| moment("--since", written)).transpose()?;
    let collection = match &session.global.collection {
        Some(name) => name.clone(),
        None => name_of(&args.path)?,
    };
    let max_article = session.global.max_article;
    let wanted = Wanted {
        collection,
        path: args.glob.clone(),
        since,
        follow: args.follow,
        max_article,
        apart: Some(apart::read),
    };
    let mut archive = Archive::open_or_create(session.store(), store::WAIT)?;
    let progress = Progress::start(session, "importing");
    let mut heard = |done, of| progress.set(done, of);
    Ok(snapshots::import(&args.path, &mut archive, &wanted, clock::now()?, store::WAIT, &mut heard)?)
}

/// What a repository's folder is called, however its path was typed.
fn name_of(path: &Path) -> Result<String, Failure> {
    let real = path.canonicalize().map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let name = real.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(name.strip_suffix(".git").filter(|name| !name.is_empty()).map_or(name.clone(), str::to_owned))
}
