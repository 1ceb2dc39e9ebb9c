//! What a web archive is read from: a file on the disk, a part of one, or a stream that cannot be gone back in.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

pub(in crate::ingest) enum Input<'a> {
    /// `length` bytes of the file from `base` on, or as many as there are.
    File {
        file: File,
        base: u64,
        length: u64,
    },
    Stream(&'a mut dyn Read),
}

impl Input<'_> {
    /// `length` bytes of a file from `base` on.
    pub fn of_file(mut file: File, base: u64, length: u64) -> io::Result<Input<'static>> {
        file.seek(SeekFrom::Start(base))?;
        Ok(Input::File { file, base, length })
    }

    /// Where it begins in a file on the disk.
    pub fn base(&self) -> Option<u64> {
        match self {
            Input::File { base, .. } => Some(*base),
            Input::Stream(_) => None,
        }
    }

    /// Reads what the whole file begins with, of which this is a part further on; the input is then to be gone back to.
    pub fn beginning<T>(&mut self, read: impl FnOnce(&mut BufReader<&mut File>) -> Option<T>) -> Option<T> {
        match self {
            Input::File { file, base, .. } if *base > 0 => {
                file.seek(SeekFrom::Start(0)).ok()?;
                read(&mut BufReader::new(file))
            }
            _ => None,
        }
    }

    /// Reads on at `position`, if it can be gone to.
    pub fn go_to(&mut self, position: u64) -> bool {
        match self {
            Input::File { file, base, .. } => file.seek(SeekFrom::Start(*base + position)).is_ok(),
            Input::Stream(_) => false,
        }
    }

    /// Reads what stands at `position`, up to which it was read.
    pub fn read_at(&mut self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File { file, length, .. } => {
                let left = usize::try_from(length.saturating_sub(position)).unwrap_or(usize::MAX);
                let most = left.min(buffer.len());
                file.read(&mut buffer[..most])
            }
            Input::Stream(input) => input.read(buffer),
        }
    }
}
