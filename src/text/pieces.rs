//! A text cut into pieces for comparison: words, runs of white space, and single signs. Nothing is left out, so that
//! an edit script over pieces rebuilds both texts byte for byte.

use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// One piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    pub span: Span,
    /// Whether it holds a letter or a digit.
    pub is_word: bool,
}

/// The pieces of the span `within`, in order; together they are the span.
///
/// Words are those of UAX #29, so that scripts without spaces come out in characters or words, and a combining mark
/// or an emoji sequence is never split.
pub fn pieces(body: &str, within: Span) -> Vec<Piece> {
    within
        .of(body)
        .split_word_bound_indices()
        .map(|(at, word)| {
            let start = within.start() + at;
            Piece { span: Span::new(start, start + word.len()), is_word: word.chars().any(char::is_alphanumeric) }
        })
        .collect()
}

/// What a reader sees as one character each: a letter with its marks, an emoji of several.
pub fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true)
}

/// How many of the pieces of a text are words.
pub fn count_words(text: &str) -> usize {
    // No word goes over white space, and most of what stands between is letters of ASCII, which are one.
    let words = text.split_ascii_whitespace().map(|part| {
        if part.bytes().all(|byte| byte.is_ascii_alphanumeric()) { 1 } else { part.unicode_words().count() }
    });
    words.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_spaces_and_signs_are_pieces() {
        let body = "Russia’s bill, “x”";
        let words: Vec<&str> = pieces(body, Span::new(0, body.len())).iter().map(|p| p.span.of(body)).collect();
        assert_eq!(words, ["Russia’s", " ", "bill", ",", " ", "“", "x", "”"]);
    }

    proptest! {
        #[test]
        fn pieces_tile_any_text(body in "(?s).{0,60}|[a-z .,:;'_0-9\n\r]{0,60}|[ a\u{301}\u{93e}\u{200d}👍 ]{0,20}") {
            let pieces = pieces(&body, Span::new(0, body.len()));
            let joined: String = pieces.iter().map(|p| p.span.of(&body)).collect();
            prop_assert_eq!(&joined, &body);
            prop_assert_eq!(count_words(&body), pieces.iter().filter(|piece| piece.is_word).count());
            prop_assert!(pieces.windows(2).all(|w| w[0].span.end() == w[1].span.start()));
        }
    }
}
