//! The rows of delimited text, one after the other, each with the line it begins on. Memory is bounded by the longest row
//! that is let through, whatever quotation marks the input forgets to close.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

pub(super) struct Rows<'a> {
    input: &'a mut dyn BufRead,
    reader: Reader,
    limit: u64,
    /// The cells of the row, without anything between them, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// Line ends that were read so far.
    lines: u64,
}

pub(super) enum Row<'r> {
    Whole(Vec<&'r [u8]>),
    /// It exceeds the limit, and was passed over without being held.
    TooLong,
    /// The input ends inside quotation marks, so that what follows them is lost with them.
    Unclosed,
}

impl Rows<'_> {
    /// `limit` is the most bytes that a row's cells may have.
    pub fn new(input: &mut dyn BufRead, delimiter: u8, limit: u64) -> Rows<'_> {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Rows { input, reader, limit, cells: vec![0; 1024], ends: vec![0; 32], lines: 0 }
    }

    /// The line that is read next, from 1.
    pub fn line(&self) -> u64 {
        self.lines + 1
    }

    /// The next row and the line it begins on. Empty lines are none.
    pub fn next(&mut self) -> io::Result<Option<(u64, Row<'_>)>> {
        if self.skip_line_ends()? {
            return Ok(None);
        }
        let first = self.line();
        let (mut length, mut count, mut fits) = (0, 0, true);
        loop {
            let input = self.input.fill_buf()?;
            let at_end = input.is_empty();
            // A line end behind the last row ends it, unless quotation marks are open.
            let input = if at_end { b"\n" } else { input };
            let (result, read, written, ended) =
                self.reader.read_record(input, &mut self.cells[length..], &mut self.ends[count..]);
            if !at_end {
                self.lines += input.iter().take(read).filter(|byte| **byte == b'\n').count() as u64;
                self.input.consume(read);
            }
            length += written;
            count += ended;
            if length as u64 > self.limit {
                // Read on to the row's end, and hold nothing of it.
                fits = false;
            }
            if !fits {
                (length, count) = (0, 0);
            }
            match result {
                ReadRecordResult::InputEmpty if at_end => return Ok(Some((first, Row::Unclosed))),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record if fits => break,
                ReadRecordResult::Record => return Ok(Some((first, Row::TooLong))),
            }
        }
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(&self.ends).take(count).map(|(start, &end)| self.cells.get(start..end).unwrap_or(&[]));
        Ok(Some((first, Row::Whole(cells.collect()))))
    }

    /// Passes over line ends before a row, so that a row's line is the one it begins on. Says whether the input ends.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let input = self.input.fill_buf()?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                return Ok(input.is_empty());
            }
            self.lines += input.iter().take(blank).filter(|byte| **byte == b'\n').count() as u64;
            self.input.consume(blank);
        }
    }
}
