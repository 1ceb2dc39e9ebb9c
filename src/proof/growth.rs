//! C2SP tlog-witness, the body of `add-checkpoint`: a checkpoint, and the proof that its log begins with an older state.
//! It is what a witness asks for before it cosigns, and what tells a stranger that of two checkpoints one extends the
//! other.

use std::fmt;

use super::base64;
use super::checkpoint::{Checkpoint, Signed, decimal, digest};
use super::error::{ProofError, Result};
use crate::hash::{Digest, merkle};

/// The specification's limit: no log has more than 2^63 entries.
const MAX_PATH: usize = 63;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Growth {
    /// How many entries the older state has.
    pub old: u64,
    pub path: Vec<Digest>,
    pub checkpoint: Signed,
}

impl Growth {
    pub fn parse(bytes: &[u8]) -> Result<Growth> {
        let bad = |why: &str| ProofError::malformed("consistency proof (tlog-witness)", why);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| bad("no empty line ends its path"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| decimal(line.strip_prefix("old ")?));
        let path = lines.map(digest).collect::<Option<Vec<Digest>>>();
        Ok(Growth {
            old: old.ok_or_else(|| bad("it states no older size"))?,
            path: path.filter(|path| path.len() <= MAX_PATH).ok_or_else(|| bad("its path is not one of digests"))?,
            checkpoint: Signed::parse(checkpoint.as_bytes())?,
        })
    }

    /// Whether it shows that the log of its checkpoint begins as `older` says.
    pub fn extends(&self, older: &Checkpoint) -> bool {
        let newer = self.checkpoint.checkpoint();
        let same_log = (older.origin == newer.origin) && self.old == older.size;
        same_log && merkle::is_consistent((older.size, older.root), (newer.size, newer.root), &self.path)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", base64::encode(hash.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::proof::{Kind, Signer};

    fn signed(leaves: &[Digest]) -> Signed {
        let signer = Signer::from_seed("log", Kind::Log, [1; 32]).unwrap();
        let (size, root) = (leaves.len() as u64, merkle::root(leaves));
        Signed::new(Checkpoint { origin: "log".to_owned(), size, root, extensions: Vec::new() }, &signer).unwrap()
    }

    #[test]
    fn a_longer_log_is_shown_to_extend_a_shorter_one() {
        let leaves: Vec<Digest> = (0..11u8).map(|n| merkle::leaf_hash(&[n])).collect();
        let mut node = |level: u32, at: u64| -> std::result::Result<Digest, Infallible> {
            Ok(merkle::root(&leaves[(at << level) as usize..((at + 1) << level) as usize]))
        };
        let path = merkle::consistency(6, 11, &mut node).unwrap();
        let growth = Growth { old: 6, path, checkpoint: signed(&leaves) };
        let bytes = growth.to_string().into_bytes();
        assert!(growth.extends(signed(&leaves[..6]).checkpoint()));
        assert!(!growth.extends(signed(&leaves[..7]).checkpoint()));
        assert!(!growth.extends(signed(&leaves[1..7]).checkpoint()));
        assert_eq!(Growth::parse(&bytes), Ok(growth));
        let older = signed(&leaves[..6]).checkpoint().clone();
        let end = String::from_utf8(bytes.clone()).unwrap().find("\n\n").unwrap();
        for bit in 0..end * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!Growth::parse(&changed).is_ok_and(|growth| growth.extends(&older)), "bit {bit}");
        }
    }
}
