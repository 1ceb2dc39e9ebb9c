//! `wirecopy man`: the manual, made of the help.

use clap::CommandFactory;

use super::args::{self, HELP};
use super::exit::{Exit, Failure};
use super::output;
use super::session::Session;

/// Print a manual page
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy man | man -l -                 read it
  wirecopy man verify > wirecopy-verify.1
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble.")]
pub(super) struct Args {
    /// The command whose page it is; the program's if none is named
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut program = args::Args::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).cloned();
            let known = || Failure::new(format!("no command is called {name}")).hint("wirecopy --help lists them");
            found.ok_or_else(known)?
        }
    };
    let mut roff = Vec::new();
    let source = concat!("wirecopy ", env!("CARGO_PKG_VERSION"));
    let made = clap_mangen::Man::new(examples_last(page)).source(source).render(&mut roff);
    made.map_err(|error| Failure::new(format!("cannot make the page: {error}")))?;
    output::write(&String::from_utf8_lossy(&roff), session.global.output.as_deref(), false)?;
    Ok(Exit::Done)
}

/// A manual has its examples behind the options, and knows no text before them.
fn examples_last(page: clap::Command) -> clap::Command {
    let part = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string);
    let parts = [part(page.get_after_help()), part(page.get_before_help())];
    let behind = parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    page.after_help(behind)
}
