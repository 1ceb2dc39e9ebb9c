//! `wirecopy show`: one version of an article, from the store or from a file.

use std::ffi::OsString;
use std::path::Path;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::Session;
use super::store;
use crate::archive::Change;
use crate::article::{Meta, line_phrases};
use crate::ingest;
use crate::package::swhid::Swhids;
use crate::report::{Origin, Report, Stored};
use crate::text::Text;

/// Show an article: what is known of it, and its sentences by number and kind
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy show 004                       the last version in the store
  wirecopy show 004@v1                    an older one
  wirecopy show a.txt                     a file, without a store
  wirecopy show 004 --json --sentences    every sentence and quotation with its offsets
")]
#[command(
    after_help = "What is a file is read as a file; `./NAME` is always one. An article of the store is named as for `wirecopy log`.

Exit codes: 0 done, 2 trouble."
)]
pub(super) struct Args {
    /// An article of the store, with @v1 for a version; a file; or - for standard input
    #[arg(value_name = "ID[@v]|FILE")]
    what: OsString,
    /// With --json: a line for each sentence and each quotation, in place of the text
    #[arg(long)]
    sentences: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let is_file = args.what == "-" || Path::new(&args.what).is_file();
    let shown = if is_file { read(session, &args.what)? } else { Some(stored(session, &args.what)?) };
    let Some(mut stored) = shown else { return Ok(Exit::Trouble) };
    stored.parted = args.sentences;
    session.print(&Report::Stored(stored), &session.view())?;
    Ok(Exit::Done)
}

/// The one article in a file; `None` if it could not be read, which was said.
fn read(session: &Session, file: &OsString) -> Result<Option<Stored>, Failure> {
    let captures = session.read(std::slice::from_ref(file), Meta::default());
    match &captures[..] {
        [] => Ok(None),
        [capture] => {
            let origin = Origin::Source { path: capture.source.path.clone(), line: capture.source.line };
            let (text, meta) = (&capture.text, capture.meta.clone());
            let swhids = Swhids::of_file(capture.raw(), text.body());
            Ok(Some(Stored::new(&capture.article, capture.version, swhids, meta, origin, text, text.sentences())))
        }
        several => Err(Failure::new(format!("{} holds {} articles", file.display(), several.len()))
            .hint("take them in with `wirecopy add`, then show one by its name")),
    }
}

fn stored(session: &Session, name: &OsString) -> Result<Stored, Failure> {
    let archive = store::open(session)?;
    let (article, number) = store::find(&archive, &name.to_string_lossy())?;
    let number = number.unwrap_or(article.versions);
    let content = archive.content(&article.id, Some(number))?;
    let history = archive.history(&article.id)?;
    let entry = history.iter().find(|entry| entry.version == number && entry.change == Change::Version);
    let recorded_at = entry.map_or(article.recorded_at, |entry| entry.recorded_at);
    // Offsets are those of the input. Where it cannot be had from the bytes, the canonical text stands in for it.
    let input = ingest::text_of(&content.raw).map(|input| Text::new(&input, line_phrases()));
    let text = input.filter(|text| text.body() == content.text);
    let text = text.unwrap_or_else(|| Text::new(&content.text, line_phrases()));
    let origin = Origin::Store { number, versions: article.versions, recorded_at };
    let swhids = match entry {
        Some(entry) => Swhids::new(&archive, entry, &content)?,
        None => Swhids::of_file(&content.raw, &content.text),
    };
    let record = content.record;
    Ok(Stored::new(&record.article, record.version, swhids, record.meta, origin, &text, &record.sentences))
}
