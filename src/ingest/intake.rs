//! Between the formats, which read one article after the other, and the caller: articles met twice are turned away, and
//! what takes long, to read a page and to make a text, is done for a batch on all cores, in order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::{Note, Options, Problem, Sink};
use crate::article::{ArticleId, Capture, Meta, Source};
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

/// An article that is read with its batch, or why it is none, and what is to be said of it.
pub(super) type Later = Box<dyn FnOnce() -> (Vec<Note>, Result<Draft, Problem>) + Send>;

enum Waiting {
    Draft(Box<Draft>),
    Later(Later),
}

pub(super) struct Intake<'a> {
    pub options: &'a Options,
    sink: &'a mut dyn Sink,
    waiting: Vec<Waiting>,
    waiting_bytes: usize,
    met: Met,
}

impl<'a> Intake<'a> {
    pub fn new(options: &'a Options, sink: &'a mut dyn Sink) -> Intake<'a> {
        Intake { options, sink, waiting: Vec::new(), waiting_bytes: 0, met: Met::default() }
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
        self.waiting.push(waiting);
        if self.waiting.len() == BATCH || self.waiting_bytes >= BATCH_BYTES {
            self.finish();
        }
    }

    pub fn problem(&mut self, problem: Problem) {
        self.sink.problem(problem);
    }

    pub fn note(&mut self, note: Note) {
        self.sink.note(note);
    }

    /// Hands over what waits.
    pub fn finish(&mut self) {
        self.waiting_bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        let read: Vec<_> = waiting
            .into_par_iter()
            .map(|waiting| match waiting {
                Waiting::Draft(draft) => (Vec::new(), Ok(*draft)),
                Waiting::Later(later) => later(),
            })
            .collect();
        let mut drafts = Vec::new();
        for (notes, draft) in read {
            notes.into_iter().for_each(|note| self.note(note));
            match draft.and_then(|draft| self.new_one(draft)) {
                Ok(draft) => drafts.push(draft),
                Err(problem) => self.problem(problem),
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

    /// The article, unless one of its key was taken before.
    fn new_one(&mut self, draft: Draft) -> Result<Draft, Problem> {
        match self.met.again(&draft.article, &draft.source) {
            Some(first) => Err(Problem::Duplicate { key: draft.article.key().to_owned(), at: draft.source, first }),
            None => Ok(draft),
        }
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
    /// 0 is none.
    line: u64,
}

impl Met {
    /// Where the article was met before; if it was not, it is now.
    fn again(&mut self, article: &ArticleId, source: &Source) -> Option<Source> {
        // Files are read one after the other.
        if self.paths.last().is_none_or(|path| **path != *source.path) {
            self.paths.push(source.path.as_str().into());
        }
        let here = Place { path: self.paths.len() - 1, line: source.line.unwrap_or(0) };
        match self.articles.entry(short(article.key().as_bytes())) {
            Entry::Vacant(free) => {
                free.insert(here);
                None
            }
            Entry::Occupied(first) => {
                let Place { path, line } = *first.get();
                Some(Source { path: self.paths[path].to_string(), line: (line > 0).then_some(line) })
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
