//! Which characters stop a sentence, which close what was open before the stop, and which may open the next.

/// A full stop, question or exclamation mark of any script, or an ellipsis.
pub(super) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_plain_stop(c)
}

/// A stop that has no other use, unlike `.`, which also ends abbreviations.
pub(super) fn is_plain_stop(c: char) -> bool {
    matches!(
        c,
        '‼' | '⁇' | '⁈' | '⁉' | '⸮'
            | '。' | '．' | '｡' | '！' | '？' // Chinese, Japanese
            | '।' | '॥' // Devanagari and its neighbours
            | '؟' | '۔' // Arabic, Urdu
            | '։' // Armenian
            | '።' | '፧' | '፨' // Ethiopic
            | '။' // Burmese
            | '។' | '៕' // Khmer
            | '།' | '༎' // Tibetan
            | '᠃' | '᠉' // Mongolian
    )
}

/// A mark that closes a quotation or bracket. Straight quotation marks open as well; the place tells.
pub(super) fn is_closing(c: char) -> bool {
    is_closing_quote(c) || is_closing_bracket(c)
}

/// `“` closes what German opens with `„`; `«` and `‹` close in Danish.
pub(super) fn is_closing_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '›' | '«' | '‹' | '」' | '』' | '＂')
}

pub(super) fn is_opening_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '»' | '›' | '「' | '『' | '＂')
}

pub(super) fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '）' | '］' | '】' | '》')
}

pub(super) fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '［' | '【' | '《')
}

/// Marks that set the direction of writing and show nothing.
pub(super) fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
