//! What an article's leaves make of it, one after the other: its versions, whether it is in the newest tree, and which
//! leaf may follow. docs/format.md, section 6, has the same rules in words. Reading, writing and verifying all go by
//! this one walk.

use super::leaf::{Body, Leaf, StoreId, VersionBody};
use crate::hash::Digest;

/// An article after some of its leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Life {
    /// How many versions it has had.
    pub(super) versions: u32,
    /// Whether the newest tree has its last version. Not before its first leaf, and not after a tombstone.
    pub(super) live: bool,
    /// The raw bytes of its last version, and the hash of the leaf that made it.
    pub(super) last: Option<(Digest, Digest)>,
}

/// What a leaf did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// It made the next version.
    Version,
    /// It corrected the metadata of the last version.
    Correction,
    Seen,
    Removed,
    /// It declared the bytes of an earlier version erased; which, its body says.
    Erased,
    /// A person judged a match; which, and what stands of it, is for another walk (`src/archive/mark.rs`).
    Marked,
    /// Of a kind this program does not read.
    Unread,
}

impl Life {
    /// Goes on by the article's next leaf; the error says why that may not follow, and then nothing has changed.
    pub(super) fn go_on(&mut self, leaf: &Leaf, hash: Digest) -> Result<Step, &'static str> {
        match &leaf.body {
            Body::Other { .. } => Ok(Step::Unread),
            Body::Mark(_) if leaf.article == StoreId::MARKS => Ok(Step::Marked),
            Body::Mark(_) => Err("judges a match among the entries of an article"),
            _ if leaf.article == StoreId::MARKS => Err("is an article's entry among judgements of matches"),
            Body::Version(body) => {
                let same = self.live && self.last.is_some_and(|(raw, _)| raw == body.raw);
                if same {
                    return Ok(Step::Correction);
                }
                *self = Life { versions: self.versions.saturating_add(1), live: true, last: Some((body.raw, hash)) };
                Ok(Step::Version)
            }
            Body::Seen(body) => match self.last {
                _ if !self.live => Err("says that an article was seen again that was not there"),
                Some(last) if last == (body.raw, body.version) => Ok(Step::Seen),
                _ => Err("says that other bytes were seen again than the last version's"),
            },
            Body::Tombstone { .. } if self.live => {
                self.live = false;
                Ok(Step::Removed)
            }
            Body::Tombstone { .. } => Err("removes an article that was not there"),
            Body::Erased(body) => match self.last {
                None => Err("erases a version of an article that has none"),
                Some((_, made_by)) if self.live && made_by == body.version => {
                    Err("erases the version that the newest tree has, without removing the article")
                }
                Some(_) => Ok(Step::Erased),
            },
        }
    }
}

/// An article's whole life: what each of its leaves did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Story {
    pub(super) life: Life,
    pub(super) steps: Vec<Told>,
    /// The sequence number and hash of its last leaf.
    pub(super) end: Option<(u32, Digest)>,
    /// The hash of the leaf that made each version.
    made_by: Vec<Digest>,
}

/// What one leaf did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Told {
    /// Its index in the log.
    pub(super) leaf: u64,
    pub(super) step: Step,
    /// The version it made, corrected, saw, removed or erased; counted from 1.
    pub(super) version: u32,
}

impl Story {
    /// Reads an article's leaves, each with its index in the log, the oldest first.
    pub(super) fn read(chain: &[(u64, Leaf)]) -> Story {
        let mut story = Story::default();
        chain.iter().for_each(|(index, leaf)| story.push(*index, leaf));
        story
    }

    /// The same, with the last version as last corrected, unless that is erased: then nothing of it may be used again.
    pub(super) fn of(chain: &[(u64, Leaf)]) -> (Story, Option<VersionBody>) {
        let story = Story::read(chain);
        let number = story.life.versions;
        let last = story.record(number).filter(|_| story.erased(number).is_none());
        let body = chain.iter().find(|(n, _)| Some(*n) == last).and_then(|(_, leaf)| leaf.version().cloned());
        (story, body)
    }

    /// Goes on by the article's next leaf. One that may not stand where it does tells nothing; to say so is for the
    /// verification.
    pub(super) fn push(&mut self, index: u64, leaf: &Leaf) {
        let hash = leaf.hash();
        self.end = Some((leaf.seq, hash));
        let Ok(step) = self.life.go_on(leaf, hash) else { return };
        let version = match (step, &leaf.body) {
            (Step::Version, _) => {
                self.made_by.push(hash);
                self.life.versions
            }
            (Step::Erased, Body::Erased(body)) => match self.number(body.version) {
                Some(number) => number,
                None => return,
            },
            _ => self.life.versions,
        };
        self.steps.push(Told { leaf: index, step, version });
    }

    /// The version that the leaf of this hash made.
    fn number(&self, made_by: Digest) -> Option<u32> {
        self.made_by.iter().position(|&hash| hash == made_by).map(|at| at as u32 + 1)
    }

    /// The hash of the leaf that made the version.
    pub(super) fn made_by(&self, version: u32) -> Option<Digest> {
        self.made_by.get((version as usize).checked_sub(1)?).copied()
    }

    /// The leaf with the version's record as last corrected.
    pub(super) fn record(&self, version: u32) -> Option<u64> {
        let of_version =
            |told: &&Told| told.version == version && matches!(told.step, Step::Version | Step::Correction);
        self.steps.iter().rfind(of_version).map(|told| told.leaf)
    }

    /// The leaf that made the version, and those that corrected it.
    pub(super) fn leaves(&self, version: u32) -> impl Iterator<Item = u64> {
        let brings = |told: &&Told| matches!(told.step, Step::Version | Step::Correction);
        self.steps.iter().filter(move |told| told.version == version).filter(brings).map(|told| told.leaf)
    }

    /// The leaf that declares the version erased.
    pub(super) fn erased(&self, version: u32) -> Option<u64> {
        let erases = |told: &&Told| told.version == version && told.step == Step::Erased;
        self.steps.iter().find(erases).map(|told| told.leaf)
    }

    /// The leaves of versions that are declared erased.
    pub(super) fn erased_leaves(&self) -> impl Iterator<Item = u64> {
        let of_version = |told: &&Told| matches!(told.step, Step::Version | Step::Correction);
        let erased = |told: &&Told| self.erased(told.version).is_some();
        self.steps.iter().filter(of_version).filter(erased).map(|told| told.leaf)
    }

    /// The leaf that removed the article, if it is removed now.
    pub(super) fn removed(&self) -> Option<u64> {
        let removal = || self.steps.iter().rfind(|told| told.step == Step::Removed);
        if self.life.live { None } else { removal().map(|told| told.leaf) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::leaf::tests::example;
    use crate::archive::leaf::{ErasedBody, SeenBody};

    fn version(raw: &[u8]) -> Body {
        let Body::Version(body) = example().body else { panic!("a version") };
        Body::Version(crate::archive::leaf::VersionBody { raw: Digest::of(raw), ..body })
    }

    fn go_on(life: &mut Life, body: Body, hash: &[u8]) -> Result<Step, &'static str> {
        life.go_on(&Leaf { body, ..example() }, Digest::of(hash))
    }

    fn seen(raw: &[u8], version: &[u8]) -> Body {
        Body::Seen(SeenBody { raw: Digest::of(raw), captured_at: 5, version: Digest::of(version) })
    }

    fn tombstone() -> Body {
        Body::Tombstone { reason: "why".to_owned() }
    }

    fn erased(version: &[u8]) -> Body {
        Body::Erased(ErasedBody { version: Digest::of(version), raw: Digest::of(b""), reason: "why".to_owned() })
    }

    #[test]
    fn versions_are_numbered_on_after_a_removal() {
        let mut life = Life::default();
        assert_eq!(go_on(&mut life, version(b"x"), b"1"), Ok(Step::Version));
        assert_eq!(go_on(&mut life, version(b"x"), b"2"), Ok(Step::Correction));
        assert_eq!(life.last, Some((Digest::of(b"x"), Digest::of(b"1"))), "a correction makes no version");
        assert_eq!(go_on(&mut life, tombstone(), b"3"), Ok(Step::Removed));
        assert_eq!(go_on(&mut life, version(b"x"), b"4"), Ok(Step::Version), "the same bytes come back as the next");
        assert_eq!((life.versions, life.live), (2, true));
    }

    #[test]
    fn only_what_is_there_is_seen_again_or_removed() {
        let mut life = Life::default();
        assert!(go_on(&mut life, seen(b"x", b"1"), b"0").is_err());
        assert!(go_on(&mut life, tombstone(), b"0").is_err());
        assert!(go_on(&mut life, erased(b"1"), b"0").is_err());
        assert_eq!(go_on(&mut life, version(b"x"), b"1"), Ok(Step::Version));
        assert_eq!(go_on(&mut life, seen(b"x", b"1"), b"2"), Ok(Step::Seen));
        assert!(go_on(&mut life, seen(b"y", b"1"), b"3").is_err(), "bytes never recorded");
        assert!(go_on(&mut life, seen(b"x", b"2"), b"3").is_err(), "another leaf than the version's");
        assert_eq!(go_on(&mut life, tombstone(), b"3"), Ok(Step::Removed));
        assert!(go_on(&mut life, tombstone(), b"4").is_err());
        assert!(go_on(&mut life, seen(b"x", b"1"), b"4").is_err());
    }

    #[test]
    fn what_the_newest_tree_has_is_not_erased() {
        let mut life = Life::default();
        assert_eq!(go_on(&mut life, version(b"x"), b"1"), Ok(Step::Version));
        assert!(go_on(&mut life, erased(b"1"), b"2").is_err());
        assert_eq!(go_on(&mut life, version(b"y"), b"2"), Ok(Step::Version));
        assert_eq!(go_on(&mut life, erased(b"1"), b"3"), Ok(Step::Erased));
        assert_eq!(go_on(&mut life, tombstone(), b"4"), Ok(Step::Removed));
        assert_eq!(go_on(&mut life, erased(b"2"), b"5"), Ok(Step::Erased));
        assert_eq!((life.versions, life.live), (2, false));
    }
}
