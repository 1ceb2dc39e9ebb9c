//! Writing a package: beside its place first, then one rename.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Written;
use super::error::{PackageError, Result};
use crate::hash::{Algorithm, Checksum};

/// How many bytes are read at a time.
const PIECE: usize = 64 << 10;

/// In a workplace, while somebody works there.
const MARK: &str = "wirecopy.part";
const MARK_TEXT: &str = "A stopped export or import of wirecopy has left this folder. It is part of nothing.\n";

/// The folder `.NAME.part` beside a target, in which it is made. It goes when the work ends, done or not. One that a stopped
/// process has left is known by its mark, which nobody holds any more, and is taken away.
pub(super) struct Workplace {
    dir: PathBuf,
    /// Locked; `None` on the way out.
    mark: Option<File>,
    /// Whether one of a stopped process was there.
    pub(super) leftover: bool,
}

impl Workplace {
    pub(super) fn beside(target: &Path) -> Result<Workplace> {
        let name = target.file_name();
        let name = name.ok_or_else(|| PackageError::unreadable(target, "is no name for a file or folder"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".part");
        let dir = target.with_file_name(hidden);
        let leftover = fs::symlink_metadata(&dir).is_ok();
        if leftover {
            clear(&dir)?;
        }
        fs::create_dir(&dir).map_err(PackageError::io("make", &dir))?;
        let path = dir.join(MARK);
        let mark = || -> io::Result<File> {
            let mut mark = File::create_new(&path)?;
            mark.try_lock()?;
            mark.write_all(MARK_TEXT.as_bytes())?;
            Ok(mark)
        };
        // What somebody else has begun there meanwhile is not taken away.
        let mark = mark().map_err(PackageError::io("write", &path))?;
        Ok(Workplace { dir, mark: Some(mark), leftover })
    }

    /// Where to make it.
    pub(super) fn new_one(&self) -> PathBuf {
        self.dir.join("new")
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // An open file cannot be removed everywhere. What stays is known by its mark next time.
        self.mark = None;
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Takes a workplace away that nobody is at.
fn clear(dir: &Path) -> Result<()> {
    let strange = || PackageError::Leftover { path: dir.to_owned() };
    let about = fs::symlink_metadata(dir).map_err(PackageError::io("look at", dir))?;
    // Stopped before it was marked, it is empty.
    if about.is_dir() && fs::read_dir(dir).is_ok_and(|mut held| held.next().is_none()) {
        return fs::remove_dir(dir).map_err(PackageError::io("remove", dir));
    }
    let mark = File::open(dir.join(MARK)).map_err(|_| strange())?;
    let mut text = String::new();
    (&mark).take(PIECE as u64).read_to_string(&mut text).map_err(|_| strange())?;
    // Stopped while it was marked, it may hold a part of the text.
    if !about.is_dir() || !MARK_TEXT.starts_with(&text) {
        return Err(strange());
    }
    mark.try_lock().map_err(|_| PackageError::Busy { path: dir.to_owned() })?;
    drop(mark);
    fs::remove_dir_all(dir).map_err(PackageError::io("remove", dir))
}

/// Lets `work` make the file or folder it is given, and moves it to `target`. After a failure nothing is left.
pub(super) fn beside(target: &Path, work: impl FnOnce(&Path) -> Result<Written>) -> Result<Written> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(PackageError::Exists { path: target.to_owned() });
    }
    let place = Workplace::beside(target)?;
    let part = place.new_one();
    let written = work(&part)?;
    sync(&part).map_err(PackageError::io("sync", &part))?;
    // Someone may have come between: a file would be overwritten, a folder with something in it is not.
    if fs::symlink_metadata(target).is_ok() {
        return Err(PackageError::Exists { path: target.to_owned() });
    }
    fs::rename(&part, target).map_err(PackageError::io("write", target))?;
    Ok(Written { leftover: place.leftover, ..written })
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
