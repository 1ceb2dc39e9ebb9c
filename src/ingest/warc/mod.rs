//! Web archives: WARC files (ISO 28500), packed by record, as a whole, or not at all. Pages and texts that were answered with
//! success become articles, named by their addresses; each capture of one is a version at the time the record states.
//!
//! A record is read in one pass, and held only where it becomes an article. Damage costs the records it stands in: the reading goes
//! on at the next that is whole, and what was lost is named. `members` undoes the packing, `record` finds the records, `payload` says
//! what one holds, `seen` finds what a revisit speaks of, `segments` joins what was parted.

mod digest;
mod http;
mod input;
mod members;
mod payload;
mod record;
mod seen;
mod segments;
mod window;

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::html::{self, Told};
use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Fetched, Format, Note, Problem, Reads};
use crate::article::{ArticleId, CanonicalUrl, Meta, Response, Source};
use crate::text::unix_second;
use digest::Check;
pub(super) use digest::same as same_digest;
pub(super) use input::Input;
use members::Members;
use payload::{Fate, Payload};
use record::{Block, Damage, Head};
pub(super) use seen::Seen;
use segments::{Added, Segments};

pub(super) const FORMAT: Format =
    Format { name: "warc", is_article: false, endings: &["warc"], looks, reads: Reads::Raw(read) };

fn looks(head: &[u8]) -> bool {
    head.starts_with(b"WARC/")
}

fn read(input: &mut dyn Read, place: &Place, intake: &mut Intake) {
    // A file on the disk can be gone back in however far.
    match place.file.as_deref().map(std::fs::File::open) {
        Some(Ok(file)) => crawl(Input::File { file, base: 0, length: u64::MAX }, place, intake),
        _ => crawl(Input::Stream(input), place, intake),
    }
}

/// What a record states of its capture.
pub(super) struct Stated {
    pub url: Option<String>,
    /// Unix seconds.
    pub time: Option<i64>,
    /// Labelled, of the payload.
    pub digest: Option<String>,
}

/// What the record states that `input` begins with; nothing if none does.
pub(super) fn stated(input: Input) -> io::Result<Option<Stated>> {
    let mut members = Members::new(input);
    let head = match record::head(&mut members) {
        Ok(head) => head,
        Err(Damage::Disk(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    Ok(Some(Stated {
        url: head.address("warc-target-uri").map(str::to_owned),
        time: head.get("warc-date").and_then(unix_second),
        digest: head.get("warc-payload-digest").map(str::to_owned),
    }))
}

/// Takes the articles in the records of `input`.
pub(super) fn crawl(input: Input, place: &Place, intake: &mut Intake) {
    let base = input.base();
    let mut crawl = Crawl { place, base, intake, records: 0, is_broken: false, segments: None };
    crawl.all(&mut Members::new(input));
    crawl.part();
}

/// Takes the article that an address answered with, as from the record of a crawl.
pub(super) fn take_fetched(fetched: Fetched, at: &Source, place: &Place, intake: &mut Intake) {
    let Fetched { response, body, captured_at } = fetched;
    let limit = intake.options.max_article;
    match payload::fetched(&response.url, &response.head, body, limit) {
        Fate::Take(payload) => {
            if payload.is_cut {
                let why = "its body ends before its end".to_owned();
                intake.note(Note::CutShort { at: at.clone(), why });
            }
            let extra = BTreeMap::from([(Response::FIELD.to_owned(), response.json())]);
            let mut crawl = Crawl { place, base: None, intake, records: 0, is_broken: false, segments: None };
            crawl.page(payload, Some(captured_at), extra, at);
        }
        Fate::Problem(problem) => intake.problem(problem.at(at.clone(), limit)),
        Fate::Pass(what) => intake.problem(Problem::NoPage { at: at.clone(), what }),
        // An answer is no record of an earlier one.
        Fate::Revisit(_) => {}
    }
}

/// The body of a document that an address answered with, without the codings it was sent in; `None` where it cannot be had, which
/// is then said.
pub(super) fn body_of(response: &Response, body: Vec<u8>, at: &Source, intake: &mut Intake) -> Option<Vec<u8>> {
    let limit = intake.options.max_article;
    match payload::body(&response.head, body, limit) {
        Ok(body) => Some(body),
        Err(trouble) => {
            intake.problem(trouble.at(at.clone(), limit));
            None
        }
    }
}

struct Crawl<'c, 'i> {
    place: &'c Place,
    /// Where the records begin in the file on the disk; `None` where they cannot be come back to.
    base: Option<u64>,
    intake: &'c mut Intake<'i>,
    /// How many records began, and whether damage was said of any.
    records: u64,
    is_broken: bool,
    /// Of a capture whose last one was not met yet.
    segments: Option<Segments>,
}

impl Crawl<'_, '_> {
    fn all(&mut self, members: &mut Members) {
        // What was found behind a record that is broken, and whose end is sure.
        let mut ahead = None;
        loop {
            let begun = ahead.take().unwrap_or_else(|| record::find(members));
            let at = Source { offset: Some(members.place()), ..self.place.source(None) };
            let damage = match begun {
                Ok(false) => break,
                Ok(true) => self.one(members, &at).err(),
                Err(damage) => Some(damage.into()),
            };
            let Some(Broken { damage, lost }) = damage else { continue };
            self.is_broken = true;
            let resumes = match damage {
                // Its end is sure, so nothing inside it is searched for records.
                Damage::Digest => {
                    let next = record::find(members);
                    let resumes = matches!(next, Ok(true)).then(|| members.place());
                    ahead = Some(next);
                    resumes
                }
                _ => members.recover(matches!(damage, Damage::Packing(_) | Damage::Cut), !lost),
            };
            self.intake.problem(match damage {
                Damage::Disk(error) => Problem::Unreadable { at, error },
                damage => Problem::BrokenRecord { at, what: damage.to_string(), lost, resumes },
            });
            if resumes.is_none() && ahead.is_none() {
                break;
            }
        }
        if self.records == 0 && !self.is_broken {
            self.intake.problem(Problem::Empty { at: self.place.source(None) });
        }
    }

    /// Reads the record that begins here, and takes what it holds if it is whole.
    fn one(&mut self, members: &mut Members, at: &Source) -> Result<(), Broken> {
        let again = if members.is_place() { self.base.map(|base| base + members.place()) } else { None };
        let head = record::head(members)?;
        self.records += 1;
        let limit = self.intake.options.max_article;
        if !self.segments.as_ref().is_some_and(|segments| segments.continues(&head)) {
            self.part();
        }
        if let Some(segments) = self.segments.take().or_else(|| Segments::begin(&head, at)) {
            return self.segment(segments, members, &head);
        }
        let mut block = Checked::new(Block::new(members, head.length), &head);
        let fate = payload::fate(&head, &mut block, limit);
        let (ended, holds) = block.end();
        match (ended, holds) {
            (Ok(()), Some(false)) => return Err(Damage::Digest.into()),
            // Whatever stands behind it: these are the bytes that were recorded.
            (Err(damage), Some(true)) if !matches!(damage, Damage::Cut) => {
                self.take(fate, at, &head, again);
                return Err(Broken { damage, lost: false });
            }
            (ended, _) => ended?,
        }
        self.take(fate, at, &head, again);
        Ok(())
    }

    /// Adds a record to the segments before it, and takes what they hold if it is the last.
    fn segment(&mut self, mut segments: Segments, members: &mut Members, head: &Head) -> Result<(), Broken> {
        let limit = self.intake.options.max_article;
        let mut block = Checked::new(Block::new(members, head.length), head);
        let added = segments.add(head, &mut block, limit);
        let damage = match (block.end(), added) {
            ((Ok(()), Some(false)), _) => Damage::Digest,
            ((Err(damage), _), _) => damage,
            (_, Err(error)) => error.into(),
            (_, Ok(Added::More)) => {
                self.segments = Some(segments);
                return Ok(());
            }
            (_, Ok(Added::Whole)) => {
                let fate = payload::fate(&segments.head, &mut &segments.block[..], limit);
                self.take(fate, &segments.at, &segments.head, None);
                return Ok(());
            }
            (_, Ok(Added::Unfit)) => {
                self.intake.problem(segments.lost());
                return Ok(());
            }
        };
        self.intake.problem(segments.lost());
        Err(damage.into())
    }

    /// Says that what the segments in hand belong to is not whole.
    fn part(&mut self) {
        if let Some(segments) = self.segments.take() {
            self.intake.problem(segments.lost());
        }
    }

    fn take(&mut self, fate: Fate, at: &Source, head: &Head, again: Option<u64>) {
        let captured_at = match head.get("warc-date") {
            Some(written) => {
                let captured_at = unix_second(written);
                if captured_at.is_none() && !matches!(fate, Fate::Pass(_)) {
                    self.intake.note(Note::UnreadDate { at: at.clone(), written: written.to_owned() });
                }
                captured_at
            }
            None => None,
        };
        match fate {
            Fate::Pass(why) => self.intake.pass_over(&why),
            Fate::Problem(problem) => self.intake.problem(problem.at(at.clone(), self.intake.options.max_article)),
            Fate::Revisit(revisit) => {
                let found = seen::earlier(&revisit, self.intake);
                match found {
                    Some(payload) => {
                        self.page(Payload { url: revisit.url, ..payload }, captured_at, BTreeMap::new(), at)
                    }
                    None => {
                        self.intake.pass_over("revisits of what is not here");
                        self.intake.note(Note::NotSeen { at: at.clone(), url: revisit.url });
                    }
                }
            }
            Fate::Take(payload) => {
                if payload.is_conversion && self.intake.seen.has(&payload.url, head.get("warc-date")) {
                    return self.intake.pass_over("conversions of pages that are here");
                }
                if payload.is_cut {
                    let why = head.get("warc-truncated").unwrap_or("its body ends before its end").to_owned();
                    self.intake.note(Note::CutShort { at: at.clone(), why });
                }
                if payload.differs {
                    self.intake.note(Note::OtherPayload { at: at.clone() });
                }
                if let (Some(place), Some(file)) = (again, self.place.file.as_deref()) {
                    let digest = head.get("warc-payload-digest");
                    self.intake.seen.put(file, place, digest, &payload.url, head.get("warc-date"));
                }
                self.page(payload, captured_at, BTreeMap::new(), at);
            }
        }
    }

    /// Takes the page or text that was got at an address. `extra` is carried along.
    fn page(&mut self, payload: Payload, captured_at: Option<i64>, extra: BTreeMap<String, String>, at: &Source) {
        let Payload { url, charset, bytes, is_html, .. } = payload;
        if is_html {
            let told = Told { url: Some(url), charset, captured_at, extra };
            return html::take(bytes, told, at.clone(), self.place, self.intake);
        }
        let at = at.clone();
        let Some(text) = self.intake.text(&bytes, charset.as_slice(), &at) else { return };
        let article = CanonicalUrl::parse(&url).as_ref().map_or_else(|| self.place.article(), ArticleId::from_url);
        let said = Meta { url: Some(url), captured_at, extra, ..Meta::default() };
        let meta = self.intake.options.given.clone().or(self.place.facts.meta.clone()).or(said);
        self.intake.take(Draft { article, source: at, meta, raw: bytes, input: text });
    }
}

/// A record with damage, and whether it is lost by it.
struct Broken {
    damage: Damage,
    lost: bool,
}

impl From<Damage> for Broken {
    fn from(damage: Damage) -> Broken {
        Broken { damage, lost: true }
    }
}

/// A block, the digest of which is taken while it is read.
struct Checked<'m, 'a> {
    block: Block<'m, 'a>,
    check: Option<Check>,
}

impl<'m, 'a> Checked<'m, 'a> {
    fn new(block: Block<'m, 'a>, head: &Head) -> Checked<'m, 'a> {
        Checked { block, check: head.get("warc-block-digest").and_then(Check::of) }
    }

    /// Passes over what is left of the record: whether it ends as it should, and whether its block is the one that was recorded,
    /// as far as that is stated.
    fn end(mut self) -> (Result<(), Damage>, Option<bool>) {
        let drained = std::io::copy(&mut self, &mut std::io::sink());
        let holds = self.check.map(Check::holds);
        (drained.map_err(Damage::from).and_then(|_| self.block.end()), holds)
    }
}

impl Read for Checked<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.block.read(buffer)?;
        if let Some(check) = &mut self.check {
            check.update(buffer.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}

#[cfg(test)]
pub(super) mod tests;
