//! git's deltas: an object told as pieces of another one and bytes of its own.
//!
//! What an edit leaves as it was is found by blocks: every 16th position of the base is known by the hash of its next 16
//! bytes, and a rolling hash over the target finds them wherever they went (the method of rsync: Tridgell, 1999).
//!
//! Format: git's Documentation/gitformat-pack.txt, "Deltified representation".

use std::collections::HashMap;

/// Bytes of a block. Shorter runs in common are not found from scratch, only by growing a longer one.
const BLOCK: usize = 16;

/// The longest run one instruction can copy or insert (bytes). git allows copies of 16 MiB; 64 KiB is what every reader
/// has always taken.
const MAX_COPY: usize = 0x1_0000;
const MAX_INSERT: usize = 127;

/// Positions kept for each hash. A base that repeats itself would otherwise make the search quadratic.
const MAX_PLACES: usize = 8;

/// The instructions that make `target` out of `base`. `None` if they would be longer than `limit` bytes, or a length is
/// beyond what the search can address (4 GiB).
pub(super) fn make(base: &[u8], target: &[u8], limit: usize) -> Option<Vec<u8>> {
    if u32::try_from(base.len()).is_err() || u32::try_from(target.len()).is_err() {
        return None;
    }
    let mut out = Vec::new();
    put_len(&mut out, base.len());
    put_len(&mut out, target.len());
    let blocks = Blocks::of(base);
    // Bytes of the target before `told` are in `out`.
    let (mut told, mut at) = (0, 0);
    let mut hash = target.first_chunk::<BLOCK>().map(Rolling::new);
    while let Some(rolling) = hash {
        match blocks.longest(base, target, told, at, rolling) {
            Some(run) => {
                put_insert(&mut out, &target[told..run.target]);
                put_copy(&mut out, run.base, run.len);
                at = run.target + run.len;
                told = at;
                hash = target.get(at..).and_then(|rest| rest.first_chunk()).map(Rolling::new);
            }
            None => {
                hash = target.get(at + BLOCK).map(|&next| rolling.rolled(target[at], next));
                at += 1;
            }
        }
        if out.len() > limit {
            return None;
        }
    }
    put_insert(&mut out, &target[told..]);
    (out.len() <= limit).then_some(out)
}

/// A run of bytes that stands in both.
struct Run {
    base: usize,
    target: usize,
    len: usize,
}

/// The blocks of a base by their hash, each with its first places.
struct Blocks(HashMap<u32, Vec<u32>>);

impl Blocks {
    fn of(base: &[u8]) -> Blocks {
        let mut blocks: HashMap<u32, Vec<u32>> = HashMap::with_capacity(base.len() / BLOCK);
        for (n, block) in base.as_chunks::<BLOCK>().0.iter().enumerate() {
            let places = blocks.entry(Rolling::new(block).value()).or_default();
            if places.len() < MAX_PLACES {
                places.push((n * BLOCK) as u32);
            }
        }
        Blocks(blocks)
    }

    /// The longest run around `at` in the target that a block of the base begins; of equals, the one furthest in front.
    /// It may reach back to `told`.
    fn longest(&self, base: &[u8], target: &[u8], told: usize, at: usize, hash: Rolling) -> Option<Run> {
        let mut best: Option<Run> = None;
        for &place in self.0.get(&hash.value())? {
            let place = place as usize;
            let ahead = base[place..].iter().zip(&target[at..]).take_while(|(a, b)| a == b).count();
            if ahead < BLOCK {
                continue;
            }
            let back =
                base[..place].iter().rev().zip(target[told..at].iter().rev()).take_while(|(a, b)| a == b).count();
            let run = Run { base: place - back, target: at - back, len: ahead + back };
            if best.as_ref().is_none_or(|best| best.len < run.len) {
                best = Some(run);
            }
        }
        best
    }
}

/// A hash of the last [`BLOCK`] bytes that is told anew with each byte: their sum, and the sum of those sums.
#[derive(Clone, Copy)]
struct Rolling {
    sum: u32,
    sums: u32,
}

impl Rolling {
    fn new(block: &[u8; BLOCK]) -> Rolling {
        let mut rolling = Rolling { sum: 0, sums: 0 };
        for &byte in block {
            rolling.sum = rolling.sum.wrapping_add(Rolling::weight(byte));
            rolling.sums = rolling.sums.wrapping_add(rolling.sum);
        }
        rolling
    }

    /// The hash one byte further: `first` leaves, `next` comes.
    fn rolled(self, first: u8, next: u8) -> Rolling {
        let sum = self.sum.wrapping_sub(Rolling::weight(first)).wrapping_add(Rolling::weight(next));
        let sums = self.sums.wrapping_sub(Rolling::weight(first).wrapping_mul(BLOCK as u32)).wrapping_add(sum);
        Rolling { sum, sums }
    }

    /// Letters lie close together; spread over 32 bits their sums do not.
    fn weight(byte: u8) -> u32 {
        (u32::from(byte) + 1).wrapping_mul(0x9e37_79b1)
    }

    fn value(self) -> u32 {
        self.sums ^ self.sum.rotate_left(16)
    }
}

/// Seven bits a byte, the lowest first.
fn put_len(out: &mut Vec<u8>, mut len: usize) {
    while len > 0x7f {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
}

fn put_insert(out: &mut Vec<u8>, bytes: &[u8]) {
    for piece in bytes.chunks(MAX_INSERT) {
        out.push(piece.len() as u8);
        out.extend_from_slice(piece);
    }
}

/// Only the bytes of offset and length that are not zero are written; a length of 64 KiB is written as none.
fn put_copy(out: &mut Vec<u8>, mut offset: usize, mut len: usize) {
    while len > 0 {
        let piece = len.min(MAX_COPY);
        let head = out.len();
        out.push(0x80);
        let fields = (offset as u32).to_le_bytes().into_iter().chain((piece as u16).to_le_bytes());
        for (bit, byte) in fields.enumerate() {
            if byte != 0 {
                out[head] |= 1 << bit;
                out.push(byte);
            }
        }
        offset += piece;
        len -= piece;
    }
}

/// Applies `delta` to `base`. `None` if it is no delta, is not for a base of that length, or does not make as many bytes
/// as it says. `most` bounds the result (bytes).
pub(super) fn apply(base: &[u8], mut delta: &[u8], most: u64) -> Option<Vec<u8>> {
    if size(&mut delta)? != base.len() as u64 {
        return None;
    }
    let wanted = usize::try_from(size(&mut delta)?).ok().filter(|&size| size as u64 <= most)?;
    // What it says it makes may be a lie.
    let mut out = Vec::with_capacity(wanted.min(1 << 20));
    while let Some((&operation, rest)) = delta.split_first() {
        delta = rest;
        let piece = match operation {
            0 => return None,
            1..0x80 => {
                let (piece, rest) = delta.split_at_checked(usize::from(operation))?;
                delta = rest;
                piece
            }
            _ => {
                let mut field = |bits: std::ops::Range<u32>| -> Option<usize> {
                    let mut value = 0;
                    for (place, bit) in bits.enumerate() {
                        if operation >> bit & 1 == 1 {
                            let (&byte, rest) = delta.split_first()?;
                            delta = rest;
                            value |= usize::from(byte) << (8 * place);
                        }
                    }
                    Some(value)
                };
                let (start, len) = (field(0..4)?, field(4..7)?);
                let len = if len == 0 { 0x10000 } else { len };
                base.get(start..start.checked_add(len)?)?
            }
        };
        if out.len() + piece.len() > wanted {
            return None;
        }
        out.extend_from_slice(piece);
    }
    (out.len() == wanted).then_some(out)
}

/// How many bytes a delta says it makes.
pub(super) fn result_len(mut delta: &[u8]) -> Option<u64> {
    size(&mut delta)?;
    size(&mut delta)
}

/// Seven bits a byte, the lowest first.
fn size(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(base: &[u8], delta: &[u8]) -> Vec<u8> {
        apply(base, delta, u64::MAX).unwrap()
    }

    #[test]
    fn an_edit_costs_about_its_own_length() {
        let base: String = (0..200).map(|n| format!("Sentence {n} of a long report, {}.\n", n * 7919)).collect();
        let edited = base.replace("Sentence 100", "A sentence that was not there");
        let delta = make(base.as_bytes(), edited.as_bytes(), usize::MAX).unwrap();
        assert_eq!(applied(base.as_bytes(), &delta), edited.as_bytes());
        assert!(delta.len() < 60, "{} bytes", delta.len());
    }

    #[test]
    fn what_moved_is_copied() {
        let (a, b) = ("The first half of the report is here. ".repeat(3), "And this is what stood behind it, once. ");
        let delta = make(format!("{a}{b}").as_bytes(), format!("{b}{a}").as_bytes(), usize::MAX).unwrap();
        assert!(delta.len() < 24, "{} bytes", delta.len());
    }

    #[test]
    fn runs_longer_than_an_instruction_are_told_in_pieces() {
        let base: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for len in [0xffff, 0x1_0000, 0x1_0001, 200_000] {
            let delta = make(&base, &base[..len], usize::MAX).unwrap();
            assert_eq!(applied(&base, &delta), &base[..len]);
            assert!(delta.len() < 40);
        }
    }

    #[test]
    fn what_would_be_longer_than_the_limit_is_not_told() {
        let target: Vec<u8> = (0..100).collect();
        let whole = make(b"", &target, usize::MAX).unwrap();
        assert_eq!(make(b"", &target, whole.len()).as_ref(), Some(&whole));
        assert_eq!(make(b"", &target, whole.len() - 1), None);
    }

    #[test]
    fn pieces_are_copied_and_put_in() {
        // Base of 10 bytes, result of 8: copy 3 from 2, then "xy", then copy 3 from 7.
        let delta = [10, 8, 0x91, 2, 3, 2, b'x', b'y', 0x91, 7, 3];
        assert_eq!(apply(b"0123456789", &delta, 8).as_deref(), Some(&b"234xy789"[..]));
        assert_eq!(apply(b"0123456789", &delta, 7), None, "more than is allowed");
        assert_eq!(apply(b"012345678", &delta, 8), None, "another base");
        assert_eq!(apply(b"0123456789", &delta[..8], 8), None, "too short");
        assert_eq!(apply(b"0123456789", &[10, 3, 0x91, 8, 3], 8), None, "beyond the base");
        assert_eq!(apply(b"0123456789", &[10, 1, 0], 8), None, "an operation set aside");
        // A length of nothing is 64 KiB.
        let base = vec![7; 0x10000];
        assert_eq!(apply(&base, &[0x80, 0x80, 4, 0x80, 0x80, 4, 0x80], 1 << 20), Some(base));
    }

    proptest! {
        #[test]
        fn any_bytes_make_a_result_of_the_stated_length_or_none(
            base in proptest::collection::vec(any::<u8>(), 0..40),
            rest in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let delta = [&[base.len() as u8, 9][..], &rest].concat();
            prop_assert!(apply(&base, &delta, 100).is_none_or(|out| out.len() == 9));
        }

        #[test]
        fn the_target_comes_back(base in pieces(), target in pieces()) {
            let delta = make(&base, &target, usize::MAX).unwrap();
            prop_assert_eq!(applied(&base, &delta), target);
        }

        #[test]
        fn any_bytes_come_back(
            base in proptest::collection::vec(any::<u8>(), 0..600),
            target in proptest::collection::vec(any::<u8>(), 0..600),
        ) {
            let delta = make(&base, &target, usize::MAX).unwrap();
            prop_assert_eq!(applied(&base, &delta), target);
        }
    }

    /// Bytes that repeat themselves and each other.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            (0u8..5).prop_map(|n| format!("{n} a sentence of some length that comes again {n}. ").into_bytes()),
            proptest::collection::vec(0u8..3, 0..40),
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }
}
