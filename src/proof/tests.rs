//! Proof files as a whole, and what they cost.

use std::convert::Infallible;

use super::*;
use crate::hash::{Digest, merkle};
use proptest::prelude::*;

fn log() -> Signer {
    Signer::from_seed("wirecopy/0123456789abcdef", Kind::Log, [1; 32]).unwrap()
}

/// A proof for one of `size` entries; entry n is n in eight bytes.
fn example(size: u64, index: u64, extra: &[u8]) -> Logged {
    let leaf = |n: u64| merkle::leaf_hash(&n.to_be_bytes());
    let mut node = |level: u32, at: u64| -> Result<Digest, Infallible> {
        let leaves: Vec<Digest> = (at << level..(at + 1) << level).map(leaf).collect();
        Ok(merkle::root(&leaves))
    };
    let path = merkle::inclusion(index, size, &mut node).unwrap();
    let root = merkle::root_at(size, &mut node).unwrap();
    let origin = log().verifier().name().to_owned();
    let checkpoint = Signed::new(Checkpoint { origin, size, root, extensions: Vec::new() }, &log()).unwrap();
    Logged { extra: extra.to_vec(), index, path, checkpoint }
}

fn holds(bytes: &[u8], index: u64) -> bool {
    let Ok(proof) = Logged::parse(bytes) else { return false };
    proof.checkpoint.verify(log().verifier()).is_ok() && proof.holds(merkle::leaf_hash(&index.to_be_bytes()))
}

#[test]
fn no_flipped_bit_of_a_proof_is_verified() {
    let proof = example(21, 13, b"");
    let bytes = proof.to_string().into_bytes();
    assert!(holds(&bytes, 13));
    assert_eq!(Logged::parse(&bytes), Ok(proof));
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!holds(&changed, 13), "bit {bit}: {}", String::from_utf8_lossy(&changed));
    }
}

/// The form of C2SP tlog-proof, line by line.
#[test]
fn a_proof_has_the_lines_of_the_specification() {
    let text = example(3, 2, b"more").to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 2"]);
    assert_eq!((lines[4], lines[5], lines[6]), ("", "wirecopy/0123456789abcdef", "3"));
    for (from, to) in [
        ("proof@v1", "proof@v2"),
        ("extra bW9yZQ==", "extra "),
        ("extra bW9yZQ==", "extra bW9yZQ"),
        ("index 2", "index 02"),
        ("index 2\n", ""),
        ("index 2\n", "index 2\nindex 2\n"),
        ("\n\nwirecopy", "\nwirecopy"),
    ] {
        assert!(Logged::parse(text.replacen(from, to, 1).as_bytes()).is_err(), "{from:?} {to:?}");
    }
}

#[test]
fn a_quorum_takes_the_witnesses_it_names() {
    let [one, two] = [2, 3].map(|seed| Signer::from_seed(&format!("w{seed}"), Kind::Witness, [seed; 32]).unwrap());
    let policy = format!(
        "log {}\nwitness one {}\nwitness two {}\ngroup both all one two\nquorum both\n",
        log().verifier(),
        one.verifier(),
        two.verifier()
    );
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let plain = example(3, 2, b"").checkpoint;
    let text = plain.note().text().to_owned();
    let cosigned = |witnesses: &[&Signer]| {
        let lines: Vec<Signature> = witnesses.iter().map(|witness| cosignature::sign(witness, &text, 77)).collect();
        Signed::parse(plain.with(&lines).to_string().as_bytes()).unwrap()
    };
    let met = |signed: &Signed| policy.witnessed(signed).map(|witnessed| policy.is_met(&witnessed));
    assert_eq!(met(&plain), Ok(false));
    assert_eq!(met(&cosigned(&[&one])), Ok(false));
    let both = cosigned(&[&two, &one]);
    assert_eq!(met(&both), Ok(true));
    assert_eq!(policy.witnessed(&both).unwrap()[1], policy::Witnessed { name: "two".to_owned(), time: 77 });
    assert_eq!(policy.log_of(&both).unwrap(), log().verifier());
    assert_eq!(both.stamped_bytes(log().verifier()), plain.to_string().into_bytes());
    let mut forged = cosignature::sign(&one, &text, 77);
    forged.bytes[20] ^= 1;
    assert!(met(&plain.with(&[forged])).is_err());
}

/// A log of five million versions, articles of 17 sentences with one of 300 bytes.
#[test]
fn a_sentence_s_proof_is_small() {
    let hash = Digest::of(b"hash");
    let sentence = Sentence { ordinal: 16, text: "x".repeat(300), path: vec![hash; 5] };
    let claim = Claim { leaf: vec![1; 333], key: format!("file:{}", "k".repeat(80)), sentence: Some(sentence) };
    let origin = log().verifier().name().to_owned();
    let checkpoint = Checkpoint { origin, size: 5_000_000, root: hash, extensions: Vec::new() };
    let checkpoint = Signed::new(checkpoint, &log()).unwrap();
    let proof = Logged { extra: claim.encode().unwrap(), index: 4_999_999, path: vec![hash; 23], checkpoint };
    let bytes = proof.to_string().len();
    assert!((2000..4096).contains(&bytes), "{bytes} bytes");
}

proptest! {
    #[test]
    fn any_bytes_are_a_proof_or_an_error(tail in proptest::collection::vec(any::<u8>(), 0..60), cut in any::<usize>()) {
        let good = example(9, 4, b"extra").to_string().into_bytes();
        let bytes = [&good[..cut % good.len()], &tail].concat();
        if let Ok(proof) = Logged::parse(&bytes) {
            prop_assert_eq!(proof.to_string().into_bytes(), bytes.clone());
        }
        let _ = Signed::parse(&bytes);
        let _ = sshsig::verify(log().verifier(), b"x", &bytes);
    }
}
