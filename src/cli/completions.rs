//! `wirecopy completions`: what a shell needs to complete our words.

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::{self, HELP};
use super::exit::{Exit, Failure};
use super::output;
use super::session::Session;

/// Print the completion script for a shell
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy completions bash > ~/.local/share/bash-completion/completions/wirecopy
  wirecopy completions zsh > \"${fpath[1]}/_wirecopy\"
  wirecopy completions fish > ~/.config/fish/completions/wirecopy.fish
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble.")]
pub(super) struct Args {
    shell: Shell,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "wirecopy", &mut script);
    output::write(&String::from_utf8_lossy(&script), session.global.output.as_deref(), false)?;
    Ok(Exit::Done)
}
