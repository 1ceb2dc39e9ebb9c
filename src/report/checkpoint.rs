//! Checkpoints: one that was signed, and two that were compared.

use crate::archive;
use crate::proof::sshsig;

/// What `seal` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The store's folder, as the user named it.
    pub path: String,
    pub origin: String,
    /// Entries it covers.
    pub size: u64,
    /// Hex.
    pub root: String,
    /// To check its signature with: for notes, and for `ssh-keygen`.
    pub key: String,
    pub ssh_key: String,
    /// What is kept of it, below the store's folder.
    pub files: Vec<String>,
    /// Where the secret key was made just now.
    pub made: Option<String>,
    /// Where it is remembered outside the store.
    pub remembered: Option<String>,
    /// What came back and was checked and stored, and for the checkpoint of which size.
    pub attached: Vec<(String, u64)>,
}

impl Sealed {
    pub fn new(path: String, sealed: &archive::Sealed) -> Sealed {
        let checkpoint = sealed.checkpoint.checkpoint();
        Sealed {
            path,
            origin: checkpoint.origin.clone(),
            size: checkpoint.size,
            root: checkpoint.root.to_string(),
            key: sealed.key.to_string(),
            ssh_key: sshsig::public_line(&sealed.key),
            files: sealed.files.clone(),
            made: None,
            remembered: None,
            attached: Vec::new(),
        }
    }
}

/// How two checkpoints stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// They say the same.
    Same,
    /// The longer log begins with the shorter one.
    Extends,
    /// No one log can have both.
    TwoViews,
    /// It takes the log itself to tell.
    Open,
}

/// What `checkpoint compare` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    pub origin: String,
    pub a: ComparedRow,
    pub b: ComparedRow,
    pub standing: Standing,
    /// Whether a key that was given, or the store's, signed both.
    pub signed: bool,
}

/// One of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedRow {
    pub file: String,
    pub size: u64,
    /// Hex.
    pub root: String,
}
