//! A world of its own for a session at the command line: a fresh folder with a copy of `sources/`, a fixed clock, an
//! empty environment. What is typed, printed and returned is written down and compared with a file in `tests/golden`.
//!
//! `UPDATE_GOLDEN=1 cargo test` writes those files anew; read the change before you commit it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail loudly; clippy spares only the tests themselves"
)]
#![allow(clippy::disallowed_methods, reason = "the program under test is started, and nothing else")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use wirecopy::article::Capture;
use wirecopy::marks::Judged;
use wirecopy::overlap::{self, Corpus};
use wirecopy::report::{Trace, Wanted};
use wirecopy::trace::Descents;

/// Where these articles came from, compared as the commands compare them.
pub fn traced(captures: &[Capture], wanted: &Wanted) -> Trace {
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let (pairs, chance) = (overlap::candidate_pairs(&corpus), overlap::Chance::searched(texts.len()));
    let mut judged = Judged::from(overlap::find(&corpus, &pairs, chance, overlap::Depth::Spans));
    let descents = Descents::of(captures, &judged.pairs);
    judged.tell(&corpus, |pair| descents.asks(pair) || pair.overlaps.is_empty());
    Trace::new("trace", BTreeMap::new(), captures, &judged, descents, wanted)
}

/// 2026-11-21 20:12:05 UTC.
const START: i64 = 1_795_291_925;

pub struct World {
    dir: tempfile::TempDir,
    now: i64,
    /// Whether the user has a home, where keys and checkpoints are kept.
    home: bool,
    /// What is another each time, and what is written for it.
    masks: Vec<(String, &'static str)>,
    transcript: String,
}

impl World {
    pub fn new() -> World {
        let world = World {
            dir: tempfile::tempdir().unwrap(),
            now: START,
            home: false,
            masks: Vec::new(),
            transcript: String::new(),
        };
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("sources");
        std::fs::create_dir_all(world.path("sources")).unwrap();
        for entry in std::fs::read_dir(sources).unwrap().map(Result::unwrap) {
            std::fs::copy(entry.path(), world.path("sources").join(entry.file_name())).unwrap();
        }
        world
    }

    /// A path in this world.
    pub fn path(&self, below: &str) -> PathBuf {
        // A folder's name is a collection's name, and must be the same each time.
        self.dir.path().join("world").join(below)
    }

    /// The program, ready to be run with the words of `line`.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wirecopy"));
        command.args(line.split_whitespace()).current_dir(self.path(""));
        command.env_clear().env("WIRECOPY_NOW", self.now.to_string()).stdin(Stdio::null());
        if self.home {
            // Below the folder the program runs in, so that what it prints is the same each time.
            command.env("HOME", "home");
        }
        command
    }

    /// Runs the program with the words of `line`, and writes down what it says.
    pub fn run(&mut self, line: &str) -> Output {
        let output = self.command(line).output().unwrap();
        let printed = self.masked(&steady(&String::from_utf8_lossy(&output.stdout)));
        let _ = write!(self.transcript, "$ wirecopy {}\n{printed}", self.masked(line));
        for complaint in self.masked(&String::from_utf8_lossy(&output.stderr)).lines() {
            let _ = writeln!(self.transcript, "stderr: {complaint}");
        }
        let _ = writeln!(self.transcript, "exit {}\n", output.status.code().unwrap());
        output
    }

    /// Has `what`, which is another each time, written as `shown`, and the digests that follow from it as `…`.
    pub fn mask(&mut self, what: String, shown: &'static str) {
        self.masks.push((what, shown));
    }

    fn masked(&self, printed: &str) -> String {
        if self.masks.is_empty() {
            return printed.to_owned();
        }
        let printed = self.masks.iter().fold(printed.to_owned(), |text, (what, shown)| text.replace(what, shown));
        ["Head ", "root "].into_iter().fold(printed, |text, word| {
            let mut parts = text.split(word);
            let first = parts.next().unwrap_or_default().to_owned();
            let is_digest = |rest: &str| rest.len() >= 8 && rest.bytes().take(8).all(|b| b.is_ascii_hexdigit());
            parts.fold(first, |out, rest| match is_digest(rest) {
                true => format!("{out}{word}…{}", &rest[8..]),
                false => format!("{out}{word}{rest}"),
            })
        })
    }

    /// Writes a remark down.
    pub fn remark(&mut self, remark: &str) {
        let _ = writeln!(self.transcript, "# {remark}\n");
    }

    /// Gives the user a home.
    pub fn home(&mut self) {
        self.home = true;
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: i64) {
        self.now += seconds;
    }

    /// Replaces `old`, which stands once in the file, and writes it down.
    pub fn edit(&mut self, file: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{old:?} in {file}");
        std::fs::write(self.path(file), text.replace(old, new)).unwrap();
        let _ = writeln!(self.transcript, "# In {file}, {old:?} is now {new:?}\n");
    }

    /// Flips a bit of the byte in the middle of a file, and writes it down. Done twice, it is undone.
    pub fn flip(&mut self, file: &str) {
        let mut bytes = std::fs::read(self.path(file)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(self.path(file), bytes).unwrap();
        let _ = writeln!(self.transcript, "# A bit of {file} is flipped\n");
    }

    /// Compares what was written down with `tests/golden/NAME.txt`.
    pub fn golden(self, name: &str) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            return std::fs::write(file, self.transcript).unwrap();
        }
        let golden = std::fs::read_to_string(&file).unwrap_or_default();
        let mut lines = golden.lines();
        for (number, line) in self.transcript.lines().enumerate() {
            let wanted = lines.next();
            assert_eq!(Some(line), wanted, "{}:{}: UPDATE_GOLDEN=1 accepts the new", file.display(), number + 1);
        }
        assert_eq!(None, lines.next(), "{}: the session ends too early", file.display());
    }
}

/// What was printed, with a steady name for the checkpoint remembered of a store: it is made of the store's path, which
/// is another each time.
fn steady(printed: &str) -> String {
    let mut parts = printed.split("/pins/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, rest| out + "/pins/0123456789abcdef" + &rest[16..])
}

/// Makes a git repository with one commit, an hour after the other, for each list of files: a name, and a text or nothing
/// for one that goes.
pub fn repository(dir: &Path, commits: &[Vec<(&str, Option<String>)>]) {
    let repository = git2::Repository::init(dir).unwrap();
    let mut parent = None;
    for (n, changes) in commits.iter().enumerate() {
        let mut index = repository.index().unwrap();
        for (path, text) in changes {
            let file = dir.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            match text {
                Some(text) => {
                    std::fs::write(file, text).unwrap();
                    index.add_path(Path::new(path)).unwrap();
                }
                None => {
                    std::fs::remove_file(file).unwrap();
                    index.remove_path(Path::new(path)).unwrap();
                }
            }
        }
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let time = git2::Time::new(1_700_000_000 + 3600 * n as i64, 0);
        let who = git2::Signature::new("A", "a@example.org", &time).unwrap();
        let parents: Vec<git2::Commit> = parent.iter().map(|oid| repository.find_commit(*oid).unwrap()).collect();
        let oid = repository.commit(Some("HEAD"), &who, &who, "x", &tree, &parents.iter().collect::<Vec<_>>());
        parent = Some(oid.unwrap());
    }
}

/// Reports of three outlets: the Post runs what the Agency wrote, a day later, once with a credit; the Mail has something of
/// its own.
pub fn outlets() -> String {
    let bridge = "Engineers replaced forty steel cables of the harbour bridge over the winter, and drivers queued for an \
        hour before noon. The ferry that carried commuters since March will sail until Friday, harbour master Ada Lind said.";
    let flood = "The river burst its banks near the old mill before dawn and swept away two footbridges. Volunteers filled \
        sandbags until the evening, while the schools of the valley stayed shut for a third day.";
    let record = |id: &str, outlet: &str, date: &str, text: String| {
        format!("{}\n", serde_json::json!({"id": id, "outlet": outlet, "date": date, "text": text}))
    };
    [
        record("a1", "Reuters", "2024-03-01", format!("{bridge} Nobody complained about the fog.")),
        record("p1", "The Post", "2024-03-06", format!("{bridge} Reuters reported that {}", flood.to_lowercase())),
        record("a2", "Reuters", "2024-04-01", flood.to_owned()),
        record("m1", "The Mail", "2024-04-02", format!("{flood} Insurers expect claims of forty million.")),
        record("m2", "The Mail", "2024-05-02", "Parliament passed the budget by two votes. Nobody cheered.".to_owned()),
    ]
    .concat()
}

/// All files below a folder, in order.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
