//! One page for a browser: a single file that asks nothing of the network, complete without a script, for the screen, for paper and
//! for a reader aloud. Marks and styles carry what colour does.

mod diff;

use super::markup::Text;
use super::{Renderer, Report, View};

pub(super) const RENDERER: Renderer = Renderer { name: "html", about: "one page for a browser", render };

fn render(report: &Report, view: &View) -> Option<String> {
    match report {
        Report::Comparison(comparison) => Some(diff::page(comparison, view)),
        Report::Folders(folders) => Some(diff::folders(folders, view)),
        _ => None,
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
