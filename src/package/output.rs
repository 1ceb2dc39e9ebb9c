//! Writing a package: beside its place first, then one rename.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Written;
use super::error::{PackageError, Result};
use crate::hash::{Algorithm, Checksum};

/// How many bytes are read at a time.
const PIECE: usize = 64 << 10;

/// Lets `work` make the file or folder it is given, and moves it to `target`. After a failure nothing is left.
pub(super) fn beside(target: &Path, work: impl FnOnce(&Path) -> Result<Written>) -> Result<Written> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(PackageError::Exists { path: target.to_owned() });
    }
    let part = part_of(target)?;
    if fs::symlink_metadata(&part).is_ok() {
        return Err(PackageError::Leftover { path: part });
    }
    let made = work(&part).and_then(|written| {
        sync(&part).map_err(PackageError::io("sync", &part))?;
        // Someone may have come between: a file would be overwritten, a folder with something in it is not.
        if fs::symlink_metadata(target).is_ok() {
            return Err(PackageError::Exists { path: target.to_owned() });
        }
        fs::rename(&part, target).map_err(PackageError::io("write", target))?;
        Ok(written)
    });
    if made.is_err() {
        // The failure is what the user must hear of, not what is left of it.
        let _ = if part.is_dir() { fs::remove_dir_all(&part) } else { fs::remove_file(&part) };
    }
    made
}

/// The name a package has until it is whole.
pub(super) fn part_of(target: &Path) -> Result<PathBuf> {
    let name = target.file_name().ok_or_else(|| PackageError::unreadable(target, "is no name for a file or folder"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".part");
    Ok(target.with_file_name(hidden))
}

/// Puts a file, or all below a folder, on the disk.
fn sync(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            sync(&entry?.path())?;
        }
        // Only Unix lets a folder be opened for that.
        return if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) };
    }
    File::open(path)?.sync_all()
}

/// A folder that is being filled.
pub(super) struct Folder {
    dir: PathBuf,
    algorithm: Algorithm,
    pub(super) files: u64,
    pub(super) bytes: u64,
}

impl Folder {
    /// Makes the folder. Whatever is written to it is summed up by `algorithm`.
    pub(super) fn new(dir: &Path, algorithm: Algorithm) -> Result<Folder> {
        fs::create_dir(dir).map_err(PackageError::io("make", dir))?;
        Ok(Folder { dir: dir.to_owned(), algorithm, files: 0, bytes: 0 })
    }

    /// Writes a file, by its path with `/`, and gives its checksum.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        self.copy(name, &mut &*bytes)
    }

    /// Copies a file, and gives its checksum.
    pub(super) fn copy(&mut self, name: &str, from: &mut dyn Read) -> Result<String> {
        let path = self.dir.join(name);
        let mut sum = Checksum::new(self.algorithm);
        let mut copy = || {
            if let Some(dir) = path.parent() {
                fs::create_dir_all(dir)?;
            }
            let mut file = File::create_new(&path)?;
            let mut piece = vec![0; PIECE];
            let mut bytes = 0;
            loop {
                let read = match from.read(&mut piece) {
                    Ok(0) => return Ok(bytes),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                };
                sum.update(&piece[..read]);
                file.write_all(&piece[..read])?;
                bytes += read as u64;
            }
        };
        self.bytes += copy().map_err(PackageError::io("write", &path))?;
        self.files += 1;
        Ok(sum.finish())
    }
}
