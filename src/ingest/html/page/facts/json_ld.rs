//! JSON-LD: what a page states of its article by schema.org. Of several articles the one that has the page's address is
//! meant, else a news article, else the first; where there is none, what the page states of itself.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::{Candidate, Fact};
use crate::article::CanonicalUrl;

/// Types of articles: news first (schema.org 29, NewsArticle and the types below it), then the other kinds of Article.
const NEWS: &[&str] = &[
    "NewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
];
const OTHERS: &[&str] = &[
    "Article",
    "AdvertiserContentArticle",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "SatiricalArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "TechArticle",
];

/// The page itself.
const PAGE: &[&str] = &["WebPage", "ItemPage"];

/// The fields of an article that are read.
const FIELDS: &[(&str, Fact, &str)] = &[
    ("headline", Fact::Title, "JSON-LD headline"),
    ("publisher", Fact::Outlet, "JSON-LD publisher"),
    ("author", Fact::Author, "JSON-LD author"),
    ("url", Fact::Url, "JSON-LD url"),
    ("mainEntityOfPage", Fact::Url, "JSON-LD url"),
    ("datePublished", Fact::Published, "JSON-LD datePublished"),
    ("dateModified", Fact::Modified, "JSON-LD dateModified"),
    ("isBasedOn", Fact::BasedOn, "JSON-LD isBasedOn"),
    ("creditText", Fact::Credit, "JSON-LD creditText"),
    ("sourceOrganization", Fact::SourceOrganization, "JSON-LD sourceOrganization"),
    ("isAccessibleForFree", Fact::Free, "JSON-LD isAccessibleForFree"),
];

/// How deep graphs and lists are gone into. serde_json reads no deeper than 128.
const DEPTH: usize = 8;

/// What the scripts of a page state. `stated` is the address the page says it has.
pub(super) fn candidates(scripts: &[(String, Range<usize>)], stated: Option<&CanonicalUrl>) -> Vec<Candidate> {
    let parsed: Vec<(Value, &Range<usize>)> =
        scripts.iter().filter_map(|(script, place)| Some((read(script)?, place))).collect();
    let (mut articles, mut known) = (Vec::new(), BTreeMap::new());
    for (value, place) in &parsed {
        gather(value, place, DEPTH, &mut articles, &mut known);
    }
    let is_here = |node: &Map<String, Value>| {
        let urls = ["url", "mainEntityOfPage", "@id"].into_iter().filter_map(|name| node.get(name));
        stated.is_some()
            && urls
                .flat_map(|url| names(url, &["@id", "url"], &known, DEPTH))
                .any(|url| CanonicalUrl::parse(&url).as_ref() == stated)
    };
    let best = articles.iter().min_by_key(|(node, _)| (is_a(node, PAGE), !is_here(node), !is_a(node, NEWS)));
    let Some((node, place)) = best else { return Vec::new() };
    let mut found = Vec::new();
    for (name, fact, source) in FIELDS {
        let Some(value) = node.get(*name) else { continue };
        let keys: &[&str] = match fact {
            Fact::Url => &["@id", "url"],
            Fact::BasedOn => &["name", "url", "@id"],
            _ => &["name"],
        };
        let values = names(value, keys, &known, DEPTH);
        found.extend(values.into_iter().map(|value| Candidate::new(*fact, source, &value, (*place).clone())));
    }
    found
}

/// Reads a script. Pages put it into comments, and break strings over lines, which JSON does not allow.
fn read(script: &str) -> Option<Value> {
    let mut script = script.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/")] {
        script = script.strip_prefix(open).unwrap_or(script);
        script = script.strip_suffix(close).unwrap_or(script).trim();
    }
    let script = script.trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let folded: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&folded).ok()
    })
}

type Node = Map<String, Value>;

/// Finds the articles in a value, and every node that has an id.
fn gather<'v>(
    value: &'v Value,
    place: &'v Range<usize>,
    depth: usize,
    articles: &mut Vec<(&'v Node, &'v Range<usize>)>,
    known: &mut BTreeMap<&'v str, &'v Node>,
) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, place, depth - 1, articles, known)),
        Value::Object(node) => {
            if let Some(id) = node.get("@id").and_then(Value::as_str)
                && node.len() > 1
            {
                known.entry(id).or_insert(node);
            }
            if [NEWS, OTHERS, PAGE].into_iter().any(|types| is_a(node, types)) {
                articles.push((node, place));
            }
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = node.get(name) {
                    gather(inner, place, depth - 1, articles, known);
                }
            }
            // Not articles, but what the articles may point to.
            for name in ["publisher", "author"] {
                if let Some(inner) = node.get(name) {
                    gather(inner, place, depth - 1, &mut Vec::new(), known);
                }
            }
        }
        _ => {}
    }
}

fn is_a(node: &Node, types: &[&str]) -> bool {
    let is_one = |value: &Value| {
        let name = value.as_str().unwrap_or_default();
        types.contains(&name.rsplit(['/', ':']).next().unwrap_or(name))
    };
    match node.get("@type") {
        Some(Value::Array(all)) => all.iter().any(is_one),
        Some(one) => is_one(one),
        None => false,
    }
}

/// The words of a value: itself, or of a node the first of `keys` that it has, here or where its id points to.
fn names(value: &Value, keys: &[&str], known: &BTreeMap<&str, &Node>, depth: usize) -> Vec<String> {
    if depth == 0 {
        return Vec::new();
    }
    match value {
        Value::String(words) => vec![words.clone()],
        Value::Bool(truth) => vec![truth.to_string()],
        Value::Number(number) => vec![number.to_string()],
        Value::Null => Vec::new(),
        Value::Array(all) => all.iter().flat_map(|value| names(value, keys, known, depth - 1)).collect(),
        Value::Object(node) => {
            let named = |node: &Node| keys.iter().find_map(|key| node.get(*key)).cloned();
            let pointed =
                || node.get("@id").and_then(Value::as_str).and_then(|id| known.get(id)).and_then(|node| named(node));
            named(node).or_else(pointed).map_or_else(Vec::new, |value| names(&value, keys, known, depth - 1))
        }
    }
}

/// What is read here, by source.
#[cfg(test)]
pub(super) fn sources() -> impl Iterator<Item = (Fact, &'static str)> {
    FIELDS.iter().map(|&(_, fact, source)| (fact, source))
}
