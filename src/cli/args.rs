//! The arguments all commands share.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::memory::Size;
use super::{
    add, checkpoint, compact, completions, diff, explain, export, import, log, man, mark, overlaps, prove, remove,
    report, restore, run, seal, serve, show, status, trace, verify, watch,
};
use crate::ingest::{FORMATS, FieldMap};
use crate::report::{RENDERERS, Theme};

/// The store, if none is named.
pub(super) const STORE: &str = "snapshots";

/// Examples lead every help.
pub(super) const HELP: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Tell which news reports share wording and who may have copied whom, and prove what each said and when
#[derive(Parser)]
#[command(name = "wirecopy", version, help_template = HELP, max_term_width = 100)]
#[command(before_help = "Examples:
  wirecopy run                          read sources/, keep versions in snapshots/, compare all
  wirecopy overlaps a.txt b.txt c.txt   shared sentences among files
  wirecopy diff a.txt b.txt             what changed between two reports, sentence by sentence
  wirecopy trace 004                    where an article came from, and what the evidence allows
  wirecopy report -o report.html        all of it on one page, to hand on
")]
#[command(after_help = "Exit codes: 0 done or found, 1 nothing found (diff: differ; verify: damage), 2 trouble,
3 nothing failed, but not all could be checked. A skipped input: the rest is done and printed, and the code is 2.")]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// Reads the words of a command line. To tell clap of every command takes longer than to compare two reports, so it is first
    /// told of the one that is asked for; help and mistakes are for it to say that knows them all.
    pub fn read(words: &[OsString]) -> Result<Args, clap::Error> {
        if let Some(asked) = words.get(1).and_then(|word| alone(word.to_str()?)) {
            let program = <Global as clap::Args>::augment_args(clap::Command::new("")).subcommand(asked);
            if let Ok(mut found) = program.try_get_matches_from(words) {
                return Args::from_arg_matches_mut(&mut found);
            }
        }
        Args::try_parse_from(words)
    }
}

/// The commands: each the name of its file, which is what the user types.
macro_rules! commands {
    ($($command:ident($file:ident),)*) => {
        #[derive(Subcommand)]
        pub(super) enum Command {
            $($command($file::Args),)*
        }

        /// The command of this name, as the program has it among the others.
        fn alone(name: &str) -> Option<clap::Command> {
            match name {
                $(stringify!($file) => {
                    Some(<$file::Args as clap::Args>::augment_args(clap::Command::new(stringify!($file))))
                })*
                _ => None,
            }
        }
    };
}

commands! {
    Run(run),
    Overlaps(overlaps),
    Trace(trace),
    Explain(explain),
    Report(report),
    Serve(serve),
    Mark(mark),
    Diff(diff),
    Add(add),
    Watch(watch),
    Log(log),
    Show(show),
    Remove(remove),
    Restore(restore),
    Status(status),
    Verify(verify),
    Compact(compact),
    Seal(seal),
    Prove(prove),
    Checkpoint(checkpoint),
    Export(export),
    Import(import),
    Completions(completions),
    Man(man),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// What colours a terminal shows well.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colors {
    /// Sixteen colours, on any ground
    Ansi,
    /// 256 colours, on a dark ground
    Dark,
    /// 256 colours, on a light ground
    Light,
    /// None: bold, underlined, struck through
    Mono,
}

impl From<Colors> for Theme {
    fn from(colors: Colors) -> Theme {
        match colors {
            Colors::Ansi => Theme::Ansi,
            Colors::Dark => Theme::Dark,
            Colors::Light => Theme::Light,
            Colors::Mono => Theme::Mono,
        }
    }
}

#[derive(clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// The store
    #[arg(
        short = 'C',
        long = "store",
        value_name = "DIR",
        global = true,
        env = "WIRECOPY_STORE",
        default_value = STORE
    )]
    pub store: PathBuf,
    /// JSON Lines (short for --format json)
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
    /// The form of the output
    #[arg(long, global = true, value_name = "FORM", default_value = "text",
          value_parser = PossibleValuesParser::new(RENDERERS.iter().map(|renderer| renderer.name)))]
    pub format: String,
    /// No colour, no pager, changes marked [-…-] {+…+}
    #[arg(long, global = true)]
    pub plain: bool,
    /// Write the output to a file; - is standard output
    #[arg(short = 'o', long = "output", value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
    /// When to use colour (NO_COLOR, CLICOLOR_FORCE and TERM=dumb are honoured)
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    pub color: Color,
    /// Which colours
    #[arg(long, global = true, value_name = "THEME", value_enum, env = "WIRECOPY_THEME", default_value = "ansi")]
    pub theme: Colors,
    /// Marks in ASCII only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Columns of the page; the terminal's, or 100 in a pipe
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(40..))]
    pub width: Option<u16>,
    /// Never use a pager
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Say nothing but the result
    #[arg(short = 'q', long, global = true)]
    pub quiet: bool,
    /// Say every warning, not only the first of each kind
    #[arg(short = 'v', long, global = true)]
    pub verbose: bool,
    /// Threads; all cores if not given
    #[arg(short = 'j', long = "jobs", value_name = "N", global = true)]
    pub jobs: Option<usize>,
    /// The most memory that may be taken, such as 800M or 4G; a run that needs more ends with a message
    #[arg(long, global = true, value_name = "SIZE")]
    pub max_memory: Option<Size>,
    /// The largest article read, in bytes
    #[arg(long, global = true, value_name = "BYTES", default_value = "200000000",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub max_article: u64,
    /// The collection articles belong to, in place of their folder's name
    #[arg(long, global = true, value_name = "NAME")]
    pub collection: Option<String>,
    /// Read every input as this format, whatever its name or first bytes say
    #[arg(long, global = true, value_name = "NAME",
          value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    pub input_format: Option<String>,
    /// What records and tables call their fields, where they call them otherwise: text=body,date=meta.published
    #[arg(long, global = true, value_name = "FIELD=NAME,…", default_value = "", hide_default_value = true)]
    pub map: FieldMap,
    /// The table of a database to read
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "query")]
    pub table: Option<String>,
    /// The query whose rows to read from a database
    #[arg(long, global = true, value_name = "SQL")]
    pub query: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn a_command_alone_is_the_one_among_the_others() {
        for among in Args::command().get_subcommands() {
            let alone = alone(among.get_name()).unwrap();
            let [alone, among] = [&alone, among].map(|command| {
                let parts = (command.get_arguments(), command.get_groups(), command.get_subcommands());
                format!("{:?} {:?} {:?}", Vec::from_iter(parts.0), Vec::from_iter(parts.1), Vec::from_iter(parts.2))
            });
            assert_eq!(alone, among);
        }
    }

    #[test]
    fn words_mean_the_same_whether_one_command_is_known_or_all() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        for line in ["w diff a b -q", "w export x --format bagit -o y", "w checkpoint compare a b", "w -q diff a b"] {
            let [read, whole] = [Args::read(&words(line)), Args::try_parse_from(words(line))].map(|args| args.unwrap());
            assert_eq!(read.global.quiet, whole.global.quiet, "{line}");
            assert_eq!(std::mem::discriminant(&read.command), std::mem::discriminant(&whole.command), "{line}");
        }
        for line in ["w diff --help", "w diff --sid a b", "w dif", "w", "w diff --width 3 a b"] {
            let said = [Args::read(&words(line)).err(), Args::try_parse_from(words(line)).err()];
            let [read, whole] = said.map(|error| error.map(|error| error.to_string()));
            assert!(read.is_some() && read == whole, "{line}");
        }
    }
}
