//! What people say of matches: a judgement is an entry of the log, never edited and never taken out. What is said later of
//! the same match outranks what was said before. All of them are one chain of leaves ([`StoreId::MARKS`]), so they are found
//! by one look-up; what each is between is named by articles' ids and digests, whether the store holds these or not.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Archive;
use super::error::{ArchiveError, Result};
use super::leaf::{Body, Leaf, MAX_REASON, StoreId};
use super::life::Story;
use crate::article::ArticleId;
use crate::hash::Digest;

/// No name of who judged a match is longer (bytes of UTF-8).
pub(super) const MAX_BY: usize = 128;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct MarkBody {
    /// The match: `m-` (an overlap) or `l-` (a link) and 16 hex digits.
    pub(super) of: String,
    pub(super) word: Word,
    /// The versions it is between, rising: one, or two.
    pub(super) versions: Vec<(StoreId, Digest)>,
    /// Who judged, if they said so.
    pub(super) by: Option<String>,
    pub(super) reason: String,
}

/// What a person says of a match.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Word {
    Confirmed,
    Rejected,
    /// What was said before is taken back.
    Withdrawn,
}

impl Word {
    pub(super) const ALL: [Word; 3] = [Word::Confirmed, Word::Rejected, Word::Withdrawn];

    pub const fn name(self) -> &'static str {
        match self {
            Word::Confirmed => "confirmed",
            Word::Rejected => "rejected",
            Word::Withdrawn => "withdrawn",
        }
    }
}

/// Whether this is what a match is called.
pub(super) fn is_match(of: &str) -> bool {
    let digits = of.strip_prefix("m-").or_else(|| of.strip_prefix("l-")).unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether no character of it does anything but stand there: none controls a terminal, ends a line, or turns the
/// direction of writing. Which these are is part of the format.
pub(super) fn is_plain(words: &str) -> bool {
    !words.chars().any(|c| {
        c.is_control()
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    })
}

/// What a person says of a match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opinion {
    /// What the match is called: `m-…` for an overlap, `l-…` for a link.
    pub of: String,
    /// The versions it is between, by article and digest of the raw bytes: one for a link that an article states, else two.
    /// Read back, an article has its name in the store alone.
    pub versions: Vec<(ArticleId, Digest)>,
    pub word: Word,
    pub why: String,
    /// Who says so, as they call themselves.
    pub by: Option<String>,
}

/// An opinion as the log has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub opinion: Opinion,
    /// Unix seconds.
    pub recorded_at: i64,
    /// Its index in the log, from 0.
    pub leaf: u64,
    /// Of the entry, which names all that was said before too.
    pub hash: Digest,
    /// Nothing was said of the match since, and this takes nothing back.
    pub stands: bool,
}

impl Archive {
    /// What people have said of matches, the oldest first.
    pub fn marks(&self) -> Result<Vec<Mark>> {
        let chain = self.state.chain(StoreId::MARKS)?;
        let bodies = chain.into_iter().filter_map(|(n, leaf)| {
            let (recorded_at, hash) = (leaf.recorded_at, leaf.hash());
            let Body::Mark(body) = leaf.body else { return None };
            Some((n, recorded_at, hash, body))
        });
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        let mut marks: Vec<Mark> = Vec::new();
        for (leaf, recorded_at, hash, body) in bodies {
            last.insert(body.of.clone(), marks.len());
            marks.push(Mark { opinion: body.opinion(), recorded_at, leaf, hash, stands: false });
        }
        for at in last.into_values() {
            marks[at].stands = marks[at].opinion.word != Word::Withdrawn;
        }
        Ok(marks)
    }

    /// Records an opinion at the time `now`, and says whether anything was written: what stands already is not said twice. To
    /// withdraw takes no versions: they are those of what is withdrawn. Waits up to `wait` while another process writes.
    pub fn mark(&mut self, opinion: &Opinion, now: i64, wait: Duration) -> Result<bool> {
        let wanted = MarkBody::of(opinion)?;
        self.writing(wait, |archive, lock| {
            let chain = archive.state.chain(StoreId::MARKS)?;
            let Some(body) = Standing::after(&chain).next(wanted)? else { return Ok(false) };
            let of = body.of.clone();
            let verb = match body.word {
                Word::Confirmed => "Confirm",
                Word::Rejected => "Reject",
                Word::Withdrawn => "Withdraw what was said of",
            };
            let mut draft = archive.draft(now);
            draft.push(StoreId::MARKS, Body::Mark(body), &Story::read(&chain));
            archive.record(lock, draft, format!("{verb} {of}"), of)?;
            Ok(true)
        })
    }

    /// Whether [`mark`](Archive::mark) would write anything. Nothing is written.
    pub fn preview_mark(&self, opinion: &Opinion) -> Result<bool> {
        let chain = self.state.chain(StoreId::MARKS)?;
        Ok(Standing::after(&chain).next(MarkBody::of(opinion)?)?.is_some())
    }
}

impl Opinion {
    /// Whether the log can take its words: the error says why not. What it is between is not looked at.
    pub fn check(&self) -> Result<()> {
        let Opinion { of, why, by, .. } = self;
        if !is_match(of) {
            return Err(ArchiveError::NoMatch { of: of.clone() });
        }
        if !(1..=MAX_REASON).contains(&why.len()) {
            return Err(ArchiveError::Reason { bytes: why.len() });
        }
        if let Some(by) = by.as_ref().filter(|by| by.len() > MAX_BY) {
            return Err(ArchiveError::Name { bytes: by.len() });
        }
        if !is_plain(why) {
            return Err(ArchiveError::Unprintable { what: "a reason" });
        }
        if !by.as_deref().is_none_or(is_plain) {
            return Err(ArchiveError::Unprintable { what: "a name" });
        }
        Ok(())
    }
}

impl MarkBody {
    /// What can be recorded of an opinion.
    fn of(opinion: &Opinion) -> Result<MarkBody> {
        opinion.check()?;
        let Opinion { of, versions, word, why, by } = opinion;
        if !matches!((word, versions.len()), (Word::Withdrawn, _) | (_, 1 | 2)) {
            let why =
                format!("{of} is said to be between {} versions, and a match is between one or two", versions.len());
            return Err(ArchiveError::Unfit { why });
        }
        let by = by.clone().filter(|by| !by.is_empty());
        let mut versions: Vec<_> = versions.iter().map(|(article, raw)| (StoreId::of(article), *raw)).collect();
        versions.sort();
        Ok(MarkBody { of: of.clone(), word: *word, versions, by, reason: why.clone() })
    }

    fn opinion(self) -> Opinion {
        let versions = self.versions.into_iter().map(|(article, raw)| (article.article(), raw)).collect();
        Opinion { of: self.of, versions, word: self.word, why: self.reason, by: self.by }
    }
}

/// What was said last of each match, after some leaves: the one walk by which judgements are written and verified.
#[derive(Default)]
pub(super) struct Standing(BTreeMap<String, MarkBody>);

impl Standing {
    fn after(chain: &[(u64, Leaf)]) -> Standing {
        let mut standing = Standing::default();
        for (_, leaf) in chain {
            if let Body::Mark(body) = &leaf.body {
                // One that may not stand there counts for nothing; to say so is for the verification.
                let _ = standing.go_on(body);
            }
        }
        standing
    }

    /// Goes on by the next judgement; the error says why that may not follow, and then nothing has changed.
    pub(super) fn go_on(&mut self, body: &MarkBody) -> std::result::Result<(), &'static str> {
        match self.0.get(&body.of) {
            Some(before) if before.versions != body.versions => {
                return Err("judges a match that an entry above it has between other versions");
            }
            None | Some(MarkBody { word: Word::Withdrawn, .. }) if body.word == Word::Withdrawn => {
                return Err("takes back a judgement that does not stand");
            }
            _ => {}
        }
        self.0.insert(body.of.clone(), body.clone());
        Ok(())
    }

    /// What is to be recorded of `wanted`; `None` if that is what stands already.
    fn next(&self, wanted: MarkBody) -> Result<Option<MarkBody>> {
        let before = self.0.get(&wanted.of);
        let body = match (before, wanted.word) {
            (None | Some(MarkBody { word: Word::Withdrawn, .. }), Word::Withdrawn) => {
                return Err(ArchiveError::Unmarked { of: wanted.of });
            }
            (Some(before), Word::Withdrawn) => MarkBody { versions: before.versions.clone(), ..wanted },
            (Some(before), _) if before.versions != wanted.versions => {
                return Err(ArchiveError::OtherMatch { of: wanted.of });
            }
            _ => wanted,
        };
        Ok(if before == Some(&body) { None } else { Some(body) })
    }
}
