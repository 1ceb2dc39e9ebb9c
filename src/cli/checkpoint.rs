//! `wirecopy checkpoint`: checkpoints as files.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::keep;
use super::session::Session;
use crate::archive::Archive;
use crate::proof::Signed;
use crate::report::{Compared, ComparedRow, Report, Standing};

/// Compare signed states of a log
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy checkpoint compare mine.txt yours.txt   were we shown the same log?
")]
#[command(after_help = "Exit codes: 0 they agree; 1 two views of one log; 2 trouble; 3 it cannot be told.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Compare(CompareArgs),
}

/// Say whether two checkpoints can be of one log
///
/// Where one is longer, the store tells whether it extends the other.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy checkpoint compare mine.txt yours.txt --key log.vkey
")]
#[command(after_help = "Exit codes: 0 they agree; 1 two views of one log; 2 trouble; 3 it cannot be told.")]
struct CompareArgs {
    /// A signed checkpoint
    #[arg(value_name = "A")]
    a: PathBuf,
    /// Another of the same log
    #[arg(value_name = "B")]
    b: PathBuf,
    /// The log's key, or a file that holds it; the store's own if not given
    #[arg(long, value_name = "VKEY|FILE")]
    key: Vec<String>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let What::Compare(args) = args.what;
    let [a, b] = [&args.a, &args.b].map(|file| keep::read(file, Signed::parse));
    let (a, b) = (a?, b?);
    let [one, other] = [&a, &b].map(Signed::checkpoint);
    if one.origin != other.origin {
        return Err(Failure::new(format!("they are of two logs: {} and {}", one.origin, other.origin)));
    }
    let archive = if session.store().is_dir() { Some(Archive::open(session.store())?) } else { None };
    let sealed = archive.as_ref().map(Archive::sealed).transpose()?.flatten();
    let sealed = sealed.filter(|sealed| sealed.checkpoint.checkpoint().origin == one.origin);
    let mut keys = keep::verifiers(&args.key)?;
    if keys.is_empty() {
        keys.extend(sealed.iter().map(|sealed| sealed.key.clone()));
    }
    keys.retain(|key| key.name() == one.origin);
    for (signed, file) in [(&a, &args.a), (&b, &args.b)] {
        if !keys.is_empty() && !keys.iter().any(|key| signed.verify(key).is_ok()) {
            return Err(Failure::new(format!("{}: is not signed by the log's key", file.display())));
        }
    }
    let standing = if one.size == other.size {
        if one.root == other.root { Standing::Same } else { Standing::TwoViews }
    } else {
        // Only the log they are of can tell.
        match archive.filter(|_| sealed.is_some()) {
            Some(archive) => match (archive.root_at(one.size)?, archive.root_at(other.size)?) {
                (Some(first), Some(second)) if (first, second) == (one.root, other.root) => Standing::Extends,
                (Some(first), _) if first != one.root => Standing::TwoViews,
                (_, Some(second)) if second != other.root => Standing::TwoViews,
                _ => Standing::Open,
            },
            None => Standing::Open,
        }
    };
    let row = |file: &Path, signed: &Signed| ComparedRow {
        file: file.display().to_string(),
        size: signed.checkpoint().size,
        root: signed.checkpoint().root.to_string(),
    };
    let compared = Compared {
        origin: one.origin.clone(),
        a: row(&args.a, &a),
        b: row(&args.b, &b),
        standing,
        signed: !keys.is_empty(),
    };
    let exit = match (compared.standing, compared.signed) {
        (Standing::TwoViews, _) => Exit::No,
        (Standing::Open, _) | (_, false) => Exit::Unchecked,
        _ => Exit::Done,
    };
    session.print(&Report::Compared(compared), &session.view())?;
    Ok(exit)
}
