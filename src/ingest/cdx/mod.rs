//! Indexes of crawls: CDX and CDXJ. A line states a capture (its address, time and digest) and where its record stands. It holds no
//! text, so no article comes of it; it is held against the record that stands there, where the crawl lies beside the index, and
//! where it does not, the captures are counted and the file is named that holds them.

mod line;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use super::intake::Intake;
use super::place::Place;
use super::warc::{self, Input, Stated};
use super::{Format, Note, Problem, Reads};
use crate::article::CanonicalUrl;
use line::{Header, Line, is_aside, is_cdxj};

pub(super) const FORMAT: Format =
    Format { name: "cdx", is_article: false, endings: &["cdx", "cdxj"], looks, reads: Reads::Unpacked(read) };

/// So long may a line be; the addresses in it are the longest part.
const MAX_LINE: u64 = 1 << 20;

/// So many files that are not here are named.
const NAMED: usize = 5;

fn looks(head: &[u8]) -> bool {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    str::from_utf8(first).is_ok_and(|line| Header::of(line).is_some() || is_cdxj(line))
}

/// Where a crawl is.
pub(super) enum Crawl {
    /// `length` bytes of the file from `base` on.
    Here {
        path: PathBuf,
        base: u64,
        length: u64,
    },
    /// It is here, and packed so that nothing in it can be gone to.
    Closed,
    Missing,
}

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let beside = place.file.as_deref().and_then(Path::parent);
    check(input, place, intake, &mut |name| {
        // The name alone: an index does not choose which folders are looked into.
        let name = name.rsplit(['/', '\\']).next().filter(|name| !matches!(*name, "" | "." | ".."));
        let (Some(folder), Some(name)) = (beside, name) else { return Crawl::Missing };
        // pywb and WACZ keep crawls in a folder beside that of their indexes.
        let found = [folder.join(name), folder.join("../archive").join(name)].into_iter().find(|path| path.is_file());
        found.map_or(Crawl::Missing, |path| Crawl::Here { path, base: 0, length: u64::MAX })
    });
}

/// Holds every line against the crawl that `find` finds by its name.
pub(super) fn check(input: &mut dyn BufRead, place: &Place, intake: &mut Intake, find: &mut dyn FnMut(&str) -> Crawl) {
    let mut header = None;
    let (mut captures, mut missing, mut files) = (0u64, 0, Vec::new());
    let mut bytes = Vec::new();
    for number in 1.. {
        let at = place.source(Some(number));
        bytes.clear();
        match (&mut *input).take(MAX_LINE).read_until(b'\n', &mut bytes) {
            Err(error) => return intake.problem(Problem::Unreadable { at, error }),
            Ok(0) => break,
            Ok(_) => {}
        }
        if bytes.len() as u64 == MAX_LINE
            && bytes.last() != Some(&b'\n')
            && let Err(error) = input.skip_until(b'\n')
        {
            return intake.problem(Problem::Unreadable { at, error });
        }
        let line = String::from_utf8_lossy(&bytes);
        if let Some(stated) = Header::of(line.trim_end()) {
            header = Some(stated);
            continue;
        }
        if is_aside(&line) {
            continue;
        }
        captures += 1;
        let line = match line::read(line.trim_end(), header.as_ref()) {
            Ok(line) => line,
            Err(why) => {
                intake.problem(Problem::Index { at, what: format!("no line of an index: {why}") });
                continue;
            }
        };
        match find(&line.file) {
            Crawl::Here { path, base, length } => match against(&line, &path, base, length) {
                Ok(()) => intake.pass_over("captures that stand where an index says"),
                Err(what) => {
                    intake.problem(Problem::Index { at, what: format!("{}@{}: {what}", line.file, line.offset) })
                }
            },
            Crawl::Closed => intake.pass_over("captures of an index that were not checked"),
            Crawl::Missing => {
                intake.pass_over("captures of an index whose crawl is not here");
                missing += 1;
                if files.len() <= NAMED && !files.contains(&line.file) {
                    files.push(line.file);
                }
            }
        }
    }
    if captures == 0 {
        intake.problem(Problem::Empty { at: place.source(None) });
    }
    if missing > 0 {
        intake.note(Note::CrawlsElsewhere { at: place.source(None), count: missing, files });
    }
}

/// What differs between a line and the record where it says that its capture stands.
fn against(line: &Line, path: &Path, base: u64, length: u64) -> Result<(), String> {
    let record = record(path, base, line.offset, length).map_err(|error| error.to_string())?;
    let Stated { url, time, digest } = record.ok_or("no record begins there")?;
    let url = url.ok_or("the record there has no address")?;
    if url != line.url && CanonicalUrl::parse(&url) != CanonicalUrl::parse(&line.url) {
        return Err(format!("the record there is of another address, {url}"));
    }
    if line.time.zip(time).is_some_and(|(own, other)| own != other) {
        return Err("the record there is of another time".to_owned());
    }
    if line.digest.as_ref().zip(digest).is_some_and(|(own, other)| warc::same_digest(&other, own) == Some(false)) {
        return Err("the record there states another digest".to_owned());
    }
    Ok(())
}

fn record(path: &Path, base: u64, offset: u64, length: u64) -> io::Result<Option<Stated>> {
    let Some((place, left)) = base.checked_add(offset).zip(length.checked_sub(offset)) else { return Ok(None) };
    warc::stated(Input::of_file(File::open(path)?, place, left)?)
}
