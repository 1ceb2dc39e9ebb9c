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
    let text = within.of(body);
    let mut pieces = Vec::with_capacity(text.len() / 3);
    let mut rest = text;
    while !rest.is_empty() {
        let start = within.end() - rest.len();
        let length = plain_piece(rest.as_bytes());
        if length > 0 {
            let is_word = !rest.starts_with(' ');
            pieces.push(Piece { span: Span::new(start, start + length), is_word });
            rest = &rest[length..];
            continue;
        }
        // By the rules, to the next space between signs of ASCII.
        let bytes = rest.as_bytes();
        let is_plain =
            |at: &usize| bytes[at - 1].is_ascii_graphic() && bytes[*at] == b' ' && plain_piece(&bytes[*at..]) > 0;
        let part = (1..bytes.len()).find(is_plain);
        let (part, behind) = rest.split_at(part.unwrap_or(rest.len()));
        pieces.extend(part.split_word_bound_indices().map(|(at, word)| {
            let span = Span::new(start + at, start + at + word.len());
            Piece { span, is_word: word.chars().any(char::is_alphanumeric) }
        }));
        rest = behind;
    }
    pieces
}

/// The length of the piece that `text` begins with, if that needs no rule: letters and digits of ASCII up to a space or the end, or a
/// space between signs of ASCII; else 0. Most pieces of most texts are.
fn plain_piece(text: &[u8]) -> usize {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match &text[letters..] {
        [] | [b' ', ..] if letters > 0 => letters,
        [b' ', next, ..] if letters == 0 && next.is_ascii_graphic() => 1,
        _ => 0,
    }
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
            let ends: Vec<usize> = pieces.iter().map(|p| p.span.end()).collect();
            let by_the_rules = body.split_word_bound_indices().map(|(at, word)| at + word.len());
            prop_assert_eq!(ends, by_the_rules.collect::<Vec<_>>());
            prop_assert_eq!(count_words(&body), pieces.iter().filter(|piece| piece.is_word).count());
            prop_assert!(pieces.windows(2).all(|w| w[0].span.end() == w[1].span.start()));
        }
    }
}
