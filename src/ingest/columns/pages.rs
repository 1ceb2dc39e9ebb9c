//! How much the pages of a row group of Parquet unpack to, told from their headers before any is unpacked: the crate makes room for
//! what a header claims, and a few bytes can claim two gibibytes for each column.
//!
//! A column of a row group is pages one behind the other, each a header (a structure of Thrift's compact protocol) and so many
//! bytes. Of the header only the two sizes are read here.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use parquet::file::metadata::RowGroupMetaData;

/// A header has some ten bytes, and with statistics two values of the column more.
const HEADER: u64 = 16 << 20;

/// What is wrong with the pages.
pub(super) enum Fault {
    Damaged(&'static str),
    Unreadable(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::Damaged("a page is cut short"),
            _ => Fault::Unreadable(error),
        }
    }
}

/// The bytes that the largest pages of all columns come to: so many may be in memory at once.
pub(super) fn at_once(file: &File, group: &RowGroupMetaData) -> Result<u64, Fault> {
    let length = file.metadata()?.len();
    let mut input = BufReader::new(file);
    let mut sum = 0u64;
    for column in group.columns() {
        let first = column.data_page_offset();
        let begin = column.dictionary_page_offset().filter(|at| *at > 0).map_or(first, |at| at.min(first));
        let outside = Fault::Damaged("a column lies outside the file");
        let (Ok(mut at), Ok(size)) = (u64::try_from(begin), u64::try_from(column.compressed_size())) else {
            return Err(outside);
        };
        let end = at.checked_add(size).filter(|end| *end <= length).ok_or(outside)?;
        input.seek(SeekFrom::Start(at))?;
        let (mut dictionary, mut largest) = (0, 0);
        while at < end {
            let mut header = Header { input: (&mut input).take((end - at).min(HEADER)), read: 0 };
            let page = header.page()?;
            at = at.saturating_add(header.read).saturating_add(page.packed);
            // Within what is in hand, where it can be: pages may be small and many.
            input.seek_relative(i64::try_from(page.packed).map_err(|_| BROKEN)?)?;
            if page.is_dictionary {
                dictionary = page.unpacked;
            } else {
                largest = largest.max(page.unpacked);
            }
        }
        if at > end {
            return Err(Fault::Damaged("a page is cut short"));
        }
        sum = sum.saturating_add(dictionary).saturating_add(largest);
    }
    Ok(sum)
}

struct Page {
    is_dictionary: bool,
    packed: u64,
    unpacked: u64,
}

/// A structure of Thrift's compact protocol.
struct Header<R> {
    input: R,
    read: u64,
}

/// Structures and lists stand in each other no deeper than this in a page's header.
const DEPTH: u8 = 8;

impl<R: Read> Header<R> {
    fn page(&mut self) -> Result<Page, Fault> {
        let (mut kind, mut unpacked, mut packed) = (None, None, None);
        let mut field = 0i64;
        while let Some((id, form)) = self.field(field)? {
            field = id;
            match (id, form) {
                (1, INT) => kind = Some(self.whole()?),
                (2, INT) => unpacked = Some(self.whole()?),
                (3, INT) => packed = Some(self.whole()?),
                _ => self.skip(form, DEPTH)?,
            }
        }
        let size = |size: Option<i64>| size.and_then(|size| u64::try_from(size).ok()).ok_or(BROKEN);
        Ok(Page { is_dictionary: kind == Some(2), packed: size(packed)?, unpacked: size(unpacked)? })
    }

    /// The next field's number and form, which follow the number of the field before; nothing where the structure ends.
    fn field(&mut self, before: i64) -> Result<Option<(i64, u8)>, Fault> {
        let head = self.byte()?;
        Ok(match (head >> 4, head & 15) {
            (_, 0) => None,
            (0, form) => Some((self.whole()?, form)),
            (step, form) => Some((before + i64::from(step), form)),
        })
    }

    fn skip(&mut self, form: u8, depth: u8) -> Result<(), Fault> {
        let depth = depth.checked_sub(1).ok_or(BROKEN)?;
        match form {
            // What is true or false as a field is told by its form.
            1 | 2 => Ok(()),
            3 => self.bytes(1),
            4..=6 => self.whole().map(|_| ()),
            7 => self.bytes(8),
            8 => {
                let length = self.varint()?;
                self.bytes(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                (0..length).try_for_each(|_| match head & 15 {
                    1 | 2 => self.bytes(1),
                    form => self.skip(form, depth),
                })
            }
            12 => {
                let mut field = 0;
                while let Some((id, form)) = self.field(field)? {
                    field = id;
                    self.skip(form, depth)?;
                }
                Ok(())
            }
            _ => Err(BROKEN),
        }
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        self.read += 1;
        Ok(byte[0])
    }

    fn bytes(&mut self, count: u64) -> Result<(), Fault> {
        let skipped = io::copy(&mut (&mut self.input).take(count), &mut io::sink())?;
        self.read += skipped;
        if skipped == count { Ok(()) } else { Err(BROKEN) }
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(BROKEN)
    }

    /// A whole number with its sign in the last bit.
    fn whole(&mut self) -> Result<i64, Fault> {
        let number = self.varint()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

const INT: u8 = 5;
const BROKEN: Fault = Fault::Damaged("the header of a page is damaged");
