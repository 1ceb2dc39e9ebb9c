//! Text inside HTML and XML.

use std::fmt::{self, Display, Write as _};

use crate::article::OneLine;

/// Text as it stands between tags and in quoted attributes. What XML cannot hold, what could steer a page or a terminal, and what
/// turns the direction of what follows is written as `\u{…}`; line ends and tabs are spaces.
pub(super) struct Text<'t>(pub &'t str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\n' | '\r' | '\t' => f.write_char(' '),
            '\u{fffe}' | '\u{ffff}' => write!(f, "{}", c.escape_unicode()),
            c => OneLine(c.encode_utf8(&mut [0; 4])).fmt(f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "</script><b onload=\"x('1')\">&\u{202e}\u{1b}\u{1}\u{ffff}\n\u{e9}";
        let shown =
            "&lt;/script&gt;&lt;b onload=&quot;x(&#39;1&#39;)&quot;&gt;&amp;\\u{202e}\\u{1b}\\u{1}\\u{ffff} \u{e9}";
        assert_eq!(Text(hostile).to_string(), shown);
    }
}
