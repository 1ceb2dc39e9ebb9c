//! `wirecopy man`: the manual, made of the help.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{self, HELP};
use super::exit::{Exit, Failure};
use super::output;
use super::session::Session;
use crate::article::OneLine;

/// Print a manual page
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy man | man -l -                 read it
  wirecopy man verify > wirecopy-verify.1
")]
#[command(after_help = "Exit codes: 0 done, 2 trouble.")]
pub(super) struct Args {
    /// The command whose page it is, such as `verify` or `checkpoint compare`; the program's if none is named
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let mut program = args::Args::command();
    program.build();
    let mut page = &program;
    for name in &args.command {
        let asked = || OneLine(&args.command.join(" ")).to_string();
        let unknown = || Failure::new(format!("no command is called {}", asked())).hint("wirecopy --help lists them");
        page = page.find_subcommand(name).ok_or_else(unknown)?;
    }
    let mut roff = Vec::new();
    write(page, &mut roff).map_err(|error| Failure::new(format!("cannot make the page: {error}")))?;
    output::write(&String::from_utf8_lossy(&roff), session.global.output.as_deref(), false)?;
    Ok(Exit::Done)
}

/// A manual has its examples behind the options, line by line as they stand, and says by itself how the program ends.
fn write(page: &clap::Command, out: &mut impl Write) -> io::Result<()> {
    let source = concat!("wirecopy ", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(page.clone()).source(source);
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if page.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let examples = text(page.get_before_help());
    let examples = examples.trim_start_matches("Examples:\n").trim_end();
    if !examples.is_empty() {
        write!(out, ".SH EXAMPLES\n.nf\n{}.fi\n", lines(examples))?;
    }
    for part in text(page.get_after_help()).split("\n\n").filter(|part| !part.trim().is_empty()) {
        match part.strip_prefix("Exit codes: ") {
            Some(codes) => write!(out, ".SH EXIT STATUS\n{}", lines(codes))?,
            None => write!(out, ".SH NOTES\n{}", lines(part))?,
        }
    }
    Ok(())
}

/// Lines as roff(7) takes them for what they are: no mark of its own, and no dash for a hyphen of an option.
fn lines(text: &str) -> String {
    let line = |line: &str| {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
        format!("{guard}{line}\n")
    };
    text.lines().map(line).collect()
}
