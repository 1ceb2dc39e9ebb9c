//! One page for a browser: a single file that asks nothing of the network, complete without a script, for the screen, for paper and
//! for a reader aloud. Marks and styles carry what colour does.

mod diff;
mod report;
mod served;

use super::markup::Text;
use super::{Renderer, Report, View, whole};
use crate::hash::Digest;
use crate::proof::base64;

pub use report::{File, files};
pub use served::{Kept, Served};

pub(super) const RENDERER: Renderer = Renderer {
    name: "html",
    about: "one page for a browser",
    write: |report, view, out| whole(page(report, view), out),
};

fn page(report: &Report, view: &View) -> Option<String> {
    match report {
        Report::Comparison(comparison) => Some(diff::page(comparison, view)),
        Report::Folders(folders) => Some(diff::folders(folders, view)),
        Report::Dossier(dossier) => Some(report::page(dossier)),
        _ => None,
    }
}

/// What stands on a page, beside what stands on all.
struct Frame<'p> {
    title: &'p str,
    /// Rules of its own, after those of every page.
    css: &'p str,
    /// What eases reading where scripts run; empty for none.
    js: &'p str,
    /// Whether it may send a form, and to whom: a source of the policy.
    forms: &'p str,
    body: &'p str,
}

/// To whom a page may send a form that stands by itself.
const NOBODY: &str = "'none'";

/// A whole page. Nothing on it is fetched, and of scripts and styles only these very ones are let in: an article's words could
/// not become one even if they got past [`Text`].
fn frame(frame: &Frame) -> String {
    let css = format!("{}{}", include_str!("page.css"), frame.css);
    let allowed = |content: &str| format!("'sha256-{}'", base64(Digest::of(content.as_bytes()).as_bytes()));
    let (script, scripts) = match frame.js {
        "" => (String::new(), String::new()),
        js => (format!("<script>{js}</script>\n"), format!("; script-src {}", allowed(js))),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {styles}{scripts}; \
         base-uri 'none'; form-action {forms}\">\n\
         <meta name=\"generator\" content=\"wirecopy {version}\">\n<title>{title}</title>\n<style>{css}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n{body}{script}</body>\n</html>\n",
        styles = allowed(&css),
        forms = frame.forms,
        version = env!("CARGO_PKG_VERSION"),
        title = Text(frame.title),
        body = frame.body,
    )
}
