//! The command line: arguments become calls, results become a report and an exit code. One file a command. The only
//! layer that knows the clock, the environment and the terminal.

mod args;
mod exit;
mod output;
mod overlaps;
mod pairs;
mod session;
mod trace;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use exit::{Exit, Failure};
use session::Session;

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::usage(&error),
    };
    let session = match Session::new(args.global) {
        Ok(session) => session,
        Err(failure) => return failure.report(),
    };
    match run(&session, args.command) {
        Ok(exit) => session.end(exit),
        Err(failure) => failure.report(),
    }
}

fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Overlaps(args) => overlaps::run(session, args),
        Command::Trace(args) => trace::run(session, args),
    }
}
