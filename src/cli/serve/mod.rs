//! `wirecopy serve`: the report as a local web page over many articles.

#[cfg(feature = "serve")]
mod keeper;
#[cfg(feature = "serve")]
mod work;

use std::ffi::OsString;
use std::net::IpAddr;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::marks::Ignore;
use super::period::Period;
use super::semantic::Semantic;
use super::session::Session;

/// Serve what was found as web pages on this machine: search, filter, follow links, and judge matches if allowed
///
/// Compares once, as `report` does, and answers from memory until Ctrl-C. The pages are those of the report, one for each
/// article, family and pair, with lists to find them; a name in a report (m-…, p-…, a-…, f-…, l-…) is the address here. Programs ask
/// below /api/v1/. Only this machine can ask, and nothing is written unless --allow-marks is given.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy serve                       what the store holds now, at an address that is printed
  wirecopy serve news/ --port 8017     the articles below a folder, at http://127.0.0.1:8017/
  wirecopy -C archive serve --allow-marks
                                       matches can be judged; what is said becomes entries of the store
  wirecopy serve --port 0              at any free port
")]
#[command(
    after_help = "Exit codes: 130 ended by Ctrl-C, 2 trouble, such as a port in use. This takes a program built with
`--features serve` (docs/serve.md)."
)]
pub(super) struct Args {
    /// Files, folders, or - for standard input; if none is given, what the store holds, and without a store sources/
    paths: Vec<OsString>,
    /// The port; 0 for any that is free
    #[arg(long, value_name = "N", default_value = "8017")]
    port: u16,
    /// Listen to other machines too, at this address of this machine: whoever reaches it reads everything, and with
    /// --allow-marks judges
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", hide_default_value = true)]
    listen: IpAddr,
    /// Let matches be judged on their pages; what is said is kept in the store for ever, as by `wirecopy mark`
    #[arg(long, conflicts_with = "ignore_marks")]
    allow_marks: bool,
    #[command(flatten)]
    period: Period,
    #[command(flatten)]
    semantic: Semantic,
    #[command(flatten)]
    marks: Ignore,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    if session.format() != "text" {
        let what = format!("serve prints an address and has no form {}", session.format());
        return Err(Failure::new(what).hint("programs ask below /api/v1/ of that address"));
    }
    #[cfg(feature = "serve")]
    return work::run(session, args);
    #[cfg(not(feature = "serve"))]
    {
        let _ = args;
        Err(Failure::new("this program was built without serve")
            .hint("build it with `cargo install --path . --features serve`"))
    }
}
