//! JSON Lines: one object a line, `id` and `text` needed. One pass, one line in memory.
//!
//! `title`, `outlet` (or `source`), `author`, `url` and `date` are read where they are strings; every other field, and
//! these where they are something else, is carried through. An `id` may be a whole number: it is read as its digits.
//! A line's limit is the article's, for a line must be held to be read.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::decode::{How, decode};
use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Fault, Format, Note, Problem};
use crate::article::{Basis, Dated, Meta};
use crate::text::unix_second;

pub(super) const FORMAT: Format = Format { name: "jsonl", endings: &["jsonl", "ndjson"], looks, read };

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
        match record(bytes, number, place, intake) {
            Ok(draft) if draft.input.trim().is_empty() => intake.problem(Problem::Empty { at }),
            Ok(draft) => intake.take(draft),
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

fn record(line: &[u8], number: u64, place: &Place, intake: &mut Intake) -> Result<Draft, Fault> {
    let source = place.source(Some(number));
    let decoded = match decode(line) {
        Ok(decoded) if !matches!(decoded.how, How::Guessed(_)) => decoded,
        _ => return Err(Fault::NotUtf8),
    };
    let mut fields = match serde_json::from_str(decoded.text.trim_end()).map_err(not_json)? {
        Value::Object(fields) => fields,
        other => return Err(Fault::NotAnObject { found: kind(&other) }),
    };
    if let How::BadBytes(count) = decoded.how {
        intake.note(Note::BadBytes { at: source.clone(), count });
    }
    let id = match fields.remove("id") {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) if id.is_i64() || id.is_u64() => id.to_string(),
        None => return Err(Fault::Missing { field: "id" }),
        Some(other) => {
            return Err(Fault::WrongType { field: "id", found: kind(&other), wanted: "a string or a whole number" });
        }
    };
    if id.trim().is_empty() || id.contains(char::is_control) {
        return Err(Fault::BadId);
    }
    let text = match fields.remove("text") {
        Some(Value::String(text)) => text,
        None => return Err(Fault::Missing { field: "text" }),
        Some(other) => return Err(Fault::WrongType { field: "text", found: kind(&other), wanted: "a string" }),
    };
    let (meta, unread) = meta(fields);
    if let Some(written) = unread {
        intake.note(Note::UnreadDate { at: source.clone(), written });
    }
    let meta = intake.options.given.clone().or(meta).or(place.facts.meta.clone());
    let article = place.record(&id);
    Ok(Draft { article, source, meta, raw: text.clone().into_bytes(), input: text })
}

/// What the fields tell, and the date if it could not be read.
fn meta(mut fields: Map<String, Value>) -> (Meta, Option<String>) {
    let mut string = |name: &str| match fields.get(name) {
        Some(Value::String(value)) if !value.trim().is_empty() => {
            let value = value.clone();
            fields.remove(name);
            Some(value)
        }
        _ => None,
    };
    let (title, author, url) = (string("title"), string("author"), string("url"));
    let outlet = string("outlet").or_else(|| string("source"));
    let published = fields.get("date").and_then(Value::as_str).and_then(|date| Dated::parse(date, Basis::Record));
    if published.is_some() {
        fields.remove("date");
    }
    // A moment without its offset from UTC is none; it is kept as it came.
    let captured_at = fields.get("captured_at").and_then(Value::as_str).and_then(unix_second);
    if captured_at.is_some() {
        fields.remove("captured_at");
    }
    let unread = fields.get("date").filter(|date| !date.is_null()).map(Value::to_string);
    let extra = fields.into_iter().map(|(name, value)| (name, value.to_string())).collect();
    (Meta { title, outlet, author, url, published, captured_at, extra }, unread)
}

fn not_json(error: serde_json::Error) -> Fault {
    let whole = error.to_string();
    let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason);
    Fault::NotJson { reason: reason.to_owned(), column: error.column() }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
