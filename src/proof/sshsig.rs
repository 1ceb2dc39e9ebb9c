//! OpenSSH's signatures of files (PROTOCOL.sshsig), by the same Ed25519 key that signs a log's checkpoints, for people
//! who have `ssh-keygen` and nothing else. The signed bytes begin with `SSHSIG` and never pass for a note's text.

use super::base64;
use super::error::{ProofError, Result};
use super::key::{Signer, Verifier};
use crate::hash;

/// What the signatures are for; `ssh-keygen -Y verify` asks for it.
pub const NAMESPACE: &str = "wirecopy-checkpoint";

const MAGIC: &[u8] = b"SSHSIG";
const VERSION: u32 = 1;
const ALGORITHM: &str = "ssh-ed25519";
const HASH: &str = "sha512";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";
const COLUMNS: usize = 70;

/// The key as a line of `authorized_keys` and, after a name and a space, of `allowed_signers`.
pub fn public_line(key: &Verifier) -> String {
    format!("{ALGORITHM} {}", base64::encode(&public_blob(key)))
}

/// The armoured signature over `message`.
pub fn sign(signer: &Signer, message: &[u8]) -> String {
    let mut signature = Vec::new();
    put(&mut signature, ALGORITHM.as_bytes());
    put(&mut signature, &signer.sign(&signed_bytes(message)));
    armour(&[head(signer.verifier()), field(&signature)].concat())
}

/// Whether `armoured` is the key's signature over `message`. There is one way to write it.
pub fn verify(key: &Verifier, message: &[u8], armoured: &[u8]) -> Result<()> {
    let bad = |why: &str| ProofError::malformed("SSH signature", why);
    let text = std::str::from_utf8(armoured).map_err(|_| bad("it is not UTF-8"))?;
    let body = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
    let blob = body.and_then(|body| base64::decode(&body.replace('\n', "")));
    let blob = blob.filter(|blob| armour(blob) == text).ok_or_else(|| bad("it is not armoured as ssh-keygen does"))?;
    let Some(rest) = blob.strip_prefix(head(key).as_slice()) else {
        return Err(ProofError::Unsigned { key: key.to_string() });
    };
    let prefix = [field(ALGORITHM.as_bytes()), 64u32.to_be_bytes().to_vec()].concat();
    let signature = rest.get(4..).and_then(|rest| rest.strip_prefix(prefix.as_slice()));
    match signature {
        Some(signature) if rest == field(&rest[4..]) && key.verifies(&signed_bytes(message), signature) => Ok(()),
        _ => Err(ProofError::BadSignature { key: key.name().to_owned() }),
    }
}

/// Everything before the signature.
fn head(key: &Verifier) -> Vec<u8> {
    let fields = [public_blob(key), NAMESPACE.into(), Vec::new(), HASH.into()];
    [MAGIC, &VERSION.to_be_bytes(), &fields.map(|bytes| field(&bytes)).concat()].concat()
}

fn signed_bytes(message: &[u8]) -> Vec<u8> {
    let fields = [NAMESPACE.as_bytes(), b"", HASH.as_bytes(), &hash::sha512(message)];
    [MAGIC, &fields.map(field).concat()].concat()
}

fn public_blob(key: &Verifier) -> Vec<u8> {
    [ALGORITHM.as_bytes(), key.public()].map(field).concat()
}

/// The bytes after their length in four bytes.
fn field(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 4);
    put(&mut out, bytes);
    out
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn armour(blob: &[u8]) -> String {
    let code = base64::encode(blob);
    let lines = code.as_bytes().chunks(COLUMNS).map(|line| String::from_utf8_lossy(line) + "\n");
    format!("{BEGIN}{}{END}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Kind;

    #[test]
    fn no_flipped_bit_is_verified() {
        let signer = Signer::from_seed("log", Kind::Log, [5; 32]).unwrap();
        let armoured = sign(&signer, b"message");
        assert_eq!(verify(signer.verifier(), b"message", armoured.as_bytes()), Ok(()));
        assert!(verify(signer.verifier(), b"Message", armoured.as_bytes()).is_err());
        for bit in 0..armoured.len() * 8 {
            let mut bytes = armoured.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(verify(signer.verifier(), b"message", &bytes).is_err(), "bit {bit}");
        }
        let other = Signer::from_seed("log", Kind::Log, [6; 32]).unwrap();
        assert!(verify(other.verifier(), b"message", armoured.as_bytes()).is_err());
    }

    #[test]
    fn the_public_key_has_openssh_s_form() {
        let key = Verifier::new("log", Kind::Log, [0; 32]).unwrap();
        assert!(public_line(&key).starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
    }
}
