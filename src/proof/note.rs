//! C2SP signed-note: text, an empty line, and a line for each signature. There is one way to write a note, and anything
//! else is refused.

use std::fmt;

use super::base64;
use super::error::{ProofError, Result};
use super::key::{Kind, Signer, Verifier, is_name};

/// No note is longer (bytes), and none has more signatures. Go's reader draws the same lines.
const MAX_LEN: usize = 1_000_000;
const MAX_SIGNATURES: usize = 100;

/// A text and who signed it. What is signed is not yet checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    pub name: String,
    pub id: u32,
    pub bytes: Vec<u8>,
}

impl Note {
    /// `text`, which ends in a line feed, signed by a log's key.
    pub fn signed(text: &str, signer: &Signer) -> Result<Note> {
        let key = signer.verifier();
        let bytes = signer.sign(text.as_bytes());
        let signature = Signature { name: key.name().to_owned(), id: key.id(), bytes };
        // Read back, so that a text no note can hold is never given out.
        Note::parse(Note { text: text.to_owned(), signatures: vec![signature] }.to_string().as_bytes())
    }

    pub fn parse(bytes: &[u8]) -> Result<Note> {
        let bad = |why: &str| ProofError::malformed("signed note", why);
        if bytes.len() > MAX_LEN {
            return Err(bad("it is longer than a million bytes"));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(bad("it holds control characters"));
        }
        let split = note.rfind("\n\n").ok_or_else(|| bad("no empty line ends its text"))?;
        let (text, lines) = (&note[..split + 1], &note[split + 2..]);
        Ok(Note { text: text.to_owned(), signatures: signatures(lines)? })
    }

    /// What was signed, with the line feed at its end.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The signatures that name `key`; it still has to be checked whether they are its.
    pub fn of_key<'a>(&'a self, key: &'a Verifier) -> impl Iterator<Item = &'a Signature> {
        self.signatures.iter().filter(move |signature| signature.is_by(key))
    }

    /// The same text with the lines of `keep` alone.
    pub fn only(&self, keep: impl Fn(&Signature) -> bool) -> Note {
        let signatures = self.signatures.iter().filter(|signature| keep(signature)).cloned().collect();
        Note { text: self.text.clone(), signatures }
    }

    /// The same note with more signature lines.
    pub fn with(&self, more: &[Signature]) -> Note {
        Note { text: self.text.clone(), signatures: [&self.signatures[..], more].concat() }
    }

    /// Whether a log's key signed the text. A signature that names the key and is not its makes the note worthless.
    pub fn verify(&self, key: &Verifier) -> Result<()> {
        let mut signed = false;
        for signature in self.of_key(key) {
            if key.kind() != Kind::Log || !key.verifies(self.text.as_bytes(), &signature.bytes) {
                return Err(ProofError::BadSignature { key: key.name().to_owned() });
            }
            signed = true;
        }
        if signed { Ok(()) } else { Err(ProofError::Unsigned { key: key.to_string() }) }
    }
}

impl Signature {
    pub fn is_by(&self, key: &Verifier) -> bool {
        self.name == key.name() && self.id == key.id()
    }
}

/// Signature lines, one or more, each with its line feed.
pub fn signatures(lines: &str) -> Result<Vec<Signature>> {
    let bad = |why: String| ProofError::malformed("signed note", why);
    let whole = lines.strip_suffix('\n').ok_or_else(|| bad("its last line does not end".to_owned()))?;
    let mut signatures = Vec::new();
    for line in whole.split('\n') {
        let read = || {
            let (name, code) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = base64::decode(code)?;
            let (id, bytes) = bytes.split_first_chunk::<4>()?;
            let whole = is_name(name) && !bytes.is_empty();
            whole.then(|| Signature { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
        };
        let shown = || line.chars().take(80).collect::<String>();
        signatures.push(read().ok_or_else(|| bad(format!("{:?} is no signature", shown())))?);
    }
    if signatures.len() > MAX_SIGNATURES {
        return Err(bad(format!("it has more than {MAX_SIGNATURES} signatures")));
    }
    Ok(signatures)
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "— {} {}", self.name, base64::encode(&[&self.id.to_be_bytes(), self.bytes.as_slice()].concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    /// The example of C2SP signed-note.
    #[test]
    fn the_specification_s_note_is_verified() {
        let note = Note::parse(NOTE.as_bytes()).unwrap();
        assert_eq!(note.text(), "This is an example message.\n");
        assert_eq!(note.verify(&KEY.parse().unwrap()), Ok(()));
        assert_eq!(note.to_string(), NOTE);
    }

    #[test]
    fn no_flipped_bit_is_verified() {
        let key: Verifier = KEY.parse().unwrap();
        for bit in 0..NOTE.len() * 8 {
            let mut bytes = NOTE.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Note::parse(&bytes).and_then(|note| note.verify(&key)).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn what_is_no_note_is_refused() {
        for bad in [
            "",
            "\n",
            "a\n\n",
            "a\n— n AAAAAQE=\n",
            "a\n\n- n AAAAAQE=\n",
            "a\n\n— n AAAAAQE=",
            "a\n\n— n+m AAAAAQE=\n",
            "a\n\n—  AAAAAQE=\n",
            "a\n\n— n AAAAAQ==\n",
            "a\r\n\n— n AAAAAQE=\n",
            "a\n\n— n AAAAAQE=\n\n",
        ] {
            assert!(Note::parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert!(Note::parse("a\n\nb\n\n— n AAAAAQE=\n".as_bytes()).is_ok_and(|note| note.text() == "a\n\nb\n"));
        assert!(Note::parse("\n\n— n AAAAAQE=\n".as_bytes()).is_ok_and(|note| note.text() == "\n"));
    }

    #[test]
    fn signatures_of_strangers_are_kept_and_not_believed() {
        let [one, two] = [1, 2].map(|seed| Signer::from_seed("log", Kind::Log, [seed; 32]).unwrap());
        let note = Note::signed("text\n", &one).unwrap();
        assert!(matches!(note.verify(two.verifier()), Err(ProofError::Unsigned { .. })));
        let forged = Signature { id: two.verifier().id(), ..note.signatures()[0].clone() };
        let both = note.with(&[forged]);
        assert_eq!(both.verify(one.verifier()), Ok(()));
        assert!(matches!(both.verify(two.verifier()), Err(ProofError::BadSignature { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_have_two_readings(text in "(.{0,9}\n){0,4}", tail in ".{0,20}") {
            for bytes in [format!("{text}\n— a AAAAAQE=\n{tail}"), format!("{text}{tail}")] {
                if let Ok(note) = Note::parse(bytes.as_bytes()) {
                    prop_assert_eq!(note.to_string(), bytes);
                }
            }
        }
    }
}
