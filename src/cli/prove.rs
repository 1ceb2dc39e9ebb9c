//! `wirecopy prove`: a file that proves one version, or one sentence of it, to someone without the store.

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::output;
use super::session::Session;
use super::store;

/// Write a proof that an article, or one sentence of it, stood in the log
///
/// The file is a C2SP tlog-proof: a log entry, the hashes that lead from it to a signed checkpoint, and for a sentence
/// its words and the hashes that lead from them to the entry. Other sentences stay out of it.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy prove 004 -o 004.proof          the last version of an article
  wirecopy prove 004@v1#7 -o claim.proof   sentence 7 of its first version, as `wirecopy show` counts them
  wirecopy verify --proof claim.proof --key 'wirecopy/…+…+…'
                                           what whoever gets the file types
")]
#[command(
    after_help = "A sentence's proof shows its words. What it hides of the others is not secret: who guesses a short sentence can \
check the guess.

Exit codes: 0 done, 2 trouble."
)]
pub(super) struct Args {
    /// An article of the store, with @v1 for a version and #7 for a sentence
    #[arg(value_name = "ID[@v][#SENTENCE]")]
    what: String,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let numbered = args.what.rsplit_once('#').and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)));
    let (name, sentence) = match numbered {
        Some((name, number)) => (name, Some(number)),
        None => (args.what.as_str(), None),
    };
    let archive = store::open(session)?;
    let (article, version) = store::find(session, &archive, name)?;
    let proof = archive.prove(&article.id, version, sentence)?;
    output::write(&proof.to_string(), session.global.output.as_deref(), false)?;
    Ok(Exit::Done)
}
