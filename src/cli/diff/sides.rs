//! The article that an argument means.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::exit::Failure;
use super::super::session::Session;
use super::super::store;
use crate::archive::{Archive, ArchiveError};
use crate::article::{ArticleId, Capture, Meta, OneLine, Source};

/// The one article `name` means; `None` if it could not be read, which has been said. A file goes before an article of
/// the store.
pub(super) fn capture(session: &Session, name: &OsString) -> Result<Option<Capture>, Failure> {
    let path = Path::new(name);
    if name != "-" && !path.exists() {
        return stored(session, &name.to_string_lossy()).map(Some);
    }
    // A file of nothing or of white space is a text without a word; an empty pipe is more likely one that broke.
    if let Some(blank) = blank(path).filter(|_| name != "-") {
        let written = path.to_string_lossy();
        let source = Source { path: written.to_string(), line: None, offset: None };
        let text = String::from_utf8_lossy(&blank).into_owned();
        return Ok(Some(Capture::new(ArticleId::from_file("", &written), source, Meta::default(), blank, &text)));
    }
    // Each side is read by itself: the same article may stand on both.
    let mut captures = session.read(std::slice::from_ref(name), Meta::default());
    if captures.len() > 1 {
        let what = format!("{} holds {} articles; diff compares two", path.display(), captures.len());
        return Err(Failure::new(what).hint("compare many with `wirecopy overlaps`"));
    }
    Ok(captures.pop())
}

/// Most files have something else among so many bytes, and need not be read to be known.
const HEAD: u64 = 1 << 8;

/// The bytes of a file that holds nothing but white space, if any.
fn blank(path: &Path) -> Option<Vec<u8>> {
    if path == Path::new("/dev/null") {
        return Some(Vec::new());
    }
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let (mut file, mut bytes) = (File::open(path).ok()?, Vec::new());
    file.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
    if !is_blank(&bytes) {
        return None;
    }
    file.read_to_end(&mut bytes).ok()?;
    (std::str::from_utf8(&bytes).is_ok() && is_blank(&bytes)).then_some(bytes)
}

/// Whether these are white space, up to a character that they end within.
fn is_blank(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().all(char::is_whitespace),
        Err(error) => error.error_len().is_none() && is_blank(&bytes[..error.valid_up_to()]),
    }
}

/// The version of an article in the store that `name` means. Its places are those of the stored, canonical text.
fn stored(session: &Session, name: &str) -> Result<Capture, Failure> {
    let archive = match Archive::open(session.store()) {
        Err(ArchiveError::NoArchive { dir }) => {
            let what = format!("{}: no such file, and no store in {} to look it up", OneLine(name), dir.display());
            return Err(Failure::new(what).hint("check the name, or name the store with -C DIR"));
        }
        opened => opened?,
    };
    store::heed(session, &archive);
    let (article, version) = store::find(session, &archive, name)
        .map_err(|failure| failure.hint("there is no file of this name, so it was looked up in the store"))?;
    let content = archive.content(&article.id, version)?;
    let path = format!("{}@v{}", article.id.name(), version.unwrap_or(article.versions));
    let source = Source { path, line: None, offset: None };
    Ok(Capture::new(content.record.article, source, content.record.meta, content.raw, &content.text))
}
