//! Tables of delimited text (CSV, TSV): a header, then one article a row, whose columns `record` reads by their names.
//!
//! What parts the columns is told from the header: of `,` `;` tab and `|` the one under which it has the columns that are
//! needed, else the one that makes the most columns of it. Quoting is RFC 4180's. An empty cell states nothing. Names of
//! columns are met in any case, for a header is written for people. One row is in memory at a time.

mod rows;

use std::io::{BufRead, BufReader};

use serde_json::{Map, Value};

use super::decode::{self, How};
use super::intake::Intake;
use super::place::Place;
use super::record::{self, FIELDS, FieldMap};
use super::unpack::peek;
use super::{Fault, Format, Note, Problem, Reads};
use crate::article::Source;
use rows::{Row, Rows};

pub(super) const FORMAT: Format =
    Format { name: "csv", is_article: false, endings: &["csv", "tsv", "tab"], looks, reads: Reads::Unpacked(read) };

/// What may part columns. Where a header says nothing, the earlier one is taken.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// So many bytes are looked at for the header: the names of some thousand columns.
const HEADER: usize = 64 << 10;

/// A first line that names the columns an article needs: hardly ever the first words of an article.
fn looks(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    DELIMITERS.iter().any(|&delimiter| {
        let columns = header(head, delimiter);
        ["id", "text"].iter().all(|wanted| columns.iter().any(|column| column.eq_ignore_ascii_case(wanted)))
    })
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let opened = decode::transcoded(input).and_then(|input| peek(input, HEADER));
    let (head, input) = match opened {
        Ok(opened) => opened,
        Err(error) => return intake.problem(Problem::Unreadable { at: place.source(Some(1)), error }),
    };
    let mut input = BufReader::new(input);
    let mut rows = Rows::new(&mut input, delimiter(&head, &intake.options.map), intake.options.max_article);
    let Some(columns) = columns(&mut rows, place, intake) else { return };
    let mut empty = true;
    loop {
        let (line, row) = match rows.next() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) => return intake.problem(Problem::Unreadable { at: place.source(Some(rows.line())), error }),
        };
        empty = false;
        let at = place.source(Some(line));
        match row {
            Row::Whole(cells) => match fields(&columns, &cells, &at, intake) {
                Ok(fields) => record::take(fields, at, place, intake),
                Err(fault) => intake.problem(Problem::BadRecord { at, fault }),
            },
            Row::TooLong => intake.problem(Problem::TooLarge { at, limit: intake.options.max_article }),
            Row::Unclosed => intake.problem(Problem::BadRecord { at, fault: Fault::OpenQuote }),
        }
    }
    if empty {
        intake.problem(Problem::Empty { at: place.source(None) });
    }
}

/// The columns of a header that is parted so. Bytes that are no UTF-8 name nothing that is looked for.
fn header(head: &[u8], delimiter: u8) -> Vec<String> {
    // Of a header the bytes in hand are the end: a name that is cut short is none that is looked for.
    let mut head = head;
    match Rows::new(&mut head, delimiter, u64::MAX).next() {
        Ok(Some((_, Row::Whole(cells)))) => cells.iter().map(|cell| name(cell)).collect(),
        _ => Vec::new(),
    }
}

fn name(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}

fn delimiter(head: &[u8], map: &FieldMap) -> u8 {
    let needed = |columns: &[String]| {
        let has = |field| columns.iter().any(|column| column.eq_ignore_ascii_case(map.name(field)));
        ["id", "text"].into_iter().filter(|field| has(field)).count()
    };
    let score = |delimiter: &u8| {
        let columns = header(head, *delimiter);
        (needed(&columns), columns.len())
    };
    // The last of the best is taken.
    DELIMITERS.iter().rev().copied().max_by_key(score).unwrap_or(b',')
}

/// The names of the columns; `None` where articles cannot be read from them, which is said.
fn columns(rows: &mut Rows, place: &Place, intake: &mut Intake) -> Option<Vec<String>> {
    let cells = match rows.next() {
        Ok(Some((_, Row::Whole(cells)))) => cells,
        Ok(Some((line, _))) => {
            let at = place.source(Some(line));
            intake.problem(Problem::TooLarge { at, limit: intake.options.max_article });
            return None;
        }
        Ok(None) => {
            intake.problem(Problem::Empty { at: place.source(None) });
            return None;
        }
        Err(error) => {
            intake.problem(Problem::Unreadable { at: place.source(Some(1)), error });
            return None;
        }
    };
    let columns = named(cells.iter().map(|cell| name(cell)).collect(), &intake.options.map);
    let missing = ["id", "text"].into_iter().find(|field| {
        let wanted = intake.options.map.name(field);
        !columns.iter().any(|column| column == wanted)
    });
    if let Some(field) = missing {
        let wanted = intake.options.map.name(field).to_owned();
        intake.problem(Problem::NoColumn { at: place.source(Some(1)), field, wanted, columns });
        return None;
    }
    Some(columns)
}

/// The columns by the names that a record has: those looked for as they are looked for, and no two alike.
fn named(mut columns: Vec<String>, map: &FieldMap) -> Vec<String> {
    for wanted in FIELDS.iter().map(|field| map.name(field)).chain(["source"]) {
        if !columns.iter().any(|column| column == wanted)
            && let Some(column) = columns.iter_mut().find(|column| column.eq_ignore_ascii_case(wanted))
        {
            *column = wanted.to_owned();
        }
    }
    for at in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(at);
        if let Some(column) = rest.first_mut()
            && (column.is_empty() || before.contains(column))
        {
            *column = format!("{column} column {}", at + 1).trim_start().to_owned();
        }
    }
    columns
}

/// The fields of the record that a row is.
fn fields(columns: &[String], cells: &[&[u8]], at: &Source, intake: &mut Intake) -> Result<Map<String, Value>, Fault> {
    if cells.len() != columns.len() {
        return Err(Fault::Cells { found: cells.len(), columns: columns.len() });
    }
    let (mut fields, mut bad) = (Map::new(), 0);
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        let value = match str::from_utf8(cell) {
            Ok(value) => value.to_owned(),
            Err(_) => match decode::decode(cell) {
                Ok(decode::Decoded { text, how: How::BadBytes(count) }) => {
                    bad += count;
                    text
                }
                _ => return Err(Fault::NotUtf8),
            },
        };
        fields.insert(column.clone(), Value::String(value));
    }
    if bad > 0 {
        intake.note(Note::BadBytes { at: at.clone(), count: bad });
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
