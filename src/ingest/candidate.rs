//! What an input states of its article, beside its text: pages in their markup, documents in their information.

use std::ops::Range;

/// What may be stated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fact {
    Title,
    Outlet,
    Author,
    Url,
    Published,
    Modified,
    /// What the article says it is made from.
    BasedOn,
    /// Whom it credits, in its markup.
    Credit,
    SourceOrganization,
    /// Whether it may be read without paying.
    Free,
}

impl Fact {
    /// What it is called in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Fact::Title => "title",
            Fact::Outlet => "outlet",
            Fact::Author => "author",
            Fact::Url => "url",
            Fact::Published => "date",
            Fact::Modified => "modified",
            Fact::BasedOn => "isBasedOn",
            Fact::Credit => "creditText",
            Fact::SourceOrganization => "sourceOrganization",
            Fact::Free => "isAccessibleForFree",
        }
    }
}

/// Something that is stated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub fact: Fact,
    /// One of the sources in docs/inputs.md.
    pub source: &'static str,
    /// As stated, with character references read and white space folded.
    pub value: String,
    /// The bytes of the decoded page it was read from; empty for what follows from its address.
    pub bytes: Range<usize>,
    /// Whether it was chosen.
    pub chosen: bool,
    /// Why, or why not.
    pub why: String,
}
