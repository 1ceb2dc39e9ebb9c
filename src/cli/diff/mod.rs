//! `wirecopy diff`: two texts, or the articles of two folders, sentence by sentence.

mod folders;
mod git;
mod sides;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::args::HELP;
use super::exit::{Exit, Failure};
use super::output;
use super::semantic::{self, Semantic};
use super::session::Session;
use crate::article::{Capture, OneLine};
use crate::diff::{Ignore, Options, diff_as, method_with};
use crate::hash::Digest;
use crate::report::{self, Comparison, Kinds, Layout, Patch, Report, RowKind, Shape, View, stated};
use crate::semantic::Model;

/// Compare two reports sentence by sentence: what stayed, changed, moved, and what only one has
///
/// Sentences are paired wherever they stand; within a pair every changed word is marked. Line breaks and spaces are no
/// change of a sentence. Of two texts that only touch, the sentences without a partner are counted, not shown. Two folders
/// are compared article by article: by name, then by wording.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy diff a.txt b.txt            what changed, moved, and what only one has
  wirecopy diff -y a.txt b.txt         side by side, everything that is not the same
  curl -s URL | wirecopy diff a.txt -  against standard input
  wirecopy diff 004@v1 004@v2          two versions of the store
  wirecopy diff --summary monday/ tuesday/
                                       two folders, in short what changed in each article
  wirecopy diff -q a.txt b.txt         nothing but the exit code
  git difftool -x 'wirecopy diff'      the files of a repository (docs/diff.md)
", after_help = "Marks: = the same, ± edited, ≈ paraphrase, ❝ quotation, ∴ common source, # boilerplate, ⇅ moved,
≠ facts disagree, < only left, > only right. Without colour, changes are [-only left-]{+only right+}.

Exit codes: 0 the same text, 1 they differ, 2 trouble. With --git 0 as long as git is to go on.")]
pub(super) struct Args {
    /// Two of: a file with one article, a folder, - for standard input, an article of the store (NAME or NAME@v2)
    #[arg(value_name = "SOURCE", num_args = 1..=9, required = true)]
    sources: Vec<OsString>,
    /// Two columns
    #[arg(short = 'y', long, group = "shape")]
    side_by_side: bool,
    /// Both texts in one, as running text
    #[arg(long, group = "shape", conflicts_with_all = ["only", "context", "all"])]
    words: bool,
    /// Lines, as patch(1) and git take them (plain text files)
    #[arg(short = 'u', long, group = "shape", conflicts_with_all = ["only", "ignore", "all", "names"])]
    unified: bool,
    /// How much of each kind there is, and the facts that differ
    #[arg(long, group = "shape", conflicts_with_all = ["only", "context", "all"])]
    summary: bool,
    /// Figures for programs: `key value` lines, of folders a table (docs/json.md)
    #[arg(long, group = "shape")]
    stat: bool,
    /// Say only whether they differ
    #[arg(long, group = "shape")]
    brief: bool,
    /// Show N sentences that are the same around each change; with -u, N lines (3 if not given)
    #[arg(short = 'U', long, value_name = "N")]
    context: Option<usize>,
    /// Show every sentence, the same ones too
    #[arg(long)]
    all: bool,
    /// Show only these kinds of rows
    #[arg(long, value_name = "KIND,…", value_enum, value_delimiter = ',', conflicts_with_all = ["context", "all"])]
    only: Vec<Kind>,
    /// Pass over differences in these
    #[arg(long, value_name = "WHAT,…", value_enum, value_delimiter = ',')]
    ignore: Vec<What>,
    /// List the runs of names that were not counted
    #[arg(long)]
    names: bool,
    /// Write one page for a browser to a file too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Call a side this in place of its file's name; for both sides, twice
    #[arg(long, value_name = "NAME")]
    label: Vec<String>,
    /// Take the arguments git gives an external diff driver (docs/diff.md)
    #[arg(long)]
    git: bool,
    #[command(flatten)]
    semantic: Semantic,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Same,
    Edited,
    Paraphrase,
    #[value(alias = "quote")]
    Quotation,
    CommonSource,
    Boilerplate,
    Moved,
    Conflict,
    Left,
    Right,
}

impl From<Kind> for RowKind {
    fn from(kind: Kind) -> RowKind {
        match kind {
            Kind::Same => RowKind::Same,
            Kind::Edited => RowKind::Edited,
            Kind::Paraphrase => RowKind::Paraphrase,
            Kind::Quotation => RowKind::Quotation,
            Kind::CommonSource => RowKind::CommonSource,
            Kind::Boilerplate => RowKind::Boilerplate,
            Kind::Moved => RowKind::Moved,
            Kind::Conflict => RowKind::Conflict,
            Kind::Left => RowKind::OnlyLeft,
            Kind::Right => RowKind::OnlyRight,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum What {
    Case,
    Dates,
    Numbers,
    Quotes,
    Space,
    Spelling,
}

/// Files of so many bytes together are compared before threads that could help have started.
const SHORT: u64 = 64 << 10;

/// Whether all that is to be compared is files, and little. What is no file may be a word of git's, or be in the store.
fn is_little(sources: &[OsString]) -> bool {
    let size = |source: &OsString| match std::fs::metadata(source) {
        Ok(found) if found.is_file() => Some(found.len()),
        Ok(_) => None,
        Err(_) => (source != "-").then_some(0),
    };
    sources.iter().map(size).sum::<Option<u64>>().is_some_and(|bytes| bytes <= SHORT)
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    session.for_people(&[
        ("--side-by-side", args.side_by_side),
        ("--words", args.words),
        ("--summary", args.summary),
        ("--stat", args.stat),
        ("--brief", args.brief),
        ("--context", args.context.is_some()),
        ("--all", args.all),
        ("--names", args.names),
    ])?;
    if is_little(&args.sources) {
        session.work_alone();
    }
    if args.git {
        return git::run(session, &args);
    }
    session.spare(&args.sources)?;
    if let Some(page) = &args.html {
        output::outside(page, session.store())?;
        args.sources.iter().try_for_each(|source| output::spare(page, source))?;
        if session.global.output.as_deref() == Some(page.as_path()) {
            let what = format!("{} cannot hold both the result and the page", page.display());
            return Err(Failure::new(what).hint("name one of them otherwise, or take `--format html -o`"));
        }
    }
    let [left, right] = &args.sources[..] else {
        let named = match args.sources.len() {
            1 => "1 source is named".to_owned(),
            many => format!("{many} sources are named"),
        };
        let what = format!("{named}; diff compares two");
        return Err(
            Failure::new(what).hint(
                "name two files, folders or articles; compare many with `wirecopy overlaps`; a driver of git is `wirecopy diff --git`",
            )
        );
    };
    match [left, right].map(|source| source != "-" && Path::new(source).is_dir()) {
        [true, true] => return folders::run(session, &args, [left, right]),
        [false, false] => {}
        [is_left, _] => {
            let (dir, other) = if is_left { (left, right) } else { (right, left) };
            let what = format!("{} is a folder and {} is none", Path::new(dir).display(), Path::new(other).display());
            return Err(Failure::new(what).hint("compare two files, or two folders"));
        }
    }
    if left == "-" && right == "-" {
        return Err(Failure::new("both sides are standard input").hint("give one of them as a file"));
    }
    // What could not be read was said when it was tried.
    let (Some(left), Some(right)) = (sides::capture(session, left)?, sides::capture(session, right)?) else {
        return Ok(Exit::Trouble);
    };
    let mut sides = [left, right];
    if args.label.len() > sides.len() {
        return Err(
            Failure::new("more than two labels").hint("--label names a side: the first the left, the second the right")
        );
    }
    for (side, label) in sides.iter_mut().zip(&args.label) {
        side.source.path.clone_from(label);
    }
    let [left, right] = &sides;
    args.compare(session, [left, right], args.view(session))
}

impl Args {
    /// Compares two articles, prints what is asked for, and tells how it ends.
    fn compare(&self, session: &Session, sides: [&Capture; 2], view: View) -> Result<Exit, Failure> {
        if self.unified {
            return self.patch(session, sides, &view);
        }
        let [left, right] = sides;
        if session.global.quiet && self.html.is_none() && self.ignore.is_empty() {
            // Whether they differ needs no sentence.
            let is_same = left.text.body() == right.text.body() && stated(sides).is_empty();
            return Ok(if is_same { Exit::Done } else { Exit::No });
        }
        let model = self.semantic.read()?;
        let options = self.options(model.as_ref(), session);
        let found = diff_as(&left.text, &right.text, options);
        let exit = if found.same && stated(sides).is_empty() { Exit::Done } else { Exit::No };
        if session.global.quiet && self.html.is_none() {
            return Ok(exit);
        }
        let method = self.method(model.as_ref(), session);
        let comparison = Comparison::new(self.params(model.as_ref()), method, sides, &found);
        self.print(session, &Report::Comparison(comparison), &view)?;
        Ok(exit)
    }

    /// The method's name, for the forms that tell it: to work it out takes as long as to compare two short reports.
    fn method(&self, model: Option<&Model>, session: &Session) -> Option<Digest> {
        (session.format() != "text" || self.html.is_some()).then(|| method_with(model.map(Model::digest)))
    }

    fn print(&self, session: &Session, report: &Report, view: &View) -> Result<(), Failure> {
        if let Some(file) = &self.html {
            let page = report::renderer("html").and_then(|html| html.text(report, view));
            let page = page.ok_or_else(|| Failure::new("this comparison has no page"))?;
            output::write(&page, Some(file.as_path()).filter(|file| !output::is_standard(file)), false)?;
        }
        if session.global.quiet { Ok(()) } else { session.print(report, view) }
    }

    /// The lines of two files. What patch(1) is to apply to has to be what it reads.
    fn patch(&self, session: &Session, sides: [&Capture; 2], view: &View) -> Result<Exit, Failure> {
        for side in sides {
            if side.source.line.or(side.source.offset).is_some() || side.raw() != side.text.input().as_bytes() {
                let what = match std::str::from_utf8(side.raw()) {
                    Err(_) => "is not in UTF-8",
                    Ok(raw) if raw.starts_with('\u{feff}') => "begins with a byte order mark",
                    Ok(_) => "holds more than its plain text",
                };
                let what = format!("{} {what}, so its lines cannot be patched", side.source);
                return Err(Failure::new(what).hint("leave -u out: sentences can be compared"));
            }
        }
        if self.html.is_some() {
            return Err(Failure::new("-u has no page").hint("leave -u or --html out"));
        }
        let same = sides[0].raw() == sides[1].raw();
        if !session.global.quiet {
            let labels = sides.map(|side| side.source.path.clone());
            let patch = Patch::new(labels, sides.map(|side| side.text.input()), self.context.unwrap_or(3));
            session.print(&Report::Patch(patch), view)?;
        }
        Ok(if same { Exit::Done } else { Exit::No })
    }

    fn view(&self, session: &Session) -> View {
        let shape = match () {
            () if self.side_by_side => Shape::Columns,
            () if self.words => Shape::Running,
            () if self.summary => Shape::Summary,
            () if self.stat => Shape::Figures,
            () if self.brief => Shape::Brief,
            () => Shape::Rows,
        };
        let only: Kinds = self.only.iter().map(|&kind| RowKind::from(kind)).collect();
        let diff = Layout { shape, context: self.context.unwrap_or(0), all: self.all, only };
        View { diff, names: self.names, ..session.view() }
    }

    fn options<'m>(&self, model: Option<&'m Model>, session: &Session) -> Options<'m> {
        // Only the lines for programs tell them.
        let credits = session.format() == "json";
        let is_asked = |what: What| self.ignore.contains(&what);
        let ignore = Ignore {
            quotes: is_asked(What::Quotes),
            space: is_asked(What::Space),
            case: is_asked(What::Case),
            spelling: is_asked(What::Spelling),
            dates: is_asked(What::Dates),
            numbers: is_asked(What::Numbers),
        };
        Options { model, ignore, credits }
    }

    /// What shapes the result, by name.
    fn params(&self, model: Option<&Model>) -> BTreeMap<String, String> {
        let mut params = BTreeMap::new();
        semantic::say(model, &mut params);
        for (name, values) in [("ignore", names(&self.ignore)), ("only", names(&self.only))] {
            if !values.is_empty() {
                params.insert(name.to_owned(), values);
            }
        }
        params
    }
}

/// As they are typed, sorted.
fn names<V: ValueEnum>(values: &[V]) -> String {
    let mut names: Vec<String> =
        values.iter().filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned())).collect();
    names.sort_unstable();
    names.dedup();
    OneLine(&names.join(",")).to_string()
}
