//! What people say of matches: beside a match, recorded, and listed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lines, moment};
use crate::report::{JudgedVersion, ListedMark, MarkList, MarkRow, Marked};

impl Lines<'_> {
    pub(super) fn marked(&mut self, marked: &Marked) {
        self.header("mark", &BTreeMap::from([("dry_run".to_owned(), marked.dry.to_string())]), None);
        let opinion = &marked.opinion;
        let line = MarkedLine {
            r#match: &opinion.of,
            judgement: opinion.word.name(),
            why: &opinion.why,
            by: opinion.by.as_deref(),
            recorded: marked.recorded && !marked.dry,
            before: marked.before.as_ref().map(MarkField::new),
        };
        self.push("wirecopy/marked/1", line);
        self.store(&marked.store);
    }

    pub(super) fn mark_list(&mut self, list: &MarkList) {
        self.header("mark", &BTreeMap::from([("all".to_owned(), list.all.to_string())]), None);
        self.mark_lines(list);
    }

    /// What follows the header.
    pub(super) fn mark_lines(&mut self, list: &MarkList) {
        list.rows.iter().for_each(|row| self.push("wirecopy/mark/1", MarkLine::new(row)));
    }
}

#[derive(Serialize)]
struct MarkedLine<'r> {
    r#match: &'r str,
    judgement: &'static str,
    why: &'r str,
    by: Option<&'r str>,
    recorded: bool,
    before: Option<MarkField<'r>>,
}

#[derive(Serialize)]
struct MarkLine<'r> {
    r#match: &'r str,
    #[serde(flatten)]
    mark: MarkField<'r>,
    entry: u64,
    stands: bool,
    versions: Vec<VersionField<'r>>,
}

#[derive(Serialize)]
struct VersionField<'r> {
    article: Option<&'r str>,
    store_id: &'r str,
    version: &'r str,
}

impl<'r> MarkLine<'r> {
    fn new(row: &'r ListedMark) -> MarkLine<'r> {
        let version = |version: &'r JudgedVersion| VersionField {
            article: version.article.as_deref(),
            store_id: &version.store_id,
            version: &version.version,
        };
        MarkLine {
            r#match: &row.of,
            mark: MarkField::new(&row.mark),
            entry: row.leaf,
            stands: row.stands,
            versions: row.versions.iter().map(version).collect(),
        }
    }
}

/// Beside an overlap or a link.
#[derive(Serialize)]
pub(super) struct MarkField<'r> {
    judgement: &'static str,
    why: &'r str,
    by: Option<&'r str>,
    at: String,
}

impl<'r> MarkField<'r> {
    pub(super) fn new(mark: &'r MarkRow) -> MarkField<'r> {
        MarkField { judgement: mark.word.name(), why: &mark.why, by: mark.by.as_deref(), at: moment(mark.recorded_at) }
    }
}
