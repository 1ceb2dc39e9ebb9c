//! Every parser of what comes from outside, tried with broken inputs: for a moment on every `cargo test`, and for as many minutes
//! each as `WIRECOPY_SOAK_MINUTES` says (10 where it says nothing) with
//!
//! ```sh
//! cargo test --release --all-features --lib soak::long -- --ignored
//! ```
//!
//! A parser is a line of [`parsers!`]. Its good samples are cut, mixed, repeated and overwritten. Whatever comes of that: reading it
//! ends, what it gives is given once more by the same bytes, and what is said of it is a line without control characters. The input
//! at hand stands in the folder for temporary files, in `wirecopy-soak-NAME-…`, where one that ends the process is found afterwards.

mod samples;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::*;
use crate::article::{CanonicalUrl, Response};

/// One input may take so many seconds, and the process so many bytes: a table by columns may hold 1 GiB at once.
const SECONDS: u64 = 60;
const MEMORY: u64 = 3 << 30;

/// So long does no input grow.
const LONGEST: usize = 1 << 20;

type Tried = std::result::Result<(), TestCaseError>;

/// A parser, and what it reads when all is well.
struct Parser {
    name: &'static str,
    samples: Vec<Vec<u8>>,
    read: fn(&Case) -> Tried,
}

/// An input of a parser, and where it stands.
#[derive(Clone, Copy)]
struct Case<'c> {
    name: &'c str,
    file: &'c Path,
    bytes: &'c [u8],
}

macro_rules! parsers {
    ($($(#[$when:meta])? $name:ident: $samples:expr => $read:expr;)*) => {
        $($(#[$when])? fn $name() -> Parser {
            Parser { name: stringify!($name), samples: $samples.into_iter().map(Into::into).collect(), read: $read }
        })*

        #[cfg(all(feature = "parquet", feature = "pdf", feature = "sqlite"))]
        const NAMES: &[&str] = &[$($(#[$when])? stringify!($name),)*];

        mod briefly {
            $($(#[$when])? #[test] fn $name() { super::briefly(&super::$name()) })*
        }

        mod long {
            $($(#[$when])? #[test] #[ignore = "takes minutes"] fn $name() { super::long(&super::$name()) })*
        }
    };
}

parsers! {
    html: samples::PAGES => a_file;
    #[cfg(feature = "html")] page: samples::PAGES => |case| html::check_bytes(case.bytes);
    xml: samples::XML => a_file;
    json: samples::JSON => a_file;
    jsonl: samples::JSON_LINES => a_file;
    csv: samples::TABLES => a_file;
    #[cfg(feature = "parquet")] parquet: columns::tests::parquets() => a_file;
    #[cfg(feature = "parquet")] arrow: columns::tests::arrows() => a_file;
    #[cfg(feature = "sqlite")] sqlite: samples::databases() => a_file;
    warc: warc::tests::samples() => a_file;
    wacz: wacz::tests::samples() => a_file;
    cdx: samples::INDEXES => beside_a_crawl;
    #[cfg(feature = "pdf")] pdf: pdf::tests::samples() => a_file;
    docx: [samples::document(samples::DOCUMENTS[0].as_bytes())] => a_file;
    docx_body: samples::DOCUMENTS => |case| a_file(&Case { name: "docx", bytes: &samples::document(case.bytes), ..*case });
    mail: samples::MAILS => a_file;
    markdown: samples::MARKDOWN => a_file;
    text: samples::PLAIN => a_file;
    packed: samples::packed() => by_its_looks;
    unnamed: samples::of_all_kinds() => by_its_looks;
    answer: samples::ANSWERS => an_answer;
    sheet: samples::SHEETS => a_sheet;
    address: samples::ADDRESSES => |case| each_line(case.bytes, an_address);
    date: samples::DATES => |case| each_line(case.bytes, a_date);
    #[cfg(feature = "fetch")] robots: samples::ROBOTS => |case| { crate::fetch::read_robots(case.bytes); Ok(()) };
}

/// A change of an input; places are counted from its beginning, lengths are bounded by what is there.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    /// All behind is gone.
    Cut(Index),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    /// A piece of another sample, put in.
    Mix(Index, Index, Index, usize),
    Word(Index, &'static [u8]),
}

/// What has harmed parsers elsewhere.
const WORDS: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"\xf0\x90",
    b"\x1b[31m",
    b"\r\n",
    b"\n\n",
    b"\"",
    b"'",
    b"\\",
    b"%00",
    b"../../",
    b"-1",
    b"0",
    b"4294967296",
    b"18446744073709551616",
    b"1e999",
    b"NaN",
    b"&#0;",
    b"&#x110000;",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"{",
    b"[",
    "\u{202e}".as_bytes(),
    "\u{feff}".as_bytes(),
    "e\u{301}".as_bytes(),
    "\u{2028}".as_bytes(),
];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => at().prop_map(Change::Cut),
        2 => (at(), 1..200usize).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (at(), 1..40usize, 1..3000usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        3 => (at(), at(), at(), 1..200usize).prop_map(|(at, other, from, length)| Change::Mix(at, other, from, length)),
        3 => (at(), proptest::sample::select(WORDS)).prop_map(|(at, word)| Change::Word(at, word)),
    ]
}

fn changed(samples: &[Vec<u8>], of: Index, changes: &[Change]) -> Vec<u8> {
    let mut bytes = of.get(samples).clone();
    for change in changes {
        let end = bytes.len();
        let place = |at: &Index, length: usize| {
            let at = at.index(end + 1);
            at..end.min(at + length)
        };
        match change {
            Change::Byte(at, byte) => bytes.iter_mut().skip(place(at, 0).start).take(1).for_each(|old| *old = *byte),
            Change::Cut(at) => bytes.truncate(place(at, 0).start),
            Change::Remove(at, length) => drop(bytes.drain(place(at, *length))),
            Change::Repeat(at, length, times) => {
                let place = place(at, *length);
                let times = (*times).min(LONGEST.saturating_sub(bytes.len()) / place.len().max(1));
                let piece = bytes[place.clone()].repeat(times);
                bytes.splice(place.end..place.end, piece);
            }
            Change::Mix(at, other, from, length) => {
                let other = other.get(samples);
                let from = from.index(other.len() + 1);
                let piece = &other[from..other.len().min(from + length)];
                let at = place(at, 0).start;
                bytes.splice(at..at, piece.iter().copied());
            }
            Change::Word(at, word) => {
                let at = place(at, 0).start;
                bytes.splice(at..at, word.iter().copied());
            }
        }
    }
    bytes
}

fn briefly(parser: &Parser) {
    let folder = folder(parser);
    let file = folder.path().join("input");
    for bytes in &parser.samples {
        parser.try_on(&file, bytes).unwrap();
    }
    round(parser, &file, &mut TestRunner::new(config(32)));
}

#[allow(clippy::disallowed_types, reason = "how long it runs is all that depends on the clock")]
fn long(parser: &Parser) {
    let minutes = std::env::var("WIRECOPY_SOAK_MINUTES").ok().and_then(|minutes| minutes.parse().ok());
    let (began, seconds) = (std::time::Instant::now(), 60 * minutes.unwrap_or(10_u64));
    let (mut runner, folder) = (TestRunner::new(config(256)), folder(parser));
    while began.elapsed().as_secs() < seconds {
        round(parser, &folder.path().join("input"), &mut runner);
    }
}

fn folder(parser: &Parser) -> TempDir {
    tempfile::Builder::new().prefix(&format!("wirecopy-soak-{}-", parser.name)).tempdir().unwrap()
}

impl Parser {
    fn try_on(&self, file: &Path, bytes: &[u8]) -> Tried {
        fs::write(file, bytes).unwrap();
        (self.read)(&Case { name: self.name, file, bytes })
    }
}

/// Without a file for failures, of which the runner would speak each round.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases, ..ProptestConfig::default() }
}

#[allow(clippy::disallowed_types, reason = "an input that never ends has to be told from one that does")]
fn round(parser: &Parser, file: &Path, runner: &mut TestRunner) {
    let strategy = (any::<Index>(), prop::collection::vec(change(), 0..12));
    let tried = runner.run(&strategy, |(of, changes)| {
        let bytes = changed(&parser.samples, of, &changes);
        let began = std::time::Instant::now();
        parser.try_on(file, &bytes)?;
        let seconds = began.elapsed().as_secs();
        prop_assert!(seconds < SECONDS, "{seconds} seconds for {} bytes", bytes.len());
        prop_assert!(memory() < MEMORY, "{} bytes of memory", memory());
        Ok(())
    });
    tried.unwrap_or_else(|failed| panic!("{}: {failed}", parser.name));
}

/// The most memory that this process had so far, in bytes; 0 where the system does not say.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok()).map_or(0, |kib: u64| kib << 10)
}

/// Reads the input as articles in the format of the parser's name.
fn a_file(case: &Case) -> Tried {
    let format = FORMATS.iter().find(|known| known.name == case.name).unwrap();
    fs::write(case.file, case.bytes).unwrap();
    read_file(case, Some(format.name))
}

/// As it is told by its bytes what they are.
fn by_its_looks(case: &Case) -> Tried {
    read_file(case, None)
}

fn read_file(case: &Case, format: Option<&'static str>) -> Tried {
    holds(&|| read_paths(&[case.file], &Options { format, ..Options::default() }))
}

fn beside_a_crawl(case: &Case) -> Tried {
    fs::write(case.file.with_file_name("crawl.warc"), samples::CRAWL).unwrap();
    a_file(case)
}

/// Reads an answer of a server: its head up to an empty line, then its body; of a page and of a list.
fn an_answer(case: &Case) -> Tried {
    let end = case.bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(case.bytes.len(), |at| at + 4);
    let (head, body) = case.bytes.split_at(end);
    for is_list in [false, true] {
        let address = Address { url: "https://news.example/a".to_owned(), is_list };
        holds(&|| {
            let mut server = Server { head, body, batch: Batch::default() };
            let inputs = [Input::Address(address.clone())];
            let summary = read_into(&inputs, &Options::default(), &mut std::io::empty(), &mut server);
            Batch { summary, ..server.batch }
        })?;
    }
    Ok(())
}

/// Answers with the same, whatever it is asked for.
struct Server<'a> {
    head: &'a [u8],
    body: &'a [u8],
    batch: Batch,
}

impl Sink for Server<'_> {
    fn capture(&mut self, capture: Capture) {
        self.batch.capture(capture);
    }

    fn problem(&mut self, problem: Problem) {
        self.batch.problem(problem);
    }

    fn note(&mut self, note: Note) {
        self.batch.note(note);
    }

    fn fetch(&mut self, address: &Address) -> std::result::Result<Fetched, Unfetched> {
        let response = Response { url: address.url.clone(), head: self.head.to_vec(), ..Response::default() };
        Ok(Fetched { response, body: self.body.to_vec(), captured_at: 1_731_242_880 })
    }
}

/// What was read says what it could not read, and is the same once more.
fn holds(read: &dyn Fn() -> Batch) -> Tried {
    let batch = read();
    let passed_over: u64 = batch.summary.formats.values().flat_map(|count| count.passed_over.values()).sum();
    let (taken, said) = (batch.captures.len(), batch.problems.len() + batch.notes.len());
    prop_assert!(taken + said > 0 || passed_over > 0, "nothing is said of it");
    let lines = |batch: &Batch| -> Vec<String> {
        batch.problems.iter().map(ToString::to_string).chain(batch.notes.iter().map(ToString::to_string)).collect()
    };
    for line in lines(&batch) {
        prop_assert!(!line.contains(char::is_control), "a message with a control character: {line:?}");
    }
    for capture in &batch.captures {
        prop_assert!(!capture.text.body().trim().is_empty(), "an article without a word: {}", capture.article.key());
        prop_assert!(!capture.article.key().contains(char::is_control), "{:?}", capture.article.key());
    }
    let again = read();
    let articles = |batch: &Batch| -> Vec<_> {
        let told =
            |c: &Capture| (c.article.key().to_owned(), c.text.body().to_owned(), format!("{:?} {}", c.meta, c.source));
        batch.captures.iter().map(told).collect()
    };
    let is_same = articles(&batch) == articles(&again) && lines(&batch) == lines(&again);
    prop_assert!(is_same && batch.summary == again.summary, "read once more it is something else");
    Ok(())
}

/// Reads a sheet as a sidecar, as what is given by hand, and as that of a folder.
fn a_sheet(case: &Case) -> Tried {
    let _ = read_sheet(case.file).map_err(|problem| problem.to_string());
    for (place, sheet) in [("beside", "a.toml"), ("above", "sources.toml")] {
        let article = case.file.with_file_name(place).join("a.txt");
        fs::create_dir_all(article.parent().unwrap()).unwrap();
        fs::write(&article, "The bridge reopened.").unwrap();
        fs::write(article.with_file_name(sheet), case.bytes).unwrap();
        holds(&|| read_path(&article))?;
    }
    Ok(())
}

fn each_line(bytes: &[u8], read: fn(&str) -> Tried) -> Tried {
    String::from_utf8_lossy(bytes).lines().try_for_each(read)
}

/// An address in canonical form is one.
fn an_address(written: &str) -> Tried {
    if let Some(url) = CanonicalUrl::parse(written) {
        prop_assert!(CanonicalUrl::parse(&url.to_string()).is_some());
        prop_assert!(!url.readable().contains(char::is_control));
    }
    Ok(())
}

/// A date that was read is one that can be read.
fn a_date(written: &str) -> Tried {
    for read in [Dated::parse, Dated::parse_mail, Dated::parse_words] {
        if let Some(date) = read(written, Basis::Record) {
            let again = Dated::parse(&date.value, Basis::Record);
            prop_assert!(again.is_some_and(|again| again.value == date.value), "{}", date.value);
        }
    }
    Ok(())
}

#[cfg(all(feature = "parquet", feature = "pdf", feature = "sqlite"))]
#[test]
fn every_format_is_tried() {
    let missing: Vec<&str> = FORMATS.iter().map(|format| format.name).filter(|name| !NAMES.contains(name)).collect();
    assert!(missing.is_empty(), "give them a line in `parsers!`: {missing:?}");
}
