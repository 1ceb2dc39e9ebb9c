//! A second reader. What we are about to lead to is first read by libgit2, which has written none of it and shares no
//! code with our own reader. It is opened on one folder of objects alone, so no configuration, environment variable or
//! template of git has a say; and it reads only what we have just written, because libgit2 1.9.7 believes an index: an
//! offset beyond its pack ends the process with a memory fault.

use std::io;

use super::error::{ArchiveError, Result};
use super::files::Folder;
use super::objects::{Kind, Oid};

/// libgit2 on the packs below one folder.
pub(super) struct Second(git2::Odb<'static>);

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

    /// The object's kind and bytes. libgit2 holds them against their name, and refuses bytes that are made to share their
    /// SHA-1 with others.
    pub(super) fn read(&self, oid: Oid) -> Result<(Kind, Vec<u8>)> {
        let fail = |why: String| ArchiveError::Object { oid, why };
        let read = |error: git2::Error| fail(format!("cannot be read back from its pack: {}", error.message()));
        let object = self.0.read(git2::Oid::from_bytes(oid.as_bytes()).map_err(read)?).map_err(read)?;
        let kind = match object.kind() {
            git2::ObjectType::Commit => Kind::Commit,
            git2::ObjectType::Tree => Kind::Tree,
            git2::ObjectType::Blob => Kind::Blob,
            _ => return Err(fail("is of another kind than was written".to_owned())),
        };
        Ok((kind, object.data().to_vec()))
    }
}
