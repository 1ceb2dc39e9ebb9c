//! A text as all tools see it: its characters without white space, and the tokens they make.
//!
//! Tools differ in where they put the spaces around a change; none changes anything else.

use std::ops::Range;

/// A word or a single sign, by its place among the characters that are no white space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub text: String,
    pub chars: Range<usize>,
    /// Which stretch without white space it is part of.
    pub stretch: usize,
}

/// The tokens of a text: runs of letters and digits, and single signs.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut stretch, mut word_goes_on) = (0, 0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            stretch += 1;
            word_goes_on = false;
            continue;
        }
        let is_word = c.is_alphanumeric();
        match tokens.last_mut() {
            Some(last) if is_word && word_goes_on => {
                last.text.push(c);
                last.chars.end += 1;
            }
            _ => tokens.push(Token { text: c.to_string(), chars: at..at + 1, stretch }),
        }
        word_goes_on = is_word;
        at += 1;
    }
    tokens
}

/// The text without its white space.
pub fn bare(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_count_without_the_spaces() {
        let found = tokens("On 19 June, he");
        let short: Vec<(&str, Range<usize>, usize)> =
            found.iter().map(|t| (t.text.as_str(), t.chars.clone(), t.stretch)).collect();
        assert_eq!(short, [("On", 0..2, 0), ("19", 2..4, 1), ("June", 4..8, 2), (",", 8..9, 2), ("he", 9..11, 3)]);
    }
}
