//! The way back: a store out of a bag or a bundle of ours. The package is checked, the store is put together in a folder
//! beside its place and verified there, and only then it moves; a failure leaves everything as it was.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use super::error::{PackageError, Result};
use super::output::Workplace;
use super::{Progress, bagit, bundle};
use crate::archive::Foreign;
use crate::archive::transfer::{Installed, Staging};

/// What an input is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Bag,
    Bundle,
    /// A git repository whose files are snapshots.
    Repository,
}

/// What is at `path`.
pub fn kind_of(path: &Path) -> Result<Kind> {
    let about = fs::metadata(path).map_err(PackageError::io("look at", path))?;
    let is_bag = about.is_dir() && path.join("bagit.txt").is_file();
    match about.is_dir() {
        true if is_bag => Ok(Kind::Bag),
        true if Foreign::is_repository(path) => Ok(Kind::Repository),
        false if bundle::is_bundle(path) => Ok(Kind::Bundle),
        _ => Err(PackageError::Unknown { path: path.to_owned() }),
    }
}

/// What became of a store that was brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Restored {
    pub installed: Installed,
    /// What a stopped import to the same place had left was taken away.
    pub leftover: bool,
}

/// Restores the store in the bag or bundle at `path` to the folder `into`: it may be absent, empty, or hold a store that
/// is a beginning of this one. Waits up to `wait` while another process writes there.
pub fn store(path: &Path, kind: Kind, into: &Path, wait: Duration, progress: Progress) -> Result<Restored> {
    // `.` and a link have their neighbours elsewhere.
    let place =
        if into.exists() { into.canonicalize().map_err(PackageError::io("find", into))? } else { into.to_owned() };
    if let Some(parent) = place.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(PackageError::io("make", parent))?;
    }
    let place = Workplace::beside(&place)?;
    let staging = Staging::new(&place.new_one())?;
    match kind {
        Kind::Bag => from_bag(path, &staging, progress)?,
        Kind::Bundle => bundle::restore(path, &staging, &place.new_one(), progress)?,
        Kind::Repository => return Err(PackageError::unreadable(path, "is a git repository, which holds no store")),
    }
    Ok(Restored { installed: staging.install(into, wait, progress)?, leftover: place.leftover })
}

fn from_bag(path: &Path, staging: &Staging, progress: Progress) -> Result<()> {
    let checked = bagit::check(path, progress)?;
    if let Some(fault) = checked.faults.iter().find(|fault| !fault.warning) {
        let why = format!(
            "is no valid bag: {} {}; `wirecopy verify --bag` says all; nothing was taken in",
            fault.place, fault.what
        );
        return Err(PackageError::unreadable(path, why));
    }
    let root = path.join(bagit::STORE);
    if !root.join("packs.sha256").is_file() {
        return Err(PackageError::unreadable(path, "is a valid bag, but holds no store of wirecopy"));
    }
    let mut folders = vec![String::new()];
    while let Some(prefix) = folders.pop() {
        let folder = root.join(&prefix);
        for entry in fs::read_dir(&folder).map_err(PackageError::io("list", &folder))? {
            let entry = entry.map_err(PackageError::io("list", &folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // The bag was valid, so these are files and folders, no links.
            if entry.file_type().map_err(PackageError::io("look at", &entry.path()))?.is_dir() {
                folders.push(format!("{name}/"));
            } else {
                let mut file = File::open(entry.path()).map_err(PackageError::io("open", &entry.path()))?;
                staging.put(&name, &mut file)?;
            }
        }
    }
    Ok(())
}
