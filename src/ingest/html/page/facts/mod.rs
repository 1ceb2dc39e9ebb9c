//! What a page states of its article: every candidate with its source and its place, and one choice by one table.
//!
//! Nothing is made up: what no source states stays unknown, and a date that can be read in two ways is listed and not read.

mod json_ld;
mod markup;

use std::ops::Range;

use serde_json::Value;

use super::flow::paragraphs;
use crate::article::{Basis, CanonicalUrl, Dated, outlet_called, outlet_of};
use crate::ingest::candidate::{Candidate, Fact};
pub(super) use markup::Markup;

/// Where it may be stated, in the order of choice: the first source that has something usable wins. The headline is the one
/// that readers were shown, if the page shows one alone (on 12 of 181 pages its data has another one, for search engines).
/// Else what is written for programs that index news comes before what is written for sharing, and that before the rest.
pub(super) const ORDER: &[(Fact, &[&str])] = &[
    (Fact::Title, &["h1", "JSON-LD headline", "microdata headline", "og:title", "twitter:title", "DC.title", "title"]),
    (
        Fact::Outlet,
        &[
            "JSON-LD publisher",
            "microdata publisher",
            "og:site_name",
            "DC.publisher",
            "meta publisher",
            "application-name",
            "host",
        ],
    ),
    (
        Fact::Author,
        &[
            "JSON-LD author",
            "microdata author",
            "meta author",
            "article:author",
            "DC.creator",
            "meta byl",
            "parsely-author",
            "sailthru.author",
            "rel=author",
        ],
    ),
    (Fact::Url, &["canonical link", "og:url", "JSON-LD url"]),
    (
        Fact::Published,
        &[
            "JSON-LD datePublished",
            "article:published_time",
            "microdata datePublished",
            "DC.date.issued",
            "DC.date",
            "DC.date.created",
            "meta date",
            "meta pubdate",
            "parsely-pub-date",
            "sailthru.date",
            "publish-date",
            "time pubdate",
            "time",
        ],
    ),
    (
        Fact::Modified,
        &[
            "JSON-LD dateModified",
            "article:modified_time",
            "og:updated_time",
            "microdata dateModified",
            "DC.date.modified",
            "last-modified",
        ],
    ),
    (Fact::BasedOn, &["JSON-LD isBasedOn"]),
    (Fact::Credit, &["JSON-LD creditText"]),
    (Fact::SourceOrganization, &["JSON-LD sourceOrganization"]),
    (Fact::Free, &["JSON-LD isAccessibleForFree", "microdata isAccessibleForFree"]),
];

/// Longer values are no name, title or date (bytes).
const LONGEST: usize = 2_000;

impl Candidate {
    fn new(fact: Fact, source: &'static str, value: &str, bytes: Range<usize>) -> Candidate {
        Candidate { fact, source, value: plain(value), bytes, chosen: false, why: String::new() }
    }

    fn rank(&self) -> usize {
        let order = ORDER.iter().find(|(fact, _)| *fact == self.fact).map_or(&[][..], |(_, order)| order);
        order.iter().position(|source| *source == self.source).unwrap_or(order.len())
    }
}

/// White space folded; tags taken out and references read, for what stands in data was often written for a page.
fn plain(value: &str) -> String {
    let fold = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.contains(['&', '<']) {
        let flow = paragraphs(value);
        let words = flow.words(0..flow.letters.len());
        return words.into_iter().filter_map(|(_, word)| flow.letters.get(word)).collect::<Vec<_>>().join(" ");
    }
    fold(value)
}

/// What was chosen.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<Dated>,
    /// What has no field of its own: name → compact JSON.
    pub extra: Vec<(&'static str, String)>,
    /// `false`: the page says that it may not be read without paying.
    pub free: Option<bool>,
    pub candidates: Vec<Candidate>,
}

/// Chooses among what the page states. `told` is the address it was got from.
pub(super) fn choose(mut candidates: Vec<Candidate>, told: Option<&CanonicalUrl>) -> Facts {
    let mut facts = Facts::default();
    candidates.sort_by_key(|candidate| (candidate.fact, candidate.rank(), candidate.bytes.start));
    facts.url = pick(&mut candidates, Fact::Url, |value| address(value, told));
    // The site is the one it was got from, else the one the page says it stands on.
    let stated = facts.url.as_deref().and_then(CanonicalUrl::parse);
    if let Some(name) = told.or(stated.as_ref()).and_then(|url| outlet_of(url.host())) {
        let at = candidates.partition_point(|candidate| candidate.fact <= Fact::Outlet);
        candidates.insert(at, Candidate::new(Fact::Outlet, "host", name, 0..0));
    }
    facts.outlet = pick(&mut candidates, Fact::Outlet, |value| match is_name(value) {
        Ok(()) => Ok(outlet_called(value).map_or_else(|| value.to_owned(), str::to_owned)),
        Err(why) => Err(why),
    });
    let is_heading = |candidate: &&Candidate| candidate.source == "h1" && !candidate.value.is_empty();
    let headings = candidates.iter().filter(is_heading).count();
    for heading in candidates.iter_mut().filter(|candidate| is_heading(&&**candidate) && headings > 1) {
        heading.why = format!("one of {headings} on the page");
    }
    let outlet = facts.outlet.clone();
    facts.title = pick(&mut candidates, Fact::Title, |value| {
        is_name(value)?;
        if outlet.as_ref().is_some_and(|outlet| outlet.to_lowercase() == value.to_lowercase()) {
            return Err("the outlet's name".to_owned());
        }
        Ok(without_outlet(value, outlet.as_deref()).to_owned())
    });
    facts.author = authors(&mut candidates);
    let date = |value: &str| {
        let forms = [Dated::parse, Dated::parse_mail, Dated::parse_words];
        let read = forms.iter().find_map(|form| form(value, Basis::Record));
        read.ok_or_else(|| "no date, or one that can be read in two ways".to_owned())
    };
    facts.published = pick(&mut candidates, Fact::Published, date);
    let modified = pick(&mut candidates, Fact::Modified, date);
    facts.free = pick(&mut candidates, Fact::Free, |value| match value.to_ascii_lowercase().as_str() {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        _ => Err("neither true nor false".to_owned()),
    });
    let mut text = |fact| pick(&mut candidates, fact, |value| Ok::<_, String>(value.to_owned()));
    for (fact, value) in [
        (Fact::Modified, modified.map(|date| date.value)),
        (Fact::BasedOn, text(Fact::BasedOn)),
        (Fact::Credit, text(Fact::Credit)),
        (Fact::SourceOrganization, text(Fact::SourceOrganization)),
    ] {
        facts.extra.extend(value.map(|value| (fact.name(), Value::String(value).to_string())));
    }
    facts.candidates = candidates;
    facts
}

/// The first candidate that can be used; each is told why it is it or is not.
fn pick<T>(candidates: &mut [Candidate], fact: Fact, usable: impl Fn(&str) -> Result<T, String>) -> Option<T> {
    let mut picked: Option<(T, &'static str)> = None;
    for candidate in candidates.iter_mut().filter(|candidate| candidate.fact == fact && candidate.why.is_empty()) {
        let used = match candidate.value.len() {
            0 => Err("empty".to_owned()),
            length if length > LONGEST => Err(format!("{length} bytes long")),
            _ => usable(&candidate.value),
        };
        match (used, &picked) {
            (Err(why), _) => candidate.why = why,
            (Ok(_), Some((_, source))) => candidate.why = format!("behind {source}"),
            (Ok(used), None) => {
                candidate.chosen = true;
                candidate.why = "the first in order".to_owned();
                picked = Some((used, candidate.source));
            }
        }
    }
    picked.map(|(used, _)| used)
}

/// The authors that the first usable source names, all of them.
fn authors(candidates: &mut [Candidate]) -> Option<String> {
    let first = pick(candidates, Fact::Author, |value| person(value).map(str::to_owned))?;
    let source = candidates.iter().find(|candidate| candidate.fact == Fact::Author && candidate.chosen)?.source;
    let mut names = vec![first];
    for candidate in
        candidates.iter_mut().filter(|candidate| candidate.fact == Fact::Author && candidate.source == source)
    {
        if let Ok(name) = person(&candidate.value)
            && !candidate.chosen
        {
            candidate.chosen = true;
            candidate.why = "beside the first".to_owned();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    Some(names.join(", "))
}

/// A name without the word that opens a byline.
fn person(value: &str) -> Result<&str, String> {
    is_name(value)?;
    if value.contains("://") || value.starts_with("www.") {
        return Err("an address".to_owned());
    }
    let name = ["By ", "by ", "BY "].iter().find_map(|word| value.strip_prefix(word)).unwrap_or(value);
    Ok(name.trim())
}

fn is_name(value: &str) -> Result<(), String> {
    match value.chars().any(char::is_alphanumeric) {
        true => Ok(()),
        false => Err("no letter in it".to_owned()),
    }?;
    match value.starts_with('@') {
        true => Err("a name at a network".to_owned()),
        false => Ok(()),
    }
}

/// An address of the page. One at another site than the page was got from is that of another page: a reprint names its
/// source so.
fn address(value: &str, told: Option<&CanonicalUrl>) -> Result<String, String> {
    let Some(url) = CanonicalUrl::parse(value) else { return Err("no whole address".to_owned()) };
    match told {
        Some(told) if told.host() != url.host() => Err(format!("another site than {}", told.host())),
        _ => Ok(value.to_owned()),
    }
}

/// A title without the outlet that a page's own title ends with: `Bridge reopens | The Example`.
fn without_outlet<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    let Some(outlet) = outlet else { return title };
    let Some((start, _)) = title.char_indices().rev().nth(outlet.chars().count().saturating_sub(1)) else {
        return title;
    };
    let (before, end) = title.split_at(start);
    let before = before.trim_end();
    let mark = |c: char| matches!(c, '|' | '-' | '\u{2013}' | '\u{2014}' | '\u{b7}' | ':' | '\u{bb}' | '\u{2022}');
    match before.strip_suffix(mark) {
        Some(rest) if end.to_lowercase() == outlet.to_lowercase() && !rest.trim().is_empty() => rest.trim_end(),
        _ => title,
    }
}

#[cfg(test)]
mod tests;
