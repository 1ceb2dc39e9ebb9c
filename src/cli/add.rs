//! `wirecopy add`: take articles into the store.

use std::ffi::OsString;
use std::path::PathBuf;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::Session;
use super::{clock, store};
use crate::archive::{Archive, ArchiveError, Content, Outcome};
use crate::article::{Basis, Capture, Dated, Meta};
use crate::ingest;
use crate::report::{Added, AddedRow, Report, SHOWN, Tally};
use crate::text::unix_second;

/// Take articles into the store
///
/// What is there already is left as it is. Other bytes under a known name become its next version; the same bytes with
/// other metadata correct the metadata; the same bytes captured at another stated time are seen again. Nothing is ever
/// overwritten.
///
/// Read are text, Markdown, web pages and JSON Lines, packed or not (docs/inputs.md). Of a page the article's text is taken and
/// what the page states of it; `wirecopy show PAGE --meta` explains the choice.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy add                               the articles in sources/, into snapshots/
  wirecopy add news/ -n                      say what would happen, write nothing
  wirecopy add a.txt --outlet 'The Example' --date 2024-11-10
  wirecopy add page.html --url https://example.com/news/bridge
  wirecopy add a.txt --captured-at 2024-11-10T12:48:00Z
  wirecopy -C archive add dump.jsonl.gz      into another store
")]
#[command(after_help = "Exit codes: 0 done, also if nothing is new; 2 trouble. A skipped input: the rest is done.")]
pub(super) struct Args {
    /// Files, folders, or - for standard input; sources/ if none is given
    paths: Vec<OsString>,
    /// A sheet in a sidecar's form (docs/sources.md) that is true of every article read
    #[arg(long, value_name = "FILE")]
    meta: Option<PathBuf>,
    /// Who published them
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// When they were published, in ISO 8601, as exactly as is known: 2024-11, 2024-11-10, 2024-11-10T12:48Z
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Where it was published, for one article
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When the bytes were captured, with the offset from UTC: 2024-11-10T12:48:00Z. The same bytes captured at another
    /// time are recorded as seen again
    #[arg(long, value_name = "TIME")]
    captured_at: Option<String>,
    /// Say what would happen, write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut taking = Taking::new(session, args.dry_run);
    let progress = Progress::start(session, "taking in");
    session.read_in_parts(&args.paths, given(&args)?, &mut |captures| {
        if args.url.is_some() && captures.len() > 1 {
            let what = format!("--url is the address of one article, and {} were read", captures.len());
            return Err(Failure::new(what).hint("write the others' addresses in sources.toml (docs/sources.md)"));
        }
        taking.take(captures)?;
        progress.count(taking.tally.total() as u64);
        Ok(())
    })?;
    drop(progress);
    let mut added = taking.finish("add")?;
    added.next = match args.dry_run {
        true => vec!["the same without -n".to_owned()],
        false => vec![session.invocation("log"), session.invocation("verify")],
    };
    session.print(&Report::Added(added), &session.view())?;
    Ok(Exit::Done)
}

/// What the options say; they win over the sheet.
fn given(args: &Args) -> Result<Meta, Failure> {
    let published = match &args.date {
        Some(written) => Some(Dated::parse(written, Basis::Given).ok_or_else(|| {
            Failure::new(format!("--date {written}: no date of ISO 8601"))
                .hint("such as 2024-11, 2024-11-10 or 2024-11-10T12:48+01:00")
        })?),
        None => None,
    };
    let captured_at = match &args.captured_at {
        Some(written) => Some(unix_second(written).ok_or_else(|| {
            Failure::new(format!("--captured-at {written}: no moment with its offset from UTC"))
                .hint("such as 2024-11-10T12:48:00Z or 2024-11-10T12:48:00+01:00")
        })?),
        None => None,
    };
    let sheet = match &args.meta {
        Some(file) => ingest::read_sheet(file).map_err(Failure::new)?,
        None => Meta::default(),
    };
    let (outlet, url) = (args.outlet.clone(), args.url.clone());
    let options = Meta { outlet, url, published, captured_at, ..Meta::default() };
    Ok(options.or(sheet))
}

/// Takes the captures into the store; with `dry`, says what would happen.
pub(super) fn take(
    session: &Session,
    command: &'static str,
    captures: &[Capture],
    dry: bool,
) -> Result<Added, Failure> {
    let mut taking = Taking::new(session, dry);
    let progress = Progress::start(session, "writing");
    taking.take(captures)?;
    drop(progress);
    taking.finish(command)
}

/// Articles on their way into the store, part after part. Each part is in the store when it is taken.
struct Taking<'a> {
    session: &'a Session,
    dry: bool,
    /// Opened, or made, with the first part.
    archive: Option<Archive>,
    tally: Tally,
    /// Those that will be shown: with a row for each article the memory would grow with the input.
    rows: Vec<AddedRow>,
}

impl Taking<'_> {
    fn new(session: &Session, dry: bool) -> Taking<'_> {
        Taking { session, dry, archive: None, tally: Tally::default(), rows: Vec::new() }
    }

    fn take(&mut self, captures: &[Capture]) -> Result<(), Failure> {
        if captures.is_empty() {
            return Ok(());
        }
        let now = clock::now()?;
        if self.archive.is_none() {
            self.archive = match self.dry {
                true => match Archive::open(self.session.store()) {
                    Err(ArchiveError::NoArchive { .. }) => None,
                    opened => Some(opened?),
                },
                false => Some(Archive::open_or_create(self.session.store(), store::WAIT)?),
            };
        }
        let planned = match &self.archive {
            Some(archive) => archive.preview(captures)?,
            None => vec![Outcome::New; captures.len()],
        };
        let before = match &self.archive {
            Some(archive) => before(archive, captures, &planned)?,
            None => vec![None; captures.len()],
        };
        let outcomes = match self.archive.as_mut().filter(|_| !self.dry) {
            Some(archive) => archive.add(captures, now, store::WAIT)?,
            None => planned.clone(),
        };
        let all = self.session.format() != "text";
        for ((capture, outcome), (plan, old)) in captures.iter().zip(outcomes).zip(planned.iter().zip(&before)) {
            if self.tally.count(outcome) <= SHOWN || all {
                // Another writer may have come between: then what stood before is not known.
                let old = old.as_ref().filter(|_| outcome == *plan);
                self.rows.push(AddedRow::new(capture, outcome, old));
            }
        }
        Ok(())
    }

    fn finish(self, command: &'static str) -> Result<Added, Failure> {
        let session = self.session;
        if self.rows.is_empty() {
            return Err(Failure::new("no article was read, so there is nothing to take in")
                .hint(format!("name files or folders: {}", session.invocation(&format!("{command} PATH")))));
        }
        Ok(Added {
            command,
            dry: self.dry,
            tally: self.tally,
            rows: self.rows,
            store: self.archive.as_ref().map(|archive| store::state(session, archive)),
            path: store::path(session),
            next: Vec::new(),
        })
    }
}

/// What the store holds now of the first articles that are to change. To align two versions costs more than to take one in,
/// so of no more than are shown it is told what changed; `log` tells it of each.
fn before(archive: &Archive, captures: &[Capture], planned: &[Outcome]) -> Result<Vec<Option<Content>>, Failure> {
    let mut tally = Tally::default();
    let mut told = |outcome| {
        let changed = matches!(outcome, Outcome::NewVersion(_) | Outcome::MetadataCorrected);
        changed && tally.count(outcome) <= SHOWN
    };
    let content = |(capture, &outcome): (&Capture, &Outcome)| match told(outcome) {
        true => match archive.content(&capture.article, None) {
            Err(ArchiveError::Erased { .. }) => Ok(None),
            content => Ok(Some(content?)),
        },
        false => Ok(None),
    };
    captures.iter().zip(planned).map(content).collect()
}
