//! `wirecopy mark`: what a person says of an overlap or a link.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;

use super::analyse::{Compared, Pairs};
use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::semantic::Semantic;
use super::session::Session;
use super::{clock, pairs, store};
use crate::archive::{Archive, Mark, Opinion, Word};
use crate::article::{ArticleId, Meta, OneLine};
use crate::hash::Digest;
use crate::report::{ListedMark, MarkList, Marked, Report};

/// Say of an overlap or a link that it is right or wrong, and keep it in the store
///
/// Whoever has read both texts may know better than the figures. What is rejected counts in no share, no family and no link, and
/// is listed with the reason; what is confirmed says so beside its figures, which stay what they are. A judgement is an entry of
/// the log: it is never edited, and a later one of the same match outranks it. The match must be among the articles that are
/// read, which are those of `overlaps` and `trace`.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy overlaps --ids                    the names of overlaps; of links: trace --ids
  wirecopy mark m-4f0c2ad1b95e7731 reject --why 'a form both filled in'
  wirecopy mark l-90b1f9a3f5c80de4 confirm --why 'the editor says so' --by 'A. Reader'
  wirecopy mark m-4f0c2ad1b95e7731 withdraw --why 'read it again'
  wirecopy mark --list                       what stands; with --all, what was said before too
")]
#[command(
    after_help = "An overlap is named by the two articles' keys (the folder's name and the file's, or the record's
id), their bytes and the places of the sentences, a link by its ends in their order. The name stays
as long as these do, whatever else is read.

Exit codes: 0 done, 1 --list has nothing to show, 2 trouble, such as a name that nothing here has."
)]
pub(super) struct Args {
    /// The name of an overlap (m-…) or a link (l-…)
    #[arg(value_name = "MATCH", required_unless_present = "list")]
    of: Option<String>,
    /// What you say of it
    #[arg(value_name = "JUDGEMENT", value_enum, required_unless_present = "list", conflicts_with = "list")]
    judgement: Option<Judgement>,
    /// Files, folders, or - for standard input; sources/ if none is given
    #[arg(value_name = "PATH", conflicts_with = "list")]
    paths: Vec<OsString>,
    /// The reason, which the log keeps for ever (at most 512 bytes)
    #[arg(long, value_name = "TEXT", required_unless_present = "list", conflicts_with = "list")]
    why: Option<String>,
    /// Who says so, kept for ever too; nobody if not given (at most 128 bytes)
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    by: Option<String>,
    /// Compare only the pairs this TSV names, as for `overlaps`
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pairs: Option<PathBuf>,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
    /// Say what would happen, write nothing
    #[arg(short = 'n', long, conflicts_with = "list")]
    dry_run: bool,
    /// List the judgements that stand; of MATCH alone, if it is named
    #[arg(long)]
    list: bool,
    /// List those too that were withdrawn, or said otherwise since
    #[arg(long, requires = "list")]
    all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Judgement {
    /// It is right
    Confirm,
    /// It is wrong: it counts in nothing
    Reject,
    /// Nothing is said of it any more
    Withdraw,
}

impl From<Judgement> for Word {
    fn from(judgement: Judgement) -> Word {
        match judgement {
            Judgement::Confirm => Word::Confirmed,
            Judgement::Reject => Word::Rejected,
            Judgement::Withdraw => Word::Withdrawn,
        }
    }
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut archive = store::open(session)?;
    let said = archive.marks()?;
    // Either --list is given, or all of these are.
    let (Some(of), Some(judgement), Some(why)) = (&args.of, args.judgement, &args.why) else {
        return list(session, &archive, &said, &args);
    };
    let mut opinion = Opinion {
        of: of.clone(),
        versions: Vec::new(),
        word: judgement.into(),
        why: why.trim().to_owned(),
        by: args.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).map(str::to_owned),
    };
    opinion.check()?;
    // What is withdrawn need not be found any more.
    if opinion.word != Word::Withdrawn {
        opinion.versions = between(session, &args, of)?;
    }
    let recorded = match args.dry_run {
        true => archive.preview_mark(&opinion)?,
        false => archive.mark(&opinion, clock::now()?, store::WAIT)?,
    };
    let state = store::state(session, &archive);
    let mut marked = Marked::new(opinion, &said, recorded, args.dry_run, state);
    marked.next = match args.dry_run {
        true => vec!["the same without -n".to_owned()],
        false => vec![session.invocation("mark --list"), session.invocation("verify")],
    };
    session.print(&Report::Marked(marked), &session.view())?;
    Ok(Exit::Done)
}

/// The versions that the match is between, which has to be among what is compared now.
fn between(session: &Session, args: &Args, of: &str) -> Result<Vec<(ArticleId, Digest)>, Failure> {
    let model = args.semantic.read()?;
    let captures = session.read(&args.paths, Meta::default());
    let pairs = match &args.pairs {
        Some(file) => pairs::given(session, file, &captures)?,
        // A link is named by what `trace` compares.
        None if of.starts_with("l-") => Pairs::Nearest,
        None => Pairs::Likely { across_outlets: false, period: None },
    };
    let marks = args.marks.read(session, &mut BTreeMap::new())?;
    let compared = Compared::new(session, &captures, pairs, model.as_ref(), marks)?;
    compared.between(of).ok_or_else(|| {
        Failure::new(format!("no overlap and no link here is called {}", OneLine(of))).hint(format!(
            "{} and {} say what is here; name the files that were compared, with the same options",
            session.invocation("overlaps --ids"),
            session.invocation("trace --ids")
        ))
    })
}

fn list(session: &Session, archive: &Archive, said: &[Mark], args: &Args) -> Result<Exit, Failure> {
    let wanted = said.iter().filter(|mark| args.all || mark.stands);
    let wanted = wanted.filter(|mark| args.of.as_ref().is_none_or(|of| *of == mark.opinion.of));
    let rows = wanted.map(|mark| listed(archive, mark)).collect::<Result<Vec<_>, Failure>>()?;
    let exit = if rows.is_empty() { Exit::No } else { Exit::Done };
    session.print(&Report::MarkList(MarkList { path: store::path(session), all: args.all, rows }), &session.view())?;
    Ok(exit)
}

/// A judgement, with what the articles are called that it is between.
pub(super) fn listed(archive: &Archive, mark: &Mark) -> Result<ListedMark, Failure> {
    let articles = mark.opinion.versions.iter().map(|(article, _)| archive.article(article));
    let names = articles.map(|article| Ok(article?.map(|article| article.id.name().to_owned())));
    Ok(ListedMark::new(mark, names.collect::<Result<_, Failure>>()?))
}
