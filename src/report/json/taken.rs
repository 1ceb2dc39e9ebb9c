//! The lines of what was taken out of the store, or brought back.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Lines;
use crate::report::{LostRow, Restored, TakenOut};

impl Lines<'_> {
    pub(super) fn taken(&mut self, taken: &TakenOut) {
        self.header("remove", &BTreeMap::from([("dry_run".to_owned(), taken.dry.to_string())]), None);
        let line = TakenLine {
            article: &taken.article,
            store_id: &taken.store_id,
            removed: taken.removed,
            erased: taken.erased.iter().map(LostField::new).collect(),
            nameless: taken.nameless,
            kept: taken.kept,
            why: &taken.why,
        };
        self.push("wirecopy/taken/1", line);
        self.store(&taken.store);
    }

    pub(super) fn restored(&mut self, restored: &Restored) {
        self.header("restore", &BTreeMap::from([("dry_run".to_owned(), restored.dry.to_string())]), None);
        let Restored { article, from, number, .. } = restored;
        self.push("wirecopy/restored/1", RestoredLine { article, from: *from, number: *number });
        self.store(&restored.store);
    }
}

#[derive(Serialize)]
struct TakenLine<'r> {
    article: &'r str,
    store_id: &'r str,
    removed: bool,
    erased: Vec<LostField<'r>>,
    nameless: bool,
    kept: usize,
    why: &'r str,
}

#[derive(Serialize)]
struct LostField<'r> {
    number: u32,
    version: &'r str,
    words: usize,
    sentences: usize,
}

impl<'r> LostField<'r> {
    fn new(row: &'r LostRow) -> LostField<'r> {
        LostField { number: row.number, version: &row.version, words: row.words, sentences: row.sentences }
    }
}

#[derive(Serialize)]
struct RestoredLine<'r> {
    article: &'r str,
    from: u32,
    number: u32,
}
