//! An entry of a feed, whichever form the feed has.

use std::collections::BTreeMap;

use super::address::Address;
use super::html;
use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Note, Problem};
use crate::article::{ArticleId, Basis, Dated, Meta, Response, Source};

/// Elements that run within a line of a page.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
];

#[derive(Clone, Debug)]
pub(super) enum Text {
    Plain(String),
    /// A part of a page.
    Markup(String),
}

/// What an entry states; everything may be missing.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub id: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub outlet: Option<String>,
    /// As written: ISO 8601, or as mail writes it.
    pub date: Option<String>,
    /// The whole text.
    pub text: Option<Text>,
    pub summary: Option<Text>,
    /// Carried through: name → compact JSON.
    pub extra: BTreeMap<String, String>,
}

impl Text {
    /// The markup or text as it came, and the text in it; nothing if there is none.
    fn read(self) -> Option<(String, String)> {
        let (raw, input) = match self {
            Text::Plain(text) => (text.clone(), text),
            Text::Markup(markup) => {
                let text = html::fragment(&markup);
                (markup, text)
            }
        };
        (!input.trim().is_empty()).then_some((raw, input))
    }
}

impl Entry {
    /// Takes the entry as `article`. Its bytes are those of its markup or text. One without any text is passed over.
    pub fn take(self, article: ArticleId, at: Source, place: &Place, intake: &mut Intake) {
        self.taken(None, article, at, place, intake);
    }

    /// Takes an entry that is a whole file of these bytes.
    pub fn take_raw(self, raw: Vec<u8>, article: ArticleId, at: Source, place: &Place, intake: &mut Intake) {
        self.taken(Some(raw), article, at, place, intake);
    }

    fn taken(mut self, bytes: Option<Vec<u8>>, article: ArticleId, at: Source, place: &Place, intake: &mut Intake) {
        let whole = self.text.take().and_then(Text::read);
        if let Some(address) = self.url.as_deref().and_then(Address::of_page)
            && (intake.options.links || whole.is_none() && place.fetched.is_some())
        {
            intake.pass_over("entries whose pages are fetched");
            return intake.follow(address);
        }
        let summary = self.summary.take().and_then(Text::read);
        let is_summary = whole.is_none();
        if let (Some((_, input)), Some((_, summary))) = (&whole, &summary)
            && input != summary
        {
            self.extra.insert("summary".to_owned(), serde_json::Value::from(summary.as_str()).to_string());
        }
        let Some((raw, input)) = whole.or(summary) else { return intake.pass_over("entries without a text") };
        if raw.len() as u64 > intake.options.max_article {
            return intake.problem(Problem::TooLarge { at, limit: intake.options.max_article });
        }
        if is_summary {
            intake.note(Note::OnlySummary { at: at.clone() });
        }
        if let Some(id) = self.id.filter(|id| self.url.as_ref() != Some(id)) {
            self.extra.insert("guid".to_owned(), serde_json::Value::from(id).to_string());
        }
        if let Some((response, _)) = &place.fetched {
            self.extra.insert("feed".to_owned(), serde_json::Value::from(response.url.as_str()).to_string());
            self.extra.insert(Response::OF_FEED.to_owned(), response.json());
        }
        let published = self.date.as_deref().and_then(|date| {
            let read = Dated::parse(date, Basis::Record).or_else(|| Dated::parse_mail(date, Basis::Record));
            if read.is_none() {
                intake.note(Note::UnreadDate { at: at.clone(), written: date.to_owned() });
                self.extra.insert("date".to_owned(), serde_json::Value::from(date).to_string());
            }
            read
        });
        let said = Meta {
            title: self.title,
            outlet: self.outlet,
            author: self.author,
            url: self.url,
            published,
            captured_at: place.fetched.as_ref().map(|(_, time)| *time),
            extra: self.extra,
        };
        let meta = intake.options.given.clone().or(said).or(place.facts.meta.clone());
        let raw = bytes.unwrap_or_else(|| raw.into_bytes());
        intake.take(Draft { article, source: at, meta, raw, input });
    }
}
