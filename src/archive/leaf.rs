//! The entries of the log. A leaf says what was recorded of one article and when; its bytes are canonical, so equal
//! leaves have equal hashes and a leaf read back is written the same.

use std::fmt;

use super::objects::Oid;
use crate::hash::{Digest, merkle};

const DOMAIN: &[u8] = b"wirecopy/leaf/v1";
const VERSION: &str = "version";

/// Kinds set aside for later commands. Their place in the chain is checked, their bodies are not read yet.
const RESERVED: [&str; 4] = ["seen", "tombstone", "erased", "mark"];

/// No leaf is longer (bytes).
pub(super) const MAX_LEN: usize = 1024;

/// The name of an article in the store: the first half of its key's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct StoreId([u8; 16]);

impl StoreId {
    pub(super) fn of_key(key: &str) -> StoreId {
        let mut id = [0; 16];
        id.copy_from_slice(&Digest::of(key.as_bytes()).as_bytes()[..16]);
        StoreId(id)
    }

    /// The path of one of the article's files in the commits' tree: one hex digit a level, four levels.
    pub(super) fn path(self, extension: &str) -> String {
        let hex = self.to_string();
        format!("{}/{}/{}/{}/{hex}.{extension}", &hex[..1], &hex[1..2], &hex[2..3], &hex[3..4])
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Leaf {
    pub(super) article: StoreId,
    /// Counts the leaves of this article from 0.
    pub(super) seq: u32,
    /// The hash of the article's leaf before this one.
    pub(super) prev: Option<Digest>,
    /// By this store's clock, in Unix seconds; never before the leaf above it in the log.
    pub(super) recorded_at: i64,
    pub(super) body: Body,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Body {
    /// The article has these bytes and this record. With the bytes of the version before, it corrects the metadata.
    Version(VersionBody),
    /// A kind this program does not read: kept as it is.
    Other { kind: String, fields: Vec<Vec<u8>> },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct VersionBody {
    pub(super) raw: Digest,
    pub(super) text: Digest,
    pub(super) canon: u32,
    pub(super) sentence_root: Digest,
    pub(super) sentences: u32,
    pub(super) segmenter: String,
    /// Of the record, `<id>.json`.
    pub(super) meta: Digest,
    /// When the source says it was captured, Unix seconds.
    pub(super) captured_at: Option<i64>,
    pub(super) txt_blob: Oid,
    pub(super) json_blob: Oid,
    /// Where the bytes as they came are not the canonical text.
    pub(super) raw_blob: Option<Oid>,
}

impl Leaf {
    pub(super) fn version(&self) -> Option<&VersionBody> {
        match &self.body {
            Body::Version(version) => Some(version),
            Body::Other { .. } => None,
        }
    }

    pub(super) fn is_reserved(kind: &str) -> bool {
        RESERVED.contains(&kind)
    }

    pub(super) fn hash(&self) -> Digest {
        merkle::leaf_hash(&self.encode())
    }

    /// Fields in fixed order, each after its length as two big-endian bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(384);
        let mut put = |field: &[u8]| {
            out.extend_from_slice(&(field.len() as u16).to_be_bytes());
            out.extend_from_slice(field);
        };
        put(DOMAIN);
        put(match &self.body {
            Body::Version(_) => VERSION.as_bytes(),
            Body::Other { kind, .. } => kind.as_bytes(),
        });
        put(&self.article.0);
        put(&self.seq.to_be_bytes());
        put(self.prev.as_ref().map_or(&[], |digest| digest.as_bytes().as_slice()));
        put(&self.recorded_at.to_be_bytes());
        match &self.body {
            Body::Version(version) => {
                put(version.raw.as_bytes());
                put(version.text.as_bytes());
                put(&version.canon.to_be_bytes());
                put(version.sentence_root.as_bytes());
                put(&version.sentences.to_be_bytes());
                put(version.segmenter.as_bytes());
                put(version.meta.as_bytes());
                put(version.captured_at.map(i64::to_be_bytes).as_ref().map_or(&[], |time| time.as_slice()));
                put(version.txt_blob.as_bytes());
                put(version.json_blob.as_bytes());
                put(version.raw_blob.as_ref().map_or(&[], |oid| oid.as_bytes().as_slice()));
            }
            Body::Other { fields, .. } => fields.iter().for_each(|field| put(field)),
        }
        out
    }

    /// Reads a leaf back; `None` if the bytes are not exactly those of a leaf.
    pub(super) fn decode(bytes: &[u8]) -> Option<Leaf> {
        let mut fields = Fields(bytes);
        if bytes.len() > MAX_LEN || fields.next()? != DOMAIN {
            return None;
        }
        let kind = std::str::from_utf8(fields.next()?).ok()?;
        let article = StoreId(fields.next()?.try_into().ok()?);
        let seq = u32::from_be_bytes(fields.array()?);
        let prev = fields.optional()?.map(Digest::from_bytes);
        let recorded_at = i64::from_be_bytes(fields.array()?);
        let body = if kind == VERSION {
            Body::Version(VersionBody {
                raw: Digest::from_bytes(fields.array()?),
                text: Digest::from_bytes(fields.array()?),
                canon: u32::from_be_bytes(fields.array()?),
                sentence_root: Digest::from_bytes(fields.array()?),
                sentences: u32::from_be_bytes(fields.array()?),
                segmenter: String::from_utf8(fields.next()?.to_vec()).ok()?,
                meta: Digest::from_bytes(fields.array()?),
                captured_at: fields.optional()?.map(i64::from_be_bytes),
                txt_blob: Oid::from_bytes(fields.array()?),
                json_blob: Oid::from_bytes(fields.array()?),
                raw_blob: fields.optional()?.map(Oid::from_bytes),
            })
        } else {
            let mut rest = Vec::new();
            while !fields.0.is_empty() {
                rest.push(fields.next()?.to_vec());
            }
            Body::Other { kind: kind.to_owned(), fields: rest }
        };
        fields.0.is_empty().then_some(Leaf { article, seq, prev, recorded_at, body })
    }
}

/// Length-prefixed fields still to be read.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk::<2>()?;
        let (field, rest) = rest.split_at_checked(u16::from_be_bytes(*len) as usize)?;
        self.0 = rest;
        Some(field)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.next()?.try_into().ok()
    }

    /// `Some(None)` for an empty field.
    fn optional<const N: usize>(&mut self) -> Option<Option<[u8; N]>> {
        match self.next()? {
            [] => Some(None),
            field => field.try_into().ok().map(Some),
        }
    }
}
