//! Articles, their versions, and what is known about them. Names and wordings are kept apart: an article is a *name*
//! that stays while its wording changes, a version says who printed which wording. Two outlets that run one wire text
//! word for word are two versions of one text.

mod capture;
mod credits;
mod dated;
mod id;
mod lines;
mod meta;
mod names;
mod notes;
mod outlets;
mod response;
mod url;
mod vocabulary;

pub use capture::{Capture, OneLine, Source};
pub use credits::{Credit, SourceClass, credits, credits_digest, is_agency, is_called, may_cite_documents, mentions};
pub use dated::{Basis, Dated};
pub use id::ArticleId;
pub use lines::{line_phrases, lines_digest};
pub use meta::Meta;
pub use names::{Name, Names, names_digest};
pub use notes::is_change_note;
pub use outlets::{outlet_called, outlet_of};
pub use response::Response;
pub use url::{CanonicalUrl, URL_RULES, without_password};
pub use vocabulary::{Numbered, NumberedTexts, Spelling, Vocabulary};

use crate::hash::Digest;

/// Which bytes an article had, and which wording they hold. Named together with its article, never alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    /// Of the bytes as they came.
    pub raw: Digest,
    /// Of the canonical text.
    pub text: Digest,
}
