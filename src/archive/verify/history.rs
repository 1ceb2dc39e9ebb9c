//! The commits against the log, and the log's entries against the bytes they name. A commit may change exactly the
//! files that the entries it adds to the log call for, at the time they state.

use std::collections::{BTreeMap, BTreeSet};

use super::super::add::one_line;
use super::super::commit::Commit;
use super::super::error::ArchiveError;
use super::super::index;
use super::super::leaf::{Body, Leaf, StoreId, VersionBody};
use super::super::objects::{Kind, Oid};
use super::super::record::Record;
use super::super::tree;
use super::{Check, Class, Leaves};
use crate::hash::{Digest, merkle::Frontier};

/// What is known of an article on the way through the log.
#[derive(Default)]
struct Chain {
    next: u32,
    last: Option<Digest>,
    raw: Option<Digest>,
    version: u32,
}

impl Check<'_> {
    /// Checks each commit against the one before it and the leaves it adds. Says whether all trees could be read.
    pub(super) fn history(&mut self, commits: &[(Oid, Commit)], leaves: &Leaves) -> bool {
        let mut read = true;
        let mut files: BTreeMap<String, Oid> = BTreeMap::new();
        let mut unread: BTreeSet<StoreId> = BTreeSet::new();
        let mut frontier = Frontier::default();
        // Behind a damaged entry no root can be told.
        let mut whole = true;
        let (mut done, mut tree) = (0, None);
        for (oid, commit) in commits {
            let place = format!("commit {oid}");
            let added = usize::try_from(commit.log_size).ok().and_then(|size| leaves.get(done..size));
            let Some(added) = added.filter(|added| !added.is_empty()) else {
                if self.report.log_size == commits.last().map_or(0, |(_, head)| head.log_size) {
                    self.find(
                        Class::History,
                        place,
                        format!("states a log of {} entries after {done}", commit.log_size),
                    );
                }
                return false;
            };
            done += added.len();
            let mut wanted = tree::Changes::new();
            for leaf in added {
                let Some(leaf) = leaf else {
                    whole = false;
                    continue;
                };
                frontier.push(leaf.hash());
                if leaf.recorded_at != commit.time {
                    let detail = format!("is of time {}, its log entries of {}", commit.time, leaf.recorded_at);
                    self.find(Class::History, place.clone(), detail);
                }
                match &leaf.body {
                    Body::Version(body) => {
                        wanted.insert(leaf.article.path("txt"), Some(body.txt_blob));
                        wanted.insert(leaf.article.path("json"), Some(body.json_blob));
                        wanted.insert(leaf.article.path("raw"), body.raw_blob);
                    }
                    Body::Other { .. } => {
                        unread.insert(leaf.article);
                    }
                }
            }
            if whole && frontier.root() != commit.log_root {
                self.find(Class::History, place.clone(), "states another root than the log had at its size");
            }
            wanted.retain(|path, blob| files.get(path) != blob.as_ref());
            let seen = &mut self.seen;
            match tree::compare(&self.objects, tree, commit.tree, &mut |oid| {
                seen.insert(oid);
            }) {
                Ok(found) => {
                    self.seen.extend(found.values().flatten());
                    if whole {
                        self.changes(&place, &wanted, &found, &unread);
                    }
                }
                Err(error) => {
                    read = false;
                    self.find(Class::History, place, object_fault(error));
                }
            }
            for (path, blob) in wanted {
                match blob {
                    Some(blob) => files.insert(path, blob),
                    None => files.remove(&path),
                };
            }
            tree = Some(commit.tree);
        }
        read
    }

    /// A commit's changes must be those its log entries call for.
    fn changes(&mut self, place: &str, wanted: &tree::Changes, found: &tree::Changes, unread: &BTreeSet<StoreId>) {
        let paths: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        for path in paths {
            let of_unread = |id: &StoreId| ["txt", "json", "raw"].iter().any(|extension| id.path(extension) == *path);
            if wanted.get(path) != found.get(path) && !unread.iter().any(of_unread) {
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

    /// Checks each leaf against its article's leaf before, and the bytes it names. Says what the records give their
    /// articles for names, if all can be read.
    pub(super) fn leaves(&mut self, leaves: &Leaves, progress: &mut dyn FnMut(u64, u64)) -> Option<Vec<Vec<u64>>> {
        let mut names = Some(Vec::with_capacity(leaves.len()));
        let mut chains: BTreeMap<StoreId, Chain> = BTreeMap::new();
        let mut time = i64::MIN;
        // A damaged entry leaves a gap in some article's chain.
        let whole = leaves.iter().all(Option::is_some);
        for (n, leaf) in leaves.iter().enumerate() {
            progress(n as u64, leaves.len() as u64);
            let Some(leaf) = leaf else {
                names = None;
                continue;
            };
            let place = format!("log entry {n}");
            if leaf.recorded_at < time {
                self.find(Class::Chain, place.clone(), "was recorded before the entry above it");
            }
            time = time.max(leaf.recorded_at);
            let chain = chains.entry(leaf.article).or_default();
            if whole && (leaf.seq, leaf.prev) != (chain.next, chain.last) {
                self.find(Class::Chain, place.clone(), "does not follow its article's entry before it");
            }
            (chain.next, chain.last) = (leaf.seq.saturating_add(1), Some(leaf.hash()));
            match &leaf.body {
                Body::Version(body) => {
                    if chain.raw != Some(body.raw) {
                        chain.version += 1;
                        chain.raw = Some(body.raw);
                    }
                    let version = chain.version;
                    self.report.records += 1;
                    let record = self.version(leaf, body, version);
                    let of = |record: Record| index::names(&record.article, record.meta.url.as_deref());
                    names = names.zip(record).map(|(mut names, record)| {
                        names.push(of(record));
                        names
                    });
                }
                Body::Other { kind, .. } => {
                    names.iter_mut().for_each(|names| names.push(Vec::new()));
                    let known =
                        if Leaf::is_reserved(kind) { "which a newer wirecopy reads" } else { "which is unknown" };
                    let kind = one_line(kind);
                    self.report
                        .unchecked
                        .push(format!("{place} is of kind {kind:?}, {known}: only its place was checked"));
                }
            }
        }
        progress(leaves.len() as u64, leaves.len() as u64);
        names
    }

    /// Checks the bytes a version leaf names. Answers with its record, if that is the one.
    fn version(&mut self, leaf: &Leaf, body: &VersionBody, version: u32) -> Option<Record> {
        let blobs = [("text", Some(body.txt_blob)), ("record", Some(body.json_blob)), ("raw bytes", body.raw_blob)];
        let [text, json, raw] = blobs.map(|(what, oid)| {
            let oid = oid?;
            self.seen.insert(oid);
            Some(self.objects.read(oid, Kind::Blob).map_err(|error| (what, object_fault(error))))
        });
        let record = match &json {
            Some(Ok(json)) => Record::decode(json),
            _ => Err("cannot be read".to_owned()),
        };
        let name = record.as_ref().map_or(leaf.article.to_string(), |record| one_line(record.article.name()));
        let place = format!("{name}@v{version}");
        let mut faults: Vec<String> = Vec::new();
        let mut must = |holds: bool, fault: &str| {
            if !holds {
                faults.push(fault.to_owned());
            }
        };
        if let Some(Ok(text)) = &text {
            must(Digest::of(text) == body.text, "its text does not have the SHA-256 in the log");
            if body.raw_blob.is_none() {
                must(body.raw == body.text, "its raw bytes are not stored, though they are not its text");
            }
            if let (Ok(record), Ok(text)) = (&record, std::str::from_utf8(text)) {
                let root = record.sentence_root(text);
                let count = record.sentences.len() as u64 == u64::from(body.sentences);
                must(count && root == Some(body.sentence_root), "its sentences do not have the root in the log");
            } else {
                must(std::str::from_utf8(text).is_ok(), "its text is not UTF-8");
            }
        }
        if let Some(Ok(raw)) = &raw {
            must(Digest::of(raw) == body.raw, "its raw bytes do not have the SHA-256 in the log");
        }
        if let Some(Ok(json)) = &json {
            must(Digest::of(json) == body.meta, "its record does not have the SHA-256 in the log");
        }
        match &record {
            Ok(record) => {
                let same = StoreId::of_key(record.article.key()) == leaf.article
                    && (record.version.raw, record.version.text) == (body.raw, body.text)
                    && (record.canon, &record.segmenter) == (body.canon, &body.segmenter);
                must(same, "its record tells of other bytes, another article or another method than the log");
            }
            Err(why) if matches!(json, Some(Ok(_))) => must(false, &format!("its record {why}")),
            Err(_) => {}
        }
        for (what, why) in [text, json, raw].into_iter().flatten().filter_map(Result::err) {
            faults.push(format!("its {what} cannot be read: {why}"));
        }
        let sound = faults.is_empty();
        for fault in faults {
            self.find(Class::Article, place.clone(), fault);
        }
        record.ok().filter(|_| sound)
    }
}

fn object_fault(error: ArchiveError) -> String {
    match error {
        ArchiveError::Object { oid, why } => format!("object {oid}: {why}"),
        other => other.to_string(),
    }
}
