//! Which part of a page is the article: trafilatura's judgement. It gives the text as HTML of its own; `align` finds it on the
//! page again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::{HtmlDateMode, Options, extract};

use super::flow::{Flow, paragraphs};

/// Less letters than these are hardly an article: trafilatura's own measure (`min_extracted_size`).
const SHORT: usize = 250;

/// The share of a text that stands in links, in percent: so much more than the page's prose may be prose.
const LINKS: usize = 10;

/// What is taken for the article, as its letters in paragraphs. `prose` is how many letters the page has outside links, menus and
/// the like.
///
/// The first reading is by rules about how pages are built. A second one, which also asks two other extractors (Readability,
/// jusText) and takes more than twice as long, is made only where the first looks wrong: it is short; it holds less than
/// half of the page's prose, so that another extractor's text could be longer by the factor that counts (two); or it holds more
/// than all of it, so that it took menus for text.
pub(super) fn main_text(lean: &str, prose: usize) -> Option<Flow> {
    let first = read(lean, false).unwrap_or_default();
    let letters = first.letters.chars().count();
    if letters >= SHORT && 100 * letters <= (100 + LINKS) * prose && prose <= 2 * letters {
        return Some(first);
    }
    match read(lean, true) {
        Some(second) => Some(second),
        None if first.letters.is_empty() => None,
        None => Some(first),
    }
}

fn read(lean: &str, second: bool) -> Option<Flow> {
    let options = Options::default()
        .with_html_date_mode(HtmlDateMode::Disabled)
        .with_exclude_comments(true)
        .with_fallback(second);
    // Not our code, and pages are of all kinds: if it breaks, the page is named and the others are read.
    let result = catch_unwind(AssertUnwindSafe(|| extract(lean, &options))).ok()?.ok()?;
    let flow = paragraphs(&result.content_html);
    (!flow.letters.is_empty()).then_some(flow)
}
