//! Between the formats, which read one article after the other, and the caller: articles met twice are turned away, and
//! the texts of a batch are made on all cores, in order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::{Note, Options, Problem, Sink};
use crate::article::{ArticleId, Capture, Meta, Source};
use crate::hash::Digest;

/// How many bytes wait for their texts to be made: enough to keep all cores busy, little beside one large article.
const BATCH: usize = 4 << 20;

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

pub(super) struct Intake<'a> {
    pub options: &'a Options,
    sink: &'a mut dyn Sink,
    waiting: Vec<Draft>,
    waiting_bytes: usize,
    /// Where each article was first met, by the digest of its key: keys may be long, and there may be millions.
    met: HashMap<Digest, Source>,
}

impl<'a> Intake<'a> {
    pub fn new(options: &'a Options, sink: &'a mut dyn Sink) -> Intake<'a> {
        Intake { options, sink, waiting: Vec::new(), waiting_bytes: 0, met: HashMap::new() }
    }

    /// Takes an article, unless one of its key was taken before.
    pub fn take(&mut self, draft: Draft) {
        match self.met.entry(Digest::of(draft.article.key().as_bytes())) {
            Entry::Occupied(first) => {
                let key = draft.article.key().to_owned();
                self.sink.problem(Problem::Duplicate { at: draft.source, first: first.get().clone(), key });
            }
            Entry::Vacant(place) => {
                place.insert(draft.source.clone());
                self.waiting_bytes += draft.raw.len();
                self.waiting.push(draft);
                if self.waiting_bytes >= BATCH {
                    self.finish();
                }
            }
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
        let captures: Vec<Capture> = std::mem::take(&mut self.waiting)
            .into_par_iter()
            .map(|draft| Capture::new(draft.article, draft.source, draft.meta, draft.raw, &draft.input))
            .collect();
        for capture in captures {
            self.sink.capture(capture);
        }
    }
}
