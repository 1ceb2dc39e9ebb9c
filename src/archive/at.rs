//! Bytes that are read at any place, by any thread, and never beyond their end: a file, or a piece of memory that stands
//! in for one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::error::{ArchiveError, Result};

pub(super) struct At {
    path: PathBuf,
    len: u64,
    source: Source,
}

enum Source {
    File(File),
    Memory(Vec<u8>),
}

impl At {
    /// Opens a file. One no longer than `held` (bytes) is read at once and not kept open.
    pub(super) fn open(path: &Path, held: u64) -> Result<At> {
        let open = || -> io::Result<At> {
            let file = File::open(path)?;
            let len = file.metadata()?.len();
            if len > held {
                return Ok(At { path: path.to_owned(), len, source: Source::File(file) });
            }
            let mut bytes = vec![0; len as usize];
            read_file(&file, 0, &mut bytes)?;
            Ok(At::memory(path, bytes))
        };
        open().map_err(ArchiveError::io("read", path))
    }

    /// What a file at `path` would hold.
    pub(super) fn memory(path: &Path, bytes: Vec<u8>) -> At {
        At { path: path.to_owned(), len: bytes.len() as u64, source: Source::Memory(bytes) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The length (bytes) it had when it was opened.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Whether a file is kept open for it.
    pub(super) fn is_file(&self) -> bool {
        matches!(self.source, Source::File(_))
    }

    /// Fills `into` with the bytes from `at` on; an error if they end before it is full.
    pub(super) fn read(&self, at: u64, into: &mut [u8]) -> Result<()> {
        let end = at.checked_add(into.len() as u64).filter(|&end| end <= self.len);
        let Some(end) = end else {
            let why = format!("ends at byte {}, before what it should hold at byte {at}", self.len);
            return Err(self.damaged(why));
        };
        match &self.source {
            Source::File(file) => read_file(file, at, into).map_err(ArchiveError::io("read", &self.path)),
            Source::Memory(bytes) => {
                into.copy_from_slice(&bytes[at as usize..end as usize]);
                Ok(())
            }
        }
    }

    pub(super) fn bytes<const N: usize>(&self, at: u64) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read(at, &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn damaged(&self, why: impl Into<String>) -> ArchiveError {
        ArchiveError::damaged(&self.path, why)
    }
}

#[cfg(unix)]
fn read_file(file: &File, at: u64, into: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
fn read_file(file: &File, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
    while !into.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, into, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        into = &mut into[read..];
        at += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_its_copy_in_memory_read_the_same_and_both_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        std::fs::write(&path, b"0123456789").unwrap();
        for (held, is_file) in [(9, true), (10, false)] {
            let at = At::open(&path, held).unwrap();
            assert_eq!((at.len(), at.is_file()), (10, is_file));
            assert_eq!(&at.bytes::<3>(7).unwrap(), b"789");
            for beyond in [8, 11, u64::MAX] {
                assert!(matches!(at.bytes::<3>(beyond), Err(ArchiveError::Damaged { .. })), "{beyond}");
            }
        }
    }
}
