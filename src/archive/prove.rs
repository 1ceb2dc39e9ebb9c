//! Proofs of one version, or of one sentence in it, that a stranger checks without the archive.

use super::add::one_line;
use super::anchors;
use super::error::{ArchiveError, Result};
use super::leaf::{Leaf, StoreId};
use super::life::{Step, Told};
use super::log::WIDTH;
use super::{Archive, State};
use crate::article::ArticleId;
use crate::hash::{Digest, merkle};
use crate::proof::{Claim, Logged, ProofError, Sentence};

/// What a proof says, once it holds. Who signed the log is not said here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    /// The article's key.
    pub key: String,
    /// The entry's place in the log, from 0.
    pub entry: u64,
    /// By the clock of the log's keeper, Unix seconds.
    pub recorded_at: i64,
    /// Of the bytes as they came.
    pub raw: Digest,
    /// Of the canonical text.
    pub text: Digest,
    /// How many sentences the version has.
    pub sentences: u32,
    /// The sentence that is proven to be one of them: its number, from 1, and its words. `None`: the whole version.
    pub sentence: Option<(u32, String)>,
}

/// Checks everything in a proof but the checkpoint's signatures.
pub fn proven(logged: &Logged) -> std::result::Result<Proven, ProofError> {
    let bad = |why: &str| ProofError::Malformed { what: "proof of wirecopy", why: why.to_owned() };
    let Claim { leaf: bytes, key, sentence } = Claim::decode(&logged.extra)?;
    if !logged.holds(merkle::leaf_hash(&bytes)) {
        return Err(bad("its entry is not in the log of its checkpoint, or not there"));
    }
    let leaf = Leaf::decode(&bytes).ok_or_else(|| bad("its entry cannot be read"))?;
    let body = leaf.version().ok_or_else(|| bad("its entry is of no version"))?;
    if leaf.article != StoreId::of_key(&key) {
        return Err(bad("its entry is of another article"));
    }
    if sentence.as_ref().is_some_and(|sentence| sentence.root(body.sentences) != Some(body.sentence_root)) {
        return Err(bad("its sentence is not one of the version"));
    }
    Ok(Proven {
        key,
        entry: logged.index,
        recorded_at: leaf.recorded_at,
        raw: body.raw,
        text: body.text,
        sentences: body.sentences,
        sentence: sentence.map(|sentence| (sentence.ordinal.saturating_add(1), sentence.text)),
    })
}

impl Archive {
    /// The proof that a version (the last if none is named) is in the log, or one sentence of it, counted from 1. The
    /// newest checkpoint must cover it.
    pub fn prove(&self, article: &ArticleId, version: Option<u32>, sentence: Option<u32>) -> Result<Logged> {
        let content = self.content(article, version)?;
        let name = || one_line(article.name());
        let story = self.state.story(StoreId::of_key(article.key()))?;
        let number = version.unwrap_or(story.life.versions);
        // The entry that brought the bytes; later ones correct what is known of them.
        let brought = |told: &&Told| told.version == number && told.step == Step::Version;
        let index = story.steps.iter().find(brought).ok_or_else(|| ArchiveError::NotFound { name: name() })?.leaf;
        let newest = anchors::newest(&self.folder)?.filter(|(size, _)| index < *size);
        let (size, checkpoint) =
            newest.ok_or_else(|| ArchiveError::Unsealed { name: format!("{}@v{number}", name()) })?;
        let sentence = match sentence {
            None => None,
            Some(number) => {
                let record = self.state.record(index)?;
                let count = record.sentences.len() as u32;
                let none = || ArchiveError::NoSentence { name: name(), sentence: number, count };
                let ordinal = number.checked_sub(1).filter(|&ordinal| ordinal < count).ok_or_else(none)?;
                let hashes = record.sentence_hashes(&content.text).ok_or_else(none)?;
                let words = content.text.get(record.sentences[ordinal as usize].span.range()).ok_or_else(none)?;
                let mut node = |level: u32, index: u64| {
                    Ok(merkle::root(&hashes[(index << level) as usize..((index + 1) << level) as usize]))
                };
                let path = merkle::inclusion::<ArchiveError>(ordinal.into(), hashes.len() as u64, &mut node)?;
                Some(Sentence { ordinal, text: words.to_owned(), path })
            }
        };
        let claim = Claim { leaf: self.state.log.leaf(index)?.encode(), key: article.key().to_owned(), sentence };
        let extra = claim.encode().ok_or_else(|| ArchiveError::TooLong { name: name() })?;
        let path = merkle::inclusion(index, size, &mut |level, index| self.state.node(level, index))?;
        Ok(Logged { extra, index, path, checkpoint })
    }
}

impl State {
    /// The root over the entries from `index · 2^level` on, `2^level` of them, which must be there.
    pub(super) fn node(&self, level: u32, index: u64) -> Result<Digest> {
        // The log keeps every eighth level; those between are inside one of its tiles.
        let (kept, above) = (level / 8, level % 8);
        let hash = |n: u64| match kept {
            0 if n / WIDTH < self.log.size() / WIDTH => Ok(self.log.tile(0, n / WIDTH)?[(n % WIDTH) as usize]),
            0 => Ok(self.log.leaf(n)?.hash()),
            _ => self.log.hash(kept, n),
        };
        let hashes = (index << above..(index + 1) << above).map(hash).collect::<Result<Vec<Digest>>>()?;
        Ok(merkle::root(&hashes))
    }
}
