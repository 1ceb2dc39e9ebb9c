//! Arrow's own form (IPC), as a stream and as a file, which is a stream with a table of contents behind it (Feather, version 2).
//! It is read as the stream it is: so it may come through a pipe, or packed.

use std::io::{BufRead, BufReader, Read};

use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;

use super::super::Problem;
use super::super::intake::Intake;
use super::super::place::Place;
use super::super::unpack::peek;
use super::batch::{Rows, has_needed};
use super::messages::{CONTINUES, END, Next, next};
use super::{BOUND, broken, guarded};

/// What a file begins with, and two bytes behind it.
pub(super) const MAGIC: &[u8] = b"ARROW1";
const MAGIC_LENGTH: usize = 8;

pub(in crate::ingest) fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let (mut rows, mut batch) = (Rows::default(), 1);
    match batches(input, &mut rows, &mut batch, place, intake) {
        Ok(Ended::Whole) if rows.count == 0 => intake.problem(Problem::Empty { at: place.source(None) }),
        Ok(Ended::Whole | Ended::Unfit) => {}
        // Nothing says where the next batch begins.
        Err(what) => {
            let before = rows.count;
            let what = format!(
                "record batch {batch} is damaged ({what}); the {before} rows before it are read, get the file again"
            );
            broken(what, place, intake);
        }
    }
    rows.end(place, intake);
}

/// How a first message begins that has no length before it: Polars leaves it out in files, where others read the list at their end.
const BARE: [u8; 4] = [4, 0, 0, 0];

/// The first message with its length, of which `first` is in hand; leaves there what begins the second.
fn bare(first: &mut [u8], input: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut message = Vec::new();
    while !first.starts_with(&CONTINUES) {
        message.extend_from_slice(first);
        if message.len() > BARE_LENGTH {
            return Err("its first message has no end".to_owned());
        }
        input.read_exact(first).map_err(|_| "it is cut short".to_owned())?;
    }
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX).to_le_bytes();
    Ok([&CONTINUES[..], &length, &message].concat())
}

/// So long may it be: the names and kinds of some ten thousand columns.
const BARE_LENGTH: usize = 4 << 20;

enum Ended {
    Whole,
    /// It has not the columns that are needed, which was said.
    Unfit,
}

/// Takes all batches; `batch` is the number of the one in hand.
fn batches(
    input: &mut dyn BufRead,
    rows: &mut Rows,
    batch: &mut u64,
    place: &Place,
    intake: &mut Intake,
) -> Result<Ended, String> {
    let (head, mut input) = peek(input, MAGIC_LENGTH).map_err(|error| error.to_string())?;
    let is_file = head.starts_with(MAGIC);
    let mut first = Vec::new();
    if is_file {
        first = vec![0; MAGIC_LENGTH];
        let mut next = |first: &mut [u8]| input.read_exact(first).map_err(|_| "it is cut short".to_owned());
        next(&mut first)?;
        // Some programs leave room behind it.
        while first.iter().all(|byte| *byte == 0) || first.starts_with(MAGIC) {
            next(&mut first)?;
        }
    }
    let (mut decoder, mut is_known) = (StreamDecoder::new(), false);
    if is_file && first.starts_with(&BARE) {
        let schema = bare(&mut first, &mut input)?;
        guarded(|| decoder.decode(&mut Buffer::from_vec(schema)))?;
    }
    let mut input = BufReader::new(first.as_slice().chain(input));
    loop {
        let (bytes, is_end) = match next(&mut input)? {
            Next::Whole(bytes) => (bytes, false),
            Next::TooLarge { rows: count, bytes } => {
                let what = format!(
                    "record batch {batch} takes {bytes} bytes at once, more than {BOUND}; write the table in smaller ones"
                );
                broken(what, place, intake);
                rows.count = rows.count.saturating_add(count);
                *batch += 1;
                continue;
            }
            // A stream may end where its messages do, a file says that they do.
            Next::Over if is_file => return Err("it is cut short".to_owned()),
            Next::End | Next::Over => (END.to_vec(), true),
        };
        let mut buffer = Buffer::from_vec(bytes);
        // A message without a body is decoded when the next one comes.
        while !buffer.is_empty() {
            let decoded = guarded(|| decoder.decode(&mut buffer))?;
            if let Some(schema) = decoder.schema().filter(|_| !is_known) {
                is_known = true;
                if !has_needed(schema.fields(), place, intake) {
                    return Ok(Ended::Unfit);
                }
            }
            if let Some(decoded) = decoded {
                rows.take(&decoded, place, intake);
                *batch += 1;
            }
        }
        if is_end {
            return if is_known { Ok(Ended::Whole) } else { Err("it ends before a table begins".to_owned()) };
        }
    }
}
