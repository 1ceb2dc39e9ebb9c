//! `wirecopy show`: one version of an article, from the store or from a file.

use std::ffi::OsString;
use std::path::Path;

use super::apart;
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::session::Session;
use super::store;
use crate::archive::Change;
use crate::article::{Meta, line_phrases};
use crate::ingest::{self, Reading};
use crate::package::swhid::Swhids;
use crate::report::{Origin, Report, Stored};
use crate::text::Text;

/// Show an article: what is known of it, and its sentences by number and kind
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy show 004                       the last version in the store
  wirecopy show 004@v1                    an older one
  wirecopy show 004#14                    its 14th sentence
  wirecopy show a.txt                     a file, without a store
  wirecopy show 004 --json --sentences    every sentence and quotation with its offsets
  wirecopy show page.html --meta          what a page states of its article, and what was chosen
")]
#[command(
    after_help = "What is a file is read as a file; `./NAME` is always one. An article of the store is named as for `wirecopy log`.

Exit codes: 0 done, 2 trouble, such as a version whose bytes are erased."
)]
pub(super) struct Args {
    /// An article of the store, with @v1 for a version; a file; or - for standard input. #14 behind it is one sentence
    #[arg(value_name = "ID[@v][#n]|FILE[#n]")]
    what: OsString,
    /// With --json: a line for each sentence and each quotation, in place of the text
    #[arg(long)]
    sentences: bool,
    /// Of a page: every title, outlet, author, address and date it states, where, and why which was chosen
    #[arg(long, conflicts_with = "sentences")]
    meta: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let is_file = |what: &OsString| what == "-" || Path::new(what).is_file();
    let within = sentence(&args.what).filter(|_| !is_file(&args.what));
    let (shown, sentence) = match within {
        // A name may end in a number itself.
        Some((what, number)) if !is_file(&what) => match stored(session, &args.what) {
            Ok(stored) => (Some(stored), None),
            Err(_) => (Some(stored(session, &what)?), Some(number)),
        },
        Some((what, number)) => (read(session, &what)?, Some(number)),
        None if is_file(&args.what) => (read(session, &args.what)?, None),
        None => (Some(stored(session, &args.what)?), None),
    };
    let Some(mut stored) = shown else { return Ok(Exit::Trouble) };
    if let Some(number) = sentence.filter(|number| !(1..=stored.sentences.len()).contains(number)) {
        let held = stored.sentences.len();
        let name = &stored.article;
        return Err(Failure::new(format!("{name} has no sentence #{number}: its sentences are #1 to #{held}")));
    }
    stored.only = sentence.map(|number| number - 1);
    stored.explained = args.meta;
    stored.parted = args.sentences || sentence.is_some();
    session.print(&Report::Stored(stored), &session.view())?;
    Ok(Exit::Done)
}

/// What stands before `#14`, and the number of the sentence, from 1.
fn sentence(what: &OsString) -> Option<(OsString, usize)> {
    let (what, number) = what.to_str()?.rsplit_once('#')?;
    Some((what.into(), number.parse().ok()?))
}

/// The one article in a file; `None` if it could not be read, which was said.
fn read(session: &Session, file: &OsString) -> Result<Option<Stored>, Failure> {
    let captures = session.read(std::slice::from_ref(file), Meta::default());
    match &captures[..] {
        [] => Ok(None),
        [capture] => {
            let origin = Origin::Source(capture.source.clone());
            let (text, meta) = (&capture.text, capture.meta.clone());
            let swhids = Swhids::of_file(capture.raw(), text.body());
            let read = ingest::read_again(capture.raw(), &meta, Some(apart::read))
                .into_iter()
                .find(|read| read.text() == text.input());
            let stored = Stored::new(&capture.article, capture.version, swhids, meta, origin, text, text.sentences());
            Ok(Some(on_page(stored, read.as_ref())))
        }
        several => Err(Failure::new(format!("{} holds {} articles", file.display(), several.len()))
            .hint("take them in with `wirecopy add`, then show one by its name")),
    }
}

fn stored(session: &Session, name: &OsString) -> Result<Stored, Failure> {
    let archive = store::open(session)?;
    let (article, number) = store::find(session, &archive, &name.to_string_lossy())?;
    let number = number.unwrap_or(article.versions);
    let content = archive.content(&article.id, Some(number))?;
    let history = archive.history(&article.id)?;
    let entry = history.iter().find(|entry| entry.version == number && entry.change == Change::Version);
    let recorded_at = entry.map_or(article.recorded_at, |entry| entry.recorded_at);
    // Offsets are those of the input. Where it cannot be had from the bytes, the canonical text stands in for it.
    let again =
        ingest::read_again(&content.raw, &content.record.meta, Some(apart::read)).into_iter().find_map(|read| {
            let text = Text::new(read.text(), line_phrases());
            (text.body() == content.text).then_some((text, read))
        });
    let (text, read) = match again {
        Some((text, read)) => (text, Some(read)),
        None => (Text::new(&content.text, line_phrases()), None),
    };
    let origin = Origin::Store { number, versions: article.versions, recorded_at, removed: article.removed };
    let swhids = match entry {
        Some(entry) => Swhids::new(&archive, entry, &content)?,
        None => Swhids::of_file(&content.raw, &content.text),
    };
    let record = content.record;
    let stored = Stored::new(&record.article, record.version, swhids, record.meta, origin, &text, &record.sentences);
    Ok(on_page(stored, read.as_ref()))
}

fn on_page(stored: Stored, read: Option<&Reading>) -> Stored {
    match read {
        Some(Reading::Page(page)) => stored.on(page),
        Some(Reading::Document(_, candidates, chosen)) => stored.stating(candidates, chosen),
        Some(Reading::Plain(_)) | None => stored,
    }
}
