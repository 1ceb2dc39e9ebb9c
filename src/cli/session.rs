//! One run of the program: what the user asked of every command, and the world outside.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::apart;
use super::args::{Color, Global, STORE};
use super::exit::{Exit, Failure};
use super::memory::Limit;
use super::output;
use super::progress::Progress;
use crate::article::{Capture, Meta, OneLine};
use crate::ingest::{self, Address, Fetched, Format, Input, Note, Problem, Sink, Unfetched};
use crate::report::{self, ReadCounts, Report, Theme, View};

/// Columns where there is no terminal to ask: the same output on every machine.
const PIPE_WIDTH: usize = 100;

/// Of warnings of one kind so many are shown.
const WARNINGS_SHOWN: usize = 5;

/// So many articles, or so many bytes of them, are in memory at a time: those of one commit.
const PART: usize = 10_000;
const PART_BYTES: usize = 32 << 20;

pub(super) struct Session {
    pub global: Global,
    /// How much memory may be taken, if that was said.
    pub limit: Option<Limit>,
    /// Whether an input was skipped: then the exit code is 2 whatever else happens.
    troubled: Cell<bool>,
}

impl Session {
    pub fn new(global: Global) -> Result<Session, Failure> {
        if let Some(jobs) = global.jobs {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
            pool.map_err(|error| Failure::new(format!("cannot use {jobs} threads: {error}")))?;
        }
        let limit = global.max_memory.map(Limit::keep).transpose()?;
        Ok(Session { global, limit, troubled: Cell::new(false) })
    }

    /// Leaves the work to this thread, unless a number of them was asked for.
    pub fn work_alone(&self) {
        if self.global.jobs.is_none() {
            // Where threads were started before, they are there to be used.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
        }
    }

    /// Refuses to write the result over one of these inputs, or of those that are read where none is named.
    pub fn spare(&self, inputs: &[OsString]) -> Result<(), Failure> {
        let Some(file) = &self.global.output else { return Ok(()) };
        or_sources(inputs).iter().try_for_each(|input| output::spare(file, input))
    }

    /// Whether an input could not be read.
    pub fn is_troubled(&self) -> bool {
        self.troubled.get()
    }

    /// Ends the program; trouble with an input outranks what was found.
    pub fn end(&self, exit: Exit) -> ExitCode {
        if self.troubled.get() { Exit::Trouble.into() } else { exit.into() }
    }

    /// Ends well whatever input was skipped: for a caller that would stop at anything else.
    pub fn forgive(&self) -> Exit {
        self.troubled.set(false);
        Exit::Done
    }

    /// The name of the form the output has.
    pub fn format(&self) -> &str {
        if self.global.json { "json" } else { &self.global.format }
    }

    /// Refuses options that shape a page for people where the output is for programs: they would be passed over without
    /// a word.
    pub fn for_people(&self, options: &[(&str, bool)]) -> Result<(), Failure> {
        match options.iter().find(|(_, given)| *given && self.format() != "text") {
            Some((option, _)) => {
                let what =
                    format!("{option} shapes the text for people, and says nothing in the form {}", self.format());
                Err(Failure::new(what).hint(format!("leave {option} out, or take --format text")))
            }
            None => Ok(()),
        }
    }

    /// How the output is to look.
    pub fn view(&self) -> View {
        let terminal = std::io::stdout().is_terminal() && self.global.output.is_none();
        View {
            width: self.width(terminal),
            color: self.color(terminal),
            ascii: self.global.ascii,
            raw: !terminal,
            ..View::default()
        }
    }

    /// The columns of the page, which a terminal shows or not.
    pub fn width(&self, terminal: bool) -> usize {
        match (self.global.width, terminal_size::terminal_size()) {
            (Some(width), _) => usize::from(width),
            (None, Some((width, _))) if terminal => usize::from(width.0).max(40),
            _ => PIPE_WIDTH,
        }
    }

    /// The colours of what a terminal shows or not.
    pub fn color(&self, terminal: bool) -> Option<Theme> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let colored = match self.global.color {
            _ if self.global.plain => false,
            Color::Always => true,
            Color::Never => false,
            // Any value but none: https://no-color.org
            Color::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            Color::Auto if set("CLICOLOR_FORCE") => true,
            Color::Auto => terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        colored.then_some(self.global.theme.into())
    }

    /// Prints a report in the form asked for.
    pub fn print(&self, report: &Report, view: &View) -> Result<(), Failure> {
        self.tell_reader(report, view).map(drop)
    }

    /// The same; false where nobody reads it any more.
    pub fn tell_reader(&self, report: &Report, view: &View) -> Result<bool, Failure> {
        let Some(renderer) = report::renderer(self.format()) else {
            return Err(Failure::new(format!("no form is called {}", self.format())));
        };
        let paged = renderer.name == "text" && !self.global.no_pager && !self.global.plain;
        let file = self.global.output.as_deref();
        let told = if paged {
            // A pager is for what does not fit the screen, which the whole of it tells.
            renderer.text(report, view).map(|text| output::write(&text, file, true)).transpose()?
        } else {
            output::write_parts(file, |out| (renderer.write)(report, view, out))?
        };
        told.ok_or_else(|| {
            let what = format!("the form {} cannot say the result of this command", renderer.name);
            let able = report::RENDERERS.iter().filter(|renderer| renderer.can_say(report, view));
            let able: Vec<&str> = able.map(|renderer| renderer.name).collect();
            Failure::new(what).hint(format!("forms that can: {}", able.join(", ")))
        })
    }

    /// Reads articles. What could not be read is said on standard error, and remembered for the exit code.
    pub fn read(&self, paths: &[OsString], given: Meta) -> Vec<Capture> {
        let (captures, counts) = self.read_all(paths, given, &mut |_, _| None);
        let passed = counts.formats.iter().filter(|row| !row.passed_over.is_empty());
        self.warn(
            passed.map(|row| {
                ("formats", format!("passed over in {}: {}", row.format, report::counted(&row.passed_over)))
            }),
        );
        captures
    }

    /// Reads articles, and says what was read; `stored` has the bytes of an earlier capture of an address.
    pub fn read_all(&self, paths: &[OsString], given: Meta, stored: &mut Lookup) -> (Vec<Capture>, ReadCounts) {
        let progress = Progress::start(self, "reading");
        let mut all = All { captures: Vec::new(), said: self.said(), stored };
        let counts = self.read_into(&inputs(paths), false, given, &mut all);
        drop(progress);
        self.tell(&all.said);
        (all.captures, counts)
    }

    /// Reads articles and hands them over a part at a time, so that an input may be larger than the memory; says what was
    /// read. Once they cannot be taken nothing more is handed over.
    pub fn read_in_parts(
        &self,
        inputs: &[Input],
        links: bool,
        given: Meta,
        taker: &mut dyn Taker,
    ) -> Result<ReadCounts, Failure> {
        let mut parts = Parts { captures: Vec::new(), said: self.said(), bytes: 0, taker, failed: None };
        let counts = self.read_into(inputs, links, given, &mut parts);
        parts.hand_over();
        self.tell(&parts.said);
        parts.failed.map_or(Ok(counts), Err)
    }

    fn read_into(&self, inputs: &[Input], links: bool, given: Meta, sink: &mut dyn Sink) -> ReadCounts {
        let options = ingest::Options {
            max_article: self.global.max_article,
            collection: self.global.collection.clone(),
            given,
            format: self.global.input_format.as_deref().and_then(Format::named).map(|format| format.name),
            map: self.global.map.clone(),
            links,
            table: self.global.table.clone(),
            query: self.global.query.clone(),
            apart: Some(apart::read),
        };
        ReadCounts::new(&ingest::read_into(inputs, &options, &mut std::io::stdin().lock(), sink))
    }

    /// What will be said of what is read.
    fn said(&self) -> Said {
        Said { problems: self.messages(), notes: self.messages() }
    }

    fn messages(&self) -> Messages {
        Messages { all: self.global.verbose, ..Messages::default() }
    }

    fn tell(&self, said: &Said) {
        self.note(&said.notes);
        self.trouble(&said.problems);
    }

    /// Says that something went wrong with an input, and remembers it.
    pub fn complain(&self, problems: impl Iterator<Item = (&'static str, String)>) {
        let mut messages = self.messages();
        problems.for_each(|(kind, problem)| messages.add(kind, &problem));
        self.trouble(&messages);
    }

    /// Says something the user may want to know.
    pub fn warn(&self, notes: impl Iterator<Item = (&'static str, String)>) {
        let mut messages = self.messages();
        notes.for_each(|(kind, note)| messages.add(kind, &note));
        self.note(&messages);
    }

    fn trouble(&self, problems: &Messages) {
        self.troubled.set(self.troubled.get() || !problems.counts.is_empty());
        problems.say();
    }

    fn note(&self, notes: &Messages) {
        if !self.global.quiet {
            notes.say();
        }
    }

    /// A command as the user would type it for this store.
    ///
    /// Words of the user in `command` have to be [`quoted`].
    pub fn invocation(&self, command: &str) -> String {
        let default = std::env::var_os("WIRECOPY_STORE").unwrap_or_else(|| STORE.into());
        if self.store() == Path::new(&default) {
            return format!("wirecopy {command}");
        }
        format!("wirecopy -C {} {command}", quoted(&self.store().display().to_string()))
    }

    /// The options given that say how inputs are read, as they are typed; without those that may name an outlet or an article,
    /// unless `names` may be told.
    pub fn reading(&self, names: bool) -> Vec<String> {
        let Global { collection, input_format, map, table, query, max_article, .. } = &self.global;
        let map = Some(map.to_string()).filter(|map| !map.is_empty());
        let limit = Some(*max_article).filter(|limit| *limit != ingest::Options::default().max_article);
        let options = [
            ("collection", collection.clone().filter(|_| names)),
            ("input-format", input_format.clone()),
            ("map", map.filter(|_| names)),
            ("table", table.clone().filter(|_| names)),
            ("query", query.clone().filter(|_| names)),
            ("max-article", limit.map(|limit| limit.to_string())),
        ];
        let given = options.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.map(|(name, value)| format!("--{name} {}", quoted(&value))).collect()
    }

    /// The store's folder.
    pub fn store(&self) -> &Path {
        &self.global.store
    }
}

/// The inputs that `paths` name.
pub(super) fn inputs(paths: &[OsString]) -> Vec<Input> {
    or_sources(paths).iter().cloned().map(Input::from).collect()
}

/// What `paths` name; the folder of a newcomer where they name nothing.
fn or_sources(paths: &[OsString]) -> Cow<'_, [OsString]> {
    if paths.is_empty() { Cow::Owned(vec![OsString::from("sources")]) } else { Cow::Borrowed(paths) }
}

/// The bytes of an article as a store has them, by the address and the time (Unix seconds) of their capture.
pub(super) type Lookup<'l> = dyn FnMut(&str, i64) -> Option<Vec<u8>> + 'l;

/// Takes what is read, a part at a time.
pub(super) trait Taker {
    fn take(&mut self, captures: &[Capture]) -> Result<(), Failure>;

    /// The bytes taken of an address as it was captured then (Unix seconds).
    fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>>;

    /// What an address answers now.
    fn fetch(&mut self, address: &Address) -> Result<Fetched, Unfetched>;
}

/// Messages in their order, and how many there were of each kind: an input of millions of broken records has as many.
#[derive(Default)]
struct Messages {
    /// Whether all are kept, or of each kind as many as are shown.
    all: bool,
    kept: Vec<String>,
    counts: BTreeMap<&'static str, usize>,
}

impl Messages {
    fn add(&mut self, kind: &'static str, message: &dyn Display) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= WARNINGS_SHOWN || self.all {
            self.kept.push(message.to_string());
        }
    }

    fn say(&self) {
        let mut err = std::io::stderr().lock();
        for message in &self.kept {
            let _ = writeln!(err, "wirecopy: {}", OneLine(message));
        }
        for (kind, count) in self.counts.iter().filter(|(_, count)| **count > WARNINGS_SHOWN && !self.all) {
            let _ = writeln!(err, "wirecopy: {} more: {kind} (-v shows all)", count - WARNINGS_SHOWN);
        }
    }
}

/// What there is to say of an input.
struct Said {
    problems: Messages,
    notes: Messages,
}

impl Said {
    fn problem(&mut self, problem: &Problem) {
        self.problems.add(problem.kind(), problem);
    }

    fn note(&mut self, note: &Note) {
        self.notes.add(note.kind(), note);
    }
}

/// Everything that is read.
struct All<'a, 'l> {
    captures: Vec<Capture>,
    said: Said,
    stored: &'a mut Lookup<'l>,
}

impl Sink for All<'_, '_> {
    fn capture(&mut self, capture: Capture) {
        self.captures.push(capture);
    }

    fn problem(&mut self, problem: Problem) {
        self.said.problem(&problem);
    }

    fn note(&mut self, note: Note) {
        self.said.note(&note);
    }

    fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>> {
        (self.stored)(url, captured_at)
    }
}

/// What was read since it was last handed over.
struct Parts<'a> {
    captures: Vec<Capture>,
    said: Said,
    /// Of the captures that wait.
    bytes: usize,
    taker: &'a mut dyn Taker,
    failed: Option<Failure>,
}

impl Parts<'_> {
    fn hand_over(&mut self) {
        let captures = std::mem::take(&mut self.captures);
        self.bytes = 0;
        if self.failed.is_none() && !captures.is_empty() {
            self.failed = self.taker.take(&captures).err();
        }
    }
}

impl Sink for Parts<'_> {
    fn capture(&mut self, capture: Capture) {
        self.bytes += capture.raw().len();
        self.captures.push(capture);
        if self.captures.len() == PART || self.bytes > PART_BYTES {
            self.hand_over();
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.said.problem(&problem);
    }

    fn note(&mut self, note: Note) {
        self.said.note(&note);
    }

    fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>> {
        self.taker.stored(url, captured_at)
    }

    fn fetch(&mut self, address: &Address) -> Result<Fetched, Unfetched> {
        match self.failed {
            Some(_) => Err(Unfetched::Failed("what was fetched before could not be kept".to_owned())),
            None => self.taker.fetch(address),
        }
    }

    fn rest(&mut self) {
        self.hand_over();
    }
}

/// `word` as a shell takes it for one word and nothing else.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '%' | '+' | '=' | ',');
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{Messages, WARNINGS_SHOWN, quoted};

    #[test]
    fn of_many_messages_no_more_are_kept_than_are_shown() {
        let mut messages = Messages::default();
        (0..1000).for_each(|line| messages.add("broken records", &line));
        messages.add("empty articles", &"last");
        assert_eq!(messages.kept.len(), WARNINGS_SHOWN + 1);
        assert_eq!(messages.counts["broken records"], 1000);
        let mut messages = Messages { all: true, ..Messages::default() };
        (0..1000).for_each(|line| messages.add("broken records", &line));
        assert_eq!(messages.kept.len(), 1000);
    }

    #[test]
    fn a_hint_runs_nothing_but_what_it_says() {
        assert_eq!(quoted("sources/000.txt"), "sources/000.txt");
        assert_eq!(quoted("p; touch X"), "'p; touch X'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
