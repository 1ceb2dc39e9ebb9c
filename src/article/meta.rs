//! What is known about a version beside its wording.

use std::collections::BTreeMap;

use super::{Dated, Response};

/// What is known about a version beside its wording. Every field may be unknown: nothing is invented.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meta {
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<Dated>,
    /// When these bytes were captured, Unix seconds, where whoever captured them says so. It is of the capture and not of
    /// the article: in a store the log has it, the record has not.
    pub captured_at: Option<i64>,
    /// Fields of the record we do not know, carried through: name → compact JSON.
    pub extra: BTreeMap<String, String>,
}

impl Meta {
    /// What is of the article: this without what is of the capture alone, its time and what a server said.
    pub fn of_article(&self) -> Meta {
        let mut meta = Meta { captured_at: None, ..self.clone() };
        for field in [Response::FIELD, Response::OF_FEED] {
            if Response::in_field(self, field).is_some() {
                meta.extra.remove(field);
            }
        }
        meta
    }

    /// This, with each gap filled from `other`.
    pub fn or(mut self, other: Meta) -> Meta {
        for (name, value) in other.extra {
            self.extra.entry(name).or_insert(value);
        }
        Meta {
            title: self.title.or(other.title),
            outlet: self.outlet.or(other.outlet),
            author: self.author.or(other.author),
            url: self.url.or(other.url),
            published: self.published.or(other.published),
            captured_at: self.captured_at.or(other.captured_at),
            extra: self.extra,
        }
    }
}
