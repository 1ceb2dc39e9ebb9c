//! The command line: arguments become calls, results become a report and an exit code. One file a command. The only
//! layer that knows the clock, the environment and the terminal.

mod add;
mod analyse;
mod apart;
mod args;
mod checkpoint;
mod client;
mod clock;
mod compact;
mod completions;
mod diff;
mod exit;
mod explain;
mod export;
mod import;
mod keep;
mod log;
mod man;
mod mark;
mod marks;
mod memory;
mod named;
mod output;
mod overlaps;
mod pairs;
mod period;
mod progress;
mod proof;
mod prove;
mod remove;
mod report;
mod restore;
mod run;
mod seal;
mod semantic;
mod serve;
mod session;
mod show;
mod status;
mod store;
mod trace;
mod verify;
mod watch;

use std::process::ExitCode;

use args::{Args, Command};
use exit::{Exit, Failure};
use session::Session;

/// Runs the program.
pub fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    if apart::is_asked(&words) {
        return apart::answer();
    }
    let mut args = match Args::read(&words) {
        Ok(args) => args,
        Err(error) => return exit::usage(&error),
    };
    args.global.output = args.global.output.filter(|output| !output::is_standard(output));
    match &args.command {
        Command::Export(export) => export.claim(&mut args.global),
        Command::Report(report) => report.claim(&mut args.global),
        Command::Watch(watch) => watch.claim(&mut args.global),
        _ => {}
    }
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
    if let Some(output) = &session.global.output {
        output::outside(output, session.store())?;
    }
    match command {
        Command::Run(args) => run::run(session, args),
        Command::Overlaps(args) => overlaps::run(session, args),
        Command::Report(args) => report::run(session, args),
        Command::Serve(args) => serve::run(session, args),
        Command::Diff(args) => diff::run(session, args),
        Command::Add(args) => add::run(session, args),
        Command::Watch(args) => watch::run(session, args),
        Command::Log(args) => log::run(session, args),
        Command::Show(args) => show::run(session, args),
        Command::Remove(args) => remove::run(session, args),
        Command::Mark(args) => mark::run(session, args),
        Command::Restore(args) => restore::run(session, args),
        Command::Status(args) => status::run(session, args),
        Command::Verify(args) => verify::run(session, args),
        Command::Compact(args) => compact::run(session, args),
        Command::Seal(args) => seal::run(session, args),
        Command::Prove(args) => prove::run(session, args),
        Command::Checkpoint(args) => checkpoint::run(session, args),
        Command::Export(args) => export::run(session, args),
        Command::Import(args) => import::run(session, args),
        Command::Completions(args) => completions::run(session, args),
        Command::Man(args) => man::run(session, args),
        Command::Trace(args) => trace::run(session, args),
        Command::Explain(args) => explain::run(session, args),
    }
}
