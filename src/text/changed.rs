//! What of a word changed, where one word stands for another.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Span, pieces};

/// The part that differs of two words in one place, in bytes of each; `None` where to see the letters helps nobody: of more than
/// one word, of numbers (961 is no 1961 with a letter less), and where less than half of the longer word stayed.
///
/// What stayed are the characters both begin and end with, as a reader sees them: none is parted from its marks.
pub fn changed_part(a: &str, b: &str) -> Option<[Range<usize>; 2]> {
    let is_word = |text: &str| match &pieces(text, Span::new(0, text.len()))[..] {
        [only] => only.is_word && !text.contains(char::is_numeric),
        _ => false,
    };
    if a == b || !is_word(a) || !is_word(b) {
        return None;
    }
    let (in_a, in_b): (Vec<&str>, Vec<&str>) = (a.graphemes(true).collect(), b.graphemes(true).collect());
    let head = in_a.iter().zip(&in_b).take_while(|(x, y)| x == y).count();
    let room = in_a.len().min(in_b.len()) - head;
    let tail = in_a.iter().rev().zip(in_b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    if (head + tail) * 2 < in_a.len().max(in_b.len()) {
        return None;
    }
    let bytes = |graphemes: &[&str]| graphemes.iter().map(|grapheme| grapheme.len()).sum::<usize>();
    let middle = |whole: &str, graphemes: &[&str]| {
        bytes(&graphemes[..head])..whole.len() - bytes(&graphemes[graphemes.len() - tail..])
    };
    Some([middle(a, &in_a), middle(b, &in_b)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(a: &'static str, b: &'static str) -> Option<(&'static str, &'static str)> {
        changed_part(a, b).map(|[x, y]| (&a[x], &b[y]))
    }

    #[test]
    fn letters_are_told_where_most_of_the_word_stayed() {
        assert_eq!(parts("colour", "color"), Some(("u", "")));
        assert_eq!(parts("treaty", "treaties"), Some(("y", "ies")));
        assert_eq!(parts("cafe\u{301}s", "cafes"), Some(("e\u{301}", "e")));
        assert_eq!(parts("signed", "endorsed"), None);
        assert_eq!(parts("961", "1961"), None);
        assert_eq!(parts("the treaty", "the treaties"), None);
        assert_eq!(parts("same", "same"), None);
    }

    proptest! {
        #[test]
        fn what_stayed_is_the_same_on_both_sides(a in "[a-cé\u{301}]{1,8}", b in "[a-cé\u{301}]{1,8}") {
            if let Some([x, y]) = changed_part(&a, &b) {
                prop_assert_eq!(&a[..x.start], &b[..y.start]);
                prop_assert_eq!(&a[x.end..], &b[y.end..]);
                prop_assert_eq!(changed_part(&b, &a), Some([y, x]));
            }
        }
    }
}
