//! C2SP tlog-checkpoint: what a log says of itself. Origin, size and root in three lines, signed as a note.

use std::fmt;

use super::base64;
use super::cosignature;
use super::error::{ProofError, Result};
use super::key::{Signer, Verifier};
use super::note::{Note, Signature};
use crate::hash::Digest;

const WHAT: &str = "checkpoint";

/// A state of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    pub root: Digest,
    /// Further lines, which no rule covers.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads a note's text.
    pub fn parse(text: &str) -> Result<Checkpoint> {
        let bad = |why: &str| ProofError::malformed(WHAT, why);
        let whole = text.strip_suffix('\n').ok_or_else(|| bad("its last line does not end"))?;
        let lines: Vec<&str> = whole.split('\n').collect();
        let [origin, size, root, extensions @ ..] = &lines[..] else {
            return Err(bad("it has fewer than three lines"));
        };
        if lines.contains(&"") {
            return Err(bad("one of its lines is empty"));
        }
        let size = decimal(size).ok_or_else(|| bad("its second line is no size"))?;
        let root = digest(root).ok_or_else(|| bad("its third line is no root"))?;
        let extensions = extensions.iter().map(|&line| line.to_owned()).collect();
        Ok(Checkpoint { origin: (*origin).to_owned(), size, root, extensions })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, base64::encode(self.root.as_bytes()))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint as a note: what it says, and who signed that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    checkpoint: Checkpoint,
    note: Note,
}

impl Signed {
    pub fn new(checkpoint: Checkpoint, signer: &Signer) -> Result<Signed> {
        Signed::parse(Note::signed(&checkpoint.to_string(), signer)?.to_string().as_bytes())
    }

    pub fn parse(bytes: &[u8]) -> Result<Signed> {
        let note = Note::parse(bytes)?;
        Ok(Signed { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Whether the log whose key this is signed it: the key's name is the log's.
    pub fn verify(&self, log: &Verifier) -> Result<()> {
        if log.name() != self.checkpoint.origin {
            let (found, expected) = (self.checkpoint.origin.clone(), log.name().to_owned());
            return Err(ProofError::OtherLog { found, expected });
        }
        self.note.verify(log)
    }

    /// The bytes that time stamps and SSH signatures are over: the text with the log's own signature alone, so that
    /// cosignatures may still come.
    pub fn stamped_bytes(&self, log: &Verifier) -> Vec<u8> {
        self.note.only(|signature| signature.is_by(log)).to_string().into_bytes()
    }

    /// When a witness says to have seen it, Unix seconds; `None` if it has not cosigned.
    pub fn cosigned_by(&self, witness: &Verifier) -> Result<Option<i64>> {
        let mut latest = None;
        for signature in self.note.of_key(witness) {
            latest = latest.max(Some(cosignature::verify(witness, self.note.text(), signature)?));
        }
        Ok(latest)
    }

    /// The same checkpoint with more signature lines.
    pub fn with(&self, more: &[Signature]) -> Signed {
        Signed { checkpoint: self.checkpoint.clone(), note: self.note.with(more) }
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// A number in decimal with no leading zero.
pub(super) fn decimal(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

/// A digest in base64.
pub(super) fn digest(text: &str) -> Option<Digest> {
    Some(Digest::from_bytes(base64::decode(text)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Kind;

    /// The example of C2SP tlog-checkpoint.
    const TEXT: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_specification_s_checkpoint_is_read_and_written() {
        let checkpoint = Checkpoint::parse(TEXT).unwrap();
        assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(checkpoint.to_string(), TEXT);
        let extended = format!("{TEXT}more\n");
        assert_eq!(Checkpoint::parse(&extended).unwrap().extensions, ["more"]);
        assert_eq!(Checkpoint::parse(&extended).unwrap().to_string(), extended);
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        for (from, to) in [
            ("20852163", "020852163"),
            ("20852163", "+20852163"),
            ("20852163", "-1"),
            ("20852163", "99999999999999999999"),
            ("CsUY", ""),
            ("q2I=\n", "q2I="),
            ("q2I=\n", "q2I=\n\n"),
            ("example.com/behind-the-sofa\n", ""),
            ("example.com/behind-the-sofa", ""),
        ] {
            assert!(Checkpoint::parse(&TEXT.replacen(from, to, 1)).is_err(), "{from} {to}");
        }
    }

    #[test]
    fn a_key_of_another_name_is_of_another_log() {
        let signer = Signer::from_seed("a", Kind::Log, [1; 32]).unwrap();
        let checkpoint = Checkpoint { origin: "a".to_owned(), size: 0, root: Digest::of(b""), extensions: Vec::new() };
        let signed = Signed::new(checkpoint.clone(), &signer).unwrap();
        assert_eq!(signed.verify(signer.verifier()), Ok(()));
        let other = Signed::new(Checkpoint { origin: "b".to_owned(), ..checkpoint }, &signer).unwrap();
        assert!(matches!(other.verify(signer.verifier()), Err(ProofError::OtherLog { .. })));
    }
}
