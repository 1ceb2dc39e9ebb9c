//! The messages of an Arrow stream: each its length, what it describes (a flat buffer), and its body. The crate decodes them; their
//! lengths are looked at here first, since the crate makes room for as much as they claim.

use std::io::{self, BufRead, Read};

use arrow_ipc::{Message, RecordBatch, root_as_message};

use super::BOUND;

/// What a message's length stands behind; before 2019 nothing did.
pub(super) const CONTINUES: [u8; 4] = [0xff; 4];

/// How a stream says that it ends: by a message of no length.
pub(super) const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// The description of a batch has some hundred bytes a column.
const DESCRIPTION: u64 = 64 << 20;

pub(super) enum Next {
    /// A message with its lengths.
    Whole(Vec<u8>),
    /// It takes so many bytes at once, and was passed over with so many rows.
    TooLarge { rows: u64, bytes: u64 },
    /// The stream says that it ends.
    End,
    /// The input ends where a message might have begun.
    Over,
}

/// The next message, or why there is none.
pub(super) fn next(input: &mut dyn BufRead) -> Result<Next, String> {
    if input.fill_buf().map_err(unread)?.is_empty() {
        return Ok(Next::Over);
    }
    let mut length = [0; 4];
    input.read_exact(&mut length).map_err(unread)?;
    let mut message = Vec::new();
    if length == CONTINUES {
        message.extend(length);
        input.read_exact(&mut length).map_err(unread)?;
    }
    message.extend(length);
    let length = u64::from(u32::from_le_bytes(length));
    if length == 0 {
        return Ok(Next::End);
    }
    if length > DESCRIPTION {
        return Err(format!("a description of {length} bytes"));
    }
    let described = message.len();
    fill(input, length, &mut message)?;
    let description = message.get(described..).unwrap_or_default();
    let head = root_as_message(description).map_err(|_| "its description is damaged".to_owned())?;
    let body = u64::try_from(head.bodyLength()).map_err(|_| "a body of less than nothing".to_owned())?;
    let batch = batch(&head);
    let rows = batch.map_or(0, |batch| u64::try_from(batch.length()).unwrap_or(u64::MAX));
    if body > BOUND {
        skip(input, body)?;
        return Ok(Next::TooLarge { rows, bytes: body });
    }
    let parts = batch.map(|batch| parts(&batch, body)).transpose()?;
    let begins = message.len();
    fill(input, body, &mut message)?;
    let bytes = match parts {
        Some(parts) if parts.are_packed => parts.unpacked(message.get(begins..).unwrap_or_default()),
        _ => body,
    };
    if bytes > BOUND {
        return Ok(Next::TooLarge { rows, bytes });
    }
    // A name of its own takes more: so nobody waits for rows that a few bytes claim.
    if rows > bytes {
        return Err(format!("it claims {rows} rows and has {bytes} bytes"));
    }
    Ok(Next::Whole(message))
}

/// The batch of rows, or of a dictionary's values, that a message brings.
fn batch<'m>(message: &Message<'m>) -> Option<RecordBatch<'m>> {
    message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch()?.data())
}

/// Where the buffers of a body begin in it, and how many bytes each has.
struct Parts {
    are_packed: bool,
    places: Vec<(usize, u64)>,
}

/// The parts of a body of so many bytes; the crate takes for granted that they lie in it.
fn parts(batch: &RecordBatch, body: u64) -> Result<Parts, String> {
    let place = |buffer: &arrow_ipc::Buffer| {
        let (at, length) = (u64::try_from(buffer.offset()).ok()?, u64::try_from(buffer.length()).ok()?);
        at.checked_add(length).filter(|end| *end <= body)?;
        Some((usize::try_from(at).ok()?, length))
    };
    let places: Option<_> = batch.buffers().iter().flatten().map(place).collect();
    let places = places.ok_or_else(|| "its parts lie outside of it".to_owned())?;
    Ok(Parts { are_packed: batch.compression().is_some(), places })
}

impl Parts {
    /// How many bytes packed parts say they come to: each begins with that, or with -1 where it is not packed after all.
    fn unpacked(&self, body: &[u8]) -> u64 {
        let size = |(at, length): &(usize, u64)| {
            let claim = body.get(*at..).and_then(|rest| rest.first_chunk()).map(|claim| i64::from_le_bytes(*claim));
            claim.and_then(|claim| u64::try_from(claim).ok()).filter(|_| *length > 0).unwrap_or(*length)
        };
        self.places.iter().map(size).fold(0, u64::saturating_add)
    }
}

/// Reads so many bytes behind those in hand, making room only for what comes.
fn fill(input: &mut dyn BufRead, length: u64, into: &mut Vec<u8>) -> Result<(), String> {
    let read = input.take(length).read_to_end(into).map_err(unread)?;
    if read as u64 == length { Ok(()) } else { Err(unread(io::ErrorKind::UnexpectedEof.into())) }
}

fn skip(input: &mut dyn BufRead, length: u64) -> Result<(), String> {
    let read = io::copy(&mut input.take(length), &mut io::sink()).map_err(unread)?;
    if read == length { Ok(()) } else { Err(unread(io::ErrorKind::UnexpectedEof.into())) }
}

fn unread(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is cut short".to_owned(),
        _ => error.to_string(),
    }
}
