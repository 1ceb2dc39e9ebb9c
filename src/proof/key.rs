//! Keys by which notes are signed, in the text form of C2SP signed-note and of Go's `note` package:
//! `NAME+ID+BASE64` to check with, `PRIVATE+KEY+NAME+ID+BASE64` to sign with. All are Ed25519 (RFC 8032). The id is
//! the beginning of a digest over name, kind and key, so one key of one name has another id for each use.

use std::fmt;
use std::str::FromStr;

use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::base64;
use super::error::{ProofError, Result};
use crate::hash::Digest;

const PRIVATE: &str = "PRIVATE+KEY+";
const WHAT: &str = "key of a note";

/// What a key signs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A note's text as it is: a log's own signature.
    Log,
    /// A checkpoint and the time it was seen: a witness's cosignature.
    Witness,
}

impl Kind {
    const fn byte(self) -> u8 {
        match self {
            Kind::Log => 1,
            Kind::Witness => 4,
        }
    }

    fn from_byte(byte: u8) -> Option<Kind> {
        [Kind::Log, Kind::Witness].into_iter().find(|kind| kind.byte() == byte)
    }
}

/// A public key and the name it signs by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Verifier {
    name: String,
    kind: Kind,
    public: [u8; 32],
}

impl Verifier {
    pub fn new(name: &str, kind: Kind, public: [u8; 32]) -> Result<Verifier> {
        if !is_name(name) {
            return Err(ProofError::malformed(WHAT, format!("{name:?} cannot be its name")));
        }
        Ok(Verifier { name: name.to_owned(), kind, public })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The number signature lines carry.
    pub fn id(&self) -> u32 {
        let named = [self.name.as_bytes(), &[b'\n', self.kind.byte()], &self.public].concat();
        let [a, b, c, d, ..] = *Digest::of(&named).as_bytes();
        u32::from_be_bytes([a, b, c, d])
    }

    /// Whether `signature` is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(message, signature).is_ok()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id(), encoded(self.kind, &self.public))
    }
}

impl FromStr for Verifier {
    type Err = ProofError;

    fn from_str(text: &str) -> Result<Verifier> {
        let (name, kind, public) = parts(text)?;
        let key = Verifier::new(name, kind, public)?;
        same(&key.to_string(), text)?;
        Ok(key)
    }
}

/// A private key and the name it signs by. Its `Debug` form shows the public half.
pub struct Signer {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
    verifier: Verifier,
}

impl Signer {
    /// A new key, of the system's random numbers.
    pub fn generate(name: &str, kind: Kind) -> Result<Signer> {
        let mut seed = [0; 32];
        let filled = SystemRandom::new().fill(&mut seed);
        filled.map_err(|_| ProofError::malformed(WHAT, "the system gave no random numbers"))?;
        Signer::from_seed(name, kind, seed)
    }

    /// The key that RFC 8032 derives from 32 secret bytes.
    pub fn from_seed(name: &str, kind: Kind, seed: [u8; 32]) -> Result<Signer> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed);
        let pair = pair.map_err(|_| ProofError::malformed(WHAT, "no Ed25519 key comes of it"))?;
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(Signer { seed, pair, verifier: Verifier::new(name, kind, public)? })
    }

    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The 64 bytes of an Ed25519 signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// The text form, which must be kept secret.
    pub fn secret_text(&self) -> String {
        let Verifier { name, kind, .. } = &self.verifier;
        format!("{PRIVATE}{name}+{:08x}+{}", self.verifier.id(), encoded(*kind, &self.seed))
    }
}

impl FromStr for Signer {
    type Err = ProofError;

    fn from_str(text: &str) -> Result<Signer> {
        let rest = text.strip_prefix(PRIVATE).ok_or_else(|| ProofError::malformed(WHAT, "it is not a private key"))?;
        let (name, kind, seed) = parts(rest)?;
        let signer = Signer::from_seed(name, kind, seed)?;
        same(&signer.secret_text(), text)?;
        Ok(signer)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

/// Whether keys can be called so: not empty, no space, no plus, no control character.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '+')
}

fn encoded(kind: Kind, key: &[u8; 32]) -> String {
    base64::encode(&[&[kind.byte()], key.as_slice()].concat())
}

/// The name, kind and bytes in a key's text. Its id is not looked at.
fn parts(text: &str) -> Result<(&str, Kind, [u8; 32])> {
    let bad = |why: &str| ProofError::malformed(WHAT, why);
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad("it is not NAME+ID+BASE64"));
    };
    let key = base64::decode(key).ok_or_else(|| bad("it does not end in base64"))?;
    let (&kind, key) = key.split_first().ok_or_else(|| bad("it holds no key"))?;
    let kind = Kind::from_byte(kind)
        .ok_or_else(|| bad("its kind of signature is not one that wirecopy knows (Ed25519, cosignature/v1)"))?;
    Ok((name, kind, key.try_into().map_err(|_| bad("its key does not have 32 bytes"))?))
}

/// The id, and with it all else, must be as we would write it.
fn same(written: &str, read: &str) -> Result<()> {
    if written == read { Ok(()) } else { Err(ProofError::malformed(WHAT, "its id is not that of its name and key")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of C2SP signed-note.
    #[test]
    fn the_specification_s_key_is_read_and_written() {
        let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        let key: Verifier = text.parse().unwrap();
        assert_eq!((key.name(), key.kind(), key.id()), ("example.com/foo", Kind::Log, 0x530d903a));
        assert_eq!(key.to_string(), text);
        for bad in [
            text.replace("530d903a", "530d903b"),
            text.replace("530d903a", "530D903A"),
            text.replace("foo", "fo o"),
            text.replace("foo", ""),
            text.replace("AekyeRrm", "AukyeRrm"),
            text[..text.len() - 4].to_owned(),
            format!("{text}\n"),
        ] {
            assert!(bad.parse::<Verifier>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_private_key_is_read_back_and_shows_nothing() {
        let signer = Signer::from_seed("a/b", Kind::Witness, [7; 32]).unwrap();
        let again: Signer = signer.secret_text().parse().unwrap();
        assert_eq!(again.verifier(), signer.verifier());
        assert_eq!(again.sign(b"x"), signer.sign(b"x"));
        assert!(signer.verifier().verifies(b"x", &signer.sign(b"x")));
        assert!(!signer.verifier().verifies(b"y", &signer.sign(b"x")));
        assert!(!format!("{signer:?}").contains(&encoded(Kind::Witness, &[7; 32])));
        assert!(signer.verifier().to_string().parse::<Signer>().is_err());
    }

    #[test]
    fn new_keys_differ() {
        let key = || Signer::generate("a", Kind::Log).unwrap().secret_text();
        assert_ne!(key(), key());
    }
}
