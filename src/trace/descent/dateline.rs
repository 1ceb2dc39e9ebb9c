//! Datelines: where and when a report was filed, and who has it, before its first sentence. Every house keeps or leaves them as it likes,
//! so two that left one have not agreed on anything.

use crate::text::{Class, Span, Token};

/// No dateline has more words.
const LONGEST: usize = 8;

/// Where the dateline ends that a sentence begins with, in bytes of it: "HEBWORTH, Nov 5 (Reuters) - " is a place, a date and who has it,
/// and a dash. 0 where there is none. `tokens` are those of the sentence, `credits` spans in it.
pub(super) fn dateline(sentence: &str, tokens: &[Token], credits: &[Span]) -> usize {
    let is_dash = |gap: &str| gap.contains(['-', '–', '—']) && gap.contains(char::is_whitespace);
    let gap = |at: usize| &sentence[tokens[at - 1].span.end()..tokens[at].span.start()];
    let Some(count) = (1..tokens.len().min(LONGEST + 1)).find(|&at| is_dash(gap(at))) else { return 0 };
    let is_credit = |token: &Token| credits.iter().any(|credit| credit.contains(token.span));
    let word = |token: &Token| token.span.of(sentence);
    let is_number = |at: usize| tokens[at].class != Class::Word;
    // "5 de noviembre"
    let may_stand = |at: usize| {
        is_number(at)
            || is_credit(&tokens[at])
            || !word(&tokens[at]).starts_with(char::is_lowercase)
            || (at.saturating_sub(2)..at).any(is_number)
    };
    let is_shouted =
        |word: &str| !word.contains(char::is_lowercase) && word.chars().filter(|c| c.is_uppercase()).count() > 1;
    let shows = |token: &Token| is_credit(token) || is_shouted(word(token));
    let is_one = (0..count).all(may_stand) && tokens[..count].iter().any(shows);
    if is_one { tokens[count].span.start() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn a_place_a_date_and_who_has_it_end_with_a_dash() {
        for (dateline, rest) in [
            ("HEBWORTH, Nov 5 (Reuters) - ", "The bridge fell."),
            ("Madrid, 5 de noviembre (Reuters).- ", "El puente cayó."),
            ("HEBWORTH — ", "The bridge fell."),
            ("", "The bridge — an old one — fell."),
            ("", "Hebworth - a town - has a bridge."),
            ("", "The BBC said the bridge - an old one - fell."),
            ("", "The bridge fell."),
        ] {
            let sentence = format!("{dateline}{rest}");
            let credits: Vec<Span> = sentence.find("Reuters").map(|at| Span::new(at, at + 7)).into_iter().collect();
            assert_eq!(super::dateline(&sentence, &tokens(&sentence), &credits), dateline.len(), "{sentence}");
        }
    }
}
