//! Reading one page. One pass over its tokens (`scan`) feeds three listeners: the letters it shows (`flow`), what it states of
//! its article (`facts`), and a page without ballast (`lean`) for the extractor (`main_text`). What was extracted is found on
//! the page again (`align`), so that the text is the page's own letters (`body`) and each of them has a place (`places`).

mod align;
mod body;
mod charset;
mod elements;
mod facts;
mod flow;
mod lean;
mod main_text;
mod places;
mod refresh;
mod scan;
mod signs;

use std::cell::OnceCell;
use std::ops::Range;

use serde_json::Value;

use super::{CHARSET, Told};
use crate::article::{ArticleId, CanonicalUrl, Meta, Source};
use crate::ingest::candidate::{Candidate, Fact};
use crate::ingest::decode::{Decoded, How, NoText, decode_labelled};
use crate::ingest::intake::{Draft, Intake, Missed};
use crate::ingest::place::Place;
use crate::ingest::{Note, Problem};
use body::Body;
use elements::Elements;
use facts::{Facts, Markup};
use flow::Flow;
use lean::Lean;
use places::Places;
use scan::{ATTRIBUTES, Unseen, scan};

/// The name under which a record keeps why its text is only a beginning.
const BEGINNING: &str = "beginning";

/// The text of a part of a page, in paragraphs.
pub(super) fn fragment(html: &str) -> String {
    let flow = flow::paragraphs(html);
    let words = flow.words(0..flow.letters.len()).into_iter();
    let text: String =
        words.map(|(gap, word)| gap.written().to_owned() + flow.letters.get(word).unwrap_or_default()).collect();
    text.trim().to_owned()
}

pub(super) fn take(raw: Vec<u8>, told: Told, at: Source, place: &Place, intake: &mut Intake) {
    let (by_place, given) = (place.article(), intake.options.given.clone().or(place.facts.meta.clone()));
    intake.later(
        raw.len(),
        Box::new(move || {
            let mut notes = Vec::new();
            let draft = read(raw, told, at, by_place, given, &mut notes);
            (notes, draft)
        }),
    );
}

fn read(
    raw: Vec<u8>,
    told: Told,
    at: Source,
    by_place: ArticleId,
    given: Meta,
    notes: &mut Vec<Note>,
) -> Result<Draft, Missed> {
    let decoded = match decode(&raw, told.charset.as_deref()) {
        Ok(decoded) => decoded,
        Err(no_text) => return Err(no_text.at(at).into()),
    };
    let address = told.url.as_deref().and_then(CanonicalUrl::parse);
    let mut extra = told.extra;
    notes.extend(decoded.how.note(&at));
    if let How::Labelled { encoding, label: 0, .. } = decoded.how
        && told.charset.is_some()
    {
        extra.insert(CHARSET.to_owned(), Value::String(encoding.to_owned()).to_string());
    }
    let html = decoded.text;
    let page = Page::read(&html, address.as_ref()).map_err(|why| Problem::NoArticle { at: at.clone(), why })?;
    if signs::is_little(&page.body.text)
        && let Some(to) = refresh::sends_on(&html, told.url.as_deref())
    {
        return Err(Missed::Elsewhere { at, to });
    }
    if let Some(why) = page.no_article(&html) {
        return Err(Problem::NoArticle { at, why }.into());
    }
    let Page { body, facts, flow } = page;
    if let Some(why) = signs::beginning(&body.text, &flow.letters, facts.free) {
        extra.insert(BEGINNING.to_owned(), Value::String(why.clone()).to_string());
        notes.push(Note::Beginning { at: at.clone(), why });
    }
    if facts.published.is_none()
        && let Some(unread) = facts.candidates.iter().find(|candidate| candidate.fact == Fact::Published)
    {
        notes.push(Note::UnreadDate { at: at.clone(), written: unread.value.clone() });
    }
    let article = match &address {
        // Chosen only where it stands on the site the page was got from.
        Some(address) => {
            ArticleId::from_url(&facts.url.as_deref().and_then(CanonicalUrl::parse).unwrap_or(address.clone()))
        }
        None => by_place,
    };
    for (name, json) in facts.extra {
        extra.entry(name.to_owned()).or_insert(json);
    }
    let stated = Meta {
        title: facts.title,
        outlet: facts.outlet,
        author: facts.author,
        url: facts.url.or(told.url),
        published: facts.published,
        captured_at: told.captured_at,
        extra,
    };
    Ok(Draft { article, source: at, meta: given.or(stated), raw, input: body.text })
}

/// The page's text: `told` is the label of its encoding that came with it.
fn decode(raw: &[u8], told: Option<&str>) -> Result<Decoded, NoText> {
    let labels: Vec<String> = told.map(str::to_owned).into_iter().chain(charset::stated(raw)).collect();
    match decode_labelled(raw, &labels) {
        // The standard lets a page hold some; of other files one gives away that they are no text.
        Err(NoText::Binary { .. }) if is_page_with_nuls(raw) => {
            let spaces: Vec<u8> = raw.iter().map(|&byte| if byte == 0 { b' ' } else { byte }).collect();
            let count = raw.iter().filter(|&&byte| byte == 0).count();
            let decoded = decode_labelled(&spaces, &labels)?;
            Ok(Decoded { how: if decoded.how == How::Clean { How::BadBytes(count) } else { decoded.how }, ..decoded })
        }
        // UTF-16 may hold some too; a space takes their place, so that offsets stay.
        Ok(decoded) if decoded.text.contains('\0') => Ok(Decoded { text: decoded.text.replace('\0', " "), ..decoded }),
        decoded => decoded,
    }
}

/// Whether bytes that hold NULs are still a page: fewer than one in a thousand are, and elements stand between.
fn is_page_with_nuls(raw: &[u8]) -> bool {
    let count = |wanted: u8| raw.iter().filter(|&&byte| byte == wanted).count();
    let nuls = count(0);
    nuls > 0 && nuls * 1000 < raw.len() && nuls < count(b'<')
}

/// A page that was read.
struct Page {
    flow: Flow,
    facts: Facts,
    body: Body,
}

impl Page {
    /// Reads a page; an error says why it cannot be read. `address` is where it was got.
    fn read(html: &str, address: Option<&CanonicalUrl>) -> Result<Page, String> {
        let (mut elements, mut unseen) = (Elements::default(), Unseen::default());
        let (mut lean, mut flow, mut markup) = (Lean::new(), Flow::default(), Markup::default());
        let is_whole = scan(html, |token, place| {
            let depth = elements.step(&token).then(|| elements.depth());
            let unseen = unseen.covers(&token);
            lean.take(&token, place.clone(), html, depth, unseen);
            if !unseen {
                let (is_caption, is_link) = match token {
                    scan::Token::Text { .. } => {
                        (elements.is_in(flow::CAPTIONS) && !elements.is_in(flow::BESIDE), elements.is_in(flow::LINKS))
                    }
                    _ => (false, false),
                };
                flow.take(&token, place.clone(), is_caption, is_link);
            }
            markup.take(&token, place, &elements);
        });
        if !is_whole {
            return Err(format!("one of its tags has more than {ATTRIBUTES} attributes"));
        }
        if lean.is_full() {
            let (nodes, size) = (lean::NODES, lean::BYTES >> 20);
            return Err(format!(
                "it has more than {nodes} elements, too many in each other, or more than {size} MiB of text"
            ));
        }
        let facts = facts::choose(markup.candidates(html.len()), address);
        let prose = flow.nodes.iter().filter(|node| !node.is_link && !node.is_caption);
        let prose =
            prose.filter_map(|node| flow.letters.get(node.letters.clone())).map(|text| text.chars().count()).sum();
        let given = main_text::main_text(lean.html(), prose).unwrap_or_default();
        let body = Body::new(&flow, &given, facts.title.as_deref());
        Ok(Page { flow, facts, body })
    }

    /// Why the page holds no article, if it holds none.
    fn no_article(&self, html: &str) -> Option<String> {
        let names = self.facts.candidates.iter().filter(|candidate| candidate.fact == Fact::Title);
        if let Some((kind, phrase)) = signs::instead(&self.body.text, names.map(|name| name.value.as_str())) {
            return Some(match kind {
                signs::Instead::Error => format!("it is an error page (\"{phrase}\")"),
                signs::Instead::Barrier => format!("something stands before it (\"{phrase}\")"),
                signs::Instead::Consent => format!("it asks about cookies (\"{phrase}\")"),
            });
        }
        if self.body.text.is_empty() {
            let scripts = if signs::needs_scripts(html) { ", which scripts were to write" } else { "" };
            return Some(format!("no text was found on it{scripts}"));
        }
        None
    }
}

/// A page read again from its bytes, to explain what was taken from it. The same bytes give the same.
pub struct Explained {
    html: String,
    page: Page,
    /// Made when a place is first asked for.
    places: OnceCell<Places>,
}

impl Explained {
    /// `url` is the address the page was got from, `charset` the label that came with it.
    pub fn new(raw: &[u8], url: Option<&str>, charset: Option<&str>) -> Option<Explained> {
        let html = decode(raw, charset).ok()?.text;
        let address = url.and_then(CanonicalUrl::parse);
        Explained::of(html, address.as_ref()).ok()
    }

    fn of(html: String, address: Option<&CanonicalUrl>) -> Result<Explained, String> {
        let page = Page::read(&html, address)?;
        Ok(Explained { html, page, places: OnceCell::new() })
    }

    /// The article's text.
    pub fn text(&self) -> &str {
        &self.page.body.text
    }

    /// Everything the page states, in the order of choice.
    pub fn candidates(&self) -> &[Candidate] {
        &self.page.facts.candidates
    }

    /// What was taken from the page for what is known of the article, where something was.
    pub fn taken(&self, fact: Fact) -> Option<&str> {
        let facts = &self.page.facts;
        match fact {
            Fact::Title => facts.title.as_deref(),
            Fact::Outlet => facts.outlet.as_deref(),
            Fact::Author => facts.author.as_deref(),
            Fact::Url => facts.url.as_deref(),
            Fact::Published => facts.published.as_ref().map(|date| date.value.as_str()),
            _ => None,
        }
    }

    /// What the page says of pictures and tables.
    pub fn captions(&self) -> &[String] {
        &self.page.body.captions
    }

    /// The bytes of the decoded page that bytes of the text were read from, a range for each of the page's texts.
    pub fn html_bytes(&self, text: Range<usize>) -> Vec<Range<usize>> {
        let words = &self.page.body.words;
        let first = words.partition_point(|word| word.text.end <= text.start);
        let mut letters: Vec<Range<usize>> = Vec::new();
        for word in words.iter().skip(first).take_while(|word| word.text.start < text.end) {
            let from = word.letters.start + text.start.saturating_sub(word.text.start);
            let to = word.letters.end - word.text.end.saturating_sub(text.end);
            match letters.last_mut() {
                Some(last) if last.end == from => last.end = to,
                _ => letters.push(from..to),
            }
        }
        let places = self.places.get_or_init(|| Places::new(&self.html, &self.page.flow));
        letters.into_iter().flat_map(|letters| places.of(letters)).collect()
    }
}

#[cfg(test)]
pub(super) mod tests;
