//! The arguments all commands share.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};

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

/// Tell which news reports copy which, and prove what each report said and when
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
3 verified but not anchored. A skipped input: the rest is done and printed, and the code is 2.")]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    Run(run::Args),
    Overlaps(overlaps::Args),
    Trace(trace::Args),
    Explain(explain::Args),
    Report(report::Args),
    Serve(serve::Args),
    Mark(mark::Args),
    Diff(diff::Args),
    Add(add::Args),
    Watch(watch::Args),
    Log(log::Args),
    Show(show::Args),
    Remove(remove::Args),
    Restore(restore::Args),
    Status(status::Args),
    Verify(verify::Args),
    Compact(compact::Args),
    Seal(seal::Args),
    Prove(prove::Args),
    Checkpoint(checkpoint::Args),
    Export(export::Args),
    Import(import::Args),
    Completions(completions::Args),
    Man(man::Args),
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
    /// Write the output to a file
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
    /// Say every warning, not the first of each kind
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
    /// The format of every input, where names and first bytes tell another
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
