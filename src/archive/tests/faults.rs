//! A disk that fails when it is told to, and that forgets what was not forced to it. It stands in the place of the real
//! calls in `src/archive/disk.rs`, for the thread that asks for it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::archive) enum Fault {
    /// From this call on no call does anything, as if the program had been killed. Of a write half is done.
    Killed,
    /// A call does nothing, by turns because the disk is broken and because it is full.
    Broken,
    /// A write does half.
    Short,
    /// A file or a folder cannot be forced to the disk.
    Unsynced,
    /// Nothing may be written, from the first call on.
    Denied,
}

pub(in crate::archive) const FAULTS: [Fault; 4] = [Fault::Killed, Fault::Broken, Fault::Short, Fault::Unsynced];

thread_local! {
    /// The fault to come, and how many calls it could befall go well before.
    static PENDING: Cell<Option<(Fault, u32)>> = const { Cell::new(None) };
    /// Of the broken calls, whether the next is for want of space.
    static FULL: Cell<bool> = const { Cell::new(false) };
    static SYNCS: Cell<u32> = const { Cell::new(0) };
    static DISK: RefCell<Option<Durable>> = const { RefCell::new(None) };
}

/// Runs `work` on a disk that fails at a call, from 0 of those the fault could befall. Also says whether it did.
pub(in crate::archive) fn with<T>(fault: Fault, at: u32, work: impl FnOnce() -> T) -> (T, bool) {
    PENDING.set(Some((fault, at)));
    let done = work();
    let struck = PENDING.take().is_none_or(|(fault, left)| fault == Fault::Killed && left == 0);
    (done, struck)
}

/// How often this thread has forced something to the disk.
pub(in crate::archive) fn syncs() -> u32 {
    SYNCS.get()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Write,
    Sync,
    Other,
}

fn call(call: Call) -> io::Result<()> {
    let Some((fault, left)) = PENDING.get() else { return Ok(()) };
    let could = match fault {
        Fault::Short => call == Call::Write,
        Fault::Unsynced => call == Call::Sync,
        Fault::Killed | Fault::Broken | Fault::Denied => true,
    };
    match left.checked_sub(u32::from(could)) {
        Some(left) => {
            PENDING.set(Some((fault, left)));
            Ok(())
        }
        None => {
            if fault == Fault::Denied {
                return Err(io::Error::from(io::ErrorKind::PermissionDenied));
            }
            if fault != Fault::Killed {
                PENDING.set(None);
            }
            let full = fault == Fault::Short || fault == Fault::Broken && FULL.replace(!FULL.get());
            Err(io::Error::from(if full { io::ErrorKind::StorageFull } else { io::ErrorKind::Other }))
        }
    }
}

pub(in crate::archive) fn change() -> io::Result<()> {
    call(Call::Other)
}

pub(in crate::archive) fn leave(path: &Path) -> io::Result<()> {
    call(Call::Other)?;
    DISK.with_borrow_mut(|disk| disk.iter_mut().try_for_each(|disk| disk.hold(path)))
}

pub(in crate::archive) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let fault = PENDING.get().map(|(fault, _)| fault);
    match call(Call::Write) {
        Err(error) if matches!(fault, Some(Fault::Killed | Fault::Short)) => {
            file.write_all(&bytes[..bytes.len() / 2]).and(Err(error))
        }
        done => done.and_then(|()| file.write_all(bytes)),
    }
}

/// Nothing is forced: what a power cut would take, [`cut_power`] takes.
pub(in crate::archive) fn sync(file: &File) -> io::Result<()> {
    call(Call::Sync)?;
    SYNCS.set(SYNCS.get() + 1);
    DISK.with_borrow_mut(|disk| disk.iter_mut().try_for_each(|disk| disk.sync(file)))
}

/// What is on the disk of an archive's folder, come what may. Files and folders are known by their inodes.
struct Durable {
    root: PathBuf,
    files: BTreeMap<u64, Vec<u8>>,
    folders: BTreeMap<u64, BTreeMap<String, u64>>,
    /// Files that are no more, or not here, held open so that no other gets their inode.
    gone: Vec<File>,
}

/// From now on this thread remembers what it has forced to the disk below `root`. All that is there now is.
pub(in crate::archive) fn watch_power(root: &Path) {
    let mut disk =
        Durable { root: root.to_owned(), files: BTreeMap::new(), folders: BTreeMap::new(), gone: Vec::new() };
    for (inode, path) in below(root).unwrap() {
        disk.keep(inode, &path).unwrap();
    }
    DISK.set(Some(disk));
}

/// Makes of the folder what a power cut could leave: each name and each file's content is as it was last forced to the
/// disk, or, where `lucky` says so, as it was written since.
pub(in crate::archive) fn cut_power(mut lucky: impl FnMut() -> bool) {
    let Some(disk) = DISK.take() else { return };
    let now: BTreeMap<u64, PathBuf> = below(&disk.root).unwrap().into_iter().collect();
    let root = fs::metadata(&disk.root).unwrap().ino();
    let mut left = BTreeMap::new();
    let mut folders = vec![(String::new(), root)];
    while let Some((prefix, inode)) = folders.pop() {
        let mut names = disk.folders.get(&inode).cloned().unwrap_or_default();
        let written = now.get(&inode).map(|path| names_in(path).unwrap()).unwrap_or_default();
        let either: Vec<String> = names.keys().chain(written.keys()).cloned().collect();
        for name in either {
            if names.get(&name) != written.get(&name) && lucky() {
                match written.get(&name) {
                    Some(inode) => names.insert(name, *inode),
                    None => names.remove(&name),
                };
            }
        }
        for (name, inode) in names {
            let (name, path) = (format!("{prefix}{name}"), now.get(&inode));
            if disk.folders.contains_key(&inode) || path.is_some_and(|path| path.is_dir()) {
                left.insert(name.clone(), None);
                folders.push((format!("{name}/"), inode));
                continue;
            }
            let kept = disk.files.get(&inode).cloned();
            let written = path.map(|path| fs::read(path).unwrap());
            let content = match (kept, written) {
                (kept, Some(written)) if kept.as_ref() != Some(&written) && lucky() => written,
                // As long as it should be, and not written yet.
                (None, Some(written)) if lucky() => vec![0; written.len()],
                (kept, _) => kept.unwrap_or_default(),
            };
            left.insert(name, Some(content));
        }
    }
    for name in names_in(&disk.root).unwrap().into_keys() {
        let path = disk.root.join(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    for (name, content) in left {
        let path = disk.root.join(name);
        match content {
            Some(content) => fs::write(path, content).unwrap(),
            None => fs::create_dir_all(path).unwrap(),
        }
    }
}

impl Durable {
    fn keep(&mut self, inode: u64, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            self.folders.insert(inode, names_in(path)?);
        } else {
            self.files.insert(inode, fs::read(path)?);
        }
        Ok(())
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        let about = file.metadata()?;
        if let Some((inode, path)) = below(&self.root)?.into_iter().find(|(inode, _)| *inode == about.ino()) {
            return self.keep(inode, &path);
        }
        // It stands elsewhere, and may yet be moved here.
        let mut bytes = vec![0; about.len() as usize];
        if about.is_file() && file.read_exact_at(&mut bytes, 0).is_ok() {
            self.files.insert(about.ino(), bytes);
            self.gone.push(file.try_clone()?);
        }
        Ok(())
    }

    fn hold(&mut self, path: &Path) -> io::Result<()> {
        if path.exists() {
            for (_, path) in below(path)? {
                self.gone.push(File::open(path)?);
            }
        }
        Ok(())
    }
}

fn names_in(dir: &Path) -> io::Result<BTreeMap<String, u64>> {
    let named = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.metadata()?.ino()))
    };
    fs::read_dir(dir)?.map(named).collect()
}

/// A file or folder, and all below it, by inode.
fn below(path: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut all = vec![(fs::metadata(path)?.ino(), path.to_owned())];
    let mut next = 0;
    while let Some((_, path)) = all.get(next).cloned() {
        if path.is_dir() {
            all.extend(names_in(&path)?.into_iter().map(|(name, inode)| (inode, path.join(name))));
        }
        next += 1;
    }
    Ok(all)
}
