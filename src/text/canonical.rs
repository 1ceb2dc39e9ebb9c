//! The canonical form of a text, and the way back to the input.
//!
//! Canonical is Unicode NFC with `\n` as the only line end (`\r\n` and a lone `\r` become `\n`). Most inputs are
//! canonical already: then the body is the input, and no copy is kept. Otherwise the input is kept beside the body,
//! with a list of the [`Change`]s: the stretches where the two differ. Between changes both advance alike.
//!
//! A change lies in one grapheme cluster (UAX #29), or in several that follow each other. Clusters are the natural
//! grain: `\r\n` is one, a base with its marks is one, a syllable of Hangul jamo is one, and NFC joins nothing across
//! them. What a cluster begins with and NFC leaves alone is no part of its change: a stop or a space may have a mark
//! behind it that NFC takes apart, and a sentence ends between them. Where NFC would ever join two clusters, the whole
//! stretch up to the next ASCII character becomes one change, so the body is NFC in any case.

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use unicode_segmentation::UnicodeSegmentation;

use super::{Place, Span};

/// `text` in Unicode NFC, for names that other systems write in other forms.
pub fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// `word` with its Latin, Greek and Cyrillic letters bare, as who has no such keys writes them: "Sánchez" is "Sanchez", "Łódź" is "Lodz".
pub fn without_marks(word: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(word.chars());
    let bare = |c: char| match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        _ => c,
    };
    letters.filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).map(bare).collect()
}

/// `text` with the letters that stand for forms of letters (ligatures, the shapes of Arabic letters, radicals) read as those letters: documents
/// that are made to be printed write what is drawn.
pub fn plain_letters(text: &str) -> String {
    let is_form = |c: char| matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if !text.contains(is_form) {
        return text.to_owned();
    }
    let plain = ComposingNormalizerBorrowed::new_nfkc();
    let one =
        |c: char| if is_form(c) { plain.normalize(c.encode_utf8(&mut [0; 4])).into_owned() } else { c.to_string() };
    text.chars().map(one).collect()
}

/// A canonical text beside the input it was made of.
#[derive(Clone, Debug)]
pub(super) struct Canonical {
    body: String,
    /// The input, where it differs from the body.
    input: Option<String>,
    /// In order, disjoint, each different on its two sides.
    changes: Vec<Change>,
    /// Characters of the input.
    chars: CharCount,
}

/// A stretch of the body and the stretch of the input it was made of.
#[derive(Clone, Copy, Debug)]
struct Change {
    body: Span,
    input: Span,
}

impl Canonical {
    pub(super) fn new(input: &str) -> Canonical {
        let chars = CharCount::of(input);
        let mut builder = Builder { input, copied: 0, body: String::new(), changes: Vec::new() };
        builder.read();
        if builder.changes.is_empty() {
            return Canonical { body: input.to_owned(), input: None, changes: Vec::new(), chars };
        }
        Canonical { body: builder.body, input: Some(input.to_owned()), changes: builder.changes, chars }
    }

    pub(super) fn body(&self) -> &str {
        &self.body
    }

    pub(super) fn input(&self) -> &str {
        self.input.as_deref().unwrap_or(&self.body)
    }

    /// Where `span` stands in the input. A span that begins or ends inside a change takes in all of its input: half
    /// a composed character has no place of its own there.
    pub(super) fn place(&self, span: Span) -> Place {
        let bytes = [self.to_input(span.start(), false), self.to_input(span.end(), !span.is_empty())];
        Place { bytes, chars: bytes.map(|at| self.chars.before(self.input(), at)) }
    }

    /// The input offset for the body offset `at`; inside a change, the change's input end if `round_up`, else its
    /// start.
    fn to_input(&self, at: usize, round_up: bool) -> usize {
        let after = self.changes.partition_point(|change| change.body.start() < at);
        let Some(change) = after.checked_sub(1).map(|index| self.changes[index]) else {
            return at;
        };
        match at < change.body.end() {
            true if round_up => change.input.end(),
            true => change.input.start(),
            false => change.input.end() + (at - change.body.end()),
        }
    }
}

/// The body as far as it is made, and the changes so far.
struct Builder<'a> {
    input: &'a str,
    /// Input bytes that are in the body already.
    copied: usize,
    body: String,
    changes: Vec<Change>,
}

impl Builder<'_> {
    /// Reads the input line by line; NFC never reaches across a line end.
    fn read(&mut self) {
        let mut at = 0;
        while at < self.input.len() {
            let end = self.input[at..].find('\r').map_or(self.input.len(), |found| at + found);
            self.compose(at, end);
            let line_end = match self.input.as_bytes().get(end..end + 2) {
                Some(b"\r\n") => 2,
                _ => self.input.len().min(end + 1) - end,
            };
            if line_end > 0 {
                self.push(Span::new(end, end + line_end), "\n");
            }
            at = end + line_end;
        }
        if !self.changes.is_empty() {
            self.body.push_str(&self.input[self.copied..]);
        }
    }

    /// Notes the changes NFC makes in `at..end`.
    fn compose(&mut self, mut at: usize, end: usize) {
        const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();
        loop {
            at += NFC.split_normalized(&self.input[at..end]).0.len();
            let Some(first) = self.input[at..end].chars().next() else { return };
            // An ASCII character never joins the one before it, so the stretch may end there.
            let second = at + first.len_utf8();
            let stop = self.input[second..end].find(|c: char| c.is_ascii()).map_or(end, |found| second + found);
            let stretch = &self.input[at..stop];
            let composed = NFC.normalize(stretch);
            let clusters: Vec<_> = stretch.graphemes(true).map(|cluster| (cluster, NFC.normalize(cluster))).collect();
            if clusters.iter().flat_map(|(_, composed)| composed.bytes()).eq(composed.bytes()) {
                for (cluster, composed) in clusters {
                    if *cluster != *composed {
                        let same = untouched(cluster, &composed);
                        self.push(Span::new(at + same, at + cluster.len()), &composed[same..]);
                    }
                    at += cluster.len();
                }
            } else {
                self.push(Span::new(at, stop), &composed);
            }
            at = stop;
        }
    }

    /// Copies what lies before `from`, then writes `canonical` in its place.
    fn push(&mut self, from: Span, canonical: &str) {
        self.body.push_str(&self.input[self.copied..from.start()]);
        let start = self.body.len();
        self.body.push_str(canonical);
        self.changes.push(Change { body: Span::new(start, self.body.len()), input: from });
        self.copied = from.end();
    }
}

/// Bytes that `cluster` and its composed form begin with alike, if what follows them composes to the same by itself.
fn untouched(cluster: &str, composed: &str) -> usize {
    let same =
        cluster.chars().zip(composed.chars()).take_while(|(from, to)| from == to).map(|(from, _)| from.len_utf8());
    let same = same.sum();
    if nfc(&cluster[same..]) == composed[same..] { same } else { 0 }
}

/// Counts the characters before a byte of one text without reading the text from its start.
#[derive(Clone, Debug)]
struct CharCount {
    /// Characters before each block of [`CharCount::BLOCK`] bytes; empty for an ASCII text, where bytes are characters.
    before: Vec<u32>,
}

impl CharCount {
    /// Bytes a look-up reads at most. The table takes 4 bytes a block.
    const BLOCK: usize = 512;

    fn of(text: &str) -> CharCount {
        if text.is_ascii() {
            return CharCount { before: Vec::new() };
        }
        let mut total = 0;
        let count = |block| {
            let before = total;
            total += char_starts(block);
            before
        };
        CharCount { before: text.as_bytes().chunks(CharCount::BLOCK).map(count).collect() }
    }

    /// Characters of `text`, the one it was made for, before byte `at`.
    fn before(&self, text: &str, at: usize) -> usize {
        let Some(last) = self.before.len().checked_sub(1) else { return at };
        // The end of a text of whole blocks lies behind the last of them.
        let block = (at / CharCount::BLOCK).min(last);
        self.before[block] as usize + char_starts(&text.as_bytes()[block * CharCount::BLOCK..at]) as usize
    }
}

/// How many characters begin in these bytes of UTF-8: all but continuation bytes (`10xxxxxx`).
fn char_starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xC0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

    /// What the form is, said the short way.
    fn canonical(input: &str) -> String {
        NFC.normalize(&input.replace("\r\n", "\n").replace('\r', "\n")).into_owned()
    }

    fn span_of(text: &Canonical, words: &str) -> Span {
        let start = text.body().find(words).unwrap();
        Span::new(start, start + words.len())
    }

    #[test]
    fn a_canonical_input_is_kept_once() {
        let text = Canonical::new("Größe\nzählt.");
        assert!(text.input.is_none() && text.changes.is_empty());
        assert_eq!(text.input(), "Größe\nzählt.");
        let place = text.place(span_of(&text, "zählt"));
        assert_eq!(place, Place { bytes: [8, 14], chars: [6, 11] });
    }

    #[test]
    fn line_ends_and_marks_map_back() {
        let text = Canonical::new("Cafe\u{301}\r\nbar\rbaz");
        assert_eq!(text.body(), "Café\nbar\nbaz");
        assert_eq!(text.place(span_of(&text, "Café")), Place { bytes: [0, 6], chars: [0, 5] });
        assert_eq!(text.place(span_of(&text, "\nbar")), Place { bytes: [6, 11], chars: [5, 10] });
        assert_eq!(text.place(span_of(&text, "baz")), Place { bytes: [12, 15], chars: [11, 14] });
    }

    #[test]
    fn a_change_is_as_small_as_its_cluster() {
        // か with a combining voice mark composes; the character after it maps exactly, with no ASCII near.
        let text = Canonical::new("か\u{3099}く。か\u{3099}");
        assert_eq!(text.body(), "がく。が");
        assert_eq!(text.changes.len(), 2);
        assert_eq!(text.place(span_of(&text, "く。")), Place { bytes: [6, 12], chars: [2, 4] });
    }

    #[test]
    fn a_span_inside_a_change_takes_in_all_of_it() {
        // U+0958 is excluded from composition: NFC takes it apart.
        let text = Canonical::new("x\u{958}y");
        assert_eq!(text.body(), "x\u{915}\u{93C}y");
        assert_eq!(text.place(Span::new(4, 7)).bytes, [1, 4]);
    }

    #[test]
    fn what_a_cluster_begins_with_is_no_change() {
        // U+0F9D is taken apart too, whatever it stands behind.
        let text = Canonical::new("x։\u{F9D} \u{F9D}");
        assert_eq!(text.body(), "x։\u{F9C}\u{FB7} \u{F9C}\u{FB7}");
        assert_eq!(text.place(Span::new(0, 3)).bytes, [0, 3]);
        assert_eq!(text.place(Span::new(3, 9)).bytes, [3, 6]);
        assert_eq!(text.place(Span::new(10, 16)).bytes, [7, 10]);
    }

    /// Text of characters that join, split or reorder, beside plain ones.
    fn tricky() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "\\PC{0,4}",
            Just("\r".to_owned()),
            Just("\r\n".to_owned()),
            Just("\n".to_owned()),
            "[aeé한가か \u{301}\u{323}\u{3099}\u{1100}\u{1161}\u{11A8}\u{9C7}\u{9BE}\u{F73}\u{F9D}\u{344}\u{2126}]{1,6}",
        ];
        prop::collection::vec(piece, 0..300).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_body_is_the_canonical_form(input in tricky()) {
            let text = Canonical::new(&input);
            prop_assert_eq!(text.body(), canonical(&input));
            prop_assert_eq!(text.input(), input);
        }

        #[test]
        fn places_agree_with_the_input(input in tricky(), from in any::<prop::sample::Index>(), length in 0usize..40) {
            let text = Canonical::new(&input);
            let cuts: Vec<usize> = text.body().char_indices().map(|(at, _)| at).chain([text.body().len()]).collect();
            let from = from.index(cuts.len());
            let to = (from + length).min(cuts.len() - 1);
            let Place { bytes, chars } = text.place(Span::new(cuts[from], cuts[to]));
            let exact = &input[bytes[0]..bytes[1]];
            prop_assert_eq!(input[..bytes[0]].chars().count(), chars[0]);
            prop_assert_eq!(exact.chars().count(), chars[1] - chars[0]);
            prop_assert!(canonical(exact).contains(&canonical(&text.body()[cuts[from]..cuts[to]])));
        }
    }
}
