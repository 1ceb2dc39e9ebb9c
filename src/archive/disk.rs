//! The calls by which the archive changes the disk. It has no others, so that a test sees each of them and can have any
//! of them fail (`src/archive/tests/faults.rs`). Whole files are read here too, so that a test can have one read wrong.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

#[cfg(all(test, unix))]
use super::tests::faults as watch;

/// What a test puts something else in the place of.
#[cfg(not(all(test, unix)))]
mod watch {
    use std::fs::File;
    use std::io::{self, Write};
    use std::path::Path;

    /// Something else changes than the bytes of a file.
    pub(super) fn change() -> io::Result<()> {
        Ok(())
    }

    /// The file or folder that is there now will be there no more.
    pub(super) fn leave(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    pub(super) fn sync(file: &File) -> io::Result<()> {
        file.sync_all()
    }
}

#[cfg(not(test))]
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

#[cfg(test)]
static MISREAD: std::sync::Mutex<std::collections::BTreeSet<std::path::PathBuf>> =
    std::sync::Mutex::new(std::collections::BTreeSet::new());

/// The next time the file is read, the first bit comes out wrong.
#[cfg(test)]
pub(super) fn misread_once(path: std::path::PathBuf) {
    MISREAD.lock().unwrap().insert(path);
}

#[cfg(test)]
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    if MISREAD.lock().unwrap().remove(path) {
        bytes[0] ^= 1;
    }
    Ok(bytes)
}

pub(super) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    watch::write(file, bytes)
}

/// Writes what `from` gives.
pub(super) fn copy(from: &mut dyn Read, to: &mut File) -> io::Result<()> {
    let mut piece = vec![0; 1 << 16];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(len) => write(to, &piece[..len])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Forces a file to the disk, or the names in a folder.
pub(super) fn sync(file: &File) -> io::Result<()> {
    watch::sync(file)
}

/// Puts a file's name on the disk. Only Unix lets a folder be opened for that.
pub(super) fn sync_dir_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(dir) if dir.as_os_str().is_empty() => sync_dir(Path::new(".")),
        Some(dir) => sync_dir(dir),
        None => Ok(()),
    }
}

/// Puts the names in a folder on the disk.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { sync(&File::open(dir)?) } else { Ok(()) }
}

/// Opens a file as `options` say, which may make or empty it.
pub(super) fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    watch::change()?;
    options.open(path)
}

pub(super) fn set_len(file: &File, len: u64) -> io::Result<()> {
    watch::change()?;
    file.set_len(len)
}

pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    watch::leave(to)?;
    fs::rename(from, to)
}

pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    watch::leave(path)?;
    fs::remove_file(path)
}

/// Removes a folder that is empty.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    watch::leave(path)?;
    fs::remove_dir(path)
}

/// Removes a folder and all in it.
pub(super) fn remove_dir_all(path: &Path) -> io::Result<()> {
    watch::leave(path)?;
    fs::remove_dir_all(path)
}

pub(super) fn create_dir(dir: &Path) -> io::Result<()> {
    watch::change()?;
    fs::create_dir(dir)
}

/// Like `create_dir_all`, but the new names are on the disk when it returns.
pub(super) fn make_dir(dir: &Path) -> io::Result<()> {
    if dir.as_os_str().is_empty() || dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        make_dir(parent)?;
    }
    match create_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_dir_of(dir),
    }
}
