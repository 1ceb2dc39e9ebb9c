//! Word documents (DOCX, ISO/IEC 29500): one file, one article. The text is that of the document's body as Word shows it, paragraph by
//! paragraph: without what tracked changes took out, with what they brought in, without hidden text. Notes, headers and footers
//! stand in parts of their own and are left out.

use std::collections::BTreeMap;
use std::io::{BufRead, Cursor, Read};

use serde_json::Value;
use zip::ZipArchive;

use super::intake::{Draft, Intake};
use super::place::Place;
use super::xml::{self, Element};
use super::{Format, Problem, Reads};
use crate::article::{Meta, Source};

pub(super) const FORMAT: Format =
    Format { name: "docx", is_article: true, endings: &["docx"], looks, reads: Reads::Unpacked(read) };

/// So long may a part be: the body of a book of a thousand pages has some 20 MiB.
const MAX_PART: u64 = 32 << 20;

/// A ZIP file with the parts of a document among its first.
fn looks(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") && head.windows(5).any(|window| window == b"word/")
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    match Document::read(&raw) {
        Ok(document) if document.text.is_empty() => intake.problem(Problem::Empty { at }),
        Ok(document) => document.take(raw, at, place, intake),
        Err(what) => intake.problem(Problem::BadDocument { at, what }),
    }
}

struct Document {
    text: String,
    stated: Meta,
}

impl Document {
    fn read(raw: &[u8]) -> Result<Document, String> {
        let mut zip = ZipArchive::new(Cursor::new(raw)).map_err(
            |_| "no Word document, or one that is encrypted, or of the old form (.doc); save it as .docx or as text",
        )?;
        let relations = part(&mut zip, "_rels/.rels")?;
        let main = related(&relations, "/officeDocument").unwrap_or_else(|| "word/document.xml".to_owned());
        let body = part(&mut zip, &main)?;
        let mut paragraphs = Vec::new();
        let body = body.child("body").ok_or_else(|| format!("{main} is no body of a document"))?;
        flow(body, &mut vec![String::new()], &mut paragraphs);
        let core = related(&relations, "/core-properties").and_then(|name| part(&mut zip, &name).ok());
        Ok(Document { text: paragraphs.join("\n\n"), stated: core.as_ref().map(stated).unwrap_or_default() })
    }

    fn take(self, raw: Vec<u8>, at: Source, place: &Place, intake: &mut Intake) {
        let meta = intake.options.given.clone().or(self.stated).or(place.facts.meta.clone());
        intake.take(Draft { article: place.article(), source: at, meta, raw, input: self.text });
    }
}

type Zip<'r> = ZipArchive<Cursor<&'r [u8]>>;

/// A part of the document, which is one of XML.
fn part(zip: &mut Zip, name: &str) -> Result<Element, String> {
    let entry = zip.by_name(name).map_err(|error| format!("{name}: {error}"))?;
    let mut bytes = Vec::new();
    entry.take(MAX_PART + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
    if bytes.len() as u64 > MAX_PART {
        return Err(format!("{name} unpacks to more than {MAX_PART} bytes"));
    }
    let text = super::decode::decode(&bytes).map_err(|_| format!("{name} is no text"))?.text;
    xml::root(&text).map_err(|what| format!("{name}: {what}"))
}

/// The part to which the document stands in a relation whose type ends so.
fn related(relations: &Element, kind: &str) -> Option<String> {
    let relation = relations.children().find(|one| one.attribute("Type").is_some_and(|known| known.ends_with(kind)))?;
    Some(relation.attribute("Target")?.trim_start_matches('/').to_owned())
}

/// What the document states of itself. When its file was made is not when the article was published.
fn stated(core: &Element) -> Meta {
    let line = |name| core.child(name).and_then(Element::line);
    let extra = ["created", "modified", "lastModifiedBy", "subject", "keywords", "description"];
    let extra: BTreeMap<String, String> =
        extra.into_iter().filter_map(|name| Some((name.to_owned(), Value::String(line(name)?).to_string()))).collect();
    Meta { title: line("title"), author: line("creator"), extra, ..Meta::default() }
}

/// What is not shown: text taken out or moved away, codes of fields, drawings for older programs.
const UNSEEN: &[&str] =
    &["del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "pPr", "rPr", "tblPr", "sectPr"];

/// Adds the paragraphs in an element. `open` are those begun and not ended, the innermost last: one in a text box stands inside the
/// one that the box hangs on, and is told before it.
fn flow(element: &Element, open: &mut Vec<String>, paragraphs: &mut Vec<String>) {
    for child in element.children().filter(|child| !UNSEEN.contains(&child.name.as_str())) {
        let Some(last) = open.last_mut() else { return };
        match child.name.as_str() {
            "p" => {
                open.push(String::new());
                flow(child, open, paragraphs);
                let text = open.pop().unwrap_or_default();
                if !text.trim().is_empty() {
                    paragraphs.push(text.trim().to_owned());
                }
            }
            "r" if is_hidden(child) => {}
            "t" => last.push_str(&child.text()),
            "tab" | "ptab" => last.push('\t'),
            "br" | "cr" => last.push('\n'),
            "noBreakHyphen" => last.push('\u{2011}'),
            "softHyphen" => last.push('\u{ad}'),
            "sym" => last.extend(symbol(child)),
            _ => flow(child, open, paragraphs),
        }
    }
}

fn is_hidden(run: &Element) -> bool {
    let off = ["0", "false", "off"];
    let hides = |mark: &Element| !attribute(mark, "val").is_some_and(|value| off.contains(&value));
    run.find(&["rPr", "vanish"]).is_some_and(hides)
}

/// A character that is named by its number. Those of fonts of symbols have numbers of nobody's but the font's.
fn symbol(element: &Element) -> Option<char> {
    let number = u32::from_str_radix(attribute(element, "char")?, 16).ok()?;
    char::from_u32(number).filter(|c| !c.is_control() && !('\u{e000}'..='\u{f8ff}').contains(c))
}

/// An attribute by its name without the prefix.
fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    let local = |known: &str| known.rsplit(':').next() == Some(name);
    element.attributes.iter().find(|(known, _)| local(known)).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::super::{Batch, Input, Options, read};
    use super::*;

    const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document2.xml"/>
        <Relationship Id="2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/docProps/core.xml"/></Relationships>"#;
    const CORE: &str = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Bridge reopens</dc:title><dc:creator>A. Writer</dc:creator><dcterms:created>2024-11-10T12:48:00Z</dcterms:created></cp:coreProperties>"#;

    fn document(body: &str) -> Vec<u8> {
        let document = format!(
            r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="m"><w:body>{body}<w:sectPr/></w:body></w:document>"#
        );
        zipped(&[("_rels/.rels", RELATIONS), ("word/document2.xml", &document), ("docProps/core.xml", CORE)])
    }

    fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn taken(bytes: &[u8]) -> Batch {
        read(&[Input::Stdin], &Options { format: Some("docx"), ..Options::default() }, &mut &*bytes)
    }

    fn text(body: &str) -> String {
        taken(&document(body)).captures.first().map(|capture| capture.text.input().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_document_is_its_paragraphs_and_what_it_states() {
        let bytes = document(
            r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Bridge reopens</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">The bridge </w:t></w:r><w:hyperlink><w:r><w:t>reopened</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t><w:br/><w:t>At&#160;last &amp; well.</w:t></w:r></w:p><w:p/>
            <w:tbl><w:tblPr/><w:tr><w:tc><w:p><w:r><w:t>One</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Two</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
        );
        let batch = taken(&bytes);
        let capture = &batch.captures[0];
        assert_eq!(capture.text.input(), "Bridge reopens\n\nThe bridge reopened.\nAt\u{a0}last & well.\n\nOne\n\nTwo");
        assert_eq!(capture.raw(), bytes);
        let meta = &capture.meta;
        assert_eq!((meta.title.as_deref(), meta.author.as_deref()), (Some("Bridge reopens"), Some("A. Writer")));
        assert_eq!((meta.published.as_ref(), meta.extra["created"].as_str()), (None, "\"2024-11-10T12:48:00Z\""));
        assert_eq!(super::super::Format::of_bytes(&bytes).name, "docx");
    }

    #[test]
    fn the_text_is_as_it_is_shown() {
        let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
        let (a, b) = (run("a"), run("b"));
        for (body, shown) in [
            (format!("<w:p><w:del>{}</w:del><w:ins>{a}</w:ins></w:p>", run("old").replace("w:t>", "w:delText>")), "a"),
            (format!("<w:p><w:moveFrom>{a}</w:moveFrom>{b}</w:p>"), "b"),
            (format!("<w:p>{a}<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"), "a"),
            (format!("<w:p>{a}<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>x</w:t></w:r></w:p>"), "ax"),
            (format!("<w:p>{a}<w:r><w:instrText>PAGE</w:instrText></w:r>{b}</w:p>"), "ab"),
            (
                format!(
                    "<w:p>{a}<w:r><w:tab/><w:noBreakHyphen/><w:sym w:char=\"00B0\"/><w:sym w:char=\"F0B7\"/></w:r></w:p>"
                ),
                "a\t\u{2011}\u{b0}",
            ),
            (
                format!(
                    "<w:p>{a}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p>{a}</w:p></mc:Fallback></mc:AlternateContent></w:r>{b}</w:p>",
                    run("box")
                ),
                "box\n\nab",
            ),
            (format!("<w:sdt><w:sdtContent><w:p>{a}</w:p></w:sdtContent></w:sdt>"), "a"),
        ] {
            assert_eq!(text(&body), shown, "{body}");
        }
    }

    #[test]
    fn what_is_no_document_is_named() {
        let entity = "<!DOCTYPE d [<!ENTITY a \"b\">]><d/>";
        let big = format!("<w:document><w:body>{}</w:body></w:document>", " ".repeat(MAX_PART as usize));
        for (bytes, what) in [
            (b"\xd0\xcf\x11\xe0".to_vec(), "-: no Word document, or one that is encrypted"),
            (zipped(&[("a", "b")]), "-: _rels/.rels: specified file not found"),
            (zipped(&[("_rels/.rels", "<r/>")]), "-: word/document.xml: specified file not found"),
            (zipped(&[("_rels/.rels", "<r/>"), ("word/document.xml", "<w>")]), "-: word/document.xml: "),
            (zipped(&[("_rels/.rels", "<r/>"), ("word/document.xml", "<w/>")]), "-: word/document.xml is no body"),
            (zipped(&[("_rels/.rels", entity)]), "-: _rels/.rels: declares entities"),
            (
                zipped(&[("_rels/.rels", "<r/>"), ("word/document.xml", &big)]),
                "-: word/document.xml unpacks to more than",
            ),
            (document("<w:p/>"), "-: nothing but white space"),
        ] {
            let batch = taken(&bytes);
            let said: Vec<String> = batch.problems.iter().map(ToString::to_string).collect();
            assert!(batch.captures.is_empty() && said.len() == 1 && said[0].starts_with(what), "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
            let mut bytes = document("<w:p><w:r><w:t>The bridge reopened.</w:t></w:r></w:p>");
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let batch = taken(&bytes);
            prop_assert_eq!(batch.captures.len() + batch.problems.len(), 1);
        }

        #[test]
        fn any_body_is_read(body in "(<w:p>|</w:p>|<w:r>|</w:r>|<w:t>|</w:t>|a| |<w:br/>|<w:txbxContent>|</w:txbxContent>){0,24}") {
            let batch = taken(&document(&body));
            prop_assert_eq!(batch.captures.len() + batch.problems.len(), 1);
        }
    }
}
