//! `wirecopy export`: the store in forms that other people's tools take.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;

use super::args::{Global, HELP};
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::{Session, quoted};
use super::{clock, output, store};
use crate::article::ArticleId;
use crate::package::{self, Format, PackageError};
use crate::report::{Exported, Report};

/// Write the store in a form other tools read: BagIt, OCFL, a git bundle, W3C PROV, WARC
///
/// A bag and a bundle are the whole store, and `wirecopy import` restores it from them. Nothing that is there already is
/// overwritten.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy export --format bagit -o bag             a BagIt 1.0 folder; verify --bag checks it
  wirecopy export --format bundle -o store.bundle   one file, for `git clone` or `wirecopy import`
  wirecopy export --format ocfl -o root             an OCFL 1.1 storage root, an object an article
  wirecopy export --format prov-json -o 004.json 004
  wirecopy export --format warc -o fetched.warc.gz  what add and watch fetched, with what servers said
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble; then nothing is left behind.")]
pub(super) struct Args {
    /// Articles of the store; all if none is named
    #[arg(value_name = "ID")]
    names: Vec<String>,
    /// The form to write
    #[arg(long, value_name = "FORM", value_parser = PossibleValuesParser::new(Format::names()))]
    format: String,
    /// Where to write it: a file or folder that is not there yet
    #[arg(short = 'o', long, value_name = "PATH")]
    output: PathBuf,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

impl Args {
    /// Here `--format` and `-o` say what to write and where, not how to tell of it.
    pub fn claim(&self, global: &mut Global) {
        global.output = None;
        global.format = if self.json { "json" } else { "text" }.to_owned();
    }
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let Some(format) = Format::named(&args.format) else {
        return Err(Failure::new(format!("no form is called {}", args.format)));
    };
    if output::is_standard(&args.output) {
        return Err(Failure::new("a package is made whole at a place of its own, and not written to standard output")
            .hint("name a file or folder with -o"));
    }
    output::outside(&args.output, session.store())?;
    let archive = store::open(session)?;
    let find = |name: &String| Ok(store::find(session, &archive, name)?.0.id);
    let articles: Vec<ArticleId> = args.names.iter().map(find).collect::<Result<_, Failure>>()?;
    let articles = Some(articles).filter(|articles| !articles.is_empty());
    let progress = Progress::start(session, "writing");
    let now = clock::now()?;
    let mut heard = |done, of| progress.set(done, of);
    let written = package::export(format, session.store(), articles, &args.output, now, store::WAIT, &mut heard)?;
    drop(progress);
    session.warn(super::import::leftover(written.leftover));
    if format.whole {
        session.warn(pending(session, archive.pending_versions()?).into_iter());
    }
    let path = args.output.display().to_string();
    let shown = quoted(&path);
    let next = match format.name {
        "bagit" => vec![session.invocation(&format!("verify --bag {shown}")), import(&shown)],
        "warc" => vec![format!("wirecopy -C DIR add {shown}")],
        // git clones no history in which a blob is missing.
        "bundle" if archive.lacks_erased()? => vec![import(&shown)],
        "bundle" => vec![format!("git clone {shown} DIR"), import(&shown)],
        _ => Vec::new(),
    };
    let store = store::state(session, &archive);
    session.print(&Report::Exported(Exported { format: format.name, path, written, store, next }), &session.view())?;
    Ok(Exit::Done)
}

/// Says that bytes which were ordered to be destroyed left with the package.
fn pending(session: &Session, versions: usize) -> Option<(&'static str, String)> {
    let which = match versions {
        0 => return None,
        1 => "1 erased version still has its bytes".to_owned(),
        many => format!("{many} erased versions still have their bytes"),
    };
    let compact = session.invocation("compact");
    Some((
        "erased versions",
        format!("{which} here and in this package; `{compact}` destroys them here, then export again"),
    ))
}

/// How the package is taken in again, elsewhere.
fn import(shown: &str) -> String {
    format!("wirecopy -C DIR import {shown}")
}

impl From<PackageError> for Failure {
    fn from(error: PackageError) -> Failure {
        match error {
            PackageError::Archive(error) => error.into(),
            error => Failure::new(error),
        }
    }
}
