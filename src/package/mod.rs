//! What the archive holds, in forms that other people's tools take: a way of writing is one file and one line of
//! [`FORMATS`]. And the way back: [`import`] takes our own packages in again, or the history of a foreign repository.
//!
//! A package is made beside its place and renamed, so that it is whole or not there; the same store, told the same time,
//! gives the same bytes. Nothing is written outside the folder that is given, and nothing already there is overwritten.

pub mod bagit;
mod bundle;
mod described;
mod error;
mod git;
pub mod import;
mod ocfl;
mod output;
mod prov;
pub mod snapshots;
pub mod swhid;
#[cfg(test)]
mod tests;
mod warc;

pub use error::PackageError;

use std::path::Path;
use std::time::Duration;

use crate::archive::{Archive, Entry, transfer};
use crate::article::ArticleId;
use error::Result;

/// A form the archive can be written in.
pub struct Format {
    /// What people call it with an option.
    pub name: &'static str,
    pub about: &'static str,
    /// A package of the store itself, which therefore cannot leave articles out.
    pub whole: bool,
    write: fn(&Job, &Path, Progress) -> Result<Written>,
}

/// The forms we write.
pub const FORMATS: &[Format] = &[bagit::FORMAT, ocfl::FORMAT, bundle::FORMAT, prov::FORMAT, warc::FORMAT];

impl Format {
    /// The form people call `name`.
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// What people call every form.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|format| format.name)
    }
}

/// Hears of what is done, and of how much.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// What a package holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Written {
    pub articles: u64,
    pub versions: u64,
    pub files: u64,
    pub bytes: u64,
    /// What a stopped export to the same place had left was taken away.
    pub leftover: bool,
}

/// What is to be written.
struct Job<'a> {
    archive: &'a Archive,
    /// In the order of their keys.
    articles: Vec<ArticleId>,
    /// Unix seconds.
    now: i64,
}

/// Writes the articles, or all of the archive in `store` if none is named, to the new file or folder `target`. Waits up to
/// `wait` while another process writes to the archive.
pub fn export(
    format: &Format,
    store: &Path,
    articles: Option<Vec<ArticleId>>,
    target: &Path,
    now: i64,
    wait: Duration,
    progress: Progress,
) -> Result<Written> {
    if articles.is_some() && format.whole {
        return Err(PackageError::WholeOnly { format: format.name });
    }
    transfer::at_rest(store, wait, |archive| {
        let mut articles = match articles {
            Some(articles) => articles,
            None => archive.articles()?.into_iter().map(|article| article.id).collect(),
        };
        // Of an article all of whose versions are erased not even the name may be told.
        articles.retain(|article| !article.is_erased());
        articles.sort_by(|a, b| a.key().cmp(b.key()));
        articles.dedup();
        let job = Job { archive, articles, now };
        output::beside(target, |part| (format.write)(&job, part, progress))
    })
}

impl Job<'_> {
    /// Hands over each version of each article: the entry that brought it, the oldest first.
    fn each(&self, progress: Progress, work: &mut dyn FnMut(&ArticleId, Vec<Entry>) -> Result<()>) -> Result<()> {
        for (done, article) in self.articles.iter().enumerate() {
            progress(done as u64, self.articles.len() as u64);
            work(article, self.archive.history(article)?)?;
        }
        Ok(())
    }
}
