//! Where the archive's files are, the fixed text of those that never change, and writes that survive a power cut:
//! content first, then its name, then the folder that holds the name.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::disk;
use super::error::{ArchiveError, Result};

pub(super) const STORE: &str = "store.git";
pub(super) const HEAD: &str = "store.git/HEAD";
pub(super) const CONFIG: &str = "store.git/config";
pub(super) const REFERENCE: &str = "store.git/refs/heads/archive";
/// A folder of objects in which a new pack waits to be read back.
pub(super) const INCOMING: &str = "store.git/incoming";
pub(super) const OBJECTS: &str = "store.git/objects";
pub(super) const PACK_DIR: &str = "store.git/objects/pack";
pub(super) const MANIFEST: &str = "packs.sha256";
pub(super) const LOCK: &str = "LOCK";
/// The newest checkpoint, where who follows the log looks for it.
pub(super) const CHECKPOINT: &str = "log/checkpoint";
/// Whose signatures the archive's own checkpoints carry.
pub(super) const POLICY: &str = "policy";
/// A folder for each checkpoint, with what confirms it.
pub(super) const ANCHORS: &str = "anchors";
/// A file for people, which the archive neither writes nor checks.
pub(super) const README: &str = "README.md";

pub(super) const HEAD_TEXT: &str = "ref: refs/heads/archive\n";

/// For git: a bare repository of ours alone, in which nothing is pruned, repacked or rewound behind our back.
pub(super) const CONFIG_TEXT: &str = "\
[core]
\trepositoryformatversion = 1
\tbare = true
\tlogAllRefUpdates = false
\tfsync = all
[extensions]
\tpreciousObjects = true
[gc]
\tauto = 0
[maintenance]
\tauto = false
[receive]
\tdenyNonFastForwards = true
\tdenyDeletes = true
[wirecopy]
\tformat = 1
";

/// The folder of an archive. Files in it are named by their path below it, with `/`.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(dir: &Path) -> Folder {
        Folder(dir.to_owned())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The name of the file at `path`.
    pub(super) fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.0).unwrap_or(path).to_string_lossy().into_owned()
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path(name);
        disk::read(&path).map_err(ArchiveError::io("read", &path))
    }

    /// The file's bytes, or `None` if there is no such file.
    pub(super) fn read_if_any(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.path(name);
        match disk::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ArchiveError::io("read", &path)(error)),
        }
    }

    /// The file's bytes from `at` on; none if it ends before.
    pub(super) fn read_from(&self, name: &str, at: u64) -> Result<Vec<u8>> {
        let path = self.path(name);
        let read = || -> io::Result<Vec<u8>> {
            let mut file = File::open(&path)?;
            file.seek(io::SeekFrom::Start(at))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(ArchiveError::io("read", &path))
    }

    /// The first `len` bytes of the file, or all it has.
    pub(super) fn read_first(&self, name: &str, len: u64) -> Result<Vec<u8>> {
        let path = self.path(name);
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            File::open(&path)?.take(len).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(ArchiveError::io("read", &path))
    }

    /// The file's length (bytes), or `None` if there is no such file.
    pub(super) fn len_if_any(&self, name: &str) -> Result<Option<u64>> {
        let path = self.path(name);
        match fs::metadata(&path) {
            Ok(about) => Ok(Some(about.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ArchiveError::io("look at", &path)(error)),
        }
    }

    /// The files in the folder and below it, by their path with `/`, in order.
    pub(super) fn list(&self) -> Result<Vec<String>> {
        self.list_from(String::new())
    }

    /// The same of one folder in it; none if there is no such folder.
    pub(super) fn list_below(&self, name: &str) -> Result<Vec<String>> {
        if self.exists(name) { self.list_from(format!("{name}/")) } else { Ok(Vec::new()) }
    }

    /// Puts all names on the disk. A stopped writer has made folders and renamed files, and may not have come to that.
    pub(super) fn sync_names(&self) -> Result<()> {
        let mut folders = vec![self.0.clone()];
        while let Some(path) = folders.pop() {
            for entry in fs::read_dir(&path).map_err(ArchiveError::io("list", &path))? {
                let entry = entry.map_err(ArchiveError::io("list", &path))?;
                if entry.file_type().map_err(ArchiveError::io("look at", &entry.path()))?.is_dir() {
                    folders.push(entry.path());
                }
            }
            disk::sync_dir(&path).map_err(ArchiveError::io("sync the names in", &path))?;
        }
        Ok(())
    }

    fn list_from(&self, prefix: String) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let mut folders = vec![prefix];
        while let Some(prefix) = folders.pop() {
            let path = self.path(&prefix);
            for entry in fs::read_dir(&path).map_err(ArchiveError::io("list", &path))? {
                let entry = entry.map_err(ArchiveError::io("list", &path))?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                // A link to a folder is not followed.
                if entry.file_type().map_err(ArchiveError::io("look at", &entry.path()))?.is_dir() {
                    folders.push(format!("{name}/"));
                } else {
                    names.push(name);
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// The names in one folder, in order; none if there is no such folder.
    pub(super) fn names_in(&self, name: &str) -> Result<Vec<String>> {
        let path = self.path(name);
        let list = || -> io::Result<Vec<String>> {
            let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
            let mut names = fs::read_dir(&path)?.map(name).collect::<io::Result<Vec<String>>>()?;
            names.sort();
            Ok(names)
        };
        match list() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            names => names.map_err(ArchiveError::io("list", &path)),
        }
    }

    /// Asks the system to forget what it holds of the files in memory, so that they are read from the disk again. Not all
    /// systems can be asked; what was not yet written stays.
    pub(super) fn forget(&self) -> Result<()> {
        for name in self.list()? {
            let path = self.path(&name);
            let forget = |file: File| -> io::Result<()> {
                #[cfg(target_os = "linux")]
                rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
                drop(file);
                Ok(())
            };
            File::open(&path).and_then(forget).map_err(ArchiveError::io("read again", &path))?;
        }
        Ok(())
    }

    /// Makes a folder and those above it.
    pub(super) fn make_dir(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        disk::make_dir(&path).map_err(ArchiveError::io("make", &path))
    }

    /// Writes a file in one move: a reader sees all of it or none of it.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut batch = Batch::new(self);
        batch.create(name, bytes)?;
        batch.finish()
    }

    /// Writes a file to which nothing leads yet. What it holds is on the disk then, but not its name.
    pub(super) fn write_new(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        let write = || {
            if let Some(dir) = path.parent() {
                disk::make_dir(dir)?;
            }
            let mut file = disk::open(&path, OpenOptions::new().write(true).create(true).truncate(true))?;
            disk::write(&mut file, bytes)?;
            disk::sync(&file)
        };
        write().map_err(ArchiveError::io("write", &path))
    }

    /// Puts `bytes` behind the first `len` bytes of a file, which is made if there is none. Not forced to the disk: for what
    /// can be made anew.
    pub(super) fn put_behind(&self, name: &str, len: u64, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        let put = || {
            if let Some(dir) = path.parent() {
                disk::make_dir(dir)?;
            }
            let mut file = disk::open(&path, OpenOptions::new().write(true).create(true).truncate(false))?;
            disk::set_len(&file, len)?;
            file.seek(io::SeekFrom::Start(len))?;
            disk::write(&mut file, bytes)
        };
        put().map_err(ArchiveError::io("write", &path))
    }

    /// Adds `bytes` at the end of a file.
    pub(super) fn append(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(name);
        let append = || {
            let mut file = OpenOptions::new().append(true).open(&path)?;
            disk::write(&mut file, bytes)?;
            disk::sync(&file)
        };
        append().map_err(ArchiveError::io("append to", &path))
    }

    pub(super) fn truncate(&self, name: &str, len: u64) -> Result<()> {
        let path = self.path(name);
        let truncate = || {
            let file = OpenOptions::new().write(true).open(&path)?;
            disk::set_len(&file, len)?;
            disk::sync(&file)
        };
        truncate().map_err(ArchiveError::io("shorten", &path))
    }

    /// Removes a folder and all in it; it may be gone already.
    pub(super) fn remove_folder(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        let remove = || match disk::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Err(_) => Ok(()),
            Ok(()) => disk::sync_dir_of(&path),
        };
        remove().map_err(ArchiveError::io("remove", &path))
    }

    /// Removes a file and what a stopped write of it may have left; both may be gone already.
    pub(super) fn remove(&self, name: &str) -> Result<()> {
        self.remove_file(self.path(name))?;
        self.remove_unfinished(name)
    }

    /// Removes what a stopped write of the file may have left, not the file.
    pub(super) fn remove_unfinished(&self, name: &str) -> Result<()> {
        self.remove_file(self.path(&temporary(name)))
    }

    /// Removes the folder a file stood in, if nothing is left in it.
    pub(super) fn remove_if_empty(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        let Some(dir) = path.parent() else { return Ok(()) };
        let remove = || match disk::remove_dir(dir) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => disk::sync_dir_of(dir),
        };
        remove().map_err(ArchiveError::io("remove", dir))
    }

    fn remove_file(&self, path: PathBuf) -> Result<()> {
        let remove = || match disk::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Err(_) => Ok(()),
            Ok(()) => disk::sync_dir_of(&path),
        };
        remove().map_err(ArchiveError::io("remove", &path))
    }
}

/// Files that are written together. What a file holds is on the disk when it is written; that it has its name, when the
/// batch is finished. So nothing may lead to any of them before.
pub(super) struct Batch<'a> {
    folder: &'a Folder,
    /// A file in each folder whose names have changed.
    named: BTreeSet<PathBuf>,
}

impl Batch<'_> {
    pub(super) fn new(folder: &Folder) -> Batch<'_> {
        Batch { folder, named: BTreeSet::new() }
    }

    /// Writes a whole file. A reader sees all of it or none.
    pub(super) fn create(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let beside = temporary(name);
        self.folder.write_new(&beside, bytes)?;
        self.rename(&beside, name)
    }

    /// Gives a file another name.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        let path = self.folder.path(to);
        let renamed = disk::rename(&self.folder.path(from), &path);
        renamed.map_err(ArchiveError::io("write", &path))?;
        self.name(path);
        Ok(())
    }

    /// Moves a file here from the same place in another folder, or copies it where the archive's is a disk of its own.
    pub(super) fn take(&mut self, from: &Folder, name: &str) -> Result<()> {
        let (old, path) = (from.path(name), self.folder.path(name));
        let take = || {
            let mut content = File::open(&old)?;
            disk::sync(&content)?;
            match disk::rename(&old, &path) {
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                    let mut file = disk::open(&path, OpenOptions::new().write(true).create(true).truncate(true))?;
                    disk::copy(&mut content, &mut file)?;
                    disk::sync(&file)
                }
                moved => moved,
            }
        };
        take().map_err(ArchiveError::io("move into place", &path))?;
        self.name(path);
        Ok(())
    }

    /// Puts `bytes` at the end of a file of `len` bytes; where that is none, it makes the file.
    pub(super) fn extend(&mut self, name: &str, len: u64, bytes: &[u8]) -> Result<()> {
        let path = self.folder.path(name);
        if self.folder.len_if_any(name)?.unwrap_or(0) != len {
            return Err(ArchiveError::damaged(&path, format!("does not have the {len} bytes it was written with")));
        }
        if len == 0 {
            self.folder.write_new(name, bytes)?;
            self.name(path);
            return Ok(());
        }
        self.folder.append(name, bytes)
    }

    /// Takes a file away, if it is there.
    pub(super) fn remove(&mut self, name: &str) -> Result<()> {
        let path = self.folder.path(name);
        match disk::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ArchiveError::io("remove", &path)(error)),
            Err(_) => Ok(()),
            Ok(()) => {
                self.name(path);
                Ok(())
            }
        }
    }

    fn name(&mut self, path: PathBuf) {
        let in_same = self.named.iter().any(|named| named.parent() == path.parent());
        if !in_same {
            self.named.insert(path);
        }
    }

    /// Puts the names on the disk.
    pub(super) fn finish(self) -> Result<()> {
        self.named
            .iter()
            .try_for_each(|path| disk::sync_dir_of(path).map_err(ArchiveError::io("sync the name of", path)))
    }
}

fn temporary(name: &str) -> String {
    format!("{name}.tmp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_from_another_disk_too() {
        let dir = tempfile::tempdir().unwrap();
        // Where the machine has this one; where not, the first serves twice.
        for other in [tempfile::tempdir_in(dir.path()), tempfile::tempdir_in("/dev/shm")].into_iter().flatten() {
            let (from, to) = (Folder::new(other.path()), Folder::new(dir.path()));
            from.write("file", other.path().as_os_str().as_encoded_bytes()).unwrap();
            let mut batch = Batch::new(&to);
            batch.take(&from, "file").unwrap();
            batch.finish().unwrap();
            assert_eq!(to.read("file").unwrap(), other.path().as_os_str().as_encoded_bytes());
        }
    }
}
