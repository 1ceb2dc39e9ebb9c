//! The signs list items begin with: bullets, dashes, and numbers or letters with `.` or `)`.

/// A sign at the beginning of a list item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ItemSign<'a> {
    /// Bytes of the sign, without the white space behind it.
    pub(super) len: usize,
    label: Label<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Label<'a> {
    /// A sign that is the same for each item.
    Bullet(char),
    /// One that counts, with what stands before and behind the number or letter.
    Count { open: &'a str, value: &'a str, close: &'a str },
}

/// Roman numerals as far as lists go.
const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

impl<'a> ItemSign<'a> {
    /// Reads the sign that `text` begins with. White space must follow it, except behind a bullet.
    pub(super) fn read(text: &'a str) -> Option<ItemSign<'a>> {
        let first = text.chars().next()?;
        if matches!(first, '•' | '‣' | '◦' | '▪' | '●' | '■' | '►' | '▸') {
            return Some(ItemSign { len: first.len_utf8(), label: Label::Bullet(first) });
        }
        let (len, label) = match first {
            '-' | '–' | '*' | '+' => (first.len_utf8(), Label::Bullet(first)),
            _ => {
                let bare = text.strip_prefix('(').unwrap_or(text);
                let value = &bare[..bare.find(|c: char| !c.is_ascii_alphanumeric())?];
                let close = [".)", ")", "."].into_iter().find(|close| bare[value.len()..].starts_with(close))?;
                let open = &text[..text.len() - bare.len()];
                (open.len() + value.len() + close.len(), Label::Count { open, value, close })
            }
        };
        let counts = match label {
            Label::Bullet(_) => true,
            Label::Count { value, .. } => {
                value.len() <= 3 && number(value).is_some() || is_letter(value) || roman(value).is_some()
            }
        };
        (counts && text[len..].starts_with(char::is_whitespace)).then_some(ItemSign { len, label })
    }

    /// Whether the sign is a bullet that is used for nothing else.
    pub(super) fn is_bullet(&self) -> bool {
        matches!(self.label, Label::Bullet(sign) if !sign.is_ascii() && sign != '–')
    }

    /// Whether the sign shows a list even inside a line. A dash may part words, and a letter with a full stop may be
    /// an initial.
    pub(super) fn is_sure(&self) -> bool {
        match self.label {
            Label::Bullet(_) => self.is_bullet(),
            Label::Count { value, close, .. } => number(value).is_some() || close.ends_with(')'),
        }
    }

    /// Whether this is the next sign of the list in which `before` stands.
    pub(super) fn follows(&self, before: &ItemSign) -> bool {
        let (Label::Count { open, value, close }, Label::Count { open: open_before, value: last, close: close_before }) =
            (self.label, before.label)
        else {
            return self.label == before.label;
        };
        let numbers = number(last).is_some_and(|last| number(value) == last.checked_add(1));
        let letters = is_letter(value) && is_letter(last) && value.as_bytes()[0] == last.as_bytes()[0] + 1;
        let romans = roman(last).is_some_and(|last| roman(value) == Some(last + 1));
        open == open_before && close == close_before && (numbers || letters || romans)
    }
}

/// The bytes of the number that counts the list item which `sentence` is; 0 if it is none.
pub fn counting_sign(sentence: &str) -> usize {
    match ItemSign::read(sentence) {
        Some(ItemSign { len, label: Label::Count { value, .. } }) if number(value).is_some() => len,
        _ => 0,
    }
}

fn number(value: &str) -> Option<u32> {
    value.bytes().all(|b| b.is_ascii_digit()).then(|| value.parse().ok())?
}

fn is_letter(value: &str) -> bool {
    value.len() == 1 && value.as_bytes()[0].is_ascii_alphabetic()
}

fn roman(value: &str) -> Option<usize> {
    ROMAN.iter().position(|numeral| value.eq_ignore_ascii_case(numeral))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(text: &str) -> Option<&str> {
        ItemSign::read(text).map(|sign| &text[..sign.len])
    }

    #[test]
    fn signs_are_read_with_their_brackets() {
        let signs = ["• one", "•one", "- one", "12. one", "3) one", "(iv) one", "b.) one", "C. one"].map(sign);
        let expected = ["•", "•", "-", "12.", "3)", "(iv)", "b.)", "C."];
        assert_eq!(signs, expected.map(Some));
    }

    #[test]
    fn only_a_number_counts_an_item() {
        assert_eq!(["1. one", "12) one", "a) one", "• one", "1.5 m"].map(counting_sign), [2, 3, 0, 0, 0]);
    }

    #[test]
    fn words_and_numbers_are_no_signs() {
        for text in ["-one", "1.5 one", "2024. One", "mix. one", "one", "", "1", "(one) two", "— one"] {
            assert_eq!(sign(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_counts_on_in_one_style() {
        let follows = |next, before| ItemSign::read(next).unwrap().follows(&ItemSign::read(before).unwrap());
        assert!(
            follows("2. x", "1. x") && follows("c) x", "b) x") && follows("(ii) x", "(i) x") && follows("• x", "• x")
        );
        assert!(
            !follows("3. x", "1. x") && !follows("2) x", "1. x") && !follows("(2) x", "1) x") && !follows("- x", "• x")
        );
    }
}
