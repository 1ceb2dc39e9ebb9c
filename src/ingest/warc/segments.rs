//! Records that one capture was parted into: the first states the number 1, and the others, of the type `continuation`, state which
//! record they continue; the last states the length of all. They are joined where they follow one another.

use std::io::Read;

use super::super::Problem;
use super::record::Head;
use crate::article::Source;

const NUMBER: &str = "warc-segment-number";

/// The segments read so far.
pub(super) struct Segments {
    pub at: Source,
    /// Of the capture, as if it stood in one record.
    pub head: Head,
    pub block: Vec<u8>,
    /// The number of the next.
    next: u64,
}

/// What adding a segment came to.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Added {
    More,
    Whole,
    /// More bytes than a capture may have, or other than all its segments are said to have.
    Unfit,
}

impl Segments {
    /// Of the record that is the first of several.
    pub fn begin(head: &Head, at: &Source) -> Option<Segments> {
        let is_first = number(head) == Some(1) && head.kind() != "continuation";
        is_first.then(|| Segments { at: at.clone(), head: head.without(NUMBER), block: Vec::new(), next: 1 })
    }

    /// Whether a record is the next of them.
    pub fn continues(&self, head: &Head) -> bool {
        let (own, origin) = (self.head.get("warc-record-id"), head.get("warc-segment-origin-id"));
        head.kind() == "continuation" && number(head) == Some(self.next) && own.is_some() && own == origin
    }

    /// Adds the block of a record.
    pub fn add(&mut self, head: &Head, block: &mut dyn Read, limit: u64) -> std::io::Result<Added> {
        let most = limit.saturating_add(1).saturating_sub(self.block.len() as u64);
        block.take(most).read_to_end(&mut self.block)?;
        self.next += 1;
        let length = self.block.len() as u64;
        let total = head.get("warc-segment-total-length").and_then(|total| total.parse::<u64>().ok());
        Ok(match total {
            _ if length > limit => Added::Unfit,
            Some(total) if total == length => Added::Whole,
            Some(_) => Added::Unfit,
            None => Added::More,
        })
    }

    /// That they are not all there.
    pub fn lost(self) -> Problem {
        Problem::Segment { at: self.at }
    }
}

fn number(head: &Head) -> Option<u64> {
    head.get(NUMBER)?.parse().ok()
}
