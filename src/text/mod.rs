//! One text by itself: canonical form, sentences, quotations, tokens. Pure functions of a string; nothing here
//! knows of files, articles or a corpus.

mod amounts;
mod canonical;
mod changed;
mod cues;
mod dates;
mod han;
mod items;
mod kinds;
mod language;
mod letters;
mod lexicon;
mod marks;
mod numbers;
mod paragraphs;
mod pieces;
mod quotations;
mod scan;
mod sentences;
mod span;
mod tokens;
mod unspaced;
mod vocabularies;
mod vocabulary;
mod words;

pub use canonical::{nfc, plain_letters, without_marks};
pub use changed::changed_part;
pub use cues::{abbreviates, begins_sentences, is_courtesy, is_office, joins_names};
pub use dates::{
    Date, Relative, Time, Unit, dates, iso_day, iso_moment, mail_date, unix_second, utc_minute, utc_second,
};
pub use items::counting_sign;
pub use kinds::{Kind, LinePhrases};
pub use language::{Language, is_function_word, stem, without_case_ending};
pub use lexicon::{denies_nothing, is_about, is_one, month_named};
pub use numbers::{Currency, Decimal, Money};
pub use pieces::{Piece, count_words, graphemes, pieces};
pub use quotations::Quotation;
pub use sentences::Inside;
pub use span::Span;
pub use tokens::{Class, Token, Value, tokens};
pub use unspaced::is_unspaced;
pub(crate) use vocabulary::entries;
pub use words::fold;

use std::sync::OnceLock;

use canonical::Canonical;

/// The canonical form's version. A change of the form is a new number: digests of texts depend on it.
pub const CANON_VERSION: u32 = 1;

/// The segmenter's name and version, stored beside the sentence spans it made.
pub const SEGMENTER: &str = "wirecopy-sentences/3";

/// What is known of languages, beyond how sentences end: it shapes what words, numbers and dates are read as.
pub const DATA: [&str; 7] = [
    include_str!("data/affixes.txt"),
    include_str!("data/beside.txt"),
    include_str!("data/digit_marks.txt"),
    include_str!("data/function_words.txt"),
    include_str!("data/lexicon.txt"),
    include_str!("data/spelling.txt"),
    include_str!("data/units.txt"),
];

/// A sentence, or a line that stands as one (headline, bullet).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub span: Span,
    pub kind: Kind,
}

/// One wording: the canonical text with its sentences and quotations.
///
/// Canonical means Unicode NFC with `\n` as the only line end; nothing else of the input is changed. Spans are bytes
/// of [`Text::body`]; [`Text::place`] gives the same place in the input.
///
/// Invariant: the sentences are in order, disjoint and not empty, and together hold every non-space character.
#[derive(Clone, Debug)]
pub struct Text {
    canonical: Canonical,
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    /// Told when first asked for: it takes longer than all else.
    language: OnceLock<Option<Language>>,
}

/// Where a span stands in the input text, half-open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// UTF-8 bytes.
    pub bytes: [usize; 2],
    /// Unicode scalar values.
    pub chars: [usize; 2],
}

impl Text {
    /// Reads `input`, decoded text without its byte order mark. `lines` says which line openings are credits and
    /// boilerplate. Reading never fails.
    pub fn new(input: &str, lines: &LinePhrases) -> Text {
        let canonical = Canonical::new(input);
        let paragraphs = paragraphs::find(canonical.body());
        let quotations = quotations::find(canonical.body(), &paragraphs);
        let spans = sentences::split(canonical.body(), &paragraphs, &quotations, Inside::Parted);
        let sentences = kinds::classify(canonical.body(), &paragraphs, &spans, &quotations, lines);
        Text { canonical, sentences, quotations, language: OnceLock::new() }
    }

    /// Where the sentences end, computed anew, with the quotations parted or whole; to measure what parting brings.
    pub fn sentence_spans(&self, inside: Inside) -> Vec<Span> {
        sentences::split(self.body(), &paragraphs::find(self.body()), &self.quotations, inside)
    }

    /// The canonical text.
    pub fn body(&self) -> &str {
        self.canonical.body()
    }

    /// The text as it came.
    pub fn input(&self) -> &str {
        self.canonical.input()
    }

    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The language the text is written in, if it is one we know and the text is long enough to tell.
    pub fn language(&self) -> Option<Language> {
        *self.language.get_or_init(|| language::language(self.body()))
    }

    /// The words and values of the canonical text, in order; what digits leave open is read as its language writes them.
    pub fn tokens(&self) -> Vec<Token> {
        tokens::read(self.body(), &|| self.language())
    }

    /// Hands on the [`tokens`](Text::tokens) one by one.
    pub fn each_token(&self, token: impl FnMut(Token)) {
        tokens::each(self.body(), &|| self.language(), token);
    }

    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Who is told to have said something in the sentences `within`, in quotations or without, in order and disjoint.
    pub fn speakers(&self, within: Span) -> Vec<Span> {
        quotations::speakers(self.body(), within, &self.quotations)
    }

    /// The canonical wording of a span.
    pub fn slice(&self, span: Span) -> &str {
        span.of(self.body())
    }

    /// Where the span stands in the input.
    pub fn place(&self, span: Span) -> Place {
        self.canonical.place(span)
    }

    /// The span's wording exactly as the input has it.
    pub fn exact(&self, span: Span) -> &str {
        let [start, end] = self.place(span).bytes;
        &self.input()[start..end]
    }

    /// The numbers of the sentences that open a paragraph, in order.
    pub fn paragraph_openings(&self) -> Vec<usize> {
        let starts = paragraphs::find(self.body());
        let opens = |sentence: &Sentence| {
            starts.binary_search_by_key(&sentence.span.start(), |paragraph| paragraph.start()).is_ok()
        };
        let numbered = self.sentences.iter().enumerate();
        numbered.filter(|(_, sentence)| opens(sentence)).map(|(number, _)| number).collect()
    }

    /// The index of the sentence that holds the byte at `offset`, if any does.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.span.start() <= offset);
        let index = after.checked_sub(1)?;
        (offset < self.sentences[index].span.end()).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text with what the segmenter looks at, beside arbitrary characters.
    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "\\PC{0,6}",
            "[ \u{A0}\u{3000}\t]{1,2}",
            "[.!?…。։;:]{1,3}",
            "[\"'“”‘’«»„()\\[\\]「」]{1,2}",
            "(\r\n|\r|\n|\n\n)",
            "(U\\.S\\.|Mr\\.|p\\.m\\.|No\\. 5|1\\. |a\\) |• |- |e\u{301}|The |he said|Smith said, |according to )",
            // Marks that compose, that NFC takes apart or that it sorts, behind whatever comes.
            "[\u{301}\u{323}\u{344}\u{F73}\u{F9D}\u{958}\u{200D}]{1,3}",
            "[a-zA-Z]{1,9}",
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    /// The kinds of a text's sentences, a letter each.
    fn kinds(text: &Text) -> String {
        let letter = |sentence: &Sentence| match sentence.kind {
            Kind::Headline => 'H',
            Kind::SubHeadline => 'S',
            Kind::Bullet => 'B',
            Kind::Prose => 'P',
            Kind::Quotation => 'Q',
            Kind::CreditLine => 'C',
            Kind::Boilerplate => 'X',
        };
        text.sentences().iter().map(letter).collect()
    }

    #[test]
    fn the_example_articles_are_read_as_a_person_reads_them() {
        let expected = [
            ("000_716b014e97384773", "HPPQPPPPPSPPPPX"),
            ("001_ae027953efdecbb4", "PPPPPPSPPPPSPPP"),
            ("002_d75d6387eb59bab1", "HPPPPPPQPPPPQPP"),
            ("003_f046b8d73144446e", "HHPPQPQPQPPPP"),
            ("004_4cd8ae22b0588f7c", "HCBBBCPPPPPPPPPPPQPPPPPPPX"),
        ];
        for (name, kinds_by_hand) in expected {
            let input = std::fs::read_to_string(format!("sources/{name}.txt")).unwrap();
            let text = Text::new(&input, crate::article::line_phrases());
            assert_eq!(kinds(&text), kinds_by_hand, "{name}");
        }
    }

    proptest! {
        #[test]
        fn sentences_hold_all_but_space_in_order(input in any_text()) {
            let text = Text::new(&input, &LinePhrases::default());
            let mut end = 0;
            for sentence in text.sentences() {
                prop_assert!(sentence.span.start() >= end && !sentence.span.is_empty());
                prop_assert!(text.body()[end..sentence.span.start()].trim().is_empty());
                prop_assert_eq!(text.slice(sentence.span).trim(), text.slice(sentence.span));
                end = sentence.span.end();
            }
            prop_assert!(text.body()[end..].trim().is_empty());
        }

        #[test]
        fn a_sentence_is_a_slice_of_the_input(input in any_text()) {
            let text = Text::new(&input, &LinePhrases::default());
            for sentence in text.sentences() {
                let Place { bytes, chars } = text.place(sentence.span);
                prop_assert_eq!(input[..bytes[0]].chars().count(), chars[0]);
                prop_assert_eq!(input[..bytes[1]].chars().count(), chars[1]);
                let exact = Text::new(text.exact(sentence.span), &LinePhrases::default());
                prop_assert_eq!(exact.body(), text.slice(sentence.span));
            }
        }
    }
}
