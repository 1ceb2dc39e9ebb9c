//! What taking articles into the store did, or would do; and what `run` says: that, then what the articles share.

use super::{Analysis, Changes, FieldChange, ReadCounts, Store, Trace, wording};
use crate::archive::{Content, Outcome};
use crate::article::Capture;
use crate::text::count_words;

/// What `add` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Added {
    pub command: &'static str,
    /// When it was done, Unix seconds, where it is done again and again.
    pub at: Option<i64>,
    /// Nothing was written: this is what would happen.
    pub dry: bool,
    pub tally: Tally,
    pub read: ReadCounts,
    /// Of each outcome the first [`SHOWN`] for people, all for programs.
    pub rows: Vec<AddedRow>,
    /// The addresses that were asked, for programs: people are told of those that failed.
    pub asked: Vec<AskedRow>,
    /// As it stands now; `None` where there is none yet.
    pub store: Option<Store>,
    /// Its folder, as the user named it.
    pub path: String,
    /// What to type next.
    pub next: Vec<String>,
}

/// Of each outcome so many articles are named to people; `log` names all.
pub const SHOWN: usize = 20;

/// How many articles came to what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub new: usize,
    pub versions: usize,
    pub corrections: usize,
    pub seen: usize,
    pub unchanged: usize,
    /// Some of the unchanged are captures of a stated time: an article may have several.
    pub captures: bool,
    /// Removed, and not brought back by a capture that is recorded already.
    pub left_out: usize,
}

impl Tally {
    /// Counts one more, and says how many there are now of its outcome.
    pub fn count(&mut self, outcome: Outcome) -> usize {
        let counted = match outcome {
            Outcome::New => &mut self.new,
            Outcome::NewVersion(_) => &mut self.versions,
            Outcome::MetadataCorrected => &mut self.corrections,
            Outcome::SeenAgain => &mut self.seen,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::LeftOut(_) => &mut self.left_out,
        };
        *counted += 1;
        *counted
    }

    /// Whether anything was recorded but that what was there stands as it stood.
    pub fn is_news(&self) -> bool {
        self.new + self.versions + self.corrections > 0
    }

    pub fn total(&self) -> usize {
        self.new + self.versions + self.corrections + self.seen + self.unchanged + self.left_out
    }
}

/// What became of one article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddedRow {
    pub article: String,
    pub outcome: Outcome,
    /// The number of a new version, or of one that was left out. Versions count from 1.
    pub number: Option<u32>,
    /// `sha256:` of the raw bytes.
    pub version: String,
    pub source: String,
    pub line: Option<u64>,
    pub offset: Option<u64>,
    pub words: usize,
    pub sentences: usize,
    /// For a new version: what it changed in the wording.
    pub changes: Option<Changes>,
    /// When the source says it was captured, Unix seconds.
    pub captured_at: Option<i64>,
    pub metadata: Vec<FieldChange>,
    /// What brings it back, where it was left out.
    pub restore: Option<String>,
}

impl AddedRow {
    /// `before` is what the store held, where it held the article.
    pub fn new(capture: &Capture, outcome: Outcome, before: Option<&Content>) -> AddedRow {
        let number = match outcome {
            Outcome::New => Some(1),
            Outcome::NewVersion(number) => Some(number),
            Outcome::LeftOut(number) => number,
            Outcome::MetadataCorrected | Outcome::SeenAgain | Outcome::Unchanged => None,
        };
        let changed = before.filter(|_| matches!(outcome, Outcome::NewVersion(_)));
        AddedRow {
            article: capture.article.name().to_owned(),
            outcome,
            number,
            version: capture.version.raw.prefixed(),
            source: capture.source.path.clone(),
            line: capture.source.line,
            offset: capture.source.offset,
            words: count_words(capture.text.body()),
            sentences: capture.text.sentences().len(),
            changes: changed.map(|content| {
                Changes::between(&wording(content), &capture.text).of_bytes(content.raw == capture.raw())
            }),
            captured_at: capture.meta.captured_at,
            metadata: before.map_or(Vec::new(), |b| FieldChange::between(&b.record.meta, &capture.meta)),
            restore: None,
        }
    }
}

/// What became of asking an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedRow {
    pub url: String,
    /// Whether it is that of a feed or a sitemap.
    pub is_list: bool,
    pub outcome: Answer,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// With something to read.
    Answered,
    /// With nothing else than the last time.
    Unchanged,
    /// Not in a dry run.
    NotAsked,
    /// And why.
    Failed(String),
}

/// What `run` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    pub added: Added,
    pub analysis: Analysis,
    pub trace: Trace,
    /// What to type next.
    pub next: Vec<String>,
}
