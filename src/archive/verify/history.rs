//! The commits against the log. A commit may change exactly the files that the entries it adds to the log call for, at the
//! time they state. So the tree it must have follows from the log; only where it has another one, trees are read and
//! compared to tell what was changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::commit::Commit;
use super::super::error::{ArchiveError, Result};
use super::super::index::{Stand, Totals};
use super::super::leaf::{Body, Leaf, StoreId};
use super::super::life::Life;
use super::super::objects::{Kind, Oid};
use super::super::tree;
use super::catalogue::{Catalogue, Number};
use super::entries::Entries;
use super::shape::{EXTENSIONS, Files, Shape};
use super::{Check, Class, object_fault};
use crate::hash::{Digest, merkle::Frontier};

/// What is checked of a commit.
pub(super) struct Step {
    pub(super) oid: Oid,
    tree: Oid,
    time: i64,
    pub(super) log_size: u64,
    pub(super) log_root: Digest,
    pub(super) packs_size: u64,
    pub(super) packs_digest: Digest,
}

impl Step {
    pub(super) fn new(oid: Oid, commit: &Commit) -> Step {
        Step {
            oid,
            tree: commit.tree,
            time: commit.time,
            log_size: commit.log_size,
            log_root: commit.log_root,
            packs_size: commit.packs_size,
            packs_digest: commit.packs_digest,
        }
    }
}

/// Where the text of an entry is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Text {
    /// `None`: in no pack.
    pub(super) number: Option<Number>,
    /// The entry's number.
    pub(super) entry: u32,
}

/// What the history leads to.
#[derive(Default)]
pub(super) struct Led {
    /// Of each version entry, where its text is.
    pub(super) texts: Vec<Text>,
    /// The last commit did not have the tree it must have.
    differs: bool,
    /// Not all trees could be read: what is below them would seem to belong nowhere.
    pub(super) unread: bool,
    /// The articles of which versions are erased.
    pub(super) erasing: BTreeSet<StoreId>,
    /// Where the archive stood at each commit, as the index has it; right where no entry is damaged.
    pub(super) stands: Vec<Stand>,
}

impl Check<'_> {
    /// The commits from the first to the newest; `None` if one cannot be read. `sound` says that nothing was found so far,
    /// so a head that cannot be read is the reference's fault.
    pub(super) fn commits(&mut self, head: Oid, catalogue: &Catalogue, sound: bool) -> Result<Option<Vec<Step>>> {
        let mut steps: Vec<Step> = Vec::new();
        let mut next = Some(head);
        while let Some(oid) = next {
            catalogue.lead(oid);
            let foreign = || ArchiveError::Object { oid, why: "is not a commit as wirecopy writes it".to_owned() };
            let read = catalogue.object(&self.objects.packs(), oid, Kind::Commit);
            match read.and_then(|bytes| Commit::decode(&bytes).ok_or_else(foreign)) {
                Ok(commit) => {
                    next = commit.parent;
                    steps.push(Step::new(oid, &commit));
                }
                Err(ArchiveError::Object { why, .. }) => {
                    let place = if steps.is_empty() && sound { super::files::REFERENCE } else { super::files::STORE };
                    let class = if catalogue.find(oid).is_none() { Class::Missing } else { Class::History };
                    self.find(class, place, format!("commit {oid} cannot be read: {why}"));
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        steps.reverse();
        self.report.commits = steps.len() as u64;
        self.report.head = Some(head);
        Ok(Some(steps))
    }

    /// Checks each commit against the one before it and the entries it adds.
    pub(super) fn history(&mut self, steps: &[Step], entries: &Entries, catalogue: &Catalogue) -> Result<Led> {
        let mut walk = Walk {
            shape: Shape::default(),
            frontier: Frontier::default(),
            whole: true,
            unknown: BTreeSet::new(),
            lives: HashMap::new(),
            totals: Totals::default(),
            before: None,
            led: Led::default(),
        };
        let mut leaves = entries.leaves();
        let mut done = 0;
        for step in steps {
            let place = format!("commit {}", step.oid);
            let size = usize::try_from(step.log_size).ok().filter(|&size| done < size && size <= entries.len());
            let Some(size) = size else {
                if self.report.log_size == steps.last().map_or(0, |head| head.log_size) {
                    let detail = format!("states a log of {} entries after {done}", step.log_size);
                    self.find(Class::History, place, detail);
                }
                walk.led.unread = true;
                break;
            };
            let mut old: BTreeMap<StoreId, Files> = BTreeMap::new();
            let mut versions = BTreeSet::new();
            for leaf in leaves.by_ref().take(size - done) {
                let (n, leaf) = leaf?;
                let Some(leaf) = leaf else {
                    walk.whole = false;
                    continue;
                };
                if leaf.recorded_at != step.time {
                    let detail = format!("is of time {}, its log entries of {}", step.time, leaf.recorded_at);
                    self.find(Class::BackDated, place.clone(), detail);
                }
                if leaf.version().is_some() && !versions.insert(leaf.article) {
                    let detail = format!("holds two versions of one article, {}", leaf.article);
                    self.find(Class::History, place.clone(), detail);
                }
                old.entry(leaf.article).or_insert_with(|| walk.shape.files(leaf.article));
                walk.take(n, &leaf, catalogue);
            }
            done = size;
            walk.led.stands.push(Stand { log_size: step.log_size, totals: walk.totals, commit: step.oid });
            if walk.whole && walk.frontier.root() != step.log_root {
                self.find(Class::History, place.clone(), "states another root than the log had at its size");
            }
            self.step(step, &place, &old, &mut walk, catalogue)?;
        }
        // What no commit leads to is still named by the log.
        for leaf in leaves {
            let (n, leaf) = leaf?;
            leaf.iter().for_each(|leaf| walk.take(n, leaf, catalogue));
        }
        Ok(walk.led)
    }

    /// A commit's tree must be the one that the log makes of its parent's.
    fn step(
        &mut self,
        step: &Step,
        place: &str,
        old: &BTreeMap<StoreId, Files>,
        walk: &mut Walk,
        catalogue: &Catalogue,
    ) -> Result<()> {
        let mut made = Vec::new();
        let expected = walk.shape.tree(&mut |oid| made.push(oid));
        let parent = walk.before.replace(step.tree);
        let (follows, known) = (!walk.led.differs, walk.unknown.is_empty());
        if expected == step.tree && follows && known && walk.whole {
            for oid in made {
                if !catalogue.lead(oid) {
                    let detail = format!("its tree {oid} is in no pack");
                    self.find(Class::Missing, place, detail);
                    walk.led.unread = true;
                }
            }
            return Ok(());
        }
        let mut wanted = tree::Changes::new();
        for (article, before) in old {
            let after = walk.shape.files(*article);
            for ((extension, before), after) in EXTENSIONS.iter().zip(before).zip(after) {
                if *before != after {
                    wanted.insert(article.path(extension), after);
                }
            }
        }
        let led = &mut |_: &str, oid| {
            catalogue.lead(oid);
        };
        match tree::compare(&self.objects, parent, step.tree, led) {
            Ok(found) => {
                for oid in found.values().flatten() {
                    catalogue.lead(*oid);
                }
                if walk.whole {
                    self.changes(place, &wanted, &found, &walk.unknown);
                }
                walk.adopt(&found);
            }
            Err(error) => {
                walk.led.unread = true;
                self.find(Class::History, place, object_fault(error));
            }
        }
        walk.led.differs = walk.shape.tree(&mut |_| ()) != step.tree;
        Ok(())
    }

    /// A commit's changes must be those its log entries call for.
    fn changes(&mut self, place: &str, wanted: &tree::Changes, found: &tree::Changes, unknown: &BTreeSet<StoreId>) {
        let paths: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        for path in paths {
            let of_unknown = |id: &StoreId| EXTENSIONS.iter().any(|extension| id.path(extension) == *path);
            if wanted.get(path) != found.get(path) && !unknown.iter().any(of_unknown) {
                let name = |blob: Option<&Option<Oid>>| match blob {
                    None => "as it was".to_owned(),
                    Some(None) => "gone".to_owned(),
                    Some(Some(oid)) => format!("blob {oid}"),
                };
                let detail = format!("has {path} {}, the log has it {}", name(found.get(path)), name(wanted.get(path)));
                self.find(Class::History, place, detail);
            }
        }
    }
}

/// What is known on the way through the history.
struct Walk {
    shape: Shape,
    frontier: Frontier,
    /// Behind a damaged entry no root and no tree can be told.
    whole: bool,
    /// Articles with entries of kinds this program does not read: what these make of the files is not for it to judge.
    unknown: BTreeSet<StoreId>,
    lives: HashMap<StoreId, Life>,
    totals: Totals,
    /// The last commit's tree.
    before: Option<Oid>,
    led: Led,
}

impl Walk {
    fn take(&mut self, n: usize, leaf: &Leaf, catalogue: &Catalogue) {
        let hash = leaf.hash();
        self.frontier.push(hash);
        let life = self.lives.entry(leaf.article).or_default();
        let before = *life;
        // What may not stand there counts for nothing; it is a finding of its own.
        let _ = life.go_on(leaf, hash);
        self.totals.go_on(before, *life);
        match &leaf.body {
            Body::Version(body) => {
                self.shape.set(leaf.article, [Some(body.json_blob), body.raw_blob, Some(body.txt_blob)]);
                for oid in [Some(body.json_blob), body.raw_blob].into_iter().flatten() {
                    catalogue.name(oid);
                }
                self.led.texts.push(Text { number: catalogue.name(body.txt_blob), entry: n as u32 });
            }
            Body::Tombstone { .. } => self.shape.set(leaf.article, Files::default()),
            Body::Erased(_) => {
                self.led.erasing.insert(leaf.article);
            }
            Body::Seen(_) | Body::Mark(_) => {}
            Body::Other { .. } => {
                self.unknown.insert(leaf.article);
            }
        }
    }

    /// Takes over what a commit has of those articles.
    fn adopt(&mut self, found: &tree::Changes) {
        for article in &self.unknown {
            let mut files = self.shape.files(*article);
            for (extension, file) in EXTENSIONS.iter().zip(&mut files) {
                if let Some(blob) = found.get(&article.path(extension)) {
                    *file = *blob;
                }
            }
            self.shape.set(*article, files);
        }
    }
}
