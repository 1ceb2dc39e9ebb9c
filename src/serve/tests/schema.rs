//! Whether a value is as a schema of the document says. Every keyword that the document uses is checked; another one fails.

use serde_json::Value;

pub(super) fn check(document: &Value, schema: &Value, value: &Value, place: &str) {
    if let Err(why) = fits(document, schema, value) {
        panic!("{place}: {why}");
    }
}

fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {value} is not {schema}"));
    for (keyword, wanted) in schema.as_object().ok_or("a schema is an object")? {
        let good = match keyword.as_str() {
            "description" | "examples" => true,
            "$ref" => {
                let place = wanted.as_str().unwrap_or_default().trim_start_matches('#');
                fits(document, document.pointer(place).ok_or(format!("{place} is not there"))?, value)?;
                true
            }
            "const" => value == wanted,
            "enum" => list(wanted).contains(value),
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|kind| is(kind, value)),
                kind => is(kind, value),
            },
            "anyOf" => {
                let tried: Vec<_> = list(wanted).iter().map(|one| fits(document, one, value)).collect();
                if tried.iter().all(Result::is_err) {
                    return Err(format!("none of {}: {tried:?}", list(wanted).len()));
                }
                true
            }
            "required" => list(wanted).iter().all(|name| value.get(name.as_str().unwrap_or_default()).is_some()),
            "properties" => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        fits(document, schema, value).map_err(|why| format!("{name}: {why}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = |name: &String| schema["properties"].get(name).is_some();
                let more: Vec<_> = value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)).collect();
                match wanted {
                    Value::Bool(may) => *may || more.is_empty(),
                    schema => more.iter().all(|(_, value)| fits(document, schema, value).is_ok()),
                }
            }
            "propertyNames" => {
                let names = value.as_object().into_iter().flatten().map(|(name, _)| Value::from(name.clone()));
                names.into_iter().all(|name| fits(document, wanted, &name).is_ok())
            }
            "items" => {
                for (at, item) in list(value).iter().enumerate() {
                    fits(document, wanted, item).map_err(|why| format!("{at}: {why}"))?;
                }
                true
            }
            "minItems" => list(value).len() as u64 >= wanted.as_u64().unwrap_or(u64::MAX),
            "maxItems" => list(value).len() as u64 <= wanted.as_u64().unwrap_or_default(),
            "minimum" => value.as_i64().is_none_or(|number| number >= wanted.as_i64().unwrap_or(i64::MAX)),
            "maximum" => value.as_i64().is_none_or(|number| number <= wanted.as_i64().unwrap_or(i64::MIN)),
            "pattern" => named(wanted.as_str().unwrap_or_default(), value.as_str().unwrap_or_default())?,
            other => return Err(format!("{other} is a keyword that is not checked here")),
        };
        if !good {
            return wrong(keyword);
        }
    }
    Ok(())
}

/// The patterns of the document: a beginning, and so many hex digits.
fn named(pattern: &str, value: &str) -> Result<bool, String> {
    let parts = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("}$"));
    let (begin, digits) = parts
        .and_then(|rest| rest.split_once("[0-9a-f]{"))
        .ok_or(format!("{pattern} is a pattern that is not read here"))?;
    let is_hex = |hex: &str| hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let digits: usize = digits.parse().map_err(|_| "no number of digits")?;
    Ok(value.strip_prefix(begin).is_some_and(|hex| hex.len() == digits && is_hex(hex)))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
