//! NITF (News Industry Text Format, IPTC): one article, named by its file. Captions of pictures are not part of the text.

use std::collections::BTreeMap;

use super::super::entry::{Entry, Text};
use super::super::intake::Intake;
use super::{Document, Element, Kind};

pub(super) const KIND: Kind = Kind { roots: &["nitf"], take };

/// Elements that run within a line.
const INLINE: &[&str] = &[
    "a",
    "alt-code",
    "chron",
    "city",
    "classifier",
    "copyrite",
    "copyrite.holder",
    "copyrite.year",
    "country",
    "em",
    "event",
    "frac",
    "frac-num",
    "frac-den",
    "frac-sep",
    "function",
    "keyword",
    "lang",
    "location",
    "money",
    "name.family",
    "name.given",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "q",
    "region",
    "state",
    "strong",
    "sub",
    "sublocation",
    "sup",
    "virtloc",
];

/// Elements that stand beside the text.
const BESIDE: &[&str] = &["media", "note", "fn"];

fn take(root: &Element, document: &Document, intake: &mut Intake) {
    let about = root.find(&["head", "docdata"]);
    let head = root.find(&["body", "body.head"]);
    let publication = root.find(&["head", "pubdata"]);
    let published = |name: &str| publication.and_then(|publication| publication.attribute(name)).map(str::to_owned);
    let holder = || Some(about?.child("doc.copyright")?.attribute("holder")?.to_owned());
    let issued = about.and_then(|about| about.child("date.issue")?.attribute("norm")).map(str::to_owned);
    let mut extra = BTreeMap::new();
    let mut carry = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            extra.insert(key.to_owned(), serde_json::Value::from(value).to_string());
        }
    };
    carry("dateline", head.and_then(|head| head.child("dateline")?.line()));
    carry("urgency", about.and_then(|about| about.child("urgency")?.attribute("ed-urg").map(str::to_owned)));
    let entry = Entry {
        id: about.and_then(|about| about.child("doc-id")?.attribute("id-string")).map(str::to_owned),
        url: published("ex-ref"),
        title: head
            .and_then(|head| head.find(&["hedline", "hl1"]))
            .or_else(|| root.find(&["head", "title"]))
            .and_then(Element::line),
        author: head.and_then(|head| head.child("byline")?.line()),
        outlet: published("name").or_else(holder),
        date: issued.or_else(|| published("date.publication")),
        text: Some(Text::Plain(text(root))),
        summary: None,
        extra,
    };
    entry.take(document.place.article(), document.place.source(None), document.place, intake);
}

/// The text of an article in NITF.
pub(super) fn text(root: &Element) -> String {
    let content = root.any("body.content").or_else(|| root.any("body"));
    content.map(|content| content.paragraphs(INLINE, BESIDE)).unwrap_or_default()
}
