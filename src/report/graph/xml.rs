//! Text inside XML.

use std::fmt::{self, Display};

use crate::article::OneLine;

/// Text as it stands between tags and in quoted attributes. What XML cannot hold, and what could steer a terminal, is written as
/// `\u{…}`.
pub(super) struct Text<'t>(pub &'t str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => write!(f, "{}", c.escape_unicode()),
            c => OneLine(c.encode_utf8(&mut [0; 4])).fmt(f),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn text_stays_text() {
        assert_eq!(Text("<a b=\"&\">\u{1}\n\u{ffff}é").to_string(), "&lt;a b=&quot;&amp;&quot;&gt;\\u{1}\\n\\u{ffff}é");
    }
}
