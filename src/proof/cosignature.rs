//! C2SP tlog-cosignature, version 1 (Ed25519): a witness says that it saw a checkpoint at a time, and that this log had
//! only ever grown until then.

use super::error::{ProofError, Result};
use super::key::{Kind, Signer, Verifier};
use super::note::Signature;

/// The cosignature of a checkpoint's text at `time`, Unix seconds.
pub fn sign(witness: &Signer, text: &str, time: u32) -> Signature {
    let key = witness.verifier();
    let signed = witness.sign(message(text, time.into()).as_bytes());
    let bytes = [&u64::from(time).to_be_bytes(), signed.as_slice()].concat();
    Signature { name: key.name().to_owned(), id: key.id(), bytes }
}

/// The time, in Unix seconds, at which `witness` cosigned the checkpoint's text.
pub fn verify(witness: &Verifier, text: &str, signature: &Signature) -> Result<i64> {
    let time = signature.bytes.split_first_chunk::<8>().and_then(|(time, signed)| {
        let time = u64::from_be_bytes(*time);
        let holds = witness.kind() == Kind::Witness
            && signature.is_by(witness)
            && witness.verifies(message(text, time).as_bytes(), signed);
        // The specification ends time at 2^63 - 1.
        i64::try_from(time).ok().filter(|_| holds)
    });
    time.ok_or_else(|| ProofError::BadSignature { key: witness.name().to_owned() })
}

fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosignature_is_over_text_and_time() {
        let witness = Signer::from_seed("witness.example/w1", Kind::Witness, [3; 32]).unwrap();
        let text = "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
        let signature = sign(&witness, text, 1_679_315_147);
        let check = |signature: &Signature| verify(witness.verifier(), text, signature);
        assert_eq!(check(&signature), Ok(1_679_315_147));
        for bit in 0..signature.bytes.len() * 8 {
            let mut changed = signature.clone();
            changed.bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(check(&changed).is_err(), "bit {bit}");
        }
        assert!(check(&Signature { bytes: vec![1; 7], ..signature.clone() }).is_err());
        assert!(verify(witness.verifier(), "log\n1\n", &signature).is_err());
        let log = Signer::from_seed("witness.example/w1", Kind::Log, [3; 32]).unwrap();
        assert!(verify(log.verifier(), text, &signature).is_err(), "a log's key cosigns nothing");
    }
}
