//! One version of an article, for reading: what is known, then its sentences by number.

use super::style::Role;
use super::words::{many, moment};
use super::wrap::hang;
use crate::archive::Declared;
use crate::article::{Basis, Dated, Response};
use crate::report::{Origin, Stored, View, kind_name};

pub(super) fn render(stored: &Stored, view: &View) -> String {
    let mut out = String::new();
    let mut field = |name: &str, value: &str, role| {
        out.push_str(&hang(&format!("{name:<9} "), &[(value, role)], view.width, view.color));
    };
    let meta = &stored.meta;
    match &stored.origin {
        Origin::Source(source) => {
            field("article", &stored.article, Some(Role::Title));
            field("source", &source.to_string(), None);
        }
        Origin::Store { number, versions, recorded_at, removed } => {
            field("article", &format!("{}@v{number}", stored.article), Some(Role::Title));
            field("recorded", &format!("{}, as v{number} of {versions}", moment(*recorded_at)), None);
            if let Some(Declared { reason, recorded_at }) = removed {
                field("removed", &format!("{}: {reason}", moment(*recorded_at)), Some(Role::Conflict));
            }
        }
    }
    for (name, value) in
        [("title", &meta.title), ("outlet", &meta.outlet), ("author", &meta.author), ("url", &meta.url)]
    {
        if let Some(value) = value {
            field(name, value, None);
        }
    }
    field("date", &meta.published.as_ref().map_or("not known".to_owned(), date), None);
    for (name, json) in &meta.extra {
        let is_response = [Response::FIELD, Response::OF_FEED].contains(&name.as_str());
        match is_response.then(|| Response::in_field(meta, name)).flatten() {
            Some(response) if name == Response::FIELD => field("fetched", &fetched(&response), None),
            Some(response) => field("of feed", &fetched(&response), None),
            None => field(name, json, None),
        }
    }
    field("version", &stored.version, Some(Role::Faint));
    field("swhid", &stored.swhids.raw, Some(Role::Faint));
    if stored.text != stored.version {
        field("text", &stored.text, Some(Role::Faint));
        field("swhid", &stored.swhids.text, Some(Role::Faint));
    }
    let counted =
        format!("{}, {}", many(stored.sentences.len(), "sentence"), many(stored.quotations.len(), "quotation"));
    field("holds", &counted, None);
    out.push('\n');
    if stored.explained {
        out.push_str(&statements(stored, view));
        return out;
    }
    for (number, row) in stored.wanted() {
        let head = format!("{:>4}  {:<12}  ", number + 1, kind_name(row.kind));
        out.push_str(&hang(&head, &[(&row.exact, None)], view.width, view.color));
    }
    out
}

/// What the page states, the chosen marked.
fn statements(stored: &Stored, view: &View) -> String {
    let Some(page) = &stored.page else {
        return "no page: what is known of it was stated beside its text\n".to_owned();
    };
    let mut out = String::new();
    let mut last = "";
    for row in &page.candidates {
        let fact = if row.fact == last { "" } else { row.fact };
        last = row.fact;
        let (mark, role) = if row.chosen { ('*', None) } else { (' ', Some(Role::Faint)) };
        let head = format!("{fact:<19} {mark} {:<26}", row.source);
        out.push_str(&hang(&head, &[(&format!("{} ({})", row.value, row.why), role)], view.width, view.color));
    }
    if page.candidates.is_empty() {
        out.push_str("the page states nothing of its article\n");
    }
    for caption in &page.captions {
        out.push_str(&hang(&format!("{:<22}", "caption"), &[(caption, None)], view.width, view.color));
    }
    out
}

/// The date with what it rests on.
fn date(date: &Dated) -> String {
    let basis = match date.basis {
        Basis::Stated => "stated in the text",
        Basis::Record => "stated beside the text",
        Basis::Given => "given by hand",
        Basis::Inferred => "inferred",
    };
    let words = date.words.as_ref().map(|words| format!(" from \"{words}\"")).unwrap_or_default();
    let zone = date.zone.as_ref().map_or("no zone stated".to_owned(), |zone| format!("zone {zone}"));
    format!("{} ({basis}{words}; {zone})", date.value)
}

/// What led to the server that sent the bytes.
fn fetched(response: &Response) -> String {
    let led = response.redirects.iter().map(|(url, status)| format!("{url} ({status}) → ")).collect::<String>();
    let status = response.status().map(|status| format!(" ({status})")).unwrap_or_default();
    format!("{led}{}{status}, from {}", response.url, response.ip)
}
