//! Records: an article as named fields, whichever format wrote them down (a line of JSON, a row of a table).
//!
//! `id` and `text` are needed. `title`, `outlet` (or `source`), `author`, `url`, `date` and `captured_at` are read where
//! they are strings; every other field, and these where they are something else, is carried through. An `id` may be a
//! whole number: it is read as its digits. A [`FieldMap`] says where a field stands under another name.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Fault, Note, Problem};
use crate::article::{Basis, Dated, Meta, Source};
use crate::text::unix_second;

/// The fields that are read, by the names a record gives them itself.
pub const FIELDS: [&str; 8] = ["id", "text", "title", "outlet", "author", "url", "date", "captured_at"];

/// Where fields stand that a record calls something else: `text=body,date=meta.published`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldMap(Vec<(&'static str, String)>);

impl FieldMap {
    /// What the record calls `field`; a dot leads into an object where no field has the dot in its name.
    pub fn name<'a>(&'a self, field: &'a str) -> &'a str {
        self.given(field).unwrap_or(field)
    }

    fn given(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, name)| name.as_str())
    }
}

impl FromStr for FieldMap {
    type Err = String;

    fn from_str(written: &str) -> Result<FieldMap, String> {
        let mut map = FieldMap::default();
        for pair in written.split(',').filter(|pair| !pair.trim().is_empty()) {
            let Some((field, name)) = pair.split_once('=') else {
                return Err(format!("`{}` is not FIELD=NAME, such as text=body", pair.trim()));
            };
            let (field, name) = (field.trim(), name.trim());
            let Some(known) = FIELDS.iter().find(|known| **known == field) else {
                return Err(format!("no field is called `{field}`; there are {}", FIELDS.join(", ")));
            };
            if name.is_empty() {
                return Err(format!("`{field}=` names nothing"));
            }
            if map.given(field).is_some() {
                return Err(format!("`{field}` is named twice"));
            }
            map.0.push((known, name.to_owned()));
        }
        Ok(map)
    }
}

impl fmt::Display for FieldMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|(field, name)| format!("{field}={name}")).collect();
        f.write_str(&pairs.join(","))
    }
}

/// Takes the article that `fields` make, which stand at `at`.
pub(super) fn take(fields: Map<String, Value>, at: Source, place: &Place, intake: &mut Intake) {
    match draft(fields, at.clone(), place, intake) {
        Ok(draft) if draft.input.trim().is_empty() => intake.problem(Problem::Empty { at }),
        Ok(draft) => intake.take(draft),
        Err(fault) => intake.problem(Problem::BadRecord { at, fault }),
    }
}

fn draft(mut fields: Map<String, Value>, source: Source, place: &Place, intake: &mut Intake) -> Result<Draft, Fault> {
    let map = &intake.options.map;
    let missing = |field: &str| Fault::Missing { field: map.name(field).to_owned() };
    let wrong = |field: &str, found: &Value, wanted| {
        let field = map.name(field).to_owned();
        Fault::WrongType { field, found: kind(found), wanted }
    };
    let id = match remove(&mut fields, map.name("id")) {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) if id.is_i64() || id.is_u64() => id.to_string(),
        None => return Err(missing("id")),
        Some(other) => return Err(wrong("id", &other, "a string or a whole number")),
    };
    if id.trim().is_empty() || id.contains(char::is_control) {
        return Err(Fault::BadId);
    }
    let text = match remove(&mut fields, map.name("text")) {
        Some(Value::String(text)) => text,
        None => return Err(missing("text")),
        Some(other) => return Err(wrong("text", &other, "a string")),
    };
    let (meta, unread) = meta(fields, map);
    if let Some(written) = unread {
        intake.note(Note::UnreadDate { at: source.clone(), written });
    }
    let meta = intake.options.given.clone().or(meta).or(place.facts.meta.clone());
    Ok(Draft { article: place.record(&id), source, meta, raw: text.clone().into_bytes(), input: text })
}

/// What the fields tell, and the date if it could not be read.
fn meta(mut fields: Map<String, Value>, map: &FieldMap) -> (Meta, Option<String>) {
    let mut string = |name: &str| take_if(&mut fields, name, |value| filled(value).map(str::to_owned));
    let (title, author, url) = (string(map.name("title")), string(map.name("author")), string(map.name("url")));
    let outlet = match map.given("outlet") {
        Some(name) => string(name),
        None => string("outlet").or_else(|| string("source")),
    };
    let date = map.name("date");
    let published = take_if(&mut fields, date, |value| Dated::parse(value.as_str()?, Basis::Record));
    // A moment without its offset from UTC is none; it is kept as it came.
    let captured_at = take_if(&mut fields, map.name("captured_at"), |value| unix_second(value.as_str()?));
    let unread = if published.is_some() { None } else { find(&fields, date) };
    let unread = unread.filter(|date| !date.is_null()).map(Value::to_string);
    let extra = fields.into_iter().map(|(name, value)| (name, value.to_string())).collect();
    (Meta { title, outlet, author, url, published, captured_at, extra }, unread)
}

fn filled(value: &Value) -> Option<&str> {
    value.as_str().filter(|value| !value.trim().is_empty())
}

/// The field called `name`, or the one a path of names with dots leads to.
fn find<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(value) = fields.get(name) {
        return Some(value);
    }
    name.match_indices('.').find_map(|(dot, _)| match fields.get(&name[..dot]) {
        Some(Value::Object(inner)) => find(inner, &name[dot + 1..]),
        _ => None,
    })
}

/// Takes the field out that [`find`] finds.
fn remove(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    if let Some(value) = fields.remove(name) {
        return Some(value);
    }
    let dots: Vec<usize> = name.match_indices('.').map(|(dot, _)| dot).collect();
    dots.into_iter().find_map(|dot| match fields.get_mut(&name[..dot]) {
        Some(Value::Object(inner)) => remove(inner, &name[dot + 1..]),
        _ => None,
    })
}

/// Takes the field out if `read` makes something of it.
fn take_if<T>(fields: &mut Map<String, Value>, name: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let taken = read(find(fields, name)?)?;
    remove(fields, name);
    Some(taken)
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_says_what_is_called_what() {
        let map: FieldMap = "text=body, date=meta.published".parse().unwrap();
        assert_eq!((map.name("text"), map.name("date"), map.name("id")), ("body", "meta.published", "id"));
        assert_eq!(map.to_string(), "text=body,date=meta.published");
        assert_eq!("".parse(), Ok(FieldMap::default()));
        for (written, fault) in [
            ("text", "`text` is not FIELD=NAME"),
            ("body=text", "no field is called `body`; there are id, text,"),
            ("text=", "`text=` names nothing"),
            ("text=a,text=b", "`text` is named twice"),
        ] {
            assert!(written.parse::<FieldMap>().unwrap_err().starts_with(fault), "{written}");
        }
    }

    #[test]
    fn a_dot_leads_inwards_where_no_name_has_it() {
        let fields = r#"{"a.b":1,"a":{"b":2,"c.d":{"e":3}},"x":{"y":{"z":4}}}"#;
        let Ok(Value::Object(mut fields)) = serde_json::from_str(fields) else { panic!() };
        let found = |name| find(&fields, name).map(Value::to_string);
        assert_eq!(["a.b", "a.c.d.e", "x.y.z"].map(found), ["1", "3", "4"].map(|value| Some(value.to_owned())));
        assert_eq!(["a.x", "x.y.z.z", ".", ""].map(found), [None, None, None, None]);
        assert_eq!(remove(&mut fields, "a.b"), Some(Value::from(1)));
        assert_eq!(remove(&mut fields, "a.b"), Some(Value::from(2)));
        assert_eq!(remove(&mut fields, "a.b"), None);
        assert_eq!(remove(&mut fields, "x.y.z"), Some(Value::from(4)));
        assert_eq!(Value::Object(fields).to_string(), r#"{"a":{"c.d":{"e":3}},"x":{"y":{}}}"#);
    }
}
