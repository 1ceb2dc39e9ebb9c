//! The store as commands meet it: opened, and its errors with a hint.

use std::io::ErrorKind;
use std::time::Duration;

#[cfg(feature = "serve")]
use super::apart;
use super::exit::Failure;
use super::session::Session;
use crate::archive::{Archive, ArchiveError, Article};
use crate::article::{ArticleId, CanonicalUrl, Response};
#[cfg(feature = "serve")]
use crate::article::{Capture, Source};
use crate::fetch::Validators;
#[cfg(feature = "serve")]
use crate::ingest;
use crate::report::Store;

/// How long a writer waits for another one.
pub(super) const WAIT: Duration = Duration::from_secs(30);

pub(super) fn open(session: &Session) -> Result<Archive, Failure> {
    let archive = Archive::open(session.store())?;
    heed(session, &archive);
    Ok(archive)
}

/// Says of a store that was opened what its reader should know.
pub(super) fn heed(session: &Session, archive: &Archive) {
    if archive.is_unsettled() {
        let what = "a write to this store was stopped, and is put right when the store can be written again; \
            what was recorded before is read";
        session.warn(std::iter::once(("stopped writes", what.to_owned())));
    }
}

/// What `name` means in the store. Of records that cannot be read, and so have no name, it is told.
pub(super) fn find(session: &Session, archive: &Archive, name: &str) -> Result<(Article, Option<u32>), Failure> {
    found(session, archive, archive.find(name))
}

/// The same where the name must be whole.
pub(super) fn find_whole(session: &Session, archive: &Archive, name: &str) -> Result<(Article, Option<u32>), Failure> {
    found(session, archive, archive.find_whole(name))
}

fn found<T>(session: &Session, archive: &Archive, found: Result<T, ArchiveError>) -> Result<T, Failure> {
    match found {
        Err(error @ ArchiveError::NotFound { .. }) => {
            let unread = unread(archive)?;
            let named = unread.is_empty();
            session.complain(unread.into_iter());
            let failure = Failure::from(error);
            Err(if named { failure } else { failure.hint("it may be one whose record cannot be read") })
        }
        found => {
            session.warn(unread(archive)?.into_iter());
            Ok(found?)
        }
    }
}

/// The articles of which a record cannot be read, as far as that was noticed.
pub(super) fn unread(archive: &Archive) -> Result<Vec<(&'static str, String)>, Failure> {
    let told = |(id, why)| ("damaged records", format!("article {id}: {why}"));
    Ok(archive.unread()?.into_iter().map(told).collect())
}

/// The bytes that the store has of the article at an address as it was captured then (Unix seconds). Where the store cannot
/// tell, it has none: what asks goes on without them, and says so.
pub(super) fn captured(archive: &Archive, url: &str, captured_at: i64) -> Option<Vec<u8>> {
    let by_name = CanonicalUrl::parse(url).map(|url| ArticleId::from_url(&url));
    // A page may be named by another address, which it stated itself.
    let by_address = || Some(archive.find(url).ok()?.0.id);
    let captured = |article: ArticleId| {
        let history = archive.history(&article).ok()?;
        let entry = history.iter().find(|entry| entry.captured_at == Some(captured_at))?;
        Some(archive.content(&article, Some(entry.version)).ok()?.raw)
    };
    by_name.and_then(captured).or_else(|| by_address().and_then(captured))
}

/// By what the server at an address knows whether it has something else than the newest version the store has from there.
pub(super) fn validators(archive: &Archive, url: &str) -> Option<Validators> {
    let newest = |article: &ArticleId| {
        let meta = archive.content(article, None).ok()?.record.meta;
        Response::of(&meta).filter(|response| response.url == url)
    };
    let by_name = CanonicalUrl::parse(url).map(|url| ArticleId::from_url(&url));
    let by_address = || newest(&archive.find(url).ok()?.0.id);
    Validators::of(&by_name.as_ref().and_then(newest).or_else(by_address)?)
}

/// The newest version of each article that was not removed, with the offsets of its input where its bytes still give that; else
/// with those of its canonical text.
#[cfg(feature = "serve")]
pub(super) fn captures(archive: &Archive) -> Result<Vec<Capture>, Failure> {
    let mut captures = Vec::new();
    for article in archive.articles()?.into_iter().filter(|article| article.removed.is_none()) {
        let content = match archive.content(&article.id, None) {
            Err(ArchiveError::Erased { .. }) => continue,
            content => content?,
        };
        let source = Source { path: format!("{}@v{}", article.id.name(), article.versions), line: None, offset: None };
        let capture = |input: &str| {
            let record = content.record.clone();
            Capture::new(record.article, source.clone(), record.meta, content.raw.clone(), input)
        };
        let again = ingest::read_again(&content.raw, &content.record.meta, Some(apart::read));
        let read = again.iter().map(|read| capture(read.text())).find(|capture| capture.text.body() == content.text);
        captures.push(read.unwrap_or_else(|| capture(&content.text)));
    }
    Ok(captures)
}

/// How reports name the store and say where it stands.
pub(super) fn state(session: &Session, archive: &Archive) -> Store {
    Store::new(path(session), &archive.head())
}

/// The store's folder as the user named it.
pub(super) fn path(session: &Session) -> String {
    session.store().display().to_string()
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Failure {
        let hint = match &error {
            ArchiveError::Io { source, .. } => match source.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    Some("check who may write there, or name another store with -C DIR")
                }
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Some("name a folder for the store with -C DIR"),
                ErrorKind::StorageFull => Some("free some space and do it again; the store is as it was"),
                _ => None,
            },
            ArchiveError::Unsettled { .. } => Some("have any command look at it where it can be written"),
            ArchiveError::Removed { .. } => Some("to bring a version back: wirecopy restore ID@v1"),
            ArchiveError::Reason { .. } => Some("say why in a sentence or two: --why TEXT"),
            ArchiveError::Ambiguous { .. } => {
                Some("type the id in brackets, more of the name, or a key from `wirecopy log --json`")
            }
            ArchiveError::Beginning { .. } => Some("type one of them whole: its name, its key, or the id in brackets"),
            _ => None,
        };
        let failure = Failure::new(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}
