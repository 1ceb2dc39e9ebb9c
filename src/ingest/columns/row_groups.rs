//! Parquet: row groups, each by itself, so that a damaged one costs no other.

use std::fs::File;
use std::path::Path;

use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};

use super::super::Problem;
use super::super::intake::Intake;
use super::super::place::Place;
use super::batch::{Rows, has_needed};
use super::pages::{self, Fault};
use super::{BOUND, broken, guarded};

/// So many rows are made at once: articles are long, and the pages they stand on are in memory anyway.
const ROWS: usize = 64;

pub(in crate::ingest) fn read(path: &Path, place: &Place, intake: &mut Intake) {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return intake.problem(Problem::Unreadable { at: place.source(None), error }),
    };
    // Types are Parquet's own: what the program that wrote the file called them in its memory makes no other article.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = match guarded(|| ArrowReaderMetadata::load(&file, options)) {
        Ok(metadata) => metadata,
        Err(what) => {
            return broken(format!("its table of contents cannot be read ({what}); get it again"), place, intake);
        }
    };
    if !has_needed(metadata.schema().fields(), place, intake) {
        return;
    }
    let mut rows = Rows::default();
    let groups = metadata.metadata().num_row_groups();
    let mut next = 0u64;
    for group in 0..groups {
        rows.count = next;
        next = next.saturating_add(u64::try_from(metadata.metadata().row_group(group).num_rows()).unwrap_or(0));
        if let Err(what) = read_group(&file, &metadata, group, &mut rows, place, intake) {
            broken(format!("row group {} of {groups}, behind row {}: {what}", group + 1, rows.count), place, intake);
        }
    }
    if next == 0 {
        intake.problem(Problem::Empty { at: place.source(None) });
    }
    rows.end(place, intake);
}

fn read_group(
    file: &File,
    metadata: &ArrowReaderMetadata,
    group: usize,
    rows: &mut Rows,
    place: &Place,
    intake: &mut Intake,
) -> Result<(), String> {
    let damaged = |what: String| format!("damaged ({what}); its other rows are lost, get the file again");
    match pages::at_once(file, metadata.metadata().row_group(group)) {
        Ok(bytes) if bytes > BOUND => {
            return Err(format!(
                "its pages take {bytes} bytes at once, more than {BOUND}; write the table in smaller pages"
            ));
        }
        Ok(_) => {}
        Err(Fault::Damaged(what)) => return Err(damaged(what.to_owned())),
        Err(Fault::Unreadable(error)) => return Err(damaged(error.to_string())),
    }
    let mut reader = guarded(|| {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file.try_clone()?, metadata.clone());
        builder.with_row_groups(vec![group]).with_batch_size(ROWS).build()
    })
    .map_err(damaged)?;
    loop {
        match guarded(|| reader.next().transpose()).map_err(damaged)? {
            Some(batch) => rows.take(&batch, place, intake),
            None => return Ok(()),
        }
    }
}
