//! What elements and attributes state: `meta`, `link`, `time`, `title`, `h1`, microdata. One pass, as the tokens come.

use std::ops::Range;

use super::super::elements::Elements;
use super::super::lean::is_data;
use super::super::scan::{Tag, Token};
use super::{Candidate, Fact, json_ld};
use crate::article::CanonicalUrl;

/// Names of `meta` elements, in lower case, whether `name` or `property` has them.
const METAS: &[(&str, Fact, &str)] = &[
    ("og:title", Fact::Title, "og:title"),
    ("twitter:title", Fact::Title, "twitter:title"),
    ("dc.title", Fact::Title, "DC.title"),
    ("dcterms.title", Fact::Title, "DC.title"),
    ("og:site_name", Fact::Outlet, "og:site_name"),
    ("dc.publisher", Fact::Outlet, "DC.publisher"),
    ("dcterms.publisher", Fact::Outlet, "DC.publisher"),
    ("publisher", Fact::Outlet, "meta publisher"),
    ("application-name", Fact::Outlet, "application-name"),
    ("author", Fact::Author, "meta author"),
    ("article:author", Fact::Author, "article:author"),
    ("dc.creator", Fact::Author, "DC.creator"),
    ("dcterms.creator", Fact::Author, "DC.creator"),
    ("byl", Fact::Author, "meta byl"),
    ("parsely-author", Fact::Author, "parsely-author"),
    ("sailthru.author", Fact::Author, "sailthru.author"),
    ("og:url", Fact::Url, "og:url"),
    ("article:published_time", Fact::Published, "article:published_time"),
    ("og:article:published_time", Fact::Published, "article:published_time"),
    ("dc.date.issued", Fact::Published, "DC.date.issued"),
    ("dcterms.issued", Fact::Published, "DC.date.issued"),
    ("dc.date", Fact::Published, "DC.date"),
    ("dcterms.date", Fact::Published, "DC.date"),
    ("dc.date.created", Fact::Published, "DC.date.created"),
    ("dcterms.created", Fact::Published, "DC.date.created"),
    ("article:published", Fact::Published, "article:published_time"),
    ("date", Fact::Published, "meta date"),
    ("pubdate", Fact::Published, "meta pubdate"),
    ("parsely-pub-date", Fact::Published, "parsely-pub-date"),
    ("sailthru.date", Fact::Published, "sailthru.date"),
    ("publish-date", Fact::Published, "publish-date"),
    ("article:modified_time", Fact::Modified, "article:modified_time"),
    ("og:updated_time", Fact::Modified, "og:updated_time"),
    ("dc.date.modified", Fact::Modified, "DC.date.modified"),
    ("dcterms.modified", Fact::Modified, "DC.date.modified"),
    ("last-modified", Fact::Modified, "last-modified"),
];

/// Properties of an article in microdata.
const PROPERTIES: &[(&str, Fact, &str)] = &[
    ("headline", Fact::Title, "microdata headline"),
    ("publisher", Fact::Outlet, "microdata publisher"),
    ("author", Fact::Author, "microdata author"),
    ("datepublished", Fact::Published, "microdata datePublished"),
    ("datemodified", Fact::Modified, "microdata dateModified"),
    ("isaccessibleforfree", Fact::Free, "microdata isAccessibleForFree"),
];

/// So many candidates and scripts are kept: more state nothing, they fill memory.
const MOST: usize = 500;

/// What the elements met so far state.
#[derive(Debug, Default)]
pub(in super::super) struct Markup {
    found: Vec<Candidate>,
    scripts: Vec<(String, Range<usize>)>,
    /// Whether the text that follows is JSON-LD.
    in_data: bool,
    /// Elements whose text is a value.
    reading: Vec<Reading>,
    /// How deep the items of microdata begin that are open, and whether each is an article.
    items: Vec<(usize, bool)>,
}

#[derive(Debug)]
struct Reading {
    fact: Fact,
    source: &'static str,
    /// The depth outside the element.
    depth: usize,
    begins: usize,
    text: String,
    /// Whether an inner `itemprop=name` was met: that is then the whole value.
    named: bool,
}

impl Markup {
    /// Takes what comes next. `elements` is as it is behind the token.
    pub fn take(&mut self, token: &Token, place: Range<usize>, elements: &Elements) {
        match token {
            Token::Open(tag) => self.open(tag, place, elements.outside(tag)),
            Token::Close { .. } => {
                self.in_data = false;
                self.leave(elements.depth(), place.end);
            }
            Token::Text { text, .. } if self.in_data => {
                if self.scripts.len() < MOST {
                    self.scripts.push((text.clone().into_owned(), place));
                }
            }
            Token::Text { text, .. } => {
                for reading in &mut self.reading {
                    // A value is short; what is left open reads on to the end.
                    if reading.text.len() <= super::LONGEST {
                        reading.text.push_str(text);
                    }
                }
            }
        }
    }

    /// `outside` is how deep the element stands.
    fn open(&mut self, tag: &Tag, place: Range<usize>, outside: usize) {
        self.leave(outside, place.start);
        self.in_data = is_data(tag);
        match tag.name.as_str() {
            "meta" => {
                let name = tag.get("property").or_else(|| tag.get("name")).unwrap_or_default().to_ascii_lowercase();
                if let Some((_, fact, source)) = METAS.iter().find(|(known, ..)| *known == name) {
                    self.state(*fact, source, tag.get("content"), place.clone());
                }
            }
            "link" if has(tag, "rel", "canonical") => {
                self.state(Fact::Url, "canonical link", tag.get("href"), place.clone())
            }
            // With a property of microdata it is read below, where it is one of an article.
            "time" if tag.get("itemprop").is_none() || !self.in_article() => {
                let source = if tag.has("pubdate") { "time pubdate" } else { "time" };
                self.state(Fact::Published, source, tag.get("datetime"), place.clone());
            }
            "h1" => self.read(Fact::Title, "h1", outside, place.start),
            // One of a drawing is none of the page.
            "title" if !self.found.iter().any(|known| known.source == "title") => {
                self.read(Fact::Title, "title", outside, place.start);
            }
            "a" if has(tag, "rel", "author") => self.read(Fact::Author, "rel=author", outside, place.start),
            _ => {}
        }
        self.microdata(tag, place, outside);
    }

    fn in_article(&self) -> bool {
        self.items.last().is_some_and(|(_, is_article)| *is_article)
    }

    fn microdata(&mut self, tag: &Tag, place: Range<usize>, outside: usize) {
        let property = tag.get("itemprop").unwrap_or_default().to_ascii_lowercase();
        let in_article = self.in_article();
        let value = tag.get("content").or_else(|| tag.get("datetime"));
        if let Some((_, fact, source)) = PROPERTIES.iter().find(|(known, ..)| has_word(&property, known))
            && in_article
        {
            match value {
                Some(value) => self.state(*fact, source, Some(value), place.clone()),
                None if tag.name == "meta" || tag.name == "link" => {}
                None => self.read(*fact, source, outside, place.start),
            }
        }
        // The name of an author or a publisher, who are items inside the article.
        if has_word(&property, "name")
            && let Some(outer) =
                self.reading.last_mut().filter(|reading| !reading.named && reading.source.starts_with("microdata"))
        {
            outer.named = true;
            outer.text.clear();
            match value {
                Some(value) => {
                    outer.text.push_str(value);
                    // Nothing more is read of it.
                    let (fact, source, text) = (outer.fact, outer.source, std::mem::take(&mut outer.text));
                    self.reading.pop();
                    self.state(fact, source, Some(&text), place);
                }
                None => outer.depth = outside,
            }
        }
        if tag.has("itemscope") && self.items.len() < MOST {
            let kind = tag.get("itemtype").unwrap_or_default();
            let is_article = kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("/Report");
            self.items.push((outside, is_article));
        }
    }

    fn state(&mut self, fact: Fact, source: &'static str, value: Option<&str>, place: Range<usize>) {
        if let Some(value) = value.filter(|_| self.found.len() < MOST) {
            self.found.push(Candidate::new(fact, source, value, place));
        }
    }

    fn read(&mut self, fact: Fact, source: &'static str, depth: usize, begins: usize) {
        if self.reading.len() < MOST {
            self.reading.push(Reading { fact, source, depth, begins, text: String::new(), named: false });
        }
    }

    /// Ends what was open deeper than `depth`.
    fn leave(&mut self, depth: usize, end: usize) {
        while let Some(reading) = self.reading.pop_if(|reading| reading.depth >= depth) {
            self.state(reading.fact, reading.source, Some(&reading.text), reading.begins..end);
        }
        while self.items.pop_if(|(outside, _)| *outside >= depth).is_some() {}
    }

    /// All that the page states.
    pub fn candidates(mut self, end: usize) -> Vec<Candidate> {
        self.leave(0, end);
        let mut urls = self.found.iter().filter(|candidate| candidate.fact == Fact::Url);
        let stated = urls.find_map(|candidate| CanonicalUrl::parse(&candidate.value));
        let mut all = json_ld::candidates(&self.scripts, stated.as_ref());
        all.append(&mut self.found);
        all
    }
}

fn has(tag: &Tag, attribute: &str, word: &str) -> bool {
    tag.get(attribute).is_some_and(|value| has_word(&value.to_ascii_lowercase(), word))
}

fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// What is read here, by source.
#[cfg(test)]
pub(super) fn sources() -> impl Iterator<Item = (Fact, &'static str)> {
    let elements = [
        (Fact::Url, "canonical link"),
        (Fact::Published, "time"),
        (Fact::Published, "time pubdate"),
        (Fact::Title, "h1"),
        (Fact::Title, "title"),
        (Fact::Author, "rel=author"),
    ];
    METAS.iter().chain(PROPERTIES).map(|&(_, fact, source)| (fact, source)).chain(elements)
}
