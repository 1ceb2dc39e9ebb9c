use proptest::prelude::*;

use super::super::{Batch, Input, Options, read};
use super::*;

fn table(bytes: &[u8], options: Options) -> Batch {
    let options = Options { format: Some("csv"), ..options };
    read(&[Input::Stdin], &options, &mut &*bytes)
}

fn mapped(map: &str) -> Options {
    Options { map: map.parse().unwrap(), ..Options::default() }
}

/// Name, text, title and line of what was read.
fn rows(batch: &Batch) -> Vec<(&str, &str, Option<&str>, u64)> {
    batch
        .captures
        .iter()
        .map(|c| (c.article.name(), c.text.input(), c.meta.title.as_deref(), c.source.line.unwrap()))
        .collect()
}

fn messages(batch: &Batch) -> Vec<String> {
    batch.problems.iter().map(|problem| problem.to_string().split(';').next().unwrap().to_owned()).collect()
}

#[test]
fn rows_are_articles_whatever_parts_their_columns() {
    let expected = [("1", "One, \"two\"; three|four\nfive", Some("T"), 2), ("2", "Six", None, 5)];
    for delimiter in [",", ";", "\t", "|"] {
        let written = "id,title,text\r\n1,T,\"One, \"\"two\"\"; three|four\nfive\"\r\n\r\n2,,Six\r\n";
        let quoted = "One, \"\"two\"\"; three|four\nfive";
        let table_text = written.replace(quoted, "@").replace(',', delimiter).replace('@', quoted);
        let batch = table(table_text.as_bytes(), Options::default());
        assert_eq!(rows(&batch), expected, "{delimiter:?} {:?}", batch.problems);
        assert!(batch.problems.is_empty() && batch.notes.is_empty());
    }
}

#[test]
fn a_table_is_known_by_its_name_or_its_header() {
    let piped = read(&[Input::Stdin], &Options::default(), &mut &b"ID\tText\n7\tSeven\n"[..]);
    assert_eq!(rows(&piped), [("7", "Seven", None, 2)]);
    let words = read(&[Input::Stdin], &Options::default(), &mut &b"The id, the text, and more.\n7,Seven\n"[..]);
    assert_eq!(words.captures[0].article.key(), "file:stdin/stdin");
}

#[test]
fn columns_are_named_by_the_header_or_the_map() {
    let bytes = "url,Body,when,body,,x\nhttps://e.example/1,Words,2024-11-10,more,u,y\n";
    let batch = table(bytes.as_bytes(), mapped("id=url,text=body,date=when"));
    let [capture] = &batch.captures[..] else { panic!("{:?}", batch.problems) };
    assert_eq!(rows(&batch), [("https://e.example/1", "more", None, 2)]);
    assert_eq!(capture.meta.published.as_ref().map(|date| date.value.as_str()), Some("2024-11-10"));
    let extra: Vec<_> = capture.meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extra, [r#"Body="Words""#, r#"column 5="u""#, r#"x="y""#]);

    let batch = table(b"a;b\n1;2\n", Options::default());
    let message = batch.problems[0].to_string();
    assert_eq!(
        message,
        "-:1: no column `id` for `id`; its columns are a, b: name the one that holds it with --map id=COLUMN"
    );
    let batch = table(b"id,b\n1,2\n", mapped("text=body"));
    assert!(batch.problems[0].to_string().contains("no column `body` for `text`"), "{}", batch.problems[0]);
}

#[test]
fn a_broken_row_is_named_and_the_others_are_read() {
    let bytes = b"id,text\n1,one\n2\n3,three,more\n\n,no id\n4,\n5,d\xe9j\xe0\n6,\xe2\x80\x9cso\xe2\x80\x9d \xff\n1,again\n7,\"open";
    let batch = table(bytes, Options::default());
    assert_eq!(rows(&batch), [("1", "one", None, 2), ("6", "“so” \u{fffd}", None, 9)]);
    assert_eq!(
        messages(&batch),
        [
            "-:3: 1 cell in a table of 2 columns",
            "-:4: 3 cells in a table of 2 columns",
            "-:6: no `id`",
            "-:7: no `text`",
            "-:8: not UTF-8",
            "-:11: quotation marks that are never closed, so that all behind them is one cell",
            // Which was met before is told with the articles of its batch.
            "-:10: the same article as -:2, which is kept (id:stdin/1)",
        ]
    );
    assert!(matches!(&batch.notes[..], [Note::BadBytes { at, count: 1 }] if at.line == Some(9)));
}

#[test]
fn a_row_over_the_limit_is_passed_over_and_a_quotation_mark_never_closed_is_named() {
    let long = "x".repeat(100_000);
    let bytes = format!("id,text\n1,\"{long}\n\"\n2,two\n3,\"{long}");
    let batch = table(bytes.as_bytes(), Options { max_article: 1000, ..Options::default() });
    assert_eq!(rows(&batch), [("2", "two", None, 4)]);
    assert_eq!(
        messages(&batch),
        [
            "-:2: more than 1000 bytes for one article",
            "-:5: quotation marks that are never closed, so that all behind them is one cell"
        ]
    );
}

#[test]
fn what_spreadsheets_write_is_read() {
    let text = "id\ttext\r\n1\tCafé “x”\r\n";
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let little: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [marked, little, big] {
        let batch = table(&bytes, Options::default());
        assert_eq!(rows(&batch), [("1", "Café “x”", None, 2)], "{:?}", batch.problems);
    }
    for nothing in [&b""[..], b"\r\n\n", b"id,text\n"] {
        assert!(matches!(&table(nothing, Options::default()).problems[..], [Problem::Empty { .. }]));
    }
}

#[test]
fn utf16_is_read_however_it_is_cut() {
    let cells: String = (0..5000).map(|n| format!("{n},é😀 {n}\n")).collect();
    let bytes: Vec<u8> = format!("\u{feff}id,text\n{cells}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let batch = table(&bytes, Options::default());
    assert_eq!((batch.captures.len(), batch.problems.len()), (5000, 0));
    assert!(batch.captures.iter().all(|c| c.text.input() == format!("é😀 {}", c.article.name())));
}

proptest! {
    /// Whatever the bytes are, each line of the input is accounted for and nothing panics.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b','), Just(b'\n')], 0..300)) {
        let bytes = [b"id,text\n", &bytes[..]].concat();
        let batch = table(&bytes, Options { max_article: 64, ..Options::default() });
        let places = batch.captures.iter().map(|c| c.source.line).chain(batch.problems.iter().map(|_| None));
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        prop_assert!(places.flatten().all(|line| (2..=lines).contains(&line)));
    }

    /// What is quoted by the rules comes back as it was.
    #[test]
    fn quoted_cells_come_back(cells in prop::collection::vec("[^\u{0}\r]{1,20}", 1..8)) {
        let cells: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
        let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let rows: String = cells.iter().enumerate().map(|(n, cell)| format!("{n};{}\n", quoted(cell))).collect();
        let batch = table(format!("id;text\n{rows}").as_bytes(), Options::default());
        let read: Vec<&str> = batch.captures.iter().map(|c| c.text.input()).collect();
        prop_assert_eq!(read, cells);
    }
}
