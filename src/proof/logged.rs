//! C2SP tlog-proof: a file that proves one entry to be in a log, with all it takes but the keys to trust.

use std::fmt;

use super::base64;
use super::checkpoint::{Signed, decimal, digest};
use super::error::{ProofError, Result};
use crate::hash::{Digest, merkle};

const HEAD: &str = "c2sp.org/tlog-proof@v1";
/// No path is longer: a log has less than 2^64 entries.
const MAX_PATH: usize = 64;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logged {
    /// What the application adds, not covered by the path.
    pub extra: Vec<u8>,
    /// The entry's place in the log, from 0.
    pub index: u64,
    pub path: Vec<Digest>,
    pub checkpoint: Signed,
}

impl Logged {
    pub fn parse(bytes: &[u8]) -> Result<Logged> {
        let bad = |why: &str| ProofError::malformed("tlog-proof", why);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| bad("no empty line ends its path"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEAD) {
            return Err(bad("it does not begin with c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => base64::decode(&line["extra ".len()..]).filter(|extra| !extra.is_empty()),
            None => Some(Vec::new()),
        };
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?));
        let path = lines.map(digest).collect::<Option<Vec<Digest>>>();
        Ok(Logged {
            extra: extra.ok_or_else(|| bad("its extra data is not base64"))?,
            index: index.ok_or_else(|| bad("it states no index"))?,
            path: path.filter(|path| path.len() <= MAX_PATH).ok_or_else(|| bad("its path is not one of digests"))?,
            checkpoint: Signed::parse(checkpoint.as_bytes())?,
        })
    }

    /// Whether the entry with this hash is in the log of the checkpoint, at the index. Who signed that is another
    /// question.
    pub fn holds(&self, leaf: Digest) -> bool {
        let checkpoint = self.checkpoint.checkpoint();
        merkle::root_from_inclusion(leaf, self.index, checkpoint.size, &self.path) == Some(checkpoint.root)
    }
}

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", base64::encode(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", base64::encode(hash.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
