//! Where the payloads of a run stand, so that a record which says that one was seen again leads back to its bytes. Little is held of
//! each: its bytes are read again from the file.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::super::intake::{Intake, short};
use super::input::Input;
use super::members::Members;
use super::payload::{self, Fate, Payload, Revisit};
use super::record::{self, Block};
use crate::text::unix_second;

#[derive(Default)]
pub(in crate::ingest) struct Seen {
    places: HashMap<[u8; 16], (u32, u64)>,
    files: Vec<PathBuf>,
}

impl Seen {
    /// Remembers the record at byte `place` of `file`, by its payload's digest and by its address and date.
    pub fn put(&mut self, file: &Path, place: u64, digest: Option<&str>, url: &str, date: Option<&str>) {
        // Files are read one after the other.
        if self.files.last().is_none_or(|last| last != file) {
            self.files.push(file.to_owned());
        }
        let Ok(number) = u32::try_from(self.files.len() - 1) else { return };
        for key in [digest.map(by_digest), date.map(|date| by_capture(url, date))].into_iter().flatten() {
            self.places.entry(key).or_insert((number, place));
        }
    }

    /// Whether the address was taken with that date.
    pub fn has(&self, url: &str, date: Option<&str>) -> bool {
        date.is_some_and(|date| self.places.contains_key(&by_capture(url, date)))
    }

    fn find(&self, revisit: &Revisit) -> Option<(&Path, u64)> {
        let by_capture = match &revisit.earlier {
            (Some(url), Some(date)) => self.places.get(&by_capture(url, date)),
            _ => None,
        };
        let by_digest = || revisit.digest.as_deref().and_then(|digest| self.places.get(&by_digest(digest)));
        let (number, place) = by_capture.or_else(by_digest)?;
        Some((self.files.get(*number as usize)?, *place))
    }
}

fn by_digest(digest: &str) -> [u8; 16] {
    short(format!("payload {}", digest.to_ascii_lowercase()).as_bytes())
}

fn by_capture(url: &str, date: &str) -> [u8; 16] {
    short(format!("capture {date} {url}").as_bytes())
}

/// What the record speaks of, from the files of this run or from the store.
pub(super) fn earlier(revisit: &Revisit, intake: &mut Intake) -> Option<Payload> {
    if let Some((file, place)) = intake.seen.find(revisit)
        && let Some(payload) = read_again(file, place, intake.options.max_article)
    {
        return Some(payload);
    }
    let (Some(url), Some(date)) = &revisit.earlier else { return None };
    let bytes = intake.stored(url, unix_second(date)?)?;
    Some(Payload::stored(bytes))
}

fn read_again(path: &Path, place: u64, limit: u64) -> Option<Payload> {
    let mut members = Members::new(Input::of_file(File::open(path).ok()?, place, u64::MAX).ok()?);
    record::find(&mut members).ok().filter(|begins| *begins)?;
    let head = record::head(&mut members).ok()?;
    match payload::fate(&head, &mut Block::new(&mut members, head.length), limit) {
        Fate::Take(payload) => Some(payload),
        _ => None,
    }
}
