//! The Merkle tree of RFC 6962 §2.1: one digest for a growing list. A leaf is hashed after a zero byte, a node after a
//! one, so no leaf can pass for a node.
//!
//! §2.1.1 and §2.1.2, the proofs: that a leaf is in the list, and that a longer list only adds to a shorter one. They
//! are made from the roots of whole subtrees, which the caller finds where it keeps them, and are checked with nothing
//! but the roots in hand (the checks as RFC 9162 §2.1.3.2 and §2.1.4.2 write them).

use super::{Digest, Hasher};

/// The hash of one entry of the list.
pub fn leaf_hash(entry: &[u8]) -> Digest {
    leaf_hash_of(&[entry])
}

/// The hash of an entry given as pieces that follow each other.
pub fn leaf_hash_of(pieces: &[&[u8]]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(&[0]);
    pieces.iter().for_each(|piece| hasher.update(piece));
    hasher.finish()
}

/// The hash of two subtrees side by side.
pub fn node_hash(left: Digest, right: Digest) -> Digest {
    let mut node = [1; 65];
    node[1..33].copy_from_slice(left.as_bytes());
    node[33..].copy_from_slice(right.as_bytes());
    Digest::of(&node)
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

/// Where proofs find the roots of whole subtrees: `node(level, index)` is the root over the leaves `index · 2^level` up to
/// the next such number.
pub type Node<'a, E> = dyn FnMut(u32, u64) -> Result<Digest, E> + 'a;

/// The root over the first `size` leaves.
pub fn root_at<E>(size: u64, node: &mut Node<E>) -> Result<Digest, E> {
    range(0, size, node)
}

/// The path from leaf `index` to the root over `size` leaves: siblings, the lowest first. Empty where the list has no
/// such leaf.
pub fn inclusion<E>(index: u64, size: u64, node: &mut Node<E>) -> Result<Vec<Digest>, E> {
    let mut path = Vec::new();
    if index >= size {
        return Ok(path);
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range(middle, end, node)?);
            end = middle;
        } else {
            path.push(range(start, middle, node)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that a list of `new` leaves begins with the list of `old` leaves; empty where the two are one, or where
/// there is nothing to prove.
pub fn consistency<E>(old: u64, new: u64, node: &mut Node<E>) -> Result<Vec<Digest>, E> {
    let mut path = Vec::new();
    if old == 0 || old >= new {
        return Ok(path);
    }
    let (mut start, mut end) = (0, new);
    // Down to the subtree that ends where the old list ends.
    while old != end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range(middle, end, node)?);
            end = middle;
        } else {
            path.push(range(start, middle, node)?);
            start = middle;
        }
    }
    // The old root itself is known to who checks.
    if start > 0 {
        path.push(range(start, end, node)?);
    }
    path.reverse();
    Ok(path)
}

/// The root that `path` leads to from the leaf with hash `leaf` at `index` of `size`; `None` if no path of this length
/// belongs there.
pub fn root_from_inclusion(leaf: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    let mut last = size.checked_sub(1).filter(|&last| index <= last)?;
    let mut at = index;
    let mut root = leaf;
    for &sibling in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            root = node_hash(sibling, root);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            root = node_hash(root, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(root)
}

/// Whether the list of `new.0` leaves with root `new.1` begins with the list of `old.0` leaves with root `old.1`.
pub fn is_consistent(old: (u64, Digest), new: (u64, Digest), path: &[Digest]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == new_size {
        return path.is_empty() && old_root == new_root;
    }
    if old_size == 0 {
        return path.is_empty() && old_root == Digest::of(b"");
    }
    if old_size > new_size {
        return false;
    }
    let (first, rest) = match path.split_first() {
        // The old list is one whole subtree, and its root needs no telling.
        _ if old_size.is_power_of_two() => (old_root, path),
        Some((&first, rest)) => (first, rest),
        None => return false,
    };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let (mut old_found, mut new_found) = (first, first);
    for &sibling in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_found = node_hash(sibling, old_found);
            new_found = node_hash(sibling, new_found);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new_found = node_hash(new_found, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && old_found == old_root && new_found == new_root
}

/// The largest power of two below `size`, which is at least 2: how many leaves the left subtree has.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The root over the leaves from `start` to `end`, where `start` is a multiple of the largest whole subtree inside.
fn range<E>(start: u64, end: u64, node: &mut Node<E>) -> Result<Digest, E> {
    let mut peaks = Vec::new();
    let mut at = start;
    while at < end {
        let level = (end - at).ilog2();
        peaks.push(node(level, at >> level)?);
        at += 1 << level;
    }
    let Some(last) = peaks.pop() else { return Ok(Digest::of(b"")) };
    Ok(peaks.into_iter().rev().fold(last, |right, left| node_hash(left, right)))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

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

        #[test]
        fn every_leaf_is_proven_and_nothing_else_is(size in 1u64..300, at in any::<u64>(), flip in any::<(usize, usize)>()) {
            let leaves = numbered(size);
            let index = at % size;
            let root = root(&leaves);
            let path = path(index, &leaves);
            let leaf = leaves[index as usize];
            prop_assert_eq!(root_from_inclusion(leaf, index, size, &path), Some(root));
            prop_assert!(path.len() as u32 <= u64::BITS - (size - 1).leading_zeros());
            if !path.is_empty() {
                let mut changed = path.clone();
                let mut bytes = *changed[flip.0 % path.len()].as_bytes();
                bytes[flip.1 % 32] ^= 1;
                changed[flip.0 % path.len()] = Digest::from_bytes(bytes);
                prop_assert_ne!(root_from_inclusion(leaf, index, size, &changed), Some(root));
                prop_assert_ne!(root_from_inclusion(leaf, index, size, &path[1..]), Some(root));
            }
            prop_assert_ne!(root_from_inclusion(Digest::of(b"other"), index, size, &path), Some(root));
            prop_assert_ne!(root_from_inclusion(leaf, index, size, &[&path[..], &[root]].concat()), Some(root));
            prop_assert_eq!(root_from_inclusion(leaf, size, size, &path), None);
            prop_assert_ne!(root_from_inclusion(leaf, (index + 1) % (size + 1), size, &path), Some(root));
        }

        #[test]
        fn every_beginning_is_proven_and_nothing_else_is(new in 1u64..300, at in any::<u64>(), flip in any::<(usize, usize)>()) {
            let leaves = numbered(new);
            let old = at % (new + 1);
            let sized = |size: u64| (size, root(&leaves[..size as usize]));
            let path = consistency::<Infallible>(old, new, &mut nodes(&leaves)).unwrap();
            prop_assert!(is_consistent(sized(old), sized(new), &path));
            let other = (old, Digest::of(b"other"));
            prop_assert!(!is_consistent(other, sized(new), &path));
            prop_assert!(old == 0 || !is_consistent(sized(old), (new, Digest::of(b"other")), &path));
            prop_assert!(!is_consistent(sized(old), sized(new), &[&path[..], &[other.1]].concat()));
            if !path.is_empty() {
                let mut changed = path.clone();
                let mut bytes = *changed[flip.0 % path.len()].as_bytes();
                bytes[flip.1 % 32] ^= 1;
                changed[flip.0 % path.len()] = Digest::from_bytes(bytes);
                prop_assert!(!is_consistent(sized(old), sized(new), &changed));
                prop_assert!(!is_consistent(sized(old), sized(new), &path[1..]));
                prop_assert!(!is_consistent(sized(new), sized(old), &path));
            }
        }

        #[test]
        fn no_path_makes_a_check_fail_to_end(index in any::<u64>(), size in any::<u64>(), old in any::<u64>(), length in 0usize..70) {
            let path = vec![Digest::of(b"x"); length];
            let _ = root_from_inclusion(path.first().copied().unwrap_or(Digest::of(b"")), index, size, &path);
            let _ = is_consistent((old, Digest::of(b"a")), (size, Digest::of(b"b")), &path);
        }
    }

    /// Different hashes, one for each number.
    fn numbered(size: u64) -> Vec<Digest> {
        (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn nodes(leaves: &[Digest]) -> impl FnMut(u32, u64) -> Result<Digest, Infallible> {
        move |level, index| Ok(root(&leaves[(index << level) as usize..((index + 1) << level) as usize]))
    }

    fn path(index: u64, leaves: &[Digest]) -> Vec<Digest> {
        inclusion::<Infallible>(index, leaves.len() as u64, &mut nodes(leaves)).unwrap()
    }

    /// The example of RFC 6962 §2.1.3: seven leaves, and the proofs it writes out.
    #[test]
    fn the_proofs_of_the_rfc_come_out() {
        let d = numbered(7);
        let [a, b, c, e, f, j] = [0, 1, 2, 3, 4, 6].map(|n| d[n]);
        let (g, h, i) = (node_hash(a, b), node_hash(c, e), node_hash(f, d[5]));
        let k = node_hash(g, h);
        let l = node_hash(i, j);
        assert_eq!(path(0, &d), [b, h, l]);
        assert_eq!(path(3, &d), [c, g, l]);
        assert_eq!(path(4, &d), [d[5], j, k]);
        assert_eq!(path(6, &d), [i, k]);
        let proof = |old| consistency::<Infallible>(old, 7, &mut nodes(&d)).unwrap();
        assert_eq!(proof(3), [c, e, g, l]);
        assert_eq!(proof(4), [l]);
        assert_eq!(proof(6), [i, j, k]);
        assert_eq!(root_at::<Infallible>(3, &mut nodes(&d)).unwrap(), root(&d[..3]));
    }

    /// Paths and roots of the reference tests' eight entries, as Certificate Transparency's own tests have them.
    #[test]
    fn the_reference_paths_come_out() {
        let leaves: Vec<Digest> = ENTRIES.iter().map(|entry| leaf_hash(entry)).collect();
        let hex = |path: Vec<Digest>| path.iter().map(Digest::to_string).collect::<Vec<_>>();
        assert_eq!(
            hex(path(0, &leaves)),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            hex(consistency::<Infallible>(6, 8, &mut nodes(&leaves)).unwrap()),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }
}
