//! The entries of the log. A leaf says what was recorded of one article and when; its bytes are canonical, so equal
//! leaves have equal hashes and a leaf read back is written the same.

use std::fmt;

use super::mark::{MAX_BY, MarkBody, Word, is_match, is_plain};
use super::objects::Oid;
use crate::article::ArticleId;
use crate::hash::{Digest, merkle};

const DOMAIN: &[u8] = b"wirecopy/leaf/v1";
const VERSION: &str = "version";
const SEEN: &str = "seen";
const TOMBSTONE: &str = "tombstone";
const ERASED: &str = "erased";
const MARK: &str = "mark";

/// No leaf is longer (bytes).
pub(super) const MAX_LEN: usize = 1024;

/// No reason is longer (bytes of UTF-8), so that a leaf that states one is no longer than any other.
pub(super) const MAX_REASON: usize = 512;

/// The name of an article in the store: the first half of its key's SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct StoreId([u8; 16]);

impl StoreId {
    /// What all judgements of matches stand under: one chain, so that one look-up leads to every one of them. It is no
    /// article's: a key whose SHA-256 begins so would have to be found first.
    pub(super) const MARKS: StoreId = StoreId(*b"wirecopy/marks/1");

    pub(super) fn of(article: &ArticleId) -> StoreId {
        // Its name in the store is always 32 hex digits.
        let digit = |c: u8| char::from(c).to_digit(16).unwrap_or_default() as u8;
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(article.store_id().as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0]) << 4 | digit(pair[1]);
        }
        StoreId(id)
    }

    pub(super) fn of_key(key: &str) -> StoreId {
        let mut id = [0; 16];
        id.copy_from_slice(&Digest::of(key.as_bytes()).as_bytes()[..16]);
        StoreId(id)
    }

    /// The article by this name alone.
    pub(super) fn article(self) -> ArticleId {
        ArticleId::erased(self.0)
    }

    /// Reads 32 lower-case hex digits.
    pub(super) fn parse(hex: &str) -> Option<StoreId> {
        let id = StoreId::from_number(u128::from_str_radix(hex, 16).ok()?);
        (id.to_string() == hex).then_some(id)
    }

    /// The id as a number whose order is that of its bytes.
    pub(super) fn number(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    pub(super) fn from_number(number: u128) -> StoreId {
        StoreId(number.to_be_bytes())
    }

    /// The first four hex digits, which are its folders'.
    pub(super) fn digits(self) -> u16 {
        u16::from_be_bytes([self.0[0], self.0[1]])
    }

    /// All ids that begin with these four hex digits.
    pub(super) fn of_digits(digits: u16) -> std::ops::RangeInclusive<StoreId> {
        let of = |rest| {
            let mut id = [rest; 16];
            id[..2].copy_from_slice(&digits.to_be_bytes());
            StoreId(id)
        };
        of(0)..=of(0xff)
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
    /// The bytes of the article's last version were captured once more.
    Seen(SeenBody),
    /// The article is removed from the newest tree. Its history stays.
    Tombstone { reason: String },
    /// The bytes and records of one version are to be destroyed, by order. Its leaves stay.
    Erased(ErasedBody),
    /// A person judged a match, or took a judgement back.
    Mark(MarkBody),
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

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SeenBody {
    pub(super) raw: Digest,
    /// When the source says it was captured, Unix seconds.
    pub(super) captured_at: i64,
    /// The hash of the leaf that made the version.
    pub(super) version: Digest,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ErasedBody {
    /// The hash of the leaf that made the version.
    pub(super) version: Digest,
    pub(super) raw: Digest,
    pub(super) reason: String,
}

impl VersionBody {
    /// What it names in git.
    pub(super) fn blobs(&self) -> impl Iterator<Item = Oid> {
        [self.txt_blob, self.json_blob].into_iter().chain(self.raw_blob)
    }
}

impl Leaf {
    pub(super) fn version(&self) -> Option<&VersionBody> {
        match &self.body {
            Body::Version(version) => Some(version),
            Body::Seen(_) | Body::Tombstone { .. } | Body::Erased(_) | Body::Mark(_) | Body::Other { .. } => None,
        }
    }

    /// The raw bytes and the time of a capture that states its time.
    pub(super) fn capture(&self) -> Option<(Digest, i64)> {
        match &self.body {
            Body::Version(version) => Some((version.raw, version.captured_at?)),
            Body::Seen(seen) => Some((seen.raw, seen.captured_at)),
            Body::Tombstone { .. } | Body::Erased(_) | Body::Mark(_) | Body::Other { .. } => None,
        }
    }

    /// Why something was taken out.
    pub(super) fn reason(&self) -> Option<&str> {
        match &self.body {
            Body::Tombstone { reason } => Some(reason),
            Body::Erased(erased) => Some(&erased.reason),
            Body::Version(_) | Body::Seen(_) | Body::Mark(_) | Body::Other { .. } => None,
        }
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
            Body::Seen(_) => SEEN.as_bytes(),
            Body::Tombstone { .. } => TOMBSTONE.as_bytes(),
            Body::Erased(_) => ERASED.as_bytes(),
            Body::Mark(_) => MARK.as_bytes(),
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
            Body::Seen(seen) => {
                put(seen.raw.as_bytes());
                put(&seen.captured_at.to_be_bytes());
                put(seen.version.as_bytes());
            }
            Body::Tombstone { reason } => put(reason.as_bytes()),
            Body::Erased(erased) => {
                put(erased.version.as_bytes());
                put(erased.raw.as_bytes());
                put(erased.reason.as_bytes());
            }
            Body::Mark(mark) => {
                put(mark.of.as_bytes());
                put(mark.word.name().as_bytes());
                let version = |(article, raw): &(StoreId, Digest)| [&article.0[..], raw.as_bytes()].concat();
                put(&mark.versions.iter().flat_map(version).collect::<Vec<u8>>());
                put(mark.by.as_deref().unwrap_or_default().as_bytes());
                put(mark.reason.as_bytes());
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
        let body = match kind {
            VERSION => Body::Version(VersionBody {
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
            }),
            SEEN => Body::Seen(SeenBody {
                raw: Digest::from_bytes(fields.array()?),
                captured_at: i64::from_be_bytes(fields.array()?),
                version: Digest::from_bytes(fields.array()?),
            }),
            TOMBSTONE => Body::Tombstone { reason: fields.reason()? },
            ERASED => Body::Erased(ErasedBody {
                version: Digest::from_bytes(fields.array()?),
                raw: Digest::from_bytes(fields.array()?),
                reason: fields.reason()?,
            }),
            MARK => Body::Mark(MarkBody {
                of: fields.text().filter(|of| is_match(of))?,
                word: fields.word()?,
                versions: fields.versions()?,
                by: Some(fields.text().filter(|by| by.len() <= MAX_BY && is_plain(by))?).filter(|by| !by.is_empty()),
                reason: fields.reason().filter(|reason| is_plain(reason))?,
            }),
            _ => {
                let mut rest = Vec::new();
                while !fields.0.is_empty() {
                    rest.push(fields.next()?.to_vec());
                }
                Body::Other { kind: kind.to_owned(), fields: rest }
            }
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

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.next()?.to_vec()).ok()
    }

    /// One to [`MAX_REASON`] bytes of UTF-8.
    fn reason(&mut self) -> Option<String> {
        self.text().filter(|reason| (1..=MAX_REASON).contains(&reason.len()))
    }

    fn word(&mut self) -> Option<Word> {
        let name = self.next()?;
        Word::ALL.into_iter().find(|word| word.name().as_bytes() == name)
    }

    /// One version or two, each an article's id and the digest of its raw bytes.
    fn versions(&mut self) -> Option<Vec<(StoreId, Digest)>> {
        let (versions, rest) = self.next()?.as_chunks::<48>();
        let version = |bytes: &[u8; 48]| {
            let (article, raw) = bytes.split_first_chunk::<16>()?;
            Some((StoreId(*article), Digest::from_bytes(raw.try_into().ok()?)))
        };
        let versions = versions.iter().map(version).collect::<Option<Vec<_>>>()?;
        (rest.is_empty() && matches!(versions.len(), 1 | 2) && versions.is_sorted()).then_some(versions)
    }

    /// `Some(None)` for an empty field.
    fn optional<const N: usize>(&mut self) -> Option<Option<[u8; N]>> {
        match self.next()? {
            [] => Some(None),
            field => field.try_into().ok().map(Some),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A version leaf in which every field differs; docs/format.md prints its hash.
    pub(in super::super) fn example() -> Leaf {
        Leaf {
            article: StoreId::of_key("file:sources/a.txt"),
            seq: 1,
            prev: Some(Digest::of(b"prev")),
            recorded_at: 1_700_000_000,
            body: Body::Version(VersionBody {
                raw: Digest::of(b"raw"),
                text: Digest::of(b"text"),
                canon: 1,
                sentence_root: Digest::of(b"root"),
                sentences: 2,
                segmenter: "wirecopy-sentences/1".to_owned(),
                meta: Digest::of(b"meta"),
                captured_at: None,
                txt_blob: Oid::from_bytes([1; 20]),
                json_blob: Oid::from_bytes([2; 20]),
                raw_blob: Some(Oid::from_bytes([3; 20])),
            }),
        }
    }

    #[test]
    fn the_example_of_the_specification_has_its_hash() {
        assert_eq!(example().encode().len(), 333);
        assert_eq!(example().hash().to_string(), "57c129674e1ba0dd10c810521787635ed3b42c6e03f6ce5300aa4213fcfd741e");
    }

    /// One leaf of each further kind that is written; docs/format.md prints their hashes.
    #[test]
    fn the_other_examples_of_the_specification_have_their_hashes() {
        let (raw, version) = (Digest::of(b"raw"), Digest::of(b"made"));
        let leaf = |body| Leaf { body, ..example() };
        let leaves = [
            leaf(Body::Seen(SeenBody { raw, captured_at: 1_700_000_000, version })),
            leaf(Body::Tombstone { reason: "withdrawn".to_owned() }),
            leaf(Body::Erased(ErasedBody { version, raw, reason: "court order".to_owned() })),
            Leaf { article: StoreId::MARKS, ..leaf(mark("a form both filled in", Some("A. Reader"))) },
        ];
        let spec = include_str!("../../docs/format.md");
        for leaf in &leaves {
            let told = format!("| {} | `{}` |\n", leaf.encode().len(), leaf.hash());
            assert!(spec.contains(&told), "{told}");
            assert_eq!(Leaf::decode(&leaf.encode()).as_ref(), Some(leaf));
        }
    }

    fn mark(reason: &str, by: Option<&str>) -> Body {
        Body::Mark(MarkBody {
            of: "m-4f0c2ad1b95e7731".to_owned(),
            word: Word::Rejected,
            versions: vec![
                (StoreId::of_key("file:sources/b.txt"), Digest::of(b"b")),
                (StoreId::of_key("file:sources/a.txt"), Digest::of(b"a")),
            ],
            by: by.map(str::to_owned),
            reason: reason.to_owned(),
        })
    }

    #[test]
    fn nothing_in_a_judgement_controls_a_terminal() {
        let read = |body| Leaf::decode(&Leaf { body, ..example() }.encode());
        assert!(read(mark("why – «warum» 为什么", None)).is_some());
        for hostile in ["\u{1b}[2J", "a\nb", "\u{9b}1m", "\u{202e}", "\u{2067}", "\u{200f}", "\u{7f}", "\u{2028}"] {
            assert_eq!(read(mark(hostile, None)), None, "{hostile:?}");
            assert_eq!(read(mark("why", Some(hostile))), None, "{hostile:?}");
        }
        assert_eq!(read(mark("why", Some(&"x".repeat(MAX_BY + 1)))), None);
        assert_eq!(read(mark("", None)), None);
    }

    #[test]
    fn a_judgement_names_a_match_and_what_it_is_between() {
        let Body::Mark(good) = mark("why", None) else { panic!("a mark") };
        let read = |body| Leaf::decode(&Leaf { body: Body::Mark(body), ..example() }.encode());
        assert!(read(good.clone()).is_some());
        for of in ["", "m-", "m-4f0c2ad1b95e773", "x-4f0c2ad1b95e7731", "m-4F0C2AD1B95E7731", "l-4f0c2ad1b95e77310"] {
            assert_eq!(read(MarkBody { of: of.to_owned(), ..good.clone() }), None, "{of:?}");
        }
        let [a, b] = [good.versions[0], good.versions[1]];
        for versions in [vec![], vec![b, a], vec![a, b, b]] {
            assert_eq!(read(MarkBody { versions, ..good.clone() }), None);
        }
        assert!(read(MarkBody { versions: vec![a], ..good.clone() }).is_some());
        // The word stands in the bytes as it is called.
        let bytes = Leaf { body: Body::Mark(good), ..example() }.encode();
        let at = bytes.windows(8).position(|word| word == b"rejected").unwrap();
        assert_eq!(Leaf::decode(&[&bytes[..at], b"rejektet", &bytes[at + 8..]].concat()), None);
    }

    #[test]
    fn a_reason_is_some_text_and_not_a_book() {
        let bytes = |reason: String| Leaf { body: Body::Tombstone { reason }, ..example() }.encode();
        assert!(Leaf::decode(&bytes("é".repeat(MAX_REASON / 2))).is_some());
        for reason in [String::new(), "é".repeat(MAX_REASON / 2 + 1)] {
            assert_eq!(Leaf::decode(&bytes(reason)), None);
        }
    }

    #[test]
    fn a_path_fans_out_over_four_levels() {
        let id = StoreId::of_key("abc");
        assert_eq!(StoreId::of(&ArticleId::from_key("abc", "a")), id);
        assert_eq!(id.to_string(), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(id.path("txt"), "b/a/7/8/ba7816bf8f01cfea414140de5dae2223.txt");
    }

    #[test]
    fn a_changed_leaf_is_another_leaf_or_none() {
        let bytes = example().encode();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_ne!(Leaf::decode(&changed), Some(example()), "byte {at}");
            assert_eq!(Leaf::decode(&bytes[..at]), None);
        }
        assert_eq!(Leaf::decode(&[&bytes[..], &[0, 0]].concat()), None);
    }

    fn leaf() -> impl Strategy<Value = Leaf> {
        let digest = || any::<[u8; 32]>().prop_map(Digest::from_bytes);
        let oid = || any::<[u8; 20]>().prop_map(Oid::from_bytes);
        let version = (
            (digest(), digest(), any::<u32>(), digest(), any::<u32>(), "[a-z/0-9]{1,64}"),
            (digest(), any::<Option<i64>>(), oid(), oid(), proptest::option::of(oid())),
        );
        let version = version.prop_map(|((raw, text, canon, sentence_root, sentences, segmenter), rest)| {
            let (meta, captured_at, txt_blob, json_blob, raw_blob) = rest;
            Body::Version(VersionBody {
                raw,
                text,
                canon,
                sentence_root,
                sentences,
                segmenter,
                meta,
                captured_at,
                txt_blob,
                json_blob,
                raw_blob,
            })
        });
        let fields = proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..5);
        let seen = (digest(), any::<i64>(), digest());
        let seen = seen.prop_map(|(raw, captured_at, version)| Body::Seen(SeenBody { raw, captured_at, version }));
        let tombstone = "\\PC{1,100}".prop_map(|reason| Body::Tombstone { reason });
        let erased = (digest(), digest(), "\\PC{1,100}");
        let erased = erased.prop_map(|(version, raw, reason)| Body::Erased(ErasedBody { version, raw, reason }));
        let mark = (
            ("[ml]-[0-9a-f]{16}", 0..3_usize),
            [digest(), digest()],
            any::<bool>(),
            ("[a-zé ]{0,60}", "[a-zé ]{1,250}"),
        );
        let mark = mark.prop_map(|((of, word), raws, both, (by, reason))| {
            let mut versions: Vec<_> = raws.iter().map(|raw| (StoreId::of_key(&raw.to_string()), *raw)).collect();
            versions.truncate(if both { 2 } else { 1 });
            versions.sort();
            let by = Some(by).filter(|by| !by.is_empty());
            Body::Mark(MarkBody { of, word: Word::ALL[word], versions, by, reason })
        });
        let other = ("[f-u]{1,12}", fields).prop_map(|(kind, fields)| Body::Other { kind, fields });
        let head = (any::<[u8; 16]>(), any::<u32>(), proptest::option::of(digest()), any::<i64>());
        (head, prop_oneof![version, seen, tombstone, erased, mark, other]).prop_map(
            |((article, seq, prev, recorded_at), body)| Leaf {
                article: StoreId(article),
                seq,
                prev,
                recorded_at,
                body,
            },
        )
    }

    proptest! {
        #[test]
        fn a_leaf_of_any_kind_is_read_back_as_it_was_written(leaf in leaf()) {
            let bytes = leaf.encode();
            prop_assert!(bytes.len() <= MAX_LEN);
            prop_assert_eq!(Leaf::decode(&bytes), Some(leaf));
        }

        #[test]
        fn no_bytes_have_two_readings(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [&example().encode()[..60], &bytes].concat();
            if let Some(leaf) = Leaf::decode(&bytes) {
                prop_assert_eq!(leaf.encode(), bytes);
            }
        }
    }
}
