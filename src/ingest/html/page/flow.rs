//! The text of a page as a browser lays it out: white space folded, a new paragraph at every block, nothing of what is
//! never shown.

use super::scan::{Token, scan};

/// Elements that end a line before and after themselves (HTML standard, section 15.3, `display: block` and the like).
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "optgroup",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// Elements whose text is never part of the page.
const UNSEEN: &[&str] = &[
    "script", "style", "title", "textarea", "noscript", "iframe", "noembed", "noframes", "template", "svg", "math",
    "head",
];

/// The paragraphs of the page.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut unseen: Option<String> = None;
    scan(html, |token, _| match token {
        Token::Close { name } if unseen.as_deref() == Some(name) => unseen = None,
        _ if unseen.is_some() => {}
        Token::Open(tag) if UNSEEN.contains(&tag.name.as_str()) => unseen = Some(tag.name.clone()),
        Token::Open(tag) if BLOCKS.contains(&tag.name.as_str()) => paragraphs.push(String::new()),
        Token::Close { name } if BLOCKS.contains(&name) => paragraphs.push(String::new()),
        Token::Open(_) | Token::Close { .. } => {}
        Token::Text { text } => {
            if let Some(last) = paragraphs.last_mut() {
                last.push_str(&text);
            }
        }
    });
    let folded = |text: String| text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    paragraphs.into_iter().map(folded).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_as_a_browser_shows_them() {
        let html = "<head><title>t</title></head><body><h1>Bridge\n reopens</h1><p>By <a>A</a>,<b> B</b>.<p>One<br>two</p>\
                    <script>x</script><div>three<div>four</div>five</div>";
        assert_eq!(paragraphs(html), ["Bridge reopens", "By A, B.", "One", "two", "three", "four", "five"]);
    }
}
