//! A second reader. What we are about to lead to is first read by libgit2, which has written none of it and shares no
//! code with our own reader. It is opened on one folder of objects alone, so no configuration, environment variable or
//! template of git has a say; and it reads only what we have just written, because libgit2 1.9.7 believes an index: an
//! offset beyond its pack ends the process with a memory fault.

use std::io;

use rayon::prelude::*;

use super::error::{ArchiveError, Result};
use super::files::{self, Folder};
use super::objects::Oid;

/// libgit2 on the packs below one folder.
pub(super) struct Second(git2::Odb<'static>);

/// So many objects are read by one thread at a time.
const AT_A_TIME: usize = 4_000;

/// Reads every object of the packs that wait to be moved to their place.
pub(super) fn check_staged(folder: &Folder, oids: &[Oid]) -> Result<()> {
    oids.par_chunks(AT_A_TIME).try_for_each(|oids| {
        let second = Second::open(folder, files::INCOMING)?;
        oids.iter().try_for_each(|oid| second.check(*oid))
    })
}

impl Second {
    /// Opens the folder of objects called `name`.
    pub(super) fn open(folder: &Folder, name: &str) -> Result<Second> {
        let path = folder.path(name);
        let fail = |why: String| ArchiveError::io("open", &path)(io::Error::other(why));
        let name = path.to_str().ok_or_else(|| fail("libgit2 needs a path in UTF-8".to_owned()))?;
        let open = || -> std::result::Result<git2::Odb<'static>, git2::Error> {
            let odb = git2::Odb::new()?;
            odb.add_disk_alternate(name)?;
            Ok(odb)
        };
        open().map(Second).map_err(|error| fail(error.message().to_owned()))
    }

    /// Reads an object. libgit2 holds it against its name, and refuses bytes that are made to share their SHA-1 with
    /// others.
    pub(super) fn check(&self, oid: Oid) -> Result<()> {
        let read = || self.0.read(git2::Oid::from_bytes(oid.as_bytes())?).map(drop);
        let why = |error: git2::Error| format!("cannot be read back from its pack: {}", error.message());
        read().map_err(|error| ArchiveError::Object { oid, why: why(error) })
    }
}
