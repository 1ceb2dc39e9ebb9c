//! `wirecopy verify`: recompute everything the store claims.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::keep;
use super::progress::Progress;
use super::proof::{self, Evidence};
use super::session::Session;
use super::store;
use crate::archive::{self, Archive, ArchiveError, Change, Entry, Finding, Options, Part, Pin, Trust};
use crate::article::{ArticleId, Capture, Meta};
use crate::package::bagit;
use crate::proof::{Authorities, Policy, Signed};
use crate::report::{Asked, Bag, Changes, Differs, Report, Verification, VersionRow, wording};

/// Recompute every hash, record and log entry of the store from its bytes
///
/// Always checks the whole store: what one article's record is worth rests on the log. With an article, which is looked up
/// first, it also lists that article's versions; with a file it says which stored version the file is.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy verify              the whole store
  wirecopy verify 004          and each version of one article
  wirecopy verify a.txt        and which stored version this file is
  wirecopy verify --bag bag    a BagIt bag, ours or another's
  wirecopy verify; echo $?     3: nothing failed, but nothing outside the store confirms it
  wirecopy verify --quick      the log and what confirms it; no article is read
  wirecopy verify --subset 2/7 a seventh of the articles: seven runs, one a day, cover all
  wirecopy verify --checkpoint kept.txt    against a checkpoint kept elsewhere
  wirecopy verify --tsa-ca ca.pem          and its time stamps against an authority
  wirecopy verify --proof claim.proof --key log.vkey
                               a proof file, without any store
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
    /// Only the log, the commits, and the lengths of packs: seconds where the whole takes minutes
    #[arg(long, conflicts_with_all = ["subset", "what"])]
    quick: bool,
    /// Only the N-th of T parts of the articles and packs; T runs cover all
    #[arg(long, value_name = "N/T", conflicts_with = "what")]
    subset: Option<Part>,
    /// Read what is wrong a second time, past what is held in memory
    #[arg(long)]
    reread: bool,
    /// Check a proof file in place of the store; FILE may then be the article it is about
    #[arg(long, value_name = "FILE", conflicts_with_all = ["quick", "subset", "reread"])]
    proof: Option<PathBuf>,
    /// A log's key, or a file that holds some, one a line
    #[arg(long, value_name = "VKEY|FILE")]
    key: Vec<String>,
    /// Logs and witnesses to trust (C2SP tlog-policy)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// A checkpoint of this log that was kept elsewhere
    #[arg(long, value_name = "FILE", conflicts_with = "proof")]
    checkpoint: Vec<PathBuf>,
    /// Certificates of time stamp authorities to trust
    #[arg(long, value_name = "FILE")]
    tsa_ca: Option<PathBuf>,
    /// A time stamp of the proof's checkpoint
    #[arg(long, value_name = "FILE", requires = "proof")]
    tsr: Vec<PathBuf>,
    /// An OpenTimestamps file of the proof's checkpoint
    #[arg(long, value_name = "FILE", requires = "proof")]
    ots: Vec<PathBuf>,
    /// The Bitcoin block header it leads to: 80 bytes, or hex
    #[arg(long, value_name = "FILE", requires = "ots")]
    block: Option<PathBuf>,
    /// Check a bag (BagIt 0.93 to 1.0), whoever made it, in place of the store
    #[arg(long, value_name = "DIR", conflicts_with_all = ["what", "quick", "subset", "reread"])]
    bag: Option<PathBuf>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    if let Some(dir) = &args.bag {
        return bag(session, dir);
    }
    let mut trust = Trust {
        keys: keep::verifiers(&args.key)?,
        policy: args.policy.as_deref().map(|file| keep::read(file, Policy::parse)).transpose()?,
        pins: Vec::new(),
        authorities: args.tsa_ca.as_deref().map(|file| keep::read(file, Authorities::parse)).transpose()?,
    };
    if let Some(file) = &args.proof {
        let evidence = Evidence { stamps: &args.tsr, ledgers: &args.ots, block: args.block.as_deref() };
        return proof::run(session, file, args.what.as_ref(), &trust, &evidence);
    }
    for file in &args.checkpoint {
        let checkpoint = keep::read(file, Signed::parse)?;
        trust.pins.push(Pin { place: file.display().to_string(), checkpoint, key: None });
    }
    trust.pins.extend(keep::pin(session)?);
    let subject = match &args.what {
        Some(what) => match Subject::of(session, what)? {
            Some(subject) => Some(subject),
            None => return Ok(Exit::Trouble),
        },
        None => None,
    };
    let progress = Progress::start(session, "verifying");
    let options = Options { quick: args.quick, part: args.subset, reread: args.reread, wait: store::WAIT, trust };
    let mut report = archive::verify_with(session.store(), &options, &mut |done, of| progress.set(done, of))?;
    drop(progress);
    let archive = match Archive::open(session.store()) {
        Ok(archive) => Some(archive),
        // Then the findings say what is wrong.
        Err(_) if !report.findings.is_empty() => None,
        Err(error) => return Err(error.into()),
    };
    let asked = match (&subject, &archive) {
        (Some(subject), Some(archive)) => match subject.ask(archive, &report.findings) {
            Ok(asked) => Some(asked),
            // The findings say what is wrong; what was asked for must not keep them back.
            Err(error) if !report.findings.is_empty() => {
                report.unchecked.push(format!("{}: {error}", subject.name()));
                None
            }
            Err(error) => return Err(error.into()),
        },
        _ => None,
    };
    let state = archive.as_ref().map(|archive| store::state(session, archive));
    if report.findings.is_empty()
        && let Some(archive) = &archive
        && let Some(sealed) = archive.sealed()?
    {
        keep::remember(session, archive, &sealed);
    }
    let verification = Verification::new(store::path(session), state, &report, asked);
    let exit = match (verification.failed(), verification.complete()) {
        (true, _) => Exit::No,
        (false, true) => Exit::Done,
        (false, false) => Exit::Unchecked,
    };
    session.print(&Report::Verification(verification), &session.view())?;
    Ok(exit)
}

fn bag(session: &Session, dir: &Path) -> Result<Exit, Failure> {
    let progress = Progress::start(session, "verifying");
    let checked = bagit::check(dir, &mut |done, of| progress.set(done, of))?;
    drop(progress);
    let exit = if checked.is_valid() { Exit::Done } else { Exit::No };
    session.print(&Report::Bag(Bag { path: dir.display().to_string(), checked }), &session.view())?;
    Ok(exit)
}

/// What is asked about. It is made out before anything is verified: who mistypes a name need not wait for it.
enum Subject {
    /// An article of the store, as it was named.
    Article(String),
    File(Box<Capture>),
}

impl Subject {
    /// `None` if it is a file that could not be read, which was said.
    fn of(session: &Session, what: &OsString) -> Result<Option<Subject>, Failure> {
        if !Path::new(what).is_file() {
            let name = what.to_string_lossy().into_owned();
            let known = Archive::open(session.store()).and_then(|archive| match archive.find(&name) {
                // It may be an article whose record is damaged.
                Err(ArchiveError::NotFound { .. }) if !archive.unread()?.is_empty() => Ok(()),
                found => found.map(drop),
            });
            return match known {
                Err(
                    error @ (ArchiveError::NoArchive { .. }
                    | ArchiveError::NotFound { .. }
                    | ArchiveError::NoVersion { .. }
                    | ArchiveError::Ambiguous { .. }),
                ) => Err(error.into()),
                // Of damage the verification says more.
                _ => Ok(Some(Subject::Article(name))),
            };
        }
        let mut captures = session.read(std::slice::from_ref(what), Meta::default());
        if captures.len() > 1 {
            let what = format!("{} holds {} articles", what.display(), captures.len());
            return Err(Failure::new(what).hint("verify them by name: wirecopy verify ID"));
        }
        Ok(captures.pop().map(|capture| Subject::File(Box::new(capture))))
    }

    fn name(&self) -> &str {
        match self {
            Subject::Article(name) => name,
            Subject::File(capture) => &capture.source.path,
        }
    }

    /// What the store has of it.
    fn ask(&self, archive: &Archive, findings: &[Finding]) -> Result<Asked, ArchiveError> {
        match self {
            Subject::Article(name) => article(archive, name, findings),
            Subject::File(capture) => file(archive, capture, findings),
        }
    }
}

fn article(archive: &Archive, name: &str, findings: &[Finding]) -> Result<Asked, ArchiveError> {
    let (article, number) = archive.find(name)?;
    let mut versions = archive.history(&article.id)?;
    // Nothing can be said of bytes that are declared erased; the report names them.
    versions.retain(|entry| entry.change == Change::Version && entry.record.is_some());
    versions.retain(|entry| number.is_none_or(|number| number == entry.version));
    let rows = versions.iter().map(|entry| row(archive, &article.id, entry, findings)).collect();
    Ok(Asked::Article { article: article.id.name().to_owned(), versions: rows })
}

/// Which stored versions the file is.
fn file(archive: &Archive, capture: &Capture, findings: &[Finding]) -> Result<Asked, ArchiveError> {
    let alike = archive.matching(capture.version)?;
    let rows = |same_bytes: bool| {
        let alike = alike.iter().filter(|(_, entry)| (entry.bytes.raw == capture.version.raw) == same_bytes);
        alike.map(|(article, entry)| row(archive, article, entry, findings)).collect()
    };
    let (same_bytes, same_text): (Vec<_>, Vec<_>) = (rows(true), rows(false));
    Ok(Asked::File {
        path: capture.source.path.clone(),
        version: capture.version.raw.prefixed(),
        differs: if same_bytes.is_empty() { differs(archive, capture)? } else { None },
        same_bytes,
        same_text,
    })
}

/// How the file differs from the article that is called as it is, if the store has that.
fn differs(archive: &Archive, capture: &Capture) -> Result<Option<Differs>, ArchiveError> {
    let (article, _) = match archive.find(capture.article.key()) {
        Err(ArchiveError::NotFound { .. } | ArchiveError::Ambiguous { .. }) => return Ok(None),
        Ok((article, _)) if article.id.store_id() != capture.article.store_id() => return Ok(None),
        found => found?,
    };
    let content = match archive.content(&article.id, None) {
        Err(ArchiveError::Erased { .. }) => return Ok(None),
        content => content?,
    };
    let changes = Changes::between(&wording(&content), &capture.text);
    Ok(Some(Differs { article: article.id.name().to_owned(), number: article.versions, changes }))
}

fn row(archive: &Archive, article: &ArticleId, entry: &Entry, findings: &[Finding]) -> VersionRow {
    // What is declared erased is not there to be read, and nothing is wrong with that.
    let reads = |content| matches!(content, Ok(_) | Err(ArchiveError::Erased { .. }));
    let place = format!("{}@v{}", article.name(), entry.version);
    VersionRow {
        article: article.name().to_owned(),
        number: entry.version,
        version: entry.bytes.raw.prefixed(),
        recorded_at: entry.recorded_at,
        sound: findings.iter().all(|finding| finding.place != place)
            && reads(archive.content(article, Some(entry.version))),
    }
}
