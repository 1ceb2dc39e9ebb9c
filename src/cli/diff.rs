//! `wirecopy diff`: two texts, sentence by sentence.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::semantic::{self, Semantic};
use super::session::Session;
use crate::archive::{Archive, ArchiveError};
use crate::article::{Capture, Meta, OneLine, Source};
use crate::diff::{diff_with, method_with};
use crate::report::{Comparison, Layout, Report, Shape, View};
use crate::semantic::Model;

/// Compare two reports sentence by sentence: what stayed, changed, moved, and what only one has
///
/// Sentences are paired wherever they stand; within a pair every changed word is marked. Line breaks and spaces are no
/// change of a sentence. Of two texts that only touch, the sentences without a partner are counted, not shown.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy diff a.txt b.txt            what changed, moved, and what only one has
  wirecopy diff -y a.txt b.txt         side by side, everything that is not the same
  curl -s URL | wirecopy diff a.txt -  against standard input
  wirecopy diff 004@v1 004@v2          two versions of the store
  wirecopy diff -q a.txt b.txt         nothing but the exit code
", after_help = "Marks: = the same, ± edited, ≈ paraphrase, ❝ quotation, # boilerplate, ⇅ moved, ≠ facts disagree,
< only left, > only right. Without colour, changes are [-only left-]{+only right+}.

Exit codes: 0 the same text, 1 they differ, 2 trouble.")]
pub(super) struct Args {
    /// A file with one article, - for standard input, or an article of the store (NAME or NAME@v2)
    left: OsString,
    /// The same for the other side
    right: OsString,
    /// Two columns
    #[arg(short = 'y', long, conflicts_with_all = ["stat", "brief"])]
    side_by_side: bool,
    /// Show N sentences that are the same around each change
    #[arg(short = 'U', long, value_name = "N", default_value = "0")]
    context: usize,
    /// Show every sentence, the same ones too
    #[arg(long)]
    all: bool,
    /// Figures for programs: `key value` lines (docs/json.md)
    #[arg(long, conflicts_with = "brief")]
    stat: bool,
    /// Say only whether they differ
    #[arg(long)]
    brief: bool,
    #[command(flatten)]
    semantic: Semantic,
    /// List the runs of names that were not counted
    #[arg(long)]
    names: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    if args.left == "-" && args.right == "-" {
        return Err(Failure::new("both sides are standard input").hint("give one of them as a file"));
    }
    let model = args.semantic.read()?;
    // What could not be read was said when it was tried.
    let (Some(left), Some(right)) = (capture(session, &args.left)?, capture(session, &args.right)?) else {
        return Ok(Exit::Trouble);
    };
    let found = diff_with(&left.text, &right.text, model.as_ref());
    let exit = if found.same { Exit::Done } else { Exit::No };
    if session.global.quiet {
        return Ok(exit);
    }
    let shape = match () {
        () if args.side_by_side => Shape::Columns,
        () if args.stat => Shape::Figures,
        () if args.brief => Shape::Brief,
        () => Shape::Rows,
    };
    let layout = Layout { shape, context: args.context, all: args.all };
    let view = View { diff: layout, names: args.names, ..session.view() };
    let mut params = BTreeMap::new();
    semantic::say(model.as_ref(), &mut params);
    let comparison = Comparison::new(params, [&left, &right], &found);
    let comparison = Comparison { method: method_with(model.as_ref().map(Model::digest)), ..comparison };
    session.print(&Report::Comparison(comparison), &view)?;
    Ok(exit)
}

/// The one article `name` means; `None` if it could not be read, which has been said. A file goes before an article of
/// the store.
fn capture(session: &Session, name: &OsString) -> Result<Option<Capture>, Failure> {
    let path = Path::new(name);
    if name != "-" && !path.exists() {
        return stored(session, &name.to_string_lossy()).map(Some);
    }
    if path.is_dir() {
        let what = format!("{} is a folder; diff compares two articles", path.display());
        return Err(Failure::new(what).hint("name one file of each, or compare many with `wirecopy overlaps`"));
    }
    // Each side is read by itself: the same article may stand on both.
    let mut captures = session.read(std::slice::from_ref(name), Meta::default());
    if captures.len() > 1 {
        let what = format!("{} holds {} articles; diff compares two", path.display(), captures.len());
        return Err(Failure::new(what).hint("compare many with `wirecopy overlaps`"));
    }
    Ok(captures.pop())
}

/// The version of an article in the store that `name` means. Its places are those of the stored, canonical text.
fn stored(session: &Session, name: &str) -> Result<Capture, Failure> {
    let archive = match Archive::open(session.store()) {
        Err(ArchiveError::NoArchive { dir }) => {
            let what = format!("{}: no such file, and no store in {} to look it up", OneLine(name), dir.display());
            return Err(Failure::new(what).hint("check the name, or name the store with -C DIR"));
        }
        opened => opened?,
    };
    let (article, version) = archive.find(name).map_err(|error| {
        Failure::from(error).hint("there is no file of this name, so it was looked up in the store")
    })?;
    let content = archive.content(&article.id, version)?;
    let path = format!("{}@v{}", article.id.name(), version.unwrap_or(article.versions));
    let source = Source { path, line: None };
    Ok(Capture::new(content.record.article, source, content.record.meta, content.raw, &content.text))
}
