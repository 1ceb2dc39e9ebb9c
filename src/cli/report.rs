//! `wirecopy report`: all that is found in a set of articles, as one page to hand on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use clap::builder::PossibleValuesParser;

use super::analyse::{Compared, Pairs};
use super::args::{Global, HELP};
use super::exit::{Exit, Failure};
use super::log::contents;
use super::marks::Ignore;
use super::period::Period;
use super::progress::Progress;
use super::semantic::{self, Semantic};
use super::session::{Session, quoted};
use super::{output, store};
use crate::archive::{Archive, ArchiveError};
use crate::article::{Capture, Meta};
use crate::report::{
    Ask, Dossier, History, Holding, LogFilter, LogShape, RENDERERS, Report, SealedState, Shelf, Wanted, html_files,
};

/// Write what was found as one page for an editor: who shares wording, where it came from, and what nobody can say
///
/// The page is one file that asks nothing of the network and needs no script: to mail, to print, to keep with a case. It
/// shows the articles' versions with their proofs where the store holds them, and changes nothing there. Where one page
/// would be larger than 3 MB it is an index, with a page for each family in a folder beside it.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy report -o report.html               the articles in sources/
  wirecopy report news/ -o report.html         the articles below a folder
  wirecopy report news/ -o hashes.html --redact-text
                                               places and digests, and no wording: to hand on what may not be copied
  wirecopy report news/ -o blind.html --anonymous
                                               stand-ins for outlets and articles
  wirecopy -C archive report -o report.html    with the versions of another store
")]
#[command(
    after_help = "Exit codes: 0 done, with or without shared wording; 2 trouble. A skipped input: the rest is done."
)]
pub(super) struct Args {
    /// Files, folders, or - for standard input; sources/ if none is given
    paths: Vec<OsString>,
    /// Show no wording: places in the articles, and SHA-256 digests to check them by
    #[arg(long)]
    redact_text: bool,
    /// Show stand-ins for the names of outlets and articles
    #[arg(long)]
    anonymous: bool,
    /// What stands above it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The form of the output
    #[arg(long, value_name = "FORM", default_value = HTML,
          value_parser = PossibleValuesParser::new(RENDERERS.iter().map(|renderer| renderer.name)))]
    format: String,
    #[command(flatten)]
    period: Period,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
}

/// The form it has unless another is asked for.
const HTML: &str = "html";

impl Args {
    /// Here the output is a page unless something else is asked for.
    pub fn claim(&self, global: &mut Global) {
        if !global.json {
            global.format.clone_from(&self.format);
        }
    }
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let is_page = session.format() == HTML;
    let output = session.global.output.as_deref();
    if !is_page {
        for (option, given) in [("--redact-text", args.redact_text), ("--anonymous", args.anonymous)] {
            if given {
                let what = format!("{option} is kept by the page for a browser, not by the form {}", session.format());
                return Err(Failure::new(what).hint(format!("leave {option} out, or take --format {HTML}")));
            }
        }
    } else if output.is_none() && std::io::stdout().is_terminal() {
        let hint = format!("{} writes it to a file", session.invocation("report -o report.html"));
        return Err(Failure::new("the report is a page for a browser, not for a terminal").hint(hint));
    }
    session.spare(&args.paths)?;
    let model = args.semantic.read()?;
    let captures = args.period.of(session, || Ok(session.read(&args.paths, Meta::default())))?;
    let mut params: BTreeMap<String, String> = args.period.params().collect();
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let period = args.period.has_window().then_some(&args.period);
    let pairs = Pairs::Likely { across_outlets: false, period };
    let mut compared = Compared::new(session, &captures, pairs, model.as_ref(), marks)?;
    let analysis = compared.overlaps("report", params.clone());
    let mut trace = compared.trace("report", params, &Wanted::default());
    // The analysis tells of them already.
    trace.rejected.clear();
    let shelf = shelf(session, &captures)?;
    let ask =
        Ask { again: args.again(session), redacted: args.redact_text, anonymous: args.anonymous, title: args.title };
    let dossier = Dossier::new(ask, &captures.iter().collect::<Vec<_>>(), analysis, trace, shelf);
    match output.filter(|_| is_page) {
        Some(file) => write(session, file, &dossier)?,
        None => session.print(&Report::Dossier(Box::new(dossier)), &session.view())?,
    }
    Ok(Exit::Done)
}

/// Writes the page, or the index and the pages beside it, and says what was written.
fn write(session: &Session, file: &Path, dossier: &Dossier) -> Result<(), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = match name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")) {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => format!("{name}-pages"),
    };
    let progress = Progress::start(session, "writing");
    let mut pages = html_files(dossier, &name, &stem);
    let Some(first) = pages.next() else { return Ok(()) };
    let mut told = format!("{}: {}", file.display(), size(first.html.len()));
    let mut pages = pages.peekable();
    if pages.peek().is_some() {
        let folder = file.with_file_name(&stem);
        let count = output::write_folder(&folder, pages.map(|page| (page.name, page.html)))?;
        told.push_str(&format!(", an index of {count} pages in {}", folder.display()));
    }
    output::write(&first.html, Some(file), false)?;
    drop(progress);
    session.warn([("what was written", format!("{told}; open it in a browser"))].into_iter());
    Ok(())
}

fn size(bytes: usize) -> String {
    match bytes {
        small if small < 1_000_000 => format!("{} KB", small.div_ceil(1000)),
        large => format!("{}.{} MB", large / 1_000_000, large % 1_000_000 / 100_000),
    }
}

impl Args {
    /// The command that makes the report again; without what names an article or an outlet if names are left out.
    fn again(&self, session: &Session) -> String {
        let mut words = vec!["report".to_owned()];
        if self.anonymous {
            words.push("PATH".to_owned());
        } else {
            words.extend(self.paths.iter().map(|path| quoted(&path.display().to_string())));
        }
        let named = |option: &str, value: &str| format!("--{option} {}", quoted(value));
        words.extend(self.title.iter().filter(|_| !self.anonymous).map(|title| named("title", title)));
        words.extend(session.reading(!self.anonymous));
        words.extend(self.period.params().map(|(name, value)| named(&name, &value)));
        let model = self.semantic.folder().filter(|_| !self.anonymous);
        words.extend(model.map(|folder| named("semantic", &folder.display().to_string())));
        words.extend(self.marks.option().map(str::to_owned));
        words.extend(self.redact_text.then(|| "--redact-text".to_owned()));
        words.extend(self.anonymous.then(|| "--anonymous".to_owned()));
        let output = session.global.output.as_ref().map(|output| output.display().to_string());
        let output = output.filter(|_| !self.anonymous).unwrap_or_else(|| "report.html".to_owned());
        words.push(format!("-o {}", quoted(&output)));
        let words = words.join(" ");
        if self.anonymous { format!("wirecopy {words}") } else { session.invocation(&words) }
    }
}

/// What the store holds of these articles; `None` where there is no store. Whatever is read there is proven under the log's root
/// and held against its digest as it is read.
fn shelf(session: &Session, captures: &[Capture]) -> Result<Option<Shelf>, Failure> {
    let archive = match Archive::open(session.store()) {
        Ok(archive) => archive,
        Err(ArchiveError::NoArchive { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let prove = session.invocation("prove");
    let held = captures.iter().map(|capture| holding(&archive, capture, &prove));
    let holdings = held.collect::<Result<_, _>>()?;
    Ok(Some(Shelf { store: store::state(session, &archive), sealed: sealed(&archive)?, holdings }))
}

/// What the store holds of an article; `prove` is the command that proves something. `None` where it never held it.
pub(super) fn holding(archive: &Archive, capture: &Capture, prove: &str) -> Result<Option<Holding>, Failure> {
    let Some(article) = archive.article(&capture.article)? else { return Ok(None) };
    let entries = archive.history(&article.id)?;
    let contents = contents(archive, &article)?;
    let history = History::new(&article, &entries, &contents, &LogFilter::default(), LogShape::Whole);
    let prove = format!("{prove} {}", quoted(article.id.name()));
    Ok(Some(Holding::new(history, &capture.version.raw.prefixed(), prove)))
}

/// The newest checkpoint, if there is one.
pub(super) fn sealed(archive: &Archive) -> Result<Option<SealedState>, Failure> {
    Ok(archive.sealed()?.map(|sealed| {
        let checkpoint = sealed.checkpoint.checkpoint();
        SealedState { origin: checkpoint.origin.clone(), size: checkpoint.size, behind: sealed.behind }
    }))
}
