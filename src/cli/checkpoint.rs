//! `wirecopy checkpoint`: checkpoints as files.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::keep;
use super::output;
use super::session::Session;
use super::store;
use crate::archive::Archive;
use crate::proof::{Growth, Signed};
use crate::report::{Compared, ComparedRow, Report, Standing};

/// Compare signed states of a log
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy checkpoint compare mine.txt yours.txt   were we shown the same log?
  wirecopy checkpoint extend 120 -o request.txt    what a witness that saw 120 entries is sent
")]
#[command(after_help = "Exit codes: 0 done, or they agree; 1 two views of one log; 2 trouble; 3 it cannot be told.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Compare(CompareArgs),
    Extend(ExtendArgs),
}

/// Write the proof that the newest checkpoint's log begins with an older state
///
/// The file is what C2SP tlog-witness has a witness sent (add-checkpoint): the older size, the hashes, the checkpoint.
/// Any tool can post it; what comes back is kept with `wirecopy seal --cosignature`.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy checkpoint extend 0 -o request.txt      for a witness that knows nothing of this log
  wirecopy checkpoint extend 120 -o request.txt    for one that saw its first 120 entries
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble.")]
struct ExtendArgs {
    /// How many entries the older state has
    #[arg(value_name = "SIZE")]
    old: u64,
}

/// Say whether two checkpoints can be of one log
///
/// Where one is longer, the store tells whether it extends the other, or a proof from `wirecopy checkpoint extend`.
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
    /// The proof that one extends the other, in place of the store
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    match args.what {
        What::Compare(args) => compare(session, args),
        What::Extend(args) => {
            let growth = store::open(session)?.growth(args.old)?;
            output::write(&growth.to_string(), session.global.output.as_deref(), false)?;
            Ok(Exit::Done)
        }
    }
}

fn compare(session: &Session, args: CompareArgs) -> Result<Exit, Failure> {
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
    } else if let Some(file) = &args.proof {
        let growth = keep::read(file, Growth::parse)?;
        let (older, newer) = if one.size < other.size { (one, other) } else { (other, one) };
        // A proof that does not hold shows nothing: it may be of other checkpoints.
        let signed = keys.is_empty() || keys.iter().any(|key| growth.checkpoint.verify(key).is_ok());
        let holds = signed && growth.checkpoint.checkpoint() == newer && growth.extends(older);
        if holds { Standing::Extends } else { Standing::Open }
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
