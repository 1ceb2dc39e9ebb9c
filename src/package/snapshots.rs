//! A git repository of snapshots, as NewsDiffs, Open Terms Archive and others keep them: each commit that changes a file
//! is a version of the article the file is, captured when it was committed.
//!
//! Versions are handed to the archive in batches, in the order of the commits, so that neither a long history nor a large
//! one is held in memory. A version names its commit in its metadata, and what an earlier import took in is passed over:
//! a repository that has grown can be imported again.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;

use super::Progress;
use super::error::{PackageError, Result};
use crate::archive::{Archive, ArchiveError, FileKind, Foreign, Oid, Outcome, Step, Touched};
use crate::article::{ArticleId, Capture};
use crate::hash::Digest;
use crate::ingest::{self, Note, Problem, Sink};
use crate::text::utc_second;

/// The field of a version's metadata that names its commit.
const COMMIT: &str = "git_commit";

/// A batch is handed over when it has so many versions, or so many bytes of them.
const BATCH: usize = 2_000;
const BATCH_BYTES: usize = 16 << 20;

/// What to take in.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The collection its articles belong to.
    pub collection: String,
    /// Only files whose path fits: `*` is any part of a name, `**` of a path, `?` a character; without `/` it is the name
    /// of a file in any folder.
    pub path: Option<String>,
    /// Only commits made then or later: the beginning of a moment in UTC, `2024`, `2024-11-10` or `2024-11-10T12:48:05`.
    pub since: Option<String>,
    /// A file that was renamed, its bytes unchanged, stays the article it was.
    pub follow: bool,
    /// The most bytes an article may have.
    pub max_article: u64,
    /// What reads documents that may be meant to break their reader.
    pub apart: Option<ingest::Apart>,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Taken {
    pub commits: u64,
    pub new: u64,
    pub versions: u64,
    pub corrected: u64,
    /// The bytes of the last version once more, at another commit.
    pub seen: u64,
    pub unchanged: u64,
    /// Changes of files that were taken in before.
    pub known: u64,
    /// Changes that are no versions, by reason.
    pub passed: BTreeMap<&'static str, u64>,
}

/// Takes the history of the repository in `dir` into the archive. `now` is the time in Unix seconds; `wait` how long to
/// wait for another writer.
pub fn import(
    dir: &Path,
    archive: &mut Archive,
    wanted: &Wanted,
    now: i64,
    wait: Duration,
    progress: Progress,
) -> Result<Taken> {
    let foreign = Foreign::open(dir)?;
    let numbers = foreign.numbers();
    let mut import = Import {
        foreign: &foreign,
        archive,
        wanted,
        now,
        wait,
        renamed: HashMap::new(),
        met: HashMap::new(),
        batch: Vec::new(),
        bytes: 0,
        taken: Taken::default(),
    };
    for (done, step) in foreign.steps().enumerate() {
        progress(done as u64, foreign.len() as u64);
        import.step(done, &step?, &numbers)?;
    }
    import.hand_over()?;
    Ok(import.taken)
}

struct Import<'a> {
    foreign: &'a Foreign,
    archive: &'a mut Archive,
    wanted: &'a Wanted,
    now: i64,
    wait: Duration,
    /// The first name of a file, by the one it has now.
    renamed: HashMap<String, String>,
    /// By an article's key: the number of the last commit that was taken in before.
    met: HashMap<Digest, Option<usize>>,
    batch: Vec<Capture>,
    bytes: usize,
    taken: Taken,
}

impl Import<'_> {
    fn step(&mut self, number: usize, step: &Step, numbers: &HashMap<Oid, usize>) -> Result<()> {
        self.taken.commits += 1;
        let renames = if self.wanted.follow { self.follow(step) } else { Vec::new() };
        let moment = utc_second(step.time).unwrap_or_default();
        if self.wanted.since.as_ref().is_some_and(|since| moment < *since) {
            self.pass("before --since", step.touched.len() as u64);
            return Ok(());
        }
        for touched in &step.touched {
            let Touched { path, after, kind, .. } = touched;
            if self.wanted.path.as_ref().is_some_and(|pattern| !fits(pattern, path)) {
                self.pass("not in --path", 1);
            } else if *kind == FileKind::Link {
                self.pass("symbolic link", 1);
            } else if *kind == FileKind::Submodule {
                self.pass("submodule", 1);
            } else if !ingest::is_article(path) {
                self.pass("no format that is read", 1);
            } else if renames.contains(path) {
                // The old name goes where the new one comes.
                self.pass("renamed", u64::from(after.is_some()));
            } else if let Some(blob) = *after {
                self.version(number, step, path, blob, numbers)?;
            } else {
                self.pass("deleted", 1);
            }
        }
        Ok(())
    }

    fn pass(&mut self, why: &'static str, count: u64) {
        if count > 0 {
            *self.taken.passed.entry(why).or_default() += count;
        }
    }

    /// The paths that a commit only renamed, old and new.
    fn follow(&mut self, step: &Step) -> Vec<String> {
        let mut renames = Vec::new();
        let mut gone: Vec<&Touched> = step.touched.iter().filter(|touched| touched.after.is_none()).collect();
        for new in step.touched.iter().filter(|touched| touched.before.is_none()) {
            let Some(at) = gone.iter().position(|old| old.before == new.after) else { continue };
            let old = gone.remove(at);
            let first = self.renamed.remove(&old.path).unwrap_or_else(|| old.path.clone());
            self.renamed.insert(new.path.clone(), first);
            renames.extend([old.path.clone(), new.path.clone()]);
        }
        renames
    }

    fn version(
        &mut self,
        number: usize,
        step: &Step,
        path: &str,
        blob: Oid,
        numbers: &HashMap<Oid, usize>,
    ) -> Result<()> {
        let first = self.renamed.get(path).map_or(path, String::as_str);
        let article = ArticleId::from_git(&self.wanted.collection, first);
        if self.last_taken(&article, numbers)?.is_some_and(|last| number <= last) {
            self.taken.known += 1;
            return Ok(());
        }
        let Some(bytes) = self.foreign.file(blob, self.wanted.max_article)? else {
            self.pass("too large", 1);
            return Ok(());
        };
        let options = ingest::Options {
            max_article: self.wanted.max_article,
            collection: Some(self.wanted.collection.clone()),
            apart: self.wanted.apart,
            ..ingest::Options::default()
        };
        let mut read = Read::default();
        ingest::read_as(&article, path, &mut &*bytes, &options, &mut read);
        for why in read.problems {
            self.pass(why, 1);
        }
        for mut capture in read.captures {
            capture.meta.captured_at = Some(step.time);
            capture.meta.extra.insert(COMMIT.to_owned(), format!("\"{}\"", step.commit));
            self.bytes += capture.raw().len();
            self.batch.push(capture);
        }
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.hand_over()?;
        }
        Ok(())
    }

    /// The number of the commit that the article's last stored version came from.
    fn last_taken(&mut self, article: &ArticleId, numbers: &HashMap<Oid, usize>) -> Result<Option<usize>> {
        let key = Digest::of(article.key().as_bytes());
        if let Some(known) = self.met.get(&key) {
            return Ok(*known);
        }
        let last = match self.archive.content(article, None) {
            Ok(content) => {
                let commit = content.record.meta.extra.get(COMMIT).map(|json| json.trim_matches('"').to_owned());
                match commit.as_deref().and_then(Oid::parse).and_then(|commit| numbers.get(&commit)) {
                    Some(number) => Some(*number),
                    None => {
                        return Err(PackageError::Rewritten { key: article.key().to_owned(), commit });
                    }
                }
            }
            Err(ArchiveError::NotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        self.met.insert(key, last);
        Ok(last)
    }

    /// Gives the batch to the archive.
    fn hand_over(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        for outcome in self.archive.add(&batch, self.now, self.wait)? {
            match outcome {
                Outcome::New => self.taken.new += 1,
                Outcome::NewVersion(_) => self.taken.versions += 1,
                Outcome::MetadataCorrected => self.taken.corrected += 1,
                Outcome::SeenAgain => self.taken.seen += 1,
                Outcome::Unchanged | Outcome::LeftOut(_) => self.taken.unchanged += 1,
            }
        }
        Ok(())
    }
}

/// What reading one file gave.
#[derive(Default)]
struct Read {
    captures: Vec<Capture>,
    problems: Vec<&'static str>,
}

impl Sink for Read {
    fn capture(&mut self, capture: Capture) {
        self.captures.push(capture);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem.kind());
    }

    fn note(&mut self, _: Note) {}
}

/// Whether a path fits a pattern. Each character of the pattern is met once for each of the path, whatever they are.
fn fits(pattern: &str, path: &str) -> bool {
    let path = if pattern.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
    let path: Vec<char> = path.chars().collect();
    // What beginnings of the path the pattern so far fits, by their length.
    let mut fits = vec![false; path.len() + 1];
    fits[0] = true;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '*' {
            let any = rest.next_if_eq(&'*').is_some();
            for n in 0..path.len() {
                fits[n + 1] |= fits[n] && (any || path[n] != '/');
            }
            continue;
        }
        for n in (0..path.len()).rev() {
            fits[n + 1] = fits[n] && (path[n] == c || c == '?' && path[n] != '/');
        }
        fits[0] = false;
    }
    fits.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_are_of_names_or_of_paths() {
        for (pattern, path, fit) in [
            ("*.md", "a/b/c.md", true),
            ("*.md", "c.txt", false),
            ("a/*.md", "a/c.md", true),
            ("a/*.md", "a/b/c.md", false),
            ("a/**.md", "a/b/c.md", true),
            ("**/c.md", "a/b/c.md", true),
            ("a/?/c.md", "a/b/c.md", true),
            ("a/?c.md", "a//c.md", false),
            ("a/*", "a/", true),
            ("", "a", false),
            ("*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(fits(pattern, path), fit, "{pattern} {path}");
        }
    }
}
