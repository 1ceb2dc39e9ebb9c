//! Documents made here, whole and broken, and lines at places of our own. Those of other programs are read in `.ci/validate-inputs`.

use proptest::prelude::*;

use super::super::{Batch, Input, Options, read};
use super::lines::{Letter, Line, lines};
use super::paragraphs::paragraphs;
use super::*;
use crate::ingest::Fact;

/// A document of these pages; `more` are objects of its own from 10 on, the first of which is its information.
fn document(pages: &[String], more: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 100 + 2 * at)).collect();
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R/Metadata 11 0 R>>".to_owned()),
        (2, format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "))),
        (3, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>".to_owned()),
    ];
    objects.extend((10..).zip(more.iter().map(|object| (*object).to_owned())));
    for (at, content) in pages.iter().enumerate() {
        let number = 100 + 2 * at;
        let resources = "<</Font<</F 3 0 R>>/XObject<</I 12 0 R>>>>";
        objects.push((
            number,
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Resources{resources}/Contents {} 0 R>>",
                number + 1
            ),
        ));
        objects.push((number + 1, stream("", content)));
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in &objects {
        places.push((number, file.len()));
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = file.len();
    let lines: String = places.iter().map(|(number, at)| format!("{number} 1\n{at:010} 00000 n \n")).collect();
    let end = format!("xref\n{lines}trailer\n<</Size 999/Root 1 0 R/Info 10 0 R>>\nstartxref\n{start}\n%%EOF\n");
    file.extend(end.bytes());
    file
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// Lines of text at their places, of a size.
fn shown(size: u32, lines: &[(u32, u32, &str)]) -> String {
    let line = |(x, y, text): &(u32, u32, &str)| format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n");
    lines.iter().map(line).collect()
}

const INFORMATION: &str =
    "<</Title(Bridge \\215reopens\\216)/Author(\u{feff}A. Writer)/CreationDate(D:20241110124800+01'00')>>";

/// Two pages: a headline, paragraphs that are set in, a word that is parted at a line's end, one that goes on across pages, a head and a foot.
fn report() -> Vec<u8> {
    let first = shown(18, &[(50, 350, "Bridge reopens")])
        + &shown(
            10,
            &[
                (50, 390, "The Example, page 1"),
                (62, 320, "The old bridge over the river reopened on Mon-"),
                (50, 308, "day after two years of work, said the city council."),
                (62, 296, "It cost 12 million euros, more than was planned, and"),
                (50, 284, "shops nearby lost many of those who came to them"),
            ],
        );
    let second = shown(
        10,
        &[(50, 390, "The Example, page 2"), (50, 350, "before the work began."), (62, 338, "The self-made man left.")],
    );
    document(&[first, second], &[INFORMATION, "null", "null"])
}

fn xmp() -> Vec<u8> {
    let xml = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
        <rdf:Description prism:publicationName="The Example"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Bridge open</rdf:li><rdf:li>Pont</rdf:li></rdf:Alt></dc:title>
        <dc:creator><rdf:Seq><rdf:li>A. Writer</rdf:li><rdf:li>B. Writer</rdf:li></rdf:Seq></dc:creator>
        <prism:publicationDate>2024-11-10</prism:publicationDate><prism:url>https://news.example/1</prism:url></rdf:Description></rdf:RDF></x:xmpmeta>"#;
    let information = "<</Title(Microsoft Word - bridge.doc)/Author(user)>>";
    let page = shown(10, &[(50, 300, "Words.")]);
    document(&[page], &[information, &stream("/Type/Metadata/Subtype/XML", xml), "null"])
}

/// What the parser is tried with before it is broken.
pub(in crate::ingest) fn samples() -> Vec<Vec<u8>> {
    vec![report(), xmp(), picture("Recognised.")]
}

/// A page with a picture, and what was recognised in it.
fn picture(text: &str) -> Vec<u8> {
    let image = stream("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", "x");
    let page = format!("q 400 0 0 400 0 0 cm /I Do Q 3 Tr {}", shown(10, &[(50, 300, text)]));
    document(&[page], &["<<>>", "null", &image])
}

fn taken(bytes: &[u8]) -> Batch {
    read(&[Input::Stdin], &Options::default(), &mut &*bytes)
}

fn said(batch: &Batch) -> Vec<String> {
    batch.problems.iter().map(ToString::to_string).chain(batch.notes.iter().map(ToString::to_string)).collect()
}

#[test]
fn a_document_is_its_paragraphs_and_what_it_states() {
    let bytes = report();
    let batch = taken(&bytes);
    let [capture] = &batch.captures[..] else { panic!("{:?}", said(&batch)) };
    assert_eq!(
        capture.text.input(),
        "Bridge reopens\n\nThe old bridge over the river reopened on Monday after two years of work, said the city council.\n\n\
         It cost 12 million euros, more than was planned, and shops nearby lost many of those who came to them before the work \
         began.\n\nThe self-made man left."
    );
    assert_eq!(capture.raw(), bytes);
    let meta = &capture.meta;
    assert_eq!((meta.title.as_deref(), meta.author.as_deref()), (Some("Bridge “reopens”"), Some("A. Writer")));
    assert_eq!((meta.published.as_ref(), meta.extra["created"].as_str()), (None, "\"2024-11-10T12:48:00+01:00\""));
    assert_eq!(
        said(&batch),
        ["-: left out: 2 lines that page after page repeats, 0 letters that go another way than the text"]
    );
}

#[test]
fn the_first_usable_statement_is_chosen() {
    let bytes = xmp();
    let (text, candidates, meta) = again(&bytes, None).unwrap();
    assert_eq!(text, "Words.");
    let listed: Vec<_> = candidates.iter().map(|c| (c.fact, c.source, c.value.as_str(), c.why.as_str())).collect();
    assert_eq!(
        listed,
        [
            (Fact::Title, "XMP dc:title", "Bridge open", "the first in order"),
            (Fact::Title, "Title", "Microsoft Word - bridge.doc", "the name of a file"),
            (Fact::Outlet, "XMP prism:publicationName", "The Example", "the first in order"),
            (Fact::Author, "XMP dc:creator", "A. Writer, B. Writer", "the first in order"),
            (Fact::Author, "Author", "user", "behind XMP dc:creator"),
            (Fact::Url, "XMP prism:url", "https://news.example/1", "the first in order"),
            (Fact::Published, "XMP prism:publicationDate", "2024-11-10", "the first in order"),
        ]
    );
    assert_eq!((meta.published.unwrap().value.as_str(), meta.outlet.as_deref()), ("2024-11-10", Some("The Example")));
    assert_eq!(again(b"<p>%PDF", None), None);
}

#[test]
fn what_cannot_be_read_is_named() {
    let empty = document(&[String::new()], &["<<>>", "null", "null"]);
    for (bytes, what) in [
        (b"%PDF-1.7\nrubbish".to_vec(), "-: no PDF, or one too damaged to find a page in; get it again"),
        (empty, "-: a PDF without a letter; leave it out"),
        (picture(""), "-: a PDF of pictures without text; have it recognised"),
    ] {
        let batch = taken(&bytes);
        let said = said(&batch);
        assert!(batch.captures.is_empty() && batch.problems.len() == 1 && said[0].starts_with(what), "{said:?}");
    }
    let whole = report();
    let cut = taken(&whole[..whole.len() - 20]);
    assert_eq!(
        (cut.captures.len(), said(&cut)[0].as_str()),
        (1, "-: taken as it is, cut short: the end of the file is missing")
    );
}

#[test]
fn what_was_recognised_is_taken_where_nothing_else_is_shown() {
    let unseen = taken(&picture("Recognised."));
    assert_eq!(unseen.captures[0].text.input(), "Recognised.");
    assert_eq!(said(&unseen), ["-: 1 page is a picture; taken is what a program recognised there, which may be wrong"]);
    let page = format!("{} 3 Tr {}", shown(10, &[(50, 300, "Seen.")]), shown(10, &[(50, 200, "Unseen.")]));
    assert_eq!(taken(&document(&[page], &["<<>>", "null", "null"])).captures[0].text.input(), "Seen.");
}

#[test]
fn it_is_read_apart_where_there_is_the_means() {
    let with = |apart: Apart| {
        let options = Options { apart: Some(apart), ..Options::default() };
        said(&read(&[Input::Stdin], &options, &mut &*report()))
    };
    assert_eq!(with(|raw| Ok(answer(raw))).len(), 1);
    assert_eq!(with(|_| Err("it ended".to_owned())), ["-: it ended"]);
    assert!(with(|_| Ok(b"{".to_vec()))[0].starts_with("-: what reads it broke off"));
}

/// A line of letters half as wide as they are high, but for signs that are drawn as nothing.
fn letters(text: &str, left: i32, base: i32) -> Vec<Letter> {
    let place = |(at, c): (usize, char)| {
        let left = left + 500 * at as i32;
        Letter { text: c.to_string(), left, right: left + 500, base, size: 1000 }
    };
    text.chars().enumerate().filter(|(_, c)| *c != ' ').map(place).collect()
}

fn texts(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn gaps_are_spaces_and_too_wide_ones_part_columns() {
    assert_eq!(texts(&lines(letters("The bridge", 0, 0))), ["The bridge"]);
    assert_eq!(texts(&lines(letters("One      two", 0, 0))), ["One", "two"]);
    // A line of a column may be spread: those around it say how wide the column is.
    let spread = [letters("One      two", 0, 0), letters("a line as wide", 0, 1200)].concat();
    assert_eq!(texts(&lines(spread)), ["One two", "a line as wide"]);
    let bold = [letters("Bold", 0, 0), letters("Bold", 30, 0)].concat();
    assert_eq!(texts(&lines(bold)), ["Bold"]);
    assert_eq!(texts(&lines(letters("桥 梁", 0, 0))), ["桥梁"]);
}

#[test]
fn what_is_read_from_the_right_is_turned_round() {
    let drawn: String = "فتح الجسر في 2024 (NATO 7) غدا".chars().rev().collect();
    let drawn = drawn.replace("4202", "2024").replace(")7 OTAN(", "(NATO 7)");
    assert_eq!(texts(&lines(letters(&drawn, 0, 0))), ["فتح الجسر في 2024 (NATO 7) غدا"]);
}

#[test]
fn columns_drawn_row_by_row_are_read_one_after_the_other() {
    let row = |n: i32, left: &str, right: &str| [letters(left, 0, 1200 * n), letters(right, 14_000, 1200 * n)].concat();
    let rows: Vec<Letter> = [
        row(1, "This is the first of", "Here the second of"),
        row(2, "two columns and it is", "them begins which is"),
        row(3, "read before the other", "read when the first"),
        row(4, "one is begun.", "one is ended."),
    ]
    .concat();
    let (text, _) = paragraphs(vec![lines(rows)]);
    assert_eq!(
        text,
        "This is the first of two columns and it is read before the other one is begun.\n\n\
         Here the second of them begins which is read when the first one is ended."
    );
}

proptest! {
    #[test]
    fn letters_anywhere_are_put_in_some_order(
        places in prop::collection::vec(("[a-z ابת桥-]{1,2}", any::<i16>(), any::<i16>(), 0..3000i32), 0..60),
    ) {
        let letters: Vec<Letter> = places
            .into_iter()
            .map(|(text, left, base, size)| {
                let left = i32::from(left);
                Letter { text, left, right: left + size / 2, base: i32::from(base), size }
            })
            .collect();
        let signs = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let all: usize = letters.iter().map(|letter| signs(&letter.text)).sum();
        let lines = lines(letters);
        prop_assert!(lines.iter().map(|line| signs(&line.text)).sum::<usize>() <= all);
        let (text, left_out) = paragraphs(vec![lines.clone(), Vec::new(), lines]);
        prop_assert!(!text.contains("\n\n\n") && left_out <= 12);
    }

    #[test]
    fn any_damage_is_survived(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = report();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let batch = read(&[Input::Stdin], &Options { format: Some("pdf"), ..Options::default() }, &mut &*bytes);
        prop_assert_eq!(batch.captures.len() + batch.problems.len(), 1);
    }
}
