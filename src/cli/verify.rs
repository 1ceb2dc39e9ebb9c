//! `wirecopy verify`: recompute everything the store claims.

use std::ffi::OsString;
use std::path::Path;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::Session;
use super::store;
use crate::archive::{self, Archive, ArchiveError, Change, Entry, Finding};
use crate::article::{Capture, Meta};
use crate::report::{Asked, Changes, Differs, Report, Verification, VersionRow, Wording};

/// Recompute every hash, record and log entry of the store from its bytes
///
/// Always checks the whole store: what one article's record is worth rests on the log. With an article it also lists
/// that article's versions; with a file it says which stored version the file is.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy verify              the whole store
  wirecopy verify 004          and each version of one article
  wirecopy verify a.txt        and which stored version this file is
  wirecopy verify; echo $?     3: nothing failed, but nothing outside the store confirms it
")]
#[command(
    after_help = "What is a file is read as a file; `./NAME` is always one. An article of the store is named as for `wirecopy log`.

Exit codes: 0 all verified; 1 damage or tampering, or a file the store does not have; 2 trouble; 3 nothing \
failed, but something could not be checked: with no checkpoint kept outside the store it is unanchored, and one \
rewritten as a whole could not be told."
)]
pub(super) struct Args {
    /// An article of the store, or a file
    #[arg(value_name = "ID|FILE")]
    what: Option<OsString>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let progress = Progress::start(session, "verifying");
    let report = archive::verify(session.store(), archive::Options::default(), &mut |done, of| progress.set(done, of))?;
    drop(progress);
    let archive = match Archive::open(session.store()) {
        Ok(archive) => Some(archive),
        // Then the findings say what is wrong.
        Err(_) if !report.findings.is_empty() => None,
        Err(error) => return Err(error.into()),
    };
    let asked = match (&args.what, &archive) {
        (Some(what), Some(archive)) if Path::new(what).is_file() => {
            match file(session, archive, what, &report.findings)? {
                Some(asked) => Some(asked),
                None => return Ok(Exit::Trouble),
            }
        }
        (Some(what), Some(archive)) => Some(article(archive, &what.to_string_lossy(), &report.findings)?),
        _ => None,
    };
    let state = archive.as_ref().map(|archive| store::state(session, archive));
    let verification = Verification::new(store::path(session), state, &report, asked);
    let exit = match (verification.failed(), verification.complete()) {
        (true, _) => Exit::No,
        (false, true) => Exit::Done,
        (false, false) => Exit::Unchecked,
    };
    session.print(&Report::Verification(verification), &session.view())?;
    Ok(exit)
}

fn article(archive: &Archive, name: &str, findings: &[Finding]) -> Result<Asked, Failure> {
    let (article, number) = store::find(archive, name)?;
    let mut versions = archive.history(&article.id)?;
    versions.retain(|entry| entry.change == Change::Version && number.is_none_or(|number| number == entry.version));
    let rows = versions.iter().map(|entry| row(archive, entry, findings)).collect();
    Ok(Asked::Article { article: article.id.name().to_owned(), versions: rows })
}

/// Which stored versions the file is; `None` if it could not be read, which was said.
fn file(session: &Session, archive: &Archive, path: &OsString, findings: &[Finding]) -> Result<Option<Asked>, Failure> {
    let captures = session.read(std::slice::from_ref(path), Meta::default());
    let capture = match &captures[..] {
        [] => return Ok(None),
        [capture] => capture,
        several => {
            let what = format!("{} holds {} articles", path.display(), several.len());
            return Err(Failure::new(what).hint("verify them by name: wirecopy verify ID"));
        }
    };
    let alike = archive.matching(capture.version)?;
    let rows = |same_bytes: bool| {
        let alike = alike.iter().filter(|entry| (entry.record.version.raw == capture.version.raw) == same_bytes);
        alike.map(|entry| row(archive, entry, findings)).collect()
    };
    let (same_bytes, same_text): (Vec<_>, Vec<_>) = (rows(true), rows(false));
    Ok(Some(Asked::File {
        path: capture.source.path.clone(),
        version: capture.version.raw.prefixed(),
        differs: if same_bytes.is_empty() { differs(archive, capture)? } else { None },
        same_bytes,
        same_text,
    }))
}

/// How the file differs from the article that is called as it is, if the store has that.
fn differs(archive: &Archive, capture: &Capture) -> Result<Option<Differs>, Failure> {
    let (article, _) = match archive.find(capture.article.key()) {
        Err(ArchiveError::NotFound { .. }) => return Ok(None),
        found => found?,
    };
    let content = archive.content(&article.id, None)?;
    let before = Wording { body: &content.text, sentences: &content.record.sentences };
    let after = Wording { body: capture.text.body(), sentences: capture.text.sentences() };
    let changes = Changes::between(before, after);
    Ok(Some(Differs { article: article.id.name().to_owned(), number: article.versions, changes }))
}

fn row(archive: &Archive, entry: &Entry, findings: &[Finding]) -> VersionRow {
    let article = &entry.record.article;
    let place = format!("{}@v{}", article.name(), entry.version);
    VersionRow {
        article: article.name().to_owned(),
        number: entry.version,
        version: entry.record.version.raw.prefixed(),
        recorded_at: entry.recorded_at,
        sound: findings.iter().all(|finding| finding.place != place)
            && archive.content(article, Some(entry.version)).is_ok(),
    }
}
