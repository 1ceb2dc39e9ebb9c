//! JSON Lines: one object a line, whose fields `record` reads. One pass, one line in memory: a line's limit is the
//! article's, for a line must be held to be read.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::decode::{How, decode};
use super::intake::Intake;
use super::place::Place;
use super::record::{self, kind};
use super::{Fault, Format, Note, Problem, Reads};
use crate::article::Source;

pub(super) const FORMAT: Format =
    Format { name: "jsonl", is_article: false, endings: &["jsonl", "ndjson"], looks, reads: Reads::Unpacked(read) };

/// An object that begins with a field: hardly ever the first words of an article.
fn looks(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""))
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let limit = intake.options.max_article;
    let mut line = Vec::new();
    let mut empty = true;
    for number in 1.. {
        let at = place.source(Some(number));
        let bytes = match next_line(input, limit, &mut line) {
            Ok(Line::End) => break,
            Ok(Line::TooLong) => {
                empty = false;
                intake.problem(Problem::TooLarge { at, limit });
                continue;
            }
            Ok(Line::Whole) if number == 1 => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line),
            Ok(Line::Whole) => &line,
            Err(error) => return intake.problem(Problem::Unreadable { at, error }),
        };
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        empty = false;
        match fields(bytes, &at, intake) {
            Ok(fields) => record::take(fields, at, place, intake),
            Err(fault) => intake.problem(Problem::BadRecord { at, fault }),
        }
    }
    if empty {
        intake.problem(Problem::Empty { at: place.source(None) });
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads the next line into `line`, with its end. What exceeds `limit` is passed over without being held.
fn next_line(input: &mut dyn BufRead, limit: u64, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    if (&mut *input).take(limit.saturating_add(1)).read_until(b'\n', line)? == 0 {
        return Ok(Line::End);
    }
    if line.len() as u64 > limit && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
        return Ok(Line::TooLong);
    }
    Ok(Line::Whole)
}

/// The fields of the record in a line.
fn fields(line: &[u8], at: &Source, intake: &mut Intake) -> Result<Map<String, Value>, Fault> {
    let decoded = match decode(line) {
        Ok(decoded) if !matches!(decoded.how, How::Guessed(_)) => decoded,
        _ => return Err(Fault::NotUtf8),
    };
    let fields = match serde_json::from_str(decoded.text.trim_end()).map_err(not_json)? {
        Value::Object(fields) => fields,
        other => return Err(Fault::NotAnObject { found: kind(&other) }),
    };
    if let How::BadBytes(count) = decoded.how {
        intake.note(Note::BadBytes { at: at.clone(), count });
    }
    Ok(fields)
}

fn not_json(error: serde_json::Error) -> Fault {
    let whole = error.to_string();
    let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason);
    Fault::NotJson { reason: reason.to_owned(), column: error.column() }
}
