//! Which commit brought a leaf, and how much the archive held then: one record a commit, in their order, of fixed length
//! with a checksum. Records are put behind each other; what is missing at the end is made anew from the commits.

use crate::archive::at::At;
use crate::archive::error::Result;
use crate::archive::files::Folder;
use crate::archive::life::Life;
use crate::archive::objects::Oid;
use crate::hash::key_of;

pub(in crate::archive) const FILE: &str = "index/commits";
const LEN: u64 = 8 + 8 + 8 + 8 + 20 + 8;

/// Where the archive stood at a commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::archive) struct Stand {
    pub(in crate::archive) log_size: u64,
    pub(in crate::archive) totals: Totals,
    pub(in crate::archive) commit: Oid,
}

/// How much an archive holds. Removed articles and their versions are counted apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::archive) struct Totals {
    pub(in crate::archive) articles: u64,
    pub(in crate::archive) versions: u64,
    pub(in crate::archive) removed: u64,
}

impl Totals {
    /// Counts an article as it is now in place of how it was.
    pub(in crate::archive) fn go_on(&mut self, before: Life, now: Life) {
        let counted = |life: Life| {
            let (live, gone) = (u64::from(life.live), u64::from(!life.live && life.versions > 0));
            (live, live * u64::from(life.versions), gone)
        };
        let (old, new) = (counted(before), counted(now));
        // A damaged record may count less than there was.
        self.articles = (self.articles + new.0).saturating_sub(old.0);
        self.versions = (self.versions + new.1).saturating_sub(old.1);
        self.removed = (self.removed + new.2).saturating_sub(old.2);
    }
}

impl Stand {
    pub(in crate::archive) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(LEN as usize);
        let Totals { articles, versions, removed } = self.totals;
        for number in [self.log_size, articles, versions, removed] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        out.extend_from_slice(self.commit.as_bytes());
        let checksum = key_of(&out);
        out.extend_from_slice(&checksum.to_be_bytes());
        out
    }

    fn decode(bytes: &[u8; LEN as usize]) -> Option<Stand> {
        let number = |n: usize| bytes[8 * n..].first_chunk().map(|bytes| u64::from_be_bytes(*bytes));
        let stand = Stand {
            log_size: number(0)?,
            totals: Totals { articles: number(1)?, versions: number(2)?, removed: number(3)? },
            commit: Oid::from_bytes(*bytes[32..].first_chunk()?),
        };
        (stand.encode() == bytes).then_some(stand)
    }
}

/// Whether the file may hold `found` where it should hold `expected`: a beginning of it, behind which there may be zeros
/// where a power cut has taken the records.
pub(in crate::archive) fn may_be_behind(found: &[u8], expected: &[u8]) -> bool {
    let same = found.iter().zip(expected).take_while(|(found, expected)| found == expected).count();
    let lost = &found[same - same % LEN as usize..];
    found.len() <= expected.len() && (same == found.len() || lost.iter().all(|byte| *byte == 0))
}

/// The records up to a commit: those of the file that are good, then those made in memory.
#[derive(Default)]
pub(in crate::archive) struct Commits {
    file: Option<At>,
    /// How many of the file's records count.
    stored: u64,
    behind: Vec<Stand>,
}

impl Commits {
    /// What the file has; nothing, if there is none.
    pub(in crate::archive) fn open(folder: &Folder) -> Result<Commits> {
        if !folder.exists(FILE) {
            return Ok(Commits::default());
        }
        let file = At::open(&folder.path(FILE), 0)?;
        Ok(Commits { stored: file.len() / LEN, file: Some(file), behind: Vec::new() })
    }

    /// How many records there are.
    pub(in crate::archive) fn count(&self) -> u64 {
        self.stored + self.behind.len() as u64
    }

    /// Puts the records that the file lacks behind those it has.
    pub(in crate::archive) fn store(&mut self, folder: &Folder) -> Result<()> {
        let bytes: Vec<u8> = self.behind.iter().flat_map(Stand::encode).collect();
        if !bytes.is_empty() {
            folder.put_behind(FILE, self.stored * LEN, &bytes)?;
            *self = Commits::open(folder)?;
        }
        Ok(())
    }

    pub(in crate::archive) fn push(&mut self, stand: Stand) {
        self.behind.push(stand);
    }

    /// Leaves out all but the first `count` records of the file, and those behind.
    pub(in crate::archive) fn keep(&mut self, count: u64) {
        self.stored = count;
        self.behind.clear();
    }

    /// The record at `n`, if it is whole.
    pub(in crate::archive) fn get(&self, n: u64) -> Option<Stand> {
        match n.checked_sub(self.stored) {
            Some(n) => self.behind.get(n as usize).copied(),
            None => Stand::decode(&self.file.as_ref()?.bytes(n * LEN).ok()?),
        }
    }

    pub(in crate::archive) fn last(&self) -> Option<Stand> {
        self.get(self.count().checked_sub(1)?)
    }

    /// The number of the first record whose log is larger than `size`; `None` where a record on the way is damaged.
    pub(in crate::archive) fn beyond(&self, size: u64) -> Option<u64> {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle)?.log_size > size { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }
}
