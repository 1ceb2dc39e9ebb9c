//! What a document states of itself: in its information (ISO 32000-2, section 14.3.3), and in metadata of XML (XMP, ISO 16684-1), where news
//! and magazines use the terms of Dublin Core and PRISM. When the file was made is not when the article was published: it is carried along.

use serde_json::Value;

use super::super::candidate::{Candidate, Fact};
use super::super::xml::{self, Element};
use super::reader::Stated;
use crate::article::{Basis, Dated, Meta, outlet_called};

/// Where it may be stated, in the order of choice.
pub(super) const ORDER: &[(Fact, &[&str])] = &[
    (Fact::Title, &["XMP dc:title", "Title"]),
    (Fact::Outlet, &["XMP prism:publicationName", "XMP dc:publisher"]),
    (Fact::Author, &["XMP dc:creator", "Author"]),
    (Fact::Url, &["XMP prism:url"]),
    (Fact::Published, &["XMP prism:publicationDate", "XMP prism:coverDate"]),
];

/// What is carried along, and under which names.
const CARRIED: &[(&str, &str)] = &[("CreationDate", "created"), ("ModDate", "modified")];

/// What the name of a file ends with that a program took for a title.
const ENDINGS: &[&str] = &[
    ".doc", ".docx", ".fm", ".htm", ".html", ".indd", ".odt", ".p65", ".pages", ".pdf", ".pmd", ".qxd", ".qxp", ".rtf",
    ".tex", ".txt",
];

/// Everything that is stated, with its source.
pub(super) fn stated(of: &Stated) -> Vec<(String, String)> {
    let xmp = of.xmp.as_deref().and_then(|bytes| xml::root(&super::super::decode::decode(bytes).ok()?.text).ok());
    let sources = ORDER.iter().flat_map(|(_, sources)| *sources);
    let in_xmp = |source: &str| Some((source.to_owned(), property(xmp.as_ref()?, source.strip_prefix("XMP ")?)?));
    let mut all: Vec<(String, String)> = sources.filter_map(|source| in_xmp(source)).collect();
    let information =
        [("Title", &of.title), ("Author", &of.author), ("CreationDate", &of.created), ("ModDate", &of.modified)];
    for (source, value) in information {
        if let Some(value) = value {
            all.push((source.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    all.retain(|(_, value)| !value.is_empty());
    all
}

/// A property by its name as it is usually written; of a list of names all, of one text in several languages the first.
fn property(element: &Element, name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':')?;
    let space = if prefix == "dc" { "purl.org/dc/" } else { "prismstandard.org/" };
    if element.name == "Description"
        && let Some(value) = element.attribute(name)
    {
        return Some(value.to_owned());
    }
    if element.name == local && element.space.contains(space) {
        let mut items = Vec::new();
        let list = element.children().next();
        for item in list.into_iter().flat_map(Element::children) {
            items.extend(item.line());
        }
        return match list {
            Some(list) if list.name == "Alt" => items.into_iter().next(),
            Some(_) => Some(items.join(", ")),
            None => element.line(),
        };
    }
    element.children().find_map(|child| property(child, name))
}

/// All that is stated in the order of choice, each with why it was chosen or not; and what was.
pub(super) fn choose(stated: &[(String, String)]) -> (Vec<Candidate>, Meta) {
    let mut meta = Meta::default();
    let mut candidates = Vec::new();
    for (fact, sources) in ORDER {
        let mut first = None;
        for source in *sources {
            let Some((_, value)) = stated.iter().find(|(known, _)| known == source) else { continue };
            let why = match (first, unusable(*fact, value)) {
                (_, Some(why)) => why.to_owned(),
                (Some(first), None) => format!("behind {first}"),
                (None, None) => {
                    first = Some(source);
                    take(*fact, value, &mut meta);
                    "the first in order".to_owned()
                }
            };
            let chosen = first == Some(source);
            candidates.push(Candidate { fact: *fact, source, value: value.clone(), bytes: 0..0, chosen, why });
        }
    }
    for (source, name) in CARRIED {
        if let Some((_, value)) = stated.iter().find(|(known, _)| known == source) {
            meta.extra.insert((*name).to_owned(), Value::from(value.as_str()).to_string());
        }
    }
    (candidates, meta)
}

/// Why a value says nothing of the article, if it does not.
fn unusable(fact: Fact, value: &str) -> Option<&'static str> {
    let lower = value.to_lowercase();
    match fact {
        Fact::Title if ENDINGS.iter().any(|ending| lower.ends_with(ending)) => Some("the name of a file"),
        Fact::Title if lower.starts_with("microsoft word - ") => Some("the name of a file"),
        Fact::Title if lower == "untitled" => Some("no title"),
        Fact::Published if Dated::parse(value, Basis::Record).is_none() => Some("no date in ISO 8601"),
        Fact::Url if super::super::Address::of_page(value).is_none() => Some("no address of a page"),
        _ => None,
    }
}

fn take(fact: Fact, value: &str, meta: &mut Meta) {
    let own = || Some(value.to_owned());
    match fact {
        Fact::Title => meta.title = own(),
        Fact::Outlet => meta.outlet = Some(outlet_called(value).map_or_else(|| value.to_owned(), str::to_owned)),
        Fact::Author => meta.author = own(),
        Fact::Url => meta.url = own(),
        Fact::Published => meta.published = Dated::parse(value, Basis::Record),
        _ => {}
    }
}
