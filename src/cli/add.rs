//! `wirecopy add`: take articles into the store.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::args::HELP;
use super::client::{Asking, Client};
use super::clock::Wall;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::{Session, Taker, inputs, quoted};
use super::{clock, store};
use crate::archive::{Archive, ArchiveError, Content, Outcome, Preview};
use crate::article::{Basis, Capture, Dated, Meta};
use crate::ingest::{self, Address, Fetched, Input, Unfetched};
use crate::report::{Added, AddedRow, ReadCounts, Report, SHOWN, Tally};
use crate::text::unix_second;

/// Take articles into the store
///
/// What is there already is left as it is. Other bytes under a known name become its next version; the same bytes with
/// other metadata correct the metadata; the same bytes captured at another stated time are seen again. Nothing is ever
/// overwritten.
///
/// Read are text, Markdown, web pages, JSON Lines and more, packed or not (docs/inputs.md); addresses are fetched (docs/fetch.md). Of a page the article's text is taken and
/// what the page states of it; `wirecopy show PAGE --meta` explains the choice.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy add                               the articles in sources/, into snapshots/
  wirecopy add news/ -n                      say what would happen, write nothing
  wirecopy add a.txt --outlet 'The Example' --date 2024-11-10
  wirecopy add page.html --url https://example.com/news/bridge
  wirecopy add a.txt --captured-at 2024-11-10T12:48:00Z
  wirecopy add export.csv --map id=url,text=body
  wirecopy add crawl.warc.gz                 each capture of a page, at its time
  wirecopy add https://example.com/news/bridge
  wirecopy add --feed https://example.com/feed.xml    its entries, and the pages of those without their text
  wirecopy -C archive add dump.jsonl.gz      into another store
")]
#[command(after_help = "Exit codes: 0 done, also if nothing is new; 2 trouble. A skipped input: the rest is done.")]
pub(super) struct Args {
    /// Files, folders, addresses of pages, or - for standard input; sources/ if none is given
    #[arg(value_name = "PATH|URL")]
    paths: Vec<OsString>,
    /// A feed or a sitemap on the web; may be given more than once
    #[arg(long, value_name = "URL")]
    feed: Vec<String>,
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
    /// Say what would happen, write nothing and ask no server
    #[arg(short = 'n', long)]
    dry_run: bool,
    #[command(flatten)]
    asking: Asking,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let given = given(&args)?;
    if args.url.is_some() && (args.paths.len() > 1 || !args.feed.is_empty()) {
        return Err(one_only(&format!("{} inputs are given", args.paths.len() + args.feed.len())));
    }
    let progress = Progress::start(session, "taking in");
    let wall = Wall::new()?;
    // What is said here may be another thing than last time, of a page that is the same.
    let mut client = args.asking.client(session, &wall, args.dry_run, given == Meta::default())?;
    let mut taking = Taking::new(session, args.dry_run);
    let one = args.url.is_some();
    let mut adding = Adding { taking: &mut taking, client: &mut client, one, progress: &progress };
    let mut wanted = if args.paths.is_empty() && !args.feed.is_empty() { Vec::new() } else { inputs(&args.paths) };
    wanted.iter_mut().for_each(named);
    wanted.extend(args.feed.iter().map(|url| Input::Address(Address { url: url.clone(), is_list: true })));
    let read = session.read_in_parts(&wanted, args.asking.links(), given, &mut adding)?;
    drop(progress);
    let mut added = Added { asked: client.told(session), ..taking.finish("add", read)? };
    added.next = match args.dry_run {
        _ if added.store.is_none() && added.rows.is_empty() => Vec::new(),
        true => vec!["the same without -n".to_owned()],
        false => vec![session.invocation("log"), session.invocation("verify")],
    };
    session.print(&Report::Added(added), &session.view())?;
    Ok(Exit::Done)
}

/// Takes an input for an address, where it is one.
fn named(input: &mut Input) {
    if let Input::Path(path) = input
        && let Some(address) = path.to_str().and_then(Address::of_page)
    {
        *input = Input::Address(address);
    }
}

/// Takes in what is read, and asks for what is not here.
pub(super) struct Adding<'a, 's, 'c> {
    pub taking: &'a mut Taking<'s>,
    pub client: &'a mut Client<'c>,
    /// An address was given, which is that of one article.
    pub one: bool,
    pub progress: &'a Progress,
}

impl Taker for Adding<'_, '_, '_> {
    fn take(&mut self, captures: &[Capture]) -> Result<(), Failure> {
        // They come in parts: what is fetched, one by one.
        let read = self.taking.tally.total() + captures.len();
        if self.one && read > 1 {
            return Err(one_only(&format!("{read} were read")));
        }
        self.taking.take(captures)?;
        self.progress.count(self.taking.tally.total() as u64);
        Ok(())
    }

    fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>> {
        store::captured(self.taking.archive()?, url, captured_at)
    }

    fn fetch(&mut self, address: &Address) -> Result<Fetched, Unfetched> {
        self.client.fetch(address, self.taking.archive())
    }
}

fn one_only(more: &str) -> Failure {
    Failure::new(format!("--url is the address of one article, and {more}"))
        .hint("write the others' addresses in sources.toml (docs/sources.md)")
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
    read: ReadCounts,
    dry: bool,
) -> Result<Added, Failure> {
    let mut taking = Taking::new(session, dry);
    let progress = Progress::start(session, "writing");
    taking.take(captures)?;
    drop(progress);
    taking.finish(command, read)
}

/// Articles on their way into the store, part after part. Each part is in the store when it is taken.
pub(super) struct Taking<'a> {
    session: &'a Session,
    dry: bool,
    /// Opened, or made, with the first part, or when something of it is asked for.
    archive: Option<Archive>,
    pub tally: Tally,
    /// Of a dry run: what was met so far.
    preview: Preview,
    /// Those that will be shown: with a row for each article the memory would grow with the input.
    rows: Vec<AddedRow>,
}

impl Taking<'_> {
    pub fn new(session: &Session, dry: bool) -> Taking<'_> {
        Taking { session, dry, archive: None, tally: Tally::default(), preview: Preview::default(), rows: Vec::new() }
    }

    /// The store, if there is one.
    pub fn archive(&mut self) -> Option<&Archive> {
        if self.archive.is_none() {
            self.archive = Archive::open(self.session.store()).ok();
        }
        self.archive.as_ref()
    }

    pub fn take(&mut self, captures: &[Capture]) -> Result<(), Failure> {
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
            Some(archive) if !self.dry => archive.preview(captures)?,
            archive => self.preview.of(archive.as_ref(), captures)?,
        };
        let before = before(self.archive.as_ref(), captures, &planned)?;
        let outcomes = match self.archive.as_mut().filter(|_| !self.dry) {
            Some(archive) => archive.add(captures, now, store::WAIT)?,
            None => planned.clone(),
        };
        let all = self.session.format() != "text";
        for ((capture, outcome), (plan, old)) in captures.iter().zip(outcomes).zip(planned.iter().zip(&before)) {
            self.tally.captures |= outcome == Outcome::Unchanged && capture.meta.captured_at.is_some();
            if self.tally.count(outcome) <= SHOWN || all {
                // Another writer may have come between: then what stood before is not known.
                let old = old.as_ref().filter(|_| outcome == *plan);
                let mut row = AddedRow::new(capture, outcome, old);
                if let Outcome::LeftOut(Some(version)) = outcome {
                    let what = quoted(&format!("{}@v{version}", capture.article.name()));
                    row.restore = Some(self.session.invocation(&format!("restore {what}")));
                }
                self.rows.push(row);
            }
        }
        Ok(())
    }

    /// What was done; an error where there was nothing to do. What was not fetched is told of by itself.
    pub fn finish(self, command: &'static str, read: ReadCounts) -> Result<Added, Failure> {
        let session = self.session;
        if self.rows.is_empty() && read.formats.iter().all(|row| row.format != "http") {
            let passed: u64 = read.formats.iter().flat_map(|row| &row.passed_over).map(|(_, count)| count).sum();
            let what = match passed {
                0 => "no article was read, so there is nothing to take in".to_owned(),
                _ => format!("no article was read, so there is nothing to take in (records passed over: {passed})"),
            };
            return Err(Failure::new(what)
                .hint(format!("name files or folders: {}", session.invocation(&format!("{command} PATH")))));
        }
        Ok(self.done(command, read))
    }

    /// What was done, if anything.
    pub fn done(self, command: &'static str, read: ReadCounts) -> Added {
        let session = self.session;
        Added {
            command,
            at: None,
            dry: self.dry,
            tally: self.tally,
            read,
            rows: self.rows,
            asked: Vec::new(),
            store: self.archive.as_ref().map(|archive| store::state(session, archive)),
            path: store::path(session),
            next: Vec::new(),
        }
    }
}

/// What stood before of the first articles that are to change: in the store, or among the captures here. To align two versions
/// costs more than to take one in, so of no more than are shown it is told what changed; `log` tells it of each.
fn before(
    archive: Option<&Archive>,
    captures: &[Capture],
    planned: &[Outcome],
) -> Result<Vec<Option<Content>>, Failure> {
    let mut tally = Tally::default();
    let mut here: HashMap<&str, &Capture> = HashMap::new();
    let mut before = Vec::with_capacity(captures.len());
    for (capture, &outcome) in captures.iter().zip(planned) {
        let changed = matches!(outcome, Outcome::NewVersion(_) | Outcome::MetadataCorrected);
        let told = changed && tally.count(outcome) <= SHOWN;
        before.push(match here.get(capture.article.key()) {
            Some(earlier) if told => Some(Content::of(earlier)),
            None if told => archive.map_or(Ok(None), |archive| stands(archive, capture))?,
            _ => None,
        });
        if changed || outcome == Outcome::New {
            here.insert(capture.article.key(), capture);
        }
    }
    Ok(before)
}

/// What the store holds of the article; nothing where it is erased, or was only to be added by this dry run.
fn stands(archive: &Archive, capture: &Capture) -> Result<Option<Content>, Failure> {
    match archive.content(&capture.article, None) {
        Err(ArchiveError::Erased { .. } | ArchiveError::NotFound { .. }) => Ok(None),
        content => Ok(Some(content?)),
    }
}
