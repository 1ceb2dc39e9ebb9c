//! One page for a browser: a single file that asks nothing of the network, complete without a script, for the screen, for paper and
//! for a reader aloud. Marks and styles carry what colour does.

mod diff;

use std::fmt::{self, Display, Write as _};

use super::{Renderer, Report, View};
use crate::article::OneLine;

pub(super) const RENDERER: Renderer = Renderer { name: "html", about: "one page for a browser", render };

fn render(report: &Report, _: &View) -> Option<String> {
    match report {
        Report::Comparison(comparison) => Some(diff::page(comparison)),
        Report::Folders(folders) => Some(diff::folders(folders)),
        _ => None,
    }
}

/// Text as it stands between tags and in quoted attributes. What could steer the page or turn the direction of what follows
/// is written as `\u{…}`; line ends and tabs are spaces.
struct Text<'t>(&'t str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            '\n' | '\r' | '\t' => f.write_char(' '),
            c => OneLine(c.encode_utf8(&mut [0; 4])).fmt(f),
        })
    }
}

/// A whole page.
fn frame(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"generator\" content=\"wirecopy {version}\">\n<title>{title}</title>\n<style>\n{css}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n{body}</body>\n</html>\n",
        version = env!("CARGO_PKG_VERSION"),
        title = Text(title),
        css = include_str!("page.css"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "</script><b onload=\"x('1')\">&\u{202e}\u{1b}\n";
        let shown = Text(hostile).to_string();
        assert_eq!(shown, "&lt;/script&gt;&lt;b onload=&quot;x(&#39;1&#39;)&quot;&gt;&amp;\\u{202e}\\u{1b} ");
    }
}
