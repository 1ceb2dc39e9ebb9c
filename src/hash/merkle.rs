//! The Merkle tree of RFC 6962 §2.1: one digest for a growing list. A leaf is hashed after a zero byte, a node after a
//! one, so no leaf can pass for a node.

use super::{Digest, Hasher};

/// The hash of one entry of the list.
pub fn leaf_hash(entry: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[0]);
    hasher.update(entry);
    hasher.finish()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: Digest, right: Digest) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[1]);
    hasher.update(left.as_bytes());
    hasher.update(right.as_bytes());
    hasher.finish()
}

/// The root over a list of leaf hashes.
pub fn root(leaves: &[Digest]) -> Digest {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|&leaf| frontier.push(leaf));
    frontier.root()
}

/// A tree that only grows, kept as the roots of its whole subtrees: pushing a leaf costs constant time on average, a
/// root logarithmic time.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// One for each set bit of `size`, the largest subtree first.
    peaks: Vec<Digest>,
}

impl Frontier {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn push(&mut self, leaf: Digest) {
        self.push_tree(0, leaf);
    }

    /// Pushes 2^`height` leaves by the root over them. The size so far has to be a multiple of that.
    pub fn push_tree(&mut self, height: u32, root: Digest) {
        debug_assert!(self.size.trailing_zeros() >= height);
        let mut node = root;
        for _ in 0..(self.size >> height).trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(left, node);
            }
        }
        self.peaks.push(node);
        self.size += 1 << height;
    }

    /// The root of what was pushed so far; of nothing, the digest of no bytes.
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev().copied();
        let Some(last) = peaks.next() else { return Digest::of(b"") };
        peaks.fold(last, |right, left| node_hash(left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The inputs and roots every RFC 6962 implementation is tried on (Certificate Transparency's reference tests).
    const ENTRIES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_reference_roots_come_out() {
        let mut frontier = Frontier::default();
        assert_eq!(frontier.root().to_string(), ROOTS[0]);
        for (entry, root) in ENTRIES.iter().zip(&ROOTS[1..]) {
            frontier.push(leaf_hash(entry));
            assert_eq!(frontier.root().to_string(), *root);
        }
        assert_eq!(frontier.size(), 8);
    }

    /// The definition as the RFC writes it: split at the largest power of two below the size.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(b""),
            [one] => *one,
            more => {
                let split = more.len().next_power_of_two() / 2;
                node_hash(by_definition(&more[..split]), by_definition(&more[split..]))
            }
        }
    }

    proptest! {
        #[test]
        fn the_root_is_the_one_the_rfc_defines(size in 0usize..600) {
            let leaves: Vec<Digest> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
            prop_assert_eq!(root(&leaves), by_definition(&leaves));
        }

        #[test]
        fn whole_subtrees_may_be_pushed_by_their_roots(size in 0usize..600, height in 0u32..8) {
            let leaves: Vec<Digest> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
            let mut frontier = Frontier::default();
            let subtrees = leaves.chunks_exact(1 << height);
            let rest = subtrees.remainder();
            subtrees.for_each(|leaves| frontier.push_tree(height, root(leaves)));
            rest.iter().for_each(|&leaf| frontier.push(leaf));
            prop_assert_eq!((frontier.size(), frontier.root()), (size as u64, root(&leaves)));
        }
    }
}
