//! What a proof file proves to someone who has no store.

/// What `verify --proof` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProofCheck {
    /// The proof file, as the user named it.
    pub file: String,
    /// What does not hold, each in a sentence.
    pub faults: Vec<String>,
    /// What could not be checked, each in a sentence.
    pub unchecked: Vec<String>,
    /// What the log holds; `None` if the proof does not hold together.
    pub held: Option<Held>,
    /// The key that signed the log's checkpoint, if it was checked.
    pub signed: Option<String>,
    /// Witnesses that cosigned it, and when (Unix seconds).
    pub cosigned: Vec<(String, i64)>,
    /// Authorities that stamped it, and when (Unix seconds).
    pub stamped: Vec<(String, i64)>,
    /// The article that was given: its name, and what of it is that of the version.
    pub article: Option<(String, Match)>,
}

/// The entry that a proof is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// The log, and how many entries its checkpoint covers.
    pub origin: String,
    pub size: u64,
    pub entry: u64,
    /// The article's key.
    pub key: String,
    /// By the clock of the log's keeper, Unix seconds.
    pub recorded_at: i64,
    /// `sha256:` of the bytes as they came, and of the text.
    pub version: String,
    pub text: String,
    pub sentences: u32,
    /// The sentence's number, from 1, and its words; `None` if the version as a whole is proven.
    pub sentence: Option<(u32, String)>,
}

/// What of a given article is that of the version proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Match {
    Bytes,
    /// The same text in other bytes.
    Text,
    Nothing,
}

impl ProofCheck {
    pub fn failed(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Whether everything that was asked could be checked.
    pub fn complete(&self) -> bool {
        self.unchecked.is_empty()
    }
}
