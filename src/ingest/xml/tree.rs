//! A document as elements in elements, with references read and namespaces resolved.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, escape};

/// So deep may elements nest. News items nest some twenty deep; all that walks a tree does so by recursion.
const MAX_DEPTH: usize = 256;

#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Element {
    /// Without its prefix.
    pub name: String,
    /// The namespace it is of, or nothing.
    pub space: String,
    /// By their names as written.
    pub attributes: Vec<(String, String)>,
    pub nodes: Vec<Node>,
    /// Its bytes in the document, from `<` to behind `>`.
    pub bytes: Range<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Node {
    Element(Element),
    Text(String),
}

/// What is wrong with a document, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub offset: usize,
    pub what: String,
}

impl Element {
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child called so.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    /// The first child called so, of a namespace that has `space` in its name.
    pub fn child_of(&self, space: &str, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name && child.space.contains(space))
    }

    /// The first element on a path of names.
    pub fn find(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first element called so, at any depth, this one too.
    pub fn any(&self, name: &str) -> Option<&Element> {
        if self.name == name { Some(self) } else { self.children().find_map(|child| child.any(name)) }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// All text in it, as it stands.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.append_to(&mut text);
        text
    }

    fn append_to(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(piece) => text.push_str(piece),
                Node::Element(element) => element.append_to(text),
            }
        }
    }

    /// All text in it with white space folded; `None` if there is none.
    pub fn line(&self) -> Option<String> {
        let line = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// Its text in paragraphs: white space folded, a new one wherever an element begins or ends that does not run within a line.
    /// What `left_out` names is left out.
    pub fn paragraphs(&self, inline: &[&str], left_out: &[&str]) -> String {
        let mut paragraphs = vec![String::new()];
        self.flow(inline, left_out, &mut paragraphs);
        let folded = paragraphs.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        folded.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn flow(&self, inline: &[&str], left_out: &[&str], paragraphs: &mut Vec<String>) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => {
                    if let Some(last) = paragraphs.last_mut() {
                        last.push_str(text);
                    }
                }
                Node::Element(element) if left_out.contains(&element.name.as_str()) => {}
                Node::Element(element) if inline.contains(&element.name.as_str()) => {
                    element.flow(inline, left_out, paragraphs);
                }
                Node::Element(element) => {
                    paragraphs.push(String::new());
                    element.flow(inline, left_out, paragraphs);
                    paragraphs.push(String::new());
                }
            }
        }
    }
}

/// Reads a document: its outermost element.
pub(super) fn parse(text: &str) -> Result<Element, Fault> {
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let start = position(reader.buffer_position());
        let (space, event) = match reader.read_resolved_event() {
            Ok((space, event)) => (resolved(&space), event),
            Err(error) => {
                let offset = position(reader.error_position());
                return Err(Fault { offset, what: format!("not well-formed XML: {error}") });
            }
        };
        let fault = |what: &str| Fault { offset: start, what: what.to_owned() };
        match event {
            Event::Start(tag) => {
                if open.len() > MAX_DEPTH {
                    return Err(fault("elements nest too deep to be a document of ours"));
                }
                open.push(element(&tag, space, start).map_err(|what| fault(&what))?);
            }
            Event::Empty(tag) => {
                let mut empty = element(&tag, space, start).map_err(|what| fault(&what))?;
                empty.bytes.end = position(reader.buffer_position());
                push(&mut open, Node::Element(empty));
            }
            Event::End(_) => {
                if let Some(mut closed) = open.pop() {
                    closed.bytes.end = position(reader.buffer_position());
                    push(&mut open, Node::Element(closed));
                }
            }
            Event::Text(text) => push(&mut open, Node::Text(text.xml10_content().into_owned())),
            Event::CData(text) => push(&mut open, Node::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(name) => {
                let read = match name.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    Ok(None) => escape::resolve_predefined_entity(&name.xml10_content()).map(str::to_owned),
                    Err(_) => None,
                };
                // What nobody has declared is kept as it is written.
                let read = read.unwrap_or_else(|| format!("&{};", name.xml10_content()));
                push(&mut open, Node::Text(read));
            }
            Event::DocType(declared) => {
                if declared.xml10_content().contains("<!ENTITY") {
                    return Err(fault("declares entities of its own, which are not expanded"));
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if open.len() > 1 {
        let what = format!("ends inside <{}>", open.last().map_or("", |last| &last.name));
        return Err(Fault { offset: text.len(), what });
    }
    let mut roots = open.pop().unwrap_or_default().nodes.into_iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    roots.next().ok_or_else(|| Fault { offset: 0, what: "holds no element".to_owned() })
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn resolved(space: &ResolveResult) -> String {
    match space {
        ResolveResult::Bound(space) => space.as_ref().to_owned(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    }
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.nodes.push(node);
    }
}

fn element(tag: &BytesStart, space: String, start: usize) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("not well-formed XML: {error}"))?;
        let value = match escape::unescape(&attribute.value) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.clone().into_owned(),
        };
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    let name = tag.local_name().as_ref().to_owned();
    Ok(Element { name, space, attributes, nodes: Vec::new(), bytes: start..start })
}
