//! A document of JSON: a JSON Feed (jsonfeed.org, 1.0 and 1.1), a news item in ninjs (IPTC, 1.x to 3.x), a list of records or of
//! news items, or one record. A document is held whole, and may be as long as an article (`--max-article`); records without end
//! are for JSON Lines.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde_json::{Map, Value};

use super::address::joined;
use super::decode::{How, decode};
use super::entry::{Entry, Text};
use super::intake::Intake;
use super::place::Place;
use super::record::{self, kind};
use super::{Fault, Format, Note, Problem, Reads};
use crate::article::{ArticleId, CanonicalUrl};

pub(super) const FORMAT: Format =
    Format { name: "json", is_article: false, endings: &["json"], looks, reads: Reads::Unpacked(read) };

/// What every JSON Feed begins its version with.
const JSON_FEED: &str = "https://jsonfeed.org/version/";

/// A list of objects, an object whose first field stands on a line of its own, or a feed.
fn looks(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let is_feed = || head.windows(JSON_FEED.len()).any(|window| window == JSON_FEED.as_bytes());
    match head {
        [b'[', rest @ ..] => rest.trim_ascii_start().starts_with(b"{"),
        [b'{', rest @ ..] => {
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            rest.get(blank) == Some(&b'"') && (rest.iter().take(blank).any(|byte| *byte == b'\n') || is_feed())
        }
        _ => false,
    }
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let decoded = match decode(&raw) {
        Ok(decoded) if !matches!(decoded.how, How::Guessed(_)) => decoded,
        _ => return intake.problem(Problem::BadRecord { at, fault: Fault::NotUtf8 }),
    };
    if decoded.text.trim().is_empty() {
        return intake.problem(Problem::Empty { at });
    }
    if let How::BadBytes(count) = decoded.how {
        intake.note(Note::BadBytes { at: at.clone(), count });
    }
    match serde_json::from_str(&decoded.text) {
        Ok(Value::Object(object)) if is_feed(&object) => feed(object, place, intake),
        Ok(Value::Object(object)) => item(object, 1, place, intake),
        Ok(Value::Array(items)) => {
            for (number, item) in (1..).zip(items) {
                match item {
                    Value::Object(object) => self::item(object, number, place, intake),
                    other => {
                        let (at, fault) = (place.source(Some(number)), Fault::NotAnObject { found: kind(&other) });
                        intake.problem(Problem::BadRecord { at, fault });
                    }
                }
            }
        }
        Ok(other) => {
            intake.problem(Problem::BadRecord { at, fault: Fault::NotAnObject { found: kind(&other) } });
        }
        Err(error) => {
            let whole = error.to_string();
            let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason).to_owned();
            let at = place.source(Some(error.line() as u64));
            intake.problem(Problem::BadRecord { at, fault: Fault::NotJson { reason, column: error.column() } });
        }
    }
}

fn is_feed(object: &Map<String, Value>) -> bool {
    object.get("version").and_then(Value::as_str).is_some_and(|version| version.starts_with(JSON_FEED))
}

/// A news item, or a record; `number` is its place in the list.
fn item(object: Map<String, Value>, number: u64, place: &Place, intake: &mut Intake) {
    let is_ninjs = object.contains_key("uri")
        && ["body_text", "body_html", "body_xhtml", "bodies", "headline", "headlines"]
            .iter()
            .any(|f| object.contains_key(*f));
    let map = &intake.options.map;
    let is_record = ["id", "text"].iter().any(|field| object.contains_key(map.name(field)));
    if !is_ninjs && !is_record && !place.is_given {
        return intake.pass_over("objects of another kind");
    }
    if !is_ninjs {
        return record::take(object, place.source(Some(number)), place, intake);
    }
    let entry = ninjs(&object);
    let article = entry.id.as_deref().map_or_else(|| place.article(), |id| named(None, id, place));
    entry.take(article, place.source(Some(number)), place, intake);
}

/// The article at an address; else the record called so, unless what it is called is an address.
fn named(url: Option<&str>, id: &str, place: &Place) -> ArticleId {
    match url.or(Some(id)).and_then(CanonicalUrl::parse) {
        Some(url) => ArticleId::from_url(&url),
        None => place.record(id),
    }
}

fn feed(mut object: Map<String, Value>, place: &Place, intake: &mut Intake) {
    let title = string(&object, "title");
    let items = match object.remove("items") {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    if items.is_empty() {
        intake.pass_over("feeds without an entry");
    }
    for (number, item) in (1..).zip(items) {
        let at = place.source(Some(number));
        let Value::Object(item) = item else {
            let fault = Fault::NotAnObject { found: kind(&item) };
            intake.problem(Problem::BadRecord { at, fault });
            continue;
        };
        let id = match item.get("id") {
            Some(Value::String(id)) => Some(id.clone()),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        let names = |authors: &Value| {
            let authors = authors.as_array()?.iter().filter_map(|author| author.get("name")?.as_str());
            Some(authors.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
        };
        let author = || item.get("author")?.get("name")?.as_str().map(str::to_owned);
        let own = place.fetched.as_ref().map(|(response, _)| response.url.as_str());
        let url = string(&item, "url").or_else(|| string(&item, "external_url")).map(|url| joined(own, &url));
        let markup = string(&item, "content_html").map(Text::Markup);
        let entry = Entry {
            title: string(&item, "title"),
            author: item.get("authors").and_then(names).or_else(author),
            outlet: title.clone(),
            date: string(&item, "date_published"),
            text: markup.or_else(|| string(&item, "content_text").map(Text::Plain)),
            summary: string(&item, "summary").map(Text::Plain),
            extra: carried(&item, &["date_modified", "tags", "language"]),
            id,
            url,
        };
        let article = match (&entry.url, &entry.id) {
            (None, None) => {
                intake.problem(Problem::BadRecord { at, fault: Fault::Missing { field: "id".to_owned() } });
                continue;
            }
            (url, id) => named(url.as_deref(), id.as_deref().unwrap_or_default(), place),
        };
        entry.take(article, at, place, intake);
    }
}

/// A news item. From version 2 on, headlines and bodies are lists, each with its role and its type.
fn ninjs(object: &Map<String, Value>) -> Entry {
    let listed = |name: &str| object.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let value =
        |item: &Value| item.get("value").and_then(Value::as_str).filter(|v| !v.trim().is_empty()).map(str::to_owned);
    let main = |name: &str| {
        let items = listed(name);
        let is_main = |item: &&Value| item.get("role").and_then(Value::as_str).is_some_and(|role| role == "main");
        items.iter().find(is_main).or(items.first()).and_then(value)
    };
    let body = || {
        let kind = |item: &Value| item.get("contenttype").and_then(Value::as_str).unwrap_or("text/plain").to_owned();
        let bodies = listed("bodies");
        let of = |wanted: fn(&str) -> bool| bodies.iter().find(|body| wanted(&kind(body))).and_then(value);
        of(|kind| kind.contains("html")).map(Text::Markup).or_else(|| of(|kind| kind == "text/plain").map(Text::Plain))
    };
    let names = |name: &str| {
        let names = listed(name).iter().filter_map(|item| item.get("name")?.as_str());
        Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
    };
    let markup = string(object, "body_xhtml").or_else(|| string(object, "body_html")).map(Text::Markup);
    Entry {
        id: string(object, "uri"),
        url: None,
        title: string(object, "headline").or_else(|| main("headlines")),
        author: string(object, "byline").or_else(|| main("bylines")).or_else(|| names("people_by")),
        outlet: object
            .get("provider")
            .and_then(|provider| provider.get("name").unwrap_or(provider).as_str())
            .map(str::to_owned),
        date: string(object, "firstcreated").or_else(|| string(object, "versioncreated")),
        text: markup.or_else(|| string(object, "body_text").map(Text::Plain)).or_else(body),
        summary: string(object, "description_text").or_else(|| main("descriptions")).map(Text::Plain),
        extra: carried(
            object,
            &["version", "versioncreated", "pubstatus", "located", "language", "copyrightnotice", "usageterms"],
        ),
    }
}

fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).filter(|value| !value.trim().is_empty()).map(str::to_owned)
}

/// Those of the fields that are there, as they are.
fn carried(object: &Map<String, Value>, names: &[&str]) -> BTreeMap<String, String> {
    let there = names.iter().filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.to_string())));
    there.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Batch, Input, Options, read};
    use super::*;

    fn taken(json: &str) -> Batch {
        read(&[Input::Stdin], &Options { format: Some("json"), ..Options::default() }, &mut json.as_bytes())
    }

    fn messages(batch: &Batch) -> Vec<String> {
        batch.problems.iter().map(|problem| problem.to_string().split(';').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_json_feed_is_its_entries() {
        let batch = taken(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"The Example","items":[
            {"id":"1","url":"https://a.example/1","title":"T","content_html":"<p>One &amp; two.</p><p>Three.</p>","summary":"S","date_published":"2024-11-10T12:48:00Z","authors":[{"name":"A"},{"name":"B"}],"tags":["x"]},
            {"id":2,"content_text":"Plain.","author":{"name":"C"}},
            {"id":"3","summary":"Only this."},
            {"id":"4"}, 5, {}]}"#,
        );
        let read: Vec<_> = batch.captures.iter().map(|c| (c.article.key(), c.text.input())).collect();
        if cfg!(feature = "html") {
            assert_eq!(
                read,
                [
                    ("url:https://a.example/1", "One & two.\n\nThree."),
                    ("id:stdin/2", "Plain."),
                    ("id:stdin/3", "Only this.")
                ]
            );
            let meta = &batch.captures[0].meta;
            assert_eq!(
                (meta.title.as_deref(), meta.author.as_deref(), meta.outlet.as_deref()),
                (Some("T"), Some("A, B"), Some("The Example"))
            );
            assert_eq!(meta.published.as_ref().unwrap().value, "2024-11-10T12:48:00Z");
            let extra: Vec<_> = meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(extra, [r#"guid="1""#, r#"summary="S""#, r#"tags=["x"]"#]);
        }
        assert!(matches!(&batch.notes[..], [Note::OnlySummary { at }] if at.line == Some(3)), "{:?}", batch.notes);
        assert_eq!(messages(&batch), ["-:5: a number, not an object", "-:6: no `id`"]);
        assert_eq!(batch.summary.formats["json"].passed_over["entries without a text"], 1);
    }

    #[test]
    fn news_items_in_ninjs_are_read_in_every_version() {
        let batch = taken(
            r#"[{"uri":"urn:news:1","headline":"H","byline":"By A","body_text":"One.","body_xhtml":"","versioncreated":"2024-11-10T12:48:00+01:00","pubstatus":"usable"},
            {"uri":"https://wire.example/2","headlines":[{"role":"short","value":"S"},{"role":"main","value":"M"}],"bodies":[{"contenttype":"application/pdf","value":"x"},{"role":"main","contenttype":"text/plain","value":"Two."}],"provider":{"name":"Wire"}},
            {"uri":"urn:news:3","headline":"None"}]"#,
        );
        let read: Vec<_> =
            batch.captures.iter().map(|c| (c.article.key(), c.text.input(), c.meta.title.as_deref())).collect();
        assert_eq!(
            read,
            [("id:stdin/urn:news:1", "One.", Some("H")), ("url:https://wire.example/2", "Two.", Some("M"))],
            "{:?}",
            batch.problems
        );
        assert_eq!(batch.captures[1].meta.outlet.as_deref(), Some("Wire"));
        assert_eq!(batch.captures[0].meta.published.as_ref().unwrap().value, "2024-11-10T12:48:00+01:00");
        assert_eq!(batch.captures[0].meta.extra["pubstatus"], "\"usable\"");
    }

    #[test]
    fn other_objects_are_records() {
        let batch = taken("{\n \"id\": 1,\n \"text\": \"One.\"\n}");
        assert_eq!((batch.captures[0].article.key(), batch.captures[0].text.input()), ("id:stdin/1", "One."));
        assert_eq!(taken(r#"[{"id":1,"text":"One."},{"id":1,"text":"Two."}]"#).problems.len(), 1);
        assert_eq!(messages(&taken("[{\"id\":1,\n}]")), ["-:2: not JSON: trailing comma at column 1"]);
        assert_eq!(messages(&taken("7")), ["-: a number, not an object"]);
        assert!(matches!(taken(" ").problems[0], Problem::Empty { .. }));
        // A pretty object on standard input is no JSON Lines.
        let pretty = b"{\n  \"id\": 1,\n  \"text\": \"One.\"\n}\n";
        assert_eq!(read(&[Input::Stdin], &Options::default(), &mut &pretty[..]).captures.len(), 1);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(messages(&taken(&deep)), ["-:1: not JSON: recursion limit exceeded at column 128"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(json in r#"(\{|\}|\[|\]|,|:|"(id|text|uri|items|version|bodies|value|headline)"|"x"|1|null|true){0,40}"#) {
            let batch = taken(&json);
            prop_assert!(batch.captures.len() <= json.len());
        }
    }
}
