//! What is wrong with a proof, said so that it can follow the name of a file.

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("is no {what}: {why}")]
    Malformed { what: &'static str, why: String },
    #[error("is not signed by {key}")]
    Unsigned { key: String },
    #[error("carries a signature of {key} that is not over these bytes")]
    BadSignature { key: String },
    #[error("is of the log {found}, not of {expected}")]
    OtherLog { found: String, expected: String },
    #[error("stamps other bytes: their digest is {found}, not {expected}")]
    OtherBytes { found: String, expected: String },
    #[error("was refused by the authority (status {status})")]
    Refused { status: u8 },
    #[error("has a signature that does not hold: {why}")]
    BadStamp { why: String },
    #[error("is signed by {signer}, which no given authority stands behind: {why}")]
    Untrusted { signer: String, why: String },
}

impl ProofError {
    pub(super) fn malformed(what: &'static str, why: impl Into<String>) -> ProofError {
        ProofError::Malformed { what, why: why.into() }
    }
}

pub(super) type Result<T> = std::result::Result<T, ProofError>;
