//! Rows that came together, taken one by one.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Fields};
use serde_json::Map;

use super::super::intake::Intake;
use super::super::place::Place;
use super::super::{Note, Problem, record};
use super::cells::{Tally, cell};

/// Takes the rows of a table, whichever form it has.
#[derive(Default)]
pub(super) struct Rows {
    /// How many came so far.
    pub count: u64,
    /// Cells of bytes that were left out, by column.
    left_out: BTreeMap<String, u64>,
}

impl Rows {
    /// Takes the articles of these rows.
    pub fn take(&mut self, batch: &RecordBatch, place: &Place, intake: &mut Intake) {
        let schema = batch.schema_ref();
        let limit = intake.options.max_article;
        for row in 0..batch.num_rows() {
            self.count += 1;
            let at = place.source(Some(self.count));
            let (mut fields, mut tally) = (Map::new(), Tally { bytes: 0, size: 0, limit });
            for (field, column) in schema.fields().iter().zip(batch.columns()) {
                // Of two columns of one name the first is meant.
                if let Some(value) = cell(column, row, &mut tally).filter(|_| !fields.contains_key(field.name())) {
                    fields.insert(field.name().clone(), value);
                }
                if tally.bytes > 0 {
                    *self.left_out.entry(field.name().clone()).or_default() += std::mem::take(&mut tally.bytes);
                }
            }
            if tally.size > limit {
                intake.problem(Problem::TooLarge { at, limit });
            } else {
                record::take(fields, at, place, intake);
            }
        }
    }

    /// Says what the whole table gave beside its articles.
    pub fn end(self, place: &Place, intake: &mut Intake) {
        let at = place.source(None);
        for (column, count) in self.left_out {
            intake.note(Note::BytesLeftOut { at: at.clone(), column, count });
        }
    }
}

/// Whether a table has the columns that are needed; what it lacks is said.
pub(super) fn has_needed(columns: &Fields, place: &Place, intake: &mut Intake) -> bool {
    let map = &intake.options.map;
    let lacks = ["id", "text"].into_iter().find(|field| !leads(columns, map.name(field)));
    let Some(field) = lacks else { return true };
    let wanted = map.name(field).to_owned();
    let columns = columns.iter().map(|column| column.name().clone()).collect();
    intake.problem(Problem::NoColumn { at: place.source(None), field, wanted, columns });
    false
}

/// Whether there is a column of this name, or one that a path of names with dots leads to.
fn leads(columns: &Fields, name: &str) -> bool {
    columns.iter().any(|column| match column.data_type() {
        _ if column.name() == name => true,
        DataType::Struct(inner) => {
            let rest = name.strip_prefix(column.name().as_str()).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| leads(inner, rest))
        }
        _ => false,
    })
}
