//! Between the formats, which read one article after the other, and the caller: articles met twice are turned away, and
//! what takes long, to read a page and to make a text, is done for a batch on all cores, in order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{BufRead, Read};

use rayon::prelude::*;

use super::address::{Address, Fetched, Links, Unfetched};
use super::decode::decode_labelled;
use super::summary::Summary;
use super::warc::Seen;
use super::{Note, Options, Problem, Sink};
use crate::article::{ArticleId, Capture, Meta, Source, without_password};
use crate::hash::Digest;

/// So many articles, or so many bytes of them, wait for their texts to be made: enough to keep all cores busy, little
/// beside one large article.
const BATCH: usize = 1024;
const BATCH_BYTES: usize = 4 << 20;

/// An article as a format read it.
pub(super) struct Draft {
    pub article: ArticleId,
    pub source: Source,
    pub meta: Meta,
    /// The bytes as they came, unpacked.
    pub raw: Vec<u8>,
    /// Those bytes decoded.
    pub input: String,
}

/// An article that is read with its batch, or what there is in place of it, and what is to be said of it.
pub(super) type Later = Box<dyn FnOnce() -> (Vec<Note>, Result<Draft, Missed>) + Send>;

/// What there is in place of an article.
pub(super) enum Missed {
    Problem(Problem),
    /// A page without one, that sends its readers on to another address.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "this build leaves pages out"))]
    Elsewhere {
        at: Source,
        to: String,
    },
}

impl From<Problem> for Missed {
    fn from(problem: Problem) -> Missed {
        Missed::Problem(problem)
    }
}

enum Waiting {
    Draft(Box<Draft>),
    Later(Later),
}

pub(super) struct Intake<'a> {
    pub options: &'a Options,
    sink: &'a mut dyn Sink,
    /// Each with its format.
    waiting: Vec<(&'static str, Waiting)>,
    waiting_bytes: usize,
    met: Met,
    /// The payloads of web archives.
    pub seen: Seen,
    /// What is still to be fetched.
    pub links: Links,
    summary: Summary,
    /// The format that is being read.
    format: &'static str,
}

impl<'a> Intake<'a> {
    pub fn new(options: &'a Options, sink: &'a mut dyn Sink) -> Intake<'a> {
        Intake {
            options,
            sink,
            waiting: Vec::new(),
            waiting_bytes: 0,
            met: Met::default(),
            seen: Seen::default(),
            links: Links::default(),
            summary: Summary::default(),
            format: "",
        }
    }

    /// Says that an input of this format is read from now on.
    pub fn begin(&mut self, format: &'static str) {
        self.format = format;
        self.summary.of(format).files += 1;
    }

    /// Counts what is no article, by why it is none.
    pub fn pass_over(&mut self, why: &str) {
        self.summary.of(self.format).pass_over(why);
    }

    /// The bytes that the store has of the article at an address as it was captured then.
    pub fn stored(&mut self, url: &str, captured_at: i64) -> Option<Vec<u8>> {
        self.sink.stored(url, captured_at)
    }

    /// Has an address fetched when the input is read.
    pub fn follow(&mut self, address: Address) {
        self.links.put(address);
    }

    /// What an address answers now.
    pub fn fetch(&mut self, address: &Address) -> Result<Fetched, Unfetched> {
        self.sink.fetch(address)
    }

    /// Hands over what waits, before what may take its time.
    pub fn rest(&mut self) {
        self.finish();
        self.sink.rest();
    }

    /// Takes an article, unless one of its key was taken before.
    pub fn take(&mut self, draft: Draft) {
        let bytes = draft.raw.len();
        self.wait(Waiting::Draft(Box::new(draft)), bytes);
    }

    /// Takes an article of so many bytes that is still to be read.
    pub fn later(&mut self, bytes: usize, later: Later) {
        self.wait(Waiting::Later(later), bytes);
    }

    fn wait(&mut self, waiting: Waiting, bytes: usize) {
        self.waiting_bytes += bytes;
        self.waiting.push((self.format, waiting));
        if self.waiting.len() == BATCH || self.waiting_bytes >= BATCH_BYTES {
            self.finish();
        }
    }

    pub fn problem(&mut self, problem: Problem) {
        *self.summary.problems.entry(problem.kind()).or_default() += 1;
        self.sink.problem(problem);
    }

    pub fn note(&mut self, note: Note) {
        self.sink.note(note);
    }

    /// All of an input that holds one article or one document; `None` where it cannot be had, which is then said.
    pub fn whole(&mut self, input: &mut dyn BufRead, at: &Source) -> Option<Vec<u8>> {
        let limit = self.options.max_article;
        let mut raw = Vec::new();
        match input.take(limit.saturating_add(1)).read_to_end(&mut raw) {
            Err(error) => self.problem(Problem::Unreadable { at: at.clone(), error }),
            Ok(length) if length as u64 > limit => self.problem(Problem::TooLarge { at: at.clone(), limit }),
            Ok(_) => return Some(raw),
        }
        None
    }

    /// The text of bytes whose encoding these labels may name; `None` where they are no text, which is then said.
    pub fn text(&mut self, raw: &[u8], labels: &[String], at: &Source) -> Option<String> {
        match decode_labelled(raw, labels) {
            Ok(decoded) if decoded.text.trim().is_empty() => self.problem(Problem::Empty { at: at.clone() }),
            Ok(decoded) => {
                decoded.how.note(at).into_iter().for_each(|note| self.note(note));
                return Some(decoded.text);
            }
            Err(no_text) => self.problem(no_text.at(at.clone())),
        }
        None
    }

    /// Hands over what waits, and says what was read.
    pub fn end(mut self) -> Summary {
        self.finish();
        self.summary
    }

    /// Hands over what waits.
    fn finish(&mut self) {
        self.waiting_bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        let read: Vec<_> = waiting
            .into_par_iter()
            .map(|(format, waiting)| match waiting {
                Waiting::Draft(draft) => (format, Vec::new(), Ok(*draft)),
                Waiting::Later(later) => {
                    let (notes, draft) = later();
                    (format, notes, draft)
                }
            })
            .collect();
        let mut drafts = Vec::new();
        for (format, notes, draft) in read {
            notes.into_iter().for_each(|note| self.note(note));
            match draft {
                Ok(draft) => drafts.extend(self.new_one(format, draft)),
                Err(Missed::Problem(problem)) => self.problem(problem),
                Err(Missed::Elsewhere { at, to }) if self.links.send_on(&at.path, &to) => {
                    self.note(Note::SentOn { at, to });
                }
                Err(Missed::Elsewhere { at, to }) => {
                    let why = format!("it sends its readers on to {}", without_password(&to));
                    self.problem(Problem::NoArticle { at, why });
                }
            }
        }
        let captures: Vec<Capture> = drafts
            .into_par_iter()
            .map(|draft| Capture::new(draft.article, draft.source, draft.meta, draft.raw, &draft.input))
            .collect();
        for capture in captures {
            self.sink.capture(capture);
        }
    }

    /// The article, unless one of its key was taken before. Where its capture time is stated, it is the version of that time:
    /// then only another of the same time is one too many, and the same bytes once more are passed over.
    fn new_one(&mut self, format: &'static str, draft: Draft) -> Option<Draft> {
        match self.met.again(&draft) {
            Again::No => {
                self.summary.of(format).articles += 1;
                return Some(draft);
            }
            Again::Same => self.summary.of(format).pass_over("captures read twice"),
            Again::Other(first) => {
                let key = draft.article.key().to_owned();
                self.problem(Problem::Duplicate { at: draft.source, first: Box::new(first), key });
            }
        }
        None
    }
}

/// Where each article was first met. There may be millions of them, and keys and paths may be long.
#[derive(Default)]
struct Met {
    articles: HashMap<[u8; 16], Place>,
    /// Of all files that articles were read from.
    paths: Vec<Box<str>>,
}

/// A source in few bytes.
struct Place {
    /// Which of the paths.
    path: usize,
    spot: Spot,
    /// The beginning of the digest of the raw bytes, where the capture time is stated.
    raw: u64,
}

enum Spot {
    File,
    Line(u64),
    Offset(u64),
}

/// Whether an article was met before.
enum Again {
    No,
    /// With the same bytes, at the same stated time.
    Same,
    Other(Source),
}

impl Met {
    /// Whether the article was met before; if it was not, it is now.
    fn again(&mut self, draft: &Draft) -> Again {
        let Draft { article, source, raw, .. } = draft;
        // Files are read one after the other.
        if self.paths.last().is_none_or(|path| **path != *source.path) {
            self.paths.push(source.path.as_str().into());
        }
        let (key, raw) = match draft.meta.captured_at {
            Some(time) => {
                let [a, b, c, d, e, f, g, h, ..] = *Digest::of(raw).as_bytes();
                (short(format!("{}\n{time}", article.key()).as_bytes()), u64::from_be_bytes([a, b, c, d, e, f, g, h]))
            }
            None => (short(article.key().as_bytes()), 0),
        };
        let spot = match (source.line, source.offset) {
            (Some(line), _) => Spot::Line(line),
            (None, Some(offset)) => Spot::Offset(offset),
            (None, None) => Spot::File,
        };
        match self.articles.entry(key) {
            Entry::Vacant(free) => {
                free.insert(Place { path: self.paths.len() - 1, spot, raw });
                Again::No
            }
            Entry::Occupied(first) if draft.meta.captured_at.is_some() && first.get().raw == raw => Again::Same,
            Entry::Occupied(first) => {
                let Place { path, spot, .. } = first.get();
                let (line, offset) = match spot {
                    Spot::File => (None, None),
                    Spot::Line(line) => (Some(*line), None),
                    Spot::Offset(offset) => (None, Some(*offset)),
                };
                Again::Other(Source { path: self.paths[*path].to_string(), line, offset })
            }
        }
    }
}

/// Half of the digest of a key or path, as the store's own name of an article: two are not equal by chance, and what this
/// took for one article the store would too.
pub(super) fn short(bytes: &[u8]) -> [u8; 16] {
    let digest = Digest::of(bytes);
    std::array::from_fn(|at| digest.as_bytes()[at])
}
