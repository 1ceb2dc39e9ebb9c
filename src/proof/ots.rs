//! OpenTimestamps (<https://opentimestamps.org>): a proof that a digest was worked into a block of a public ledger. The
//! file starts at the digest of what is stamped and leads by appending, prepending and hashing to attestations. A
//! calendar's promise ("pending") proves nothing by itself. A Bitcoin block's attestation says which Merkle root the
//! block of that height must have, which takes the block's header to check.

use super::error::{ProofError, Result};
use crate::hash::{self, Digest};

const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const BITCOIN: [u8; 8] = [0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01];
const PENDING: [u8; 8] = [0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e];
/// The limits of the reference implementation: bytes of a message, of an attestation, of a calendar's address.
const MAX_MESSAGE: usize = 4096;
const MAX_PAYLOAD: usize = 8192;
const MAX_URI: usize = 1000;
/// Files are far smaller; this bounds the work a hostile one can cause.
const MAX_LEN: usize = 1 << 20;
const MAX_STEPS: usize = 10_000;

/// What a file leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ots {
    /// Of the stamped bytes.
    pub digest: Digest,
    pub attestations: Vec<Attestation>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Attestation {
    /// A calendar took the digest and promised to have it stamped.
    Pending { calendar: String },
    /// The Bitcoin block of this height has this Merkle root, in the order of its header's bytes; `None` where the way
    /// there has a step that wirecopy does not compute.
    Bitcoin { height: u64, root: Option<Digest> },
    /// Of a kind wirecopy does not know.
    Unknown,
}

/// A Bitcoin block's header, 80 bytes, given by someone who knows that it is in the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    pub root: Digest,
    /// The time its miner stated, Unix seconds.
    pub time: u32,
    /// As people write it: hex, in reversed order.
    hash: [u8; 32],
}

impl Header {
    /// 80 bytes, or their 160 hex digits with white space around them.
    pub fn parse(bytes: &[u8]) -> Result<Header> {
        let bad = || ProofError::malformed("Bitcoin block header", "it is not 80 bytes, nor 160 hex digits");
        let hex = || {
            let digits = std::str::from_utf8(bytes).ok()?.trim();
            let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
            let plain = digits.len() == 160 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            if plain { (0..160).step_by(2).map(pair).collect::<Option<Vec<u8>>>() } else { None }
        };
        let bytes = if bytes.len() == 80 { bytes.to_vec() } else { hex().ok_or_else(bad)? };
        let (mut root, mut time) = ([0; 32], [0; 4]);
        root.copy_from_slice(&bytes[36..68]);
        time.copy_from_slice(&bytes[68..72]);
        let mut hash = *Digest::of(Digest::of(&bytes).as_bytes()).as_bytes();
        hash.reverse();
        Ok(Header { root: Digest::from_bytes(root), time: u32::from_le_bytes(time), hash })
    }

    /// The block's name in hex.
    pub fn name(&self) -> String {
        Digest::from_bytes(self.hash).to_string()
    }
}

impl Ots {
    pub fn parse(bytes: &[u8]) -> Result<Ots> {
        let bad = || ProofError::malformed("OpenTimestamps file", "it is damaged, or of a newer form");
        read(bytes).ok_or_else(bad)
    }

    /// Whether it stamps these bytes.
    pub fn verify(&self, stamped: &[u8]) -> Result<()> {
        let expected = Digest::of(stamped);
        if self.digest == expected {
            return Ok(());
        }
        Err(ProofError::OtherBytes { found: self.digest.to_string(), expected: expected.to_string() })
    }

    /// Whether one of its attestations is for the block with this header.
    pub fn is_in(&self, header: &Header) -> bool {
        let fits = |found: &Attestation| matches!(found, Attestation::Bitcoin { root: Some(root), .. } if *root == header.root);
        self.attestations.iter().any(fits)
    }
}

fn read(bytes: &[u8]) -> Option<Ots> {
    let mut rest = Bytes(bytes.strip_prefix(MAGIC).filter(|_| bytes.len() <= MAX_LEN)?);
    // Version 1 of the format, and SHA-256 of the file.
    if rest.varint()? != 1 || rest.byte()? != 0x08 {
        return None;
    }
    let digest = Digest::from_bytes(rest.take(32)?.try_into().ok()?);
    let mut attestations = Vec::new();
    // Messages whose branches are still to be read. `None` stands for one that was not computed.
    let mut open: Vec<Option<Vec<u8>>> = vec![Some(digest.as_bytes().to_vec())];
    for _ in 0..MAX_STEPS {
        let Some(message) = open.pop() else {
            return rest.0.is_empty().then_some(Ots { digest, attestations });
        };
        let mut tag = rest.byte()?;
        if tag == 0xff {
            // A fork: this branch, and then others from the same message.
            open.push(message.clone());
            tag = rest.byte()?;
        }
        if tag == 0 {
            attestations.push(attestation(&mut rest, message)?);
        } else {
            open.push(step(tag, &mut rest, message)?);
        }
    }
    None
}

/// The message after an operation.
fn step(tag: u8, rest: &mut Bytes, message: Option<Vec<u8>>) -> Option<Option<Vec<u8>>> {
    let after = match tag {
        0xf0 | 0xf1 => {
            let more = rest.varbytes(MAX_MESSAGE)?;
            message.map(|message| if tag == 0xf0 { [&message, more].concat() } else { [more, &message].concat() })
        }
        0x08 => message.map(|message| Digest::of(&message).as_bytes().to_vec()),
        0x02 => message.map(|message| hash::sha1(&message).to_vec()),
        // RIPEMD-160 and Keccak-256, which no calendar uses on the way to Bitcoin.
        0x03 | 0x67 => None,
        _ => return None,
    };
    Some(after).filter(|after| after.as_ref().is_none_or(|message| message.len() <= MAX_MESSAGE))
}

fn attestation(rest: &mut Bytes, message: Option<Vec<u8>>) -> Option<Attestation> {
    let kind: [u8; 8] = rest.take(8)?.try_into().ok()?;
    let mut payload = Bytes(rest.varbytes(MAX_PAYLOAD)?);
    let read = match kind {
        BITCOIN => {
            let height = payload.varint()?;
            let root = message.and_then(|message| message.try_into().ok()).map(Digest::from_bytes);
            Attestation::Bitcoin { height, root }
        }
        PENDING => {
            let uri = payload.varbytes(MAX_URI)?;
            // What the reference implementation lets through, so that an address is fit to be shown.
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._/:".contains(byte);
            let calendar = String::from_utf8(uri.to_vec()).ok().filter(|_| uri.iter().all(plain))?;
            Attestation::Pending { calendar }
        }
        _ => return Some(Attestation::Unknown),
    };
    payload.0.is_empty().then_some(read)
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Seven bits a byte, the lowest first.
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn varbytes(&mut self, longest: usize) -> Option<&'a [u8]> {
        let len = usize::try_from(self.varint()?).ok().filter(|&len| len <= longest)?;
        self.take(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `stamped`, forked into a calendar's promise and a block with its Merkle root.
    fn example(stamped: &[u8]) -> (Vec<u8>, Header) {
        let digest = Digest::of(stamped);
        let root = Digest::of(&[b"left", digest.as_bytes().as_slice(), b"right"].concat());
        let uri = b"https://calendar.example";
        let bytes = [
            MAGIC,
            &[1, 8],
            digest.as_bytes(),
            &[0xff, 0],
            &PENDING,
            &[uri.len() as u8 + 1, uri.len() as u8],
            uri,
            b"\xf1\x04left\xf0\x05right\x08\0",
            &BITCOIN,
            &[3, 0xf0, 0xc5, 0x2a],
        ]
        .concat();
        let header = [&[2; 36][..], root.as_bytes(), &1_600_000_000u32.to_le_bytes(), &[3; 8]].concat();
        (bytes, Header::parse(&header).unwrap())
    }

    #[test]
    fn branches_lead_to_their_attestations() {
        let (bytes, header) = example(b"stamped");
        let ots = Ots::parse(&bytes).unwrap();
        assert_eq!(ots.verify(b"stamped"), Ok(()));
        assert!(matches!(ots.verify(b"other"), Err(ProofError::OtherBytes { .. })));
        let calendar = "https://calendar.example".to_owned();
        let block = Attestation::Bitcoin { height: 697_072, root: Some(header.root) };
        assert_eq!(ots.attestations, [Attestation::Pending { calendar }, block]);
        assert!(ots.is_in(&header));
        assert!(!ots.is_in(&Header { root: Digest::of(b"other"), ..header }));
        assert_eq!(header.time, 1_600_000_000);
    }

    #[test]
    fn a_flipped_bit_leads_elsewhere_or_nowhere() {
        let (bytes, header) = example(b"stamped");
        let good = Ots::parse(&bytes).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(Ots::parse(&changed), Ok(good.clone()), "bit {bit}");
        }
        for end in 0..bytes.len() {
            assert!(Ots::parse(&bytes[..end]).is_err());
        }
        assert!(Ots::parse(&[&bytes[..], &[0]].concat()).is_err());
        assert!(good.is_in(&header));
    }

    /// The header of Bitcoin's first block.
    #[test]
    fn a_header_is_read_from_bytes_and_hex() {
        let hex = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e\
                   67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c\n";
        let header = Header::parse(hex.as_bytes()).unwrap();
        assert_eq!(header.name(), "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
        assert_eq!(header.time, 1_231_006_505);
        assert!(Header::parse(&hex.as_bytes()[1..]).is_err());
        assert!(Header::parse("é".repeat(80).as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_file_or_an_error(tail in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            let (bytes, _) = example(b"x");
            let _ = Ots::parse(&[&bytes[..cut.min(bytes.len())], &tail].concat());
        }
    }
}
