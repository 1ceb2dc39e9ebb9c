//! The index: from an article's id or what it is called to its leaves, and from a leaf to its commit. It says nothing that
//! the log and the records do not; it only says it faster. So whatever of it is missing, damaged or of another log is
//! made anew in memory, with the same answers, and the next writer puts it back. Verification recomputes it.
//!
//! A run covers 256·8^k leaves, aligned, and is never changed; eight of them are replaced by one. The leaves behind the
//! last run are those of the log's last bundle.

mod commits;
mod pieces;
mod run;

pub(super) use commits::{Commits, FILE as COMMITS, Stand, Totals, may_be_behind};
pub(super) use run::{Kind, Row, encode};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::State;
use super::at::At;
use super::error::{ArchiveError, Result};
use super::files::{Batch, Folder};
use super::leaf::{Body, Leaf, StoreId};
use super::life::{Life, Story};
use super::log::{Log, WIDTH};
use super::objects::Oid;
use super::record::Record;
use crate::article::ArticleId;
use crate::hash::{Digest, key, merkle};
use run::Run;

pub(super) const FOLDER: &str = "index";

/// Runs become no larger than 256·8^4, a million leaves: to make one, its entries are held in memory.
const MAX_LEVEL: u32 = 4;

/// The leaves a run covers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Span {
    level: u32,
    index: u64,
}

impl Span {
    fn len(self) -> u64 {
        WIDTH << (3 * self.level)
    }

    pub(super) fn leaves(self) -> Range<u64> {
        self.index * self.len()..(self.index + 1) * self.len()
    }

    /// The runs it replaces.
    fn parts(self) -> impl Iterator<Item = Span> {
        let Span { level, index } = self;
        (8 * index..8 * (index + 1))
            .filter(move |_| level > 0)
            .map(move |index| Span { level: level.saturating_sub(1), index })
    }

    /// The file of its run, below the archive's folder.
    pub(super) fn file(self, kind: Kind) -> String {
        format!("{FOLDER}/{}/{}/{}", kind.folder(), self.level, self.index)
    }

    /// The root over its leaves.
    fn root(self, log: &Log) -> Result<Digest> {
        // Of tiles the level below or at the run's height.
        let height = WIDTH.trailing_zeros() + 3 * self.level;
        let level = height / WIDTH.trailing_zeros();
        let count = 1 << (height % WIDTH.trailing_zeros());
        let hashes = (self.index * count..(self.index + 1) * count).map(|n| log.hash(level, n));
        Ok(merkle::root(&hashes.collect::<Result<Vec<_>>>()?))
    }
}

/// The runs of a log of `size` leaves, in its order.
pub(super) fn spans(size: u64) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for level in (0..=MAX_LEVEL).rev() {
        let len = Span { level, index: 0 }.len();
        while start + len <= size {
            spans.push(Span { level, index: start / len });
            start += len;
        }
    }
    spans
}

/// The files of the index of a log of `size` leaves.
pub(super) fn files(size: u64) -> BTreeSet<String> {
    let runs = spans(size).into_iter().flat_map(|span| [span.file(Kind::Ids), span.file(Kind::Names)]);
    runs.chain((size > 0).then(|| COMMITS.to_owned())).collect()
}

/// Takes away what is no part of the index of a log of `size` leaves: a stopped writer may have left it.
pub(super) fn sweep(folder: &Folder, size: u64, batch: &mut Batch) -> Result<()> {
    let known = files(size);
    let names = folder.list_below(FOLDER)?;
    names.iter().filter(|name| !known.contains(*name)).try_for_each(|name| batch.remove(name))
}

/// What an article is called, each name by its XXH3-64, and the pieces of its short name.
pub(super) fn names(id: &ArticleId, url: Option<&str>) -> Vec<u64> {
    let whole = [Some(id.name()), Some(id.key()), file_name(id), url].into_iter().flatten().map(key);
    let mut names: Vec<u64> = whole.chain(pieces::of(id.name())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The name of the file an article was first read from.
pub(super) fn file_name(id: &ArticleId) -> Option<&str> {
    id.key().strip_prefix("file:")?.rsplit('/').next()
}

/// What is to become of a record that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Damage {
    /// It is an error: what is written must be whole.
    Refused,
    /// The others are looked up without it.
    PassedOver,
}

/// Names, and the leaves that give them.
type Called = Vec<(u128, u64)>;

/// What the index has open.
#[derive(Default)]
pub(super) struct Index {
    runs: Mutex<BTreeMap<(Kind, Span), Arc<Run>>>,
    /// The names of the leaves behind the last run.
    tail: Mutex<Option<Arc<Called>>>,
    /// The leaves whose records could not be read, and why: they were passed over.
    unread: Mutex<BTreeMap<u64, String>>,
    pub(super) commits: Commits,
}

impl State {
    /// The article's leaves, by their index in the log, the oldest first.
    pub(super) fn leaves_of(&self, id: StoreId) -> Result<Vec<u64>> {
        let runs = self.search(Kind::Ids, id.number(), id.number())?;
        let mut leaves: Vec<u64> = runs.into_iter().map(|(_, leaf)| leaf).collect();
        leaves.extend(self.log.tail().filter(|(_, leaf)| leaf.article == id).map(|(n, _)| n));
        Ok(leaves)
    }

    /// The leaves, in the log's order, of which a record gives its article that name; now and then one of another name.
    pub(super) fn leaves_called(&self, name: &str) -> Result<BTreeSet<u64>> {
        self.leaves_between(key(name)..=key(name))
    }

    /// The leaves of which a record gives its article a short name that begins so; now and then one of another name.
    pub(super) fn leaves_beginning(&self, beginning: &str) -> Result<BTreeSet<u64>> {
        self.leaves_between(pieces::range(beginning))
    }

    fn leaves_between(&self, names: RangeInclusive<u64>) -> Result<BTreeSet<u64>> {
        let (low, high) = (u128::from(*names.start()), u128::from(*names.end()));
        let tail = self.tail_names()?;
        let behind = tail.iter().filter(|(name, _)| (low..=high).contains(name));
        Ok(self.search(Kind::Names, low, high)?.iter().chain(behind).map(|(_, leaf)| *leaf).collect())
    }

    /// The ids that begin with these hex digits.
    pub(super) fn ids_from(&self, hex: &str) -> Result<BTreeSet<StoreId>> {
        let bound = |fill: &str| StoreId::parse(&format!("{hex}{}", fill.repeat(32usize.saturating_sub(hex.len()))));
        let (Some(low), Some(high)) = (bound("0"), bound("f")) else { return Ok(BTreeSet::new()) };
        let runs = self.search(Kind::Ids, low.number(), high.number())?;
        let mut ids: BTreeSet<StoreId> = runs.into_iter().map(|(id, _)| StoreId::from_number(id)).collect();
        ids.extend(self.log.tail().map(|(_, leaf)| leaf.article).filter(|id| (low..=high).contains(id)));
        Ok(ids)
    }

    /// The commit that brought a leaf.
    pub(super) fn commit_of(&self, leaf: u64) -> Result<Option<Oid>> {
        if let Some(n) = self.index.commits.beyond(leaf) {
            return Ok(self.index.commits.get(n).map(|stand| stand.commit));
        }
        // A record is damaged: the commits themselves say it.
        let (mut found, mut next) = (None, self.head.clone());
        while let Some((oid, commit)) = next.filter(|(_, commit)| commit.log_size > leaf) {
            found = Some(oid);
            next = self.parent(&commit)?;
        }
        Ok(found)
    }

    /// How much the archive holds.
    pub(super) fn totals(&self) -> Totals {
        self.index.commits.last().map_or(Totals::default(), |stand| stand.totals)
    }

    /// The rows of all runs with keys from `low` to `high`: each key and its leaf, in the log's order.
    fn search(&self, kind: Kind, low: u128, high: u128) -> Result<Vec<(u128, u64)>> {
        let mut found = Vec::new();
        for span in spans(self.log.size()) {
            let rows = self.with_run(kind, span, |run| run.between(low, high))?;
            found.extend(rows.into_iter().map(|(key, place)| (key, span.leaves().start + u64::from(place))));
        }
        Ok(found)
    }

    /// Asks a run; one whose file is not good is made anew in memory first.
    fn with_run<T>(&self, kind: Kind, span: Span, ask: impl Fn(&Run) -> Result<T>) -> Result<T> {
        let opened = self.index.runs().get(&(kind, span)).map(Arc::clone);
        let run = match opened {
            Some(run) => Ok(run),
            None => self.stored(kind, span).map(|run| self.index.keep(kind, span, run)),
        };
        if let Ok(answer) = run.and_then(|run| ask(&run)) {
            return Ok(answer);
        }
        let (path, root) = (self.folder.path(&span.file(kind)), span.root(&self.log)?);
        let rows = self.rows(kind, span, &HashMap::new(), Damage::PassedOver)?;
        let made = Run::open(At::memory(&path, encode(kind, span, root, &rows)), kind, span, root)?;
        ask(&self.index.keep(kind, span, made))
    }

    /// A run as it stands on disk.
    fn stored(&self, kind: Kind, span: Span) -> Result<Run> {
        let at = At::open(&self.folder.path(&span.file(kind)), 0)?;
        Run::open(at, kind, span, span.root(&self.log)?)
    }

    /// The rows of a run: those of the runs it replaces where they are there, else from the log and the records. `fresh`
    /// has the names of leaves whose records need not be read for it.
    fn rows(&self, kind: Kind, span: Span, fresh: &HashMap<u64, Vec<u64>>, damage: Damage) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for part in span.parts() {
            let from = (part.leaves().start - span.leaves().start) as u32;
            let held = match self.stored(kind, part).and_then(|run| run.all()) {
                Ok(held) => held,
                Err(_) => self.rows(kind, part, fresh, damage)?,
            };
            rows.extend(held.into_iter().map(|(key, place)| (key, from + place)));
        }
        if span.level == 0 {
            for (n, place) in span.leaves().zip(0..) {
                match kind {
                    Kind::Ids => rows.push((self.log.leaf(n)?.article.number(), place)),
                    Kind::Names => {
                        let names = fresh.get(&n).map_or_else(|| self.names_of(n), |names| Ok(names.clone()));
                        let names = match damage {
                            Damage::Refused => names?,
                            Damage::PassedOver => self.passing(n, names)?.unwrap_or_default(),
                        };
                        rows.extend(names.into_iter().map(|name| (u128::from(name), place)));
                    }
                }
            }
        }
        rows.sort_unstable();
        Ok(rows)
    }

    /// What the record of a leaf gives its article for names; nothing, if it is erased.
    fn names_of(&self, n: u64) -> Result<Vec<u64>> {
        let leaf = self.log.leaf(n)?;
        if leaf.version().is_none() || self.story(leaf.article)?.erased_leaves().any(|erased| erased == n) {
            return Ok(Vec::new());
        }
        self.names_given(n)
    }

    /// What the record of a version's leaf gives its article for names.
    fn names_given(&self, n: u64) -> Result<Vec<u64>> {
        let Record { article, meta, .. } = self.record(n)?;
        Ok(names(&article, meta.url.as_deref()))
    }

    /// What was read of the record of a leaf; `None` where that is damaged. Others can be read all the same, and what was
    /// passed over is told.
    pub(super) fn passing<T>(&self, leaf: u64, read: Result<T>) -> Result<Option<T>> {
        match read {
            Err(error @ (ArchiveError::Object { .. } | ArchiveError::Damaged { .. })) => {
                self.index.unread().insert(leaf, error.to_string());
                Ok(None)
            }
            read => read.map(Some),
        }
    }

    /// The leaves whose records were passed over, and why.
    pub(super) fn passed(&self) -> BTreeMap<u64, String> {
        self.index.unread().clone()
    }

    fn tail_names(&self) -> Result<Arc<Called>> {
        let mut tail = self.index.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = tail.as_ref() {
            return Ok(Arc::clone(names));
        }
        // What erases a leaf stands behind it; so the story of an article need not be read but for these.
        let erasure = |leaf: &Leaf| matches!(leaf.body, Body::Erased(_));
        let erased: BTreeSet<StoreId> =
            self.log.tail().filter(|(_, leaf)| erasure(leaf)).map(|(_, leaf)| leaf.article).collect();
        let mut names = Vec::new();
        for (n, leaf) in self.log.tail().filter(|(_, leaf)| leaf.version().is_some()) {
            let given = if erased.contains(&leaf.article) { self.names_of(n) } else { self.names_given(n) };
            names.extend(self.passing(n, given)?.into_iter().flatten().map(|name| (u128::from(name), n)));
        }
        let names = Arc::new(names);
        *tail = Some(Arc::clone(&names));
        Ok(names)
    }

    /// Sees to it that the index has a record of every commit, in memory where the file has not.
    pub(super) fn settle_commits(&mut self) -> Result<()> {
        let mut commits = Commits::open(&self.folder)?;
        let mut unknown = Vec::new();
        let mut next = self.head.clone();
        while let Some((oid, commit)) = next {
            let n = commits.beyond(commit.log_size.saturating_sub(1));
            let known = |stand: Stand| (stand.commit, stand.log_size) == (oid, commit.log_size);
            if let Some(n) = n.filter(|&n| commits.get(n).is_some_and(known)) {
                commits.keep(n + 1);
                break;
            }
            next = self.parent(&commit)?;
            unknown.push((oid, commit.log_size));
            if next.is_none() {
                commits.keep(0);
            }
        }
        self.index.commits = commits;
        let last = self.index.commits.last();
        let (start, mut totals) = last.map_or((0, Totals::default()), |stand| (stand.log_size, stand.totals));
        let mut from = start;
        let mut lives: HashMap<StoreId, Life> = HashMap::new();
        for (commit, log_size) in unknown.into_iter().rev() {
            for n in from..log_size {
                let leaf = self.log.leaf(n)?;
                let before = match lives.get(&leaf.article) {
                    None if leaf.seq > 0 && start > 0 => self.life_before(leaf.article, n)?,
                    before => before.copied().unwrap_or_default(),
                };
                let mut now = before;
                // What may not stand there counts for nothing.
                let _ = now.go_on(&leaf, leaf.hash());
                totals.go_on(before, now);
                lives.insert(leaf.article, now);
            }
            from = log_size;
            self.index.commits.push(Stand { log_size, totals, commit });
        }
        Ok(())
    }

    /// The article ahead of the leaf `n`.
    fn life_before(&self, id: StoreId, n: u64) -> Result<Life> {
        let mut story = Story::default();
        for earlier in self.leaves_of(id)?.into_iter().filter(|&earlier| earlier < n) {
            story.push(earlier, &self.log.leaf(earlier)?);
        }
        Ok(story.life)
    }

    /// The runs that have names of these leaves, as they are without them.
    pub(super) fn runs_without_names(&self, leaves: &BTreeSet<u64>) -> Result<Vec<(Span, Vec<Row>)>> {
        let mut runs = Vec::new();
        let nameless = leaves.iter().map(|&leaf| (leaf, Vec::new())).collect();
        for span in spans(self.log.size()).into_iter().filter(|span| leaves.range(span.leaves()).next().is_some()) {
            // What is to be written must not lack the names of a record that was passed over.
            let mut rows = match self.index.unread().range(span.leaves()).next().is_some() {
                true => self.rows(Kind::Names, span, &nameless, Damage::Refused)?,
                false => self.with_run(Kind::Names, span, Run::all)?,
            };
            rows.retain(|(_, place)| !leaves.contains(&(span.leaves().start + u64::from(*place))));
            runs.push((span, rows));
        }
        Ok(runs)
    }

    /// Takes the files of runs with names away: what they say must not outlive what it was read from.
    pub(super) fn drop_names(&self, spans: impl Iterator<Item = Span>) -> Result<()> {
        let mut batch = Batch::new(&self.folder);
        for span in spans {
            self.index.runs().remove(&(Kind::Names, span));
            batch.remove(&span.file(Kind::Names))?;
        }
        batch.finish()
    }

    /// Puts back runs that were taken away, with other rows.
    pub(super) fn put_names(&self, runs: &[(Span, Vec<Row>)]) -> Result<()> {
        let mut batch = Batch::new(&self.folder);
        for (span, rows) in runs {
            batch.create(&span.file(Kind::Names), &encode(Kind::Names, *span, span.root(&self.log)?, rows))?;
        }
        batch.finish()
    }

    /// Puts on disk what the index lacks there, and takes away what it no longer needs. Only for who holds the lock.
    /// `fresh` has the names of leaves whose records need not be read for it.
    pub(super) fn store_index(&mut self, fresh: &HashMap<u64, Vec<u64>>) -> Result<()> {
        let mut batch = Batch::new(&self.folder);
        let mut wrote = false;
        for span in spans(self.log.size()) {
            for kind in [Kind::Ids, Kind::Names] {
                // One that had to be made in memory is not good on disk.
                let bad = self.index.runs().get(&(kind, span)).is_some_and(|run| !run.is_file());
                let file = span.file(kind);
                if bad || !self.folder.exists(&file) {
                    let rows = self.rows(kind, span, fresh, Damage::Refused)?;
                    batch.create(&file, &encode(kind, span, span.root(&self.log)?, &rows))?;
                    self.index.runs().remove(&(kind, span));
                    wrote = true;
                }
            }
        }
        if wrote {
            sweep(&self.folder, self.log.size(), &mut batch)?;
        }
        batch.finish()?;
        self.index.commits.store(&self.folder)
    }
}

impl Index {
    fn runs(&self) -> MutexGuard<'_, BTreeMap<(Kind, Span), Arc<Run>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unread(&self) -> MutexGuard<'_, BTreeMap<u64, String>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, kind: Kind, span: Span, run: Run) -> Arc<Run> {
        let run = Arc::new(run);
        self.runs().insert((kind, span), Arc::clone(&run));
        run
    }

    /// What of this holds for a log with more leaves behind.
    pub(super) fn grown(self, size: u64) -> Index {
        let spans = spans(size);
        let mut runs = self.runs.into_inner().unwrap_or_else(PoisonError::into_inner);
        runs.retain(|(_, span), _| spans.contains(span));
        Index { runs: Mutex::new(runs), tail: Mutex::default(), unread: self.unread, commits: self.commits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_stand_side_by_side_and_leave_less_than_a_bundle(size in 0u64..12_000_000) {
            let mut at = 0;
            for span in spans(size) {
                prop_assert_eq!(span.leaves().start, at);
                prop_assert!(span.level == 0 || span.parts().map(Span::len).sum::<u64>() == span.len());
                at = span.leaves().end;
            }
            prop_assert!(at <= size && size - at < WIDTH);
            prop_assert!(spans(size).len() <= (size >> 20) as usize + 7 * MAX_LEVEL as usize);
        }
    }

    #[test]
    fn names_are_those_people_type() {
        let id = ArticleId::from_file("news", "2024/a.txt");
        let names = names(&id, Some("https://example.org/a"));
        for name in ["a", "file:news/2024/a.txt", "a.txt", "https://example.org/a"] {
            assert!(names.contains(&key(name)), "{name}");
        }
        assert_eq!(names.len(), 4 + 1, "and the one piece of its short name");
        assert!(names.is_sorted());
    }
}
