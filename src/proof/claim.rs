//! What our proof files carry as extra data: the log entry itself, the article's key, and for a sentence its words and
//! the way from them to the entry's `sentence_root`. Each field stands after its length; docs/format.md has the bytes.
//!
//! Nothing here is to be believed before the entry's hash was found in a log: the key is covered by the entry's id, the
//! sentence by its root.

use super::error::{ProofError, Result};
use crate::hash::{Digest, merkle};

const DOMAIN: &[u8] = b"wirecopy/claim/v1";

/// What is proven of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The bytes of the log entry.
    pub leaf: Vec<u8>,
    /// The article's key, whose digest begins with the entry's id.
    pub key: String,
    /// One sentence of the version, or the version as a whole.
    pub sentence: Option<Sentence>,
}

/// A sentence, and the hashes that lead from it to the root over all of the version's sentences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Its place, from 0.
    pub ordinal: u32,
    pub text: String,
    pub path: Vec<Digest>,
}

impl Sentence {
    /// The root over `count` sentences, if it is one of them.
    pub fn root(&self, count: u32) -> Option<Digest> {
        let leaf = hash(self.ordinal, &self.text);
        merkle::root_from_inclusion(leaf, self.ordinal.into(), count.into(), &self.path)
    }
}

/// The hash of a sentence in the tree over a version's sentences.
pub fn hash(ordinal: u32, text: &str) -> Digest {
    merkle::leaf_hash_of(&[&ordinal.to_be_bytes(), text.as_bytes()])
}

impl Claim {
    /// `None` if a field is longer than its length field can say (65,535 bytes).
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut put = |field: &[u8]| {
            out.extend_from_slice(&u16::try_from(field.len()).ok()?.to_be_bytes());
            out.extend_from_slice(field);
            Some(())
        };
        put(DOMAIN)?;
        put(&self.leaf)?;
        put(self.key.as_bytes())?;
        if let Some(Sentence { ordinal, text, path }) = &self.sentence {
            put(&ordinal.to_be_bytes())?;
            put(text.as_bytes())?;
            let path: Vec<u8> = path.iter().flat_map(|hash| *hash.as_bytes()).collect();
            put(&path)?;
        }
        Some(out)
    }

    pub fn decode(bytes: &[u8]) -> Result<Claim> {
        let bad = || ProofError::malformed("proof of wirecopy", "its extra data is not what docs/format.md says");
        Claim::read(bytes).ok_or_else(bad)
    }

    fn read(mut bytes: &[u8]) -> Option<Claim> {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let (len, rest) = bytes.split_first_chunk::<2>()?;
            let (field, rest) = rest.split_at_checked(u16::from_be_bytes(*len).into())?;
            fields.push(field);
            bytes = rest;
        }
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let (leaf, key, sentence) = match fields[..] {
            [DOMAIN, leaf, key] => (leaf, key, None),
            [DOMAIN, leaf, key, ordinal, text, path] => {
                let ordinal = u32::from_be_bytes(ordinal.try_into().ok()?);
                let (hashes, rest) = path.as_chunks::<32>();
                let path = hashes.iter().map(|&hash| Digest::from_bytes(hash)).collect();
                (leaf, key, Some(Sentence { ordinal, text: utf8(text)?, path }).filter(|_| rest.is_empty()))
            }
            _ => return None,
        };
        let claim = Claim { leaf: leaf.to_vec(), key: utf8(key)?, sentence };
        // A path that is not whole hashes would be dropped silently.
        (claim.sentence.is_some() == (fields.len() > 3)).then_some(claim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Claim {
        let sentence = Sentence { ordinal: 1, text: "Two.".to_owned(), path: vec![hash(0, "One."), hash(2, "Three.")] };
        Claim { leaf: b"leaf".to_vec(), key: "file:a/b.txt".to_owned(), sentence: Some(sentence) }
    }

    #[test]
    fn a_sentence_leads_to_the_root_over_all() {
        let root = merkle::root(&[hash(0, "One."), hash(1, "Two."), hash(2, "Three.")]);
        let sentence = example().sentence.unwrap();
        assert_eq!(sentence.root(3), Some(root));
        assert_ne!(Sentence { text: "Two!".to_owned(), ..sentence.clone() }.root(3), Some(root));
        assert_ne!(Sentence { ordinal: 0, ..sentence.clone() }.root(3), Some(root));
        assert_eq!(sentence.root(9), None);
    }

    #[test]
    fn a_claim_is_read_back_and_no_part_of_it_is_one() {
        for claim in [example(), Claim { sentence: None, ..example() }] {
            let bytes = claim.encode().unwrap();
            assert_eq!(Claim::decode(&bytes), Ok(claim.clone()));
            for end in 0..bytes.len() {
                assert_ne!(Claim::decode(&bytes[..end]), Ok(claim.clone()));
            }
        }
        let long = Claim { key: "k".repeat(70_000), ..example() };
        assert_eq!(long.encode(), None);
    }

    proptest! {
        #[test]
        fn no_bytes_have_two_readings(bytes in proptest::collection::vec(any::<u8>(), 0..80), cut in 0usize..120) {
            let example = example().encode().unwrap();
            let bytes = [&example[..cut.min(example.len())], &bytes].concat();
            if let Ok(claim) = Claim::decode(&bytes) {
                prop_assert_eq!(claim.encode(), Some(bytes));
            }
        }
    }
}
