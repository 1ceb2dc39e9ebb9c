//! What a stranger can check with a file or two and no archive: who signed a state of the log, that an entry or a
//! sentence is in it, and when it existed. Every form here is someone else's, so that other programs check it too:
//!
//! | form | file | specification |
//! |---|---|---|
//! | signed note, keys | [`note`], [`key`] | C2SP signed-note |
//! | checkpoint | [`checkpoint`] | C2SP tlog-checkpoint |
//! | witness's cosignature | [`cosignature`] | C2SP tlog-cosignature |
//! | whom to trust | [`policy`] | C2SP tlog-policy |
//! | proof file | [`logged`] | C2SP tlog-proof |
//! | proof that a log only grew | [`growth`] | C2SP tlog-witness |
//! | what an article's proof carries along | [`claim`] | docs/format.md |
//! | SSH signature | [`sshsig`] | OpenSSH PROTOCOL.sshsig |
//! | time stamp of an authority | [`timestamp`] | RFC 3161, RFC 5652, RFC 5816 |
//! | time stamp of a public ledger | [`ots`] | OpenTimestamps |
//!
//! Functions over bytes: no disk, no clock, no environment. Whatever the bytes are, the answer is a value or a
//! [`ProofError`].

#[cfg(test)]
#[path = "../../tests/common/authority.rs"]
pub(crate) mod authority;
mod base64;
pub mod checkpoint;
pub mod claim;
pub mod cosignature;
mod der;
mod error;
pub mod growth;
pub mod key;
pub mod logged;
pub mod note;
pub mod ots;
pub mod policy;
pub mod sshsig;
#[cfg(test)]
mod tests;
pub mod timestamp;

pub use base64::encode as base64;
pub use checkpoint::{Checkpoint, Signed};
pub use claim::{Claim, Sentence};
pub use error::ProofError;
pub use growth::Growth;
pub use key::{Kind, Signer, Verifier};
pub use logged::Logged;
pub use note::{Note, Signature};
pub use ots::{Attestation, Ots};
pub use policy::Policy;
pub use timestamp::{Authorities, TimeStamp};
