//! NewsML-G2 (IPTC): a `newsItem` with its text inline, as XHTML, NITF or plain text; a `newsMessage` of several. An item is an
//! article, named by its `guid`. Items that are packages, pictures or concepts hold no text.

use std::collections::BTreeMap;

use super::super::entry::{Entry, INLINE, Text};
use super::super::intake::Intake;
use super::{Document, Element, Kind, nitf};

pub(super) const KIND: Kind = Kind { roots: &["newsItem", "newsMessage"], take };

fn take(root: &Element, document: &Document, intake: &mut Intake) {
    let mut items = Vec::new();
    collect(root, &mut items);
    for item in &items {
        let entry = read(item);
        let article = match &entry.id {
            Some(id) => document.place.record(id),
            None => document.place.article(),
        };
        let at = document.place.source(Some(document.line(item.bytes.start)));
        entry.take(article, at, document.place, intake);
    }
    if items.is_empty() {
        intake.pass_over("news messages without an item");
    }
}

fn collect<'e>(element: &'e Element, items: &mut Vec<&'e Element>) {
    if element.name == "newsItem" {
        items.push(element);
    } else {
        element.children().for_each(|child| collect(child, items));
    }
}

fn read(item: &Element) -> Entry {
    let about = |name: &str| item.find(&["contentMeta", name]);
    let of_item = |name: &str| item.find(&["itemMeta", name]);
    let name = |element: &Element| {
        let named = element.child("name").and_then(Element::line);
        named
            .or_else(|| element.attribute("literal").map(str::to_owned))
            .or_else(|| element.attribute("uri").map(str::to_owned))
    };
    let by = about("by").and_then(Element::line);
    let creators = item.child("contentMeta").map(|about| {
        let creators = about.children().filter(|child| child.name == "creator");
        creators.filter_map(name).collect::<Vec<_>>().join(", ")
    });
    let mut extra = BTreeMap::new();
    let mut carry = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            extra.insert(key.to_owned(), serde_json::Value::from(value).to_string());
        }
    };
    carry("version", item.attribute("version").map(str::to_owned));
    carry("updated", of_item("versionCreated").and_then(Element::line));
    carry("creditline", about("creditline").and_then(Element::line));
    carry("dateline", about("dateline").and_then(Element::line));
    carry("status", of_item("pubStatus").and_then(|status| status.attribute("qcode")).map(str::to_owned));
    Entry {
        id: item.attribute("guid").map(str::to_owned),
        url: None,
        title: about("headline").and_then(Element::line).or_else(|| of_item("title").and_then(Element::line)),
        author: by.or_else(|| creators.filter(|creators| !creators.is_empty())),
        outlet: of_item("provider").and_then(name),
        date: of_item("firstCreated").or_else(|| of_item("versionCreated")).and_then(Element::line),
        text: item.child("contentSet").and_then(content),
        summary: None,
        extra,
    }
}

/// The first rendition of the content that is text.
fn content(set: &Element) -> Option<Text> {
    set.children().find_map(|rendition| {
        let text = match rendition.name.as_str() {
            "inlineXML" => match (rendition.any("nitf"), rendition.any("body")) {
                (Some(nitf), _) => nitf::text(nitf),
                (None, Some(body)) => body.paragraphs(INLINE, &["figure", "script", "style"]),
                (None, None) => rendition.paragraphs(INLINE, &["head"]),
            },
            "inlineData" if rendition.attribute("encoding").is_none() => rendition.text(),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(Text::Plain(text))
    })
}
