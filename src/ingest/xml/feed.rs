//! Feeds: RSS (0.9x, 2.0, and 1.0 in RDF) and Atom (RFC 4287). An entry is an article, named by the address it links to, else by its own
//! identifier.
//!
//! The text is the whole one where the feed has it (`content:encoded`, `content`), else its summary, which is said: a summary is
//! what the feed printed, and not the article. Markup in it is read as that of a page.

use std::collections::BTreeMap;

use super::super::address::joined;
use super::super::entry::{Entry, Text};
use super::super::intake::Intake;
use super::{Document, Element, Kind};

pub(super) const KIND: Kind = Kind { roots: &["rss", "RDF", "feed"], take };

/// The names of a module or a vocabulary hold these.
const CONTENT: &str = "purl.org/rss/1.0/modules/content";
const DUBLIN_CORE: &str = "purl.org/dc/";
const ATOM: &str = "w3.org/2005/Atom";

const BASE: &str = "xml:base";

fn take(root: &Element, document: &Document, intake: &mut Intake) {
    let (channel, items) = match root.name.as_str() {
        "feed" => (Some(root), children(root, "entry")),
        "RDF" => (root.child("channel"), children(root, "item")),
        _ => {
            let channel = root.child("channel");
            (channel, channel.map(|channel| children(channel, "item")).unwrap_or_default())
        }
    };
    let feed = channel.and_then(|channel| channel.child("title")?.line());
    for item in &items {
        let entry = if root.name == "feed" { atom(item) } else { rss(item) };
        // Each says where it is seen from, itself seen from what it stands in (XML Base).
        let bases = [Some(root), channel.filter(|channel| channel.bytes != root.bytes), Some(*item), link(item)];
        let bases = bases.into_iter().flatten().filter_map(|element| element.attribute(BASE));
        let base = bases.fold(document.url().map(str::to_owned), |base, own| Some(joined(base.as_deref(), own)));
        let url = entry.url.as_deref().map(|url| joined(base.as_deref(), url));
        let entry = Entry { outlet: entry.outlet.clone().or_else(|| feed.clone()), url, ..entry };
        let article = document.article(entry.url.as_deref(), entry.id.as_deref());
        let at = document.place.source(Some(document.line(item.bytes.start)));
        entry.take(article, at, document.place, intake);
    }
    if items.is_empty() {
        intake.pass_over("feeds without an entry");
    }
}

fn children<'e>(element: &'e Element, name: &str) -> Vec<&'e Element> {
    element.children().filter(|child| child.name == name).collect()
}

fn rss(item: &Element) -> Entry {
    let line = |name: &str| item.child(name).filter(|child| child.space.is_empty() || rss_space(child))?.line();
    let dublin = |name: &str| item.child_of(DUBLIN_CORE, name)?.line();
    let guid = line("guid");
    let is_address = item.child("guid").is_some_and(|guid| guid.attribute("isPermaLink") != Some("false"));
    let url = line("link").or_else(|| guid.clone().filter(|guid| is_address && guid.starts_with("http")));
    let whole = item.child_of(CONTENT, "encoded").map(|content| Text::Markup(content.text()));
    let summary = item.child("description").map(|summary| Text::Markup(summary.text()));
    let mut extra = BTreeMap::new();
    let categories: Vec<String> = children(item, "category").iter().filter_map(|category| category.line()).collect();
    if !categories.is_empty() {
        extra.insert("categories".to_owned(), serde_json::Value::from(categories).to_string());
    }
    Entry {
        id: guid.or_else(|| item.attribute("rdf:about").map(str::to_owned)),
        url,
        title: line("title"),
        author: line("author").or_else(|| dublin("creator")),
        outlet: dublin("publisher").or_else(|| line("source")),
        date: line("pubDate").or_else(|| dublin("date")),
        text: whole,
        summary,
        extra,
    }
}

/// RSS 1.0 and the early ones have names of their own.
fn rss_space(element: &Element) -> bool {
    element.space.contains("purl.org/rss/1.0/") && !element.space.contains("modules")
        || element.space.contains("my.netscape.com/rdf")
        || element.space.contains("backend.userland.com")
}

/// The link to what an entry of Atom is.
fn link(entry: &Element) -> Option<&Element> {
    let is_to_it = |link: &&Element| matches!(link.attribute("rel"), None | Some("alternate"));
    entry.children().filter(|child| child.name == "link").find(is_to_it)
}

fn atom(entry: &Element) -> Entry {
    let line = |name: &str| entry.child(name)?.line();
    let authors: Vec<String> =
        children(entry, "author").iter().filter_map(|author| author.child("name")?.line()).collect();
    let mut extra = BTreeMap::new();
    if let Some(updated) = line("updated") {
        extra.insert("updated".to_owned(), serde_json::Value::from(updated).to_string());
    }
    Entry {
        id: line("id"),
        url: link(entry).and_then(|link| link.attribute("href")).map(str::to_owned),
        title: line("title"),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        outlet: entry.find(&["source", "title"]).and_then(Element::line),
        date: line("published"),
        // Modules have a `content` of their own.
        text: entry
            .child_of(ATOM, "content")
            .or_else(|| entry.child_of("purl.org/atom", "content"))
            .and_then(construct),
        summary: entry.child("summary").and_then(construct),
        extra,
    }
}

/// A text construct of Atom: plain, escaped markup, or markup.
fn construct(element: &Element) -> Option<Text> {
    match element.attribute("type").unwrap_or("text") {
        "text" | "text/plain" => Some(Text::Plain(element.text())),
        "html" | "text/html" => Some(Text::Markup(element.text())),
        "xhtml" | "application/xhtml+xml" => Some(Text::Plain(element.paragraphs(super::super::entry::INLINE, &[]))),
        _ => None,
    }
}
